//! What became of the evidence register.

use super::Change;
use crate::assessment::{Assessment, Evidence, EvidenceId};
use crate::report::{period, viewed};
use std::collections::BTreeSet;

/// A record of the register that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordChange {
    /// Its id.
    pub id: EvidenceId,
    /// Its title, or its link or path; the later one.
    pub name: String,
    /// What became of it.
    pub fate: RecordFate,
    /// What of it differs; empty for one that came or went.
    pub changes: Vec<Change>,
    /// The items that use it, in the later state or, of one that went, in the
    /// earlier: `CSP.03`.
    pub used_by: Vec<String>,
}

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordFate {
    /// It was not there.
    Added,
    /// It is not there any more.
    Gone,
    /// It was collected later, expires later, or its file is another one.
    Renewed,
    /// Something else of it is different.
    Changed,
}

impl RecordFate {
    /// All fates, in the order in which they are counted.
    pub const ALL: [Self; 4] = [Self::Added, Self::Gone, Self::Renewed, Self::Changed];

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Gone => "gone",
            Self::Renewed => "renewed",
            Self::Changed => "changed",
        }
    }

    /// The sign before the word.
    #[must_use]
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Added => "+",
            Self::Gone => "-",
            Self::Renewed => "↻",
            Self::Changed => "~",
        }
    }
}

/// The records that differ, by id.
pub(super) fn records(old: &Assessment, new: &Assessment) -> Vec<RecordChange> {
    let ids: BTreeSet<&EvidenceId> = old.evidence.keys().chain(new.evidence.keys()).collect();
    ids.into_iter()
        .filter_map(|id| {
            let (before, after) = (old.evidence.get(id), new.evidence.get(id));
            let (fate, changes, shown, within) = match (before, after) {
                (Some(x), Some(y)) if x == y => return None,
                (Some(x), Some(y)) => (fate(x, y), fields(x, y), y, new),
                (None, Some(y)) => (RecordFate::Added, Vec::new(), y, new),
                (Some(x), None) => (RecordFate::Gone, Vec::new(), x, old),
                (None, None) => return None,
            };
            Some(RecordChange {
                id: id.clone(),
                name: shown.name().to_owned(),
                fate,
                changes,
                used_by: used_by(within, id),
            })
        })
        .collect()
}

fn fate(old: &Evidence, new: &Evidence) -> RecordFate {
    let later = |a: Option<chrono::NaiveDate>, b: Option<chrono::NaiveDate>| a.is_some() && b > a;
    let other_file = !old.sha256.is_empty()
        && !new.sha256.is_empty()
        && !old.sha256.eq_ignore_ascii_case(&new.sha256);
    if other_file
        || later(old.collected_on, new.collected_on)
        || later(old.expires_on, new.expires_on)
    {
        RecordFate::Renewed
    } else {
        RecordFate::Changed
    }
}

fn fields(old: &Evidence, new: &Evidence) -> Vec<Change> {
    let day = |day: Option<chrono::NaiveDate>| day.map_or(String::new(), |d| d.to_string());
    let size = |size: Option<u64>| size.map_or(String::new(), |n| n.to_string());
    [
        Change::text("title", &old.title, &new.title),
        Change::value("href", &old.href, &new.href),
        Change::value("SHA-256", &old.sha256, &new.sha256),
        Change::value("size in bytes", size(old.size), size(new.size)),
        Change::value("collected on", day(old.collected_on), day(new.collected_on)),
        Change::value("collected by", &old.collected_by, &new.collected_by),
        Change::value("viewed", viewed(old), viewed(new)),
        Change::value("covers", period(old), period(new)),
        Change::value("expires on", day(old.expires_on), day(new.expires_on)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn used_by(a: &Assessment, id: &EvidenceId) -> Vec<String> {
    let mut used = Vec::new();
    for (role, answers) in &a.answers {
        let questions = answers
            .questions
            .iter()
            .filter(|(_, q)| q.evidence.contains(id));
        used.extend(questions.map(|(item, _)| format!("{role}.{item}")));
        let steps = answers
            .steps
            .iter()
            .filter(|(_, s)| s.evidence.contains(id));
        used.extend(steps.map(|(item, _)| format!("{role}.{item}")));
    }
    used
}
