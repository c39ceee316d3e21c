//! What a pack says, turned into what extraction runs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::diagnostics::{Place, Sink};
use super::event_words::EventWords;
use super::fields::Text;
use super::gold_types::GoldTypes;
use super::holders::Holders;
use super::lints;
use super::load::Parsed;
use super::macros::Macros;
use super::memberships::Memberships;
use super::model::{Entities, Entries, Entry, Labels, Pack, Rule};
use super::parallel::side_by_side;
use super::patterns::{
    Compiler, Inflections, WordRegexes, Words, check_labels, is_nullable, parse_pattern,
    regex_message, rename_label, unknown_label, walk,
};
use super::programs::{compile_programs, order_labels};
use super::rule_file::{FormSource, InflectionSource, RuleSource};
use super::rules::{Knowledge, compile_rule};
use super::syntax::{LabelNode, Node};
use super::table::{Table, TableKind};
use super::words::{collect_words, compile_phrases, irregular_forms, mark_traits};
use crate::matching::{
    LabelId, MAX_LABELS, MAX_STEPS, Program, Programs, RuleId, Shapes, class_test,
};
use crate::segment::Tokenizer;
use regex::Regex;

/// A rule whose patterns are read.
pub(super) struct Prepared {
    pub(super) source: RuleSource,
    /// The pattern with its macros in place; none for a shape.
    pub(super) node: Option<Node>,
    pub(super) contexts: [Option<Node>; 4],
    /// A shape's expression; none for a rule or for a shape that is broken.
    shape: Option<Regex>,
    /// The patterns as they are written, with their places.
    written: Vec<(Node, Place)>,
}

impl Prepared {
    /// Lets the label that the rule emits mean, in its own patterns, what tables and shapes find of it.
    fn see_found(&mut self, labels: &Labels, hidden: &HashMap<LabelId, LabelId>) {
        let own = &self.source.emits.value;
        let Some(found) = labels.get(own).and_then(|label| hidden.get(&label)) else {
            return;
        };
        let nodes = self
            .node
            .iter_mut()
            .chain(self.contexts.iter_mut().flatten());
        for node in nodes {
            rename_label(node, own, labels.name(*found));
        }
    }
}

/// Compiles a pack; every mistake goes to the sink.
pub(crate) fn compile(parsed: Parsed, sink: &mut Sink) -> Option<Pack> {
    let tokenizer = Tokenizer::new(parsed.manifest.clitics.clone());
    let macros = Macros::parse(&parsed.macros, sink);
    let mut prepared = prepare(parsed.rules, &macros, sink);
    let mut labels = intern_labels(&parsed.tables, &prepared, sink)?;
    let hidden = hide_found_labels(&parsed.tables, &prepared, &mut labels, sink)?;
    let gold_types = GoldTypes::compile(&parsed.manifest.gold_types, &prepared, sink);
    let inflections = Inflections {
        regular: compile_inflections(&parsed.manifest.inflections, sink),
        irregular: irregular_forms(&parsed.tables),
        names: compile_form_names(&parsed.manifest.forms, sink),
    };
    let entries = index_rows(&parsed.tables, &labels, &hidden, &inflections);
    let words = Words {
        tokenizer: &tokenizer,
        inflections: &inflections,
    };
    let events = EventWords::compile(&parsed.tables, &entries, &labels, sink);
    let (mut vocabulary, coded) = collect_words(&parsed.tables, &entries, &prepared, &words);
    mark_traits(&parsed.tables, &entries, &mut vocabulary);
    let (phrases, compiled) = side_by_side(
        || compile_phrases(&entries, &coded, &vocabulary),
        || {
            let regexes = WordRegexes::default();
            macros.check(&labels, &regexes, sink);
            let compiler = Compiler {
                labels: &labels,
                words,
                vocabulary: &vocabulary,
                regexes: &regexes,
            };
            compile_rules(&mut prepared, &parsed.tables, &hidden, &compiler, sink)
        },
    );
    let (shapes, rules, programs) = compiled?;
    if !sink.has_errors() {
        lints::find(&prepared, &parsed.tables, &labels, sink);
    }
    Some(Pack {
        name: parsed.manifest.name.unwrap_or_default(),
        version: parsed.manifest.version.unwrap_or_default(),
        language: parsed.manifest.language.unwrap_or_else(|| "und".into()),
        published: parsed.manifest.published,
        memberships: Memberships::collect(&parsed.tables, &labels),
        holders: Holders::new(&parsed.tables),
        entities: Entities::new(&parsed.tables, &labels),
        events,
        gold_types,
        labels,
        tables: parsed.tables,
        entries,
        vocabulary,
        phrases,
        shapes,
        programs: Programs::new(programs),
        rules,
        cases: parsed.cases,
        warnings: Vec::new(),
        left_out: None,
        tokenizer,
    })
}

/// Compiles what is not words: shapes, rules, and their programs.
fn compile_rules(
    prepared: &mut [Prepared],
    tables: &[Table],
    hidden: &HashMap<LabelId, LabelId>,
    compiler: &Compiler<'_>,
    sink: &mut Sink,
) -> Option<(Shapes, Vec<Rule>, Vec<Program>)> {
    let labels = compiler.labels;
    for rule in &*prepared {
        check_patterns(rule, labels, compiler.regexes, sink);
    }
    let shapes = match Shapes::build(&shape_sources(prepared)) {
        Ok(shapes) => shapes,
        Err(message) => {
            if let Some(rule) = prepared.iter().find(|rule| rule.source.is_shape) {
                sink.error("P204", &rule.source.pattern.place, message);
            }
            return None;
        }
    };
    let sources = prepared
        .iter()
        .map(|rule| (&rule.source, rule.shape.as_ref()));
    let knowledge = Knowledge::collect(tables, labels, sources);
    let mut rules = Vec::new();
    for rule in &*prepared {
        let captures = match &rule.node {
            Some(node) => pattern_captures(node),
            None => {
                let groups = rule.shape.iter().flat_map(Regex::capture_names);
                let names = groups.map(|name| name.unwrap_or("").to_owned());
                names.map(|name| (name, Vec::new())).collect()
            }
        };
        if let Some(node) = &rule.node
            && Compiler::size(node) > MAX_STEPS
        {
            let message = "the counts of this pattern multiply beyond all bounds".to_owned();
            sink.error("P308", &rule.source.pattern.place, message);
        }
        for (node, place) in &rule.written {
            knowledge.check_tests(node, place, sink);
        }
        rules.push(compile_rule(
            &rule.source,
            captures,
            labels,
            &knowledge,
            sink,
        ));
    }
    for rule in &mut *prepared {
        rule.see_found(labels, hidden);
    }
    if sink.has_errors() {
        // What would be found in patterns that can't be compiled is of no use, but for cycles.
        order_labels(prepared, hidden, compiler, sink);
        return None;
    }
    let programs = compile_programs(prepared, &rules, hidden, compiler, sink);
    let rules: Option<Vec<_>> = rules.into_iter().collect();
    Some((shapes, rules?, programs?))
}

/// Reads the patterns of all rules and puts their macros in place.
fn prepare(rules: Vec<RuleSource>, macros: &Macros, sink: &mut Sink) -> Vec<Prepared> {
    let mut prepared = Vec::new();
    for source in rules {
        let mut written = Vec::new();
        let mut read = |text: &Text, sink: &mut Sink| {
            let node = parse_pattern(text, sink)?;
            written.push((node.clone(), text.place.clone()));
            Some(macros.expand(node, &text.place, sink))
        };
        let node = match source.is_shape {
            true => None,
            false => match read(&source.pattern, sink) {
                Some(node) => Some(node),
                None => continue,
            },
        };
        let shape = source
            .is_shape
            .then(|| compile_shape(&source, sink))
            .flatten();
        let contexts = std::array::from_fn(|i| {
            source.contexts[i]
                .as_ref()
                .and_then(|text| read(text, sink))
        });
        prepared.push(Prepared {
            source,
            node,
            contexts,
            shape,
            written,
        });
    }
    prepared
}

fn compile_shape(source: &RuleSource, sink: &mut Sink) -> Option<Regex> {
    let place = &source.pattern.place;
    match Regex::new(&source.pattern.value) {
        Ok(regex) if regex.is_match("") => {
            sink.error(
                "P207",
                place,
                "the shape can match without any letter".into(),
            );
            None
        }
        Ok(regex) => Some(regex),
        Err(error) => {
            sink.error("P204", place, regex_message(&error));
            None
        }
    }
}

fn intern_labels(tables: &[Table], rules: &[Prepared], sink: &mut Sink) -> Option<Labels> {
    let mut labels = Labels::new();
    let mut intern = |name: &str, place: &Place, sink: &mut Sink| {
        let label = labels.intern(name);
        if class_test(name).is_some() {
            let message = format!("`{name}` is a class of words that every pack has");
            sink.error_help("P311", place, message, "give the label another name".into());
        }
        if label.is_none() {
            let message = format!("this would be more than {MAX_LABELS} labels");
            sink.error("P308", place, message);
        }
        label
    };
    for table in tables {
        for name in &table.labels {
            // An overlay can have taken out the last row of a label; the label stays known.
            let row = table.rows.iter().find(|row| table.key(row)[1] == name);
            let place = row.map_or(Place::new(&table.file, 0..0), |row| table.row_place(row));
            intern(name, &place, sink)?;
        }
    }
    for rule in rules {
        intern(&rule.source.emits.value, &rule.source.emits.place, sink)?;
    }
    Some(labels)
}

/// Finds the labels that rules emit beside tables or shapes, or both of these do. What tables and
/// shapes find of them is hidden under a label of its own until the rules of the label run.
fn hide_found_labels(
    tables: &[Table],
    rules: &[Prepared],
    labels: &mut Labels,
    sink: &mut Sink,
) -> Option<HashMap<LabelId, LabelId>> {
    let mut makers: BTreeMap<LabelId, BTreeSet<u8>> = BTreeMap::new();
    for table in tables
        .iter()
        .filter(|table| table.kind == TableKind::Gazetteer)
    {
        for label in table.labels.iter().filter_map(|name| labels.get(name)) {
            makers.entry(label).or_default().insert(0);
        }
    }
    for rule in rules {
        let label = labels.get(&rule.source.emits.value)?;
        makers
            .entry(label)
            .or_default()
            .insert(if rule.source.is_shape { 1 } else { 2 });
    }
    let mut hidden = HashMap::new();
    for (label, makers) in makers {
        if makers.len() < 2 {
            continue;
        }
        let Some(found) = labels.intern_hidden(label) else {
            let place = &rules.first()?.source.place;
            sink.error(
                "P308",
                place,
                format!("there are more than {MAX_LABELS} labels"),
            );
            return None;
        };
        hidden.insert(label, found);
    }
    Some(hidden)
}

/// Numbers the rows of gazetteers.
fn index_rows(
    tables: &[Table],
    labels: &Labels,
    hidden: &HashMap<LabelId, LabelId>,
    inflections: &Inflections,
) -> Entries {
    let mut entries = Entries::default();
    for (index, table) in tables.iter().enumerate() {
        let mut last: (&str, Option<LabelId>) = ("", None);
        for row in &table.rows {
            let [first, name, _] = table.key(row);
            if name != last.0 {
                last = (name, labels.get(name));
            }
            let Some(label) = last.1 else { continue };
            match table.kind {
                TableKind::Gazetteer => {
                    let entry = Entry {
                        table: index as u16,
                        label: hidden.get(&label).copied().unwrap_or(label),
                        row: *row,
                        inflected: None,
                    };
                    match inflections.surfaces(first) {
                        Some(surfaces) => {
                            for surface in surfaces {
                                entries.add(entry, Some(surface));
                            }
                        }
                        None => entries.add(entry, None),
                    }
                }
                TableKind::Entities => {}
            }
        }
    }
    entries
}

fn compile_inflections(
    sources: &[InflectionSource],
    sink: &mut Sink,
) -> Vec<(Regex, usize, Vec<String>)> {
    let mut compiled = Vec::new();
    for source in sources {
        if let Some(ends) = compile_ending(&source.ends, sink) {
            let add = source.add.iter().map(|text| text.value.clone()).collect();
            compiled.push((ends, source.strip, add));
        }
    }
    compiled
}

fn compile_form_names(sources: &[FormSource], sink: &mut Sink) -> Vec<(Regex, String)> {
    let named = sources.iter().filter_map(|source| {
        let ends = compile_ending(&source.ends, sink)?;
        Some((ends, source.name.value.clone()))
    });
    named.collect()
}

/// What a word can end in.
fn compile_ending(ends: &Text, sink: &mut Sink) -> Option<Regex> {
    let regex = Regex::new(&format!("(?:{})$", ends.value));
    regex
        .map_err(|error| sink.error("P204", &ends.place, regex_message(&error)))
        .ok()
}

fn check_patterns(rule: &Prepared, labels: &Labels, regexes: &WordRegexes, sink: &mut Sink) {
    let source = &rule.source;
    let Some(node) = &rule.node else { return };
    for (node, place) in &rule.written {
        check_labels(node, place, labels, regexes, sink);
    }
    if let Some(beside) = &source.beside
        && labels.get(&beside.value).is_none()
    {
        unknown_label(&beside.value, &beside.place, labels, sink);
    }
    if is_nullable(node) {
        let message = "the pattern can match without any word".to_owned();
        let help = "one part at least must not be optional".to_owned();
        sink.error_help("P207", &source.pattern.place, message, help);
    }
}

/// The shapes in order of preference, with their rules.
fn shape_sources(rules: &[Prepared]) -> Vec<(RuleId, String)> {
    let mut shapes: Vec<(i32, RuleId, String)> = (0..)
        .zip(rules)
        .filter(|(_, rule)| rule.shape.is_some())
        .map(|(id, rule)| (-rule.source.priority, id, rule.source.pattern.value.clone()))
        .collect();
    shapes.sort();
    shapes
        .into_iter()
        .map(|(_, id, source)| (id, source))
        .collect()
}

/// The names that a pattern captures, each with the labels that it can stand for.
fn pattern_captures(node: &Node) -> Vec<(String, Vec<String>)> {
    let mut captures: Vec<(String, Vec<String>)> = Vec::new();
    walk(node, &mut |node| {
        let (name, label) = match node {
            Node::Capture { name, .. } => (name, None),
            Node::Label(LabelNode {
                capture: Some(name),
                label,
                ..
            }) => (name, Some(label)),
            _ => return,
        };
        let at = captures.iter().position(|(known, _)| known == name);
        let at = at.unwrap_or_else(|| {
            captures.push((name.clone(), Vec::new()));
            captures.len() - 1
        });
        captures[at].1.extend(label.cloned());
    });
    captures
}
