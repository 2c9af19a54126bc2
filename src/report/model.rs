//! What a report says, before any format.

use crate::assessment::{
    Action, Answer, Effectiveness, Evidence, EvidenceId, FileState, Grade, Method, Outcome,
    Ownership, Place, Review, Role, Sample, SignOff, SignOffState,
};
use crate::gaps::{self, Gap, LayerShare, RollUp, StandardImpact};
use crate::questionnaire::{ItemId, Origin};
use chrono::{DateTime, NaiveDate, Utc};

/// Everything that a report says of an assessment on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Who or what is assessed.
    pub subject: String,
    /// Who assesses.
    pub assessor: String,
    /// The day that dates were compared with.
    pub today: NaiveDate,
    /// What was asked.
    pub questionnaire: QuestionnaireRef,
    /// The assessed roles in the assessment's order.
    pub roles: Vec<RoleReport>,
    /// All gaps, in the order of [`gaps::find`].
    pub gaps: Vec<Gap>,
    /// Who has to do the control in which layer.
    pub responsibility: Vec<LayerShare>,
    /// What the gaps mean for other standards.
    pub standards: Vec<StandardImpact>,
    /// The evidence register, by id; what this control only shares with others
    /// and does not use comes last.
    pub evidence: Vec<EvidenceRow>,
    /// The corrective actions, by role and item, done ones included.
    pub actions: Vec<ActionRow>,
    /// Assessed roles that the control asks nothing of.
    pub not_asked: Vec<Role>,
    /// Answers of assessed roles that the questionnaire has no item for.
    pub unplaced: Vec<Unplaced>,
    /// Fields that two people changed and nobody has decided, by key path.
    pub conflicts: Vec<String>,
}

/// The questionnaire that a report is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuestionnaireRef {
    /// The control's id.
    pub id: String,
    /// The control's name.
    pub title: String,
    /// The control's domain.
    pub domain: String,
    /// The catalogue and its version.
    pub version: String,
    /// The control's specification.
    pub specification: String,
    /// Digest of the text that the report shows.
    pub digest: String,
    /// Digest of the text that was answered; empty when unknown.
    pub answered_digest: String,
    /// Whether the text that was answered is another than the one shown.
    pub text_differs: bool,
    /// The items that were answered before, as `CSP.03`.
    pub reworded: Vec<String>,
    /// Whose text it is.
    pub attribution: String,
    /// Under which terms it stands.
    pub license: String,
    /// Where it comes from.
    pub source: String,
}

/// A role's part of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoleReport {
    /// The role.
    pub role: Role,
    /// Its name; the id where the questionnaire has no steps for it.
    pub name: String,
    /// What its steps come to.
    pub roll_up: RollUp,
    /// How many of its steps a reviewer has agreed to.
    pub reviewed: usize,
    /// Who stands for it, if somebody does, and what that is worth.
    pub sign_off: Option<SignedOff>,
    /// Its questions, then its steps, in the questionnaire's order.
    pub rows: Vec<Row>,
}

/// The sign-off of a role and what it is worth on the day of the report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedOff {
    /// The sign-off as recorded.
    pub signed: SignOff,
    /// Whether what was signed is still what is there.
    pub state: SignOffState,
    /// What was answered since, as far as times tell, or of which steps
    /// changes are requested.
    pub since: Option<String>,
}

/// A question or a step with what was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// The item.
    pub item: ItemId,
    /// What it is about in a few words.
    pub topic: String,
    /// The question or guideline itself.
    pub text: String,
    /// Whose wording a step is; none for a question.
    pub origin: Option<Origin>,
    /// What was found or answered.
    pub finding: Finding,
    /// What the last assessment came to, where nobody has answered since: a
    /// suggestion that is still to be confirmed, and no answer.
    pub suggested: Option<&'static str>,
    /// What the item was called then, where it is called otherwise now; else empty.
    pub suggested_was: String,
    /// Whether its text has changed since it came to that.
    pub suggested_text_changed: bool,
    /// Whether its text has changed since it was answered, or, where nobody has,
    /// since what is suggested was found.
    pub text_changed: bool,
    /// The records that it rests on.
    pub evidence: Vec<EvidenceId>,
    /// What will be done.
    pub action: Option<Action>,
    /// Who assessed or answered; empty when nobody did.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What two people changed and nobody has decided, in words: `outcome, note`;
    /// empty where nothing is.
    pub conflict: String,
    /// Indices into [`Report::gaps`].
    pub gaps: Vec<usize>,
}

/// What was found for a step or answered to a question.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// Of a question.
    Question {
        /// Yes, No or NA; none while unanswered.
        answer: Option<Answer>,
        /// Who owns the control, as declared.
        ownership: Option<Ownership>,
        /// How it is implemented, or why it does not apply.
        implementation: String,
        /// What is left to the customer.
        customer_responsibilities: String,
    },
    /// Of a step.
    Step {
        /// What assessing came to.
        outcome: Outcome,
        /// How heavy the finding is.
        grade: Option<Grade>,
        /// How it was assessed.
        methods: Vec<Method>,
        /// Which effectiveness the result speaks of.
        effectiveness: Option<Effectiveness>,
        /// What was looked at of how many.
        sample: Option<Sample>,
        /// What was seen.
        note: String,
        /// Why it does not apply.
        justification: String,
        /// How far the review is, and what the reviewer says.
        review: Reviewing,
    },
}

/// The review of a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reviewing {
    /// How far it is.
    pub state: Review,
    /// Who reviewed; empty when nobody did.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What the reviewer says.
    pub comment: String,
}

impl Finding {
    /// The outcome or the answer in a word; `unanswered` for a question
    /// without one.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Question { answer, .. } => answer.map_or("unanswered", Answer::as_str),
            Self::Step { outcome, .. } => outcome.as_str(),
        }
    }
}

/// What is known of the file of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FileWord {
    /// A link, or a file without a recorded SHA-256.
    NotHashed,
    /// A file that was not looked at.
    NotChecked,
    /// The file is the recorded one.
    Matches,
    /// The file is another.
    Changed,
    /// There is no file.
    Missing,
    /// The path leads out of the folder.
    Outside,
    /// The file is there and could not be read.
    Unreadable,
}

impl FileWord {
    /// The words that screens and exports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::NotHashed => "not hashed",
            Self::NotChecked => "not checked",
            Self::Matches => "matches",
            Self::Changed => "changed",
            Self::Missing => "missing",
            Self::Outside => "outside the folder, not read",
            Self::Unreadable => "unreadable, not checked",
        }
    }

    /// What is known of a record's file.
    #[must_use]
    pub fn of(record: &Evidence, found: Option<&FileState>) -> Self {
        if record.place() == Place::Link {
            return Self::NotHashed;
        }
        let state = gaps::state_of(record, found);
        match state {
            FileState::Unchecked => Self::NotChecked,
            FileState::Present { .. } if gaps::is_changed(record, &state) => Self::Changed,
            FileState::Present { .. } if record.sha256.is_empty() => Self::NotHashed,
            FileState::Present { .. } => Self::Matches,
            FileState::Missing => Self::Missing,
            FileState::Outside => Self::Outside,
            FileState::Unreadable(_) => Self::Unreadable,
        }
    }
}

/// A record of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EvidenceRow {
    /// Its id.
    pub id: EvidenceId,
    /// The record.
    pub record: Evidence,
    /// What is known of its file.
    pub state: FileWord,
    /// Whether it has expired on [`Report::today`].
    pub expired: bool,
    /// The items of assessed roles that use it.
    pub used_by: Vec<(Role, ItemId)>,
    /// Whether the other controls of a folder have it, too: what it proves there
    /// is not known here.
    pub shared: bool,
}

/// What a record proves that no item of this control uses.
pub const NOTHING: &str = "nothing";
/// The same of one that other controls have, too.
pub const NOTHING_HERE: &str = "nothing here; shared with the other controls";

impl EvidenceRow {
    /// What is known of it, for people: of a link whether somebody has looked at it.
    #[must_use]
    pub fn state_words(&self) -> &'static str {
        match self.record.place() {
            Place::Link if self.record.viewed_on.is_some() => "link, viewed",
            Place::Link => "link, not viewed",
            _ => self.state.as_str(),
        }
    }

    /// Whether other controls have it, and nothing here uses it.
    #[must_use]
    pub fn is_elsewhere(&self) -> bool {
        self.shared && self.used_by.is_empty()
    }

    /// What uses it, or where that may be.
    pub(super) fn uses(&self, used: &[String]) -> String {
        match self.is_elsewhere() && used.is_empty() {
            true => NOTHING_HERE.to_owned(),
            false => used.join(", "),
        }
    }
}

/// A corrective action and what it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActionRow {
    /// The role.
    pub role: Role,
    /// The item.
    pub item: ItemId,
    /// What it is about in a few words.
    pub topic: String,
    /// The action.
    pub action: Action,
    /// Whether it is open past its due date.
    pub overdue: bool,
    /// Whether it is open and its date is near.
    pub soon: bool,
}

/// An answer that the questionnaire has no item for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unplaced {
    /// The role.
    pub role: Role,
    /// The item's id.
    pub item: ItemId,
}
