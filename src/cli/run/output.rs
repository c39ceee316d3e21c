//! Where records go: standard output, or files that have their names only when they are whole.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Seek as _, SeekFrom, StdoutLock, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use attache::tables::TABLES;

use super::brat;
use super::forms::{Form, Written, header};
use super::journal::{Entry, Header, Journal, Spans};
#[cfg(feature = "parquet")]
use super::parquet;
use super::summary::Counts;
use crate::cli::input::Failure;
use crate::cli::{Stop, complain};

/// So long at most is what a power cut can take.
const SYNC_INTERVAL: Duration = Duration::from_secs(1);

/// Where records and failures go.
pub(crate) enum Output {
    Stdout(Box<Stdout>),
    Files(Box<FileOutput>),
}

pub(crate) struct Stdout {
    form: Form,
    output: BufWriter<StdoutLock<'static>>,
    /// No document is written yet.
    is_new: bool,
}

/// The files of a run.
pub(crate) struct Names {
    /// What the journal and messages are called after.
    run: PathBuf,
    /// The files of records, and how each begins.
    records: Vec<(PathBuf, Vec<u8>)>,
    /// Where documents have files of their own.
    folder: Option<PathBuf>,
    failures: PathBuf,
}

impl Names {
    /// Of a file, or of a folder if the form takes one, which is made where there is none.
    pub(crate) fn new(path: &Path, form: Form) -> Result<Self, Stop> {
        if !form.is_folder() {
            return Ok(Self::file(path, form));
        }
        let folder = path;
        let about =
            |error: &dyn std::fmt::Display| Stop::Other(format!("{}: {error}", folder.display()));
        fs::create_dir_all(folder).map_err(|error| about(&error))?;
        let tables =
            |ending: &str| TABLES.map(|table| folder.join(format!("{}.{ending}", table.name)));
        let records = match form {
            Form::Delimited(delimiter) => {
                let headers = TABLES.iter().map(|table| header(table, delimiter));
                let headers = headers.collect::<Result<Vec<_>, _>>();
                let names = tables(if delimiter == b',' { "csv" } else { "tsv" });
                names
                    .into_iter()
                    .zip(headers.map_err(|error| about(&error))?)
                    .collect()
            }
            #[cfg(feature = "parquet")]
            Form::Parquet => tables("parquet").map(|path| (path, Vec::new())).into(),
            _ => {
                let files = brat::configuration().into_iter();
                let files = files.map(|(name, text)| (folder.join(name), text.as_bytes().to_vec()));
                files.collect()
            }
        };
        Ok(Self {
            run: folder.join("records"),
            records,
            folder: matches!(form, Form::Brat).then(|| folder.to_owned()),
            failures: folder.join("failures.jsonl"),
        })
    }

    /// One file of records; failures beside it, for `records.jsonl` in `records.failures.jsonl`.
    fn file(path: &Path, form: Form) -> Self {
        Self {
            run: path.to_owned(),
            records: vec![(path.to_owned(), form.beginning())],
            folder: None,
            failures: path.with_extension("failures.jsonl"),
        }
    }
}

pub(crate) struct FileOutput {
    form: Form,
    run: PathBuf,
    records: Vec<Writer>,
    folder: Option<PathBuf>,
    #[cfg(feature = "parquet")]
    segments: Option<parquet::Segments>,
    failures: Writer,
    journal: Journal,
    last_sync: Instant,
}

/// A file that is written on at its end, and gets its name when it is whole.
struct Writer {
    path: PathBuf,
    file: BufWriter<File>,
    length: u64,
    /// The length of what it begins with.
    beginning: u64,
}

impl Output {
    pub(crate) fn stdout(form: Form) -> Self {
        Self::Stdout(Box::new(Stdout {
            form,
            output: BufWriter::new(io::stdout().lock()),
            is_new: true,
        }))
    }

    /// Begins files, or goes on with those that an earlier run of the same kind has left, from what its journal
    /// says; none if that one was whole.
    pub(crate) fn files(
        names: Names,
        form: Form,
        run: String,
        resume: bool,
    ) -> Result<Option<(Self, Counts, Spans)>, Stop> {
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
            let writer = Writer::open(path.clone(), &beginning, length);
            records.push(writer.map_err(about(&path))?);
        }
        let failures = Writer::open(names.failures.clone(), b"", entry.failures);
        let output = FileOutput {
            form,
            run: names.run,
            records,
            folder: names.folder,
            #[cfg(feature = "parquet")]
            segments: (form == Form::Parquet).then(parquet::Segments::default),
            failures: failures.map_err(about(&names.failures))?,
            journal,
            last_sync: Instant::now(),
        };
        let output = Self::Files(Box::new(output));
        Ok(Some((output, entry.counts, entry.done)))
    }

    /// Writes what a block of documents has come to.
    pub(crate) fn write(&mut self, written: Written) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => output.write(&written).map_err(Stop::Output),
            Self::Files(output) => output.write(written).map_err(|e| output.about(&e)),
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
    pub(crate) fn flush(&mut self, counts: &Counts, done: &Spans) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => output.output.flush().map_err(Stop::Output),
            Self::Files(output) if output.last_sync.elapsed() >= SYNC_INTERVAL => {
                output.sync(counts, done).map_err(|e| output.about(&e))
            }
            Self::Files(_) => Ok(()),
        }
    }

    /// Leaves the files so that a run can go on from here.
    pub(crate) fn pause(&mut self, counts: &Counts, done: &Spans) -> Result<(), Stop> {
        let Self::Files(output) = self else {
            return self.flush(counts, done);
        };
        output.sync(counts, done).map_err(|e| output.about(&e))?;
        complain(format!(
            "{} is not whole yet; the same command with --resume goes on",
            output.run.display()
        ));
        Ok(())
    }

    /// Ends what is written, and gives the files their names.
    pub(crate) fn finish(&mut self, counts: &Counts, done: &Spans) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => output.finish().map_err(Stop::Output),
            Self::Files(output) => output.finish(counts, done).map_err(|e| output.about(&e)),
        }
    }
}

impl Stdout {
    /// Only forms of one file get here.
    fn write(&mut self, written: &Written) -> io::Result<()> {
        let Written::Pieces(pieces) = written else {
            return Ok(());
        };
        for piece in pieces {
            let piece = self.begin(piece)?;
            self.output.write_all(piece)?;
        }
        Ok(())
    }

    /// Writes the beginning in front of a first piece, which has no separator then.
    fn begin<'p>(&mut self, piece: &'p [u8]) -> io::Result<&'p [u8]> {
        if !self.is_new || piece.is_empty() {
            return Ok(piece);
        }
        self.is_new = false;
        self.output.write_all(&self.form.beginning())?;
        Ok(without_separator(piece, self.form))
    }

    fn finish(&mut self) -> io::Result<()> {
        if self.is_new {
            self.output.write_all(&self.form.beginning())?;
        }
        self.output.write_all(self.form.ending())?;
        self.output.flush()
    }
}

/// A first piece of a file, which nothing is to be separated from.
fn without_separator(piece: &[u8], form: Form) -> &[u8] {
    piece.strip_prefix(form.separator()).unwrap_or(piece)
}

impl FileOutput {
    fn about(&self, error: &io::Error) -> Stop {
        Stop::Other(format!("{}: {error}", self.run.display()))
    }

    fn write(&mut self, written: Written) -> io::Result<()> {
        match written {
            Written::Pieces(pieces) => {
                for (writer, piece) in self.records.iter_mut().zip(&pieces) {
                    let piece = match writer.is_new() {
                        true => without_separator(piece, self.form),
                        false => piece,
                    };
                    writer.write(piece)?;
                }
                Ok(())
            }
            Written::Files(files) => {
                let folder = self.folder.as_deref().unwrap_or(Path::new(""));
                let mut files = files.iter();
                files.try_for_each(|(name, bytes)| write_file(&folder.join(name), bytes))
            }
            #[cfg(feature = "parquet")]
            Written::Batches(batches) => match &mut self.segments {
                None => Ok(()),
                Some(segments) => {
                    segments.add(batches)?;
                    match segments.is_full() {
                        true => self.end_segments(),
                        false => Ok(()),
                    }
                }
            },
        }
    }

    /// Writes the rows that are held to the files.
    #[cfg(feature = "parquet")]
    fn end_segments(&mut self) -> io::Result<()> {
        let Some(segments) = &mut self.segments else {
            return Ok(());
        };
        let pieces = segments.end()?;
        let mut pieces = self.records.iter_mut().zip(&pieces);
        pieces.try_for_each(|(writer, piece)| writer.write(piece))
    }

    /// Makes files of segments. They go when all is done, so that it can be done again.
    #[cfg(feature = "parquet")]
    fn finish_segments(&self) -> io::Result<()> {
        let parts = || self.records.iter().map(|writer| beside(&writer.path, PART));
        for ((writer, part), table) in self.records.iter().zip(parts()).zip(&TABLES) {
            parquet::assemble(&part, &writer.path, table)?;
        }
        fs::remove_file(beside(&self.run, ".journal"))?;
        parts().try_for_each(fs::remove_file)
    }

    /// True if all that has come is written to the files.
    fn is_at_rest(&self) -> bool {
        #[cfg(feature = "parquet")]
        return !self.segments.as_ref().is_some_and(parquet::Segments::holds);
        #[cfg(not(feature = "parquet"))]
        true
    }

    /// Puts on record how far it has come, if that is on disk.
    fn sync(&mut self, counts: &Counts, done: &Spans) -> io::Result<()> {
        if !self.is_at_rest() {
            return Ok(());
        }
        self.records.iter_mut().try_for_each(Writer::sync)?;
        self.failures.sync()?;
        self.journal.write(&Entry {
            outputs: self.records.iter().map(|writer| writer.length).collect(),
            failures: self.failures.length,
            done: done.clone(),
            counts: counts.clone(),
        })?;
        self.last_sync = Instant::now();
        Ok(())
    }

    fn finish(&mut self, counts: &Counts, done: &Spans) -> io::Result<()> {
        #[cfg(feature = "parquet")]
        self.end_segments()?;
        self.sync(counts, done)?;
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
        for writer in &mut self.records {
            writer.write(self.form.ending())?;
            writer.sync()?;
        }
        #[cfg(feature = "parquet")]
        if self.segments.is_some() {
            return self.finish_segments();
        }
        self.records.iter().try_for_each(Writer::finish)?;
        fs::remove_file(beside(&self.run, ".journal"))
    }
}

impl Writer {
    /// Opens what there is of a file, and cuts off what is beyond its known length; begins it if that is 0.
    fn open(path: PathBuf, beginning: &[u8], length: u64) -> io::Result<Self> {
        let part = beside(&path, PART);
        if length > 0 && !part.exists() && path.exists() {
            // Its run ended after it had its name, and before others had theirs.
            fs::rename(&path, &part)?;
        }
        let mut options = OpenOptions::new();
        let options = options.create(true).write(true).truncate(false);
        let mut file = options.open(part)?;
        if file.metadata()?.len() < length {
            let message = "shorter than its journal says; without --resume it begins anew";
            return Err(io::Error::other(message));
        }
        file.set_len(length)?;
        file.seek(SeekFrom::End(0))?;
        let mut writer = Self {
            path,
            file: BufWriter::with_capacity(256 * 1024, file),
            length,
            beginning: beginning.len() as u64,
        };
        if length == 0 {
            writer.write(beginning)?;
        }
        Ok(writer)
    }

    /// True if there is nothing but the beginning.
    fn is_new(&self) -> bool {
        self.length <= self.beginning
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

/// Writes a small file at once, so that it is there whole or not at all.
fn write_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let part = beside(path, PART);
    fs::write(&part, bytes)?;
    fs::rename(part, path)
}

/// What a file's name ends with that is not whole.
const PART: &str = ".part";

/// A file beside another, which only this program knows.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}
