//! Times counted from another: "two years ago", "the third week of May", "the past three months".

use jiff::ToSpan;
use jiff::civil::{Date, DateTime, Weekday};

use super::calendar::{self, Period, Unit, add, nearest_weekday};
use super::clock::counted_from;
use super::lengths::{duration, span};
use super::values::{
    Anchor, Argument, CREATION_TIME, Direction, MENTIONED, Timex, UNDERSPECIFIED, midnights,
};
use crate::record::TimexType;

/// `shift(unit, count, sign, from)`: so many units from the creation time, from what was spoken of
/// (`mentioned`, `sentence`), or from a time that is given. With `same` it is the month, quarter or the
/// like spoken of that is moved, "the same period a year ago"; the text goes on to speak of that.
pub(super) fn shift(arguments: &[Argument], anchor: Anchor) -> Option<Timex> {
    let (unit, count) = counted(arguments.first()?, arguments.get(1)?)?;
    let sign = arguments.get(2).and_then(Argument::number).unwrap_or(1);
    let from = arguments.get(3).unwrap_or(&Argument::Absent);
    let Some(count) = count.and_then(|count| count.checked_mul(sign)) else {
        // "a few days ago": the number is not known, only the side.
        let side = if sign < 0 { "PAST_REF" } else { "FUTURE_REF" };
        return Some(Timex::of(TimexType::Date, side, UNDERSPECIFIED));
    };
    if let Some(from) = from.timex() {
        return shift_from(from, unit, count);
    }
    if from.text() == Some("same")
        && let Some(period) = anchor.stretch.filter(|period| period.unit() < unit)
    {
        return Some(Timex {
            is_aside: true,
            ..shift_from(&Timex::period(period, MENTIONED), unit, count)?
        });
    }
    // "Today" in a narrative is what has lasted since.
    if anchor.is_narrative && unit == Unit::Day && count == 0 && from.is_absent() {
        return Some(Timex::of(TimexType::Date, "PRESENT_REF", CREATION_TIME));
    }
    let spoken_of = match from.text() {
        Some("mentioned") => anchor.mentioned,
        Some("sentence") => anchor.in_sentence,
        _ => None,
    };
    if let (Some("mentioned" | "sentence"), true, Some(moment)) =
        (from.text(), unit.is_clock(), anchor.moment)
    {
        return counted_from(moment, count, unit);
    }
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
            return Some(Timex::of(TimexType::Date, side, UNDERSPECIFIED));
        }
    };
    if unit.is_clock() {
        if let (CREATION_TIME, Some(now), Some(_)) = (basis, anchor.now(), anchor.time) {
            return counted_from(now, count, unit);
        }
        let length = unit.duration(&count.unsigned_abs().to_string());
        return Some(Timex::of(TimexType::Time, length, basis));
    }
    let mut period = Period::around(start, unit)?;
    if unit == Unit::Weekend && count == 0 && anchor.direction != Direction::Future {
        // Until Saturday the weekend is the last one, unless the tense looks ahead.
        let is_over = start.weekday().to_monday_one_offset() < 6 && !anchor.is_forward;
        period = if is_over { period.plus(-1)? } else { period };
    }
    Some(Timex {
        is_aside: count < 0 && basis == MENTIONED,
        ..Timex::period(period.plus(count)?, basis)
    })
}

/// A unit and how many of it, none if that is not said; half a unit is so many of the unit below.
fn counted(unit: &Argument, count: &Argument) -> Option<(Unit, Option<i64>)> {
    let unit = unit.unit()?;
    if count.text() != Some("half") {
        return Some((unit, count.number()));
    }
    let (smaller, many) = unit.parts();
    let is_even = many % 2 == 0;
    is_even.then_some((smaller, Some(many / 2)))
}

/// Counted from a time that the expression names: the same day or month so many units on.
fn shift_from(from: &Timex, unit: Unit, count: i64) -> Option<Timex> {
    let Some((start, _)) = from.interval else {
        let side = if count < 0 { "PAST_REF" } else { "FUTURE_REF" };
        return Some(Timex::of(TimexType::Date, side, UNDERSPECIFIED));
    };
    if unit.is_clock() {
        return counted_from(start, count, unit);
    }
    let moved = add(start.date(), unit.span(count)?)?;
    // A day stays a day; from a year no day can be counted, so the coarser unit holds.
    let own = from.period.map_or(Unit::Day, Period::unit);
    let grain = if own == Unit::Weekend { Unit::Day } else { own };
    Some(Timex::period(
        Period::around(moved, grain.min(unit))?,
        from.basis,
    ))
}

/// `ahead(count, unit)`: "in two weeks". In news that is a length, as TimeML has it, with the time that
/// it leads to if the tense looks ahead; in a note it is that time. `ahead(length)` is the same of a
/// length that is put together, "in two and a half hours".
pub(super) fn ahead(count: &Argument, unit: &Argument, anchor: Anchor) -> Option<Timex> {
    let length = match count.timex() {
        Some(length) => length.clone(),
        None => duration(count, unit, &Argument::Absent)?,
    };
    let is_ahead = anchor.is_forward || anchor.direction == Direction::Future;
    let point = match (count.number(), unit.unit()) {
        (Some(many), Some(unit)) => point(many, unit, anchor),
        _ => point_after(&length, 1, anchor),
    };
    let Some(point) = point.filter(|_| is_ahead) else {
        return Some(length);
    };
    Some(match anchor.is_forward {
        true => point,
        false => Timex {
            interval: point.interval,
            basis: CREATION_TIME,
            alternatives: vec![point.value],
            ..length
        },
    })
}

/// The time so many units from now, to the unit below: two weeks are counted in days.
fn point(count: i64, unit: Unit, anchor: Anchor) -> Option<Timex> {
    let now = anchor.now()?;
    if unit.is_clock() {
        return counted_from(now, count, unit);
    }
    let day = add(now.date(), unit.span(count)?)?;
    let grain = match unit {
        Unit::Day | Unit::Week | Unit::Weekend | Unit::Month => Unit::Day,
        Unit::Quarter | Unit::Half | Unit::Season | Unit::Year => Unit::Month,
        _ => Unit::Year,
    };
    Some(Timex::period(Period::around(day, grain)?, CREATION_TIME))
}

/// The time a length from now (1) or before it (-1), to the smallest unit that the length has.
fn point_after(length: &Timex, sign: i64, anchor: Anchor) -> Option<Timex> {
    let span = span(length)?.checked_mul(sign).ok()?;
    let then = anchor.now()?.checked_add(span).ok()?;
    if length.value.contains('T') {
        return counted_from(then, 0, Unit::Minute);
    }
    let grain = match length.value.chars().last()? {
        'Y' => Unit::Year,
        'M' => Unit::Month,
        _ => Unit::Day,
    };
    Some(Timex::period(
        Period::around(then.date(), grain)?,
        CREATION_TIME,
    ))
}

/// `ago(count, unit, sign)`, `ago(length, _, sign)`: "two weeks ago" (-1) or "two weeks hence" (1). In news that is a period
/// of the unit, as TimeML has it; in a note it is a point.
pub(super) fn ago(
    count: &Argument,
    unit: &Argument,
    sign: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
    if let Some(length) = count.timex() {
        return point_after(length, sign.number()?, anchor);
    }
    if let (true, Some(many), Some(unit)) = (anchor.is_forward, count.number(), unit.unit()) {
        return point(many.checked_mul(sign.number()?)?, unit, anchor);
    }
    shift(&[unit.clone(), count.clone(), sign.clone()], anchor)
}

/// `lasting(count, unit, start)`: a length of time that begins with another.
pub(super) fn lasting(count: &Argument, unit: &Argument, start: &Argument) -> Option<Timex> {
    let length = duration(count, unit, &Argument::Absent)?;
    let start = start.timex()?;
    let (Some(many), Some(unit), Some((from, _))) = (count.number(), unit.unit(), start.interval)
    else {
        return Some(length);
    };
    let to = from.checked_add(unit.span(many)?).ok()?;
    Some(Timex {
        interval: (from < to).then_some((from, to)),
        basis: start.basis,
        ..length
    })
}

/// `window(count, unit, side)`: "the past two years", a length of time that lies before now (-1) or
/// after it (1), or runs from it (0). In a note it counts whole units of the calendar, as quarters do.
pub(super) fn window(
    count: &Argument,
    unit: &Argument,
    side: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
    let length = duration(count, unit, &Argument::Absent)?;
    let (Some(many), Some(unit), Some(now)) = (count.number(), unit.unit(), anchor.now()) else {
        return Some(length);
    };
    // A narrative counts from what it tells, and how far that has come is not said.
    if anchor.is_narrative {
        return Some(length);
    }
    let (is_past, is_within) = match side.number() {
        Some(..=-1) => (true, false),
        Some(0) => (false, true),
        _ => (false, false),
    };
    let is_whole = anchor.is_forward || matches!(unit, Unit::Quarter | Unit::Half | Unit::Season);
    let signed = if is_past { -many } else { many };
    let interval = if unit.is_clock() {
        let from = if anchor.is_forward {
            begun(now, unit)
        } else {
            now
        };
        let first = if anchor.is_forward && !is_past { 1 } else { 0 };
        let start = from.checked_add(unit.span(first)?).ok()?;
        let then = start.checked_add(unit.span(signed)?).ok()?;
        (then.min(start), then.max(start))
    } else if is_whole && !is_within {
        let present = Period::around(now.date(), unit)?;
        let (from, to) = match is_past {
            true => (present.plus(-many)?, present),
            false => (present.plus(1)?, present.plus(many.checked_add(1)?)?),
        };
        midnights((from.interval()?.0, to.interval()?.0))
    } else {
        let today = now.date();
        let then = add(today, unit.span(signed)?)?;
        let tomorrow = today.tomorrow().ok()?;
        match is_past {
            true => midnights((then, today)),
            false if is_within => midnights((today, then)),
            false => midnights((tomorrow, then.tomorrow().ok()?)),
        }
    };
    Some(Timex {
        interval: Some(interval),
        basis: CREATION_TIME,
        ..length
    })
}

/// The beginning of the second, minute or hour that a time lies in.
fn begun(now: DateTime, unit: Unit) -> DateTime {
    let (hour, minute, second) = (now.hour(), now.minute(), now.second());
    let (minute, second) = match unit {
        Unit::Second => (minute, second),
        Unit::Minute => (minute, 0),
        _ => (0, 0),
    };
    now.date().at(hour, minute, second, 0)
}

/// The unit that contains a time, or what the text spoke of last; of the creation time if that was something larger.
pub(super) fn same(unit: Unit, of: &Argument, anchor: Anchor) -> Option<Timex> {
    if let Some(timex) = of.timex() {
        let day = timex.interval?.0.date();
        return Some(Timex::period(Period::around(day, unit)?, timex.basis));
    }
    // A month or year of the text's own time is the present one, whatever year was named before.
    let is_own = unit >= Unit::Month && !anchor.is_narrative && of.text() != Some("mentioned");
    let spoken_of = match is_own {
        true => anchor.in_sentence,
        false => (anchor.stretch)
            .filter(|period| period.unit() == unit && unit >= Unit::Quarter)
            .or(anchor.mentioned),
    };
    let contained = spoken_of.filter(|period| period.unit() <= unit);
    let (day, basis) = match (contained, anchor.day) {
        (Some(period), _) => (period.interval()?.0, MENTIONED),
        (None, Some(day)) => (day, CREATION_TIME),
        (None, None) => {
            return Some(Timex::of(TimexType::Date, "PRESENT_REF", UNDERSPECIFIED));
        }
    };
    Some(Timex::period(Period::around(day, unit)?, basis))
}

/// The days that something is counted in, and why those.
fn whole(within: &Argument, anchor: Anchor) -> Option<((Date, Date), &'static str)> {
    match within.timex() {
        Some(timex) => {
            let (from, to) = timex.interval?;
            let last = to.checked_sub(1.nanosecond()).ok()?.date();
            Some(((from.date(), last.tomorrow().ok()?), timex.basis))
        }
        None => {
            let month = Period::around(anchor.day?, Unit::Month)?;
            Some((month.interval()?, CREATION_TIME))
        }
    }
}

/// `nth(number, unit, within, end)`: "the third week of May", "the last day of the year"; -1 is the
/// last, and with `last` behind it numbers are counted from there: "the third last day".
pub(super) fn nth(
    number: &Argument,
    unit: &Argument,
    within: &Argument,
    end: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
    let (number, unit) = (number.number()?, unit.unit()?);
    let number = match end.text() {
        Some("last") => number.checked_neg()?,
        _ => number,
    };
    let Some(((from, to), basis)) = whole(within, anchor) else {
        return Some(Timex::vague("XXXX-XX-XX", unit));
    };
    let found = if number < 0 {
        let last = Period::around(to.yesterday().ok()?, unit)?;
        // A week belongs to what most of its days lie in.
        let is_whole = unit != Unit::Week || belongs(last, (from, to))?;
        last.plus(number + if is_whole { 1 } else { 0 })?
    } else {
        let first = Period::around(from, unit)?;
        let is_whole = unit != Unit::Week || belongs(first, (from, to))?;
        first.plus(number - if is_whole { 1 } else { 0 })?
    };
    // A weekend can lie outside of the month that its week begins or ends in.
    let is_inside = |period: &Period| period.interval().is_some_and(|(a, b)| a < to && b > from);
    let next = found.plus(if number < 0 { -1 } else { 1 });
    let found = [Some(found), next].into_iter().flatten().find(is_inside)?;
    Some(Timex::period(found, basis))
}

/// True if the Thursday of a week lies in a stretch, as in ISO 8601 weeks belong to years.
fn belongs(week: Period, (from, to): (Date, Date)) -> Option<bool> {
    let thursday = week.interval()?.0.checked_add(3.days()).ok()?;
    Some(from <= thursday && thursday < to)
}

/// `nth-weekday(number, weekday, within, side)`: "the first Monday of March"; -1 is the last. With
/// `after` or `before` it is counted from a time: "the second Sunday after Easter".
pub(super) fn nth_weekday(
    number: &Argument,
    weekday: &Argument,
    within: &Argument,
    side: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
    let (number, day) = (number.number()?, weekday.small()?);
    let weekday = Weekday::from_monday_one_offset(day).ok()?;
    if let Some(side @ ("after" | "before")) = side.text() {
        let ((from, to), basis) = whole(within, anchor)?;
        let (nearest, sign) = match side {
            "after" => (nearest_weekday(to.yesterday().ok()?, weekday, true)?, 1),
            _ => (nearest_weekday(from.yesterday().ok()?, weekday, false)?, -1),
        };
        let weeks = sign * (number - 1);
        return Some(Timex::period(
            Period::Day(add(nearest, Unit::Week.span(weeks)?)?),
            basis,
        ));
    }
    let Some(((from, to), basis)) = whole(within, anchor) else {
        return Some(Timex::vague(format!("XXXX-WXX-{day}"), Unit::Day));
    };
    let day = calendar::nth_weekday((from, to), number, weekday)?;
    let is_inside = from <= day && day < to;
    is_inside.then(|| Timex::period(Period::Day(day), basis))
}
