//! How far a run has come, written beside its output, so that it can go on after whatever ends it.

use std::fs::{self, File};
use std::io::{self, BufRead as _, BufReader, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::lock::{self, Locked};
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
    /// All files have their names; what was for the way only has to go.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) is_whole: bool,
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

/// An open journal. As long as it is open, no other process has the output.
#[derive(Debug)]
pub(crate) struct Journal {
    file: File,
    path: PathBuf,
    is_new: bool,
}

impl Journal {
    /// Opens the journal of an output, or makes one that says nothing yet.
    pub(crate) fn open(path: PathBuf) -> io::Result<Self> {
        let Locked { file, is_new } = lock::open(&path)?;
        Ok(Self { file, path, is_new })
    }

    /// True if there was none before.
    pub(crate) fn is_new(&self) -> bool {
        self.is_new
    }

    /// Begins anew.
    pub(crate) fn begin(&mut self, header: &Header) -> io::Result<()> {
        self.cut(0)?;
        write_line(&mut self.file, header)
    }

    /// Says how far the run has come, to go on from there; none if it is another run's.
    pub(crate) fn resume(&mut self, header: &Header) -> io::Result<Option<Entry>> {
        let mut reader = BufReader::new(self.file.try_clone()?);
        let mut line = Vec::new();
        let mut read = move |line: &mut Vec<u8>| {
            line.clear();
            reader.read_until(b'\n', line)?;
            // A line that the end of the run has cut short does not count.
            Ok::<_, io::Error>(line.ends_with(b"\n"))
        };
        if !read(&mut line)? {
            self.begin(header)?;
            return Ok(Some(Entry::default()));
        }
        if serde_json::from_slice::<Header>(&line).ok().as_ref() != Some(header) {
            return Ok(None);
        }
        let mut last = Entry::default();
        let mut length = line.len() as u64;
        while read(&mut line)? {
            match serde_json::from_slice(&line) {
                Ok(entry) => last = entry,
                Err(_) => break,
            }
            length += line.len() as u64;
        }
        self.cut(length)?;
        Ok(Some(last))
    }

    /// Writes how far the run has come, and sees to it that this outlives a power cut.
    pub(crate) fn write(&mut self, entry: &Entry) -> io::Result<()> {
        write_line(&mut self.file, entry)?;
        self.file.sync_data()
    }

    /// Removes it: there is nothing to go on with.
    pub(crate) fn remove(&self) -> io::Result<()> {
        fs::remove_file(&self.path)
    }

    /// Leaves so many bytes, to be written on from there.
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.file.set_len(length)?;
        self.file.seek(SeekFrom::Start(length)).map(drop)
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
