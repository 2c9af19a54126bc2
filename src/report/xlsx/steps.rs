//! The sheet of the steps: a row for each role and step.

use super::cell::{Cell, Writer};
use super::look::{Column, Tone, highlight, tables};
use crate::assessment::EvidenceId;
use crate::questionnaire::Origin;
use crate::report::{EvidenceRow, Finding, Report, RoleReport, Row, words};
use rust_xlsxwriter::XlsxError;
use std::collections::BTreeMap;

const COLUMNS: [Column; 29] = [
    ("Role", 7),
    ("Step", 8),
    ("Topic", 18),
    ("Wording", 11),
    ("Procedure", 45),
    ("Outcome", 19),
    ("Grade", 9),
    ("Methods", 11),
    ("Effectiveness", 14),
    ("Sample size", 10),
    ("Population", 12),
    ("Sampled items", 16),
    ("Selection", 16),
    ("Note", 45),
    ("Justification", 26),
    ("Evidence", 38),
    ("Corrective action", 28),
    ("Action owner", 15),
    ("Action due", 12),
    ("Action status", 14),
    ("Worst gap", 11),
    ("Gaps", 38),
    ("Assessed by", 15),
    ("Assessed at (UTC)", 20),
    ("Review", 18),
    ("Reviewed by", 15),
    ("Reviewed at (UTC)", 20),
    ("Review comment", 28),
    ("Suggested, not confirmed", 24),
];

pub(super) type Register<'a> = BTreeMap<&'a EvidenceId, &'a EvidenceRow>;

/// The records by their ids.
pub(super) fn register(report: &Report) -> Register<'_> {
    report.evidence.iter().map(|e| (&e.id, e)).collect()
}

pub(super) fn fill(out: &mut Writer<'_>, reports: &[Report]) -> Result<(), XlsxError> {
    let rows = |report: &Report| {
        let register = register(report);
        let mut all = Vec::new();
        for role in &report.roles {
            let rows = role.rows.iter();
            all.extend(rows.filter_map(|row| cells(report, &register, role, row)));
        }
        all
    };
    let last = tables(out, reports, &COLUMNS, 2, rows)?;
    let outcomes = [
        ("not-satisfied", Tone::Bad),
        ("partially-satisfied", Tone::Weak),
        ("not-assessed", Tone::Weak),
        ("satisfied", Tone::Good),
    ];
    highlight(out, 5, last, &outcomes)?;
    let overdue = [("open, overdue", Tone::Bad)];
    highlight(out, 19, last, &overdue)?;
    highlight(out, 20, last, &super::registers::SEVERITIES)
}

fn cells(
    report: &Report,
    register: &Register<'_>,
    role: &RoleReport,
    row: &Row,
) -> Option<Vec<Cell>> {
    let Finding::Step {
        outcome,
        grade,
        methods,
        effectiveness,
        sample,
        note,
        justification,
        review,
    } = &row.finding
    else {
        return None;
    };
    let methods: Vec<&str> = methods.iter().map(|m| m.as_str()).collect();
    let sample = sample.as_ref();
    let action = row.action.as_ref();
    let gaps = row.gaps.iter().filter_map(|n| report.gaps.get(*n));
    let worst = gaps.map(|g| g.severity).min();
    let word = |w: Option<&'static str>| Cell::from(w.unwrap_or_default());
    let text = |t: Option<&String>| Cell::Text(t.cloned().unwrap_or_default());
    Some(vec![
        role.role.as_str().into(),
        row.item.to_string().into(),
        row.topic.clone().into(),
        word(row.origin.map(Origin::word)),
        row.text.clone().into(),
        outcome.as_str().into(),
        word(grade.map(|g| g.as_str())),
        methods.join(", ").into(),
        word(effectiveness.map(|e| e.as_str())),
        Cell::Number(sample.and_then(|s| s.size)),
        Cell::Number(sample.and_then(|s| s.population)),
        text(sample.map(|s| &s.items)),
        text(sample.map(|s| &s.selection)),
        note.clone().into(),
        justification.clone().into(),
        evidence_of(register, row).into(),
        text(action.map(|a| &a.text)),
        text(action.map(|a| &a.owner)),
        Cell::Day(action.and_then(|a| a.due)),
        word(action.map(|a| words::action_state(a, report.today))),
        word(worst.map(|s| s.as_str())),
        gaps_of(report, row).into(),
        row.by.clone().into(),
        Cell::Time(row.at),
        review.state.as_str().into(),
        review.by.clone().into(),
        Cell::Time(review.at),
        review.comment.clone().into(),
        words::last_word(row).into(),
    ])
}

/// The gaps of an item, a line each, the heaviest first.
pub(super) fn gaps_of(report: &Report, row: &Row) -> String {
    let gaps = row.gaps.iter().filter_map(|n| report.gaps.get(*n));
    let lines: Vec<String> = gaps
        .map(|g| format!("{}: {}", g.severity, g.message))
        .collect();
    lines.join("\n")
}

/// The records of an item, a line each: id, title, where it is, its state.
pub(super) fn evidence_of(register: &Register<'_>, row: &Row) -> String {
    let lines: Vec<String> = row
        .evidence
        .iter()
        .map(|id| {
            let Some(found) = register.get(id) else {
                return format!("{id} (not in the register)");
            };
            let record = &found.record;
            let name = if record.title.is_empty() {
                record.href.clone()
            } else {
                format!("{}, {}", record.title, record.href)
            };
            format!("{id} {name} ({})", found.state_words())
        })
        .collect();
    lines.join("\n")
}
