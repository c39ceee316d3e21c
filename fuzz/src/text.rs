//! Extraction of any text, with any metadata.

use std::cell::RefCell;
use std::sync::OnceLock;

use attache::tables::TABLES;
use attache::{Date, DateOrder, Direction, Document, Extraction, Extractor, Scratch, html};

use super::invariants;
use super::words::FRAGMENTS;

/// The first bytes say how it is read: as it is, or each byte as a piece of news.
pub fn run(data: &[u8]) {
    let Some((head, rest)) = data.split_first_chunk::<4>() else {
        return;
    };
    let text = match head[0] % 2 {
        0 => String::from_utf8_lossy(rest).into_owned(),
        _ => pieces(rest, &FRAGMENTS),
    };
    check(&text, document(&text, head));
}

/// Each byte as one of the pieces, and what is left over as itself.
pub fn pieces(bytes: &[u8], pieces: &[&str]) -> String {
    let piece = |byte: &u8| match pieces.get(usize::from(*byte)) {
        Some(piece) => (*piece).to_owned(),
        None => char::from(*byte).to_string(),
    };
    bytes.iter().map(piece).collect()
}

/// A text with metadata that four bytes stand for.
pub fn document<'t>(text: &'t str, head: &[u8; 4]) -> Document<'t> {
    let year = match head[1] {
        0 => -9999,
        255 => 9999,
        byte => 1890 + i16::from(byte),
    };
    let day = Date::new(year, 1 + (head[2] % 12) as i8, 1 + (head[3] % 28) as i8);
    let document = match head[0] & 2 {
        0 => Document::new(text),
        _ => Document::new(text).published(day.expect("each month has 28 days")),
    };
    let document = document.direction(match head[0] & 4 {
        0 => Direction::Past,
        _ => Direction::Future,
    });
    document.date_order(match head[0] & 24 {
        8 => Some(DateOrder::DayFirst),
        16 => Some(DateOrder::MonthFirst),
        _ => None,
    })
}

/// Extracts a document, checks all that is promised, and shows it in every form.
pub fn check(text: &str, document: Document<'_>) -> Extraction {
    thread_local! {
        static SCRATCH: RefCell<Scratch> = RefCell::default();
    }
    static EXTRACTOR: OnceLock<Extractor> = OnceLock::new();
    let extractor = EXTRACTOR.get_or_init(Extractor::builtin);
    let extraction = SCRATCH.with_borrow_mut(|scratch| extractor.extract_with(&document, scratch));
    if let Err(broken) = invariants::check(text, &extraction) {
        panic!("{broken}, in {text:?}");
    }
    // What was read before must not matter.
    if text.len().is_multiple_of(8) {
        assert_eq!(extractor.extract(&document), extraction, "{text:?}");
    }
    for table in &TABLES {
        table.rows(&extraction, "text", |row| {
            assert_eq!(row.len(), table.columns.len())
        });
    }
    let page = html::piece(&extraction, text, "text");
    assert!(page.ends_with("</article>\n"), "{page}");
    extraction
}
