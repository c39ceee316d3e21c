//! What each stage costs for a byte of text, beside what it may cost.
//!
//! ```text
//! cargo run --release -p attache-budget               nanoseconds by stage, and the targets
//! cargo run --release -p attache-budget -- --check    instructions by stage, against `budget.toml`
//! cargo run --release -p attache-budget -- --write    … written there
//! ```
//!
//! Times are the least of several rounds over the fixtures, or over the file that `ATTACHE_BENCH_FILE` names. Instructions
//! are counted by valgrind's callgrind, which noise can't fool: a stage that takes 3 % more of them than the file says
//! is an error. Compilers differ, so the file names the one that it holds for; with another the figures are printed only.

#![forbid(unsafe_code)]

use std::fmt::Write as _;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use attache::read::JsonlReader;
use attache::{Document, Extractor, Scratch, Stage};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

mod corpora;

/// A stage may take so much more than its budget,
const LIMIT: f64 = 1.03;
/// and so many instructions, which other processors' ways to copy memory and to search it may take.
const SLACK: f64 = 100_000.0;

/// What is run, each with all that is above it, and the target in nanoseconds for a byte, of this alone.
const STAGES: [(&str, f64); 7] = [
    ("read", 1.0),
    ("segment", 1.5),
    ("phrases", 1.0),
    ("shapes", 0.5),
    ("rules", 4.0),
    ("resolve", 2.5),
    ("json", 2.0),
];

/// Instructions for one run over the fixtures.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Budget {
    rustc: String,
    start: u64,
    stages: BTreeMap<String, u64>,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--counted", "start", ..] => {
            counted(|| drop(black_box(Extractor::builder().build())));
            ExitCode::SUCCESS
        }
        ["--counted", last, ..] => {
            let bench = Bench::new(false);
            let mut scratch = Scratch::default();
            bench.run(last, &mut scratch);
            counted(|| bench.run(last, &mut scratch));
            ExitCode::SUCCESS
        }
        ["--check", ..] => check(),
        ["--write", ..] => write(),
        _ => times(),
    }
}

/// Texts, and the extractor that reads them.
struct Bench {
    extractor: Extractor,
    lines: Vec<u8>,
    texts: Vec<String>,
}

impl Bench {
    fn new(with_file: bool) -> Self {
        let mut corpora = corpora::corpora();
        let (_, texts) = match with_file {
            true => corpora.pop().expect("the fixtures are there"),
            false => corpora.swap_remove(0),
        };
        let mut lines = Vec::new();
        for text in &texts {
            let line = serde_json::json!({ "text": text });
            serde_json::to_writer(&mut lines, &line).expect("memory takes all");
            lines.push(b'\n');
        }
        Self {
            extractor: Extractor::builtin(),
            lines,
            texts,
        }
    }

    fn bytes(&self) -> usize {
        self.texts.iter().map(String::len).sum()
    }

    /// Runs everything up to and with a stage. What is read is left out of the later ones, which have it already.
    fn run(&self, last: &str, scratch: &mut Scratch) {
        let stage = match last {
            "read" => {
                for record in JsonlReader::new(self.lines.as_slice(), "bench") {
                    black_box(record.expect("each line is a document"));
                }
                return;
            }
            "segment" => Stage::Segment,
            "phrases" => Stage::Phrases,
            "shapes" => Stage::Shapes,
            "rules" => Stage::Rules,
            _ => {
                let mut buffer = Vec::new();
                for text in &self.texts {
                    let extraction = self.extractor.extract_with(&Document::new(text), scratch);
                    if last == "json" {
                        buffer.clear();
                        serde_json::to_writer(&mut buffer, &extraction).expect("memory takes all");
                    }
                    black_box((extraction, &buffer));
                }
                return;
            }
        };
        for text in &self.texts {
            black_box(self.extractor.run_until(stage, text, scratch));
        }
    }
}

/// What callgrind counts the instructions of.
#[inline(never)]
fn counted(run: impl FnOnce()) {
    run();
}

/// What each stage takes alone, from what all up to it take.
fn differences<T: Copy + Default + std::ops::Sub<Output = T> + PartialOrd>(sums: &[T]) -> Vec<T> {
    let before = |at: usize| match at {
        0 | 1 => T::default(),
        _ => sums[at - 1],
    };
    let alone = |(at, sum): (usize, &T)| match *sum > before(at) {
        true => *sum - before(at),
        false => T::default(),
    };
    sums.iter().enumerate().map(alone).collect()
}

#[allow(clippy::print_stdout, reason = "the table is what this is for")]
fn times() -> ExitCode {
    let start = least_time(5, || drop(black_box(Extractor::builder().build())));
    let bench = Bench::new(true);
    let mut scratch = Scratch::default();
    let rounds = if bench.bytes() > 1_000_000 { 5 } else { 50 };
    let sums = STAGES.map(|(stage, _)| least_time(rounds, || bench.run(stage, &mut scratch)));
    let per_byte = |time: Duration| time.as_secs_f64() * 1e9 / bench.bytes() as f64;
    let mut table = String::from("| stage | target ns/byte | measured |\n|---|---|---|\n");
    let (mut wanted, mut measured) = (0.0, 0.0);
    for ((stage, target), time) in STAGES.iter().zip(differences(&sums)) {
        wanted += target;
        measured += per_byte(time);
        let _ = writeln!(table, "| {stage} | {target:.1} | {:.1} |", per_byte(time));
    }
    println!("{table}| all | {wanted:.1} | {measured:.1} |");
    println!("\nstart: {:.1} ms (target 5)", start.as_secs_f64() * 1e3);
    ExitCode::SUCCESS
}

fn least_time(rounds: usize, mut run: impl FnMut()) -> Duration {
    let mut once = || {
        let before = Instant::now();
        run();
        before.elapsed()
    };
    let first = once();
    (1..rounds).fold(first, |least, _| least.min(once()))
}

/// Counts the instructions of one run.
fn instructions(what: &str) -> Result<u64, String> {
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg("--toggle-collect=*counted*")
        .arg(own)
        .args(["--counted", what])
        .env_remove("ATTACHE_BENCH_FILE")
        .output()
        .map_err(|error| format!("valgrind can't be run: {error}"))?;
    let report = String::from_utf8_lossy(&output.stderr);
    let count = report
        .lines()
        .find_map(|line| line.split("Collected :").nth(1));
    let count = count.and_then(|count| count.trim().parse().ok());
    count
        .filter(|count| *count > 0)
        .ok_or_else(|| format!("valgrind counted nothing:\n{report}"))
}

fn measure() -> Result<Budget, String> {
    let output = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .arg("--version")
        .output()
        .map_err(|error| format!("rustc can't be run: {error}"))?;
    let sums = STAGES.map(|(stage, _)| instructions(stage));
    let sums = sums.into_iter().collect::<Result<Vec<u64>, String>>()?;
    let stages = STAGES.iter().map(|(stage, _)| (*stage).to_owned());
    Ok(Budget {
        rustc: String::from_utf8_lossy(&output.stdout).trim().to_owned(),
        start: instructions("start")?,
        stages: stages.zip(differences(&sums)).collect(),
    })
}

fn file() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("budget.toml")
}

const HEADING: &str = "\
# Instructions of each stage over the fixtures, as callgrind counts them; `start` is the built-in pack made ready.
# `cargo run --release -p attache-budget -- --check` fails where one takes 3 % more. A change that is worth more is made together with
# `cargo run --release -p attache-budget -- --write`, which writes this file.
";

#[allow(clippy::print_stderr, reason = "a failure is told")]
fn write() -> ExitCode {
    let budget = measure().and_then(|budget| {
        let text = toml::to_string(&budget).map_err(|error| error.to_string())?;
        std::fs::write(file(), format!("{HEADING}\n{text}")).map_err(|error| error.to_string())
    });
    match budget {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "the table is what this is for"
)]
fn check() -> ExitCode {
    let known = std::fs::read_to_string(file()).map_err(|error| error.to_string());
    let known =
        known.and_then(|text| toml::from_str::<Budget>(&text).map_err(|error| error.to_string()));
    let (known, measured) = match (known, measure()) {
        (Ok(known), Ok(measured)) => (known, measured),
        (Err(error), _) | (_, Err(error)) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
    let mut is_over = false;
    println!("| stage | budget, instructions | measured |\n|---|---|---|");
    let start = ("start", known.start, measured.start);
    let stages = STAGES.map(|(stage, _)| {
        let of = |budget: &Budget| budget.stages.get(stage).copied().unwrap_or(0);
        (stage, of(&known), of(&measured))
    });
    for (stage, budget, count) in std::iter::once(start).chain(stages) {
        let is_too_much = count as f64 > budget as f64 * LIMIT + SLACK;
        is_over |= is_too_much;
        let remark = if is_too_much { " **over**" } else { "" };
        println!("| {stage} | {budget} | {count}{remark} |");
    }
    if known.rustc != measured.rustc {
        println!(
            "\nthe budget is for {}, this is {}: not compared",
            known.rustc, measured.rustc
        );
        return ExitCode::SUCCESS;
    }
    match is_over {
        true => {
            eprintln!(
                "a stage takes more than 3 % over its budget; if it is worth it, write the budget anew"
            );
            ExitCode::FAILURE
        }
        false => ExitCode::SUCCESS,
    }
}
