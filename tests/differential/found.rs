//! What these tests have found, made small.

use attache::{Document, Extractor};

use super::packs;

/// The rules that record something, with their words.
fn records(extractor: &Extractor, text: &str) -> Vec<(String, String)> {
    let records = extractor.extract(&Document::new(text)).records;
    let found = records
        .into_iter()
        .map(|record| (record.rule, record.evidence.text));
    found.collect()
}

/// Two matches of a rule can end at the same word. The one that begins first has nothing of what must stand before it,
/// and does not keep out the other.
#[test]
fn what_must_stand_before_is_asked_of_each_beginning() {
    let patterns = [
        "_{1,3}",
        "{word}+ bee",
        "{word} {word}{0,2} bee",
        "(cat cat bee|cat bee)",
        "{x:{word}} cat* bee",
    ];
    for pattern in patterns {
        let rule = format!(
            "[[rule]]\nid = 'r'\nemits = 'port'\npattern = '{pattern}'\nbefore = 'ant'\nrecord = {{ m = '{{match}}' }}\n"
        );
        let extractor = packs::extractor(&[("rules/r.toml", &rule)]);
        let found = records(&extractor, "cat ant cat bee");
        assert_eq!(found, [("r".into(), "cat bee".into())], "{pattern}");
    }
}

/// Of what is dropped there is no annotation, so nothing stands beside one.
#[test]
fn nothing_stands_beside_what_is_dropped() {
    let rules = "
        [[rule]]
        id = 'dropped'
        emits = 'call'
        pattern = 'ant'
        drop = true

        [[rule]]
        id = 'kept'
        emits = 'call'
        pattern = 'bee'

        [[rule]]
        id = 'r'
        emits = 'tale'
        pattern = 'cat'
        beside = 'call'
        record = { m = '{match}' }
    ";
    let extractor = packs::extractor(&[("rules/r.toml", rules)]);
    assert_eq!(records(&extractor, "an ant and a cat"), []);
    let found = records(&extractor, "a bee and a cat");
    assert_eq!(found, [("r".into(), "cat".into())]);
}
