//! Documents loaded: read, decoded, and told by their digest.

use std::fs::File;
use std::io::Read;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::LazyLock;

use attache::read::{Columns, DocumentRecord, article, decode, digest};
use attache::{Date, PublishedSource};
use jiff::Timestamp;
use jiff::tz::Offset;
use regex::Regex;

use super::dates::path_date;
use super::{DEFECT, Failure, Format, Item, Payload, STANDARD_INPUT};

/// Loads items. It is the same for all of them, and for all threads.
pub(crate) struct Loader {
    pub(crate) columns: Columns,
    pub(crate) max_bytes: u64,
    /// A document without a date is taken to be of the day of its file.
    pub(crate) by_file_time: bool,
}

/// A document that has been read.
pub(crate) struct Loaded {
    pub(crate) record: DocumentRecord,
    pub(crate) dated_by: DatedBy,
}

/// When a document is from that does not say so itself, and what says so.
pub(crate) type DatedBy = Option<(Date, PublishedSource)>;

impl Loader {
    /// Loads an item; one that makes its reader panic is a failure too.
    pub(crate) fn load(&self, item: Item) -> Result<Loaded, Failure> {
        let origin = item.origin.clone();
        let loaded = panic::catch_unwind(AssertUnwindSafe(|| self.try_load(item)));
        loaded.unwrap_or_else(|_| Err(Failure::new(origin, DEFECT)))
    }

    fn try_load(&self, item: Item) -> Result<Loaded, Failure> {
        let Item { origin, payload } = item;
        let mut file_time = None;
        let mut record = match payload {
            Payload::File(path, format, _) => {
                let bytes = self.read(&path, &origin)?;
                file_time = self.by_file_time.then(|| changed(&path)).flatten();
                document(&bytes, format, &origin)
            }
            Payload::Bytes(bytes, format) => document(&bytes, format, &origin),
            Payload::Line(line, offset) => DocumentRecord::from_json(&line, &self.columns)
                .map_err(|error| Failure {
                    offset: Some(offset),
                    ..Failure::new(&origin, error)
                })?,
            Payload::Record(record) => *record,
        };
        // JSON is UTF-8.
        record.encoding.get_or_insert_with(|| "UTF-8".to_owned());
        record.digest = Some(digest(&record.text));
        let by_path = path_date(&origin).map(|date| (date, PublishedSource::Path));
        let dated_by = by_path.or(file_time.map(|date| (date, PublishedSource::FileTime)));
        Ok(Loaded { record, dated_by })
    }

    fn read(&self, path: &Path, origin: &str) -> Result<Vec<u8>, Failure> {
        let file = File::open(path).map_err(|error| Failure::new(origin, error))?;
        let size = file.metadata().map_or(0, |metadata| metadata.len());
        read_whole(file, size, self.max_bytes, origin)
    }
}

/// A file that says it is longer may be nothing but holes.
const MOST_ROOM: u64 = 64 * 1024 * 1024;

/// Reads a stream to its end, which is taken to be so long, but no more of it than so many bytes.
pub(super) fn read_whole(
    reader: impl Read,
    likely: u64,
    max_bytes: u64,
    origin: &str,
) -> Result<Vec<u8>, Failure> {
    let room = usize::try_from(likely.min(max_bytes).min(MOST_ROOM)).unwrap_or(0);
    let mut bytes = Vec::with_capacity(room);
    let mut reader = reader.take(max_bytes.saturating_add(1));
    match reader.read_to_end(&mut bytes) {
        Ok(read) if read as u64 > max_bytes => Err(Failure::too_long(origin, max_bytes)),
        Ok(_) => Ok(bytes),
        Err(error) => Err(Failure::new(origin, error)),
    }
}

/// What a file or a member of an archive holds, as a document.
fn document(bytes: &[u8], format: Format, origin: &str) -> DocumentRecord {
    let is_page = format == Format::Html;
    let label = is_page.then(|| charset(bytes)).flatten();
    let decoded = decode(bytes, label.as_deref());
    let mut record = if is_page {
        let article = article(&decoded.text);
        let mut record = DocumentRecord::new(article.text);
        record.title = article.title;
        record.published = article.published.map(|(date, _)| date);
        record.published_time = article.published.and_then(|(_, time)| time);
        record
    } else {
        DocumentRecord::new(decoded.text)
    };
    record.encoding = Some(decoded.encoding.to_owned());
    record.id = (origin != STANDARD_INPUT).then(|| origin.to_owned());
    record
}

/// The encoding that a page says it is in, in its first kilobyte as the HTML standard wants it.
fn charset(bytes: &[u8]) -> Option<String> {
    #[expect(clippy::unwrap_used, reason = "the expression is a constant")]
    static CHARSET: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new("(?i)(?:charset|encoding)\\s*=\\s*[\"']?\\s*([a-z0-9_:.-]+)").unwrap()
    });
    let start = String::from_utf8_lossy(&bytes[..bytes.len().min(1024)]);
    let found = CHARSET.captures(&start)?;
    Some(found.get(1)?.as_str().to_owned())
}

/// The day on which a file was changed last, in UTC.
fn changed(path: &Path) -> Option<Date> {
    let time = path.metadata().ok()?.modified().ok()?;
    let time = Timestamp::try_from(time).ok()?;
    Some(Offset::UTC.to_datetime(time).date())
}
