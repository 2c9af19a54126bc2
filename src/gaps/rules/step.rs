//! Rules about steps and about corrective actions.

use super::{Item, is_blank, lacks};
use crate::assessment::{Grade, Outcome, StepAnswer};

fn with<'a>(item: &Item<'a>, outcome: Outcome) -> Option<&'a StepAnswer> {
    item.step().filter(|s| s.outcome() == outcome)
}

fn graded(step: &StepAnswer) -> bool {
    matches!(step.grade, Some(Grade::Major | Grade::Minor))
}

pub(super) fn not_satisfied(item: &Item<'_>) -> Option<String> {
    let step = with(item, Outcome::NotSatisfied)?;
    Some(if graded(step) {
        "not satisfied: mend it".into()
    } else {
        "not satisfied: grade it (counts as major)".into()
    })
}

pub(super) fn partially_satisfied(item: &Item<'_>) -> Option<String> {
    let step = with(item, Outcome::PartiallySatisfied)?;
    Some(if graded(step) {
        "partly satisfied: mend the rest".into()
    } else {
        "partly satisfied: grade it (counts as minor)".into()
    })
}

pub(super) fn not_assessed(item: &Item<'_>) -> Option<String> {
    with(item, Outcome::NotAssessed)?;
    Some("not assessed yet: record an outcome".into())
}

pub(super) fn unjustified(item: &Item<'_>) -> Option<String> {
    let step = with(item, Outcome::NotApplicable)?;
    is_blank(&step.justification).then(|| "not applicable: add a justification".into())
}

pub(super) fn action_incomplete(item: &Item<'_>) -> Option<String> {
    item.step().filter(|s| s.outcome().is_shortfall())?;
    let missing = lacks(item.action())?;
    match item.action() {
        None => Some(format!("no corrective action: add {missing}")),
        // What was done needs no due date any more.
        Some(action) if action.is_done() => None,
        Some(_) => Some(format!("action incomplete: add {missing}")),
    }
}

pub(super) fn action_done(item: &Item<'_>) -> Option<String> {
    item.step().filter(|s| s.outcome().is_shortfall())?;
    item.action().filter(|a| a.is_done())?;
    Some("action done, step still falls short: reassess it".into())
}

pub(super) fn action_overdue(item: &Item<'_>) -> Option<String> {
    let action = item.action().filter(|a| !a.is_done())?;
    let due = action.due.filter(|due| *due < item.ctx.today)?;
    Some(format!("action was due {due}: finish or extend it"))
}
