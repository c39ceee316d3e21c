//! The words that a pack knows, each with a code.

use serde::{Deserialize, Serialize};

use crate::packed::Column;
use crate::segment::{WordTraits, canonical_mark, fold_into};

/// The code of every word that the pack does not know.
pub(crate) const UNKNOWN: u32 = 0;

/// Maps folded words to codes.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Vocabulary {
    words: Words,
    traits: Column<WordTraits>,
    longest: usize,
}

/// Different words, numbered from 1 on in the order in which they came.
///
/// A table of 64-bit slots with linear probing: the upper half of a slot is the upper half of the
/// word's hash, the lower half its number. The word itself is compared before a number is given.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
struct Words {
    slots: Column<u64>,
    /// All words, one after the other, and where each begins; a number is an index into `starts`.
    letters: String,
    starts: Column<u32>,
}

impl Words {
    fn with_capacity(words: usize) -> Self {
        Self {
            slots: no_words((words * 2).next_power_of_two().max(16)),
            letters: String::with_capacity(8 * words),
            starts: [0, 0].into_iter().collect(),
        }
    }

    /// One more than the greatest number.
    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn word(&self, number: u32) -> &str {
        let number = number as usize;
        &self.letters[self.starts.at(number) as usize..self.starts.at(number + 1) as usize]
    }

    fn bytes(&self, number: u32) -> &[u8] {
        let number = number as usize;
        &self.letters.as_bytes()
            [self.starts.at(number) as usize..self.starts.at(number + 1) as usize]
    }

    /// The number of a word, or else the slot that it would have.
    fn find(&self, word: &str) -> Result<u32, usize> {
        self.find_hashed(word.as_bytes(), hash(word.as_bytes()))
    }

    fn find_hashed(&self, word: &[u8], hash: u64) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots.at(at);
            if slot == 0 {
                return Err(at);
            }
            let number = slot as u32;
            if slot & HASH_HALF == hash & HASH_HALF && self.bytes(number) == word {
                return Ok(number);
            }
            at = (at + 1) & mask;
        }
    }

    /// The number of a word, a new one if need be.
    fn number(&mut self, word: &str) -> u32 {
        if 2 * self.starts.len() > self.slots.len() {
            self.grow();
        }
        match self.find(word) {
            Ok(number) => number,
            Err(slot) => {
                let number = self.len() as u32;
                self.slots.set(slot, full_slot(word, number));
                self.letters.push_str(word);
                self.starts.push(self.letters.len() as u32);
                number
            }
        }
    }

    fn grow(&mut self) {
        self.slots = no_words(2 * self.slots.len());
        for number in 1..self.len() as u32 {
            let word = self.word(number);
            if let Err(slot) = self.find(word) {
                let full = full_slot(word, number);
                self.slots.set(slot, full);
            }
        }
    }
}

/// So many empty slots.
fn no_words(slots: usize) -> Column<u64> {
    std::iter::repeat_n(0, slots).collect()
}

/// What stands in the slot of a word.
fn full_slot(word: &str, number: u32) -> u64 {
    (hash(word.as_bytes()) & HASH_HALF) | u64::from(number)
}

const HASH_HALF: u64 = 0xFFFF_FFFF_0000_0000;

impl Vocabulary {
    /// A vocabulary with room for so many words.
    pub(crate) fn with_capacity(words: usize) -> Self {
        Self {
            words: Words::with_capacity(words),
            traits: std::iter::once(WordTraits::default()).collect(),
            longest: 0,
        }
    }

    /// The code of a word, which is known from now on. `buffer` is scratch.
    pub(crate) fn add(&mut self, word: &str, buffer: &mut String) -> u32 {
        fold_word(word, buffer);
        self.longest = self.longest.max(buffer.len());
        let code = self.words.number(buffer);
        self.traits.resize(self.words.len(), WordTraits::default());
        code
    }

    /// The folded word that has a code; empty for [`UNKNOWN`].
    #[cfg(feature = "workshop")]
    pub(crate) fn word(&self, code: u32) -> &str {
        self.words.word(code)
    }

    /// The code of a word as it stands in the text, or [`UNKNOWN`]. `buffer` is scratch.
    pub(crate) fn code(&self, word: &str, buffer: &mut String) -> u32 {
        // A folded word is at most as long as the word, but for a few ligatures.
        if word.len() > 4 * self.longest + 4 {
            return UNKNOWN;
        }
        if let Some(short) = ShortWord::fold(word.as_bytes()) {
            let found = self.words.find_hashed(short.bytes(), short.hash);
            return found.unwrap_or(UNKNOWN);
        }
        fold_word(word, buffer);
        self.words.find(buffer).unwrap_or(UNKNOWN)
    }

    /// One more than the greatest code.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn traits(&self, code: u32) -> WordTraits {
        self.traits.at(code as usize)
    }

    /// Changes what is known of a word.
    pub(crate) fn change_traits(&mut self, code: u32, change: impl FnOnce(&mut WordTraits)) {
        let mut traits = self.traits(code);
        change(&mut traits);
        self.traits.set(code as usize, traits);
    }
}

/// Folds a token: letters as in [`fold_into`], marks to their one spelling.
fn fold_word(word: &str, out: &mut String) {
    match word.chars().next() {
        Some(mark) if !mark.is_alphanumeric() && canonical_mark(mark) != '\'' => {
            out.clear();
            out.push(canonical_mark(mark));
        }
        _ => fold_into(word, out),
    }
}

/// A short word of ASCII, folded and hashed at once.
struct ShortWord {
    bytes: [u8; Self::MOST],
    length: usize,
    hash: u64,
}

impl ShortWord {
    const MOST: usize = 32;

    /// None if the word is long, or has other letters, or is a mark.
    fn fold(word: &[u8]) -> Option<Self> {
        let first = *word.first()?;
        if word.len() > Self::MOST || !(first.is_ascii_alphanumeric() || first == b'\'') {
            return None;
        }
        let mut bytes = [0; Self::MOST];
        let mut hash = word.len() as u64;
        let mut seen = 0;
        for (at, chunk) in chunks(word) {
            seen |= chunk;
            let folded = lower_case(chunk);
            hash = add_to_hash(hash, folded);
            if let Some(place) = bytes.get_mut(at..at + 8) {
                place.copy_from_slice(&folded.to_le_bytes());
            }
        }
        (seen & HIGH_BITS == 0).then_some(Self {
            bytes,
            length: word.len(),
            hash: finish_hash(hash),
        })
    }

    fn bytes(&self) -> &[u8] {
        &self.bytes[..self.length]
    }
}

const LOW_BITS: u64 = 0x0101_0101_0101_0101;
const HIGH_BITS: u64 = 0x80 * LOW_BITS;

/// Eight bytes of ASCII in lower case.
fn lower_case(bytes: u64) -> u64 {
    let low = bytes & !HIGH_BITS;
    let from_a = low + (0x80 - u64::from(b'A')) * LOW_BITS;
    let beyond_z = low + (0x7F - u64::from(b'Z')) * LOW_BITS;
    let is_upper = (from_a & !beyond_z) & !bytes & HIGH_BITS;
    bytes | (is_upper >> 2)
}

/// A multiplicative hash over eight bytes at a time, in the manner of FxHash.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    let start = bytes.len() as u64;
    finish_hash(chunks(bytes).fold(start, |state, (_, chunk)| add_to_hash(state, chunk)))
}

/// A word as numbers of eight bytes, little-endian, each with its place; the last one has zeros where the word has ended, if
/// only zeros.
fn chunks(word: &[u8]) -> impl Iterator<Item = (usize, u64)> {
    (0..=word.len()).step_by(8).map(|at| {
        let rest = &word[at..];
        let chunk = match rest.first_chunk::<8>() {
            Some(eight) => u64::from_le_bytes(*eight),
            None => few_bytes(rest),
        };
        (at, chunk)
    })
}

/// Less than eight bytes as a number: what is read twice falls on the same bits.
fn few_bytes(bytes: &[u8]) -> u64 {
    let length = bytes.len();
    match (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        (Some(first), Some(last)) => {
            let last = u64::from(u32::from_le_bytes(*last)) << (8 * (length - 4));
            u64::from(u32::from_le_bytes(*first)) | last
        }
        _ => {
            let byte = |at: usize| u64::from(bytes[at]) << (8 * at);
            match length {
                0 => 0,
                _ => byte(0) | byte(length / 2) | byte(length - 1),
            }
        }
    }
}

fn add_to_hash(state: u64, chunk: u64) -> u64 {
    (state.rotate_left(5) ^ chunk).wrapping_mul(0x9E37_79B9_7F4A_7C15)
}

fn finish_hash(state: u64) -> u64 {
    state ^ (state >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_have_codes_whatever_their_case_and_accents() {
        let mut vocabulary = Vocabulary::with_capacity(4);
        let mut buffer = String::new();
        let words = ["of", "Of", "Côte", "minister", "OF"];
        let codes = words.map(|word| vocabulary.add(word, &mut buffer));
        assert_eq!(codes, [1, 1, 2, 3, 1]);
        let mut code = |word| vocabulary.code(word, &mut buffer);
        assert_eq!(code("of"), 1);
        assert_eq!(code("COTE"), 2);
        assert_eq!(code("unheard"), UNKNOWN);
        assert_eq!(vocabulary.words.word(3), "minister");
    }

    #[test]
    fn short_words_fold_and_hash_as_all_others_do() {
        let mut folded = String::new();
        for word in [
            "A",
            "o'Brien",
            "@Z[`az{",
            "Secretary",
            "COUNTERREVOLUTIONARIES-1234567890",
            "x86",
        ] {
            fold_into(word, &mut folded);
            let Some(short) = ShortWord::fold(word.as_bytes()) else {
                assert!(word.len() > ShortWord::MOST || word.starts_with('@'));
                continue;
            };
            assert_eq!(short.bytes(), folded.as_bytes());
            assert_eq!(short.hash, hash(folded.as_bytes()));
        }
        assert_eq!(
            lower_case(u64::from_le_bytes(*b"@AZ[`az{")).to_le_bytes(),
            *b"@az[`az{"
        );
    }
}
