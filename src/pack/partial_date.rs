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

/// Dates in serde, as year, month and day.
pub(super) mod stored {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(crate) fn serialize<S: Serializer>(
        date: &Option<Date>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        let parts = date.map(|date| (date.year(), date.month(), date.day()));
        parts.serialize(serializer)
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Date>, D::Error> {
        let parts = Option::<(i16, i8, i8)>::deserialize(deserializer)?;
        let date = parts.map(|(year, month, day)| Date::new(year, month, day));
        date.transpose().map_err(serde::de::Error::custom)
    }
}
