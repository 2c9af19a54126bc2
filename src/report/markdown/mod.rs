//! The report as a Markdown document for audit packs.

mod escape;
pub mod folder;
mod paper;

use super::model::EvidenceRow;
use super::words::{self, OUTCOMES};
use super::{Report, follow_up};
use crate::gaps::{self, Kind, Severity};
pub(crate) use escape::inline;
use escape::{href, quote};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// The report as Markdown (CommonMark with tables). No text of the
/// assessment takes effect as markup; only http and https addresses of
/// evidence and of the source become links.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut out = String::new();
    head(&mut out, report);
    sections(&mut out, report);
    evidence(&mut out, report);
    out
}

/// What was found, without head and register.
fn sections(out: &mut String, report: &Report) {
    results(out, report);
    sign_offs(out, report);
    matrix(out, report);
    responsibility(out, report);
    standards(out, report);
    gaps(out, report);
    actions(out, report);
    let register = report.evidence.iter().map(|e| (&e.id, e)).collect();
    for role in &report.roles {
        paper::render(out, report, &register, role);
    }
}

/// The columns of the register.
const EVIDENCE: [&str; 11] = [
    "Id",
    "Title",
    "Where",
    "State",
    "SHA-256",
    "Bytes",
    "Collected",
    "Viewed",
    "Period",
    "Expires",
    "Used by",
];

/// Appends a table whose cells are Markdown already.
fn table(out: &mut String, headers: &[&str], rows: impl Iterator<Item = Vec<String>>) {
    let _ = writeln!(out, "| {} |", headers.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(headers.len()));
    for row in rows {
        let _ = writeln!(out, "| {} |", row.join(" | "));
    }
}

fn heading(out: &mut String, text: &str) {
    let _ = writeln!(out, "\n## {text}\n");
}

fn head(out: &mut String, report: &Report) {
    let q = &report.questionnaire;
    let _ = writeln!(
        out,
        "# {} · {} {}\n",
        inline(&report.subject),
        inline(&q.id),
        inline(&q.title)
    );
    let facts = [
        ("Control", format!("{} {}", q.id, q.title)),
        ("Domain", q.domain.clone()),
        ("Catalogue", q.version.clone()),
        ("Assessed by", report.assessor.clone()),
        ("As of", report.today.to_string()),
        ("Questionnaire digest", q.digest.clone()),
        ("Attribution", q.attribution.clone()),
        ("Licence", q.license.clone()),
        ("Source", q.source.clone()),
    ];
    for (label, text) in facts.iter().filter(|(_, text)| !text.trim().is_empty()) {
        let text = if *label == "Source" {
            href(text)
        } else {
            inline(text)
        };
        let _ = writeln!(out, "- {label}: {text}");
    }
    if !q.specification.trim().is_empty() {
        let _ = write!(out, "\nSpecification:\n\n{}", quote(&q.specification));
    }
    for warning in words::warnings(report) {
        let _ = writeln!(out, "\n{}", inline(&warning));
    }
}

fn results(out: &mut String, report: &Report) {
    heading(out, "Result by role");
    if report.roles.is_empty() {
        out.push_str("No role is assessed.\n");
        return;
    }
    let mut headers = vec!["Role", "Name", "Result", "Assessed"];
    headers.extend(OUTCOMES.iter().map(|o| o.as_str()));
    table(
        out,
        &headers,
        report
            .roles
            .iter()
            .map(|r| words::result_row(r).iter().map(|c| inline(c)).collect()),
    );
    out.push_str("\nA role's result is its worst applicable step.\n");
    let answers = words::answers(report);
    if !answers.is_empty() {
        out.push('\n');
        let rows = answers
            .iter()
            .map(|(question, role, word)| vec![inline(question), role.to_string(), inline(word)]);
        table(out, &["Question", "Role", "Answer"], rows);
    }
}

fn sign_offs(out: &mut String, report: &Report) {
    if report.roles.is_empty() {
        return;
    }
    heading(out, "Review and sign-off");
    let rows = report.roles.iter().map(|role| {
        let row = follow_up::sign_off_row(role);
        row.iter().map(|c| inline(c)).collect()
    });
    table(out, &follow_up::SIGN_OFF, rows);
}

fn matrix(out: &mut String, report: &Report) {
    let ids = words::step_ids(report);
    if ids.is_empty() {
        return;
    }
    heading(out, "Steps");
    let mut headers = vec!["Step"];
    headers.extend(report.roles.iter().map(|r| r.role.as_str()));
    let rows = ids.iter().map(|id| {
        let mut row = vec![inline(id.as_str())];
        row.extend(report.roles.iter().map(|role| {
            words::cell(role, id).map_or(String::new(), |(sign, word)| format!("{sign} {word}"))
        }));
        row
    });
    table(out, &headers, rows);
}

fn responsibility(out: &mut String, report: &Report) {
    if report.responsibility.is_empty() {
        return;
    }
    heading(out, "Shared responsibility");
    let rows = report.responsibility.iter().map(|share| {
        vec![
            inline(&share.title()),
            share.ownership.to_string(),
            inline(&words::owners(share)),
            inline(share.finding.as_deref().unwrap_or("")),
        ]
    });
    table(out, &["Layer", "Ownership", "Owners", "Finding"], rows);
}

fn standards(out: &mut String, report: &Report) {
    if report.standards.is_empty() {
        return;
    }
    heading(out, "Other standards");
    if let Some(caution) = gaps::caution(&report.gaps) {
        let _ = writeln!(out, "{caution}\n");
    }
    for standard in &report.standards {
        let coverage = standard.coverage.words();
        let name = inline(&standard.name);
        let _ = writeln!(out, "### {name} · coverage: {coverage}\n");
        if !standard.mapping.trim().is_empty() {
            let _ = writeln!(out, "- Mapping: {}", inline(&standard.mapping));
        }
        if !standard.references.is_empty() {
            let _ = writeln!(
                out,
                "- References: {}",
                inline(&standard.references.join(", "))
            );
        }
        let _ = writeln!(out, "- What the gaps mean: {}\n", inline(&standard.bearing));
        if !standard.addendum.trim().is_empty() {
            let _ = writeln!(out, "Addendum:\n\n{}", quote(&standard.addendum));
        }
    }
    out.truncate(out.trim_end_matches('\n').len());
    out.push('\n');
}

fn gaps(out: &mut String, report: &Report) {
    heading(out, "Gaps");
    let _ = writeln!(out, "{}", words::gap_counts(report));
    for severity in Severity::ALL {
        let mut rows = report
            .gaps
            .iter()
            .filter(|g| g.severity == severity)
            .peekable();
        if rows.peek().is_none() {
            continue;
        }
        let _ = writeln!(out, "\n### {}\n", words::severity_heading(severity));
        let rows = words::together(rows).into_iter().map(|(gap, items)| {
            vec![
                gap.role.to_string(),
                inline(&items.join(", ")),
                inline(&gap.message),
                gap.kind.to_string(),
            ]
        });
        table(out, &["Role", "Items", "Gap", "Rule"], rows);
    }
    sources(out, report);
}

/// Where the rules that found a gap come from, each source once.
fn sources(out: &mut String, report: &Report) {
    let kinds: BTreeSet<Kind> = report.gaps.iter().map(|g| g.kind).collect();
    let mut sources: Vec<(&str, Vec<&str>)> = Vec::new();
    for kind in &kinds {
        match sources.iter_mut().find(|(s, _)| *s == kind.source()) {
            Some((_, rules)) => rules.push(kind.as_str()),
            None => sources.push((kind.source(), vec![kind.as_str()])),
        }
    }
    if sources.is_empty() {
        return;
    }
    out.push_str("\n### Sources of the rules\n\n");
    let rows = sources
        .iter()
        .map(|(source, rules)| vec![rules.join(", "), inline(source)]);
    table(out, &["Rules", "Source"], rows);
}

fn actions(out: &mut String, report: &Report) {
    if report.actions.is_empty() {
        return;
    }
    heading(out, "Corrective actions");
    let rows = report.actions.iter().map(|row| {
        let action = &row.action;
        vec![
            row.role.to_string(),
            inline(row.item.as_str()),
            inline(&action.text),
            inline(&action.owner),
            action.due.map_or(String::new(), |d| d.to_string()),
            words::action_state(action, report.today).to_owned(),
            inline(&follow_up::retest(action)),
        ]
    });
    table(
        out,
        &["Role", "Item", "Action", "Owner", "Due", "Status", "Retest"],
        rows,
    );
}

fn evidence(out: &mut String, report: &Report) {
    heading(out, "Evidence register");
    if report.evidence.is_empty() {
        out.push_str("The register is empty.\n");
        return;
    }
    let rows = report.evidence.iter().map(|row| {
        let used: Vec<String> = row
            .used_by
            .iter()
            .map(|(role, item)| format!("{role} {item}"))
            .collect();
        evidence_row(row, &used)
    });
    table(out, &EVIDENCE, rows);
}

/// A row of the register, with what rests on the record.
fn evidence_row(row: &EvidenceRow, used: &[String]) -> Vec<String> {
    let record = &row.record;
    let expired = if row.expired { " (expired)" } else { "" };
    vec![
        inline(row.id.as_str()),
        inline(&record.title),
        href(&record.href),
        row.state_words().to_owned(),
        inline(&record.sha256),
        record.size.map_or(String::new(), |s| s.to_string()),
        inline(&follow_up::collected(record)),
        inline(&follow_up::viewed(record)),
        follow_up::period(record),
        format!("{}{expired}", follow_up::day(record.expires_on)),
        inline(&row.uses(used)),
    ]
}
