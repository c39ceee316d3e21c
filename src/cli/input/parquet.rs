//! The rows of Parquet files as documents.

use attache::arrow::Documents;
use attache::read::DocumentRecord;
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use parquet::file::reader::ChunkReader;

use super::{Failure, Inputs, footer};

/// So many rows are in memory at once: few, since each is a document.
const BATCH_ROWS: usize = 64;

/// Hands on the documents of a file, row by row with their places, or why one can't be read; stops when `visit` says false. The
/// error is of the file as a whole.
pub(super) fn rows(
    file: impl ChunkReader + 'static,
    inputs: &Inputs,
    origin: &str,
    mut visit: impl FnMut(String, Result<DocumentRecord, Failure>) -> bool,
) -> Result<bool, String> {
    footer::check(&file)?;
    let builder =
        ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| error.to_string())?;
    let places = Documents::places(builder.schema(), &inputs.columns);
    let places = places.map_err(|error| error.to_string())?;
    let wanted = ProjectionMask::roots(builder.parquet_schema(), places);
    let reader = builder
        .with_projection(wanted)
        .with_batch_size(BATCH_ROWS)
        .build();
    let mut row = 0;
    for batch in reader.map_err(|error| error.to_string())? {
        let batch = batch.map_err(|error| error.to_string())?;
        let documents = Documents::new(&batch, &inputs.columns);
        let documents = documents.map_err(|error| error.to_string())?;
        for index in 0..documents.len() {
            row += 1;
            let origin = format!("{origin}:{row}");
            let record = match documents.text_bytes(index) as u64 > inputs.max_bytes {
                true => Err(Failure::too_long(&origin, inputs.max_bytes)),
                false => documents
                    .record(index)
                    .map_err(|error| Failure::new(&origin, error)),
            };
            if !visit(origin, record) {
                return Ok(false);
            }
        }
    }
    Ok(true)
}
