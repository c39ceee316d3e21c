//! The targets of `fuzz/` on their seeds, and on what chance makes of these: a second for each, or as many as
//! `ATTACHE_FUZZ_SECONDS` says.
//!
//! The input at hand lies in the folder of temporary files, since what overflows the stack leaves no other trace.

#[allow(dead_code, unreachable_pub, reason = "it is a library of its own")]
#[path = "../fuzz/src/lib.rs"]
mod fuzz;

mod chance;

use std::fs;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use chance::Chance;

/// Longer inputs are for libFuzzer.
const LONGEST: usize = 4096;

impl Chance {
    /// Something like one of the seeds, with pieces of the others.
    fn mutant(&mut self, seeds: &[Vec<u8>]) -> Vec<u8> {
        let mut input = seeds[self.below(seeds.len())].clone();
        for _ in 0..=self.below(8) {
            let at = self.below(input.len() + 1);
            match self.below(6) {
                0 if at < input.len() => input[at] = self.next() as u8,
                1 if at < input.len() => input[at] ^= 1 << self.below(8),
                2 => drop(input.drain(at..(at + self.below(16)).min(input.len()))),
                3 => input.insert(at, self.next() as u8),
                4 => {
                    let (from, length) = (self.below(input.len() + 1), self.below(64));
                    let piece = input[from..(from + length).min(input.len())].to_vec();
                    input.splice(at..at, piece);
                }
                _ => {
                    let other = &seeds[self.below(seeds.len())];
                    let (from, length) = (self.below(other.len() + 1), self.below(64));
                    input.splice(
                        at..at,
                        other[from..(from + length).min(other.len())]
                            .iter()
                            .copied(),
                    );
                }
            }
        }
        input.truncate(LONGEST);
        input
    }
}

fn seeds(target: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("fuzz/seeds")
        .join(target);
    let entries = fs::read_dir(&folder).expect("each target has seeds");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be read").path())
        .collect();
    files.sort();
    files
        .iter()
        .map(|file| fs::read(file).expect("it can be read"))
        .collect()
}

#[allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "who runs it wants to know"
)]
fn run(name: &str) {
    let seconds = std::env::var("ATTACHE_FUZZ_SECONDS").ok();
    let seconds = seconds.map_or(1, |seconds| seconds.parse().expect("a number of seconds"));
    let (_, target) = fuzz::TARGETS
        .iter()
        .find(|(other, _)| *other == name)
        .expect("a target");
    let at_hand = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("fuzz-{name}"));
    let try_one = |input: &[u8]| {
        fs::write(&at_hand, input).expect("a file can be written");
        if let Err(reason) = panic::catch_unwind(AssertUnwindSafe(|| target(input))) {
            let kept = at_hand.with_extension("broken");
            fs::write(&kept, input).expect("a file can be written");
            eprintln!("{name}: the input is kept in {}", kept.display());
            panic::resume_unwind(reason);
        }
    };
    let seeds = seeds(name);
    seeds.iter().for_each(|seed| try_one(seed));
    let seed = std::env::var("ATTACHE_FUZZ_SEED").ok();
    let mut chance = Chance(seed.map_or(20_151_116, |seed| seed.parse().expect("a number")));
    let (begun, mut tried) = (Instant::now(), seeds.len());
    while begun.elapsed() < Duration::from_secs(seconds) {
        try_one(&chance.mutant(&seeds));
        tried += 1;
    }
    println!("{name}: {tried} inputs in {:?}", begun.elapsed());
}

#[test]
fn texts() {
    run("text");
}

#[test]
fn packs() {
    run("packs");
}

#[test]
fn patterns() {
    run("patterns");
}

#[test]
fn readers() {
    run("readers");
}

#[test]
fn archives() {
    run("archives");
}

#[test]
fn dates() {
    run("dates");
}
