//! The words that a pack knows, each with a code.

use rustc_hash::FxHashMap;

use crate::segment::{WordTraits, canonical_mark, fold_into};

/// The code of every word that the pack does not know.
pub(crate) const UNKNOWN: u32 = 0;

/// Maps folded words to codes.
///
/// A table of 64-bit slots with linear probing: the upper half of a slot is the upper half of the
/// word's hash, the lower half its code. The word itself is compared before a code is given.
#[derive(Debug)]
pub(crate) struct Vocabulary {
    slots: Vec<u64>,
    /// All words, one after the other, and where each begins; a code is an index into `starts`.
    letters: String,
    starts: Vec<u32>,
    traits: Vec<WordTraits>,
    longest: usize,
    /// Codes from here on stand in no phrase of several words.
    phrase_words: u32,
}

/// Gathers the words of a pack, and gives each a number until it has a code.
#[derive(Debug, Default)]
pub(crate) struct VocabularyBuilder {
    numbers: FxHashMap<String, u32>,
    /// For each number, how often the word stands in phrases of several words.
    counts: Vec<u32>,
    buffer: String,
}

impl VocabularyBuilder {
    /// The number of a word.
    pub(crate) fn number(&mut self, word: &str) -> u32 {
        fold_word(word, &mut self.buffer);
        if let Some(number) = self.numbers.get(&self.buffer) {
            return *number;
        }
        let number = self.counts.len() as u32;
        self.counts.push(0);
        self.numbers.insert(self.buffer.clone(), number);
        number
    }

    /// Counts a word of a phrase that the automaton is to find.
    pub(crate) fn count(&mut self, number: u32) {
        self.counts[number as usize] += 1;
    }

    /// Gives out the codes, and says which code each number became. The words of most phrases get
    /// the smallest codes, which make the shortest strings.
    pub(crate) fn build(self) -> (Vocabulary, Vec<u32>) {
        let mut words: Vec<(u32, String, u32)> = self
            .numbers
            .into_iter()
            .map(|(word, number)| (self.counts[number as usize], word, number))
            .collect();
        words.sort_unstable_by_key(|(count, _, number)| (u32::MAX - count, *number));
        let phrase_words = words.partition_point(|(count, ..)| *count > 0) as u32 + 1;
        let capacity = (words.len() * 2).next_power_of_two().max(16);
        let mut vocabulary = Vocabulary {
            slots: vec![0; capacity],
            letters: String::new(),
            starts: vec![0, 0],
            traits: vec![WordTraits::default(); words.len() + 1],
            longest: words
                .iter()
                .map(|(_, word, _)| word.len())
                .max()
                .unwrap_or(0),
            phrase_words,
        };
        let mut codes = vec![UNKNOWN; words.len()];
        for (_, word, number) in &words {
            let code = vocabulary.starts.len() as u32 - 1;
            codes[*number as usize] = code;
            vocabulary.letters.push_str(word);
            vocabulary.starts.push(vocabulary.letters.len() as u32);
            let hash = hash(word.as_bytes());
            let mut at = hash as usize & (capacity - 1);
            while vocabulary.slots[at] != 0 {
                at = (at + 1) & (capacity - 1);
            }
            vocabulary.slots[at] = (hash & HASH_HALF) | u64::from(code);
        }
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
        self.folded_code(buffer)
    }

    fn folded_code(&self, folded: &str) -> u32 {
        let hash = hash(folded.as_bytes());
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return UNKNOWN;
            }
            let code = slot as u32;
            if slot & HASH_HALF == hash & HASH_HALF && self.word(code) == folded {
                return code;
            }
            at = (at + 1) & mask;
        }
    }

    /// The folded word of a code; empty for [`UNKNOWN`].
    pub(crate) fn word(&self, code: u32) -> &str {
        let code = code as usize;
        &self.letters[self.starts[code] as usize..self.starts[code + 1] as usize]
    }

    /// One more than the greatest code.
    pub(crate) fn len(&self) -> usize {
        self.starts.len() - 1
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
        let mut builder = VocabularyBuilder::default();
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
        assert_eq!(vocabulary.word(said), "said");
    }
}
