//! What rules with labels of their own record.

use serde_json::{Map, Value};

use super::evidence;
use crate::analysis::Analysis;
use crate::pack::{Field, KINDS};
use crate::record::Record;

/// The records of all rules that have a `record` and emit a label that the engine gives no meaning.
pub(crate) fn collect(analysis: &Analysis<'_>) -> Vec<Record> {
    let mut records = Vec::new();
    for (id, annotation) in analysis.annotations.iter() {
        let Some(rule) = analysis.rule(id) else {
            continue;
        };
        let kind = analysis.pack.labels.name(annotation.label);
        if rule.record.is_empty() || KINDS.contains(&kind) {
            continue;
        }
        let mut fields = Map::new();
        for field in &rule.record {
            fields.insert(field.name.clone(), value(analysis, id, field));
        }
        records.push(Record {
            kind: kind.to_owned(),
            rule: rule.id.clone(),
            fields,
            evidence: evidence(analysis, id),
        });
    }
    records.sort_by(|a, b| {
        (a.evidence.start, a.evidence.end, &a.rule).cmp(&(
            b.evidence.start,
            b.evidence.end,
            &b.rule,
        ))
    });
    records
}

fn value(analysis: &Analysis<'_>, id: u32, field: &Field) -> Value {
    let values = analysis.field(id, &field.name);
    match values.as_slice() {
        _ if field.list => values.iter().map(ToString::to_string).collect(),
        [] => Value::Null,
        [one] => Value::String(one.to_string()),
        many => many.iter().map(ToString::to_string).collect(),
    }
}
