//! The TOML files of a pack, read into what they say, not yet into what they mean.

use std::sync::Arc;

use jiff::civil::Date;

use super::diagnostics::{Place, Sink, SourceFile};
use super::fields::{Fields, Text, parse_toml};
use super::keys;

/// `pack.toml`.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    pub(crate) name: Option<String>,
    pub(crate) version: Option<String>,
    pub(crate) language: Option<String>,
    /// The document creation time of examples.
    pub(crate) published: Option<Date>,
    pub(crate) clitics: Vec<String>,
    pub(crate) inflections: Vec<InflectionSource>,
    pub(crate) forms: Vec<FormSource>,
    pub(crate) macros: Vec<(Text, Text)>,
    /// For a kind that a score is kept of, what gold files call it.
    pub(crate) gold_types: Vec<(Text, Vec<Text>, bool)>,
}

/// What the inflections with an ending are called.
#[derive(Debug)]
pub(crate) struct FormSource {
    /// What the form ends in: a regular expression.
    pub(crate) ends: Text,
    pub(crate) name: Text,
}

/// How words with an ending are inflected.
#[derive(Debug)]
pub(crate) struct InflectionSource {
    /// What the base ends in: a regular expression.
    pub(crate) ends: Text,
    /// Letters to take off.
    pub(crate) strip: usize,
    /// Endings to put on.
    pub(crate) add: Vec<Text>,
}

/// A `[[rule]]` or `[[shape]]`.
#[derive(Debug)]
pub(crate) struct RuleSource {
    pub(crate) id: Text,
    pub(crate) is_shape: bool,
    pub(crate) emits: Text,
    pub(crate) pattern: Text,
    pub(crate) priority: i32,
    /// The match is consumed, and nothing comes of it.
    pub(crate) drop: bool,
    pub(crate) mention: Option<Text>,
    pub(crate) resume: Option<Text>,
    pub(crate) value: Option<Text>,
    pub(crate) modifier: Option<Text>,
    /// Values of further captures, each an expression of its own.
    pub(crate) also: Vec<(Text, Text)>,
    pub(crate) record: Vec<(Text, Vec<Text>, bool)>,
    pub(crate) attributes: Vec<(Text, Vec<Text>, bool)>,
    pub(crate) refers: Option<RefersSource>,
    /// In the order of [`CONTEXT_KEYS`].
    pub(crate) contexts: [Option<Text>; 4],
    pub(crate) within: Option<Text>,
    /// A label that the sentence must have an annotation of.
    pub(crate) beside: Option<Text>,
    pub(crate) conditions: Vec<Text>,
    pub(crate) yes: Vec<Text>,
    pub(crate) no: Vec<Text>,
    pub(crate) todo: Vec<Text>,
    pub(crate) place: Place,
    /// The number of the pack that it stands in: 0 for the lowest.
    pub(crate) layer: usize,
}

/// The `refers` table of a rule.
#[derive(Debug)]
pub(crate) struct RefersSource {
    pub(crate) to: Text,
    pub(crate) by: Option<Text>,
    pub(crate) search: Option<Text>,
    pub(crate) pick: Option<Text>,
    pub(crate) count: Option<i32>,
}

/// A `[[case]]`: a whole document with what must and must not come out.
#[derive(Debug)]
pub(crate) struct CaseSource {
    pub(crate) name: Text,
    pub(crate) text: Text,
    pub(crate) published: Option<Date>,
    /// Each a table from a list of the output to a part of one of its members.
    pub(crate) expect: Vec<serde_json::Value>,
    pub(crate) reject: Vec<serde_json::Value>,
}

/// The rules, shapes, macros and removals of one file.
#[derive(Debug, Default)]
pub(crate) struct RuleFile {
    pub(crate) rules: Vec<RuleSource>,
    pub(crate) macros: Vec<(Text, Text)>,
    /// Rules of an earlier pack that are taken out, without the leading `-`.
    pub(crate) removals: Vec<Text>,
}

/// What must stand beside a match, and what must not.
pub(crate) const CONTEXT_KEYS: [&str; 4] = ["before", "after", "not_before", "not_after"];

impl RuleSource {
    /// It matches in the first sentences of a document only.
    pub(crate) fn is_header_only(&self) -> bool {
        self.within
            .as_ref()
            .is_some_and(|text| text.value == "header")
    }
}

/// Reads `pack.toml`.
pub(crate) fn parse_manifest(file: &Arc<SourceFile>, sink: &mut Sink) -> Manifest {
    let mut fields = parse_toml(file, sink);
    let mut string = |key: &str, sink: &mut Sink| fields.string(key, sink).map(|text| text.value);
    let name = string("name", sink);
    let version = string("version", sink);
    let language = string("language", sink);
    string("license", sink);
    string("description", sink);
    let published = fields.date("published", sink);
    let clitics = fields.strings("clitics", sink);
    let inflections = fields.tables("inflection", sink);
    let forms = fields.tables("form", sink);
    let manifest = Manifest {
        name,
        version,
        language,
        published,
        clitics: clitics.into_iter().map(|text| text.value).collect(),
        inflections: inflections
            .into_iter()
            .filter_map(|fields| parse_inflection(fields, sink))
            .collect(),
        forms: forms
            .into_iter()
            .filter_map(|fields| parse_form(fields, sink))
            .collect(),
        macros: parse_texts("macros", &mut fields, sink),
        gold_types: fields.map("score", sink),
    };
    fields.finish(&keys::names(&keys::MANIFEST), sink);
    manifest
}

fn parse_form(mut fields: Fields<'_>, sink: &mut Sink) -> Option<FormSource> {
    let ends = fields.required("ends", sink);
    let name = fields.required("name", sink);
    fields.finish(&keys::names(&keys::FORM), sink);
    Some(FormSource {
        ends: ends?,
        name: name?,
    })
}

fn parse_inflection(mut fields: Fields<'_>, sink: &mut Sink) -> Option<InflectionSource> {
    let ends = fields.required("ends", sink);
    let strip = fields.integer("strip", sink).unwrap_or(0);
    let add = fields.strings("add", sink);
    fields.finish(&keys::names(&keys::INFLECTION), sink);
    Some(InflectionSource {
        ends: ends?,
        strip: usize::try_from(strip).unwrap_or(0),
        add,
    })
}

/// A table of single texts, such as `[macros]`.
fn parse_texts(key: &str, fields: &mut Fields<'_>, sink: &mut Sink) -> Vec<(Text, Text)> {
    let texts = fields.map(key, sink).into_iter();
    texts
        .filter_map(|(name, mut values, _)| Some((name, values.pop()?)))
        .collect()
}

/// Reads a file of `rules/`.
pub(crate) fn parse_rules(file: &Arc<SourceFile>, sink: &mut Sink) -> RuleFile {
    let mut fields = parse_toml(file, sink);
    let mut found = RuleFile {
        macros: parse_texts("macros", &mut fields, sink),
        ..RuleFile::default()
    };
    for (key, is_shape) in [("rule", false), ("shape", true)] {
        for rule in fields.tables(key, sink) {
            parse_rule(rule, is_shape, &mut found, sink);
        }
    }
    fields.finish(&keys::names(&keys::RULES), sink);
    found
}

fn parse_rule(mut fields: Fields<'_>, is_shape: bool, found: &mut RuleFile, sink: &mut Sink) {
    let place = fields.place().clone();
    let Some(id) = fields.required("id", sink) else {
        return;
    };
    if is_shape {
        fields.refuse(
            &keys::OF_WORDS,
            "a shape is known by its letters alone: let a rule use its label",
            sink,
        );
    }
    if let Some(removed) = id.value.strip_prefix('-') {
        found.removals.push(Text {
            value: removed.to_owned(),
            place: id.place,
        });
        fields.finish(&["id"], sink);
        return;
    }
    let emits = fields.required("emits", sink);
    let pattern = fields.required("pattern", sink);
    fields.string("note", sink);
    let mut text = |key: &str| fields.string(key, sink);
    let (mention, resume) = (text("mention"), text("resume"));
    let (value, modifier) = (text("value"), text("mod"));
    let contexts = CONTEXT_KEYS.map(&mut text);
    let (within, beside) = (text("within"), text("beside"));
    let refers = fields
        .table("refers", sink)
        .and_then(|table| parse_refers(table, sink));
    let priority = fields.integer("priority", sink).unwrap_or(0);
    let drop = fields.boolean("drop", sink);
    let also = parse_texts("also", &mut fields, sink);
    let record = fields.map("record", sink);
    let attributes = fields.map("attributes", sink);
    let conditions = fields.strings("where", sink);
    let [yes, no, todo] = ["yes", "no", "todo"].map(|key| fields.strings(key, sink));
    fields.finish(&keys::names(&keys::RULE), sink);
    let (Some(emits), Some(pattern)) = (emits, pattern) else {
        return;
    };
    found.rules.push(RuleSource {
        id,
        is_shape,
        emits,
        pattern,
        priority,
        drop,
        mention,
        resume,
        value,
        modifier,
        also,
        record,
        attributes,
        refers,
        contexts,
        within,
        beside,
        conditions,
        yes,
        no,
        todo,
        place,
        layer: 0,
    });
}

fn parse_refers(mut fields: Fields<'_>, sink: &mut Sink) -> Option<RefersSource> {
    let to = fields.required("to", sink);
    let mut text = |key: &str| fields.string(key, sink);
    let (by, search, pick) = (text("by"), text("search"), text("pick"));
    let count = fields.integer("count", sink);
    fields.finish(&keys::names(&keys::REFERS), sink);
    Some(RefersSource {
        to: to?,
        by,
        search,
        pick,
        count,
    })
}

/// Reads a file of `cases/`.
pub(crate) fn parse_cases(file: &Arc<SourceFile>, sink: &mut Sink) -> Vec<CaseSource> {
    let mut fields = parse_toml(file, sink);
    let mut cases = Vec::new();
    for mut case in fields.tables("case", sink) {
        let name = case.required("name", sink);
        let text = case.required("text", sink);
        let published = case.date("published", sink);
        let mut list = |key: &str| match case.json(key) {
            Some(serde_json::Value::Array(items)) => items,
            Some(item) => vec![item],
            None => Vec::new(),
        };
        let (expect, reject) = (list("expect"), list("reject"));
        case.finish(&keys::names(&keys::CASE), sink);
        if let (Some(name), Some(text)) = (name, text) {
            cases.push(CaseSource {
                name,
                text,
                published,
                expect,
                reject,
            });
        }
    }
    fields.finish(&keys::names(&keys::CASES), sink);
    cases
}
