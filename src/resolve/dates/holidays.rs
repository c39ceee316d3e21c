//! Named days: fixed, of the nth weekday of a month, counted from Easter, or of other calendars.

use jiff::civil::{Date, Weekday};

use super::calendar::{Period, Unit, add, nth_weekday};
use super::incomplete::{choose, narrative_year, open_date};
use super::values::{Anchor, Argument, Direction, EXPLICIT, Timex, midnights};

/// When a named day is, as the `when` of a table says.
#[derive(Clone, Copy)]
enum When<'a> {
    /// `12-25`.
    Fixed(i8, i8),
    /// `11 4 4 +1`: a day after the fourth Thursday of November; -1 for the last.
    Nth {
        month: i8,
        number: i8,
        weekday: Weekday,
        more: i64,
    },
    /// `easter-2`: so many days from Easter Sunday in the West.
    Easter(i64),
    /// `orthodox+1`: so many days from Orthodox Easter Sunday.
    Orthodox(i64),
    /// `2015-07-17 2016-07-06`: the days of other calendars, one by one.
    Listed(&'a str),
}

impl<'a> When<'a> {
    fn read(written: &'a str) -> Option<Self> {
        if let Some(days) = written.strip_prefix("easter") {
            return Some(Self::Easter(days.parse().ok()?));
        }
        if let Some(days) = written.strip_prefix("orthodox") {
            return Some(Self::Orthodox(days.parse().ok()?));
        }
        let mut words = written.split(' ');
        let first = words.next()?;
        if first.len() > 5 {
            return Some(Self::Listed(written));
        }
        if let Some((month, day)) = first.split_once('-') {
            return Some(Self::Fixed(month.parse().ok()?, day.parse().ok()?));
        }
        Some(Self::Nth {
            month: first.parse().ok()?,
            number: words.next()?.parse().ok()?,
            weekday: Weekday::from_monday_one_offset(words.next()?.parse().ok()?).ok()?,
            more: words.next().map_or(Some(0), |more| more.parse().ok())?,
        })
    }

    /// Its days in a year.
    fn in_year(self, year: i16) -> Vec<Date> {
        let one = |day: Option<Date>| day.into_iter().collect();
        match self {
            Self::Fixed(month, day) => one(Date::new(year, month, day).ok()),
            Self::Nth {
                month,
                number,
                weekday,
                more,
            } => one(nth_of_month(year, month, number, weekday).and_then(|day| after(day, more))),
            Self::Easter(days) => one(western_easter(year).and_then(|day| after(day, days))),
            Self::Orthodox(days) => one(orthodox_easter(year).and_then(|day| after(day, days))),
            Self::Listed(days) => {
                let days = days.split(' ').filter_map(|day| day.parse::<Date>().ok());
                days.filter(|day| day.year() == year).collect()
            }
        }
    }
}

fn after(day: Date, days: i64) -> Option<Date> {
    add(day, Unit::Day.span(days)?)
}

fn nth_of_month(year: i16, month: i8, number: i8, weekday: Weekday) -> Option<Date> {
    let stretch = Period::Month(year, month).interval()?;
    nth_weekday(stretch, i64::from(number), weekday)
}

/// Easter Sunday of the Gregorian calendar, by the anonymous algorithm that Meeus gives
/// (*Astronomical Algorithms*, 1991, chapter 8).
fn western_easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(19), y.div_euclid(100), y.rem_euclid(100));
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days = h + l - 7 * m + 114;
    Date::new(year, (days / 31) as i8, (days % 31 + 1) as i8).ok()
}

/// Easter Sunday of the Julian calendar, as a day of the Gregorian one (Meeus, the same chapter).
fn orthodox_easter(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y.rem_euclid(4), y.rem_euclid(7), y.rem_euclid(19));
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let days = d + e + 114;
    let julian = Date::new(year, (days / 31) as i8, (days % 31 + 1) as i8).ok()?;
    let ahead = y.div_euclid(100) - y.div_euclid(400) - 2;
    after(julian, i64::from(ahead))
}

/// `holiday(when, days, year, side)`: the named day of a year, or of the year that is meant.
pub(super) fn holiday(
    when: &Argument,
    days: &Argument,
    year: &Argument,
    side: &Argument,
    anchor: Anchor,
) -> Option<Timex> {
    let when = When::read(when.text()?)?;
    let length = days.number().unwrap_or(1);
    let timex = |day: Date, basis| {
        let to = after(day, length)?;
        let value = Period::Day(day);
        let mut timex = Timex::period(value, basis);
        timex.interval = Some(midnights((day, to)));
        Some(timex)
    };
    let stated = match year {
        Argument::Absent => None,
        Argument::Timex(year) => Some((year.interval?.0.year(), year.basis)),
        year => Some((year.year()?, EXPLICIT)),
    };
    if let Some((year, basis)) = stated {
        return timex(when.in_year(year).into_iter().next()?, basis);
    }
    let anchor = match side.number() {
        Some(..=-1) => anchor.towards(Direction::Past),
        Some(1..) => anchor.towards(Direction::Future),
        _ => anchor,
    };
    let first = |year| when.in_year(year).into_iter().next().map(Period::Day);
    if let Some(Timex {
        period: Some(Period::Day(day)),
        basis,
        ..
    }) = narrative_year(anchor, first)
    {
        return timex(day, basis);
    }
    let (today, vague) = (anchor.day, vague(when));
    let Some(today) = today else {
        return Some(vague);
    };
    let years = (today.year() - 1)..=(today.year() + 2);
    let candidates = years
        .flat_map(|year| when.in_year(year))
        .filter_map(|day| Some((day, after(day, length)?)));
    let candidates: Vec<_> = candidates.collect();
    match choose(&candidates, anchor) {
        Some((chosen, other, basis)) => {
            let mut timex = timex(candidates[chosen].0, basis)?;
            let other = other.map(|other| candidates[other].0.to_string());
            timex.alternatives.extend(other);
            Some(timex)
        }
        None => Some(vague),
    }
}

/// Without a creation time a fixed day keeps its month and day, another only its name.
fn vague(when: When<'_>) -> Timex {
    match when {
        When::Fixed(month, day) => open_date(month, Some(day)),
        When::Nth { month, .. } => Timex::vague(format!("XXXX-{month:02}-XX"), Unit::Day),
        _ => Timex::vague("XXXX-XX-XX", Unit::Day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(when: &str, year: i16) -> Vec<String> {
        let when = When::read(when).expect("it is well written");
        when.in_year(year).iter().map(Date::to_string).collect()
    }

    #[test]
    fn easter_falls_as_the_churches_have_it() {
        let western = [
            (1818, "1818-03-22"),
            (1943, "1943-04-25"),
            (2015, "2015-04-05"),
            (2038, "2038-04-25"),
        ];
        for (year, day) in western {
            assert_eq!(days("easter+0", year), [day]);
        }
        let orthodox = [
            (1916, "1916-04-23"),
            (2015, "2015-04-12"),
            (2017, "2017-04-16"),
            (2024, "2024-05-05"),
        ];
        for (year, day) in orthodox {
            assert_eq!(days("orthodox+0", year), [day]);
        }
    }

    #[test]
    fn days_are_read_in_every_form() {
        assert_eq!(days("12-25", 2015), ["2015-12-25"]);
        assert_eq!(days("easter-2", 2015), ["2015-04-03"]);
        assert_eq!(days("11 4 4", 2015), ["2015-11-26"]);
        assert_eq!(days("11 4 4 +1", 2015), ["2015-11-27"]);
        assert_eq!(days("05 -1 1", 2015), ["2015-05-25"]);
        assert_eq!(days("2015-07-17 2016-07-06", 2016), ["2016-07-06"]);
        assert_eq!(days("02-29", 2015), [""; 0]);
        assert!(When::read("easter").is_none());
        assert!(When::read("11 4").is_none());
        assert!(western_easter(9999).is_some());
    }
}
