//! Rules beside a matcher that tries everything.
//!
//! Spans and the ids of the rules must be the same. Which captures win where a rule can match the same words in several
//! ways, the book leaves open: the engine's must be one of these ways.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use attache::{Document, Record};
use proptest::prelude::*;
use proptest::test_runner::{TestCaseError, TestRunner};

use super::grammar::{LABELS, Node, Rule, WORDS, rules};
use super::reference::{Captures, Match, Open, Reference, Row, Token};
use super::{cases, packs};

/// A sentence: words with what stands behind each.
type Sentence = Vec<(&'static str, &'static str)>;

fn texts() -> impl Strategy<Value = Vec<Sentence>> {
    let gap = prop::sample::select(&[" ", " ", " ", "-", ", "][..]);
    let sentence = prop::collection::vec((prop::sample::select(&WORDS[..]), gap), 1..10);
    prop::collection::vec(sentence, 1..9)
}

/// Rows of the tables. Each label has one, and no two of a label have the same words.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let words = prop::collection::vec(prop::sample::select(&WORDS[..]), 1..4);
    let kind = prop::sample::select(&["", "x", "y", "x,y"][..]);
    prop::collection::vec((0..2_usize, words, kind), 0..5).prop_map(|rows| {
        let always = [(0, vec![WORDS[1]], "x"), (1, vec![WORDS[2], WORDS[3]], "")];
        let mut known = BTreeMap::new();
        for (label, words, kind) in always.into_iter().chain(rows) {
            known.entry((label, words)).or_insert(kind);
        }
        let row = |((label, words), kind)| Row { label, words, kind };
        known.into_iter().map(row).collect()
    })
}

/// A text, and its words as they should be found in it.
fn written(sentences: &[Sentence]) -> (String, Vec<Vec<Token>>) {
    let mut text = String::new();
    let mut all = Vec::new();
    for sentence in sentences {
        let mut tokens: Vec<Token> = Vec::new();
        let mut is_joined = false;
        for (number, (word, gap)) in sentence.iter().enumerate() {
            let gap = if number + 1 == sentence.len() {
                "\n\n"
            } else {
                gap
            };
            let mark = if gap.starts_with(',') { "," } else { "" };
            for word in [*word, mark].into_iter().filter(|word| !word.is_empty()) {
                let start = text.len();
                text.push_str(word);
                tokens.push(Token {
                    text: word.to_owned(),
                    is_joined,
                    start,
                    end: text.len(),
                });
                is_joined = false;
            }
            is_joined = gap == "-";
            text.push_str(&gap[mark.len()..]);
        }
        all.push(tokens);
    }
    (text, all)
}

/// Records what is left of the ships of tables.
fn watch() -> Rule {
    Rule {
        emits: LABELS.len(),
        pattern: Node::Label {
            label: 1,
            test: None,
            not: None,
            capture: Some("a"),
            list: false,
        },
        priority: 0,
        contexts: [const { None }; 4],
        beside: None,
        is_header: false,
        drop: false,
        resume: None,
        mention: None,
    }
}

fn files(rows: &[Row], rules: &[Rule]) -> (String, String) {
    let mut table = "surface\tlabel\tid\tcase\tkind\n".to_owned();
    for (number, row) in rows.iter().enumerate() {
        let (words, label) = (row.words.join(" "), LABELS[row.label]);
        let _ = writeln!(table, "{words}\t{label}\ti{number}\tany\t{}", row.kind);
    }
    let mut file = String::new();
    // The order in the file is not that of the ids.
    for (number, rule) in rules.iter().enumerate().rev() {
        let label = LABELS.get(rule.emits).unwrap_or(&"watch");
        let _ = writeln!(
            file,
            "[[rule]]\nid = 'r{number}'\nemits = '{label}'\npattern = '{}'\npriority = {}",
            rule.pattern, rule.priority
        );
        let keys = ["before", "after", "not_before", "not_after"];
        for (key, context) in keys.iter().zip(&rule.contexts) {
            let _ = context
                .as_ref()
                .map(|context| writeln!(file, "{key} = '{context}'"));
        }
        let names = [
            ("beside", rule.beside.map(|label| LABELS[label])),
            ("within", rule.is_header.then_some("header")),
            ("resume", rule.resume),
            ("mention", rule.mention),
        ];
        for (key, value) in names {
            let _ = value.map(|value| writeln!(file, "{key} = '{value}'"));
        }
        if rule.drop {
            file.push_str("drop = true\n");
        } else {
            let fields = rule.pattern.clone().names();
            let fields = fields.iter().map(|name| format!("{name} = ['{{{name}}}']"));
            let fields: Vec<String> = fields.chain(["match = '{match}'".to_owned()]).collect();
            let _ = writeln!(file, "record = {{ {} }}", fields.join(", "));
        }
    }
    (table, file)
}

/// The values of each name of a record.
type Fields = BTreeMap<String, Vec<String>>;

/// The values of each name that a record would have, if these words are captured.
fn fields(captures: &Captures, tokens: &[Token], text: &str) -> Fields {
    let mut fields = Fields::new();
    for (start, end, name) in captures {
        let words = &text[tokens[*start].start..tokens[*end - 1].end];
        fields
            .entry((*name).to_owned())
            .or_default()
            .push(words.to_owned());
    }
    fields
}

fn recorded(record: &Record) -> Fields {
    let lists = record.fields.iter().filter_map(|(name, value)| {
        let list = value.as_array()?.iter();
        let list: Vec<String> = list
            .map(|one| one.as_str().unwrap_or("").to_owned())
            .collect();
        (!list.is_empty()).then(|| (name.clone(), list))
    });
    lists.collect()
}

/// Where a record stands, and by which rule.
type Place = (usize, usize, String);

fn compare(
    (rows, rules, documents): &(Vec<Row>, Vec<Rule>, Vec<Vec<Sentence>>),
    [tried, open, matched]: [&Cell<usize>; 3],
) -> Result<(), TestCaseError> {
    let mut rules = rules.clone();
    rules.push(watch());
    let (table, file) = files(rows, &rules);
    let extractor = packs::extractor(&[("tables/words.tsv", &table), ("rules/found.toml", &file)]);
    for document in documents {
        tried.set(tried.get() + 1);
        let (text, sentences) = written(document);
        let numbered = sentences.iter().enumerate();
        let run =
            |(number, tokens): (usize, &Vec<Token>)| Reference::run(tokens, number, rows, &rules);
        let all: Result<Vec<Vec<Match>>, Open> = numbered.map(run).collect();
        let Ok(all) = all else {
            open.set(open.get() + 1);
            continue;
        };
        let mut wanted: Vec<(Place, Vec<Fields>)> = Vec::new();
        for (tokens, matches) in sentences.iter().zip(all) {
            for found in matches {
                let place = (tokens[found.start].start, tokens[found.end - 1].end);
                let ways = found.captures.iter();
                let ways = ways.map(|way| fields(way, tokens, &text)).collect();
                wanted.push(((place.0, place.1, format!("r{}", found.rule)), ways));
            }
        }
        wanted.sort();
        matched.set(matched.get() + wanted.len());
        let records = extractor.extract(&Document::new(&text)).records;
        let place = |record: &Record| {
            let evidence = &record.evidence;
            (evidence.start, evidence.end, record.rule.clone())
        };
        let mut found: Vec<(Place, &Record)> =
            records.iter().map(|one| (place(one), one)).collect();
        found.sort_by(|a, b| a.0.cmp(&b.0));
        let places = |place: &Place| place.clone();
        let found_places: Vec<Place> = found.iter().map(|(place, _)| places(place)).collect();
        let wanted_places: Vec<Place> = wanted.iter().map(|(place, _)| places(place)).collect();
        prop_assert_eq!(
            found_places,
            wanted_places,
            "in {:?} by\n{}\n{}",
            text,
            table,
            file
        );
        for ((place, record), (_, ways)) in found.iter().zip(&wanted) {
            let fields = recorded(record);
            prop_assert!(
                ways.contains(&fields),
                "{:?}: {:?} is none of {:?} in {:?} by\n{}\n{}",
                place,
                fields,
                ways,
                text,
                table,
                file
            );
        }
    }
    Ok(())
}

#[test]
fn rules_find_what_a_matcher_that_tries_everything_finds() {
    let [tried, open, matched] = [const { Cell::new(0) }; 3];
    let strategy = (rows(), rules(), prop::collection::vec(texts(), 6));
    let outcome = TestRunner::new(cases(800))
        .run(&strategy, |case| compare(&case, [&tried, &open, &matched]));
    if let Err(error) = outcome {
        panic!("{error}");
    }
    // Neither is all left open, nor is nothing found.
    let [tried, open, matched] = [tried.get(), open.get(), matched.get()];
    assert!(open * 5 < tried, "{open} of {tried} documents are open");
    assert!(matched > tried, "{matched} matches in {tried} documents");
}
