//! The texts that benchmarks read.

use std::path::Path;

use attache::read::{JsonlReader, text_file};

/// A name and the texts of its documents.
pub(crate) type Corpus = (String, Vec<String>);

/// The fixtures, and the documents of the file that `ATTACHE_BENCH_FILE` names.
pub(crate) fn corpora() -> Vec<Corpus> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let entries = std::fs::read_dir(folder).expect("the fixtures are there");
    let mut files: Vec<_> = entries
        .map(|entry| entry.expect("it is readable").path())
        .collect();
    files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
    files.sort();
    let fixtures = files
        .iter()
        .map(|file| text_file(file).expect("fixtures are texts"));
    let mut corpora = vec![("fixtures".to_owned(), fixtures.collect())];
    if let Some(file) = std::env::var_os("ATTACHE_BENCH_FILE") {
        let file = Path::new(&file);
        let name = file
            .file_name()
            .unwrap_or(file.as_os_str())
            .to_string_lossy()
            .into_owned();
        let texts = match file.extension().is_some_and(|ending| ending == "jsonl") {
            true => JsonlReader::open(file)
                .expect("ATTACHE_BENCH_FILE can be opened")
                .map(|record| record.expect("each line is a document").text)
                .collect(),
            false => vec![text_file(file).expect("ATTACHE_BENCH_FILE is a text")],
        };
        corpora.push((name, texts));
    }
    corpora
}
