//! An assessment of many controls and where the user is in it. Plain state
//! and pure logic; what is on disk comes in by events.

mod disk;
mod facts;
pub mod gaps;
mod signs;
mod way;

pub use disk::{Control, Disk};
pub use facts::{Disputed, Facts, Standing, Sum};
pub use signs::Sign;
pub use way::From;

use super::doc::Doc;
use super::finder::filter::Show;
use super::layout;
use crate::assessment::{EvidenceId, Role, person_key};
use crate::find::Place;
use crate::overview::Expiring;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::Arc;

/// A folder as it was found, nothing in it counted yet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// The folder, absolute.
    pub folder: PathBuf,
    /// Who or what is assessed.
    pub subject: String,
    /// Who assesses it.
    pub assessor: String,
    /// The roles that are assessed.
    pub roles: Vec<Role>,
    /// Evidence of the shared register that has expired or will soon.
    pub expiring: Vec<Expiring>,
    /// What nobody has decided of what the controls share, by key path.
    pub undecided: BTreeSet<String>,
    /// Its controls, in the catalogue's order.
    pub controls: Vec<Listed>,
    /// What is to be said of the folder, if something is.
    pub notes: Vec<String>,
    /// Why controls cannot be opened, and what helps, if that is of the folder.
    pub problem: Option<String>,
    /// The control that was open last, when the folder was left; only known of
    /// who has left it.
    pub place: Option<String>,
}

/// A control of a folder by its head.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listed {
    /// For example `CEK-02`.
    pub id: String,
    /// The control's name.
    pub title: String,
    /// The domain that it belongs to.
    pub domain: String,
    /// Where its answer file is, or will be.
    pub path: PathBuf,
    /// Whether there is one.
    pub begun: bool,
}

/// A control and what is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its head.
    pub head: Listed,
    /// What it comes to; none until it was counted.
    pub facts: Option<Arc<Facts>>,
}

impl Entry {
    /// How it stands.
    #[must_use]
    pub fn standing(&self) -> Standing {
        Standing::of(self.facts.as_deref())
    }
}

/// A row of the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Row {
    /// A domain's heading, by its place among the domains.
    Domain(usize),
    /// A control, by its place among the controls.
    Control(usize),
}

/// In which order the controls stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Order {
    /// That of the catalogue, by domain.
    #[default]
    Catalogue,
    /// Those that fall short most come first.
    Worst,
}

/// A domain and what its controls come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Domain {
    /// Its name.
    pub name: String,
    /// What it comes to.
    pub sum: Sum,
}

/// What leaving a control leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Leave {
    /// To the controls.
    Up,
    /// To the providers, where one has come from without seeing the controls.
    Out,
    /// To another control.
    To(String),
}

/// What a control is opened at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OpensAt {
    /// At the choice of a conflict, by its key path.
    Conflict(String),
    /// At a role, for its sign-off.
    SignOff(Role),
}

/// An open folder.
#[derive(Debug, Default)]
pub struct Controls {
    /// The folder, absolute.
    pub folder: PathBuf,
    /// Who or what is assessed.
    pub subject: String,
    /// Who assesses it.
    pub assessor: String,
    /// The roles that are assessed.
    pub roles: Vec<Role>,
    /// All controls, in the catalogue's order.
    pub entries: Vec<Entry>,
    /// Their domains, in that order.
    pub domains: Vec<Domain>,
    /// What all come to.
    pub sum: Sum,
    /// Evidence that has expired or will soon, by date.
    pub expiring: Vec<Expiring>,
    shared: Vec<Expiring>,
    /// What nobody has decided of what the controls share, by key path: it is in
    /// each of them and counted once.
    pub undecided: BTreeSet<String>,
    /// Those of them that were asked, by whichever control was open then.
    pub asked_shared: BTreeSet<String>,
    problem: Option<String>,
    domain_of: Vec<usize>,
    /// The controls that are not filtered away, folded ones too, in the order
    /// that is shown.
    shown: Vec<usize>,
    /// The rows that are not folded or filtered away.
    pub rows: Vec<Row>,
    /// The selected one.
    pub at: usize,
    /// The first one in sight.
    pub top: usize,
    /// Domains that are folded, by name.
    pub folded: BTreeSet<String>,
    /// Which controls are shown.
    pub show: Show,
    /// In which order.
    pub order: Order,
    /// Whether the results of each role are shown.
    pub matrix: bool,
    /// Whether their sign-offs are, in place of the results.
    pub signs: bool,
    /// The control that is open.
    pub open: Option<String>,
    /// What leads out of it although something is not saved.
    pub leave: Option<Leave>,
    /// What was left of controls that were changed: their undo.
    pub kept: BTreeMap<String, Doc>,
    /// The controls that have something to be undone, the one that was left
    /// last at the end.
    pub changed: Vec<String>,
    /// The same with what can be made again.
    pub undone: Vec<String>,
    /// Whether something is to be undone in the control that is being opened,
    /// or, if not, made again.
    pub travels: Option<bool>,
    /// Whether the control that is being opened is gone to for what is open in
    /// it, not to go on where one was.
    pub for_open: bool,
    /// Where one goes in a control as soon as it is open: the control, what was
    /// looked for, and where it was found.
    pub goes_to: Option<(String, String, Place)>,
    /// What is gone to in a control as soon as it is open, that is no text.
    pub opens_at: Option<(String, OpensAt)>,
    /// The gaps of all controls, while they are shown or one is gone to.
    pub gaps: Option<gaps::Gaps>,
    /// The page that the open control was opened from, if not from the list.
    pub came_from: Option<From>,
    /// The controls that were asked to be counted first, last time.
    pub asked: Vec<String>,
}

impl Controls {
    /// A folder as it was found.
    #[must_use]
    pub fn new(listing: Listing) -> Self {
        let mut new = Self::default();
        new.take(listing);
        if let Some(at) = new.rows.iter().position(|r| matches!(r, Row::Control(_))) {
            new.at = at;
        }
        new
    }

    /// Takes the folder as it is found now; what is known of its controls
    /// stays until they are counted anew.
    pub fn take(&mut self, listing: Listing) {
        let mut known: BTreeMap<String, Arc<Facts>> = std::mem::take(&mut self.entries)
            .into_iter()
            .filter_map(|e| Some((e.head.id, e.facts?)))
            .collect();
        self.folder = listing.folder;
        self.subject = listing.subject;
        self.assessor = listing.assessor;
        self.roles = listing.roles;
        self.shared = listing.expiring;
        self.undecided = listing.undecided;
        // What comes again is another conflict.
        let undecided = &self.undecided;
        self.asked_shared.retain(|path| undecided.contains(path));
        self.problem = listing.problem;
        self.domains.clear();
        self.domain_of.clear();
        for head in listing.controls {
            let name = match head.domain.trim() {
                "" => "Other controls",
                name => name,
            };
            let place = self.domains.iter().position(|d| d.name == name);
            let place = place.unwrap_or_else(|| {
                self.domains.push(Domain {
                    name: name.to_owned(),
                    sum: Sum::default(),
                });
                self.domains.len() - 1
            });
            self.domain_of.push(place);
            let facts = known.remove(&head.id);
            self.entries.push(Entry { head, facts });
        }
        self.count();
        self.arrange("");
    }

    /// Why controls cannot be opened, and what helps, as long as there are
    /// some, or may be.
    #[must_use]
    pub fn problem(&self) -> Option<&str> {
        let sum = &self.sum;
        let problem = self.problem.as_deref();
        problem.filter(|_| sum.broken > 0 || sum.counted < sum.controls)
    }

    /// The control of an id, and its place.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<(usize, &Entry)> {
        let mut all = self.entries.iter().enumerate();
        all.find(|(_, e)| e.head.id == id)
    }

    /// Takes in what a control comes to. To be followed by [`Self::count`].
    pub fn learn(&mut self, id: &str, begun: bool, facts: Arc<Facts>) {
        if let Some(entry) = self.entries.iter_mut().find(|e| e.head.id == id) {
            entry.head.begun = begun;
            entry.facts = Some(facts);
        }
    }

    /// Adds everything up anew.
    pub fn count(&mut self) {
        for domain in &mut self.domains {
            domain.sum = Sum::default();
        }
        self.sum = Sum::default();
        let mut expiring: BTreeMap<&EvidenceId, &Expiring> = BTreeMap::new();
        expiring.extend(self.shared.iter().map(|e| (&e.id, e)));
        for (entry, domain) in self.entries.iter().zip(&self.domain_of) {
            let facts = entry.facts.as_deref();
            self.sum.add(facts);
            if let Some(domain) = self.domains.get_mut(*domain) {
                domain.sum.add(facts);
            }
            let own = facts.map_or(&[][..], |f| &f.expiring);
            expiring.extend(own.iter().map(|e| (&e.id, e)));
        }
        let mut expiring: Vec<Expiring> = expiring.into_values().cloned().collect();
        expiring.sort_by(|a, b| (a.on, &a.title).cmp(&(b.on, &b.title)));
        self.expiring = expiring;
        self.sum.conflicts += self.undecided.len();
        if let Some(gaps) = &mut self.gaps {
            gaps.list(&self.entries, &self.undecided);
        }
    }

    /// Whether a filter shows a control. One that was not counted is shown
    /// only where all are.
    #[must_use]
    pub fn fits(&self, show: Show, entry: &Entry, me: &str) -> bool {
        let fits = |of: fn(&Facts) -> bool| entry.facts.as_deref().is_some_and(of);
        match show {
            Show::All => true,
            Show::Unanswered => fits(|f| f.overview.problem.is_none() && !f.is_answered()),
            Show::Gaps => fits(|f| {
                let gaps = f.overview.counts();
                gaps.major + gaps.minor > 0
            }),
            Show::Review => fits(|f| f.waits > 0),
            Show::Evidence => fits(|f| f.stale > 0 || !f.expiring.is_empty()),
            Show::Mine => {
                let me = person_key(me);
                let facts = entry.facts.as_deref();
                !me.is_empty() && facts.is_some_and(|f| f.by.contains(&me))
            }
            Show::Conflicts => fits(|f| f.overview.conflicts > 0),
            Show::Stale => fits(|f| !f.overview.stale.is_empty()),
            Show::Unreadable => fits(|f| f.overview.problem.is_some()),
            Show::Suggested
            | Show::Marked
            | Show::Worse
            | Show::Overdue
            | Show::Gone
            | Show::Major
            | Show::Minor
            | Show::Watch
            | Show::Of(_) => false,
        }
    }

    /// Works the rows out anew; the selected one stays selected where it is
    /// still there, or else what comes after it is.
    pub fn arrange(&mut self, me: &str) {
        let selected = self.rows.get(self.at).copied();
        let fits = |entry: &Entry| self.fits(self.show, entry, me);
        let mut shown: Vec<usize> = (0..self.entries.len())
            .filter(|n| self.entries.get(*n).is_some_and(fits))
            .collect();
        let mut rows = Vec::with_capacity(shown.len() + self.domains.len());
        match self.order {
            Order::Worst => {
                shown.sort_by_key(|n| self.entries.get(*n).map(weight));
                rows.extend(shown.iter().copied().map(Row::Control));
            }
            Order::Catalogue => {
                for (n, domain) in self.domains.iter().enumerate() {
                    let of = |c: &&usize| self.domain_of.get(**c) == Some(&n);
                    let own: Vec<usize> = shown.iter().filter(of).copied().collect();
                    if own.is_empty() {
                        continue;
                    }
                    rows.push(Row::Domain(n));
                    if !self.folded.contains(&domain.name) {
                        rows.extend(own.into_iter().map(Row::Control));
                    }
                }
            }
        }
        self.rows = rows;
        self.shown = shown;
        self.at = selected.map_or(0, |row| self.place(row));
    }

    /// Where a row stands now, or the nearest one that is like it.
    fn place(&self, row: Row) -> usize {
        let exact = self.rows.iter().position(|r| *r == row);
        let near = || {
            let Row::Control(n) = row else { return None };
            let domain = *self.domain_of.get(n)?;
            let after = |r: &Row| matches!(r, Row::Control(m) if *m >= n);
            let folded = self.rows.iter().position(|r| *r == Row::Domain(domain));
            let is_folded = self.domains.get(domain);
            let is_folded = is_folded.is_some_and(|d| self.folded.contains(&d.name));
            let next = || self.rows.iter().position(after);
            if is_folded {
                folded.or_else(next)
            } else {
                next().or(folded)
            }
        };
        let last = self.rows.len().saturating_sub(1);
        exact.or_else(near).unwrap_or(self.at).min(last)
    }

    /// The selected row.
    #[must_use]
    pub fn row(&self) -> Option<Row> {
        self.rows.get(self.at).copied()
    }

    /// The selected control.
    #[must_use]
    pub fn selected(&self) -> Option<&Entry> {
        match self.row()? {
            Row::Control(n) => self.entries.get(n),
            Row::Domain(_) => None,
        }
    }

    /// Selects a control; one that is folded or filtered away comes in sight.
    pub fn select(&mut self, id: &str, me: &str) {
        let Some((n, entry)) = self.find(id) else {
            return;
        };
        if !self.fits(self.show, entry, me) {
            self.show = Show::All;
        }
        let domain = self.domain_of.get(n).and_then(|d| self.domains.get(*d));
        if let Some(name) = domain.map(|d| d.name.clone()) {
            self.folded.remove(&name);
        }
        self.arrange(me);
        self.at = self.place(Row::Control(n));
    }

    /// Selects a control that was left; where the filter does not show it any
    /// more, what comes after it.
    pub fn come_back(&mut self, id: &str, me: &str) {
        match self.find(id) {
            Some((n, entry)) if !self.fits(self.show, entry, me) => {
                self.arrange(me);
                self.at = self.place(Row::Control(n));
            }
            _ => self.select(id, me),
        }
    }

    /// The domain that a row belongs to.
    #[must_use]
    pub fn domain(&self, row: Row) -> Option<usize> {
        match row {
            Row::Domain(n) => Some(n),
            Row::Control(n) => self.domain_of.get(n).copied(),
        }
    }

    /// The first row in sight where there are so many.
    #[must_use]
    pub fn first_in_sight(&self, height: usize) -> usize {
        layout::first_in_sight(self.top, self.at, self.rows.len(), height)
    }

    /// The ids of the controls in sight.
    #[must_use]
    pub fn in_sight(&self, height: usize) -> Vec<String> {
        let rows = self.rows.iter().skip(self.first_in_sight(height));
        rows.take(height)
            .filter_map(|row| match row {
                Row::Control(n) => Some(self.entries.get(*n)?.head.id.clone()),
                Row::Domain(_) => None,
            })
            .collect()
    }

    /// How many controls the filter leaves in sight, folded ones too.
    #[must_use]
    pub fn shown(&self) -> usize {
        self.shown.len()
    }

    /// The next or previous control that fits, in a ring, in the order that
    /// is shown: after that of an id, or else after the selected row.
    #[must_use]
    pub fn beside(
        &self,
        from: Option<&str>,
        step: isize,
        fits: impl Fn(&Entry) -> bool,
    ) -> Option<&Entry> {
        let place = |n: usize| self.shown.iter().position(|m| *m == n);
        let of_id = from.and_then(|id| self.find(id));
        let row = of_id.map(|(n, _)| Row::Control(n)).or_else(|| self.row());
        let at = match row {
            Some(Row::Control(n)) => place(n).map(|at| at as isize),
            // From a heading the first step forward is its first control.
            Some(Row::Domain(d)) => {
                let first = (0..self.entries.len()).find(|n| self.domain_of.get(*n) == Some(&d));
                let first = first.and_then(place).map(|at| at as isize);
                first.map(|at| if step > 0 { at - 1 } else { at })
            }
            None => None,
        };
        let len = self.shown.len() as isize;
        (1..=len).find_map(|n| {
            let index = at.unwrap_or(-1) + step * n;
            let index = usize::try_from(index.rem_euclid(len.max(1))).ok()?;
            let entry = self.entries.get(*self.shown.get(index)?)?;
            fits(entry).then_some(entry)
        })
    }
}

/// What comes first where the worst does.
fn weight(entry: &Entry) -> (Standing, std::cmp::Reverse<(usize, usize, usize)>) {
    let gaps = entry.facts.as_deref().map(|f| f.overview.counts());
    let gaps = gaps.unwrap_or_default();
    let gaps = (gaps.major, gaps.minor, gaps.open);
    (entry.standing(), std::cmp::Reverse(gaps))
}

#[cfg(test)]
mod tests;
