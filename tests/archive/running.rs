//! Runs that are ended and go on, and copies among what they read.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use serde_json::Value;

use crate::support::*;

#[test]
fn fail_fast_ends_at_the_first_failure_and_can_go_on() {
    let folder = scratch_folder("fail-fast");
    let line = "{\"text\": \"Talks.\"}\n";
    put(&folder, "a.jsonl", format!("{line}no\n{line}"));
    let output = attache(&folder, &["--fail-fast", "-o", "out.jsonl", "a.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.join("out.jsonl").exists());
    let output = attache(&folder, &["-o", "out.jsonl", "--resume", "a.jsonl"]);
    assert_eq!(output.status.code(), Some(1));
    let written = fs::read_to_string(folder.join("out.jsonl")).expect("it is whole now");
    assert_eq!(written.lines().count(), 2);
}

#[test]
fn a_run_that_is_killed_goes_on_as_if_nothing_had_been() {
    let folder = scratch_folder("resume");
    archive(&folder);
    let undisturbed = attache(&folder, &["-q", "-o", "whole.jsonl", "many.jsonl.gz"]);
    assert_eq!(undisturbed.status.code(), Some(1), "{undisturbed:?}");
    let arguments = [
        "extract",
        "-q",
        "-j",
        "1",
        "-o",
        "killed.jsonl",
        "--resume",
        "many.jsonl.gz",
    ];
    let mut moments = 0;
    for delay in [40, 350, 90, 1200, 500, 160, 1500, 700, 230, 1100] {
        let mut run = Command::new(PROGRAM)
            .current_dir(&folder)
            .args(arguments)
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        thread::sleep(Duration::from_millis(delay));
        run.kill().expect("it can be killed");
        let status = run.wait().expect("it ends");
        moments += usize::from(status.code().is_none());
        assert!(status.code().is_some() || !folder.join("killed.jsonl").exists());
    }
    assert!(moments > 0, "no run was killed before its end");
    let last = attache(&folder, &arguments[1..]);
    assert!(matches!(last.status.code(), Some(0 | 1)), "{last:?}");
    for name in ["whole.jsonl", "whole.failures.jsonl"] {
        let read = |name: &str| fs::read(folder.join(name)).expect("it is there");
        assert!(
            read(name) == read(&name.replace("whole", "killed")),
            "{name} differs"
        );
    }
    let left: Vec<_> = fs::read_dir(&folder)
        .expect("it is there")
        .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
        .filter(|name| name.ends_with(".part") || name.ends_with(".journal"))
        .collect();
    assert_eq!(left, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_says_how_to_go_on() {
    let folder = scratch_folder("interrupt");
    archive(&folder);
    let run = Command::new(PROGRAM)
        .current_dir(&folder)
        .args(["extract", "-j", "1", "-o", "out.jsonl", "many.jsonl.gz"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    thread::sleep(Duration::from_millis(400));
    let id = run.id().to_string();
    let signalled = Command::new("kill").args(["-INT", &id]).status();
    assert!(signalled.is_ok_and(|status| status.success()));
    let output = run.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(130), "{output:?}");
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        message.contains("out.jsonl is not whole yet; the same command with --resume goes on"),
        "{message}"
    );
    let other = attache(
        &folder,
        &["-o", "out.jsonl", "--resume", "--pretty", "many.jsonl.gz"],
    );
    assert_eq!(other.status.code(), Some(1));
    let message = String::from_utf8_lossy(&other.stderr).into_owned();
    assert!(
        message.contains("is of a run with other options, inputs or pack"),
        "{message}"
    );
    let last = attache(
        &folder,
        &[
            "-q",
            "-j",
            "1",
            "-o",
            "out.jsonl",
            "--resume",
            "many.jsonl.gz",
            "--stats",
            "stats.json",
        ],
    );
    assert_eq!(last.status.code(), Some(1), "{last:?}");
    let stats = File::open(folder.join("stats.json")).expect("it is there");
    let stats: Value = serde_json::from_reader(stats).expect("JSON");
    assert_eq!(
        (&stats["items"], &stats["failed"]),
        (&5000.into(), &5.into())
    );
    // What has been counted, before the run went on and after it, is what was written.
    let output = fs::read_to_string(folder.join("out.jsonl")).expect("it is there");
    let records = output.lines().map(serde_json::from_str::<Value>);
    let mut written: BTreeMap<&str, u64> = BTreeMap::new();
    for record in records.map(|record| record.expect("a record a line")) {
        for (list, kind) in [
            ("officials", "officials"),
            ("countries", "countries"),
            ("dates", "dates"),
            ("events", "events"),
            ("relations", "events"),
        ] {
            *written.entry(kind).or_default() += record[list].as_array().map_or(0, Vec::len) as u64;
        }
    }
    for (kind, number) in written {
        assert_eq!(
            stats["records"][kind].as_u64().unwrap_or(0),
            number,
            "{kind}"
        );
    }
}

#[test]
fn copies_are_named_and_a_run_that_goes_on_names_the_same() {
    let folder = scratch_folder("copies");
    let story = |name: &str| {
        let sentence = |number: usize| {
            format!(
                "{name} met {number} officials of district {} on talks about grain. ",
                number * 31 % 17
            )
        };
        (0..40).map(sentence).collect::<String>()
    };
    let mut lines = String::new();
    for number in 0..600 {
        let text = match number % 3 {
            0 => story(&format!("Minister{number}")),
            1 => story(&format!("Minister{}", number - 1)) + "(Wire)",
            _ => story(&format!("Minister{}", number - 2)),
        };
        lines.push_str(&format!("{{\"id\": {number}, \"text\": \"{text}\"}}\n"));
    }
    put(&folder, "a.jsonl", &lines);
    let output = attache(&folder, &["-q", "--dedupe", "-o", "whole.jsonl", "a.jsonl"]);
    assert!(output.status.success(), "{output:?}");
    let whole = fs::read(folder.join("whole.jsonl")).expect("it is there");
    let exact = documents(&whole)
        .iter()
        .enumerate()
        .filter(|(number, document)| {
            number % 3 == 2
                && document["duplicate_of"].as_str() == Some(&*format!("{}", number - 2))
        })
        .count();
    assert_eq!(exact, 200);
    // One failure in the middle ends a run; the next knows what came before it.
    let (first, rest) = lines.split_at(lines.len() / 2);
    let (end, rest) = rest.split_once('\n').expect("a line");
    put(&folder, "b.jsonl", format!("{first}{end}\nno\n{rest}"));
    let arguments = ["-q", "--dedupe", "-o", "two.jsonl", "--resume", "b.jsonl"];
    attache(&folder, &[&arguments[..], &["--fail-fast"]].concat());
    assert!(folder.join("two.jsonl.part").exists());
    attache(&folder, &arguments);
    assert!(whole == fs::read(folder.join("two.jsonl")).expect("it is there"));
}

#[test]
fn without_order_all_documents_are_written_and_none_twice() {
    let folder = scratch_folder("unordered");
    archive(&folder);
    let arguments = ["-q", "--unordered", "-j", "3", "--resume", "many.jsonl.gz"];
    let to = |file: &'static str| [&arguments[..], &["-o", file]].concat();
    let ordered = attache(&folder, &["-q", "-o", "whole.jsonl", "many.jsonl.gz"]);
    assert_eq!(ordered.status.code(), Some(1), "{ordered:?}");
    for delay in [1300, 1300] {
        let mut run = Command::new(PROGRAM)
            .current_dir(&folder)
            .arg("extract")
            .args(to("any.jsonl"))
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        thread::sleep(Duration::from_millis(delay));
        run.kill().expect("it can be killed");
        run.wait().expect("it ends");
    }
    attache(&folder, &to("any.jsonl"));
    let lines = |name: &str| {
        let text = fs::read_to_string(folder.join(name)).expect("it is there");
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(lines("whole.jsonl") == lines("any.jsonl"));
    assert_eq!(lines("whole.failures.jsonl"), lines("any.failures.jsonl"));
}
