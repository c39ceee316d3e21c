//! Who is known beforehand to have held which post, and when.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::index::{Index, Place};
use super::model::{KINDS, kinds};
use super::partial_date::{first_day, last_day};
use super::table::{Row, Table, TableKind};
use crate::segment::fold;

/// The columns of a table of office-holders.
const PERSON: &str = "person";
const NAME: &str = "name";
const GIVEN: &str = "given";
const FAMILY: &str = "family";
const POST: &str = "post";
const PORTFOLIO: &str = "portfolio";
const COUNTRY: &str = "country";
const FROM: &str = "from";
const UNTIL: &str = "until";

/// A person's time in a post.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Holder<'a> {
    table: &'a Table,
    row: &'a Row,
}

impl<'a> Holder<'a> {
    fn cell(&self, column: &str) -> &'a str {
        self.table.cell(self.row, column).unwrap_or("")
    }

    /// The id of the person, one for all of their posts.
    pub(crate) fn person(&self) -> &'a str {
        self.cell(PERSON)
    }

    pub(crate) fn name(&self) -> &'a str {
        self.cell(NAME)
    }

    pub(crate) fn given(&self) -> &'a str {
        self.cell(GIVEN)
    }

    /// The usual one of the names that the person is called by.
    pub(crate) fn family(&self) -> &'a str {
        self.cell(FAMILY).split(',').next().unwrap_or("")
    }

    /// All that the person can be found by, folded.
    fn family_names(&self) -> impl Iterator<Item = String> + use<'a> {
        let names = [FAMILY, NAME].map(|column| self.cell(column));
        let names = names.into_iter().find(|names| !names.is_empty());
        names.unwrap_or("").split(',').map(fold)
    }

    pub(crate) fn post(&self) -> &'a str {
        self.cell(POST)
    }

    pub(crate) fn portfolio(&self) -> &'a str {
        self.cell(PORTFOLIO)
    }

    pub(crate) fn country(&self) -> &'a str {
        self.cell(COUNTRY)
    }

    /// True if the post was held on a day; what has no end is held still.
    pub(crate) fn held(&self, on: Date) -> bool {
        let from = first_day(self.cell(FROM));
        from.is_none_or(|from| from <= on) && !self.left(on)
    }

    /// True if the post was left before a day.
    pub(crate) fn left(&self, by: Date) -> bool {
        last_day(self.cell(UNTIL)).is_some_and(|until| until < by)
    }
}

/// The terms of the office-holders that the pack knows.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Holders {
    /// By the id of the person.
    by_person: Index,
    /// By each folded family name; of those who go by one name, by that.
    by_family: Index,
}

impl Holders {
    pub(super) fn new(tables: &[Table]) -> Self {
        let label = KINDS[kinds::HOLDER.index()];
        let (mut persons, mut families) = (Vec::new(), Vec::new());
        let entities = |(_, table): &(u16, &Table)| table.kind == TableKind::Entities;
        for (at, table) in (0..).zip(tables).filter(entities) {
            for (number, row) in (0..).zip(&table.rows) {
                if table.key(row)[1] == label {
                    let holder = Holder { table, row };
                    let names = holder.family_names().map(|name| (name, (at, number)));
                    families.extend(names);
                    persons.push((holder.person(), (at, number)));
                }
            }
        }
        let families = families.iter().map(|(name, place)| (name.as_str(), *place));
        Self {
            by_person: Index::new(persons.into_iter()),
            by_family: Index::new(families),
        }
    }

    /// The terms of a person, or of all persons of a folded family name.
    pub(crate) fn of<'a>(
        &'a self,
        tables: &'a [Table],
        person: Option<&'a str>,
        family: &str,
    ) -> impl Iterator<Item = Holder<'a>> + use<'a> {
        let family = family.to_owned();
        let places: Vec<Place> = match person {
            Some(person) => self.by_person.of(person).collect(),
            None => self.by_family.of(&family).collect(),
        };
        let holders = places.into_iter().map(|(table, row)| {
            let table = &tables[usize::from(table)];
            let row = &table.rows[row as usize];
            Holder { table, row }
        });
        holders.filter(move |holder| match person {
            Some(person) => holder.person() == person,
            None => holder.family_names().any(|name| name == family),
        })
    }
}
