//! Text cut into tokens and sentences.

mod fold;
mod sentences;
mod words;

pub(crate) use fold::{fold, fold_into, strip_accents};
pub(crate) use sentences::{Abbreviation, SentenceSplitter, WordTraits};
pub(crate) use words::{Class, Glue, Token, Tokenizer, canonical_mark};

/// The first bytes of a text, no more than so many.
pub(crate) fn beginning(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// A text's tokens and sentences. Reused from document to document.
#[derive(Debug, Default)]
pub(crate) struct Segmented {
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
}

/// A run of tokens that rules may not leave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sentence {
    /// The first token.
    pub(crate) start: u32,
    /// One past the last token.
    pub(crate) end: u32,
}

impl Segmented {
    pub(crate) fn clear(&mut self) {
        self.tokens.clear();
        self.sentences.clear();
    }

    /// The byte range of the tokens `start..end`, which must not be empty.
    pub(crate) fn span(&self, start: u32, end: u32) -> (usize, usize) {
        let first = &self.tokens[start as usize];
        let last = &self.tokens[end as usize - 1];
        (first.start as usize, last.end as usize)
    }
}
