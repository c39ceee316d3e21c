//! Files and folders that can't be read, vanish, change, or lead in circles.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use crate::support::*;
use crate::tools::*;

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_done() {
    let folder = scratch_folder("faults-unreadable");
    put(&folder, "n/a.txt", talks(0));
    put(&folder, "n/z.txt", talks(1));
    fs::create_dir_all(folder.join("n/sub/empty.jsonl")).expect("the folder is writable");
    symlink("nowhere", folder.join("n/b.txt")).expect("a link");
    symlink("c.txt", folder.join("n/c.txt")).expect("a link");
    symlink("e.txt", folder.join("n/d.txt")).expect("a link");
    symlink("d.txt", folder.join("n/e.txt")).expect("a link");
    symlink("..", folder.join("n/sub/up")).expect("a link");
    symlink(".", folder.join("n/here")).expect("a link");
    symlink("sub", folder.join("n/again")).expect("a link");
    put(&folder, "n/f.txt", talks(2));
    fs::set_permissions(folder.join("n/f.txt"), fs::Permissions::from_mode(0o000))
        .expect("it is ours");
    // Who may read all files can't be kept from it.
    let is_kept = File::open(folder.join("n/f.txt")).is_err();
    let made = Command::new("mkfifo")
        .arg(folder.join("n/pipe.txt"))
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    let list = "gone.txt\n/proc/self/mem\nn/gone/too.jsonl.gz\nn/a.txt/b.txt\n\0\n/proc/self/mem.jsonl\nn/a.txt\r\n";
    put(&folder, "list", list);
    let arguments = [
        "-q",
        "-o",
        "out.jsonl",
        "n",
        "--files-from",
        "list",
        "missing.tar.gz",
    ];
    ended(attache(&folder, &arguments), 1);
    let failures = failures(&folder, "out.failures.jsonl");
    let mut expected = vec![
        "n/b.txt",
        "n/c.txt",
        "n/d.txt",
        "n/e.txt",
        "missing.tar.gz",
        "gone.txt",
        "/proc/self/mem",
        "n/gone/too.jsonl.gz",
        "n/a.txt/b.txt",
        "\0",
        "/proc/self/mem.jsonl",
    ];
    if is_kept {
        expected.insert(4, "n/f.txt");
    }
    assert_eq!(failures, expected);
    let written = fs::read(folder.join("out.jsonl")).expect("the rest is written");
    let mut found = ids(&written);
    found.retain(|id| id != "n/f.txt");
    assert_eq!(found, ["n/a.txt", "n/z.txt", "n/a.txt"]);
    let output = ended(attache(&folder, &["--files-from", "no-list"]), 1);
    assert!(
        said(&output).contains("no-list: No such file"),
        "{output:?}"
    );
    injected(
        expected.len() + 4,
        "files that can't be read, links in circles",
    );
}

#[test]
fn file_names_of_any_bytes_are_read() {
    let folder = scratch_folder("faults-names");
    let names: [&[u8]; 6] = [
        b"a\xFF.txt",
        b"\x1b[2J.txt",
        b"new\nline.txt",
        b" .txt",
        b"-x.txt",
        b"c\xC3.jsonl",
    ];
    for name in names {
        let path = folder.join("n").join(OsStr::from_bytes(name));
        fs::create_dir_all(folder.join("n")).expect("the folder is writable");
        let text = if name.ends_with(b"l") {
            format!("{{\"text\": \"{}\"}}\n", talks(0))
        } else {
            talks(0)
        };
        fs::write(path, text).expect("the file system takes any name");
    }
    let output = ended(attache(&folder, &["n"]), 0);
    assert_eq!(documents(&output.stdout).len(), names.len());
    let lines = names.iter().filter(|name| !name.contains(&b'\n'));
    let list: Vec<u8> = lines
        .flat_map(|name| [b"n/", *name, b"\n"].concat())
        .collect();
    put(&folder, "list", list);
    let output = ended(attache(&folder, &["--files-from", "list"]), 0);
    assert_eq!(documents(&output.stdout).len(), names.len() - 1);
    let mut command = Command::new(PROGRAM);
    command.current_dir(&folder).args(["extract", "-q"]);
    command
        .arg("-o")
        .arg(OsStr::from_bytes(b"o\xFE.jsonl"))
        .arg(OsStr::from_bytes(b"n/a\xFF.txt"));
    ended(command.output().expect("the program starts"), 0);
    assert!(folder.join(OsStr::from_bytes(b"o\xFE.jsonl")).exists());
    for format in ["brat", "csv"] {
        ended(
            attache(&folder, &["-q", "--format", format, "-o", format, "n"]),
            0,
        );
    }
    injected(names.len() * 2 + 1, "odd names of files");
}

#[test]
fn files_that_vanish_grow_and_shrink_while_they_are_read_are_named_or_done() {
    let folder = scratch_folder("faults-vanish");
    for number in 0..600 {
        put(
            &folder,
            &format!("n/{:02}/{number:04}.txt", number / 20),
            talks(number).repeat(20),
        );
    }
    put(&folder, "n/zz.jsonl", lines(200));
    let mut command = Command::new(PROGRAM);
    command
        .current_dir(&folder)
        .args(["extract", "-q", "-j", "1", "-o", "out.jsonl", "n"]);
    let run = command
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    thread::sleep(Duration::from_millis(60));
    for number in (0..600).rev().step_by(2) {
        let _ = fs::remove_file(folder.join(format!("n/{:02}/{number:04}.txt", number / 20)));
    }
    for part in (20..30).rev() {
        let _ = fs::remove_dir_all(folder.join(format!("n/{part:02}")));
    }
    put(&folder, "n/00/0000.txt", "");
    let growing = File::options().append(true).open(folder.join("n/zz.jsonl"));
    growing
        .expect("it is there")
        .write_all(lines(50).as_bytes())
        .expect("it is writable");
    let output = run.wait_with_output().expect("it ends");
    let said = said(&output);
    assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
    let failures = failures(&folder, "out.failures.jsonl");
    let written = fs::read(folder.join("out.jsonl")).expect("the rest is written");
    let done = ids(&written);
    // What was never removed is there, and what was listed is there or named.
    for number in (0..400).filter(|number| number % 2 == 0) {
        let name = format!("n/{:02}/{number:04}.txt", number / 20);
        assert!(done.contains(&name), "{name}");
    }
    for failure in &failures {
        assert!(
            !done.contains(failure) && failure.starts_with("n/"),
            "{failure}"
        );
    }
    injected(
        600 / 2 + 10 + 2,
        "files and folders that vanished or changed",
    );
}

#[test]
fn a_pipe_that_is_named_is_read_to_its_end() {
    let folder = scratch_folder("faults-pipe");
    let made = Command::new("mkfifo").arg(folder.join("p.jsonl")).status();
    assert!(made.is_ok_and(|status| status.success()));
    let path = folder.join("p.jsonl");
    // It ends in the middle of a line.
    let writer =
        thread::spawn(move || fs::write(path, "{\"text\": \"Talks in Rome.\"}\n{\"text\": \"Tal"));
    let output = ended(attache(&folder, &["p.jsonl"]), 1);
    writer.join().expect("it ends").expect("it is read");
    assert_eq!(documents(&output.stdout).len(), 1);
    assert!(said(&output).contains("p.jsonl:2: EOF"), "{output:?}");
    injected(1, "pipes that end");
}
