//! The edits that an assessor can make, each a value, applied in one place
//! for the screen and the command line alike.

mod error;
mod parts;
mod review;

use super::{
    ActionStatus, Answer, Assessment, Effectiveness, EvidenceId, Grade, Method, Outcome, Ownership,
    Place, Retest, Review, Role, Sample, is_led,
};
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use chrono::{DateTime, NaiveDate, Utc};
pub use error::EditError;
use parts::{
    action_mut, clean, evidence_mut, in_range, known_item, person, prune, question_mut, record_mut,
    register, stamp_item, step_mut, withdraw_review,
};
pub use parts::{assessed_by, record_choice};
pub(crate) use review::may_comment;

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
    /// Answer a question. A missing ownership is preset from the home layer; a
    /// suggestion from last time is settled.
    Answer(Role, String, Option<Answer>),
    /// Declare who owns the control.
    Ownership(Role, String, Option<Ownership>),
    /// Say how the control is implemented.
    Implementation(Role, String, String),
    /// Say what is left to the customer.
    CustomerResponsibilities(Role, String, String),
    /// Record a step's outcome. A grade that does not fit it is dropped; a
    /// suggestion from last time is settled.
    Outcome(Role, StepId, Option<Outcome>),
    /// Grade a step's finding.
    Grade(Role, StepId, Option<Grade>),
    /// Add or remove a method.
    Method(Role, StepId, Method, bool),
    /// Write a step's note.
    Note(Role, StepId, String),
    /// Say why a step does not apply.
    Justification(Role, StepId, String),
    /// Say which effectiveness the result speaks of.
    Effectiveness(Role, StepId, Option<Effectiveness>),
    /// Say what was looked at of how many; an empty one takes it away.
    Sample(Role, StepId, Sample),
    /// Set how far the review is. Only another person than the assessor can
    /// set reviewed and changes-requested, and only of a step that was made
    /// ready for it.
    Review(Role, StepId, Option<Review>),
    /// Write what the reviewer says.
    ReviewComment(Role, StepId, String),
    /// Sign a role's answers off, with what the person states.
    SignOff(Role, String),
    /// Take the sign-off of a role back.
    WithdrawSignOff(Role),
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
    /// Set the first and last day that a record covers.
    EvidencePeriod(EvidenceId, Option<NaiveDate>, Option<NaiveDate>),
    /// Record that what a link shows was looked at on a day; none: not at all.
    EvidenceViewed(EvidenceId, Option<NaiveDate>),
    /// Record a file that was written anew under its name: its SHA-256 and size.
    EvidenceRenewed(EvidenceId, String, u64),
    /// Write what will be done.
    ActionText(Role, ItemId, String),
    /// Write who will do it.
    ActionOwner(Role, ItemId, String),
    /// Set by when.
    ActionDue(Role, ItemId, Option<NaiveDate>),
    /// Set whether it is done.
    ActionStatus(Role, ItemId, ActionStatus),
    /// Record what looking again after a corrective action came to.
    ActionRetest(Role, ItemId, Option<Retest>),
    /// Say that a conflict is decided: its field has the right value.
    Settle(String),
    /// Choose the roles that are assessed.
    Roles(Vec<Role>),
    /// Name the assessor.
    Assessor(String),
    /// Name who or what is assessed.
    Subject(String),
    /// Say which layers the provider runs, by id.
    Layers(Vec<String>),
    /// Say that the answers are to the questionnaire as it is now.
    ConfirmText,
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
        crate::limits::counts(&next)?;
        if let Some((role, item)) = &item
            && !self.follows_up()
        {
            let by = clean(&person(assessment, stamp))?;
            stamp_item(&mut next, *role, item, &by, stamp);
            if let ItemId::Step(id) = item {
                withdraw_review(&mut next, *role, id);
            }
            prune(&mut next, *role, item);
        }
        *assessment = next;
        Ok(true)
    }

    /// Whether the edit is no part of assessing but comes after it.
    fn follows_up(&self) -> bool {
        matches!(
            self,
            Self::Review(..)
                | Self::ReviewComment(..)
                | Self::ActionStatus(..)
                | Self::ActionRetest(..)
        )
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
            | Self::Effectiveness(r, s, _)
            | Self::Sample(r, s, _)
            | Self::ReviewComment(r, s, _)
            | Self::Review(r, s, _) => Some((*r, ItemId::Step(s.clone()))),
            Self::AddEvidence(r, i, _)
            | Self::RemoveEvidence(r, i, _)
            | Self::ActionText(r, i, _)
            | Self::ActionOwner(r, i, _)
            | Self::ActionDue(r, i, _)
            | Self::ActionRetest(r, i, _)
            | Self::ActionStatus(r, i, _) => Some((*r, i.clone())),
            Self::EvidenceTitle(..)
            | Self::EvidenceCollected(..)
            | Self::EvidenceExpires(..)
            | Self::EvidencePeriod(..)
            | Self::EvidenceViewed(..)
            | Self::EvidenceRenewed(..)
            | Self::SignOff(..)
            | Self::WithdrawSignOff(_)
            | Self::Settle(_)
            | Self::Roles(_)
            | Self::Assessor(_)
            | Self::Subject(_)
            | Self::Layers(_)
            | Self::ConfirmText => None,
        }
    }

    /// Puts a link or path into the register, tied to nothing yet; the record
    /// that it has already, if it is there.
    ///
    /// # Errors
    /// When it is none.
    pub fn register(
        a: &mut Assessment,
        href: &str,
        stamp: &Stamp,
    ) -> Result<EvidenceId, EditError> {
        let href = clean(href.trim())?;
        if crate::assessment::is_broken_link(&href) {
            return Err(EditError::SpacedLink(crate::text::one_line(&href)));
        }
        let host = href
            .split_once("://")
            .map(|(_, rest)| rest.trim_start_matches('/'));
        if href.is_empty()
            || host.is_some_and(str::is_empty)
            || href.contains('\n')
            || (Place::of(&href) == Place::Outside && href.contains("://"))
        {
            return Err(EditError::BadHref(crate::text::one_line(&href)));
        }
        Ok(register(a, &href, stamp))
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
                if answer.is_some() {
                    entry.suggested = None;
                    entry.ownership = entry.ownership.or(preset);
                }
                a.note_asked(q, *role, &ItemId::Question(id.clone()));
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
                if entry.outcome.is_some() {
                    entry.suggested = None;
                }
                let now = entry.outcome();
                entry.grade = entry.grade.filter(|g| g.fits(now));
                a.note_asked(q, *role, &ItemId::Step(id.clone()));
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
            Self::Effectiveness(role, id, which) => step_mut(a, *role, id).effectiveness = *which,
            Self::Sample(role, id, sample) => {
                sample.check()?;
                let sample = Sample {
                    items: clean(&sample.items)?,
                    selection: clean(&sample.selection)?,
                    ..sample.clone()
                };
                step_mut(a, *role, id).sample = Some(sample).filter(|s| !s.is_empty());
            }
            Self::Review(role, id, state) => review::set(a, *role, id, *state, stamp)?,
            Self::ReviewComment(role, id, text) => review::comment(a, *role, id, text, stamp)?,
            Self::SignOff(role, statement) => review::sign_off(a, q, *role, statement, stamp)?,
            Self::WithdrawSignOff(role) => {
                if let Some(answers) = a.answers.get_mut(role) {
                    answers.sign_off = None;
                }
            }
            Self::AddEvidence(role, item, href) => {
                let id = Self::register(a, href, stamp)?;
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
            Self::EvidencePeriod(id, from, to) => {
                if let (Some(from), Some(to)) = (*from, *to)
                    && from > to
                {
                    return Err(EditError::Period { from, to });
                }
                let record = record_mut(a, id)?;
                record.period_from = in_range(*from)?;
                record.period_to = in_range(*to)?;
            }
            Self::EvidenceViewed(id, date) => {
                let by = clean(&person(a, stamp))?;
                let record = record_mut(a, id)?;
                record.viewed_on = in_range(*date)?;
                record.viewed_by = if date.is_some() { by } else { String::new() };
            }
            Self::EvidenceRenewed(id, sha256, size) => {
                let by = clean(&person(a, stamp))?;
                record_mut(a, id)?;
                let today = stamp.now.date_naive();
                a.found_anew(id, Some((&clean(sha256)?, *size)), &by, today);
            }
            Self::ActionText(role, item, text) => action_mut(a, *role, item).text = clean(text)?,
            Self::ActionOwner(role, item, text) => action_mut(a, *role, item).owner = clean(text)?,
            Self::ActionDue(role, item, due) => action_mut(a, *role, item).due = in_range(*due)?,
            Self::ActionStatus(role, item, status) => {
                action_mut(a, *role, item).status = Some(*status);
            }
            Self::ActionRetest(role, item, result) => {
                let by = clean(&person(a, stamp))?;
                let action = action_mut(a, *role, item);
                action.retest = *result;
                let done = result.is_some();
                action.retested_by = if done { by } else { String::new() };
                action.retested_on = done.then(|| stamp.now.date_naive());
            }
            Self::Settle(path) => {
                let of_it = |of: &String| of == path || is_led(of, |lead| lead == path);
                a.conflicts.retain(|of, _| !of_it(of));
            }
            Self::Roles(roles) => a.roles.clone_from(roles),
            Self::Assessor(name) => a.assessor = clean(name)?,
            Self::Subject(name) => a.subject = clean(name)?,
            Self::Layers(layers) => a.layers.clone_from(layers),
            Self::ConfirmText => {
                a.confirm_text(q);
            }
        }
        Ok(())
    }
}
