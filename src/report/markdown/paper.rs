//! The working paper of a role: each question and step with what was found.

use super::escape::{href, inline, quote};
use crate::assessment::{EvidenceId, Outcome, Role};
use crate::report::{EvidenceRow, Finding, Report, RoleReport, Row, follow_up, words};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The records by id.
pub(super) type Register<'a> = BTreeMap<&'a EvidenceId, &'a EvidenceRow>;

pub(super) fn render(
    out: &mut String,
    report: &Report,
    register: &Register<'_>,
    role: &RoleReport,
) {
    let _ = writeln!(
        out,
        "\n## Working paper: {} {}",
        role.role,
        inline(&role.name)
    );
    for row in &role.rows {
        item(out, report, register, role.role, row);
    }
}

fn item(out: &mut String, report: &Report, register: &Register<'_>, role: Role, row: &Row) {
    let _ = writeln!(
        out,
        "\n### {role} {} {}\n",
        inline(row.item.as_str()),
        inline(&row.topic)
    );
    let origin = words::origin(row.origin);
    let _ = writeln!(out, "{origin}\n\n{}", quote(&row.text));
    match &row.finding {
        Finding::Question {
            answer,
            ownership,
            implementation,
            customer_responsibilities,
        } => {
            let answer = answer.map_or("unanswered", |a| a.as_str());
            let _ = writeln!(out, "- Answer: {answer}{}", suggested(row));
            let ownership = ownership.map_or("not declared", |o| o.as_str());
            let _ = writeln!(out, "- Ownership: {ownership}");
            common(out, report, register, row, "Answered");
            long(out, "Implementation", implementation);
            long(out, "Customer responsibilities", customer_responsibilities);
        }
        Finding::Step {
            outcome,
            grade,
            methods,
            effectiveness,
            sample,
            note,
            justification,
            review,
        } => {
            let grade = grade.map_or(String::new(), |g| format!(" ({g})"));
            let last = suggested(row);
            let _ = writeln!(out, "- Outcome: {} {outcome}{grade}{last}", outcome.glyph());
            let methods: Vec<&str> = methods.iter().map(|m| m.as_str()).collect();
            if !methods.is_empty() {
                let _ = writeln!(out, "- Methods: {}", methods.join(", "));
            }
            if let Some(which) = effectiveness {
                let _ = writeln!(out, "- Effectiveness: {which}");
            }
            if let Some(sample) = sample {
                let _ = writeln!(out, "- Sample: {}", inline(&sample.to_string()));
            }
            common(out, report, register, row, "Assessed");
            if *outcome != Outcome::NotAssessed {
                let _ = writeln!(out, "- Review: {}", inline(&follow_up::review(review)));
            }
            long(out, "Review comment", &review.comment);
            long(out, "Note", note);
            long(out, "Justification", justification);
        }
    }
}

/// `; suggested: satisfied (…)`; nothing where nothing is suggested.
fn suggested(row: &Row) -> String {
    words::suggested(row).map_or(String::new(), |s| format!("; {s}"))
}

fn common(out: &mut String, report: &Report, register: &Register<'_>, row: &Row, done: &str) {
    for id in &row.evidence {
        let record = register.get(id);
        let what = record.map_or("(not in the register)".to_owned(), |e| {
            let title = match e.record.title.trim() {
                "" => String::new(),
                title => format!("{}, ", inline(title)),
            };
            format!("{title}{} ({})", href(&e.record.href), e.state_words())
        });
        let _ = writeln!(out, "- Evidence: {} {what}", inline(id.as_str()));
    }
    if let Some(action) = &row.action {
        let due = action
            .due
            .map_or_else(|| "no due date".to_owned(), |d| format!("due {d}"));
        let retest = match follow_up::retest(action).as_str() {
            "" => String::new(),
            retest => format!("; retest {}", inline(retest)),
        };
        let _ = writeln!(
            out,
            "- Corrective action: {} (owner: {}; {due}; {}{retest})",
            inline(&action.text),
            inline(&action.owner),
            words::action_state(action, report.today)
        );
    }
    for gap in row.gaps.iter().filter_map(|i| report.gaps.get(*i)) {
        let _ = writeln!(out, "- Gap ({}): {}", gap.severity, inline(&gap.message));
    }
    let at = row
        .at
        .map_or(String::new(), |at| format!(" at {}", words::time(at)));
    if !row.by.trim().is_empty() || !at.is_empty() {
        let by = if row.by.trim().is_empty() {
            "someone unnamed".to_owned()
        } else {
            inline(&row.by)
        };
        let _ = writeln!(out, "- {done} by {by}{at}");
    }
}

fn long(out: &mut String, label: &str, text: &str) {
    if !text.trim().is_empty() {
        let _ = write!(out, "\n{label}:\n\n{}", quote(text));
    }
}
