//! Expressions that match a word whole, asked only of words whose first and last byte can be theirs.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use regex::Regex;
use regex_automata::dfa::sparse::DFA;
use regex_automata::dfa::{Automaton as _, StartKind, dense};
use regex_automata::{Anchored, Input};
use regex_syntax::hir::{Class, Hir, HirKind};
use serde::{Deserialize, Serialize};

use crate::packed::bytes;

/// An expression that matches a word whole. One that was stored is made ready when it is first asked; copies share that.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct WordRegex {
    source: String,
    /// A sparse automaton in the bytes of `regex-automata`, little-endian; empty if it would be too large.
    #[serde(with = "bytes")]
    automaton: Vec<u8>,
    #[serde(skip)]
    ready: Ready,
    first: Bytes,
    last: Bytes,
}

pub(super) type Ready = Arc<OnceLock<Matcher>>;

/// What words are matched with.
#[derive(Debug)]
pub(super) enum Matcher {
    Automaton(Box<DFA<Vec<u8>>>),
    Regex(Regex),
}

/// Automata that take more bytes than this while they are built are not built.
const MAX_AUTOMATON: usize = 1 << 18;

impl WordRegex {
    pub(crate) fn new(source: &str) -> Result<Self, regex::Error> {
        let regex = compile(source)?;
        // What can match nothing does so in no word.
        let (first, last) = match regex_syntax::parse(source) {
            Ok(hir) => (edge(&hir, End::First).0, edge(&hir, End::Last).0),
            Err(_) => (Bytes::ALL, Bytes::ALL),
        };
        let automaton = automaton(source);
        let ready = match &automaton {
            Some(_) => Ready::default(),
            None => Arc::new(Matcher::Regex(regex).into()),
        };
        Ok(Self {
            source: source.to_owned(),
            automaton: automaton.unwrap_or_default(),
            ready,
            first,
            last,
        })
    }

    /// The expression, as it is written.
    #[cfg(feature = "workshop")]
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Shares what is made ready with the first of its kind.
    pub(super) fn share(&mut self, known: &mut HashMap<String, Ready>) {
        match known.get(&self.source) {
            Some(ready) => self.ready = Arc::clone(ready),
            None => {
                known.insert(self.source.clone(), Arc::clone(&self.ready));
            }
        }
    }

    /// Whether a word that it matches can begin with a digit, with an upper-case letter, and with anything else.
    /// What a letter beyond ASCII is, its first byte does not tell.
    pub(crate) fn beginnings(&self) -> [bool; 3] {
        [
            self.can_begin_with(|b| b.is_ascii_digit() || !b.is_ascii()),
            self.can_begin_with(|b| b.is_ascii_uppercase() || !b.is_ascii()),
            self.can_begin_with(|b| !b.is_ascii_digit() && !b.is_ascii_uppercase()),
        ]
    }

    /// True if a word that it matches can begin with a byte of a kind.
    fn can_begin_with(&self, is_of_kind: impl Fn(u8) -> bool) -> bool {
        (0..=u8::MAX).any(|byte| self.first.has(byte) && is_of_kind(byte))
    }

    pub(crate) fn is_match(&self, word: &str) -> bool {
        let bytes = word.as_bytes();
        let (Some(first), Some(last)) = (bytes.first(), bytes.last()) else {
            return false;
        };
        self.first.has(*first)
            && self.last.has(*last)
            && match self.ready.get_or_init(|| self.matcher()) {
                Matcher::Automaton(automaton) => {
                    let input = Input::new(word).anchored(Anchored::Yes);
                    matches!(automaton.try_search_fwd(&input), Ok(Some(_)))
                }
                Matcher::Regex(regex) => regex.is_match(word),
            }
    }

    fn matcher(&self) -> Matcher {
        match DFA::from_bytes(&self.automaton) {
            Ok((automaton, _)) => Matcher::Automaton(Box::new(automaton.to_owned())),
            // It was compiled once when the pack was checked.
            Err(_) => Matcher::Regex(
                compile(&self.source).unwrap_or_else(|_| unreachable!("it was checked")),
            ),
        }
    }
}

fn compile(source: &str) -> Result<Regex, regex::Error> {
    Regex::new(&whole(source))
}

/// The automaton of an expression, unless it is large.
fn automaton(source: &str) -> Option<Vec<u8>> {
    let config = dense::Config::new()
        .start_kind(StartKind::Anchored)
        .dfa_size_limit(Some(MAX_AUTOMATON))
        .determinize_size_limit(Some(MAX_AUTOMATON));
    let built = dense::Builder::new()
        .configure(config)
        .build(&whole(source));
    Some(built.ok()?.to_sparse().ok()?.to_bytes_little_endian())
}

fn whole(source: &str) -> String {
    format!("^(?:{source})$")
}

/// A set of bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
struct Bytes([u128; 2]);

impl Bytes {
    const ALL: Self = Self([u128::MAX; 2]);

    fn has(self, byte: u8) -> bool {
        self.0[usize::from(byte / 128)] >> (byte % 128) & 1 == 1
    }

    fn add_range(&mut self, from: u8, to: u8) {
        for byte in from..=to {
            self.0[usize::from(byte / 128)] |= 1 << (byte % 128);
        }
    }

    fn union(self, other: Self) -> Self {
        Self([self.0[0] | other.0[0], self.0[1] | other.0[1]])
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    First,
    Last,
}

/// The bytes that what an expression matches can have at an end, and whether it can match nothing.
fn edge(hir: &Hir, end: End) -> (Bytes, bool) {
    let mut found = Bytes::default();
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => (found, true),
        HirKind::Literal(literal) => {
            let byte = match end {
                End::First => literal.0.first(),
                End::Last => literal.0.last(),
            };
            if let Some(&byte) = byte {
                found.add_range(byte, byte);
            }
            (found, byte.is_none())
        }
        HirKind::Class(Class::Unicode(class)) => {
            for range in class.ranges() {
                let (from, to) = (range.start() as u32, range.end() as u32);
                if from < 0x80 {
                    found.add_range(from as u8, to.min(0x7F) as u8);
                }
                if to >= 0x80 {
                    found.add_range(0x80, u8::MAX);
                }
            }
            (found, false)
        }
        HirKind::Class(Class::Bytes(class)) => {
            for range in class.ranges() {
                found.add_range(range.start(), range.end());
            }
            (found, false)
        }
        HirKind::Repetition(repetition) => {
            let (inner, is_nullable) = edge(&repetition.sub, end);
            (inner, is_nullable || repetition.min == 0)
        }
        HirKind::Capture(capture) => edge(&capture.sub, end),
        HirKind::Concat(parts) => {
            let mut parts: Vec<&Hir> = parts.iter().collect();
            if end == End::Last {
                parts.reverse();
            }
            for part in parts {
                let (bytes, is_nullable) = edge(part, end);
                found = found.union(bytes);
                if !is_nullable {
                    return (found, false);
                }
            }
            (found, true)
        }
        HirKind::Alternation(branches) => {
            let mut any_nullable = false;
            for branch in branches {
                let (bytes, is_nullable) = edge(branch, end);
                found = found.union(bytes);
                any_nullable |= is_nullable;
            }
            (found, any_nullable)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(source: &str, word: &str) -> bool {
        WordRegex::new(source)
            .expect("an expression")
            .is_match(word)
    }

    #[test]
    fn a_word_is_matched_whole() {
        assert!(matches("[a-z]{2,}ed", "dropped"));
        assert!(!matches("[a-z]{2,}ed", "Dropped"));
        assert!(!matches("[a-z]{2,}ed", "drops"));
        assert!(!matches("[a-z]{2,}ed", "droppedx"));
        assert!(matches("(?i)[a-z]+É", "caFÉ"));
        assert!(matches("(?i)[a-z]+É", "café"));
        assert!(!matches("a?b?", ""));
        assert!(matches("x?[0-9]+(st|nd)?", "21st"));
        assert!(matches("a|ab", "ab"));
    }

    #[test]
    fn what_is_too_large_for_an_automaton_matches_all_the_same() {
        let large = WordRegex::new(r"\w{30}").expect("an expression");
        assert!(large.automaton.is_empty());
        assert!(large.is_match(&"λ".repeat(30)));
        assert!(!large.is_match(&"λ".repeat(29)));
        let small = WordRegex::new("[0-9]+").expect("an expression");
        assert!(!small.automaton.is_empty());
    }

    #[test]
    fn the_bytes_of_an_end_are_those_of_every_branch() {
        let hir = regex_syntax::parse("(0|1[ab])c?").expect("an expression");
        let (first, _) = edge(&hir, End::First);
        let (last, _) = edge(&hir, End::Last);
        let having = |bytes: Bytes| (0..=u8::MAX).filter(move |byte| bytes.has(*byte));
        assert_eq!(having(first).collect::<Vec<_>>(), b"01");
        assert_eq!(having(last).collect::<Vec<_>>(), b"0abc");
    }

    #[test]
    fn beginnings_are_those_of_every_branch() {
        let kinds = |source: &str| {
            let regex = WordRegex::new(source).expect("an expression");
            let [digit, upper, other] = regex.beginnings();
            (digit, upper, other)
        };
        assert_eq!(kinds("(0?[1-9]|[12][0-9])(st|nd)?"), (true, false, false));
        assert_eq!(kinds("Q[1-4]"), (false, true, false));
        assert_eq!(kinds("[a-z]{2,}ed"), (false, false, true));
        assert_eq!(kinds("x?[0-9]"), (true, false, true));
        assert_eq!(kinds(".*"), (true, true, true));
    }
}
