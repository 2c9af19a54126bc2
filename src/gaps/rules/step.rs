//! Rules about steps and about corrective actions.

use super::{Item, Message, is_blank, is_complete, lacks};
use crate::assessment::{Action, Effectiveness, Grade, Outcome, Retest, Review, StepAnswer};
use crate::text::one_line;

fn with<'a>(item: &Item<'a>, outcome: Outcome) -> Option<&'a StepAnswer> {
    item.step().filter(|s| s.outcome() == outcome)
}

fn graded(step: &StepAnswer) -> bool {
    matches!(step.grade, Some(Grade::Major | Grade::Minor))
}

pub(super) fn not_satisfied<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    let step = with(item, Outcome::NotSatisfied)?;
    Some(if graded(step) {
        "not satisfied: mend it".into()
    } else {
        "not satisfied: grade it (counts as major)".into()
    })
}

pub(super) fn partially_satisfied<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    let step = with(item, Outcome::PartiallySatisfied)?;
    Some(if graded(step) {
        "partly satisfied: mend the rest".into()
    } else {
        "partly satisfied: grade it (counts as minor)".into()
    })
}

pub(super) fn not_assessed<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    with(item, Outcome::NotAssessed)?;
    Some("not assessed yet: record an outcome".into())
}

pub(super) fn unjustified<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    let step = with(item, Outcome::NotApplicable)?;
    is_blank(&step.justification).then(|| "not applicable: add a justification".into())
}

pub(super) fn action_incomplete<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    item.step().filter(|s| s.outcome().is_shortfall())?;
    let action = item.action();
    // What was done needs no due date any more.
    if is_complete(action) || action.is_some_and(Action::is_done) {
        return None;
    }
    Some(Message::made(move || {
        let missing = lacks(action);
        match action {
            None => format!("no corrective action: add {missing}"),
            Some(_) => format!("action incomplete: add {missing}"),
        }
    }))
}

pub(super) fn action_done<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    item.step().filter(|s| s.outcome().is_shortfall())?;
    let action = item.action()?;
    match action.retest {
        Some(Retest::Failed) => Some(Message::made(move || {
            let on = action
                .retested_on
                .map_or(String::new(), |d| format!(" on {d}"));
            format!("retest failed{on}: mend it and retest")
        })),
        Some(Retest::Passed) => Some("retest passed, step falls short: reassess it".into()),
        None if action.is_done() => Some("action done, step still falls short: reassess it".into()),
        None => None,
    }
}

pub(super) fn changes_requested<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    let step = item.step()?;
    (step.review == Some(Review::ChangesRequested)).then(|| {
        Message::made(move || {
            let by = one_line(step.reviewed_by.trim());
            let who = if by.is_empty() { "the reviewer" } else { &by };
            format!("{who} asks for changes: read the review comment")
        })
    })
}

pub(super) fn self_reviewed<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    let step = item.step()?;
    let reviewed = matches!(
        step.review,
        Some(Review::Reviewed | Review::ChangesRequested)
    );
    (reviewed
        && !is_blank(&step.reviewed_by)
        && crate::assessment::assessed_by(item.a, step, &step.reviewed_by))
    .then(|| "reviewed by its own assessor: have another person review it".into())
}

pub(super) fn sample_incomplete<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    let step = item.step()?;
    if step.effectiveness != Some(Effectiveness::Operating)
        || matches!(
            step.outcome(),
            Outcome::NotAssessed | Outcome::NotApplicable
        )
    {
        return None;
    }
    match &step.sample {
        None => Some("operating effectiveness without a sample: say how many of how many".into()),
        Some(sample) if sample.is_complete() => None,
        Some(sample) => Some(Message::made(move || {
            format!(
                "sample incomplete: add {}",
                sample.lacks().unwrap_or_default()
            )
        })),
    }
}

pub(super) fn action_overdue<'a>(item: &Item<'a>) -> Option<Message<'a>> {
    let action = item.action().filter(|a| a.is_overdue(item.ctx.today))?;
    let due = action.due?;
    Some(Message::made(move || {
        format!("action was due {due}: finish or extend it")
    }))
}
