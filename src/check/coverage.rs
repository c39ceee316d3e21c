//! Which rules and rows of a pack its examples and cases fire.

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::matching::{Annotations, EntryId, RuleId, Source};
use crate::pack::{Pack, TableKind};

/// Which rules and rows no example or case fires.
#[derive(Clone, Debug, Default, Serialize)]
#[non_exhaustive]
pub struct Coverage {
    /// The ids of the rules and shapes that nothing fires, each with the number of its pack.
    pub rules: Vec<(String, usize)>,
    /// The gazetteers.
    pub tables: Vec<TableCoverage>,
}

/// Which rows of a gazetteer no example or case fires.
#[derive(Clone, Debug, Serialize)]
#[non_exhaustive]
pub struct TableCoverage {
    /// The file's path inside the pack.
    pub file: String,
    /// The number of the pack that it stands in: 0 for the lowest.
    pub layer: usize,
    /// How many rows it has.
    pub rows: usize,
    /// The line and the surface of each row that nothing fires.
    pub unfired: Vec<(usize, String)>,
}

/// What has been found in examples and cases.
#[derive(Debug, Default)]
pub(super) struct Seen {
    rules: FxHashSet<RuleId>,
    entries: FxHashSet<EntryId>,
}

impl Seen {
    /// Takes note of what a text had.
    pub(super) fn note(&mut self, annotations: &Annotations) {
        let kept = annotations.iter().map(|(_, annotation)| annotation.source);
        let dropped = annotations.dropped().iter().map(|(_, source)| *source);
        for source in kept.chain(dropped) {
            match source {
                Source::Rule { rule, .. } => self.rules.insert(rule),
                Source::Entry(entry) => self.entries.insert(entry),
            };
        }
    }

    pub(super) fn coverage(&self, pack: &Pack) -> Coverage {
        let rules = (0..).zip(&pack.rules);
        let rules = rules.filter(|(index, _)| !self.rules.contains(index));
        let fired: FxHashSet<(u16, usize)> = self
            .entries
            .iter()
            .map(|entry| {
                let entry = pack.entries.list.at(*entry as usize);
                let table = &pack.tables[usize::from(entry.table)];
                (entry.table, table.row_place(&entry.row).span.start)
            })
            .collect();
        let tables = (0..).zip(&pack.tables);
        let tables = tables.filter(|(_, table)| table.kind == TableKind::Gazetteer);
        let tables = tables.map(|(number, table)| {
            let mut unfired = Vec::new();
            let (mut line, mut counted_to) = (1, 0);
            for row in &table.rows {
                let start = table.row_place(row).span.start;
                line += table.file.text[counted_to..start].matches('\n').count();
                counted_to = start;
                if !fired.contains(&(number, start)) {
                    unfired.push((line, table.key(row)[0].to_owned()));
                }
            }
            TableCoverage {
                file: table.file.path.clone(),
                layer: table.layer,
                rows: table.rows.len(),
                unfired,
            }
        });
        Coverage {
            rules: rules
                .map(|(_, rule)| (rule.id.clone(), rule.written.layer))
                .collect(),
            tables: tables.collect(),
        }
    }
}
