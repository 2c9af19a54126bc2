//! The AI-CAIQ answers of one provider role as CSV, in the columns A to F of
//! CSA's questionnaire, to be pasted into it.
//!
//! What CSA asks for is taken from its guide "Filling in the AI-CAIQ:
//! Instructions and Recommendations" (of AI-CAIQ v1.1): C is exactly one of
//! yes, no and NA; an NA is explained in E; D names an owner where C is yes, is
//! usually ND where C is NA, and should name who mends it where C is no; E and
//! F are recommended, not demanded; a plan for what falls short belongs into E.
//! That C and D are filled in for every question is what others report of CSA's
//! "STAR for AI Level 1 Submission Guide", which was not at hand itself.

use super::csv::inert;
use super::xlsx::LONGEST_TEXT;
use super::{Finding, Report, RoleReport, Row};
use crate::assessment::{Action, Answer, Ownership, Role};
use crate::gaps::Kind;
use crate::questionnaire::ItemId;
use crate::text::{one_line, visible};
use std::fmt;

/// The headers of the columns A to F. C to F are called so in CSA's guide
/// "Filling in the AI-CAIQ"; the order is that of the questionnaires AI-CAIQ
/// v1.0.2 and v1.1.0. CSA's CAIQ v4 has the same six columns and calls C "CSP
/// CAIQ Answer", E "CSP Implementation Description" and F "CSC
/// Responsibilities".
pub const COLUMNS: [&str; 6] = [
    "Question ID",
    "Question",
    "Service Provider AI-CAIQ Answer",
    "SSRM Control Ownership",
    "Service Provider Implementation Description",
    "Service Customer Responsibilities",
];

/// Something in an answer that CSA's instructions do not allow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The role that answered.
    pub role: Role,
    /// The question.
    pub item: ItemId,
    /// What was found and how to mend it, in one sentence.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let item = one_line(self.item.as_str());
        write!(f, "{}.{item}: {}", self.role, self.message)
    }
}

/// Why a role's answers cannot be handed in: each violation, one at least.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("CSA's instructions for AI-CAIQ do not allow what {role} answers:{}", list(.violations))]
pub struct Refused {
    /// The role.
    pub role: Role,
    /// Everything that has to be mended.
    pub violations: Vec<Violation>,
}

fn list(violations: &[Violation]) -> String {
    violations.iter().map(|v| format!("\n  {v}")).collect()
}

/// Why it is not clear whose answers are meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoRole {
    /// Several roles are assessed.
    #[error("an AI-CAIQ is for one provider role: choose with --role one of {0}")]
    Several(String),
    /// The role is not one of the assessed ones.
    #[error("{role} is not assessed here: choose with --role one of {assessed}")]
    NotAssessed {
        /// The role that was named.
        role: Role,
        /// Those that can be.
        assessed: String,
    },
    /// The customer provides nothing.
    #[error("AIC is the customer, and an AI-CAIQ is answered by providers{0}")]
    Customer(String),
    /// No provider is assessed.
    #[error("no provider role is assessed here, so there is nothing to hand in")]
    Nobody,
}

/// The role whose answers are meant: the one that was named, or the only
/// provider that is assessed.
///
/// # Errors
/// When there is none, or no telling which.
pub fn provider(report: &Report, named: Option<Role>) -> Result<&RoleReport, NoRole> {
    let is_provider = |r: &&RoleReport| r.role != Role::Aic;
    let providers: Vec<&RoleReport> = report.roles.iter().filter(is_provider).collect();
    let words: Vec<&str> = providers.iter().map(|r| r.role.as_str()).collect();
    let assessed = words.join(", ");
    match (named, providers.as_slice()) {
        (_, []) => Err(NoRole::Nobody),
        (Some(Role::Aic), _) => Err(NoRole::Customer(format!(
            ": choose with --role one of {assessed}"
        ))),
        (Some(role), all) => all
            .iter()
            .find(|r| r.role == role)
            .copied()
            .ok_or(NoRole::NotAssessed { role, assessed }),
        (None, [only]) => Ok(only),
        (None, _) => Err(NoRole::Several(assessed)),
    }
}

/// A role's answers as CSV (RFC 4180: comma, quotes where needed, CRLF),
/// UTF-8 without a mark, six columns. No cell can be taken for a formula, and
/// control characters are made visible.
///
/// # Errors
/// When an answer is one that CSA's instructions do not allow.
pub fn render(role: &RoleReport) -> Result<String, Refused> {
    let violations: Vec<Violation> = role
        .rows
        .iter()
        .flat_map(|row| violations(role.role, row))
        .collect();
    if !violations.is_empty() {
        let role = role.role;
        return Err(Refused { role, violations });
    }
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    // Writing to memory does not fail, and every line has all columns.
    let _ = writer.write_record(COLUMNS);
    for cells in role.rows.iter().filter_map(cells) {
        let _ = writer.write_record(cells.iter().map(|c| visible(&inert(c)).into_owned()));
    }
    let bytes = writer.into_inner().unwrap_or_default();
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// The cells A to F of a question as they were answered; none for a step.
/// Where nobody declared who owns a control that does not apply, D is ND: that
/// is what ND says, and what CSA expects beside an NA.
pub(crate) fn cells(row: &Row) -> Option<[String; 6]> {
    let Finding::Question {
        answer,
        ownership,
        customer_responsibilities,
        ..
    } = &row.finding
    else {
        return None;
    };
    let undeclared = (*answer == Some(Answer::Na)).then_some(Ownership::Nd);
    Some([
        row.item.to_string(),
        row.text.clone(),
        answer.map_or(String::new(), |a| a.to_string()),
        ownership
            .or(undeclared)
            .map_or(String::new(), |o| o.to_string()),
        description(row),
        customer_responsibilities.clone(),
    ])
}

/// That D is what CSA expects beside an NA, where nobody declared it.
pub(crate) fn assumed(row: &Row) -> Option<&'static str> {
    let undeclared = matches!(
        row.finding,
        Finding::Question {
            answer: Some(Answer::Na),
            ownership: None,
            ..
        }
    );
    undeclared.then_some("column D is ND, as CSA asks for NA; nobody stated an ownership")
}

/// The cell E: how the control is implemented and, of a Yes or a No, what is
/// still to be done.
fn description(row: &Row) -> String {
    let Finding::Question {
        answer,
        implementation,
        ..
    } = &row.finding
    else {
        return String::new();
    };
    let mut text = implementation.trim_end().to_owned();
    let open = row.action.as_ref().filter(|a| !a.is_done());
    if *answer == Some(Answer::Na) || open.is_none() {
        return text;
    }
    let plan = open.map_or(String::new(), plan);
    if !text.trim().is_empty() && !plan.is_empty() {
        text.push_str("\n\n");
    }
    text.push_str(&plan);
    text
}

/// `Corrective action: Name the owners; owner: Platform security; due:
/// 2027-01-31`, as much of it as is known.
fn plan(action: &Action) -> String {
    let mut parts = Vec::new();
    for (label, text) in [
        ("Corrective action", action.text.trim()),
        ("owner", action.owner.trim()),
    ] {
        if !text.is_empty() {
            parts.push(format!("{label}: {text}"));
        }
    }
    parts.extend(action.due.map(|due| format!("due: {due}")));
    parts.join("; ")
}

/// What CSA's instructions do not allow in the answer to a question; nothing
/// for a step. That D is one of the published ownerships needs no check: an
/// answer file with another word in it does not open.
pub(crate) fn violations(role: Role, row: &Row) -> Vec<Violation> {
    let (
        Finding::Question {
            answer,
            ownership,
            implementation,
            ..
        },
        Some(cells),
    ) = (&row.finding, cells(row))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let message = match (answer, ownership) {
        (None, _) if row.suggested.is_some() => Some(
            "not answered: what the last assessment suggests is no answer before somebody confirms it (column C)",
        ),
        (None, _) => Some("not answered: answer Yes, No or NA (column C)"),
        (Some(Answer::Yes), None) => {
            Some("Yes without an ownership: name at least one owner (column D)")
        }
        (Some(Answer::Yes), Some(Ownership::Nd)) => {
            Some("Yes with the ownership ND: name at least one owner (column D)")
        }
        (Some(Answer::No), None) => Some(
            "No without an ownership: name who has to mend it, or ND where nobody can tell (column D)",
        ),
        (Some(Answer::Na), _) if implementation.trim().is_empty() => Some(
            "NA without an explanation: say in the implementation why it does not apply (column E)",
        ),
        _ => None,
    };
    found.extend(message.map(str::to_owned));
    for (column, text) in ["A", "B", "C", "D", "E", "F"].iter().zip(&cells) {
        let length = inert(text).encode_utf16().count();
        if length > LONGEST_TEXT {
            found.push(format!(
                "column {column} has {length} characters and a cell holds {LONGEST_TEXT}: shorten it"
            ));
        }
    }
    let violation = |message| Violation {
        role,
        item: row.item.clone(),
        message,
    };
    found.into_iter().map(violation).collect()
}

/// What to look at again before a role's answers are handed in, a sentence
/// each: what CSA recommends and they lack, and where an answer and the steps
/// contradict each other. None of it keeps anybody from handing them in.
#[must_use]
pub fn advice(report: &Report, role: &RoleReport) -> Vec<String> {
    let contradicts = |kind: Kind| {
        matches!(
            kind,
            Kind::YesContradicted | Kind::NoContradicted | Kind::NaContradicted | Kind::NoneApplies
        )
    };
    let mut advice = Vec::new();
    for row in &role.rows {
        let gaps = row.gaps.iter().filter_map(|n| report.gaps.get(*n));
        let said = gaps
            .filter(|g| contradicts(g.kind))
            .map(|g| g.message.clone());
        let item = one_line(row.item.as_str());
        for what in said.chain(lacks(row).into_iter().map(str::to_owned)) {
            advice.push(format!("{}.{item}: {what}", role.role));
        }
    }
    advice
}

/// That another text was answered than the one beside the answers, in words; none
/// where it is the same.
#[must_use]
pub fn text_differs(report: &Report) -> Option<String> {
    let q = &report.questionnaire;
    let id = one_line(&q.id);
    q.text_differs.then(|| {
        format!("{id}: the questionnaire's text has changed since it was answered: check that the answers still fit it")
    })
}

fn lacks(row: &Row) -> Vec<&'static str> {
    let (
        Finding::Question {
            answer,
            ownership,
            customer_responsibilities,
            ..
        },
        Some([.., e, _]),
    ) = (&row.finding, cells(row))
    else {
        return Vec::new();
    };
    let mut lacks = Vec::new();
    let planned = row
        .action
        .as_ref()
        .is_some_and(|a| !a.text.trim().is_empty());
    match answer {
        Some(Answer::Yes) if e.trim().is_empty() => {
            lacks.push("column E is empty: CSA recommends to say how it is implemented");
        }
        Some(Answer::No) if !planned => {
            lacks.push("No without a corrective action: CSA asks for one in column E");
        }
        _ => {}
    }
    lacks.extend(assumed(row));
    let shared = ownership.is_some_and(|o| o.roles().len() > 1 || o.roles().contains(&Role::Aic));
    if shared && customer_responsibilities.trim().is_empty() {
        lacks.push(
            "column F is empty and the ownership is shared: CSA recommends to say what the customer has to do",
        );
    }
    lacks
}
