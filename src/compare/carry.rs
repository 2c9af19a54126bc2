//! Next year's assessment, begun with last year's.

use super::Origins;
use super::pairs::{has, is_only_later, is_to};
use super::widen::unknown;
use crate::assessment::{
    Action, Assessment, Outcome, QuestionAnswer, Role, RoleAnswers, StepAnswer,
};
use crate::questionnaire::{ItemId, Questionnaire};

/// A new assessment, and what of the old one has no place in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Carried {
    /// The new assessment: nothing in it is answered.
    pub assessment: Assessment,
    /// Items with answers that are not asked any more; they stay in the old
    /// file only.
    pub dropped: Vec<(Role, ItemId)>,
    /// Items with answers that were given anew to the same text under its later
    /// number; the older ones stay in the old file only.
    pub older: Vec<(Role, ItemId)>,
    /// How many items have a suggestion to be confirmed.
    pub suggested: usize,
}

/// Begins an assessment from an earlier one of the same subject. Texts,
/// methods, ownership, ties to evidence, open corrective actions and the
/// register come along; outcomes and answers come as suggestions; grades,
/// effectiveness, samples, reviews, stamps, sign-offs and finished actions do
/// not: they are of the work that was done then. Where the earlier text is at
/// hand, what was said of a step goes with it to its number in the later one.
#[must_use]
pub fn carry(
    old: &Assessment,
    questionnaire: &Questionnaire,
    own: Option<&Questionnaire>,
) -> Carried {
    // What answers the text as it is now has not moved.
    let own = own.filter(|_| old.questionnaire_digest != questionnaire.digest);
    let origins = own.map(|own| Origins::between(own, questionnaire));
    let stays = |role: Role, item: &ItemId| {
        is_to(old, questionnaire, role, item)
            || own.is_some_and(|own| is_only_later(own, questionnaire, role, item))
    };
    let now = |role: Role, item: &ItemId| match &origins {
        Some(_) if stays(role, item) => Some(item.clone()),
        Some(origins) => origins.now(role, item),
        None => (!unknown(questionnaire, role, item)).then(|| item.clone()),
    };
    // An answer to the text of now goes before one that is only carried there.
    let is_taken = |role: Role, was: &ItemId, now: &ItemId| {
        origins.is_some() && was != now && has(old, role, now) && stays(role, now)
    };
    let control = &questionnaire.control;
    let mut out = Carried {
        assessment: Assessment {
            subject: old.subject.clone(),
            questionnaire: old.questionnaire.clone(),
            questionnaire_version: control.version.clone(),
            questionnaire_digest: questionnaire.digest.clone(),
            roles: old.roles.clone(),
            layers: old.layers.clone(),
            assessor: old.assessor.clone(),
            people: old.people.clone(),
            evidence: old.evidence.clone(),
            ..Assessment::default()
        },
        dropped: Vec::new(),
        older: Vec::new(),
        suggested: 0,
    };
    for (role, answers) in &old.answers {
        let mut carried = RoleAnswers::default();
        for (id, q) in &answers.questions {
            let item = ItemId::Question(id.clone());
            let Some(to @ ItemId::Question(_)) = now(*role, &item) else {
                out.dropped.push((*role, item));
                continue;
            };
            if is_taken(*role, &item, &to) {
                out.older.push((*role, item));
                continue;
            }
            let entry = question(q);
            out.suggested += usize::from(entry.suggested.is_some());
            if entry != QuestionAnswer::default() {
                carried.questions.insert(to.as_str().to_owned(), entry);
            }
        }
        for (id, s) in &answers.steps {
            let item = ItemId::Step(id.clone());
            let Some(ItemId::Step(now)) = now(*role, &item) else {
                out.dropped.push((*role, item));
                continue;
            };
            if is_taken(*role, &item, &ItemId::Step(now.clone())) {
                out.older.push((*role, item));
                continue;
            }
            let entry = step(s);
            out.suggested += usize::from(entry.suggested.is_some());
            if entry != StepAnswer::default() {
                carried.steps.insert(now, entry);
            }
        }
        if carried != RoleAnswers::default() {
            out.assessment.answers.insert(*role, carried);
        }
    }
    out
}

fn question(old: &QuestionAnswer) -> QuestionAnswer {
    QuestionAnswer {
        suggested: old.answer.or(old.suggested),
        ownership: old.ownership,
        implementation: old.implementation.clone(),
        customer_responsibilities: old.customer_responsibilities.clone(),
        evidence: old.evidence.clone(),
        action: open(old.action.as_ref()),
        ..QuestionAnswer::default()
    }
}

fn step(old: &StepAnswer) -> StepAnswer {
    let was = old.outcome.filter(|o| *o != Outcome::NotAssessed);
    StepAnswer {
        suggested: was.or(old.suggested),
        methods: old.methods.clone(),
        note: old.note.clone(),
        justification: old.justification.clone(),
        evidence: old.evidence.clone(),
        action: open(old.action.as_ref()),
        ..StepAnswer::default()
    }
}

fn open(action: Option<&Action>) -> Option<Action> {
    action.filter(|a| !a.is_done()).cloned()
}
