//! Sign-offs that are not worth anything any more.

use crate::assessment::{Assessment, Files, Role, SignOffState};
use crate::gaps;
use crate::questionnaire::{ItemId, Questionnaire};
use chrono::{DateTime, Utc};

/// A role that was signed off, and of which something has changed since.
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
    /// What has changed.
    pub state: SignOffState,
    /// What was answered since, as far as times tell.
    pub since: Option<String>,
}

/// The roles whose sign-off is stale, with what is known of the evidence files. A
/// questionnaire that was read without its texts does not tell whether what is asked has
/// changed.
#[must_use]
pub fn stale(q: &Questionnaire, a: &Assessment, files: &Files) -> Vec<Stale> {
    let of = |role| {
        let state = a.sign_off_state(role, q, files)?;
        let signed = a.answers.get(&role)?.sign_off.as_ref()?;
        state.is_stale().then(|| Stale {
            role,
            first: q.items(role).next(),
            by: signed.by.clone(),
            at: signed.at,
            state,
            since: a.answered_since_signed(role),
        })
    };
    gaps::asked_roles(q, a).into_iter().filter_map(of).collect()
}
