//! An extractor measured on a small gold file, with figures worked out by hand.

use std::fs::File;
use std::io::BufReader;

use attache::Extractor;
use attache::score::{GoldDocument, Mistake, MistakeClass, Ratios, Scorer, Scores, read_gold};

const TOURS: &str = r#"
[[rule]]
id = "tour"
emits = "tour"
pattern = '{who:person} toured {where:country}'
record = { who = "{who}", where = "{where.id}" }
"#;

const MANIFEST: &str = "
[score]
people = ['witness']
tour = ['trip']
";

fn gold() -> Vec<GoldDocument> {
    let file = File::open("tests/cli/score.in/gold.jsonl").expect("the file is there");
    read_gold(BufReader::new(file), "gold.jsonl").expect("it is gold")
}

fn scorer() -> Scorer {
    Scorer::new(&Extractor::builtin())
}

fn scores(scorer: Result<Scorer, attache::Error>) -> Scores {
    scorer.expect("the kinds are known").score(&gold())
}

fn kinds(scores: &Scores) -> Vec<&str> {
    scores.spans.iter().map(|score| &score.kind[..]).collect()
}

/// Precision, recall and F1 of parts, in hundredths of a percent.
fn assert_ratios(ratios: Ratios, precision: (f64, f64), recall: (f64, f64)) {
    let (p, r) = (precision.0 / precision.1, recall.0 / recall.1);
    let wanted = [p, r, 2.0 * p * r / (p + r)].map(|part| format!("{:.2}", 100.0 * part));
    let given = [ratios.precision, ratios.recall, ratios.f1].map(|part| format!("{part:.2}"));
    assert_eq!(given, wanted);
}

/// What a list of mistakes says, in short.
fn told(mistakes: &[Mistake]) -> Vec<(MistakeClass, &str, Option<usize>)> {
    mistakes
        .iter()
        .map(|mistake| (mistake.class, &mistake.document[..], mistake.start))
        .collect()
}

#[test]
fn spans_are_scored_by_kind() {
    let scores = scores(Ok(scorer()));
    assert_eq!(kinds(&scores), ["people", "countries", "titles"]);
    // Gold: Angela Merkel, Merkel, "Prime Minister Narendra Modi". Found: these two, Vladimir Putin,
    // Narendra Modi without the title, Ann Lee.
    let people = &scores.spans[0];
    assert_eq!((people.gold, people.found), (3, 5));
    assert_ratios(people.exact, (2.0, 5.0), (2.0, 3.0));
    assert_ratios(people.overlap, (3.0, 5.0), (3.0, 3.0));
    let expected = [
        (MistakeClass::False, "wire", Some(92)),
        (MistakeClass::False, "brief", Some(48)),
        (MistakeClass::Span, "brief", Some(0)),
    ];
    assert_eq!(told(&people.mistakes), expected);
    assert_eq!(people.mistakes[2].rule.as_deref(), Some("given-family"));
    let countries = &scores.spans[1];
    assert_ratios(countries.exact, (3.0, 3.0), (3.0, 3.0));
    assert!(countries.mistakes.is_empty());
    let titles = &scores.spans[2];
    assert_ratios(titles.exact, (1.0, 3.0), (1.0, 1.0));
}

#[test]
fn countries_are_scored_as_sets_and_officials_by_name() {
    let scores = scores(Ok(scorer()));
    let countries = scores.countries.expect("the gold has some");
    // France is in the gold of the first document alone; the second and the empty one agree.
    assert_eq!((countries.gold, countries.found), (4, 3));
    assert_ratios(countries.set, (3.0, 3.0), (3.0, 4.0));
    assert_eq!(format!("{:.2}", countries.exact_documents), "66.67");
    assert_eq!(countries.mistakes[0].gold.as_deref(), Some("FRA"));
    let officials = scores.officials.expect("the gold has some");
    assert_eq!((officials.gold, officials.position), (2, 50.0));
    assert_eq!((officials.gold_countries, officials.country), (2, 50.0));
    let ignoring = scorer().ignore("FRA").score(&gold());
    assert_eq!(
        ignoring.countries.map(|score| score.exact_documents),
        Some(100.0)
    );
}

#[test]
fn dates_are_scored_as_tempeval_does() {
    let dates = scores(Ok(scorer())).dates.expect("the gold has some");
    // Gold: the dateline, Monday, "next day" with a wrong value, "the days of her youth". Found: the
    // dateline, Monday, "the next day".
    assert_eq!((dates.gold, dates.found), (4, 3));
    assert_ratios(dates.relaxed, (3.0, 3.0), (3.0, 4.0));
    assert_ratios(dates.strict, (2.0, 3.0), (2.0, 4.0));
    assert_eq!(
        format!("{:.2} {:.2}", dates.type_f1, dates.value_f1),
        "85.71 57.14"
    );
    assert_eq!(format!("{:.2}", dates.value_accuracy), "66.67");
    let classes: Vec<_> = dates.mistakes.iter().map(|mistake| mistake.class).collect();
    assert_eq!(
        classes,
        [MistakeClass::Miss, MistakeClass::Span, MistakeClass::Value]
    );
    assert_eq!(dates.mistakes[2].gold.as_deref(), Some("DATE 2015-11-18"));
    assert_eq!(dates.mistakes[2].found.as_deref(), Some("DATE 2015-11-17"));
    let without = scorer().without_creation_times().score(&gold());
    let without = without.dates.expect("the gold has some");
    assert_eq!((without.gold, without.found), (3, 2));
    assert_ratios(without.strict, (1.0, 2.0), (1.0, 3.0));
}

#[test]
fn a_pack_brings_kinds_and_types() {
    let extractor = Extractor::builder()
        .overlay_file("rules/tours.toml", TOURS)
        .overlay_file("pack.toml", MANIFEST)
        .build()
        .unwrap_or_else(|error| panic!("{error}"));
    let line = r#"{"text": "Ann Lee toured Japan.", "gold": {"entities": [{"start": 0, "end": 7, "type": "witness"},
        {"start": 0, "end": 20, "type": "trip"}, {"start": 8, "end": 14, "type": "tour"}]}}"#;
    let gold = read_gold(line.replace('\n', " ").as_bytes(), "x").expect("it is gold");
    let scores = Scorer::new(&extractor).score(&gold);
    assert_eq!(kinds(&scores), ["people", "tour"]);
    assert_ratios(scores.spans[0].exact, (1.0, 1.0), (1.0, 1.0));
    assert_ratios(scores.spans[1].exact, (1.0, 1.0), (1.0, 2.0));
    assert_ratios(scores.spans[1].overlap, (1.0, 1.0), (2.0, 2.0));
}

#[test]
fn types_are_mapped_left_out_and_counted() {
    let plain = scores(Ok(scorer()));
    let left_out: Vec<_> = plain
        .left_out
        .iter()
        .map(|(name, n)| (&name[..], *n))
        .collect();
    assert_eq!(left_out, [("venue", 1), ("witness", 1)]);
    let mapped = scores(scorer().leave_out("venue").map("witness", "people"));
    assert!(mapped.left_out.is_empty());
    assert_ratios(mapped.spans[0].exact, (3.0, 5.0), (3.0, 4.0));
    let one = scores(scorer().only("dates"));
    assert!(one.spans.is_empty() && one.countries.is_none() && one.dates.is_some());
    let error = scorer().only("colour").unwrap_err();
    assert!(error.is_input());
    assert_eq!(
        error.to_string(),
        "no score is kept of `colour`; the kinds are: people, organizations, places, locations, \
         countries, titles, sectors, dates, officials"
    );
}

#[test]
fn spans_that_do_not_stand_where_they_say_are_counted() {
    // The offsets count bytes: those behind the é are one too far.
    let line = r#"{"text": "Café: Russia.", "gold": {"entities": [
        {"start": 7, "end": 13, "type": "country", "text": "Russia"}, {"start": 90, "end": 9, "type": "country"}]}}"#;
    let gold = read_gold(line.replace('\n', " ").as_bytes(), "x").expect("it is gold");
    let scores = scorer().score(&gold);
    assert_eq!((scores.displaced, scores.spans[0].gold), (1, 2));
}

#[test]
fn mistakes_can_be_limited() {
    let mut scores = scores(Ok(scorer()));
    scores.limit_mistakes(1);
    let expected = [
        (MistakeClass::False, "wire", Some(92)),
        (MistakeClass::Span, "brief", Some(0)),
    ];
    assert_eq!(told(&scores.spans[0].mistakes), expected);
    scores.limit_mistakes(0);
    assert!(scores.spans.iter().all(|score| score.mistakes.is_empty()));
}
