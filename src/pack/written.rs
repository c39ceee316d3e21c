//! Rules as they are written, for those who ask about them.

use super::diagnostics::Place;
use super::rule_file::{CONTEXT_KEYS, RuleSource};

/// How a rule is written, for those who ask.
#[derive(Clone, Debug, Default)]
pub(crate) struct Written {
    /// The beginning of its table.
    pub(crate) table: Place,
    pub(crate) pattern: String,
    /// What must stand beside it, or must not: in the order of [`CONTEXT_KEYS`].
    pub(crate) contexts: Vec<(&'static str, String)>,
    pub(crate) conditions: Vec<String>,
    pub(crate) beside: Option<String>,
    pub(crate) header_only: bool,
    /// Found by its letters, not by its words.
    pub(crate) is_shape: bool,
    /// The number of the pack that it stands in: 0 for the lowest.
    pub(crate) layer: usize,
}

impl Written {
    pub(super) fn new(source: &RuleSource) -> Self {
        let contexts = CONTEXT_KEYS.iter().zip(&source.contexts);
        let contexts =
            contexts.filter_map(|(key, text)| Some((*key, text.as_ref()?.value.clone())));
        let conditions = source.conditions.iter();
        Self {
            table: source.place.clone(),
            pattern: source.pattern.value.clone(),
            contexts: contexts.collect(),
            conditions: conditions.map(|text| text.value.clone()).collect(),
            beside: source.beside.as_ref().map(|text| text.value.clone()),
            header_only: source.is_header_only(),
            is_shape: source.is_shape,
            layer: source.layer,
        }
    }
}
