//! Offsets in bytes, code points and UTF-16 units beside each other and beside the words that they are said to cut out.

use attache::{Extraction, Extractor, OffsetUnit};
use proptest::prelude::*;
use serde_json::Value;

use super::cases;
use super::texts::{fixtures, metadata, texts};

const UNITS: [OffsetUnit; 3] = [OffsetUnit::Byte, OffsetUnit::Char, OffsetUnit::Utf16];

/// A text in pieces of a unit.
enum Units<'t> {
    Bytes(&'t [u8]),
    Chars(Vec<char>),
    Utf16(Vec<u16>),
}

impl<'t> Units<'t> {
    fn new(text: &'t str, unit: OffsetUnit) -> Self {
        match unit {
            OffsetUnit::Char => Self::Chars(text.chars().collect()),
            OffsetUnit::Utf16 => Self::Utf16(text.encode_utf16().collect()),
            _ => Self::Bytes(text.as_bytes()),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Chars(chars) => chars.len(),
            Self::Utf16(units) => units.len(),
        }
    }

    /// The words between two offsets, as who reads in this unit would cut them out.
    fn cut(&self, start: usize, end: usize) -> Option<String> {
        match self {
            Self::Bytes(bytes) => String::from_utf8(bytes.get(start..end)?.to_vec()).ok(),
            Self::Chars(chars) => Some(chars.get(start..end)?.iter().collect()),
            Self::Utf16(units) => String::from_utf16(units.get(start..end)?).ok(),
        }
    }
}

/// Every number in the output is an offset that is known here, or none.
const NO_OFFSETS: [&str; 1] = ["session"];

/// Goes through the whole output: whatever has a start and an end has these words. Counts the spans.
fn check(value: &Value, units: &Units<'_>) -> Result<usize, String> {
    let mut number = 0;
    match value {
        Value::Array(list) => {
            for value in list {
                number += check(value, units)?;
            }
        }
        Value::Object(fields) => {
            let offset = |name: &str| {
                fields
                    .get(name)
                    .and_then(Value::as_u64)
                    .map(|at| at as usize)
            };
            for (name, value) in fields {
                let is_known = match name.as_str() {
                    "start" | "end" => fields.contains_key("text"),
                    "length" => offset(name) == Some(units.len()),
                    name => NO_OFFSETS.contains(&name),
                };
                if value.is_number() && !is_known {
                    return Err(format!(
                        "`{name}` is {value}, not {}: {fields:?}",
                        units.len()
                    ));
                }
                number += check(value, units)?;
            }
            if let (Some(start), Some(end)) = (offset("start"), offset("end")) {
                let words = units.cut(start, end);
                if start >= end || words.as_deref() != fields["text"].as_str() {
                    return Err(format!("{words:?} is there, not {fields:?}"));
                }
                number += 1;
            }
        }
        _ => {}
    }
    Ok(number)
}

fn json(extraction: &Extraction) -> Value {
    serde_json::to_value(extraction).expect("it has a JSON form")
}

/// All units agree with the text and with each other, by whatever way they were converted; how many spans there are.
fn compare(extraction: &Extraction, text: &str) -> Result<usize, String> {
    let mut numbers = Vec::new();
    for unit in UNITS {
        let mut converted = extraction.clone();
        converted.convert_offsets(text, unit);
        let units = Units::new(text, unit);
        let number = check(&json(&converted), &units);
        numbers.push(number.map_err(|error| format!("{unit:?}: {error}"))?);
        for other in UNITS {
            let (mut direct, mut around) = (extraction.clone(), converted.clone());
            direct.convert_offsets(text, other);
            around.convert_offsets(text, other);
            if direct != around {
                return Err(format!(
                    "{unit:?} to {other:?}: {around:?} is not {direct:?}"
                ));
            }
        }
    }
    match numbers[..] {
        [bytes, chars, utf16] if bytes == chars && chars == utf16 => Ok(bytes),
        _ => Err(format!("spans in each unit: {numbers:?}")),
    }
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn every_unit_cuts_out_the_same_words(text in texts(), metadata in metadata()) {
        let extraction = Extractor::builtin().extract(&metadata.of(&text));
        if let Err(error) = compare(&extraction, &text) {
            return Err(TestCaseError::fail(error));
        }
    }
}

#[test]
fn every_unit_cuts_out_the_same_words_of_the_fixtures() {
    let mut number = 0;
    for text in fixtures() {
        // What stands before moves all offsets, of each unit by another number.
        for before in ["", "é\r\n\r\n", "👩\u{200D}👧 e\u{301}𝔘\n\n"] {
            let text = format!("{before}{text}");
            let extraction = Extractor::builtin().extract(&attache::Document::new(&text));
            number += compare(&extraction, &text).unwrap_or_else(|error| panic!("{error}"));
        }
    }
    assert!(number > 500, "only {number} spans");
}
