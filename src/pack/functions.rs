//! The calendar functions that a rule's `value` can call.

use std::ops::RangeInclusive;

/// A calendar function. What each does is told in `resolve::dates`. An argument is a word or number, a
/// capture, another call, or `_` for what is not stated; a capture of an annotation that has a `value`
/// of its own is that value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Function {
    /// `date(year, month, day, side, weekday)`: a calendar date. A side of -1 or 1 says that the last or the next
    /// one of the name is meant, 0 the one of the present year, a date the last one before it (or the
    /// year after it, where only a year is given), `bc` that the year is before Christ, `ad` that it is written in full.
    Date,
    /// `numeric(first, second, year, weekday)`: a date of figures, in which month or day can come first.
    Numeric,
    /// `day-of-month(day, weekday)`: the 12th, Monday the 12th.
    DayOfMonth,
    /// `week(number, year)`: an ISO week.
    Week,
    /// `weekday(day, count)`: a day of the week; -1 for the last, 1 for the next. With `week` behind
    /// it, the count is of weeks: the day of the last or the next week; with `back` it goes back, with `on` it is of the days to come.
    Weekday,
    /// `nth(number, unit, within, end)`: the so many-th unit of a period; -1 is the last. With `last` as
    /// its end, it is counted from there.
    Nth,
    /// `nth-weekday(number, weekday, within, side)`: the so many-th weekday of a period; -1 is the last.
    /// With `after` or `before` as its side, it is the so many-th after or before it.
    NthWeekday,
    /// `holiday(when, days, year, side)`: a named day, `when` as the tables write it.
    Holiday,
    /// `shift(unit, count, sign, from)`: so many units, or `half` a one, from the creation time; if `from` is
    /// `mentioned` or `sentence`, from what was spoken of last, in the text or in the sentence; if it is
    /// `same`, the period spoken of last is moved; or from a time that `from` is.
    Shift,
    /// `ahead(count, unit)`, `ahead(length)`: the length of time after which something is, or in notes
    /// that time.
    Ahead,
    /// `lasting(count, unit, start)`: a length of time that begins with another time.
    Lasting,
    /// `ago(count, unit, sign)`, `ago(length, _, sign)`: so much before now (-1) or after it (1).
    Ago,
    /// `window(count, unit, side)`: the length of time before now (-1), after it (1) or from it (0).
    Window,
    /// `same(unit, date)`: the unit that a date lies in, else the day spoken of last, else the creation
    /// time; months and years of news are the present ones, but with `mentioned` for the date.
    Same,
    /// `part(code, date)`: a part of a day.
    Part,
    /// `time(hour, minute, half, date, zone, second)`: a time of day; the zone is what follows it in
    /// the value. With `to` in place of the second, minutes are counted back from the hour.
    Time,
    /// `at(date, time)`: a time of day on a day.
    At,
    /// `duration(count, unit)`: a length of time; with `half` behind it, half a unit more.
    Duration,
    /// `fraction(part, of, unit)`: so many parts of a unit.
    Fraction,
    /// `sum(length, length)`: two lengths of time together.
    Sum,
    /// `set(unit, count)`: every so many units; or `set(P3M)`, the value itself.
    Set,
    /// `each(date)`: every one of a weekday, month or part of the day.
    Each,
    /// `season(code, year, side)`: -1 for the last one, 1 for the next.
    Season,
    /// `quarter(number, year)`.
    Quarter,
    /// `half(number, year)`.
    Half,
    /// `fiscal-year(year)`.
    FiscalYear,
    /// `decade(year)`.
    Decade,
    /// `century(number)`; `century(number, bc)`.
    Century,
    /// `ref(PAST_REF)`: a vague reference.
    Ref,
}

const FUNCTIONS: [(&str, Function, RangeInclusive<usize>); 29] = [
    ("date", Function::Date, 1..=5),
    ("numeric", Function::Numeric, 2..=4),
    ("day-of-month", Function::DayOfMonth, 1..=2),
    ("week", Function::Week, 1..=2),
    ("weekday", Function::Weekday, 1..=3),
    ("nth", Function::Nth, 2..=4),
    ("nth-weekday", Function::NthWeekday, 2..=4),
    ("holiday", Function::Holiday, 1..=4),
    ("shift", Function::Shift, 2..=4),
    ("ahead", Function::Ahead, 1..=2),
    ("lasting", Function::Lasting, 3..=3),
    ("ago", Function::Ago, 3..=3),
    ("window", Function::Window, 3..=3),
    ("same", Function::Same, 1..=2),
    ("part", Function::Part, 1..=2),
    ("time", Function::Time, 1..=6),
    ("at", Function::At, 2..=2),
    ("duration", Function::Duration, 2..=3),
    ("fraction", Function::Fraction, 3..=3),
    ("sum", Function::Sum, 2..=2),
    ("set", Function::Set, 1..=2),
    ("each", Function::Each, 1..=1),
    ("season", Function::Season, 1..=3),
    ("quarter", Function::Quarter, 1..=2),
    ("half", Function::Half, 1..=2),
    ("fiscal-year", Function::FiscalYear, 1..=1),
    ("decade", Function::Decade, 1..=1),
    ("century", Function::Century, 1..=2),
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
