//! Rules about evidence. A record's gaps are reported on each item that uses
//! it.

use super::{Item, answered};
use crate::assessment::{Answer, Evidence, EvidenceId, FileState, Outcome, Place};
use crate::text::one_line;

/// The longest name of a record in a message, in characters.
const NAME: usize = 60;

pub(super) fn none(item: &Item<'_>) -> Option<String> {
    if !item.evidence().is_empty() {
        return None;
    }
    if let Some(step) = item.step() {
        return (step.outcome() == Outcome::Satisfied)
            .then(|| "satisfied without evidence: add a link or a file".into());
    }
    // The evidence for a Yes is usually that of the steps below it.
    let in_steps = item.a.answers.get(&item.role).is_some_and(|r| {
        let steps = item.q.role(item.role).into_iter().flat_map(|q| &q.steps);
        steps
            .filter_map(|s| r.steps.get(&s.id))
            .any(|s| !s.evidence.is_empty())
    });
    (answered(item, Answer::Yes) && !in_steps).then(|| {
        "Yes without evidence for it or for any step of the role: add a link or a file".into()
    })
}

pub(super) fn unregistered(item: &Item<'_>) -> Vec<String> {
    let unknown = |id: &&EvidenceId| !item.a.evidence.contains_key(*id);
    item.evidence()
        .iter()
        .filter(unknown)
        .map(|id| format!("evidence {id} is not in the register: add the record again or untie it"))
        .collect()
}

pub(super) fn missing(item: &Item<'_>) -> Vec<String> {
    files(item, |record, state| {
        matches!(state, FileState::Missing).then(|| {
            format!(
                "evidence file {} is missing: put it back or tie another",
                file(record)
            )
        })
    })
}

pub(super) fn changed(item: &Item<'_>) -> Vec<String> {
    files(item, |record, state| {
        is_changed(record, state).then(|| {
            format!(
                "evidence file {} is not the one that was recorded (SHA-256 differs): restore it or assess the new one",
                file(record)
            )
        })
    })
}

pub(super) fn unchecked(item: &Item<'_>) -> Vec<String> {
    files(item, |record, state| match state {
        FileState::Outside => Some(format!(
            "evidence {} is outside the folder and was not checked: copy it next to the answer file",
            file(record)
        )),
        FileState::Unreadable(why) => Some(format!(
            "evidence file {} could not be read ({}) and was not checked: make it readable",
            file(record),
            brief(why)
        )),
        _ => None,
    })
}

pub(super) fn expired(item: &Item<'_>) -> Vec<String> {
    records(item)
        .filter_map(|(_, record)| {
            let on = record.expires_on.filter(|on| *on < item.ctx.today)?;
            Some(format!(
                "evidence “{}” expired on {on}: collect it anew",
                brief(record.name())
            ))
        })
        .collect()
}

pub(super) fn expiring(item: &Item<'_>) -> Vec<String> {
    records(item)
        .filter_map(|(_, record)| {
            let on = record.expires_on?;
            let days = on.signed_duration_since(item.ctx.today).num_days();
            (days >= 0 && days <= item.ctx.soon_days).then(|| {
                format!(
                    "evidence “{}” expires on {on}: collect it anew before then",
                    brief(record.name())
                )
            })
        })
        .collect()
}

/// Whether the file is another than the one that was recorded.
pub(crate) fn is_changed(record: &Evidence, state: &FileState) -> bool {
    match state {
        FileState::Present { sha256, .. } => {
            !record.sha256.is_empty() && !record.sha256.eq_ignore_ascii_case(sha256)
        }
        _ => false,
    }
}

/// What is known of where the record points: a link is never looked at, and
/// a path that leads out of the folder by its form needs no look.
pub(crate) fn state_of(record: &Evidence, found: Option<&FileState>) -> FileState {
    match (record.place(), found) {
        (Place::Link, _) | (Place::Inside, None) => FileState::Unchecked,
        (Place::Outside, None) => FileState::Outside,
        (_, Some(found)) => found.clone(),
    }
}

fn records<'a>(item: &Item<'a>) -> impl Iterator<Item = (&'a EvidenceId, &'a Evidence)> + use<'a> {
    let register = &item.a.evidence;
    item.evidence()
        .iter()
        .filter_map(|id| register.get(id).map(|record| (id, record)))
}

fn files(item: &Item<'_>, say: impl Fn(&Evidence, &FileState) -> Option<String>) -> Vec<String> {
    records(item)
        .filter_map(|(id, record)| say(record, &state_of(record, item.ctx.files.get(id))))
        .collect()
}

fn file(record: &Evidence) -> String {
    format!("“{}”", brief(&record.href))
}

fn brief(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
