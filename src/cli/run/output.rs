//! Where records go: standard output, or files that have their names only when they are whole.

use std::fs;
use std::io::{self, BufWriter, StdoutLock, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use attache::tables::TABLES;

use super::brat;
use super::forms::{Form, Written};
use super::journal::{Entry, Header, Journal, Spans};
#[cfg(feature = "parquet")]
use super::parquet;
use super::summary::Counts;
use super::writer::{self, Writer, about, beside, remove, write_file};
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
        let names = match form.is_folder() {
            false => Self::file(path, form),
            true => Self::folder(path, form),
        };
        names.map_err(Stop::Other)
    }

    fn folder(folder: &Path, form: Form) -> writer::Result<Self> {
        fs::create_dir_all(folder).map_err(about(folder))?;
        let tables =
            |ending: &str| TABLES.map(|table| folder.join(format!("{}.{ending}", table.name)));
        let records = match form {
            Form::Delimited(cells) => {
                let headers = TABLES.iter().map(|table| cells.header(table));
                let headers = headers.collect::<Result<Vec<_>, _>>();
                let names = tables(if cells.delimiter == b',' {
                    "csv"
                } else {
                    "tsv"
                });
                names
                    .into_iter()
                    .zip(headers.map_err(about(folder))?)
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
    fn file(path: &Path, form: Form) -> writer::Result<Self> {
        if path.exists() && !path.is_file() {
            return Err(about(path)("is no file, which this format writes"));
        }
        Ok(Self {
            run: path.to_owned(),
            records: vec![(path.to_owned(), form.beginning())],
            folder: None,
            failures: path.with_extension("failures.jsonl"),
        })
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
        let begun = FileOutput::begin(names, form, &header, resume).map_err(Stop::Other)?;
        Ok(begun.map(|(output, entry)| (Self::Files(Box::new(output)), entry.counts, entry.done)))
    }

    /// Writes what a block of documents has come to.
    pub(crate) fn write(&mut self, written: Written) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => output.write(&written).map_err(Stop::Output),
            Self::Files(output) => output.write(written).map_err(|e| output.stop(e)),
        }
    }

    pub(crate) fn fail(&mut self, failure: &Failure) -> Result<(), Stop> {
        let Self::Files(output) = self else {
            return Ok(());
        };
        let mut line = serde_json::to_vec(failure).unwrap_or_default();
        line.push(b'\n');
        output.failures.write(&line).map_err(|e| output.stop(e))
    }

    /// Hands on what is written, and now and then puts on record how far it has come.
    pub(crate) fn flush(&mut self, counts: &Counts, done: &Spans) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => output.output.flush().map_err(Stop::Output),
            Self::Files(output) if output.last_sync.elapsed() >= SYNC_INTERVAL => {
                output.sync(counts, done).map_err(|e| output.stop(e))
            }
            Self::Files(_) => Ok(()),
        }
    }

    /// Leaves the files so that a run can go on from here.
    pub(crate) fn pause(&mut self, counts: &Counts, done: &Spans) -> Result<(), Stop> {
        let Self::Files(output) = self else {
            return self.flush(counts, done);
        };
        output.sync(counts, done).map_err(|e| output.stop(e))?;
        complain(output.how_to_go_on());
        Ok(())
    }

    /// Ends what is written, and gives the files their names.
    pub(crate) fn finish(&mut self, counts: &Counts, done: &Spans) -> Result<(), Stop> {
        match self {
            Self::Stdout(output) => output.finish().map_err(Stop::Output),
            Self::Files(output) => output.finish(counts, done).map_err(|e| output.stop(e)),
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
    fn begin(
        names: Names,
        form: Form,
        header: &Header,
        resume: bool,
    ) -> writer::Result<Option<(Self, Entry)>> {
        let path = beside(&names.run, ".journal");
        let mut journal = Journal::open(path.clone()).map_err(about(&path))?;
        let is_whole = || names.records.iter().all(|(path, _)| path.exists());
        if resume && journal.is_new() && is_whole() {
            journal.remove().map_err(about(&path))?;
            return Ok(None);
        }
        let entry = match resume {
            false => journal.begin(header).map(|()| Some(Entry::default())),
            true => journal.resume(header),
        };
        let entry = entry.map_err(about(&path))?.ok_or_else(|| {
            let other = "is of a run with other options, inputs or pack";
            about(&path)(format!("{other}; without --resume it begins anew"))
        })?;
        if entry.is_whole {
            for (path, _) in &names.records {
                remove(&beside(path, writer::PART))?;
            }
            journal.remove().map_err(about(&path))?;
            return Ok(None);
        }
        let mut records = Vec::new();
        for (index, (path, beginning)) in names.records.into_iter().enumerate() {
            let length = entry.outputs.get(index).copied().unwrap_or(0);
            records.push(Writer::open(path, &beginning, length)?);
        }
        let output = Self {
            form,
            run: names.run,
            records,
            folder: names.folder,
            #[cfg(feature = "parquet")]
            segments: (form == Form::Parquet).then(parquet::Segments::default),
            failures: Writer::open(names.failures, b"", entry.failures)?,
            journal,
            last_sync: Instant::now(),
        };
        Ok(Some((output, entry)))
    }

    /// Ends the run for what could not be written. What the journal knows of stays.
    fn stop(&self, reason: String) -> Stop {
        Stop::Other(format!("{reason}\n{}", self.how_to_go_on()))
    }

    fn how_to_go_on(&self) -> String {
        format!(
            "{} is not whole yet; the same command with --resume goes on",
            self.run.display()
        )
    }

    fn write(&mut self, written: Written) -> writer::Result<()> {
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
                    segments.add(batches).map_err(about(&self.run))?;
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
    fn end_segments(&mut self) -> writer::Result<()> {
        let Some(segments) = &mut self.segments else {
            return Ok(());
        };
        let pieces = segments.end().map_err(about(&self.run))?;
        let mut pieces = self.records.iter_mut().zip(&pieces);
        pieces.try_for_each(|(writer, piece)| writer.write(piece))
    }

    /// Makes files of segments. They go when all is done, so that it can be done again.
    #[cfg(feature = "parquet")]
    fn finish_segments(&mut self, counts: &Counts, done: &Spans) -> writer::Result<()> {
        for (writer, table) in self.records.iter().zip(&TABLES) {
            let whole = parquet::assemble(&writer.part(), &writer.path, table);
            whole.map_err(about(&writer.path))?;
        }
        self.record(counts, done, true)?;
        self.records.iter().try_for_each(Writer::discard)
    }

    /// True if all that has come is written to the files.
    fn is_at_rest(&self) -> bool {
        #[cfg(feature = "parquet")]
        return !self.segments.as_ref().is_some_and(parquet::Segments::holds);
        #[cfg(not(feature = "parquet"))]
        true
    }

    /// Puts on record how far it has come, if that is on disk.
    fn sync(&mut self, counts: &Counts, done: &Spans) -> writer::Result<()> {
        if !self.is_at_rest() {
            return Ok(());
        }
        self.records.iter_mut().try_for_each(Writer::sync)?;
        self.failures.sync()?;
        self.record(counts, done, false)
    }

    fn record(&mut self, counts: &Counts, done: &Spans, is_whole: bool) -> writer::Result<()> {
        let entry = Entry {
            outputs: self.records.iter().map(|writer| writer.length).collect(),
            failures: self.failures.length,
            done: done.clone(),
            counts: counts.clone(),
            is_whole,
        };
        self.journal.write(&entry).map_err(about(&self.run))?;
        self.last_sync = Instant::now();
        Ok(())
    }

    fn finish(&mut self, counts: &Counts, done: &Spans) -> writer::Result<()> {
        #[cfg(feature = "parquet")]
        self.end_segments()?;
        self.sync(counts, done)?;
        if self.failures.length > 0 {
            self.failures.finish()?;
        } else {
            self.failures.discard()?;
            // Those of an earlier run are not of this one.
            remove(&self.failures.path)?;
        }
        for writer in &mut self.records {
            writer.write(self.form.ending())?;
            writer.sync()?;
        }
        #[cfg(feature = "parquet")]
        if self.segments.is_some() {
            self.finish_segments(counts, done)?;
            return self.journal.remove().map_err(about(&self.run));
        }
        self.records.iter().try_for_each(Writer::finish)?;
        self.journal.remove().map_err(about(&self.run))
    }
}
