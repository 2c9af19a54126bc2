//! The state of the screen of many providers: which rows are shown, and what
//! is selected among them. Plain state and pure logic.

mod taking;

use crate::assessment::Role;
use crate::gaps::{Gap, Severity};
use crate::overview::{ControlOverview, ProviderOverview};
use crate::portfolio::{self, Before, By, Cell, Expiring, Filter, Row, Trend};
use crate::questionnaire::ItemId;
use crate::tui::doc::Doc;
use crate::tui::finder::filter::Show;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};

/// How many gaps of a role of a control are kept to be named.
pub const NAMED: usize = 3;
/// How many gaps of a provider are all kept.
const FEW: usize = 48;

/// The pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    /// Providers × roles, controls or domains.
    #[default]
    Matrix,
    /// Evidence that has expired or soon will.
    Expiring,
    /// Corrective actions that are overdue or due soon.
    Due,
}

impl Page {
    /// All pages in order.
    pub const ALL: [Self; 3] = [Self::Matrix, Self::Expiring, Self::Due];

    /// The page's tab.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Matrix => "Providers",
            Self::Expiring => "Expiring evidence",
            Self::Due => "Actions due",
        }
    }
}

/// Which providers are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Only {
    /// All of them.
    #[default]
    All,
    /// Those with a major gap, or a file that cannot be read.
    Major,
    /// Those with an item that is not answered.
    Open,
    /// Those that are worse than before.
    Worse,
    /// Those with an overdue action.
    Overdue,
    /// Those with a record of evidence that has expired.
    Expired,
    /// Those that are gone, or of which something is.
    Gone,
    /// Those with a file that cannot be read.
    Unreadable,
}

impl Only {
    /// All of them, in the menu's order.
    pub const ALL: [Self; 8] = [
        Self::All,
        Self::Major,
        Self::Open,
        Self::Overdue,
        Self::Expired,
        Self::Worse,
        Self::Gone,
        Self::Unreadable,
    ];

    /// By what is chosen in the menu of filters.
    #[must_use]
    pub fn of(show: Show) -> Option<Self> {
        Self::ALL.into_iter().find(|only| only.show() == show)
    }

    /// What is chosen for it in the menu of filters.
    #[must_use]
    pub fn show(self) -> Show {
        match self {
            Self::All => Show::All,
            Self::Major => Show::Gaps,
            Self::Open => Show::Unanswered,
            Self::Overdue => Show::Overdue,
            Self::Expired => Show::Evidence,
            Self::Worse => Show::Worse,
            Self::Gone => Show::Gone,
            Self::Unreadable => Show::Unreadable,
        }
    }

    /// The words for what is shown.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::All => "all providers",
            Self::Major => "with a major gap, or unreadable",
            Self::Open => "with an item that is not answered",
            Self::Overdue => "with an overdue action",
            Self::Expired => "with evidence that has expired",
            Self::Worse => "worse than before",
            Self::Gone => "gone, or with something gone",
            Self::Unreadable => "unreadable: a file, or a control of it",
        }
    }

    /// The same, for a narrow place.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Major => "with major gaps",
            Self::Open => "with open items",
            Self::Overdue => "with overdue actions",
            Self::Expired => "with expired evidence",
            Self::Worse => "worse than before",
            Self::Gone => "gone, or in part",
            Self::Unreadable => "unreadable",
        }
    }

    fn shows(self, row: &Row, of: &portfolio::Portfolio) -> bool {
        let broken = row.all.controls.broken > 0 || row.problem.is_some();
        match self {
            Self::All => true,
            Self::Major => row.all.tally.gaps.major > 0 || broken,
            Self::Open => row.all.tally.gaps.open > 0,
            Self::Overdue => row.all.tally.overdue > 0,
            Self::Expired => of.expired_records(Some(&row.path)) > 0,
            Self::Worse => row.all.trend == Some(Trend::Worse),
            Self::Gone => row.is_gone() || row.all.gone > 0,
            Self::Unreadable => broken,
        }
    }
}

/// Many providers on the screen.
#[derive(Debug)]
pub struct Portfolio {
    /// What they are made of, with a few gaps of each role.
    providers: Vec<ProviderOverview>,
    before: Option<Before>,
    filter: Filter,
    /// What they come to.
    pub shown: portfolio::Portfolio,
    /// The page.
    pub page: Page,
    /// Which providers are shown.
    pub only: Only,
    /// What their names have to have in them.
    pub narrowed: String,
    /// The rows of [`Self::shown`] that are shown.
    pub rows: Vec<usize>,
    /// The selected one among them.
    pub row: usize,
    /// The selected column: 0 is the whole provider, others are one more than
    /// their place.
    pub column: usize,
    /// The records of [`Self::shown`] that are of those rows.
    pub records: Vec<usize>,
    /// The selected one among them.
    pub record: usize,
    /// The actions that are overdue, then those due soon, that are of them.
    pub actions: Vec<usize>,
    /// The selected one among them.
    pub action: usize,
    /// The provider that was opened from here.
    pub opened: Option<PathBuf>,
    /// Where to go in the file that is being opened.
    pub goes_to: Option<(Role, ItemId)>,
    /// The control that it is of, where a folder is opened.
    pub goes_in: Option<String>,
    /// Whether what is open was opened from here without seeing the list of
    /// its folder's controls.
    pub direct: bool,
    /// Whether a file that is not saved is to be left.
    pub leaves: bool,
    /// The files that were changed in this run and left, with what can be undone.
    pub kept: BTreeMap<PathBuf, Doc>,
    /// The same of the controls of folders.
    pub kept_in: BTreeMap<PathBuf, BTreeMap<String, Doc>>,
}

impl Portfolio {
    /// The screen of some providers. `shown` is what they come to.
    #[must_use]
    pub fn new(
        mut providers: Vec<ProviderOverview>,
        before: Option<Before>,
        filter: Filter,
        shown: portfolio::Portfolio,
    ) -> Self {
        providers.iter_mut().for_each(few_gaps);
        let mut made = Self {
            providers,
            before,
            filter,
            shown,
            page: Page::default(),
            only: Only::default(),
            narrowed: String::new(),
            rows: Vec::new(),
            row: 0,
            column: 0,
            records: Vec::new(),
            record: 0,
            actions: Vec::new(),
            action: 0,
            opened: None,
            goes_to: None,
            goes_in: None,
            direct: false,
            leaves: false,
            kept: BTreeMap::new(),
            kept_in: BTreeMap::new(),
        };
        made.choose();
        made
    }

    /// The selected provider.
    #[must_use]
    pub fn selected(&self) -> Option<&Row> {
        self.shown.rows.get(*self.rows.get(self.row)?)
    }

    /// The selected record.
    #[must_use]
    pub fn record(&self) -> Option<&Expiring> {
        self.shown.expiring.get(*self.records.get(self.record)?)
    }

    /// Of the providers that are shown, the actions that are overdue, then those that
    /// are due soon, each with whether it is overdue.
    pub fn due(&self) -> impl Iterator<Item = (&portfolio::Overdue, bool)> {
        self.actions.iter().filter_map(|at| self.due_at(*at))
    }

    /// One of all actions that are overdue or due soon.
    fn due_at(&self, at: usize) -> Option<(&portfolio::Overdue, bool)> {
        let overdue = &self.shown.overdue;
        match at.checked_sub(overdue.len()) {
            None => overdue.get(at).map(|action| (action, true)),
            Some(at) => self.shown.soon.get(at).map(|action| (action, false)),
        }
    }

    /// The selected action.
    #[must_use]
    pub fn selected_due(&self) -> Option<(&portfolio::Overdue, bool)> {
        self.due_at(*self.actions.get(self.action)?)
    }

    /// The cell of a row in a column as they are selected.
    #[must_use]
    pub fn cell<'a>(&self, row: &'a Row, column: usize) -> Option<&'a Cell> {
        match column.checked_sub(1) {
            None => Some(&row.all),
            Some(at) => row.cells.get(at)?.as_ref(),
        }
    }

    /// What a column is called.
    #[must_use]
    pub fn column_name(&self, column: usize) -> &str {
        match column.checked_sub(1) {
            None => "All",
            Some(at) => self.shown.columns.get(at).map_or("", |c| &c.id),
        }
    }

    /// How many columns there are.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.shown.columns.len() + 1
    }

    /// The controls of a provider that a column counts.
    fn controls<'a>(
        &'a self,
        path: &'a Path,
        column: usize,
    ) -> impl Iterator<Item = &'a ControlOverview> {
        let of = self.providers.iter().find(|p| p.path == path);
        let controls = of.into_iter().flat_map(|p| &p.controls);
        let name = column.checked_sub(1).map(|_| self.column_name(column));
        let by = self.shown.by;
        controls
            .filter(|c| self.filter.control(&c.id))
            .filter(move |c| match (name, by) {
                (None, _) | (_, By::Role) => true,
                (Some(name), By::Control) => c.id == name,
                (Some(name), By::Domain) => {
                    c.domain == name || (c.domain.trim().is_empty() && name == "no domain")
                }
            })
    }

    /// The worst gaps of the selected cell with the control of each, the
    /// heaviest first.
    #[must_use]
    pub fn worst(&self, most: usize) -> Vec<(&str, &Gap)> {
        let Some(row) = self.selected() else {
            return Vec::new();
        };
        let role: Option<Role> = (self.shown.by == By::Role && self.column > 0)
            .then(|| self.column_name(self.column).parse().ok())
            .flatten();
        let controls = self.controls(&row.path, self.column);
        let mut gaps: Vec<(&str, &Gap)> = controls
            .flat_map(|c| c.gaps.iter().map(|gap| (c.id.as_str(), gap)))
            .filter(|(_, gap)| self.filter.role(gap.role))
            .filter(|(_, gap)| role.is_none_or(|role| gap.role == role))
            .collect();
        gaps.sort_by_key(|(_, gap)| gap.severity);
        gaps.truncate(most);
        gaps
    }

    /// The selected provider's file or folder, and whether it is a file.
    #[must_use]
    pub fn file(&self) -> Option<(PathBuf, bool)> {
        let row = self.selected().filter(|row| !row.is_gone())?;
        self.place_of(&row.path)
    }

    /// The provider that a path is of, and whether it is a single answer file.
    #[must_use]
    pub fn place_of(&self, path: &Path) -> Option<(PathBuf, bool)> {
        let has = |p: &&ProviderOverview| {
            let mut controls = p.controls.iter();
            p.path == path || controls.any(|c| c.path.as_deref() == Some(path))
        };
        let of = self.providers.iter().find(has)?;
        let mut controls = of.controls.iter();
        let is_file = controls.any(|c| c.path.as_ref() == Some(&of.path));
        Some((of.path.clone(), is_file))
    }

    /// Puts something else beside the providers.
    pub fn turn(&mut self, by: By) {
        self.rebuild(by, self.shown.today);
        self.column = 0;
    }

    /// What the menu of filters offers, and how many providers each shows.
    #[must_use]
    pub fn offered(&self) -> Vec<(Show, usize)> {
        let compared = self.shown.compared.is_some();
        let offered = Only::ALL.into_iter();
        let compares = |only: &Only| matches!(only, Only::Worse | Only::Gone);
        let offered = offered.filter(|only| compared || !compares(only));
        let count = |only: Only| {
            let rows = self.shown.rows.iter();
            (
                only.show(),
                rows.filter(|row| only.shows(row, &self.shown)).count(),
            )
        };
        offered.map(count).collect()
    }

    /// Shows only some providers.
    pub fn show(&mut self, only: Only) {
        let held = self.held();
        self.only = only;
        self.choose();
        self.go_to(&held, false);
    }

    /// Shows all providers again.
    pub fn show_all(&mut self) {
        self.only = Only::All;
        self.narrow("");
    }

    /// Whether some providers may be hidden.
    #[must_use]
    pub fn is_filtered(&self) -> bool {
        self.only != Only::All || !self.narrowed.is_empty()
    }

    /// Shows only providers with some letters in their names.
    pub fn narrow(&mut self, typed: &str) {
        let held = self.held();
        typed.trim().clone_into(&mut self.narrowed);
        self.choose();
        self.go_to(&held, false);
    }

    fn choose(&mut self) {
        let wanted = self.narrowed.to_lowercase();
        let shows = |row: &Row| {
            let place = row.path.display().to_string().to_lowercase();
            self.only.shows(row, &self.shown)
                && (row.name.to_lowercase().contains(&wanted) || place.contains(&wanted))
        };
        let rows = self.shown.rows.iter().enumerate();
        self.rows = rows
            .filter(|(_, row)| shows(row))
            .map(|(at, _)| at)
            .collect();
        let rows = self.rows.iter().filter_map(|at| self.shown.rows.get(*at));
        // What is gone has a name that another one may have today.
        let names: HashSet<&str> = rows
            .filter(|row| !row.is_gone())
            .map(|row| row.name.as_str())
            .collect();
        let is_of = |provider: &str| names.contains(provider);
        let records = self.shown.expiring.iter().enumerate();
        let records = records.filter(|(_, record)| is_of(&record.provider));
        self.records = records.map(|(at, _)| at).collect();
        let is_shown = |at: &usize| {
            self.due_at(*at)
                .is_some_and(|(action, _)| is_of(&action.provider))
        };
        let all = self.shown.overdue.len() + self.shown.soon.len();
        self.actions = (0..all).filter(is_shown).collect();
        let last = |shown: &[usize]| shown.len().saturating_sub(1);
        self.row = self.row.min(last(&self.rows));
        self.record = self.record.min(last(&self.records));
        self.action = self.action.min(last(&self.actions));
    }
}

/// Keeps only the heaviest gaps of each role of each control: all of them
/// would fill the memory, and nobody reads them here.
pub fn few_gaps(provider: &mut ProviderOverview) {
    // Of few all are kept: there may be room for them.
    let all: usize = provider.controls.iter().map(|c| c.gaps.len()).sum();
    if all <= FEW {
        return;
    }
    for control in &mut provider.controls {
        let mut kept: Vec<Gap> = Vec::new();
        for gap in std::mem::take(&mut control.gaps) {
            let same = |k: &&Gap| k.role == gap.role;
            // What is open says no more than its number does.
            let named = gap.severity != Severity::Open || !kept.iter().any(|k| k.role == gap.role);
            if named && kept.iter().filter(same).count() < NAMED {
                kept.push(gap);
            }
        }
        kept.shrink_to_fit();
        control.gaps = kept;
    }
}
