//! Phrases about review, sign-off, samples, retests and evidence, raw: each
//! format makes them safe in its own way.

use super::{Reviewing, RoleReport, SignedOff, words};
use crate::assessment::{Action, Evidence, Review};
use chrono::{DateTime, NaiveDate, Utc};

/// `2026-11-24 by sample assessor`, as much of it as is known.
fn on_by(on: Option<String>, by: &str) -> String {
    let by = by.trim();
    match (on, by.is_empty()) {
        (Some(on), true) => on,
        (Some(on), false) => format!("{on} by {by}"),
        (None, true) => String::new(),
        (None, false) => format!("by {by}"),
    }
}

/// A day, or nothing.
pub(super) fn day(day: Option<NaiveDate>) -> String {
    day.map_or(String::new(), |d| d.to_string())
}

/// A time, or nothing.
pub(super) fn time(at: Option<DateTime<Utc>>) -> String {
    at.map_or(String::new(), words::time)
}

/// `reviewed 2026-11-24T10:15:00Z by sample reviewer`.
pub(super) fn review(review: &Reviewing) -> String {
    let who = on_by(review.at.map(words::time), &review.by);
    match review.state {
        // Up again: the words are of the review before.
        Review::ReadyForReview if !who.is_empty() => {
            format!("{}, last reviewed {who}", review.state)
        }
        state => format!("{state} {who}").trim_end().to_owned(),
    }
}

/// `3 of 12`: the steps that a reviewer has agreed to.
#[must_use]
pub fn reviewed(role: &RoleReport) -> String {
    format!("{} of {}", role.reviewed, role.roll_up.counts.total())
}

/// `valid`, `valid, but changes are requested since (MP.03)`, `stale: …` or
/// `not signed off`.
pub(super) fn sign_off_state(role: &RoleReport) -> String {
    let signed = role.sign_off.as_ref();
    signed.map_or_else(|| "not signed off".to_owned(), worth)
}

/// What a sign-off is worth, with the steps of which changes are requested.
pub fn worth(signed: &SignedOff) -> String {
    let state = signed.state.as_str();
    match &signed.since {
        Some(steps) if signed.state.is_requested() => format!("{state} ({steps})"),
        _ => state.to_owned(),
    }
}

/// `sample lead at 2026-11-24T10:15:00Z`; empty where the role is not signed
/// off.
#[must_use]
pub fn signed_by(role: &RoleReport) -> String {
    let Some(signed) = &role.sign_off else {
        return String::new();
    };
    let by = match signed.signed.by.trim() {
        "" => "someone unnamed",
        by => by,
    };
    let at = signed.signed.at.map(words::time);
    at.map_or_else(|| by.to_owned(), |at| format!("{by} at {at}"))
}

/// The headers of the table of reviews and sign-offs.
pub(super) const SIGN_OFF: [&str; 6] = [
    "Role",
    "Steps reviewed",
    "Signed off by",
    "Sign-off",
    "Statement",
    "Digest of what was signed",
];

/// A role's line of that table.
pub(super) fn sign_off_row(role: &RoleReport) -> [String; 6] {
    let signed = role.sign_off.as_ref().map(|s| &s.signed);
    [
        role.role.to_string(),
        reviewed(role),
        signed_by(role),
        sign_off_state(role),
        signed.map_or(String::new(), |s| s.statement.clone()),
        signed.map_or(String::new(), |s| s.digest.clone()),
    ]
}

/// `passed 2026-11-24 by sample assessor`; empty before the retest.
#[must_use]
pub fn retest(action: &Action) -> String {
    let Some(result) = action.retest else {
        return String::new();
    };
    let on = action.retested_on.map(|d| d.to_string());
    let who = on_by(on, &action.retested_by);
    format!("{result} {who}").trim_end().to_owned()
}

/// `2026-11-20 by sample assessor`; empty where nobody is known to have
/// collected it.
pub(super) fn collected(record: &Evidence) -> String {
    let on = record.collected_on.map(|d| d.to_string());
    on_by(on, &record.collected_by)
}

/// `2026-11-20 by sample assessor`; empty where nobody is known to have looked.
#[must_use]
pub fn viewed(record: &Evidence) -> String {
    on_by(record.viewed_on.map(|d| d.to_string()), &record.viewed_by)
}

/// `2026-01-01 to 2026-06-30`; empty where neither end is known.
#[must_use]
pub fn period(record: &Evidence) -> String {
    match (record.period_from, record.period_to) {
        (None, None) => String::new(),
        (Some(from), Some(to)) => format!("{from} to {to}"),
        (Some(from), None) => format!("from {from}"),
        (None, Some(to)) => format!("until {to}"),
    }
}
