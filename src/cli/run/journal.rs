//! How far a run has come, written beside its output, so that it can go on after whatever ends it.

use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
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
    pub(crate) counts: Counts,
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
