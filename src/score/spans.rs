//! Spans of one kind, compared exactly and by overlap.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::mistakes::{Mistake, MistakeClass, Page};
use super::ratios::Ratios;

/// How well spans of one kind were found: in each document the sets of spans are compared, and the
/// counts summed over documents.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct SpanScore {
    /// The kind.
    pub kind: String,
    /// How many spans the gold has.
    pub gold: usize,
    /// How many were found.
    pub found: usize,
    /// What was found counts as right if the gold has the very span.
    pub exact: Ratios,
    /// What was found counts as right if it overlaps any span of the gold, and a span of the gold as
    /// found if it overlaps any that was found.
    pub overlap: Ratios,
    /// The differences, by class and in order of the documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<Mistake>,
}

/// Spans of one document in order, each with the type or the rule that it has from the first who gave it.
pub(super) type Spans<'s> = BTreeMap<(usize, usize), &'s str>;

/// The counts so far.
#[derive(Debug, Default)]
pub(super) struct SpanTally {
    gold: usize,
    found: usize,
    exact: usize,
    gold_met: usize,
    found_met: usize,
    mistakes: Vec<Mistake>,
}

impl SpanTally {
    /// Counts one document in.
    pub(super) fn add(&mut self, gold: &Spans<'_>, found: &Spans<'_>, page: &Page<'_>) {
        let (gold_cover, found_cover) = (Cover::new(gold), Cover::new(found));
        self.gold += gold.len();
        self.found += found.len();
        // Those found that stand in the mistake of a gold span already.
        let mut shown = BTreeSet::new();
        for (&span, &kind) in gold {
            let is_met = found_cover.meets(span);
            self.gold_met += usize::from(is_met);
            if found.contains_key(&span) {
                self.exact += 1;
                continue;
            }
            let mut mistake = page.mistake_at(MistakeClass::Miss, span);
            mistake.gold = Some(kind.to_owned());
            if let Some((other, rule)) = is_met.then(|| first_met(found, span)).flatten() {
                shown.insert(other);
                mistake.class = MistakeClass::Span;
                mistake.found = Some(page.place(other));
                mistake.rule = Some(rule.to_owned());
            }
            self.mistakes.push(mistake);
        }
        for (&span, &rule) in found {
            let is_met = gold_cover.meets(span);
            self.found_met += usize::from(is_met);
            if gold.contains_key(&span) || shown.contains(&span) {
                continue;
            }
            let mut mistake = page.mistake_at(MistakeClass::False, span);
            mistake.rule = Some(rule.to_owned());
            if let Some((other, _)) = is_met.then(|| first_met(gold, span)).flatten() {
                mistake.class = MistakeClass::Span;
                mistake.gold = Some(page.place(other));
            }
            self.mistakes.push(mistake);
        }
    }

    pub(super) fn has_gold(&self) -> bool {
        self.gold > 0
    }

    pub(super) fn finish(mut self, kind: &str) -> SpanScore {
        self.mistakes.sort_by_key(|mistake| mistake.class);
        SpanScore {
            kind: kind.to_owned(),
            gold: self.gold,
            found: self.found,
            exact: Ratios::of_sides(self.exact, self.found, self.exact, self.gold),
            overlap: Ratios::of_sides(self.found_met, self.found, self.gold_met, self.gold),
            mistakes: self.mistakes,
        }
    }
}

/// The first span that overlaps another.
fn first_met<'s>(spans: &Spans<'s>, span: (usize, usize)) -> Option<((usize, usize), &'s str)> {
    let mut met = spans.iter().filter(|(other, _)| overlap(**other, span));
    met.next().map(|(&other, &name)| (other, name))
}

pub(super) fn overlap(a: (usize, usize), b: (usize, usize)) -> bool {
    a.0 < b.1 && b.0 < a.1
}

/// Spans, asked whether any of them overlaps another.
struct Cover {
    /// In order: where a span begins, and the furthest end of those up to it.
    reach: Vec<(usize, usize)>,
}

impl Cover {
    fn new(spans: &Spans<'_>) -> Self {
        let mut furthest = 0;
        let reach = spans.keys().map(|&(start, end)| {
            furthest = furthest.max(end);
            (start, furthest)
        });
        Self {
            reach: reach.collect(),
        }
    }

    fn meets(&self, (start, end): (usize, usize)) -> bool {
        let before = self.reach.partition_point(|&(other, _)| other < end);
        before > 0 && self.reach[before - 1].1 > start
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "The quick brown fox jumps over the lazy dog";

    /// Scores documents, each the spans of its gold and those found.
    fn score(documents: &[[&[(usize, usize)]; 2]]) -> SpanScore {
        let page = Page::new("d", TEXT);
        let named = |spans: &[(usize, usize)], name: &'static str| -> Spans<'static> {
            spans.iter().map(|&span| (span, name)).collect()
        };
        let mut tally = SpanTally::default();
        for [gold, found] in documents {
            tally.add(&named(gold, "animal"), &named(found, "rule"), &page);
        }
        tally.finish("animals")
    }

    fn figures(ratios: Ratios) -> [f64; 3] {
        [ratios.precision, ratios.recall, ratios.f1]
    }

    #[test]
    fn nothing_gold_and_nothing_found() {
        assert_eq!(score(&[[&[], &[]]]), score(&[]));
        let missed = score(&[[&[(16, 19)], &[]]]);
        assert_eq!((missed.gold, missed.found), (1, 0));
        assert_eq!(missed.exact, Ratios::default());
        let wrong = score(&[[&[], &[(16, 19)]]]);
        assert_eq!((wrong.gold, wrong.found), (0, 1));
        assert_eq!(wrong.overlap, Ratios::default());
    }

    #[test]
    fn a_span_that_stands_twice_counts_once() {
        let score = score(&[[&[(16, 19), (16, 19)], &[(16, 19), (16, 19), (40, 43)]]]);
        assert_eq!((score.gold, score.found), (1, 2));
        assert_eq!(figures(score.exact)[..2], [50.0, 100.0]);
    }

    #[test]
    fn overlap_is_counted_on_each_side() {
        // "quick brown fox" is met by two that were found; "lazy dog" is found inside "the lazy dog".
        let score = score(&[[
            &[(4, 19), (31, 43), (0, 3)],
            &[(4, 9), (16, 19), (35, 43), (20, 25)],
        ]]);
        assert_eq!(figures(score.exact), [0.0, 0.0, 0.0]);
        assert_eq!(figures(score.overlap)[..2], [75.0, 100.0 * (2.0 / 3.0)]);
        let classes: Vec<_> = score.mistakes.iter().map(|m| (m.class, m.start)).collect();
        let expected = [
            (MistakeClass::Miss, Some(0)),
            (MistakeClass::False, Some(20)),
            (MistakeClass::Span, Some(4)),
            (MistakeClass::Span, Some(31)),
            (MistakeClass::Span, Some(16)),
        ];
        assert_eq!(classes, expected);
        let said = |m: &Mistake| {
            (
                m.gold.clone().unwrap_or_default(),
                m.found.clone().unwrap_or_default(),
            )
        };
        let pair = |gold: &str, found: &str| (gold.to_owned(), found.to_owned());
        let expected = [
            pair("animal", "4-9 \"quick\""),
            pair("animal", "35-43 \"lazy dog\""),
            pair("4-19 \"quick brown fox\"", ""),
        ];
        let said: Vec<_> = score.mistakes[2..].iter().map(said).collect();
        assert_eq!(said, expected);
    }

    #[test]
    fn spans_that_touch_do_not_overlap() {
        let score = score(&[[&[(4, 9)], &[(0, 4), (9, 10)]]]);
        assert_eq!(figures(score.overlap), [0.0, 0.0, 0.0]);
    }

    #[test]
    fn a_cover_sees_a_long_span_behind_short_ones() {
        let spans: Spans<'_> = [((0, 40), ""), ((1, 2), ""), ((3, 4), "")].into();
        let cover = Cover::new(&spans);
        assert!(cover.meets((10, 12)) && cover.meets((39, 50)));
        assert!(!cover.meets((40, 50)));
        assert!(!Cover::new(&Spans::new()).meets((0, 9)));
    }

    #[test]
    fn documents_are_summed() {
        let score = score(&[[&[(0, 3)], &[(0, 3)]], [&[(4, 9)], &[(0, 3)]]]);
        assert_eq!(figures(score.exact), [50.0, 50.0, 50.0]);
    }
}
