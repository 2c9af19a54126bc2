//! The sheets that are lists: gaps, corrective actions, evidence, AI-CAIQ.

use super::cell::{Cell, Writer};
use super::look::{Column, Tone, highlight, highlight_in, table, tables};
use super::steps::{evidence_of, gaps_of, register};
use crate::gaps::Gap;
use crate::report::{ActionRow, EvidenceRow, Report, caiq as questionnaire, words};
use chrono::NaiveDate;
use rust_xlsxwriter::XlsxError;

/// The severities of gaps and how heavy they look.
pub(super) const SEVERITIES: [(&str, Tone); 3] = [
    ("major", Tone::Bad),
    ("minor", Tone::Weak),
    ("open", Tone::Weak),
];

fn yes(yes: bool) -> Cell {
    Cell::from(if yes { "yes" } else { "no" })
}

pub(super) fn gaps(out: &mut Writer<'_>, reports: &[Report]) -> Result<(), XlsxError> {
    const COLUMNS: [Column; 6] = [
        ("Severity", 10),
        ("Role", 7),
        ("Item", 12),
        ("Gap", 60),
        ("Rule", 26),
        ("Source of the rule", 50),
    ];
    let row = |gap: &Gap| {
        vec![
            gap.severity.as_str().into(),
            gap.role.as_str().into(),
            gap.item.to_string().into(),
            gap.message.clone().into(),
            gap.kind.as_str().into(),
            gap.kind.source().into(),
        ]
    };
    let rows = |report: &Report| report.gaps.iter().map(row).collect();
    let last = tables(out, reports, &COLUMNS, 0, rows)?;
    highlight(out, 0, last, &SEVERITIES)
}

pub(super) fn actions(out: &mut Writer<'_>, reports: &[Report]) -> Result<(), XlsxError> {
    const COLUMNS: [Column; 11] = [
        ("Role", 7),
        ("Item", 12),
        ("Topic", 24),
        ("Corrective action", 50),
        ("Owner", 20),
        ("Due", 12),
        ("Status", 14),
        ("Overdue", 10),
        ("Retest", 10),
        ("Retested by", 18),
        ("Retested on", 13),
    ];
    let cells = |row: &ActionRow, today: NaiveDate| {
        let action = &row.action;
        vec![
            row.role.as_str().into(),
            row.item.to_string().into(),
            row.topic.clone().into(),
            action.text.clone().into(),
            action.owner.clone().into(),
            Cell::Day(action.due),
            words::action_state(action, today).into(),
            yes(row.overdue),
            action.retest.map_or("", |r| r.as_str()).into(),
            action.retested_by.clone().into(),
            Cell::Day(action.retested_on),
        ]
    };
    let rows = |report: &Report| {
        let actions = report.actions.iter();
        actions.map(|row| cells(row, report.today)).collect()
    };
    let last = tables(out, reports, &COLUMNS, 2, rows)?;
    highlight(out, 7, last, &[("yes", Tone::Bad)])?;
    let retests = [("failed", Tone::Bad), ("passed", Tone::Good)];
    highlight(out, 8, last, &retests)
}

pub(super) fn evidence(out: &mut Writer<'_>, reports: &[Report]) -> Result<(), XlsxError> {
    let rows = reports.iter().flat_map(|report| &report.evidence);
    let rows = rows.map(|row| {
        let uses = row.used_by.iter();
        let used: Vec<String> = uses.map(|(role, item)| format!("{role} {item}")).collect();
        (row, row.uses(&used))
    });
    register_of(out, rows)
}

/// The register: records, and what uses each.
pub(super) fn register_of<'a>(
    out: &mut Writer<'_>,
    rows: impl Iterator<Item = (&'a EvidenceRow, String)>,
) -> Result<(), XlsxError> {
    const COLUMNS: [Column; 15] = [
        ("ID", 14),
        ("Title", 28),
        ("Link or path", 44),
        ("State", 16),
        ("Expires on", 12),
        ("Expired", 9),
        ("Used by", 22),
        ("Collected on", 13),
        ("Collected by", 16),
        ("Viewed on", 12),
        ("Viewed by", 16),
        ("Covers from", 12),
        ("Covers until", 12),
        ("Size (bytes)", 14),
        ("SHA-256", 34),
    ];
    let rows = rows.map(|(row, used)| {
        let record = &row.record;
        vec![
            row.id.to_string().into(),
            record.title.clone().into(),
            Cell::Href(record.href.clone()),
            row.state_words().into(),
            Cell::Day(record.expires_on),
            yes(row.expired),
            used.into(),
            Cell::Day(record.collected_on),
            record.collected_by.clone().into(),
            Cell::Day(record.viewed_on),
            record.viewed_by.clone().into(),
            Cell::Day(record.period_from),
            Cell::Day(record.period_to),
            Cell::Number(record.size),
            record.sha256.clone().into(),
        ]
    });
    let last = table(out, &COLUMNS, 1, rows)?;
    let states = [
        ("missing", Tone::Bad),
        ("changed", Tone::Bad),
        ("matches", Tone::Good),
    ];
    highlight_in(out.sheet, 3, last, &states)?;
    highlight_in(out.sheet, 5, last, &[("yes", Tone::Bad)])
}

/// The columns A to F are those that `caiq` writes for one role. Behind them
/// stands whose answer it is, what CSA's instructions do not allow in it, and
/// what else is known of it.
pub(super) fn caiq(out: &mut Writer<'_>, reports: &[Report]) -> Result<(), XlsxError> {
    let [id, question, answer, ownership, how, customer] = questionnaire::COLUMNS;
    let columns: [Column; 13] = [
        (id, 12),
        (question, 44),
        (answer, 13),
        (ownership, 18),
        (how, 50),
        (customer, 40),
        ("Provider role", 10),
        ("To mend before it is handed in", 36),
        ("Gaps", 38),
        ("Evidence", 38),
        ("Answered by", 15),
        ("Answered at (UTC)", 20),
        ("Suggested, not confirmed", 24),
    ];
    let rows = |report: &Report| {
        let register = &register(report);
        let mut all = Vec::new();
        for role in &report.roles {
            all.extend(role.rows.iter().filter_map(|row| {
                let wrong: Vec<String> = questionnaire::violations(role.role, row)
                    .into_iter()
                    .map(|v| v.message)
                    .chain(questionnaire::assumed(row).map(str::to_owned))
                    .collect();
                let mut cells: Vec<Cell> = questionnaire::cells(row)?.map(Cell::Text).into();
                cells.extend([
                    role.role.as_str().into(),
                    wrong.join("\n").into(),
                    gaps_of(report, row).into(),
                    evidence_of(register, row).into(),
                    row.by.clone().into(),
                    Cell::Time(row.at),
                    words::last_word(row).into(),
                ]);
                Some(cells)
            }));
        }
        all
    };
    let last = tables(out, reports, &columns, 1, rows)?;
    let answers = [("No", Tone::Bad), ("Yes", Tone::Good)];
    highlight(out, 2, last, &answers)
}
