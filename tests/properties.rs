//! What holds for every text: extraction is total, its spans are true, it depends on nothing but
//! the text, and its time grows with the length of the text.

use std::sync::OnceLock;
use std::time::{Duration, Instant};

use attache::{
    Certainty, Document, Event, Evidence, Extraction, Extractor, Mention, OffsetUnit, Person,
    Scratch,
};
use proptest::prelude::*;

/// Pieces of news, and what makes trouble between them.
const FRAGMENTS: [&str; 106] = [
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\u{A0}",
    "\u{2028}",
    ". ",
    ", ",
    "; ",
    ": ",
    "! ",
    "? ",
    "-",
    " - ",
    "—",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"",
    "“",
    "”",
    "'",
    "’",
    "'s ",
    "’s ",
    "...",
    "…",
    "/",
    "\\",
    "%",
    "$",
    "\u{301}",
    "\u{308}",
    "\u{200B}",
    "\u{200D}",
    "\u{FEFF}",
    "\u{200F}",
    "\u{202E}",
    "\0",
    "😀",
    "🇷🇺",
    "中俄总理",
    "Ж",
    "שלום",
    "مرحبا",
    "ﬁ",
    "ß",
    "İ",
    "ǅ",
    "e\u{301}",
    "Å",
    "Mr. ",
    "Mrs. ",
    "Mr ",
    "Dr. ",
    "St. ",
    "U.S. ",
    "A. ",
    "J. R. R. ",
    "Prime Minister ",
    "Deputy Prime Minister ",
    "the minister of ",
    "President ",
    "Foreign Ministry ",
    "Russian ",
    "Russia ",
    "China",
    "Sino-",
    "ex-",
    "Turkey ",
    "May ",
    "March ",
    "Li Keqiang ",
    "Vladimir ",
    "Dvorkovich ",
    "Nov ",
    "Nov. 16, 2015 ",
    "Monday ",
    "last ",
    "two weeks ",
    "yesterday ",
    "2015",
    "16",
    "24/7 ",
    "2015-11-16",
    "said ",
    "the two countries ",
    "He ",
    "joint commission on energy ",
    "met ",
    "attacked ",
    "signed a treaty with ",
    "will not ",
    "was accused by ",
    "talks between ",
    "agreed to ",
    "$4.5 billion ",
    "is a member of NATO ",
    ", who ",
];

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

/// A span, and the words that the extraction says stand there.
type Spanned<'e> = (usize, usize, &'e str);

fn mention_lists(extraction: &Extraction) -> Vec<&[Mention]> {
    let people = extraction
        .officials
        .iter()
        .chain(&extraction.people)
        .map(|p| &p.mentions[..]);
    people
        .chain(extraction.titles.iter().map(|t| &t.mentions[..]))
        .chain(extraction.countries.iter().map(|c| &c.mentions[..]))
        .chain(extraction.places.iter().map(|p| &p.mentions[..]))
        .chain(extraction.organizations.iter().map(|o| &o.mentions[..]))
        .chain(extraction.sectors.iter().map(|s| &s.mentions[..]))
        .collect()
}

fn spans(extraction: &Extraction) -> Vec<Spanned<'_>> {
    fn of(evidence: &Evidence) -> Spanned<'_> {
        (evidence.start, evidence.end, &evidence.text)
    }
    let mut spans: Vec<Spanned<'_>> = mention_lists(extraction)
        .into_iter()
        .flatten()
        .map(|mention| (mention.start, mention.end, mention.text.as_str()))
        .collect();
    let people = extraction.officials.iter().chain(&extraction.people);
    spans.extend(
        people
            .flat_map(|p| &p.positions)
            .flat_map(|p| &p.evidence)
            .map(of),
    );
    for date in &extraction.dates {
        spans.push((date.start, date.end, &date.text));
        spans.extend(date.evidence.iter().map(of));
    }
    spans.extend(
        extraction
            .events
            .iter()
            .chain(&extraction.relations)
            .flat_map(|event| &event.evidence)
            .map(of),
    );
    spans.extend(extraction.records.iter().map(|record| of(&record.evidence)));
    spans
}

/// The starts of the first mentions of a list's members are in order.
fn firsts_are_sorted<'m>(lists: impl Iterator<Item = &'m Vec<Mention>>) -> bool {
    lists
        .map(|mentions| mentions.first().map_or(0, |first| first.start))
        .is_sorted()
}

/// All that the records say of each other is there.
fn references_hold(extraction: &Extraction) -> bool {
    let people = || extraction.officials.iter().chain(&extraction.people);
    let is_organization = |id: &Option<String>| {
        id.as_ref()
            .is_none_or(|id| extraction.organizations.iter().any(|o| o.id == *id))
    };
    let holds = |person: &Person| {
        person.positions.iter().all(|position| {
            is_organization(&position.organization)
                && !position.evidence.is_empty()
                && matches!(position.certainty, Certainty::Stated | Certainty::Derived)
        })
    };
    let is_known = |id: &String| {
        people().any(|one| one.id == *id)
            || extraction.organizations.iter().any(|one| one.id == *id)
            || extraction.countries.iter().any(|one| one.id == *id)
            || people()
                .flat_map(|one| &one.positions)
                .any(|position| position.country.as_ref() == Some(id))
    };
    let happens = |event: &Event| {
        let mut participants = event.participants.iter();
        !event.participants.is_empty()
            && !event.evidence.is_empty()
            && !event.key.is_empty()
            && participants.all(|one| is_known(&one.reference))
            && event.reported_by.iter().all(is_known)
            && (event.date.iter()).all(|id| extraction.dates.iter().any(|one| one.id == *id))
            && event.organization.iter().all(is_known)
    };
    people().all(holds)
        && extraction.events.iter().all(happens)
        && extraction.relations.iter().all(happens)
        && extraction.titles.iter().all(|title| {
            let holder = title.holder.as_ref();
            is_organization(&title.organization)
                && holder.is_none_or(|id| people().any(|p| p.id == *id))
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spans_are_true_and_in_order(text in texts()) {
        let extraction = extract(&text);
        prop_assert_eq!(extraction.document.length, text.len());
        for (start, end, words) in spans(&extraction) {
            prop_assert!(start < end, "{}..{} is empty", start, end);
            prop_assert_eq!(text.get(start..end), Some(words));
        }
        for mentions in mention_lists(&extraction) {
            prop_assert!(!mentions.is_empty());
            prop_assert!(mentions.is_sorted_by_key(|mention| (mention.start, mention.end)));
        }
        prop_assert!(firsts_are_sorted(extraction.officials.iter().map(|p| &p.mentions)), "officials");
        prop_assert!(firsts_are_sorted(extraction.people.iter().map(|p| &p.mentions)), "people");
        prop_assert!(firsts_are_sorted(extraction.titles.iter().map(|t| &t.mentions)), "titles");
        prop_assert!(firsts_are_sorted(extraction.countries.iter().map(|c| &c.mentions)), "countries");
        prop_assert!(firsts_are_sorted(extraction.places.iter().map(|p| &p.mentions)), "places");
        prop_assert!(firsts_are_sorted(extraction.organizations.iter().map(|o| &o.mentions)), "organizations");
        prop_assert!(firsts_are_sorted(extraction.sectors.iter().map(|s| &s.mentions)), "sectors");
        prop_assert!(extraction.dates.is_sorted_by_key(|date| (date.start, date.end)), "dates");
        prop_assert!(extraction.dates.windows(2).all(|two| two[0].end <= two[1].start), "dates overlap");
        prop_assert!(references_hold(&extraction));
    }

    #[test]
    fn offsets_convert_as_std_counts(text in texts()) {
        let extraction = extract(&text);
        let bytes = spans(&extraction);
        for unit in [OffsetUnit::Char, OffsetUnit::Utf16] {
            let count = |byte: usize| match unit {
                OffsetUnit::Char => text[..byte].chars().count(),
                _ => text[..byte].encode_utf16().count(),
            };
            let mut converted = extraction.clone();
            converted.convert_offsets(&text, unit);
            prop_assert_eq!(converted.document.offset_unit, unit);
            prop_assert_eq!(converted.document.length, count(text.len()));
            let spans = spans(&converted);
            prop_assert_eq!(spans.len(), bytes.len());
            for ((start, end, words), before) in spans.into_iter().zip(&bytes) {
                prop_assert_eq!((start, end, words), (count(before.0), count(before.1), before.2));
            }
            converted.convert_offsets(&text, OffsetUnit::Byte);
            prop_assert_eq!(&converted, &extraction);
        }
    }

    #[test]
    fn an_extraction_survives_its_json(text in texts()) {
        let extraction = extract(&text);
        let json = serde_json::to_string(&extraction).expect("it has a JSON form");
        let back: Extraction = serde_json::from_str(&json).expect("it reads its own form");
        prop_assert_eq!(back, extraction);
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

/// A text of a sentence with a name that never comes again.
fn different(sentence: &str, length: usize) -> String {
    let mut text = String::with_capacity(length + 100);
    let mut number = 0;
    while text.len() < length {
        number += 1;
        let mut rest = number;
        let mut name = String::from("Z");
        while rest > 0 {
            name.push(char::from(b'a' + (rest % 26) as u8));
            rest /= 26;
        }
        text.push_str(&sentence.replace('#', &name));
    }
    text
}
