//! The rows of tables with commas or tabs as documents.

use std::io::{self, Read};

use attache::read::{Columns, DocumentRecord};

use super::streams::Reader;
use super::{Failure, Item, Payload};

/// A row that has more cells is no row of documents.
const MOST_CELLS: usize = 1 << 16;

/// Of the names of columns that are not the one looked for, so many are told.
const TOLD_COLUMNS: usize = 20;

impl<E: FnMut(Result<Item, Failure>) -> bool> Reader<'_, E> {
    pub(super) fn table(&mut self, reader: impl Read, delimiter: u8, origin: &str) -> bool {
        let max_bytes = self.inputs.max_bytes;
        let mut table = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .flexible(true)
            .from_reader(Bounded::new(reader, delimiter, max_bytes));
        let header = match table.byte_headers() {
            Ok(header) => header.clone(),
            Err(error) => return self.fail(origin, error),
        };
        let places = match Places::find(&header, &self.inputs.columns) {
            Ok(places) => places,
            Err(reason) => return self.fail(origin, reason),
        };
        let mut row = csv::ByteRecord::new();
        loop {
            match table.read_byte_record(&mut row) {
                Ok(false) => return true,
                Ok(true) => {}
                Err(error) if error.is_io_error() => return self.fail(origin, error),
                Err(error) => {
                    if !self.fail(origin, error) {
                        return false;
                    }
                    continue;
                }
            }
            let line = row.position().map_or(0, csv::Position::line);
            let origin = format!("{origin}:{line}");
            let found = match row.as_slice().len() as u64 > max_bytes {
                true => Err(Failure::too_long(&origin, max_bytes)),
                false => places
                    .record(&row)
                    .map_err(|reason| Failure::new(&origin, reason)),
            };
            let found = found.map(|record| Item {
                origin,
                payload: Payload::Record(Box::new(record)),
            });
            if !(self.emit)(found) {
                return false;
            }
        }
    }
}

/// Where a table has the fields of a document.
struct Places {
    text: usize,
    id: Option<usize>,
    title: Option<usize>,
    published: Option<usize>,
}

impl Places {
    fn find(header: &csv::ByteRecord, columns: &Columns) -> Result<Self, String> {
        let place = |name: &str| {
            let is_named = |cell: &[u8]| cell.trim_ascii().eq_ignore_ascii_case(name.as_bytes());
            header.iter().position(is_named)
        };
        let text = place(&columns.text).ok_or_else(|| {
            let short = |cell: &[u8]| -> String {
                let name = String::from_utf8_lossy(&cell[..cell.len().min(256)]);
                name.chars().take(60).collect()
            };
            let known: Vec<_> = header.iter().take(TOLD_COLUMNS).map(short).collect();
            format!(
                "no column `{}` in the first row: {}",
                columns.text,
                known.join(", ")
            )
        })?;
        Ok(Self {
            text,
            id: place(&columns.id),
            title: place(&columns.title),
            published: place(&columns.published),
        })
    }

    fn record(&self, row: &csv::ByteRecord) -> Result<DocumentRecord, String> {
        if row.len() > MOST_CELLS {
            return Err(format!("a row of more than {MOST_CELLS} cells"));
        }
        let cell = |place: Option<usize>| {
            let cell = row.get(place?)?;
            (!cell.is_empty()).then(|| attache::read::decode(cell, None))
        };
        let text = cell(Some(self.text)).ok_or("a row without text")?;
        let mut record = DocumentRecord::new(text.text);
        record.encoding = Some(text.encoding.to_owned());
        record.id = cell(self.id).map(|id| id.text);
        record.title = cell(self.title).map(|title| title.text);
        if let Some(published) = cell(self.published) {
            let (date, time) = attache::read::date_time(published.text.trim())
                .map_err(|error| error.to_string())?;
            (record.published, record.published_time) = (Some(date), time);
        }
        Ok(record)
    }
}

/// A table of whose rows no more is held than of the longest document: of a longer one its beginning comes, and then
/// the next row.
struct Bounded<R> {
    reader: R,
    delimiter: u8,
    /// A row has so many bytes at most, its quotes and commas among them.
    most: u64,
    length: u64,
    at: Place,
}

/// Where in a row the last byte is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Start,
    Plain,
    Quoted,
    /// Behind a quote in quotes: they end there, or it stands for itself.
    Quote,
}

impl<R: Read> Bounded<R> {
    fn new(reader: R, delimiter: u8, max_bytes: u64) -> Self {
        // More than this can't be made of quotes and commas by a row that is not too long otherwise.
        let most = max_bytes
            .saturating_mul(2)
            .saturating_add(4 * MOST_CELLS as u64);
        Self {
            reader,
            delimiter,
            most,
            length: 0,
            at: Place::Start,
        }
    }

    /// What is to come of a byte.
    fn take(&mut self, byte: u8) -> Option<u8> {
        let was_quoted = self.at == Place::Quoted;
        let ends_row = !was_quoted && matches!(byte, b'\r' | b'\n');
        self.at = match (self.at, byte) {
            (Place::Start | Place::Quote, b'"') => Place::Quoted,
            (Place::Quoted, b'"') => Place::Quote,
            (Place::Quoted, _) => Place::Quoted,
            (_, byte) if ends_row || byte == self.delimiter => Place::Start,
            _ => Place::Plain,
        };
        if ends_row {
            self.length = 0;
            return Some(byte);
        }
        self.length += 1;
        match self.length.cmp(&self.most) {
            std::cmp::Ordering::Less => Some(byte),
            // Nothing is left open.
            std::cmp::Ordering::Equal => Some(if was_quoted { b'"' } else { byte }),
            std::cmp::Ordering::Greater => None,
        }
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.reader.read(buffer)?;
            let mut kept = 0;
            for index in 0..read {
                if let Some(byte) = self.take(buffer[index]) {
                    buffer[kept] = byte;
                    kept += 1;
                }
            }
            if kept > 0 || read == 0 {
                return Ok(kept);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(table: &[u8], max_bytes: u64) -> Vec<usize> {
        let mut bounded = Bounded::new(table, b',', max_bytes);
        bounded.most = 2 * max_bytes;
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .from_reader(bounded);
        let rows = reader.byte_records();
        rows.map(|row| row.expect("no error").as_slice().len())
            .collect()
    }

    #[test]
    fn a_row_out_of_bounds_is_cut_and_the_next_ones_are_whole() {
        for long in [
            "x".repeat(100),
            format!("\"{}\"", "\n, ".repeat(40)),
            format!("\"{}\",{}", "\"\"".repeat(40), ",".repeat(50)),
            format!("a\"{}\"", "x".repeat(60)),
        ] {
            let table = format!("a,b\n{long}\n5\" pipe,\"c\"\"d\"\n\"e\nf\",g\n");
            let rows = rows(table.as_bytes(), 10);
            assert_eq!((rows.len(), rows[0]), (4, 2), "{long}");
            assert_eq!(rows[2..], [10, 4], "{long}");
        }
    }
}
