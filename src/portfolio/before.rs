//! What became of a provider since an earlier assessment.

use super::tally::rank;
use super::{Controls, Tally};
use crate::gaps::{Kind, SeverityCounts};
use crate::overview::ProviderOverview;
use std::collections::BTreeMap;
use std::path::Path;

/// An earlier state to compare with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Before {
    /// What it is, for people: `customers-2025`, `revision HEAD~1`.
    pub what: String,
    /// The providers then.
    pub then: Vec<ProviderOverview>,
    /// The providers of today as they can be compared with those, where that
    /// is not simply what they are: see [`strip`].
    pub now: Option<Vec<ProviderOverview>>,
}

/// What became of something: better or worse by the same order in which rows
/// are sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Trend {
    /// It stands higher among the worst, or parts of it are gone.
    Worse,
    /// It stands lower.
    Better,
    /// It was not there before.
    New,
    /// It is not there any more: see [`super::Gone`].
    Gone,
    /// What it was could not be read, or fewer gaps come of fewer answers alone.
    Unknown,
    /// It is as bad as it was.
    Same,
}

impl Trend {
    /// All of them, what matters most first.
    pub const ALL: [Self; 6] = [
        Self::Worse,
        Self::Better,
        Self::New,
        Self::Gone,
        Self::Unknown,
        Self::Same,
    ];

    /// The word that screens and exports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Better => "better",
            Self::New => "new",
            Self::Gone => "gone",
            Self::Unknown => "unknown",
            Self::Same => "same",
        }
    }

    /// The sign that stands before the word: none of a severity, beside which it
    /// stands.
    #[must_use]
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Worse => "↓",
            Self::Better => "↑",
            Self::New => "●",
            Self::Gone => "×",
            Self::Unknown => "?",
            Self::Same => "·",
        }
    }

    pub(super) fn between(
        now: Option<&(Tally, Controls)>,
        then: Option<&(Tally, Controls)>,
    ) -> Self {
        match (now, then) {
            (Some(now), Some(then)) => match rank(&now.0, &now.1).cmp(&rank(&then.0, &then.1)) {
                std::cmp::Ordering::Greater => Self::Worse,
                // Nobody has mended what nobody has answered yet.
                std::cmp::Ordering::Less if now.0.progress().0 < then.0.progress().0 => {
                    Self::Unknown
                }
                std::cmp::Ordering::Less => Self::Better,
                std::cmp::Ordering::Equal => Self::Same,
            },
            (Some(_), None) => Self::New,
            (None, Some(_)) => Self::Gone,
            (None, None) => Self::Unknown,
        }
    }

    /// The trend of something of which parts are gone: their gaps were not
    /// mended, so that fewer of them are nothing better.
    pub(super) fn with_gone(self, parts: usize, all: bool) -> Self {
        match self {
            Self::Gone => Self::Gone,
            _ if all => Self::Gone,
            _ if parts > 0 => Self::Worse,
            trend => trend,
        }
    }
}

/// Which earlier provider each one is: that of the same path, else of the same
/// subject, else of the same name of folder or file, where just one on either
/// side has it. The same files keep their path, or their name and their subject:
/// of another subject under an old name, elsewhere, the earlier one is gone.
pub(super) fn pairs(
    now: &[ProviderOverview],
    then: &[ProviderOverview],
    same_files: bool,
) -> Vec<Option<usize>> {
    let mut found: Vec<Option<usize>> = vec![None; now.len()];
    let mut taken = vec![false; then.len()];
    let keys: [fn(&ProviderOverview) -> String; 3] = [
        |p| p.path.display().to_string(),
        subject_of,
        match same_files {
            true => |p| format!("{}/{}", name_of(&p.path), subject_of(p)),
            false => |p| name_of(&p.path),
        },
    ];
    for key in keys {
        let mut places: BTreeMap<String, (Vec<usize>, Vec<usize>)> = BTreeMap::new();
        for (i, provider) in now.iter().enumerate() {
            if found.get(i) == Some(&None) {
                places.entry(key(provider)).or_default().0.push(i);
            }
        }
        for (i, provider) in then.iter().enumerate() {
            if taken.get(i) == Some(&false) {
                places.entry(key(provider)).or_default().1.push(i);
            }
        }
        places.remove("");
        for (now, then) in places.into_values() {
            let ([n], [t]) = (now.as_slice(), then.as_slice()) else {
                continue;
            };
            if let (Some(found), Some(taken)) = (found.get_mut(*n), taken.get_mut(*t)) {
                *found = Some(*t);
                *taken = true;
            }
        }
    }
    found
}

fn subject_of(provider: &ProviderOverview) -> String {
    provider.subject.trim().to_lowercase()
}

/// The name of a folder or file.
pub(super) fn name_of(path: &Path) -> String {
    let name = path.file_name().unwrap_or(path.as_os_str());
    name.to_string_lossy().into_owned()
}

/// Takes out what the files of evidence say, whose earlier state nobody knows:
/// what is left can be compared with an earlier text of the same files. The
/// overview has to have its gaps; it loses them.
pub fn strip(provider: &mut ProviderOverview) {
    let of_files = [
        Kind::EvidenceMissing,
        Kind::EvidenceChanged,
        Kind::EvidenceUnchecked,
    ];
    for control in &mut provider.controls {
        let gaps = std::mem::take(&mut control.gaps);
        for role in &mut control.roles {
            let left = gaps.iter().filter(|g| g.role == role.role);
            let left: Vec<_> = left
                .filter(|g| !of_files.contains(&g.kind))
                .cloned()
                .collect();
            role.gaps = SeverityCounts::of(&left);
        }
    }
}
