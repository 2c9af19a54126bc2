//! Evidence: paths, links and records by their numbers.

use super::desk::Desk;
use super::walk::Walk;
use crate::assessment::{Assessment, Edit, FileState, Role, is_half_link};
use crate::questionnaire::ItemId;
use crate::store::evidence::Meant;
use std::path::Path;

impl Walk {
    pub(super) fn evidence_line(
        &mut self,
        role: Role,
        item: &ItemId,
        line: &str,
        desk: &mut dyn Desk,
    ) {
        let typed = line.trim();
        if typed.is_empty() {
            self.insists = None;
            return self.next_ask();
        }
        if typed == "-" {
            return self.refuse_to_empty(role, item);
        }
        let off = typed.strip_prefix('-').map(str::trim);
        let number = off.unwrap_or(typed).parse::<usize>().ok();
        if let Some(number) = number {
            let at = number.checked_sub(1);
            let id = at.and_then(|at| self.listed.get(at)).cloned();
            let href = id
                .as_ref()
                .and_then(|id| self.doc.assessment().evidence.get(id));
            let href = href.map(|e| e.href.clone());
            let (Some(id), Some(href)) = (id, href) else {
                return self.refuse(&match self.listed.is_empty() {
                    true => "there are no records yet: expected a path or a link".to_owned(),
                    false => format!("there is no record {number}: help lists them"),
                });
            };
            if off.is_none() {
                return self.add(role, item, &href, desk);
            }
            if !self.records(role, item).contains(&id) {
                return self.refuse(&format!("record {number} is not on this item"));
            }
            let edit = Edit::RemoveEvidence(role, item.clone(), id);
            let what = format!("{} evidence taken off", self.name());
            self.follow_up(&[edit], &what, &href, desk);
            return;
        }
        let path = self.expanded(typed);
        let Meant { href, aside } = desk.named(&path);
        if let Some(what) = desk.is_own(&href) {
            self.insists = None;
            return self.refuse(&format!("{href} is {what}: name what proves the answer"));
        }
        if self.insists.take().as_ref() == Some(&href) {
            self.insisted();
        } else if let Some(problem) = desk.problem(&href) {
            if is_half_link(&href) {
                return self.refuse(&format!("{href}: {problem}"));
            }
            self.refuse(&format!(
                "{href}: {problem}; the same again records it all the same"
            ));
            self.insists = Some(href);
            return;
        }
        if let Some(aside) = aside {
            self.out.line(&format!("{aside}."));
        }
        self.add(role, item, &href, desk);
    }

    /// A minus sign alone empties nothing here: says what takes a record off.
    fn refuse_to_empty(&mut self, role: Role, item: &ItemId) {
        let mine = self.records(role, item);
        let numbers = self.listed.iter().enumerate();
        let numbers: Vec<String> = numbers
            .filter(|(_, id)| mine.contains(id))
            .map(|(n, _)| format!("-{}", n + 1))
            .collect();
        if numbers.is_empty() {
            return self.refuse("there is no evidence on this item to take off; Enter goes on");
        }
        let numbers = numbers.join(" or ");
        self.refuse(&format!(
            "say which: a minus sign and the number of a record takes it off this item, here {numbers}; help lists the records"
        ));
    }

    /// The path with the home folder in place of a `~` at its start.
    fn expanded(&self, typed: &str) -> String {
        let home = self.options.home.as_deref().and_then(Path::to_str);
        match (typed.strip_prefix("~/"), home) {
            (Some(rest), Some(home)) => format!("{}/{rest}", home.trim_end_matches('/')),
            _ => typed.to_owned(),
        }
    }

    /// Ties a record to the item, making it where there is none, and takes its
    /// file's digest.
    fn add(&mut self, role: Role, item: &ItemId, href: &str, desk: &mut dyn Desk) {
        let edit = Edit::AddEvidence(role, item.clone(), href.to_owned());
        let what = format!("{} evidence {href}", self.name());
        let state = desk.inspect(href.trim(), true);
        let found = |next: &mut Assessment| {
            let records = next.evidence.values_mut();
            let mut fits = records.filter(|r| r.href == href && r.sha256.is_empty());
            if let (Some(record), FileState::Present { sha256, size }) = (fits.next(), &state) {
                record.sha256.clone_from(sha256);
                record.size = Some(*size);
            }
        };
        match self.edit_and(&[edit], &what, found, desk) {
            Err(why) => return self.refuse(&why),
            Ok(false) => {
                self.out.line("That evidence is on this item already.");
                let mut records = self.doc.assessment().evidence.values();
                let record = records.find(|r| r.href == href);
                if record.is_some_and(|r| crate::gaps::is_changed(r, &state)) {
                    let file = self.doc.typed();
                    self.out.line(&format!(
                        "Its file is not the one that was recorded: aicaiq evidence renew {} {} records it as it is now.",
                        crate::text::one_line(&file),
                        crate::text::one_line(href)
                    ));
                }
                return;
            }
            Ok(true) => {}
        }
        let records = self.doc.assessment().evidence.iter();
        let mut ids = records.filter(|(_, r)| r.href == href).map(|(id, _)| id);
        if let Some(id) = ids.next().cloned() {
            if !self.listed.contains(&id) {
                self.listed.push(id.clone());
            }
            self.doc.files.insert(id, state.clone());
            self.find_gaps();
        }
        self.say_kept(&format!("{} evidence added: {href}", self.name()));
        self.told_of(href, &state);
    }
}
