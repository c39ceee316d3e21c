//! Temporal expressions, measured as TempEval-3 does.

use serde::Serialize;
use serde_json::Value;

use super::gold::GoldTimex;
use super::mistakes::{Mistake, MistakeClass, Page};
use super::ratios::{Ratios, f1_of_matches, percent};
use super::spans::overlap;
use crate::record::TemporalExpression;

/// How well temporal expressions were found, by the measures of TempEval-3 (task A).
///
/// From left to right each gold expression is matched with one that was found and overlaps it, the exact
/// one if there is one, and each of these is matched once.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct DateScore {
    /// How many expressions the gold has.
    pub gold: usize,
    /// How many were found.
    pub found: usize,
    /// All matches.
    pub relaxed: Ratios,
    /// Matches of the very span.
    pub strict: Ratios,
    /// How many of the matches have the gold's type, in percent.
    pub type_accuracy: f64,
    /// The F1 of matches with the gold's type.
    pub type_f1: f64,
    /// How many of the matches have the gold's value, in percent.
    pub value_accuracy: f64,
    /// The F1 of matches with the gold's value: the figure that TempEval-3 ranks by.
    pub value_f1: f64,
    /// The F1 of matches with the gold's span and value.
    pub strict_value_f1: f64,
    /// The differences, by class and in order of the documents.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub mistakes: Vec<Mistake>,
}

/// The counts so far.
#[derive(Debug, Default)]
pub(super) struct DateTally {
    gold: usize,
    found: usize,
    relaxed: usize,
    strict: usize,
    types: usize,
    values: usize,
    strict_values: usize,
    mistakes: Vec<Mistake>,
}

impl DateTally {
    /// Counts one document in. Without creation times, neither the gold ones nor what was found there
    /// count.
    pub(super) fn add(
        &mut self,
        gold: &[GoldTimex],
        found: &[TemporalExpression],
        with_creation_times: bool,
        page: &Page<'_>,
    ) {
        let is_out = |timex: &GoldTimex| timex.dct && !with_creation_times;
        let is_in_header = |date: &TemporalExpression| {
            let mut out = gold.iter().filter(|timex| is_out(timex));
            out.any(|timex| overlap((date.start, date.end), (timex.start, timex.end)))
        };
        let mut found: Vec<_> = found.iter().filter(|date| !is_in_header(date)).collect();
        found.sort_by_key(|date| date.start);
        let mut used = vec![false; found.len()];
        self.found += found.len();
        for timex in gold.iter().filter(|timex| !is_out(timex)) {
            self.gold += 1;
            match best(timex, &found, &used) {
                Some(index) => {
                    used[index] = true;
                    self.pair(timex, found[index], page);
                }
                None => {
                    let mut mistake = page.mistake_at(MistakeClass::Miss, (timex.start, timex.end));
                    mistake.gold = Some(gold_value(timex));
                    self.mistakes.push(mistake);
                }
            }
        }
        for (date, _) in found.iter().zip(used).filter(|(_, used)| !used) {
            let span = (date.start, date.end);
            let mistake = page.mistake_at(MistakeClass::False, span);
            self.mistakes
                .push(found_by(mistake, date, found_value(date)));
        }
    }

    fn pair(&mut self, timex: &GoldTimex, date: &TemporalExpression, page: &Page<'_>) {
        let span = (timex.start, timex.end);
        let is_exact = span == (date.start, date.end);
        let has_type = timex.kind.as_deref() == Some(date.kind.as_str());
        let has_value = timex.value.as_str() == Some(date.value.as_str());
        self.relaxed += 1;
        self.strict += usize::from(is_exact);
        self.types += usize::from(has_type);
        self.values += usize::from(has_value);
        self.strict_values += usize::from(is_exact && has_value);
        let mut differs = |class, what| {
            let mut mistake = page.mistake_at(class, span);
            mistake.gold = Some(gold_value(timex));
            self.mistakes.push(found_by(mistake, date, what));
        };
        if !is_exact {
            differs(MistakeClass::Span, page.place((date.start, date.end)));
        }
        if !(has_value && has_type) {
            differs(MistakeClass::Value, found_value(date));
        }
    }

    pub(super) fn has_gold(&self) -> bool {
        self.gold > 0
    }

    pub(super) fn finish(mut self) -> DateScore {
        self.mistakes.sort_by_key(|mistake| mistake.class);
        let f1 = |matches| f1_of_matches(matches, self.found, self.gold);
        DateScore {
            gold: self.gold,
            found: self.found,
            relaxed: Ratios::of_matches(self.relaxed, self.found, self.gold),
            strict: Ratios::of_matches(self.strict, self.found, self.gold),
            type_accuracy: percent(self.types, self.relaxed),
            type_f1: f1(self.types),
            value_accuracy: percent(self.values, self.relaxed),
            value_f1: f1(self.values),
            strict_value_f1: f1(self.strict_values),
            mistakes: self.mistakes,
        }
    }
}

/// The one of those found and not yet used that a gold expression is matched with: the exact one, else
/// the first that overlaps it.
fn best(timex: &GoldTimex, found: &[&TemporalExpression], used: &[bool]) -> Option<usize> {
    let span = (timex.start, timex.end);
    let is_exact = |date: &TemporalExpression| (date.start, date.end) == span;
    let meets = |&index: &usize| {
        let date = found[index];
        !used[index] && overlap((date.start, date.end), span)
    };
    let mut met = (0..found.len()).filter(meets);
    let first = met.next()?;
    let exact = std::iter::once(first)
        .chain(met)
        .find(|&i| is_exact(found[i]));
    exact.or(Some(first))
}

fn found_by(mut mistake: Mistake, date: &TemporalExpression, what: String) -> Mistake {
    mistake.found = Some(what);
    mistake.rule = date.evidence.first().map(|proof| proof.rule.clone());
    mistake
}

fn gold_value(timex: &GoldTimex) -> String {
    let kind = timex.kind.as_deref().unwrap_or("-");
    match &timex.value {
        Value::String(value) => format!("{kind} {value}"),
        value => format!("{kind} {value}"),
    }
}

fn found_value(date: &TemporalExpression) -> String {
    format!("{} {}", date.kind, date.value)
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "It was Monday, 16 November 2015, or one day later.";

    fn gold(start: usize, end: usize, value: &str) -> GoldTimex {
        GoldTimex {
            start,
            end,
            kind: Some("DATE".to_owned()),
            value: value.into(),
            ..GoldTimex::default()
        }
    }

    fn found(start: usize, end: usize, value: &str) -> TemporalExpression {
        TemporalExpression {
            start,
            end,
            value: value.to_owned(),
            ..TemporalExpression::default()
        }
    }

    fn score(gold: &[GoldTimex], found: &[TemporalExpression], dct: bool) -> DateScore {
        let mut tally = DateTally::default();
        tally.add(gold, found, dct, &Page::new("d", TEXT));
        tally.finish()
    }

    #[test]
    fn nothing_is_zero() {
        assert_eq!(score(&[], &[], true), DateScore::default());
        let missed = score(&[gold(7, 13, "x")], &[], true);
        assert_eq!((missed.gold, missed.relaxed), (1, Ratios::default()));
    }

    #[test]
    fn each_is_matched_once_and_the_exact_one_first() {
        let monday = [gold(7, 31, "2015-11-16")];
        let parts = [found(7, 13, "2015-11-09"), found(15, 31, "2015-11-16")];
        let relaxed = score(&monday, &parts, true);
        assert_eq!((relaxed.gold, relaxed.found), (1, 2));
        // The first of the two overlaps, with another value.
        assert_eq!(relaxed.relaxed.precision, 50.0);
        assert_eq!(
            (relaxed.relaxed.recall, relaxed.strict.recall),
            (100.0, 0.0)
        );
        assert_eq!((relaxed.value_accuracy, relaxed.value_f1), (0.0, 0.0));
        assert_eq!(relaxed.type_accuracy, 100.0);
        let both = [found(7, 13, "2015-11-09"), found(7, 31, "2015-11-16")];
        let strict = score(&monday, &both, true);
        assert_eq!(
            (strict.strict.recall, strict.value_accuracy),
            (100.0, 100.0)
        );
        assert_eq!(strict.value_f1, 200.0 / 3.0);
        let twice = [gold(7, 13, "a"), gold(15, 31, "b")];
        let one = score(&twice, &[found(7, 31, "b")], true);
        assert_eq!((one.relaxed.precision, one.relaxed.recall), (100.0, 50.0));
    }

    #[test]
    fn a_value_that_is_no_string_is_met_by_none() {
        let mut odd = gold(7, 13, "");
        odd.value = serde_json::json!({"grain": "day"});
        odd.kind = None;
        let score = score(&[odd], &[found(7, 13, "2015-11-16")], true);
        assert_eq!(
            (score.strict.f1, score.type_f1, score.value_f1),
            (100.0, 0.0, 0.0)
        );
        let mistake = &score.mistakes[0];
        assert_eq!(mistake.class, MistakeClass::Value);
        assert_eq!(mistake.gold.as_deref(), Some("- {\"grain\":\"day\"}"));
        assert_eq!(mistake.found.as_deref(), Some("DATE 2015-11-16"));
    }

    #[test]
    fn creation_times_and_what_overlaps_them_can_be_left_out() {
        let mut header = gold(15, 31, "2015-11-16");
        header.dct = true;
        let gold = [gold(7, 13, "2015-11-16"), header];
        let found = [found(26, 31, "2015"), found(36, 43, "P1D")];
        let with = score(&gold, &found, true);
        assert_eq!((with.gold, with.found, with.relaxed.recall), (2, 2, 50.0));
        let without = score(&gold, &found, false);
        assert_eq!(
            (without.gold, without.found, without.relaxed.recall),
            (1, 1, 0.0)
        );
        let classes: Vec<_> = without.mistakes.iter().map(|m| m.class).collect();
        assert_eq!(classes, [MistakeClass::Miss, MistakeClass::False]);
    }
}
