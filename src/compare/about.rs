//! Which steps a question is about: what decides whether they contradict its answer.

use super::{Mark, Origins, Part, words};
use crate::questionnaire::{ItemId, Question, Questionnaire, StepId};
use crate::text::one_line;
use std::collections::BTreeSet;

/// What is said of a question that is about other steps.
pub(super) const ABOUT: &str = "steps";

/// The steps of a question in two texts, where they are not the same ones, whatever
/// their numbers are.
pub(super) fn changed(
    (old, new): (&Questionnaire, &Questionnaire),
    origins: &Origins,
    (was, is): (&Question, &Question),
) -> Option<Vec<Part>> {
    let differs = |role| {
        let then = was.steps.iter().filter(|id| old.step(role, id).is_some());
        let then = then.map(|id| origins.now(role, &ItemId::Step(id.clone())));
        let now = is.steps.iter().filter(|id| new.step(role, id).is_some());
        let now = now.map(|id| Some(ItemId::Step(id.clone())));
        then.collect::<BTreeSet<_>>() != now.collect::<BTreeSet<_>>()
    };
    let is_other = was.steps.is_empty() != is.steps.is_empty()
        || new.roles.iter().any(|role| differs(role.id));
    is_other.then(|| words(&list(&was.steps), &list(&is.steps)))
}

/// `what CEK-02.1 is about has changed: steps 01, 02 → 01`, of the words of both.
pub(super) fn sentence(id: &str, words: &[Part]) -> String {
    let of = |but: Mark| -> String {
        let own = words.iter().filter(|part| part.mark != but);
        own.map(|part| part.text.as_str()).collect()
    };
    let named = |steps: &str| match steps.trim() {
        "" => "none named".to_owned(),
        steps => one_line(steps),
    };
    let (then, now) = (named(&of(Mark::Added)), named(&of(Mark::Removed)));
    let how = match then == now {
        true => format!("steps {now}, which are others now"),
        false => format!("steps {then} → {now}"),
    };
    format!("what {} is about has changed: {how}", one_line(id))
}

fn list(steps: &[StepId]) -> String {
    let steps: Vec<&str> = steps.iter().map(StepId::as_str).collect();
    steps.join(", ")
}
