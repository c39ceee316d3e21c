//! Every form of output.

use std::fs;

use serde_json::Value;

use crate::support::*;

#[test]
fn only_what_is_asked_for_is_written() {
    let folder = scratch_folder("only");
    put(
        &folder,
        "a.txt",
        "China's Foreign Minister Wang Yi met officials on Monday.",
    );
    let output = attache(&folder, &["--only", "officials,dates", "a.txt"]);
    let record: Value = serde_json::from_slice(&output.stdout).expect("a record");
    assert_eq!(record["officials"].as_array().map(Vec::len), Some(1));
    assert_eq!(record["dates"].as_array().map(Vec::len), Some(1));
    assert_eq!(record["countries"], Value::Array(Vec::new()));
}

#[test]
fn tables_have_a_file_for_each_kind_of_record_and_go_on_too() {
    let folder = scratch_folder("tables");
    let text = "China's Foreign Minister Wang Yi met \\\"friends\\\", he said, in Oslo on Monday.";
    let line = |number: usize| format!("{{\"id\": {number}, \"text\": \"{text}\"}}\n");
    put(&folder, "a.jsonl", (0..3).map(line).collect::<String>());
    let output = attache(&folder, &["--format", "csv", "-o", "t", "a.jsonl"]);
    assert!(output.status.success(), "{output:?}");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it is there");
    let officials = read("t/officials.csv");
    let lines: Vec<&str> = officials.lines().collect();
    assert!(
        lines[0].starts_with("document,id,name,entity,title,post,country,"),
        "{officials}"
    );
    assert!(lines[1].starts_with("0,p1,Wang Yi,"), "{officials}");
    assert_eq!(lines.len(), 4);
    assert_eq!(read("t/documents.csv").lines().count(), 4);
    assert_eq!(
        read("t/dates.csv")
            .lines()
            .nth(1)
            .map(|line| line.starts_with("0,d1,DATE,")),
        Some(true)
    );
    let output = attache(&folder, &["--format", "csv", "a.jsonl"]);
    assert!(String::from_utf8_lossy(&output.stderr).contains("this format needs a folder"));
    // An interrupted run leaves its parts; one that goes on gives the same tables.
    put(
        &folder,
        "b.jsonl",
        (0..3).map(line).collect::<String>() + "no\n" + &line(4),
    );
    let whole = attache(&folder, &["--format", "tsv", "-o", "whole", "b.jsonl"]);
    assert_eq!(whole.status.code(), Some(1));
    attache(
        &folder,
        &["--format", "tsv", "-o", "two", "--fail-fast", "b.jsonl"],
    );
    assert!(!folder.join("two/dates.tsv").exists());
    attache(
        &folder,
        &["--format", "tsv", "-o", "two", "--resume", "b.jsonl"],
    );
    for name in [
        "officials.tsv",
        "dates.tsv",
        "documents.tsv",
        "failures.jsonl",
    ] {
        assert_eq!(
            read(&format!("whole/{name}")),
            read(&format!("two/{name}")),
            "{name}"
        );
    }
}

#[test]
fn no_cell_is_a_formula_unless_it_is_asked_for() {
    let folder = scratch_folder("formulas");
    let line = serde_json::json!({
        "id": "=HYPERLINK(\"http://evil.example\")",
        "title": "@SUM(1)",
        "text": "Talks in Oslo on Monday.",
    });
    put(&folder, "a.jsonl", format!("{line}\n"));
    let row = |format: &str, arguments: &[&str]| {
        let whole = [&["--format", format, "-o", format, "a.jsonl"], arguments].concat();
        let output = attache(&folder, &whole);
        assert!(output.status.success(), "{output:?}");
        let table = fs::read_to_string(folder.join(format!("{format}/documents.{format}")));
        let table = table.expect("it is there");
        table.lines().nth(1).unwrap_or_default().to_owned()
    };
    let csv = row("csv", &[]);
    let safe = "\"'=HYPERLINK(\"\"http://evil.example\"\")\",'@SUM(1),";
    assert!(csv.starts_with(safe), "{csv}");
    let tsv = row("tsv", &[]);
    assert!(tsv.contains("\t'@SUM(1)\t"), "{tsv}");
    let raw = row("csv", &["--raw-cells"]);
    let as_it_is = "\"=HYPERLINK(\"\"http://evil.example\"\")\",@SUM(1),";
    assert!(raw.starts_with(as_it_is), "{raw}");
}

#[test]
fn one_array_holds_all_documents_also_none_and_also_of_a_run_that_goes_on() {
    let folder = scratch_folder("array");
    let line = "{\"text\": \"Talks in Oslo.\"}\n";
    put(&folder, "a.jsonl", line.repeat(70));
    put(&folder, "b.jsonl", line.repeat(70) + "no\n" + line);
    put(&folder, "none.jsonl", "");
    let read = |bytes: &[u8]| -> Vec<Value> { serde_json::from_slice(bytes).expect("an array") };
    let output = attache(&folder, &["--format", "json", "a.jsonl"]);
    assert_eq!(read(&output.stdout).len(), 70);
    let output = attache(&folder, &["--format", "json", "--pretty", "none.jsonl"]);
    assert_eq!(read(&output.stdout).len(), 0);
    let arguments = ["--format", "json", "-o", "b.json", "--resume", "b.jsonl"];
    attache(&folder, &[&arguments[..], &["--fail-fast"]].concat());
    assert!(folder.join("b.json.part").exists());
    attache(&folder, &arguments);
    let written = fs::read(folder.join("b.json")).expect("it is there");
    assert_eq!(read(&written).len(), 71);
}

#[test]
fn annotations_for_brat_can_be_scored_and_corrected() {
    let folder = scratch_folder("brat");
    let text = "Nov 16, 2015\n\n\
        In “Oslo” on the first Monday Russian Deputy Prime Minister Arkady\n\
        Dvorkovich, met Angela Merkel, the German chancellor, and friends. He\n\
        spoke of the Kremlin's oil and gas, which NATO states buy every week.\n";
    put(&folder, "n/a.txt", text);
    let line = serde_json::json!({"text": "Peru's President Ollanta Humala left.", "published": "2015-11-17"});
    put(&folder, "n/b.jsonl", format!("{line}\n"));
    let output = attache(&folder, &["--format", "brat", "-o", "gold", "n"]);
    assert!(output.status.success(), "{output:?}");
    let read = |name: &str| fs::read_to_string(folder.join(name)).expect("it is there");
    assert_eq!(read("gold/n/a.txt"), text);
    assert!(read("gold/annotation.conf").contains("[entities]"));
    let annotations = read("gold/n/a.ann");
    // A name over two lines has two stretches.
    let name = annotations
        .lines()
        .find(|line| line.contains("\tArkady Dvorkovich"));
    let name = name.unwrap_or_else(|| panic!("{annotations}"));
    let (first, _) = name.split_once(';').unwrap_or_else(|| panic!("{name}"));
    let score = || {
        let mut command = std::process::Command::new(PROGRAM);
        let arguments = ["score", "--format", "json", "gold"];
        let output = command.current_dir(&folder).args(arguments).output();
        let output = output.expect("the program starts");
        assert!(output.status.success(), "{output:?}");
        serde_json::from_slice::<Value>(&output.stdout).expect("JSON")["files"][0].take()
    };
    let scores = score();
    let spans = scores["spans"].as_array().expect("a list");
    assert!(spans.len() >= 6, "{scores}");
    for span in spans {
        assert_eq!(span["exact"]["f1"], 100.0, "{span}");
    }
    assert_eq!(scores["dates"]["value_f1"], 100.0, "{scores}");
    assert_eq!(scores["countries"]["set"]["f1"], 100.0, "{scores}");
    assert_eq!(scores["officials"]["gold"], 3, "{scores}");
    assert_eq!(scores["officials"]["country"], 100.0, "{scores}");
    // Somebody finds that a name ends earlier.
    let corrected = annotations.replace(name, &format!("{first}\tArkady"));
    put(&folder, "gold/n/a.ann", corrected);
    let people = score()["spans"][0].take();
    assert!(
        people["exact"]["f1"].as_f64().is_some_and(|f1| f1 < 100.0),
        "{people}"
    );
    put(&folder, "gold/n/b.txt", "no annotations");
    let mut command = std::process::Command::new(PROGRAM);
    let output = command
        .current_dir(&folder)
        .args(["score", "gold"])
        .output();
    let message = output.expect("the program starts").stderr;
    assert!(String::from_utf8_lossy(&message).contains("b.ann"));
}

#[test]
fn a_page_shows_all_documents_whole() {
    let folder = scratch_folder("html");
    put(
        &folder,
        "a.txt",
        "Angela Merkel <b>met</b> friends in Oslo.",
    );
    put(&folder, "b.txt", "Nobody was there.");
    let to_stdout = attache(&folder, &["--format", "html", "a.txt", "b.txt"]);
    let to_file = attache(
        &folder,
        &["--format", "html", "-o", "r.html", "a.txt", "b.txt"],
    );
    assert!(to_file.status.success(), "{to_file:?}");
    let page = fs::read(folder.join("r.html")).expect("it is there");
    assert!(page == to_stdout.stdout);
    let page = String::from_utf8(page).expect("it is UTF-8");
    assert!(page.starts_with("<!DOCTYPE html>") && page.trim_end().ends_with("</html>"));
    assert_eq!(page.matches("<article").count(), 2);
    assert!(page.contains("&lt;b&gt;") && !page.contains("<b>met"));
    assert!(!page.contains("http://") && !page.contains("https://"));
}
