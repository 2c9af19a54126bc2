//! The rules that results are of.

use super::{GONE, NOT_BEGUN, UNREADABLE};
use crate::gaps::{Kind, Severity, Weight};
use serde_json::{Value, json};

/// The level that a severity has: what stands today is an error or a warning.
pub(super) fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Major => "error",
        Severity::Minor => "warning",
        Severity::Open | Severity::Watch => "note",
    }
}

pub(super) fn index(rule: &str) -> usize {
    let kinds = Kind::ALL.iter().position(|k| k.as_str() == rule);
    let own = [NOT_BEGUN, UNREADABLE, GONE];
    let own = || own.iter().position(|r| *r == rule).unwrap_or(0);
    kinds.unwrap_or_else(|| Kind::ALL.len() + own())
}

pub(super) fn rules() -> Vec<Value> {
    let mut rules: Vec<Value> = Kind::ALL
        .iter()
        .map(|kind| {
            let (level, weighs) = match kind.weight() {
                Weight::Fixed(severity) => (level(severity), format!("Always {severity}.")),
                Weight::Shown(severity) => (
                    level(severity),
                    format!("Usually {severity}; watch where a control has several questions and this one does not name the steps that show whether its answer holds."),
                ),
                Weight::ByGrade => (
                    "warning",
                    "Major or minor by the finding's grade; without one, a step that is not satisfied weighs as major and all else as minor."
                        .to_owned(),
                ),
            };
            rule(kind.as_str(), about(*kind), &weighs, kind.source(), level)
        })
        .collect();
    rules.push(rule(
        NOT_BEGUN,
        "Nobody has begun with a control.",
        "Always open.",
        "aicaiq's own rule",
        "note",
    ));
    rules.push(rule(
        UNREADABLE,
        "An answer file cannot be read.",
        "Nothing is known of its gaps.",
        "aicaiq's own rule",
        "error",
    ));
    rules.push(rule(
        GONE,
        "A provider, a control's answer file, a role or answers were there before and are not any more.",
        "Its gaps are not seen any more, which does not mend them.",
        "aicaiq's own rule",
        "error",
    ));
    rules
}

/// What a rule finds, in a sentence.
fn about(kind: Kind) -> &'static str {
    match kind {
        Kind::StepNotSatisfied => "A step is not satisfied.",
        Kind::StepPartiallySatisfied => "A step is satisfied in part.",
        Kind::YesContradicted => "The answer is Yes, yet a step of the role falls short.",
        Kind::NoContradicted => {
            "The answer is No, yet every applicable step is satisfied or its action is done."
        }
        Kind::NaContradicted => "The answer is NA, yet a step of the role was found to apply.",
        Kind::NoneApplies => "The answer is Yes or No, yet no step of the role applies.",
        Kind::NoEvidence => "What is claimed has no evidence.",
        Kind::EvidenceUnregistered => "Evidence of an item is not in the register.",
        Kind::EvidenceMissing => "The file of a record is not there.",
        Kind::EvidenceChanged => "The file of a record is not the one that was recorded.",
        Kind::EvidenceExpired => "A record has expired.",
        Kind::EvidenceExpiring => "A record expires soon.",
        Kind::EvidenceUnchecked => "The file of a record was not read.",
        Kind::StepUnjustified => "A step does not apply and nothing says why.",
        Kind::ActionIncomplete => {
            "A step falls short and its corrective action lacks text, owner or due date."
        }
        Kind::ActionDone => "A corrective action is done and its step still falls short.",
        Kind::ChangesRequested => "A reviewer wants a step changed.",
        Kind::SelfReviewed => "A step was reviewed by the person who assessed it.",
        Kind::SampleIncomplete => {
            "A step speaks of operating effectiveness and its sample is incomplete."
        }
        Kind::ActionOverdue => "An open corrective action is past its due date.",
        Kind::NaUnexplained => "The answer is NA and nothing says why.",
        Kind::YesWithoutOwner => "The answer is Yes and nobody is named as the owner.",
        Kind::OwnershipContradicted => {
            "The ownership of an answer is not that of the role's own layer."
        }
        Kind::NoWithoutPlan => "The answer is No and there is no complete plan to change that.",
        Kind::QuestionUnanswered => "A question has no answer yet.",
        Kind::StepNotAssessed => "A step is not assessed yet.",
    }
}

fn rule(id: &str, short: &str, weighs: &str, source: &str, level: &str) -> Value {
    json!({
        "id": id,
        "shortDescription": { "text": short },
        "fullDescription": { "text": format!("{short} {weighs} Source: {source}.") },
        "help": { "text": format!("{short} {weighs} Source of the rule: {source}.") },
        "defaultConfiguration": { "level": level },
        "properties": { "tags": ["compliance"] },
    })
}
