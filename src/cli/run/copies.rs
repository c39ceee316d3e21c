//! Copies of one text among many: the same wire story reaches an archive many times.
//!
//! Exact copies have the same digest. Near ones have nearly the same fingerprint: 64 bits, each the
//! majority of that bit over the hashes of all runs of three words (SimHash; Charikar, *Similarity
//! estimation techniques from rounding algorithms*, 2002), of which no more than three may differ
//! (Manku, Jain and Das Sarma, *Detecting near-duplicates for web crawling*, 2007). Two fingerprints that differ in
//! three bits agree in one of four quarters, by which they are looked up.

use std::hash::Hasher as _;
use std::sync::{Condvar, Mutex, PoisonError};

use rustc_hash::{FxHashMap, FxHasher};

/// So many bits of the fingerprints of near copies may differ.
const MOST_DIFFERENT: u32 = 3;

/// Texts of fewer words have fingerprints that are alike by chance.
const LEAST_WORDS: usize = 50;

/// What a text is told by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Signature {
    digest: u64,
    /// None for short texts.
    fingerprint: Option<u64>,
}

impl Signature {
    /// Of a text and its digest in hexadecimal digits.
    pub(crate) fn new(text: &str, digest: &str) -> Self {
        let start = digest.get(..16).unwrap_or("");
        Self {
            digest: u64::from_str_radix(start, 16).unwrap_or(0),
            fingerprint: fingerprint(text),
        }
    }
}

fn fingerprint(text: &str) -> Option<u64> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words = words.filter(|word| !word.is_empty()).map(hash);
    let mut balance = [0i32; 64];
    let (mut before, mut last, mut number) = (0u64, 0u64, 0);
    for word in words {
        number += 1;
        if number > 2 {
            let run = mix(mix(before ^ last.rotate_left(21)) ^ word.rotate_left(42));
            for (bit, balance) in balance.iter_mut().enumerate() {
                *balance += if run >> bit & 1 == 1 { 1 } else { -1 };
            }
        }
        (before, last) = (last, word);
    }
    let bits = balance.iter().enumerate();
    let bits = bits.filter(|(_, balance)| **balance > 0);
    (number >= LEAST_WORDS).then(|| bits.fold(0, |all, (bit, _)| all | 1 << bit))
}

/// A word without regard to case.
fn hash(word: &str) -> u64 {
    let mut hasher = FxHasher::default();
    for c in word.chars().flat_map(char::to_lowercase) {
        hasher.write_u32(u32::from(c));
    }
    mix(hasher.finish())
}

/// Spreads a hash over all bits (the finalizer of SplitMix64; Steele, Lea and Flood, 2014).
fn mix(hash: u64) -> u64 {
    let hash = (hash ^ hash >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let hash = (hash ^ hash >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
    hash ^ hash >> 31
}

/// The texts that have been seen. Each takes about 60 bytes and its name.
#[derive(Debug, Default)]
pub(crate) struct Copies {
    names: Vec<String>,
    by_digest: FxHashMap<u64, u32>,
    fingerprints: Vec<u64>,
    /// For each quarter of a fingerprint, the texts that have it so; the number is into `fingerprints`.
    by_quarter: [FxHashMap<u16, Vec<u32>>; 4],
    /// The name of the text with each fingerprint.
    owners: Vec<u32>,
}

impl Copies {
    /// Takes note of a text, and names the first one that it is a copy of.
    pub(crate) fn add(&mut self, signature: &Signature, name: &str) -> Option<String> {
        if let Some(first) = self.by_digest.get(&signature.digest) {
            return Some(self.names[*first as usize].clone());
        }
        let near = signature.fingerprint.and_then(|mark| self.near(mark));
        let owner = near.unwrap_or_else(|| {
            self.names.push(name.to_owned());
            self.names.len() as u32 - 1
        });
        self.by_digest.insert(signature.digest, owner);
        if let Some(mark) = signature.fingerprint {
            let place = self.fingerprints.len() as u32;
            self.fingerprints.push(mark);
            self.owners.push(owner);
            for (quarter, known) in self.by_quarter.iter_mut().enumerate() {
                known
                    .entry((mark >> (16 * quarter)) as u16)
                    .or_default()
                    .push(place);
            }
        }
        near.map(|first| self.names[first as usize].clone())
    }

    /// The first text that a fingerprint is near to.
    fn near(&self, mark: u64) -> Option<u32> {
        let quarters = self.by_quarter.iter().enumerate();
        let alike =
            quarters.filter_map(|(quarter, known)| known.get(&((mark >> (16 * quarter)) as u16)));
        let near = alike.flatten().filter(|place| {
            let other = self.fingerprints[**place as usize];
            (other ^ mark).count_ones() <= MOST_DIFFERENT
        });
        near.min().map(|place| self.owners[*place as usize])
    }
}

/// The texts that all threads have seen. Which of two is the copy, their order says, so each block of documents
/// has its turn.
#[derive(Debug, Default)]
pub(crate) struct Register {
    /// Whose turn it is, and what has been seen.
    state: Mutex<(u64, Copies)>,
    changed: Condvar,
}

impl Register {
    /// Does what a block has to do when its turn comes. Each number from 0 must have one.
    pub(crate) fn in_turn<T>(&self, number: u64, act: impl FnOnce(&mut Copies) -> T) -> T {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.changed.wait_while(state, |(turn, _)| *turn != number);
        let mut state = waited.unwrap_or_else(PoisonError::into_inner);
        let result = act(&mut state.1);
        state.0 += 1;
        self.changed.notify_all();
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A text of so many words, which differ by the seed.
    fn text(seed: u64, words: u64) -> String {
        let word = |number| format!("w{} ", mix(seed * 1_000_003 + number) % 5000);
        (0..words).map(word).collect()
    }

    #[test]
    fn copies_are_found_whatever_little_is_changed() {
        let mut copies = Copies::default();
        let mut add = |text: &str, name: &str| {
            let digest = format!("{:016x}", hash(text));
            copies.add(&Signature::new(text, &digest), name)
        };
        let story = text(1, 400);
        assert_eq!(add(&story, "a"), None);
        assert_eq!(add(&text(2, 400), "b"), None);
        assert_eq!(add(&story, "c").as_deref(), Some("a"));
        assert_eq!(
            add(&format!("{story} (Reuters)"), "d").as_deref(),
            Some("a")
        );
        assert_eq!(
            add(&story.to_uppercase().replace(' ', "\n"), "e").as_deref(),
            Some("a")
        );
        // Of a copy of a copy the first is named.
        assert_eq!(
            add(&format!("{story} (Reuters)"), "f").as_deref(),
            Some("a")
        );
        assert_eq!(add("Talks.", "g"), None);
        assert_eq!(add("Talks!", "h"), None);
        assert_eq!(add("Talks.", "i").as_deref(), Some("g"));
    }

    #[test]
    fn different_texts_are_no_copies() {
        let mut copies = Copies::default();
        let found = (0..3000).filter(|seed| {
            let text = text(*seed, 120);
            let digest = format!("{:016x}", hash(&text));
            copies.add(&Signature::new(&text, &digest), "x").is_some()
        });
        assert_eq!(found.count(), 0);
    }
}
