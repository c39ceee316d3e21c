//! The words of a pack: numbered, coded, marked with what sentence ends need to know of them.

use std::collections::HashMap;

use super::compile::Prepared;
use super::model::Entries;
use super::patterns::{Words, walk};
use super::syntax::Node;
use super::table::{Table, TableKind};
use crate::matching::{Case, Phrase, Phrases, UNKNOWN, Vocabulary, VocabularyBuilder};
use crate::segment::Abbreviation;

/// The label of words that a full stop can follow without ending the sentence.
const ABBREVIATION: &str = "abbreviation";
/// The id of abbreviations that never end a sentence.
const NEVER_FINAL: &str = "never-final";
/// The label of small words that begin sentences and never names.
const FUNCTION: &str = "function";
/// The label of irregular inflections: the surface is a form of the word that is the id.
const INFLECTION: &str = "inflection";

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

/// The words of all entries by their numbers, and where each entry's end.
pub(super) struct Numbered {
    words: Vec<u32>,
    ends: Vec<u32>,
}

/// Numbers all words of the pack; also returns each entry's words by their numbers.
pub(super) fn collect_words(
    tables: &[Table],
    entries: &Entries,
    rules: &[Prepared],
    words: &Words<'_>,
) -> (VocabularyBuilder, Numbered) {
    let mut builder = VocabularyBuilder::with_capacity(entries.list.len());
    let mut tokens = Vec::new();
    let mut numbered = Numbered {
        words: Vec::with_capacity(2 * entries.list.len()),
        ends: Vec::with_capacity(entries.list.len()),
    };
    for entry in &entries.list {
        let surface = entries.surface(tables, entry);
        tokens.clear();
        words
            .tokenizer
            .tokenize(surface, &mut tokens, |word| builder.number(word));
        if tokens.len() > 1 {
            tokens.iter().for_each(|token| builder.count(token.code));
        }
        numbered.words.extend(tokens.iter().map(|token| token.code));
        numbered.ends.push(numbered.words.len() as u32);
    }
    for rule in rules {
        for node in rule.node.iter().chain(rule.contexts.iter().flatten()) {
            walk(node, &mut |node| match node {
                Node::Word { text, inflected } => {
                    for word in words.tokens(text, *inflected).iter().flatten() {
                        builder.number(word);
                    }
                }
                Node::Mark(mark) => {
                    builder.number(mark.encode_utf8(&mut [0; 4]));
                }
                _ => {}
            });
        }
    }
    (builder, numbered)
}

/// Tells the vocabulary which words are abbreviations and which are function words. A word that a
/// full stop follows inside a phrase is an abbreviation too, or the phrase could never be found.
pub(super) fn mark_traits(tables: &[Table], entries: &Entries, vocabulary: &mut Vocabulary) {
    let mut buffer = String::new();
    let surfaces = entries.list.iter();
    let surfaces = surfaces.map(|entry| entries.surface(tables, entry));
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
            vocabulary.traits_mut(code).abbreviation = Some(abbreviation);
        }
    });
    for surface in surfaces.filter(|surface| surface.contains(". ")) {
        for before in surface.split(". ").take(surface.matches(". ").count()) {
            let word = before.rsplit([' ', '.', '-']).next().unwrap_or(before);
            if let Some(code) = code(vocabulary, word) {
                let known = &mut vocabulary.traits_mut(code).abbreviation;
                *known = known.or(Some(Abbreviation::MayEnd));
            }
        }
    }
    for_each_row(tables, FUNCTION, |_, [surface, ..]| {
        if let Some(code) = code(vocabulary, surface) {
            vocabulary.traits_mut(code).function = true;
        }
    });
}

pub(super) fn compile_phrases(
    tables: &[Table],
    entries: &Entries,
    numbered: &Numbered,
    codes: &[u32],
    vocabulary: &Vocabulary,
) -> Phrases {
    let Numbered { words, ends } = numbered;
    let words: Vec<u32> = words.iter().map(|&word| codes[word as usize]).collect();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    let spans = starts.zip(ends.iter().copied());
    let phrases = (0..)
        .zip(&entries.list)
        .zip(spans)
        .map(|((entry, row), (start, end))| {
            let surface = entries.surface(tables, row);
            let case = match Table::case(&row.row) {
                // Nothing can disagree with a surface that has no upper-case letter.
                Case::Upper if !has_upper_case(surface) => Case::Any,
                case => case,
            };
            Phrase {
                label: row.label,
                case,
                entry,
                codes: start..end,
            }
        });
    Phrases::build(phrases.collect(), &words, vocabulary)
}

/// True if a text has an upper-case letter.
fn has_upper_case(text: &str) -> bool {
    match text.is_ascii() {
        true => text.bytes().any(|byte| byte.is_ascii_uppercase()),
        false => text.contains(char::is_uppercase),
    }
}
