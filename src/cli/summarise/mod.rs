//! `attache summarise`: what a corpus is about, from its records.

mod corpus;
mod lists;
mod page;
mod periods;
mod report;
mod text;
mod timelines;

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Write as _};
use std::path::{Path, PathBuf};

use attache::Extraction;
use attache::read::{Line, LineReader};
use clap::{Args, ValueEnum};
use flate2::bufread::MultiGzDecoder;

use super::{Outcome, Stop, complain, input};

use self::corpus::Corpus;
use self::periods::By;
use self::report::Report;

const EXAMPLES: &str = "\
Examples:
  attache extract -o records.jsonl archive/
  attache summarise records.jsonl
  attache summarise --html summary.html --by quarter records.jsonl more.jsonl.gz";

/// A line of records that is longer is no line of records.
const LONGEST_LINE: u64 = 4 * 1024 * 1024 * 1024;

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Summarise {
    /// Records in JSON Lines, compressed (.gz, .zst) or not, or - for standard input
    #[arg(value_name = "RECORDS", required = true)]
    paths: Vec<PathBuf>,

    /// How many officials, posts, countries and the like to list
    #[arg(long, value_name = "N", default_value_t = 20)]
    top: usize,

    /// How long the periods are by which documents are counted
    #[arg(long, value_enum, value_name = "PERIOD", default_value_t)]
    by: By,

    /// Count copies of earlier documents too (see `extract --dedupe`)
    #[arg(long)]
    count_copies: bool,

    /// Write a web page with a matrix of countries and timelines
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,

    /// How to print the summary
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t)]
    format: Format,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum Format {
    /// Tables
    #[default]
    Text,
    /// One object with all of it
    Json,
}

impl Summarise {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let mut corpus = Corpus::new(self.count_copies);
        let mut outcome = Outcome::Success;
        for path in &self.paths {
            let (reader, name) = open(path).map_err(Stop::Other)?;
            if !read(reader, &name, &mut corpus) {
                outcome = Outcome::Failure;
            }
        }
        let report = Report::new(&corpus, self.top, self.by);
        if let Some(path) = &self.html {
            let page = page::page(&report);
            fs::write(path, page)
                .map_err(|error| Stop::Other(format!("{}: {error}", path.display())))?;
        }
        let text = match self.format {
            Format::Text => text::page(&report),
            Format::Json => serde_json::to_string(&report)
                .map(|json| json + "\n")
                .map_err(|error| Stop::Other(format!("no JSON: {error}")))?,
        };
        io::stdout()
            .lock()
            .write_all(text.as_bytes())
            .map_err(Stop::Output)?;
        Ok(outcome)
    }
}

/// A file of records, and what messages call it.
fn open(path: &Path) -> Result<(Box<dyn BufRead>, String), String> {
    let ending = path.extension().and_then(|ending| ending.to_str());
    let name = path.display().to_string();
    let file = || File::open(path).map(BufReader::new);
    let about = |error: io::Error| format!("{name}: {error}");
    let reader: Box<dyn BufRead> = match ending {
        Some("gz") => {
            let decoder = MultiGzDecoder::new(file().map_err(about)?);
            Box::new(BufReader::new(decoder))
        }
        Some("zst") => {
            let decoder = zstd::Decoder::with_buffer(file().map_err(about)?);
            Box::new(BufReader::new(decoder.map_err(about)?))
        }
        _ => return input::open(path),
    };
    Ok((reader, name))
}

/// Adds all records of a file; false if some of it is none, which is reported.
fn read(reader: impl BufRead, name: &str, corpus: &mut Corpus) -> bool {
    let mut lines = LineReader::new(reader, LONGEST_LINE);
    let mut line = Vec::new();
    let mut is_sound = true;
    loop {
        let reason = match lines.next_line(&mut line) {
            Ok(None) => return is_sound,
            Ok(Some(Line::Whole)) => match serde_json::from_slice::<Extraction>(&line) {
                Ok(extraction) => {
                    corpus.add(&extraction);
                    continue;
                }
                Err(error) => format!("no record: {error}"),
            },
            Ok(Some(_)) => "no record: too long".to_owned(),
            Err(error) => {
                complain(format_args!("{name}:{}: {error}", lines.number()));
                return false;
            }
        };
        is_sound = false;
        complain(format_args!("{name}:{}: {reason}", lines.number()));
    }
}
