//! Parquet files that can be gone on with after a kill.
//!
//! A Parquet file has its directory at its end, so one that is cut short can't be read. What is written on the
//! way is therefore a row of segments, each of them a whole Parquet file with its length in front; when all is
//! there, their row groups are copied into one file as they are.

use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek as _, SeekFrom, Take};
use std::path::Path;
use std::sync::Arc;

use arrow_array::RecordBatch;
use attache::tables::{TABLES, Table};
use bytes::Bytes;
use parquet::arrow::{ArrowSchemaConverter, ArrowWriter, add_encoded_arrow_schema_to_metadata};
use parquet::basic::{Compression, ZstdLevel};
use parquet::column::writer::ColumnCloseResult;
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaData, ParquetMetaDataReader};
use parquet::file::properties::{WriterProperties, WriterPropertiesBuilder};
use parquet::file::reader::{ChunkReader, Length};
use parquet::file::writer::SerializedFileWriter;

/// A segment is full when one of its tables has so many rows: large enough to be read at speed, small enough to
/// be held, and to be lost.
const FULL_ROWS: usize = 128 * 1024;

/// The segments that are being filled, one for each table.
#[derive(Default)]
pub(super) struct Segments {
    writers: Vec<ArrowWriter<Vec<u8>>>,
    /// The rows of the longest table.
    rows: usize,
}

impl Segments {
    /// Adds rows of each table.
    pub(super) fn add(&mut self, batches: Vec<RecordBatch>) -> io::Result<()> {
        if self.writers.is_empty() {
            let writers = TABLES.iter().map(begin).collect::<Result<_>>();
            self.writers = writers.map_err(io::Error::other)?;
        }
        for (writer, batch) in self.writers.iter_mut().zip(&batches) {
            writer.write(batch).map_err(io::Error::other)?;
            self.rows = self.rows.max(writer.in_progress_rows());
        }
        Ok(())
    }

    /// True if it is time to end them.
    pub(super) fn is_full(&self) -> bool {
        self.rows >= FULL_ROWS
    }

    /// True if anything is held.
    pub(super) fn holds(&self) -> bool {
        !self.writers.is_empty()
    }

    /// Gives the segments, each with its length in front, and begins anew.
    pub(super) fn end(&mut self) -> io::Result<Vec<Vec<u8>>> {
        self.rows = 0;
        let writers = std::mem::take(&mut self.writers).into_iter();
        let end = |writer: ArrowWriter<Vec<u8>>| {
            let segment = writer.into_inner().map_err(io::Error::other)?;
            let length = segment.len() as u64;
            Ok([&length.to_le_bytes()[..], &segment].concat())
        };
        writers.map(end).collect()
    }
}

fn properties() -> WriterPropertiesBuilder {
    WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .set_max_row_group_row_count(None)
        .set_created_by(concat!("attache ", env!("CARGO_PKG_VERSION")).to_owned())
}

fn begin(table: &Table) -> Result<ArrowWriter<Vec<u8>>> {
    let schema = attache::arrow::schema(table);
    ArrowWriter::try_new(Vec::new(), schema, Some(properties().build()))
}

/// Makes one file of a row of segments. It has its name when it is whole.
pub(super) fn assemble(segments: &Path, path: &Path, table: &Table) -> io::Result<()> {
    let whole = super::writer::beside(path, ".whole");
    let source = Arc::new(File::open(segments)?);
    let output = BufWriter::with_capacity(256 * 1024, File::create(&whole)?);
    let output = copy(&source, output, table).map_err(io::Error::other)?;
    output.into_inner()?.sync_data()?;
    fs::rename(whole, path)
}

fn copy(source: &Arc<File>, output: BufWriter<File>, table: &Table) -> Result<BufWriter<File>> {
    let schema = attache::arrow::schema(table);
    let mut properties = properties().build();
    add_encoded_arrow_schema_to_metadata(&schema, &mut properties);
    let root = ArrowSchemaConverter::new()
        .convert(&schema)?
        .root_schema_ptr();
    let mut writer = SerializedFileWriter::new(output, root, Arc::new(properties))?;
    let end = source.metadata()?.len();
    let mut start = 0;
    while start < end {
        let mut length = [0; 8];
        Segment::part(source, start, 8)?.read_exact(&mut length)?;
        let segment = Segment {
            file: source.clone(),
            start: start + 8,
            length: u64::from_le_bytes(length),
        };
        copy_segment(&segment, &mut writer)?;
        start = segment.start + segment.length;
    }
    writer.into_inner()
}

fn copy_segment(
    segment: &Segment,
    writer: &mut SerializedFileWriter<BufWriter<File>>,
) -> Result<()> {
    let metadata: ParquetMetaData = ParquetMetaDataReader::new()
        .with_page_index_policy(PageIndexPolicy::Required)
        .parse_and_finish(segment)?;
    for (index, group) in metadata.row_groups().iter().enumerate() {
        let mut copied = writer.next_row_group()?;
        let pages = metadata.page_index_for_row_group(index);
        for (place, column) in group.columns().iter().enumerate() {
            copied.append_column(
                segment,
                ColumnCloseResult {
                    bytes_written: column.compressed_size() as u64,
                    rows_written: group.num_rows() as u64,
                    metadata: column.clone(),
                    bloom_filter: None,
                    column_index: pages.column_index(place).cloned(),
                    offset_index: pages.offset_index(place).cloned(),
                },
            )?;
        }
        copied.close()?;
    }
    Ok(())
}

/// A part of a file that is a Parquet file of its own.
struct Segment {
    file: Arc<File>,
    start: u64,
    length: u64,
}

impl Segment {
    fn part(file: &File, start: u64, length: u64) -> io::Result<Take<File>> {
        let mut file = file.try_clone()?;
        file.seek(SeekFrom::Start(start))?;
        Ok(file.take(length))
    }
}

impl Length for Segment {
    fn len(&self) -> u64 {
        self.length
    }
}

impl ChunkReader for Segment {
    type T = Take<File>;

    fn get_read(&self, start: u64) -> Result<Self::T> {
        let length = self.length.saturating_sub(start);
        Ok(Self::part(&self.file, self.start + start, length)?)
    }

    fn get_bytes(&self, start: u64, length: usize) -> Result<Bytes> {
        let mut bytes = vec![0; length];
        let read = self.get_read(start)?.read_exact(&mut bytes);
        read.map_err(|error| ParquetError::General(error.to_string()))?;
        Ok(bytes.into())
    }
}
