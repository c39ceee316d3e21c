//! `attache summarise`: what a corpus is about, from its records.

mod corpus;
mod lists;
mod page;
mod periods;
mod report;
mod text;
mod timelines;

use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Outcome, Stop, records};

use self::corpus::Corpus;
use self::periods::By;
use self::report::Report;

const EXAMPLES: &str = "\
Examples:
  attache extract -o records.jsonl archive/
  attache summarise records.jsonl
  attache summarise --html summary.html --by quarter records.jsonl more.jsonl.gz";

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
        let outcome = records::read(&self.paths, |extraction| corpus.add(&extraction))?;
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
