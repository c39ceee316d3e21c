//! The words of a pack: numbered, coded, marked with what sentence ends need to know of them.

use std::collections::HashMap;

use super::compile::Prepared;
use super::model::Entries;
use super::patterns::{Words, walk};
use super::syntax::Node;
use super::table::{Table, TableKind};
use crate::matching::{Agreement, Case, Phrase, Phrases, UNKNOWN, Vocabulary};
use crate::segment::{Abbreviation, Class, Token};

/// The label of words that a full stop can follow without ending the sentence.
const ABBREVIATION: &str = "abbreviation";
/// The id of abbreviations that never end a sentence.
const NEVER_FINAL: &str = "never-final";
/// The label of small words that begin sentences and never names.
const FUNCTION: &str = "function";
/// The label of irregular inflections: the surface is a form of the word that is the id.
const INFLECTION: &str = "inflection";

/// The labels that words are marked by, of which no rule need ask.
pub(super) const WORD_LABELS: [&str; 3] = [ABBREVIATION, FUNCTION, INFLECTION];

pub(super) fn irregular_forms(tables: &[Table]) -> HashMap<String, Vec<String>> {
    let mut forms: HashMap<String, Vec<String>> = HashMap::new();
    for_each_row(tables, INFLECTION, |_, [surface, _, base]| {
        forms
            .entry(base.to_lowercase())
            .or_default()
            .push(surface.to_lowercase());
    });
    forms
}

/// Calls `visit` with the table and the first cells of each row of a label.
fn for_each_row<'t>(
    tables: &'t [Table],
    label: &str,
    mut visit: impl FnMut(&'t Table, [&'t str; 3]),
) {
    let has_label = |table: &&Table| table.labels.iter().any(|name| name == label);
    let gazetteers = tables
        .iter()
        .filter(|table| table.kind == TableKind::Gazetteer);
    for table in gazetteers.filter(has_label) {
        for row in &table.rows {
            let key = table.key(row);
            if key[1] == label {
                visit(table, key);
            }
        }
    }
}

/// The words of all entries by their codes, where each entry's end, and which of them have capitals.
pub(super) struct Coded {
    words: Vec<u32>,
    ends: Vec<u32>,
    capitals: Vec<Option<u32>>,
}

/// Gives all words of the pack codes; also returns each entry's words by their codes.
pub(super) fn collect_words(
    tables: &[Table],
    entries: &Entries,
    rules: &[Prepared],
    words: &Words<'_>,
) -> (Vocabulary, Coded) {
    let mut vocabulary = Vocabulary::with_capacity(entries.list.len());
    let mut tokens = Vec::new();
    let mut buffer = String::new();
    let mut add = |word: &str| vocabulary.add(word, &mut buffer);
    let mut coded = Coded {
        words: Vec::with_capacity(2 * entries.list.len()),
        ends: Vec::with_capacity(entries.list.len()),
        capitals: Vec::with_capacity(entries.list.len()),
    };
    // Those of rules first, so that what is looked up by them is short.
    for rule in rules {
        for node in rule.node.iter().chain(rule.contexts.iter().flatten()) {
            walk(node, &mut |node| match node {
                Node::Word { text, inflected } => {
                    for word in words.tokens(text, *inflected).iter().flatten() {
                        add(word);
                    }
                }
                Node::Mark(mark) => {
                    add(mark.encode_utf8(&mut [0; 4]));
                }
                _ => {}
            });
        }
    }
    for entry in entries.list.iter() {
        let surface = entries.surface(tables, &entry);
        tokens.clear();
        words.tokenizer.tokenize(surface, &mut tokens, &mut add);
        coded.words.extend(tokens.iter().map(|token| token.code));
        coded.ends.push(coded.words.len() as u32);
        coded.capitals.push(capitals(surface, &tokens));
    }
    (vocabulary, coded)
}

/// Tells the vocabulary which words are abbreviations and which are function words. A word that a
/// full stop follows inside a phrase is an abbreviation too, or the phrase could never be found.
pub(super) fn mark_traits(tables: &[Table], entries: &Entries, vocabulary: &mut Vocabulary) {
    let mut buffer = String::new();
    let surfaces = entries.list.iter();
    let surfaces = surfaces.map(|entry| entries.surface(tables, &entry));
    let mut code = |vocabulary: &Vocabulary, word: &str| {
        let word = word.trim_end_matches('.');
        let is_single = !word.contains([' ', '.']);
        is_single
            .then(|| vocabulary.code(word, &mut buffer))
            .filter(|code| *code != UNKNOWN)
    };
    for_each_row(tables, ABBREVIATION, |_, [surface, _, id]| {
        let abbreviation = match id {
            NEVER_FINAL => Abbreviation::NeverFinal,
            _ => Abbreviation::MayEnd,
        };
        if let Some(code) = code(vocabulary, surface) {
            vocabulary.change_traits(code, |traits| traits.abbreviation = Some(abbreviation));
        }
    });
    for surface in surfaces.filter(|surface| surface.contains(". ")) {
        for before in surface.split(". ").take(surface.matches(". ").count()) {
            let word = before.rsplit([' ', '.', '-']).next().unwrap_or(before);
            if let Some(code) = code(vocabulary, word) {
                vocabulary.change_traits(code, |traits| {
                    traits.abbreviation = traits.abbreviation.or(Some(Abbreviation::MayEnd));
                });
            }
        }
    }
    for_each_row(tables, FUNCTION, |_, [surface, ..]| {
        if let Some(code) = code(vocabulary, surface) {
            vocabulary.change_traits(code, |traits| traits.function = true);
        }
    });
}

pub(super) fn compile_phrases(
    entries: &Entries,
    coded: &Coded,
    vocabulary: &Vocabulary,
) -> Phrases {
    let starts = std::iter::once(0).chain(coded.ends.iter().copied());
    let spans = starts.zip(coded.ends.iter().copied());
    let rows = (0..)
        .zip(entries.list.iter())
        .zip(&coded.capitals)
        .zip(spans);
    let phrases = rows.map(|(((entry, row), capitals), (start, end))| {
        let agreement = match (Table::case(&row.row), capitals) {
            (Case::Any, _) => Agreement::Capitals(0),
            (Case::Upper, Some(words)) => Agreement::Capitals(*words),
            (case, _) => Agreement::Letters(case),
        };
        Phrase {
            label: row.label,
            agreement,
            entry,
            codes: start..end,
        }
    });
    Phrases::build(phrases.collect(), &coded.words, vocabulary.len())
}

/// The words of a surface that are capitalised, each a bit; none if upper-case letters stand elsewhere too.
fn capitals(surface: &str, tokens: &[Token]) -> Option<u32> {
    let mut words = 0;
    for (bit, token) in (0..u32::BITS).zip(tokens) {
        words |= u32::from(token.class.has(Class::CAPITALIZED)) << bit;
    }
    let upper = surface.chars().filter(|c| c.is_uppercase());
    (upper.count() == words.count_ones() as usize).then_some(words)
}
