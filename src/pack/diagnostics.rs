//! Mistakes of a pack: where, what, and how to mend them.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Severity {
    /// The pack can't be used until this is mended.
    Error,
    /// The pack works, but this is probably not meant.
    Warning,
}

/// One file of a pack, as it was read.
#[derive(Debug, Default)]
pub(crate) struct SourceFile {
    /// The path inside the pack, with `/` between folders.
    pub(crate) path: String,
    pub(crate) text: Cow<'static, str>,
}

/// One mistake in a pack, with the text it stands in.
///
/// Its `Display` form is a report of several lines that shows the line and marks the place.
///
/// # Examples
///
/// ```
/// let error = attache::Extractor::builder()
///     .overlay_file("rules/mine.toml", "[[rule]]\nid = 'x'\nemits = 'y'\npattern = '{contry}'\n")
///     .build()
///     .unwrap_err();
/// let first = &error.diagnostics()[0];
/// assert_eq!((first.code(), first.file(), first.line(), first.column()), ("P301", "rules/mine.toml", 4, 13));
/// assert!(first.help().unwrap().contains("country"));
/// ```
#[derive(Clone, Debug)]
pub struct Diagnostic {
    code: &'static str,
    severity: Severity,
    message: String,
    help: Option<String>,
    file: Arc<SourceFile>,
    span: Range<usize>,
}

impl Diagnostic {
    /// The stable code of this kind of mistake, such as `P301`; the book lists them, in `docs/src/packs.md`.
    pub fn code(&self) -> &'static str {
        self.code
    }

    /// Whether the pack can be used all the same.
    pub fn severity(&self) -> Severity {
        self.severity
    }

    /// What is wrong, in one sentence.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// How to mend it, where that can be said.
    pub fn help(&self) -> Option<&str> {
        self.help.as_deref()
    }

    /// The file's path inside the pack.
    pub fn file(&self) -> &str {
        &self.file.path
    }

    /// The byte range of the file's text that is meant.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The line of the place, from 1.
    pub fn line(&self) -> usize {
        line_and_column(&self.file.text, self.span.start).0
    }

    /// The column of the place in characters, from 1.
    pub fn column(&self) -> usize {
        line_and_column(&self.file.text, self.span.start).1
    }

    /// The line of the end of the place, from 1, and its column in characters, from 1.
    pub fn end(&self) -> (usize, usize) {
        line_and_column(&self.file.text, self.span.end)
    }

    /// The report of several lines, coloured for a terminal if asked.
    pub fn render(&self, colour: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let snippet = Snippet::source(&*self.file.text)
            .line_start(1)
            .path(self.file.path.as_str())
            .annotation(AnnotationKind::Primary.span(self.span.clone()));
        let mut group = level
            .primary_title(self.message.as_str())
            .id(self.code)
            .element(snippet);
        if let Some(help) = &self.help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        let renderer = if colour {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.decor_style(DecorStyle::Ascii).render(&[group])
    }

    pub(crate) fn sort_key(&self) -> (String, usize, &'static str) {
        (self.file.path.clone(), self.span.start, self.code)
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

/// The line of a byte of a text, and its column in characters, both from 1.
fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text[..at];
    let line_start = before.rfind('\n').map_or(0, |i| i + 1);
    let line = before.matches('\n').count() + 1;
    (line, before[line_start..].chars().count() + 1)
}

/// A place in a pack file that a mistake can be reported at.
#[derive(Clone, Debug, Default)]
pub(crate) struct Place {
    pub(crate) file: Arc<SourceFile>,
    pub(crate) span: Range<usize>,
}

impl Place {
    pub(crate) fn new(file: &Arc<SourceFile>, span: Range<usize>) -> Self {
        Self {
            file: Arc::clone(file),
            span,
        }
    }

    /// The line that it begins in, from 1.
    pub(crate) fn line(&self) -> usize {
        line_and_column(&self.file.text, self.span.start).0
    }

    /// A part of this place, by offsets from its start; never leaves the file or splits a character.
    pub(crate) fn within(&self, range: Range<usize>) -> Self {
        let text = &self.file.text;
        let mut start = (self.span.start + range.start).min(text.len());
        while !text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = (self.span.start + range.end).clamp(start, text.len());
        while !text.is_char_boundary(end) {
            end += 1;
        }
        Self {
            file: Arc::clone(&self.file),
            span: start..end,
        }
    }
}

/// Collects the mistakes of a pack, so that all of them are reported in one run.
#[derive(Debug, Default)]
pub(crate) struct Sink {
    found: Vec<Diagnostic>,
}

impl Sink {
    /// Takes over what another sink has found.
    pub(crate) fn append(&mut self, mut other: Self) {
        self.found.append(&mut other.found);
    }

    pub(crate) fn error(&mut self, code: &'static str, place: &Place, message: String) {
        self.push(Severity::Error, code, place, message, None);
    }

    pub(crate) fn error_help(
        &mut self,
        code: &'static str,
        place: &Place,
        message: String,
        help: String,
    ) {
        self.push(Severity::Error, code, place, message, Some(help));
    }

    pub(crate) fn warning(
        &mut self,
        code: &'static str,
        place: &Place,
        message: String,
        help: String,
    ) {
        self.push(Severity::Warning, code, place, message, Some(help));
    }

    fn push(
        &mut self,
        severity: Severity,
        code: &'static str,
        place: &Place,
        message: String,
        help: Option<String>,
    ) {
        self.found.push(Diagnostic {
            code,
            severity,
            message,
            help: help.filter(|help| !help.is_empty()),
            file: Arc::clone(&place.file),
            span: place.span.clone(),
        });
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.found.iter().any(|d| d.severity == Severity::Error)
    }

    pub(crate) fn into_sorted(mut self) -> Vec<Diagnostic> {
        self.found.sort_by_cached_key(Diagnostic::sort_key);
        self.found
    }
}

/// "did you mean …", for a word that is nearly one of the known ones; empty if none is near.
pub(crate) fn did_you_mean<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> String {
    let limit = (word.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (edit_distance(word, candidate), candidate))
        .filter(|&(distance, _)| distance <= limit)
        .min()
        .map_or_else(String::new, |(_, candidate)| {
            format!("did you mean `{candidate}`?")
        })
}

/// "did you mean …"; if no known word is near, `lead` and all that there are.
pub(crate) fn did_you_mean_one_of(word: &str, known: &[&str], lead: &str) -> String {
    let help = did_you_mean(word, known.iter().copied());
    match help.is_empty() && !known.is_empty() {
        true => format!("{lead}: {}", known.join(", ")),
        false => help,
    }
}

/// Optimal string alignment distance: insertions, deletions, substitutions and swapped neighbours.
fn edit_distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let mut rows = vec![vec![0; b.len() + 1]; a.len() + 1];
    for (i, row) in rows.iter_mut().enumerate() {
        row[0] = i;
    }
    rows[0] = (0..=b.len()).collect();
    for i in 1..=a.len() {
        for j in 1..=b.len() {
            let cost = usize::from(a[i - 1] != b[j - 1]);
            let mut best = (rows[i - 1][j] + 1)
                .min(rows[i][j - 1] + 1)
                .min(rows[i - 1][j - 1] + cost);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(rows[i - 2][j - 2] + 1);
            }
            rows[i][j] = best;
        }
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_near_word_is_suggested_and_a_far_one_is_not() {
        assert_eq!(
            did_you_mean("contry", ["country", "city"]),
            "did you mean `country`?"
        );
        assert_eq!(did_you_mean("zebra", ["country", "city"]), "");
    }
}
