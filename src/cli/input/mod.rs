//! The documents that the arguments name: found and taken apart in order on one thread, loaded on any.

mod dates;
#[cfg(feature = "parquet")]
mod footer;
mod load;
#[cfg(feature = "parquet")]
mod parquet;
mod streams;
mod table;
mod tar;
mod walk;

use std::ffi::OsStr;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

use attache::Incomplete;
use attache::read::{self, Columns, DocumentRecord};
use clap::ValueEnum;
use serde::Serialize;

pub(super) use self::load::{DatedBy, Loaded, Loader};
pub(super) use self::streams::Reader;
pub(super) use self::walk::total_bytes;

/// What messages call standard input.
pub(super) const STANDARD_INPUT: &str = "<stdin>";

/// Why there is nothing of what made its reader panic.
const DEFECT: &str = "a defect of this program; please report it";

/// Large enough that reading is no matter next to extraction.
const READ_BUFFER: usize = 256 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One document in each file
    Text,
    /// One web page in each file, of which its article is read
    Html,
    /// One document in each line: {"id": …, "text": …, "published": …, "title": …}
    Jsonl,
    /// One document in each row of a table with commas; its first row names the columns
    Csv,
    /// The same with tabs
    Tsv,
    /// One document in each row of a Parquet file
    #[cfg(feature = "parquet")]
    Parquet,
}

impl Format {
    /// True if a file of it is one document.
    fn is_one(self) -> bool {
        matches!(self, Self::Text | Self::Html)
    }

    /// The format of a file by the ending of its name.
    fn of(path: &Path) -> Self {
        let ending = path.extension().unwrap_or(OsStr::new(""));
        let is = |known: &str| ending.eq_ignore_ascii_case(known);
        if is("html") || is("htm") || is("xhtml") {
            Self::Html
        } else if is("jsonl") || is("ndjson") {
            Self::Jsonl
        } else if is("csv") {
            Self::Csv
        } else if is("tsv") {
            Self::Tsv
        } else if is("parquet") {
            Self::parquet()
        } else {
            Self::Text
        }
    }
}

#[cfg(feature = "parquet")]
impl Format {
    fn parquet() -> Self {
        Self::Parquet
    }
}

#[cfg(not(feature = "parquet"))]
impl Format {
    /// Without its reader such a file is read as a text that it is not.
    fn parquet() -> Self {
        Self::Text
    }
}

/// What is read, and how.
#[derive(Clone, Debug)]
pub(super) struct Inputs {
    /// Files, folders and `-` for standard input.
    pub(super) paths: Vec<PathBuf>,
    /// A file of further paths, one a line, or `-`.
    pub(super) files_from: Option<PathBuf>,
    /// Which files of folders to take.
    pub(super) globs: Vec<String>,
    pub(super) format: Option<Format>,
    pub(super) columns: Columns,
    /// The greatest size of a document, in bytes before decoding.
    pub(super) max_bytes: u64,
}

/// A document on its way. What is costly about it is done by [`Loader`], on whatever thread.
#[derive(Debug)]
pub(super) struct Item {
    /// Where it comes from: `news/talks.txt`, `news.tar.gz/talks.txt`, `news.jsonl:12`.
    pub(super) origin: String,
    payload: Payload,
}

#[derive(Debug)]
enum Payload {
    /// A file that is one document, and its size.
    File(PathBuf, Format, usize),
    /// What a member of an archive or standard input holds.
    Bytes(Vec<u8>, Format),
    /// A line of JSON Lines, and the byte at which it begins.
    Line(Vec<u8>, u64),
    /// A row of a table.
    Record(Box<DocumentRecord>),
}

impl Item {
    /// How many bytes it takes in memory, or will.
    pub(super) fn size(&self) -> usize {
        match &self.payload {
            Payload::File(_, _, size) => *size,
            Payload::Bytes(bytes, _) | Payload::Line(bytes, _) => bytes.len(),
            Payload::Record(record) => record.text.len(),
        }
    }
}

/// What could not be read, and why. It is reported, and the rest goes on.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Failure {
    /// Where it is: a path, a member of an archive, a line.
    pub(super) path: String,
    pub(super) reason: String,
    /// The byte of the file at which it begins, where that is known: for lines of JSON Lines.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) offset: Option<u64>,
    /// The limit that it has passed; then a record says so in its place.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) incomplete: Option<Incomplete>,
}

impl Failure {
    pub(super) fn new(path: impl Into<String>, reason: impl ToString) -> Self {
        Self {
            path: path.into(),
            reason: reason.to_string(),
            offset: None,
            incomplete: None,
        }
    }

    /// A document that has more bytes than it may have.
    pub(super) fn too_long(path: impl Into<String>, max_bytes: u64) -> Self {
        Self {
            incomplete: Some(Incomplete::TooLong),
            ..Self::new(path, format!("longer than {max_bytes} bytes (--max-bytes)"))
        }
    }

    /// A document that takes longer than it may take.
    pub(super) fn timeout(path: impl Into<String>, timeout: Duration) -> Self {
        let seconds = timeout.as_secs_f64();
        Self {
            incomplete: Some(Incomplete::Timeout),
            ..Self::new(path, format!("not done in {seconds} seconds (--timeout)"))
        }
    }

    pub(super) fn message(&self) -> String {
        format!("{}: {}", self.path, self.reason)
    }
}

/// A file, or standard input for `-`, and what messages call it.
pub(super) fn open(path: &Path) -> Result<(Box<dyn BufRead>, String), String> {
    if is_standard_input(path) {
        let reader = BufReader::with_capacity(READ_BUFFER, io::stdin());
        return Ok((Box::new(reader), STANDARD_INPUT.to_owned()));
    }
    let file = File::open(path).map_err(|error| format!("{}: {error}", path.display()))?;
    let reader = BufReader::with_capacity(READ_BUFFER, file);
    Ok((Box::new(reader), path.display().to_string()))
}

/// The text of a file, or of standard input for `-`.
pub(super) fn text(path: &Path) -> Result<String, String> {
    let text = if is_standard_input(path) {
        read::text(io::stdin().lock(), STANDARD_INPUT)
    } else {
        read::text_file(path)
    };
    text.map_err(|error| error.to_string())
}

fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}
