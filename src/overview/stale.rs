//! Sign-offs that are not worth anything any more, and those that are doubted.

use crate::assessment::{Assessment, Files, Role, SignOffState};
use crate::gaps;
use crate::questionnaire::{ItemId, Questionnaire};
use chrono::{DateTime, Utc};

/// A role that was signed off, and of which something has changed since, or is asked to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The role.
    pub role: Role,
    /// Its first item, where a screen goes.
    pub first: Option<ItemId>,
    /// Who signed, as the file has it.
    pub by: String,
    /// When.
    pub at: Option<DateTime<Utc>>,
    /// What has happened.
    pub state: SignOffState,
    /// What was answered since, as far as times tell, or of which steps changes
    /// are requested.
    pub since: Option<String>,
}

/// The roles whose sign-off is stale, with what is known of the evidence files. A
/// questionnaire that was read without its texts does not tell whether what is asked has
/// changed.
#[must_use]
pub fn stale(q: &Questionnaire, a: &Assessment, files: &Files) -> Vec<Stale> {
    let mut all = doubted(q, a, files);
    all.retain(|one| one.state.is_stale());
    all
}

/// The same, with those whose answers are what was signed and of which a
/// reviewer asks for changes.
#[must_use]
pub fn doubted(q: &Questionnaire, a: &Assessment, files: &Files) -> Vec<Stale> {
    let of = |role| {
        let state = a.sign_off_state(role, q, files)?;
        let signed = a.answers.get(&role)?.sign_off.as_ref()?;
        state.is_doubted().then(|| Stale {
            role,
            first: q.items(role).next(),
            by: signed.by.clone(),
            at: signed.at,
            state,
            since: a.since_signed(role),
        })
    };
    gaps::asked_roles(q, a).into_iter().filter_map(of).collect()
}
