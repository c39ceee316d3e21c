//! Cases: whole documents with what must and must not come out.

use serde_json::Value;

use super::Trial;
use crate::document::Document;

impl Trial<'_> {
    /// Runs all cases.
    pub(super) fn cases(&mut self) {
        let extractor = self.extractor;
        let pack = extractor.compiled();
        for case in &pack.cases {
            let mut document = Document::new(&case.text.value);
            if let Some(day) = case.published.or(pack.published) {
                document = document.published(day);
            }
            let extraction = extractor.extract_with(&document, &mut self.scratch);
            self.seen.note(&self.scratch.annotations);
            let output = serde_json::to_value(&extraction).unwrap_or_default();
            let name = &case.name.value;
            let mut problems = Vec::new();
            for wanted in &case.expect {
                if let Some(missing) = missing(wanted, &output) {
                    problems.push(format!("case `{name}`: this must come out: {missing}"));
                }
            }
            for unwanted in &case.reject {
                if unwanted.as_object().is_some_and(|o| !o.is_empty())
                    && missing(unwanted, &output).is_none()
                {
                    problems.push(format!("case `{name}`: this must not come out: {unwanted}"));
                }
            }
            for problem in problems {
                self.sink.error("P407", &case.name.place, problem);
            }
        }
    }
}

/// The first part of an expectation that no member of its list fits.
fn missing(wanted: &Value, output: &Value) -> Option<String> {
    let Value::Object(kinds) = wanted else {
        return Some(format!("{wanted} names no list of the output"));
    };
    kinds.iter().find_map(|(kind, member)| {
        let found = match &output[kind] {
            Value::Array(members) => members.iter().any(|actual| fits(member, actual)),
            other => fits(member, other),
        };
        (!found).then(|| format!("{kind}: {member}"))
    })
}

/// True if `actual` has all that `wanted` says. A list must have a member for each that is wanted.
fn fits(wanted: &Value, actual: &Value) -> bool {
    match (wanted, actual) {
        (Value::Object(wanted), Value::Object(actual)) => wanted
            .iter()
            .all(|(key, value)| actual.get(key).is_some_and(|actual| fits(value, actual))),
        (Value::Array(wanted), Value::Array(actual)) => wanted
            .iter()
            .all(|value| actual.iter().any(|actual| fits(value, actual))),
        // TOML has no null: an empty string stands for it.
        (Value::String(wanted), Value::Null) => wanted.is_empty(),
        _ => wanted == actual,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_expectation_fits_what_has_it_and_more() {
        let output = json!({"countries": [{"id": "RUS", "mentions": [{"text": "Russia"}, {"text": "Russian"}]}]});
        assert_eq!(missing(&json!({"countries": {"id": "RUS"}}), &output), None);
        assert_eq!(
            missing(
                &json!({"countries": {"mentions": [{"text": "Russian"}]}}),
                &output
            ),
            None
        );
        assert!(missing(&json!({"countries": {"id": "CHN"}}), &output).is_some());
        assert!(missing(&json!({"cities": {"id": "CHN"}}), &output).is_some());
    }
}
