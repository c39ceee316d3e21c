//! Runs that are killed, told to end, or two at one output.

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::support::*;
use crate::tools::*;

fn start(folder: &Path, arguments: &[&str]) -> Child {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).arg("extract").args(arguments);
    command.stdin(Stdio::piped()).stderr(Stdio::piped());
    command.spawn().expect("the program starts")
}

/// Waits until a file is there.
fn await_file(path: &Path) {
    let begun = Instant::now();
    while !path.exists() {
        assert!(
            begun.elapsed() < Duration::from_secs(20),
            "{}",
            path.display()
        );
        thread::sleep(Duration::from_millis(5));
    }
}

fn signal(run: &Child, name: &str) {
    let id = run.id().to_string();
    let status = Command::new("kill").args([name, &id]).status();
    assert!(status.is_ok_and(|status| status.success()));
}

#[test]
fn runs_that_are_killed_or_told_to_end_at_any_moment_go_on_to_the_same_bytes() {
    let folder = scratch_folder("faults-killed");
    put(&folder, "a.jsonl", lines(700) + "no\n" + &lines(300));
    let mut chance = Chance(11);
    let (mut killed, mut told) = (0, 0);
    for format in ["jsonl", "json", "csv", "brat", "parquet"] {
        if format == "parquet" && !cfg!(feature = "parquet") {
            continue;
        }
        let arguments = |out| {
            [
                "-q", "-j", "1", "--resume", "--format", format, "-o", out, "a.jsonl",
            ]
        };
        let begun = Instant::now();
        ended(attache(&folder, &arguments("whole")), 1);
        let length = begun.elapsed().as_millis() as usize;
        for number in 0..times(7) {
            let mut run = start(&folder, &arguments("out"));
            thread::sleep(Duration::from_millis(chance.below(length) as u64));
            if number % 4 == 3 {
                signal(&run, "-TERM");
                let output = run.wait_with_output().expect("it ends");
                // Before it listens the signal ends it; behind its end it is too late.
                assert!(
                    matches!(output.status.code(), None | Some(0 | 1 | 130)),
                    "{output:?}"
                );
                told += usize::from(output.status.code() == Some(130));
            } else {
                run.kill().expect("it can be killed");
                let status = run.wait().expect("it ends");
                killed += usize::from(status.code().is_none());
            }
            if folder.join("out").exists() && number % 7 == 6 {
                let _ = fs::remove_dir_all(folder.join("out"));
                let _ = fs::remove_file(folder.join("out"));
            }
        }
        let last = attache(&folder, &arguments("out"));
        assert!(matches!(last.status.code(), Some(0 | 1)), "{}", said(&last));
        if folder.join("whole").is_dir() {
            assert!(
                tree(&folder.join("whole")) == tree(&folder.join("out")),
                "{format} differs"
            );
            fs::remove_dir_all(folder.join("whole")).expect("it is there");
            fs::remove_dir_all(folder.join("out")).expect("it is there");
        } else {
            let read = |name: &str| fs::read(folder.join(name)).expect("it is there");
            assert!(read("whole") == read("out"), "{format} differs");
            assert!(
                read("whole.failures.jsonl") == read("out.failures.jsonl"),
                "{format}"
            );
            assert!(!folder.join("out.part").exists() && !folder.join("out.journal").exists());
            fs::remove_file(folder.join("whole")).expect("it is there");
            fs::remove_file(folder.join("out")).expect("it is there");
        }
    }
    // How many come before the end is a matter of speed, but most of them do.
    assert!(killed + told > 8, "{killed} {told}");
    injected(killed + told, &format!("signals, {told} of them SIGTERM"));
}

#[test]
fn of_two_processes_at_one_output_the_second_says_so_and_harms_nothing() {
    let folder = scratch_folder("faults-two");
    put(&folder, "a.txt", talks(0));
    let formats = ["jsonl", "json", "html", "csv", "tsv", "brat", "parquet"];
    let mut seconds = 0;
    for format in formats {
        if format == "parquet" && !cfg!(feature = "parquet") {
            continue;
        }
        let out = format!("out-{format}");
        // It waits for its input, and has the output for so long.
        let mut first = start(&folder, &["-q", "--format", format, "-o", &out, "-"]);
        let is_folder = !["jsonl", "json", "html"].contains(&format);
        let part = if is_folder {
            format!("{out}/failures.jsonl.part")
        } else {
            format!("{out}.failures.jsonl.part")
        };
        await_file(&folder.join(part));
        for resume in [false, true] {
            let mut arguments = vec!["-q", "--format", format, "-o", &out, "a.txt"];
            arguments.extend(resume.then_some("--resume"));
            let output = ended(attache(&folder, &arguments), 1);
            let said = said(&output);
            assert!(
                said.contains(&out) && said.contains("another process writes it"),
                "{said}"
            );
            seconds += 1;
        }
        std::io::Write::write_all(
            &mut first.stdin.take().expect("a pipe"),
            talks(1).as_bytes(),
        )
        .expect("it reads");
        ended(first.wait_with_output().expect("it ends"), 0);
        ended(
            attache(
                &folder,
                &[
                    "-q",
                    "--format",
                    format,
                    "-o",
                    &format!("alone-{format}"),
                    "a.txt",
                ],
            ),
            0,
        );
        // The lock of a process that is killed goes with it.
        let mut killed = start(&folder, &["-q", "--format", format, "-o", &out, "-"]);
        await_file(&folder.join(if is_folder {
            format!("{out}/records.journal")
        } else {
            format!("{out}.journal")
        }));
        killed.kill().expect("it can be killed");
        killed.wait().expect("it ends");
        ended(
            attache(&folder, &["-q", "--format", format, "-o", &out, "a.txt"]),
            0,
        );
        let read = |name: &str| match folder.join(name).is_dir() {
            true => tree(&folder.join(name)),
            false => vec![(
                String::new(),
                fs::read(folder.join(name)).expect("it is there"),
            )],
        };
        if format != "brat" {
            assert!(read(&out) == read(&format!("alone-{format}")), "{format}");
        }
    }
    // Two outputs that would share their list of failures.
    let first = start(&folder, &["-q", "-o", "x.jsonl", "-"]);
    await_file(&folder.join("x.failures.jsonl.part"));
    let output = ended(
        attache(
            &folder,
            &["-q", "--format", "html", "-o", "x.html", "a.txt"],
        ),
        1,
    );
    assert!(
        said(&output).contains("x.failures.jsonl: another process writes it"),
        "{output:?}"
    );
    ended(first.wait_with_output().expect("it ends"), 0);
    injected(seconds + 1, "second processes");
}

#[test]
fn many_processes_that_race_for_one_output_leave_one_whole() {
    let folder = scratch_folder("faults-race");
    put(&folder, "a.jsonl", lines(40));
    ended(attache(&folder, &["-q", "-o", "whole.jsonl", "a.jsonl"]), 0);
    let whole = fs::read(folder.join("whole.jsonl")).expect("it is there");
    for _ in 0..times(4) {
        let begin = |_| start(&folder, &["-q", "-o", "out.jsonl", "a.jsonl"]);
        let runs: Vec<_> = (0..8).map(begin).collect();
        let mut winners = 0;
        for run in runs {
            let output = run.wait_with_output().expect("it ends");
            let said = said(&output);
            match output.status.code() {
                Some(0) => winners += 1,
                _ => assert!(said.contains("another process writes it"), "{said}"),
            }
        }
        assert!(winners > 0);
        assert!(whole == fs::read(folder.join("out.jsonl")).expect("it is there"));
    }
    injected(times(4) * 7, "processes that race");
}

#[test]
fn a_journal_that_was_cut_or_overwritten_never_gives_other_bytes() {
    let folder = scratch_folder("faults-journal");
    put(&folder, "a.jsonl", lines(100) + "no\n" + &lines(100));
    let arguments = |out| ["-q", "--resume", "-o", out, "a.jsonl"];
    ended(attache(&folder, &arguments("whole.jsonl")), 1);
    let whole = fs::read(folder.join("whole.jsonl")).expect("it is there");
    // One that ended at the failure.
    let ended_early = || {
        let _ = fs::remove_file(folder.join("out.jsonl"));
        let all = ["-q", "-j", "1", "--fail-fast", "-o", "out.jsonl", "a.jsonl"];
        ended(attache(&folder, &all), 1);
    };
    ended_early();
    let journal = fs::read(folder.join("out.jsonl.journal")).expect("it is there");
    let mut faults = 0;
    for end in (0..journal.len()).step_by(journal.len() / times(12)) {
        for garbage in [&b""[..], b"\xFF\xFE\0", b"\0\0\0\n"] {
            ended_early();
            put(
                &folder,
                "out.jsonl.journal",
                [&journal[..end], garbage].concat(),
            );
            let output = attache(&folder, &arguments("out.jsonl"));
            let said = said(&output);
            faults += 1;
            if said.contains("is of a run with other options") {
                // Its first line is no longer what it was.
                fs::remove_file(folder.join("out.jsonl.journal")).expect("it is left");
                continue;
            }
            assert_eq!(output.status.code(), Some(1), "{end}: {said}");
            assert!(
                whole == fs::read(folder.join("out.jsonl")).expect("it is there"),
                "{end}"
            );
        }
    }
    injected(faults, "broken journals");
}
