//! The calendar functions: what a rule's `value` comes to.

use jiff::civil::Date;

use super::calendar::{Period, SEASONS, Unit};
use super::incomplete::{date, weekday, within_year};
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
    /// The period that the text spoke of last.
    pub(crate) mentioned: Option<Period>,
    /// The same, if that was in the same sentence, or anywhere in a narrative.
    pub(crate) in_sentence: Option<Period>,
    /// The text tells of times other than its own: what lacks a year takes it from what was spoken of.
    pub(crate) is_narrative: bool,
    pub(crate) direction: Direction,
}

impl Anchor {
    fn towards(self, direction: Direction) -> Self {
        Self { direction, ..self }
    }
}

/// What a temporal expression means.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Timex {
    pub(crate) kind: TimexType,
    pub(crate) value: String,
    pub(crate) grain: Option<&'static str>,
    pub(crate) interval: Option<(Date, Date)>,
    pub(crate) basis: &'static str,
    pub(crate) alternatives: Vec<String>,
    /// The period itself, where the value is one.
    pub(crate) period: Option<Period>,
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

impl Timex {
    fn of(kind: TimexType, value: String, basis: &'static str) -> Self {
        Self {
            kind,
            value,
            grain: None,
            interval: None,
            basis,
            alternatives: Vec::new(),
            period: None,
        }
    }

    pub(super) fn period(period: Period, basis: &'static str) -> Self {
        Self {
            grain: Some(period.unit().name()),
            interval: period.interval(),
            period: Some(period),
            ..Self::of(TimexType::Date, period.value(), basis)
        }
    }

    pub(super) fn vague(value: String, unit: Unit) -> Self {
        Self {
            grain: Some(unit.name()),
            ..Self::of(TimexType::Date, value, UNDERSPECIFIED)
        }
    }
}

impl Argument {
    fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
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
            if argument(3).text() == Some("bc") {
                let year = argument(0).small::<i16>()?.checked_neg()?.checked_add(1)?;
                return Some(Timex::period(Period::Year(year), EXPLICIT));
            }
            let anchor = match argument(3).number() {
                Some(..=-1) => anchor.towards(Direction::Past),
                Some(1..) => anchor.towards(Direction::Future),
                _ => anchor,
            };
            date(argument(0), argument(1), argument(2), anchor)
        }
        Function::Weekday => weekday(argument(0), argument(1), argument(2), anchor),
        Function::Shift => shift(arguments, anchor),
        Function::Same => same(argument(0).unit()?, anchor),
        Function::Part => part(argument(0).text()?, argument(1), anchor),
        Function::Time => time(arguments, anchor),
        Function::Duration => {
            let count = argument(0).text().unwrap_or("X");
            let count = match argument(0).number() {
                Some(_) if argument(2).text() == Some("half") => format!("{count}.5"),
                Some(_) => count.replace(',', ""),
                None => "X".to_owned(),
            };
            let unit = argument(1).unit()?;
            Some(Timex {
                grain: Some(unit.name()),
                ..Timex::of(TimexType::Duration, unit.duration(&count), EXPLICIT)
            })
        }
        Function::Set => {
            let stated = argument(0).text()?;
            if stated.starts_with('P') {
                return Some(Timex::of(TimexType::Set, stated.to_owned(), EXPLICIT));
            }
            let unit = argument(0).unit()?;
            let count = argument(1).number().unwrap_or(1);
            Some(Timex {
                grain: Some(unit.name()),
                ..Timex::of(TimexType::Set, unit.duration(&count.to_string()), EXPLICIT)
            })
        }
        Function::Each => each(argument(0)),
        Function::Season => {
            let code = argument(0).text()?;
            let season = SEASONS.iter().position(|(known, _)| *known == code)?;
            within_year(
                argument(1),
                anchor,
                |year| Period::Season(year, season),
                format!("XXXX-{code}"),
            )
        }
        Function::Quarter => {
            let quarter = argument(0)
                .small()
                .filter(|quarter| (1..=4).contains(quarter))?;
            let vague = format!("XXXX-Q{quarter}");
            within_year(
                argument(1),
                anchor,
                |year| Period::Quarter(year, quarter),
                vague,
            )
        }
        Function::Half => {
            let half = argument(0).small().filter(|half| (1..=2).contains(half))?;
            within_year(
                argument(1),
                anchor,
                |year| Period::Half(year, half),
                format!("XXXX-H{half}"),
            )
        }
        Function::Decade => {
            let year = argument(0).year()?;
            Some(Timex::period(Period::Decade(year.div_euclid(10)), EXPLICIT))
        }
        Function::Century => {
            let century: i16 = argument(0).small().filter(|c: &i16| (1..=99).contains(c))?;
            Some(Timex::period(Period::Century(century - 1), EXPLICIT))
        }
        Function::Ref => Some(Timex::of(
            TimexType::Date,
            argument(0).text()?.to_owned(),
            EXPLICIT,
        )),
    }
}

fn shift(arguments: &[Argument], anchor: Anchor) -> Option<Timex> {
    let unit = arguments.first()?.unit()?;
    let sign = arguments.get(2).and_then(Argument::number).unwrap_or(1);
    let Some(count) = arguments
        .get(1)?
        .number()
        .and_then(|count| count.checked_mul(sign))
    else {
        // "a few days ago": the number is not known, only the side.
        let side = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
        return Some(Timex::of(TimexType::Date, side.to_owned(), UNDERSPECIFIED));
    };
    let spoken_of = match arguments.get(3).and_then(Argument::text) {
        Some("mentioned") => anchor.mentioned,
        Some("sentence") => anchor.in_sentence,
        _ => None,
    };
    // From a year no day can be counted.
    let spoken_of = spoken_of
        .filter(|period| period.unit() <= unit)
        .and_then(Period::interval);
    let (start, basis) = match (spoken_of, anchor.day) {
        (Some((start, _)), _) => (start, MENTIONED),
        (None, Some(today)) => (today, CREATION_TIME),
        (None, None) => {
            let side = match count {
                ..=-1 => "PAST_REF",
                0 => "PRESENT_REF",
                1.. => "FUTURE_REF",
            };
            return Some(Timex::of(TimexType::Date, side.to_owned(), UNDERSPECIFIED));
        }
    };
    if unit.is_clock() {
        let length = unit.duration(&count.unsigned_abs().to_string());
        return Some(Timex::of(TimexType::Time, length, basis));
    }
    Some(Timex::period(
        Period::around(start, unit)?.plus(count)?,
        basis,
    ))
}

/// The unit that contains what the text spoke of last; of the creation time if that was something larger.
fn same(unit: Unit, anchor: Anchor) -> Option<Timex> {
    let contained = anchor.mentioned.filter(|period| period.unit() <= unit);
    let (day, basis) = match (contained, anchor.day) {
        (Some(period), _) => (period.interval()?.0, MENTIONED),
        (None, Some(day)) => (day, CREATION_TIME),
        (None, None) => {
            return Some(Timex::of(
                TimexType::Date,
                "PRESENT_REF".to_owned(),
                UNDERSPECIFIED,
            ));
        }
    };
    Some(Timex::period(Period::around(day, unit)?, basis))
}

/// A day as a time of day needs it: its value, its basis and its interval.
type DayOfTime = (String, &'static str, Option<(Date, Date)>);

/// The value and basis of the day that a time of day belongs to: the one spoken of last, else the
/// day of the creation time.
fn day_of(date: &Argument, anchor: Anchor) -> Option<DayOfTime> {
    match date {
        Argument::Timex(timex) => Some((timex.value.clone(), timex.basis, timex.interval)),
        Argument::Text(_) => None,
        Argument::Absent => {
            let mentioned = anchor.mentioned.filter(|period| period.unit() == Unit::Day);
            let today = anchor.day.map(|day| (Period::Day(day), CREATION_TIME));
            Some(
                match mentioned.map(|period| (period, MENTIONED)).or(today) {
                    Some((period, basis)) => (period.value(), basis, period.interval()),
                    None => ("XXXX-XX-XX".to_owned(), UNDERSPECIFIED, None),
                },
            )
        }
    }
}

fn part(code: &str, date: &Argument, anchor: Anchor) -> Option<Timex> {
    let (day, basis, interval) = day_of(date, anchor)?;
    Some(Timex {
        interval,
        grain: Some("part-of-day"),
        ..Timex::of(TimexType::Time, format!("{day}T{code}"), basis)
    })
}

/// `time(hour, minute, half, date, zone)`, where the half of the day is `am` or `pm`.
fn time(arguments: &[Argument], anchor: Anchor) -> Option<Timex> {
    let argument = |i: usize| arguments.get(i).unwrap_or(&Argument::Absent);
    let written = argument(0).number()?;
    // "1540": hour and minute in one.
    let is_joined = matches!(argument(1), Argument::Absent) && argument(0).text()?.len() == 4;
    let (hour, joined) = match is_joined {
        true => (written / 100, Some(written % 100)),
        false => (written, None),
    };
    let mut hour = i8::try_from(hour)
        .ok()
        .filter(|hour| (0..=24).contains(hour))?;
    let minute: Option<i8> = match argument(1) {
        Argument::Absent => joined.and_then(|minute| i8::try_from(minute).ok()),
        minute => Some(minute.small().filter(|minute| (0..60).contains(minute))?),
    };
    let half: String = argument(2)
        .text()
        .unwrap_or("")
        .chars()
        .filter(|c| c.is_alphabetic())
        .collect();
    match half.to_ascii_lowercase().as_str() {
        "pm" if hour < 12 => hour += 12,
        "am" if hour == 12 => hour = 0,
        _ => {}
    }
    let (day, basis, interval) = day_of(argument(3), anchor)?;
    let zone = argument(4).text().unwrap_or("");
    let clock = match minute {
        Some(minute) => format!("{hour:02}:{minute:02}{zone}"),
        None => format!("{hour:02}{zone}"),
    };
    Some(Timex {
        interval,
        grain: Some(if minute.is_some() { "minute" } else { "hour" }),
        ..Timex::of(TimexType::Time, format!("{day}T{clock}"), basis)
    })
}

/// Every one of what a vague value stands for.
fn each(date: &Argument) -> Option<Timex> {
    let Argument::Timex(timex) = date else {
        return None;
    };
    let value = match timex.period {
        Some(Period::Day(day)) => format!("XXXX-WXX-{}", day.weekday().to_monday_one_offset()),
        Some(Period::Month(_, month)) => format!("XXXX-{month:02}"),
        Some(Period::Season(_, season)) => format!("XXXX-{}", SEASONS.get(season)?.0),
        _ => match timex.value.split_once('T') {
            Some((_, clock)) => format!("XXXX-XX-XXT{clock}"),
            None => timex.value.clone(),
        },
    };
    Some(Timex {
        grain: timex.grain,
        ..Timex::of(TimexType::Set, value, EXPLICIT)
    })
}

#[cfg(test)]
#[path = "values_tests.rs"]
mod tests;
