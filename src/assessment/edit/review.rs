//! Reviewing steps and signing roles off.

use super::parts::{assessed_by, clean, person, step_mut, unanswered};
use super::{EditError, Stamp};
use crate::assessment::{Assessment, Outcome, Review, Role, SignOff, field_words, same_person};
use crate::questionnaire::{Questionnaire, StepId};

/// Sets how far the review of a step is. Who assessed cannot review: ISO/IEC
/// 17021-1 9.5.1 wants the decision from people who did not carry out the audit.
pub(super) fn set(
    a: &mut Assessment,
    role: Role,
    id: &StepId,
    review: Option<Review>,
    stamp: &Stamp,
) -> Result<(), EditError> {
    let by = clean(person(a, stamp).trim())?;
    let own = assessed_by(a, a.step(role, id), &by);
    let of_step = format!("roles.{role}.steps.{id}.");
    let paths = a.choices().filter(|p| p.starts_with(&of_step));
    let paths: Vec<String> = paths.map(field_words).collect();
    let step = step_mut(a, role, id);
    let now = step.review.unwrap_or(Review::Draft);
    match review {
        Some(state @ (Review::Reviewed | Review::ChangesRequested)) if state != now => {
            if by.is_empty() {
                return Err(EditError::Nobody("reviews"));
            }
            if own {
                return Err(EditError::SelfReview(crate::text::one_line(&by)));
            }
            if !paths.is_empty() {
                return Err(EditError::StepDisputed(paths));
            }
            if step.outcome() == Outcome::NotAssessed {
                return Err(EditError::NotAssessed);
            }
            if now == Review::Draft {
                return Err(EditError::NotReady(now));
            }
            // Nobody's words stand beside another's name and verdict.
            let named = !step.reviewed_by.trim().is_empty();
            if named && !same_person(&step.reviewed_by, &by) {
                step.review_comment.clear();
            }
            step.reviewed_by = by;
            step.reviewed_at = Some(stamp.now);
        }
        Some(Review::Reviewed | Review::ChangesRequested) => {}
        Some(Review::ReadyForReview) if step.outcome() == Outcome::NotAssessed => {
            return Err(EditError::NotAssessed);
        }
        // Whose comment it is stays known while the step comes up again.
        _ if !step.review_comment.is_empty() => {}
        None | Some(Review::Draft | Review::ReadyForReview) => {
            step.reviewed_by = String::new();
            step.reviewed_at = None;
        }
    }
    step.review = review;
    Ok(())
}

/// Whether a person can say, or choose, what the reviewer says.
pub(crate) fn may_comment(
    a: &Assessment,
    role: Role,
    id: &StepId,
    by: &str,
) -> Result<(), EditError> {
    let step = a.step(role, id);
    if step.outcome() == Outcome::NotAssessed || !assessed_by(a, step, by) {
        return Ok(());
    }
    Err(match by.trim() {
        "" => EditError::Nobody("comments"),
        by => EditError::CommentOfOwn(crate::text::one_line(by)),
    })
}

/// Writes what the reviewer says. Who assessed cannot write it; who says
/// something about a step that is up for review, or was reviewed, asks for
/// changes, and nobody is named for an agreement of somebody else.
pub(super) fn comment(
    a: &mut Assessment,
    role: Role,
    id: &StepId,
    text: &str,
    stamp: &Stamp,
) -> Result<(), EditError> {
    let text = clean(text)?;
    let by = clean(person(a, stamp).trim())?;
    let step = a.step(role, id);
    if step.review_comment == text {
        return Ok(());
    }
    may_comment(a, role, id, &by)?;
    let is_said = !text.trim().is_empty();
    let is_up = matches!(step.review, Some(Review::ReadyForReview | Review::Reviewed));
    let asks = is_said && is_up && step.outcome() != Outcome::NotAssessed;
    if asks {
        set(a, role, id, Some(Review::ChangesRequested), stamp)?;
    }
    let step = step_mut(a, role, id);
    step.review_comment = text;
    if is_said && !asks && step.reviewed_at.is_some() && !same_person(&step.reviewed_by, &by) {
        step.reviewed_by = by;
        step.reviewed_at = Some(stamp.now);
    }
    Ok(())
}

impl Assessment {
    /// Reviews that there are here and not in a later state, and whose they are.
    #[must_use]
    pub fn reviews_withdrawn(&self, now: &Self) -> Vec<(Role, StepId, String)> {
        let mut gone = Vec::new();
        for (role, answers) in &self.answers {
            for (id, step) in &answers.steps {
                let is_gone = step.review == Some(Review::Reviewed)
                    && now.step(*role, id).review != Some(Review::Reviewed);
                if is_gone {
                    gone.push((*role, id.clone(), step.reviewed_by.trim().to_owned()));
                }
            }
        }
        gone
    }

    /// Review comments that there are here and that another person's review has
    /// taken the place of in a later state, and whose they were.
    #[must_use]
    pub fn comments_replaced(&self, now: &Self) -> Vec<(Role, StepId, String)> {
        let mut gone = Vec::new();
        for (role, answers) in &self.answers {
            for (id, step) in &answers.steps {
                let next = now.step(*role, id);
                let (was, is) = (step.reviewed_by.trim(), next.reviewed_by.trim());
                // Who decides a conflict has been shown all that was said.
                let path = format!("roles.{role}.steps.{id}.review_comment");
                if !step.review_comment.is_empty()
                    && next.review_comment != step.review_comment
                    && !was.is_empty()
                    && !is.is_empty()
                    && !same_person(was, is)
                    && !self.conflicts.contains_key(&path)
                {
                    gone.push((*role, id.clone(), was.to_owned()));
                }
            }
        }
        gone
    }
}

/// Signs a role off as it stands.
pub(super) fn sign_off(
    a: &mut Assessment,
    q: &Questionnaire,
    role: Role,
    statement: &str,
    stamp: &Stamp,
) -> Result<(), EditError> {
    if !a.roles.contains(&role) {
        return Err(EditError::RoleNotAssessed(role));
    }
    if !q.asks(role) {
        return Err(EditError::NothingAsked {
            role,
            questionnaire: q.control.id.clone(),
        });
    }
    let by = clean(person(a, stamp).trim())?;
    if by.is_empty() {
        return Err(EditError::Nobody("signs"));
    }
    let open = unanswered(a, q, role);
    if open > 0 {
        return Err(EditError::Incomplete { role, open });
    }
    let steps = a.changes_requested(role);
    if !steps.is_empty() {
        return Err(EditError::ChangesPending { role, steps });
    }
    let of_role = format!("roles.{role}.");
    let concerns = |path: &&str| !path.starts_with("roles.") || path.starts_with(&of_role);
    let paths: Vec<String> = a.choices().filter(concerns).map(field_words).collect();
    if !paths.is_empty() {
        return Err(EditError::Disputed { role, paths });
    }
    let signed = SignOff {
        by,
        at: Some(stamp.now),
        statement: clean(statement)?,
        asked: q.asked_digest(role).unwrap_or_default(),
        digest: String::new(),
    };
    a.answers.entry(role).or_default().sign_off = Some(signed);
    // It is of who signs, too.
    let digest = a.role_digest(role);
    if let Some(signed) = a.answers.get_mut(&role).and_then(|r| r.sign_off.as_mut()) {
        signed.digest = digest;
    }
    Ok(())
}
