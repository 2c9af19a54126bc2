//! Next year's assessment, begun with last year's.

use super::pairs::{has, is_only_later, is_to};
use super::widen::unknown;
use super::{Origins, about};
use crate::assessment::{
    Action, Assessment, Outcome, QuestionAnswer, Role, RoleAnswers, StepAnswer, start_of,
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
/// hand, what was said of a step goes with it to its number in the later one. A
/// suggestion says what it was an answer to where that is not what is asked now.
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
            questionnaire: control.id.clone(),
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
    let then = Then {
        old,
        questionnaire,
        own: own.zip(origins.as_ref()),
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
            let mut entry = question(q);
            if entry.suggested.is_some() {
                entry.asked = then.asked(*role, (&item, &to), &q.asked);
                entry.was = then.was((&item, &to), &q.was, q.answer.is_some());
            }
            out.suggested += usize::from(entry.suggested.is_some());
            if entry != QuestionAnswer::default() {
                carried.questions.insert(to.as_str().to_owned(), entry);
            }
        }
        for (id, s) in &answers.steps {
            let item = ItemId::Step(id.clone());
            let Some(to @ ItemId::Step(_)) = now(*role, &item) else {
                out.dropped.push((*role, item));
                continue;
            };
            if is_taken(*role, &item, &to) {
                out.older.push((*role, item));
                continue;
            }
            let mut entry = step(s);
            if entry.suggested.is_some() {
                entry.asked = then.asked(*role, (&item, &to), &s.asked);
                let is_found = s.outcome() != Outcome::NotAssessed;
                entry.was = then.was((&item, &to), &s.was, is_found);
            }
            out.suggested += usize::from(entry.suggested.is_some());
            if let ItemId::Step(to) = to
                && entry != StepAnswer::default()
            {
                carried.steps.insert(to, entry);
            }
        }
        if carried != RoleAnswers::default() {
            out.assessment.answers.insert(*role, carried);
        }
    }
    out
}

/// What an earlier answer was to.
struct Then<'a> {
    old: &'a Assessment,
    questionnaire: &'a Questionnaire,
    /// The earlier text, with where its items are now.
    own: Option<(&'a Questionnaire, &'a Origins)>,
}

impl Then<'_> {
    /// The digest of what an item was answered to; empty where that is asked now.
    fn asked(&self, role: Role, (was, now): (&ItemId, &ItemId), said: &str) -> String {
        let digest_now = self.questionnaire.item_digest(role, now);
        if !said.is_empty() {
            return match digest_now.as_deref() == Some(said) {
                true => String::new(),
                false => said.to_owned(),
            };
        }
        let Some((own, origins)) = self.own else {
            return match self.old.is_item_reworded(self.questionnaire, role, was) {
                true => start_of(&self.old.questionnaire_digest),
                false => String::new(),
            };
        };
        if !self.differs(own, origins, role, (was, now)) {
            return String::new();
        }
        // A question about steps of the same numbers that are others now has the same digest.
        let then = own.item_digest(role, was).filter(|_| own.has(role, was));
        then.filter(|then| Some(then) != digest_now.as_ref())
            .unwrap_or_else(|| start_of(&own.digest))
    }

    fn differs(
        &self,
        own: &Questionnaire,
        origins: &Origins,
        role: Role,
        (was, now): (&ItemId, &ItemId),
    ) -> bool {
        let new = self.questionnaire;
        match (was, now) {
            (ItemId::Question(was), ItemId::Question(now)) => {
                let both = own.question(was).zip(new.question(now));
                both.is_some_and(|(was, now)| {
                    !same(&was.text, &now.text)
                        || about::changed((own, new), origins, (was, now)).is_some()
                })
            }
            (ItemId::Step(was), ItemId::Step(now)) => {
                let both = own.step(role, was).zip(new.step(role, now));
                both.is_some_and(|(was, now)| !same(&was.text, &now.text))
            }
            _ => true,
        }
    }

    /// What an item was called when it was answered, where it is called otherwise now.
    fn was(&self, (was, now): (&ItemId, &ItemId), said: &str, is_answered: bool) -> String {
        let then = match is_answered || said.is_empty() {
            true => was.as_str(),
            false => said,
        };
        match then == now.as_str() {
            true => String::new(),
            false => then.to_owned(),
        }
    }
}

/// Whether two texts say the same, however their lines are broken.
fn same(a: &str, b: &str) -> bool {
    a.split_whitespace().eq(b.split_whitespace())
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
