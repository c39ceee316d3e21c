//! What a word can begin with that an expression matches, so that rules are tried only where they can match.

use regex_syntax::hir::{Class, Hir, HirKind};

/// The kinds of characters that a word can begin with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Beginnings {
    pub(super) digit: bool,
    pub(super) upper: bool,
    /// Anything else.
    pub(super) other: bool,
}

impl Beginnings {
    /// Those of an expression; all of them if it is none.
    pub(super) fn of(source: &str) -> Self {
        match regex_syntax::parse(source) {
            Ok(hir) => beginnings(&hir).0,
            Err(_) => Self {
                digit: true,
                upper: true,
                other: true,
            },
        }
    }

    fn union(self, more: Self) -> Self {
        Self {
            digit: self.digit || more.digit,
            upper: self.upper || more.upper,
            other: self.other || more.other,
        }
    }

    fn add_range(&mut self, start: char, end: char) {
        let meets = |from: char, to: char| start <= to && from <= end;
        self.digit |= meets('0', '9') || end > '\u{7F}';
        self.upper |= meets('A', 'Z') || end > '\u{7F}';
        let is_within = |from: char, to: char| from <= start && end <= to;
        self.other |= !is_within('0', '9') && !is_within('A', 'Z');
    }
}

/// The beginnings of a part of an expression, and whether it can match nothing.
fn beginnings(hir: &Hir) -> (Beginnings, bool) {
    let mut found = Beginnings::default();
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (found, true),
        HirKind::Literal(literal) => {
            let text = String::from_utf8_lossy(&literal.0);
            if let Some(first) = text.chars().next() {
                found.add_range(first, first);
            }
            (found, false)
        }
        HirKind::Class(Class::Unicode(class)) => {
            for range in class.ranges() {
                found.add_range(range.start(), range.end());
            }
            (found, false)
        }
        HirKind::Class(Class::Bytes(class)) => {
            for range in class.ranges() {
                found.add_range(char::from(range.start()), char::from(range.end()));
            }
            (found, false)
        }
        HirKind::Repetition(repetition) => {
            let (inner, nullable) = beginnings(&repetition.sub);
            (inner, nullable || repetition.min == 0)
        }
        HirKind::Capture(capture) => beginnings(&capture.sub),
        HirKind::Concat(parts) => {
            for part in parts {
                let (first, nullable) = beginnings(part);
                found = found.union(first);
                if !nullable {
                    return (found, false);
                }
            }
            (found, true)
        }
        HirKind::Alternation(branches) => {
            let mut any_nullable = false;
            for branch in branches {
                let (first, nullable) = beginnings(branch);
                found = found.union(first);
                any_nullable |= nullable;
            }
            (found, any_nullable)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> (bool, bool, bool) {
        let found = Beginnings::of(source);
        (found.digit, found.upper, found.other)
    }

    #[test]
    fn beginnings_are_those_of_every_branch() {
        assert_eq!(kinds("(0?[1-9]|[12][0-9])(st|nd)?"), (true, false, false));
        assert_eq!(kinds("Q[1-4]"), (false, true, false));
        assert_eq!(kinds("[a-z]{2,}ed"), (false, false, true));
        assert_eq!(kinds("x?[0-9]"), (true, false, true));
        assert_eq!(kinds(".*"), (true, true, true));
    }
}
