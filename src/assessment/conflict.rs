//! What two people wrote in one field, kept until somebody chooses.

use super::{Assessment, Evidence, EvidenceId};
use std::collections::BTreeMap;

/// A field that both sides of a merge changed in different ways. The field
/// itself has the value of ours meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflict {
    /// The value before both, as TOML; none where there was none.
    pub base: Option<String>,
    /// The value of ours, as TOML; none where ours took it away.
    pub ours: Option<String>,
    /// The value of theirs, as TOML; none where theirs took it away.
    pub theirs: Option<String>,
    /// Whether nobody knows what was before: then choosing it would take both
    /// away.
    pub base_unknown: bool,
    /// What ours is called, for example a branch; may be empty.
    pub ours_from: String,
    /// What theirs is called; may be empty.
    pub theirs_from: String,
    /// What others said, where more than two sides came together before anybody
    /// decided; by a key that is of the value.
    pub others: BTreeMap<String, Other>,
}

/// One more value of a conflict.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Other {
    /// The value, as TOML; none where that side took it away.
    pub value: Option<String>,
    /// What the side is called.
    pub from: String,
}

impl Assessment {
    /// The conflicts to choose from, by key path: one for all fields that go
    /// together. A grade is chosen with its outcome, all of an action with
    /// its text, who collected a file with its SHA-256, a verdict with the comment of its reviewer. Whatever counts conflicts counts these.
    pub fn choices(&self) -> impl Iterator<Item = &str> {
        let paths = self.conflicts.keys().map(String::as_str);
        paths.filter(|path| !is_led(path, |lead| self.conflicts.contains_key(lead)))
    }

    /// Those of a control's own: what is in conflict in what the controls of its
    /// folder share is counted there, once.
    pub fn own_choices<'a>(&'a self, shared: &'a Self) -> impl Iterator<Item = &'a str> {
        let of_all = |path: &&str| shared.conflicts.contains_key(*path);
        self.choices().filter(move |path| !of_all(path))
    }
}

/// Whether a field is chosen with another one that is in conflict.
pub(crate) fn is_led(path: &str, is_in_conflict: impl Fn(&str) -> bool) -> bool {
    leads(path).iter().any(|lead| is_in_conflict(lead))
}

/// What a reviewer says, of which verdict, and who and when.
const REVIEW: &[&str] = &["review_comment", "review", "reviewed_by", "reviewed_at"];

/// The paths of the fields that one is chosen with, where they are in conflict.
fn leads(path: &str) -> Vec<String> {
    let Some((table, key)) = path.rsplit_once('.') else {
        return Vec::new();
    };
    let is_item = path.starts_with("roles.");
    let first: &[&str] = match key {
        "grade" if is_item => &["outcome"],
        "owner" | "due" | "status" | "retest" | "retested_by" | "retested_on"
            if is_item && table.ends_with(".action") =>
        {
            &["text"]
        }
        "size" | "collected_on" | "collected_by" if path.starts_with("evidence.") => &["sha256"],
        "period_to" if path.starts_with("evidence.") => &["period_from"],
        key => {
            // All of them together are one statement.
            let all: &[&str] = match table.rsplit_once('.') {
                Some((_, "sample")) if is_item => &["size", "population", "items", "selection"],
                _ if path.contains(".steps.") && REVIEW.contains(&key) => REVIEW,
                Some((_, "sign_off")) if is_item => &["by", "at", "statement", "asked", "digest"],
                _ => &[],
            };
            let at = all.iter().position(|k| *k == key).unwrap_or(0);
            all.get(..at).unwrap_or_default()
        }
    };
    let lead = |key: &&str| format!("{table}.{key}");
    first.iter().map(lead).collect()
}

impl Assessment {
    /// The record of evidence that a conflict's path is about.
    #[must_use]
    pub fn record_at(&self, path: &str) -> Option<&Evidence> {
        let keys = toml_edit::Key::parse(path).ok()?;
        let mut keys = keys.iter().map(toml_edit::Key::get);
        keys.next().filter(|table| *table == "evidence")?;
        self.evidence.get(&EvidenceId::new(keys.next()?)?)
    }
}

/// What a field's path stands for, in words: `CSP.03 note`.
#[must_use]
pub fn field_words(path: &str) -> String {
    let keys = toml_edit::Key::parse(path).unwrap_or_default();
    let parts: Vec<&str> = keys.iter().map(toml_edit::Key::get).collect();
    let words = match parts.as_slice() {
        ["roles", role, "steps" | "questions", id, rest @ ..] => {
            format!("{role}.{id} {}", rest.join(" "))
        }
        ["roles", role, "sign_off", rest @ ..] => {
            // One word, as people write it.
            return crate::text::one_line(&format!("{role} sign-off {}", rest.join(" ")));
        }
        ["evidence", id, rest @ ..] => format!("{id} {}", rest.join(" ")),
        ["people", name, rest @ ..] => {
            let of = rest.join(" ").replace('_', " ");
            // A name is as people write it.
            return crate::text::one_line(format!("{name}'s {of}").trim_end());
        }
        ["assessment", rest @ ..] => rest.join(" "),
        _ => path.to_owned(),
    };
    crate::text::one_line(&words.replace('_', " "))
}
