//! The calendar functions that a rule's `value` can call.

use std::ops::RangeInclusive;

/// A calendar function. What each does is told in `resolve::dates`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    /// `date(year, month, day, side)`: a calendar date; `_` where a part is not stated. A side of -1
    /// or 1 says that the last or the next one of the name is meant, `bc` that the year is before Christ.
    Date,
    /// `weekday(day, count)`: a day of the week; -1 for the last, 1 for the next. With `week` behind
    /// it, the count is of weeks: the day of the last or the next week.
    Weekday,
    /// `shift(unit, count, sign, from)`: so many units from the creation time; or, if `from` is
    /// `mentioned` or `sentence`, from what was spoken of last, in the text or in the sentence.
    Shift,
    /// `same(unit)`: the unit that the day spoken of last lies in, else the creation time.
    Same,
    /// `part(code, date)`: a part of a day.
    Part,
    /// `time(hour, minute, half, date, zone)`: a time of day; the zone is what follows it in the value.
    Time,
    /// `duration(count, unit)`: a length of time; with `half` behind it, half a unit more.
    Duration,
    /// `set(unit, count)`: every so many units; or `set(P3M)`, the value itself.
    Set,
    /// `each(date)`: every one of a weekday, month or part of the day.
    Each,
    /// `season(code, year)`.
    Season,
    /// `quarter(number, year)`.
    Quarter,
    /// `half(number, year)`.
    Half,
    /// `decade(year)`.
    Decade,
    /// `century(number)`.
    Century,
    /// `ref(PAST_REF)`: a vague reference.
    Ref,
}

const FUNCTIONS: [(&str, Function, RangeInclusive<usize>); 15] = [
    ("date", Function::Date, 1..=4),
    ("weekday", Function::Weekday, 1..=3),
    ("shift", Function::Shift, 2..=4),
    ("same", Function::Same, 1..=1),
    ("part", Function::Part, 1..=2),
    ("time", Function::Time, 1..=5),
    ("duration", Function::Duration, 2..=3),
    ("set", Function::Set, 1..=2),
    ("each", Function::Each, 1..=1),
    ("season", Function::Season, 1..=2),
    ("quarter", Function::Quarter, 1..=2),
    ("half", Function::Half, 1..=2),
    ("decade", Function::Decade, 1..=1),
    ("century", Function::Century, 1..=1),
    ("ref", Function::Ref, 1..=1),
];

impl Function {
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        FUNCTIONS
            .iter()
            .find(|(known, ..)| *known == name)
            .map(|(_, function, _)| *function)
    }

    pub(crate) fn names() -> impl Iterator<Item = &'static str> {
        FUNCTIONS.iter().map(|(name, ..)| *name)
    }

    /// How many arguments it takes.
    pub(crate) fn arity(self) -> RangeInclusive<usize> {
        let found = FUNCTIONS.iter().find(|(_, function, _)| *function == self);
        found.map_or(0..=0, |(.., arity)| arity.clone())
    }
}
