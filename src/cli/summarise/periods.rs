//! Stretches of the calendar by which documents are counted.

use attache::Date;
use clap::ValueEnum;
use serde::Serialize;

/// How long a period is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum, Serialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum By {
    #[default]
    Month,
    Quarter,
    Year,
}

/// A month, counted from the year 0; others are told from it.
pub(super) type Month = i32;

pub(super) fn month(day: Date) -> Month {
    i32::from(day.year()) * 12 + i32::from(day.month()) - 1
}

impl By {
    fn months(self) -> i32 {
        match self {
            Self::Month => 1,
            Self::Quarter => 3,
            Self::Year => 12,
        }
    }

    /// The number of the period that a month lies in.
    pub(super) fn period(self, month: Month) -> i32 {
        month.div_euclid(self.months())
    }

    /// What a period is called, as TIMEX3 values are: `2015-11`, `2015-Q4`, `2015`.
    pub(super) fn label(self, period: i32) -> String {
        let month = period * self.months();
        let (year, month) = (month.div_euclid(12), month.rem_euclid(12));
        match self {
            Self::Month => format!("{year:04}-{:02}", month + 1),
            Self::Quarter => format!("{year:04}-Q{}", month / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }

    /// The next longer period.
    pub(super) fn longer(self) -> Option<Self> {
        match self {
            Self::Month => Some(Self::Quarter),
            Self::Quarter => Some(Self::Year),
            Self::Year => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_lies_in_its_quarter_and_year() {
        let november = month(Date::constant(2015, 11, 16));
        let label = |by: By| by.label(by.period(november));
        assert_eq!(label(By::Month), "2015-11");
        assert_eq!(label(By::Quarter), "2015-Q4");
        assert_eq!(label(By::Year), "2015");
        let january = month(Date::constant(2016, 1, 1));
        assert_eq!(By::Month.period(january) - By::Month.period(november), 2);
        assert_eq!(By::Quarter.label(By::Quarter.period(january)), "2016-Q1");
    }
}
