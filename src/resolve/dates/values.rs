//! What a temporal expression means, and the calendar functions that a rule's `value` can call.

use jiff::civil::{Date, DateTime, Time};

use super::calendar::{Period, SEASONS, Unit};
use super::clock::{Clock, at, clock, day_part};
use super::counted::{ago, ahead, lasting, nth, nth_weekday, same, shift, window};
use super::holidays::holiday;
use super::incomplete::{
    date, date_before, day_of_month, last_date, numeric, weekday, within_year, year_after,
};
use super::lengths::{duration, fraction, set, sum};
use crate::document::DateOrder;
use crate::pack::Function;
use crate::record::TimexType;

/// Which of the times that an incomplete date can mean is meant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The last one.
    Past,
    /// The next one.
    Future,
    /// Nothing in the text tells.
    #[default]
    Unknown,
}

/// Against what a date is resolved; by default against nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Anchor {
    /// The document creation time.
    pub(crate) day: Option<Date>,
    /// Its time of day, where that is known.
    pub(crate) time: Option<Time>,
    /// The period that the text spoke of last.
    pub(crate) mentioned: Option<Period>,
    /// The day that it spoke of last.
    pub(crate) last_day: Option<Date>,
    /// When exactly that was, if it was a time of the clock.
    pub(crate) moment: Option<DateTime>,
    /// The week, month, quarter or half year that the text spoke of last: what others are compared with.
    pub(crate) stretch: Option<Period>,
    /// The period, if that was in the same sentence, or anywhere in a narrative.
    pub(crate) in_sentence: Option<Period>,
    /// The text tells of times other than its own: what lacks a year takes it from what was spoken of.
    pub(crate) is_narrative: bool,
    /// The text is a note or a mail: what is bare is yet to come.
    pub(crate) is_forward: bool,
    pub(crate) direction: Direction,
    /// The expression itself says which way it looks; else that is read off the words around it.
    pub(crate) is_said: bool,
    /// What comes first in a date of figures, where the document or its reader shows it.
    pub(crate) order: Option<DateOrder>,
}

impl Anchor {
    /// What is said to be the last or the next one is so in notes too.
    pub(super) fn towards(self, direction: Direction) -> Self {
        Self {
            direction,
            is_said: true,
            is_forward: false,
            ..self
        }
    }

    /// In a narrative what comes next is counted from what was spoken of.
    fn beginning_at_mentioned(self) -> Self {
        let mentioned = self.mentioned.filter(|_| self.is_narrative);
        Self {
            day: mentioned
                .and_then(Period::interval)
                .map_or(self.day, |(from, _)| Some(from)),
            is_narrative: false,
            ..self
        }
    }

    /// The creation time to the second, midnight where only its day is known.
    pub(super) fn now(self) -> Option<DateTime> {
        Some(self.day?.to_datetime(self.time.unwrap_or(Time::midnight())))
    }
}

/// A half-open stretch of civil time.
pub(crate) type Interval = (DateTime, DateTime);

/// What a temporal expression means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timex {
    pub(crate) kind: TimexType,
    pub(crate) value: String,
    pub(crate) grain: Option<&'static str>,
    pub(crate) interval: Option<Interval>,
    pub(crate) basis: &'static str,
    pub(crate) alternatives: Vec<String>,
    /// The period itself, where the value is one; of a time of day, its day.
    pub(crate) period: Option<Period>,
    /// The time of day, where the value has one.
    pub(crate) clock: Option<Clock>,
    /// False for a date that no calendar has.
    pub(crate) is_valid: bool,
    /// A look back or a comparison, after which the text goes on from where it was.
    pub(crate) is_aside: bool,
}

/// An argument of a calendar function.
#[derive(Clone, Debug)]
pub(crate) enum Argument {
    /// Not stated.
    Absent,
    Text(String),
    Timex(Box<Timex>),
}

pub(super) const EXPLICIT: &str = "explicit";
pub(super) const CREATION_TIME: &str = "creation-time";
pub(super) const PAST: &str = "past";
pub(super) const FUTURE: &str = "future";
pub(super) const NEAREST: &str = "nearest";
pub(super) const MENTIONED: &str = "mentioned";
pub(super) const UNDERSPECIFIED: &str = "underspecified";

/// The midnights that two days begin with.
pub(super) fn midnights((from, to): (Date, Date)) -> Interval {
    let midnight = |day: Date| day.to_datetime(Time::midnight());
    (midnight(from), midnight(to))
}

impl Timex {
    pub(super) fn of(kind: TimexType, value: impl Into<String>, basis: &'static str) -> Self {
        Self {
            kind,
            value: value.into(),
            grain: None,
            interval: None,
            basis,
            alternatives: Vec::new(),
            period: None,
            clock: None,
            is_valid: true,
            is_aside: false,
        }
    }

    pub(super) fn period(period: Period, basis: &'static str) -> Self {
        Self {
            grain: Some(period.unit().name()),
            interval: period.interval().map(midnights),
            period: Some(period),
            ..Self::of(TimexType::Date, period.value(), basis)
        }
    }

    pub(super) fn vague(value: impl Into<String>, unit: Unit) -> Self {
        Self {
            grain: Some(unit.name()),
            ..Self::of(TimexType::Date, value, UNDERSPECIFIED)
        }
    }

    /// A length of time, or what recurs in it.
    pub(super) fn length(kind: TimexType, value: impl Into<String>, unit: Unit) -> Self {
        Self {
            grain: Some(unit.name()),
            ..Self::of(kind, value, EXPLICIT)
        }
    }
}

impl Argument {
    pub(super) fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn timex(&self) -> Option<&Timex> {
        match self {
            Self::Timex(timex) => Some(timex),
            _ => None,
        }
    }

    pub(super) fn is_absent(&self) -> bool {
        matches!(self, Self::Absent)
    }

    /// A number, with what may stand around its digits: `12th`, `1990s`, `1,000`, `Q3`.
    pub(super) fn number(&self) -> Option<i64> {
        let text = self.text()?;
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text.strip_prefix('+').unwrap_or(text)),
        };
        let digits = digits.trim_start_matches(char::is_alphabetic);
        let number: String = digits
            .chars()
            .filter(|c| *c != ',')
            .take_while(char::is_ascii_digit)
            .collect();
        Some(sign * number.parse::<i64>().ok()?)
    }

    pub(super) fn small<T: TryFrom<i64>>(&self) -> Option<T> {
        T::try_from(self.number()?).ok()
    }

    pub(super) fn unit(&self) -> Option<Unit> {
        Unit::from_name(self.text()?)
    }

    /// A year of four digits, or of two in the century that news means by it.
    pub(super) fn year(&self) -> Option<i16> {
        let number: i16 = self.small()?;
        let digits = self.text()?.chars().filter(char::is_ascii_digit).count();
        Some(match (digits, number) {
            (1 | 2, 0..40) => 2000 + number,
            (1 | 2, _) => 1900 + number,
            _ => number,
        })
    }
}

/// Evaluates a function; none where its arguments make no time, such as a thirteenth month.
pub(crate) fn evaluate(
    function: Function,
    arguments: &[Argument],
    anchor: Anchor,
) -> Option<Timex> {
    let argument = |i: usize| arguments.get(i).unwrap_or(&Argument::Absent);
    match function {
        Function::Date => {
            if let Some(era @ ("bc" | "ad")) = argument(3).text() {
                let written: i16 = argument(0).small()?;
                let year = match era {
                    "bc" => written.checked_neg()?.checked_add(1)?,
                    _ => written,
                };
                let period = match (argument(1).small(), argument(2).small()) {
                    (Some(month), Some(day)) => Period::Day(Date::new(year, month, day).ok()?),
                    (Some(month), None) => Period::Month(year, month),
                    _ => Period::Year(year),
                };
                return Some(Timex::period(period, EXPLICIT));
            }
            if let Some(end) = argument(3).timex() {
                return match argument(1) {
                    Argument::Absent => year_after(argument(0), end),
                    month => date_before(month, argument(2), end),
                };
            }
            let anchor = match argument(3).number() {
                Some(..=-1) => {
                    let anchor = anchor.beginning_at_mentioned();
                    return last_date(argument(1), argument(2), anchor);
                }
                Some(1..) => anchor.towards(Direction::Future).beginning_at_mentioned(),
                _ => anchor,
            };
            if let (Some(0), Some(today)) = (argument(3).number(), anchor.day) {
                // "this September": the one of the present year, in whatever tense.
                let year = Argument::Text(format!("{:04}", today.year()));
                let timex = date(&year, argument(1), argument(2), &Argument::Absent, anchor)?;
                return Some(Timex {
                    basis: CREATION_TIME,
                    ..timex
                });
            }
            date(argument(0), argument(1), argument(2), argument(4), anchor)
        }
        Function::Numeric => numeric(argument(0), argument(1), argument(2), argument(3), anchor),
        Function::DayOfMonth => day_of_month(argument(0), argument(1), anchor),
        Function::Week => {
            let number: i8 = argument(0).small()?;
            within_year(
                argument(1),
                anchor,
                |year| Some(Period::Week(year, number)),
                (format!("XXXX-W{number:02}"), Unit::Week),
            )
        }
        Function::Weekday => weekday(argument(0), argument(1), argument(2), anchor),
        Function::Nth => nth(argument(0), argument(1), argument(2), argument(3), anchor),
        Function::NthWeekday => {
            nth_weekday(argument(0), argument(1), argument(2), argument(3), anchor)
        }
        Function::Holiday => holiday(argument(0), argument(1), argument(2), argument(3), anchor),
        Function::Shift => shift(arguments, anchor),
        Function::Ahead => ahead(argument(0), argument(1), anchor),
        Function::Ago => ago(argument(0), argument(1), argument(2), anchor),
        Function::Lasting => lasting(argument(0), argument(1), argument(2)),
        Function::Window => window(argument(0), argument(1), argument(2), anchor),
        Function::Same => same(argument(0).unit()?, argument(1), anchor),
        Function::Part => day_part(argument(0).text()?, argument(1), anchor),
        Function::Time => clock(arguments, anchor),
        Function::At => at(argument(0), argument(1), anchor),
        Function::Duration => duration(argument(0), argument(1), argument(2)),
        Function::Fraction => fraction(argument(0), argument(1), argument(2)),
        Function::Sum => sum(argument(0), argument(1)),
        Function::Set => set(argument(0), argument(1)),
        Function::Each => each(argument(0)),
        Function::Season => {
            let code = argument(0).text()?;
            let anchor = match argument(2).number() {
                Some(..=-1) => anchor.towards(Direction::Past),
                Some(1..) => anchor.towards(Direction::Future).beginning_at_mentioned(),
                _ => anchor,
            };
            let season = SEASONS.iter().position(|(known, _)| *known == code)?;
            within_year(
                argument(1),
                anchor,
                |year| Some(Period::Season(year, season)),
                (format!("XXXX-{code}"), Unit::Season),
            )
        }
        Function::Quarter => {
            let quarter = argument(0)
                .small()
                .filter(|quarter| (1..=4).contains(quarter))?;
            within_year(
                argument(1),
                anchor,
                |year| Some(Period::Quarter(year, quarter)),
                (format!("XXXX-Q{quarter}"), Unit::Quarter),
            )
        }
        Function::Half => {
            let half = argument(0).small().filter(|half| (1..=2).contains(half))?;
            within_year(
                argument(1),
                anchor,
                |year| Some(Period::Half(year, half)),
                (format!("XXXX-H{half}"), Unit::Half),
            )
        }
        Function::FiscalYear => {
            let year = match argument(0) {
                Argument::Timex(timex) => match timex.period? {
                    Period::Year(year) => year,
                    _ => return None,
                },
                written => written.year()?,
            };
            // Whose year it is decides when it begins, and that is not said.
            Some(Timex::length(
                TimexType::Date,
                format!("FY{year:04}"),
                Unit::Year,
            ))
        }
        Function::Decade => {
            let year = argument(0).year()?;
            Some(Timex::period(Period::Decade(year.div_euclid(10)), EXPLICIT))
        }
        Function::Century => {
            let century: i16 = argument(0).small().filter(|c: &i16| (1..=99).contains(c))?;
            let century = match argument(1).text() {
                Some("bc") => -century,
                _ => century - 1,
            };
            Some(Timex::period(Period::Century(century), EXPLICIT))
        }
        Function::Ref => Some(Timex::of(TimexType::Date, argument(0).text()?, EXPLICIT)),
    }
}

/// Every one of what a vague value stands for.
fn each(date: &Argument) -> Option<Timex> {
    let timex = date.timex()?;
    let day = match timex.period {
        Some(Period::Day(day)) if timex.basis != CREATION_TIME => {
            Some(format!("XXXX-WXX-{}", day.weekday().to_monday_one_offset()))
        }
        Some(Period::Month(_, month)) => Some(format!("XXXX-{month:02}")),
        Some(Period::Season(_, season)) => Some(format!("XXXX-{}", SEASONS.get(season)?.0)),
        Some(Period::Weekend(..)) => Some("XXXX-WXX-WE".to_owned()),
        _ => None,
    };
    let value = match (day, timex.value.split_once('T')) {
        (Some(day), Some((_, clock))) if timex.clock.is_some() => format!("{day}T{clock}"),
        (None, Some((_, clock))) if timex.clock.is_some() => format!("XXXX-XX-XXT{clock}"),
        (Some(day), _) => day,
        (None, _) => timex.value.clone(),
    };
    Some(Timex {
        grain: timex.grain,
        ..Timex::of(TimexType::Set, value, EXPLICIT)
    })
}

#[cfg(test)]
#[path = "values_tests.rs"]
mod tests;
