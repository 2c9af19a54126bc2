//! Phrases that the formats and the screen share. Names are as the files have
//! them: each format makes them safe in its own way.

use crate::assessment::Role;
use crate::gaps::Severity;
use crate::overview::doubted_words;
use crate::portfolio::{
    Broken, Cell, Controls, Expiring, Gone, Portfolio, StaleSignOff, Tally, Trend,
};
use crate::text::count;

/// `3 providers, 12 controls`.
#[must_use]
pub fn size(p: &Portfolio) -> String {
    let undecided = match p.all.controls.conflicts {
        0 => String::new(),
        n => format!(", {}", count(n, "undecided conflict")),
    };
    let stale = match p.all.tally.stale {
        0 => String::new(),
        n => format!(", {}", doubted_words(n, p.all.tally.requested)),
    };
    format!(
        "{}, {}, {} begun{undecided}{stale}",
        count(p.present().count(), "provider"),
        count(p.all.controls.total, "control"),
        p.all.controls.begun
    )
}

/// A cell in two words: its heaviest gaps, or what else is to be said.
#[must_use]
pub fn cell(cell: Option<&Cell>) -> String {
    let Some(cell) = cell else {
        return "-".to_owned();
    };
    if cell.trend == Some(Trend::Gone) {
        return "gone".to_owned();
    }
    if cell.controls.broken > 0 {
        return match cell.controls.broken {
            1 => "broken".to_owned(),
            n => format!("{n} broken"),
        };
    }
    match cell.worst() {
        Some((severity, n)) => format!("{n} {severity}"),
        None if cell.trend == Some(Trend::Unknown)
            && cell.compared.is_none()
            && cell.controls.total == 0 =>
        {
            "unknown".to_owned()
        }
        // What nobody has chosen may hide a gap.
        None if cell.controls.conflicts > 0 => "conflict".to_owned(),
        None if cell.tally.steps.total() + cell.tally.questions == 0 => "not asked".to_owned(),
        None => "no gaps".to_owned(),
    }
}

/// `signed off by sample lead, stale: the answers changed since`.
#[must_use]
pub fn stale(one: &StaleSignOff) -> String {
    let by = match one.by.as_str() {
        "" => "someone unnamed",
        by => by,
    };
    format!("signed off by {by}, {}", one.state.as_str())
}

/// The title of a list of stale sign-offs.
pub const STALE: &str = "Stale sign-offs: something has changed since, or changes are requested";

/// Whether the word of a cell is of its gaps, and it has conflicts, too.
#[must_use]
pub fn hides_conflict(cell: Option<&Cell>) -> bool {
    cell.is_some_and(|c| c.controls.conflicts > 0 && c.worst().is_some())
}

/// Why something cannot be read, and of how many files that is the reason.
#[must_use]
pub fn problem(one: &Broken) -> String {
    match one.files {
        0 | 1 => one.problem.clone(),
        n => format!("{} ({})", one.problem, count(n, "file")),
    }
}

/// `3 major, 1 minor, 0 open, 2 watch`.
#[must_use]
pub fn gaps(tally: &Tally) -> String {
    let parts: Vec<String> = Severity::ALL
        .iter()
        .map(|s| format!("{} {s}", tally.gaps.get(*s)))
        .collect();
    parts.join(", ")
}

/// `34 of 46`: items that are answered.
#[must_use]
pub fn answered(tally: &Tally) -> String {
    let (done, all) = tally.progress();
    format!("{done} of {all}")
}

/// `↓ worse`; empty where nothing is compared.
#[must_use]
pub fn trend(cell: &Cell) -> String {
    cell.trend
        .map_or(String::new(), |t| format!("{} {}", t.glyph(), t.as_str()))
}

/// The same, with what is gone where that alone makes it worse: `↓ worse (2 gone)`.
#[must_use]
pub fn trend_with_gone(cell: &Cell) -> String {
    match cell.is_worse_by_loss() {
        true => format!("{} ({} gone)", trend(cell), cell.gone),
        false => trend(cell),
    }
}

/// The sign of a trend, likewise: `↓×`.
#[must_use]
pub fn trend_sign(cell: &Cell) -> String {
    let gone = match cell.is_worse_by_loss() {
        true => Trend::Gone.glyph(),
        false => "",
    };
    cell.trend
        .map_or(String::new(), |t| format!("{}{gone}", t.glyph()))
}

/// `OSP is assessed for Acme, and no control asks anything of it`.
#[must_use]
pub fn not_asked(role: Role, provider: &str) -> String {
    format!(
        "{role} is assessed for {provider}, and no control asks anything of it: nothing is counted"
    )
}

/// `major 1 → 2, open 12 → 0`: what differs from before; empty where nothing
/// does or nothing is compared.
#[must_use]
pub fn change(cell: &Cell) -> String {
    let none = (Tally::default(), Controls::default());
    let (then, now) = match (cell.before, cell.compared) {
        (None, None) => return String::new(),
        (then, now) => (then.unwrap_or(none), now.unwrap_or(none)),
    };
    // What could not be read then and is gone was not mended.
    let mended = cell.trend != Some(Trend::Gone);
    let was_broken = if mended { then.1.broken } else { now.1.broken };
    let mut pairs = vec![("broken", was_broken, now.1.broken)];
    for s in Severity::ALL {
        pairs.push((s.as_str(), then.0.gaps.get(s), now.0.gaps.get(s)));
    }
    let ((done, _), (did, _)) = (now.0.progress(), then.0.progress());
    pairs.push(("answered", did, done));
    let parts = pairs.iter().filter(|(_, a, b)| a != b);
    let parts = parts.map(|(word, a, b)| format!("{word} {a} → {b}"));
    // Of what is gone altogether its trend says so.
    let gone = (cell.gone > 0 && cell.trend != Some(Trend::Gone))
        .then(|| format!("{} gone or with fewer answers", cell.gone));
    gone.into_iter().chain(parts).collect::<Vec<_>>().join(", ")
}

/// `↓ 2 worse, ↑ 1 better`: of providers; ways that none went are left out.
#[must_use]
pub fn trends(p: &Portfolio) -> String {
    let of = |trend| p.rows.iter().filter(|r| r.all.trend == Some(trend)).count();
    let parts: Vec<String> = Trend::ALL
        .iter()
        .map(|t| (of(*t), *t))
        .filter(|(n, _)| *n > 0)
        .map(|(n, t)| format!("{} {n} {}", t.glyph(), t.as_str()))
        .collect();
    parts.join(", ")
}

/// How then and now are made comparable, where that has to be known: a sentence.
#[must_use]
pub fn same_files(p: &Portfolio) -> Option<&'static str> {
    p.of_same_files.then_some(
        "Then and now are compared without what the files of evidence say (missing, changed, \
         not checked), which of then nobody knows: the counts above have it, the changes do not.",
    )
}

/// `Nothing since customers-2025.`: where nothing has changed.
#[must_use]
pub fn nothing(p: &Portfolio) -> String {
    let of = match p.unread.is_empty() {
        true => "",
        false => " that can be compared",
    };
    let since = p.compared.as_deref().unwrap_or_default();
    format!("Nothing{of} since {since}.")
}

/// `Cannot be read in customers-2025, and not compared`: the title of a list
/// of it.
#[must_use]
pub fn unread_title(p: &Portfolio) -> String {
    let then = p.compared.as_deref().unwrap_or_default();
    format!("Cannot be read in {then}, and not compared")
}

/// `Gone since revision HEAD`: the title of a list of it.
#[must_use]
pub fn gone_title(p: &Portfolio) -> String {
    let since = p.compared.as_deref().unwrap_or_default();
    format!("Gone since {since}")
}

/// What is gone, of which provider and from where: `Beta, CEK-02 MP
/// (all/beta.toml)`.
#[must_use]
pub fn gone(gone: &Gone) -> String {
    let part = gone.part();
    let comma = if part.is_empty() { "" } else { ", " };
    format!("{}{comma}{part} ({})", gone.provider, gone.path.display())
}

/// `expired` or `expires`.
#[must_use]
pub fn expiry(record: &Expiring) -> &'static str {
    if record.expired { "expired" } else { "expires" }
}

/// `CEK-02 CSP.03, CEK-02 MP.01`; `not used` where no item has the record.
#[must_use]
pub fn uses(record: &Expiring) -> String {
    let list: Vec<String> = record
        .uses
        .iter()
        .map(|u| format!("{} {}.{}", u.control, u.role, u.item))
        .collect();
    if list.is_empty() {
        "no item uses it".to_owned()
    } else {
        list.join(", ")
    }
}
