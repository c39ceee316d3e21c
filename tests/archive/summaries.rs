//! Summaries of what was extracted.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;

use crate::support::*;

fn summarise(folder: &std::path::Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).arg("summarise").args(arguments);
    command.output().expect("the program starts")
}

/// Five documents of three months, one of them a copy, and one without a date.
fn records(folder: &std::path::Path) {
    let document = |id: &str, published: &str, text: &str| {
        serde_json::json!({"id": id, "published": published, "text": text}).to_string()
    };
    let undated = serde_json::json!({"id": "e", "text": "Peru sold copper to Chile."});
    let talks =
        "Russian Deputy Prime Minister Arkady Dvorkovich met ministers of China about oil and gas.";
    let lines = [
        document("a", "2015-11-16", talks),
        document("b", "2015-11-17", talks),
        document(
            "c",
            "2016-01-05",
            "Chinese Vice Premier Zhang Gaoli spoke to Arkady Dvorkovich, the Russian Deputy Prime Minister.",
        ),
        document(
            "d",
            "2016-01-31",
            "The <b>Ministry</b> of Defence of Norway had nothing to say about coal.",
        ),
        undated.to_string(),
    ];
    put(folder, "a.jsonl", lines.join("\n"));
    let output = attache(folder, &["-q", "--dedupe", "-o", "out.jsonl", "a.jsonl"]);
    assert!(output.status.success(), "{output:?}");
}

#[test]
fn a_corpus_is_summarised_as_tables_as_json_and_as_a_page() {
    let folder = scratch_folder("summary");
    records(&folder);
    let output = summarise(
        &folder,
        &["--format", "json", "--html", "s.html", "out.jsonl"],
    );
    assert!(output.status.success(), "{output:?}");
    let summary: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(
        (&summary["documents"], &summary["copies"]),
        (&4.into(), &1.into())
    );
    assert_eq!(summary["first"], "2015-11-16");
    assert_eq!(summary["officials"][0]["name"], "Arkady Dvorkovich");
    assert_eq!(summary["officials"][0]["documents"], 2);
    assert_eq!(summary["officials"][0]["country"], "RUS");
    let pair = &summary["pairs"][0];
    assert_eq!(
        (&pair["first"], &pair["second"], &pair["documents"]),
        (&"CHN".into(), &"RUS".into(), &2.into())
    );
    let timeline = &summary["timeline"];
    assert_eq!(
        timeline["periods"],
        serde_json::json!(["2015-11", "2015-12", "2016-01"])
    );
    assert_eq!(timeline["documents"], serde_json::json!([1, 0, 2]));
    assert_eq!(timeline["undated"], 1);
    let matrix = &summary["matrix"]["documents"];
    assert_eq!(
        (&matrix[0][0], &matrix[0][1], &matrix[1][0]),
        (&2.into(), &2.into(), &2.into())
    );
    let page = fs::read_to_string(folder.join("s.html")).expect("it is there");
    assert!(page.contains("<table class=\"matrix\">") && page.contains("<svg"));
    assert!(!page.contains("<b>") && !page.contains("://"));
    let text = summarise(&folder, &["--by", "year", "--top", "1", "out.jsonl"]);
    let text = String::from_utf8(text.stdout).expect("it is UTF-8");
    assert!(
        text.starts_with("4 documents, 1 copies left out, 3 dated from 2015-11-16 to 2016-01-31\n"),
        "{text}"
    );
    let mut lines = text
        .lines()
        .map(|line| line.split_whitespace().collect::<Vec<_>>());
    assert!(lines.any(|line| line.starts_with(&["2016", "2"])), "{text}");
    assert!(!text.contains("Zhang Gaoli"), "{text}");
}

#[test]
fn what_is_no_record_is_reported_and_the_rest_counted() {
    let folder = scratch_folder("summary-broken");
    records(&folder);
    let whole = fs::read_to_string(folder.join("out.jsonl")).expect("it is there");
    put(
        &folder,
        "broken.jsonl.gz",
        gzip(format!("no record\n{whole}{{\"a\": 1}}\n").as_bytes()),
    );
    let output = summarise(&folder, &["--count-copies", "broken.jsonl.gz"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).starts_with("5 documents"));
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        message.contains("broken.jsonl.gz:1: no record")
            && message.contains("broken.jsonl.gz:7: no record"),
        "{message}"
    );
    let output = summarise(&folder, &["gone.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    // Nothing is nothing, and no reason to fail.
    put(&folder, "none.jsonl", "");
    let output = summarise(&folder, &["--html", "none.html", "none.jsonl"]);
    assert!(output.status.success(), "{output:?}");
}
