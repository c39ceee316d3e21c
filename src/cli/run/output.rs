//! Where records go: standard output, or a file that has its name only when it is whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, StdoutLock, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::journal::{Entry, Header, Journal};
use super::summary::Counts;
use crate::cli::input::Failure;
use crate::cli::{Stop, complain};

/// So long at most is what a power cut can take.
const SYNC_INTERVAL: Duration = Duration::from_secs(1);

/// Where records and failures go.
pub(crate) enum Output {
    Stdout(BufWriter<StdoutLock<'static>>),
    File(Box<FileOutput>),
}

pub(crate) struct FileOutput {
    /// The names that the files get when they are whole.
    path: PathBuf,
    failures_path: PathBuf,
    records: Writer,
    failures: Writer,
    journal: Journal,
    last_sync: Instant,
}

/// A file that is written on at its end.
struct Writer {
    file: BufWriter<File>,
    length: u64,
}

/// Where a run begins that goes on from an earlier one.
pub(crate) enum Resumption {
    /// With what the earlier one has counted.
    From(Counts),
    /// Nowhere: it was whole.
    Whole,
}

impl Output {
    pub(crate) fn stdout() -> Self {
        Self::Stdout(BufWriter::new(io::stdout().lock()))
    }

    /// Begins a file, or goes on with one that an earlier run of the same kind has left.
    pub(crate) fn file(path: &Path, run: String, resume: bool) -> Result<(Self, Resumption), Stop> {
        let header = Header {
            attache: env!("CARGO_PKG_VERSION").to_owned(),
            run,
        };
        let (part, journal) = (beside(path, ".part"), beside(path, ".journal"));
        let about = |path: &Path| {
            let path = path.display().to_string();
            move |error: io::Error| Stop::Other(format!("{path}: {error}"))
        };
        let failures = beside(path, ".failures.part");
        let (journal, entry) = if resume && journal.exists() {
            let opened = Journal::open(&journal, &header).map_err(about(&journal))?;
            opened.ok_or_else(|| {
                let other = "is of a run with other options, inputs or pack";
                Stop::Other(format!(
                    "{}: {other}; without --resume it begins anew",
                    journal.display()
                ))
            })?
        } else if resume && path.exists() {
            return Ok((Self::stdout(), Resumption::Whole));
        } else {
            let journal = Journal::create(&journal, &header).map_err(about(&journal))?;
            (journal, Entry::default())
        };
        let output = FileOutput {
            path: path.to_owned(),
            failures_path: failures_name(path),
            records: Writer::open(&part, entry.output).map_err(about(&part))?,
            failures: Writer::open(&failures, entry.failures).map_err(about(&failures))?,
            journal,
            last_sync: Instant::now(),
        };
        Ok((Self::File(Box::new(output)), Resumption::From(entry.counts)))
    }

    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => output.write_all(bytes).map_err(Stop::Output),
            Self::File(output) => output.records.write(bytes).map_err(|e| output.about(&e)),
        }
    }

    pub(crate) fn fail(&mut self, failure: &Failure) -> Result<(), Stop> {
        let Self::File(output) = self else {
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
            Self::File(output) if output.last_sync.elapsed() >= SYNC_INTERVAL => {
                output.sync(counts).map_err(|e| output.about(&e))
            }
            Self::File(_) => Ok(()),
        }
    }

    /// Leaves the files so that a run can go on from here.
    pub(crate) fn pause(&mut self, counts: &Counts) -> Result<(), Stop> {
        let Self::File(output) = self else {
            return self.flush(counts);
        };
        output.sync(counts).map_err(|e| output.about(&e))?;
        complain(format!(
            "{} is not whole yet; the same command with --resume goes on",
            output.path.display()
        ));
        Ok(())
    }

    /// Gives the files their names.
    pub(crate) fn finish(&mut self, counts: &Counts) -> Result<(), Stop> {
        match self {
            Self::Stdout(_) => self.flush(counts),
            Self::File(output) => output.finish(counts).map_err(|e| output.about(&e)),
        }
    }
}

impl FileOutput {
    fn about(&self, error: &io::Error) -> Stop {
        Stop::Other(format!("{}: {error}", self.path.display()))
    }

    fn sync(&mut self, counts: &Counts) -> io::Result<()> {
        self.records.sync()?;
        self.failures.sync()?;
        self.journal.write(&Entry {
            output: self.records.length,
            failures: self.failures.length,
            counts: counts.clone(),
        })?;
        self.last_sync = Instant::now();
        Ok(())
    }

    fn finish(&mut self, counts: &Counts) -> io::Result<()> {
        self.sync(counts)?;
        let failures = beside(&self.path, ".failures.part");
        if self.failures.length > 0 {
            fs::rename(failures, &self.failures_path)?;
        } else {
            fs::remove_file(failures)?;
            // Those of an earlier run are not of this one.
            match fs::remove_file(&self.failures_path) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::rename(beside(&self.path, ".part"), &self.path)?;
        fs::remove_file(beside(&self.path, ".journal"))
    }
}

impl Writer {
    /// Opens a file, and cuts off what is beyond its known length.
    fn open(path: &Path, length: u64) -> io::Result<Self> {
        let options = OpenOptions::new()
            .create(true)
            .write(true)
            .truncate(false)
            .open(path);
        let mut file = options?;
        if file.metadata()?.len() < length {
            let message = "shorter than its journal says; without --resume it begins anew";
            return Err(io::Error::other(message));
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        Ok(Self {
            file: BufWriter::with_capacity(1024 * 1024, file),
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
}

/// A file beside another, which only this program knows.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

/// Where failures are listed: beside `records.jsonl`, `records.failures.jsonl`.
fn failures_name(path: &Path) -> PathBuf {
    path.with_extension("failures.jsonl")
}
