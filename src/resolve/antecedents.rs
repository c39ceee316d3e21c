//! Short mentions joined to their antecedents, in one sweep over the document.

use std::collections::{HashMap, HashSet};

use crate::analysis::Analysis;
use crate::matching::AnnotationId;
use crate::pack::{Pick, Search};

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
    pub(crate) key: String,
    pub(crate) search: Search,
    pub(crate) pick: Pick,
}

/// Finds the entity of each short mention; those that refer to nothing known are left out.
///
/// A mention that is joined becomes an antecedent itself, so that the nearest entity is the one
/// spoken of last, however it was called.
pub(crate) fn link(
    analysis: &Analysis<'_>,
    mut named: Vec<Named>,
    mut short: Vec<Short>,
) -> Vec<(AnnotationId, usize)> {
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
    let mut last: HashMap<&str, (usize, usize)> = HashMap::new();
    let mut ahead = named.iter().peekable();
    let mut links = Vec::new();
    for mention in &short {
        while let Some(name) = ahead.next_if(|name| name.at <= mention.at) {
            for key in &name.keys {
                last.insert(key, (name.entity, name.at));
            }
        }
        let key = mention.key.as_str();
        let is_unique = holders.get(key).is_some_and(|entities| entities.len() == 1);
        if mention.pick == Pick::Unique && !is_unique {
            continue;
        }
        let horizon = horizon(analysis, mention);
        let before = last.get(key).filter(|(_, at)| *at >= horizon).map(|(entity, _)| *entity);
        let after = || (mention.search == Search::Document).then(|| first.get(key).copied()).flatten();
        if let Some(entity) = before.or_else(after) {
            links.push((mention.annotation, entity));
            last.insert(key, (entity, mention.at));
        }
    }
    links
}

/// The byte from which on an antecedent of the mention may stand.
fn horizon(analysis: &Analysis<'_>, mention: &Short) -> usize {
    let sentences = &analysis.segmented.sentences;
    let tokens = &analysis.segmented.tokens;
    let token = analysis.get(mention.annotation).start;
    let sentence = sentences.partition_point(|sentence| sentence.end <= token);
    let start = |index: usize| tokens[sentences[index].start as usize];
    match mention.search {
        Search::Document => 0,
        Search::Sentence => start(sentence).start as usize,
        Search::Paragraph => {
            let mut index = sentence;
            // Bounded, so that a text without paragraphs stays linear.
            while index > 0
                && start(index).glue != crate::segment::Glue::Paragraph
                && sentence - index < MAX_PARAGRAPH
            {
                index -= 1;
            }
            start(index).start as usize
        }
    }
}

/// A paragraph has no more sentences than this.
const MAX_PARAGRAPH: usize = 50;
