//! Making edits, keeping them, and taking in what others have written.

use super::desk::{Desk, Kept};
use super::walk::{Ask, NAMES, Walk};
use crate::assessment::{Assessment, Edit, FileState, Review, Role, Stamp};
use crate::questionnaire::{ItemId, StepId};
use crate::store::drafts::{Draft, DraftKey};
use crate::store::{Joined, rebased};
use crate::text::one_line;
use crate::tui::doc::{Disk, answered};
use crate::tui::field::Field;
use crate::tui::update::came_in;
use std::sync::Arc;

/// How many steps of undo are brought onto what came in.
const UNDO: usize = 50;

impl Walk {
    /// Makes edits as one step of undo and keeps them. Says whether anything
    /// changed, or why they cannot be made.
    pub(super) fn edit(
        &mut self,
        edits: &[Edit],
        what: &str,
        desk: &mut dyn Desk,
    ) -> Result<bool, String> {
        self.edit_and(edits, what, |_| {}, desk)
    }

    /// The same, with something found out beside it.
    pub(super) fn edit_and(
        &mut self,
        edits: &[Edit],
        what: &str,
        found: impl FnOnce(&mut Assessment),
        desk: &mut dyn Desk,
    ) -> Result<bool, String> {
        if let Disk::ReadOnly(why) = &self.doc.disk {
            return Err(format!("read-only: {why}"));
        }
        let stamp = Stamp {
            now: self.clock.now,
            by: self.options.user.clone(),
        };
        let mut next = self.doc.assessment().clone();
        for edit in edits {
            edit.apply(&mut next, &self.q, &stamp)
                .map_err(|error| error.to_string())?;
        }
        found(&mut next);
        if next == *self.doc.assessment() {
            return Ok(false);
        }
        self.doc.history.commit(what.to_owned(), next);
        self.dropped = None;
        self.find_gaps();
        self.save(desk);
        Ok(true)
    }

    fn save(&mut self, desk: &mut dyn Desk) {
        let now = Arc::clone(self.doc.history.now());
        let kept = desk.save(&now);
        let here = self.here();
        self.kept(kept, desk);
        self.is_as_meant = here.is_none_or(|here| self.stands_as(&now, &here));
    }

    /// Whether an item is as it was, and still there.
    fn stands_as(&self, before: &Assessment, (role, item): &(Role, ItemId)) -> bool {
        let after = self.doc.assessment();
        self.here().is_some()
            && match item {
                ItemId::Question(id) => before.question(*role, id) == after.question(*role, id),
                ItemId::Step(id) => before.step(*role, id) == after.step(*role, id),
            }
    }

    fn kept(&mut self, kept: Kept, desk: &mut dyn Desk) {
        let failed = matches!(self.doc.disk, Disk::Failed(_));
        match kept {
            Kept::Saved => {
                self.doc.disk = Disk::Saved;
                if failed {
                    self.out.line("Everything is saved again.");
                }
            }
            Kept::Joined(joined) => {
                self.doc.disk = Disk::Saved;
                self.joined(*joined, desk);
            }
            Kept::Failed(why) => {
                let failed = Disk::Failed(why);
                if self.doc.disk != failed
                    && let Disk::Failed(why) = &failed
                {
                    self.out.line(&format!(
                        "Not saved: {why}. Your answers are kept; every further answer tries again."
                    ));
                }
                self.doc.disk = failed;
            }
        }
        if self.doc.disk == Disk::Saved {
            for key in std::mem::take(&mut self.doc.forget_after_save) {
                self.forget(&key, desk);
            }
        }
    }

    fn joined(&mut self, joined: Joined, desk: &mut dyn Desk) {
        let before = self.doc.assessment().conflicts.len();
        if joined.assessment != **self.doc.history.now() {
            let q = Arc::clone(&self.q);
            self.doc.history.rebase(joined.assessment, UNDO, |state| {
                rebased(&joined.base, state, &joined.theirs, &q)
            });
        }
        self.renew_items();
        self.inspect_all(desk);
        self.find_gaps();
        if !joined.came_in.is_empty() {
            let names = joined.came_in.iter().take(NAMES).map(|name| came_in(name));
            let names: Vec<String> = names.collect();
            let more = match joined.came_in.len().saturating_sub(NAMES) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            let by = match joined.by.as_slice() {
                [] => String::new(),
                by => format!(" by {}", by.join(", ")),
            };
            let line = format!("Came in from disk: {}{more}{by}.", names.join(", "));
            self.out.line(&line);
        }
        for note in &joined.notes {
            self.out.line(note);
        }
        if self.doc.assessment().conflicts.len() > before {
            self.conflicts();
        }
    }

    /// Takes in what another program has written. Says whether the item that
    /// is asked about is still as it was read.
    pub(super) fn look(&mut self, desk: &mut dyn Desk) -> bool {
        let now = Arc::clone(self.doc.history.now());
        let kept = match self.doc.disk {
            // What could not be saved is tried again with every line.
            Disk::Failed(_) => Some(desk.save(&now)),
            _ => desk.look(&now),
        };
        let Some(kept) = kept else {
            return true;
        };
        let here = self.here();
        self.kept(kept, desk);
        here.is_none_or(|here| self.stands_as(&now, &here))
    }

    /// Undo, or redo, and the item where it was.
    pub(super) fn travel(&mut self, back: bool, desk: &mut dyn Desk) {
        let what = if back {
            self.doc.history.undo()
        } else {
            self.doc.history.redo()
        };
        let Some(what) = what else {
            let none = if back { "undo" } else { "do again" };
            self.out.line(&format!("There is nothing to {none}."));
            return;
        };
        self.find_gaps();
        self.out.line(&if back {
            format!("Undone: {what}; redo does it again.")
        } else {
            format!("Done again: {what}.")
        });
        self.save(desk);
        self.renew_items();
        let of = |(role, item): &(Role, ItemId)| {
            let rest = what.strip_prefix(&format!("{role}.{item}"));
            rest.is_some_and(|rest| rest.starts_with(' '))
        };
        if let Some(at) = self.items.iter().position(of) {
            self.go(at);
        }
    }

    /// Whether an edit has just taken the agreement of a reviewer back.
    pub(super) fn review_withdrawn(&self, role: Role, item: &ItemId) -> bool {
        let (Some(id), Some(before)) = (item.step(), self.doc.history.before()) else {
            return false;
        };
        let reviewed = |a: &Assessment| a.step(role, id).review == Some(Review::Reviewed);
        reviewed(before) && !reviewed(self.doc.assessment())
    }

    /// Whose review comment an edit has just taken the place of, in words.
    pub(super) fn comments_replaced(&self) -> String {
        let Some(before) = self.doc.history.before() else {
            return String::new();
        };
        let gone = before.comments_replaced(self.doc.assessment());
        let words = |(_, _, by): &(Role, StepId, String)| {
            format!("; the review comment by {} is gone", one_line(by))
        };
        gone.iter().map(words).collect()
    }

    /// Of which roles an edit has just made the sign-off stale, in words.
    pub(super) fn sign_offs_broken(&self) -> String {
        let Some(before) = self.doc.history.before() else {
            return String::new();
        };
        let broken = before.sign_offs_broken(self.doc.assessment());
        let words = |(role, _): &(Role, String)| format!("; the sign-off of {role} is stale now");
        broken.iter().map(words).collect()
    }

    pub(super) fn find_gaps(&mut self) {
        let q = Arc::clone(&self.q);
        self.doc.find_gaps(&q, &self.clock);
    }

    /// Looks at the evidence that was not looked at yet.
    pub(super) fn inspect_all(&mut self, desk: &mut dyn Desk) {
        let doc = &self.doc;
        let new = doc.assessment().evidence.iter();
        let new = new.filter(|(id, _)| !doc.files.contains_key(*id));
        let found: Vec<_> = new
            .map(|(id, record)| (id.clone(), desk.inspect(&record.href, false)))
            .collect();
        self.doc.files.extend(found);
    }

    /// Lets go of texts that were committed since they were journalled.
    pub(super) fn forget_settled(&mut self, desk: &mut dyn Desk) {
        let drafts = std::mem::take(&mut self.doc.drafts);
        for draft in drafts {
            let place = self
                .items
                .iter()
                .find(|(role, item)| draft.role == role.as_str() && draft.item == item.as_str());
            let field = Field::of_key(&draft.field);
            let settled = match (place, field) {
                (Some((role, item)), Some(field)) => {
                    self.doc.text(*role, item, &field) == draft.text
                }
                _ => false,
            };
            if settled && !self.read_only() {
                self.forget(&draft.key(), desk);
            } else {
                self.doc.drafts.push(draft);
            }
        }
    }

    pub(super) fn forget(&mut self, key: &DraftKey, desk: &mut dyn Desk) {
        self.doc.drafts.retain(|d| d.key() != *key);
        if let Err(error) = desk.forget(key) {
            let line = format!("The journal of half-typed texts cannot be written: {error}.");
            self.out.line(&line);
        }
    }

    /// Remembers a text that is being written. Says whether it is safe.
    pub(super) fn journal(&mut self, draft: Draft, desk: &mut dyn Desk) -> bool {
        let written = desk.journal(&draft);
        // What was dropped before must not come back over it.
        if self
            .dropped
            .as_ref()
            .is_some_and(|d| d.draft.key() == draft.key())
        {
            self.dropped = None;
        }
        self.doc.drafts.retain(|d| d.key() != draft.key());
        self.doc.drafts.push(draft);
        match written {
            Ok(()) => true,
            Err(error) => {
                let line = format!("What you write cannot be journalled: {error}.");
                self.out.line(&line);
                false
            }
        }
    }

    /// What should be known at once of a file that was just named.
    pub(super) fn told_of(&mut self, href: &str, state: &FileState) {
        let line = match state {
            FileState::Missing => format!("{href} is recorded, but there is no such file."),
            FileState::Unreadable(why) => {
                format!("{href} is recorded, but cannot be read: {why}.")
            }
            FileState::Present { .. }
                if crate::assessment::Place::of(href) == crate::assessment::Place::Outside =>
            {
                format!("{href} is outside this file's folder: not read on its own from now on.")
            }
            _ => return,
        };
        self.out.line(&line);
    }

    /// Asks what comes next about the item; with nothing left, goes on.
    pub(super) fn next_ask(&mut self) {
        let next = self.queue.pop_front();
        if !matches!(next, None | Some(Ask::Item)) {
            self.ask = next.unwrap_or(Ask::Item);
            if self.ask == Ask::Evidence {
                self.listed = self.doc.register().collect();
            }
            let _ = self.read_draft();
            return;
        }
        self.tell_gaps(false);
        if next.is_some() {
            self.ask = Ask::Item;
        } else {
            self.advance();
        }
    }

    /// Says the item's gaps where they are others than were said last.
    pub(super) fn tell_gaps(&mut self, always: bool) {
        let Some((role, item)) = self.here() else {
            return;
        };
        let gaps = self.gaps(role, &item);
        if !always && gaps == self.told {
            return;
        }
        if gaps.is_empty() && answered(self.doc.assessment(), role, &item) {
            self.out.line("No gap.");
        }
        for gap in &gaps {
            self.out.line(gap);
        }
        self.told = gaps;
    }
}
