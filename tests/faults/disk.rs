//! Disks that are full.

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::*;
use crate::tools::*;

/// A run that can write no file longer than so many kilobytes.
fn limited(folder: &Path, kilobytes: usize, arguments: &[&str]) -> Output {
    let script = format!("trap '' XFSZ; ulimit -f {kilobytes}; exec \"$0\" extract \"$@\"");
    let mut command = Command::new("bash");
    command.current_dir(folder).args(["-c", &script, PROGRAM]);
    command.args(arguments).output().expect("there is a shell")
}

#[test]
fn a_full_disk_ends_a_run_that_goes_on_to_the_same_bytes_when_there_is_room() {
    let folder = scratch_folder("faults-full");
    put(&folder, "a.jsonl", lines(400) + "no\n" + &lines(200));
    let mut faults = 0;
    for format in ["jsonl", "json", "html", "csv", "tsv", "brat", "parquet"] {
        if format == "parquet" && !cfg!(feature = "parquet") {
            continue;
        }
        let run = |out: &str, limit: usize| {
            let arguments = ["-q", "--resume", "--format", format, "-o", out, "a.jsonl"];
            match limit {
                0 => attache(&folder, &arguments),
                limit => limited(&folder, limit, &arguments),
            }
        };
        ended(run("whole", 0), 1);
        let whole = folder.join("whole");
        for limit in [1, 2, 16, 64, 128] {
            let output = run("out", limit);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(1), "{format}: {said}");
            if !said.contains("too large") {
                break;
            }
            assert!(
                said.contains("out") && said.contains("--resume goes on"),
                "{format}: {said}"
            );
            faults += 1;
        }
        let last = run("out", 0);
        assert!(
            matches!(last.status.code(), Some(0 | 1)),
            "{format}: {}",
            said(&last)
        );
        if whole.is_dir() {
            assert!(
                tree(&whole) == tree(&folder.join("out")),
                "{format} differs"
            );
            fs::remove_dir_all(&whole).expect("it is there");
            fs::remove_dir_all(folder.join("out")).expect("it is there");
        } else {
            for ending in ["", ".failures.jsonl"] {
                let read = |name: &str| fs::read(folder.join(format!("{name}{ending}")));
                assert!(
                    read("whole").expect("it is there") == read("out").expect("it is there"),
                    "{format}"
                );
            }
            fs::remove_file(&whole).expect("it is there");
            fs::remove_file(folder.join("out")).expect("it is there");
        }
    }
    assert!(faults > 10, "{faults}");
    injected(faults, "writes beyond the end of the room");
}

#[test]
fn a_full_file_system_names_what_could_not_be_written() {
    let folder = scratch_folder("faults-tmpfs");
    let disk = folder.join("disk");
    fs::create_dir(&disk).expect("the folder is writable");
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=400k", "none"])
        .arg(&disk)
        .stderr(Stdio::null())
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        injected(0, "no file system can be mounted here");
        return;
    }
    put(&folder, "a.jsonl", lines(600));
    ended(attache(&folder, &["-q", "-o", "whole.jsonl", "a.jsonl"]), 0);
    fs::write(disk.join("ballast"), vec![0; 100 << 10]).expect("there is room yet");
    let run = || {
        attache(
            &folder,
            &["-q", "--resume", "-o", "disk/out.jsonl", "a.jsonl"],
        )
    };
    let (first, second) = (run(), run());
    let remount = Command::new("mount")
        .args(["-o", "remount,size=64m"])
        .arg(&disk)
        .status();
    let last = run();
    let written = fs::read(disk.join("out.jsonl"));
    let unmounted = Command::new("umount").arg(&disk).status();
    for output in [first, second] {
        let said = said(&ended(output, 1));
        assert!(
            said.contains("disk/out") && said.contains("No space left"),
            "{said}"
        );
    }
    assert!(remount.is_ok_and(|status| status.success()));
    assert!(unmounted.is_ok_and(|status| status.success()));
    ended(last, 0);
    let whole = fs::read(folder.join("whole.jsonl")).expect("it is there");
    assert!(whole == written.expect("it is whole"));
    injected(2, "full file systems");
}

#[test]
fn a_standard_output_that_takes_nothing_is_an_error() {
    let folder = scratch_folder("faults-stdout");
    put(&folder, "a.txt", talks(0));
    put(&folder, "r.jsonl", attache(&folder, &["a.txt"]).stdout);
    let commands: [&[&str]; 9] = [
        &["extract", "a.txt"],
        &["extract", "--format", "html", "a.txt"],
        &["extract", "--dry-run", "a.txt"],
        &["explain", "a.txt"],
        &["rules"],
        &["schema"],
        &["summarise", "r.jsonl"],
        &["events", "r.jsonl"],
        &["check"],
    ];
    for arguments in commands {
        let full = fs::OpenOptions::new().write(true).open("/dev/full");
        let mut command = Command::new(PROGRAM);
        command
            .current_dir(&folder)
            .args(arguments)
            .stdout(full.expect("Linux has it"));
        let output = ended(command.output().expect("the program starts"), 1);
        assert!(
            said(&output).contains("standard output: No space left"),
            "{arguments:?} {output:?}"
        );
    }
    for (option, arguments) in [
        (
            "/dev/full",
            ["extract", "-q", "--stats", "/dev/full", "a.txt"],
        ),
        (
            "no/s.json",
            ["extract", "-q", "--stats", "no/s.json", "a.txt"],
        ),
        (
            "/dev/full",
            ["summarise", "--html", "/dev/full", "r.jsonl", "r.jsonl"],
        ),
        (
            "no/out.jsonl",
            ["extract", "-q", "-o", "no/out.jsonl", "a.txt"],
        ),
        (
            "r.jsonl",
            ["extract", "--format=csv", "-o", "r.jsonl", "a.txt"],
        ),
        ("/dev/null", ["extract", "-q", "-o", "/dev/null", "a.txt"]),
    ] {
        let output = ended(program(&folder, &arguments), 1);
        assert!(said(&output).contains(option), "{output:?}");
    }
    fs::create_dir(folder.join("d")).expect("the folder is writable");
    for out in ["d", "d/"] {
        let output = ended(attache(&folder, &["-o", out, "a.txt"]), 1);
        assert!(said(&output).contains("is no file"), "{output:?}");
    }
    assert_eq!(tree(&folder.join("d")), []);
    injected(commands.len() + 8, "outputs that take nothing");
}
