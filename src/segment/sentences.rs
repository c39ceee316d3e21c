//! Tokens grouped into sentences.

use super::words::{Class, Glue, Token};
use super::{Segmented, Sentence};
use crate::packed::packed_as;

/// A sentence is cut here at the latest, so that what rules do in one sentence stays bounded.
const MAX_TOKENS: usize = 400;

/// Whether a word that a full stop follows can end a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// A name or number follows: the full stop never ends a sentence.
    NeverFinal,
    /// The full stop ends a sentence only if a function word begins the next.
    MayEnd,
}

/// What the pack knows of a word that matters to sentence ends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct WordTraits {
    pub(crate) abbreviation: Option<Abbreviation>,
    /// One of the small words that begin sentences and never names.
    pub(crate) function: bool,
}

packed_as!(
    WordTraits,
    1,
    |traits| {
        let abbreviation = match traits.abbreviation {
            None => 0,
            Some(Abbreviation::NeverFinal) => 1,
            Some(Abbreviation::MayEnd) => 2,
        };
        [u32::from(traits.function) << 8 | abbreviation]
    },
    |[bits]| Self {
        abbreviation: match bits & 0xFF {
            0 => None,
            1 => Some(Abbreviation::NeverFinal),
            _ => Some(Abbreviation::MayEnd),
        },
        function: bits >> 8 != 0,
    }
);

/// Splits tokens into sentences.
pub(crate) struct SentenceSplitter<'a, F> {
    text: &'a str,
    traits: F,
}

impl<'a, F: Fn(&Token) -> WordTraits> SentenceSplitter<'a, F> {
    /// A splitter that learns of each word from `traits`.
    pub(crate) fn new(text: &'a str, traits: F) -> Self {
        Self { text, traits }
    }

    /// Fills the sentences of a text whose tokens are known.
    pub(crate) fn split(&self, segmented: &mut Segmented) {
        let tokens = &segmented.tokens;
        let width = wrap_width(tokens);
        let mut start = 0;
        for next in 1..tokens.len() {
            if self.ends_before(tokens, next, width) || next - start >= MAX_TOKENS {
                segmented.sentences.push(sentence(start, next));
                start = next;
            }
        }
        if start < tokens.len() {
            segmented.sentences.push(sentence(start, tokens.len()));
        }
    }

    /// True if a sentence ends between the tokens `next - 1` and `next`.
    fn ends_before(&self, tokens: &[Token], next: usize, width: Option<u32>) -> bool {
        let token = &tokens[next];
        match token.glue {
            Glue::Paragraph => return true,
            Glue::None | Glue::Hyphen => return false,
            Glue::Line if !is_wrapped(tokens, next, width) => {
                return !tokens[self.first_word(tokens, next)]
                    .class
                    .has(Class::LOWERCASE)
                    || self.is_terminator(&tokens[next - 1]);
            }
            Glue::Line | Glue::Space => {}
        }
        let mut last = next - 1;
        while last > 0 && self.is_closer(&tokens[last]) && tokens[last].glue == Glue::None {
            last -= 1;
        }
        if !self.is_terminator(&tokens[last]) {
            return false;
        }
        let first = self.first_word(tokens, next);
        let first_token = &tokens[first];
        if first_token.class.has(Class::LOWERCASE) {
            return false;
        }
        if tokens[last].text(self.text) != "." || last == 0 || tokens[last].glue != Glue::None {
            return true;
        }
        let word = &tokens[last - 1];
        let is_initial = first_token.class.has(Class::INITIAL)
            && tokens
                .get(first + 1)
                .is_some_and(|mark| mark.text(self.text) == ".");
        let begins_sentence = first_token.class.has(Class::CAPITALIZED)
            && !first_token.class.has(Class::UPPERCASE)
            && !is_initial
            && (self.traits)(first_token).function;
        match (self.traits)(word).abbreviation {
            Some(Abbreviation::NeverFinal) => false,
            Some(Abbreviation::MayEnd) => begins_sentence,
            None if word.end - word.start == 1 && word.class.has(Class::WORD) => begins_sentence,
            None => true,
        }
    }

    /// The first token from `next` on that is no opening mark.
    fn first_word(&self, tokens: &[Token], next: usize) -> usize {
        let mut marks = tokens[next..].iter().take(4);
        next + marks
            .position(|token| token.class != Class::MARK)
            .unwrap_or(0)
    }

    fn is_terminator(&self, token: &Token) -> bool {
        token.class == Class::MARK && matches!(token.text(self.text), "." | "!" | "?" | "…" | "。")
    }

    fn is_closer(&self, token: &Token) -> bool {
        token.class == Class::MARK
            && matches!(
                token.text(self.text),
                "\"" | "'" | "”" | "’" | "»" | ")" | "]"
            )
    }
}

fn sentence(start: usize, end: usize) -> Sentence {
    Sentence {
        start: start as u32,
        end: end as u32,
    }
}

/// The line width of a hard-wrapped text; none if its lines are not wrapped. In a wrapped text many
/// lines begin with a lower-case word, in one with a sentence or heading a line hardly any do.
fn wrap_width(tokens: &[Token]) -> Option<u32> {
    let (mut breaks, mut lower, mut width) = (0u32, 0u32, 0);
    let mut line_start = 0;
    for (last, token) in tokens.iter().zip(&tokens[1.min(tokens.len())..]) {
        match token.glue {
            Glue::Line => {
                breaks += 1;
                if token.class.has(Class::LOWERCASE) {
                    lower += 1;
                    width = width.max(last.end - line_start);
                }
                line_start = token.start;
            }
            Glue::Paragraph => line_start = token.start,
            _ => {}
        }
    }
    (lower > 0 && lower * 4 >= breaks).then_some(width)
}

/// True if the line break before a token only wraps the line: the word would not have fitted.
fn is_wrapped(tokens: &[Token], next: usize, width: Option<u32>) -> bool {
    let Some(width) = width else {
        return false;
    };
    if tokens[next].class.has(Class::LOWERCASE) {
        return true;
    }
    let starts_line = |token: &&Token| matches!(token.glue, Glue::Line | Glue::Paragraph);
    let line_start = tokens[..next]
        .iter()
        .rev()
        .take(MAX_TOKENS)
        .find(starts_line);
    let line = tokens[next - 1].end - line_start.map_or(0, |token| token.start);
    // What is written without a space moved to the next line as one.
    let joined = |token: &&Token| matches!(token.glue, Glue::None | Glue::Hyphen);
    let word_end = tokens[next + 1..]
        .iter()
        .take_while(joined)
        .last()
        .unwrap_or(&tokens[next])
        .end;
    line + 1 + (word_end - tokens[next].start) > width
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::Tokenizer;

    fn sentences(text: &str) -> Vec<&str> {
        let mut segmented = Segmented::default();
        Tokenizer::default().tokenize(text, &mut segmented.tokens, |_| 0);
        let traits = |token: &Token| WordTraits {
            abbreviation: match token.text(text) {
                "Mr" => Some(Abbreviation::NeverFinal),
                "Nov" => Some(Abbreviation::MayEnd),
                _ => None,
            },
            function: matches!(token.text(text), "The" | "He"),
        };
        SentenceSplitter::new(text, traits).split(&mut segmented);
        let span = |s: &Sentence| segmented.span(s.start, s.end);
        let spans: Vec<_> = segmented.sentences.iter().map(span).collect();
        spans.into_iter().map(|(a, b)| &text[a..b]).collect()
    }

    #[test]
    fn abbreviations_and_initials_do_not_end_a_sentence() {
        assert_eq!(
            sentences("Mr. Li met J. M. Keynes on Nov. 3. He left the U.S. The end."),
            [
                "Mr. Li met J. M. Keynes on Nov. 3.",
                "He left the U.S.",
                "The end."
            ]
        );
    }

    #[test]
    fn closing_quotes_belong_to_their_sentence() {
        assert_eq!(
            sentences("\"Stop!\" Then he ran."),
            ["\"Stop!\"", "Then he ran."]
        );
    }

    #[test]
    fn line_breaks_part_headings_but_not_wrapped_lines() {
        assert_eq!(
            sentences("Talks Begin\nThey met"),
            ["Talks Begin", "They met"]
        );
        assert_eq!(
            sentences("Date: Today\nThe deputy prime\nminister met old\nAnna"),
            ["Date: Today", "The deputy prime\nminister met old\nAnna"]
        );
    }

    #[test]
    fn a_sentence_without_end_is_cut() {
        let text = "word ".repeat(3 * MAX_TOKENS);
        assert_eq!(sentences(&text).len(), 3);
    }
}
