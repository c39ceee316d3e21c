//! `attache extract`: documents in, JSON out.

use std::io::{self, Write as _};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::thread;
use std::time::Duration;

use attache::OffsetUnit;
use attache::read::Columns;
use clap::{Args, ValueEnum};

use super::input::{Format, Inputs, Loader};
use super::reading::Reading;
use super::run::{
    self, Cells, Counts, Course, Form, Job, Kind, Names, OtherLanguage, Output, Progress, Spans,
};
use super::{Outcome, PackArguments, Stop, complain};

const EXAMPLES: &str = "\
Examples:
  attache extract talks.txt
  attache extract --published 2015-11-16 --pretty < talks.txt
  attache extract -o records.jsonl news/ archive.tar.gz more.zip
  attache extract -o records.jsonl --resume news/ archive.tar.gz more.zip
  attache extract --format csv -o tables/ news/
  attache extract --format parquet -o tables/ articles.parquet
  attache extract --text-column body --published-column date articles.csv
  find news -name '*.txt' | attache extract --files-from -

What can be read: plain text, web pages (.html, .htm), JSON Lines (.jsonl, .ndjson), tables (.csv, .tsv,
.parquet), all of them compressed (.gz, .zst) or in archives (.tar, .tar.gz, .tgz, .tar.zst, .zip). A line of
JSON Lines is an object with `text` and, where known, `id`, `title` and `published`; a table has these columns.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Extract {
    /// Files, folders (with all that is in them), or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    #[command(flatten)]
    input: InputArguments,

    #[command(flatten)]
    output: OutputArguments,

    #[command(flatten)]
    reading: Reading,

    /// Take a document without a date to be of the day on which its file was changed last
    #[arg(long)]
    published_from_file_time: bool,

    /// Say of copies and near copies of an earlier document which one it is (`document.duplicate_of`)
    #[arg(long)]
    dedupe: bool,

    /// What to do with documents in another language than the pack's
    #[arg(long, value_enum, value_name = "WAY", default_value_t)]
    other_languages: OtherLanguage,

    /// How many threads to extract with [default: one for each core]
    #[arg(long, short, value_name = "N", help_heading = "Running")]
    jobs: Option<NonZeroUsize>,

    /// Write documents as they are done, whatever their order
    #[arg(long, help_heading = "Running")]
    unordered: bool,

    /// Give a document up that takes longer than this; it is a failure, and its record says so
    #[arg(long, value_name = "SECONDS", value_parser = seconds, help_heading = "Running")]
    timeout: Option<Duration>,

    /// End at the first document that can't be read
    #[arg(long, help_heading = "Running")]
    fail_fast: bool,

    /// List what would be read, and extract nothing
    #[arg(long, help_heading = "Running")]
    dry_run: bool,

    /// Show no progress and no summary
    #[arg(long, short, help_heading = "Running")]
    quiet: bool,

    /// Write what the run has come to as JSON: documents, failures, records by kind, seconds, memory
    #[arg(long, value_name = "FILE", help_heading = "Running")]
    stats: Option<PathBuf>,

    #[command(flatten)]
    pack: PackArguments,
}

/// What is read.
#[derive(Args)]
#[command(next_help_heading = "Input")]
struct InputArguments {
    /// Read further paths from a file, one a line, or from - for standard input
    #[arg(long, value_name = "FILE")]
    files_from: Option<PathBuf>,

    /// Take of folders only files that a pattern matches, or with ! in front none that it does;
    /// can be given again
    #[arg(long, value_name = "PATTERN")]
    glob: Vec<String>,

    /// What the files are, whatever their names say [default: by the ending of the name, else text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<Format>,

    /// The field or column that has the text
    #[arg(long, value_name = "NAME", default_value = "text")]
    text_column: String,

    /// The field or column that has the document's name
    #[arg(long, value_name = "NAME", default_value = "id")]
    id_column: String,

    /// The field or column that has the headline
    #[arg(long, value_name = "NAME", default_value = "title")]
    title_column: String,

    /// The field or column that has the date of publication, ISO 8601
    #[arg(long, value_name = "NAME", default_value = "published")]
    published_column: String,

    /// Read no document that is longer than this; it is a failure, and its record says so (`document.incomplete`)
    #[arg(long, value_name = "BYTES", default_value_t = 64 * 1024 * 1024)]
    max_bytes: u64,
}

/// What is written.
#[derive(Args)]
#[command(next_help_heading = "Output")]
struct OutputArguments {
    /// Write to a file, or for tables and brat to a folder; files have their names when they are whole, and failures
    /// are listed beside them [default: standard output]
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,

    /// How records are written
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: OutputFormat,

    /// Go on where an earlier run with the same inputs and options has ended
    #[arg(long, requires = "output")]
    resume: bool,

    /// Write only these kinds of record, with commas between them
    #[arg(long, value_enum, value_delimiter = ',', value_name = "KINDS")]
    only: Vec<Kind>,

    /// Indent the JSON
    #[arg(long)]
    pretty: bool,

    /// Write cells of CSV and TSV as they are, also those that a spreadsheet would take for formulas. Without it an
    /// apostrophe is put in front of text that begins with =, +, -, @, a tab or a new line
    #[arg(long)]
    raw_cells: bool,

    /// What offsets count
    #[arg(long, value_enum, value_name = "UNIT", default_value_t)]
    offsets: Unit,
}

/// A length of time in seconds, such as `2` or `0.5`.
fn seconds(words: &str) -> Result<Duration, String> {
    let seconds = words.parse::<f64>().map_err(|error| error.to_string())?;
    match Duration::try_from_secs_f64(seconds) {
        Ok(time) if !time.is_zero() => Ok(time),
        _ => Err("seconds are a number above 0".to_owned()),
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum OutputFormat {
    /// A line of JSON for each document
    #[default]
    Jsonl,
    /// One JSON array of all documents
    Json,
    /// A web page that shows all documents, with what was found in colour
    Html,
    /// A folder of tables, one for each kind of record, with commas
    Csv,
    /// The same with tabs
    Tsv,
    /// The same as Parquet
    #[cfg(feature = "parquet")]
    Parquet,
    /// A folder of texts and annotations for brat, to correct by hand
    Brat,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Unit {
    /// Code points, as Python does
    #[default]
    Char,
    /// Bytes of UTF-8, as Rust does
    Byte,
    /// UTF-16 code units, as JavaScript and Java do
    Utf16,
}

impl From<Unit> for OffsetUnit {
    fn from(unit: Unit) -> Self {
        match unit {
            Unit::Char => Self::Char,
            Unit::Byte => Self::Byte,
            Unit::Utf16 => Self::Utf16,
        }
    }
}

impl OutputArguments {
    fn form(&self) -> Form {
        let pretty = self.pretty;
        let cells = |delimiter| Cells {
            delimiter,
            are_raw: self.raw_cells,
        };
        match self.format {
            OutputFormat::Jsonl => Form::Lines { pretty },
            OutputFormat::Json => Form::Array { pretty },
            OutputFormat::Html => Form::Html,
            OutputFormat::Csv => Form::Delimited(cells(b',')),
            OutputFormat::Tsv => Form::Delimited(cells(b'\t')),
            #[cfg(feature = "parquet")]
            OutputFormat::Parquet => Form::Parquet,
            OutputFormat::Brat => Form::Brat,
        }
    }
}

impl Extract {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let inputs = self.inputs();
        if self.dry_run {
            let mut stdout = io::stdout().lock();
            return run::list(&inputs, |line| {
                writeln!(stdout, "{line}").map_err(Stop::Output)
            });
        }
        let form = self.output.form();
        let names = match &self.output.output {
            None if form.is_folder() => {
                return Err(Stop::Other(
                    "this format needs a folder: -o FOLDER".to_owned(),
                ));
            }
            None => None,
            Some(path) => Some(Names::new(path, form)?),
        };
        let extractor = self.pack.extractor()?;
        let (mut output, before, done) = match names {
            None => (Output::stdout(form), Counts::default(), Spans::default()),
            Some(names) => {
                let run = self.fingerprint(&inputs);
                let Some(begun) = Output::files(names, form, run, self.output.resume)? else {
                    if !self.quiet {
                        complain("the output is whole already");
                    }
                    return Ok(Outcome::Success);
                };
                begun
            }
        };
        let job = Job {
            extractor,
            loader: Loader {
                columns: inputs.columns.clone(),
                max_bytes: inputs.max_bytes,
                by_file_time: self.published_from_file_time,
            },
            reading: self.reading,
            unit: self.output.offsets.into(),
            form,
            other_languages: self.other_languages,
            only: self.output.only.clone(),
            fail_fast: self.fail_fast,
            timeout: self.timeout,
        };
        let mut progress = Progress::new(before, self.quiet);
        let threads = self.jobs.or_else(|| thread::available_parallelism().ok());
        let course = Arc::new(Course {
            inputs,
            threads: threads.map_or(1, NonZeroUsize::get),
            unordered: self.unordered,
            makes_files: form == Form::Brat,
            finds_copies: self.dedupe,
            done,
            read_bytes: AtomicU64::new(0),
        });
        let outcome = run::run(&job, &course, &mut output, &mut progress);
        let is_told = self.output.output.is_some() && !self.quiet;
        progress.end(is_told, self.stats.as_deref())?;
        outcome
    }

    fn inputs(&self) -> Inputs {
        let mut paths = self.paths.clone();
        if paths.is_empty() && self.input.files_from.is_none() {
            paths.push(PathBuf::from("-"));
        }
        let mut columns = Columns::default();
        columns.text.clone_from(&self.input.text_column);
        columns.id.clone_from(&self.input.id_column);
        columns.title.clone_from(&self.input.title_column);
        columns.published.clone_from(&self.input.published_column);
        Inputs {
            paths,
            files_from: self.input.files_from.clone(),
            globs: self.input.glob.clone(),
            format: self.input.input_format,
            columns,
            max_bytes: self.input.max_bytes,
        }
    }

    /// What makes two runs the same: all that the output depends on but the files themselves.
    fn fingerprint(&self, inputs: &Inputs) -> String {
        let output = &self.output;
        let how = (
            &output.only,
            output.format,
            output.pretty,
            output.offsets,
            output.raw_cells,
            self.published_from_file_time,
            self.other_languages,
            self.dedupe,
        );
        format!("{inputs:?} {how:?} {:?} {:?}", self.reading, self.pack)
    }
}
