//! The gaps of all controls of a folder: which are shown, in which order, and
//! which is selected. Plain state and pure logic.

use super::{Entry, Facts};
use crate::assessment::Role;
use crate::find::{Folded, Query};
use crate::gaps::{Gap, Severity, SeverityCounts};
use crate::tui::finder::filter::Show;
use crate::tui::layout;
use std::sync::Arc;

/// What the menu of filters has for gaps beside roles, in its order.
const SHOWN: [Show; 6] = [
    Show::All,
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

/// A gap of a control.
#[derive(Debug, Clone)]
pub struct Found {
    /// What is known of the control.
    facts: Arc<Facts>,
    /// Which of its gaps.
    nth: usize,
}

impl Found {
    /// The control's id.
    #[must_use]
    pub fn control(&self) -> &str {
        &self.facts.overview.id
    }

    /// The control's name.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.facts.overview.title
    }

    /// The gap.
    #[must_use]
    pub fn gap(&self) -> Option<&Gap> {
        self.facts.overview.gaps.get(self.nth)
    }

    fn is_same(&self, other: &Self) -> bool {
        let (Some(mine), Some(theirs)) = (self.gap(), other.gap()) else {
            return false;
        };
        let place = |gap: &Gap| (gap.role, gap.kind);
        self.control() == other.control()
            && place(mine) == place(theirs)
            && mine.item == theirs.item
            && mine.message == theirs.message
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
    /// Those that are shown, the worst first.
    pub rows: Vec<Found>,
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
    /// Looks anew what there is. What is selected stays so where it is still
    /// there, at its place on the screen; or else what comes after it is.
    pub fn list(&mut self, entries: &[Entry]) {
        let selected = self.selected().cloned();
        let query = Query::loose(&self.narrowed);
        let mut rows = Vec::new();
        self.counts = SeverityCounts::default();
        for severity in Severity::ALL {
            for facts in entries.iter().filter_map(|e| e.facts.as_ref()) {
                for (nth, gap) in facts.overview.gaps.iter().enumerate() {
                    let fits = gap.severity == severity
                        && self.role.is_none_or(|role| role == gap.role)
                        && (query.is_empty() || is_in(&query, facts, gap));
                    if !fits {
                        continue;
                    }
                    self.counts.add(severity);
                    if shows(self.show, severity) {
                        let facts = Arc::clone(facts);
                        rows.push(Found { facts, nth });
                    }
                }
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
    pub fn choose(&mut self, entries: &[Entry]) {
        let selected = self.selected().cloned();
        self.list(entries);
        let stays = selected.zip(self.selected());
        if stays.is_none_or(|(was, is)| !was.is_same(is)) {
            (self.at, self.top) = (0, 0);
        }
    }

    /// Shows all of them again.
    pub fn show_all(&mut self, entries: &[Entry]) {
        self.show = Show::All;
        self.role = None;
        self.narrowed.clear();
        self.list(entries);
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
            if !ids.iter().any(|id| id == row.control()) {
                ids.push(row.control().to_owned());
            }
        }
        ids
    }
}

/// What the menu offers, with how many gaps each would show beside what is
/// chosen of the other kind.
#[must_use]
pub fn offered(of: &Gaps, roles: &[Role], entries: &[Entry]) -> Vec<(Show, usize)> {
    let all = || {
        let known = entries.iter().filter_map(|e| e.facts.as_ref());
        known.flat_map(|facts| &facts.overview.gaps)
    };
    let of_role = |gap: &&Gap| of.role.is_none_or(|role| role == gap.role);
    let by_severity = |show: Show| {
        let fits = all().filter(|gap| shows(show, gap.severity));
        // All of them are also those of all roles.
        let count = match show {
            Show::All => fits.count(),
            _ => fits.filter(of_role).count(),
        };
        (show, count)
    };
    let by_role = |role: &Role| {
        let fits = all().filter(|gap| shows(of.show, gap.severity) && gap.role == *role);
        (Show::Of(*role), fits.count())
    };
    let severities = SHOWN.into_iter().map(by_severity);
    severities.chain(roles.iter().map(by_role)).collect()
}

fn shows(show: Show, severity: Severity) -> bool {
    match show {
        Show::Gaps => matches!(severity, Severity::Major | Severity::Minor),
        Show::Major => severity == Severity::Major,
        Show::Minor => severity == Severity::Minor,
        Show::Unanswered => severity == Severity::Open,
        Show::Watch => severity == Severity::Watch,
        _ => true,
    }
}

/// Whether words are in what a row says.
fn is_in(query: &Query, facts: &Facts, gap: &Gap) -> bool {
    let text = format!(
        "{} {} {}.{} {} {}",
        gap.severity, facts.overview.id, gap.role, gap.item, gap.message, facts.overview.title
    );
    query.is_in(&[(&text, &Folded::new(&text))])
}
