//! Folders, files and runs of the program, for tests.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::Value;

pub(crate) const PROGRAM: &str = env!("CARGO_BIN_EXE_attache");

pub(crate) fn scratch_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the target folder is writable");
    folder
}

pub(crate) fn put(folder: &Path, name: &str, bytes: impl AsRef<[u8]>) {
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).expect("the folder is writable");
    }
    fs::write(path, bytes).expect("the folder is writable");
}

pub(crate) fn attache(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(PROGRAM);
    command.current_dir(folder).arg("extract").args(arguments);
    command.output().expect("the program starts")
}

/// The documents of an output, by line.
pub(crate) fn documents(output: &[u8]) -> Vec<Value> {
    let lines = output.split(|byte| *byte == b'\n');
    let lines = lines.filter(|line| !line.is_empty());
    lines
        .map(|line| serde_json::from_slice::<Value>(line).expect("a record a line"))
        .map(|mut record| record["document"].take())
        .collect()
}

pub(crate) fn ids(output: &[u8]) -> Vec<String> {
    documents(output).iter().map(id).collect()
}

/// The name of a document; empty if it has none.
pub(crate) fn id(document: &Value) -> String {
    document["id"].as_str().unwrap_or("").to_owned()
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory is writable");
    encoder.finish().expect("memory is writable")
}

pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
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

pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
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

/// Five thousand documents of different lengths.
pub(crate) fn archive(folder: &Path) {
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
