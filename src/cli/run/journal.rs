//! How far a run has come, written beside its output, so that it can go on after whatever ends it.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::ops::Range;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::summary::Counts;

/// The first line: what the run is. Another run can't go on from here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) attache: String,
    pub(crate) run: String,
}

/// A further line: what is on disk, whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Entry {
    /// The lengths of the files of records.
    pub(crate) outputs: Vec<u64>,
    /// The length of the list of failures.
    pub(crate) failures: u64,
    /// The documents whose records and failures these are.
    pub(crate) done: Spans,
    pub(crate) counts: Counts,
}

/// Which of the documents are done, by their places: spans in order that do not touch, ends exclusive. In the
/// order of the input it is one; without it can be some.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Spans(Vec<Range<u64>>);

impl Spans {
    /// Adds a span that overlaps none.
    pub(crate) fn add(&mut self, span: Range<u64>) {
        if span.is_empty() {
            return;
        }
        let at = self.0.partition_point(|known| known.end < span.start);
        let mut joined = span;
        let mut end = at;
        while let Some(known) = self.0.get(end).filter(|known| known.start <= joined.end) {
            joined = joined.start.min(known.start)..joined.end.max(known.end);
            end += 1;
        }
        self.0.splice(at..end, [joined]);
    }

    pub(crate) fn contains(&self, place: u64) -> bool {
        let at = self.0.partition_point(|known| known.end <= place);
        self.0.get(at).is_some_and(|known| known.start <= place)
    }
}

/// An open journal.
#[derive(Debug)]
pub(crate) struct Journal(File);

impl Journal {
    /// Begins a journal.
    pub(crate) fn create(path: &Path, header: &Header) -> io::Result<Self> {
        let mut file = File::create(path)?;
        write_line(&mut file, header)?;
        Ok(Self(file))
    }

    /// Opens a journal to go on with, and says how far the run has come; none if it is of another run.
    pub(crate) fn open(path: &Path, header: &Header) -> io::Result<Option<(Self, Entry)>> {
        let mut reader = BufReader::new(File::open(path)?);
        let mut line = String::new();
        reader.read_line(&mut line)?;
        if serde_json::from_str::<Header>(&line).ok().as_ref() != Some(header) {
            return Ok(None);
        }
        let mut last = Entry::default();
        let mut length = line.len() as u64;
        loop {
            line.clear();
            reader.read_line(&mut line)?;
            // A line that the end of the run has cut short does not count.
            match serde_json::from_str(&line) {
                Ok(entry) if line.ends_with('\n') => last = entry,
                _ => break,
            }
            length += line.len() as u64;
        }
        let file = OpenOptions::new().append(true).open(path)?;
        file.set_len(length)?;
        Ok(Some((Self(file), last)))
    }

    /// Writes how far the run has come, and sees to it that this outlives a power cut.
    pub(crate) fn write(&mut self, entry: &Entry) -> io::Result<()> {
        write_line(&mut self.0, entry)?;
        self.0.sync_data()
    }
}

fn write_line(file: &mut File, value: &impl Serialize) -> io::Result<()> {
    let mut line = serde_json::to_vec(value)?;
    line.push(b'\n');
    file.write_all(&line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_that_touch_are_joined() {
        let mut spans = Spans::default();
        for span in [10..20, 40..50, 0..5, 20..30, 30..40, 7..7, 5..10] {
            spans.add(span);
        }
        assert_eq!(spans.0, vec![Range { start: 0, end: 50 }]);
        spans.add(60..70);
        let inside = [0, 49, 50, 59, 60, 69, 70].map(|place| spans.contains(place));
        assert_eq!(inside, [true, true, false, false, true, true, false]);
    }
}
