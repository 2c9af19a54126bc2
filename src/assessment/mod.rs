//! The answers of one assessment: plain data and its edits, no I/O.

mod compare;
mod conflict;
mod day;
mod disputed;
mod edit;
mod evidence;
mod history;
mod people;
mod relink;
mod reworded;
mod sample;
mod shared;
mod sign_off;
mod since;
mod words;

pub(crate) use conflict::is_led;
pub use conflict::{Conflict, Other, field_words};
pub use day::{BadDay, parse_day, parse_period};
pub(crate) use edit::may_comment;
pub use edit::{Edit, EditError, Stamp, assessed_by, record_choice};
pub use evidence::{
    Evidence, EvidenceId, EvidenceIds, FileState, Files, Place, folder_of, href_of, is_broken_link,
    is_half_link, several, without_dots,
};
pub(crate) use evidence::{has_scheme, words_of};
pub use history::History;
pub(crate) use people::is_invisible;
pub use people::{Person, person_key, same_person};
pub(crate) use reworded::start_of;
pub use reworded::{LOOK_AGAIN, REWORDED, SUGGESTED, SUGGESTED_BEFORE};
pub use sample::{BadSample, Sample};
pub use shared::{Home, Parts};
pub use sign_off::{SignOff, SignOffState};
pub use words::{
    ActionStatus, Answer, BadWord, Effectiveness, Grade, Method, Outcome, Ownership, Retest,
    Review, Role,
};

use crate::questionnaire::StepId;
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// What it comes to where nobody is named as assessor.
pub const NOBODY: &str = "nobody is named as assessor, and answers say who gave them";

/// The highest schema of an answer file that this program writes.
pub const SCHEMA: i64 = 1;

/// One subject assessed against one control.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Assessment {
    /// Who or what is assessed.
    pub subject: String,
    /// The control's id, for example `CEK-02`.
    pub questionnaire: String,
    /// The catalogue and its version, for example `AICM 1.0`.
    pub questionnaire_version: String,
    /// Digest of the questionnaire that was answered; empty when unknown.
    pub questionnaire_digest: String,
    /// The roles that are assessed, in the file's order.
    pub roles: Vec<Role>,
    /// The layers the provider runs, by id, when it was asked.
    pub layers: Vec<String>,
    /// Who assesses by default.
    pub assessor: String,
    /// Of what the controls of a folder share: the folder of their
    /// questionnaires, from there; empty where it is not said.
    pub questionnaires: String,
    /// Of a part that was split off: what its roles' content was then, as
    /// `sha256:` and hex; empty for a whole assessment.
    pub split_digest: String,
    /// Of what came back in parts and was joined: each item, sign-off and record
    /// that had been changed in its part, by its key path, with the digest that
    /// it had there. What stands here now comes after all of them.
    pub joined: BTreeSet<String>,
    /// Who takes part, by name; empty where nobody is listed.
    pub people: BTreeMap<String, Person>,
    /// The answers by role. Roles beyond [`Self::roles`] keep what they have.
    pub answers: BTreeMap<Role, RoleAnswers>,
    /// The evidence register.
    pub evidence: BTreeMap<EvidenceId, Evidence>,
    /// Fields that a merge could not decide, by their dotted key path.
    pub conflicts: BTreeMap<String, Conflict>,
    /// Where its records stand, of a control in a folder.
    pub home: Home,
}

/// What was answered for a role.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RoleAnswers {
    /// AI-CAIQ answers by question id.
    pub questions: BTreeMap<String, QuestionAnswer>,
    /// Step results by step id.
    pub steps: BTreeMap<StepId, StepAnswer>,
    /// That somebody stands for all of it.
    pub sign_off: Option<SignOff>,
}

/// The answer to an AI-CAIQ question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct QuestionAnswer {
    /// Yes, No or NA; none while unanswered.
    pub answer: Option<Answer>,
    /// What it was answered with last time, until it is answered again.
    pub suggested: Option<Answer>,
    /// Who owns the control, as the provider declares it.
    pub ownership: Option<Ownership>,
    /// How the control is implemented, or why it does not apply.
    pub implementation: String,
    /// What is left to the customer.
    pub customer_responsibilities: String,
    /// Evidence for the answer.
    pub evidence: EvidenceIds,
    /// Who answered.
    pub answered_by: String,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// What was asked, by
    /// [`Questionnaire::item_digest`](crate::questionnaire::Questionnaire::item_digest), of an answer that was given
    /// after the questionnaire's text had changed, and of a suggestion to another text than that of now; else empty.
    /// Where an item's own text is not known, it is the start of the questionnaire's digest.
    pub asked: String,
    /// The id that a suggestion was given under, where it has another one now.
    pub was: String,
    /// What will be done about a No.
    pub action: Option<Action>,
}

/// The result of a step.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StepAnswer {
    /// What assessing came to; none reads as not assessed.
    pub outcome: Option<Outcome>,
    /// What it came to last time, until it is assessed again.
    pub suggested: Option<Outcome>,
    /// How heavy the finding is.
    pub grade: Option<Grade>,
    /// How it was assessed.
    pub methods: BTreeSet<Method>,
    /// Which effectiveness the result speaks of.
    pub effectiveness: Option<Effectiveness>,
    /// What was looked at of how many.
    pub sample: Option<Sample>,
    /// What was seen.
    pub note: String,
    /// Why the step does not apply.
    pub justification: String,
    /// Evidence for the result.
    pub evidence: EvidenceIds,
    /// Who assessed last.
    pub assessed_by: String,
    /// Who else has had a hand in the result: none of them can review it.
    pub assessed_also: BTreeSet<String>,
    /// When.
    pub assessed_at: Option<DateTime<Utc>>,
    /// What was asked, as in [`QuestionAnswer::asked`].
    pub asked: String,
    /// The number that a suggestion was given under, where it has another one now.
    pub was: String,
    /// How far the review has come; none reads as draft.
    pub review: Option<Review>,
    /// Who reviewed it.
    pub reviewed_by: String,
    /// When.
    pub reviewed_at: Option<DateTime<Utc>>,
    /// What the reviewer says.
    pub review_comment: String,
    /// What will be done about a shortfall.
    pub action: Option<Action>,
}

/// A name, which may be empty, and a time.
pub type By<'a> = (&'a str, Option<DateTime<Utc>>);

impl QuestionAnswer {
    /// An empty one.
    pub(crate) fn none() -> &'static Self {
        static EMPTY: QuestionAnswer = QuestionAnswer {
            answer: None,
            suggested: None,
            ownership: None,
            implementation: String::new(),
            customer_responsibilities: String::new(),
            evidence: EvidenceIds::new(),
            answered_by: String::new(),
            answered_at: None,
            asked: String::new(),
            was: String::new(),
            action: None,
        };
        &EMPTY
    }

    /// Who answered and when; nobody where there is no answer, or none any more.
    #[must_use]
    pub fn answered(&self) -> By<'_> {
        match self.answer {
            Some(_) => (&self.answered_by, self.answered_at),
            None => ("", None),
        }
    }
}

impl StepAnswer {
    /// An empty one.
    pub(crate) fn none() -> &'static Self {
        static EMPTY: StepAnswer = StepAnswer {
            outcome: None,
            suggested: None,
            grade: None,
            methods: BTreeSet::new(),
            effectiveness: None,
            sample: None,
            note: String::new(),
            justification: String::new(),
            evidence: EvidenceIds::new(),
            assessed_by: String::new(),
            assessed_also: BTreeSet::new(),
            assessed_at: None,
            asked: String::new(),
            was: String::new(),
            review: None,
            reviewed_by: String::new(),
            reviewed_at: None,
            review_comment: String::new(),
            action: None,
        };
        &EMPTY
    }

    /// Who assessed and when; nobody where it is not assessed, or not any more.
    #[must_use]
    pub fn assessed(&self) -> By<'_> {
        match self.outcome() {
            Outcome::NotAssessed => ("", None),
            _ => (&self.assessed_by, self.assessed_at),
        }
    }

    /// The outcome, not-assessed when none was recorded.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.outcome.unwrap_or(Outcome::NotAssessed)
    }

    /// Takes the agreement of a reviewer back: what they agreed to has changed.
    pub(crate) fn withdraw_review(&mut self) {
        if self.review == Some(Review::Reviewed) {
            self.review = Some(Review::Draft);
            // Whose comment it is stays known.
            if self.review_comment.is_empty() {
                self.reviewed_by.clear();
                self.reviewed_at = None;
            }
        }
    }
}

/// A corrective action.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Action {
    /// What will be done.
    pub text: String,
    /// Who will do it.
    pub owner: String,
    /// By when.
    pub due: Option<NaiveDate>,
    /// Whether it is done; none reads as open.
    pub status: Option<ActionStatus>,
    /// What looking again came to; none before it was done.
    pub retest: Option<Retest>,
    /// Who looked again.
    pub retested_by: String,
    /// When.
    pub retested_on: Option<NaiveDate>,
}

impl Action {
    /// Whether it is finished.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.status == Some(ActionStatus::Done)
    }

    /// Whether it is open past its due date.
    #[must_use]
    pub fn is_overdue(&self, today: NaiveDate) -> bool {
        !self.is_done() && self.due.is_some_and(|due| due < today)
    }

    /// Whether it is open and due within so many days, today among them.
    #[must_use]
    pub fn is_due_soon(&self, today: NaiveDate, days: i64) -> bool {
        let left = |due: NaiveDate| due.signed_duration_since(today).num_days();
        !self.is_done() && self.due.is_some_and(|due| (0..=days).contains(&left(due)))
    }
}

impl RoleAnswers {
    /// The evidence that its answers rest on, some of it often.
    pub(crate) fn evidence_used(&self) -> impl Iterator<Item = &EvidenceId> {
        let questions = self.questions.values().flat_map(|q| &q.evidence);
        questions.chain(self.steps.values().flat_map(|s| &s.evidence))
    }
}

impl Assessment {
    /// Whether anybody has begun to answer it. A file in which nothing is answered,
    /// noted or disputed is as none: what was in it may have been taken back.
    #[must_use]
    pub fn is_begun(&self) -> bool {
        let says = |r: &RoleAnswers| {
            r.sign_off.is_some()
                || r.questions.values().any(|x| x != QuestionAnswer::none())
                || r.steps.values().any(|x| x != StepAnswer::none())
        };
        !self.conflicts.is_empty() || self.answers.values().any(says)
    }

    /// The result of a step; an empty one when there is none.
    #[must_use]
    pub fn step(&self, role: Role, id: &StepId) -> &StepAnswer {
        self.answers
            .get(&role)
            .and_then(|r| r.steps.get(id))
            .unwrap_or(StepAnswer::none())
    }

    /// The evidence that its answers rest on, some of it often.
    pub(crate) fn evidence_used(&self) -> impl Iterator<Item = &EvidenceId> {
        self.answers.values().flat_map(RoleAnswers::evidence_used)
    }

    /// The answer to a question; an empty one when there is none.
    #[must_use]
    pub fn question(&self, role: Role, id: &str) -> &QuestionAnswer {
        self.answers
            .get(&role)
            .and_then(|r| r.questions.get(id))
            .unwrap_or(QuestionAnswer::none())
    }
}
