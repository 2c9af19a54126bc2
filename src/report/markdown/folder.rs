//! The report of a folder of controls as one document: an overview, then each
//! control.

use super::escape::{href, inline, quote};
use super::{heading, sections, table};
use crate::portfolio::{Overdue, WORST_FIRST};
use crate::report::folder::FolderReport;
use crate::report::portfolio::words as totals;
use crate::report::{Report, words};
use std::fmt::Write as _;

/// The report of a folder as Markdown. As of one control, no text of it takes
/// effect as markup.
#[must_use]
pub fn render(report: &FolderReport) -> String {
    let mut out = String::new();
    head(&mut out, report);
    broken(&mut out, report);
    stale(&mut out, report);
    controls(&mut out, report);
    expiring(&mut out, report);
    actions(&mut out, "Overdue actions", &report.all.overdue);
    actions(&mut out, "Actions due soon", &report.all.soon);
    evidence(&mut out, report);
    for (_, control) in report.begun() {
        part(&mut out, control);
    }
    out
}

fn head(out: &mut String, report: &FolderReport) {
    let _ = writeln!(out, "# {} · {}\n", inline(&report.subject), report.size());
    let roles: Vec<&str> = report.roles.iter().map(|r| r.as_str()).collect();
    let all = &report.all.all.tally;
    let facts = [
        ("Assessed by", report.assessor.clone()),
        ("Roles", roles.join(", ")),
        ("As of", report.today.to_string()),
        ("Gaps", totals::gaps(all)),
        ("Answered", totals::answered(all)),
        ("Evidence", report.evidence_words()),
    ];
    for (label, text) in facts.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let _ = writeln!(out, "- {label}: {}", inline(text));
    }
}

fn broken(out: &mut String, report: &FolderReport) {
    if report.all.broken.is_empty() {
        return;
    }
    heading(out, "Cannot be read, and not in this report");
    let rows = report.all.broken.iter().map(|one| {
        vec![
            inline(&one.path.display().to_string()),
            inline(&totals::problem(one)),
        ]
    });
    table(out, &["File", "Problem"], rows);
}

fn stale(out: &mut String, report: &FolderReport) {
    if report.all.stale.is_empty() {
        return;
    }
    heading(out, "Stale sign-offs");
    let rows = report.all.stale.iter().map(|one| {
        vec![
            inline(&one.control),
            one.role.to_string(),
            inline(&totals::stale(one)),
        ]
    });
    table(out, &["Control", "Role", "Sign-off"], rows);
}

fn controls(out: &mut String, report: &FolderReport) {
    heading(out, "Controls");
    let _ = writeln!(out, "{}\n", inline(WORST_FIRST));
    let mut headers = vec!["Control", "Name", "State"];
    headers.extend(report.roles.iter().map(|r| r.as_str()));
    headers.extend(["Major", "Minor", "Open", "Watch", "Answered"]);
    let rows = report.rows.iter().map(|row| {
        let mut cells = vec![inline(&row.id), inline(&row.title), row.state().to_owned()];
        cells.extend((0..report.roles.len()).map(|at| inline(&row.cell(at))));
        let gaps = &row.all.tally.gaps;
        cells.extend([gaps.major, gaps.minor, gaps.open, gaps.watch].map(|n| n.to_string()));
        cells.push(totals::answered(&row.all.tally));
        cells
    });
    table(out, &headers, rows);
    if let Some(left) = report.without_part() {
        let _ = writeln!(out, "\n{left}.");
    }
}

fn expiring(out: &mut String, report: &FolderReport) {
    if report.all.expiring.is_empty() {
        return;
    }
    heading(out, "Expiring evidence");
    let rows = report.all.expiring.iter().map(|record| {
        vec![
            format!("{} {}", totals::expiry(record), record.on),
            inline(&record.title),
            inline(&totals::uses(record)),
        ]
    });
    table(out, &["When", "Evidence", "Used by"], rows);
}

fn actions(out: &mut String, title: &str, all: &[Overdue]) {
    if all.is_empty() {
        return;
    }
    heading(out, title);
    let rows = all.iter().map(|action| {
        vec![
            action.due.to_string(),
            inline(&action.control),
            action.role.to_string(),
            inline(action.item.as_str()),
            inline(&action.text),
            inline(&action.owner),
        ]
    });
    table(
        out,
        &["Due", "Control", "Role", "Item", "Action", "Owner"],
        rows,
    );
}

fn evidence(out: &mut String, report: &FolderReport) {
    heading(out, "Evidence register");
    if report.evidence.is_empty() {
        out.push_str("The register is empty.\n");
        return;
    }
    let rows = report.evidence.iter().map(|shared| {
        let uses = shared.used_by.iter();
        let used: Vec<String> = uses
            .map(|(control, role, item)| format!("{control} {role} {item}"))
            .collect();
        super::evidence_row(&shared.row, &used)
    });
    table(out, &super::EVIDENCE, rows);
}

/// A control's part: what its own report has, one level deeper.
fn part(out: &mut String, report: &Report) {
    let q = &report.questionnaire;
    heading(out, &format!("{} {}", inline(&q.id), inline(&q.title)));
    let facts = [
        ("Domain", inline(&q.domain)),
        ("Catalogue", inline(&q.version)),
        ("Assessed by", inline(&report.assessor)),
        ("Questionnaire digest", inline(&q.digest)),
        ("Attribution", inline(&q.attribution)),
        ("Licence", inline(&q.license)),
        ("Source", href(&q.source)),
    ];
    for (label, text) in facts.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let _ = writeln!(out, "- {label}: {text}");
    }
    if !q.specification.trim().is_empty() {
        let _ = write!(out, "\nSpecification:\n\n{}", quote(&q.specification));
    }
    for warning in words::warnings(report) {
        let _ = writeln!(out, "\n{}", inline(&warning));
    }
    let mut own = String::new();
    sections(&mut own, report);
    for line in own.lines() {
        // Only a heading begins so: in a text of the assessment it is escaped.
        if line.starts_with('#') {
            out.push('#');
        }
        out.push_str(line);
        out.push('\n');
    }
}
