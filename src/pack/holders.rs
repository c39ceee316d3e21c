//! Who is known beforehand to have held which post, and when.

use std::collections::HashMap;
use std::sync::OnceLock;

use jiff::civil::Date;

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

/// The terms of the office-holders that the pack knows, indexed when they are first asked for.
#[derive(Debug, Default)]
pub(crate) struct Holders(OnceLock<Index>);

#[derive(Debug, Default)]
struct Index {
    /// By the id of the person.
    by_person: HashMap<String, Vec<Place>>,
    /// By each folded family name; of those who go by one name, by that.
    by_family: HashMap<String, Vec<Place>>,
}

/// The numbers of a table and of its row.
type Place = (u16, u32);

impl Index {
    fn new(tables: &[Table]) -> Self {
        let label = KINDS[kinds::HOLDER.index()];
        let mut index = Self::default();
        let entities = |(_, table): &(u16, &Table)| table.kind == TableKind::Entities;
        for (at, table) in (0..).zip(tables).filter(entities) {
            for (number, row) in (0..).zip(&table.rows) {
                if table.key(row)[1] != label {
                    continue;
                }
                let names = [FAMILY, NAME].into_iter().find_map(|c| table.cell(row, c));
                for name in names.unwrap_or("").split(',') {
                    let places = index.by_family.entry(fold(name)).or_default();
                    places.push((at, number));
                }
                let person = table.cell(row, PERSON).unwrap_or("").to_owned();
                let places = index.by_person.entry(person).or_default();
                places.push((at, number));
            }
        }
        index
    }
}

impl Holders {
    /// The terms of a person, or of all persons of a folded family name.
    pub(crate) fn of<'a>(
        &'a self,
        tables: &'a [Table],
        person: Option<&str>,
        family: &str,
    ) -> impl Iterator<Item = Holder<'a>> + use<'a> {
        let index = self.0.get_or_init(|| Index::new(tables));
        let rows = match person {
            Some(person) => index.by_person.get(person),
            None => index.by_family.get(family),
        };
        let rows = rows.into_iter().flatten();
        rows.map(|&(table, row)| {
            let table = &tables[usize::from(table)];
            let row = &table.rows[row as usize];
            Holder { table, row }
        })
    }
}
