//! An assessment as TOML keys and values: what each field is called, in which
//! order it stands, and how its value is written.

#[cfg(debug_assertions)]
mod check;

use super::layout::{Layout, Order};
use crate::assessment::{
    Action, Assessment, Conflict, Evidence, QuestionAnswer, Role, RoleAnswers, SCHEMA, Sample,
    SignOff, StepAnswer,
};
use crate::questionnaire::StepId;
use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
use std::collections::{BTreeMap, BTreeSet};

pub(crate) const ROOT: &[&str] = &["schema", "assessment", "roles", "evidence", "conflicts"];
pub(crate) const CONFLICT: &[&str] = &[
    "base",
    "ours",
    "theirs",
    "base_unknown",
    "ours_from",
    "theirs_from",
];
pub(crate) const ASSESSMENT: &[&str] = &[
    "subject",
    "questionnaire",
    "questionnaire_version",
    "questionnaire_digest",
    "roles",
    "layers",
    "assessor",
    "split_digest",
];
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
pub(crate) const SIGN_OFF: &[&str] = &["by", "at", "statement", "digest"];
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
        ("split_digest", text(&a.split_digest)),
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

/// The order of an answer file: assessment, roles with their questions and
/// steps, evidence.
pub(crate) struct Canonical;

impl Order for Canonical {
    type Rank = (u8, usize, u8, u32, String, u8);

    fn table(&self, path: &[String]) -> Option<Self::Rank> {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let role = |word: &str| {
            let role: Role = word.parse().ok()?;
            Role::ALL.iter().position(|r| *r == role)
        };
        let none = String::new;
        Some(match parts.as_slice() {
            [] => (0, 0, 0, 0, none(), 0),
            ["assessment"] => (1, 0, 0, 0, none(), 0),
            ["roles"] => (2, 0, 0, 0, none(), 0),
            ["roles", r] => (3, role(r)?, 0, 0, none(), 0),
            ["roles", r, "questions"] => (3, role(r)?, 1, 0, none(), 0),
            ["roles", r, "questions", id, rest @ ..] => {
                (3, role(r)?, 2, 0, (*id).to_owned(), part_rank(rest)?)
            }
            ["roles", r, "steps"] => (3, role(r)?, 3, 0, none(), 0),
            ["roles", r, "steps", id, rest @ ..] => {
                let step = StepId::new(id).ok()?;
                let kind = if step.is_ccm() { 5 } else { 4 };
                (3, role(r)?, kind, step.number(), none(), part_rank(rest)?)
            }
            ["roles", r, "sign_off"] => (3, role(r)?, 6, 0, none(), 0),
            ["evidence"] => (4, 0, 0, 0, none(), 0),
            ["evidence", id] => (5, 0, 0, 0, (*id).to_owned(), 0),
            ["conflicts"] => (6, 0, 0, 0, none(), 0),
            ["conflicts", path] => (7, 0, 0, 0, (*path).to_owned(), 0),
            _ => return None,
        })
    }

    fn key(&self, path: &[String]) -> Option<usize> {
        let (key, table) = path.split_last()?;
        let parts: Vec<&str> = table.iter().map(String::as_str).collect();
        let keys = match parts.as_slice() {
            [] => ROOT,
            ["assessment"] => ASSESSMENT,
            ["roles", _, "questions", _] => QUESTION,
            ["roles", _, "steps", _] => STEP,
            ["roles", _, "sign_off"] => SIGN_OFF,
            ["roles", _, _, _, "sample"] => SAMPLE,
            ["roles", _, _, _, "action"] => ACTION,
            ["evidence", _] => EVIDENCE,
            ["conflicts", _] => CONFLICT,
            _ => return None,
        };
        keys.iter().position(|k| k == key)
    }
}

fn part_rank(rest: &[&str]) -> Option<u8> {
    match rest {
        [] => Some(0),
        ["sample"] => Some(1),
        ["action"] => Some(2),
        _ => None,
    }
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
    let mut writer = Writer(&mut layout);
    let all = assessment_fields(assessment);
    writer.table(&["assessment"], &Vec::new(), Some(&all));
    writer.answers(&blank, assessment);
    writer.register(&blank, assessment);
    writer.conflicts(&blank, assessment);
    layout
}

/// Writes what differs between two states of an assessment into the text that
/// holds the first, and leaves every other byte as it is.
pub fn update(layout: &mut Layout, old: &Assessment, new: &Assessment) {
    #[cfg(debug_assertions)]
    let text = layout.to_string();
    let mut writer = Writer(layout);
    let (before, after) = (assessment_fields(old), assessment_fields(new));
    writer.table(&["assessment"], &before, Some(&after));
    writer.answers(old, new);
    writer.register(old, new);
    writer.conflicts(old, new);
    layout.close_lines();
    #[cfg(debug_assertions)]
    debug_assert_eq!(
        check::as_meant(&text, &layout.to_string(), old, new),
        Ok(())
    );
}

struct Writer<'a>(&'a mut Layout);

impl Writer<'_> {
    /// Writes the fields that differ; with no new fields, takes all away.
    fn table(&mut self, path: &[&str], old: &Fields<'_>, new: Option<&Fields<'_>>) {
        let key_path = |key: &str| -> Vec<String> {
            let parts = path.iter().copied().chain([key]);
            parts.map(str::to_owned).collect()
        };
        let Some(new) = new else {
            for (key, _) in old {
                self.0.remove(&key_path(key));
            }
            return;
        };
        let mut removed = false;
        for (at, (key, value)) in new.iter().enumerate() {
            let before = old.get(at).and_then(|(_, v)| v.as_ref());
            if before == value.as_ref() {
                continue;
            }
            match value {
                Some(value) => self.0.set(&key_path(key), &value.toml(), &Canonical),
                None => {
                    self.0.remove(&key_path(key));
                    removed = true;
                }
            }
        }
        if removed {
            self.tidy(path, false);
        }
    }

    fn tidy(&mut self, path: &[&str], always: bool) {
        let path: Vec<String> = path.iter().map(|p| (*p).to_owned()).collect();
        self.0.tidy(&path, always);
    }

    /// A table of its own below another one.
    fn part<T: Default + PartialEq>(
        &mut self,
        path: &[&str],
        name: &str,
        old: Option<&T>,
        new: Option<&T>,
        fields: impl for<'t> Fn(&'t T) -> Fields<'t>,
    ) {
        if old == new {
            return;
        }
        let path: Vec<&str> = path.iter().copied().chain([name]).collect();
        let blank = T::default();
        let before = fields(old.unwrap_or(&blank));
        let after = new.map(&fields);
        self.table(&path, &before, after.as_ref());
        if after.is_none() {
            self.tidy(&path, false);
        }
    }

    fn answers<'a>(&mut self, old: &'a Assessment, new: &'a Assessment) {
        static NOTHING: RoleAnswers = RoleAnswers {
            questions: BTreeMap::new(),
            steps: BTreeMap::new(),
            sign_off: None,
        };
        for role in Role::ALL {
            let before = old.answers.get(role).unwrap_or(&NOTHING);
            let after = new.answers.get(role).unwrap_or(&NOTHING);
            if before == after {
                continue;
            }
            for id in keys(&before.questions, &after.questions) {
                let (b, a) = (before.questions.get(id), after.questions.get(id));
                if b == a {
                    continue;
                }
                let path = ["roles", role.as_str(), "questions", id];
                let blank = QuestionAnswer::default();
                let old_fields = question_fields(b.unwrap_or(&blank));
                self.table(&path, &old_fields, a.map(question_fields).as_ref());
                let action = |q: Option<&'a QuestionAnswer>| q.and_then(|q| q.action.as_ref());
                self.part(&path, "action", action(b), action(a), action_fields);
                if a.is_none() {
                    self.tidy(&path, false);
                }
            }
            for id in keys(&before.steps, &after.steps) {
                let (b, a) = (before.steps.get(id), after.steps.get(id));
                if b == a {
                    continue;
                }
                let path = ["roles", role.as_str(), "steps", id.as_str()];
                let blank = StepAnswer::default();
                let old_fields = step_fields(b.unwrap_or(&blank));
                self.table(&path, &old_fields, a.map(step_fields).as_ref());
                let sample = |s: Option<&'a StepAnswer>| s.and_then(|s| s.sample.as_ref());
                self.part(&path, "sample", sample(b), sample(a), sample_fields);
                let action = |s: Option<&'a StepAnswer>| s.and_then(|s| s.action.as_ref());
                self.part(&path, "action", action(b), action(a), action_fields);
                if a.is_none() {
                    self.tidy(&path, false);
                }
            }
            let path = ["roles", role.as_str()];
            let (b, a) = (before.sign_off.as_ref(), after.sign_off.as_ref());
            self.part(&path, "sign_off", b, a, sign_off_fields);
        }
    }

    fn conflicts(&mut self, old: &Assessment, new: &Assessment) {
        for path in keys(&old.conflicts, &new.conflicts) {
            let (b, a) = (old.conflicts.get(path), new.conflicts.get(path));
            if b == a {
                continue;
            }
            let table = ["conflicts", path.as_str()];
            let blank = Conflict::default();
            let before = conflict_fields(b.unwrap_or(&blank));
            self.table(&table, &before, a.map(conflict_fields).as_ref());
            if a.is_none() {
                self.tidy(&table, true);
            }
        }
    }

    fn register(&mut self, old: &Assessment, new: &Assessment) {
        for id in keys(&old.evidence, &new.evidence) {
            let (b, a) = (old.evidence.get(id), new.evidence.get(id));
            if b == a {
                continue;
            }
            let path = ["evidence", id.as_str()];
            let blank = Evidence::default();
            let old_fields = evidence_fields(b.unwrap_or(&blank));
            self.table(&path, &old_fields, a.map(evidence_fields).as_ref());
            if a.is_none() {
                self.tidy(&path, true);
            }
        }
    }
}

fn keys<'a, K: Ord, V>(old: &'a BTreeMap<K, V>, new: &'a BTreeMap<K, V>) -> BTreeSet<&'a K> {
    old.keys().chain(new.keys()).collect()
}
