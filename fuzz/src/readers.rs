//! What reads texts, web pages, records and gold labels.

use attache::read::{self, Columns, DocumentRecord, JsonlReader, Line, LineReader};
use attache::score::read_gold;

/// The first byte says who reads the rest.
pub fn run(data: &[u8]) {
    let Some((head, rest)) = data.split_first() else {
        return;
    };
    match head % 5 {
        0 => page(rest),
        1 => lines(rest),
        2 => decoded(rest, head / 5),
        3 => dates(rest),
        _ => drop(read_gold(rest, "gold.jsonl")),
    }
}

/// A web page is read the same each time, in no more words than it has.
fn page(bytes: &[u8]) {
    let html = read::decode(bytes, None).text;
    let article = read::article(&html);
    assert!(
        article.text.len() <= html.len() * 4 + 16,
        "{} bytes of {html:?}",
        article.text.len()
    );
    assert_eq!(read::article(&html).text, article.text);
    let _ = read::language(&article.text);
}

/// Lines are found again by their places, records by their lines.
fn lines(bytes: &[u8]) {
    for record in JsonlReader::new(bytes, "tried.jsonl") {
        match record {
            Ok(record) => assert!(record.text.len() <= bytes.len() * 3),
            Err(error) => assert!(error.to_string().starts_with("tried.jsonl"), "{error}"),
        }
    }
    let mut lines = LineReader::new(bytes, 64);
    let mut line = Vec::new();
    while let Some(found) = lines.next_line(&mut line).expect("memory can be read") {
        let _ = DocumentRecord::from_json(&line, &Columns::default());
        if matches!(found, Line::Whole) {
            let start = usize::try_from(lines.offset()).expect("it is in memory");
            assert!(bytes[start..].starts_with(&line), "{line:?} at {start}");
        }
    }
}

fn decoded(bytes: &[u8], label: u8) {
    const LABELS: [&str; 8] = [
        "",
        "utf-8",
        "utf-16",
        "windows-1252",
        "shift_jis",
        "gb18030",
        "utf-7",
        "nonsense",
    ];
    let label = LABELS[usize::from(label) % LABELS.len()];
    let decoded = read::decode(bytes, (!label.is_empty()).then_some(label));
    assert!(!decoded.encoding.is_empty());
    assert_eq!(read::digest(&decoded.text).len(), 64);
    let _ = read::language(&decoded.text);
    let _ = read::text(bytes, "tried");
}

fn dates(bytes: &[u8]) {
    let words = String::from_utf8_lossy(bytes);
    if let Ok(day) = read::date(&words) {
        assert_eq!(read::date(&day.to_string()).ok(), Some(day), "{words:?}");
    }
    let _ = read::date_time(&words);
}
