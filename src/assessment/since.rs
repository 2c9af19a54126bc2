//! What was answered after somebody had signed it off.

use super::{Assessment, Role};
use crate::questionnaire::{ItemId, StepId};
use chrono::{DateTime, Utc};

impl Assessment {
    /// The items of a role that were answered after its sign-off, as a part of
    /// a sentence: `CSP.02 and 2 more since 2026-11-20`. None where what was
    /// signed is what is there, and where times do not tell: what was written by
    /// hand has none.
    #[must_use]
    pub fn answered_since_signed(&self, role: Role) -> Option<String> {
        let answers = self.answers.get(&role)?;
        let signed = answers.sign_off.as_ref()?;
        let at = signed.at?;
        if signed.digest == self.role_digest(role) {
            return None;
        }
        let is_later = |when: Option<DateTime<Utc>>| when.is_some_and(|when| when > at);
        let questions = answers.questions.iter();
        let questions = questions.filter(|(_, q)| is_later(q.answered_at));
        let steps = answers.steps.iter();
        let steps = steps.filter(|(_, s)| is_later(s.assessed_at));
        let question = |id: &String| ItemId::Question(id.clone());
        let step = |id: &StepId| ItemId::Step(id.clone());
        let items = questions.map(|(id, _)| question(id));
        let mut items = items.chain(steps.map(|(id, _)| step(id)));
        let first = items.next()?;
        let more = match items.count() {
            0 => String::new(),
            n => format!(" and {n} more"),
        };
        Some(format!(
            "{role}.{first}{more} since {}",
            at.format("%Y-%m-%d")
        ))
    }
}
