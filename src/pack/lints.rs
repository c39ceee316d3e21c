//! What is sound in a pack and probably not meant: rules that can never be taken, labels that nobody asks for.

use std::collections::HashMap;

use rustc_hash::FxHashSet;

use super::compile::Prepared;
use super::diagnostics::{Place, Sink};
use super::model::{KINDS, Labels};
use super::patterns::walk;
use super::syntax::Node;
use super::table::{Table, TableKind};
use super::words::WORD_LABELS;

/// Reports rules that can never be taken, and labels that nobody asks for.
pub(super) fn find(prepared: &[Prepared], tables: &[Table], labels: &Labels, sink: &mut Sink) {
    shadowed(prepared, sink);
    unused(prepared, tables, labels, sink);
}

/// Reports rules with the pattern of another that comes first.
fn shadowed(prepared: &[Prepared], sink: &mut Sink) {
    let mut known: HashMap<Vec<String>, &Prepared> = HashMap::new();
    let mut order: Vec<&Prepared> = prepared.iter().collect();
    order.sort_by_key(|rule| -rule.source.priority);
    for rule in order {
        let source = &rule.source;
        let contexts = source.contexts.iter();
        let contexts = contexts.map(|text| text.as_ref().map_or("", |text| &text.value));
        let mut key = vec![source.emits.value.clone(), spaced(&source.pattern.value)];
        key.extend(contexts.map(spaced));
        let extra = [&source.within, &source.beside].into_iter();
        key.extend(extra.map(|text| {
            text.as_ref()
                .map_or(String::new(), |text| text.value.clone())
        }));
        // Other conditions can let it in where the first is kept out.
        let first = match known.get(&key) {
            Some(first) => first,
            None => {
                known.insert(key, rule);
                continue;
            }
        };
        if first.source.conditions.is_empty() {
            let message = format!(
                "`{}` is never taken: `{}` has its pattern and comes first",
                source.id.value, first.source.id.value
            );
            let help = "take one of them out, or give one of them conditions".to_owned();
            sink.warning("P412", &source.id.place, message, help);
        }
    }
}

fn spaced(pattern: impl AsRef<str>) -> String {
    let words = pattern.as_ref().split_whitespace();
    words.collect::<Vec<_>>().join(" ")
}

/// Reports labels that are found, and that no rule and nothing else asks for.
fn unused(prepared: &[Prepared], tables: &[Table], labels: &Labels, sink: &mut Sink) {
    let mut used: FxHashSet<String> = KINDS
        .iter()
        .chain(&WORD_LABELS)
        .map(|name| (*name).to_owned())
        .collect();
    for rule in prepared {
        let nodes = rule.node.iter().chain(rule.contexts.iter().flatten());
        for node in nodes {
            walk(node, &mut |node| {
                if let Node::Label(label) = node {
                    let names =
                        std::iter::once(&label.label).chain(label.not.iter().map(|(name, _)| name));
                    used.extend(
                        names
                            .filter_map(|name| labels.get(name))
                            .map(|label| labels.name(labels.public(label)).to_owned()),
                    );
                }
            });
        }
        used.extend(rule.source.beside.iter().map(|text| text.value.clone()));
    }
    let mut warn = |label: &str, place: &Place| {
        if used.insert(label.to_owned()) {
            let message =
                format!("nothing comes of `{label}`: no rule uses it, and none records it");
            let help = "give the rule a `record`, or use the label in a pattern".to_owned();
            sink.warning("P413", place, message, help);
        }
    };
    let recording: FxHashSet<&str> = prepared
        .iter()
        .filter(|rule| !rule.source.record.is_empty())
        .map(|rule| rule.source.emits.value.as_str())
        .collect();
    for rule in prepared.iter().filter(|rule| !rule.source.drop) {
        let emits = &rule.source.emits;
        if !recording.contains(emits.value.as_str()) {
            warn(&emits.value, &emits.place);
        }
    }
    for table in tables
        .iter()
        .filter(|table| table.kind == TableKind::Gazetteer)
    {
        for label in table
            .labels
            .iter()
            .filter(|label| !recording.contains(label.as_str()))
        {
            if let Some(row) = table.rows.iter().find(|row| table.key(row)[1] == label) {
                warn(label, &table.row_place(row));
            }
        }
    }
}
