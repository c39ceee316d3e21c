//! Examples: a text with the spans that must be found in it.

use std::ops::Range;

/// A text, and what is marked in it.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) text: String,
    pub(crate) marks: Vec<Mark>,
}

/// `[text]{capture}`, `[text]{label=id}` or `[text]{=value}`, with its byte range in the plain text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    pub(crate) span: Range<usize>,
    /// A capture or a label; empty for a value alone.
    pub(crate) name: String,
    pub(crate) value: Option<String>,
    /// Where the mark stands in the example as written.
    pub(crate) written: Range<usize>,
}

impl Example {
    /// Reads an example. A bracket that no mark follows is plain text.
    pub(crate) fn parse(written: &str) -> Self {
        let mut text = String::with_capacity(written.len());
        let mut marks = Vec::new();
        let mut at = 0;
        while let Some(open) = written[at..].find('[').map(|i| at + i) {
            text.push_str(&written[at..open]);
            at = open + 1;
            let mark = written[at..].split_once("]{").and_then(|(inside, rest)| {
                let name = rest.split_once('}')?.0;
                (!inside.contains('[')).then_some((inside, name))
            });
            let Some((inside, name)) = mark else {
                text.push('[');
                continue;
            };
            let start = text.len();
            text.push_str(inside);
            at += inside.len() + 2 + name.len() + 1;
            let (name, value) = match name.split_once('=') {
                Some((name, value)) => (name, Some(value.to_owned())),
                None => (name, None),
            };
            marks.push(Mark {
                span: start..text.len(),
                name: name.to_owned(),
                value,
                written: open..at,
            });
        }
        text.push_str(&written[at..]);
        Self { text, marks }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_taken_out_of_the_text() {
        let example = Example::parse("a [b] c [Russian]{country=RUS} [last month]{=2015-10}");
        assert_eq!(example.text, "a [b] c Russian last month");
        assert_eq!(example.marks[0].span, 8..15);
        assert_eq!(example.marks[0].value.as_deref(), Some("RUS"));
        assert_eq!(example.marks[1].name, "");
        assert_eq!(&example.text[example.marks[1].span.clone()], "last month");
    }
}
