//! Answers to a text that has changed since.

use super::{Assessment, Outcome, Role};
use crate::questionnaire::{ItemId, Questionnaire, embedded};

/// The sign of an item that was answered before its text changed.
pub const REWORDED: &str = "§";
/// What is said of such an item.
pub const LOOK_AGAIN: &str = "answered before the questionnaire's text changed: read it again; answering it again confirms it";

impl Assessment {
    /// Whether a questionnaire is not the text that was answered, as far as the
    /// digests of both tell.
    #[must_use]
    pub fn is_reworded(&self, q: &Questionnaire) -> bool {
        let answered = &self.questionnaire_digest;
        !answered.is_empty() && !q.digest.is_empty() && *answered != q.digest
    }

    /// Whether an item's answer was given to another text, or to one that nobody
    /// knows any more: an answer that was given since says to what, and what is built
    /// in is known.
    #[must_use]
    pub fn is_item_reworded(&self, q: &Questionnaire, role: Role, item: &ItemId) -> bool {
        let (is_answered, asked) = match item {
            ItemId::Question(id) => {
                let x = self.question(role, id);
                (x.answer.is_some(), &x.asked)
            }
            ItemId::Step(id) => {
                let x = self.step(role, id);
                (x.outcome() != Outcome::NotAssessed, &x.asked)
            }
        };
        is_answered
            && match asked.as_str() {
                "" => self.is_reworded(q) && !self.is_same_as_built_in(q, role, item),
                asked => q.item_digest(role, item).is_some_and(|now| now != asked),
            }
    }

    /// Whether what is built in was answered, and an item of it is asked as it was.
    fn is_same_as_built_in(&self, q: &Questionnaire, role: Role, item: &ItemId) -> bool {
        let own = embedded();
        let asked = own.item_digest(role, item);
        self.questionnaire_digest == own.digest
            && asked.is_some()
            && asked == q.item_digest(role, item)
    }

    /// The items that were, in the questionnaire's order.
    #[must_use]
    pub fn reworded_items(&self, q: &Questionnaire) -> Vec<(Role, ItemId)> {
        let roles = self.roles.iter();
        let items = roles.flat_map(|role| q.items(*role).map(|item| (*role, item)));
        let reworded = |(role, item): &(Role, ItemId)| self.is_item_reworded(q, *role, item);
        items.filter(reworded).collect()
    }

    /// Notes what an answer is to, where the file names another text.
    pub(super) fn note_asked(&mut self, q: &Questionnaire, role: Role, item: &ItemId) {
        let digest = q.item_digest(role, item);
        let asked = digest.filter(|_| self.is_reworded(q)).unwrap_or_default();
        let Some(answers) = self.answers.get_mut(&role) else {
            return;
        };
        match item {
            ItemId::Question(id) => {
                if let Some(x) = answers.questions.get_mut(id) {
                    x.asked = x.answer.map_or_else(String::new, |_| asked);
                }
            }
            ItemId::Step(id) => {
                if let Some(x) = answers.steps.get_mut(id) {
                    x.asked = x.outcome.map_or_else(String::new, |_| asked);
                }
            }
        }
    }

    /// Lets all answers be to the text as it is now.
    pub(super) fn confirm_text(&mut self, q: &Questionnaire) {
        self.questionnaire_version.clone_from(&q.control.version);
        self.questionnaire_digest.clone_from(&q.digest);
        for answers in self.answers.values_mut() {
            answers.questions.values_mut().for_each(|x| x.asked.clear());
            answers.steps.values_mut().for_each(|x| x.asked.clear());
        }
    }
}
