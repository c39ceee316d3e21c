//! What the engine finds, beside what something slower and simpler finds, on thousands of packs, texts and dates that
//! nobody has thought of.
//!
//! A run takes the same cases each time. With `ATTACHE_LONG` in the environment it takes many more, and other ones each
//! time.

mod dates;
mod found;
mod grammar;
#[cfg(feature = "cli")]
mod json;
mod offsets;
mod packs;
mod phrases;
mod reference;
mod rules;
mod texts;

use proptest::prelude::ProptestConfig;
use proptest::test_runner::RngSeed;

/// True if the long forms of the tests are asked for.
fn is_long() -> bool {
    std::env::var_os("ATTACHE_LONG").is_some()
}

/// So many cases, twenty times as many in a long run.
fn cases(short: u32) -> ProptestConfig {
    let (cases, rng_seed) = match is_long() {
        true => (short * 20, RngSeed::Random),
        false => (short, RngSeed::Fixed(20_151_116)),
    };
    ProptestConfig {
        cases,
        rng_seed,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}
