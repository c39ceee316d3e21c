//! Dates and events in the order of the calendar, each with its place on an axis.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime, Time};
use jiff::{Span, ToSpan as _};
use rustc_hash::FxHashMap;

use super::found::key;
use super::{Page, encode_text};
use crate::record::{Extraction, TemporalExpression};

/// So many ticks stand on an axis at most.
const TICKS: i64 = 5;

/// What stands at one stretch of time.
struct Row<'e> {
    from: DateTime,
    to: DateTime,
    /// The kind, the key and the words of each.
    found: Vec<(&'static str, String, &'e str)>,
}

/// The rows of a document, and how many of its dates and events have no place on the calendar.
fn rows(extraction: &Extraction) -> (Vec<Row<'_>>, usize) {
    let mut by_stretch: BTreeMap<(DateTime, DateTime), Vec<_>> = BTreeMap::new();
    let mut undated = 0;
    let mut add = |stretch: Option<(DateTime, DateTime)>, one| match stretch {
        Some(stretch) => by_stretch.entry(stretch).or_default().push(one),
        None => undated += 1,
    };
    let dates = extraction.dates.iter().map(|date| (&*date.id, date));
    let dates: FxHashMap<&str, &TemporalExpression> = dates.collect();
    for (index, date) in extraction.dates.iter().enumerate() {
        add(stretch(date), ("date", key("date", index), &*date.text));
    }
    for (index, event) in extraction.events.iter().enumerate() {
        let date = event.date.as_deref().and_then(|id| dates.get(id));
        let words = event.evidence.first().map_or("", |proof| &proof.text);
        let stretch = date.and_then(|date| stretch(date));
        add(stretch, ("event", key("event", index), words));
    }
    let rows = by_stretch.into_iter();
    let rows = rows.map(|((from, to), found)| Row { from, to, found });
    (rows.collect(), undated)
}

/// From when to when a date is, if that is known.
fn stretch(date: &TemporalExpression) -> Option<(DateTime, DateTime)> {
    let (from, to) = (date.from.as_ref()?, date.to.as_ref()?);
    let (from, to) = (from.parse().ok()?, to.parse().ok()?);
    (from <= to).then_some((from, to))
}

/// A stretch of time as ISO 8601 has it where it is a year, a month, a day or a minute; else its first and its last.
fn name(from: DateTime, to: DateTime) -> String {
    let is = |span: Span| from.checked_add(span).is_ok_and(|end| end == to);
    let midnight = |time: DateTime| time == time.date().to_datetime(Time::midnight());
    if !midnight(from) || !midnight(to) {
        return from.strftime("%Y-%m-%d %H:%M").to_string();
    }
    if from.date().day_of_year() == 1 && is(1.year()) {
        return from.strftime("%Y").to_string();
    }
    if from.day() == 1 && is(1.month()) {
        return from.strftime("%Y-%m").to_string();
    }
    let last = to.checked_sub(1.day()).unwrap_or(to).max(from).date();
    match last == from.date() {
        true => last.to_string(),
        false => format!("{} – {last}", from.date()),
    }
}

/// An axis of time.
struct Axis {
    from: DateTime,
    seconds: f64,
    /// Where the ticks are, in percent, and what they are called.
    ticks: Vec<(f64, String)>,
}

impl Axis {
    fn new(rows: &[Row<'_>]) -> Option<Self> {
        let from = rows.iter().map(|row| row.from).min()?;
        let to = rows.iter().map(|row| row.to).max()?;
        let mut axis = Self {
            from,
            seconds: seconds(from, to).max(3600.0),
            ticks: Vec::new(),
        };
        let (first, step, form) = ticks(from, to);
        let mut tick = Some(first);
        while let Some(at) = tick.filter(|at| *at <= to) {
            if at >= from {
                let place = axis.place(at);
                axis.ticks.push((place, at.strftime(form).to_string()));
            }
            tick = at.checked_add(step).ok();
        }
        Some(axis)
    }

    /// Where a time is, in percent of the axis, which has a margin at both ends.
    fn place(&self, time: DateTime) -> f64 {
        3.0 + 94.0 * seconds(self.from, time) / self.seconds
    }
}

fn seconds(from: DateTime, to: DateTime) -> f64 {
    to.duration_since(from).as_secs_f64()
}

/// The first tick of an axis, the way to the next, and how ticks are written.
fn ticks(from: DateTime, to: DateTime) -> (DateTime, Span, &'static str) {
    let hours = seconds(from, to) / 3600.0;
    let is_few = |hours_each: i64| hours <= (TICKS * hours_each) as f64;
    let day = from.date();
    if let Some(each) = [1, 3, 6].into_iter().find(|each| is_few(*each)) {
        return (day.to_datetime(Time::midnight()), each.hours(), "%H:%M");
    }
    if let Some(each) = [1, 2, 7, 14].into_iter().find(|each| is_few(24 * each)) {
        return (day.to_datetime(Time::midnight()), each.days(), "%-d %b");
    }
    let months = [1, 2, 3, 6].into_iter().find(|each| is_few(730 * each));
    if let Some(each) = months {
        let first = day.first_of_year().to_datetime(Time::midnight());
        return (first, each.months(), "%b %Y");
    }
    let years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
    let years = years.into_iter().find(|each| is_few(8766 * each));
    let each = years.unwrap_or(2000);
    let year = i16::try_from(i64::from(day.year()) / each * each).unwrap_or(0);
    let first = Date::new(year, 1, 1).unwrap_or(day);
    (first.to_datetime(Time::midnight()), each.years(), "%Y")
}

impl Page {
    /// Writes the timeline, which is a list too; none if nothing has a place on the calendar.
    pub(super) fn timeline(&mut self, extraction: &Extraction) {
        let (rows, undated) = rows(extraction);
        let Some(axis) = Axis::new(&rows) else {
            return;
        };
        self.write(format_args!(
            "<details open class=\"timeline\"><summary>Timeline ({})</summary>\n",
            rows.len()
        ));
        self.axis(&axis);
        self.html.push_str("<ol>\n");
        for row in &rows {
            self.row(row, &axis);
        }
        self.html.push_str("</ol>\n");
        if undated > 0 {
            self.write(format_args!(
                "<p class=\"about\">Without a place on the calendar, and left out: {undated}</p>\n"
            ));
        }
        self.html.push_str("</details>\n");
    }

    fn axis(&mut self, axis: &Axis) {
        self.html
            .push_str("<div class=\"axis\" aria-hidden=\"true\"><svg>");
        for (place, label) in &axis.ticks {
            let anchor = match place {
                ..12.0 => "start",
                88.0.. => "end",
                _ => "middle",
            };
            self.write(format_args!(
                "<text x=\"{place:.2}%\" y=\"12\" text-anchor=\"{anchor}\">{}</text>",
                encode_text(label)
            ));
        }
        self.html.push_str("</svg></div>\n");
    }

    fn row(&mut self, row: &Row<'_>, axis: &Axis) {
        let prefix = self.prefix.clone();
        self.write(format_args!(
            "<li><span class=\"when\">{}</span><svg class=\"track\" aria-hidden=\"true\">",
            encode_text(&name(row.from, row.to))
        ));
        for (place, _) in &axis.ticks {
            self.write(format_args!(
                "<line class=\"tick\" x1=\"{place:.2}%\" x2=\"{place:.2}%\" y1=\"0\" y2=\"100%\"/>"
            ));
        }
        let (from, to) = (axis.place(row.from), axis.place(row.to));
        self.write(format_args!(
            "<line class=\"stretch\" x1=\"{from:.2}%\" x2=\"{to:.2}%\" y1=\"16\" y2=\"16\"/></svg><span class=\"what\">"
        ));
        for (kind, key, words) in &row.found {
            self.write(format_args!(
                "<a class=\"{kind}\" href=\"#{prefix}-{key}\" data-of=\"{key}\">{}</a> ",
                encode_text(words)
            ));
        }
        self.html.push_str("</span></li>\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> DateTime {
        time.parse().unwrap()
    }

    #[test]
    fn stretches_are_named_by_the_calendar() {
        let cases = [
            ("2015-11-16", "2015-11-17", "2015-11-16"),
            ("2015-11-01", "2015-12-01", "2015-11"),
            ("2015-01-01", "2016-01-01", "2015"),
            ("2015-10-01", "2016-01-01", "2015-10-01 – 2015-12-31"),
            ("2015-11-16T09:30", "2015-11-16T09:31", "2015-11-16 09:30"),
        ];
        for (from, to, wanted) in cases {
            assert_eq!(name(at(from), at(to)), wanted);
        }
    }

    #[test]
    fn axes_have_few_ticks_from_a_day_to_centuries() {
        let cases = [
            ("2015-11-16", "2015-11-17", "00:00|06:00|12:00|18:00|00:00"),
            (
                "2015-11-16",
                "2015-11-20",
                "16 Nov|17 Nov|18 Nov|19 Nov|20 Nov",
            ),
            ("2015-10-01", "2015-11-17", "1 Oct|15 Oct|29 Oct|12 Nov"),
            (
                "2015-03-10",
                "2015-11-17",
                "May 2015|Jul 2015|Sep 2015|Nov 2015",
            ),
            ("1979-01-01", "2017-04-01", "1980|1990|2000|2010"),
            ("1801-01-01", "2101-01-01", "1900|2000|2100"),
        ];
        for (from, to, wanted) in cases {
            let rows = [Row {
                from: at(from),
                to: at(to),
                found: Vec::new(),
            }];
            let axis = Axis::new(&rows).unwrap();
            let labels: Vec<_> = axis.ticks.iter().map(|(_, label)| &**label).collect();
            assert_eq!(labels.join("|"), wanted);
            let places = axis.ticks.iter().map(|(place, _)| *place);
            assert!(
                places
                    .into_iter()
                    .all(|place| (3.0..=97.0).contains(&place))
            );
        }
    }
}
