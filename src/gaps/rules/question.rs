//! Rules about AI-CAIQ questions. The answer stays a person's: the rules only
//! say where it contradicts the steps.

use super::{Item, answered, is_blank, lacks};
use crate::assessment::{Action, Answer, Outcome, Ownership};

pub(super) fn unanswered(item: &Item<'_>) -> Option<String> {
    item.question().filter(|q| q.answer.is_none())?;
    Some("not answered yet: answer Yes, No or NA".into())
}

pub(super) fn na_unexplained(item: &Item<'_>) -> Option<String> {
    let question = item.question().filter(|_| answered(item, Answer::Na))?;
    is_blank(&question.implementation).then(|| "NA unexplained: say why in Implementation".into())
}

pub(super) fn yes_without_owner(item: &Item<'_>) -> Option<String> {
    let question = item.question().filter(|_| answered(item, Answer::Yes))?;
    match question.ownership {
        None => Some("Yes without an ownership: declare one".into()),
        Some(Ownership::Nd) => Some("Yes, but ownership is ND: find out who owns it".into()),
        Some(_) => None,
    }
}

pub(super) fn no_without_plan(item: &Item<'_>) -> Option<String> {
    let question = item.question().filter(|_| answered(item, Answer::No))?;
    let missing = lacks(question.action.as_ref())?;
    match &question.action {
        None => Some(format!("No without an action: add {missing}")),
        Some(action) if action.is_done() => None,
        Some(_) => Some(format!("No, action incomplete: add {missing}")),
    }
}

pub(super) fn yes_contradicted(item: &Item<'_>) -> Option<String> {
    item.question().filter(|_| answered(item, Answer::Yes))?;
    let short: Vec<&str> = item
        .steps()
        .filter(|(_, o)| o.is_shortfall())
        .map(|(id, _)| id)
        .collect();
    Some(match short.as_slice() {
        [] => return None,
        [id] => format!("Yes, but {id} falls short: mend it or answer No"),
        // Each of them has a gap of its own, so no name is lost.
        [_, _, _, _, ..] => format!(
            "Yes, but {} steps fall short: mend them or answer No",
            short.len()
        ),
        ids => format!(
            "Yes, but {} fall short: mend them or answer No",
            ids.join(", ")
        ),
    })
}

pub(super) fn no_contradicted(item: &Item<'_>) -> Option<String> {
    let question = item.question().filter(|_| answered(item, Answer::No))?;
    if question.action.as_ref().is_some_and(Action::is_done) {
        return Some("No, but its action is done: check the answer".into());
    }
    let mut satisfied = 0;
    for (_, outcome) in item.steps() {
        match outcome {
            Outcome::Satisfied => satisfied += 1,
            Outcome::NotApplicable => {}
            _ => return None,
        }
    }
    (satisfied > 0).then(|| "No, but no step falls short: check the answer".into())
}

pub(super) fn na_contradicted(item: &Item<'_>) -> Option<String> {
    item.question().filter(|_| answered(item, Answer::Na))?;
    let applies = |o: Outcome| o == Outcome::Satisfied || o.is_shortfall();
    let (id, _) = item.steps().find(|(_, o)| applies(*o))?;
    Some(format!("NA, but step {id} applies: check the answer"))
}

pub(super) fn none_applies(item: &Item<'_>) -> Option<String> {
    let answer = item.question()?.answer.filter(|a| *a != Answer::Na)?;
    let mut outcomes = item.steps().map(|(_, outcome)| outcome).peekable();
    outcomes.peek()?;
    outcomes
        .all(|o| o == Outcome::NotApplicable)
        .then(|| format!("{answer}, but no step applies: is the answer NA?"))
}
