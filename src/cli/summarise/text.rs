//! A summary as tables of text.

use std::fmt::Write as _;

use super::report::{Report, Series};

/// The tables. Writing to a string can't fail, so the results of `writeln!` say nothing.
pub(super) fn page(report: &Report) -> String {
    let mut page = overview(report);
    let mut add = |title: &str, heads: Vec<String>, rows: Vec<Vec<String>>| {
        if !rows.is_empty() {
            let _ = write!(page, "\n{title}\n{}", table(heads, rows));
        }
    };
    for list in report.lists() {
        let heads = list.heads.iter().map(|head| (*head).to_owned()).collect();
        add(list.title, heads, list.rows);
    }
    let timeline = &report.timeline;
    let shown: Vec<&Series> = timeline.sectors.iter().take(6).collect();
    let heads = ["Period", "Documents"].map(str::to_owned).into_iter();
    let heads = heads.chain(shown.iter().map(|series| series.id.clone()));
    let periods = timeline.periods.iter().enumerate().map(|(index, period)| {
        let counts = shown.iter().map(|series| series.documents[index]);
        let counts = std::iter::once(timeline.documents[index]).chain(counts);
        let counts = counts.map(|count| count.to_string());
        std::iter::once(period.clone()).chain(counts).collect()
    });
    let mut periods: Vec<Vec<String>> = periods.collect();
    if timeline.undated > 0 && !periods.is_empty() {
        periods.push(vec!["undated".to_owned(), timeline.undated.to_string()]);
    }
    add("Sectors over time", heads.collect(), periods);
    page
}

fn overview(report: &Report) -> String {
    let mut page = format!("{} documents", report.documents);
    if report.copies > 0 {
        let _ = write!(page, ", {} copies left out", report.copies);
    }
    if let (Some(first), Some(last)) = (&report.first, &report.last) {
        let _ = write!(page, ", {} dated from {first} to {last}", report.dated);
    }
    let list = |counts: Vec<String>| counts.join(", ");
    let languages = report
        .languages
        .iter()
        .map(|(name, number)| format!("{number} {name}"));
    let records = report
        .records
        .iter()
        .map(|(kind, number)| format!("{number} {kind}"));
    let _ = writeln!(page, "\nlanguages: {}", list(languages.collect()));
    let _ = writeln!(page, "records: {}", list(records.collect()));
    page
}

/// A table; columns of numbers stand to the right.
fn table(heads: Vec<String>, rows: Vec<Vec<String>>) -> String {
    let is_number = |cell: &String| cell.bytes().all(|byte| byte.is_ascii_digit());
    let columns = heads.len();
    let column = |index: usize| rows.iter().filter_map(move |row| row.get(index));
    let to_right: Vec<bool> = (0..columns)
        .map(|index| column(index).all(is_number))
        .collect();
    let width = |cell: &String| cell.chars().count();
    let widths: Vec<usize> = (0..columns)
        .map(|index| {
            column(index)
                .chain([&heads[index]])
                .map(width)
                .max()
                .unwrap_or(0)
        })
        .collect();
    let mut page = String::new();
    for row in std::iter::once(&heads).chain(&rows) {
        let mut line = String::new();
        for (index, cell) in row.iter().enumerate() {
            let width = widths[index];
            let _ = match to_right[index] {
                true => write!(line, "  {cell:>width$}"),
                false => write!(line, "  {cell:width$}"),
            };
        }
        let _ = writeln!(page, "{}", line.trim_end());
    }
    page
}
