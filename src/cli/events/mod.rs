//! `attache events`: the events of a corpus, one by one or grouped by key, from its records.

mod groups;
mod plover;

use std::io::{self, BufWriter, Write as _};
use std::path::PathBuf;

use attache::{Event, Extraction};
use clap::Args;
use serde::Serialize;

use self::groups::Groups;
use super::{Outcome, Stop, records};

const EXAMPLES: &str = "\
Examples:
  attache extract -o records.jsonl archive/
  attache events records.jsonl > plover.jsonl
  attache events --merge --facts records.jsonl";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Events {
    /// Records in JSON Lines, compressed (.gz, .zst) or not, or - for standard input
    #[arg(value_name = "RECORDS", required = true)]
    paths: Vec<PathBuf>,

    /// Write a line for each key, with the documents that tell of it, those of most documents first
    #[arg(long)]
    merge: bool,

    /// Leave out what is planned, conditional or denied
    #[arg(long)]
    facts: bool,

    /// Leave out copies of earlier documents (see `extract --dedupe`)
    #[arg(long)]
    skip_copies: bool,
}

/// The statuses of what is told as a fact.
const FACTS: [&str; 2] = ["past", "ongoing"];

impl Events {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let mut output = BufWriter::new(io::stdout().lock());
        let mut groups = Groups::default();
        let mut error = None;
        let outcome = records::read(&self.paths, |extraction| {
            if error.is_some() || (self.skip_copies && extraction.document.duplicate_of.is_some()) {
                return;
            }
            let names = plover::Names::new(&extraction);
            for event in self.chosen(&extraction) {
                if self.merge {
                    groups.add(event, &extraction);
                } else if error.is_none() {
                    error = write_line(&mut output, &names.record(event)).err();
                }
            }
        })?;
        let groups = groups.into_sorted();
        let written = groups
            .iter()
            .try_for_each(|group| write_line(&mut output, group));
        error.map_or(written, Err).map_err(Stop::Output)?;
        output.flush().map_err(Stop::Output)?;
        Ok(outcome)
    }

    fn chosen<'e>(&self, extraction: &'e Extraction) -> impl Iterator<Item = &'e Event> {
        let facts = self.facts;
        let events = extraction.events.iter();
        events.filter(move |event| !facts || FACTS.contains(&&*event.status))
    }
}

fn write_line(output: &mut impl io::Write, value: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer(&mut *output, value)?;
    output.write_all(b"\n")
}
