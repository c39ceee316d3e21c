//! The JSON of extractions beside the schema that the program says it has.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use attache::{Extraction, Extractor, OffsetUnit};
use jsonschema::Validator;
use proptest::prelude::*;
use serde_json::Value;

use super::cases;
use super::texts::{Metadata, fixtures, metadata, texts};

fn validator() -> &'static Validator {
    static VALIDATOR: OnceLock<Validator> = OnceLock::new();
    VALIDATOR.get_or_init(|| {
        let output = Command::new(env!("CARGO_BIN_EXE_attache"))
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
            .arg("schema")
            .output()
            .expect("the program starts");
        let schema: Value = serde_json::from_slice(&output.stdout).expect("a schema");
        jsonschema::validator_for(&schema).expect("a schema")
    })
}

/// The extraction is as the schema says, and is read back as it was.
fn check(text: &str, metadata: &Metadata) -> Result<(), String> {
    let mut extraction = Extractor::builtin().extract(&metadata.of(text));
    for unit in [OffsetUnit::Byte, OffsetUnit::Utf16] {
        extraction.convert_offsets(text, unit);
        let line = serde_json::to_string(&extraction).expect("it has a JSON form");
        if line.contains('\n') {
            return Err(format!("more than a line: {line}"));
        }
        let value: Value = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        let mistakes = validator().iter_errors(&value);
        let mistakes: Vec<String> = mistakes
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        if !mistakes.is_empty() {
            return Err(format!("{mistakes:#?} in {line}"));
        }
        let back: Extraction = serde_json::from_str(&line).map_err(|error| error.to_string())?;
        if back != extraction {
            return Err(format!("{back:?} is not {extraction:?}"));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(cases(1000))]

    #[test]
    fn json_is_as_the_schema_says(text in texts(), metadata in metadata()) {
        if let Err(error) = check(&text, &metadata) {
            return Err(TestCaseError::fail(error));
        }
    }

    #[test]
    fn json_of_the_fixtures_is_as_the_schema_says(
        text in prop::sample::select(fixtures()),
        noise in texts(),
        metadata in metadata(),
    ) {
        // Cut anywhere, and with anything in the cut.
        let cut = text.floor_char_boundary(noise.len() * 7 % text.len());
        let (before, behind) = text.split_at(cut);
        for text in [text.clone(), format!("{before}{noise}{behind}")] {
            if let Err(error) = check(&text, &metadata) {
                return Err(TestCaseError::fail(error));
            }
        }
    }
}
