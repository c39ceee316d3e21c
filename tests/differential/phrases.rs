//! Phrases of tables beside a search that tries every row at every word.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use attache::Document;
use proptest::prelude::*;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::{cases, packs};

const LABELS: [&str; 3] = ["port", "ship", "crew"];

/// Words that are the same or not by their capitals, accents and apostrophes.
const WORDS: [&str; 24] = [
    "san",
    "San",
    "SAN",
    "sAn",
    "sao",
    "são",
    "São",
    "SÃO",
    "Sa\u{303}o",
    "tome",
    "Tomé",
    "TOME",
    "o'hara",
    "O'Hara",
    "O\u{2019}HARA",
    "O'hara",
    "ann",
    "Ann",
    "rio",
    "Rio",
    "st",
    "St",
    "7",
    "1,200",
];

/// What can stand behind a word of a text. The blank line ends a sentence.
const GAPS: [&str; 9] = [" ", " ", "  ", "-", "-", "\n", ", ", "'s ", "\n\n"];

/// What can stand behind a word of a table.
const JOINTS: [&str; 5] = [" ", " ", "-", ", ", "'s "];

/// Words with what stands behind each.
type Pieces = Vec<(&'static str, &'static str)>;

fn pieces(
    gaps: &'static [&'static str],
    number: std::ops::Range<usize>,
) -> impl Strategy<Value = Pieces> {
    let piece = (prop::sample::select(&WORDS[..]), prop::sample::select(gaps));
    prop::collection::vec(piece, number).prop_map(sound)
}

/// Leaves out what would say more than is tried here: a line break before a capital can end a sentence, and an
/// apostrophe behind figures is no clitic.
fn sound(mut pieces: Pieces) -> Pieces {
    for at in 0..pieces.len() {
        let next = pieces.get(at + 1);
        let is_lower = next.is_some_and(|(word, _)| word.chars().all(char::is_lowercase));
        let (word, gap) = &mut pieces[at];
        let is_number = word.starts_with(|c: char| c.is_ascii_digit());
        if *gap == "'s " && is_number || *gap == "\n" && !is_lower {
            *gap = " ";
        }
        if word.eq_ignore_ascii_case("st") && *gap == ", " {
            *gap = ". ";
        }
    }
    pieces
}

#[derive(Debug)]
struct Row {
    label: usize,
    case: &'static str,
    pieces: Pieces,
}

impl Row {
    fn surface(&self) -> String {
        written(&self.pieces)
            .trim_end_matches([' ', '-', ',', '.'])
            .to_owned()
    }
}

fn written(pieces: &Pieces) -> String {
    pieces
        .iter()
        .flat_map(|(word, gap)| [*word, *gap])
        .collect()
}

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let case = prop::sample::select(&["", "", "exact", "any"][..]);
    let row = (0..LABELS.len(), case, pieces(&JOINTS, 1..5));
    let row = row.prop_map(|(label, case, pieces)| Row {
        label,
        case,
        pieces,
    });
    prop::collection::vec(row, 1..12)
}

/// A word or mark.
#[derive(Debug)]
struct Token {
    /// Without accents.
    letters: String,
    start: usize,
    end: usize,
}

/// The words and marks of each sentence.
fn tokens(pieces: &Pieces) -> Vec<Vec<Token>> {
    let mut sentences = vec![Vec::new()];
    let mut at = 0;
    for (word, gap) in pieces {
        let mark = gap.trim();
        let mark = if mark == "-" { "" } else { mark };
        for text in [word, mark] {
            let (start, end) = (at, at + text.len());
            at = end;
            if let (false, Some(sentence)) = (text.is_empty(), sentences.last_mut()) {
                let letters = plain(text);
                sentence.push(Token {
                    letters,
                    start,
                    end,
                });
            }
        }
        at += gap.len() - mark.len();
        if *gap == "\n\n" {
            sentences.push(Vec::new());
        }
    }
    sentences
}

/// The letters without accents, apostrophes as they are typed.
fn plain(word: &str) -> String {
    let letters = word.nfd().filter(|c| !is_combining_mark(*c));
    letters
        .map(|c| if c == '\u{2019}' { '\'' } else { c })
        .collect()
}

/// True if the words of a row stand at the beginning of these.
fn stands(row: &[Token], case: &str, tokens: &[Token]) -> bool {
    let agrees = |(wanted, found): (&Token, &Token)| {
        let capitals = || {
            let mut letters = wanted.letters.chars().zip(found.letters.chars());
            letters.all(|(wanted, found)| !wanted.is_uppercase() || found.is_uppercase())
        };
        wanted.letters.to_lowercase() == found.letters.to_lowercase()
            && match case {
                "any" => true,
                "exact" => wanted.letters == found.letters,
                _ => capitals(),
            }
    };
    row.len() <= tokens.len() && row.iter().zip(tokens).all(agrees)
}

/// A stretch of the text, and the rows that can have found it.
type Found = (usize, usize, BTreeSet<String>);

/// Of each label the leftmost, of these the longest, and so on behind it.
fn naive(rows: &[Row], label: usize, text: &Pieces) -> Vec<Found> {
    let rows: Vec<(String, &str, Vec<Token>)> = rows
        .iter()
        .enumerate()
        .filter(|(_, row)| row.label == label)
        .map(|(number, row)| {
            let mut pieces = row.pieces.clone();
            if let Some((_, gap)) = pieces.last_mut().filter(|(_, gap)| *gap != "'s ") {
                *gap = "";
            }
            let words = tokens(&pieces).into_iter().flatten().collect();
            (format!("i{number}"), row.case, words)
        })
        .collect();
    let mut found = Vec::new();
    for sentence in tokens(text) {
        let mut at = 0;
        while at < sentence.len() {
            let standing = rows
                .iter()
                .filter(|(_, case, words)| stands(words, case, &sentence[at..]));
            let Some(longest) = standing.clone().map(|(.., words)| words.len()).max() else {
                at += 1;
                continue;
            };
            let ids = standing.filter(|(.., words)| words.len() == longest);
            let ids = ids.map(|(id, ..)| id.clone()).collect();
            found.push((sentence[at].start, sentence[at + longest - 1].end, ids));
            at += longest;
        }
    }
    found
}

/// The files of a pack of these rows, with a rule that records what is found of each label.
fn files(rows: &[Row]) -> (String, String) {
    let mut table = "surface\tlabel\tid\tcase\nst\tabbreviation\tnever-final\tany\n".to_owned();
    let mut rules = String::new();
    for (number, row) in rows.iter().enumerate() {
        let (surface, label) = (row.surface(), LABELS[row.label]);
        let _ = writeln!(table, "{surface}\t{label}\ti{number}\t{}", row.case);
    }
    for (number, label) in LABELS.iter().enumerate() {
        if rows.iter().any(|row| row.label == number) {
            let _ = writeln!(
                rules,
                "[[rule]]\nid = '{label}'\nemits = 'found-{label}'\npattern = '{{x:{label}}}'\nrecord = {{ id = '{{x.id}}' }}"
            );
        }
    }
    (table, rules)
}

proptest! {
    #![proptest_config(cases(1500))]

    #[test]
    fn phrases_are_what_a_search_row_by_row_finds(
        rows in rows(),
        texts in prop::collection::vec(pieces(&GAPS, 1..40), 4),
    ) {
        let (table, rules) = files(&rows);
        let extractor =
            packs::extractor(&[("tables/words.tsv", &table), ("rules/found.toml", &rules)]);
        for pieces in texts {
            let text = written(&pieces);
            let records = extractor.extract(&Document::new(&text)).records;
            for (number, label) in LABELS.iter().enumerate() {
                let found: Vec<_> = records
                    .iter()
                    .filter(|record| record.rule == *label)
                    .collect();
                let wanted = naive(&rows, number, &pieces);
                let spans: Vec<_> = found
                    .iter()
                    .map(|record| (record.evidence.start, record.evidence.end))
                    .collect();
                let wanted_spans: Vec<_> = wanted.iter().map(|(from, to, _)| (*from, *to)).collect();
                prop_assert_eq!(spans, wanted_spans, "{} in {:?} by\n{}", label, text, table);
                for (record, (start, end, ids)) in found.iter().zip(&wanted) {
                    prop_assert_eq!(&record.evidence.text, &text[*start..*end]);
                    let id = record.fields["id"].as_str().unwrap_or_default();
                    prop_assert!(ids.contains(id), "{} in {:?} by\n{}", id, text, table);
                }
            }
        }
    }
}
