//! The calendar functions: what a rule's `value` comes to.

use jiff::civil::{Date, Weekday};

use super::calendar::{Period, SEASONS, Unit, nearest_weekday};
use crate::pack::Function;
use crate::record::TimexType;

/// Which of the times that an incomplete date can mean is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// The last one.
    Past,
    /// The next one.
    Future,
    /// Nothing in the text tells.
    Unknown,
}

/// Against what a date is resolved.
#[derive(Clone, Copy, Debug)]
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

const EXPLICIT: &str = "explicit";
const CREATION_TIME: &str = "creation-time";
const PAST: &str = "past";
const FUTURE: &str = "future";
const NEAREST: &str = "nearest";
const MENTIONED: &str = "mentioned";
const UNDERSPECIFIED: &str = "underspecified";

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

    fn period(period: Period, basis: &'static str) -> Self {
        Self {
            grain: Some(period.unit().name()),
            interval: period.interval(),
            period: Some(period),
            ..Self::of(TimexType::Date, period.value(), basis)
        }
    }

    fn vague(value: String, unit: Unit) -> Self {
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
    fn number(&self) -> Option<i64> {
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

    fn small<T: TryFrom<i64>>(&self) -> Option<T> {
        T::try_from(self.number()?).ok()
    }

    fn unit(&self) -> Option<Unit> {
        Unit::from_name(self.text()?)
    }

    /// A year of four digits, or of two in the century that news means by it.
    fn year(&self) -> Option<i16> {
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

fn date(year: &Argument, month: &Argument, day: &Argument, anchor: Anchor) -> Option<Timex> {
    let year_number = match year {
        Argument::Absent => None,
        _ => Some(year.year()?),
    };
    let month: Option<i8> = match month {
        Argument::Absent => None,
        _ => Some(month.small().filter(|month| (1..=12).contains(month))?),
    };
    let day: Option<i8> = match day {
        Argument::Absent => None,
        _ => Some(day.small().filter(|day| (1..=31).contains(day))?),
    };
    let make = |year: i16| match (month, day) {
        (None, _) => Some(Period::Year(year)),
        (Some(month), None) => Some(Period::Month(year, month)),
        (Some(month), Some(day)) => Date::new(year, month, day).ok().map(Period::Day),
    };
    match (year_number, month) {
        (Some(year), _) => make(year).map(|period| Timex::period(period, EXPLICIT)),
        (None, None) => day_of_present_month(day?, anchor),
        (None, Some(month)) => {
            // A day that no year has, such as 31 June, is no date.
            Date::new(2000, month, day.unwrap_or(1)).ok()?;
            let vague = match day {
                Some(day) => Timex::vague(format!("XXXX-{month:02}-{day:02}"), Unit::Day),
                None => Timex::vague(format!("XXXX-{month:02}"), Unit::Month),
            };
            Some(nearest_year(anchor, make).unwrap_or(vague))
        }
    }
}

/// A bare day of the month ("the 12th"), in the month of the creation time.
fn day_of_present_month(day: i8, anchor: Anchor) -> Option<Timex> {
    let Some(today) = anchor.day else {
        return Some(Timex::vague(format!("XXXX-XX-{day:02}"), Unit::Day));
    };
    let date = Date::new(today.year(), today.month(), day).ok()?;
    Some(Timex::period(Period::Day(date), CREATION_TIME))
}

/// In a narrative a date without a year is in the year spoken of, or the next one of the name.
fn narrative_year(anchor: Anchor, make: impl Fn(i16) -> Option<Period>) -> Option<Timex> {
    let mentioned = anchor.mentioned.filter(|_| anchor.is_narrative)?;
    let (start, end) = mentioned.interval()?;
    let chosen = match mentioned.unit() {
        Unit::Year => make(start.year())?,
        unit if unit > Unit::Year => return None,
        _ => {
            // A story goes on, but its sentences may step back a little.
            let earliest = start.checked_sub(jiff::ToSpan::days(STEP_BACK)).ok()?;
            let years = (start.year() - 1)..=(end.year() + 1);
            let mut candidates = years.filter_map(make);
            candidates.find(|period| period.interval().is_some_and(|(_, to)| to > earliest))?
        }
    };
    Some(Timex::period(chosen, MENTIONED))
}

/// A narrative steps back no more than so many days without saying so.
const STEP_BACK: i64 = 45;

/// Days since a date that words in the past tense hardly mean any more …
const FAR_BEHIND: i64 = 330;
/// … if the next one of the name is nearer than this.
const CLOSE_AHEAD: i64 = 40;

/// Chooses the year of a period that has none, by the direction.
fn nearest_year(anchor: Anchor, make: impl Fn(i16) -> Option<Period>) -> Option<Timex> {
    if let Some(timex) = narrative_year(anchor, &make) {
        return Some(timex);
    }
    let today = anchor.day?;
    let years = (-8..=8).filter_map(|shift| make(today.year() + shift));
    let candidates: Vec<Period> = years.filter(|period| period.interval().is_some()).collect();
    let starts = |period: &&Period| period.interval().is_some_and(|(from, _)| from <= today);
    let past = candidates.iter().rev().find(starts).copied();
    let ends = |period: &&Period| period.interval().is_some_and(|(_, to)| to > today);
    let future = candidates.iter().find(ends).copied();
    let (past, future) = (past?, future?);
    let days = |period: Period| {
        let (from, _) = period.interval()?;
        Some(i64::from(from.until(today).ok()?.get_days()).abs())
    };
    let (since, ahead) = (days(past)?, days(future)?);
    let (chosen, other, basis) = match anchor.direction {
        // Tense is read off one word; against it stand a year behind and a few weeks ahead.
        Direction::Past if since <= FAR_BEHIND || ahead >= CLOSE_AHEAD => (past, None, PAST),
        Direction::Future => (future, None, FUTURE),
        _ if since <= ahead => (past, Some(future), NEAREST),
        _ => (future, Some(past), NEAREST),
    };
    let mut timex = Timex::period(chosen, basis);
    let other = other.filter(|other| *other != chosen);
    timex.alternatives.extend(other.map(Period::value));
    Some(timex)
}

fn within_year(
    year: &Argument,
    anchor: Anchor,
    make: impl Fn(i16) -> Period,
    vague: String,
) -> Option<Timex> {
    let unit = make(2000).unit();
    match year {
        Argument::Absent => {
            Some(nearest_year(anchor, |year| Some(make(year))).unwrap_or(Timex::vague(vague, unit)))
        }
        Argument::Timex(timex) => match timex.period? {
            Period::Year(year) => Some(Timex::period(make(year), timex.basis)),
            _ => None,
        },
        Argument::Text(_) => Some(Timex::period(make(year.year()?), EXPLICIT)),
    }
}

fn weekday(day: &Argument, count: &Argument, unit: &Argument, anchor: Anchor) -> Option<Timex> {
    let number: i8 = day.small()?;
    let weekday = Weekday::from_monday_one_offset(number).ok()?;
    let Some(today) = anchor.day else {
        return Some(Timex::vague(format!("XXXX-WXX-{number}"), Unit::Day));
    };
    if let Some(count) = count.number() {
        return match unit.unit() {
            Some(Unit::Week) => {
                let (monday, _) = Period::around(today, Unit::Week)?.plus(count)?.interval()?;
                let day = Period::Day(monday).plus(i64::from(number) - 1)?;
                Some(Timex::period(day, CREATION_TIME))
            }
            _ => shifted_weekday(today, weekday, count),
        };
    }
    let last = nearest_weekday(today, weekday, false)?;
    let next = nearest_weekday(today, weekday, true)?;
    let (chosen, other, basis) = match anchor.direction {
        Direction::Future => (next, Some(last).filter(|last| *last == today), FUTURE),
        _ if last == today => (last, last.checked_sub(jiff::ToSpan::days(7)).ok(), PAST),
        Direction::Past => (last, None, PAST),
        Direction::Unknown => (last, Some(next), PAST),
    };
    let mut timex = Timex::period(Period::Day(chosen), basis);
    timex
        .alternatives
        .extend(other.map(|day| Period::Day(day).value()));
    Some(timex)
}

/// "last Friday", "this Friday", "next Friday": the last and the next one seen from today, which
/// "this" leaves for the one of the present week.
fn shifted_weekday(today: Date, weekday: Weekday, weeks: i64) -> Option<Timex> {
    let day = match weeks {
        0 => {
            let monday = nearest_weekday(today, Weekday::Monday, false)?;
            let ahead = i64::from(weekday.since(Weekday::Monday));
            Period::Day(monday).plus(ahead)?
        }
        1.. => Period::Day(nearest_weekday(today, weekday, true)?).plus(7 * (weeks - 1))?,
        _ => {
            let yesterday = today.yesterday().ok()?;
            let last = nearest_weekday(yesterday, weekday, false)?;
            Period::Day(last).plus(7 * (weeks + 1))?
        }
    };
    Some(Timex::period(day, CREATION_TIME))
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
mod tests {
    use super::*;

    fn at(day: &str, direction: Direction) -> Anchor {
        Anchor {
            day: day.parse().ok(),
            mentioned: None,
            in_sentence: None,
            is_narrative: false,
            direction,
        }
    }

    fn run(function: Function, arguments: &[&str], anchor: Anchor) -> Option<Timex> {
        let argument = |text: &&str| match *text {
            "_" => Argument::Absent,
            text => Argument::Text(text.to_owned()),
        };
        let arguments: Vec<Argument> = arguments.iter().map(argument).collect();
        evaluate(function, &arguments, anchor)
    }

    fn value(function: Function, arguments: &[&str], anchor: Anchor) -> String {
        run(function, arguments, anchor)
            .map(|timex| timex.value)
            .unwrap_or_default()
    }

    #[test]
    fn incomplete_dates_take_the_year_of_their_direction() {
        let past = at("2015-11-16", Direction::Past);
        let future = at("2015-11-16", Direction::Future);
        assert_eq!(value(Function::Date, &["_", "10"], past), "2015-10");
        assert_eq!(value(Function::Date, &["_", "10"], future), "2016-10");
        assert_eq!(value(Function::Date, &["_", "11"], past), "2015-11");
        assert_eq!(
            value(Function::Date, &["_", "1", "3rd"], past),
            "2015-01-03"
        );
        assert_eq!(
            value(Function::Date, &["_", "12", "3rd"], past),
            "2015-12-03"
        );
        assert_eq!(value(Function::Date, &["_", "2", "29"], past), "2012-02-29");
        let unknown = run(
            Function::Date,
            &["_", "12", "3"],
            at("2015-11-16", Direction::Unknown),
        );
        let unknown = unknown.expect("a date");
        assert_eq!(unknown.value, "2015-12-03");
        assert_eq!(unknown.alternatives, ["2014-12-03"]);
    }

    #[test]
    fn without_a_creation_time_values_stay_open() {
        let nowhere = Anchor {
            day: None,
            mentioned: None,
            in_sentence: None,
            is_narrative: false,
            direction: Direction::Past,
        };
        assert_eq!(value(Function::Date, &["_", "10"], nowhere), "XXXX-10");
        assert_eq!(value(Function::Weekday, &["1"], nowhere), "XXXX-WXX-1");
        assert_eq!(
            value(Function::Shift, &["month", "-1"], nowhere),
            "PAST_REF"
        );
    }

    #[test]
    fn weekdays_look_back_and_ahead() {
        let past = at("2015-11-16", Direction::Past);
        let monday = run(Function::Weekday, &["1"], past).expect("a day");
        assert_eq!(
            (monday.value.as_str(), monday.alternatives),
            ("2015-11-16", vec!["2015-11-09".to_owned()])
        );
        assert_eq!(value(Function::Weekday, &["5"], past), "2015-11-13");
        assert_eq!(
            value(
                Function::Weekday,
                &["5"],
                at("2015-11-16", Direction::Future)
            ),
            "2015-11-20"
        );
        assert_eq!(value(Function::Weekday, &["1", "-1"], past), "2015-11-09");
        assert_eq!(value(Function::Weekday, &["3", "0"], past), "2015-11-18");
        assert_eq!(value(Function::Weekday, &["5", "1"], past), "2015-11-20");
    }

    #[test]
    fn shifts_keep_the_grain_of_their_unit() {
        let anchor = at("2015-11-16", Direction::Unknown);
        assert_eq!(value(Function::Shift, &["month", "-1"], anchor), "2015-10");
        assert_eq!(value(Function::Shift, &["year", "2", "-1"], anchor), "2013");
        assert_eq!(value(Function::Shift, &["week", "1"], anchor), "2015-W48");
        assert_eq!(value(Function::Shift, &["day", "9999999999"], anchor), "");
    }

    #[test]
    fn what_is_no_date_has_no_value() {
        let anchor = at("2015-11-16", Direction::Past);
        assert_eq!(run(Function::Date, &["2015", "2", "29"], anchor), None);
        assert_eq!(run(Function::Date, &["_", "6", "31"], anchor), None);
        assert_eq!(run(Function::Date, &["2015", "13"], anchor), None);
        assert_eq!(run(Function::Time, &["25", "10"], anchor), None);
    }

    #[test]
    fn times_and_parts_belong_to_a_day() {
        let anchor = at("2015-11-16", Direction::Past);
        assert_eq!(
            value(Function::Time, &["2", "30", "pm"], anchor),
            "2015-11-16T14:30"
        );
        assert_eq!(value(Function::Part, &["MO"], anchor), "2015-11-16TMO");
        assert_eq!(value(Function::Duration, &["3", "week"], anchor), "P3W");
        assert_eq!(
            value(Function::Duration, &["several", "year"], anchor),
            "PXY"
        );
    }
}
