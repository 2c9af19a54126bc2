//! What was answered, or asked for, after somebody had signed it off.

use super::{Assessment, Role};
use crate::questionnaire::{ItemId, StepId};
use chrono::{DateTime, Utc};

impl Assessment {
    /// The items of a role that were answered after its sign-off, as a part of
    /// a sentence: `CSP.02 and 2 more since 2026-11-20`. Where what was signed is
    /// what is there, the steps of which changes are requested. None where there
    /// are none, and where times do not tell: what was written by hand has none.
    #[must_use]
    pub fn since_signed(&self, role: Role) -> Option<String> {
        let answers = self.answers.get(&role)?;
        let signed = answers.sign_off.as_ref()?;
        if signed.digest == self.role_digest(role) {
            let steps = self.changes_requested(role);
            return (!steps.is_empty()).then(|| steps.join(", "));
        }
        let at = signed.at?;
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
