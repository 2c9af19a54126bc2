//! An assessment as TOML keys and values: what each field is called, in which
//! order it stands, and how its value is written.

#[cfg(debug_assertions)]
mod check;
mod order;
mod write;

pub(crate) use order::{Canonical, is_field};
use write::Writer;

use super::layout::Layout;
use crate::assessment::{
    Action, Assessment, Conflict, Evidence, Other, Person, QuestionAnswer, SCHEMA, Sample, SignOff,
    StepAnswer,
};
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};

pub(crate) const ROOT: &[&str] = &[
    "schema",
    "assessment",
    "people",
    "roles",
    "evidence",
    "conflicts",
];
/// What the controls of a folder share has no answers.
pub(crate) const SHARED_ROOT: &[&str] =
    &["schema", "assessment", "people", "evidence", "conflicts"];
pub(crate) const PERSON: &[&str] = &["function", "organisation"];
pub(crate) const CONFLICT: &[&str] = &[
    "base",
    "ours",
    "theirs",
    "base_unknown",
    "ours_from",
    "theirs_from",
    "others",
];
pub(crate) const OTHER: &[&str] = &["value", "from"];
pub(crate) const ASSESSMENT: &[&str] = &[
    "subject",
    "questionnaire",
    "questionnaire_version",
    "questionnaire_digest",
    "roles",
    "layers",
    "assessor",
    "questionnaires",
    "split_digest",
    "joined",
];
pub(crate) const SHARED: &[&str] = &["subject", "roles", "layers", "assessor", "questionnaires"];
pub(crate) const ROLE: &[&str] = &["questions", "steps", "sign_off"];
pub(crate) const QUESTION: &[&str] = &[
    "answer",
    "suggested",
    "ownership",
    "implementation",
    "customer_responsibilities",
    "evidence",
    "answered_by",
    "answered_at",
    "asked",
    "was",
    "action",
];
pub(crate) const STEP: &[&str] = &[
    "outcome",
    "suggested",
    "grade",
    "methods",
    "effectiveness",
    "note",
    "justification",
    "evidence",
    "assessed_by",
    "assessed_at",
    "asked",
    "was",
    "assessed_also",
    "review",
    "reviewed_by",
    "reviewed_at",
    "review_comment",
    "sample",
    "action",
];
pub(crate) const SAMPLE: &[&str] = &["size", "population", "items", "selection"];
pub(crate) const ACTION: &[&str] = &[
    "text",
    "owner",
    "due",
    "status",
    "retest",
    "retested_by",
    "retested_on",
];
pub(crate) const SIGN_OFF: &[&str] = &["by", "at", "statement", "asked", "digest"];
pub(crate) const EVIDENCE: &[&str] = &[
    "title",
    "href",
    "sha256",
    "size",
    "collected_on",
    "collected_by",
    "viewed_on",
    "viewed_by",
    "period_from",
    "period_to",
    "expires_on",
];

#[derive(Debug, PartialEq, Eq)]
enum Field<'a> {
    Text(&'a str),
    List(Vec<&'a str>),
    Date(NaiveDate),
    Time(DateTime<Utc>),
    Size(u64),
    /// A value that is TOML already.
    Toml(&'a str),
}

type Fields<'a> = Vec<(&'static str, Option<Field<'a>>)>;

impl Field<'_> {
    fn toml(&self) -> String {
        match self {
            Self::Text(text) => string(text),
            Self::List(words) => {
                let words: Vec<String> = words.iter().map(|w| quoted(w)).collect();
                format!("[{}]", words.join(", "))
            }
            Self::Date(date) => date.format("%Y-%m-%d").to_string(),
            Self::Time(time) => time.to_rfc3339_opts(SecondsFormat::AutoSi, true),
            Self::Toml(toml) => (*toml).to_owned(),
            Self::Size(size) => i64::try_from(*size).unwrap_or(i64::MAX).to_string(),
        }
    }
}

/// A text as a TOML string on one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c => push_escaped(&mut out, c),
        }
    }
    out.push('"');
    out
}

/// A text as a TOML string: over several lines if it has several.
pub(crate) fn string(text: &str) -> String {
    if !text.contains('\n') {
        return quoted(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    out.push_str("\"\"\"\n");
    let mut quotes = 0;
    for (n, line) in text.split('\n').enumerate() {
        if n > 0 {
            out.push('\n');
            quotes = 0;
        }
        // Unescaped, the file would read as an unresolved merge ever after.
        let line = match line.strip_prefix('<') {
            Some(rest) if line.starts_with(super::parse::CONFLICT) => {
                out.push_str("\\u003C");
                rest
            }
            _ => line,
        };
        for c in line.chars() {
            quotes = if c == '"' { quotes + 1 } else { 0 };
            if quotes == 3 {
                out.push('\\');
                quotes = 0;
            }
            push_escaped(&mut out, c);
        }
    }
    if out.ends_with('"') && quotes > 0 {
        out.pop();
        out.push_str("\\\"");
    }
    // Valid TOML, and yet some readers (taplo) take the quotes behind two
    // backslashes as escaped.
    if out.ends_with('\\') {
        out.truncate(out.len() - 2);
        out.push_str("\\u005C");
    }
    out.push_str("\"\"\"");
    out
}

fn push_escaped(out: &mut String, c: char) {
    match c {
        '\\' => out.push_str("\\\\"),
        c if c.is_control() && c != '\n' && c != '\t' => {
            out.push_str(&format!("\\u{:04X}", c as u32));
        }
        c => out.push(c),
    }
}

fn text(value: &str) -> Option<Field<'_>> {
    (!value.is_empty()).then_some(Field::Text(value))
}

fn list<'a>(words: impl Iterator<Item = &'a str>) -> Option<Field<'a>> {
    let words: Vec<&str> = words.collect();
    (!words.is_empty()).then_some(Field::List(words))
}

fn assessment_fields(a: &Assessment) -> Fields<'_> {
    vec![
        ("subject", Some(Field::Text(&a.subject))),
        ("questionnaire", Some(Field::Text(&a.questionnaire))),
        ("questionnaire_version", text(&a.questionnaire_version)),
        ("questionnaire_digest", text(&a.questionnaire_digest)),
        ("roles", list(a.roles.iter().map(|r| r.as_str()))),
        ("layers", list(a.layers.iter().map(String::as_str))),
        ("assessor", text(&a.assessor)),
        ("questionnaires", text(&a.questionnaires)),
        ("split_digest", text(&a.split_digest)),
        ("joined", list(a.joined.iter().map(String::as_str))),
    ]
}

fn person_fields(p: &Person) -> Fields<'_> {
    vec![
        // Always there: a name alone would have no table.
        ("function", Some(Field::Text(&p.function))),
        ("organisation", text(&p.organisation)),
    ]
}

fn question_fields(a: &QuestionAnswer) -> Fields<'_> {
    vec![
        ("answer", a.answer.map(|w| Field::Text(w.as_str()))),
        ("suggested", a.suggested.map(|w| Field::Text(w.as_str()))),
        ("ownership", a.ownership.map(|w| Field::Text(w.as_str()))),
        ("implementation", text(&a.implementation)),
        (
            "customer_responsibilities",
            text(&a.customer_responsibilities),
        ),
        ("evidence", list(a.evidence.iter().map(|e| e.as_str()))),
        ("answered_by", text(&a.answered_by)),
        ("answered_at", a.answered_at.map(Field::Time)),
        ("asked", text(&a.asked)),
        ("was", text(&a.was)),
    ]
}

fn step_fields(a: &StepAnswer) -> Fields<'_> {
    vec![
        ("outcome", a.outcome.map(|w| Field::Text(w.as_str()))),
        ("suggested", a.suggested.map(|w| Field::Text(w.as_str()))),
        ("grade", a.grade.map(|w| Field::Text(w.as_str()))),
        ("methods", list(a.methods.iter().map(|m| m.as_str()))),
        (
            "effectiveness",
            a.effectiveness.map(|w| Field::Text(w.as_str())),
        ),
        ("note", text(&a.note)),
        ("justification", text(&a.justification)),
        ("evidence", list(a.evidence.iter().map(|e| e.as_str()))),
        ("assessed_by", text(&a.assessed_by)),
        ("assessed_at", a.assessed_at.map(Field::Time)),
        ("asked", text(&a.asked)),
        ("was", text(&a.was)),
        (
            "assessed_also",
            list(a.assessed_also.iter().map(String::as_str)),
        ),
        ("review", a.review.map(|w| Field::Text(w.as_str()))),
        ("reviewed_by", text(&a.reviewed_by)),
        ("reviewed_at", a.reviewed_at.map(Field::Time)),
        ("review_comment", text(&a.review_comment)),
    ]
}

fn sample_fields(s: &Sample) -> Fields<'_> {
    vec![
        ("size", s.size.map(Field::Size)),
        ("population", s.population.map(Field::Size)),
        ("items", text(&s.items)),
        ("selection", text(&s.selection)),
    ]
}

fn sign_off_fields(s: &SignOff) -> Fields<'_> {
    vec![
        ("by", text(&s.by)),
        ("at", s.at.map(Field::Time)),
        ("statement", text(&s.statement)),
        ("asked", text(&s.asked)),
        ("digest", text(&s.digest)),
    ]
}

fn action_fields(a: &Action) -> Fields<'_> {
    vec![
        ("text", text(&a.text)),
        ("owner", text(&a.owner)),
        ("due", a.due.map(Field::Date)),
        ("status", a.status.map(|w| Field::Text(w.as_str()))),
        ("retest", a.retest.map(|w| Field::Text(w.as_str()))),
        ("retested_by", text(&a.retested_by)),
        ("retested_on", a.retested_on.map(Field::Date)),
    ]
}

fn evidence_fields(e: &Evidence) -> Fields<'_> {
    vec![
        ("title", text(&e.title)),
        ("href", text(&e.href)),
        ("sha256", text(&e.sha256)),
        ("size", e.size.map(Field::Size)),
        ("collected_on", e.collected_on.map(Field::Date)),
        ("collected_by", text(&e.collected_by)),
        ("viewed_on", e.viewed_on.map(Field::Date)),
        ("viewed_by", text(&e.viewed_by)),
        ("period_from", e.period_from.map(Field::Date)),
        ("period_to", e.period_to.map(Field::Date)),
        ("expires_on", e.expires_on.map(Field::Date)),
    ]
}

fn conflict_fields(c: &Conflict) -> Fields<'_> {
    vec![
        ("base", c.base.as_deref().map(Field::Toml)),
        ("ours", c.ours.as_deref().map(Field::Toml)),
        ("theirs", c.theirs.as_deref().map(Field::Toml)),
        (
            "base_unknown",
            c.base_unknown.then_some(Field::Toml("true")),
        ),
        ("ours_from", text(&c.ours_from)),
        ("theirs_from", text(&c.theirs_from)),
    ]
}

fn other_fields(o: &Other) -> Fields<'_> {
    vec![
        ("value", o.value.as_deref().map(Field::Toml)),
        ("from", text(&o.from)),
    ]
}

/// A new file's text, in the canonical layout.
#[must_use]
pub fn render(assessment: &Assessment) -> String {
    layout(assessment).to_string()
}

/// A new file in pieces.
pub(crate) fn layout(assessment: &Assessment) -> Layout {
    let mut layout = Layout::empty();
    layout.set(&["schema".to_owned()], &SCHEMA.to_string(), &Canonical);
    let blank = Assessment::default();
    let mut writer = Writer::of(&mut layout);
    let mut all = assessment_fields(assessment);
    // A control of a folder inherits what is not written; what the controls
    // share has no questionnaire. (What has neither is the content of a part,
    // whose digest is of these very bytes.)
    if assessment.roles.is_empty() != assessment.questionnaire.is_empty() {
        all.retain(|(_, value)| *value != Some(Field::Text("")));
    }
    writer.table(&["assessment"], &Vec::new(), Some(&all));
    drop(writer);
    // What there can be thousands of is made one by one: to find its place
    // among all others takes longer the more there are.
    for (name, person) in &assessment.people {
        layout.append(&["people", name], &person_fields(person));
    }
    Writer::of(&mut layout).answers(&blank, assessment);
    for (id, record) in &assessment.evidence {
        layout.append(&["evidence", id.as_str()], &evidence_fields(record));
    }
    Writer::of(&mut layout).conflicts(&blank, assessment);
    layout
}

impl Layout {
    /// Adds a table behind all that is there. Nothing may be of that table yet.
    fn append(&mut self, path: &[&str], fields: &Fields<'_>) {
        let mut one = Self::empty();
        Writer::of(&mut one).table(path, &Vec::new(), Some(fields));
        self.join(one);
    }
}

/// Writes what differs between two states of an assessment into the text that
/// holds the first, and leaves every other byte as it is.
pub fn update(layout: &mut Layout, old: &Assessment, new: &Assessment) {
    #[cfg(debug_assertions)]
    let text = layout.to_string();
    let mut writer = Writer::of(layout);
    let (before, after) = (assessment_fields(old), assessment_fields(new));
    writer.table(&["assessment"], &before, Some(&after));
    writer.people(old, new);
    writer.answers(old, new);
    writer.register(old, new);
    writer.conflicts(old, new);
    drop(writer);
    layout.close_lines();
    #[cfg(debug_assertions)]
    debug_assert_eq!(
        check::as_meant(&text, &layout.to_string(), old, new),
        Ok(())
    );
}
