//! Text cut into tokens: words, numbers and marks.

use serde::{Deserialize, Serialize};
use unicode_normalization::char::is_combining_mark;

use super::fold::{is_apostrophe, is_ignorable};

/// What a token looks like, as a set of bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Class(pub(crate) u8);

impl Class {
    /// Begins with a letter.
    pub(crate) const WORD: Self = Self(1);
    /// Begins with an upper-case letter.
    pub(crate) const CAPITALIZED: Self = Self(1 << 1);
    /// Two letters or more, all upper case.
    pub(crate) const UPPERCASE: Self = Self(1 << 2);
    /// Begins with a letter and has no upper-case one.
    pub(crate) const LOWERCASE: Self = Self(1 << 3);
    /// Digits only, with the separators inside a number.
    pub(crate) const DIGITS: Self = Self(1 << 4);
    /// Begins with a digit.
    pub(crate) const NUMERIC: Self = Self(1 << 5);
    /// Neither letter nor digit: a mark.
    pub(crate) const MARK: Self = Self(1 << 6);
    /// One upper-case letter.
    pub(crate) const INITIAL: Self = Self(1 << 7);

    pub(crate) const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(crate) const fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    pub(crate) const fn has_any(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

/// What stands between a token and the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Glue {
    /// Nothing.
    None,
    /// A hyphen without space around it.
    Hyphen,
    /// White space inside a line.
    Space,
    /// One line break.
    Line,
    /// A blank line, or the start of the text.
    Paragraph,
}

/// A word, a number or a mark of the text.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    /// Where it begins, in bytes.
    pub(crate) start: u32,
    /// Where it ends, in bytes, exclusive.
    pub(crate) end: u32,
    /// The word's code in the vocabulary, or 0.
    pub(crate) code: u32,
    pub(crate) class: Class,
    pub(crate) glue: Glue,
}

impl Token {
    pub(crate) fn text<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..self.end as usize]
    }
}

/// Longer texts are read up to here; offsets are 32 bits wide.
const MAX_BYTES: usize = u32::MAX as usize - 1;

/// Cuts text into tokens.
///
/// A word is a run of letters, digits and combining marks, with apostrophes between letters; a
/// number keeps its inner separators; everything else that is not white space is a mark of one
/// character. A hyphen between two words is no token: it is the [`Glue`] of the second.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Tokenizer {
    /// Endings that are cut off as tokens of their own, folded, each with its apostrophe.
    clitics: Vec<String>,
}

impl Tokenizer {
    pub(crate) fn new(clitics: Vec<String>) -> Self {
        Self { clitics }
    }

    /// Appends the tokens of `text`, with `code` giving each token's code.
    pub(crate) fn tokenize(
        &self,
        text: &str,
        tokens: &mut Vec<Token>,
        mut code: impl FnMut(&str) -> u32,
    ) {
        let text = &text[..floor_boundary(text, MAX_BYTES)];
        let mut scanner = Scanner { text, at: 0 };
        loop {
            let glue = scanner.skip_gap(tokens.is_empty());
            let start = scanner.at;
            let Some(first) = scanner.peek() else { break };
            let (class, is_plain) = if first.is_alphanumeric() {
                scanner.word()
            } else {
                scanner.mark(first);
                (Class::MARK, true)
            };
            let token = |start: usize, end: usize, class, glue, code| Token {
                start: start as u32,
                end: end as u32,
                code,
                class,
                glue,
            };
            let end = scanner.at;
            let word = &text[start..end];
            let clitic = match is_plain {
                true => None,
                false => self.clitic_at(word),
            };
            match clitic {
                Some(cut) => {
                    let (stem, clitic) = word.split_at(cut);
                    tokens.push(token(start, start + cut, class_of(stem), glue, code(stem)));
                    let class = class_of(clitic);
                    tokens.push(token(start + cut, end, class, Glue::None, code(clitic)));
                }
                None => tokens.push(token(start, end, class, glue, code(word))),
            }
        }
    }

    /// Where a word's clitic begins, if it ends in one.
    fn clitic_at(&self, word: &str) -> Option<usize> {
        let (cut, _) = word.char_indices().rev().find(|&(_, c)| is_apostrophe(c))?;
        let mut tail = word[cut..].chars();
        tail.next();
        let ending: String = tail.flat_map(char::to_lowercase).collect();
        let known = |clitic: &String| clitic.strip_prefix('\'') == Some(&ending);
        (cut > 0 && self.clitics.iter().any(known)).then_some(cut)
    }
}

/// The token class of a word, from its letters.
fn class_of(word: &str) -> Class {
    let mut scanner = Scanner { text: word, at: 0 };
    match scanner.peek() {
        Some(c) if c.is_alphanumeric() => scanner.word().0,
        _ => Class::MARK,
    }
}

/// The one spelling that stands for all kinds of a mark: quotes, dashes.
pub(crate) fn canonical_mark(c: char) -> char {
    match c {
        '“' | '”' | '„' | '«' | '»' | '‟' => '"',
        '‘' | '’' | 'ʼ' | '`' => '\'',
        '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' => '—',
        _ => c,
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '–')
}

fn floor_boundary(text: &str, limit: usize) -> usize {
    let mut at = limit.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Counts of upper-case letters, lower-case letters and digits side by side in one number.
const LOWER_SHIFT: u32 = 10;
const DIGIT_SHIFT: u32 = 20;
const COUNT_MASK: u32 = (1 << LOWER_SHIFT) - 1;
/// So many of each can be counted.
const MAX_COUNT: usize = COUNT_MASK as usize;

/// For each ASCII letter and digit, one in the place where it is counted; zero for all other bytes.
const COUNTS: [u32; 256] = {
    let mut counts = [0; 256];
    let mut byte = 0;
    while byte < 128 {
        counts[byte] = match byte as u8 {
            b'A'..=b'Z' => 1,
            b'a'..=b'z' => 1 << LOWER_SHIFT,
            b'0'..=b'9' => 1 << DIGIT_SHIFT,
            _ => 0,
        };
        byte += 1;
    }
    counts
};

struct Scanner<'t> {
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn peek(&self) -> Option<char> {
        let byte = *self.text.as_bytes().get(self.at)?;
        if byte.is_ascii() {
            return Some(char::from(byte));
        }
        self.text[self.at..].chars().next()
    }

    /// Passes over what is no token, and says what it was.
    fn skip_gap(&mut self, at_start: bool) -> Glue {
        // Nearly always it is one space or nothing.
        match self.text.as_bytes().get(self.at..) {
            Some([b' ', next, ..]) if next.is_ascii_graphic() && !at_start => {
                self.at += 1;
                Glue::Space
            }
            Some([next, ..]) if next.is_ascii_graphic() && *next != b'-' && !at_start => Glue::None,
            _ => self.skip_long_gap(at_start),
        }
    }

    fn skip_long_gap(&mut self, at_start: bool) -> Glue {
        let from = self.at;
        let mut lines = 0;
        let mut hyphen = false;
        while let Some(c) = self.peek() {
            if c == '\n' || c == '\u{2028}' {
                lines += 1;
            } else if c == '\u{2029}' || c == '\u{C}' {
                lines += 2;
            } else if c == '\r' {
                let next = self.text.as_bytes().get(self.at + 1);
                lines += u32::from(next != Some(&b'\n'));
            } else if is_hyphen(c) && self.at == from && !at_start {
                if !self.hyphen_joins(c) {
                    break;
                }
                hyphen = true;
            } else if !c.is_whitespace() && !c.is_control() && !is_ignorable(c) {
                break;
            }
            self.at += c.len_utf8();
        }
        match lines {
            _ if at_start => Glue::Paragraph,
            _ if hyphen => Glue::Hyphen,
            0 if self.at == from => Glue::None,
            0 => Glue::Space,
            1 => Glue::Line,
            _ => Glue::Paragraph,
        }
    }

    /// True if the hyphen at the current place stands between two words, or ends a line inside one.
    fn hyphen_joins(&self, hyphen: char) -> bool {
        let before = self.text[..self.at].chars().next_back();
        let mut rest = self.text[self.at + hyphen.len_utf8()..].chars();
        let mut after = rest.next();
        if after == Some('\r') {
            after = rest.next();
        }
        if after == Some('\n') {
            after = rest.next().filter(|c| c.is_alphabetic());
        }
        before.is_some_and(|c| c.is_alphanumeric() || c == '.' || is_combining_mark(c))
            && after.is_some_and(char::is_alphanumeric)
    }

    fn mark(&mut self, first: char) {
        self.at += first.len_utf8();
        if first == '-' {
            while self.text[self.at..].starts_with('-') {
                self.at += 1;
            }
        }
    }

    /// Passes over a word; says what it looks like, and whether it has nothing but ASCII letters and digits.
    fn word(&mut self) -> (Class, bool) {
        let start = self.at;
        let bytes = &self.text.as_bytes()[start..];
        let mut counts = 0;
        let mut length = 0;
        for byte in bytes.iter().take(MAX_COUNT) {
            let count = COUNTS[usize::from(*byte)];
            if count == 0 {
                break;
            }
            counts += count;
            length += 1;
        }
        self.at += length;
        let mut upper = counts & COUNT_MASK;
        let mut lower = (counts >> LOWER_SHIFT) & COUNT_MASK;
        let mut digits = counts >> DIGIT_SHIFT;
        let mut letters = upper + lower;
        let mut first_is_upper = bytes[0].is_ascii_uppercase();
        let mut starts_with_letter = bytes[0].is_ascii_alphabetic();
        let is_plain = match bytes.get(length) {
            None => true,
            Some(b'\'' | b'.' | b',') => false,
            Some(next) => next.is_ascii() && !next.is_ascii_alphanumeric(),
        };
        if !is_plain {
            self.rest_of_word([&mut upper, &mut lower, &mut letters, &mut digits]);
            first_is_upper |= self.text[start..].starts_with(char::is_uppercase);
            starts_with_letter |= self.text[start..].starts_with(char::is_alphabetic);
        }
        let mut class = Class::default();
        let mut set = |bit, on| {
            if on {
                class = class.union(bit);
            }
        };
        set(Class::WORD, starts_with_letter);
        set(Class::NUMERIC, !starts_with_letter);
        set(Class::DIGITS, letters == 0 && digits > 0);
        set(Class::CAPITALIZED, first_is_upper);
        set(Class::UPPERCASE, upper >= 2 && lower == 0);
        set(Class::LOWERCASE, starts_with_letter && upper == 0);
        set(Class::INITIAL, letters == 1 && upper == 1 && digits == 0);
        (class, is_plain)
    }

    /// Passes over the rest of a word that has more than ASCII letters and digits, counting its characters.
    fn rest_of_word(&mut self, [upper, lower, letters, digits]: [&mut u32; 4]) {
        while let Some(c) = self.peek() {
            if c.is_ascii_digit() || (!c.is_ascii() && c.is_numeric()) {
                *digits += 1;
            } else if c.is_ascii_alphabetic() || (!c.is_ascii() && c.is_alphabetic()) {
                *letters += 1;
                let is_upper = c.is_uppercase();
                *upper += u32::from(is_upper);
                *lower += u32::from(!is_upper && c.is_lowercase());
            } else if !self.continues(c, *letters == 0) {
                break;
            }
            self.at += c.len_utf8();
        }
    }

    /// True if a character that is neither letter nor digit stands inside the word at hand.
    fn continues(&self, c: char, only_digits: bool) -> bool {
        let rest = &self.text[self.at + c.len_utf8()..];
        let next = rest.chars().next();
        match c {
            _ if is_combining_mark(c) => true,
            _ if is_ignorable(c) => next.is_some_and(char::is_alphanumeric),
            _ if is_apostrophe(c) => !only_digits && next.is_some_and(char::is_alphabetic),
            '.' => only_digits && next.is_some_and(|c| c.is_ascii_digit()),
            ',' => {
                let run = rest.bytes().take_while(u8::is_ascii_digit).take(4).count();
                only_digits && run == 3
            }
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(text: &str) -> Vec<(String, Glue)> {
        let mut tokens = Vec::new();
        Tokenizer::new(vec!["'s".into()]).tokenize(text, &mut tokens, |_| 0);
        tokens
            .iter()
            .map(|t| (t.text(text).to_owned(), t.glue))
            .collect()
    }

    fn words(text: &str) -> Vec<String> {
        tokens(text).into_iter().map(|(word, _)| word).collect()
    }

    #[test]
    fn words_numbers_marks_and_clitics_are_told_apart() {
        assert_eq!(
            words("Russia\u{2019}s O'Brien didn't pay $1,000.5 in U.S."),
            [
                "Russia",
                "\u{2019}s",
                "O'Brien",
                "didn't",
                "pay",
                "$",
                "1,000.5",
                "in",
                "U",
                ".",
                "S",
                "."
            ]
        );
        assert_eq!(words("3,5 12th 1990s"), ["3", ",", "5", "12th", "1990s"]);
        assert_eq!(
            words("the countries' aim"),
            ["the", "countries", "'", "aim"]
        );
    }

    #[test]
    fn a_hyphen_joins_words_and_a_spaced_dash_parts_them() {
        assert_eq!(
            tokens("Chinese-Russian")[1],
            ("Russian".into(), Glue::Hyphen)
        );
        assert_eq!(tokens("Chinese–Russian")[1].1, Glue::Hyphen);
        assert_eq!(
            words("OSLO, May 3 - The"),
            ["OSLO", ",", "May", "3", "-", "The"]
        );
        assert_eq!(words("this--that"), ["this", "--", "that"]);
        assert_eq!(words("inter-\nnational"), ["inter", "national"]);
    }

    #[test]
    fn lines_and_paragraphs_are_seen() {
        let glue: Vec<Glue> = tokens("a\nb\r\nc \n\n d\te").iter().map(|t| t.1).collect();
        assert_eq!(
            glue,
            [
                Glue::Paragraph,
                Glue::Line,
                Glue::Line,
                Glue::Paragraph,
                Glue::Space
            ]
        );
    }
}
