//! What the tests of faults have in common.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

pub(crate) use crate::chance::Chance;
use crate::support::*;

/// A sentence with something to find, and one number to tell it by.
pub(crate) fn talks(number: usize) -> String {
    format!(
        "Russia's Deputy Prime Minister Arkady Dvorkovich met {number} officials of China on Monday."
    )
}

/// How much of it there is to be: more if that is asked for.
pub(crate) fn times(short: usize) -> usize {
    match std::env::var_os("ATTACHE_LONG") {
        Some(_) => short * 10,
        None => short,
    }
}

/// Says how many faults a test has injected.
pub(crate) fn injected(number: usize, what: &str) {
    let _ = writeln!(std::io::stderr(), "{number} faults injected: {what}");
}

/// A run of any command of the program.
pub(crate) fn program(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).args(arguments);
    command.output().expect("the program starts")
}

/// What the program says, which is never that it panicked.
#[track_caller]
pub(crate) fn said(output: &Output) -> String {
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!said.contains("panicked"), "{said}");
    assert!(output.status.code().is_some(), "{output:?}");
    said
}

/// An output of the program that it ended with this code.
#[track_caller]
pub(crate) fn ended(output: Output, code: i32) -> Output {
    let said = said(&output);
    assert_eq!(output.status.code(), Some(code), "{said}");
    output
}

/// The paths of the failures that a run has listed.
pub(crate) fn failures(folder: &Path, name: &str) -> Vec<String> {
    let Ok(list) = fs::read_to_string(folder.join(name)) else {
        return Vec::new();
    };
    let path = |line: &str| {
        let failure: Value = serde_json::from_str(line).expect("a failure a line");
        let reason = failure["reason"].as_str().expect("a reason");
        assert!(!reason.contains("a defect of this program"), "{line}");
        failure["path"].as_str().expect("a path").to_owned()
    };
    list.lines().map(path).collect()
}

/// The digests of the documents of an output.
pub(crate) fn digests(output: &[u8]) -> BTreeSet<String> {
    let digest = |document: Value| document["digest"].as_str().unwrap_or("").to_owned();
    documents(output).into_iter().map(digest).collect()
}

/// All files beneath a folder, with what they hold.
pub(crate) fn tree(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("it is beneath");
                let bytes = fs::read(&path).expect("a file");
                files.push((name.display().to_string(), bytes));
            }
        }
    }
    files.sort();
    files
}

/// A Parquet file of texts.
#[cfg(feature = "parquet")]
pub(crate) fn parquet(texts: &[String]) -> Vec<u8> {
    use arrow_array::{ArrayRef, RecordBatch, StringArray};

    let texts: ArrayRef = std::sync::Arc::new(StringArray::from_iter_values(texts));
    let batch = RecordBatch::try_from_iter([("text", texts)]).expect("one column");
    let writer = parquet::arrow::ArrowWriter::try_new(Vec::new(), batch.schema(), None);
    let mut writer = writer.expect("a schema");
    writer.write(&batch).expect("memory is writable");
    writer.into_inner().expect("memory is writable")
}

/// Documents a line, of different lengths.
pub(crate) fn lines(number: usize) -> String {
    let line = |number: usize| {
        let text = talks(number).repeat(number * 7 % 23 + 1);
        format!("{{\"id\": {number}, \"text\": \"{text}\"}}\n")
    };
    (0..number).map(line).collect()
}
