//! Phrases that several formats share.

use super::{FileWord, Finding, Report, RoleReport, Row, SignedOff};
use crate::assessment::{Action, Outcome, REWORDED, Role, SUGGESTED, field_words};
use crate::gaps::{Gap, LayerShare, Owner, SOON_DAYS, Severity};
use crate::questionnaire::{ItemId, Origin};
use crate::text::{count, one_line};
use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeMap;

/// The outcomes in the order in which exports count them.
pub(super) const OUTCOMES: [Outcome; 5] = [
    Outcome::Satisfied,
    Outcome::PartiallySatisfied,
    Outcome::NotSatisfied,
    Outcome::NotApplicable,
    Outcome::NotAssessed,
];

/// How many records a warning names; the register has them all.
const MOST: usize = 10;

/// `3 major, 1 minor, 0 open, 2 watch`.
pub(super) fn gap_counts(report: &Report) -> String {
    let parts: Vec<String> = Severity::ALL
        .iter()
        .map(|s| {
            let n = report.gaps.iter().filter(|g| g.severity == *s).count();
            format!("{n} {s}")
        })
        .collect();
    parts.join(", ")
}

/// Gaps of a role that say the same, as one with several items: a role that
/// nobody has begun with would fill the page otherwise.
pub(super) fn together<'a>(gaps: impl Iterator<Item = &'a Gap>) -> Vec<(&'a Gap, Vec<&'a str>)> {
    let mut groups: Vec<(&Gap, Vec<&str>)> = Vec::new();
    let mut places = BTreeMap::new();
    for gap in gaps {
        let new = groups.len();
        let place = *places
            .entry((gap.role, gap.kind, &gap.message))
            .or_insert(new);
        match groups.get_mut(place) {
            Some((_, items)) => items.push(gap.item.as_str()),
            None => groups.push((gap, vec![gap.item.as_str()])),
        }
    }
    groups
}

/// What a severity means, for a heading.
pub(super) fn severity_heading(severity: Severity) -> &'static str {
    match severity {
        Severity::Major => "Major",
        Severity::Minor => "Minor",
        Severity::Open => "Open (not answered yet)",
        Severity::Watch => "Watch (will become a gap, or was not checked)",
    }
}

/// `CSP partially-satisfied (12 of 12 steps assessed)`.
pub(super) fn owner(owner: &Owner) -> String {
    match owner.roll_up {
        Some(r) => format!(
            "{} {} ({} of {} assessed)",
            owner.role,
            r.result,
            r.counts.assessed(),
            count(r.counts.total(), "step")
        ),
        None if owner.assessed_here => format!("{} is asked nothing here", owner.role),
        None => format!("{} is not assessed here", owner.role),
    }
}

/// The owners of a layer and their results.
pub(super) fn owners(share: &LayerShare) -> String {
    if !share.in_scope {
        return "not among the layers that the provider runs".into();
    }
    if share.owners.is_empty() {
        return "no owner is determined".into();
    }
    let list: Vec<String> = share.owners.iter().map(owner).collect();
    list.join("; ")
}

/// What a reader has to know before trusting the rest.
pub(super) fn warnings(report: &Report) -> impl Iterator<Item = String> {
    text_differs(report)
        .into_iter()
        .chain(nothing_asked(report))
        .chain(unplaced(report))
        .chain(conflicts(report))
        .chain(stale(report))
        .chain(requested(report))
        .chain(suggestions(report))
        .chain(loose_evidence(report))
}

/// What the answered text and the shown text have to do with each other; none
/// when they are the same or the answered one is unknown.
fn text_differs(report: &Report) -> Option<String> {
    let q = &report.questionnaire;
    q.text_differs.then(|| {
        format!(
            "The questionnaire's text has changed since it was answered: answered {}, shown here {}. {}",
            one_line(&q.answered_digest),
            q.digest,
            match q.reworded.as_slice() {
                [] => "No answer is older than that; --confirm-text of aicaiq set takes the new text on.".to_owned(),
                items => format!(
                    "Check the answers against the text below: {}.",
                    one_line(&items.join(", "))
                ),
            }
        )
    })
}

/// The assessed roles that the questionnaire asks nothing of; none when there
/// are none.
fn nothing_asked(report: &Report) -> Option<String> {
    let roles: Vec<&str> = report.not_asked.iter().map(|r| r.as_str()).collect();
    (!roles.is_empty()).then(|| {
        format!(
            "{} asks nothing of {}: these results are not about {}.",
            one_line(&report.questionnaire.id),
            roles.join(", "),
            if roles.len() == 1 { "it" } else { "them" }
        )
    })
}

/// Records that no gap speaks of because no item uses them, and that prove
/// nothing any more; none when there are none.
fn loose_evidence(report: &Report) -> Option<String> {
    let loose: Vec<String> = report
        .evidence
        .iter()
        .filter(|e| e.used_by.is_empty() && !e.shared)
        .filter_map(|e| {
            let lost = match e.state {
                FileWord::Missing | FileWord::Changed => Some(e.state.as_str()),
                _ => e.expired.then_some("expired"),
            }?;
            Some(format!("{} ({lost})", e.id))
        })
        .collect();
    let more = match loose.len().saturating_sub(MOST) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let first: Vec<&str> = loose.iter().take(MOST).map(String::as_str).collect();
    (!first.is_empty()).then(|| {
        format!(
            "Evidence that no assessed item uses: {}{more}.",
            first.join(", ")
        )
    })
}

/// Fields that two people changed and nobody has decided; none when there are
/// none.
fn conflicts(report: &Report) -> Option<String> {
    let paths = &report.conflicts;
    let more = match paths.len().saturating_sub(MOST) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let first: Vec<String> = paths.iter().take(MOST).map(|p| field_words(p)).collect();
    (!first.is_empty()).then(|| {
        format!(
            "Unresolved conflicts, one side's value is shown: {}{more}.",
            first.join(", ")
        )
    })
}

/// The roles whose sign-off is stale; none when there are none.
fn stale(report: &Report) -> Option<String> {
    let all: Vec<String> = doubted_sign_offs(report)
        .filter(|(_, signed)| signed.state.is_stale())
        .map(|(role, signed)| format!("{role} ({})", signed.state.as_str()))
        .collect();
    (!all.is_empty()).then(|| {
        format!(
            "Signed off, and not as it was signed any more: {}.",
            all.join(", ")
        )
    })
}

/// The steps of roles that are signed off and of which changes are requested;
/// none when there are none.
fn requested(report: &Report) -> Option<String> {
    let all = doubted_sign_offs(report).filter(|(_, signed)| signed.state.is_requested());
    let all: Vec<&str> = all.filter_map(|(_, s)| s.since.as_deref()).collect();
    (!all.is_empty()).then(|| {
        format!(
            "Signed off, and changes are requested since: {}.",
            all.join(", ")
        )
    })
}

/// The sign-offs that are stale, or of which changes are requested since, each
/// with its role.
pub fn doubted_sign_offs(report: &Report) -> impl Iterator<Item = (Role, &SignedOff)> {
    let roles = report.roles.iter();
    let signed = roles.filter_map(|role| Some((role.role, role.sign_off.as_ref()?)));
    signed.filter(|(_, signed)| signed.state.is_doubted())
}

/// `suggested: satisfied (by the last assessment, not confirmed; was CSP.03; the text
/// has changed since)`; none where nothing is suggested.
pub(super) fn suggested(row: &Row) -> Option<String> {
    let word = row.suggested?;
    Some(format!("suggested: {word} ({})", last_time(row)))
}

/// `satisfied`, `satisfied § the text has changed since`; empty where nothing is
/// suggested.
pub(super) fn last_word(row: &Row) -> String {
    let word = row.suggested.unwrap_or_default();
    match row.suggested_text_changed {
        true => format!("{word} {REWORDED} the text has changed since"),
        false => word.to_owned(),
    }
}

/// What has to be known of a suggestion.
pub(super) fn last_time(row: &Row) -> String {
    let mut said = "by the last assessment, not confirmed".to_owned();
    if !row.suggested_was.is_empty() {
        said.push_str(&format!("; was {}", row.suggested_was));
    }
    if row.suggested_text_changed {
        said.push_str("; the text has changed since");
    }
    said
}

/// Answers that the last assessment suggests and nobody has confirmed; none
/// when there are none.
fn suggestions(report: &Report) -> Option<String> {
    let roles = report.roles.iter();
    let all: Vec<String> = roles
        .flat_map(|role| role.rows.iter().map(|row| (role.role, row)))
        .filter_map(|(role, row)| {
            let word = row.suggested?;
            let since = match row.suggested_text_changed {
                true => " (the text has changed since)",
                false => "",
            };
            Some(format!(
                "{role}.{} {word}{since}",
                one_line(row.item.as_str())
            ))
        })
        .collect();
    let more = match all.len().saturating_sub(MOST) {
        0 => String::new(),
        n => format!(" and {n} more"),
    };
    let first: Vec<&str> = all.iter().take(MOST).map(String::as_str).collect();
    (!first.is_empty()).then(|| {
        format!(
            "Suggested by the last assessment and not confirmed, so counted as not answered ({}): {}{more}.",
            all.len(),
            first.join(", ")
        )
    })
}

/// Answers that no item of the questionnaire is there for; none when there
/// are none.
fn unplaced(report: &Report) -> Option<String> {
    if report.unplaced.is_empty() {
        return None;
    }
    let list: Vec<String> = report
        .unplaced
        .iter()
        .map(|u| format!("{} {}", u.role, one_line(u.item.as_str())))
        .collect();
    Some(format!(
        "Answers that this questionnaire has no item for, not counted here: {}.",
        list.join(", ")
    ))
}

/// The steps of all roles in the questionnaire's order of ids.
pub(super) fn step_ids(report: &Report) -> Vec<&ItemId> {
    let mut ids: Vec<&ItemId> = report
        .roles
        .iter()
        .flat_map(|r| r.rows.iter().map(|row| &row.item))
        .filter(|item| item.step().is_some())
        .collect();
    ids.sort();
    ids.dedup();
    ids
}

/// The outcome of a step of a role; none when the role has no such step.
pub(super) fn outcome(role: &RoleReport, item: &ItemId) -> Option<Outcome> {
    role.rows
        .iter()
        .find(|row| row.item == *item)
        .and_then(|row| match &row.finding {
            Finding::Step { outcome, .. } => Some(*outcome),
            Finding::Question { .. } => None,
        })
}

/// The sign and the word of a step of a role in the matrix; none when the role has
/// no such step.
pub(super) fn cell(role: &RoleReport, item: &ItemId) -> Option<(&'static str, &'static str)> {
    let row = role.rows.iter().find(|row| row.item == *item);
    match row.and_then(|row| row.suggested) {
        Some(_) => Some(ONLY_SUGGESTED),
        None => outcome(role, item).map(|o| (o.glyph(), o.as_str())),
    }
}

/// The sign and the word of what nobody has confirmed.
const ONLY_SUGGESTED: (&str, &str) = (SUGGESTED, "suggested");

/// The legend of the matrix: each sign with its word, and what a blank means
/// where there is one.
pub(super) fn legend(report: &Report) -> impl Iterator<Item = String> {
    let ids = step_ids(report);
    let blank = report
        .roles
        .iter()
        .any(|role| ids.iter().any(|id| outcome(role, id).is_none()));
    let is_suggested = report
        .roles
        .iter()
        .any(|role| ids.iter().any(|id| cell(role, id) == Some(ONLY_SUGGESTED)));
    let (sign, word) = ONLY_SUGGESTED;
    let suggested = is_suggested.then(|| format!("{sign} {word}"));
    let signs = OUTCOMES.iter().map(|o| format!("{} {o}", o.glyph()));
    signs
        .chain(suggested)
        .chain(blank.then(|| "blank no such step".to_owned()))
}

/// `CEK-02.1`, `CSP`, `Yes (ownership: Shared CSP-MP)`, one for each question and role.
pub(super) fn answers(report: &Report) -> Vec<(String, Role, String)> {
    let rows = report
        .roles
        .iter()
        .flat_map(|r| r.rows.iter().map(|row| (r.role, row)));
    rows.filter_map(|(role, row)| match &row.finding {
        Finding::Question { ownership, .. } => {
            let owned = ownership.map_or(String::new(), |o| format!(" (ownership: {o})"));
            let last = suggested(row).map_or(String::new(), |s| format!("; {s}"));
            let word = format!("{}{owned}{last}", row.finding.word());
            Some((one_line(row.item.as_str()), role, word))
        }
        Finding::Step { .. } => None,
    })
    .collect()
}

/// The state of an action in a word or two: `open`, `done`, and of an open one whether
/// it is overdue or due soon.
pub(super) fn action_state(action: &Action, today: NaiveDate) -> &'static str {
    if action.is_overdue(today) {
        "open, overdue"
    } else if action.is_due_soon(today, SOON_DAYS) {
        "open, due soon"
    } else if action.is_done() {
        "done"
    } else {
        "open"
    }
}

/// A time in UTC to the second, as RFC 3339 writes it.
pub(super) fn time(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%dT%H:%M:%SZ").to_string()
}

/// A role's line of the result table: role, name, result, how many steps are
/// assessed, and each outcome of all, in the order of [`OUTCOMES`].
pub(super) fn result_row(role: &RoleReport) -> Vec<String> {
    let counts = &role.roll_up.counts;
    let total = counts.total();
    let mut row = vec![
        role.role.to_string(),
        role.name.clone(),
        role.roll_up.result.to_string(),
        format!("{} of {total}", counts.assessed()),
    ];
    row.extend(
        OUTCOMES
            .iter()
            .map(|o| format!("{} of {total}", counts.get(*o))),
    );
    row
}

/// Whose wording an item's text is, to stand before it.
pub(super) fn origin(origin: Option<Origin>) -> &'static str {
    match origin {
        None => "Question:",
        Some(Origin::Published) => "Procedure, published wording:",
        Some(Origin::Adapted) => "Procedure, adapted wording (not the catalogue's):",
    }
}
