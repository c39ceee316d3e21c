//! Documents that pass a limit of the run.

use std::fs;

use crate::support::*;

/// A document that takes far longer than a millisecond.
fn long_line(id: &str) -> String {
    let text = "Russia met China in Oslo. ".repeat(40_000);
    format!(
        "{{\"id\": \"{id}\", \"title\": \"T\", \"published\": \"2015-11-16\", \"text\": \"{text}\"}}\n"
    )
}

#[test]
fn a_document_that_is_not_done_in_time_has_a_record_that_says_so() {
    let folder = scratch_folder("timeout");
    let lines = format!("{}{{\"id\": \"b\", \"text\": \"Oslo.\"}}\n", long_line("a"));
    put(&folder, "a.jsonl", lines);
    let arguments = ["--timeout", "0.05", "-q", "-o", "out.jsonl", "a.jsonl"];
    let output = attache(&folder, &arguments);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let written = fs::read(folder.join("out.jsonl")).expect("it is whole");
    let [given_up, done] = &documents(&written)[..] else {
        panic!("each document has a record: {written:?}");
    };
    assert_eq!(given_up["incomplete"], "timeout");
    assert_eq!(
        (&given_up["id"], &given_up["title"]),
        (&"a".into(), &"T".into())
    );
    assert_eq!(given_up["published"], "2015-11-16");
    assert_eq!(given_up["length"], 40_000 * 26);
    assert_eq!(done["id"], "b");
    assert_eq!(done.get("incomplete"), None);
    let records = String::from_utf8(written).expect("JSON is UTF-8");
    let names = |line: usize| records.lines().nth(line).map(|line| line.contains("Oslo"));
    assert_eq!((names(0), names(1)), (Some(false), Some(true)));
    let failures = fs::read_to_string(folder.join("out.failures.jsonl")).expect("one failed");
    assert!(failures.contains("--timeout"), "{failures}");
    assert_eq!(failures.lines().count(), 1);
}

#[test]
fn a_document_that_is_done_in_time_comes_out_as_without_a_limit() {
    let folder = scratch_folder("in-time");
    put(&folder, "a.jsonl", long_line("a"));
    let without = attache(&folder, &["a.jsonl"]);
    let within = attache(&folder, &["--timeout", "600", "a.jsonl"]);
    assert_eq!(within.status.code(), Some(0), "{within:?}");
    assert_eq!(within.stdout, without.stdout);
}

#[test]
fn a_document_that_is_too_long_has_a_record_wherever_it_comes_from() {
    let folder = scratch_folder("too-long");
    let long = "Talks in Oslo. ".repeat(100);
    put(&folder, "a.txt", &long);
    put(&folder, "b.txt", "Talks in Oslo.");
    put(
        &folder,
        "c.tar.gz",
        gzip(&tar(&[("c.txt", long.as_bytes())])),
    );
    put(&folder, "d.jsonl", format!("{{\"text\": \"{long}\"}}\n"));
    let inputs = [
        "--max-bytes",
        "1000",
        "a.txt",
        "b.txt",
        "c.tar.gz",
        "d.jsonl",
    ];
    let output = attache(&folder, &inputs);
    assert_eq!(output.status.code(), Some(1), "{output:?}");
    let found = documents(&output.stdout);
    let limits = found
        .iter()
        .map(|one| (one["id"].as_str(), one["incomplete"].as_str()));
    let too_long = |id| (Some(id), Some("too-long"));
    let wanted = [
        too_long("a.txt"),
        (Some("b.txt"), None),
        too_long("c.tar.gz/c.txt"),
        too_long("d.jsonl:1"),
    ];
    assert_eq!(limits.collect::<Vec<_>>(), wanted);
}

#[test]
fn seconds_are_a_number_above_nothing() {
    let folder = scratch_folder("no-seconds");
    for seconds in ["0", "-1", "soon", "NaN", "1e400"] {
        let limit = format!("--timeout={seconds}");
        assert_eq!(
            attache(&folder, &[&limit, "-"]).status.code(),
            Some(2),
            "{seconds}"
        );
    }
}
