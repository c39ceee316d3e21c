//! Dates of every kind, counted from every day.

use super::text::{check, document, pieces};
use super::words::TIMES;

/// The first bytes say from which day is counted, each other byte is a word or a figure.
pub fn run(data: &[u8]) {
    let Some((head, rest)) = data.split_first_chunk::<4>() else {
        return;
    };
    let text = pieces(rest, &TIMES);
    let extraction = check(
        &text,
        document(&text, &[head[0] | 2, head[1], head[2], head[3]]),
    );
    for date in extraction.dates {
        assert!(is_value(&date.value), "{:?} of {text:?}", date.value);
    }
}

/// True if a value is made as TimeML 1.2.1 makes them.
fn is_value(value: &str) -> bool {
    let is_known =
        |character: char| character.is_ascii_alphanumeric() || "-:+._/Z".contains(character);
    !value.is_empty() && value.len() < 64 && value.chars().all(is_known)
}
