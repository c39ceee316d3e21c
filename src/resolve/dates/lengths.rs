//! Lengths of time, and what recurs.

use jiff::Span;

use super::values::{Argument, EXPLICIT, Timex};
use crate::record::TimexType;

pub(super) fn duration(count: &Argument, unit: &Argument, more: &Argument) -> Option<Timex> {
    let unit = unit.unit()?;
    let written = count.text().unwrap_or("X").replace(',', "");
    let digits = written.trim_end_matches(|c: char| !c.is_ascii_digit());
    let count = match count.number() {
        Some(_) if more.text() == Some("half") => format!("{digits}.5"),
        Some(_) => digits.to_owned(),
        None => "X".to_owned(),
    };
    Some(Timex::length(
        TimexType::Duration,
        unit.duration(&count),
        unit,
    ))
}

/// So many parts of a unit: `fraction(1, 2, hour)` is half an hour, in minutes because that is even.
pub(super) fn fraction(part: &Argument, of: &Argument, unit: &Argument) -> Option<Timex> {
    let (part, of, unit) = (part.number()?, of.number()?, unit.unit()?);
    let (smaller, many) = unit.parts();
    let whole = part.checked_mul(many)?;
    let value = match whole.checked_rem(of)? {
        0 => smaller.duration(&(whole / of).to_string()),
        _ => unit.duration(&format!("{}", part as f64 / of as f64)),
    };
    Some(Timex::length(TimexType::Duration, value, unit))
}

/// Two lengths together: "two hours and ten minutes". The units of days stand before those of the clock.
pub(super) fn sum(first: &Argument, second: &Argument) -> Option<Timex> {
    let (first, second) = (first.timex()?, second.timex()?);
    let halves = |value: &str| {
        let value = value.strip_prefix('P').unwrap_or(value);
        let (days, clock) = value.split_once('T').unwrap_or((value, ""));
        (days.to_owned(), clock.to_owned())
    };
    let ((mut days, mut clock), more) = (halves(&first.value), halves(&second.value));
    days.push_str(&more.0);
    clock.push_str(&more.1);
    let mark = if clock.is_empty() { "" } else { "T" };
    Some(Timex {
        grain: second.grain,
        ..Timex::of(
            TimexType::Duration,
            format!("P{days}{mark}{clock}"),
            EXPLICIT,
        )
    })
}

/// A length as a span of civil time; none if its number is not known or the calendar has no such span.
pub(super) fn span(length: &Timex) -> Option<Span> {
    // Halves of a year are counted in months; those of smaller units are no trouble.
    let value = match length.value.strip_suffix(".5Y") {
        Some(whole) => format!("{whole}Y6M"),
        None => length.value.clone(),
    };
    value.parse().ok()
}

pub(super) fn set(stated: &Argument, count: &Argument) -> Option<Timex> {
    let value = stated.text()?;
    if value.starts_with('P') {
        return Some(Timex::of(TimexType::Set, value, EXPLICIT));
    }
    let unit = stated.unit()?;
    let count = count.number().unwrap_or(1).to_string();
    Some(Timex::length(TimexType::Set, unit.duration(&count), unit))
}
