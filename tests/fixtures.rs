//! Every text of `fixtures/` comes out as its expected extraction says, whole.
//!
//! After a change that is meant, `INSTA_UPDATE=always cargo test --test fixtures` writes the expected
//! extractions anew; read the difference before you commit it.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use attache::{Document, Extractor, OffsetUnit};

/// When the fixtures were published that do not say so themselves, from `fixtures/published.tsv`.
fn published(name: &str) -> Option<attache::Date> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/published.tsv");
    let table = fs::read_to_string(path).expect("the table is readable");
    let row = table
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}\t")))?;
    Some(row.parse().expect("a date"))
}

#[test]
fn fixtures_come_out_as_expected() {
    let extractor = Extractor::builtin();
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../fixtures/expected");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::glob!("../fixtures", "*.txt", |path| {
            let text = fs::read_to_string(path).expect("the fixture is readable");
            let name = path
                .file_stem()
                .and_then(|name| name.to_str())
                .expect("a name");
            let mut document = Document::new(&text).id(name);
            if let Some(day) = published(name) {
                document = document.published(day);
            }
            let mut extraction = extractor.extract(&document);
            extraction.convert_offsets(&text, OffsetUnit::Char);
            insta::assert_json_snapshot!("extraction", extraction);
        });
    });
}

#[test]
fn the_article_takes_less_than_a_millisecond() {
    // Without optimisation the same work takes several times as long.
    let limit = match cfg!(debug_assertions) {
        true => Duration::from_millis(15),
        false => Duration::from_millis(1),
    };
    let text = fs::read_to_string("fixtures/article.txt").expect("the fixture is readable");
    let extractor = Extractor::builtin();
    let mut scratch = attache::Scratch::default();
    let document = Document::new(&text);
    let best = (0..100)
        .map(|_| {
            let start = Instant::now();
            extractor.extract_with(&document, &mut scratch);
            start.elapsed()
        })
        .min()
        .expect("a hundred runs");
    assert!(best < limit, "{best:?}");
}
