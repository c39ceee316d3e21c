//! Short mentions joined to their antecedents, in one sweep over the document.

use std::collections::{HashMap, HashSet};

use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::{Pick, Search};
use crate::record::Mention;
use crate::segment::{Glue, Token};

/// A place where an entity is named, with the keys that a short mention can find it by.
pub(crate) struct Named {
    pub(crate) at: usize,
    pub(crate) entity: usize,
    pub(crate) keys: Vec<String>,
}

/// A mention that only refers.
pub(crate) struct Short {
    pub(crate) at: usize,
    pub(crate) annotation: AnnotationId,
    /// What it can be found by, the best first.
    pub(crate) keys: Vec<Key>,
    pub(crate) search: Search,
}

/// A key and how it chooses among those who have it.
pub(crate) struct Key {
    pub(crate) text: String,
    pub(crate) pick: Pick,
}

/// A short mention and its entity.
pub(crate) struct Link {
    pub(crate) annotation: AnnotationId,
    pub(crate) entity: usize,
    /// The key that joined them.
    pub(crate) key: String,
}

/// The entity that was named last by some key.
#[derive(Clone, Copy)]
struct Last {
    entity: usize,
    at: usize,
    /// No other is named by that key in the same sentence.
    is_alone: bool,
}

impl Last {
    fn new(entity: usize, at: usize, is_alone: bool) -> Self {
        Self {
            entity,
            at,
            is_alone,
        }
    }
}

/// Finds the entity of each short mention; those that refer to nothing known are left out.
///
/// A mention that is joined becomes an antecedent itself, so that the nearest entity is the one
/// spoken of last, however it was called.
pub(crate) fn link(
    analysis: &Analysis<'_>,
    mut named: Vec<Named>,
    mut short: Vec<Short>,
) -> Vec<Link> {
    named.sort_by_key(|named| named.at);
    short.sort_by_key(|short| short.at);
    let mut first: HashMap<&str, usize> = HashMap::new();
    let mut holders: HashMap<&str, HashSet<usize>> = HashMap::new();
    for name in &named {
        for key in &name.keys {
            first.entry(key).or_insert(name.entity);
            holders.entry(key).or_default().insert(name.entity);
        }
    }
    let mut last: HashMap<&str, Last> = HashMap::new();
    let mut ahead = named.iter().peekable();
    let mut links = Vec::new();
    for mention in &short {
        while let Some(name) = ahead.next_if(|name| name.at <= mention.at) {
            for key in &name.keys {
                let other = last.get(key.as_str());
                let beside = other.is_some_and(|other| {
                    (other.entity != name.entity || !other.is_alone)
                        && sentence_at(analysis, other.at) == sentence_at(analysis, name.at)
                });
                last.insert(key, Last::new(name.entity, name.at, !beside));
            }
        }
        let horizon = horizon(analysis, mention);
        let found = mention.keys.iter().find_map(|key| {
            let text = key.text.as_str();
            let is_unique = || {
                holders
                    .get(text)
                    .is_some_and(|entities| entities.len() == 1)
            };
            if key.pick == Pick::Unique && !is_unique() {
                return None;
            }
            let before = last
                .get(text)
                .filter(|last| last.at >= horizon && (key.pick != Pick::Alone || last.is_alone))
                .map(|last| last.entity);
            let anywhere = mention.search == Search::Document && key.pick != Pick::Alone;
            let after = || anywhere.then(|| first.get(text).copied()).flatten();
            Some((text, before.or_else(after)?))
        });
        if let Some((key, entity)) = found {
            links.push(Link {
                annotation: mention.annotation,
                entity,
                key: key.to_owned(),
            });
            last.insert(key, Last::new(entity, mention.at, true));
        }
    }
    links
}

/// Puts entities and their mentions in the order of the text; `of` has the place of each annotation's entity among them.
pub(crate) fn put_in_order<T>(
    entities: &mut Vec<T>,
    of: &mut HashMap<AnnotationId, usize>,
    mentions: impl Fn(&mut T) -> &mut Vec<Mention>,
) {
    let place = |mention: &Mention| (mention.start, mention.end);
    let mut order: Vec<_> = entities
        .iter_mut()
        .enumerate()
        .map(|(at, entity)| {
            let mentions = mentions(entity);
            mentions.sort_by_key(place);
            (mentions.first().map(place), at)
        })
        .collect();
    order.sort_unstable();
    let mut places = vec![0; order.len()];
    for (new, (_, old)) in order.iter().enumerate() {
        places[*old] = new;
    }
    for at in of.values_mut() {
        *at = places[*at];
    }
    let mut old: Vec<Option<T>> = entities.drain(..).map(Some).collect();
    entities.extend(order.iter().filter_map(|(_, at)| old[*at].take()));
}

/// The byte from which on an antecedent of the mention may stand.
fn horizon(analysis: &Analysis<'_>, mention: &Short) -> usize {
    let sentence = analysis.sentence_of(mention.annotation);
    match mention.search {
        Search::Document => 0,
        Search::Sentence => sentence_start(analysis, sentence),
        Search::Nearby => sentence_start(analysis, sentence.saturating_sub(1)),
        Search::Paragraph => paragraph_start(analysis, sentence),
    }
}

/// The sentence of a byte.
fn sentence_at(analysis: &Analysis<'_>, at: usize) -> usize {
    let segmented = analysis.segmented;
    segmented.sentences.partition_point(|sentence| {
        let last = &segmented.tokens[sentence.end as usize - 1];
        (last.start as usize) < at
    })
}

/// The byte that a sentence begins at.
pub(crate) fn sentence_start(analysis: &Analysis<'_>, sentence: usize) -> usize {
    first_token(analysis, sentence).start as usize
}

/// The byte that the paragraph of a sentence begins at.
pub(crate) fn paragraph_start(analysis: &Analysis<'_>, sentence: usize) -> usize {
    let mut index = sentence;
    // Bounded, so that a text without paragraphs stays linear.
    while index > 0
        && first_token(analysis, index).glue != Glue::Paragraph
        && sentence - index < MAX_PARAGRAPH
    {
        index -= 1;
    }
    sentence_start(analysis, index)
}

fn first_token<'a>(analysis: &Analysis<'a>, sentence: usize) -> &'a Token {
    let segmented = analysis.segmented;
    &segmented.tokens[segmented.sentences[sentence].start as usize]
}

/// A paragraph has no more sentences than this.
const MAX_PARAGRAPH: usize = 50;
