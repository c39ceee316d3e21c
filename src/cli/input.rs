//! The documents that the arguments name, one after the other.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::vec;

use attache::read::{self, DocumentRecord, JsonlReader};
use clap::ValueEnum;

/// What messages call standard input.
pub(super) const STANDARD_INPUT: &str = "<stdin>";

/// Large enough that reading is no matter next to extraction.
const READ_BUFFER: usize = 256 * 1024;

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// One document in each file
    Text,
    /// One document in each line: {"id": …, "text": …, "published": …, "title": …}
    Jsonl,
}

impl Format {
    fn of(path: &Path) -> Self {
        let is_jsonl = |ending: &OsStr| {
            ending.eq_ignore_ascii_case("jsonl") || ending.eq_ignore_ascii_case("ndjson")
        };
        match path.extension() {
            Some(ending) if is_jsonl(ending) => Self::Jsonl,
            _ => Self::Text,
        }
    }
}

/// Reads documents as they are asked for. What can't be read is an `Err` with a message that names
/// it, and the rest goes on.
pub(super) struct Documents {
    walk: Walk,
    format: Option<Format>,
    lines: Option<JsonlReader<Box<dyn BufRead>>>,
}

impl Documents {
    /// The documents of files, folders and, for `-` or where no path is given, standard input.
    pub(super) fn new(mut paths: Vec<PathBuf>, format: Option<Format>) -> Self {
        if paths.is_empty() {
            paths.push(PathBuf::from("-"));
        }
        Self {
            walk: Walk::new(paths),
            format,
            lines: None,
        }
    }

    fn open(&mut self, path: &Path) -> Result<Option<DocumentRecord>, String> {
        let is_stdin = is_standard_input(path);
        let format = self.format.unwrap_or_else(|| Format::of(path));
        if format == Format::Jsonl {
            let (reader, name) = open(path)?;
            self.lines = Some(JsonlReader::new(reader, name));
            return Ok(None);
        }
        let mut record = DocumentRecord::new(text(path)?);
        record.id = (!is_stdin).then(|| path.display().to_string());
        Ok(Some(record))
    }
}

impl Iterator for Documents {
    type Item = Result<DocumentRecord, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(lines) = &mut self.lines {
                match lines.next() {
                    Some(record) => return Some(record.map_err(|error| error.to_string())),
                    None => self.lines = None,
                }
            }
            let opened = match self.walk.next()? {
                Ok(path) => self.open(&path),
                Err(message) => Err(message),
            };
            if let Some(item) = opened.transpose() {
                return Some(item);
            }
        }
    }
}

/// A file, or standard input for `-`, and what messages call it.
pub(super) fn open(path: &Path) -> Result<(Box<dyn BufRead>, String), String> {
    if is_standard_input(path) {
        let reader = BufReader::with_capacity(READ_BUFFER, io::stdin());
        return Ok((Box::new(reader), STANDARD_INPUT.to_owned()));
    }
    let file = File::open(path).map_err(|error| about(path, &error))?;
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

fn about(path: &Path, error: &io::Error) -> String {
    format!("{}: {error}", path.display())
}

/// The files of paths in order; a folder gives its files and those of its folders, by name.
struct Walk {
    /// What is still to be visited of each folder that we are in; the first is the command line.
    open: Vec<vec::IntoIter<PathBuf>>,
}

impl Walk {
    fn new(paths: Vec<PathBuf>) -> Self {
        Self {
            open: vec![paths.into_iter()],
        }
    }
}

impl Iterator for Walk {
    type Item = Result<PathBuf, String>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(folder) = self.open.last_mut() {
            let Some(path) = folder.next() else {
                self.open.pop();
                continue;
            };
            let is_given = self.open.len() == 1;
            if is_given && is_standard_input(&path) {
                return Some(Ok(path));
            }
            let kind = match fs::metadata(&path) {
                Ok(metadata) => metadata.file_type(),
                Err(error) => return Some(Err(about(&path, &error))),
            };
            if kind.is_dir() {
                // A link to a folder can lead back to where it is, so only the user's own is followed.
                if is_given || !path.is_symlink() {
                    match list(&path) {
                        Ok(paths) => self.open.push(paths.into_iter()),
                        Err(error) => return Some(Err(about(&path, &error))),
                    }
                }
            } else if is_given || kind.is_file() {
                // A pipe that the user names is read; one that lies about in a folder would hang us.
                return Some(Ok(path));
            }
        }
        None
    }
}

/// What is in a folder, hidden things apart, sorted by name.
fn list(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let name = entry?.file_name();
        if !name.as_encoded_bytes().starts_with(b".") {
            names.push(name);
        }
    }
    names.sort();
    Ok(names.into_iter().map(|name| join(folder, &name)).collect())
}

/// Joined with `/` on every system, so that the output is the same.
fn join(folder: &Path, name: &OsStr) -> PathBuf {
    let mut path = folder.as_os_str().to_owned();
    if !path.as_encoded_bytes().ends_with(b"/") {
        path.push("/");
    }
    path.push(name);
    PathBuf::from(path)
}
