//! The schema of an answer file, and of what the controls of a folder share.

use super::{DIALECT, text, texts, word, words};
use crate::assessment::{
    ActionStatus, Answer, Effectiveness, Grade, Method, Outcome, Ownership, Retest, Review, Role,
    SCHEMA,
};
use crate::store::{
    ACTION, ASSESSMENT, CONFLICT, EVIDENCE, OTHER, PERSON, QUESTION, ROLE, ROOT, SAMPLE, SIGN_OFF,
    STEP,
};
use serde_json::{Map, Value, json};

/// The schema of an answer file. `assessment.toml` of a folder has it, too.
#[must_use]
pub fn answer_file() -> Value {
    let mut schema = table("", ROOT, "an assessment");
    if let Some(object) = schema.as_object_mut() {
        object.insert("$schema".into(), DIALECT.into());
        object.insert("title".into(), "aicaiq answer file".into());
        object.insert("required".into(), json!(["schema", "assessment"]));
        // Answers are answers to something; what a folder shares has none.
        let named = json!({ "properties": { "assessment": { "required": ["questionnaire"] } } });
        object.insert("if".into(), json!({ "required": ["roles"] }));
        object.insert("then".into(), named);
    }
    schema
}

/// A table of fixed keys.
fn table(name: &str, keys: &[&str], about: &str) -> Value {
    let properties: Map<String, Value> = keys
        .iter()
        .map(|key| ((*key).to_owned(), value(name, key)))
        .collect();
    json!({
        "type": "object",
        "description": about,
        "properties": properties,
        "additionalProperties": false,
    })
}

/// Tables by a key that people choose, of a form.
fn keyed(form: &str, of: Value, about: &str) -> Value {
    json!({
        "type": "object",
        "description": about,
        "patternProperties": { form: of },
        "additionalProperties": false,
    })
}

fn date(about: &str) -> Value {
    json!({ "type": "string", "format": "date", "description": about })
}

fn time(about: &str) -> Value {
    json!({ "type": "string", "format": "date-time", "description": about })
}

fn number(about: &str) -> Value {
    json!({ "type": "integer", "minimum": 0, "description": about })
}

const EVIDENCE_ID: &str = "^[A-Za-z0-9_-]{1,80}$";

fn evidence_ids(about: &str) -> Value {
    let item = json!({ "type": "string", "pattern": EVIDENCE_ID });
    json!({ "type": "array", "items": item, "description": about })
}

/// An empty word counts as none.
fn open_word(all: &[&str], about: &str) -> Value {
    let with_none: Vec<&str> = all.iter().copied().chain([""]).collect();
    word(&with_none, about)
}

/// What a key of a table holds; what is not known here may be anything (a
/// test finds that).
fn value(table_name: &str, key: &str) -> Value {
    let about = about(table_name, key);
    match (table_name, key) {
        ("", "schema") => json!({ "type": "integer", "minimum": SCHEMA, "description": about }),
        ("", "assessment") => assessment(about),
        ("", "people") => keyed("^.+$", table("person", PERSON, "a person"), about),
        ("", "roles") => {
            let all = Role::WORDS.join("|");
            keyed(&format!("^({all})$"), role(), about)
        }
        ("", "evidence") => {
            let mut record = table("evidence", EVIDENCE, "a record of the register");
            if let Some(object) = record.as_object_mut() {
                object.insert("required".into(), json!(["href"]));
            }
            keyed(EVIDENCE_ID, record, about)
        }
        ("", "conflicts") => keyed("^.+$", table("conflict", CONFLICT, "a conflict"), about),
        ("assessment", "roles") => words(Role::WORDS, about),
        ("assessment", "layers" | "joined") => texts(about),
        ("role", "questions") => keyed(
            "^.+$",
            table("question", QUESTION, "the answer to a question"),
            about,
        ),
        ("role", "steps") => {
            let step = table("step", STEP, "the result of a step");
            keyed("^(0[1-9]|[1-9][0-9]|ccm-[1-9][0-9]?)$", step, about)
        }
        ("role", "sign_off") => table("sign_off", SIGN_OFF, about),
        ("question", "answer" | "suggested") => open_word(Answer::WORDS, about),
        ("question", "ownership") => open_word(Ownership::WORDS, about),
        ("step", "outcome" | "suggested") => open_word(Outcome::WORDS, about),
        ("step", "grade") => open_word(Grade::WORDS, about),
        ("step", "methods") => words(Method::WORDS, about),
        ("step", "effectiveness") => open_word(Effectiveness::WORDS, about),
        ("step", "review") => open_word(Review::WORDS, about),
        ("step", "assessed_also") => texts(about),
        ("step", "sample") => table("sample", SAMPLE, about),
        ("question" | "step", "evidence") => evidence_ids(about),
        ("question" | "step", "action") => table("action", ACTION, about),
        ("action", "status") => open_word(ActionStatus::WORDS, about),
        ("action", "retest") => open_word(Retest::WORDS, about),
        ("action", "due" | "retested_on") => date(about),
        ("evidence", "collected_on" | "viewed_on" | "period_from" | "period_to" | "expires_on") => {
            date(about)
        }
        ("question", "answered_at") | ("step", "assessed_at" | "reviewed_at") => time(about),
        ("sign_off", "at") => time(about),
        ("sample", "size" | "population") | ("evidence", "size") => number(about),
        ("evidence", "sha256") => json!({
            "type": "string",
            "pattern": "^((sha256:)?[0-9A-Fa-f]{64})?$",
            "description": about,
        }),
        ("conflict", "base" | "ours" | "theirs") => json!({ "description": about }),
        ("other", "value") => json!({ "description": about }),
        ("conflict", "others") => keyed("^.+$", table("other", OTHER, "one more value"), about),
        ("conflict", "base_unknown") => json!({ "type": "boolean", "description": about }),
        _ => text(about),
    }
}

/// One control of one subject; or, in `assessment.toml`, what the controls of
/// a folder share; or, in a folder, a control alone.
fn assessment(about: &str) -> Value {
    let mut schema = table("assessment", ASSESSMENT, about);
    if let Some(object) = schema.as_object_mut() {
        let ways = json!([{ "required": ["questionnaire"] }, { "required": ["subject", "roles"] }]);
        object.insert("anyOf".into(), ways);
    }
    schema
}

fn role() -> Value {
    table("role", ROLE, "what was answered for a role")
}

/// What a key is for, in a few words.
pub(super) fn about(table: &str, key: &str) -> &'static str {
    match (table, key) {
        ("", "schema") => "the format's version, 1",
        ("", "assessment") => "what is assessed",
        ("", "people") => "who takes part, by name",
        ("", "roles") => "the answers by provider role",
        ("", "evidence") => "the evidence register, by id",
        ("", "conflicts") => "fields that a merge could not decide, by their key path",
        ("person", "function") => "what the person does here, such as lead assessor",
        ("person", "organisation") => "whom the person works for",
        ("assessment", "subject") => "who or what is assessed",
        ("assessment", "questionnaire") => "the control's id, such as CEK-02",
        ("assessment", "questionnaire_version") => "the catalogue and its version",
        ("assessment", "questionnaire_digest") => "the digest of the text that was answered",
        ("assessment", "questionnaires") => {
            "the folder of the questionnaires, relative to this file"
        }
        ("assessment", "roles") => "the provider roles that are assessed",
        ("assessment", "layers") => "the layers that the provider runs",
        ("assessment", "assessor") => "who assesses by default",
        ("assessment", "split_digest") => "of a part that was split off: what it was then",
        ("assessment", "joined") => "of what came back in parts: what it was when it was joined",
        ("role", "questions") => "AI-CAIQ answers by question id",
        ("role", "steps") => "step results by step id: 01, 02, ccm-1",
        ("role", "sign_off") => "that somebody stands for the role's answers",
        ("question", "answer") => "Yes, No or NA",
        ("question" | "step", "suggested") => "what it came to last time, until it is confirmed",
        ("question", "ownership") => "who owns the control, as the provider declares it",
        ("question", "implementation") => "how it is implemented, or why it does not apply",
        ("question", "customer_responsibilities") => "what is left to the customer",
        ("question", "answered_by") => "who answered",
        ("question", "answered_at") => "when, such as 2026-11-24T10:15:00Z",
        ("question" | "step", "asked") => {
            "the start of the digest of the text that was answered, where it is not the file's; of what is suggested, where the text has changed since"
        }
        ("question" | "step", "was") => {
            "the id that what is suggested was answered under, where it is another"
        }
        ("question" | "step", "evidence") => "ids of the evidence register",
        ("question" | "step", "action") => "the corrective action",
        ("step", "outcome") => "what assessing came to",
        ("step", "grade") => "major or minor of a shortfall, ofi of a satisfied step",
        ("step", "methods") => "how it was assessed",
        ("step", "effectiveness") => "whether the result is of the design or of operation",
        ("step", "note") => "what was seen",
        ("step", "justification") => "why the step does not apply",
        ("step", "assessed_by") => "who assessed last",
        ("step", "assessed_at") => "when, such as 2026-11-24T10:15:00Z",
        ("step", "assessed_also") => "who else has had a hand in it",
        ("step", "review") => "how far the review has come",
        ("step", "reviewed_by") => "who reviewed it",
        ("step", "reviewed_at") => "when, such as 2026-11-24T12:00:00Z",
        ("step", "review_comment") => "what the reviewer says",
        ("step", "sample") => "what was looked at of how many",
        ("sample", "size") => "how many were looked at",
        ("sample", "population") => "how many there are",
        ("sample", "items") => "what they are",
        ("sample", "selection") => "how they were chosen",
        ("action", "text") => "what will be done",
        ("action", "owner") => "who will do it",
        ("action", "due") => "by when, such as 2027-01-31",
        ("action", "status") => "open or done",
        ("action", "retest") => "what looking again came to",
        ("action", "retested_by") => "who looked again",
        ("action", "retested_on") => "when",
        ("sign_off", "by") => "who signed",
        ("sign_off", "at") => "when",
        ("sign_off", "statement") => "what was stated",
        ("sign_off", "asked") => "the digest of what the role was asked",
        ("sign_off", "digest") => "the digest of what was signed",
        ("evidence", "title") => "what it is",
        ("evidence", "href") => "a link, or a path relative to this file",
        ("evidence", "sha256") => "the SHA-256 of the file, in hex",
        ("evidence", "size") => "the file's size in bytes",
        ("evidence", "collected_on") => "when it was collected",
        ("evidence", "collected_by") => "who collected it",
        ("evidence", "viewed_on") => "when a link was last looked at",
        ("evidence", "viewed_by") => "who looked at it",
        ("evidence", "period_from") => "the first day that it covers",
        ("evidence", "period_to") => "the last day that it covers",
        ("evidence", "expires_on") => "when it stops being proof",
        ("conflict", "base") => "what both started from",
        ("conflict", "ours") => "what one side says",
        ("conflict", "theirs") => "what the other side says",
        ("conflict", "base_unknown") => "whether it is unknown what both started from",
        ("conflict", "ours_from") => "whose the one side is",
        ("conflict", "theirs_from") => "whose the other side is",
        ("conflict", "others") => "what further sides say, where more than two came together",
        ("other", "value") => "what the side says",
        ("other", "from") => "whose it is",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A key that is new in the format has to be said here, too.
    #[test]
    fn every_key_is_explained() {
        let tables: [(&str, &[&str]); 13] = [
            ("", ROOT),
            ("assessment", ASSESSMENT),
            ("person", PERSON),
            ("role", ROLE),
            ("question", QUESTION),
            ("step", STEP),
            ("sample", SAMPLE),
            ("action", ACTION),
            ("sign_off", SIGN_OFF),
            ("evidence", EVIDENCE),
            ("conflict", CONFLICT),
            ("other", OTHER),
            ("", crate::store::SHARED_ROOT),
        ];
        for (table, keys) in tables {
            for key in keys {
                assert_ne!(about(table, key), "", "{table}.{key}");
            }
        }
    }
}
