//! What a run has come to: counted on its way, shown while it lasts, told at its end.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use attache::Extraction;
use clap::ValueEnum as _;
use indicatif::{
    HumanBytes, HumanCount, HumanDuration, ProgressBar, ProgressDrawTarget, ProgressStyle,
};
use serde::{Deserialize, Serialize};

use super::Course;
use super::kind::Kind;
use crate::cli::Stop;
use crate::cli::input::total_bytes as total_bytes_of;

/// What has been done. It goes into the journal, so that a run that goes on counts on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Counts {
    /// What was found to read, failures among it.
    pub(crate) items: u64,
    pub(crate) documents: u64,
    pub(crate) failed: u64,
    /// Documents in another language than the pack's, which were marked or skipped.
    pub(crate) other_languages: u64,
    /// Documents that are copies of earlier ones, if they were looked for.
    pub(crate) copies: u64,
    /// Of text, as UTF-8.
    pub(crate) bytes: u64,
    pub(crate) records: BTreeMap<Cow<'static, str>, u64>,
}

impl Counts {
    pub(crate) fn add(&mut self, more: &Self) {
        self.items += more.items;
        self.documents += more.documents;
        self.failed += more.failed;
        self.other_languages += more.other_languages;
        self.copies += more.copies;
        self.bytes += more.bytes;
        for (kind, number) in &more.records {
            *self.records.entry(kind.clone()).or_default() += number;
        }
    }

    /// Counts the records of one more document.
    pub(crate) fn count(&mut self, extraction: &Extraction) {
        for kind in Kind::value_variants() {
            let number = kind.count(extraction) as u64;
            if number > 0 {
                *self.records.entry(kind.name().into()).or_default() += number;
            }
        }
    }
}

/// What is shown while a run lasts, and what it has counted.
pub(crate) struct Progress {
    pub(crate) counts: Counts,
    bar: ProgressBar,
    begun: Instant,
    /// What an earlier run had done of it.
    before: Counts,
    /// How many bytes there are to read, once that is known.
    total_bytes: Arc<OnceLock<u64>>,
}

/// The end of a run, for programs.
#[derive(Serialize)]
struct Statistics<'c> {
    #[serde(flatten)]
    counts: &'c Counts,
    /// Of this run, without what an earlier one had done.
    seconds: f64,
    megabytes_per_second: f64,
    /// The most memory that the process had, where the system tells.
    peak_memory_bytes: Option<u64>,
}

impl Progress {
    /// Shown on a terminal, unless it is to be quiet.
    pub(crate) fn new(before: Counts, is_quiet: bool) -> Self {
        let bar = match !is_quiet && io::stderr().is_terminal() {
            true => ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()),
            false => ProgressBar::hidden(),
        };
        if let Ok(style) = ProgressStyle::with_template("{spinner} {elapsed} {msg}") {
            bar.set_style(style);
        }
        Self {
            counts: before.clone(),
            bar,
            begun: Instant::now(),
            before,
            total_bytes: Arc::default(),
        }
    }

    /// Finds out how much there is to read, if anybody is to know.
    pub(crate) fn await_total(&self, course: &Arc<Course>) {
        if self.bar.is_hidden() {
            return;
        }
        let (course, total_bytes) = (course.clone(), self.total_bytes.clone());
        thread::spawn(move || {
            if let Some(total) = total_bytes_of(&course.inputs) {
                // Nobody else sets it.
                let _ = total_bytes.set(total);
            }
        });
    }

    /// Shows how far the run has come, which has read so many bytes.
    pub(crate) fn update(&self, read_bytes: u64) {
        if self.bar.is_hidden() {
            return;
        }
        let left = self.left(read_bytes).unwrap_or_default();
        self.bar.set_message(self.line() + &left);
        self.bar.tick();
    }

    /// How long the rest takes if it goes on as so far.
    fn left(&self, read_bytes: u64) -> Option<String> {
        let total = *self.total_bytes.get()?;
        let share = read_bytes as f64 / total.max(1) as f64;
        let seconds = self.seconds() * (1.0 / share.max(f64::EPSILON) - 1.0);
        let left = Duration::try_from_secs_f64(seconds.clamp(0.0, 1e9)).ok()?;
        let percent = (share * 100.0).min(100.0);
        Some(format!(", {percent:.0} %, {} left", HumanDuration(left)))
    }

    /// Prints what is to stay, above what moves.
    pub(crate) fn say(&self, print: impl FnOnce()) {
        self.bar.suspend(print);
    }

    /// Tells what the run has come to: in words, and in a file for programs.
    pub(crate) fn end(&self, is_told: bool, file: Option<&Path>) -> Result<(), Stop> {
        self.bar.finish_and_clear();
        if is_told {
            anstream::eprintln!("{}", self.line());
        }
        let Some(path) = file else {
            return Ok(());
        };
        let seconds = self.seconds();
        let statistics = Statistics {
            counts: &self.counts,
            seconds,
            megabytes_per_second: self.rate(),
            peak_memory_bytes: peak_memory(),
        };
        let about =
            |error: &dyn std::fmt::Display| Stop::Other(format!("{}: {error}", path.display()));
        let mut text = serde_json::to_string_pretty(&statistics).map_err(|error| about(&error))?;
        text.push('\n');
        std::fs::write(path, text).map_err(|error| about(&error))
    }

    fn seconds(&self) -> f64 {
        self.begun
            .elapsed()
            .max(Duration::from_millis(1))
            .as_secs_f64()
    }

    /// Megabytes of text a second in this run.
    fn rate(&self) -> f64 {
        let bytes = self.counts.bytes - self.before.bytes;
        bytes as f64 / 1e6 / self.seconds()
    }

    fn line(&self) -> String {
        let counts = &self.counts;
        let records: u64 = counts.records.values().sum();
        let told = |number, what| match number {
            0 => String::new(),
            number => format!(", {} {what}", HumanCount(number)),
        };
        let others = told(counts.other_languages, "in other languages");
        let copies = told(counts.copies, "copies");
        format!(
            "{} documents, {} failed{others}{copies}, {}, {} records, {:.1} MB/s",
            HumanCount(counts.documents),
            HumanCount(counts.failed),
            HumanBytes(counts.bytes),
            HumanCount(records),
            self.rate(),
        )
    }
}

/// The most memory that the process had, as Linux tells.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kilobytes * 1024)
}
