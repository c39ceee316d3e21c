//! Calendar periods: their TIMEX3 values, their intervals, and how they follow each other.
//!
//! Values are written as TimeML 1.2.1 has them (Sauri et al. 2006, *TimeML Annotation Guidelines*),
//! which extends ISO 8601: `2015-W47-WE`, `2015-Q3`, `2015-H1`, `2015-SP`, `199` for a decade, `19` for
//! a century.

use jiff::civil::{Date, ISOWeekDate, Weekday};
use jiff::{Span, ToSpan};

/// A stretch of the calendar, of a day or more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Period {
    Day(Date),
    /// An ISO week: year and number.
    Week(i16, i8),
    /// The Saturday and Sunday of an ISO week.
    Weekend(i16, i8),
    /// Year and month.
    Month(i16, i8),
    /// Year and quarter, from 1.
    Quarter(i16, i8),
    /// Year and half, 1 or 2.
    Half(i16, i8),
    /// Year and season, in the order of [`SEASONS`].
    Season(i16, usize),
    Year(i16),
    /// The years that begin with these digits: 199 for the 1990s.
    Decade(i16),
    /// The years that begin with these digits: 19 for the 1900s.
    Century(i16),
}

/// The TIMEX3 codes of the seasons, each with the month in which it begins (meteorological, north).
/// Winter is counted with the year in which it begins.
pub(crate) const SEASONS: [(&str, i8); 4] = [("SP", 3), ("SU", 6), ("FA", 9), ("WI", 12)];

/// The units that time is counted in, from the smallest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Unit {
    Second,
    Minute,
    Hour,
    Day,
    Weekend,
    Week,
    Month,
    Quarter,
    Half,
    Season,
    Year,
    Decade,
    Century,
}

/// Each unit's name, and what stands for it in a TIMEX3 duration.
const UNITS: [(&str, Unit, &str); 13] = [
    ("second", Unit::Second, "S"),
    ("minute", Unit::Minute, "M"),
    ("hour", Unit::Hour, "H"),
    ("day", Unit::Day, "D"),
    ("weekend", Unit::Weekend, "WE"),
    ("week", Unit::Week, "W"),
    ("month", Unit::Month, "M"),
    ("quarter", Unit::Quarter, "Q"),
    ("half", Unit::Half, "H"),
    ("season", Unit::Season, "S"),
    ("year", Unit::Year, "Y"),
    ("decade", Unit::Decade, "DE"),
    ("century", Unit::Century, "CE"),
];

/// No shift counts further: more days than the calendar has.
const MAX_SHIFT: u64 = 10_000_000;

impl Unit {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        UNITS
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(_, unit, _)| *unit)
    }

    pub(crate) fn name(self) -> &'static str {
        UNITS
            .iter()
            .find(|(_, unit, _)| *unit == self)
            .map_or("", |(name, ..)| name)
    }

    /// True for the units that a day is divided into.
    pub(crate) fn is_clock(self) -> bool {
        matches!(self, Self::Second | Self::Minute | Self::Hour)
    }

    /// The smaller unit that this one is counted in when it is divided, and how many of them it has;
    /// itself and 1 where none divides it evenly.
    pub(super) fn parts(self) -> (Self, i64) {
        match self {
            Self::Minute => (Self::Second, 60),
            Self::Hour => (Self::Minute, 60),
            Self::Day => (Self::Hour, 24),
            Self::Year => (Self::Month, 12),
            Self::Decade => (Self::Year, 10),
            Self::Century => (Self::Year, 100),
            _ => (self, 1),
        }
    }

    /// So many units as a span of civil time; none beyond what the calendar has.
    pub(crate) fn span(self, count: i64) -> Option<Span> {
        let times = |factor: i64| count.checked_mul(factor);
        let span = Span::new();
        let span = match self {
            Self::Second => span.try_seconds(count),
            Self::Minute => span.try_minutes(count),
            Self::Hour => span.try_hours(count),
            Self::Day => span.try_days(count),
            Self::Week | Self::Weekend => span.try_weeks(count),
            Self::Month => span.try_months(count),
            Self::Quarter | Self::Season => span.try_months(times(3)?),
            Self::Half => span.try_months(times(6)?),
            Self::Year => span.try_years(count),
            Self::Decade => span.try_years(times(10)?),
            Self::Century => span.try_years(times(100)?),
        };
        span.ok()
    }

    /// A TIMEX3 duration of so many units; `X` stands for a number that is not known.
    pub(crate) fn duration(self, count: &str) -> String {
        let code = UNITS
            .iter()
            .find(|(_, unit, _)| *unit == self)
            .map_or("", |(.., code)| code);
        match self.is_clock() {
            true => format!("PT{count}{code}"),
            false => format!("P{count}{code}"),
        }
    }
}

impl Period {
    /// The period of a unit that a day lies in; none for units shorter than a day.
    pub(crate) fn around(day: Date, unit: Unit) -> Option<Self> {
        let (year, month) = (day.year(), day.month());
        let week = day.iso_week_date();
        Some(match unit {
            Unit::Second | Unit::Minute | Unit::Hour => return None,
            Unit::Day => Self::Day(day),
            Unit::Week => Self::Week(week.year(), week.week()),
            Unit::Weekend => Self::Weekend(week.year(), week.week()),
            Unit::Month => Self::Month(year, month),
            Unit::Quarter => Self::Quarter(year, (month - 1) / 3 + 1),
            Unit::Half => Self::Half(year, (month - 1) / 6 + 1),
            Unit::Season => match month {
                1 | 2 => Self::Season(year - 1, 3),
                _ => Self::Season(year, (month as usize) / 3 - 1),
            },
            Unit::Year => Self::Year(year),
            Unit::Decade => Self::Decade(year.div_euclid(10)),
            Unit::Century => Self::Century(year.div_euclid(100)),
        })
    }

    /// The period so many of its own kind later; none beyond the years −9999 to 9999.
    pub(crate) fn plus(self, count: i64) -> Option<Self> {
        if count.unsigned_abs() > MAX_SHIFT {
            return None;
        }
        let months = |year: i16, index: i64, per_year: i64| {
            let total = i64::from(year) * per_year + index + count;
            let year = i16::try_from(total.div_euclid(per_year)).ok()?;
            Some((year, total.rem_euclid(per_year)))
        };
        let shifted = match self {
            Self::Day(day) => Self::Day(add(day, Span::new().try_days(count).ok()?)?),
            Self::Week(..) | Self::Weekend(..) => {
                let start = self.interval()?.0;
                let moved = add(start, Span::new().try_weeks(count).ok()?)?.iso_week_date();
                match self {
                    Self::Week(..) => Self::Week(moved.year(), moved.week()),
                    _ => Self::Weekend(moved.year(), moved.week()),
                }
            }
            Self::Month(year, month) => {
                let (year, index) = months(year, i64::from(month) - 1, 12)?;
                Self::Month(year, index as i8 + 1)
            }
            Self::Quarter(year, quarter) => {
                let (year, index) = months(year, i64::from(quarter) - 1, 4)?;
                Self::Quarter(year, index as i8 + 1)
            }
            Self::Half(year, half) => {
                let (year, index) = months(year, i64::from(half) - 1, 2)?;
                Self::Half(year, index as i8 + 1)
            }
            Self::Season(year, season) => {
                let (year, index) = months(year, season as i64, 4)?;
                Self::Season(year, index as usize)
            }
            Self::Year(year) => Self::Year(small(year, count)?),
            Self::Decade(decade) => Self::Decade(small(decade, count)?),
            Self::Century(century) => Self::Century(small(century, count)?),
        };
        shifted.interval().map(|_| shifted)
    }

    /// The first day, and the first day after it.
    pub(crate) fn interval(self) -> Option<(Date, Date)> {
        let month_start = |year: i16, month: i8| Date::new(year, month, 1).ok();
        let (start, span) = match self {
            Self::Day(day) => (day, 1.day()),
            Self::Week(year, week) => (week_day(year, week, Weekday::Monday)?, 7.days()),
            Self::Weekend(year, week) => (week_day(year, week, Weekday::Saturday)?, 2.days()),
            Self::Month(year, month) => (month_start(year, month)?, 1.month()),
            Self::Quarter(year, quarter) => (month_start(year, quarter * 3 - 2)?, 3.months()),
            Self::Half(year, half) => (month_start(year, half * 6 - 5)?, 6.months()),
            Self::Season(year, season) => (month_start(year, SEASONS.get(season)?.1)?, 3.months()),
            Self::Year(year) => (month_start(year, 1)?, 1.year()),
            Self::Decade(decade) => (month_start(decade.checked_mul(10)?, 1)?, 10.years()),
            Self::Century(century) => (month_start(century.checked_mul(100)?, 1)?, 100.years()),
        };
        Some((start, add(start, span)?))
    }

    /// The TIMEX3 value.
    pub(crate) fn value(self) -> String {
        match self {
            Self::Day(day) => format!(
                "{}-{:02}-{:02}",
                year_digits(day.year()),
                day.month(),
                day.day()
            ),
            Self::Week(year, week) => format!("{}-W{week:02}", year_digits(year)),
            Self::Weekend(year, week) => format!("{}-W{week:02}-WE", year_digits(year)),
            Self::Month(year, month) => format!("{}-{month:02}", year_digits(year)),
            Self::Quarter(year, quarter) => format!("{}-Q{quarter}", year_digits(year)),
            Self::Half(year, half) => format!("{}-H{half}", year_digits(year)),
            Self::Season(year, season) => {
                let code = SEASONS.get(season).map_or("", |(code, _)| code);
                format!("{}-{code}", year_digits(year))
            }
            Self::Year(year) => year_digits(year),
            Self::Decade(decade) => format!("{decade:03}"),
            Self::Century(century @ ..=-1) => format!("BC{:02}", -i32::from(century) - 1),
            Self::Century(century) => format!("{century:02}"),
        }
    }

    pub(crate) fn unit(self) -> Unit {
        match self {
            Self::Day(_) => Unit::Day,
            Self::Week(..) => Unit::Week,
            Self::Weekend(..) => Unit::Weekend,
            Self::Month(..) => Unit::Month,
            Self::Quarter(..) => Unit::Quarter,
            Self::Half(..) => Unit::Half,
            Self::Season(..) => Unit::Season,
            Self::Year(_) => Unit::Year,
            Self::Decade(_) => Unit::Decade,
            Self::Century(_) => Unit::Century,
        }
    }
}

/// A year as TIMEX3 writes it: four digits, `BC0044` for years before the first.
fn year_digits(year: i16) -> String {
    match year {
        1.. => format!("{year:04}"),
        _ => format!("BC{:04}", 1 - i32::from(year)),
    }
}

fn week_day(year: i16, week: i8, weekday: Weekday) -> Option<Date> {
    Some(ISOWeekDate::new(year, week, weekday).ok()?.date())
}

pub(crate) fn add(day: Date, span: Span) -> Option<Date> {
    day.checked_add(span).ok()
}

fn small(number: i16, count: i64) -> Option<i16> {
    i16::try_from(i64::from(number).checked_add(count)?).ok()
}

/// The last day of a weekday on or before a day, or the first one after it.
pub(crate) fn nearest_weekday(day: Date, weekday: Weekday, after: bool) -> Option<Date> {
    let back = i64::from(day.weekday().since(weekday));
    let days = match after {
        false => -back,
        true => 7 - back,
    };
    add(day, Span::new().try_days(days).ok()?)
}

/// The so many-th day of a weekday from the beginning of a stretch, or, below zero, from its end; it
/// can lie outside if the stretch has not so many.
pub(crate) fn nth_weekday((from, to): (Date, Date), number: i64, weekday: Weekday) -> Option<Date> {
    let (day, weeks) = match number {
        ..=-1 => (
            nearest_weekday(to.yesterday().ok()?, weekday, false)?,
            number + 1,
        ),
        _ => (
            nearest_weekday(from.yesterday().ok()?, weekday, true)?,
            number - 1,
        ),
    };
    add(day, Unit::Week.span(weeks)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn periods_around_a_day() {
        let day = date("2015-11-16");
        let value = |unit| {
            Period::around(day, unit)
                .map(Period::value)
                .unwrap_or_default()
        };
        assert_eq!(value(Unit::Week), "2015-W47");
        assert_eq!(value(Unit::Quarter), "2015-Q4");
        assert_eq!(value(Unit::Half), "2015-H2");
        assert_eq!(value(Unit::Season), "2015-FA");
        assert_eq!(value(Unit::Decade), "201");
        assert_eq!(value(Unit::Century), "20");
        assert_eq!(value(Unit::Hour), "");
    }

    #[test]
    fn periods_follow_each_other_over_the_ends_of_years() {
        let shifted = |period: Period, n| period.plus(n).map(Period::value);
        assert_eq!(
            shifted(Period::Month(2016, 1), -1).as_deref(),
            Some("2015-12")
        );
        assert_eq!(
            shifted(Period::Week(2015, 53), 1).as_deref(),
            Some("2016-W01")
        );
        assert_eq!(
            shifted(Period::Season(2015, 3), 1).as_deref(),
            Some("2016-SP")
        );
        assert_eq!(
            shifted(Period::Day(date("2016-02-28")), 1).as_deref(),
            Some("2016-02-29")
        );
        assert_eq!(shifted(Period::Year(9999), 1), None);
        assert_eq!(shifted(Period::Day(date("2016-02-28")), i64::MAX), None);
    }

    #[test]
    fn every_interval_contains_its_day_and_meets_the_next() {
        for unit in UNITS.map(|(_, unit, _)| unit) {
            let mut day = date("1999-12-25");
            for _ in 0..800 {
                if let Some(period) = Period::around(day, unit).filter(|_| unit != Unit::Weekend) {
                    let (from, to) = period.interval().expect("an interval");
                    assert!(from <= day && day < to, "{period:?} {day}");
                    let next = period
                        .plus(1)
                        .and_then(Period::interval)
                        .expect("an interval");
                    assert_eq!(next.0, to, "{period:?}");
                }
                day = day.tomorrow().expect("a day");
            }
        }
    }

    #[test]
    fn weekdays_before_and_after() {
        let monday = date("2015-11-16");
        assert_eq!(
            nearest_weekday(monday, Weekday::Monday, false),
            Some(monday)
        );
        assert_eq!(
            nearest_weekday(monday, Weekday::Monday, true),
            Some(date("2015-11-23"))
        );
        assert_eq!(
            nearest_weekday(monday, Weekday::Friday, false),
            Some(date("2015-11-13"))
        );
    }

    #[test]
    fn years_before_the_first_are_written_with_their_era() {
        assert_eq!(Period::Year(-43).value(), "BC0044");
    }
}
