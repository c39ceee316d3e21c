//! Record batches of texts to record batches of records.

use std::num::NonZeroUsize;
use std::ops::Range;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use arrow_array::RecordBatch;
use arrow_array::builder::{Int64Builder, StringBuilder};
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef};
use arrow_select::concat::concat_batches;

use super::{BatchBuilder, DOCUMENT, Documents};
use crate::document::{DateOrder, Direction};
use crate::error::Error;
use crate::extractor::{Extractor, Scratch};
use crate::read::Columns;
use crate::record::OffsetUnit;
use crate::tables::Table;

/// So many rows a thread takes at once.
const ROWS: usize = 16;

/// Extracts the records of the texts of record batches.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
///
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use attache::arrow::BatchExtractor;
/// use attache::tables::TABLES;
///
/// let column = |cells: [Option<&str>; 3]| -> ArrayRef { Arc::new(StringArray::from(cells.to_vec())) };
/// let batch = RecordBatch::try_from_iter([
///     ("id", column([Some("a"), Some("b"), None])),
///     ("text", column([Some("China and Russia met on Monday."), None, Some("Peru won.")])),
///     ("published", column([Some("2015-11-16"), None, None])),
/// ])?;
/// let extractor = BatchExtractor::new(attache::Extractor::builtin());
/// let countries = TABLES.iter().find(|table| table.name == "countries").ok_or("no such table")?;
/// let extracted = extractor.extract(&batch, &[countries])?;
/// assert_eq!(extracted.tables[0].num_rows(), 3);
/// assert_eq!(extracted.errors.num_rows(), 1);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct BatchExtractor {
    extractor: Extractor,
    columns: Columns,
    unit: OffsetUnit,
    direction: Direction,
    date_order: Option<DateOrder>,
    threads: NonZeroUsize,
    first_row: usize,
}

/// What the texts of a batch have come to.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Extracted {
    /// A batch for each table that was asked for, in that order. The column `document` has the id of the text, or
    /// the number of its row (see [`BatchExtractor::first_row`]) if it has none.
    pub tables: Vec<RecordBatch>,
    /// The texts that could not be read, in the form of [`errors_schema`].
    pub errors: RecordBatch,
}

/// The schema of what could not be read: `document`, `row` (see [`BatchExtractor::first_row`]), `error`.
pub fn errors_schema() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new(DOCUMENT, DataType::Utf8, false),
        Field::new("row", DataType::Int64, false),
        Field::new("error", DataType::Utf8, false),
    ]))
}

impl BatchExtractor {
    /// Extracts with these rules; texts are in the columns of [`Columns::default`], offsets count code points, one thread
    /// does the work.
    pub fn new(extractor: Extractor) -> Self {
        Self {
            extractor,
            columns: Columns::default(),
            unit: OffsetUnit::Char,
            direction: Direction::default(),
            date_order: None,
            threads: NonZeroUsize::MIN,
            first_row: 0,
        }
    }

    /// Says what the columns are called.
    pub fn columns(mut self, columns: Columns) -> Self {
        self.columns = columns;
        self
    }

    /// Says what offsets count.
    pub fn offset_unit(mut self, unit: OffsetUnit) -> Self {
        self.unit = unit;
        self
    }

    /// Says which way bare times point, as [`Document::direction`](crate::Document::direction) does.
    pub fn direction(mut self, direction: Direction) -> Self {
        self.direction = direction;
        self
    }

    /// Says what comes first in dates of figures, as [`Document::date_order`](crate::Document::date_order) does.
    pub fn date_order(mut self, order: impl Into<Option<DateOrder>>) -> Self {
        self.date_order = order.into();
        self
    }

    /// Says how many threads share the work. What comes out is the same.
    pub fn threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = threads;
        self
    }

    /// Says what number the first row has, by default 0: for a batch that goes on from others.
    pub fn first_row(mut self, row: usize) -> Self {
        self.first_row = row;
        self
    }

    /// Extracts the records of a batch, as rows of some tables in the order of its rows.
    ///
    /// # Errors
    ///
    /// If the batch has no column of texts, or one of its columns can't be read. A row that can't be read is
    /// no error but one of [`Extracted::errors`].
    pub fn extract(&self, batch: &RecordBatch, tables: &[&Table]) -> Result<Extracted, Error> {
        let documents = Documents::new(batch, &self.columns)?;
        let blocks = documents.len().div_ceil(ROWS);
        let threads = self.threads.get().min(blocks);
        if threads <= 1 {
            let scratch = &mut Scratch::default();
            return self.rows(&documents, 0..documents.len(), tables, scratch);
        }
        let next = AtomicUsize::new(0);
        let parts = Mutex::new(Vec::with_capacity(blocks));
        thread::scope(|scope| {
            for _ in 0..threads {
                scope.spawn(|| {
                    let mut scratch = Scratch::default();
                    loop {
                        let block = next.fetch_add(1, Ordering::Relaxed);
                        if block >= blocks {
                            break;
                        }
                        let rows = block * ROWS..documents.len().min((block + 1) * ROWS);
                        let part = self.rows(&documents, rows, tables, &mut scratch);
                        let mut parts = parts.lock().unwrap_or_else(PoisonError::into_inner);
                        parts.push((block, part));
                    }
                });
            }
        });
        let mut parts = parts.into_inner().unwrap_or_else(PoisonError::into_inner);
        parts.sort_by_key(|(block, _)| *block);
        let parts: Vec<Extracted> = parts
            .into_iter()
            .map(|(_, part)| part)
            .collect::<Result<_, _>>()?;
        let schemas = tables.iter().map(|table| super::schema(table));
        let joined = schemas.enumerate().map(|(at, schema)| {
            concat_batches(&schema, parts.iter().map(|part| &part.tables[at])).map_err(too_large)
        });
        let errors = parts.iter().map(|part| &part.errors);
        Ok(Extracted {
            tables: joined.collect::<Result<_, _>>()?,
            errors: concat_batches(&errors_schema(), errors).map_err(too_large)?,
        })
    }

    fn rows(
        &self,
        documents: &Documents,
        rows: Range<usize>,
        tables: &[&Table],
        scratch: &mut Scratch,
    ) -> Result<Extracted, Error> {
        let mut builders: Vec<BatchBuilder> = tables
            .iter()
            .map(|table| BatchBuilder::new(table))
            .collect();
        let mut errors = (
            StringBuilder::new(),
            Int64Builder::new(),
            StringBuilder::new(),
        );
        for row in rows {
            let number = self.first_row + row;
            let name = documents.name(row);
            let name = name.unwrap_or_else(|| number.to_string().into());
            let extracted = documents.row(row).and_then(|read| {
                let document = read.document().direction(self.direction);
                let document = document.date_order(self.date_order);
                let mut extraction = self.extractor.try_extract_with(&document, scratch)?;
                extraction.convert_offsets(document.text(), self.unit);
                Ok(extraction)
            });
            match extracted {
                Ok(extraction) => {
                    let builders = builders.iter_mut();
                    builders.for_each(|builder| builder.append(&extraction, &name));
                }
                Err(error) => {
                    errors.0.append_value(&name);
                    errors
                        .1
                        .append_value(i64::try_from(number).unwrap_or(i64::MAX));
                    errors.2.append_value(error.to_string());
                }
            }
        }
        let tables = builders.iter_mut().map(BatchBuilder::finish);
        let errors: [arrow_array::ArrayRef; 3] = [
            Arc::new(errors.0.finish()),
            Arc::new(errors.1.finish()),
            Arc::new(errors.2.finish()),
        ];
        Ok(Extracted {
            tables: tables.collect::<Result<_, _>>().map_err(too_large)?,
            errors: RecordBatch::try_new(errors_schema(), errors.into()).map_err(too_large)?,
        })
    }
}

/// The schemas fit, so what goes wrong in Arrow is that a column has more bytes than its offsets can count.
fn too_large(error: ArrowError) -> Error {
    Error::input(format!("a batch that comes to too much: {error}"))
}
