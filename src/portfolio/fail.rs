//! What a pipeline is to fail on.

use super::{Portfolio, Trend};
use crate::overview::doubted_words;
use crate::text::{count, one_line};

/// What a run is to fail on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FailOn {
    /// A major gap
    Major,
    /// A major or minor gap
    Minor,
    /// Any gap: major, minor, open or watch
    Any,
    /// Evidence of the register that has expired
    Expired,
    /// An open corrective action past its due date
    Overdue,
    /// What two people changed and nobody has decided
    Conflict,
    /// A sign-off of which something has changed since, or is asked to
    Stale,
    /// A step or question without an answer, or a control that nobody has begun
    Incomplete,
    /// A control that is worse than before, or anything that is gone (with
    /// --previous or --since)
    Worse,
    /// A provider, control, role or answers that are gone (with --previous or
    /// --since)
    Gone,
}

impl FailOn {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Major,
        Self::Minor,
        Self::Any,
        Self::Expired,
        Self::Overdue,
        Self::Conflict,
        Self::Stale,
        Self::Incomplete,
        Self::Worse,
        Self::Gone,
    ];

    /// The word for it on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Any => "any",
            Self::Expired => "expired",
            Self::Overdue => "overdue",
            Self::Conflict => "conflict",
            Self::Stale => "stale",
            Self::Incomplete => "incomplete",
            Self::Worse => "worse",
            Self::Gone => "gone",
        }
    }

    /// What it means.
    #[must_use]
    pub fn help(self) -> &'static str {
        match self {
            Self::Major => "A major gap",
            Self::Minor => "A minor gap, or a major one",
            Self::Any => "Any gap: major, minor, open or watch",
            Self::Expired => {
                "A record of evidence that has expired, whether items rest on it or not"
            }
            Self::Overdue => "An open corrective action past its due date",
            Self::Conflict => "A conflict: what two people changed and nobody has decided",
            Self::Stale => {
                "A sign-off that is stale: something has changed since, or changes are requested"
            }
            Self::Incomplete => "An item without an answer, or a control that nobody has begun",
            Self::Worse => {
                "A control that is worse than it was, or anything gone, with --previous or --since"
            }
            Self::Gone => {
                "A provider, a control's answer file, a role or answers that were there, with --previous or --since"
            }
        }
    }

    /// Whether it looks for a change, and needs something to compare with.
    #[must_use]
    pub fn compares(self) -> bool {
        matches!(self, Self::Worse | Self::Gone)
    }
}

/// What was found of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failed {
    /// What it was to fail on.
    pub on: FailOn,
    /// What was found, in words safe to show.
    pub why: String,
}

/// What was found of all that a run is to fail on; nothing is fine.
#[must_use]
pub fn failed(p: &Portfolio, on: &[FailOn]) -> Vec<Failed> {
    let mut found = Vec::new();
    for one in on {
        if found.iter().any(|f: &Failed| f.on == *one) {
            continue;
        }
        if let Some(why) = why(p, *one) {
            found.push(Failed { on: *one, why });
        }
    }
    found
}

fn why(p: &Portfolio, on: FailOn) -> Option<String> {
    let gaps = p.all.tally.gaps;
    let of = |has: &dyn Fn(&super::Tally) -> bool| {
        let n = p.rows.iter().filter(|r| has(&r.all.tally)).count();
        count(n, "provider")
    };
    match on {
        FailOn::Major => (gaps.major > 0).then(|| {
            let of = of(&|t| t.gaps.major > 0);
            format!("{} of {of}", count(gaps.major, "major gap"))
        }),
        FailOn::Minor => (gaps.standing() > 0).then(|| {
            let of = of(&|t| t.gaps.standing() > 0);
            format!("{} major and {} minor gaps of {of}", gaps.major, gaps.minor)
        }),
        FailOn::Any => {
            let all = gaps.standing() + gaps.open + gaps.watch;
            (all > 0).then(|| {
                let of = of(&|t| t.gaps.standing() + t.gaps.open + t.gaps.watch > 0);
                format!("{} of {of}", count(all, "gap"))
            })
        }
        FailOn::Expired => {
            let expired: Vec<_> = p.expiring.iter().filter(|e| e.expired).collect();
            let first = expired.first()?;
            let uses: usize = expired.iter().map(|e| e.uses.len()).sum();
            Some(format!(
                "{} expired, which {} {} on, the first on {} ({})",
                records(expired.len()),
                count(uses, "item"),
                if uses == 1 { "rests" } else { "rest" },
                first.on,
                one_line(&first.provider)
            ))
        }
        FailOn::Overdue => {
            let first = p.overdue.first()?;
            Some(format!(
                "{} overdue, the first since {} ({})",
                count(p.overdue.len(), "corrective action"),
                first.due,
                one_line(&first.provider)
            ))
        }
        FailOn::Conflict => {
            let first = p.undecided.first()?;
            let all = p.undecided.iter().map(|one| one.conflicts).sum();
            Some(format!(
                "{} undecided, the first in {} ({})",
                count(all, "conflict"),
                one_line(&first.path.display().to_string()),
                one_line(&first.provider)
            ))
        }
        FailOn::Stale => {
            let first = p.stale.first()?;
            let requested = p.stale.iter().filter(|s| s.state.is_requested());
            Some(format!(
                "{}, the first of {} {} in {} ({})",
                doubted_words(p.stale.len(), requested.count()),
                one_line(&first.control),
                first.role,
                one_line(&first.path.display().to_string()),
                one_line(&first.provider)
            ))
        }
        FailOn::Incomplete => {
            let (done, all) = p.all.tally.progress();
            let controls = p.all.controls;
            let missing = controls.total.saturating_sub(controls.begun);
            (done < all || missing > 0).then(|| {
                let begun = match missing {
                    0 => String::new(),
                    n => format!(", {} not begun", count(n, "control")),
                };
                let items = count(all - done.min(all), "item");
                format!("{items} of {all} without an answer{begun}")
            })
        }
        FailOn::Worse => {
            let worse = p.worse.first().map(|(provider, control)| {
                format!(
                    "{} {} than before, the first {} of {}",
                    count(p.worse.len(), "control"),
                    Trend::Worse.as_str(),
                    one_line(control),
                    one_line(provider)
                )
            });
            let parts: Vec<String> = worse.into_iter().chain(gone(p)).chain(unread(p)).collect();
            (!parts.is_empty()).then(|| parts.join(", and "))
        }
        FailOn::Gone => {
            let parts: Vec<String> = gone(p).into_iter().chain(unread(p)).collect();
            (!parts.is_empty()).then(|| parts.join(", and "))
        }
    }
}

/// What could not be read then and may be worse now, as nobody can say.
fn unread(p: &Portfolio) -> Option<String> {
    let first = p.unread.first().filter(|_| p.maybe_worse > 0)?;
    Some(format!(
        "{} of {} cannot be read, so that nothing can be said of it, the first {}",
        count(p.unread_files(), "file"),
        one_line(p.compared.as_deref().unwrap_or_default()),
        one_line(&first.path.display().to_string())
    ))
}

fn gone(p: &Portfolio) -> Option<String> {
    let first = p.gone.first()?;
    let since = p.compared.as_deref().unwrap_or_default();
    let part = match first.part().as_str() {
        "" => String::new(),
        part => format!(" {}", one_line(part)),
    };
    let which = format!(
        "{}{part} ({}): {}",
        one_line(&first.provider),
        one_line(&first.path.display().to_string()),
        first.what()
    );
    Some(match p.gone.len() {
        1 => format!("gone since {}: {which}", one_line(since)),
        n => format!(
            "{n} things gone since {}, the first {which}",
            one_line(since)
        ),
    })
}

fn records(n: usize) -> String {
    if n == 1 {
        "1 record of evidence has".to_owned()
    } else {
        format!("{n} records of evidence have")
    }
}
