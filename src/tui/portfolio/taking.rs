//! Taking in providers that were read again, with what is selected kept so.

use super::{Portfolio, few_gaps};
use crate::assessment::Role;
use crate::overview::ProviderOverview;
use crate::portfolio::{By, Expiring, Overdue, build, strip};
use crate::questionnaire::ItemId;
use chrono::NaiveDate;
use std::path::PathBuf;

impl Portfolio {
    /// Takes in providers that were read again, with all their gaps, or are new,
    /// and leaves out those that are gone.
    pub fn take(&mut self, read: Vec<ProviderOverview>, gone: &[PathBuf], today: NaiveDate) {
        let mut stripped = self.before.as_mut().and_then(|before| before.now.as_mut());
        for path in gone {
            if let Some(at) = self.providers.iter().position(|p| p.path == *path) {
                self.providers.remove(at);
                if let Some(all) = stripped.as_mut().filter(|all| at < all.len()) {
                    all.remove(at);
                }
            }
        }
        for mut provider in read {
            let at = self.providers.iter().position(|p| p.path == provider.path);
            // What can be compared with the earlier state, in the same order.
            if let Some(all) = stripped.as_mut() {
                let mut own = provider.clone();
                strip(&mut own);
                put(all, at, own);
            }
            few_gaps(&mut provider);
            put(&mut self.providers, at, provider);
        }
        self.rebuild(self.shown.by, today);
    }

    /// Whether a provider comes to what is known of it.
    #[must_use]
    pub fn is_known(&self, provider: &ProviderOverview) -> bool {
        let known = self.providers.iter().find(|p| p.path == provider.path);
        let mut own = provider.clone();
        few_gaps(&mut own);
        known == Some(&own)
    }

    pub(super) fn rebuild(&mut self, by: By, today: NaiveDate) {
        let held = self.held();
        let before = self.before.as_ref();
        self.shown = build(&self.providers, before, by, &self.filter, today);
        self.choose();
        self.go_to(&held, true);
    }

    /// What is selected.
    pub(super) fn held(&self) -> Held {
        Held {
            provider: self.selected().map(|row| row.path.clone()),
            column: self.column_name(self.column).to_owned(),
            record: self.record().map(place_of_record),
            action: self
                .selected_due()
                .map(|(action, _)| place_of_action(action)),
        }
    }

    /// Selects that again. Where it is not shown any more, it is what stands in
    /// its place or, unless one `stays`, what stands first.
    pub(super) fn go_to(&mut self, held: &Held, stays: bool) {
        let near = |at: usize| if stays { at } else { 0 };
        let at = self.rows.iter().position(|at| {
            let row = self.shown.rows.get(*at);
            row.map(|r| &r.path) == held.provider.as_ref()
        });
        self.row = at.unwrap_or(near(self.row));
        let at = self.records.iter().position(|at| {
            let record = self.shown.expiring.get(*at);
            record.map(place_of_record) == held.record
        });
        self.record = at.unwrap_or(near(self.record));
        let at = self.actions.iter().position(|at| {
            let action = self.due_at(*at);
            action.map(|(action, _)| place_of_action(action)) == held.action
        });
        self.action = at.unwrap_or(near(self.action));
        let last = self.columns().saturating_sub(1);
        let same = (0..=last).find(|at| self.column_name(*at) == held.column);
        self.column = same.unwrap_or(self.column.min(last));
    }
}

fn put(all: &mut Vec<ProviderOverview>, at: Option<usize>, one: ProviderOverview) {
    match at.and_then(|at| all.get_mut(at)) {
        Some(old) => *old = one,
        None => all.push(one),
    }
}

/// What is selected on each page, by what stays the same when it is read again.
pub(super) struct Held {
    provider: Option<PathBuf>,
    column: String,
    record: Option<(PathBuf, String)>,
    action: Option<ActionPlace>,
}

/// An action's file, control, role and item.
type ActionPlace = (PathBuf, String, Role, ItemId);

fn place_of_record(record: &Expiring) -> (PathBuf, String) {
    (record.path.clone(), record.id.clone())
}

fn place_of_action(action: &Overdue) -> ActionPlace {
    let item = action.item.clone();
    let control = action.control.clone();
    (action.path.clone(), control, action.role, item)
}
