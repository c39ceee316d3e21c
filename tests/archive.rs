//! Archives read by the program: every kind of input, whole and broken, and runs that are ended and go on.
#![cfg(feature = "cli")]

use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

const PROGRAM: &str = env!("CARGO_BIN_EXE_attache");

fn scratch_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder is writable");
    folder
}

fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).expect("the folder is writable");
    }
    fs::write(path, bytes).expect("the folder is writable");
}

fn attache(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).arg("extract").args(arguments);
    command.output().expect("the program starts")
}

/// The documents of an output, by line.
fn documents(output: &[u8]) -> Vec<Value> {
    let lines = output.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice::<Value>(line).expect("a record a line"))
        .map(|mut record| record["document"].take())
        .collect()
}

fn ids(output: &[u8]) -> Vec<String> {
    let id = |document: Value| document["id"].as_str().unwrap_or("").to_owned();
    documents(output).into_iter().map(id).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory is writable");
    encoder.finish().expect("memory is writable")
}

fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        header.set_cksum();
        archive
            .append_data(&mut header, name, *bytes)
            .expect("memory is writable");
    }
    archive.into_inner().expect("memory is writable")
}

fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        let options = zip::write::SimpleFileOptions::default();
        archive
            .start_file(*name, options)
            .expect("memory is writable");
        archive.write_all(bytes).expect("memory is writable");
    }
    archive.finish().expect("memory is writable").into_inner()
}

#[test]
fn every_kind_of_input_gives_its_documents_in_order() {
    let folder = scratch_folder("inputs");
    let text = b"Talks in Beijing.".as_slice();
    let lines = b"{\"id\": \"one\", \"text\": \"Talks in Moscow.\"}\n{\"id\": 2, \"text\": \"Talks in Oslo.\"}\n";
    put(&folder, "news/2015/11/16/a.txt", text);
    put(&folder, "news/b.txt.gz", gzip(text));
    put(
        &folder,
        "news/c.jsonl.zst",
        zstd::encode_all(&lines[..], 1).expect("memory"),
    );
    let members = [
        ("m/x.txt", text),
        ("m/y.jsonl", lines),
        ("m/z.txt.gz", &gzip(text)),
    ];
    put(&folder, "news/d.tar.gz", gzip(&tar(&members)));
    put(&folder, "news/e.zip", zip(&members[..2]));
    put(
        &folder,
        "news/f.csv",
        "ID,Text,Published\nrow,\"Talks, at last, in Rome\",2016-01-02\n",
    );
    put(&folder, "news/.hidden.txt", text);
    put(&folder, "news/.ignore", "draft*\n");
    put(&folder, "news/draft.txt", text);
    let output = attache(&folder, &["news"]);
    assert!(output.status.success(), "{output:?}");
    let expected = [
        "news/2015/11/16/a.txt",
        "news/b.txt.gz",
        "one",
        "2",
        "news/d.tar.gz/m/x.txt",
        "one",
        "2",
        "news/d.tar.gz/m/z.txt.gz",
        "news/e.zip/m/x.txt",
        "one",
        "2",
        "row",
    ];
    assert_eq!(ids(&output.stdout), expected);
    let documents = documents(&output.stdout);
    assert_eq!(documents[0]["published"], "2015-11-16");
    assert_eq!(documents[0]["published_source"], "path");
    assert_eq!(documents[0]["encoding"], "UTF-8");
    assert_eq!(documents[0]["digest"], documents[1]["digest"]);
    assert_eq!(documents[11]["published"], "2016-01-02");
    assert_eq!(documents[11]["published_source"], "metadata");
}

#[test]
fn of_web_pages_the_article_is_read_in_the_encoding_that_they_name() {
    let folder = scratch_folder("pages");
    let page = "<html><head><meta charset=\"iso-8859-2\"><title>Talks</title>\
        <meta property=\"article:published_time\" content=\"2015-11-16T08:00:00Z\"></head><body>\
        <nav>Home Sport Weather</nav><article><h1>Talks</h1><p>";
    let mut bytes = page.as_bytes().to_vec();
    for _ in 0..5 {
        // "Prime Minister Robert Łapiński of Poland" in ISO 8859-2.
        bytes.extend(b"Prime Minister Robert \xA3api\xF1ski of Poland met officials in Oslo on Monday. </p><p>");
    }
    bytes.extend(b"</p></article><footer>All rights reserved</footer></body></html>");
    put(&folder, "a.html", &bytes);
    put(&folder, "b.html.gz", gzip(&bytes));
    let output = attache(&folder, &["a.html", "b.html.gz"]);
    assert!(output.status.success(), "{output:?}");
    for document in documents(&output.stdout) {
        assert_eq!(document["encoding"], "ISO-8859-2");
        assert_eq!(document["published"], "2015-11-16");
        assert_eq!(document["title"], "Talks");
    }
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.contains("Łapiński"), "{output}");
    assert!(
        !output.contains("Sport") && !output.contains("rights"),
        "{output}"
    );
}

#[test]
fn globs_lists_and_columns_choose_what_is_read() {
    let folder = scratch_folder("choice");
    put(&folder, "n/a.txt", "Talks.");
    put(&folder, "n/b.html", "Talks.");
    put(&folder, "n/c/d.txt", "Talks.");
    put(&folder, "list", "n/b.html\n\nn/a.txt\n");
    let listed = |arguments: &[&str]| {
        let output = attache(&folder, &[arguments, &["--dry-run"]].concat());
        String::from_utf8(output.stdout).expect("paths are UTF-8")
    };
    assert_eq!(listed(&["--glob", "*.txt", "n"]), "n/a.txt\nn/c/d.txt\n");
    assert_eq!(listed(&["--glob", "!c", "n"]), "n/a.txt\nn/b.html\n");
    assert_eq!(listed(&["--files-from", "list"]), "n/b.html\nn/a.txt\n");
    put(
        &folder,
        "t.jsonl",
        "{\"url\": \"u\", \"body\": \"Talks in Rome.\", \"date\": \"2016-01-02\"}\n",
    );
    let named = [
        "--id-column",
        "url",
        "--text-column",
        "body",
        "--published-column",
        "date",
    ];
    let output = attache(&folder, &[&named, &["t.jsonl"][..]].concat());
    let documents = documents(&output.stdout);
    assert_eq!(
        (&documents[0]["id"], &documents[0]["published"]),
        (&"u".into(), &"2016-01-02".into())
    );
}

#[test]
fn broken_input_is_a_failure_that_names_it_and_the_rest_is_done() {
    let folder = scratch_folder("broken");
    let whole = gzip(&tar(&[("a.txt", &[b'a'; 5000]), ("b.txt", b"Talks.")]));
    put(&folder, "n/a.tar.gz", &whole[..whole.len() / 2]);
    put(&folder, "n/b.txt.gz", b"no gzip at all");
    put(&folder, "n/c.zip", b"PK\x03\x04 no zip");
    put(
        &folder,
        "n/d.jsonl",
        format!(
            "{{\"text\": 7}}\n{{\"text\": \"{}\"}}\n{{\"text\": \"Talks.\"}}\n",
            "long ".repeat(500)
        ),
    );
    put(&folder, "n/e.csv", "id,body\n1,Talks.\n");
    put(&folder, "n/f.txt.zst", b"no zstd");
    put(&folder, "n/g.txt", "x".repeat(3000));
    put(&folder, "n/h.txt", b"Talks in \xFF\xFE\x00 Rome.");
    // A little of a bomb: a thousand times as large as it looks.
    put(&folder, "n/i.txt.gz", gzip(&vec![b' '; 2_000_000]));
    put(&folder, "n/z.txt", "Talks.");
    let output = attache(
        &folder,
        &["--max-bytes", "2000", "-o", "out.jsonl", "n", "gone.txt"],
    );
    assert_eq!(output.status.code(), Some(1));
    let failures =
        fs::read_to_string(folder.join("out.failures.jsonl")).expect("failures are listed");
    let failures: Vec<Value> = failures
        .lines()
        .map(|line| serde_json::from_str(line).expect("a failure a line"))
        .collect();
    let paths: Vec<&str> = failures
        .iter()
        .filter_map(|failure| failure["path"].as_str())
        .collect();
    let expected = [
        "n/a.tar.gz/a.txt",
        "n/a.tar.gz",
        "n/b.txt.gz",
        "n/c.zip",
        "n/d.jsonl:1",
        "n/d.jsonl:2",
        "n/e.csv",
        "n/f.txt.zst",
        "n/g.txt",
        "n/i.txt.gz",
        "gone.txt",
    ];
    assert_eq!(paths, expected);
    assert_eq!(failures[5]["offset"], 12);
    let written = fs::read(folder.join("out.jsonl")).expect("the rest is written");
    assert_eq!(ids(&written), ["", "n/h.txt", "n/z.txt"]);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        message.contains("attache: n/e.csv: no column `text` in the first row: id, body"),
        "{message}"
    );
    assert!(message.contains("3 documents, 11 failed"), "{message}");
}

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

/// Five thousand documents of different lengths.
fn archive(folder: &Path) {
    let mut lines = String::new();
    for number in 0..5000 {
        let text =
            "Russia's Deputy Prime Minister Arkady Dvorkovich met officials of China on Monday. "
                .repeat(number * 7 % 23 + 1);
        let line = match number % 997 {
            996 => "no line\n".to_owned(),
            _ => format!("{{\"id\": {number}, \"text\": \"{text}\"}}\n"),
        };
        lines.push_str(&line);
    }
    put(folder, "many.jsonl.gz", gzip(lines.as_bytes()));
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
    assert!(String::from_utf8_lossy(&output.stderr).contains("tables need a folder"));
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
fn documents_in_other_languages_are_marked_skipped_or_read_as_asked() {
    let folder = scratch_folder("languages");
    let french = "Le vice-premier ministre russe a rencontré lundi à Paris des représentants du \
        gouvernement pour parler de la coopération entre les deux pays dans le domaine de l'agriculture, Moscow.";
    let english = "The Russian deputy prime minister met officials of the government in Paris on Monday to \
        speak about the cooperation of both countries in agriculture and about the grain trade.";
    put(&folder, "a.txt", french);
    put(&folder, "b.txt", english);
    let languages = |way: &str| -> Vec<(String, usize)> {
        let output = attache(&folder, &["--other-languages", way, "a.txt", "b.txt"]);
        let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
        lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("a record a line"))
            .map(|record| {
                let places = record["places"].as_array().map_or(0, Vec::len);
                (
                    record["document"]["language"]
                        .as_str()
                        .unwrap_or("")
                        .to_owned(),
                    places,
                )
            })
            .collect()
    };
    assert_eq!(
        languages("mark"),
        [("fr".to_owned(), 0), ("en".to_owned(), 1)]
    );
    assert_eq!(languages("skip"), [("en".to_owned(), 1)]);
    assert_eq!(
        languages("extract"),
        [("en".to_owned(), 2), ("en".to_owned(), 1)]
    );
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
