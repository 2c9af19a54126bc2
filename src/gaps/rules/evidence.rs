//! Rules about evidence. A record's gaps are reported on each item that uses
//! it.

use super::{Item, Say, answered, fixed};
use crate::assessment::{Answer, Evidence, EvidenceId, FileState, Outcome, Place, has_scheme};
use crate::text::one_line;

/// The longest name of a record in a message, in characters.
const NAME: usize = 40;

/// What the store says of a folder that stands where a file should.
const A_FOLDER: &str = "it is a folder";

pub(super) fn none<'a>(item: &Item<'a>) -> Option<impl Say> {
    if !item.evidence().is_empty() {
        return None;
    }
    if let Some(step) = item.step() {
        return (step.outcome() == Outcome::Satisfied)
            .then_some(fixed("satisfied without evidence: add a link or file"));
    }
    // The evidence for a Yes is usually that of the steps below it.
    let in_steps = |item: &Item<'a>| item.answers().any(|(_, s)| !s.evidence.is_empty());
    (answered(item, Answer::Yes) && !in_steps(item))
        .then_some(fixed("Yes without evidence: add a link or file"))
}

pub(super) fn unregistered<'a>(item: &Item<'a>) -> impl Iterator<Item = impl Say> {
    let register = &item.a.evidence;
    item.evidence()
        .iter()
        .filter(|id| !register.contains_key(*id))
        .map(|id| {
            move || {
                let id = brief(id.as_str());
                format!("{id} is not in the register: add or untie it")
            }
        })
}

pub(super) fn missing<'a>(item: &Item<'a>) -> impl Iterator<Item = impl Say> {
    files(item, |record, state| {
        let is_no_place = is_no_place(record);
        (is_no_place || matches!(state, FileState::Missing)).then_some({
            move || match is_no_place {
                true => format!(
                    "{} is neither an http(s) link nor a path: tie another",
                    file(record)
                ),
                false => format!("{} is missing: put it back or tie another", file(record)),
            }
        })
    })
}

pub(super) fn changed<'a>(item: &Item<'a>) -> impl Iterator<Item = impl Say> {
    files(item, |record, state| {
        (!is_no_place(record) && is_changed(record, state)).then_some({
            || {
                let what = if record.sha256.is_empty() {
                    "size"
                } else {
                    "SHA-256"
                };
                format!("{} changed ({what}): restore or renew it", file(record))
            }
        })
    })
}

pub(super) fn unchecked<'a>(item: &Item<'a>) -> impl Iterator<Item = impl Say> {
    files(item, |record, state| {
        let is_unread = matches!(state, FileState::Outside | FileState::Unreadable(_));
        (is_unread && !is_no_place(record)).then_some({
            || match state {
                FileState::Unreadable(why) if why == A_FOLDER => {
                    format!("{} is a folder: name a file in it", file(record))
                }
                FileState::Unreadable(why) => format!(
                    "{} is unreadable ({}): make it readable",
                    file(record),
                    brief(why)
                ),
                _ => format!(
                    "{} is outside the folder, unchecked: copy it in",
                    file(record)
                ),
            }
        })
    })
}

pub(super) fn expired<'a>(item: &Item<'a>) -> impl Iterator<Item = impl Say> {
    let today = item.ctx.today;
    records(item).filter_map(move |(_, record)| {
        let on = record.expires_on.filter(|on| *on < today)?;
        Some(move || format!("“{}” expired on {on}: renew it", brief(record.name())))
    })
}

pub(super) fn expiring<'a>(item: &Item<'a>) -> impl Iterator<Item = impl Say> {
    let ctx = item.ctx;
    records(item).filter_map(move |(_, record)| {
        let on = record.expires_on?;
        let days = on.signed_duration_since(ctx.today).num_days();
        (days >= 0 && days <= ctx.soon_days).then_some({
            move || {
                let when = match days {
                    0 => "today".to_owned(),
                    1 => "tomorrow".to_owned(),
                    _ => format!("on {on}"),
                };
                format!("“{}” expires {when}: renew it", brief(record.name()))
            }
        })
    })
}

/// Whether the file is another than the one that was recorded: by its SHA-256,
/// or by its size where none was recorded.
pub(crate) fn is_changed(record: &Evidence, state: &FileState) -> bool {
    match state {
        FileState::Present { size, .. } if record.sha256.is_empty() => {
            record.size.is_some_and(|recorded| recorded != *size)
        }
        FileState::Present { sha256, .. } => !record.sha256.eq_ignore_ascii_case(sha256),
        _ => false,
    }
}

/// What is known of where the record points: a link is never looked at, and
/// a path that leads out of the folder by its form needs no look.
pub(crate) fn state_of(record: &Evidence, found: Option<&FileState>) -> FileState {
    known(record, found).clone()
}

fn known<'a>(record: &Evidence, found: Option<&'a FileState>) -> &'a FileState {
    match (record.place(), found) {
        (Place::Link, _) | (Place::Inside, None) => &FileState::Unchecked,
        (Place::Outside, None) => &FileState::Outside,
        (_, Some(found)) => found,
    }
}

/// Whether a record leads nowhere by its form: its scheme is none that is followed,
/// and a path has none.
fn is_no_place(record: &Evidence) -> bool {
    record.place() == Place::Outside && has_scheme(&record.href)
}

fn records<'a>(item: &Item<'a>) -> impl Iterator<Item = (&'a EvidenceId, &'a Evidence)> + use<'a> {
    let register = &item.a.evidence;
    item.evidence()
        .iter()
        .filter_map(|id| register.get(id).map(|record| (id, record)))
}

fn files<'a, S: Say>(
    item: &Item<'a>,
    say: impl Fn(&'a Evidence, &'a FileState) -> Option<S>,
) -> impl Iterator<Item = impl Say> {
    let files = item.ctx.files;
    records(item).filter_map(move |(id, record)| say(record, known(record, files.get(id))))
}

/// The record's path in quotes; of a long one the end, where the file's name is.
fn file(record: &Evidence) -> String {
    let line = one_line(&record.href);
    match line.char_indices().rev().nth(NAME) {
        Some((before, c)) => {
            let end = line.get(before + c.len_utf8()..).unwrap_or_default();
            format!("“…{end}”")
        }
        None => format!("“{line}”"),
    }
}

fn brief(text: &str) -> String {
    let line = one_line(text);
    match line.char_indices().nth(NAME) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
