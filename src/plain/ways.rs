//! The ways through a walk: on, back, to an item that is named.

use super::command::Command;
use super::desk::Desk;
use super::walk::{Ask, NAMES, Walk, listed};
use crate::assessment::Role;
use crate::gaps;
use crate::questionnaire::{ItemId, StepId};
use crate::text::{count, one_line};
use crate::tui::doc::{Disk, answered};

impl Walk {
    pub(super) fn wants(&self, role: Role) -> bool {
        self.options.roles.is_empty() || self.options.roles.contains(&role)
    }

    /// Whether items are asked or read whether they are answered or not.
    pub(super) fn reads_all(&self) -> bool {
        self.options.all || self.read_only()
    }

    pub(super) fn read_only(&self) -> bool {
        matches!(self.doc.disk, Disk::ReadOnly(_))
    }

    fn is_open(&self, at: usize) -> bool {
        let a = self.doc.assessment();
        let item = self.items.get(at);
        item.is_some_and(|(role, item)| self.wants(*role) && !answered(a, *role, item))
    }

    pub(super) fn fits(&self, at: usize) -> bool {
        let wanted = self
            .items
            .get(at)
            .is_some_and(|(role, _)| self.wants(*role));
        wanted && (self.reads_all() || self.is_open(at))
    }

    /// Goes to the next item that is to be asked, or to the end.
    pub(super) fn advance(&mut self) {
        let after = self.at.saturating_add(1);
        match (after..self.items.len()).find(|at| self.fits(*at)) {
            Some(at) => self.go(at),
            None => self.finish(),
        }
    }

    /// Goes to the next unanswered item, from the last one to the first.
    fn next_open(&mut self) {
        let len = self.items.len();
        let ring = (1..=len).map(|n| (self.at + n) % len.max(1));
        let ring: Vec<usize> = if self.at >= len {
            (0..len).collect()
        } else {
            ring.collect()
        };
        match ring.into_iter().find(|at| self.is_open(*at)) {
            Some(at) if at == self.at => self.out.line("This is the only one left."),
            Some(at) => self.go(at),
            None => self.out.line("Every item is answered."),
        }
    }

    pub(super) fn finish(&mut self) {
        self.at = self.items.len();
        self.ask = Ask::End;
        self.queue.clear();
        self.out.blank();
        let open: Vec<String> = (0..self.items.len())
            .filter(|at| self.is_open(*at))
            .map(|at| self.name_at(at))
            .collect();
        let left = if open.is_empty() {
            "Every item is answered.".to_owned()
        } else {
            let more = match open.len().saturating_sub(NAMES) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            let names: Vec<&str> = open.iter().take(NAMES).map(String::as_str).collect();
            format!(
                "{} open: {}{more}.",
                count(open.len(), "item"),
                names.join(", ")
            )
        };
        self.out.line(&format!("End of the walk. {left}"));
    }

    /// Goes to an item and reads it.
    pub(super) fn go(&mut self, at: usize) {
        self.at = at;
        self.ask = Ask::Item;
        self.queue.clear();
        self.insists = None;
        self.listed.clear();
        self.out.blank();
        let role = self.items.get(at).map(|(role, _)| *role);
        if let Some(role) = role.filter(|_| self.role != role) {
            let name = self.q.role(role).map_or("", |r| r.name.as_str());
            let (done, all) = self.counts(role);
            let name = one_line(name);
            self.out
                .line(&format!("{role}, {name}: {done} of {all} answered."));
            self.out.blank();
        }
        self.role = role.or(self.role);
        self.read_item();
    }

    fn back(&mut self) {
        if self.ask != Ask::Item && self.ask != Ask::End {
            self.ask = Ask::Item;
            self.queue.clear();
            self.insists = None;
            let name = self.name();
            self.out.line(&format!("Back at {name}."));
            return;
        }
        let role = |at: usize| self.items.get(at).map(|(role, _)| *role);
        let before = (0..self.at).rev();
        let mut wanted = before.filter(|at| role(*at).is_some_and(|r| self.wants(r)));
        match wanted.next() {
            Some(at) => self.go(at),
            None => self.out.line("This is the first item."),
        }
    }

    /// The place of an item that a person has named.
    pub(super) fn find(&self, text: &str) -> Result<usize, String> {
        let text = text.trim();
        if text.is_empty() {
            return Err(format!("name an item: {}", self.id_examples()));
        }
        let shown = one_line(text);
        let roles = gaps::roles(self.doc.assessment());
        let role_of = |word: &str| word.to_ascii_uppercase().parse::<Role>().ok();
        // With a space between them as gaps are read, too: CSP 02.
        let (role, rest) = match (role_of(text), text.split_once(['.', ' '])) {
            (Some(role), _) => (Some(role), None),
            (None, Some((head, rest))) if role_of(head).is_some() => {
                (role_of(head), Some(rest.trim()))
            }
            _ => (None, Some(text)),
        };
        let here = self.items.get(self.at).map(|(role, _)| *role);
        let role = role.or(here).or(self.role).or(roles.first().copied());
        let role = role.ok_or("this assessment has no roles")?;
        if !roles.contains(&role) {
            return Err(format!(
                "{role} is not one of this assessment's roles: expected {}",
                listed(&roles)
            ));
        }
        let step = rest.and_then(|rest| rest.parse::<StepId>().ok());
        let named = |item: &ItemId| match (item, rest) {
            (_, None) => true,
            (ItemId::Question(id), Some(rest)) => id.eq_ignore_ascii_case(rest),
            (ItemId::Step(id), Some(_)) => step.as_ref() == Some(id),
        };
        let place = self.items.iter().position(|(r, i)| *r == role && named(i));
        place.ok_or_else(|| {
            let id = self.example(role);
            format!(
                "there is no item “{shown}” of {role}: expected an id such as {role}.{id}, {id} or {role}"
            )
        })
    }

    /// The id of a role's item to show how ids are written: its third step, or
    /// the last of fewer.
    pub(super) fn example(&self, role: Role) -> String {
        let mine = self.items.iter().filter(|(r, _)| *r == role);
        let steps = mine.filter_map(|(_, item)| item.step().filter(|id| !id.is_ccm()));
        let third = steps.take(3).last();
        third.map_or_else(|| "01".to_owned(), ToString::to_string)
    }

    /// Does a command.
    pub(super) fn command(&mut self, command: &Command, desk: &mut dyn Desk) {
        match command {
            Command::Help => self.help(),
            Command::Back => self.back(),
            Command::Jump(id) => match self.find(id) {
                Ok(at) => self.go(at),
                Err(why) => self.go_by_control(id, &why, desk),
            },
            Command::Controls => self.list_controls(desk),
            Command::NextControl => self.beside(true, desk),
            Command::PreviousControl => self.beside(false, desk),
            Command::Next => self.next_open(),
            Command::Undo if self.bring_back(desk) => {}
            Command::Undo => self.travel(true, desk),
            Command::Redo => self.travel(false, desk),
            Command::Overview => self.overview(desk),
            Command::Repeat if self.ask == Ask::End => {
                let progress = self.progress();
                self.out.line(&progress);
            }
            Command::Repeat => self.read_item(),
            Command::Ask => self.read_typical(),
            Command::Conflict(word) => self.conflict(word, desk),
            Command::Quit => self.quit(),
        }
    }
}
