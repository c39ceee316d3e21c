//! The command line program, run as a user runs it.
#![cfg(feature = "cli")]

use std::fs;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

const PROGRAM: &str = env!("CARGO_BIN_EXE_attache");

#[test]
fn cases() {
    trycmd::TestCases::new()
        .register_bin("attache", Path::new(PROGRAM))
        .env("COLUMNS", "100")
        .case("tests/cli/*.md")
        .case("tests/cli/*.toml");
}

/// Documents as JSON Lines, of different lengths and enough of them for several batches.
fn many_lines(count: usize) -> String {
    let line = |number: usize| {
        let text = "Russia and China met. ".repeat(number % 7 + 1);
        format!("{{\"id\": \"{number}\", \"text\": \"{text}\"}}\n")
    };
    (0..count).map(line).collect()
}

fn scratch_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder is writable");
    folder
}

#[test]
fn any_number_of_threads_gives_the_same_output_in_the_same_order() {
    let folder = scratch_folder("jobs");
    let file = folder.join("many.jsonl");
    fs::write(&file, many_lines(1300)).expect("the folder is writable");
    let run = |jobs: &str| {
        let output = Command::new(PROGRAM)
            .args(["extract", "--jobs", jobs])
            .arg(&file)
            .output()
            .expect("the program starts");
        assert!(output.status.success());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        String::from_utf8(output.stdout).expect("JSON is UTF-8")
    };
    let one = run("1");
    assert_eq!(one, run("4"));
    for (number, line) in one.lines().enumerate() {
        let extraction: attache::Extraction = serde_json::from_str(line).expect("a record a line");
        assert_eq!(extraction.document.id, Some(number.to_string()));
        assert_eq!(extraction.countries[1].mentions.len(), number % 7 + 1);
    }
    assert_eq!(one.lines().count(), 1300);
}

#[test]
fn a_closed_output_is_no_error() {
    let mut child = Command::new(PROGRAM)
        .args(["extract", "--input-format", "jsonl", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let mut input = child.stdin.take().expect("it is piped");
    let writer = thread::spawn(move || {
        // The program stops reading at some point: then this fails, as it should.
        let _ = input.write_all(many_lines(5000).as_bytes());
    });
    let mut messages = String::new();
    let mut stderr = child.stderr.take().expect("it is piped");
    stderr
        .read_to_string(&mut messages)
        .expect("messages are UTF-8");
    let status = child.wait().expect("the program ends");
    writer.join().expect("the writer ends");
    assert_eq!((status.code(), messages.as_str()), (Some(0), ""));
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let full = fs::File::options()
        .write(true)
        .open("/dev/full")
        .expect("Linux has it");
    let output = Command::new(PROGRAM)
        .args(["extract", "tests/cli/extract.in/news"])
        .stdout(full)
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    let messages = String::from_utf8_lossy(&output.stderr);
    assert!(
        messages.starts_with("attache: standard output: "),
        "{messages}"
    );
}

#[cfg(unix)]
#[test]
fn links_to_folders_are_followed_from_the_command_line_only() {
    use std::os::unix::fs::symlink;

    let folder = scratch_folder("links");
    fs::create_dir(folder.join("inner")).expect("the folder is writable");
    fs::write(folder.join("inner/a.txt"), "Russia.").expect("the folder is writable");
    symlink("..", folder.join("inner/up")).expect("links can be made");
    symlink("a.txt", folder.join("inner/b.txt")).expect("links can be made");
    symlink("inner", folder.join("link")).expect("links can be made");
    let ids = |path: &str| {
        let output = Command::new(PROGRAM)
            .args(["extract", path])
            .current_dir(&folder)
            .output()
            .expect("the program starts");
        assert!(output.status.success());
        let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
        let parse =
            |line| serde_json::from_str::<attache::Extraction>(line).expect("a record a line");
        let ids: Vec<_> = lines
            .lines()
            .filter_map(|line| parse(line).document.id)
            .collect();
        ids
    };
    assert_eq!(ids("."), ["./inner/a.txt", "./inner/b.txt"]);
    assert_eq!(ids("link"), ["link/a.txt", "link/b.txt"]);
}

#[test]
fn shells_and_man_know_every_command() {
    let folder = scratch_folder("man");
    let run = |arguments: &[&str]| {
        let output = Command::new(PROGRAM)
            .args(arguments)
            .current_dir(&folder)
            .output()
            .expect("the program starts");
        assert!(output.status.success());
        String::from_utf8(output.stdout).expect("it is UTF-8")
    };
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(&["completions", shell]);
        assert!(
            script.contains("extract") && script.contains("overlay"),
            "{shell}"
        );
    }
    let help = run(&["help"]);
    run(&["man", "pages"]);
    let lines = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = lines
        .take_while(|line| !line.is_empty())
        .filter_map(|line| {
            line.strip_prefix("  ")?
                .split(' ')
                .next()
                .filter(|name| !name.is_empty())
        });
    let names: Vec<&str> = names.filter(|name| *name != "help").collect();
    assert!(names.len() > 10, "{names:?}");
    for name in names {
        let page = fs::read_to_string(folder.join(format!("pages/attache-{name}.1")));
        let page = page.unwrap_or_else(|error| panic!("{name}: {error}"));
        assert!(
            page.contains(".TH") && page.contains(".SH SYNOPSIS"),
            "{name}"
        );
    }
}

#[test]
fn a_watched_pack_is_checked_again_when_a_file_is_saved() {
    let folder = scratch_folder("watch");
    fs::create_dir(folder.join("rules")).expect("the folder is writable");
    let save = |no: &str| {
        let rule = format!(
            "[[rule]]\nid = 'toast'\nemits = 'toast'\npattern = 'raised a glass'\nrecord = {{ a = 'b' }}\n\
             yes = ['raised a glass']\nno = ['{no}']\n"
        );
        // At once, as editors save: a file that is half written would be checked too.
        fs::write(folder.join("toast.new"), rule).expect("the folder is writable");
        fs::rename(folder.join("toast.new"), folder.join("rules/toast.toml"))
            .expect("the folder is writable");
    };
    save("a glass");
    let mut child = Command::new(PROGRAM)
        .args(["check", "--watch", "--overlay", "."])
        .current_dir(&folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    let mut lines = std::io::BufRead::lines(std::io::BufReader::new(
        child.stdout.take().expect("its output is piped"),
    ));
    let mut next = || lines.next().expect("a line").expect("it is UTF-8");
    assert!(next().contains("all green"));
    save("they raised a glass there");
    assert!(next().contains("1 errors"));
    save("no glass at all");
    assert!(next().contains("all green"));
    child.kill().expect("it runs");
    child.wait().expect("it ends");
}
