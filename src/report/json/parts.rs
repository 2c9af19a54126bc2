//! What the full export is made of: items, evidence, actions and counts.

use crate::assessment;
use crate::gaps;
use crate::questionnaire::ItemId;
use crate::report::folder::SharedRow;
use crate::report::{EvidenceRow, Finding, Reviewing, Row, words};
use chrono::{DateTime, NaiveDate, Utc};
use serde::Serialize;

/// A text; none where nothing is written.
pub(super) fn text(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// A day as ISO 8601 writes it.
pub(super) fn day(day: NaiveDate) -> String {
    day.to_string()
}

/// A time in UTC to the second.
pub(super) fn time(at: DateTime<Utc>) -> String {
    words::time(at)
}

/// A question or a step.
#[derive(Serialize)]
pub(super) struct Item<'a> {
    kind: &'static str,
    item: &'a str,
    topic: Option<&'a str>,
    text: Option<&'a str>,
    #[serde(flatten)]
    found: Found<'a>,
    suggested: Option<&'a str>,
    suggested_was: Option<&'a str>,
    suggested_text_changed: bool,
    text_changed: bool,
    conflict: Option<&'a str>,
    evidence: Vec<&'a str>,
    action: Option<Action<'a>>,
    by: Option<&'a str>,
    at: Option<String>,
    gaps: &'a [usize],
}

#[derive(Serialize)]
#[serde(untagged)]
enum Found<'a> {
    Question {
        answer: Option<&'a str>,
        ownership: Option<&'a str>,
        implementation: Option<&'a str>,
        customer_responsibilities: Option<&'a str>,
    },
    Step {
        origin: Option<&'a str>,
        outcome: &'a str,
        grade: Option<&'a str>,
        methods: Vec<&'a str>,
        effectiveness: Option<&'a str>,
        sample: Option<Sample<'a>>,
        note: Option<&'a str>,
        justification: Option<&'a str>,
        review: Review<'a>,
    },
}

#[derive(Serialize)]
struct Sample<'a> {
    size: Option<u64>,
    population: Option<u64>,
    items: Option<&'a str>,
    selection: Option<&'a str>,
}

#[derive(Serialize)]
struct Review<'a> {
    state: &'a str,
    by: Option<&'a str>,
    at: Option<String>,
    comment: Option<&'a str>,
}

impl<'a> From<&'a Row> for Item<'a> {
    fn from(row: &'a Row) -> Self {
        Self {
            kind: match row.item {
                ItemId::Question(_) => "question",
                ItemId::Step(_) => "step",
            },
            item: row.item.as_str(),
            topic: text(&row.topic),
            text: text(&row.text),
            found: found(row),
            suggested: row.suggested,
            suggested_was: text(&row.suggested_was),
            suggested_text_changed: row.suggested_text_changed,
            text_changed: row.text_changed,
            conflict: text(&row.conflict),
            evidence: row.evidence.iter().map(|id| id.as_str()).collect(),
            action: row.action.as_ref().map(Action::from),
            by: text(&row.by),
            at: row.at.map(time),
            gaps: &row.gaps,
        }
    }
}

fn found(row: &Row) -> Found<'_> {
    match &row.finding {
        Finding::Question {
            answer,
            ownership,
            implementation,
            customer_responsibilities,
        } => Found::Question {
            answer: answer.map(|a| a.as_str()),
            ownership: ownership.map(|o| o.as_str()),
            implementation: text(implementation),
            customer_responsibilities: text(customer_responsibilities),
        },
        Finding::Step {
            outcome,
            grade,
            methods,
            effectiveness,
            sample,
            note,
            justification,
            review,
        } => Found::Step {
            origin: row.origin.map(|o| o.word()),
            outcome: outcome.as_str(),
            grade: grade.map(|g| g.as_str()),
            methods: methods.iter().map(|m| m.as_str()).collect(),
            effectiveness: effectiveness.map(|e| e.as_str()),
            sample: sample.as_ref().map(|s| Sample {
                size: s.size,
                population: s.population,
                items: text(&s.items),
                selection: text(&s.selection),
            }),
            note: text(note),
            justification: text(justification),
            review: reviewing(review),
        },
    }
}

fn reviewing(review: &Reviewing) -> Review<'_> {
    Review {
        state: review.state.as_str(),
        by: text(&review.by),
        at: review.at.map(time),
        comment: text(&review.comment),
    }
}

/// A corrective action.
#[derive(Serialize)]
pub(super) struct Action<'a> {
    text: Option<&'a str>,
    owner: Option<&'a str>,
    due: Option<String>,
    status: &'a str,
    retest: Option<&'a str>,
    retested_by: Option<&'a str>,
    retested_on: Option<String>,
}

impl<'a> From<&'a assessment::Action> for Action<'a> {
    fn from(action: &'a assessment::Action) -> Self {
        Self {
            text: text(&action.text),
            owner: text(&action.owner),
            due: action.due.map(day),
            status: if action.is_done() { "done" } else { "open" },
            retest: action.retest.map(|r| r.as_str()),
            retested_by: text(&action.retested_by),
            retested_on: action.retested_on.map(day),
        }
    }
}

/// A record of the register.
#[derive(Serialize)]
pub(super) struct EvidenceRecord<'a> {
    id: &'a str,
    title: Option<&'a str>,
    href: Option<&'a str>,
    sha256: Option<&'a str>,
    size: Option<u64>,
    collected_on: Option<String>,
    collected_by: Option<&'a str>,
    viewed_on: Option<String>,
    viewed_by: Option<&'a str>,
    period_from: Option<String>,
    period_to: Option<String>,
    expires_on: Option<String>,
    state: &'a str,
    expired: bool,
    used_by: Vec<Use<'a>>,
}

#[derive(Serialize)]
struct Use<'a> {
    /// In a report of many controls.
    #[serde(skip_serializing_if = "Option::is_none")]
    control: Option<&'a str>,
    role: &'a str,
    item: &'a str,
}

impl<'a> From<&'a EvidenceRow> for EvidenceRecord<'a> {
    fn from(row: &'a EvidenceRow) -> Self {
        let record = &row.record;
        Self {
            id: row.id.as_str(),
            title: text(&record.title),
            href: text(&record.href),
            sha256: text(&record.sha256),
            size: record.size,
            collected_on: record.collected_on.map(day),
            collected_by: text(&record.collected_by),
            viewed_on: record.viewed_on.map(day),
            viewed_by: text(&record.viewed_by),
            period_from: record.period_from.map(day),
            period_to: record.period_to.map(day),
            expires_on: record.expires_on.map(day),
            state: row.state.as_str(),
            expired: row.expired,
            used_by: row
                .used_by
                .iter()
                .map(|(role, item)| Use {
                    control: None,
                    role: role.as_str(),
                    item: item.as_str(),
                })
                .collect(),
        }
    }
}

impl<'a> From<&'a SharedRow> for EvidenceRecord<'a> {
    fn from(shared: &'a SharedRow) -> Self {
        let uses = shared.used_by.iter();
        let used_by = uses.map(|(control, role, item)| Use {
            control: Some(control),
            role: role.as_str(),
            item: item.as_str(),
        });
        Self {
            used_by: used_by.collect(),
            ..Self::from(&shared.row)
        }
    }
}

/// A role that owns a layer's control.
#[derive(Serialize)]
pub(super) struct Owner<'a> {
    role: &'a str,
    assessed_here: bool,
    result: Option<&'a str>,
    worst: Option<&'a str>,
    counts: Option<Counts>,
    declared: Option<&'a str>,
}

impl<'a> From<&'a gaps::Owner> for Owner<'a> {
    fn from(owner: &'a gaps::Owner) -> Self {
        Self {
            role: owner.role.as_str(),
            assessed_here: owner.assessed_here,
            result: owner.roll_up.map(|r| r.result.as_str()),
            worst: owner.roll_up.and_then(|r| r.worst).map(|w| w.as_str()),
            counts: owner.roll_up.map(|r| r.counts.into()),
            declared: owner.declared.map(|d| d.as_str()),
        }
    }
}

/// Steps by outcome.
#[derive(Serialize)]
pub(super) struct Counts {
    satisfied: usize,
    partially_satisfied: usize,
    not_satisfied: usize,
    not_applicable: usize,
    not_assessed: usize,
    assessed: usize,
    total: usize,
}

impl From<gaps::Counts> for Counts {
    fn from(counts: gaps::Counts) -> Self {
        Self {
            satisfied: counts.satisfied,
            partially_satisfied: counts.partially_satisfied,
            not_satisfied: counts.not_satisfied,
            not_applicable: counts.not_applicable,
            not_assessed: counts.not_assessed,
            assessed: counts.assessed(),
            total: counts.total(),
        }
    }
}

/// Gaps by severity.
#[derive(Serialize)]
pub(super) struct SeverityCounts {
    major: usize,
    minor: usize,
    open: usize,
    watch: usize,
}

impl From<gaps::SeverityCounts> for SeverityCounts {
    fn from(counts: gaps::SeverityCounts) -> Self {
        Self {
            major: counts.major,
            minor: counts.minor,
            open: counts.open,
            watch: counts.watch,
        }
    }
}
