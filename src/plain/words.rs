//! What an item takes besides an answer: a word for one thing of it alone.

use super::desk::Desk;
use super::walk::{Ask, Walk};
use crate::assessment::{
    Edit, EditError, EvidenceId, Grade, Outcome, Place, Review, Role, assessed_by,
};
use crate::questionnaire::{ItemId, StepId};
use crate::text::{count, one_line};
use crate::tui::field::Field;

/// The words that an item takes.
pub(super) const WORDS: [&str; 24] = [
    "ownership",
    "implementation",
    "customer",
    "evidence",
    "viewed",
    "title",
    "expires",
    "expiry",
    "period",
    "action",
    "status",
    "retest",
    "grade",
    "methods",
    "method",
    "effectiveness",
    "sample",
    "note",
    "why",
    "justification",
    "ready",
    "reviewed",
    "comment",
    "clear",
];

impl Walk {
    pub(super) fn question_word(&mut self, role: Role, id: &str, line: &str, desk: &mut dyn Desk) {
        if self.word(role, &ItemId::Question(id.to_owned()), line, desk) {
            return;
        }
        match line.trim().to_lowercase().as_str() {
            "ownership" => self.alone(Ask::Choice(Field::Ownership)),
            "implementation" | "note" => self.alone(Ask::Text(Field::Implementation)),
            "customer" => self.alone(Ask::Text(Field::Customer)),
            "clear" => self.clear(Edit::Answer(role, id.to_owned(), None), desk),
            "p" => self.refuse("a question has Yes (y), No (n) and NA (a); there is no partial"),
            "ready" | "draft" | "reviewed" | "comment" => {
                self.refuse("a question has no review; steps have");
            }
            _ => {
                let shown = one_line(line.trim());
                self.refuse(&format!(
                    "“{shown}” is no answer: expected y, n or a, Enter, or help"
                ));
            }
        }
    }

    pub(super) fn step_word(&mut self, role: Role, id: &StepId, line: &str, desk: &mut dyn Desk) {
        if self.word(role, &ItemId::Step(id.clone()), line, desk) {
            return;
        }
        let outcome = self.doc.assessment().step(role, id).outcome();
        match line.trim().to_lowercase().as_str() {
            "grade" if !Grade::ALL.iter().any(|g| g.fits(outcome)) => {
                self.refuse("answer first: major and minor grade a shortfall, ofi a satisfied step")
            }
            "grade" => self.alone(Ask::Choice(Field::Grade)),
            "methods" | "method" => self.alone(Ask::Choice(Field::Methods)),
            "effectiveness" => self.alone(Ask::Choice(Field::Effectiveness)),
            "sample" => self.alone(Ask::Line(Field::Sample)),
            "note" => self.alone(Ask::Text(Field::Note)),
            "why" | "justification" => self.alone(Ask::Text(Field::Justification)),
            "ready" => self.review(role, id, Review::ReadyForReview, desk),
            "draft" => self.review(role, id, Review::Draft, desk),
            "reviewed" => self.review(role, id, Review::Reviewed, desk),
            "comment" => self.comment(role, id),
            "clear" => self.clear(Edit::Outcome(role, id.clone(), None), desk),
            _ => {
                let shown = one_line(line.trim());
                self.refuse(&format!(
                    "“{shown}” is no outcome: expected s, p, n or a, Enter, or help"
                ));
            }
        }
    }

    /// What questions and steps both have; whether the line is such a word.
    fn word(&mut self, role: Role, item: &ItemId, line: &str, desk: &mut dyn Desk) -> bool {
        match line.trim().to_lowercase().as_str() {
            "evidence" => self.alone(Ask::Evidence),
            "viewed" => self.viewed(role, item, desk),
            "title" => self.of_records(role, item, Field::Evidence),
            "expires" | "expiry" => self.of_records(role, item, Field::EvidenceExpires),
            "period" => self.of_records(role, item, Field::EvidencePeriod),
            "action" => self.alone(Ask::Line(Field::ActionText)),
            "status" | "retest" if self.doc.action(role, item).is_none() => {
                self.refuse("there is no corrective action here; action writes one");
            }
            "status" => self.alone(Ask::Choice(Field::ActionStatus)),
            "retest" => self.alone(Ask::Choice(Field::ActionRetest)),
            _ => return false,
        }
        true
    }

    /// Asks for something of each record of the item, one after the other.
    fn of_records(&mut self, role: Role, item: &ItemId, field: impl Fn(EvidenceId) -> Field) {
        let records = self.records(role, item);
        if records.is_empty() {
            return self.refuse("there is no evidence on this item; evidence adds some");
        }
        let asks = records.into_iter().map(|id| Ask::Line(field(id)));
        self.queue = asks.chain([Ask::Item]).collect();
        self.next_ask();
    }

    fn clear(&mut self, edit: Edit, desk: &mut dyn Desk) {
        let what = format!("{} cleared", self.name());
        match self.edit(&[edit], &what, desk) {
            Err(why) => self.refuse(&why),
            Ok(true) => {
                self.say_kept(&what);
                self.tell_gaps(false);
            }
            Ok(false) => self.out.line("There is no answer to take away."),
        }
    }

    /// Records that the links of the item were looked at today.
    fn viewed(&mut self, role: Role, item: &ItemId, desk: &mut dyn Desk) {
        let a = self.doc.assessment();
        let mut links = self.records(role, item);
        links.retain(|id| {
            let record = a.evidence.get(id);
            record.is_some_and(|e| e.place() == Place::Link)
        });
        if links.is_empty() {
            return self.refuse(
                "there is no link on this item to have looked at; files are hashed instead",
            );
        }
        let today = self.clock.today;
        let what = format!("{} {} viewed", self.name(), count(links.len(), "link"));
        let edits = links.into_iter();
        let edits: Vec<Edit> = edits
            .map(|id| Edit::EvidenceViewed(id, Some(today)))
            .collect();
        self.done(&edits, &format!("{what} {today}"), desk);
    }

    fn review(&mut self, role: Role, id: &StepId, state: Review, desk: &mut dyn Desk) {
        let word = state.as_str().replace('-', " ");
        let what = format!("{} {word}", self.name());
        self.done(&[Edit::Review(role, id.clone(), Some(state))], &what, desk);
        self.tell_gaps(false);
    }

    /// Makes edits that nothing more is asked for.
    fn done(&mut self, edits: &[Edit], what: &str, desk: &mut dyn Desk) {
        match self.edit(edits, what, desk) {
            Err(why) => self.refuse(&why),
            Ok(true) => self.say_kept(what),
            Ok(false) => self.out.line(&format!("{what}, as it was.")),
        }
    }

    /// Asks for a review comment, unless it would be refused once written.
    fn comment(&mut self, role: Role, id: &StepId) {
        let a = self.doc.assessment();
        let step = a.step(role, id);
        let me = self.person();
        if step.outcome() != Outcome::NotAssessed && assessed_by(a, step, me) {
            let why = match me {
                "" => EditError::Nobody("comments"),
                me => EditError::CommentOfOwn(one_line(me)),
            };
            return self.refuse(&why.to_string());
        }
        self.alone(Ask::Text(Field::ReviewComment));
    }

    /// Who sits here: by the name given at the start, else the file's assessor.
    fn person(&self) -> &str {
        match self.options.user.trim() {
            "" => self.doc.assessment().assessor.trim(),
            user => user,
        }
    }
}
