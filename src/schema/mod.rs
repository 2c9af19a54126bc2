//! JSON Schemas of both file formats, for editors (taplo and those that use
//! it): completion, and wrong keys and words marked while they are typed.
//!
//! They are made from the lists that reading goes by. What a schema cannot
//! say (a register's ids, numbering without gaps) `check` says.

mod answers;
mod asked;

use serde_json::{Value, json};

pub use answers::answer_file;
pub use asked::questionnaire;

/// The dialect that editors for TOML know.
const DIALECT: &str = "http://json-schema.org/draft-07/schema#";

fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

fn texts(about: &str) -> Value {
    json!({ "type": "array", "items": { "type": "string" }, "description": about })
}

fn word(words: &[&str], about: &str) -> Value {
    json!({ "enum": words, "description": about })
}

fn words(words: &[&str], about: &str) -> Value {
    json!({ "type": "array", "items": { "enum": words }, "description": about })
}
