//! The text of a page as its reader sees it.

use super::scan::{Piece, Pieces, Tag, decoded, has};

/// Elements that stand on lines of their own.
const BLOCKS: &[&str] = &[
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "dir",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hgroup",
    "hr",
    "html",
    "legend",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "option",
    "p",
    "pre",
    "section",
    "select",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "title",
    "tr",
    "ul",
    "video",
    "xmp",
];

/// Elements whose text is nothing to read.
const INVISIBLE: &[&str] = &[
    "audio", "button", "canvas", "datalist", "dialog", "math", "noscript", "object", "select",
    "svg", "template", "video",
];

/// Elements that are made to stand around an article.
pub(super) const AROUND: &[&str] = &["aside", "footer", "form", "header", "nav"];

/// Those of them that are no part of an article when they stand in it.
pub(super) const WITHIN: &[&str] = &["aside", "footer", "nav"];

/// The visible text: a blank line between blocks, a line break for one that is written, and a space
/// for any other whitespace. Elements of the names in `without` are left out.
///
/// None if an element that is to be left out has no end, as then no one knows what it holds.
pub(super) fn text(page: &str, without: &[&str]) -> Option<String> {
    let mut lines = Lines::default();
    let mut left_out: Option<(&str, usize)> = None;
    let mut preformatted = 0_usize;
    for piece in Pieces::new(page) {
        if let Some((name, open)) = &mut left_out {
            match piece {
                Piece::Start(tag) if tag.name.eq_ignore_ascii_case(name) => *open += 1,
                Piece::End(end) if end.eq_ignore_ascii_case(name) => *open -= 1,
                _ => {}
            }
            if *open == 0 {
                left_out = None;
            }
            continue;
        }
        match piece {
            Piece::Text(text) if preformatted > 0 => lines.push_lines(&decoded(text)),
            Piece::Text(text) => lines.push(&decoded(text)),
            Piece::Start(tag) if is_left_out(&tag, without) => {
                left_out = (!tag.is_void()).then_some((tag.name, 1));
                lines.widen(Gap::of(tag.name));
            }
            Piece::Start(tag) => {
                preformatted += usize::from(tag.name.eq_ignore_ascii_case("pre"));
                lines.widen(Gap::of(tag.name));
            }
            Piece::End(name) => {
                let ends = usize::from(name.eq_ignore_ascii_case("pre"));
                preformatted = preformatted.saturating_sub(ends);
                lines.widen(Gap::of(name));
            }
            Piece::Raw(..) => {}
        }
    }
    left_out.is_none().then_some(lines.text)
}

fn is_left_out(tag: &Tag<'_>, without: &[&str]) -> bool {
    let is_hidden = || {
        let style = tag.attribute("style").unwrap_or_default();
        tag.attribute("hidden").is_some() || style.replace(' ', "").contains("display:none")
    };
    has(INVISIBLE, tag.name)
        || has(without, tag.name)
        || (tag.nests() && tag.attributes_len() > 0 && is_hidden())
}

/// The text of a fragment on one line.
pub(super) fn line(text: &str) -> String {
    let mut lines = Lines::default();
    lines.push(text);
    lines.text
}

/// What stands between two words; the wider one wins.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Gap {
    #[default]
    Nothing,
    Space,
    Line,
    Block,
}

impl Gap {
    /// What a tag of this name leaves between the words before and after it.
    fn of(name: &str) -> Self {
        match name {
            _ if name.eq_ignore_ascii_case("br") => Self::Line,
            _ if has(BLOCKS, name) => Self::Block,
            _ => Self::Nothing,
        }
    }

    fn written(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Space => " ",
            Self::Line => "\n",
            Self::Block => "\n\n",
        }
    }
}

/// A text under way, with the gap that its next word will follow.
#[derive(Debug, Default)]
pub(super) struct Lines {
    pub(super) text: String,
    gap: Gap,
}

impl Lines {
    /// Adds words as they are written in a line.
    pub(super) fn push(&mut self, text: &str) {
        let mut words = text.split_whitespace().peekable();
        if text.starts_with(char::is_whitespace) {
            self.widen(Gap::Space);
        }
        while let Some(word) = words.next() {
            self.push_word(word);
            if words.peek().is_some() || text.ends_with(char::is_whitespace) {
                self.widen(Gap::Space);
            }
        }
    }

    /// Adds words whose line breaks count.
    fn push_lines(&mut self, text: &str) {
        for (at, line) in text.split('\n').enumerate() {
            if at > 0 {
                self.widen(Gap::Line);
            }
            self.push(line);
        }
    }

    fn push_word(&mut self, word: &str) {
        // Marks of where a word may be broken would keep it from being found.
        let is_mark = |c| matches!(c, '\u{AD}' | '\u{200B}' | '\u{2060}' | '\u{FEFF}');
        let mut parts = word
            .split(is_mark)
            .filter(|part| !part.is_empty())
            .peekable();
        if parts.peek().is_some() {
            if !self.text.is_empty() {
                self.text.push_str(self.gap.written());
            }
            self.gap = Gap::Nothing;
        }
        self.text.extend(parts);
    }

    /// Makes the gap before the next word at least so wide. Two line breaks make a blank line.
    fn widen(&mut self, gap: Gap) {
        self.gap = match (self.gap, gap) {
            (Gap::Line, Gap::Line) => Gap::Block,
            (old, new) => old.max(new),
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(page: &str) -> Option<String> {
        text(page, &[])
    }

    #[test]
    fn blocks_lines_and_spaces() {
        let cases = [
            ("<p>A  <b>b</b>c\n d</p><p>e", "A bc d\n\ne"),
            ("a<br>b<br/>\n<BR>c", "a\nb\n\nc"),
            ("<ul><li>a<li>b</ul>c", "a\n\nb\n\nc"),
            ("<table><tr><td>a<td>b", "a\n\nb"),
            ("<pre>a\n  b\n\nc</pre>d\ne", "a\nb\n\nc\n\nd e"),
            ("a&nbsp;b co&shy;operate \u{200B} c", "a b cooperate c"),
            ("a<svg><p>b</svg>c<script>d</script>e", "ace"),
            (
                "<div hidden>a<div>b</div></div><i style='display: none'>c</i>d",
                "d",
            ),
        ];
        for (page, expected) in cases {
            assert_eq!(whole(page).as_deref(), Some(expected), "{page}");
        }
    }

    #[test]
    fn surroundings_are_left_out() {
        let page = "<nav>a<nav>b</nav></nav><form>c</form>d<footer>e</footer>";
        assert_eq!(text(page, AROUND).as_deref(), Some("d"));
        assert_eq!(text("a<nav>b", AROUND), None);
        assert_eq!(whole("a<nav>b").as_deref(), Some("a\n\nb"));
    }
}
