//! Rules about AI-CAIQ questions. The answer stays a person's: the rules only
//! say where it contradicts the steps.

use super::{Item, answered, is_blank, lacks};
use crate::assessment::{Answer, Outcome, Ownership};

pub(super) fn unanswered(item: &Item<'_>) -> Option<String> {
    item.question().filter(|q| q.answer.is_none())?;
    Some("not answered yet: answer Yes, No or NA".into())
}

pub(super) fn na_unexplained(item: &Item<'_>) -> Option<String> {
    let question = item.question().filter(|_| answered(item, Answer::Na))?;
    is_blank(&question.implementation)
        .then(|| "NA without an explanation: say in the implementation text why".into())
}

pub(super) fn yes_without_owner(item: &Item<'_>) -> Option<String> {
    let question = item.question().filter(|_| answered(item, Answer::Yes))?;
    match question.ownership {
        None => Some("Yes without an ownership: declare who owns the control".into()),
        Some(Ownership::Nd) => {
            Some("Yes with ownership ND: find out and declare who owns the control".into())
        }
        Some(_) => None,
    }
}

pub(super) fn no_without_plan(item: &Item<'_>) -> Option<String> {
    let question = item.question().filter(|_| answered(item, Answer::No))?;
    let missing = lacks(question.action.as_ref())?;
    Some(format!(
        "No without a complete corrective action: add its {missing}"
    ))
}

pub(super) fn yes_contradicted(item: &Item<'_>) -> Option<String> {
    item.question().filter(|_| answered(item, Answer::Yes))?;
    let short: Vec<&str> = item
        .steps()
        .filter(|(_, o)| o.is_shortfall())
        .map(|(id, _)| id)
        .collect();
    let (steps, fall) = match short.len() {
        0 => return None,
        1 => ("step", "falls"),
        _ => ("steps", "fall"),
    };
    Some(format!(
        "Yes, but {steps} {} {fall} short: close the finding or answer No",
        short.join(", ")
    ))
}

pub(super) fn no_contradicted(item: &Item<'_>) -> Option<String> {
    item.question().filter(|_| answered(item, Answer::No))?;
    let mut satisfied = 0;
    for (_, outcome) in item.steps() {
        match outcome {
            Outcome::Satisfied => satisfied += 1,
            Outcome::NotApplicable => {}
            _ => return None,
        }
    }
    (satisfied > 0)
        .then(|| "No, but every applicable step is satisfied: check the answer or the steps".into())
}

pub(super) fn na_contradicted(item: &Item<'_>) -> Option<String> {
    item.question().filter(|_| answered(item, Answer::Na))?;
    let applies = |o: Outcome| o == Outcome::Satisfied || o.is_shortfall();
    let (id, _) = item.steps().find(|(_, o)| applies(*o))?;
    Some(format!(
        "NA, but step {id} was assessed as applicable: check the answer or the steps"
    ))
}
