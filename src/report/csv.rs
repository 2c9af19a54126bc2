//! The report as CSV: a line an item, for spreadsheets and databases.

use super::folder::state;
use super::{EvidenceRow, Finding, Report, RoleReport, Row, follow_up};
use crate::assessment::EvidenceId;
use crate::questionnaire::Origin;
use crate::text::one_line;
use std::collections::BTreeMap;

/// The columns, in order. New ones are only ever added at the end.
pub const COLUMNS: [&str; 47] = [
    "subject",
    "questionnaire",
    "role",
    "item",
    "topic",
    "origin",
    "text",
    "result",
    "ownership",
    "grade",
    "methods",
    "note",
    "justification",
    "customer_responsibilities",
    "evidence",
    "action",
    "action_owner",
    "action_due",
    "action_status",
    "by",
    "at",
    "review",
    "gaps",
    "worst_gap",
    "effectiveness",
    "sample",
    "reviewed_by",
    "reviewed_at",
    "review_comment",
    "action_retest",
    "action_retested_on",
    "suggested",
    "control_state",
    "control_title",
    "control_domain",
    "control_version",
    "as_of",
    "text_differs",
    "signed_off_by",
    "signed_off_at",
    "sign_off",
    "evidence_titles",
    "evidence_states",
    "evidence_expires_on",
    "gap_severities",
    "conflict",
    "text_changed",
];

/// The report as CSV (RFC 4180: comma, quotes where needed, CRLF), UTF-8
/// without a mark. No cell can be taken for a formula.
#[must_use]
pub fn render(report: &Report) -> String {
    render_all(std::slice::from_ref(report), |_| true)
}

/// The reports of several controls as one table, under one header; `begun` says
/// which of them somebody has begun.
#[must_use]
pub fn render_all(reports: &[Report], begun: impl Fn(&Report) -> bool) -> String {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory does not fail, and every line has all columns.
    let _ = writer.write_record(COLUMNS);
    for report in reports {
        let records = report.evidence.iter().map(|e| (&e.id, e)).collect();
        let state = state(begun(report));
        for role in &report.roles {
            for row in &role.rows {
                let (cells, more) = (
                    cells(report, &records, role, row),
                    more(report, &records, role, row),
                );
                let cells = cells.iter().map(String::as_str).chain([state]);
                let cells = cells.chain(more.iter().map(String::as_str));
                let _ = writer.write_record(cells.map(inert));
            }
        }
    }
    let bytes = writer.into_inner().unwrap_or_default();
    String::from_utf8(bytes).unwrap_or_default()
}

/// A text that no spreadsheet takes for a formula: one that starts with `=`,
/// `+`, `-`, `@`, their full-width forms, a tab, a carriage return or a line
/// feed, or with one of the signs behind white space, gets an apostrophe
/// before it (after OWASP, CSV Injection).
#[must_use]
pub fn inert(cell: &str) -> String {
    let signs = ['=', '+', '-', '@', '＝', '＋', '－', '＠'];
    if cell.starts_with(['\t', '\r', '\n']) || cell.trim_start().starts_with(signs) {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

/// The records of a report by their ids.
type Records<'a> = BTreeMap<&'a EvidenceId, &'a EvidenceRow>;

/// What came after the first columns: of the control, of the role, and of each
/// record and each gap of the item, in the order of `evidence` and `gaps`.
fn more(report: &Report, records: &Records<'_>, role: &RoleReport, row: &Row) -> [String; 14] {
    let q = &report.questionnaire;
    let signed = role.sign_off.as_ref();
    let each = |of: &dyn Fn(&EvidenceRow) -> String| {
        let records = row.evidence.iter().map(|id| records.get(id));
        let cells = records.map(|record| record.map_or(String::new(), |r| of(r)));
        let cells: Vec<String> = cells.map(|cell| one_line(&cell)).collect();
        cells.join("\n")
    };
    let gaps = row.gaps.iter().filter_map(|n| report.gaps.get(*n));
    let severities: Vec<&str> = gaps.map(|gap| gap.severity.as_str()).collect();
    [
        q.title.clone(),
        q.domain.clone(),
        q.version.clone(),
        report.today.to_string(),
        q.text_differs.to_string(),
        signed.map_or(String::new(), |s| s.signed.by.clone()),
        follow_up::time(signed.and_then(|s| s.signed.at)),
        signed.map_or(String::new(), |s| s.state.as_str().to_owned()),
        each(&|r| r.record.title.clone()),
        each(&|r| r.state.as_str().to_owned()),
        each(&|r| follow_up::day(r.record.expires_on)),
        severities.join("\n"),
        row.conflict.clone(),
        row.text_changed.to_string(),
    ]
}

fn cells(report: &Report, records: &Records<'_>, role: &RoleReport, row: &Row) -> [String; 32] {
    let mut ownership = String::new();
    let mut grade = String::new();
    let mut methods = String::new();
    let mut justification = String::new();
    let mut customer = String::new();
    let mut review = None;
    let mut effectiveness = String::new();
    let mut sample = String::new();
    let note = match &row.finding {
        Finding::Question {
            ownership: own,
            implementation,
            customer_responsibilities,
            ..
        } => {
            ownership = own.map_or(String::new(), |o| o.to_string());
            customer.clone_from(customer_responsibilities);
            implementation.clone()
        }
        Finding::Step {
            grade: g,
            methods: m,
            effectiveness: which,
            sample: looked_at,
            note,
            justification: why,
            review: r,
            ..
        } => {
            grade = g.map_or(String::new(), |g| g.to_string());
            methods = m.iter().map(|m| m.as_str()).collect::<Vec<_>>().join(" ");
            justification.clone_from(why);
            review = Some(r);
            effectiveness = which.map_or(String::new(), |e| e.to_string());
            sample = looked_at.as_ref().map_or(String::new(), |s| s.to_string());
            note.clone()
        }
    };
    let evidence: Vec<&str> = row
        .evidence
        .iter()
        .map(|id| {
            records
                .get(id)
                .map_or(id.as_str(), |e| e.record.href.as_str())
        })
        .collect();
    let gaps: Vec<_> = row
        .gaps
        .iter()
        .filter_map(|n| report.gaps.get(*n))
        .collect();
    let worst = gaps.iter().map(|g| g.severity).min();
    let action = row.action.as_ref();
    let status = |a: &crate::assessment::Action| if a.is_done() { "done" } else { "open" };
    [
        report.subject.clone(),
        report.questionnaire.id.clone(),
        role.role.to_string(),
        row.item.to_string(),
        row.topic.clone(),
        row.origin.map_or("", Origin::word).to_owned(),
        row.text.clone(),
        row.finding.word().to_owned(),
        ownership,
        grade,
        methods,
        note,
        justification,
        customer,
        evidence.join("\n"),
        action.map_or(String::new(), |a| a.text.clone()),
        action.map_or(String::new(), |a| a.owner.clone()),
        action
            .and_then(|a| a.due)
            .map_or(String::new(), |d| d.to_string()),
        action.map_or(String::new(), |a| status(a).to_owned()),
        row.by.clone(),
        row.at.map_or(String::new(), |t| {
            t.format("%Y-%m-%dT%H:%M:%SZ").to_string()
        }),
        review.map_or(String::new(), |r| r.state.to_string()),
        gaps.iter()
            .map(|g| g.message.as_str())
            .collect::<Vec<_>>()
            .join("\n"),
        worst.map_or(String::new(), |s| s.to_string()),
        effectiveness,
        sample,
        review.map_or(String::new(), |r| r.by.clone()),
        follow_up::time(review.and_then(|r| r.at)),
        review.map_or(String::new(), |r| r.comment.clone()),
        action
            .and_then(|a| a.retest)
            .map_or(String::new(), |r| r.to_string()),
        follow_up::day(action.and_then(|a| a.retested_on)),
        row.suggested.unwrap_or_default().to_owned(),
    ]
}

#[cfg(test)]
mod tests {
    use super::inert;

    #[test]
    fn signs_behind_white_space_and_full_width_signs_are_neutralised() {
        for cell in ["=1", "\n=1", "  =1", "＝1", "\t1", "\r1", "@x"] {
            assert_eq!(inert(cell), format!("'{cell}"));
        }
        for cell in ["", "a=1", "1-2"] {
            assert_eq!(inert(cell), cell);
        }
    }
}
