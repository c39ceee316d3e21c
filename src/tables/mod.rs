//! Records as rows of flat tables, one for each kind: what spreadsheets, Parquet and data frames take.
//!
//! ```
//! let extractor = attache::Extractor::builtin();
//! let extraction = extractor.extract(&attache::Document::new("China and Russia met."));
//! let countries = attache::tables::TABLES.iter().find(|table| table.name == "countries");
//! let mut ids = Vec::new();
//! for table in countries {
//!     let id = table.columns.iter().position(|column| column.name == "id");
//!     table.rows(&extraction, "a.txt", |row| ids.push(row[id.unwrap_or(0)].text().into_owned()));
//! }
//! assert_eq!(ids, ["CHN", "RUS"]);
//! ```

mod list;

use std::borrow::Cow;

use jiff::civil::Date;

use crate::record::{Extraction, Mention};

pub use self::list::TABLES;
use self::list::text_of;

/// One of the tables.
///
/// Each row begins with the document's name. `start` and `end` are of the first mention or of the words that
/// prove the record, in the unit of the extraction; `mentions` is how many there are.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Table {
    /// What it is called: the name of its kind of record.
    pub name: &'static str,
    /// Its columns, in order.
    pub columns: &'static [Column],
    rows: for<'e> fn(&'e Extraction, &mut Rows<'_, 'e>),
}

/// A column of a table.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Column {
    /// What it is called.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: ColumnKind,
}

/// What the cells of a column hold, unless they are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ColumnKind {
    /// Text.
    Text,
    /// A list of texts, which can be empty but is never absent.
    List,
    /// A number that counts something.
    Integer,
    /// True or false.
    Boolean,
    /// A day of the Gregorian calendar.
    Day,
}

/// A cell of a row. Its text form has semicolons between what a list holds, and nothing where it is empty.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Cell<'e> {
    /// Nothing is known.
    Empty,
    /// Of a column of text.
    Text(Cow<'e, str>),
    /// Of a column of lists.
    List(&'e [String]),
    /// Of a column of numbers.
    Integer(usize),
    /// Of a column of truth values.
    Boolean(bool),
    /// Of a column of days.
    Day(Date),
}

impl Cell<'_> {
    /// Its text form.
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Empty => "".into(),
            Self::Text(text) => text.as_ref().into(),
            Self::List(words) => words.join(";").into(),
            Self::Integer(number) => number.to_string().into(),
            Self::Boolean(is_so) => is_so.to_string().into(),
            Self::Day(day) => day.to_string().into(),
        }
    }
}

impl Table {
    /// Hands on the rows of an extraction, with a cell for each column; `document` is the document's name.
    pub fn rows<'e>(
        &self,
        extraction: &'e Extraction,
        document: &'e str,
        mut take: impl FnMut(&[Cell<'e>]),
    ) {
        let mut rows = Rows {
            document,
            cells: Vec::with_capacity(self.columns.len()),
            take: &mut take,
        };
        (self.rows)(extraction, &mut rows);
    }
}

/// Takes the rows of one document.
struct Rows<'r, 'e> {
    document: &'e str,
    cells: Vec<Cell<'e>>,
    take: &'r mut dyn FnMut(&[Cell<'e>]),
}

impl<'e> Rows<'_, 'e> {
    /// A row of some cells and of those that tell where it is from.
    fn add<const N: usize, const M: usize>(&mut self, cells: [Cell<'e>; N], place: [Cell<'e>; M]) {
        self.cells.clear();
        self.cells.push(text_of(self.document));
        self.cells.extend(cells);
        self.cells.extend(place);
        (self.take)(&self.cells);
    }

    /// A row for each mention of a record.
    fn add_mentions(&mut self, kind: &'static str, id: &'e str, mentions: &'e [Mention]) {
        for mention in mentions {
            self.add(
                [text_of(kind), text_of(id), text_of(&mention.form)],
                [
                    Cell::Integer(mention.start),
                    Cell::Integer(mention.end),
                    text_of(&mention.text),
                    text_of(&mention.rule),
                ],
            );
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Document, Extractor};

    #[test]
    fn each_row_has_a_cell_of_its_kind_for_each_column() {
        let text = "Russian Deputy Prime Minister Arkady Dvorkovich met oil ministers of NATO states \
            in Vienna on Monday, 16 November 2015. Finance Minister Wang Lee of China, a lawyer, came too.";
        let extraction = Extractor::builtin().extract(&Document::new(text));
        for table in &TABLES {
            let mut rows = 0;
            table.rows(&extraction, "a", |row| {
                rows += 1;
                assert_eq!(row.len(), table.columns.len(), "{}", table.name);
                for (cell, column) in row.iter().zip(table.columns) {
                    let fits = match cell {
                        Cell::Empty => column.kind != ColumnKind::List,
                        Cell::Text(_) => column.kind == ColumnKind::Text,
                        Cell::List(_) => column.kind == ColumnKind::List,
                        Cell::Integer(_) => column.kind == ColumnKind::Integer,
                        Cell::Boolean(_) => column.kind == ColumnKind::Boolean,
                        Cell::Day(_) => column.kind == ColumnKind::Day,
                    };
                    assert!(fits, "{}.{}: {cell:?}", table.name, column.name);
                }
            });
            assert!(rows > 0 || table.name == "records", "{}", table.name);
        }
    }
}
