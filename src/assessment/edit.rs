//! The edits that an assessor can make, each a value, applied in one place
//! for the screen and the command line alike.

use super::{
    Action, ActionStatus, Answer, Assessment, Evidence, EvidenceId, Grade, Method, Outcome,
    Ownership, Place, QuestionAnswer, Review, Role, StepAnswer,
};
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// Who makes an edit and when: recorded with the answer.
#[derive(Debug, Clone)]
pub struct Stamp {
    /// The time in UTC, to the second.
    pub now: DateTime<Utc>,
    /// The person's name; empty keeps the assessment's assessor.
    pub by: String,
}

/// One change to an assessment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Edit {
    /// Answer a question. A missing ownership is preset from the home layer.
    Answer(Role, String, Option<Answer>),
    /// Declare who owns the control.
    Ownership(Role, String, Option<Ownership>),
    /// Say how the control is implemented.
    Implementation(Role, String, String),
    /// Say what is left to the customer.
    CustomerResponsibilities(Role, String, String),
    /// Record a step's outcome. A grade that does not fit it is dropped.
    Outcome(Role, StepId, Option<Outcome>),
    /// Grade a step's finding.
    Grade(Role, StepId, Option<Grade>),
    /// Add or remove a method.
    Method(Role, StepId, Method, bool),
    /// Write a step's note.
    Note(Role, StepId, String),
    /// Say why a step does not apply.
    Justification(Role, StepId, String),
    /// Set how far the review is.
    Review(Role, StepId, Option<Review>),
    /// Put a link or path into the register, if it is not there, and tie it
    /// to an item.
    AddEvidence(Role, ItemId, String),
    /// Untie a record from an item; it leaves the register with its last item.
    RemoveEvidence(Role, ItemId, EvidenceId),
    /// Name a record.
    EvidenceTitle(EvidenceId, String),
    /// Set when a record was collected.
    EvidenceCollected(EvidenceId, Option<NaiveDate>),
    /// Set when a record expires.
    EvidenceExpires(EvidenceId, Option<NaiveDate>),
    /// Write what will be done.
    ActionText(Role, ItemId, String),
    /// Write who will do it.
    ActionOwner(Role, ItemId, String),
    /// Set by when.
    ActionDue(Role, ItemId, Option<NaiveDate>),
    /// Set whether it is done.
    ActionStatus(Role, ItemId, ActionStatus),
    /// Choose the roles that are assessed.
    Roles(Vec<Role>),
    /// Name the assessor.
    Assessor(String),
    /// Name who or what is assessed.
    Subject(String),
    /// Say which layers the provider runs, by id.
    Layers(Vec<String>),
}

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
    /// A text with control characters in it.
    #[error("the text has a control character (U+{0:04X}): leave it out")]
    ControlCharacter(u32),
    /// An evidence href that is empty or of a scheme that is never followed.
    #[error("“{0}” is neither an http(s) link nor a path")]
    BadHref(String),
    /// A record that points there already.
    #[error("the record {0} points there already")]
    Registered(EvidenceId),
    /// A day that a file cannot hold (TOML has years from 0000 to 9999).
    #[error("the year of {0} is out of range: expected 1900 to 9999")]
    Year(NaiveDate),
    /// No such record.
    #[error("there is no evidence record {0}")]
    NoSuchEvidence(EvidenceId),
}

impl Grade {
    /// Whether a step of this outcome can have this grade.
    #[must_use]
    pub fn fits(self, outcome: Outcome) -> bool {
        match self {
            Self::Major | Self::Minor => outcome.is_shortfall(),
            Self::Ofi => outcome == Outcome::Satisfied,
        }
    }
}

impl Edit {
    /// Makes the edit. The assessment is unchanged when it fails, and also
    /// when the edit says what already stands (so that nothing is stamped).
    /// Returns whether anything changed.
    ///
    /// # Errors
    /// See [`EditError`].
    pub fn apply(
        &self,
        assessment: &mut Assessment,
        questionnaire: &Questionnaire,
        stamp: &Stamp,
    ) -> Result<bool, EditError> {
        let mut next = assessment.clone();
        self.change(&mut next, questionnaire, stamp)?;
        let item = self.item();
        if let Some((role, item)) = &item {
            prune(&mut next, *role, item);
        }
        if next == *assessment {
            return Ok(false);
        }
        if let Some((role, item)) = &item {
            let by = clean(&person(assessment, stamp))?;
            stamp_item(&mut next, *role, item, &by, stamp);
            prune(&mut next, *role, item);
        }
        *assessment = next;
        Ok(true)
    }

    /// The item that the edit is about, if it is about one.
    #[must_use]
    pub fn item(&self) -> Option<(Role, ItemId)> {
        match self {
            Self::Answer(r, q, _)
            | Self::Ownership(r, q, _)
            | Self::Implementation(r, q, _)
            | Self::CustomerResponsibilities(r, q, _) => Some((*r, ItemId::Question(q.clone()))),
            Self::Outcome(r, s, _)
            | Self::Grade(r, s, _)
            | Self::Method(r, s, _, _)
            | Self::Note(r, s, _)
            | Self::Justification(r, s, _)
            | Self::Review(r, s, _) => Some((*r, ItemId::Step(s.clone()))),
            Self::AddEvidence(r, i, _)
            | Self::RemoveEvidence(r, i, _)
            | Self::ActionText(r, i, _)
            | Self::ActionOwner(r, i, _)
            | Self::ActionDue(r, i, _)
            | Self::ActionStatus(r, i, _) => Some((*r, i.clone())),
            Self::EvidenceTitle(..)
            | Self::EvidenceCollected(..)
            | Self::EvidenceExpires(..)
            | Self::Roles(_)
            | Self::Assessor(_)
            | Self::Subject(_)
            | Self::Layers(_) => None,
        }
    }

    fn change(
        &self,
        a: &mut Assessment,
        q: &Questionnaire,
        stamp: &Stamp,
    ) -> Result<(), EditError> {
        if let Some((role, item)) = self.item() {
            known_item(a, q, role, &item)?;
        }
        match self {
            Self::Answer(role, id, answer) => {
                let preset = q.home_layer(*role).map(|l| l.ownership);
                let entry = question_mut(a, *role, id);
                entry.answer = *answer;
                if answer.is_some() && entry.ownership.is_none() {
                    entry.ownership = preset;
                }
            }
            Self::Ownership(role, id, ownership) => {
                question_mut(a, *role, id).ownership = *ownership
            }
            Self::Implementation(role, id, text) => {
                question_mut(a, *role, id).implementation = clean(text)?;
            }
            Self::CustomerResponsibilities(role, id, text) => {
                question_mut(a, *role, id).customer_responsibilities = clean(text)?;
            }
            Self::Outcome(role, id, outcome) => {
                let entry = step_mut(a, *role, id);
                entry.outcome = outcome.filter(|o| *o != Outcome::NotAssessed);
                let now = entry.outcome();
                entry.grade = entry.grade.filter(|g| g.fits(now));
            }
            Self::Grade(role, id, grade) => {
                let entry = step_mut(a, *role, id);
                if let Some(grade) = *grade
                    && !grade.fits(entry.outcome())
                {
                    return Err(EditError::GradeMisfit {
                        grade,
                        outcome: entry.outcome(),
                    });
                }
                entry.grade = *grade;
            }
            Self::Method(role, id, method, on) => {
                let methods = &mut step_mut(a, *role, id).methods;
                if *on {
                    methods.insert(*method);
                } else {
                    methods.remove(method);
                }
            }
            Self::Note(role, id, text) => step_mut(a, *role, id).note = clean(text)?,
            Self::Justification(role, id, text) => {
                step_mut(a, *role, id).justification = clean(text)?
            }
            Self::Review(role, id, review) => step_mut(a, *role, id).review = *review,
            Self::AddEvidence(role, item, href) => {
                let href = clean(href.trim())?;
                if href.is_empty()
                    || href.contains('\n')
                    || (Place::of(&href) == Place::Outside && href.contains("://"))
                {
                    return Err(EditError::BadHref(crate::text::one_line(&href)));
                }
                let id = register(a, &href, stamp);
                evidence_mut(a, *role, item).insert(id);
            }
            Self::RemoveEvidence(role, item, id) => {
                evidence_mut(a, *role, item).remove(id);
                let used = a.answers.values().any(|r| {
                    r.steps.values().any(|s| s.evidence.contains(id))
                        || r.questions.values().any(|s| s.evidence.contains(id))
                });
                if !used {
                    a.evidence.remove(id);
                }
            }
            Self::EvidenceTitle(id, title) => {
                let title = clean(title)?;
                record_mut(a, id)?.title = title;
            }
            Self::EvidenceCollected(id, date) => {
                record_mut(a, id)?.collected_on = in_range(*date)?;
            }
            Self::EvidenceExpires(id, date) => record_mut(a, id)?.expires_on = in_range(*date)?,
            Self::ActionText(role, item, text) => action_mut(a, *role, item).text = clean(text)?,
            Self::ActionOwner(role, item, text) => action_mut(a, *role, item).owner = clean(text)?,
            Self::ActionDue(role, item, due) => action_mut(a, *role, item).due = in_range(*due)?,
            Self::ActionStatus(role, item, status) => {
                action_mut(a, *role, item).status = Some(*status);
            }
            Self::Roles(roles) => a.roles.clone_from(roles),
            Self::Assessor(name) => a.assessor = clean(name)?,
            Self::Subject(name) => a.subject = clean(name)?,
            Self::Layers(layers) => a.layers.clone_from(layers),
        }
        Ok(())
    }
}

fn known_item(
    a: &Assessment,
    q: &Questionnaire,
    role: Role,
    item: &ItemId,
) -> Result<(), EditError> {
    if !a.roles.contains(&role) {
        return Err(EditError::RoleNotAssessed(role));
    }
    let known = match item {
        ItemId::Question(id) => q.question(id).is_some(),
        ItemId::Step(id) => q.step(role, id).is_some(),
    };
    if known {
        Ok(())
    } else {
        Err(EditError::NoSuchItem {
            questionnaire: q.control.id.clone(),
            role,
            item: item.to_string(),
        })
    }
}

/// The text with line ends unified and trailing line feeds off.
fn clean(text: &str) -> Result<String, EditError> {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    if let Some(c) = unified.chars().find(|c| crate::text::is_unsafe(*c)) {
        return Err(EditError::ControlCharacter(c as u32));
    }
    if unified.trim().is_empty() {
        return Ok(String::new());
    }
    Ok(unified.trim_end_matches('\n').to_owned())
}

fn in_range(day: Option<NaiveDate>) -> Result<Option<NaiveDate>, EditError> {
    match day {
        Some(day) if !(1900..=9999).contains(&day.year()) => Err(EditError::Year(day)),
        day => Ok(day),
    }
}

fn register(a: &mut Assessment, href: &str, stamp: &Stamp) -> EvidenceId {
    if let Some((id, _)) = a.evidence.iter().find(|(_, e)| e.href == href) {
        return id.clone();
    }
    // Two hrefs can share eight hex digits: the later one then hashes on.
    let mut id = EvidenceId::of(href);
    while a.evidence.contains_key(&id) {
        id = EvidenceId::of(&format!("{id} {href}"));
    }
    let record = Evidence {
        href: href.to_owned(),
        collected_on: Some(stamp.now.date_naive()),
        collected_by: person(a, stamp),
        ..Evidence::default()
    };
    a.evidence.insert(id.clone(), record);
    id
}

fn person(a: &Assessment, stamp: &Stamp) -> String {
    if stamp.by.is_empty() {
        a.assessor.clone()
    } else {
        stamp.by.clone()
    }
}

fn stamp_item(a: &mut Assessment, role: Role, item: &ItemId, by: &str, stamp: &Stamp) {
    let by = by.to_owned();
    match item {
        ItemId::Question(id) => {
            let entry = question_mut(a, role, id);
            entry.answered_by = by;
            entry.answered_at = Some(stamp.now);
        }
        ItemId::Step(id) => {
            let entry = step_mut(a, role, id);
            entry.assessed_by = by;
            entry.assessed_at = Some(stamp.now);
        }
    }
}

/// Drops the entry of an item that says nothing any more, so that clearing an
/// answer leaves no husk in the file. Others are not touched: who is named in
/// one may be a person's plan.
fn prune(a: &mut Assessment, role: Role, item: &ItemId) {
    let Some(answers) = a.answers.get_mut(&role) else {
        return;
    };
    match item {
        ItemId::Step(id) => {
            if let Some(step) = answers.steps.get_mut(id) {
                step.action = step.action.take().filter(|x| !action_is_empty(x));
                let unstamped = StepAnswer {
                    assessed_by: String::new(),
                    assessed_at: None,
                    ..step.clone()
                };
                if unstamped == StepAnswer::default() {
                    answers.steps.remove(id);
                }
            }
        }
        ItemId::Question(id) => {
            if let Some(question) = answers.questions.get_mut(id) {
                question.action = question.action.take().filter(|x| !action_is_empty(x));
                let unstamped = QuestionAnswer {
                    answered_by: String::new(),
                    answered_at: None,
                    ..question.clone()
                };
                if unstamped == QuestionAnswer::default() {
                    answers.questions.remove(id);
                }
            }
        }
    }
    if answers.steps.is_empty() && answers.questions.is_empty() {
        a.answers.remove(&role);
    }
}

fn action_is_empty(action: &Action) -> bool {
    action.text.is_empty() && action.owner.is_empty() && action.due.is_none() && !action.is_done()
}

fn question_mut<'a>(a: &'a mut Assessment, role: Role, id: &str) -> &'a mut QuestionAnswer {
    a.answers
        .entry(role)
        .or_default()
        .questions
        .entry(id.to_owned())
        .or_default()
}

fn step_mut<'a>(a: &'a mut Assessment, role: Role, id: &StepId) -> &'a mut StepAnswer {
    a.answers
        .entry(role)
        .or_default()
        .steps
        .entry(id.clone())
        .or_default()
}

fn evidence_mut<'a>(
    a: &'a mut Assessment,
    role: Role,
    item: &ItemId,
) -> &'a mut std::collections::BTreeSet<EvidenceId> {
    match item {
        ItemId::Question(id) => &mut question_mut(a, role, id).evidence,
        ItemId::Step(id) => &mut step_mut(a, role, id).evidence,
    }
}

fn action_mut<'a>(a: &'a mut Assessment, role: Role, item: &ItemId) -> &'a mut Action {
    let slot = match item {
        ItemId::Question(id) => &mut question_mut(a, role, id).action,
        ItemId::Step(id) => &mut step_mut(a, role, id).action,
    };
    slot.get_or_insert_with(|| Action {
        status: Some(ActionStatus::Open),
        ..Action::default()
    })
}

fn record_mut<'a>(a: &'a mut Assessment, id: &EvidenceId) -> Result<&'a mut Evidence, EditError> {
    a.evidence
        .get_mut(id)
        .ok_or_else(|| EditError::NoSuchEvidence(id.clone()))
}
