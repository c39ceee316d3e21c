//! Which states belong to which bloc, and when.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::model::{Labels, kinds};
use super::partial_date::{first_day, last_day};
use super::table::{Table, entity_rows};

/// The columns of a table of memberships.
const BLOC: &str = "bloc";
const COUNTRY: &str = "country";
const FROM: &str = "from";
const UNTIL: &str = "until";

/// A state's time in a bloc, from its first to its last day.
#[derive(Debug, Serialize, Deserialize)]
struct Membership {
    country: String,
    #[serde(with = "super::partial_date::stored")]
    from: Option<Date>,
    #[serde(with = "super::partial_date::stored")]
    until: Option<Date>,
}

impl Membership {
    /// Without a day: whether it has not ended.
    fn holds(&self, on: Option<Date>) -> bool {
        match on {
            Some(day) => {
                self.from.is_none_or(|from| from <= day)
                    && self.until.is_none_or(|until| day <= until)
            }
            None => self.until.is_none(),
        }
    }
}

/// The members of blocs, by the id of the bloc.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct Memberships(BTreeMap<String, Vec<Membership>>);

impl Memberships {
    pub(crate) fn collect(tables: &[Table], labels: &Labels) -> Self {
        let label = labels.name(kinds::MEMBERSHIP);
        let mut blocs: BTreeMap<String, Vec<Membership>> = BTreeMap::new();
        for (table, row) in entity_rows(tables, label) {
            let cell = |column| table.cell(row, column);
            let (Some(bloc), Some(country)) = (cell(BLOC), cell(COUNTRY)) else {
                continue;
            };
            let members = blocs.entry(bloc.to_owned()).or_default();
            members.push(Membership {
                country: country.to_owned(),
                from: cell(FROM).and_then(first_day),
                until: cell(UNTIL).and_then(last_day),
            });
        }
        for members in blocs.values_mut() {
            members.sort_by(|a, b| a.country.cmp(&b.country));
        }
        Self(blocs)
    }

    /// The members of a bloc on a day, or without a day those that have not left, in order of their
    /// ids; none if it is no bloc.
    pub(crate) fn of(&self, bloc: &str, on: Option<Date>) -> Vec<&str> {
        let members = self.0.get(bloc).into_iter().flatten();
        let mut ids: Vec<&str> = members
            .filter(|member| member.holds(on))
            .map(|member| member.country.as_str())
            .collect();
        ids.dedup();
        ids
    }
}
