//! What hostile texts and packs cost, in time and memory, when they are twice as long.
//!
//! ```text
//! cargo run --release -p attache-limits                 10 MB of each text and 20 MB, all packs
//! cargo run --release -p attache-limits -- --short      1 and 2 MB, smaller packs
//! cargo run --release -p attache-limits -- --only NAME  one of them
//! ```
//!
//! Each measurement is a process of its own, so that its greatest memory is its own. Time is what the thread had of a
//! processor, not what a clock says. What is twice as long may take 2.2 times as long; a text may take so many
//! bytes for each of its own, and what the extractor takes itself. What takes more makes the program fail. In the short
//! form, whose times are so small that noise tells in them, it may take three times as long: what is quadratic takes four.

#![forbid(unsafe_code)]

mod packs;
mod texts;

use std::hint::black_box;
use std::process::{Command, ExitCode};
use std::time::Duration;

use attache::{Document, Extractor, OffsetUnit, Scratch, Stage};

/// What is twice as long may take so many times as long,
const MOST_TIMES: f64 = 2.2;
const MOST_TIMES_SHORT: f64 = 3.0;
/// and so much more, which is noise.
const SLACK: Duration = Duration::from_millis(20);
/// Memory for each byte of text, in bytes, output included,
const MOST_MEMORY: f64 = 300.0;
/// and what the program takes without any.
const OWN_MEMORY: f64 = 64e6;
/// So often is measured before it is believed that something takes more.
const TRIES: usize = 4;

/// What one run has taken.
#[derive(Clone, Copy)]
struct Cost {
    time: Duration,
    /// The greatest memory of the process, in bytes.
    memory: f64,
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["--one", name, size] => one(name, size.parse().expect("a number of bytes or rows")),
        ["--stages", name, size] => stages(name, size.parse().expect("a number of bytes")),
        ["--short"] => all(1_000_000, 1, MOST_TIMES_SHORT, ""),
        ["--only", name] => all(10_000_000, 10, MOST_TIMES, name),
        [] => all(10_000_000, 10, MOST_TIMES, ""),
        _ => panic!("--short, --only NAME, or nothing"),
    }
}

/// Measures everything whose name begins so.
#[allow(clippy::print_stdout, reason = "the table is what this is for")]
fn all(bytes: usize, part: usize, most_times: f64, only: &str) -> ExitCode {
    let is_slow = |once: Cost, twice: Cost| twice.time > once.time.mul_f64(most_times) + SLACK;
    println!(
        "| what | size | seconds | twice as long | times | memory | bytes for each |\n|---|---|---|---|---|---|---|"
    );
    let texts = texts::TEXTS.iter().map(|text| (text.name, bytes, false));
    let packs = packs::PACKS
        .iter()
        .map(|pack| (pack.name, pack.size * part / 10, true));
    let (mut tried, mut bad) = (0, Vec::new());
    for (name, size, is_pack) in texts
        .chain(packs)
        .filter(|(name, ..)| name.starts_with(only))
    {
        let pair = || (measure(name, size), measure(name, size * 2));
        // Both of a pair are measured one behind the other, since a machine is not as fast all the time.
        let (mut once, mut twice) = pair();
        for _ in 1..TRIES {
            if is_slow(once, twice) {
                (once, twice) = pair();
            }
        }
        let each = (twice.memory - OWN_MEMORY).max(0.0) / (2.0 * size as f64);
        let times = twice.time.as_secs_f64() / once.time.as_secs_f64();
        println!(
            "| {name} | {size} | {:.2} | {:.2} | {times:.2} | {:.0} MB | {each:.0} |",
            once.time.as_secs_f64(),
            twice.time.as_secs_f64(),
            twice.memory / 1e6
        );
        let is_large = !is_pack && each > MOST_MEMORY;
        if is_slow(once, twice) || is_large {
            bad.push(name);
        }
        tried += 1;
    }
    println!(
        "\n{tried} tried, {} take more than they may: {bad:?}",
        bad.len()
    );
    ExitCode::from(u8::from(!bad.is_empty()))
}

/// What a run takes in a process of its own.
fn measure(name: &str, size: usize) -> Cost {
    let own = std::env::current_exe().expect("this program is somewhere");
    let output = Command::new(own)
        .args(["--one", name, &size.to_string()])
        .output()
        .expect("this program can be run");
    let said = String::from_utf8_lossy(&output.stdout);
    let mut numbers = said.split_whitespace().map(|number| number.parse::<f64>());
    match (numbers.next(), numbers.next()) {
        (Some(Ok(seconds)), Some(Ok(memory))) => Cost {
            time: Duration::from_secs_f64(seconds),
            memory,
        },
        _ => panic!(
            "{name}, {size}: {}",
            String::from_utf8_lossy(&output.stderr)
        ),
    }
}

#[allow(clippy::print_stdout, reason = "the other process reads it")]
fn one(name: &str, size: usize) -> ExitCode {
    let time = match texts::TEXTS.iter().find(|text| text.name == name) {
        Some(text) => {
            let text = text.text(size);
            let extractor = Extractor::builtin();
            timed(|| {
                let mut extraction = extractor.extract(&Document::new(&text));
                extraction.convert_offsets(&text, OffsetUnit::Char);
                serde_json::to_writer(std::io::sink(), &extraction).expect("a sink takes all");
            })
        }
        None => packs::PACKS
            .iter()
            .find(|pack| pack.name == name)
            .expect("a known name")
            .run(size),
    };
    println!("{} {}", time.as_secs_f64(), greatest_memory());
    ExitCode::SUCCESS
}

/// What each stage takes with all before it.
#[allow(clippy::print_stdout, reason = "the table is what this is for")]
fn stages(name: &str, size: usize) -> ExitCode {
    let text = texts::TEXTS
        .iter()
        .find(|text| text.name == name)
        .expect("a known text")
        .text(size);
    let extractor = Extractor::builtin();
    let mut scratch = Scratch::default();
    for stage in [Stage::Segment, Stage::Phrases, Stage::Shapes, Stage::Rules] {
        let time = timed(|| {
            black_box(extractor.run_until(stage, &text, &mut scratch));
        });
        println!("{stage:?}: {time:?}");
    }
    let time = timed(|| {
        drop(black_box(
            extractor.extract_with(&Document::new(&text), &mut scratch),
        ))
    });
    println!("all: {time:?}");
    ExitCode::SUCCESS
}

/// The time that this thread has had of a processor.
fn timed(run: impl FnOnce()) -> Duration {
    let spent = || {
        let said = std::fs::read_to_string("/proc/thread-self/schedstat").expect("Linux tells it");
        let nanoseconds = said
            .split_whitespace()
            .next()
            .and_then(|number| number.parse().ok());
        Duration::from_nanos(nanoseconds.expect("the first number is the time"))
    };
    let before = spent();
    run();
    spent() - before
}

/// The most memory that this process has had, in bytes.
fn greatest_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells it");
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| {
        line.trim()
            .trim_end_matches("kB")
            .trim()
            .parse::<usize>()
            .ok()
    });
    kilobytes.expect("a number of kilobytes") * 1024
}
