//! What gold files call the kinds that a score is kept of: the `[score]` table of `pack.toml`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::compile::Prepared;
use super::diagnostics::{Sink, did_you_mean_one_of};
use super::fields::Text;
use super::model::KINDS;

/// The kinds of span that the engine itself brings: lists of the output, and unions of them.
pub(crate) const SPAN_KINDS: [&str; 7] = [
    "people",
    "organizations",
    "places",
    "locations",
    "countries",
    "titles",
    "sectors",
];

/// The kinds that can be scored, and what gold files call them.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct GoldTypes {
    /// [`SPAN_KINDS`], then the labels that rules of the pack record, by name.
    pub(crate) kinds: Vec<String>,
    /// For a type of a gold file, the index of its kind.
    pub(crate) of_type: BTreeMap<String, usize>,
}

impl GoldTypes {
    /// Reads the tables of a pack and its overlays, of which a later one wins. A kind is also known by
    /// its own name, unless a table says otherwise.
    pub(super) fn compile(
        tables: &[(Text, Vec<Text>, bool)],
        rules: &[Prepared],
        sink: &mut Sink,
    ) -> Self {
        let recorded = rules.iter().map(|rule| &rule.source);
        let mut labels: Vec<&str> = recorded
            .filter(|rule| !rule.record.is_empty() && !KINDS.contains(&rule.emits.value.as_str()))
            .map(|rule| rule.emits.value.as_str())
            .filter(|label| !SPAN_KINDS.contains(label))
            .collect();
        labels.sort_unstable();
        labels.dedup();
        let kinds: Vec<String> = SPAN_KINDS
            .into_iter()
            .chain(labels)
            .map(str::to_owned)
            .collect();
        let by_name = kinds.iter().cloned().zip(0..);
        let mut of_type: BTreeMap<String, usize> = by_name.collect();
        for (kind, types, _) in tables {
            let Some(index) = kinds.iter().position(|known| *known == kind.value) else {
                let message = format!("no score is kept of `{}`", kind.value);
                let known: Vec<&str> = kinds.iter().map(String::as_str).collect();
                let help = did_you_mean_one_of(&kind.value, &known, "the kinds are");
                sink.error_help("P312", &kind.place, message, help);
                continue;
            };
            of_type.extend(types.iter().map(|text| (text.value.clone(), index)));
        }
        Self { kinds, of_type }
    }
}
