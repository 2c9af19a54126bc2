//! Rules about AI-CAIQ questions. The answer stays a person's: the rules only
//! say where it contradicts the steps.

use super::{Item, Say, answered, fixed, is_blank, is_complete, lacks};
use crate::assessment::{Action, Answer, Outcome, Ownership};
use crate::text::one_line;

pub(super) fn unanswered<'a>(item: &Item<'a>) -> Option<impl Say> {
    item.question().filter(|q| q.answer.is_none())?;
    Some(fixed("not answered yet: answer Yes, No or NA"))
}

pub(super) fn na_unexplained<'a>(item: &Item<'a>) -> Option<impl Say> {
    let question = item.question().filter(|_| answered(item, Answer::Na))?;
    is_blank(&question.implementation).then_some(fixed("NA unexplained: say why in Implementation"))
}

pub(super) fn yes_without_owner<'a>(item: &Item<'a>) -> Option<impl Say> {
    let question = item.question().filter(|_| answered(item, Answer::Yes))?;
    match question.ownership {
        None => Some(fixed("Yes without an ownership: declare one")),
        Some(Ownership::Nd) => Some(fixed("Yes, but ownership is ND: find out who owns it")),
        Some(_) => None,
    }
}

/// ND contradicts nothing; that it settles nothing is a gap of a Yes.
pub(super) fn ownership_contradicted<'a>(item: &Item<'a>) -> Option<impl Say> {
    let layer = item.asked.home?;
    let declared = item.question()?.ownership?;
    (declared != layer.ownership && declared != Ownership::Nd).then_some(move || {
        let (id, has) = (one_line(&layer.id), layer.ownership);
        format!("ownership {declared}, but layer {id} has {has}: settle who owns it")
    })
}

pub(super) fn no_without_plan<'a>(item: &Item<'a>) -> Option<impl Say> {
    let question = item.question().filter(|_| answered(item, Answer::No))?;
    let action = question.action.as_ref();
    if is_complete(action) || action.is_some_and(Action::is_done) {
        return None;
    }
    Some(move || {
        let missing = lacks(action);
        match action {
            None => format!("No without an action: add {missing}"),
            Some(_) => format!("No, action incomplete: add {missing}"),
        }
    })
}

pub(super) fn yes_contradicted<'a>(item: &Item<'a>) -> Option<impl Say> {
    item.question().filter(|_| answered(item, Answer::Yes))?;
    let short = item.steps().filter(|(_, o)| o.is_shortfall());
    short.clone().next()?;
    let is_shown = item.is_shown();
    Some(move || {
        let short: Vec<&str> = short.map(|(id, _)| id).collect();
        let (which, many) = match short.as_slice() {
            [id] => (format!("{id} falls short"), false),
            // Each of them has a gap of its own, so no name is lost.
            [_, _, _, _, ..] => (format!("{} steps fall short", short.len()), true),
            ids => (format!("{} fall short", ids.join(", ")), true),
        };
        match (is_shown, many) {
            (true, false) => format!("Yes, but {which}: mend it or answer No"),
            (true, true) => format!("Yes, but {which}: mend them or answer No"),
            (false, _) => format!("Yes, but {which}: if that is of this question, answer No"),
        }
    })
}

pub(super) fn no_contradicted<'a>(item: &Item<'a>) -> Option<impl Say> {
    let question = item.question().filter(|_| answered(item, Answer::No))?;
    if question.action.as_ref().is_some_and(Action::is_done) {
        return Some(fixed("No, but its action is done: check the answer"));
    }
    let mut satisfied = 0;
    for (_, outcome) in item.steps() {
        match outcome {
            Outcome::Satisfied => satisfied += 1,
            Outcome::NotApplicable => {}
            _ => return None,
        }
    }
    (satisfied > 0).then_some(fixed("No, but no step falls short: check the answer"))
}

pub(super) fn na_contradicted<'a>(item: &Item<'a>) -> Option<impl Say> {
    item.question().filter(|_| answered(item, Answer::Na))?;
    let applies = |o: Outcome| o == Outcome::Satisfied || o.is_shortfall();
    let (id, _) = item.steps().find(|(_, o)| applies(*o))?;
    Some(move || format!("NA, but step {id} applies: check the answer"))
}

pub(super) fn none_applies<'a>(item: &Item<'a>) -> Option<impl Say> {
    let answer = item.question()?.answer.filter(|a| *a != Answer::Na)?;
    let mut outcomes = item.steps().map(|(_, outcome)| outcome).peekable();
    outcomes.peek()?;
    outcomes
        .all(|o| o == Outcome::NotApplicable)
        .then_some(move || format!("{answer}, but no step applies: is the answer NA?"))
}
