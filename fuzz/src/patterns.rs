//! The pattern line: what is accepted runs in linear time.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use attache::{Document, Extractor};

use super::invariants;
use super::packs::{base, is_refused_well};

/// So many words are read with each pattern,
const WORDS: usize = 4000;
/// and each may take so long, in a build without optimisations on a busy machine.
const MOST_FOR_WORD: Duration = Duration::from_micros(500);

/// The bytes are a pattern line.
pub fn run(data: &[u8]) {
    let Ok(pattern) = std::str::from_utf8(data) else {
        return;
    };
    if pattern.contains("'''") || pattern.len() > 400 {
        return;
    }
    let rules = format!(
        "[[rule]]\nid = \"tried\"\nemits = \"found\"\npattern = '''{pattern}'''\nrecord = {{ all = \"{{match}}\" }}\n"
    );
    let begun = Instant::now();
    let extractor = match base().overlay_file("rules/tried.toml", &rules).build() {
        Ok(extractor) => extractor,
        Err(error) => return is_refused_well(&error, &rules),
    };
    assert!(
        begun.elapsed() < Duration::from_secs(10),
        "{pattern:?} takes {:?} to compile",
        begun.elapsed()
    );
    let text = text(pattern);
    let begun = Instant::now();
    let extraction = extractor.extract(&Document::new(&text));
    let (taken, most) = (begun.elapsed(), MOST_FOR_WORD * WORDS as u32);
    assert!(taken < most, "{pattern:?} takes {taken:?}");
    if let Err(broken) = invariants::check(&text, &extraction) {
        panic!("{broken}, by {pattern:?}");
    }
    is_traced(&extractor, &text);
}

/// A text of the pattern's own words, over and over.
fn text(pattern: &str) -> String {
    let mut words: Vec<&str> = pattern
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.extend(["a", "Oslo", "2015"]);
    let mut text = String::new();
    let mut state = 1_usize;
    for _ in 0..WORDS {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        let _ = write!(text, "{} ", words[(state >> 33) % words.len()]);
    }
    text
}

/// How a rule came so far can be told of any text.
fn is_traced(extractor: &Extractor, text: &str) {
    let end = text
        .char_indices()
        .nth(300)
        .map_or(text.len(), |(at, _)| at);
    let beginning = Document::new(&text[..end]);
    let _ = attache::workshop::trace(extractor, &beginning, "tried");
}
