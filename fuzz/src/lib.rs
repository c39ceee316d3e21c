//! What must hold for every text, pack and file, whatever the bytes.
//!
//! Each module has a `run` that panics if it does not hold. libFuzzer calls them from `fuzz_targets/`, guided by what the
//! input reaches:
//!
//! ```text
//! CARGO_PROFILE_RELEASE_LTO=off cargo +nightly fuzz run text --features libfuzzer fuzz/corpus/text fuzz/seeds/text -- -max_total_time=3600
//! ```
//!
//! (linking each target as a whole takes it a quarter of an hour otherwise)
//!
//! and `tests/fuzz.rs` of the library calls them with all seeds and with what chance makes of these, for a short time or a long one:
//!
//! ```text
//! ATTACHE_FUZZ_SECONDS=600 cargo test --release --test fuzz
//! ```

#![forbid(unsafe_code)]

pub mod archives;
pub mod dates;
pub mod invariants;
pub mod packs;
pub mod patterns;
pub mod readers;
pub mod text;
pub mod words;

/// Takes one input, and panics if something does not hold.
pub type Target = fn(&[u8]);

/// All targets, by the names of their folders in `seeds/`.
pub const TARGETS: [(&str, Target); 6] = [
    ("text", text::run),
    ("packs", packs::run),
    ("patterns", patterns::run),
    ("readers", readers::run),
    ("archives", archives::run),
    ("dates", dates::run),
];
