//! The rows of Parquet files as documents.

use std::sync::Arc;

use arrow_array::cast::AsArray as _;
use arrow_array::{Array, LargeBinaryArray, LargeStringArray, RecordBatch};
use arrow_cast::cast;
use arrow_schema::{ArrowError, DataType, Schema};
use attache::read::{Columns, Decoded, DocumentRecord, decode};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

use super::Inputs;
use super::load::too_long;

/// So many rows are in memory at once: few, since each is a document.
const BATCH_ROWS: usize = 64;

/// Hands on the documents of a file, row by row, or why one can't be read; stops when `visit` says false. The
/// error is of the file as a whole.
pub(super) fn rows(
    file: impl ChunkReader + 'static,
    inputs: &Inputs,
    mut visit: impl FnMut(u64, Result<DocumentRecord, String>) -> bool,
) -> Result<bool, String> {
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| error.to_string())?;
    let places = Places::find(builder.schema(), &inputs.columns)?;
    let wanted = ProjectionMask::roots(builder.parquet_schema(), places.all());
    let reader = builder
        .with_projection(wanted)
        .with_batch_size(BATCH_ROWS)
        .build();
    let mut row = 0;
    for batch in reader.map_err(|error| error.to_string())? {
        let batch = batch.map_err(|error| error.to_string())?;
        let texts = Texts::new(&batch, &places)?;
        for index in 0..batch.num_rows() {
            row += 1;
            if !visit(row, texts.record(index, inputs.max_bytes)) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}

/// Where a file has the fields of a document, and what they are called there.
struct Places {
    text: (usize, String),
    id: Option<(usize, String)>,
    title: Option<(usize, String)>,
    published: Option<(usize, String)>,
}

impl Places {
    fn find(schema: &Schema, columns: &Columns) -> Result<Self, String> {
        let place = |name: &str| {
            let mut fields = schema.fields().iter().enumerate();
            let (place, field) =
                fields.find(|(_, field)| field.name().eq_ignore_ascii_case(name))?;
            Some((place, field.name().clone()))
        };
        let text = place(&columns.text).ok_or_else(|| {
            let known = schema.fields().iter().map(|field| field.name().as_str());
            let known = known.collect::<Vec<_>>().join(", ");
            format!("no column `{}` among these: {known}", columns.text)
        })?;
        Ok(Self {
            text,
            id: place(&columns.id),
            title: place(&columns.title),
            published: place(&columns.published),
        })
    }

    fn all(&self) -> impl Iterator<Item = usize> {
        let others = [&self.id, &self.title, &self.published];
        let others = others.into_iter().flatten().map(|(place, _)| *place);
        others.chain([self.text.0])
    }
}

/// The columns of a batch as texts.
struct Texts {
    text: Column,
    id: Option<Column>,
    title: Option<Column>,
    published: Option<Column>,
}

/// A column as texts, or as bytes in whatever encoding.
enum Column {
    Texts(LargeStringArray),
    Bytes(LargeBinaryArray),
}

impl Texts {
    fn new(batch: &RecordBatch, places: &Places) -> Result<Self, String> {
        let column = |(_, name): &(usize, String)| {
            let column = batch.column_by_name(name).ok_or("a column is gone")?;
            Column::new(column).map_err(|error| format!("column `{name}`: {error}"))
        };
        let optional = |place: &Option<(usize, String)>| place.as_ref().map(column).transpose();
        Ok(Self {
            text: column(&places.text)?,
            id: optional(&places.id)?,
            title: optional(&places.title)?,
            published: optional(&places.published)?,
        })
    }

    fn record(&self, index: usize, max_bytes: u64) -> Result<DocumentRecord, String> {
        let cell = |column: &Option<Column>| {
            let cell = column.as_ref()?.cell(index, u64::MAX)?.ok()?;
            Some(cell.text)
        };
        let text = self.text.cell(index, max_bytes);
        let text = text.ok_or("a row without text")??;
        let mut record = DocumentRecord::new(text.text);
        record.encoding = Some(text.encoding.to_owned());
        record.id = cell(&self.id);
        record.title = cell(&self.title);
        if let Some(published) = cell(&self.published) {
            let published = published.trim();
            // Days are often kept as times.
            let published = published.split(MIDNIGHT).next().unwrap_or(published);
            let (date, time) =
                attache::read::date_time(published).map_err(|error| error.to_string())?;
            (record.published, record.published_time) = (Some(date), time);
        }
        Ok(record)
    }
}

const MIDNIGHT: &str = "T00:00:00";

impl Column {
    /// A column of texts of any width, of numbers, days or times, or of bytes; of dictionaries of them too.
    fn new(column: &Arc<dyn Array>) -> Result<Self, ArrowError> {
        let value = match column.data_type() {
            DataType::Dictionary(_, value) => value,
            other => other,
        };
        let is_bytes = matches!(
            value,
            DataType::Binary
                | DataType::LargeBinary
                | DataType::BinaryView
                | DataType::FixedSizeBinary(_)
        );
        if is_bytes {
            let bytes = cast(column, &DataType::LargeBinary)?;
            return Ok(Self::Bytes(bytes.as_binary().clone()));
        }
        let texts = cast(column, &DataType::LargeUtf8)?;
        Ok(Self::Texts(texts.as_string().clone()))
    }

    /// What a row has, unless nothing, and unless it has more bytes than it may have.
    fn cell(&self, index: usize, max_bytes: u64) -> Option<Result<Decoded, String>> {
        let bytes = match self {
            Self::Texts(column) => column
                .is_valid(index)
                .then(|| column.value(index).as_bytes()),
            Self::Bytes(column) => column.is_valid(index).then(|| column.value(index)),
        };
        let bytes = bytes.filter(|bytes| !bytes.is_empty())?;
        Some(match bytes.len() as u64 > max_bytes {
            true => Err(too_long(max_bytes)),
            false => Ok(decode(bytes, None)),
        })
    }
}
