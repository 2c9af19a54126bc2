//! The schema of a questionnaire.

use super::{DIALECT, text, texts, word, words};
use crate::questionnaire::SCHEMA;
use crate::questionnaire::format::{FILE, Table, Value as Kind};
use serde_json::{Map, Value, json};

/// What a step's id looks like.
const STEP: &str = "^(0[1-9]|[1-9][0-9]|ccm-[1-9][0-9]?)$";

/// The schema of a questionnaire file.
#[must_use]
pub fn questionnaire() -> Value {
    let mut schema = table(&FILE);
    if let Some(object) = schema.as_object_mut() {
        object.insert("$schema".into(), DIALECT.into());
        object.insert("title".into(), "aicaiq questionnaire".into());
    }
    schema
}

fn table(spec: &Table) -> Value {
    let mut properties = Map::new();
    for key in spec.keys {
        let mut value = match key.value {
            Kind::Schema => json!({ "const": SCHEMA, "description": key.about }),
            Kind::Text => text(key.about),
            Kind::Texts => texts(key.about),
            Kind::Word(all, _) => word(all, key.about),
            Kind::Words(all, _) => words(all, key.about),
            Kind::Step => json!({
                "type": "string",
                "pattern": STEP,
                "description": key.about,
            }),
            Kind::Steps => json!({
                "type": "array",
                "items": { "type": "string", "pattern": STEP },
                "uniqueItems": true,
                "description": key.about,
            }),
            Kind::Table(inner) => table(inner),
            Kind::Tables(inner) => {
                json!({ "type": "array", "items": table(inner), "description": key.about })
            }
        };
        let named = spec.head == "[control]" && ["id", "title", "version"].contains(&key.name);
        let is_text = matches!(key.value, Kind::Text);
        if is_text
            && (named || key.name == "id")
            && let Some(object) = value.as_object_mut()
        {
            object.insert("pattern".into(), "\\S".into());
        }
        let tables = matches!(key.value, Kind::Tables(_));
        if tables
            && ["roles", "steps"].contains(&key.name)
            && let Some(object) = value.as_object_mut()
        {
            object.insert("minItems".into(), 1.into());
        }
        properties.insert(key.name.to_owned(), value);
    }
    // A role without steps is refused, though the key itself may be missing.
    let required: Vec<&str> = spec
        .keys
        .iter()
        .filter(|k| k.required || (k.name == "steps" && matches!(k.value, Kind::Tables(_))))
        .map(|k| k.name)
        .collect();
    json!({
        "type": "object",
        "description": spec.what,
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}
