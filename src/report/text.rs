//! The report as plain text for a terminal or a mail.

use super::words::{self, OUTCOMES};
use super::wrap::{hang, pad, push_line, table, wrap};
use super::{Report, RoleReport, follow_up};
use crate::gaps::{self, Severity};
use crate::questionnaire::ItemId;
use crate::text::one_line;
use unicode_width::UnicodeWidthStr;

/// The narrowest width that is laid out for, in columns.
const NARROWEST: usize = 40;

/// The report as plain text without colour, wrapped at `width` columns (at
/// least 40; columns by UAX #11).
#[must_use]
pub fn render(report: &Report, width: usize) -> String {
    let width = width.max(NARROWEST);
    let mut out = String::new();
    head(&mut out, report, width);
    results(&mut out, report, width);
    matrix(&mut out, report, width);
    responsibility(&mut out, report, width);
    standards(&mut out, report, width);
    gaps(&mut out, report, width);
    terms(&mut out, report, width);
    out
}

fn paragraph(out: &mut String, text: &str, width: usize) {
    for line in wrap(text, width) {
        push_line(out, &line);
    }
}

fn heading(out: &mut String, text: &str) {
    out.push('\n');
    push_line(out, text);
    push_line(out, &"-".repeat(text.width()));
}

fn head(out: &mut String, report: &Report, width: usize) {
    let q = &report.questionnaire;
    paragraph(out, &one_line(&report.subject), width);
    let title = one_line(&format!("{} {} ({})", q.id, q.title, q.version));
    paragraph(out, &title, width);
    let by = if report.assessor.trim().is_empty() {
        "no assessor named".to_owned()
    } else {
        format!("assessed by {}", one_line(&report.assessor))
    };
    paragraph(out, &format!("{by}; as of {}", report.today), width);
    for warning in words::warnings(report) {
        out.push('\n');
        paragraph(out, &warning, width);
    }
}

fn results(out: &mut String, report: &Report, width: usize) {
    heading(out, "Result by role");
    if report.roles.is_empty() {
        paragraph(out, "No role is assessed.", width);
        return;
    }
    let headers = [
        "Role",
        "Result",
        "Assessed",
        "Satisfied",
        "Partly met",
        "Not met",
        "N/A",
    ];
    let mut rows = vec![headers.map(str::to_owned).to_vec()];
    rows.extend(report.roles.iter().map(result_row));
    match table(&rows, width) {
        Some(lines) => lines.iter().for_each(|line| push_line(out, line)),
        None => report.roles.iter().for_each(|r| result_list(out, r, width)),
    }
    paragraph(out, "A role's result is its worst applicable step.", width);
    for role in &report.roles {
        let by = match follow_up::signed_by(role).as_str() {
            "" => String::new(),
            by => format!(" by {}", one_line(by)),
        };
        let text = match &role.sign_off {
            Some(signed) => format!("signed off{by}: {}", follow_up::worth(signed)),
            None => follow_up::sign_off_state(role),
        };
        let reviewed = follow_up::reviewed(role);
        hang(
            out,
            &format!("{:<4}", role.role),
            &format!("{reviewed} steps reviewed; {text}"),
            width,
        );
    }
    let answers = words::answers(report);
    if !answers.is_empty() {
        out.push('\n');
        for (question, role, word) in answers {
            hang(
                out,
                &format!("{role:<4}"),
                &format!("{question}: {word}"),
                width,
            );
        }
    }
}

fn result_row(role: &RoleReport) -> Vec<String> {
    let counts = &role.roll_up.counts;
    let total = counts.total();
    let of = |n: usize| format!("{n} of {total}");
    vec![
        role.role.to_string(),
        role.roll_up.result.to_string(),
        of(counts.assessed()),
        of(counts.satisfied),
        of(counts.partially_satisfied),
        of(counts.not_satisfied),
        of(counts.not_applicable),
    ]
}

fn result_list(out: &mut String, role: &RoleReport, width: usize) {
    let counts = &role.roll_up.counts;
    let parts: Vec<String> = OUTCOMES
        .iter()
        .map(|o| format!("{o} {} of {}", counts.get(*o), counts.total()))
        .collect();
    hang(
        out,
        &format!("{:<4}", role.role),
        &format!("{}: {}", role.roll_up.result, parts.join(", ")),
        width,
    );
}

fn matrix(out: &mut String, report: &Report, width: usize) {
    let ids = words::step_ids(report);
    if ids.is_empty() {
        return;
    }
    heading(out, "Steps");
    for block in blocks(&ids, width) {
        let cells = |f: &dyn Fn(&ItemId) -> String| -> String {
            let cells: Vec<String> = block
                .iter()
                .map(|id| pad(&f(id), id.as_str().width()))
                .collect();
            cells.join(" ")
        };
        push_line(out, &format!("    {}", cells(&|id| id.to_string())));
        for role in &report.roles {
            let line = cells(&|id| {
                words::cell(role, id).map_or(String::new(), |(sign, _)| sign.to_owned())
            });
            push_line(out, &format!("{:<4}{line}", role.role));
        }
    }
    // A sign stays with its word where the line breaks.
    let legend = words::legend(report).map(|part| part.replace(' ', "\u{a0}"));
    for line in wrap(&legend.collect::<Vec<_>>().join(", "), width) {
        push_line(out, &line.replace('\u{a0}', " "));
    }
}

/// The steps in groups that fit on a line each.
fn blocks<'a>(ids: &[&'a ItemId], width: usize) -> Vec<Vec<&'a ItemId>> {
    let mut blocks: Vec<Vec<&ItemId>> = Vec::new();
    let mut used = usize::MAX;
    for id in ids {
        let wide = id.as_str().width() + 1;
        match blocks.last_mut() {
            Some(block) if used.saturating_add(wide) <= width => {
                block.push(id);
                used += wide;
            }
            _ => {
                blocks.push(vec![id]);
                used = 3 + wide;
            }
        }
    }
    blocks
}

fn responsibility(out: &mut String, report: &Report, width: usize) {
    if report.responsibility.is_empty() {
        return;
    }
    heading(out, "Shared responsibility");
    for share in &report.responsibility {
        let layer = one_line(&share.title());
        let owners = words::owners(share);
        paragraph(
            out,
            &format!("{layer}, {}: {owners}", share.ownership),
            width,
        );
        if let Some(finding) = &share.finding {
            hang(out, "    ", finding, width);
        }
    }
}

fn standards(out: &mut String, report: &Report, width: usize) {
    if report.standards.is_empty() {
        return;
    }
    heading(out, "Other standards");
    if let Some(caution) = gaps::caution(&report.gaps) {
        paragraph(out, &caution, width);
    }
    for standard in &report.standards {
        let coverage = format!(
            "{} (coverage: {})",
            standard.name,
            standard.coverage.words()
        );
        paragraph(out, &one_line(&coverage), width);
        hang(out, "    ", &standard.bearing, width);
    }
}

fn gaps(out: &mut String, report: &Report, width: usize) {
    heading(out, "Gaps");
    paragraph(out, &words::gap_counts(report), width);
    for severity in Severity::ALL {
        let mut gaps = report
            .gaps
            .iter()
            .filter(|g| g.severity == severity)
            .peekable();
        if gaps.peek().is_none() {
            continue;
        }
        out.push('\n');
        paragraph(out, words::severity_heading(severity), width);
        for (gap, items) in words::together(gaps) {
            hang(
                out,
                &format!("  {:<4}", gap.role),
                &format!("{}: {}", items.join(", "), gap.message),
                width,
            );
        }
    }
}

fn terms(out: &mut String, report: &Report, width: usize) {
    let q = &report.questionnaire;
    let texts = [&q.attribution, &q.license];
    if texts.iter().all(|t| t.trim().is_empty()) {
        return;
    }
    heading(out, "The questionnaire's text");
    for text in texts.into_iter().filter(|t| !t.trim().is_empty()) {
        paragraph(out, &one_line(text), width);
    }
}
