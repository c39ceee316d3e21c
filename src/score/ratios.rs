//! Precision, recall and F1, in percent.
//!
//! The usual scorers differ in the order of their arithmetic. Each is kept as it is, since the order
//! decides the last digit where a figure lies halfway between two.

use serde::Serialize;

/// Precision, recall and their harmonic mean, each in percent and not rounded; 0 where nothing was
/// there to divide by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Ratios {
    /// How much of what was found is right.
    pub precision: f64,
    /// How much of the gold was found.
    pub recall: f64,
    /// The harmonic mean of both.
    pub f1: f64,
}

impl Ratios {
    /// As CoNLL's scorers have it: the mean of the two ratios. What counts as right can differ on the
    /// two sides, as it does for spans that overlap.
    pub(super) fn of_sides(right_found: usize, found: usize, met: usize, gold: usize) -> Self {
        let (p, r) = (ratio(right_found, found), ratio(met, gold));
        let f1 = match p + r {
            0.0 => 0.0,
            sum => 2.0 * p * r / sum,
        };
        Self {
            precision: 100.0 * p,
            recall: 100.0 * r,
            f1: 100.0 * f1,
        }
    }

    /// As TempEval-3's scorer has it: from the counts.
    pub(super) fn of_matches(matches: usize, found: usize, gold: usize) -> Self {
        Self {
            precision: percent(matches, found),
            recall: percent(matches, gold),
            f1: f1_of_matches(matches, found, gold),
        }
    }

    /// For sets of a document, summed over documents.
    pub(super) fn of_sets(common: usize, found: usize, gold: usize) -> Self {
        let (p, r) = (ratio(common, found), ratio(common, gold));
        Self {
            precision: 100.0 * p,
            recall: 100.0 * r,
            f1: 200.0 * p * r / (p + r).max(1e-9),
        }
    }
}

/// The F1 of so many matches.
pub(super) fn f1_of_matches(matches: usize, found: usize, gold: usize) -> f64 {
    percent(2 * matches, found + gold)
}

/// A part in percent; 0 of nothing.
pub(super) fn percent(part: usize, whole: usize) -> f64 {
    match whole {
        0 => 0.0,
        _ => (100 * part) as f64 / whole as f64,
    }
}

fn ratio(part: usize, whole: usize) -> f64 {
    match whole {
        0 => 0.0,
        _ => part as f64 / whole as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_to_divide_by_is_zero() {
        let none = Ratios::default();
        assert_eq!(Ratios::of_sides(0, 0, 0, 0), none);
        assert_eq!(Ratios::of_matches(0, 0, 0), none);
        assert_eq!(Ratios::of_sets(0, 0, 0), none);
        assert_eq!(Ratios::of_sides(0, 0, 0, 5), none);
        assert_eq!(Ratios::of_matches(0, 7, 0), none);
        assert_eq!(Ratios::of_sets(0, 7, 0), none);
    }

    #[test]
    fn the_three_ways_agree_but_for_the_last_bits() {
        for (right, found, gold) in [(1, 3, 7), (5, 8, 9), (513, 548, 697), (6, 6, 6)] {
            let a = Ratios::of_sides(right, found, right, gold);
            for b in [
                Ratios::of_matches(right, found, gold),
                Ratios::of_sets(right, found, gold),
            ] {
                assert!((a.precision - b.precision).abs() < 1e-9);
                assert!((a.recall - b.recall).abs() < 1e-9);
                assert!((a.f1 - b.f1).abs() < 1e-9);
            }
        }
    }

    /// Python rounds a figure that lies exactly halfway to the even digit; so does Rust.
    #[test]
    fn halves_are_written_as_python_writes_them() {
        let written = |part| format!("{:.2}", percent(part, 32));
        assert_eq!(written(1), "3.12");
        assert_eq!(written(3), "9.38");
        assert_eq!(format!("{:.1}", percent(1, 16)), "6.2");
    }
}
