//! Where records go: standard output, or files that have their names only when they are whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, StdoutLock, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::journal::{Entry, Header, Journal};
use super::summary::Counts;
use super::tables::{TABLES, Table};
use crate::cli::input::Failure;
use crate::cli::{Stop, complain};

/// So long at most is what a power cut can take.
const SYNC_INTERVAL: Duration = Duration::from_secs(1);

/// Where records and failures go.
pub(crate) enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    Files(Box<FileOutput>),
}

/// The files of a run.
pub(crate) struct Names {
    /// What the journal and messages are called after.
    pub(crate) run: PathBuf,
    /// The files of records, and how each begins.
    pub(crate) records: Vec<(PathBuf, Vec<u8>)>,
    pub(crate) failures: PathBuf,
}

impl Names {
    /// One file of records; failures beside it, for `records.jsonl` in `records.failures.jsonl`.
    pub(crate) fn file(path: &Path) -> Self {
        Self {
            run: path.to_owned(),
            records: vec![(path.to_owned(), Vec::new())],
            failures: path.with_extension("failures.jsonl"),
        }
    }

    /// A folder with a table for each kind of record.
    pub(crate) fn tables(folder: &Path, ending: &str, delimiter: u8) -> Result<Self, Stop> {
        let about =
            |error: &dyn std::fmt::Display| Stop::Other(format!("{}: {error}", folder.display()));
        fs::create_dir_all(folder).map_err(|error| about(&error))?;
        let table = |table: &Table| {
            let path = folder.join(format!("{}.{ending}", table.name));
            Ok((
                path,
                table.header(delimiter).map_err(|error| about(&error))?,
            ))
        };
        Ok(Self {
            run: folder.join("records"),
            records: TABLES.iter().map(table).collect::<Result<_, Stop>>()?,
            failures: folder.join("failures.jsonl"),
        })
    }
}

pub(crate) struct FileOutput {
    run: PathBuf,
    records: Vec<Writer>,
    failures: Writer,
    journal: Journal,
    last_sync: Instant,
}

/// A file that is written on at its end, and gets its name when it is whole.
struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    length: u64,
}

impl Output {
    pub(crate) fn stdout() -> Self {
        Self::Stdout(BufWriter::new(io::stdout().lock()))
    }

    /// Begins files, or goes on with those that an earlier run of the same kind has left, from what it has
    /// counted; none if that one was whole.
    pub(crate) fn files(
        names: Names,
        run: String,
        resume: bool,
    ) -> Result<Option<(Self, Counts)>, Stop> {
        let header = Header {
            attache: env!("CARGO_PKG_VERSION").to_owned(),
            run,
        };
        let journal = beside(&names.run, ".journal");
        let about = |path: &Path| {
            let path = path.display().to_string();
            move |error: io::Error| Stop::Other(format!("{path}: {error}"))
        };
        let is_whole = || names.records.iter().all(|(path, _)| path.exists());
        let (journal, entry) = if resume && journal.exists() {
            let opened = Journal::open(&journal, &header).map_err(about(&journal))?;
            opened.ok_or_else(|| {
                let other = "is of a run with other options, inputs or pack";
                Stop::Other(format!(
                    "{}: {other}; without --resume it begins anew",
                    journal.display()
                ))
            })?
        } else if resume && is_whole() {
            return Ok(None);
        } else {
            let journal = Journal::create(&journal, &header).map_err(about(&journal))?;
            (journal, Entry::default())
        };
        let mut records = Vec::new();
        for (index, (path, beginning)) in names.records.into_iter().enumerate() {
            let length = entry.outputs.get(index).copied().unwrap_or(0);
            let mut writer = Writer::open(path.clone(), length).map_err(about(&path))?;
            if length == 0 {
                writer.write(&beginning).map_err(about(&path))?;
            }
            records.push(writer);
        }
        let failures = Writer::open(names.failures.clone(), entry.failures);
        let output = FileOutput {
            run: names.run,
            records,
            failures: failures.map_err(about(&names.failures))?,
            journal,
            last_sync: Instant::now(),
        };
        Ok(Some((Self::Files(Box::new(output)), entry.counts)))
    }

    /// Writes what a document has come to: for each file of records, a piece.
    pub(crate) fn write(&mut self, pieces: &[Vec<u8>]) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => {
                let mut pieces = pieces.iter();
                pieces
                    .try_for_each(|piece| output.write_all(piece))
                    .map_err(Stop::Output)
            }
            Self::Files(output) => {
                let mut pieces = output.records.iter_mut().zip(pieces);
                let written = pieces.try_for_each(|(writer, piece)| writer.write(piece));
                written.map_err(|e| output.about(&e))
            }
        }
    }

    pub(crate) fn fail(&mut self, failure: &Failure) -> Result<(), Stop> {
        let Self::Files(output) = self else {
            return Ok(());
        };
        let mut line = serde_json::to_vec(failure).unwrap_or_default();
        line.push(b'\n');
        output.failures.write(&line).map_err(|e| output.about(&e))
    }

    /// Hands on what is written, and now and then puts on record how far it has come.
    pub(crate) fn flush(&mut self, counts: &Counts) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => output.flush().map_err(Stop::Output),
            Self::Files(output) if output.last_sync.elapsed() >= SYNC_INTERVAL => {
                output.sync(counts).map_err(|e| output.about(&e))
            }
            Self::Files(_) => Ok(()),
        }
    }

    /// Leaves the files so that a run can go on from here.
    pub(crate) fn pause(&mut self, counts: &Counts) -> Result<(), Stop> {
        let Self::Files(output) = self else {
            return self.flush(counts);
        };
        output.sync(counts).map_err(|e| output.about(&e))?;
        complain(format!(
            "{} is not whole yet; the same command with --resume goes on",
            output.run.display()
        ));
        Ok(())
    }

    /// Gives the files their names.
    pub(crate) fn finish(&mut self, counts: &Counts) -> Result<(), Stop> {
        match self {
            Self::Stdout(_) => self.flush(counts),
            Self::Files(output) => output.finish(counts).map_err(|e| output.about(&e)),
        }
    }
}

impl FileOutput {
    fn about(&self, error: &io::Error) -> Stop {
        Stop::Other(format!("{}: {error}", self.run.display()))
    }

    fn sync(&mut self, counts: &Counts) -> io::Result<()> {
        self.records.iter_mut().try_for_each(Writer::sync)?;
        self.failures.sync()?;
        self.journal.write(&Entry {
            outputs: self.records.iter().map(|writer| writer.length).collect(),
            failures: self.failures.length,
            counts: counts.clone(),
        })?;
        self.last_sync = Instant::now();
        Ok(())
    }

    fn finish(&mut self, counts: &Counts) -> io::Result<()> {
        self.sync(counts)?;
        if self.failures.length > 0 {
            self.failures.finish()?;
        } else {
            fs::remove_file(beside(&self.failures.path, PART))?;
            // Those of an earlier run are not of this one.
            match fs::remove_file(&self.failures.path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        self.records.iter().try_for_each(Writer::finish)?;
        fs::remove_file(beside(&self.run, ".journal"))
    }
}

impl Writer {
    /// Opens what there is of a file, and cuts off what is beyond its known length.
    fn open(path: PathBuf, length: u64) -> io::Result<Self> {
        let mut options = OpenOptions::new();
        let options = options.create(true).write(true).truncate(false);
        let mut file = options.open(beside(&path, PART))?;
        if file.metadata()?.len() < length {
            let message = "shorter than its journal says; without --resume it begins anew";
            return Err(io::Error::other(message));
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self {
            path,
            file: BufWriter::with_capacity(256 * 1024, file),
            length,
        })
    }

    fn write(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.length += bytes.len() as u64;
        self.file.write_all(bytes)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.file.flush()?;
        self.file.get_ref().sync_data()
    }

    /// Gives the file its name.
    fn finish(&self) -> io::Result<()> {
        fs::rename(beside(&self.path, PART), &self.path)
    }
}

/// What a file's name ends with that is not whole.
const PART: &str = ".part";

/// A file beside another, which only this program knows.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}
