//! Words that several forms of output have for the same.

use attache::Event;
use serde::Serialize;

/// The word that JSON has for a value, so that all outputs say the same.
pub(super) fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

/// Who takes part in an event, each with the role.
pub(super) fn participants(event: &Event) -> Vec<String> {
    let participants = event.participants.iter();
    participants
        .map(|one| format!("{} ({})", one.reference, one.role))
        .collect()
}
