//! Temporal expressions beside Python's `datetime` and `calendar`.

use std::process::Command;

use attache::{Date, Direction, Document, Extraction, Extractor, Scratch};
use regex::Regex;
use serde_json::{Value, json};

use super::is_long;

/// What `dates.py` writes: texts with what they come to.
fn cases(number: u32, seed: u32) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/differential/dates.py");
    let output = Command::new("python3")
        .arg(script)
        .args([number.to_string(), seed.to_string()])
        .output()
        .unwrap_or_else(|error| panic!("this test needs Python 3 as `python3`: {error}"));
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
    let lines = lines.lines().map(serde_json::from_str);
    lines.map(|case| case.expect("a case a line")).collect()
}

#[test]
fn dates_are_those_of_pythons_calendar() {
    let (number, seed) = match is_long() {
        true => (100_000, std::process::id()),
        false => (5_000, 1),
    };
    let cases = cases(number, seed);
    assert_eq!(cases.len(), number as usize);
    let extractor = Extractor::builtin();
    let mut scratch = Scratch::default();
    let mut wrong = Vec::new();
    for case in &cases {
        let text = case["text"].as_str().expect("a text");
        let published: Date = case["published"]
            .as_str()
            .and_then(|day| day.parse().ok())
            .expect("a date");
        let document = Document::new(text).published(published);
        let dates = extractor.extract_with(&document, &mut scratch).dates;
        let found = dates
            .iter()
            .map(|date| json!([date.value, date.from, date.to]));
        let found: Value = found.collect();
        if found != case["dates"] {
            wrong.push(format!("{case}\n  found {found}"));
        }
    }
    let number = wrong.len();
    wrong.truncate(20);
    assert!(
        wrong.is_empty(),
        "{number} of seed {seed}, such as\n{}",
        wrong.join("\n")
    );
}

/// What asks for counting and for the calendar.
const ASKING: [&str; 24] = [
    "today",
    "yesterday",
    "tomorrow",
    "# days ago",
    "# weeks ago",
    "# months later",
    "# years from now",
    "# centuries ago",
    "# hours earlier",
    "in # quarters",
    "the past # decades",
    "the next # minutes",
    "last Friday",
    "next Monday",
    "last week",
    "the last Sunday of next month",
    "next year",
    "last century",
    "the first half of next decade",
    "Easter",
    "next Orthodox Easter",
    "Thanksgiving",
    "# weeks after 29 February 2012",
    "the #th century",
];

const COUNTS: [&str; 12] = [
    "0",
    "1",
    "99",
    "9999",
    "12,000",
    "20001",
    "999999",
    "4294967296",
    "999999999",
    "100000000000",
    "9223372036854775808",
    "99999999999999999999999999",
];

/// The values that TIMEX3 knows.
fn value() -> Regex {
    let days = r"(\d{2}|XX)(-(\d{2}|XX))?|W(\d{2}|XX)(-([1-7]|WE|X))?|Q[1-4X]|H[12X]|SP|SU|FA|WI";
    let date = format!(r"-?(BC\d{{2,5}}|\d{{4}}|XXXX|\d{{2,3}}X{{0,2}}|\d{{1,2}})(-({days}))?");
    let time = r"T(MO|AF|EV|NI|MI|DT|\d{2}(:\d{2}(:\d{2})?)?|XX(:XX)?)?";
    let length = r"P[0-9X.]*[A-Z]{1,2}([0-9.]+[YMWD])*(T([0-9.X]+[HMS])+)?|PT([0-9.X]+[HMS])+";
    let whole = format!(
        r"^(({date})?({time})?([+-]\d{{2}}(:\d{{2}})?|Z)?|{length}|PAST_REF|PRESENT_REF|FUTURE_REF)$"
    );
    Regex::new(&whole).unwrap_or_else(|error| panic!("{error}"))
}

/// Holds for every date, whatever it says.
fn assert_sound(extraction: &Extraction, text: &str, published: Date, value: &Regex) {
    for date in &extraction.dates {
        let said = format!("{text:?} of {published}: {date:?}");
        assert!(
            !date.value.is_empty() && value.is_match(&date.value),
            "{said}"
        );
        assert_eq!(date.from.is_some(), date.to.is_some(), "{said}");
    }
}

#[test]
fn no_count_and_no_year_is_too_far() {
    let extractor = Extractor::builtin();
    let mut scratch = Scratch::default();
    let value = value();
    let years: Vec<i16> = match is_long() {
        true => (-9999..=9999).step_by(37).chain([9999]).collect(),
        false => vec![-9999, -9998, -401, -1, 0, 1, 1582, 2015, 9900, 9998, 9999],
    };
    for year in years {
        for (month, day) in [(1, 1), (2, 28), (12, 31)] {
            let published = Date::new(year, month, day).expect("a date");
            for asked in ASKING {
                let counts = if asked.contains('#') {
                    &COUNTS[..]
                } else {
                    &COUNTS[..1]
                };
                for count in counts {
                    let said = asked.replace('#', count);
                    for text in [
                        format!("They met {said}."),
                        format!("They will meet {said}."),
                    ] {
                        for direction in [Direction::Past, Direction::Future] {
                            let document = Document::new(&text).published(published);
                            let document = document.direction(direction);
                            let extraction = extractor.extract_with(&document, &mut scratch);
                            assert_sound(&extraction, &text, published, &value);
                        }
                    }
                }
            }
        }
    }
}
