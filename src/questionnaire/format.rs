//! The format of a questionnaire file: its tables and keys, once, for the
//! check, for the schema that editors use and for the documentation's test.

use crate::assessment::{Method, Ownership, Role};

/// A table of the file.
#[derive(Debug)]
pub struct Table {
    /// How the file writes its head, for example `[[roles.steps]]`.
    pub head: &'static str,
    /// What it holds, with its article.
    pub what: &'static str,
    /// Its keys in the order in which they are written.
    pub keys: &'static [Key],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// Whether a file without it cannot be used.
    pub required: bool,
    /// What it holds.
    pub value: Value,
    /// What it is for.
    pub about: &'static str,
}

/// What a key holds.
#[derive(Debug, Clone, Copy)]
pub enum Value {
    /// The format's number.
    Schema,
    /// A text.
    Text,
    /// A list of texts.
    Texts,
    /// One word of a vocabulary, which has a name with its article.
    Word(&'static [&'static str], &'static str),
    /// A list of words of a vocabulary.
    Words(&'static [&'static str], &'static str),
    /// A step's id.
    Step,
    /// A list of steps' ids.
    Steps,
    /// A table.
    Table(&'static Table),
    /// Repeated tables.
    Tables(&'static Table),
}

/// The words for how far a standard covers a control.
pub const COVERAGE: &[&str] = &["no-gap", "partial-gap", "full-gap"];
/// The words for whose wording a step is.
pub const ORIGIN: &[&str] = &["published", "adapted"];
/// The texts of a new questionnaire, which its author is to write anew.
pub const TEMPLATE: [&str; 7] = [
    "Say what the control demands.",
    "Say whose text this is.",
    "Say under which terms it stands.",
    "Ask whether it is done?",
    "Name the topic",
    "Something to ask for",
    "Verify that it is so.",
];

/// How wide a topic can be, in columns, to be shown whole on every screen.
pub const TOPIC_WIDTH: usize = 28;

const fn need(name: &'static str, value: Value, about: &'static str) -> Key {
    Key {
        name,
        required: true,
        value,
        about,
    }
}

const fn may(name: &'static str, value: Value, about: &'static str) -> Key {
    Key {
        name,
        required: false,
        value,
        about,
    }
}

/// The whole file.
pub static FILE: Table = Table {
    head: "the file",
    what: "a questionnaire",
    keys: &[
        need("schema", Value::Schema, "the format's version, 1"),
        need("control", Value::Table(&CONTROL), "the control itself"),
        may(
            "lifecycle",
            Value::Tables(&PHASE),
            "the phases of the AI lifecycle, in order",
        ),
        may(
            "layers",
            Value::Tables(&LAYER),
            "the layers of the AI stack and who owns the control there (SSRM)",
        ),
        may(
            "standards",
            Value::Tables(&STANDARD),
            "how far other standards cover the control",
        ),
        may(
            "questions",
            Value::Tables(&QUESTION),
            "the AI-CAIQ questions, asked of every role",
        ),
        need(
            "roles",
            Value::Tables(&ROLE),
            "the provider roles, each with its steps below it",
        ),
    ],
};

static CONTROL: Table = Table {
    head: "[control]",
    what: "the control",
    keys: &[
        need("id", Value::Text, "for example CEK-02"),
        need("title", Value::Text, "the control's name"),
        need("domain", Value::Text, "the domain that it belongs to"),
        need(
            "version",
            Value::Text,
            "the catalogue and its version, for example AICM 1.0",
        ),
        need("specification", Value::Text, "the control's specification"),
        may("threats", Value::Texts, "threats that it addresses"),
        may(
            "architecture",
            Value::Texts,
            "architectural layers that it is relevant to",
        ),
        may("attribution", Value::Text, "whose text this is"),
        may("license", Value::Text, "the terms under which it stands"),
        may("source", Value::Text, "where it comes from"),
    ],
};

static PHASE: Table = Table {
    head: "[[lifecycle]]",
    what: "a lifecycle phase",
    keys: &[
        need("phase", Value::Text, "its name"),
        need(
            "topics",
            Value::Texts,
            "what of it the control touches; [] means not applicable",
        ),
    ],
};

static LAYER: Table = Table {
    head: "[[layers]]",
    what: "a layer",
    keys: &[
        need("id", Value::Text, "its short name, for example PI"),
        need("name", Value::Text, "its full name"),
        need(
            "role",
            Value::Word(Role::WORDS, Role::WHAT),
            "the role that is at home in it",
        ),
        need(
            "ownership",
            Value::Word(Ownership::WORDS, Ownership::WHAT),
            "who owns the control in it",
        ),
        may(
            "label",
            Value::Text,
            "the ownership as the catalogue prints it",
        ),
        may("text", Value::Text, "what the ownership means"),
    ],
};

static STANDARD: Table = Table {
    head: "[[standards]]",
    what: "a standard",
    keys: &[
        need("id", Value::Text, "a stable key, for example iso-42001"),
        need("name", Value::Text, "the standard's name"),
        need(
            "coverage",
            Value::Word(COVERAGE, "a coverage"),
            "how far it covers the control",
        ),
        may("mapping", Value::Text, "the mapping as one line of text"),
        may(
            "references",
            Value::Texts,
            "the clauses that gaps are traced to",
        ),
        may(
            "addendum",
            Value::Text,
            "the catalogue's addendum to the mapping",
        ),
    ],
};

static QUESTION: Table = Table {
    head: "[[questions]]",
    what: "an AI-CAIQ question",
    keys: &[
        need("id", Value::Text, "for example CEK-02.1"),
        may(
            "steps",
            Value::Steps,
            "the steps that show whether its answer holds, in every role; of a single question all do",
        ),
        need("text", Value::Text, "the question"),
    ],
};

static ROLE: Table = Table {
    head: "[[roles]]",
    what: "a provider role",
    keys: &[
        need(
            "id",
            Value::Word(Role::WORDS, Role::WHAT),
            "for example CSP",
        ),
        need("name", Value::Text, "for example Cloud service provider"),
        may("steps", Value::Tables(&STEP), "its audit steps, in order"),
    ],
};

static STEP: Table = Table {
    head: "[[roles.steps]]",
    what: "an audit step",
    keys: &[
        need(
            "id",
            Value::Step,
            "01, 02 and so on; ccm-1, ccm-2 for steps “From CCM”",
        ),
        need(
            "topic",
            Value::Text,
            "what it is about; 2 to 4 words of at most 28 characters fit every screen",
        ),
        need(
            "origin",
            Value::Word(ORIGIN, "an origin"),
            "published: the catalogue's wording, to the letter; adapted: written by the file's authors",
        ),
        may(
            "methods",
            Value::Words(Method::WORDS, Method::WHAT),
            "suggested methods (NIST SP 800-53A)",
        ),
        may(
            "typical_evidence",
            Value::Texts,
            "what an assessor would ask to see, one artefact an entry",
        ),
        need("text", Value::Text, "the step, without its number"),
    ],
};

impl Table {
    /// A key by its name.
    #[must_use]
    pub fn key(&self, name: &str) -> Option<&'static Key> {
        self.keys.iter().find(|k| k.name == name)
    }

    /// The names of its keys.
    #[must_use]
    pub fn names(&self) -> Vec<&'static str> {
        self.keys.iter().map(|k| k.name).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::{Coverage, Origin, StepId};
    use serde::Deserialize;
    use serde_json::{Value as Json, from_value, json};

    /// A value of each kind that a file can have there.
    fn sample(value: Value) -> Json {
        match value {
            Value::Schema => json!(1),
            Value::Text => json!("Sample"),
            Value::Texts => json!(["Sample"]),
            Value::Word(words, _) => json!(words[0]),
            Value::Words(words, _) => json!(words),
            Value::Step => json!("01"),
            Value::Steps => json!(["01"]),
            Value::Table(table) => whole(table),
            Value::Tables(table) => json!([whole(table)]),
        }
    }

    fn whole(table: &Table) -> Json {
        let keys = table.keys.iter();
        keys.map(|k| (k.name.to_owned(), sample(k.value))).collect()
    }

    fn reads(json: Json) -> bool {
        crate::questionnaire::Questionnaire::deserialize(json).is_ok()
    }

    /// Takes a key out of every place of that table, or puts one in.
    fn changed(json: &Json, spec: &Table, table: &Table, change: &dyn Fn(&mut Json)) -> Json {
        let mut json = json.clone();
        if std::ptr::eq(spec, table) {
            change(&mut json);
            return json;
        }
        for key in spec.keys {
            let place = &mut json[key.name];
            match key.value {
                Value::Table(inner) => *place = changed(place, inner, table, change),
                Value::Tables(inner) => place[0] = changed(&place[0], inner, table, change),
                _ => {}
            }
        }
        json
    }

    #[test]
    fn the_format_is_what_is_read() {
        let all = whole(&FILE);
        assert!(reads(all.clone()), "{all}");
        let tables = [
            &FILE, &CONTROL, &PHASE, &LAYER, &STANDARD, &QUESTION, &ROLE, &STEP,
        ];
        for table in tables {
            let extra = |json: &mut Json| json["extra"] = json!(1);
            assert!(
                !reads(changed(&all, &FILE, table, &extra)),
                "{}",
                table.head
            );
            for key in table.keys {
                let out = |json: &mut Json| {
                    json.as_object_mut().unwrap().remove(key.name);
                };
                let without = changed(&all, &FILE, table, &out);
                assert_eq!(reads(without), !key.required, "{} {}", table.head, key.name);
            }
        }
    }

    #[test]
    fn the_words_are_those_that_are_read() {
        for word in COVERAGE {
            assert!(from_value::<Coverage>(json!(word)).is_ok(), "{word}");
        }
        for word in ORIGIN {
            let origin: Origin = from_value(json!(word)).unwrap();
            assert_eq!(origin.word(), *word);
        }
        assert!(StepId::new("01").is_ok());
    }

    #[test]
    fn every_key_is_documented() {
        let page = include_str!("../../questionnaires/README.md");
        for table in [&CONTROL, &PHASE, &LAYER, &STANDARD, &QUESTION, &ROLE, &STEP] {
            assert!(
                page.contains(&format!("`{}`", table.head)),
                "{}",
                table.head
            );
            let nested = |k: &&Key| matches!(k.value, Value::Tables(_));
            for key in table.keys.iter().filter(|k| !nested(k)) {
                assert!(page.contains(&format!("`{}`", key.name)), "{}", key.name);
            }
        }
    }
}
