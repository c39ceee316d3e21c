//! Single mistakes, with the words around them.

use std::fmt;

use serde::Serialize;

/// How many characters of the text a context has on each side.
const CONTEXT: usize = 40;

/// In what way an extraction and the gold differ.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MistakeClass {
    /// Nothing was found of what is in the gold.
    #[default]
    Miss,
    /// Nothing is in the gold of what was found.
    False,
    /// Something was found there, with another span.
    Span,
    /// It was found, with another value.
    Value,
}

impl fmt::Display for MistakeClass {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Miss => "miss",
            Self::False => "false",
            Self::Span => "span",
            Self::Value => "value",
        })
    }
}

/// One difference between an extraction and the gold.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Mistake {
    /// In what way they differ.
    pub class: MistakeClass,
    /// The id of the document.
    pub document: String,
    /// Where it begins, in code points: the gold's span where there is one, else what was found; none for
    /// what the gold places nowhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// Where it ends, exclusive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// What the gold says: a type, a value, a code, a name; a span with its words, where the mistake is
    /// told at the place of what was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gold: Option<String>,
    /// What was found: a span with its words, a value, codes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
    /// The rule that found it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The words at the span in `[[…]]`, with up to 40 characters before and behind; `⏎` is a line break.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
}

/// The text that mistakes are shown in.
pub(super) struct Page<'d> {
    document: &'d str,
    characters: Vec<char>,
}

impl<'d> Page<'d> {
    pub(super) fn new(document: &'d str, text: &str) -> Self {
        Self {
            document,
            characters: text.chars().collect(),
        }
    }

    /// A mistake without a place.
    pub(super) fn mistake(&self, class: MistakeClass) -> Mistake {
        Mistake {
            class,
            document: self.document.to_owned(),
            ..Mistake::default()
        }
    }

    /// A mistake at a place of the text.
    pub(super) fn mistake_at(&self, class: MistakeClass, (start, end): (usize, usize)) -> Mistake {
        Mistake {
            start: Some(start),
            end: Some(end),
            context: Some(self.context(start, end)),
            ..self.mistake(class)
        }
    }

    /// The words of a span, on one line.
    pub(super) fn words(&self, start: usize, end: usize) -> String {
        let end = end.min(self.characters.len());
        let words = &self.characters[start.min(end)..end];
        words.iter().filter_map(|&c| printable(c)).collect()
    }

    /// A span with its words.
    pub(super) fn place(&self, (start, end): (usize, usize)) -> String {
        format!("{start}-{end} \"{}\"", self.words(start, end))
    }

    /// Whether a text stands at a span.
    pub(super) fn has(&self, text: &str, start: usize, end: usize) -> bool {
        let words = self.characters.get(start..end);
        words.is_some_and(|words| text.chars().eq(words.iter().copied()))
    }

    fn context(&self, start: usize, end: usize) -> String {
        let before = self.words(start.saturating_sub(CONTEXT), start);
        let behind = self.words(end, end.saturating_add(CONTEXT));
        format!("{before}[[{}]]{behind}", self.words(start, end))
    }
}

/// A character as a line shows it: no text must break the line or steer a terminal.
fn printable(c: char) -> Option<char> {
    match c {
        '\r' => None,
        '\n' => Some('⏎'),
        '\t' => Some(' '),
        c if c.is_control() => Some(char::REPLACEMENT_CHARACTER),
        c => Some(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_context_has_forty_characters_on_each_side_and_one_line() {
        let text = format!("{}é\r\n\u{1B}Paris\t{}", "a".repeat(50), "b".repeat(50));
        let page = Page::new("d", &text);
        let mistake = page.mistake_at(MistakeClass::Miss, (54, 59));
        let (a, b) = ("a".repeat(36), "b".repeat(39));
        let expected = format!("{a}é⏎\u{FFFD}[[Paris]] {b}");
        assert_eq!(mistake.context, Some(expected));
        assert!(page.has("Paris", 54, 59) && !page.has("Paris", 55, 60));
        assert!(!page.has("Paris", 54, 1000) && !page.has("x", 9, 3));
    }

    #[test]
    fn a_span_outside_the_text_has_no_words() {
        let page = Page::new("d", "abc");
        for span in [(5, 9), (9, 5), (3, 3)] {
            let mistake = page.mistake_at(MistakeClass::Miss, span);
            assert!(mistake.context.is_some_and(|words| words.ends_with("[[]]")));
        }
    }
}
