//! Record batches of Apache Arrow: texts in, records out, one table for each kind.
//!
//! - Batches of texts to batches of records: [`BatchExtractor`].
//! - Records of documents from elsewhere: [`BatchBuilder`].
//! - The documents of a batch: [`Documents`].
//!
//! The tables and their columns are those of [`tables`](crate::tables). Text is `Utf8`, a list `List<Utf8>`, a
//! number `Int64`, a day `Date32`; all columns but `document` and lists are nullable.
//!
//! ```
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let extractor = attache::Extractor::builtin();
//! let countries = attache::tables::TABLES.iter().find(|table| table.name == "countries");
//! let mut batch = attache::arrow::BatchBuilder::new(countries.ok_or("no such table")?);
//! for (name, text) in [("a.txt", "China and Russia met."), ("b.txt", "Peru won.")] {
//!     batch.append(&extractor.extract(&attache::Document::new(text)), name);
//! }
//! let batch = batch.finish()?;
//! assert_eq!(batch.num_rows(), 3);
//! assert_eq!(batch.schema().field(1).name(), "id");
//! # Ok(())
//! # }
//! ```

mod documents;
mod extract;

use std::sync::Arc;

use arrow_array::builder::{
    ArrayBuilder, BooleanBuilder, Date32Builder, Int64Builder, ListBuilder, StringBuilder,
};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use jiff::civil::{Date, date};

use crate::record::Extraction;
use crate::tables::{Cell, ColumnKind, Table};

pub use documents::Documents;
pub use extract::{BatchExtractor, Extracted, errors_schema};

/// The schema of a table's batches.
pub fn schema(table: &Table) -> SchemaRef {
    let fields = table.columns.iter().map(|column| {
        let is_nullable = column.name != DOCUMENT && column.kind != ColumnKind::List;
        Field::new(column.name, data_type(column.kind), is_nullable)
    });
    Arc::new(Schema::new(fields.collect::<Vec<_>>()))
}

/// The column that every row has.
const DOCUMENT: &str = "document";

fn data_type(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Text => DataType::Utf8,
        ColumnKind::List => DataType::List(list_item()),
        ColumnKind::Integer => DataType::Int64,
        ColumnKind::Boolean => DataType::Boolean,
        ColumnKind::Day => DataType::Date32,
    }
}

fn list_item() -> Arc<Field> {
    Arc::new(Field::new_list_field(DataType::Utf8, false))
}

/// Collects the rows of one table from extractions into a record batch.
#[derive(Debug)]
pub struct BatchBuilder {
    table: Table,
    schema: SchemaRef,
    columns: Vec<ColumnBuilder>,
}

#[derive(Debug)]
enum ColumnBuilder {
    Text(StringBuilder),
    List(ListBuilder<StringBuilder>),
    Integer(Int64Builder),
    Boolean(BooleanBuilder),
    Day(Date32Builder),
}

impl BatchBuilder {
    /// A builder without rows.
    pub fn new(table: &Table) -> Self {
        let columns = table.columns.iter();
        Self {
            table: *table,
            schema: schema(table),
            columns: columns
                .map(|column| ColumnBuilder::new(column.kind))
                .collect(),
        }
    }

    /// Appends the rows of an extraction; `document` is the document's name.
    pub fn append(&mut self, extraction: &Extraction, document: &str) {
        let columns = &mut self.columns;
        self.table.rows(extraction, document, |row| {
            for (column, cell) in columns.iter_mut().zip(row) {
                column.append(cell);
            }
        });
    }

    /// Gives the rows, and begins anew.
    ///
    /// # Errors
    ///
    /// None that a table of this crate can cause; the type is that of [`RecordBatch::try_new`].
    pub fn finish(&mut self) -> Result<RecordBatch, ArrowError> {
        let columns = self.columns.iter_mut().map(ColumnBuilder::finish).collect();
        RecordBatch::try_new(self.schema.clone(), columns)
    }
}

impl ColumnBuilder {
    fn new(kind: ColumnKind) -> Self {
        match kind {
            ColumnKind::Text => Self::Text(StringBuilder::new()),
            ColumnKind::List => {
                Self::List(ListBuilder::new(StringBuilder::new()).with_field(list_item()))
            }
            ColumnKind::Integer => Self::Integer(Int64Builder::new()),
            ColumnKind::Boolean => Self::Boolean(BooleanBuilder::new()),
            ColumnKind::Day => Self::Day(Date32Builder::new()),
        }
    }

    /// Appends a cell; one of another kind counts as empty.
    fn append(&mut self, cell: &Cell<'_>) {
        match (self, cell) {
            (Self::Text(column), Cell::Text(text)) => column.append_value(text),
            (Self::Text(column), _) => column.append_null(),
            (Self::List(column), cell) => {
                if let Cell::List(words) = cell {
                    words
                        .iter()
                        .for_each(|word| column.values().append_value(word));
                }
                column.append(true);
            }
            (Self::Integer(column), Cell::Integer(number)) => {
                column.append_option(i64::try_from(*number).ok());
            }
            (Self::Integer(column), _) => column.append_null(),
            (Self::Boolean(column), Cell::Boolean(is_so)) => column.append_value(*is_so),
            (Self::Boolean(column), _) => column.append_null(),
            (Self::Day(column), Cell::Day(day)) => column.append_value(days_since_epoch(*day)),
            (Self::Day(column), _) => column.append_null(),
        }
    }

    fn finish(&mut self) -> ArrayRef {
        let builder: &mut dyn ArrayBuilder = match self {
            Self::Text(column) => column,
            Self::List(column) => column,
            Self::Integer(column) => column,
            Self::Boolean(column) => column,
            Self::Day(column) => column,
        };
        builder.finish()
    }
}

/// Days since 1970-01-01, as `Date32` counts them.
fn days_since_epoch(day: Date) -> i32 {
    let span = day.duration_since(date(1970, 1, 1));
    i32::try_from(span.as_hours() / 24).unwrap_or(0)
}
