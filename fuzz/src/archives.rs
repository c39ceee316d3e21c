//! Files and archives as the command line program takes them apart.

// It is no part of the library, so that it is compiled here once more; what is not used here, is there.
#[allow(dead_code, unused_imports, unreachable_pub, clippy::all)]
#[path = "../../src/cli/input/mod.rs"]
mod input;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};

use attache::read::Columns;

use self::input::{Inputs, Loader, Reader};

const ENDINGS: [&str; 16] = [
    "txt", "html", "jsonl", "csv", "tsv", "parquet", "tar", "zip", "gz", "tar.gz", "tgz", "zst",
    "tar.zst", "jsonl.gz", "csv.zst", "zip.gz",
];

/// No document is larger.
const MAX_BYTES: u64 = 1 << 20;
/// Whatever the archive, no more documents are taken from it.
const MOST_DOCUMENTS: usize = 10_000;

/// The first byte says what the name of the file ends with.
pub fn run(data: &[u8]) {
    let Some((head, rest)) = data.split_first() else {
        return;
    };
    let path = file(ENDINGS[usize::from(*head) % ENDINGS.len()]);
    std::fs::write(&path, rest).expect("a file can be written");
    let inputs = Inputs {
        paths: vec![path.clone()],
        files_from: None,
        globs: Vec::new(),
        format: None,
        columns: Columns::default(),
        max_bytes: MAX_BYTES,
    };
    let loader = Loader {
        columns: Columns::default(),
        max_bytes: MAX_BYTES,
        by_file_time: true,
    };
    let name = path.display().to_string();
    let mut documents = 0;
    let read_bytes = AtomicU64::new(0);
    Reader::new(&inputs, &read_bytes, |found| {
        documents += 1;
        match found.and_then(|item| loader.load(item)) {
            // Decoding and what is put for broken bytes can make it three times as long.
            Ok(loaded) => assert!(loaded.record.text.len() as u64 <= 3 * MAX_BYTES + 16),
            Err(failure) => assert!(
                failure.message().starts_with(&name),
                "{}",
                failure.message()
            ),
        }
        documents < MOST_DOCUMENTS
    })
    .run();
    // A directory at the end of a file, and each member, is sought by reading blocks again.
    assert!(read_bytes.load(Ordering::Relaxed) <= rest.len() as u64 * 64 + (1 << 20));
    let _ = std::fs::remove_file(&path);
}

/// A place for this process and thread, in memory where there is such a folder.
fn file(ending: &str) -> PathBuf {
    let memory = PathBuf::from("/dev/shm");
    let folder = if memory.is_dir() {
        memory
    } else {
        std::env::temp_dir()
    };
    let thread = std::thread::current().id();
    folder.join(format!(
        "attache-fuzz-{}-{thread:?}.{ending}",
        std::process::id()
    ))
}
