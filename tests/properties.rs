//! What holds for every text: extraction is total, its spans are true, it depends on nothing but
//! the text, and its time grows with the length of the text.

#[allow(dead_code, unreachable_pub, reason = "it is a library of its own")]
#[path = "../fuzz/src/invariants.rs"]
mod invariants;
#[allow(dead_code, unreachable_pub, reason = "it is a program of its own")]
#[path = "../benches/limits/src/texts.rs"]
mod texts;
#[allow(dead_code, unreachable_pub, reason = "it is a library of its own")]
#[path = "../fuzz/src/words.rs"]
mod words;

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use attache::{Document, Extraction, Extractor, Scratch};
use proptest::prelude::*;

use self::texts::different;
use self::words::FRAGMENTS;

fn fragments() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        8 => prop::sample::select(&FRAGMENTS[..]).prop_map(str::to_owned),
        1 => any::<char>().prop_map(String::from),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => fragments(),
        1 => prop::collection::vec(any::<char>(), 0..80).prop_map(String::from_iter),
        1 => "\\PC{0,80}",
    ]
}

fn extract(text: &str) -> Extraction {
    let published = "2015-11-16".parse().expect("a date");
    Extractor::builtin().extract(&Document::new(text).published(published))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn an_extraction_is_what_is_promised(text in texts()) {
        let checked = invariants::check(&text, &extract(&text));
        prop_assert!(checked.is_ok(), "{:?}", checked);
    }

    #[test]
    fn nothing_but_the_text_matters(text in texts(), other in texts()) {
        let fresh = extract(&text);
        let extractor = Extractor::builtin();
        let published = "2015-11-16".parse().expect("a date");
        let mut scratch = Scratch::default();
        extractor.extract_with(&Document::new(&other), &mut scratch);
        let document = Document::new(&text).published(published);
        prop_assert_eq!(&extractor.extract_with(&document, &mut scratch), &fresh);
        let clone = extractor.clone();
        let elsewhere = std::thread::scope(|scope| {
            scope.spawn(|| clone.extract(&document)).join().expect("extraction never panics")
        });
        prop_assert_eq!(elsewhere, fresh);
    }
}

/// All fixtures in one text, paragraphs between them.
fn news() -> &'static str {
    static NEWS: OnceLock<String> = OnceLock::new();
    NEWS.get_or_init(|| {
        let entries = std::fs::read_dir("fixtures").expect("the folder is there");
        let mut files: Vec<_> = entries
            .map(|entry| entry.expect("it is readable").path())
            .collect();
        files.retain(|file| file.extension().is_some_and(|ending| ending == "txt"));
        files.sort();
        let texts = files
            .iter()
            .map(|file| std::fs::read_to_string(file).expect("fixtures are UTF-8"));
        texts.collect::<Vec<_>>().join("\n\n")
    })
}

/// The best time of three.
fn time(text: &str) -> Duration {
    let extractor = Extractor::builtin();
    let mut scratch = Scratch::default();
    let document = Document::new(text);
    let run = |_| {
        let start = Instant::now();
        std::hint::black_box(extractor.extract_with(&document, &mut scratch));
        start.elapsed()
    };
    (0..3).map(run).min().expect("three runs")
}

#[test]
fn time_is_linear_in_the_text() {
    let length = if cfg!(debug_assertions) {
        60_000
    } else {
        400_000
    };
    let repeated = [
        news(),
        "a",
        "A",
        "é",
        "\u{301}",
        " ",
        "\n",
        ".",
        "Mr. ",
        "the ",
        "the two ",
        "(",
        "\"",
        "1",
        "1 ",
        "2015 ",
        "1.",
        "-",
        "a-",
        "A A A A ",
        "Ann Lee ",
        "Russia ",
        "Russia. ",
        "Russia, China, ",
        "Sino-",
        "Prime Minister ",
        "Deputy ",
        "minister of ",
        "minister of trade, ",
        "President Vladimir Putin ",
        "President Vladimir Putin said. He said. ",
        "Mr. Putin spoke. ",
        "May ",
        "Nov ",
        "Nov. 16, ",
        "last ",
        "last Monday ",
        "two weeks ",
        "of the ",
        "and ",
        "oil and ",
        "The joint commission met. ",
        "Both countries agreed. ",
        "Russia attacked China. ",
        "Russia met China and ",
        "China said it would expel two Russian diplomats, and ",
        "talks between Russia and China on a $4 billion loan in Oslo ",
    ];
    let (mut slow, mut all) = (String::new(), String::new());
    let mut compare = |name: &str, text: &dyn Fn(usize) -> String| {
        let is_slow =
            |once: Duration, twice: Duration| twice > once.mul_f64(3.5) + Duration::from_millis(20);
        let (short, long) = (text(length), text(length * 2));
        let (mut once, mut twice) = (time(&short), time(&long));
        // On a busy machine a time can be anything but too short: try again before judging.
        for _ in 0..5 {
            if is_slow(once, twice) {
                once = once.min(time(&short));
                twice = twice.min(time(&long));
            }
        }
        let name: String = name.chars().take(40).collect();
        let line = format!("{name:?}: {once:?}, twice as long {twice:?}\n");
        all.push_str(&line);
        if is_slow(once, twice) {
            slow.push_str(&line);
        }
    };
    for unit in repeated {
        compare(unit, &|length| unit.repeat(length / unit.len() + 1));
    }
    for sentence in DIFFERENT {
        compare(sentence, &|length| different(sentence, length));
    }
    assert!(
        slow.is_empty(),
        "time is not linear in the text:\n{slow}\nof\n{all}"
    );
}

/// Sentences in which `#` is another name each time, so that no two speak of the same.
const DIFFERENT: [&str; 10] = [
    "President Vladimir # spoke. ",
    "Ann # spoke. ",
    "Mr. # spoke. ",
    "The # Commission met. ",
    "The # Commission met. The commission spoke. ",
    "The chairman of the # Bank spoke. ",
    "Vladimir #, president of the # Bank, ",
    "President # met Ann # of the # Party. ",
    "The # Commission was accused by President # of Chile on Monday. ",
    "President # said that President # of Chile said that ",
];

#[test]
fn a_place_is_not_mentioned_first_where_its_name_is_part_of_another() {
    let extraction = extract(
        "It was the Washington Post that first came to Oslo. On Friday they went back to Washington.",
    );
    let places = extraction.places.iter().map(|place| &*place.name);
    assert_eq!(places.collect::<Vec<_>>(), ["Oslo", "Washington"]);
}

#[test]
fn an_organization_comes_where_it_is_first_spoken_of() {
    let extraction = extract(
        "He was chosen from the Organization's staff. In Rome the United Nations met. He joined the World Harvest Organization in May.",
    );
    let first = |list: &[attache::Organization]| -> Vec<usize> {
        list.iter().map(|one| one.mentions[0].start).collect()
    };
    let starts = first(&extraction.organizations);
    assert!(starts.len() > 1 && starts.is_sorted(), "{starts:?}");
    let first = &extraction.organizations[0];
    assert_eq!(
        (first.id.as_str(), first.name.as_str()),
        ("o1", "World Harvest Organization")
    );
    assert_eq!(first.mentions[0].text, "the Organization");
}
