//! Dates that do not say all: which year, which week is meant.

use jiff::civil::{Date, Weekday};

use super::calendar::{Period, Unit, nearest_weekday};
use super::values::{
    Anchor, Argument, CREATION_TIME, Direction, EXPLICIT, FUTURE, MENTIONED, NEAREST, PAST, Timex,
};

pub(super) fn date(
    year: &Argument,
    month: &Argument,
    day: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
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

pub(super) fn within_year(
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

pub(super) fn weekday(
    day: &Argument,
    count: &Argument,
    unit: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
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
