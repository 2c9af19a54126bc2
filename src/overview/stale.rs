//! Sign-offs that are not worth anything any more, and those that are doubted.

use crate::assessment::{Assessment, Files, Role, SignOffState};
use crate::gaps;
use crate::questionnaire::{ItemId, Questionnaire};
use crate::text::count;
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

/// `2 stale sign-offs, 1 sign-off with changes requested since`: of so many in all,
/// and so many of them of which changes are requested.
#[must_use]
pub fn doubted_words(all: usize, requested: usize) -> String {
    let changed = count(all.saturating_sub(requested), "stale sign-off");
    let waits = format!(
        "{} with changes requested since",
        count(requested, "sign-off")
    );
    match (all > requested, requested > 0) {
        (true, true) => format!("{changed}, {waits}"),
        (false, true) => waits,
        _ => changed,
    }
}

/// The roles whose sign-off is stale, or of which a reviewer asks for changes since,
/// with what is known of the evidence files. A questionnaire that was read without its
/// texts does not tell whether what is asked has changed.
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
