//! Times of the day: of the clock, and the parts that a day is spoken of in.

use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

use super::calendar::{Period, Unit};
use super::values::{
    Anchor, Argument, CREATION_TIME, FUTURE, Interval, MENTIONED, Timex, UNDERSPECIFIED,
};
use crate::record::TimexType;

/// A time of day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Clock {
    /// The TIMEX3 code of a part of the day.
    Part(String),
    Time {
        /// 0 to 24.
        hour: i8,
        minute: Option<i8>,
        second: Option<i8>,
        /// Nothing says whether it is before or after noon.
        is_open: bool,
        /// What follows the time in the value.
        zone: String,
    },
}

/// The TIMEX3 codes of the parts of a day, with the hours in which each begins and ends. TimeML leaves
/// them open; these are the ones that Duckling uses.
const PARTS: [(&str, i8, i8); 6] = [
    ("MO", 4, 12),
    ("MI", 12, 13),
    ("AF", 12, 19),
    ("EV", 18, 24),
    ("NI", 18, 24),
    ("DT", 8, 18),
];

const UNKNOWN_DAY: &str = "XXXX-XX-XX";

/// The hour of a day, of which there is a 24th.
fn hour_of(day: Date, hour: i8) -> Option<DateTime> {
    day.at(0, 0, 0, 0).checked_add(i64::from(hour).hours()).ok()
}

impl Clock {
    fn written(&self) -> String {
        match self {
            Self::Part(code) => code.clone(),
            Self::Time {
                hour,
                minute,
                second,
                zone,
                ..
            } => {
                // TimeML 1.2.1 writes "9 a.m." with its minutes; that they are not said is in the grain.
                let minute = minute.unwrap_or(0);
                let second = second.map_or(String::new(), |second| format!(":{second:02}"));
                format!("{hour:02}:{minute:02}{second}{zone}")
            }
        }
    }

    fn grain(&self) -> &'static str {
        match self {
            Self::Part(_) => "part-of-day",
            Self::Time {
                second: Some(_), ..
            } => Unit::Second.name(),
            Self::Time {
                minute: Some(_), ..
            } => Unit::Minute.name(),
            Self::Time { .. } => Unit::Hour.name(),
        }
    }

    fn interval(&self, day: Date) -> Option<Interval> {
        match self {
            Self::Part(code) => {
                let (_, from, to) = PARTS.iter().find(|(known, ..)| known == code)?;
                Some((hour_of(day, *from)?, hour_of(day, *to)?))
            }
            Self::Time {
                hour,
                minute,
                second,
                ..
            } => {
                let parts = [minute, second].map(|part| i64::from(part.unwrap_or(0)));
                let into = parts[0].minutes().seconds(parts[1]);
                let start = hour_of(day, *hour)?.checked_add(into).ok()?;
                let length = match (minute, second) {
                    (_, Some(_)) => 1.second(),
                    (Some(_), None) => 1.minute(),
                    (None, None) => 1.hour(),
                };
                Some((start, start.checked_add(length).ok()?))
            }
        }
    }

    /// The same hour in the half of the day that a part of the day lies in.
    fn within(self, part: &Clock) -> Self {
        let (
            Self::Part(code),
            Self::Time {
                hour,
                minute,
                second,
                is_open: true,
                zone,
            },
        ) = (part, self.clone())
        else {
            return self;
        };
        let hour = match (code.as_str(), hour) {
            ("AF" | "EV", 1..12) | ("NI", 5..12) => hour + 12,
            ("NI", 12) => 24,
            _ => hour,
        };
        Self::Time {
            hour,
            minute,
            second,
            is_open: false,
            zone,
        }
    }
}

/// The day that a time of day belongs to, as far as the text tells.
struct DayOf {
    value: String,
    basis: &'static str,
    day: Option<Date>,
    /// The part of it that is spoken of.
    part: Option<Clock>,
}

/// The day of an argument; else the one spoken of last, else that of the creation time.
fn day_of(date: &Argument, anchor: Anchor) -> Option<DayOf> {
    match date {
        Argument::Timex(timex) => {
            let day = match timex.period {
                Some(Period::Day(day)) => Some(day),
                _ => None,
            };
            // "Past" and "future" are no days.
            let value = match &timex.clock {
                Some(_) => timex.value.split('T').next().unwrap_or(UNKNOWN_DAY),
                None if timex.value.ends_with("_REF") => UNKNOWN_DAY,
                None => &timex.value,
            };
            Some(DayOf {
                value: value.to_owned(),
                basis: timex.basis,
                day,
                part: timex.clock.clone(),
            })
        }
        Argument::Text(_) => None,
        Argument::Absent => {
            let mentioned = spoken_of(anchor).map(|day| (day, MENTIONED));
            let today = anchor.day.map(|day| (day, CREATION_TIME));
            let chosen = mentioned.or(today);
            Some(DayOf {
                value: chosen.map_or(UNKNOWN_DAY.to_owned(), |(day, _)| Period::Day(day).value()),
                basis: chosen.map_or(UNDERSPECIFIED, |(_, basis)| basis),
                day: chosen.map(|(day, _)| day),
                part: None,
            })
        }
    }
}

/// News speaks of the clock of days that are no more than so many from its own.
const NEAR_DAYS: i32 = 100;

/// The day that a time of the clock belongs to where it is not said: in a narrative the last one that was
/// named, in news the last date if that was a day near its own, in a note none.
fn spoken_of(anchor: Anchor) -> Option<Date> {
    if anchor.is_forward {
        return None;
    }
    if anchor.is_narrative {
        return anchor.last_day;
    }
    let Some(Period::Day(day)) = anchor.mentioned else {
        return None;
    };
    let is_near = |today: Date| {
        let away = today.until(day).map(|span| span.get_days());
        away.is_ok_and(|away| away.abs() <= NEAR_DAYS)
    };
    anchor.day.is_none_or(is_near).then_some(day)
}

fn on(day: DayOf, clock: Clock) -> Timex {
    let value = format!("{}T{}", day.value, clock.written());
    Timex {
        interval: day.day.and_then(|day| clock.interval(day)),
        grain: Some(clock.grain()),
        period: day.day.map(Period::Day),
        clock: Some(clock),
        ..Timex::of(TimexType::Time, value, day.basis)
    }
}

/// `part(code, date)`: a part of a day, or a word for a time of the clock.
pub(super) fn day_part(code: &str, date: &Argument, anchor: Anchor) -> Option<Timex> {
    let clock = match code.split_once(':') {
        Some((hour, minute)) => Clock::Time {
            hour: hour.parse().ok()?,
            minute: minute.parse().ok(),
            second: None,
            is_open: false,
            zone: String::new(),
        },
        None => Clock::Part(code.to_owned()),
    };
    Some(on(day_of(date, anchor)?, clock))
}

/// `time(hour, minute, half, date, zone, second)`, where the half of the day is `am` or `pm`; with `to`
/// in place of the second, the minutes are counted back from the hour.
pub(super) fn clock(arguments: &[Argument], anchor: Anchor) -> Option<Timex> {
    let argument = |i: usize| arguments.get(i).unwrap_or(&Argument::Absent);
    let written = argument(0).number()?;
    // "1540": hour and minute in one.
    let is_joined = argument(1).is_absent() && written >= 100;
    let (hour, joined) = match is_joined {
        true => (written / 100, Some(written % 100)),
        false => (written, None),
    };
    let mut hour = i8::try_from(hour)
        .ok()
        .filter(|hour| (0..=24).contains(hour))?;
    let is_small = |part: &i8| (0..60).contains(part);
    // "15h", "15h30": a mark that only the day of twenty-four hours has.
    let hour_mark = argument(0).text().and_then(|text| text.split_once('h'));
    let hour_mark = hour_mark.filter(|(hour, _)| hour.bytes().all(|b| b.is_ascii_digit()));
    let marked = hour_mark.and_then(|(_, minute)| minute.parse().ok());
    let mut minute: Option<i8> = match argument(1) {
        Argument::Absent => marked.or(joined.and_then(|minute| i8::try_from(minute).ok())),
        minute => Some(minute.small()?),
    };
    if let ("to", Some(before @ 1..60)) = (argument(5).text().unwrap_or(""), minute) {
        hour = if hour == 0 { 23 } else { hour - 1 };
        minute = Some(60 - before);
    }
    if minute.is_some_and(|minute| !is_small(&minute)) {
        return None;
    }
    let second: Option<i8> = match argument(5) {
        Argument::Text(second) if second != "to" => Some(argument(5).small().filter(is_small)?),
        _ => None,
    };
    let half = argument(2).text().or(argument(0).text()).and_then(half_of);
    match half {
        Some(Half::Afternoon) if hour < 12 => hour += 12,
        Some(Half::Morning) if hour == 12 => hour = 0,
        _ => {}
    }
    if hour == 24 && minute.is_some_and(|minute| minute > 0) {
        hour = 0;
    }
    let is_padded = argument(0).text().is_some_and(|text| text.starts_with('0'));
    let clock = Clock::Time {
        hour,
        minute,
        second,
        is_open: half.is_none()
            && (1..=12).contains(&hour)
            && !is_padded
            && !(is_joined && written >= 1000)
            && hour_mark.is_none(),
        zone: argument(4).text().unwrap_or("").to_owned(),
    };
    let date = argument(3);
    let timex = on(day_of(date, anchor)?, clock.clone());
    match date.is_absent() && anchor.is_forward {
        // Of a day that is yet to be named, the clock alone counts.
        true => coming(&clock, anchor)
            .map(|coming| Timex {
                clock: Some(clock),
                ..coming
            })
            .or(Some(timex)),
        false => Some(timex),
    }
}

#[derive(Clone, Copy)]
enum Half {
    Morning,
    Afternoon,
}

/// The half of the day that the letters of a text say: `am`, `p.m.`, `30pm`, `7a`.
fn half_of(text: &str) -> Option<Half> {
    let letters = text.chars().filter(|c| c.is_alphabetic());
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    match letters.as_str() {
        "am" | "a" => Some(Half::Morning),
        "pm" | "p" => Some(Half::Afternoon),
        _ => None,
    }
}

/// The next time after now that the clock shows so.
fn coming(clock: &Clock, anchor: Anchor) -> Option<Timex> {
    let (today, now) = (anchor.day?, anchor.now()?);
    let Clock::Time {
        hour,
        minute,
        second,
        is_open,
        zone,
    } = clock
    else {
        return None;
    };
    let hours = match (is_open, hour) {
        (true, 12) => vec![12, 0],
        (true, hour) => vec![*hour, hour + 12],
        (false, hour) => vec![*hour],
    };
    let days = [today, today.tomorrow().ok()?];
    let clocks = days.iter().flat_map(|day| {
        let mut hours = hours.clone();
        hours.sort_unstable();
        hours.into_iter().map(move |hour| {
            let clock = Clock::Time {
                hour,
                minute: *minute,
                second: *second,
                is_open: false,
                zone: zone.clone(),
            };
            (*day, clock)
        })
    });
    let mut later = clocks.filter(|(day, clock)| {
        let start = clock.interval(*day).map(|(from, _)| from);
        start.is_some_and(|start| start > now)
    });
    let (day, clock) = later.next()?;
    let day = DayOf {
        value: Period::Day(day).value(),
        basis: if day == today { CREATION_TIME } else { FUTURE },
        day: Some(day),
        part: None,
    };
    Some(on(day, clock))
}

/// `at(date, time)`: a time of day on a day.
pub(super) fn at(date: &Argument, time: &Argument, anchor: Anchor) -> Option<Timex> {
    let time = time.timex()?;
    let mut clock = time.clock.clone()?;
    if date.is_absent() {
        return Some(time.clone());
    }
    let day = day_of(date, anchor)?;
    if let Some(part) = &day.part {
        clock = clock.within(part);
    }
    Some(on(day, clock))
}

/// A time counted from now in hours, minutes or seconds.
pub(super) fn counted_from(now: DateTime, count: i64, unit: Unit) -> Option<Timex> {
    let start = now.checked_add(unit.span(count)?).ok()?;
    let clock = Clock::Time {
        hour: start.hour(),
        minute: Some(start.minute()),
        second: (unit == Unit::Second).then(|| start.second()),
        is_open: false,
        zone: String::new(),
    };
    let day = DayOf {
        value: Period::Day(start.date()).value(),
        basis: CREATION_TIME,
        day: Some(start.date()),
        part: None,
    };
    Some(on(day, clock))
}
