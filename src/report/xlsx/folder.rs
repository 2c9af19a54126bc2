//! The report of a folder of controls as a workbook: an overview, the controls
//! by role, and the other sheets with a row's control before it.

use super::cell::{Cell, Writer};
use super::look::{Column, Look, Paper, Tone, highlight_in, paper, short, table};
use super::{Fill, Made, WorkbookError, all_fit, fits, registers, steps};
use crate::gaps::Severity;
use crate::portfolio::WORST_FIRST;
use crate::report::folder::FolderReport;
use crate::report::portfolio::words;
use chrono::{DateTime, Utc};
use rust_xlsxwriter::{DocProperties, Workbook, XlsxError};

/// The report as a workbook that says it was made at `now`, as of one control:
/// see [`super::render`].
///
/// # Errors
/// When there are more rows than a sheet holds.
pub fn render(report: &FolderReport, now: DateTime<Utc>) -> Result<Vec<u8>, WorkbookError> {
    fits("Controls", report.rows.len())?;
    all_fit(&report.controls, report.evidence.len())?;
    let mut book = Workbook::new();
    let properties = DocProperties::new()
        .set_title(short(
            &format!("{} · {}", report.subject, report.size()),
            250,
        ))
        .set_author(short(&report.assessor, 250))
        .set_creation_datetime(Made(now));
    book.set_properties(&properties);
    let look = Look::new();
    let whose = (report.subject.as_str(), "");
    let mut sheet =
        |name: &str, size: Paper, fill: &dyn Fn(&mut Writer<'_>) -> Result<(), XlsxError>| {
            let sheet = book.add_worksheet();
            sheet.set_name(name)?;
            paper(sheet, whose, report.today, size)?;
            let mut out = Writer::new(sheet, &look);
            out.many = true;
            fill(&mut out)?;
            out.finish()
        };
    sheet("Overview", Paper::A4, &|out| overview(out, report))?;
    sheet("Controls", Paper::A3, &|out| controls(out, report))?;
    let rest: [(&str, Paper, Fill); 3] = [
        ("Steps", Paper::A3, steps::fill),
        ("Gaps", Paper::A4, registers::gaps),
        ("Actions", Paper::A4, registers::actions),
    ];
    for (name, size, fill) in rest {
        sheet(name, size, &|out| fill(out, &report.controls))?;
    }
    sheet("Evidence", Paper::A4, &|out| evidence(out, report))?;
    sheet("AI-CAIQ", Paper::A4, &|out| {
        registers::caiq(out, &report.controls)
    })?;
    super::saved(book)
}

/// What was assessed and what it came to, in facts.
fn overview(out: &mut Writer<'_>, report: &FolderReport) -> Result<(), XlsxError> {
    out.width(0, 24)?;
    out.width(1, 90)?;
    let look = out.look;
    out.text(0, 0, &crate::text::one_line(&report.subject), &look.title)?;
    out.sheet.set_freeze_panes(1, 0)?;
    let all = &report.all.all;
    let roles: Vec<&str> = report.roles.iter().map(|r| r.as_str()).collect();
    let number = |n: usize| Cell::Number(u64::try_from(n).ok());
    let (done, items) = all.tally.progress();
    let mut facts: Vec<(&str, Cell)> = vec![
        ("Subject", report.subject.clone().into()),
        ("Assessed by", report.assessor.clone().into()),
        ("Roles", roles.join(", ").into()),
        ("As of", Cell::Day(Some(report.today))),
        ("Controls", number(all.controls.total)),
        (
            "Controls begun",
            Cell::Of(all.controls.begun, all.controls.total),
        ),
        ("Answered", Cell::Of(done, items)),
    ];
    for severity in Severity::ALL {
        let label = match severity {
            Severity::Major => "Major gaps",
            Severity::Minor => "Minor gaps",
            Severity::Open => "Open",
            Severity::Watch => "To be watched",
        };
        facts.push((label, number(all.tally.gaps.get(severity))));
    }
    facts.push(("Evidence", report.evidence_words().into()));
    facts.push(("Overdue actions", number(report.all.overdue.len())));
    facts.push(("Order of the controls", WORST_FIRST.into()));
    for one in &report.all.broken {
        let path = one.path.display();
        facts.push((
            "Cannot be read",
            format!("{path}: {}", words::problem(one)).into(),
        ));
    }
    for one in &report.all.stale {
        let text = format!("{} {}: {}", one.control, one.role, words::stale(one));
        let label = match one.state.is_requested() {
            true => "Changes requested",
            false => "Stale sign-off",
        };
        facts.push((label, text.into()));
    }
    for record in &report.all.expiring {
        let text = format!("{} {}: {}", record.on, record.title, words::uses(record));
        let label = match record.expired {
            true => "Expired evidence",
            false => "Evidence that expires",
        };
        facts.push((label, text.into()));
    }
    let overdue = report.all.overdue.iter().map(|a| ("Overdue action", a));
    let soon = report.all.soon.iter().map(|a| ("Action due soon", a));
    for (label, action) in overdue.chain(soon) {
        let text = format!(
            "{} {} {}.{}: {} ({})",
            action.due, action.control, action.role, action.item, action.text, action.owner
        );
        facts.push((label, text.into()));
    }
    for (row, (label, cell)) in (2_u32..).zip(&facts) {
        out.text(row, 0, label, &look.label)?;
        out.put(row, 1, cell)?;
    }
    Ok(())
}

/// Controls × roles, those that fall short most first.
fn controls(out: &mut Writer<'_>, report: &FolderReport) -> Result<(), XlsxError> {
    let mut columns: Vec<Column> =
        vec![("Control", 11), ("Name", 40), ("Domain", 34), ("State", 14)];
    columns.extend(report.roles.iter().map(|r| (r.as_str(), 26)));
    columns.extend([
        ("Major", 8),
        ("Minor", 8),
        ("Open", 8),
        ("Watch", 8),
        ("Answered", 12),
        ("Uses of expired evidence", 14),
        ("Overdue actions", 10),
        ("Problem", 40),
    ]);
    let rows = report.rows.iter().map(|row| {
        let number = |n: usize| Cell::Number(u64::try_from(n).ok());
        let tally = &row.all.tally;
        let mut cells: Vec<Cell> = vec![
            row.id.clone().into(),
            row.title.clone().into(),
            row.domain.clone().into(),
            row.state().into(),
        ];
        cells.extend((0..report.roles.len()).map(|at| row.cell(at).into()));
        cells.extend(Severity::ALL.map(|s| number(tally.gaps.get(s))));
        let (done, items) = tally.progress();
        cells.extend([
            Cell::Of(done, items),
            number(tally.expired),
            number(tally.overdue),
            row.problem.clone().unwrap_or_default().into(),
        ]);
        cells
    });
    let last = table(out, &columns, 1, rows)?;
    let states = [("cannot be read", Tone::Bad), ("not begun", Tone::Weak)];
    highlight_in(out.sheet, 3, last, &states)
}

fn evidence(out: &mut Writer<'_>, report: &FolderReport) -> Result<(), XlsxError> {
    let rows = report.evidence.iter().map(|shared| {
        let uses = shared.used_by.iter();
        let used: Vec<String> = uses
            .map(|(control, role, item)| format!("{control} {role} {item}"))
            .collect();
        (&shared.row, used.join(", "))
    });
    registers::register_of(out, rows)
}
