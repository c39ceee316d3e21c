//! Documents loaded: read, decoded, and told by their digest.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use attache::read::{Columns, DocumentRecord, decode};
use attache::{Date, PublishedSource};
use jiff::Timestamp;
use jiff::tz::Offset;
use sha2::{Digest as _, Sha256};

use super::dates::path_date;
use super::{Failure, Item, Payload, STANDARD_INPUT};

/// Loads items. It is the same for all of them, and for all threads.
pub(crate) struct Loader {
    pub(crate) columns: Columns,
    pub(crate) max_bytes: u64,
    /// A document without a date is taken to be of the day of its file.
    pub(crate) by_file_time: bool,
}

/// A document, and when it is from if it does not say so itself.
pub(crate) struct Loaded {
    pub(crate) record: DocumentRecord,
    pub(crate) dated_by: Option<(Date, PublishedSource)>,
}

impl Loader {
    pub(crate) fn load(&self, item: Item) -> Result<Loaded, Failure> {
        let Item { origin, payload } = item;
        let mut file_time = None;
        let mut record = match payload {
            Payload::File(path) => {
                let bytes = self
                    .read(&path)
                    .map_err(|reason| Failure::new(&origin, reason))?;
                file_time = self.by_file_time.then(|| changed(&path)).flatten();
                document(&bytes, &origin)
            }
            Payload::Bytes(bytes) => document(&bytes, &origin),
            Payload::Line(line, offset) => DocumentRecord::from_json(&line, &self.columns)
                .map_err(|error| Failure {
                    offset: Some(offset),
                    ..Failure::new(&origin, error)
                })?,
            Payload::Record(record) => *record,
        };
        // JSON is UTF-8.
        record.encoding.get_or_insert_with(|| "UTF-8".to_owned());
        let digest = Sha256::digest(record.text.as_bytes());
        record.digest = Some(digest.iter().map(|byte| format!("{byte:02x}")).collect());
        let by_path = path_date(&origin).map(|date| (date, PublishedSource::Path));
        let dated_by = by_path.or(file_time.map(|date| (date, PublishedSource::FileTime)));
        Ok(Loaded { record, dated_by })
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, String> {
        let file = File::open(path).map_err(|error| error.to_string())?;
        let mut bytes = Vec::new();
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        bytes.reserve(usize::try_from(size.min(self.max_bytes)).unwrap_or(0));
        let limit = self.max_bytes.saturating_add(1);
        file.take(limit)
            .read_to_end(&mut bytes)
            .map_err(|error| error.to_string())?;
        if bytes.len() as u64 > self.max_bytes {
            return Err(format!(
                "longer than {} bytes (--max-bytes)",
                self.max_bytes
            ));
        }
        Ok(bytes)
    }
}

/// What a file or a member of an archive holds, as a document.
fn document(bytes: &[u8], origin: &str) -> DocumentRecord {
    let decoded = decode(bytes, None);
    let mut record = DocumentRecord::new(decoded.text);
    record.encoding = Some(decoded.encoding.to_owned());
    record.id = (origin != STANDARD_INPUT).then(|| origin.to_owned());
    record
}

/// The day on which a file was changed last, in UTC.
fn changed(path: &Path) -> Option<Date> {
    let time = path.metadata().ok()?.modified().ok()?;
    let time = Timestamp::try_from(time).ok()?;
    Some(Offset::UTC.to_datetime(time).date())
}
