//! The JSON Schema of a pack's TOML files, by which editors complete and check them.

use serde_json::{Map, Value, json};

use crate::pack::keys::{self, Holds, Key};

/// The JSON Schema (2020-12) of the TOML files of a pack: of `pack.toml`, of those in `rules/` and of those in `cases/`. One
/// schema takes all three, so that a folder needs only one.
///
/// # Examples
///
/// ```
/// let schema = attache::workshop::pack_schema();
/// assert!(schema["properties"]["rule"]["items"]["properties"]["pattern"].is_object());
/// ```
pub fn pack_schema() -> Value {
    let files = [&keys::MANIFEST[..], &keys::RULES, &keys::CASES];
    let mut schema = table(&files.concat());
    let about = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "attache pack",
        "description": "pack.toml, rules/*.toml and cases/*.toml of a pattern pack",
    });
    if let (Value::Object(schema), Value::Object(about)) = (&mut schema, about) {
        schema.extend(about);
    }
    schema
}

/// A table with these keys and no others.
fn table(keys: &[Key]) -> Value {
    let properties = keys.iter().map(|key| {
        let mut property = holds(key.holds);
        if let Value::Object(property) = &mut property {
            property.insert("description".to_owned(), key.help.into());
        }
        (key.name.to_owned(), property)
    });
    let required: Vec<&str> = keys
        .iter()
        .filter(|key| key.is_required)
        .map(|key| key.name)
        .collect();
    json!({
        "type": "object",
        "additionalProperties": false,
        "properties": properties.collect::<Map<_, _>>(),
        "required": required,
    })
}

fn holds(holds: Holds) -> Value {
    let text = json!({ "type": "string" });
    let texts = json!({ "oneOf": [text, { "type": "array", "items": text }] });
    match holds {
        Holds::Text => text,
        Holds::Word(words) => json!({ "type": "string", "enum": words }),
        Holds::Integer => json!({ "type": "integer" }),
        Holds::Boolean => json!({ "type": "boolean" }),
        // TOML has dates, which JSON has not: they come as texts.
        Holds::Date => json!({ "type": "string", "format": "date" }),
        Holds::Texts => texts,
        Holds::TextTable => json!({ "type": "object", "additionalProperties": text }),
        Holds::TextsTable => json!({ "type": "object", "additionalProperties": texts }),
        Holds::Table(keys) => table(keys),
        Holds::Tables(keys) => json!({ "type": "array", "items": table(keys) }),
        Holds::Expectations => {
            let part = json!({ "type": "object" });
            json!({ "oneOf": [part, { "type": "array", "items": part }] })
        }
    }
}
