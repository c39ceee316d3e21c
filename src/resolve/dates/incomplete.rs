//! Dates that do not say all: which year, which week is meant.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::calendar::{Period, Unit, nearest_weekday};
use super::values::{
    Anchor, Argument, CREATION_TIME, Direction, EXPLICIT, FUTURE, MENTIONED, NEAREST, PAST, Timex,
};
use crate::document::DateOrder;

/// `date(year, month, day, side, weekday)`; `weekday` is what the day is said to be.
pub(super) fn date(
    year: &Argument,
    month: &Argument,
    day: &Argument,
    weekday: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
    let (year_number, basis) = match year {
        Argument::Absent => (None, EXPLICIT),
        Argument::Timex(timex) => match timex.period? {
            Period::Year(year) => (Some(year), timex.basis),
            _ => return None,
        },
        _ => (Some(year.year()?), EXPLICIT),
    };
    let month: Option<i8> = match month {
        Argument::Absent => None,
        _ => Some(month.small().filter(|month| (1..=12).contains(month))?),
    };
    let day: Option<i8> = match day {
        Argument::Absent => None,
        _ => Some(day.small().filter(|day| (1..=99).contains(day))?),
    };
    let make = |year: i16| match (month, day) {
        (None, _) => Some(Period::Year(year)),
        (Some(month), None) => Some(Period::Month(year, month)),
        (Some(month), Some(day)) => Date::new(year, month, day).ok().map(Period::Day),
    };
    match (year_number, month) {
        (Some(year), _) => Some(match make(year) {
            Some(period) => Timex::period(period, basis),
            None => impossible(format!("{year:04}"), month?, day?),
        }),
        (None, None) => day_of_month(&Argument::Text(day?.to_string()), &Argument::Absent, anchor),
        (None, Some(month)) => {
            // 2000 has all days that any year has.
            if Date::new(2000, month, day.unwrap_or(1)).is_err() {
                return Some(impossible("XXXX".to_owned(), month, day?));
            }
            let said = weekday
                .small()
                .and_then(|day| Weekday::from_monday_one_offset(day).ok());
            let agrees = |period: &Period| match (period, said) {
                (Period::Day(day), Some(said)) => day.weekday() == said,
                _ => true,
            };
            let found = said.and_then(|_| closest_year(anchor, |year| make(year).filter(agrees)));
            let found = found.or_else(|| nearest_year(anchor, make));
            Some(found.unwrap_or_else(|| open_date(month, day)))
        }
    }
}

/// "last August": the last one of the name that is over.
pub(super) fn last_date(month: &Argument, day: &Argument, anchor: Anchor) -> Option<Timex> {
    let Some(today) = anchor.day else {
        let anchor = anchor.towards(Direction::Past);
        return date(&Argument::Absent, month, day, &Argument::Absent, anchor);
    };
    let is_over = |(_, to): (Date, Date)| to <= today;
    last_where(month, day, today.year(), is_over).map(|period| Timex::period(period, CREATION_TIME))
}

/// The last date of a name that begins no later than another: "from December 28 to January 3".
pub(super) fn date_before(month: &Argument, day: &Argument, end: &Timex) -> Option<Timex> {
    let Some((limit, _)) = end.interval else {
        return Some(open_date(month.small()?, day.small()));
    };
    let limit = limit.date();
    let has_begun = |(from, _): (Date, Date)| from <= limit;
    last_where(month, day, limit.year(), has_begun).map(|period| Timex::period(period, end.basis))
}

/// The last month or day of a name up to a year whose interval passes a test.
fn last_where(
    month: &Argument,
    day: &Argument,
    year: i16,
    test: impl Fn((Date, Date)) -> bool,
) -> Option<Period> {
    let month: i8 = month.small().filter(|month| (1..=12).contains(month))?;
    let day: Option<i8> = day.small();
    let years = (year - 8..=year).rev();
    let mut periods = years.filter_map(|year| match day {
        Some(day) => Date::new(year, month, day).ok().map(Period::Day),
        None => Some(Period::Month(year, month)),
    });
    periods.find(|period| period.interval().is_some_and(&test))
}

/// Over the end of a century a range in short is no longer than so many years.
const LONGEST_RANGE: i16 = 20;

/// The year that two digits mean behind another year: "1618–48", "1899–1901".
pub(super) fn year_after(year: &Argument, first: &Timex) -> Option<Timex> {
    let Some(Period::Year(start)) = first.period else {
        return None;
    };
    let digits: i16 = year.small().filter(|digits| (0..100).contains(digits))?;
    let same = start - start.rem_euclid(100) + digits;
    let end = if same < start { same + 100 } else { same };
    (end - start <= LONGEST_RANGE || end == same).then_some(())?;
    Some(Timex::period(Period::Year(end), EXPLICIT))
}

/// A month, or a day of it, whose year is not known.
pub(super) fn open_date(month: i8, day: Option<i8>) -> Timex {
    match day {
        Some(day) => Timex::vague(format!("XXXX-{month:02}-{day:02}"), Unit::Day),
        None => Timex::vague(format!("XXXX-{month:02}"), Unit::Month),
    }
}

/// A date that no calendar has: its parts as they are written.
fn impossible(year: String, month: i8, day: i8) -> Timex {
    Timex {
        is_valid: false,
        basis: EXPLICIT,
        ..Timex::vague(format!("{year}-{month:02}-{day:02}"), Unit::Day)
    }
}

/// `numeric(first, second, year, weekday)`: a date of figures, in which month or day can come first. What the
/// figures leave open, the other dates of the document decide, then its reader, then American usage.
pub(super) fn numeric(
    first: &Argument,
    second: &Argument,
    year: &Argument,
    weekday: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
    let read = |order: DateOrder| {
        let (month, day) = match order {
            DateOrder::MonthFirst => (first, second),
            DateOrder::DayFirst => (second, first),
        };
        date(year, month, day, weekday, anchor).filter(|timex| timex.is_valid)
    };
    let order = anchor.order.unwrap_or(DateOrder::MonthFirst);
    let (chosen, other) = (read(order), read(order.other()));
    let is_open = anchor.order.is_none();
    match (chosen, other) {
        (Some(mut chosen), Some(other)) => {
            if is_open && other.value != chosen.value {
                chosen.alternatives.push(other.value);
            }
            Some(chosen)
        }
        (Some(only), None) | (None, Some(only)) => Some(only),
        (None, None) => date(year, first, second, weekday, anchor),
    }
}

/// What the figures of a date say of their order; nothing where both can be months.
pub(super) fn order_of(first: &Argument, second: &Argument) -> Option<DateOrder> {
    let is_day_only = |figure: &Argument| figure.number().is_some_and(|n| (13..=31).contains(&n));
    match (is_day_only(first), is_day_only(second)) {
        (true, false) => Some(DateOrder::DayFirst),
        (false, true) => Some(DateOrder::MonthFirst),
        _ => None,
    }
}

/// `day-of-month(day, weekday)`: a bare day of the month ("the 12th"), in the month of the creation
/// time, or in the nearest one in which it falls on the weekday.
pub(super) fn day_of_month(day: &Argument, weekday: &Argument, anchor: Anchor) -> Option<Timex> {
    let day: i8 = day.small().filter(|day| (1..=31).contains(day))?;
    let weekday = match weekday {
        Argument::Absent => None,
        weekday => Some(Weekday::from_monday_one_offset(weekday.small()?).ok()?),
    };
    let spoken_of = anchor.mentioned.filter(|_| anchor.is_narrative);
    if let (Some(Period::Day(_) | Period::Month(..)), None) = (spoken_of, weekday) {
        let (start, _) = spoken_of?.interval()?;
        let date = Date::new(start.year(), start.month(), day).ok()?;
        return Some(Timex::period(Period::Day(date), MENTIONED));
    }
    let Some(today) = anchor.day else {
        return Some(Timex::vague(format!("XXXX-XX-{day:02}"), Unit::Day));
    };
    let present = Period::Month(today.year(), today.month());
    let months = (-13..=13).filter_map(|shift| present.plus(shift));
    let days = months.filter_map(|month| match month {
        Period::Month(year, month) => Date::new(year, month, day).ok(),
        _ => None,
    });
    let days = days.filter(|day| weekday.is_none_or(|weekday| day.weekday() == weekday));
    if weekday.is_none() && !anchor.is_forward && anchor.direction != Direction::Future {
        let date = Date::new(today.year(), today.month(), day).ok()?;
        return Some(Timex::period(Period::Day(date), CREATION_TIME));
    }
    let candidates: Vec<_> = days
        .filter_map(|day| Some((day, day.tomorrow().ok()?)))
        .collect();
    let (chosen, _, basis) = choose(&candidates, anchor)?;
    Some(Timex::period(Period::Day(candidates[chosen].0), basis))
}

/// In a narrative a date without a year is in the year spoken of, or the next one of the name.
pub(super) fn narrative_year(
    anchor: Anchor,
    make: impl Fn(i16) -> Option<Period>,
) -> Option<Timex> {
    let mentioned = anchor.mentioned.filter(|_| anchor.is_narrative)?;
    let (start, end) = mentioned.interval()?;
    let chosen = match mentioned.unit() {
        Unit::Year => make(start.year())?,
        unit if unit > Unit::Year => return None,
        _ => {
            // A story goes on, but its sentences may step back a little.
            let earliest = start.checked_sub(STEP_BACK.days()).ok()?;
            let years = (start.year() - 1)..=(end.year() + 1);
            let mut candidates = years.filter_map(make);
            candidates.find(|period| period.interval().is_some_and(|(_, to)| to > earliest))?
        }
    };
    Some(Timex::period(chosen, MENTIONED))
}

/// A narrative steps back no more than so many days without saying so.
const STEP_BACK: i64 = 45;

/// The periods of a name in the years around a day, in order of time.
fn around(today: Date, make: impl Fn(i16) -> Option<Period>) -> Vec<Period> {
    let years = (-8..=8).filter_map(|shift| make(today.year() + shift));
    years.filter(|period| period.interval().is_some()).collect()
}

/// The year nearest to the creation time that has such a period.
fn closest_year(anchor: Anchor, make: impl Fn(i16) -> Option<Period>) -> Option<Timex> {
    let today = anchor.day?;
    let away = |period: &Period| {
        let (from, _) = period.interval()?;
        Some(from.until(today).ok()?.get_days().abs())
    };
    let periods = around(today, make).into_iter();
    let period = periods.min_by_key(|period| away(period).unwrap_or(i32::MAX))?;
    Some(Timex::period(period, NEAREST))
}

/// Chooses the year of a period that has none, by the direction.
fn nearest_year(anchor: Anchor, make: impl Fn(i16) -> Option<Period>) -> Option<Timex> {
    if let Some(timex) = narrative_year(anchor, &make) {
        return Some(timex);
    }
    let periods = around(anchor.day?, make);
    let candidates: Vec<_> = periods.iter().filter_map(|p| p.interval()).collect();
    let (chosen, other, basis) = choose(&candidates, anchor)?;
    let mut timex = Timex::period(periods[chosen], basis);
    timex
        .alternatives
        .extend(other.map(|other| periods[other].value()));
    Some(timex)
}

/// Which stretch is meant, of those that bear one name in order of time; which other one can be meant,
/// if it is doubtful; and why.
pub(super) fn choose(
    candidates: &[(Date, Date)],
    anchor: Anchor,
) -> Option<(usize, Option<usize>, &'static str)> {
    let today = anchor.day?;
    let past = candidates.iter().rposition(|(from, _)| *from <= today)?;
    let future = candidates.iter().position(|(_, to)| *to > today)?;
    if anchor.is_forward {
        return Some((future, None, FUTURE));
    }
    if anchor.is_said && anchor.direction == Direction::Future {
        let next = candidates.iter().position(|(from, _)| *from > today)?;
        return Some((next, None, FUTURE));
    }
    let days = |day: Date| Some(i64::from(day.until(today).ok()?.get_days()).abs());
    let (since, ahead) = (days(candidates[past].0)?, days(candidates[future].0)?);
    // What is over has been so since its end.
    let ended = candidates[past].1;
    let over = if ended <= today { days(ended)? } else { 0 };
    // Tense is read off one word; against it stand much of a year behind and some weeks ahead.
    let (from, to) = candidates[past];
    let (far_behind, close_ahead) = match from.tomorrow() {
        Ok(next) if next == to => (270, 95),
        _ => (330, 40),
    };
    let is_doubtful = since > far_behind && ahead < close_ahead;
    let (chosen, other, basis) = match anchor.direction {
        Direction::Past if anchor.is_said || !is_doubtful => (past, None, PAST),
        Direction::Future => (future, None, FUTURE),
        _ if over <= ahead => (past, Some(future), NEAREST),
        _ => (future, Some(past), NEAREST),
    };
    Some((chosen, other.filter(|other| *other != chosen), basis))
}

/// A period of a year that is stated, or of the one that is meant; `vague` is its value where neither
/// can be told.
pub(super) fn within_year(
    year: &Argument,
    anchor: Anchor,
    make: impl Fn(i16) -> Option<Period>,
    (value, unit): (String, Unit),
) -> Option<Timex> {
    let found = |period: Option<Period>, basis| {
        let period = period.filter(|period| period.interval().is_some())?;
        Some(Timex::period(period, basis))
    };
    match year {
        Argument::Absent => {
            Some(nearest_year(anchor, make).unwrap_or_else(|| Timex::vague(value, unit)))
        }
        Argument::Timex(timex) => match timex.period? {
            Period::Year(year) => found(make(year), timex.basis),
            _ => None,
        },
        Argument::Text(_) => found(make(year.year()?), EXPLICIT),
    }
}

pub(super) fn weekday(
    day: &Argument,
    count: &Argument,
    unit: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
    let number: i8 = day.small()?;
    let weekday = Weekday::from_monday_one_offset(number).ok()?;
    let open = || Some(Timex::vague(format!("XXXX-WXX-{number}"), Unit::Day));
    if let Some(first) = unit.timex() {
        let Some((start, _)) = first.interval else {
            return open();
        };
        let next = nearest_weekday(start.date(), weekday, true)?;
        return Some(Timex::period(Period::Day(next), first.basis));
    }
    let Some(today) = anchor.day else {
        return open();
    };
    if let Some(count) = count.number() {
        return match unit.unit() {
            Some(Unit::Week) => {
                let (monday, _) = Period::around(today, Unit::Week)?.plus(count)?.interval()?;
                let day = Period::Day(monday).plus(i64::from(number) - 1)?;
                Some(Timex::period(day, CREATION_TIME))
            }
            _ => match unit.text() {
                Some("back") => shifted_weekday(today, weekday, count.checked_neg()?, anchor),
                Some("on") => {
                    let first = Period::Day(nearest_weekday(today, weekday, true)?);
                    Some(Timex::period(
                        first.plus(7 * (count.checked_sub(1)?))?,
                        CREATION_TIME,
                    ))
                }
                _ => shifted_weekday(today, weekday, count, anchor),
            },
        };
    }
    let last = nearest_weekday(today, weekday, false)?;
    let next = nearest_weekday(today, weekday, true)?;
    if anchor.is_forward {
        return Some(Timex::period(Period::Day(next), FUTURE));
    }
    let (chosen, other, basis) = match anchor.direction {
        // News calls its own day by its name, also when it looks ahead.
        Direction::Future if last == today => (last, Some(next), FUTURE),
        Direction::Future => (next, None, FUTURE),
        _ if last == today => (last, last.checked_sub(7.days()).ok(), PAST),
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
/// "this" leaves for the one of the present week; in notes "this" means the coming one and "next" the
/// one of the next week.
fn shifted_weekday(today: Date, weekday: Weekday, weeks: i64, anchor: Anchor) -> Option<Timex> {
    let monday = nearest_weekday(today, Weekday::Monday, false)?;
    let in_week = i64::from(weekday.since(Weekday::Monday));
    let day = match weeks {
        0 if anchor.is_forward => Period::Day(nearest_weekday(today, weekday, true)?),
        1.. if anchor.is_forward => Period::Day(monday).plus(7 * weeks + in_week)?,
        0 => Period::Day(monday).plus(in_week)?,
        1.. => Period::Day(nearest_weekday(today, weekday, true)?).plus(7 * (weeks - 1))?,
        _ => {
            let yesterday = today.yesterday().ok()?;
            let last = nearest_weekday(yesterday, weekday, false)?;
            Period::Day(last).plus(7 * (weeks + 1))?
        }
    };
    Some(Timex::period(day, CREATION_TIME))
}
