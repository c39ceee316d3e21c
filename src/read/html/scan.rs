//! A page as a run of tags and texts, each byte looked at a bounded number of times.
//!
//! It builds no tree, so neither the depth of a page nor its faults can cost more than its length.

use std::borrow::Cow;

/// What an end tag is not needed for, since the next of its kind ends it: such never nest.
const ENDED_BY_THE_NEXT: &[&str] = &[
    "a", "dd", "dt", "li", "option", "p", "tbody", "td", "tfoot", "th", "thead", "tr",
];

const VOID: &[&str] = &[
    "area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input",
    "keygen", "link", "meta", "param", "source", "track", "wbr",
];

/// Elements that hold no tags: whatever stands in them goes to their end tag.
const RAW: &[&str] = &[
    "iframe", "noembed", "noframes", "script", "style", "textarea", "title",
];

/// What the code points of numeric references between 128 and 159 stand for, as HTML has it.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
    '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
];

/// Whether the list has the name of an element or attribute, in any case.
pub(super) fn has(list: &[&str], name: &str) -> bool {
    list.iter().any(|item| item.eq_ignore_ascii_case(name))
}

/// One piece of a page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Piece<'p> {
    /// Text, with its character references as they are written.
    Text(&'p str),
    /// A start tag.
    Start(Tag<'p>),
    /// An end tag, by its name.
    End(&'p str),
    /// An element that holds no tags, with all that stands in it.
    Raw(Tag<'p>, &'p str),
}

/// A start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tag<'p> {
    pub(super) name: &'p str,
    attributes: &'p str,
}

impl<'p> Tag<'p> {
    /// The value of an attribute, which is empty for one without.
    pub(super) fn attribute(&self, name: &str) -> Option<Cow<'p, str>> {
        self.attributes()
            .find(|(found, _)| found.eq_ignore_ascii_case(name))
            .map(|(_, value)| decoded(value))
    }

    /// Names and values, as they are written.
    pub(super) fn attributes(&self) -> impl Iterator<Item = (&'p str, &'p str)> {
        let mut rest = self.attributes;
        std::iter::from_fn(move || {
            rest = rest.trim_start_matches(is_gap);
            let first_end = rest.chars().next()?.len_utf8();
            // A name may begin with an equals sign, and with nothing else that ends it.
            let end = rest[first_end..].find(|c| is_gap(c) || c == '=');
            let (name, after) = rest.split_at(end.map_or(rest.len(), |at| at + first_end));
            let (value, after) = value(after);
            rest = after;
            Some((name, value))
        })
    }

    /// How long its attributes are written.
    pub(super) fn attributes_len(&self) -> usize {
        self.attributes.len()
    }

    /// Whether the element is its own end.
    pub(super) fn is_void(&self) -> bool {
        has(VOID, self.name) || self.attributes.ends_with('/')
    }

    /// Whether such an element may stand in another of its kind.
    pub(super) fn nests(&self) -> bool {
        !has(VOID, self.name) && !has(ENDED_BY_THE_NEXT, self.name)
    }
}

/// Between attributes; a stray slash counts.
fn is_gap(c: char) -> bool {
    c.is_ascii_whitespace() || c == '/'
}

/// Splits the value off what follows the name of an attribute.
fn value(after: &str) -> (&str, &str) {
    let trimmed = after.trim_ascii_start();
    let Some(value) = trimmed.strip_prefix('=').map(str::trim_ascii_start) else {
        return ("", after);
    };
    for quote in ['"', '\''] {
        if let Some(quoted) = value.strip_prefix(quote) {
            return quoted.split_once(quote).unwrap_or((quoted, ""));
        }
    }
    value.split_at(
        value
            .find(|c: char| c.is_ascii_whitespace())
            .unwrap_or(value.len()),
    )
}

/// The text with its character references resolved.
pub(super) fn decoded(text: &str) -> Cow<'_, str> {
    let text = html_escape::decode_html_entities(text);
    if !text.contains(|c| matches!(c, '\u{80}'..='\u{9F}')) {
        return text;
    }
    let meant = |c: char| match c {
        '\u{80}'..='\u{9F}' => WINDOWS_1252[c as usize - 0x80],
        _ => c,
    };
    Cow::Owned(text.chars().map(meant).collect())
}

/// The pieces of a page, in order. Comments and declarations are passed over.
#[derive(Clone, Debug)]
pub(super) struct Pieces<'p> {
    rest: &'p str,
}

impl<'p> Pieces<'p> {
    pub(super) fn new(page: &'p str) -> Self {
        Self { rest: page }
    }

    /// Takes all up to a byte position.
    fn take(&mut self, end: usize) -> &'p str {
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// Passes over all that stands before and in the mark, or over everything if there is none.
    fn skip_past(&mut self, mark: &str) {
        let end = self.rest.find(mark).map(|at| at + mark.len());
        self.take(end.unwrap_or(self.rest.len()));
    }

    /// Takes a start tag. One that the page breaks off in goes to its end.
    fn start(&mut self) -> Tag<'p> {
        let bytes = self.rest.as_bytes();
        let name_end = name_end(self.rest, 1);
        let mut at = name_end;
        let mut quote = None;
        let mut is_value = false;
        while let Some(&byte) = bytes.get(at) {
            match (quote, byte) {
                (Some(open), _) if open == byte => quote = None,
                (Some(_), _) => {}
                (None, b'>') => break,
                (None, b'"' | b'\'') if is_value => quote = Some(byte),
                (None, _) => {}
            }
            is_value = byte == b'=' || (is_value && byte.is_ascii_whitespace());
            at += 1;
        }
        let tag = self.take(at);
        self.take(usize::from(!self.rest.is_empty()));
        Tag {
            name: &tag[1..name_end],
            attributes: &tag[name_end..],
        }
    }

    /// Takes what stands before the end tag of an element.
    fn raw(&mut self, name: &str) -> &'p str {
        let is_end = |at: usize| {
            let end = at + 2 + name.len();
            let found = self.rest.get(at + 2..end);
            found.is_some_and(|found| found.eq_ignore_ascii_case(name))
        };
        let mut ends = self.rest.match_indices("</").map(|(at, _)| at);
        let end = ends.find(|at| is_end(*at)).unwrap_or(self.rest.len());
        self.take(end)
    }
}

/// Where the name of a tag ends.
fn name_end(tag: &str, start: usize) -> usize {
    let end = tag[start..].find(|c| is_gap(c) || c == '>');
    end.map_or(tag.len(), |at| at + start)
}

impl<'p> Iterator for Pieces<'p> {
    type Item = Piece<'p>;

    fn next(&mut self) -> Option<Piece<'p>> {
        while !self.rest.is_empty() {
            let bytes = self.rest.as_bytes();
            match (bytes[0], bytes.get(1), bytes.get(2)) {
                (b'<', Some(b'!'), _) if self.rest.starts_with("<!--") => {
                    // The dashes of `<!-->` are both its start and its end.
                    self.take("<!".len());
                    self.skip_past("-->");
                }
                (b'<', Some(b'!' | b'?'), _) => self.skip_past(">"),
                (b'<', Some(b'/'), Some(c)) if c.is_ascii_alphabetic() => {
                    let tag = self.rest;
                    self.skip_past(">");
                    return Some(Piece::End(&tag[2..name_end(tag, 2)]));
                }
                (b'<', Some(c), _) if c.is_ascii_alphabetic() => {
                    let tag = self.start();
                    return Some(match has(RAW, tag.name) {
                        true => Piece::Raw(tag, self.raw(tag.name)),
                        false => Piece::Start(tag),
                    });
                }
                _ => {
                    // A first `<` is text here.
                    let start = usize::from(bytes[0] == b'<');
                    let end = self.rest[start..].find('<').map(|at| at + start);
                    return Some(Piece::Text(self.take(end.unwrap_or(self.rest.len()))));
                }
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_falls_into_pieces() {
        let page = "a<!DOCTYPE x><B Class = 'x>y' id=7 hidden>1 < 2</B\n><!--<i>-->\
            <script>if (a</b>) '<p>'</SCRIPT>z<i";
        let mut pieces = Pieces::new(page);
        assert_eq!(pieces.next(), Some(Piece::Text("a")));
        let Some(Piece::Start(tag)) = pieces.next() else {
            panic!("no start tag");
        };
        assert_eq!(tag.name, "B");
        let attributes: Vec<_> = tag.attributes().collect();
        assert_eq!(attributes, [("Class", "x>y"), ("id", "7"), ("hidden", "")]);
        assert_eq!(pieces.next(), Some(Piece::Text("1 ")));
        assert_eq!(pieces.next(), Some(Piece::Text("< 2")));
        assert_eq!(pieces.next(), Some(Piece::End("B")));
        assert!(matches!(
            pieces.next(),
            Some(Piece::Raw(_, "if (a</b>) '<p>'"))
        ));
        assert_eq!(pieces.next(), Some(Piece::End("SCRIPT")));
        assert_eq!(pieces.next(), Some(Piece::Text("z")));
        assert!(matches!(pieces.next(), Some(Piece::Start(tag)) if tag.name == "i"));
        assert_eq!(pieces.next(), None);
    }

    #[test]
    fn references_are_resolved() {
        assert_eq!(decoded("A&amp;B &#150; &eacute;&#x27;"), "A&B – é'");
        assert_eq!(decoded("AT&T &nosuch;"), "AT&T &nosuch;");
    }

    #[test]
    fn faulty_pages_end() {
        for page in [
            "<",
            "</",
            "<!",
            "<!--",
            "<!-->",
            "<a =",
            "<a b='",
            "<a b=>",
            "<é",
            "<aé",
            "</é>",
            "<a/é=é/>",
        ] {
            let pieces: Vec<_> = Pieces::new(page).collect();
            for piece in pieces {
                if let Piece::Start(tag) = piece {
                    let _ = tag.attributes().count();
                }
            }
        }
    }
}
