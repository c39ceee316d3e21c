//! What is shown of an extraction: each record once, with its mentions and its fields.

use std::borrow::Cow;

use rustc_hash::FxHashMap;
use serde::Serialize;
use serde_json::Value;

use super::{Page, attribute, encode_text};
use crate::record::{Evidence, Extraction, Mention};

/// A record as the page shows it.
pub(super) struct Found<'e> {
    pub(super) kind: &'static str,
    /// What the page calls it: its kind and its number.
    pub(super) key: String,
    pub(super) name: Cow<'e, str>,
    pub(super) spots: Vec<Spot<'e>>,
    record: Value,
}

/// A place in the text where a record stands.
pub(super) struct Spot<'e> {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) form: &'e str,
    pub(super) rule: &'e str,
}

impl<'e> From<&'e Mention> for Spot<'e> {
    fn from(mention: &'e Mention) -> Self {
        Self {
            start: mention.start,
            end: mention.end,
            form: &mention.form,
            rule: &mention.rule,
        }
    }
}

impl<'e> From<&'e Evidence> for Spot<'e> {
    fn from(proof: &'e Evidence) -> Self {
        Self {
            start: proof.start,
            end: proof.end,
            form: "",
            rule: &proof.rule,
        }
    }
}

/// What the page calls a record: no id of a pack, which may have any letters.
pub(super) fn key(kind: &str, index: usize) -> String {
    format!("{kind}{index}")
}

/// All that was found, by kind and number.
pub(super) fn found(extraction: &Extraction) -> Vec<Found<'_>> {
    let mut list = List(Vec::new());
    let persons = extraction.officials.iter().chain(&extraction.people);
    list.add("person", persons, |person| {
        (person.name.as_str().into(), spots(&person.mentions))
    });
    list.add("title", &extraction.titles, |title| {
        let name = title.post.as_ref().unwrap_or(&title.title);
        (name.as_str().into(), spots(&title.mentions))
    });
    list.add("country", &extraction.countries, |country| {
        (country.name.as_str().into(), spots(&country.mentions))
    });
    list.add("place", &extraction.places, |place| {
        (place.name.as_str().into(), spots(&place.mentions))
    });
    list.add("organization", &extraction.organizations, |organization| {
        let name = organization.name.as_str().into();
        (name, spots(&organization.mentions))
    });
    list.add("sector", &extraction.sectors, |sector| {
        (sector.name.as_str().into(), spots(&sector.mentions))
    });
    list.add("date", &extraction.dates, |date| {
        let rule = date.evidence.first().map_or("", |proof| &proof.rule);
        let spot = Spot {
            start: date.start,
            end: date.end,
            form: &date.basis,
            rule,
        };
        (date.value.as_str().into(), vec![spot])
    });
    let events = extraction.events.iter().chain(&extraction.relations);
    list.add("event", events, |event| {
        let name = format!("{}, {}", event.kind, event.status);
        let spots = event.evidence.iter().map(Spot::from);
        (name.into(), spots.collect())
    });
    list.add("record", &extraction.records, |record| {
        let spot = Spot::from(&record.evidence);
        (record.kind.as_str().into(), vec![spot])
    });
    list.0
}

fn spots(mentions: &[Mention]) -> Vec<Spot<'_>> {
    mentions.iter().map(Spot::from).collect()
}

struct List<'e>(Vec<Found<'e>>);

impl<'e> List<'e> {
    fn add<R: Serialize + 'e>(
        &mut self,
        kind: &'static str,
        records: impl IntoIterator<Item = &'e R>,
        look: impl Fn(&'e R) -> (Cow<'e, str>, Vec<Spot<'e>>),
    ) {
        for (index, record) in records.into_iter().enumerate() {
            let (name, spots) = look(record);
            self.0.push(Found {
                kind,
                key: key(kind, index),
                name,
                spots,
                record: serde_json::to_value(record).unwrap_or_default(),
            });
        }
    }
}

/// What ids within a document stand for.
pub(super) struct Names<'e>(FxHashMap<&'e str, &'e str>);

impl<'e> Names<'e> {
    pub(super) fn new(extraction: &'e Extraction) -> Self {
        let mut names = FxHashMap::default();
        let mut add = |id: &'e str, name: &'e str| {
            names.entry(id).or_insert(name);
        };
        for person in extraction.officials.iter().chain(&extraction.people) {
            add(&person.id, &person.name);
        }
        for organization in &extraction.organizations {
            add(&organization.id, &organization.name);
        }
        for country in &extraction.countries {
            add(&country.id, &country.name);
        }
        for place in &extraction.places {
            add(&place.id, &place.name);
        }
        for sector in &extraction.sectors {
            add(&sector.id, &sector.name);
        }
        for date in &extraction.dates {
            add(&date.id, &date.text);
        }
        Self(names)
    }

    /// The name of what has an id; the id itself where the document doesn't name it.
    pub(super) fn of<'a>(&'a self, id: &'a str) -> &'a str {
        self.0.get(id).copied().unwrap_or(id)
    }
}

/// The fields whose values are ids of other records.
const REFERENCES: [&str; 14] = [
    "holder",
    "organization",
    "organizations",
    "place",
    "date",
    "ref",
    "country",
    "countries",
    "host",
    "sectors",
    "reported_by",
    "parent",
    "members",
    "successors",
];

/// What the page shows elsewhere.
const LEFT_OUT: [&str; 6] = ["name", "mentions", "evidence", "start", "end", "text"];

/// What says most of a record comes first, in this order; the rest follows by its name.
const FIRST: [&str; 16] = [
    "title",
    "type",
    "mode",
    "subtype",
    "ref",
    "role",
    "post",
    "portfolios",
    "country",
    "organization",
    "status",
    "participants",
    "value",
    "from",
    "to",
    "positions",
];

impl Page {
    /// Writes the fields of all records and the words that prove them, out of sight: the script shows those of the
    /// mention that is chosen.
    pub(super) fn facts(&mut self, found: &[Found<'_>], names: &Names<'_>) {
        for one in found {
            self.write(format_args!(
                "<template data-of=\"{}\" data-name=\"{}\"><dl>",
                one.key,
                attribute(&one.name)
            ));
            self.fields(&one.record, names);
            self.html.push_str("</dl>");
            let mut proofs = Vec::new();
            evidence(&one.record, &mut proofs);
            for proof in proofs {
                let text = |field| proof.get(field).and_then(Value::as_str).unwrap_or("");
                self.write(format_args!(
                    "<blockquote>{} <cite>{}</cite></blockquote>",
                    encode_text(text("text")),
                    encode_text(text("rule"))
                ));
            }
            self.html.push_str("</template>\n");
        }
    }

    fn fields(&mut self, record: &Value, names: &Names<'_>) {
        for (field, value) in record.as_object().map(ordered).unwrap_or_default() {
            let values = match value {
                Value::Object(_) => {
                    self.fields(value, names);
                    continue;
                }
                Value::Array(values) if values.iter().any(Value::is_object) => values.as_slice(),
                value => std::slice::from_ref(value),
            };
            let values = values.iter().map(|value| say(field, value, names));
            let values: Vec<String> = values.filter(|words| !words.is_empty()).collect();
            if values.is_empty() {
                continue;
            }
            self.write(format_args!(
                "<dt>{}</dt>",
                encode_text(&field.replace('_', " "))
            ));
            for words in values {
                self.write(format_args!("<dd>{}</dd>", encode_text(&words)));
            }
        }
    }
}

/// The fields that are shown, in the order in which they are.
fn ordered(fields: &serde_json::Map<String, Value>) -> Vec<(&String, &Value)> {
    let shown = fields.iter();
    let shown = shown.filter(|(field, _)| !LEFT_OUT.contains(&field.as_str()));
    let mut shown: Vec<_> = shown.collect();
    let rank = |field: &str| FIRST.iter().position(|first| *first == field);
    shown.sort_by_key(|(field, _)| rank(field).unwrap_or(FIRST.len()));
    shown
}

/// A value in words; none for what is empty.
fn say(field: &str, value: &Value, names: &Names<'_>) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(id) if REFERENCES.contains(&field) => names.of(id).to_owned(),
        Value::String(words) => words.clone(),
        Value::Array(values) => {
            let words: Vec<_> = values
                .iter()
                .map(|value| say(field, value, names))
                .collect();
            words.join(", ")
        }
        Value::Object(fields) => {
            let fields = ordered(fields).into_iter();
            let words = fields.map(|(field, value)| say(field, value, names));
            let words: Vec<_> = words.filter(|words| !words.is_empty()).collect();
            words.join(" · ")
        }
        value => value.to_string(),
    }
}

/// All that proves a record, its parts included.
fn evidence<'v>(value: &'v Value, proofs: &mut Vec<&'v Value>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| evidence(value, proofs)),
        Value::Object(fields) => {
            for (field, value) in fields {
                match (field.as_str(), value) {
                    ("evidence", Value::Array(values)) => proofs.extend(values),
                    ("evidence", value) => proofs.push(value),
                    _ => evidence(value, proofs),
                }
            }
        }
        _ => {}
    }
}
