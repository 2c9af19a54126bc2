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
        "not satisfied: close the finding".into()
    } else {
        "not satisfied and the grade is missing, so it counts as major: grade it and close the finding".into()
    })
}

pub(super) fn partially_satisfied(item: &Item<'_>) -> Option<String> {
    let step = with(item, Outcome::PartiallySatisfied)?;
    Some(if graded(step) {
        "satisfied in part: close the rest of the finding".into()
    } else {
        "satisfied in part and the grade is missing, so it counts as minor: grade it and close the rest of the finding".into()
    })
}

pub(super) fn not_assessed(item: &Item<'_>) -> Option<String> {
    with(item, Outcome::NotAssessed)?;
    Some("not assessed yet: record an outcome".into())
}

pub(super) fn unjustified(item: &Item<'_>) -> Option<String> {
    let step = with(item, Outcome::NotApplicable)?;
    is_blank(&step.justification)
        .then(|| "not applicable without a justification: say why it does not apply".into())
}

pub(super) fn action_incomplete(item: &Item<'_>) -> Option<String> {
    item.step().filter(|s| s.outcome().is_shortfall())?;
    let missing = lacks(item.action())?;
    Some(match item.action() {
        None => format!("falls short without a corrective action: add its {missing}"),
        Some(_) => format!("the corrective action is incomplete: add its {missing}"),
    })
}

pub(super) fn action_overdue(item: &Item<'_>) -> Option<String> {
    let action = item.action().filter(|a| !a.is_done())?;
    let due = action.due.filter(|due| *due < item.ctx.today)?;
    Some(format!(
        "the corrective action was due on {due} and is open: finish it or agree on a new date"
    ))
}
