//! Reviewing steps and signing roles off.

use super::parts::{clean, person, same_person, step_mut, unanswered};
use super::{EditError, Stamp};
use crate::assessment::{Assessment, Outcome, Review, Role, SignOff};
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
    let step = step_mut(a, role, id);
    let now = step.review.unwrap_or(Review::Draft);
    match review {
        Some(state @ (Review::Reviewed | Review::ChangesRequested)) if state != now => {
            if by.is_empty() {
                return Err(EditError::Nobody("reviews"));
            }
            if same_person(&by, &step.assessed_by) {
                return Err(EditError::SelfReview(crate::text::one_line(&by)));
            }
            if now == Review::Draft || step.outcome() == Outcome::NotAssessed {
                return Err(EditError::NotReady(now));
            }
            step.reviewed_by = by;
            step.reviewed_at = Some(stamp.now);
        }
        Some(Review::Reviewed | Review::ChangesRequested) => {}
        None | Some(Review::Draft | Review::ReadyForReview) => {
            step.reviewed_by = String::new();
            step.reviewed_at = None;
        }
    }
    step.review = review;
    Ok(())
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
    let by = clean(person(a, stamp).trim())?;
    if by.is_empty() {
        return Err(EditError::Nobody("signs"));
    }
    let open = unanswered(a, q, role);
    if open > 0 {
        return Err(EditError::Incomplete { role, open });
    }
    let of_role = format!("roles.{role}.");
    let concerns = |path: &&String| !path.starts_with("roles.") || path.starts_with(&of_role);
    let paths: Vec<String> = a.conflicts.keys().filter(concerns).cloned().collect();
    if !paths.is_empty() {
        let paths = paths.iter().map(|p| crate::text::one_line(p)).collect();
        return Err(EditError::Disputed { role, paths });
    }
    let signed = SignOff {
        by,
        at: Some(stamp.now),
        statement: clean(statement)?,
        digest: a.role_digest(role),
    };
    a.answers.entry(role).or_default().sign_off = Some(signed);
    Ok(())
}
