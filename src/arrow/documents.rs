//! The rows of a record batch as documents.

use std::borrow::Cow;
use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, LargeBinaryArray, LargeStringArray, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Schema};
use jiff::civil::{Date, Time};

use crate::document::Document;
use crate::error::Error;
use crate::read::{Columns, DocumentRecord, date_time, decode, digest};

/// Days are often kept as times.
const MIDNIGHT: &str = "T00:00:00";

/// The rows of a record batch, each read as a document.
///
/// Texts can be strings of any width, dictionaries of them, or bytes in any encoding (see
/// [`decode`](crate::read::decode)); a name can be a number too; the day of publication can be text, a date, or a time,
/// which is read in UTC if it has a time zone. Strings are not copied, but for those whose offsets have other
/// widths than Arrow's large ones.
///
/// # Examples
///
/// ```
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// use std::sync::Arc;
///
/// use arrow_array::{ArrayRef, RecordBatch, StringArray};
/// use attache::arrow::Documents;
///
/// let texts: ArrayRef = Arc::new(StringArray::from(vec![Some("Talks in Oslo."), None]));
/// let batch = RecordBatch::try_from_iter([("text", texts)])?;
/// let documents = Documents::new(&batch, &Default::default())?;
/// assert_eq!(documents.record(0)?.text, "Talks in Oslo.");
/// assert_eq!(documents.record(1).unwrap_err().to_string(), "a row without text");
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
pub struct Documents {
    rows: usize,
    text: Column,
    id: Option<Column>,
    title: Option<Column>,
    published: Option<Column>,
}

/// A column as texts, or as bytes in whatever encoding.
#[derive(Debug)]
enum Column {
    Texts(LargeStringArray),
    Bytes(LargeBinaryArray),
}

/// What a row has, as far as it can borrowed from the batch.
pub(super) struct Row<'b> {
    text: Cow<'b, str>,
    encoding: &'static str,
    digest: String,
    id: Option<Cow<'b, str>>,
    title: Option<Cow<'b, str>>,
    published: Option<(Date, Option<Time>)>,
}

impl Documents {
    /// Finds the columns of documents in a schema, by name without regard to the case of ASCII letters, and returns
    /// their places; the text's is the first. Those of id, title and publication may be absent.
    ///
    /// # Errors
    ///
    /// If there is no column of texts.
    pub fn places(schema: &Schema, columns: &Columns) -> Result<Vec<usize>, Error> {
        let text = place(schema, &columns.text).ok_or_else(|| {
            let known = schema.fields().iter().map(|field| field.name().as_str());
            let known = known.collect::<Vec<_>>().join(", ");
            Error::input(format!("no column `{}` among these: {known}", columns.text))
        })?;
        let others = [&columns.id, &columns.title, &columns.published];
        let others = others.into_iter().filter_map(|name| place(schema, name));
        Ok(std::iter::once(text).chain(others).collect())
    }

    /// Finds the columns of documents in a batch.
    ///
    /// # Errors
    ///
    /// If there is no column of texts, or one of the columns holds what can't be read as text.
    pub fn new(batch: &RecordBatch, columns: &Columns) -> Result<Self, Error> {
        let text = Self::places(batch.schema_ref(), columns)?[0];
        let column = |at: usize| {
            Column::new(batch.column(at)).map_err(|error| {
                let schema = batch.schema_ref();
                Error::input(format!("column `{}`: {error}", schema.field(at).name()))
            })
        };
        let optional = |name: &str| place(batch.schema_ref(), name).map(column).transpose();
        Ok(Self {
            rows: batch.num_rows(),
            text: column(text)?,
            id: optional(&columns.id)?,
            title: optional(&columns.title)?,
            published: optional(&columns.published)?,
        })
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows
    }

    /// True if there are no rows.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// How many bytes the text of a row has, before it is decoded; 0 if there is none.
    pub fn text_bytes(&self, row: usize) -> usize {
        self.text.bytes(row).map_or(0, <[u8]>::len)
    }

    /// Reads a row, counted from 0.
    ///
    /// # Errors
    ///
    /// If it has no text, or if its day of publication is none. There is no row behind the last.
    pub fn record(&self, row: usize) -> Result<DocumentRecord, Error> {
        let row = self.row(row)?;
        let mut record = DocumentRecord::new(row.text);
        record.encoding = Some(row.encoding.to_owned());
        record.digest = Some(row.digest);
        record.id = row.id.map(Cow::into_owned);
        record.title = row.title.map(Cow::into_owned);
        record.published = row.published.map(|(date, _)| date);
        record.published_time = row.published.and_then(|(_, time)| time);
        Ok(record)
    }

    pub(super) fn row(&self, row: usize) -> Result<Row<'_>, Error> {
        let text = self.text.cell(row);
        let (text, encoding) = text.ok_or_else(|| Error::input("a row without text"))?;
        let published = cell(&self.published, row);
        let published = published.as_ref().map(|published| {
            let published = published.trim();
            date_time(published.split(MIDNIGHT).next().unwrap_or(published))
        });
        Ok(Row {
            digest: digest(&text),
            text,
            encoding,
            id: self.name(row),
            title: cell(&self.title, row),
            published: published.transpose()?,
        })
    }

    /// The name of a row's document, whether or not that can be read.
    pub(super) fn name(&self, row: usize) -> Option<Cow<'_, str>> {
        cell(&self.id, row)
    }
}

impl Row<'_> {
    pub(super) fn document(&self) -> Document<'_> {
        Document::new(&self.text)
            .id(self.id.as_deref())
            .title(self.title.as_deref())
            .published_at(self.published)
            .encoding(self.encoding)
            .digest(self.digest.as_str())
    }
}

/// What an optional column has in a row.
fn cell(column: &Option<Column>, row: usize) -> Option<Cow<'_, str>> {
    Some(column.as_ref()?.cell(row)?.0)
}

fn place(schema: &Schema, name: &str) -> Option<usize> {
    let mut fields = schema.fields().iter();
    fields.position(|field| field.name().eq_ignore_ascii_case(name))
}

impl Column {
    fn new(column: &Arc<dyn Array>) -> Result<Self, ArrowError> {
        let value = match column.data_type() {
            DataType::Dictionary(_, value) => value,
            other => other,
        };
        match value {
            DataType::Binary
            | DataType::LargeBinary
            | DataType::BinaryView
            | DataType::FixedSizeBinary(_) => {
                let bytes = cast(column, &DataType::LargeBinary)?;
                Ok(Self::Bytes(bytes.as_binary().clone()))
            }
            // Which places have which time zones, only a library of its own could tell.
            DataType::Timestamp(unit, Some(_)) => {
                let instants = cast(column, &DataType::Int64)?;
                let times = cast(&instants, &DataType::Timestamp(*unit, None))?;
                Self::texts(&times)
            }
            _ => Self::texts(column),
        }
    }

    fn texts(column: &Arc<dyn Array>) -> Result<Self, ArrowError> {
        let texts = cast(column, &DataType::LargeUtf8)?;
        Ok(Self::Texts(texts.as_string().clone()))
    }

    /// What a row has; none if there is no such row.
    fn bytes(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Texts(column) => {
                (row < column.len() && column.is_valid(row)).then(|| column.value(row).as_bytes())
            }
            Self::Bytes(column) => {
                (row < column.len() && column.is_valid(row)).then(|| column.value(row))
            }
        }
    }

    /// The same as text, unless it is empty, with the encoding that it was in.
    fn cell(&self, row: usize) -> Option<(Cow<'_, str>, &'static str)> {
        let bytes = self.bytes(row).filter(|bytes| !bytes.is_empty())?;
        Some(match self {
            Self::Texts(column) => (column.value(row).into(), UTF_8),
            Self::Bytes(_) => {
                let decoded = decode(bytes, None);
                (decoded.text.into(), decoded.encoding)
            }
        })
    }
}

/// The encoding of all strings of Arrow.
const UTF_8: &str = "UTF-8";
