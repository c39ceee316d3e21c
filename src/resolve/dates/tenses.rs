//! Tense: which way the words around a date look.

use super::values::Direction;
use crate::analysis::{Analysis, Span};
use crate::matching::AnnotationId;
use crate::pack::kinds;

/// The words of a document that show tense.
#[derive(Default)]
pub(super) struct Tenses {
    /// Byte range and direction, in order of the text.
    cues: Vec<(Span, Direction)>,
    /// Where words end that begin a look back ("since"), in order of the text.
    asides: Vec<usize>,
}

/// The ids of tense annotations.
const PAST: &str = "past";
const FUTURE: &str = "future";
/// The past, and a look back.
const SINCE: &str = "since";

/// A word behind a comma is so many bytes further away than it looks: it is of another clause.
const CLAUSE: usize = 40;

impl Tenses {
    pub(super) fn collect(analysis: &Analysis<'_>) -> Self {
        let mut tenses = Self::default();
        for id in analysis.annotations.of(kinds::TENSE) {
            let span = analysis.span(id);
            let direction = match analysis.attribute(id, "id").as_deref() {
                Some(PAST) => Direction::Past,
                Some(FUTURE) => Direction::Future,
                Some(SINCE) => {
                    tenses.asides.push(span.1);
                    Direction::Past
                }
                _ => continue,
            };
            tenses.cues.push((span, direction));
        }
        tenses
    }

    /// True if the word before a date begins a look back, after which the text goes on as before.
    pub(super) fn is_aside(&self, (start, _): Span) -> bool {
        let before = self.asides.partition_point(|end| *end <= start);
        let end = self.asides[..before].last();
        end.is_some_and(|end| start - end <= 1)
    }

    /// The tense of the nearest word in the sentence that shows one; of two as near, the one before.
    pub(super) fn around(&self, analysis: &Analysis<'_>, id: AnnotationId) -> Direction {
        let span = analysis.span(id);
        let sentence = analysis.segmented.sentences[analysis.sentence_of(id)];
        let (from, to) = analysis.segmented.span(sentence.start, sentence.end);
        let next = self.cues.partition_point(|((start, _), _)| *start < span.0);
        let before = self.cues[..next]
            .iter()
            .rev()
            .find(|((_, end), _)| *end <= span.0);
        let after = self.cues[next..]
            .iter()
            .find(|((start, _), _)| *start >= span.1);
        let before = before.filter(|((start, _), _)| *start >= from);
        let after = after.filter(|((_, end), _)| *end <= to);
        match (before, after) {
            (Some((a, before)), Some((b, after))) => {
                let away = |from: usize, to: usize| {
                    let between = &analysis.text[from..to];
                    to - from + CLAUSE * between.matches([',', ';']).count()
                };
                if away(a.1, span.0) <= away(span.1, b.0) {
                    *before
                } else {
                    *after
                }
            }
            (Some((_, direction)), None) | (None, Some((_, direction))) => *direction,
            (None, None) => Direction::Unknown,
        }
    }
}
