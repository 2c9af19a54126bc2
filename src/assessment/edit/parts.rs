//! Reaching the parts of an assessment that an edit changes, and keeping it
//! free of entries that say nothing.

use super::{EditError, Stamp};
use crate::assessment::same_person;
use crate::assessment::{
    Action, ActionStatus, Assessment, Evidence, EvidenceId, EvidenceIds, QuestionAnswer, Role,
    StepAnswer,
};
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeSet;

pub(super) fn known_item(
    a: &Assessment,
    q: &Questionnaire,
    role: Role,
    item: &ItemId,
) -> Result<(), EditError> {
    if !a.roles.contains(&role) {
        return Err(EditError::RoleNotAssessed(role));
    }
    if q.has(role, item) {
        Ok(())
    } else {
        Err(EditError::NoSuchItem {
            questionnaire: q.control.id.clone(),
            role,
            item: item.to_string(),
        })
    }
}

/// The text with line ends unified and trailing line feeds off.
pub(super) fn clean(text: &str) -> Result<String, EditError> {
    if crate::limits::is_too_long(text) {
        return Err(crate::limits::Excess::Text.into());
    }
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    if let Some(c) = unified.chars().find(|c| crate::text::is_unsafe(*c)) {
        return Err(EditError::ControlCharacter(c as u32));
    }
    if unified.trim().is_empty() {
        return Ok(String::new());
    }
    Ok(unified.trim_end_matches('\n').to_owned())
}

pub(super) fn in_range(day: Option<NaiveDate>) -> Result<Option<NaiveDate>, EditError> {
    match day {
        Some(day) if !(1900..=9999).contains(&day.year()) => Err(EditError::Year(day)),
        day => Ok(day),
    }
}

pub(super) fn register(a: &mut Assessment, href: &str, stamp: &Stamp) -> EvidenceId {
    if let Some((id, _)) = a.evidence.iter().find(|(_, e)| e.href == href) {
        return id.clone();
    }
    // Two hrefs can share eight hex digits: the later one then hashes on.
    let mut id = EvidenceId::of(href);
    while a.evidence.contains_key(&id) {
        id = EvidenceId::of(&format!("{id} {href}"));
    }
    let record = Evidence {
        href: href.to_owned(),
        collected_on: Some(stamp.now.date_naive()),
        collected_by: person(a, stamp),
        ..Evidence::default()
    };
    a.evidence.insert(id.clone(), record);
    id
}

pub(super) fn person(a: &Assessment, stamp: &Stamp) -> String {
    if stamp.by.is_empty() {
        a.assessor.clone()
    } else {
        stamp.by.clone()
    }
}

pub(super) fn stamp_item(a: &mut Assessment, role: Role, item: &ItemId, by: &str, stamp: &Stamp) {
    let by = by.to_owned();
    match item {
        ItemId::Question(id) => {
            let entry = question_mut(a, role, id);
            entry.answered_by = by;
            entry.answered_at = Some(stamp.now);
        }
        ItemId::Step(id) => {
            let entry = step_mut(a, role, id);
            let before = std::mem::replace(&mut entry.assessed_by, by);
            if !before.trim().is_empty() && !same_person(&before, &entry.assessed_by) {
                entry.assessed_also.insert(before);
            }
            let now = entry.assessed_by.clone();
            entry.assessed_also.retain(|name| !same_person(name, &now));
            entry.assessed_at = Some(stamp.now);
        }
    }
}

/// Drops the entry of an item that says nothing any more, so that clearing an
/// answer leaves no husk in the file. Others are not touched: who is named in
/// one may be a person's plan.
pub(super) fn prune(a: &mut Assessment, role: Role, item: &ItemId) {
    let Some(answers) = a.answers.get_mut(&role) else {
        return;
    };
    match item {
        ItemId::Step(id) => {
            if let Some(step) = answers.steps.get_mut(id) {
                step.action = step.action.take().filter(|x| !action_is_empty(x));
                let unstamped = StepAnswer {
                    assessed_by: String::new(),
                    assessed_at: None,
                    assessed_also: BTreeSet::new(),
                    ..step.clone()
                };
                if unstamped == StepAnswer::default() {
                    answers.steps.remove(id);
                }
            }
        }
        ItemId::Question(id) => {
            if let Some(question) = answers.questions.get_mut(id) {
                question.action = question.action.take().filter(|x| !action_is_empty(x));
                let unstamped = QuestionAnswer {
                    answered_by: String::new(),
                    answered_at: None,
                    ..question.clone()
                };
                if unstamped == QuestionAnswer::default() {
                    answers.questions.remove(id);
                }
            }
        }
    }
    if answers.steps.is_empty() && answers.questions.is_empty() && answers.sign_off.is_none() {
        a.answers.remove(&role);
    }
}

fn action_is_empty(action: &Action) -> bool {
    action.text.is_empty()
        && action.owner.is_empty()
        && action.due.is_none()
        && !action.is_done()
        && action.retest.is_none()
}

pub(super) fn question_mut<'a>(
    a: &'a mut Assessment,
    role: Role,
    id: &str,
) -> &'a mut QuestionAnswer {
    a.answers
        .entry(role)
        .or_default()
        .questions
        .entry(id.to_owned())
        .or_default()
}

pub(super) fn step_mut<'a>(a: &'a mut Assessment, role: Role, id: &StepId) -> &'a mut StepAnswer {
    a.answers
        .entry(role)
        .or_default()
        .steps
        .entry(id.clone())
        .or_default()
}

pub(super) fn evidence_mut<'a>(
    a: &'a mut Assessment,
    role: Role,
    item: &ItemId,
) -> &'a mut EvidenceIds {
    match item {
        ItemId::Question(id) => &mut question_mut(a, role, id).evidence,
        ItemId::Step(id) => &mut step_mut(a, role, id).evidence,
    }
}

pub(super) fn action_mut<'a>(a: &'a mut Assessment, role: Role, item: &ItemId) -> &'a mut Action {
    let slot = match item {
        ItemId::Question(id) => &mut question_mut(a, role, id).action,
        ItemId::Step(id) => &mut step_mut(a, role, id).action,
    };
    slot.get_or_insert_with(|| Action {
        status: Some(ActionStatus::Open),
        ..Action::default()
    })
}

pub(super) fn record_mut<'a>(
    a: &'a mut Assessment,
    id: &EvidenceId,
) -> Result<&'a mut Evidence, EditError> {
    a.evidence
        .get_mut(id)
        .ok_or_else(|| EditError::NoSuchEvidence(id.clone()))
}

/// Whether a person has assessed the step: alone, with others or, where nobody
/// is named, as the assessment's assessor.
pub fn assessed_by(a: &Assessment, step: &StepAnswer, name: &str) -> bool {
    let named = if step.assessed_by.trim().is_empty() {
        &a.assessor
    } else {
        &step.assessed_by
    };
    same_person(named, name) || step.assessed_also.iter().any(|n| same_person(n, name))
}

/// Takes the agreement of a reviewer back: what they agreed to has changed.
pub(super) fn withdraw_review(a: &mut Assessment, role: Role, id: &StepId) {
    let step = a
        .answers
        .get_mut(&role)
        .and_then(|answers| answers.steps.get_mut(id));
    if let Some(step) = step {
        step.withdraw_review();
    }
}

/// What follows when a conflict was decided against the value that stood in
/// the field: who decided is an assessor of it, and no reviewer has seen it.
pub fn record_choice(a: &mut Assessment, role: Role, item: &ItemId, stamp: &Stamp) {
    let by = person(a, stamp);
    stamp_item(a, role, item, &by, stamp);
    if let ItemId::Step(id) = item {
        withdraw_review(a, role, id);
    }
    prune(a, role, item);
}

/// How many questions and steps of a role have no answer.
pub(super) fn unanswered(a: &Assessment, q: &Questionnaire, role: Role) -> usize {
    q.items(role)
        .filter(|item| match item {
            ItemId::Question(id) => a.question(role, id).answer.is_none(),
            ItemId::Step(id) => {
                a.step(role, id).outcome() == crate::assessment::Outcome::NotAssessed
            }
        })
        .count()
}
