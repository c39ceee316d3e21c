//! Names that stand where a pack expects some, and that no table has.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;

use crate::analysis::Analysis;
use crate::document::Document;
use crate::extractor::{Extractor, Scratch};
use crate::matching::{Annotation, LabelSet, Source};
use crate::pack::kinds;
use crate::segment::{Class, Sentence};

/// A capitalised phrase that no table has.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct Suggestion {
    /// The words, as they stand in the texts.
    pub phrase: String,
    /// How often they stand there.
    pub count: usize,
    /// In how many documents.
    pub documents: usize,
    /// How often beside a title, a country, a sector: by label.
    pub beside: BTreeMap<String, usize>,
    /// What rules take it for most of the time, if they do.
    pub found_as: Option<String>,
    /// Some of the places where it stands, with what is around it.
    pub contexts: Vec<String>,
}

/// What stands so many words before or behind a phrase is beside it.
const REACH: u32 = 3;

/// So many contexts of a phrase are kept.
const CONTEXTS: usize = 3;

/// So many characters of a context stand on either side.
const AROUND: usize = 40;

/// A phrase has no more words than this: what is longer is a headline.
const LONGEST: usize = 5;

/// Collects capitalised phrases of texts that stand beside titles, countries and sectors, and that no table has.
///
/// # Examples
///
/// ```
/// let mut suggester = attache::workshop::Suggester::new(&attache::Extractor::builtin());
/// for text in ["Talks at the Zorblax were led by Germany.", "France and the Zorblax signed it."] {
///     suggester.read(&attache::Document::new(text));
/// }
/// let suggestions = suggester.finish(2);
/// assert_eq!(suggestions[0].phrase, "Zorblax");
/// assert_eq!((suggestions[0].count, suggestions[0].beside["country"]), (2, 1));
/// ```
#[derive(Debug)]
pub struct Suggester {
    extractor: Extractor,
    scratch: Scratch,
    documents: usize,
    phrases: HashMap<String, Phrase>,
}

#[derive(Debug, Default)]
struct Phrase {
    count: usize,
    documents: usize,
    /// The number of the document that it was seen in last.
    last: usize,
    beside: BTreeMap<String, usize>,
    found_as: BTreeMap<String, usize>,
    contexts: Vec<String>,
}

/// What a name can stand beside.
fn neighbours() -> LabelSet {
    let mut labels = LabelSet::default();
    for label in [kinds::TITLE, kinds::COUNTRY, kinds::SECTOR] {
        labels.insert(label);
    }
    labels
}

/// What a name can be taken for.
const NAMES: [crate::matching::LabelId; 5] = [
    kinds::PERSON,
    kinds::ORGANIZATION,
    kinds::PLACE,
    kinds::COUNTRY,
    kinds::PROPER_NAME,
];

impl Suggester {
    /// Begins with no text.
    pub fn new(extractor: &Extractor) -> Self {
        Self {
            extractor: extractor.clone(),
            scratch: Scratch::default(),
            documents: 0,
            phrases: HashMap::new(),
        }
    }

    /// Reads a text.
    pub fn read(&mut self, document: &Document<'_>) {
        self.documents += 1;
        let analysis = self.extractor.analyse(document.text(), &mut self.scratch);
        for sentence in &analysis.segmented.sentences {
            for (start, end) in runs(analysis, *sentence) {
                let Some(phrase) = unknown(analysis, *sentence, (start, end)) else {
                    continue;
                };
                let known = self.phrases.entry(phrase).or_default();
                known.note(analysis, *sentence, (start, end));
                known.documents += usize::from(known.last != self.documents);
                known.last = self.documents;
            }
        }
    }

    /// The phrases that stand in the texts so often and ever beside something, the most frequent first.
    pub fn finish(self, at_least: usize) -> Vec<Suggestion> {
        let phrases = self.phrases.into_iter();
        let phrases =
            phrases.filter(|(_, known)| known.count >= at_least.max(1) && !known.beside.is_empty());
        let mut suggestions: Vec<Suggestion> = phrases
            .map(|(phrase, known)| {
                let most = known.found_as.iter().max_by_key(|(_, count)| **count);
                let most = most.filter(|(_, count)| 2 * **count > known.count);
                Suggestion {
                    phrase,
                    count: known.count,
                    documents: known.documents,
                    found_as: most.map(|(label, _)| label.clone()),
                    beside: known.beside,
                    contexts: known.contexts,
                }
            })
            .collect();
        suggestions.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.phrase.cmp(&b.phrase)));
        suggestions
    }
}

/// The stretches of capitalised words of a sentence, as tokens.
fn runs(analysis: Analysis<'_>, sentence: Sentence) -> Vec<(u32, u32)> {
    let tokens = &analysis.segmented.tokens;
    let mut runs: Vec<(u32, u32)> = Vec::new();
    for at in sentence.start..sentence.end {
        let token = &tokens[at as usize];
        if !token.class.has(Class::CAPITALIZED) {
            continue;
        }
        match runs.last_mut() {
            Some((_, end)) if *end == at => *end += 1,
            _ => runs.push((at, at + 1)),
        }
    }
    runs
}

/// The words of a stretch, unless a table has them, or something stands in them that is known; the first word of a
/// sentence can be capitalised for that alone.
fn unknown(analysis: Analysis<'_>, sentence: Sentence, (start, end): (u32, u32)) -> Option<String> {
    let is_first_word = start == sentence.start && end == start + 1;
    if is_first_word || (end - start) as usize > LONGEST {
        return None;
    }
    let is_known = |found: &Annotation| {
        let is_entry = matches!(found.source, Source::Entry(_));
        let is_whole = (found.start, found.end) == (start, end);
        let is_neighbour = neighbours().has(analysis.pack.labels.public(found.label));
        (is_entry && is_whole) || is_neighbour
    };
    let mut inside = (start..end).flat_map(|at| analysis.annotations.starting_at(at));
    if inside.any(|(_, found)| is_known(found)) {
        return None;
    }
    // A known phrase that begins before the stretch and reaches into it.
    let covering = analysis.annotations.labels_covering(start);
    if neighbours().meets(covering) {
        return None;
    }
    let (from, to) = analysis.segmented.span(start, end);
    let words = analysis.text[from..to].split_whitespace();
    Some(words.collect::<Vec<_>>().join(" "))
}

impl Phrase {
    fn note(&mut self, analysis: Analysis<'_>, sentence: Sentence, (start, end): (u32, u32)) {
        self.count += 1;
        let annotations = analysis.annotations;
        let labels = &analysis.pack.labels;
        let first = start.saturating_sub(REACH).max(sentence.start);
        let last = (end + REACH).min(sentence.end);
        let around = (first..start).chain(end..last);
        let near = around.fold(LabelSet::default(), |near, at| {
            near.union(annotations.labels_covering(at))
        });
        for label in neighbours().iter().filter(|label| near.has(*label)) {
            *self
                .beside
                .entry(labels.name(label).to_owned())
                .or_default() += 1;
        }
        let covering = annotations.labels_covering(start);
        if let Some(label) = NAMES.iter().find(|label| covering.has(**label)) {
            *self
                .found_as
                .entry(labels.name(*label).to_owned())
                .or_default() += 1;
        }
        if self.contexts.len() < CONTEXTS {
            let (from, to) = analysis.segmented.span(start, end);
            let context = context(analysis.text, from, to);
            if !self.contexts.contains(&context) {
                self.contexts.push(context);
            }
        }
    }
}

/// The words of a place with some before and behind, on one line.
fn context(text: &str, from: usize, to: usize) -> String {
    let before = text[..from].char_indices().rev().nth(AROUND - 1);
    let behind = text[to..].char_indices().nth(AROUND);
    let (first, last) = (
        before.map_or(0, |(at, _)| at),
        behind.map_or(text.len(), |(at, _)| to + at),
    );
    let words = text[first..last].split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}
