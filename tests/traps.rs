//! Text that is no news: names without sentences, capitals everywhere or nowhere, characters that
//! nobody sees, names of one letter. Extraction takes its time in proportion and invents no one.

use std::fmt::Write;

use attache::{Document, Extraction, Extractor, Person};

fn extract(text: &str) -> Extraction {
    Extractor::builtin().extract(&Document::new(text))
}

fn names(people: &[Person]) -> Vec<&str> {
    people.iter().map(|person| person.name.as_str()).collect()
}

/// The posts of a person's positions.
fn posts(person: &Person) -> Vec<&str> {
    let posts = person.positions.iter();
    posts.filter_map(|p| p.post.as_deref()).collect()
}

/// Words that are no names, the same sequence each time.
fn capitalised_words(count: usize) -> String {
    const ONSETS: [&str; 12] = [
        "B", "D", "F", "Gl", "K", "L", "M", "Pr", "S", "Tr", "V", "Z",
    ];
    const RESTS: [&str; 11] = [
        "ab", "elt", "ind", "orn", "ust", "agro", "enta", "idor", "ompel", "urvis", "ale",
    ];
    let mut words = String::new();
    let mut state = 1_usize;
    for _ in 0..count {
        state = (state * 1_103_515_245 + 12_345) % (1 << 31);
        let (onset, rest) = (state >> 8, state >> 16);
        let (onset, rest) = (ONSETS[onset % ONSETS.len()], RESTS[rest % RESTS.len()]);
        let _ = write!(words, "{onset}{rest} ");
    }
    words
}

#[test]
fn ten_thousand_capitalised_words_hold_no_official() {
    let extraction = extract(&capitalised_words(10_000));
    assert_eq!(names(&extraction.officials), [""; 0]);
    let known = [
        "The President Minister General Secretary ",
        "Chairman Of The Board ",
    ];
    for words in known {
        let extraction = extract(&words.repeat(10_000 / words.split(' ').count()));
        assert_eq!(names(&extraction.officials), [""; 0], "{words:?}");
        assert_eq!(names(&extraction.people), [""; 0], "{words:?}");
    }
}

#[test]
fn a_list_of_names_is_people_without_posts() {
    let listed = [
        "Angela Merkel",
        "Xi Jinping",
        "Mary Jones",
        "Tamim bin Hamad Al Thani",
    ];
    for between in ["\n", ", ", "; "] {
        let extraction = extract(&listed.join(between));
        assert_eq!(names(&extraction.officials), [""; 0], "{between:?}");
        assert_eq!(names(&extraction.people), listed, "{between:?}");
    }
}

#[test]
fn a_document_of_one_name_repeated_is_one_person() {
    let extraction = extract(&"Angela Merkel\n".repeat(10_000));
    assert_eq!(names(&extraction.officials), [""; 0]);
    assert_eq!(names(&extraction.people), ["Angela Merkel"]);
    assert_eq!(extraction.people[0].mentions.len(), 10_000);
}

#[test]
fn capitals_throughout_hide_no_official() {
    let text = "THE FRENCH FINANCE MINISTER CHRISTINE LAGARDE MET ANGELA MERKEL IN BERLIN.";
    let extraction = extract(text);
    assert_eq!(names(&extraction.officials), ["CHRISTINE LAGARDE"]);
    let position = &extraction.officials[0].positions[0];
    assert_eq!(position.country.as_deref(), Some("FRA"));
    assert_eq!(names(&extraction.people), ["ANGELA MERKEL"]);
}

#[test]
fn text_without_capitals_names_no_one() {
    let text = "the french finance minister christine lagarde met angela merkel in berlin.";
    let extraction = extract(text);
    assert_eq!(names(&extraction.officials), [""; 0]);
    assert_eq!(names(&extraction.people), [""; 0]);
}

#[test]
fn invisible_characters_hide_no_official_and_make_none() {
    let plain = "Foreign Minister Laurent Fabius of France met Ann Lee.";
    for invisible in [
        '\u{200B}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\u{AD}', '\u{202E}', '\u{2067}',
    ] {
        let mut text = String::new();
        for (index, c) in plain.chars().enumerate() {
            // Within words, where such characters stand in pages copied from the web.
            if index % 5 == 3 && c.is_alphabetic() {
                text.push(invisible);
            }
            text.push(c);
        }
        let extraction = extract(&text);
        let [official] = &extraction.officials[..] else {
            panic!("{invisible:?}: {:?}", names(&extraction.officials));
        };
        let name: String = official.name.chars().filter(|&c| c != invisible).collect();
        assert_eq!(name, "Laurent Fabius", "{invisible:?}");
        assert_eq!(posts(official), ["minister"], "{invisible:?}");
        assert_eq!(
            official.positions[0].country.as_deref(),
            Some("FRA"),
            "{invisible:?}"
        );
        let alone = extract(&invisible.to_string().repeat(10_000));
        assert_eq!(names(&alone.officials), [""; 0], "{invisible:?}");
    }
}

#[test]
fn names_of_one_letter_are_no_officials() {
    let texts = [
        "President X met Minister Y.",
        "Prime Minister K of Q spoke. A, minister of B, met C.",
        "A was appointed B of C. D succeeds E as F.",
        "President A. Minister B. Chairman C.",
    ];
    for text in texts {
        let extraction = extract(text);
        assert_eq!(names(&extraction.officials), [""; 0], "{text:?}");
    }
}
