//! Why an edit cannot be made, in words.

use crate::assessment::{BadSample, EvidenceId, Grade, Outcome, Review, Role};
use chrono::NaiveDate;

/// Why an edit cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The questionnaire has no such item for the role.
    #[error("{questionnaire} has no item {item} for {role}")]
    NoSuchItem {
        /// The control's id.
        questionnaire: String,
        /// The role.
        role: Role,
        /// What was asked for.
        item: String,
    },
    /// The role is not part of the assessment.
    #[error("{0} is not one of this assessment's roles")]
    RoleNotAssessed(Role),
    /// A grade that the outcome does not allow.
    #[error(
        "grade {grade} does not go with {outcome}: major and minor are of a shortfall, ofi is of a satisfied step"
    )]
    GradeMisfit {
        /// The grade.
        grade: Grade,
        /// The step's outcome.
        outcome: Outcome,
    },
    /// More than an answer file holds.
    #[error(transparent)]
    Excess(#[from] crate::limits::Excess),
    /// A text with control characters in it.
    #[error("the text has a control character (U+{0:04X}): leave it out")]
    ControlCharacter(u32),
    /// An evidence href that is empty or of a scheme that is never followed.
    #[error("“{0}” is neither an http(s) link nor a path")]
    BadHref(String),
    /// A link with a space in it, as of two links in one.
    #[error(
        "“{0}” is no link: a link has no space; add several one by one, write a space of one as %20"
    )]
    SpacedLink(String),
    /// A record that points there already.
    #[error("the record {0} points there already")]
    Registered(EvidenceId),
    /// A day that a file cannot hold (TOML has years from 0000 to 9999).
    #[error("the year of {0} is out of range: expected 1900 to 9999")]
    Year(NaiveDate),
    /// A period that ends before it begins.
    #[error("the period from {from} to {to} ends before it begins")]
    Period {
        /// Its first day.
        from: NaiveDate,
        /// Its last day.
        to: NaiveDate,
    },
    /// A sample that cannot be.
    #[error("{0}")]
    Sample(#[from] BadSample),
    /// Nobody is named who could answer for it.
    #[error("nobody is named who {0}: give a name with --as NAME")]
    Nobody(&'static str),
    /// The assessor reviews their own work.
    #[error(
        "{0} assessed this step and cannot review it: another person reviews, named with --assessor NAME"
    )]
    SelfReview(String),
    /// There is no result yet that could be reviewed.
    #[error("the step has no outcome yet: assess it before it is reviewed")]
    NotAssessed,
    /// Somebody else's words under the reviewer's name.
    #[error(
        "{0} assessed this step: its review comment is another person's, named with --assessor NAME"
    )]
    CommentOfOwn(String),
    /// The step is not up for review.
    #[error("the step is {0}: its assessor makes it ready-for-review first")]
    NotReady(Review),
    /// The control asks nothing of the role.
    #[error("{role} cannot be signed off: {questionnaire} asks nothing of {role}")]
    NothingAsked {
        /// The role.
        role: Role,
        /// The control's id.
        questionnaire: String,
    },
    /// The role is not answered completely.
    #[error("{role} cannot be signed off: {open} of its questions and steps {} no answer", if *.open == 1 { "has" } else { "have" })]
    Incomplete {
        /// The role.
        role: Role,
        /// How many have none.
        open: usize,
    },
    /// A reviewer waits for a change.
    #[error("{role} cannot be signed off: changes are requested of {}", .steps.join(", "))]
    ChangesPending {
        /// The role.
        role: Role,
        /// The steps, as `CSP.03`.
        steps: Vec<String>,
    },
    /// Something of the step is not decided yet: the fields, in words.
    #[error("the step cannot be reviewed: two people changed {}; choose first", .0.join(", "))]
    StepDisputed(Vec<String>),
    /// Something of the role is not decided yet.
    #[error(
        "{role} cannot be signed off: two people changed {}; choose first", .paths.join(", ")
    )]
    Disputed {
        /// The role.
        role: Role,
        /// The fields that are in conflict, in words.
        paths: Vec<String>,
    },
    /// No such record.
    #[error("there is no evidence record {0}")]
    NoSuchEvidence(EvidenceId),
}
