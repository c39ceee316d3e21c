//! All phrases of all gazetteers, found in one pass over word codes.

use serde::{Deserialize, Serialize};

use super::{EntryId, LabelId, UNKNOWN};
use crate::packed::{Column, packed_as};
use crate::segment::{Class, Segmented, Token, strip_accents};

/// How a phrase's letters must agree with the text's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Case {
    /// Upper-case letters of the phrase must be upper case in the text.
    #[default]
    Upper,
    /// All letters must be as in the phrase.
    Exact,
    /// Case does not matter.
    Any,
}

impl Case {
    const ALL: [Self; 3] = [Self::Upper, Self::Exact, Self::Any];

    pub(crate) fn number(self) -> u8 {
        self as u8
    }

    #[inline]
    pub(crate) fn from_number(number: u8) -> Self {
        Self::ALL
            .get(usize::from(number))
            .copied()
            .unwrap_or_default()
    }
}

/// A phrase to be found.
#[derive(Debug)]
pub(crate) struct Phrase {
    pub(crate) label: LabelId,
    pub(crate) agreement: Agreement,
    pub(crate) entry: EntryId,
    /// Where the codes of its words and marks stand in the list of all codes.
    pub(crate) codes: std::ops::Range<u32>,
}

/// What is asked of the letters of a phrase whose words have been found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Agreement {
    /// These of its words, each a bit, must be capitalised.
    Capitals(u32),
    /// The letters must agree with those of the entry.
    Letters(Case),
}

/// The compiled gazetteers: a trie over the codes of words.
///
/// Nodes are numbered level by level, so that the children of each are neighbours, sorted by the word that
/// leads to them, and so are the members of each. Walking it from every word takes at most as many steps as the longest
/// phrase has words, and nearly always none or one.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Phrases {
    /// For each code, the node of the phrases that begin with its word; 0, the root, if there are none.
    begins: Column<u32>,
    /// For each node, the word that leads to it.
    words: Column<u32>,
    /// For each node, where its children begin, and one more at the end.
    children: Column<u32>,
    /// For each node, where the members of the phrase that ends there begin, and one more at the end.
    ends: Column<u32>,
    members: Column<Member>,
}

/// What a phrase can stand for.
#[derive(Clone, Copy, Debug)]
struct Member {
    label: LabelId,
    agreement: Agreement,
    entry: EntryId,
}

packed_as!(
    Member,
    3,
    |member| {
        let (kind, words) = match member.agreement {
            Agreement::Capitals(words) => (u8::MAX, words),
            Agreement::Letters(case) => (case.number(), 0),
        };
        [
            u32::from_le_bytes([member.label.0, kind, 0, 0]),
            words,
            member.entry,
        ]
    },
    |[kinds, words, entry]| {
        let [label, kind, ..] = kinds.to_le_bytes();
        Self {
            label: LabelId(label),
            agreement: match kind {
                u8::MAX => Agreement::Capitals(words),
                case => Agreement::Letters(Case::from_number(case)),
            },
            entry,
        }
    }
);

/// A phrase found in the text. Hits of one label never overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// The first token.
    pub(crate) start: u32,
    /// One past the last token.
    pub(crate) end: u32,
    pub(crate) label: LabelId,
    pub(crate) entry: EntryId,
}

/// Buffers of [`Phrases::find`], reused from document to document.
#[derive(Debug, Default)]
pub(crate) struct PhraseScratch {
    hits: Vec<Hit>,
    last_end: Vec<u32>,
}

impl Phrases {
    /// Builds the trie; `words` is one more than the greatest code.
    pub(crate) fn build(mut phrases: Vec<Phrase>, codes: &[u32], words: usize) -> Self {
        let codes =
            |phrase: &Phrase| &codes[phrase.codes.start as usize..phrase.codes.end as usize];
        phrases.retain(|phrase| !phrase.codes.is_empty());
        phrases.sort_unstable_by(|a, b| {
            let order = codes(a).cmp(codes(b));
            order.then_with(|| (a.label, a.entry).cmp(&(b.label, b.entry)))
        });
        let mut trie = Self {
            begins: std::iter::repeat_n(0, words).collect(),
            words: std::iter::once(UNKNOWN).collect(),
            children: Column::default(),
            ends: Column::default(),
            members: Column::default(),
        };
        // The phrases of each node, and how many words they share.
        let mut nodes = vec![(0..phrases.len(), 0)];
        let mut next = 0;
        while let Some((range, depth)) = nodes.get(next).cloned() {
            trie.children.push(nodes.len() as u32);
            trie.ends.push(trie.members.len() as u32);
            let mut rest = &phrases[range.clone()];
            let ending = rest.partition_point(|phrase| codes(phrase).len() == depth);
            for phrase in &rest[..ending] {
                trie.members.push(Member {
                    label: phrase.label,
                    agreement: phrase.agreement,
                    entry: phrase.entry,
                });
            }
            let mut from = range.start + ending;
            rest = &rest[ending..];
            while let Some(first) = rest.first() {
                let word = codes(first)[depth];
                let alike = rest.partition_point(|phrase| codes(phrase)[depth] == word);
                if depth == 0 {
                    trie.begins.set(word as usize, nodes.len() as u32);
                }
                trie.words.push(word);
                nodes.push((from..from + alike, depth + 1));
                from += alike;
                rest = &rest[alike..];
            }
            next += 1;
        }
        trie.children.push(nodes.len() as u32);
        trie.ends.push(trie.members.len() as u32);
        trie
    }

    /// The node that a word leads to.
    fn child(&self, node: u32, word: u32) -> Option<u32> {
        let node = node as usize;
        let range = self.children.at(node) as usize..self.children.at(node + 1) as usize;
        let at = match range.len() {
            0..=8 => {
                let mut words = self.words.range(range.clone());
                range.start + words.position(|known| known == word)?
            }
            _ => self.words.partition(range.clone(), |known| known < word),
        };
        (at < range.end && self.words.at(at) == word).then_some(at as u32)
    }

    /// Finds all phrases, leftmost-longest for each label, in order of their start. `surface` gives
    /// the words of an entry.
    pub(crate) fn find<'s, 'p>(
        &self,
        text: &str,
        segmented: &Segmented,
        surface: impl Fn(EntryId) -> &'p str,
        scratch: &'s mut PhraseScratch,
    ) -> &'s [Hit] {
        let PhraseScratch { hits, last_end } = scratch;
        hits.clear();
        last_end.clear();
        for sentence in &segmented.sentences {
            for start in sentence.start..sentence.end {
                let tokens = &segmented.tokens[start as usize..sentence.end as usize];
                let mut node = self.begins.at(tokens[0].code as usize);
                if node == 0 {
                    continue;
                }
                let first = hits.len();
                for length in 1.. {
                    let (from, to) = (self.ends.at(node as usize), self.ends.at(node as usize + 1));
                    let mut last_label = None;
                    for member in self.members.range(from as usize..to as usize) {
                        let agrees = || match member.agreement {
                            Agreement::Capitals(words) => have_capitals(tokens, words),
                            Agreement::Letters(case) => {
                                let (from, to) = segmented.span(start, start + length);
                                case_agrees(surface(member.entry), &text[from..to], case)
                            }
                        };
                        if last_label != Some(member.label) && agrees() {
                            last_label = Some(member.label);
                            hits.push(Hit {
                                start,
                                end: start + length,
                                label: member.label,
                                entry: member.entry,
                            });
                        }
                    }
                    let next = tokens.get(length as usize);
                    match next.and_then(|token| self.child(node, token.code)) {
                        Some(child) => node = child,
                        None => break,
                    }
                }
                keep_longest(hits, first, last_end);
            }
        }
        hits
    }
}

/// Of the hits from `first` on, which begin at one place, keeps the longest of each label, unless one that began further
/// left reaches in.
fn keep_longest(hits: &mut Vec<Hit>, first: usize, last_end: &mut Vec<u32>) {
    if hits.len() > first + 1 {
        hits[first..].sort_unstable_by_key(|hit| (u32::MAX - hit.end, hit.label, hit.entry));
    }
    let mut kept = first;
    for at in first..hits.len() {
        let hit = hits[at];
        let label = hit.label.index();
        if last_end.len() <= label {
            last_end.resize(label + 1, 0);
        }
        if hit.start >= last_end[label] {
            last_end[label] = hit.end;
            hits[kept] = hit;
            kept += 1;
        }
    }
    hits.truncate(kept);
}

/// True if those tokens that the bits name are capitalised.
fn have_capitals(tokens: &[Token], mut bits: u32) -> bool {
    while bits != 0 {
        let class = tokens[bits.trailing_zeros() as usize].class;
        if !class.has(Class::CAPITALIZED) {
            return false;
        }
        bits &= bits - 1;
    }
    true
}

/// True if the text's letters agree in case with the surface's. Both fold to the same letters.
fn case_agrees(surface: &str, text: &str, case: Case) -> bool {
    if case == Case::Any || surface == text {
        return true;
    }
    let letters = |word: &str| {
        let mut letters = Vec::with_capacity(word.len());
        strip_accents(word, |c| {
            if c.is_alphanumeric() {
                letters.push(c);
            }
        });
        letters
    };
    let (surface, text) = (letters(surface), letters(text));
    surface.len() == text.len()
        && surface.iter().zip(&text).all(|(s, t)| match case {
            Case::Exact => s == t,
            _ => !s.is_uppercase() || t.is_uppercase(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_is_checked_after_the_match() {
        assert!(case_agrees("Russia", "RUSSIA", Case::Upper));
        assert!(!case_agrees("Russia", "russia", Case::Upper));
        assert!(!case_agrees("US", "us", Case::Upper));
        assert!(case_agrees(
            "prime minister",
            "Prime\nMinister",
            Case::Upper
        ));
        assert!(!case_agrees("May", "MAY", Case::Exact));
        assert!(case_agrees(
            "Côte d'Ivoire",
            "Cote d\u{2019}Ivoire",
            Case::Exact
        ));
        assert!(case_agrees("May", "may", Case::Any));
    }
}
