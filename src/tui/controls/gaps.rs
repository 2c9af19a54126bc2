//! The gaps of all controls of a folder, and what else is to be seen to in them:
//! which are shown, in which order, and which is selected. Plain state and pure
//! logic.

mod found;

pub use found::{Found, What};

use super::Entry;
use crate::assessment::Role;
use crate::find::{Folded, Query};
use crate::gaps::{Gap, Severity, SeverityCounts};
use crate::tui::finder::filter::Show;
use crate::tui::layout;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What the menu of filters has for gaps beside roles, in its order.
const SHOWN: [Show; 8] = [
    Show::All,
    Show::Conflicts,
    Show::Stale,
    Show::Gaps,
    Show::Major,
    Show::Minor,
    Show::Unanswered,
    Show::Watch,
];

/// Whether the menu of filters has it for gaps.
#[must_use]
pub fn is_offered(show: Show) -> bool {
    SHOWN.contains(&show) || matches!(show, Show::Of(_))
}

/// The words for what is shown, on the page of gaps.
#[must_use]
pub fn words(show: Show) -> &'static str {
    match show {
        Show::All => "all gaps",
        Show::Conflicts => "in conflict: two people changed it",
        Show::Gaps => "major or minor",
        Show::Unanswered => "open: unanswered",
        show => show.words(),
    }
}

/// The same, for a narrow place.
#[must_use]
pub fn word(show: Show) -> &'static str {
    match show {
        Show::Unanswered => "open",
        Show::Gaps => "major or minor",
        show => show.word(),
    }
}

/// The page of gaps.
#[derive(Debug, Default)]
pub struct Gaps {
    /// Which severities are shown.
    pub show: Show,
    /// The one role whose gaps are shown, if not all are.
    pub role: Option<Role>,
    /// The words that have to be in what is shown.
    pub narrowed: String,
    /// Those that are shown, the worst first: conflicts, sign-offs that are
    /// stale, gaps by severity.
    pub rows: Vec<Found>,
    /// How many conflicts the role and the words leave.
    pub conflicts: usize,
    /// The same of sign-offs that are stale, or of which changes are requested.
    pub stale: usize,
    /// How many of those changes are requested of.
    pub requested: usize,
    /// How many the role and the words leave, by severity.
    pub counts: SeverityCounts,
    /// The selected one.
    pub at: usize,
    /// The first one in sight.
    pub top: usize,
    /// Whether somebody has selected it: else the first one stays selected,
    /// whatever is found before it.
    touched: bool,
}

impl Gaps {
    /// Looks anew what there is; `shared` is in conflict in what the controls
    /// share. What is selected stays so where it is still there, at its place on
    /// the screen; or else what comes after it is.
    pub fn list(&mut self, entries: &[Entry], shared: &BTreeSet<String>) {
        let selected = self.selected().cloned();
        let query = Query::loose(&self.narrowed);
        let mut rows = Vec::new();
        self.counts = SeverityCounts::default();
        (self.conflicts, self.stale, self.requested) = (0, 0, 0);
        for found in all(entries, shared) {
            let fits = self.role.is_none_or(|role| found.role() == Some(role))
                && (query.is_empty() || is_in(&query, &found));
            if !fits {
                continue;
            }
            match (found.gap(), found.sign_off()) {
                (Some(gap), _) => self.counts.add(gap.severity),
                (_, Some(of)) => {
                    self.stale += 1;
                    self.requested += usize::from(of.state.is_requested());
                }
                (None, None) => self.conflicts += 1,
            }
            if shows(self.show, &found) {
                rows.push(found);
            }
        }
        self.rows = rows;
        let is_selected = |row: &Found| selected.as_ref().is_some_and(|s| s.is_same(row));
        let now = self.rows.iter().position(is_selected);
        let now = now.filter(|_| self.touched).unwrap_or(self.at);
        self.top = (self.top + now).saturating_sub(self.at);
        self.at = now.min(self.rows.len().saturating_sub(1));
    }

    /// Shows other gaps, from the first one on where the selected one is not
    /// among them.
    pub fn choose(&mut self, entries: &[Entry], shared: &BTreeSet<String>) {
        let selected = self.selected().cloned();
        self.list(entries, shared);
        let stays = selected.zip(self.selected());
        if stays.is_none_or(|(was, is)| !was.is_same(is)) {
            (self.at, self.top) = (0, 0);
        }
    }

    /// Shows all of them again.
    pub fn show_all(&mut self, entries: &[Entry], shared: &BTreeSet<String>) {
        self.show = Show::All;
        self.role = None;
        self.narrowed.clear();
        self.list(entries, shared);
    }

    /// Whether some may be hidden.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.show != Show::All || self.role.is_some() || !self.narrowed.is_empty()
    }

    /// Selects one.
    pub fn select(&mut self, at: usize) {
        self.at = at.min(self.rows.len().saturating_sub(1));
        self.touched = true;
    }

    /// The selected one.
    #[must_use]
    pub fn selected(&self) -> Option<&Found> {
        self.rows.get(self.at)
    }

    /// The first row in sight where there are so many.
    #[must_use]
    pub fn first_in_sight(&self, height: usize) -> usize {
        layout::first_in_sight(self.top, self.at, self.rows.len(), height)
    }

    /// The ids of the controls whose gaps are in sight, each once.
    #[must_use]
    pub fn in_sight(&self, height: usize) -> Vec<String> {
        let rows = self.rows.iter().skip(self.first_in_sight(height));
        let mut ids: Vec<String> = Vec::new();
        for row in rows.take(height) {
            let is_known = ids.iter().any(|id| id == row.control());
            if !is_known && !row.control().is_empty() {
                ids.push(row.control().to_owned());
            }
        }
        ids
    }
}

/// All that there is, the worst first.
fn all<'a>(entries: &'a [Entry], shared: &'a BTreeSet<String>) -> impl Iterator<Item = Found> + 'a {
    let known = || entries.iter().filter_map(|e| e.facts.as_ref());
    let of = |facts: &Arc<_>, what| Found::Of(Arc::clone(facts), what);
    let conflicts = known().flat_map(move |facts| {
        let all = 0..facts.disputed.len();
        all.map(move |n| of(facts, What::Conflict(n)))
    });
    let stale = known().flat_map(move |facts| {
        let all = 0..facts.overview.stale.len();
        all.map(move |n| of(facts, What::SignOff(n)))
    });
    let gaps = Severity::ALL.into_iter().flat_map(move |severity| {
        known().flat_map(move |facts| {
            let gaps = facts.overview.gaps.iter().enumerate();
            let gaps = gaps.filter(move |(_, gap)| gap.severity == severity);
            gaps.map(move |(n, _)| of(facts, What::Gap(n)))
        })
    });
    let shared = shared.iter().map(|path| Found::shared(path));
    shared.chain(conflicts).chain(stale).chain(gaps)
}

/// What the menu offers, with how many each would show beside what is chosen of
/// the other kind.
#[must_use]
pub fn offered(
    of: &Gaps,
    roles: &[Role],
    entries: &[Entry],
    shared: &BTreeSet<String>,
) -> Vec<(Show, usize)> {
    let of_role = |found: &Found| of.role.is_none_or(|role| found.role() == Some(role));
    let by_severity = |show: Show| {
        let fits = all(entries, shared).filter(|found| shows(show, found));
        // All of them are also those of all roles.
        let count = match show {
            Show::All => fits.count(),
            _ => fits.filter(of_role).count(),
        };
        (show, count)
    };
    let by_role = |role: &Role| {
        let fits = |found: &Found| shows(of.show, found) && found.role() == Some(*role);
        let found = all(entries, shared).filter(fits);
        (Show::Of(*role), found.count())
    };
    let severities = SHOWN.into_iter().map(by_severity);
    severities.chain(roles.iter().map(by_role)).collect()
}

fn shows(show: Show, found: &Found) -> bool {
    let severity = found.gap().map(|gap: &Gap| gap.severity);
    match show {
        Show::Gaps => matches!(severity, Some(Severity::Major | Severity::Minor)),
        Show::Major => severity == Some(Severity::Major),
        Show::Minor => severity == Some(Severity::Minor),
        Show::Unanswered => severity == Some(Severity::Open),
        Show::Watch => severity == Some(Severity::Watch),
        Show::Conflicts => found.conflict().is_some(),
        Show::Stale => found.sign_off().is_some(),
        _ => true,
    }
}

/// Whether words are in what a row says.
fn is_in(query: &Query, found: &Found) -> bool {
    let text = format!(
        "{} {} {} {} {}",
        found.word(),
        found.control(),
        found.item(),
        found.message(),
        found.title()
    );
    query.is_in(&[(&text, &Folded::new(&text))])
}
