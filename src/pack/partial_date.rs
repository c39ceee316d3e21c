//! Dates in the cells of tables: a year, a month or a day.

use jiff::civil::Date;

/// The first day of `1991-12-26`, `1991-12` or `1991`.
pub(crate) fn first_day(cell: &str) -> Option<Date> {
    let mut parts = cell.split('-');
    let year = parts.next()?.parse().ok()?;
    let month = parts.next().map_or(Some(1), |month| month.parse().ok())?;
    let day = parts.next().map_or(Some(1), |day| day.parse().ok())?;
    let date = Date::new(year, month, day).ok()?;
    parts.next().is_none().then_some(date)
}

/// The last day of it.
pub(crate) fn last_day(cell: &str) -> Option<Date> {
    let day = first_day(cell)?;
    Some(match cell.matches('-').count() {
        0 => day.last_of_year(),
        1 => day.last_of_month(),
        _ => day,
    })
}
