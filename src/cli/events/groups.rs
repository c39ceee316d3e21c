//! Events of many documents, grouped by key.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use attache::{Event, Extraction};
use serde::Serialize;

/// All events that have the same key.
#[derive(Serialize)]
pub(super) struct Group {
    key: String,
    #[serde(rename = "type")]
    kind: String,
    /// In how many documents it is told with each status.
    statuses: BTreeMap<String, u64>,
    /// What it is called further, and how often.
    subtypes: BTreeMap<String, u64>,
    /// How many pieces of evidence there are.
    reports: u64,
    /// When the first and the last document that tell of it were published.
    first: Option<String>,
    last: Option<String>,
    /// The documents that tell of it, in order.
    documents: Vec<String>,
}

/// The groups, by key.
#[derive(Default)]
pub(super) struct Groups {
    by_key: HashMap<String, Group>,
    documents: u64,
}

impl Groups {
    pub(super) fn add(&mut self, event: &Event, extraction: &Extraction) {
        self.documents += 1;
        let group = self
            .by_key
            .entry(event.key.clone())
            .or_insert_with(|| Group {
                key: event.key.clone(),
                kind: event.kind.clone(),
                statuses: BTreeMap::new(),
                subtypes: BTreeMap::new(),
                reports: 0,
                first: None,
                last: None,
                documents: Vec::new(),
            });
        *group.statuses.entry(event.status.clone()).or_default() += 1;
        if let Some(subtype) = &event.subtype {
            *group.subtypes.entry(subtype.clone()).or_default() += 1;
        }
        group.reports += event.evidence.len() as u64;
        if let Some(day) = &extraction.document.published {
            if group.first.as_ref().is_none_or(|first| day < first) {
                group.first = Some(day.clone());
            }
            if group.last.as_ref().is_none_or(|last| day > last) {
                group.last = Some(day.clone());
            }
        }
        let name = extraction.document.id.clone();
        let name = name.unwrap_or_else(|| format!("#{}", self.documents));
        if group.documents.last() != Some(&name) {
            group.documents.push(name);
        }
    }

    /// Those of most documents first.
    pub(super) fn into_sorted(self) -> Vec<Group> {
        let mut groups: Vec<Group> = self.by_key.into_values().collect();
        groups.sort_by(|a, b| {
            let rank = |group: &Group| Reverse(group.documents.len());
            rank(a).cmp(&rank(b)).then_with(|| a.key.cmp(&b.key))
        });
        groups
    }
}
