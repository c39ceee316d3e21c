//! The words that a pack knows, each with a code.

use crate::segment::{WordTraits, canonical_mark, fold_into};

/// The code of every word that the pack does not know.
pub(crate) const UNKNOWN: u32 = 0;

/// Maps folded words to codes.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    words: Words,
    traits: Vec<WordTraits>,
    longest: usize,
    /// Codes from here on stand in no phrase of several words.
    phrase_words: u32,
}

/// Different words, numbered from 1 on in the order in which they came.
///
/// A table of 64-bit slots with linear probing: the upper half of a slot is the upper half of the
/// word's hash, the lower half its number. The word itself is compared before a number is given.
#[derive(Debug)]
struct Words {
    slots: Vec<u64>,
    /// All words, one after the other, and where each begins; a number is an index into `starts`.
    letters: String,
    starts: Vec<u32>,
}

impl Words {
    fn with_capacity(words: usize) -> Self {
        Self {
            slots: vec![0; (words * 2).next_power_of_two().max(16)],
            letters: String::with_capacity(8 * words),
            starts: vec![0, 0],
        }
    }

    /// One more than the greatest number.
    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn word(&self, number: u32) -> &str {
        let number = number as usize;
        &self.letters[self.starts[number] as usize..self.starts[number + 1] as usize]
    }

    /// The number of a word, or else the slot that it would have.
    fn find(&self, word: &str) -> Result<u32, usize> {
        let hash = hash(word.as_bytes());
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return Err(at);
            }
            let number = slot as u32;
            if slot & HASH_HALF == hash & HASH_HALF && self.word(number) == word {
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
                self.slots[slot] = full_slot(word, number);
                self.letters.push_str(word);
                self.starts.push(self.letters.len() as u32);
                number
            }
        }
    }

    fn grow(&mut self) {
        self.slots = vec![0; 2 * self.slots.len()];
        for number in 1..self.len() as u32 {
            let word = self.word(number);
            if let Err(slot) = self.find(word) {
                self.slots[slot] = full_slot(word, number);
            }
        }
    }
}

/// What stands in the slot of a word.
fn full_slot(word: &str, number: u32) -> u64 {
    (hash(word.as_bytes()) & HASH_HALF) | u64::from(number)
}

/// Gathers the words of a pack, and gives each a number until it has a code.
#[derive(Debug)]
pub(crate) struct VocabularyBuilder {
    words: Words,
    /// For each number, how often the word stands in phrases of several words.
    counts: Vec<u32>,
    buffer: String,
}

impl VocabularyBuilder {
    /// A builder with room for so many words.
    pub(crate) fn with_capacity(words: usize) -> Self {
        Self {
            words: Words::with_capacity(words),
            counts: vec![0],
            buffer: String::new(),
        }
    }

    /// The number of a word.
    pub(crate) fn number(&mut self, word: &str) -> u32 {
        fold_word(word, &mut self.buffer);
        let number = self.words.number(&self.buffer);
        self.counts.resize(self.words.len(), 0);
        number
    }

    /// Counts a word of a phrase that the automaton is to find.
    pub(crate) fn count(&mut self, number: u32) {
        self.counts[number as usize] += 1;
    }

    /// Gives out the codes, and says which code each number became. The words of most phrases get
    /// the smallest codes, which make the shortest strings.
    pub(crate) fn build(self) -> (Vocabulary, Vec<u32>) {
        let count = |number: u32| self.counts[number as usize];
        let mut numbers: Vec<u32> = (1..self.words.len() as u32).collect();
        numbers.sort_unstable_by_key(|&number| (u32::MAX - count(number), number));
        let phrase_words = numbers.partition_point(|&number| count(number) > 0) as u32 + 1;
        let mut words = Words::with_capacity(self.words.len());
        let mut codes = vec![UNKNOWN; self.words.len()];
        let mut longest = 0;
        for number in numbers {
            let word = self.words.word(number);
            longest = longest.max(word.len());
            codes[number as usize] = words.number(word);
        }
        let vocabulary = Vocabulary {
            traits: vec![WordTraits::default(); words.len()],
            words,
            longest,
            phrase_words,
        };
        (vocabulary, codes)
    }
}

const HASH_HALF: u64 = 0xFFFF_FFFF_0000_0000;

impl Vocabulary {
    /// The code of a word as it stands in the text, or [`UNKNOWN`]. `buffer` is scratch.
    pub(crate) fn code(&self, word: &str, buffer: &mut String) -> u32 {
        // A folded word is at most as long as the word, but for a few ligatures.
        if word.len() > 4 * self.longest + 4 {
            return UNKNOWN;
        }
        fold_word(word, buffer);
        self.words.find(buffer).unwrap_or(UNKNOWN)
    }

    /// One more than the greatest code.
    pub(crate) fn len(&self) -> usize {
        self.words.len()
    }

    pub(crate) fn traits(&self, code: u32) -> WordTraits {
        self.traits[code as usize]
    }

    pub(crate) fn traits_mut(&mut self, code: u32) -> &mut WordTraits {
        &mut self.traits[code as usize]
    }

    /// The character that stands for a word in the strings that phrases are found in.
    ///
    /// Words that no phrase of several words holds look like unknown ones. Unicode has room for 1.1 million words.
    pub(crate) fn phrase_char(&self, code: u32) -> char {
        if code >= self.phrase_words {
            return '\0';
        }
        let scalar = if code < 0xD800 { code } else { code + 0x800 };
        char::from_u32(scalar).unwrap_or('\0')
    }

    /// True if no phrase holds more words than there are characters for.
    pub(crate) fn fits(&self) -> bool {
        self.phrase_words < 0x10_F800
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

/// A multiplicative hash over eight bytes at a time, in the manner of FxHash.
fn hash(bytes: &[u8]) -> u64 {
    const FACTOR: u64 = 0x9E37_79B9_7F4A_7C15;
    let mut state = bytes.len() as u64;
    let mut chunks = bytes.chunks_exact(8);
    for chunk in &mut chunks {
        let mut word = [0; 8];
        word.copy_from_slice(chunk);
        state = (state.rotate_left(5) ^ u64::from_le_bytes(word)).wrapping_mul(FACTOR);
    }
    let mut tail = [0; 8];
    let rest = chunks.remainder();
    tail[..rest.len()].copy_from_slice(rest);
    state = (state.rotate_left(5) ^ u64::from_le_bytes(tail)).wrapping_mul(FACTOR);
    state ^ (state >> 29)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_words_have_codes_and_frequent_ones_the_smallest() {
        let mut builder = VocabularyBuilder::with_capacity(4);
        let mut number = 0;
        for word in ["of", "Of", "Côte", "minister", "OF"] {
            number = builder.number(word);
            builder.count(number);
        }
        builder.number("said");
        let (vocabulary, codes) = builder.build();
        let mut buffer = String::new();
        let mut code = |word| vocabulary.code(word, &mut buffer);
        assert_eq!(code("of"), 1);
        assert_eq!(codes[number as usize], 1);
        assert_eq!(code("COTE"), code("côte"));
        assert_ne!(code("said"), UNKNOWN);
        assert_eq!(code("unheard"), UNKNOWN);
        let said = code("said");
        assert_eq!(vocabulary.phrase_char(said), '\0');
        assert_eq!(vocabulary.words.word(said), "said");
    }
}
