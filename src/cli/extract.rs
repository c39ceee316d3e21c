//! `attache extract`: documents in, JSON out.

use std::cell::RefCell;
use std::io::{self, BufWriter, Write};
use std::num::NonZeroUsize;
use std::path::PathBuf;

use attache::read::DocumentRecord;
use attache::{Extractor, OffsetUnit, Scratch};
use clap::{Args, ValueEnum};
use rayon::prelude::*;

use super::input::{Documents, Format};
use super::reading::Reading;
use super::{Outcome, PackArguments, Stop, complain};

/// Enough documents to keep all threads busy, and a bound on the memory that they take.
const BATCH_DOCUMENTS: usize = 512;
const BATCH_BYTES: usize = 4 * 1024 * 1024;

/// The room for output that a place in the batch keeps from batch to batch.
const KEPT_BYTES: usize = 64 * 1024;

const EXAMPLES: &str = "\
Examples:
  attache extract talks.txt
  attache extract --published 2015-11-16 --pretty < talks.txt
  attache extract news/ archive.jsonl > records.jsonl
  zcat archive.jsonl.gz | attache extract --input-format jsonl -

A line of JSON Lines is an object with `text` and, where known, `id`, `title` and `published`.";

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Extract {
    /// Files, folders (with all that is in them), or - for standard input
    #[arg(value_name = "PATH")]
    paths: Vec<PathBuf>,

    /// Indent the JSON
    #[arg(long)]
    pretty: bool,

    #[command(flatten)]
    reading: Reading,

    /// What offsets count
    #[arg(long, value_enum, value_name = "UNIT", default_value_t)]
    offsets: Unit,

    /// What the files are [default: jsonl for .jsonl and .ndjson, else text]
    #[arg(long, value_enum, value_name = "FORMAT")]
    input_format: Option<Format>,

    /// How many threads to extract with [default: one for each core]
    #[arg(long, short, value_name = "N")]
    jobs: Option<NonZeroUsize>,

    #[command(flatten)]
    pack: PackArguments,
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

/// What is done with each document.
struct Job {
    extractor: Extractor,
    reading: Reading,
    unit: OffsetUnit,
    pretty: bool,
}

/// A document of the batch, and its place for output.
#[derive(Default)]
struct Slot {
    record: DocumentRecord,
    output: Vec<u8>,
    error: Option<serde_json::Error>,
}

impl Extract {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let job = Job {
            extractor: self.pack.extractor()?,
            reading: self.reading,
            unit: self.offsets.into(),
            pretty: self.pretty,
        };
        let threads = rayon::ThreadPoolBuilder::new()
            .num_threads(self.jobs.map_or(0, NonZeroUsize::get))
            .build()
            .map_err(|error| Stop::Other(format!("no threads: {error}")))?;
        let mut documents = Documents::new(self.paths, self.input_format);
        let mut output = BufWriter::new(io::stdout().lock());
        let mut outcome = Outcome::Success;
        let mut slots = Vec::new();
        loop {
            let filled = fill(&mut slots, &mut documents, &mut outcome);
            if filled == 0 {
                return Ok(outcome);
            }
            let batch = &mut slots[..filled];
            threads.install(|| {
                batch
                    .par_iter_mut()
                    .with_max_len(1)
                    .for_each(|slot| job.run(slot));
            });
            write(batch, &mut output)?;
        }
    }
}

/// Fills the batch from its start and says how many documents it has; none means the end.
fn fill(slots: &mut Vec<Slot>, documents: &mut Documents, outcome: &mut Outcome) -> usize {
    let (mut filled, mut bytes) = (0, 0);
    while filled < BATCH_DOCUMENTS && bytes < BATCH_BYTES {
        match documents.next() {
            Some(Ok(record)) => {
                bytes += record.text.len();
                if filled == slots.len() {
                    slots.push(Slot::default());
                }
                slots[filled].record = record;
                filled += 1;
            }
            Some(Err(message)) => {
                complain(message);
                *outcome = Outcome::Failure;
            }
            None => break,
        }
    }
    filled
}

fn write(batch: &mut [Slot], output: &mut impl Write) -> Result<(), Stop> {
    for slot in batch {
        if let Some(error) = slot.error.take() {
            return Err(Stop::Other(format!("no JSON: {error}")));
        }
        output.write_all(&slot.output).map_err(Stop::Output)?;
    }
    output.flush().map_err(Stop::Output)
}

impl Job {
    fn run(&self, slot: &mut Slot) {
        thread_local! {
            static SCRATCH: RefCell<Scratch> = RefCell::default();
        }
        let record = &slot.record;
        let document = self
            .reading
            .of(record.document(), record.published.is_some());
        let mut extraction =
            SCRATCH.with_borrow_mut(|scratch| self.extractor.extract_with(&document, scratch));
        extraction.convert_offsets(&record.text, self.unit);
        slot.output.clear();
        slot.output.shrink_to(KEPT_BYTES);
        let written = if self.pretty {
            serde_json::to_writer_pretty(&mut slot.output, &extraction)
        } else {
            serde_json::to_writer(&mut slot.output, &extraction)
        };
        slot.error = written.err();
        slot.output.push(b'\n');
    }
}
