//! Answers to a text that has changed since.

use super::{Assessment, Outcome, Role};
use crate::questionnaire::{ItemId, Questionnaire, StepId, embedded};
use crate::text::one_line;
use std::sync::Arc;

/// The sign of an item of which the last answer waits to be confirmed.
pub const SUGGESTED: &str = "◇";
/// The sign of an item that was answered before its text changed.
pub const REWORDED: &str = "§";
/// What is said of such an item.
pub const LOOK_AGAIN: &str = "answered before the questionnaire's text changed: read it again; answering it again confirms it";
/// What is said of a suggestion that was an answer to another text.
pub const SUGGESTED_BEFORE: &str =
    "suggested by the last assessment, and the text has changed since";

/// How a digest is named in short: its first eight hex digits.
pub(crate) fn start_of(digest: &str) -> String {
    let hex = digest.trim_start_matches("sha256:");
    hex.chars().take(8).collect()
}

impl Assessment {
    /// Whether a questionnaire is not the text that was answered, as far as the
    /// digests of both tell.
    #[must_use]
    pub fn is_reworded(&self, q: &Questionnaire) -> bool {
        let answered = &self.questionnaire_digest;
        !answered.is_empty() && !q.digest.is_empty() && *answered != q.digest
    }

    /// Whether an item's answer, or what is suggested while it has none, was given to
    /// another text, or to one that nobody knows any more: an answer that was given
    /// since says to what, and what is built in is known.
    #[must_use]
    pub fn is_item_reworded(&self, q: &Questionnaire, role: Role, item: &ItemId) -> bool {
        let (is_answered, asked) = match item {
            ItemId::Question(id) => {
                let x = self.question(role, id);
                (x.answer.or(x.suggested).is_some(), &x.asked)
            }
            ItemId::Step(id) => {
                let x = self.step(role, id);
                let says = x.outcome() != Outcome::NotAssessed || x.suggested.is_some();
                (says, &x.asked)
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

    /// What is said of an item whose answer or suggestion is to another text.
    #[must_use]
    pub fn look_again(&self, q: &Questionnaire, role: Role, item: &ItemId) -> Option<&'static str> {
        let said = match self.is_suggestion(role, item) {
            true => SUGGESTED_BEFORE,
            false => LOOK_AGAIN,
        };
        self.is_item_reworded(q, role, item).then_some(said)
    }

    /// What an item asked when it was answered, or when what is suggested for it was
    /// found, where that is another text than now and among those `then`.
    #[must_use]
    pub fn text_then<'a>(
        &self,
        (q, then): (&Questionnaire, &'a [Arc<Questionnaire>]),
        role: Role,
        item: &ItemId,
    ) -> Option<&'a str> {
        self.look_again(q, role, item)?;
        let (asked, was) = match item {
            ItemId::Question(id) => {
                let x = self.question(role, id);
                (&x.asked, &x.was)
            }
            ItemId::Step(id) => {
                let x = self.step(role, id);
                (&x.asked, &x.was)
            }
        };
        let item = match (item, was.as_str()) {
            (_, "") => item.clone(),
            (ItemId::Question(_), was) => ItemId::Question(was.to_owned()),
            (ItemId::Step(_), was) => ItemId::Step(StepId::new(was).ok()?),
        };
        let is_it = |then: &&Arc<Questionnaire>| match asked.as_str() {
            "" => then.digest == self.questionnaire_digest,
            asked => {
                start_of(&then.digest) == asked
                    || then.item_digest(role, &item).as_deref() == Some(asked)
            }
        };
        then.iter().filter(is_it).find_map(|then| match &item {
            ItemId::Question(id) => then.question(id).map(|x| x.text.as_str()),
            ItemId::Step(id) => then.step(role, id).map(|x| x.text.as_str()),
        })
    }

    /// Whether an item is not answered, and it is known what it was last time.
    fn is_suggestion(&self, role: Role, item: &ItemId) -> bool {
        match item {
            ItemId::Question(id) => {
                let x = self.question(role, id);
                x.answer.is_none() && x.suggested.is_some()
            }
            ItemId::Step(id) => {
                let x = self.step(role, id);
                x.outcome() == Outcome::NotAssessed && x.suggested.is_some()
            }
        }
    }

    /// What an item was called when what is suggested for it was found, where it is
    /// called otherwise now: `CSP.02`, `CEK-02.1`.
    #[must_use]
    pub fn suggested_as(&self, role: Role, item: &ItemId) -> Option<String> {
        let was = match item {
            ItemId::Question(id) => &self.question(role, id).was,
            ItemId::Step(id) => &self.step(role, id).was,
        };
        let is_said = !was.is_empty() && self.is_suggestion(role, item);
        is_said.then(|| match item {
            ItemId::Question(_) => one_line(was),
            ItemId::Step(_) => format!("{role}.{}", one_line(was)),
        })
    }

    /// The items that were answered to another text, in the questionnaire's order.
    #[must_use]
    pub fn reworded_items(&self, q: &Questionnaire) -> Vec<(Role, ItemId)> {
        self.reworded(q, false)
    }

    /// The items of which what is suggested was found under another text.
    #[must_use]
    pub fn reworded_suggestions(&self, q: &Questionnaire) -> Vec<(Role, ItemId)> {
        self.reworded(q, true)
    }

    fn reworded(&self, q: &Questionnaire, suggested: bool) -> Vec<(Role, ItemId)> {
        let roles = self.roles.iter();
        let items = roles.flat_map(|role| q.items(*role).map(|item| (*role, item)));
        let reworded = |(role, item): &(Role, ItemId)| {
            self.is_suggestion(*role, item) == suggested && self.is_item_reworded(q, *role, item)
        };
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
                if let Some(x) = answers.questions.get_mut(id)
                    && x.suggested.is_none()
                {
                    x.was.clear();
                    x.asked = x.answer.map_or_else(String::new, |_| asked);
                }
            }
            ItemId::Step(id) => {
                if let Some(x) = answers.steps.get_mut(id)
                    && x.suggested.is_none()
                {
                    x.was.clear();
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
