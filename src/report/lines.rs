//! Results, counts and gaps as sentences: to be listened to.

use super::{Report, words};
use crate::gaps::Severity;
use crate::text::{count, one_line};

/// The report's results, counts and gaps, one sentence a line, without tables
/// and signs.
#[must_use]
pub fn render(report: &Report) -> Vec<String> {
    let q = &report.questionnaire;
    let mut out = vec![one_line(&format!(
        "{}, {} {}, as of {}.",
        report.subject, q.id, q.title, report.today
    ))];
    out.extend(words::warnings(report));
    for role in &report.roles {
        let roll = &role.roll_up;
        let total = roll.counts.total();
        let counts: Vec<String> = words::OUTCOMES
            .iter()
            .map(|o| format!("{} {}", roll.counts.get(*o), o.as_str().replace('-', " ")))
            .collect();
        out.push(one_line(&format!(
            "{}, {}: {}. Of {}: {}.",
            role.role,
            role.name,
            roll.words(),
            count(total, "step"),
            counts.join(", ")
        )));
    }
    for (question, role, word) in words::answers(report) {
        out.push(one_line(&format!("{role}, question {question}: {word}.")));
    }
    out.push(format!("Gaps: {}.", words::gap_counts(report)));
    for severity in Severity::ALL {
        let gaps = report.gaps.iter().filter(|g| g.severity == severity);
        for (gap, items) in words::together(gaps) {
            let items = items.join(", ");
            out.push(format!(
                "Gap, {severity}, {} {items}: {}.",
                gap.role, gap.message
            ));
        }
    }
    out
}
