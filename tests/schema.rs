//! What the program says of its output holds for its output.
#![cfg(feature = "cli")]

use std::path::Path;
use std::process::Command;

use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_attache");

fn run(arguments: &[&str]) -> String {
    let output = Command::new(PROGRAM)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")))
        .args(arguments)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("JSON is UTF-8")
}

#[test]
fn every_fixture_is_as_the_schema_says() {
    let schema: Value = serde_json::from_str(&run(&["schema"])).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let lines = run(&["extract", "--glob", "*.txt", "--glob", "*.html", "fixtures"]);
    let mut records = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).expect("a record a line"));
    let mut number = 0;
    for record in &mut records {
        let mistakes: Vec<String> = validator
            .iter_errors(&record)
            .map(|error| format!("{}: {error}", error.instance_path()))
            .collect();
        assert_eq!(
            mistakes,
            Vec::<String>::new(),
            "{}",
            record["document"]["id"]
        );
        number += 1;
    }
    assert!(number > 10, "only {number} fixtures");
}

#[test]
fn what_is_not_as_the_schema_says_is_refused() {
    let schema: Value = serde_json::from_str(&run(&["schema"])).expect("a schema");
    let validator = jsonschema::validator_for(&schema).expect("a schema");
    let line = run(&["extract", "fixtures/article.txt"]);
    let whole: Value = serde_json::from_str(&line).expect("a record");
    assert!(validator.is_valid(&whole));
    for (field, wrong) in [
        ("dates", Value::Null),
        ("officials", "none".into()),
        ("document", 7.into()),
    ] {
        let mut record = whole.clone();
        record[field] = wrong;
        assert!(!validator.is_valid(&record), "{field}");
    }
}
