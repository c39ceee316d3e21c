//! The rules of a pack, as they are written.

use serde::Serialize;

use crate::extractor::Extractor;
use crate::pack::{Place, Rule};

/// A rule or shape of a pack.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct RuleInfo {
    /// Its id.
    pub id: String,
    /// The label of what it finds.
    pub emits: String,
    /// Found by its letters (`[[shape]]`), not by its words.
    pub is_shape: bool,
    /// What it matches, as it is written.
    pub pattern: String,
    /// The number of the pack that it stands in: 0 for the lowest, 1 for the first that is laid on top.
    pub layer: usize,
    /// The file's path inside the pack.
    pub file: String,
    /// The line that it begins in, from 1.
    pub line: usize,
    /// Its TOML, with the comment that stands before it.
    pub source: String,
    /// How many examples say what it must find, what it must not, and what it can't find yet.
    pub examples: [usize; 3],
}

/// The rules and shapes of an extractor's pack, by file and line, those of the lowest pack first.
///
/// # Examples
///
/// ```
/// let rules = attache::workshop::rules(&attache::Extractor::builtin());
/// let rule = rules.iter().find(|rule| rule.id == "country-title-name").unwrap();
/// assert_eq!(rule.emits, "official");
/// assert!(rule.source.contains("[[rule]]"));
/// ```
pub fn rules(extractor: &Extractor) -> Vec<RuleInfo> {
    let extractor = extractor.whole();
    let pack = extractor.compiled();
    let mut rules: Vec<&Rule> = pack.rules.iter().collect();
    rules.sort_by_key(|rule| position(rule));
    let infos = rules.iter().enumerate().map(|(at, rule)| {
        let is_of_file = |next: &&&Rule| {
            next.written.layer == rule.written.layer && next.place.file.path == rule.place.file.path
        };
        let next = rules.get(at + 1).filter(is_of_file);
        RuleInfo {
            id: rule.id.clone(),
            emits: pack.labels.name(rule.emits).to_owned(),
            is_shape: rule.written.is_shape,
            pattern: rule.written.pattern.clone(),
            layer: rule.written.layer,
            file: rule.place.file.path.clone(),
            line: rule.written.table.line(),
            source: source(&rule.written.table, next.map(|next| &next.written.table)),
            examples: [&rule.yes, &rule.no, &rule.todo].map(Vec::len),
        }
    });
    infos.collect()
}

fn position(rule: &Rule) -> (usize, &str, usize) {
    (
        rule.written.layer,
        &rule.place.file.path,
        rule.written.table.span.start,
    )
}

/// The text of a rule: from the comment right before it to the comment before the next.
fn source(table: &Place, next: Option<&Place>) -> String {
    let text = &table.file.text;
    let from = begin(text, table.span.start);
    let to = next.map_or(text.len(), |next| begin(text, next.span.start));
    text[from..to.max(from)].trim().to_owned()
}

/// Where the comment lines begin that stand right before the line of a place.
fn begin(text: &str, place: usize) -> usize {
    let mut start = text[..place].rfind('\n').map_or(0, |at| at + 1);
    while start > 0 {
        let before = text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
        if !text[before..start].starts_with('#') {
            break;
        }
        start = before;
    }
    start
}
