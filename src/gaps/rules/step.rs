//! Rules about steps and about corrective actions.

use super::{Item, Say, fixed, is_blank, is_complete, lacks};
use crate::assessment::{
    Action, Effectiveness, Grade, Outcome, Retest, Review, Sample, StepAnswer,
};
use crate::text::one_line;

fn with<'a>(item: &Item<'a>, outcome: Outcome) -> Option<&'a StepAnswer> {
    item.step().filter(|s| s.outcome() == outcome)
}

fn graded(step: &StepAnswer) -> bool {
    matches!(step.grade, Some(Grade::Major | Grade::Minor))
}

pub(super) fn not_satisfied<'a>(item: &Item<'a>) -> Option<impl Say> {
    let step = with(item, Outcome::NotSatisfied)?;
    Some(fixed(if graded(step) {
        "not satisfied: mend it"
    } else {
        "not satisfied: grade it (counts as major)"
    }))
}

pub(super) fn partially_satisfied<'a>(item: &Item<'a>) -> Option<impl Say> {
    let step = with(item, Outcome::PartiallySatisfied)?;
    Some(fixed(if graded(step) {
        "partly satisfied: mend the rest"
    } else {
        "partly satisfied: grade it (counts as minor)"
    }))
}

pub(super) fn not_assessed<'a>(item: &Item<'a>) -> Option<impl Say> {
    with(item, Outcome::NotAssessed)?;
    Some(fixed("not assessed yet: record an outcome"))
}

pub(super) fn unjustified<'a>(item: &Item<'a>) -> Option<impl Say> {
    let step = with(item, Outcome::NotApplicable)?;
    is_blank(&step.justification).then_some(fixed("not applicable: add a justification"))
}

pub(super) fn action_incomplete<'a>(item: &Item<'a>) -> Option<impl Say> {
    item.step().filter(|s| s.outcome().is_shortfall())?;
    let action = item.action();
    // What was done needs no due date any more.
    if is_complete(action) || action.is_some_and(Action::is_done) {
        return None;
    }
    Some(move || {
        let missing = lacks(action);
        match action {
            None => format!("no corrective action: add {missing}"),
            Some(_) => format!("action incomplete: add {missing}"),
        }
    })
}

pub(super) fn action_done<'a>(item: &Item<'a>) -> Option<impl Say> {
    item.step().filter(|s| s.outcome().is_shortfall())?;
    let action = item.action()?;
    (action.retest.is_some() || action.is_done()).then_some(move || match action.retest {
        Some(Retest::Failed) => {
            let on = action
                .retested_on
                .map_or(String::new(), |d| format!(" on {d}"));
            format!("retest failed{on}: mend it and retest")
        }
        Some(Retest::Passed) => "retest passed, step falls short: reassess it".to_owned(),
        None => "action done, step still falls short: reassess it".to_owned(),
    })
}

pub(super) fn changes_requested<'a>(item: &Item<'a>) -> Option<impl Say> {
    let step = item.step()?;
    (step.review == Some(Review::ChangesRequested)).then_some({
        move || {
            let by = one_line(step.reviewed_by.trim());
            let who = if by.is_empty() { "the reviewer" } else { &by };
            format!("{who} asks for changes: read the review comment")
        }
    })
}

pub(super) fn self_reviewed<'a>(item: &Item<'a>) -> Option<impl Say> {
    let step = item.step()?;
    let reviewed = matches!(
        step.review,
        Some(Review::Reviewed | Review::ChangesRequested)
    );
    (reviewed
        && !is_blank(&step.reviewed_by)
        && crate::assessment::assessed_by(item.a, step, &step.reviewed_by))
    .then_some(fixed(
        "reviewed by its own assessor: have another person review it",
    ))
}

pub(super) fn sample_incomplete<'a>(item: &Item<'a>) -> Option<impl Say> {
    let step = item.step()?;
    if step.effectiveness != Some(Effectiveness::Operating)
        || matches!(
            step.outcome(),
            Outcome::NotAssessed | Outcome::NotApplicable
        )
    {
        return None;
    }
    let sample = step.sample.as_ref();
    (!sample.is_some_and(Sample::is_complete)).then_some(move || match sample {
        None => "operating effectiveness without a sample: say how many of how many".to_owned(),
        Some(sample) => format!(
            "sample incomplete: add {}",
            sample.lacks().unwrap_or_default()
        ),
    })
}

pub(super) fn action_overdue<'a>(item: &Item<'a>) -> Option<impl Say> {
    let action = item.action().filter(|a| a.is_overdue(item.ctx.today))?;
    let due = action.due?;
    Some(move || format!("action was due {due}: finish or extend it"))
}
