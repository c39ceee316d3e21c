//! What helps those who write rules: layouts, the schema for editors, and why a rule did or did not match.
#![cfg(feature = "workshop")]

use std::fs;
use std::path::{Path, PathBuf};

use attache::workshop::{Outcome, Trace, format_table, format_toml, pack_schema, rules, trace};
use attache::{Document, Extractor};
use serde_json::Value;

/// The TOML files of the built-in pack.
fn files() -> Vec<PathBuf> {
    let patterns = Path::new(env!("CARGO_MANIFEST_DIR")).join("patterns");
    let folders = ["rules", "cases"].map(|folder| patterns.join(folder));
    let entries = folders
        .iter()
        .flat_map(|folder| fs::read_dir(folder).expect("the pack is there"));
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("it can be listed").path())
        .collect();
    files.push(patterns.join("pack.toml"));
    files.sort();
    files
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).expect("it is readable")
}

fn value(text: &str) -> Value {
    let table: toml::Table = text.parse().expect("it is TOML");
    serde_json::to_value(table).expect("TOML can be written as JSON")
}

#[test]
fn the_built_in_pack_is_laid_out() {
    for path in files() {
        let text = read(&path);
        assert!(
            format_toml(&text).expect("it is TOML") == text,
            "run `attache fmt patterns`: {}",
            path.display()
        );
    }
}

#[test]
fn layout_changes_no_value_loses_no_comment_and_is_done_once() {
    for path in files() {
        let text = read(&path);
        // Every list on one line, and no space that need not be there.
        let squeezed = text
            .replace(" = ", "=")
            .replace("\n    ", " ")
            .replace(",\n]", "]");
        let tidy = format_toml(&squeezed).expect("it is TOML");
        assert_eq!(value(&tidy), value(&text), "{}", path.display());
        let comments = |text: &str| text.matches("\n# ").count();
        assert_eq!(comments(&tidy), comments(&text), "{}", path.display());
        assert_eq!(
            format_toml(&tidy).expect("it is TOML"),
            tidy,
            "{}",
            path.display()
        );
    }
}

#[test]
fn comments_keep_their_places() {
    let messy = "# The head of the file.\n\n\n# About a.\n[[rule]]   # first\npattern='x'  # the words\nid='a'\nemits='b'\n\
        yes=['one', # why\n  'two',\n  # before three\n  'three' # last\n  # at the end\n]\n\n\n\n[[rule]]\nid='-b'\n# The end.\n";
    let tidy = "# The head of the file.\n\n# About a.\n[[rule]] # first\nid = 'a'\nemits = 'b'\npattern = 'x' # the words\n\
        yes = [\n    'one', # why\n    'two',\n    # before three\n    'three', # last\n    # at the end\n]\n\n[[rule]]\nid = '-b'\n# The end.\n";
    assert_eq!(format_toml(messy).expect("it is TOML"), tidy);
    assert_eq!(format_toml(tidy).expect("it is TOML"), tidy);
}

#[test]
fn what_is_no_toml_is_told_with_its_line() {
    let error = format_toml("[[rule]]\nid = \n").expect_err("a value is missing");
    assert!(
        error.is_input() && error.to_string().contains("line 2"),
        "{error}"
    );
}

#[test]
fn tables_keep_what_they_say() {
    let text = "surface\tlabel\tid\n# a \"comment\"\t\n\n\"a\"\"b\"\tx\ty\n\"He said\" and \"she said\"\tx\ty\t\t\n";
    let tidy =
        "surface\tlabel\tid\n# a \"comment\"\n\na\"b\tx\ty\n\"He said\" and \"she said\"\tx\ty\n";
    assert_eq!(format_table(text), tidy);
    assert_eq!(format_table(tidy), tidy);
}

#[test]
fn the_schema_takes_the_built_in_pack_and_refuses_what_the_program_refuses() {
    let schema = pack_schema();
    let validator = jsonschema::validator_for(&schema).expect("it is a schema");
    for path in files() {
        let file = dates_as_texts(value(&read(&path)));
        let errors: Vec<String> = validator
            .iter_errors(&file)
            .map(|error| error.to_string())
            .collect();
        assert!(errors.is_empty(), "{}: {errors:?}", path.display());
    }
    for wrong in [
        "[[rule]]\nid = 'a'\nemit = 'b'\n",
        "[[rule]]\nemits = 'b'\npattern = 'x'\n",
        "[[rule]]\nid = 'a'\nemits = 'b'\npattern = 'x'\nwithin = 'page'\n",
        "[[rule]]\nid = 'a'\nemits = 'b'\npattern = 1\n",
        "[[case]]\nname = 'a'\n",
        "[rule]\nid = 'a'\n",
    ] {
        assert!(!validator.is_valid(&value(wrong)), "{wrong}");
        let built = Extractor::builder()
            .overlay_file(file_of(wrong), wrong)
            .build();
        assert!(built.is_err(), "{wrong}");
    }
}

fn file_of(text: &str) -> &'static str {
    match text.contains("[[case]]") {
        true => "cases/x.toml",
        false => "rules/x.toml",
    }
}

/// TOML dates are objects of one key when they are written as JSON by `serde`; JSON itself has texts.
fn dates_as_texts(value: Value) -> Value {
    match value {
        Value::Object(fields)
            if fields.len() == 1 && fields.contains_key("$__toml_private_datetime") =>
        {
            fields.into_values().next().unwrap_or_default()
        }
        Value::Object(fields) => {
            let fields = fields
                .into_iter()
                .map(|(key, value)| (key, dates_as_texts(value)));
            fields.collect()
        }
        Value::Array(items) => items.into_iter().map(dates_as_texts).collect(),
        other => other,
    }
}

/// The built-in pack with rules of one's own, not from its stored form.
fn with(rules: &str) -> Extractor {
    let extractor = Extractor::builder()
        .overlay_file("rules/own.toml", rules)
        .build();
    extractor.unwrap_or_else(|error| panic!("{error}"))
}

fn traced(rules: &str, text: &str, id: &str) -> Trace {
    trace(&with(rules), &Document::new(text), id).unwrap_or_else(|error| panic!("{error}"))
}

/// The examples of a rule as it is written, without their marks.
fn examples(source: &str) -> Vec<String> {
    let file = value(source);
    let rule = &file["rule"][0];
    let texts = match &rule["yes"] {
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
        Value::String(text) => vec![text.as_str()],
        _ => Vec::new(),
    };
    texts.into_iter().map(unmarked).collect()
}

fn unmarked(example: &str) -> String {
    let mut text = String::new();
    let mut rest = example;
    while let Some((before, inside)) = rest.split_once('[') {
        text.push_str(before);
        let mark = inside
            .split_once("]{")
            .filter(|(words, _)| !words.contains('['));
        match mark.and_then(|(words, after)| Some((words, after.split_once('}')?.1))) {
            Some((words, after)) => {
                text.push_str(words);
                rest = after;
            }
            None => {
                text.push('[');
                rest = inside;
            }
        }
    }
    text + rest
}

/// The trace walks steps by itself, the machine by tables made for speed: they must agree.
#[test]
fn every_rule_fires_in_the_trace_of_its_own_examples() {
    let extractor =
        with("[[rule]]\nid = 'none'\nemits = 'none'\npattern = 'zzyzx'\nrecord = { a = 'b' }\n");
    let mut tried = 0;
    for rule in rules(&extractor).iter().filter(|rule| !rule.is_shape) {
        for text in examples(&rule.source) {
            let trace = trace(&extractor, &Document::new(&text), &rule.id);
            let trace = trace.unwrap_or_else(|error| panic!("{error}"));
            let fires = trace
                .attempts
                .iter()
                .any(|attempt| matches!(attempt.outcome, Outcome::Fires));
            assert!(fires, "{}: {text}\n{:#?}", rule.id, trace.attempts);
            tried += 1;
        }
    }
    assert!(tried > 800, "only {tried} examples");
}

const TOAST: &str = r#"
[[rule]]
id = "toast"
emits = "toast"
pattern = '{n:number}? (raised|lifted) {what:glass[size!=small]} {size:/[0-9]+/}?'
not_before = 'never'
where = ["{size} < 10"]
record = { what = "{what}" }

[[rule]]
id = "long-toast"
emits = "toast"
pattern = '(raised|lifted) {glass} of wine'
record = { what = "wine" }

[[rule]]
id = "dateline-toast"
emits = "head-toast"
pattern = 'cheers'
within = "header"
record = { what = "cheers" }

[[rule]]
id = "beside-toast"
emits = "beside-toast"
pattern = 'clink'
beside = "country"
record = { what = "clink" }

[[rule]]
id = "glass"
emits = "glass"
pattern = '(a|the) /glass|beaker/'
attributes = { size = "big" }

[[rule]]
id = "thimble"
emits = "glass"
pattern = 'a thimble'
attributes = { size = "small" }
"#;

fn outcome(text: &str, id: &str) -> Outcome {
    let trace = traced(TOAST, text, id);
    let attempts = trace.attempts.into_iter();
    let longest = attempts.max_by_key(|attempt| attempt.steps.len());
    longest.expect("it begins somewhere").outcome
}

#[test]
fn a_trace_tells_how_each_attempt_ended() {
    assert!(matches!(
        outcome("He raised a glass.", "toast"),
        Outcome::Fires
    ));
    let Outcome::Stopped { found, wanted, .. } = outcome("He raised his glass.", "toast") else {
        panic!("it does not stop");
    };
    assert_eq!(
        (found.as_str(), wanted[0].pattern.as_str()),
        ("his", "{what:glass[size!=small]}")
    );
    let Outcome::Stopped { wanted, .. } = outcome("He raised a thimble.", "toast") else {
        panic!("it does not stop");
    };
    let reason = "`a thimble` is {glass}, but its size is `small`";
    assert_eq!(wanted[0].reason.as_deref(), Some(reason));
    let Outcome::Forbidden { key, pattern } = outcome("He never raised a glass.", "toast") else {
        panic!("nothing forbids it");
    };
    assert_eq!((key.as_str(), pattern.as_str()), ("not_before", "never"));
    let Outcome::Condition { left, right, .. } = outcome("He raised a glass 12", "toast") else {
        panic!("the condition holds");
    };
    assert_eq!((left.as_str(), right.as_str()), ("12", "10"));
    let Outcome::Lost { to, text } = outcome("He raised a glass of wine.", "toast") else {
        panic!("it is not lost");
    };
    assert_eq!(
        (to.as_str(), text.as_str()),
        ("long-toast", "raised a glass of wine")
    );
    let late = format!("{}Cheers. ", "They met again. ".repeat(8));
    assert!(matches!(
        outcome(&late, "dateline-toast"),
        Outcome::Elsewhere { .. }
    ));
    assert!(matches!(
        outcome("Clink.", "beside-toast"),
        Outcome::Elsewhere { .. }
    ));
    assert!(matches!(
        outcome("Clink in France.", "beside-toast"),
        Outcome::Fires
    ));
}

#[test]
fn a_rule_that_is_not_there_is_told_with_the_one_that_may_be_meant() {
    let document = Document::new("x");
    let error = trace(&with(TOAST), &document, "tost").expect_err("there is none");
    assert!(error.to_string().contains("`toast`"), "{error}");
    let error =
        trace(&Extractor::builtin(), &document, "iso-date").expect_err("it is a shape or none");
    assert!(error.is_input());
}

#[test]
fn probable_mistakes_are_told() {
    let rules = "[[rule]]\nid = 'a'\nemits = 'x'\npattern = 'some  words'\nrecord = { a = 'b' }\nyes = ['some words']\nno = ['words']\n\
        [[rule]]\nid = 'b'\nemits = 'x'\npattern = 'some words'\nrecord = { a = 'c' }\nyes = ['some words']\nno = ['words']\n\
        [[rule]]\nid = 'c'\nemits = 'unheard'\npattern = 'other words'\nyes = ['other words']\nno = ['words']\n";
    let report = attache::check(&with(rules));
    let found = |code: &str| {
        let mut findings = report
            .findings
            .iter()
            .filter(|finding| finding.code() == code);
        findings.next().map(|finding| finding.message().to_owned())
    };
    assert!(
        found("P412")
            .expect("b is shadowed")
            .contains("`b` is never taken: `a`")
    );
    assert!(found("P413").expect("nobody uses it").contains("`unheard`"));
    let dead = found("P401").expect("b can't fire");
    assert!(
        dead.contains("`b` does not fire; `a` takes `some words`"),
        "{dead}"
    );
}

#[test]
fn a_shape_has_no_keys_of_words() {
    let shape = "[[shape]]\nid = 's'\nemits = 's'\npattern = '[A-Z]{3}-[0-9]+'\nnot_after = 'x'\nrecord = { a = '{match}' }\n";
    let error = Extractor::builder()
        .overlay_file("rules/s.toml", shape)
        .build()
        .expect_err("it has one");
    assert_eq!(error.diagnostics()[0].code(), "P102");
}
