//! A pack and its overlays read and laid on top of each other.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::diagnostics::{Sink, SourceFile, did_you_mean};
use super::fields::Text;
use super::parallel::side_by_side;
use super::rule_file::{
    CaseSource, Manifest, RuleFile, RuleSource, parse_cases, parse_manifest, parse_rules,
};
use super::source::PackSource;
use super::table::{Table, TableKind};

/// All that a pack and its overlays say.
#[derive(Debug, Default)]
pub(crate) struct Parsed {
    pub(crate) manifest: Manifest,
    pub(crate) tables: Vec<Table>,
    /// Sorted by id.
    pub(crate) rules: Vec<RuleSource>,
    pub(crate) macros: Vec<(Text, Text)>,
    pub(crate) cases: Vec<CaseSource>,
}

/// Reads a pack and its overlays, each laid on top of those before it.
pub(crate) fn load(sources: &[PackSource], sink: &mut Sink) -> Parsed {
    let mut parsed = Parsed::default();
    for (layer, source) in sources.iter().enumerate() {
        let mut named = Names::default();
        if let Some(file) = source.manifest() {
            let manifest = parse_manifest(file, sink);
            let macros = manifest.macros.iter().map(|(name, _)| name.value.clone());
            named.macros.extend(macros);
            merge_manifest(&mut parsed.manifest, manifest);
        }
        let mut tables = parse_tables(source.folder("tables").collect(), sink);
        for table in &mut tables {
            table.layer = layer;
        }
        add_tables(&mut parsed.tables, tables, layer > 0, sink);
        for file in source.folder("rules") {
            let mut rules = parse_rules(file, sink);
            for rule in &mut rules.rules {
                rule.layer = layer;
            }
            merge_rules(&mut parsed, rules, &mut named, sink);
        }
        for file in source.folder("cases") {
            parsed.cases.extend(parse_cases(file, sink));
        }
    }
    parsed.rules.sort_by(|a, b| a.id.value.cmp(&b.id.value));
    let manifest_macros = std::mem::take(&mut parsed.manifest.macros);
    parsed.macros.splice(0..0, manifest_macros);
    parsed
}

/// Reads tables, the first half of their text beside the second.
fn parse_tables(files: Vec<&Arc<SourceFile>>, sink: &mut Sink) -> Vec<Table> {
    let parse = |files: &[&Arc<SourceFile>], sink: &mut Sink| -> Vec<Table> {
        let tables = files.iter().filter_map(|file| Table::parse(file, sink));
        tables.collect()
    };
    let whole: usize = files.iter().map(|file| file.text.len()).sum();
    let mut length = 0;
    let half = files.partition_point(|file| {
        length += file.text.len();
        2 * length <= whole
    });
    let (first, second) = files.split_at(half);
    let parse_second = || {
        let mut found = Sink::default();
        (parse(second, &mut found), found)
    };
    let ((rest, found), mut tables) = side_by_side(parse_second, || parse(first, sink));
    sink.append(found);
    tables.extend(rest);
    tables
}

fn merge_manifest(base: &mut Manifest, over: Manifest) {
    base.name = over.name.or(base.name.take());
    base.version = over.version.or(base.version.take());
    base.language = over.language.or(base.language.take());
    base.published = over.published.or(base.published);
    base.macros.extend(over.macros);
    base.gold_types.extend(over.gold_types);
    if !over.clitics.is_empty() {
        base.clitics = over.clitics;
    }
    if !over.inflections.is_empty() {
        base.inflections = over.inflections;
    }
    if !over.forms.is_empty() {
        base.forms = over.forms;
    }
}

/// Adds a layer's tables. A row of an overlay replaces the row of the same surface, label and id; a
/// row whose first cell begins with `-` takes out those of the same surface and label.
fn add_tables(base: &mut Vec<Table>, layer: Vec<Table>, is_overlay: bool, sink: &mut Sink) {
    if !is_overlay {
        base.extend(layer);
        return;
    }
    let mut standing: HashMap<(TableKind, String, String), Vec<(usize, usize)>> = HashMap::new();
    let meant = keys_of(&layer);
    for (t, table) in base.iter().enumerate() {
        for (r, row) in table.rows.iter().enumerate() {
            let [surface, label, _] = table.key(row);
            if meant.contains(&(table.kind, surface, label)) {
                let rows = standing.entry((table.kind, surface.into(), label.into()));
                rows.or_default().push((t, r));
            }
        }
    }
    drop(meant);
    let mut dropped = HashSet::new();
    let mut added = Vec::new();
    for mut table in layer {
        let rows = std::mem::take(&mut table.rows);
        for row in rows {
            let [surface, label, id] = table.key(&row);
            let removed = taken_out(surface);
            let name = removed.unwrap_or(surface);
            let alike = standing.get(&(table.kind, name.into(), label.into()));
            let is_meant = |&&(t, r): &&(usize, usize)| {
                let old = &base[t];
                removed.is_some()
                    || old.kind == TableKind::Entities
                    || old.key(&old.rows[r])[2] == id
            };
            let meant: Vec<_> = alike
                .into_iter()
                .flatten()
                .filter(is_meant)
                .copied()
                .collect();
            if removed.is_some() && meant.is_empty() {
                let message = format!("no earlier table has `{name}` as `{label}`");
                sink.error("P114", &table.row_place(&row), message);
            }
            let is_removal = removed.is_some();
            dropped.extend(meant);
            if !is_removal {
                table.rows.push(row);
            }
        }
        added.push(table);
    }
    for (t, table) in base.iter_mut().enumerate() {
        let mut r = 0;
        table.rows.retain(|_| {
            r += 1;
            !dropped.contains(&(t, r - 1))
        });
    }
    base.extend(added);
}

/// The surface or id that a row takes out, if it does.
fn taken_out(first: &str) -> Option<&str> {
    first.strip_prefix('-').filter(|rest| !rest.is_empty())
}

/// The rows that a layer replaces or takes out if they are there: kinds of tables, surfaces and labels.
fn keys_of(layer: &[Table]) -> FxHashSet<(TableKind, &str, &str)> {
    let keys = layer.iter().flat_map(|table| {
        table.rows.iter().map(|row| {
            let [surface, label, _] = table.key(row);
            let removed = taken_out(surface);
            (table.kind, removed.unwrap_or(surface), label)
        })
    });
    keys.collect()
}

/// What the rule files of one layer have named; only a later layer may name it again.
#[derive(Default)]
struct Names {
    rules: HashSet<String>,
    macros: HashSet<String>,
}

fn merge_rules(parsed: &mut Parsed, file: RuleFile, named: &mut Names, sink: &mut Sink) {
    for (name, pattern) in file.macros {
        if !named.macros.insert(name.value.clone()) {
            let message = format!(
                "a macro called `{}` stands in this pack already",
                name.value
            );
            sink.error("P112", &name.place, message);
            continue;
        }
        parsed.macros.push((name, pattern));
    }
    for removal in file.removals {
        let before = parsed.rules.len();
        parsed.rules.retain(|rule| rule.id.value != removal.value);
        if parsed.rules.len() == before {
            let help = did_you_mean(
                &removal.value,
                parsed.rules.iter().map(|r| r.id.value.as_str()),
            );
            let message = format!("no earlier rule is called `{}`", removal.value);
            sink.error_help("P114", &removal.place, message, help);
        }
    }
    for rule in file.rules {
        let id = &rule.id;
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if id.value.is_empty() || !id.value.chars().all(is_name) {
            let message = format!("`{}` is no id", id.value);
            let help = "an id has letters, digits, hyphens, dots and underscores".to_owned();
            sink.error_help("P115", &id.place, message, help);
            continue;
        }
        if !named.rules.insert(id.value.clone()) {
            let message = format!("a rule called `{}` stands in this pack already", id.value);
            sink.error("P112", &id.place, message);
            continue;
        }
        parsed.rules.retain(|old| old.id.value != id.value);
        parsed.rules.push(rule);
    }
}
