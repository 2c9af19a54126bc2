//! The fields of an item's form.

use crate::assessment::EvidenceId;

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// A question's Yes, No or NA.
    Answer,
    /// Who owns the control.
    Ownership,
    /// How it is implemented.
    Implementation,
    /// What is left to the customer.
    Customer,
    /// A step's outcome.
    Outcome,
    /// Its grade.
    Grade,
    /// Its methods.
    Methods,
    /// Which effectiveness its result speaks of.
    Effectiveness,
    /// What was looked at of how many.
    Sample,
    /// Its note.
    Note,
    /// Why it does not apply.
    Justification,
    /// A record that is tied to the item; its text is its title.
    Evidence(EvidenceId),
    /// When such a record expires. Asked for after the title.
    EvidenceExpires(EvidenceId),
    /// The period that such a record covers. Asked for after that.
    EvidencePeriod(EvidenceId),
    /// The line that adds evidence.
    AddEvidence,
    /// What will be done.
    ActionText,
    /// By whom.
    ActionOwner,
    /// By when.
    ActionDue,
    /// Whether it is done.
    ActionStatus,
    /// What looking again came to.
    ActionRetest,
    /// How far the review is.
    Review,
    /// What the reviewer says.
    ReviewComment,
}

impl Field {
    /// The key of the field in a journal.
    #[must_use]
    pub fn key(&self) -> String {
        let key = match self {
            Self::Answer => "answer",
            Self::Ownership => "ownership",
            Self::Implementation => "implementation",
            Self::Customer => "customer_responsibilities",
            Self::Outcome => "outcome",
            Self::Grade => "grade",
            Self::Methods => "methods",
            Self::Effectiveness => "effectiveness",
            Self::Sample => "sample",
            Self::Note => "note",
            Self::Justification => "justification",
            Self::Evidence(id) => return format!("evidence.{id}.title"),
            Self::EvidenceExpires(id) => return format!("evidence.{id}.expires_on"),
            Self::EvidencePeriod(id) => return format!("evidence.{id}.period"),
            Self::AddEvidence => "evidence",
            Self::ActionText => "action.text",
            Self::ActionOwner => "action.owner",
            Self::ActionDue => "action.due",
            Self::ActionStatus => "action.status",
            Self::ActionRetest => "action.retest",
            Self::Review => "review",
            Self::ReviewComment => "review_comment",
        };
        key.to_owned()
    }

    /// The text field with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        if let Some((id, part)) = key
            .strip_prefix("evidence.")
            .and_then(|k| k.split_once('.'))
        {
            let id = EvidenceId::new(id)?;
            return match part {
                "title" => Some(Self::Evidence(id)),
                "expires_on" => Some(Self::EvidenceExpires(id)),
                "period" => Some(Self::EvidencePeriod(id)),
                _ => None,
            };
        }
        [
            Self::Implementation,
            Self::Customer,
            Self::Note,
            Self::Justification,
            Self::Sample,
            Self::ReviewComment,
            Self::AddEvidence,
            Self::ActionText,
            Self::ActionOwner,
            Self::ActionDue,
        ]
        .into_iter()
        .find(|f| f.key() == key)
    }

    /// The field's label.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Answer => "Answer",
            Self::Ownership => "Ownership",
            Self::Implementation => "Implementation",
            Self::Customer => "Customer resp.",
            Self::Outcome => "Outcome",
            Self::Grade => "Grade",
            Self::Methods => "Methods",
            Self::Effectiveness => "Effectiveness",
            Self::Sample => "Sample",
            Self::Note => "Note",
            Self::Justification => "Justification",
            Self::Evidence(_)
            | Self::EvidenceExpires(_)
            | Self::EvidencePeriod(_)
            | Self::AddEvidence => "Evidence",
            Self::ActionText => "Action",
            Self::ActionOwner => "  owner",
            Self::ActionDue => "  due",
            Self::ActionStatus => "  status",
            Self::ActionRetest => "  retest",
            Self::Review => "Review",
            Self::ReviewComment => "  comment",
        }
    }

    /// Whether the field is one of a few choices, not a text.
    #[must_use]
    pub fn is_choice(&self) -> bool {
        matches!(
            self,
            Self::Answer
                | Self::Ownership
                | Self::Outcome
                | Self::Grade
                | Self::Methods
                | Self::Effectiveness
                | Self::ActionStatus
                | Self::ActionRetest
                | Self::Review
        )
    }

    /// Whether the field's text has many lines.
    #[must_use]
    pub fn is_long(&self) -> bool {
        matches!(
            self,
            Self::Note
                | Self::Justification
                | Self::Implementation
                | Self::Customer
                | Self::ReviewComment
        )
    }
}
