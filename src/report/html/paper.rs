//! The working paper of a role: each question and step with what was found.

use super::escape::{apart, block, href, inline, paper_id, record_id};
use super::page::{close, fact, open};
use crate::assessment::{Action, EvidenceId, Outcome, Role};
use crate::report::{EvidenceRow, Finding, Report, RoleReport, Row, follow_up, words};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The records by id.
type Register<'a> = BTreeMap<&'a EvidenceId, &'a EvidenceRow>;

/// The id of a role's section.
pub(super) fn section_id(role: &RoleReport) -> String {
    format!("paper-{}", role.role)
}

/// The title of a role's section, in HTML.
pub(super) fn title(role: &RoleReport) -> String {
    format!("Working paper: {} {}", role.role, apart(&role.name))
}

pub(super) fn render(out: &mut String, report: &Report) {
    let register = report.evidence.iter().map(|e| (&e.id, e)).collect();
    for role in &report.roles {
        open(out, &section_id(role), &title(role));
        for row in &role.rows {
            item(out, report, &register, role.role, row);
        }
        close(out);
    }
}

fn item(out: &mut String, report: &Report, register: &Register<'_>, role: Role, row: &Row) {
    let _ = writeln!(
        out,
        "<article id=\"{}\">\n<h3>{role} {} {}</h3>",
        paper_id(role, &row.item),
        apart(row.item.as_str()),
        apart(&row.topic)
    );
    let origin = inline(words::origin(row.origin));
    let _ = writeln!(out, "<p>{origin}</p>\n{}\n<dl>", block(&row.text));
    match &row.finding {
        Finding::Question {
            answer,
            ownership,
            implementation,
            customer_responsibilities,
        } => {
            fact(out, "Answer", answer.map_or("unanswered", |a| a.as_str()));
            let ownership = ownership.map_or("not declared", |o| o.as_str());
            suggested(out, row);
            fact(out, "Ownership", ownership);
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
            let says = format!(
                "<span class=\"tag {outcome}\">{} {outcome}</span>",
                outcome.glyph()
            );
            fact(out, "Outcome", &says);
            suggested(out, row);
            if let Some(grade) = grade {
                fact(out, "Grade", grade.as_str());
            }
            let methods: Vec<&str> = methods.iter().map(|m| m.as_str()).collect();
            if !methods.is_empty() {
                fact(out, "Methods", &methods.join(", "));
            }
            if let Some(which) = effectiveness {
                fact(out, "Effectiveness", which.as_str());
            }
            if let Some(sample) = sample {
                fact(out, "Sample", &inline(&sample.to_string()));
            }
            common(out, report, register, row, "Assessed");
            if *outcome != Outcome::NotAssessed {
                fact(out, "Review", &inline(&follow_up::review(review)));
            }
            long(out, "Review comment", &review.comment);
            long(out, "Note", note);
            long(out, "Justification", justification);
        }
    }
    out.push_str("</dl>\n</article>\n");
}

fn suggested(out: &mut String, row: &Row) {
    if let Some(word) = row.suggested {
        let says = format!("{word} ({})", words::last_time(row));
        fact(out, "Suggested", &inline(&says));
    }
}

fn common(out: &mut String, report: &Report, register: &Register<'_>, row: &Row, done: &str) {
    let records: Vec<String> = row
        .evidence
        .iter()
        .map(|id| evidence(register, id))
        .collect();
    list(out, "Evidence", &records);
    if let Some(action) = &row.action {
        fact(out, "Corrective action", &corrective(report, action));
    }
    let gaps = row.gaps.iter().filter_map(|i| report.gaps.get(*i));
    let gaps: Vec<String> = gaps
        .map(|gap| format!("{}: {}", gap.severity, inline(&gap.message)))
        .collect();
    list(out, "Gaps", &gaps);
    let at = row
        .at
        .map_or(String::new(), |at| format!(" at {}", words::time(at)));
    if !row.by.trim().is_empty() || !at.is_empty() {
        let by = if row.by.trim().is_empty() {
            "someone unnamed".to_owned()
        } else {
            apart(&row.by)
        };
        fact(out, done, &format!("by {by}{at}"));
    }
}

fn evidence(register: &Register<'_>, id: &EvidenceId) -> String {
    let Some(row) = register.get(id) else {
        return format!("{} (not in the register)", inline(id.as_str()));
    };
    let title = match row.record.title.trim() {
        "" => String::new(),
        title => format!("{}, ", apart(title)),
    };
    format!(
        "<a href=\"#{}\">{}</a> {title}{} ({})",
        record_id(id),
        inline(id.as_str()),
        href(&row.record.href),
        row.state_words()
    )
}

fn corrective(report: &Report, action: &Action) -> String {
    let due = action
        .due
        .map_or_else(|| "no due date".to_owned(), |d| format!("due {d}"));
    let retest = match follow_up::retest(action).as_str() {
        "" => String::new(),
        retest => format!("; retest {}", apart(retest)),
    };
    format!(
        "{} (owner: {}; {due}; {}{retest})",
        apart(&action.text),
        apart(&action.owner),
        words::action_state(action, report.today)
    )
}

fn list(out: &mut String, term: &str, items: &[String]) {
    if items.is_empty() {
        return;
    }
    let mut says = String::from("<ul>");
    for item in items {
        let _ = write!(says, "<li>{item}</li>");
    }
    says.push_str("</ul>");
    fact(out, term, &says);
}

fn long(out: &mut String, term: &str, text: &str) {
    if !text.trim().is_empty() {
        fact(out, term, &block(text));
    }
}
