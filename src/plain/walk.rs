//! The state of a walk, and how it gets from item to item.

use super::ask::label;
use super::controls::Lead;
use super::desk::Desk;
use super::drop::Dropped;
use super::lines::Change;
use super::said::Said;
use crate::assessment::{Assessment, EvidenceId, Files, Role};
use crate::gaps;
use crate::questionnaire::{ItemId, Questionnaire};
use crate::report::{self, lines};
use crate::text::{count, one_line};
use crate::tui::doc::{Disk, Doc, answered};
use crate::tui::effect::{Clock, Opened};
use crate::tui::field::Field;
use crate::tui::update::{conflict_list, conflict_title};
use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;

/// How many names of items are said.
pub(super) const NAMES: usize = 6;

/// What a walk goes over.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The roles; none for all that are assessed.
    pub roles: Vec<Role>,
    /// The item to begin with, as `MP.05`.
    pub from: Option<String>,
    /// Whether answered items are asked too.
    pub all: bool,
    /// The most columns of a line; as long as they are without it.
    pub width: Option<usize>,
    /// Who answers; empty means the assessment's assessor.
    pub user: String,
    /// The user's home folder, that `~/` stands for.
    pub home: Option<PathBuf>,
    /// Whether a person answers: then it goes on at the item that was left, and
    /// offers what it can. A script begins at the same item each time, and its
    /// lines mean the same whatever was said of the one before.
    pub interactive: bool,
    /// Whether the file is a control of a folder, which one can go on from to
    /// another.
    pub in_folder: bool,
}

/// What the next line is an answer to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Ask {
    /// The item's outcome or answer.
    Item,
    /// One of a few choices.
    Choice(Field),
    /// A text of one line.
    Line(Field),
    /// A text of many lines.
    Text(Field),
    /// A path, a link or a record.
    Evidence,
    /// What to do after the last item.
    End,
}

/// A walk through an assessment: told lines, says lines.
#[derive(Debug)]
pub struct Walk {
    pub(super) q: Arc<Questionnaire>,
    pub(super) doc: Doc,
    pub(super) options: Options,
    pub(super) clock: Clock,
    pub(super) items: Vec<(Role, ItemId)>,
    /// The item that is asked about.
    pub(super) at: usize,
    pub(super) ask: Ask,
    /// What is asked after it.
    pub(super) queue: VecDeque<Ask>,
    /// The lines of a text that was begun.
    pub(super) lines: Option<Vec<String>>,
    /// What was done to them, the last one last.
    pub(super) changes: Vec<Change>,
    /// The records of the register, by the numbers that were said.
    pub(super) listed: Vec<EvidenceId>,
    /// What a line was without its control characters: an empty line takes it.
    pub(super) offered: Option<String>,
    /// The text that was dropped last.
    pub(super) dropped: Option<Dropped>,
    /// The item that is remembered as the one that was left.
    pub(super) remembered: Option<String>,
    /// The href that is to be recorded although there is no file.
    pub(super) insists: Option<String>,
    /// The gaps of the item as they were said.
    pub(super) told: Vec<String>,
    /// Whether the item was, once its answers were kept, what they were meant
    /// for; another program may have made it something else.
    pub(super) is_as_meant: bool,
    pub(super) out: Said,
    /// Whether it was said what this is.
    pub(super) begun: bool,
    /// The control that is gone to, and the item of it.
    pub(super) leads: Option<Lead>,
    pub(super) done: bool,
    refused: usize,
    /// The role whose heading was said last.
    pub(super) role: Option<Role>,
    notes: Vec<String>,
    /// Whether git's marks stand in the file until it is saved.
    marked: bool,
    /// The conflict that was read last.
    pub(super) conflict: Option<String>,
}

impl Walk {
    /// A walk over an opened assessment.
    ///
    /// # Errors
    /// In words, where [`Options`] name what is not there.
    pub fn new(
        q: Arc<Questionnaire>,
        opened: Opened,
        options: Options,
        clock: Clock,
    ) -> Result<Self, String> {
        let mut notes = opened.notes.clone();
        if let Some(left) = opened.left.first() {
            notes.push(format!(
                "Answers that could not be saved the last time are in {}: compare them, then delete it.",
                left.path.display()
            ));
        }
        for aside in &opened.aside {
            notes.push(format!("Kept from before: {aside}."));
        }
        if opened.warnings > 0 {
            let name = crate::folder::typed(&opened.path, opened.asked_with.as_deref());
            let warnings = count(opened.warnings, "warning");
            notes.push(format!(
                "The file has {warnings}: aicaiq check {name} shows them."
            ));
        }
        let marked = opened.marked;
        if marked {
            notes.push(
                "Git's marks of a merge stand in the file: the two sides were brought together, and the first answer that is saved takes the marks out.".to_owned(),
            );
        }
        let doc = Doc::new(opened, &q);
        if let Some(role) = options.roles.iter().find(|r| !q.asks(**r)) {
            return Err(format!("{} asks nothing of {role}", q.control.id));
        }
        let assessed = gaps::roles(doc.assessment());
        if let Some(role) = options.roles.iter().find(|r| !assessed.contains(r)) {
            return Err(format!(
                "{role} is not one of this assessment's roles: expected {}",
                listed(&assessed)
            ));
        }
        let mut walk = Self {
            out: Said::new(options.width),
            q,
            doc,
            options,
            clock,
            items: Vec::new(),
            at: 0,
            ask: Ask::End,
            queue: VecDeque::new(),
            lines: None,
            changes: Vec::new(),
            listed: Vec::new(),
            offered: None,
            dropped: None,
            remembered: None,
            insists: None,
            told: Vec::new(),
            is_as_meant: true,
            begun: false,
            leads: None,
            done: false,
            refused: 0,
            role: None,
            notes,
            marked,
            conflict: None,
        };
        walk.items = walk.all_items();
        walk.at = walk.items.len();
        if let Some(from) = walk.options.from.clone() {
            walk.at = walk.find(&from)?;
        }
        Ok(walk)
    }

    /// The answers as they stand.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        self.doc.assessment()
    }

    /// Whether the user has left.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.done
    }

    /// How many lines were not taken.
    #[must_use]
    pub fn refused(&self) -> usize {
        self.refused
    }

    /// What is to be said now.
    pub fn said(&mut self) -> String {
        self.out.take()
    }

    /// A line that cannot be taken, with the reason; the same is asked again.
    pub fn refuse(&mut self, why: &str) {
        self.refused += 1;
        self.out.line(&format!("Not taken: {}", one_line(why)));
    }

    /// What was not taken at first is taken now, said once more.
    pub(super) fn insisted(&mut self) {
        self.refused = self.refused.saturating_sub(1);
    }

    /// Nothing more comes in: leaves, with everything kept.
    pub fn end(&mut self, desk: &mut dyn Desk) {
        let unfinished = self.leave_text(desk);
        // A script has left out the dot; a person has closed the input.
        if let Some(text) = unfinished.filter(|_| !self.options.interactive) {
            self.refuse(&format!(
                "{text} has no line with one dot at its end, and is not in the file"
            ));
        }
        self.quit();
    }

    pub(super) fn quit(&mut self) {
        let saved = match &self.doc.disk {
            Disk::ReadOnly(_) => "Nothing was changed.".to_owned(),
            Disk::Saved | Disk::Other if !self.doc.drafts.is_empty() => {
                "Everything but the unfinished texts is saved.".to_owned()
            }
            Disk::Saved | Disk::Other => "Everything is saved.".to_owned(),
            Disk::Failed(why) => format!("Not saved: {why}."),
            Disk::Changed { .. } => "Not saved.".to_owned(),
        };
        let progress = self.progress();
        self.out.line(&format!("{saved} {progress}"));
        self.done = true;
    }

    pub(super) fn head(&mut self) {
        let a = self.doc.assessment();
        let control = &self.q.control;
        let subject = one_line(a.subject.trim());
        let head = format!(
            "{subject}, assessed against {} {}, {}.",
            one_line(&control.id),
            one_line(&control.title),
            one_line(&control.version)
        );
        self.out.line(&head);
        let progress = self.progress();
        self.out.line(&progress);
        match &self.doc.disk {
            Disk::ReadOnly(why) => {
                let line = format!("Read-only: {why}. Items are read; answers are not taken.");
                self.out.line(&line);
            }
            _ => self.out.line(
                "Every answer is saved at once. help, or a question mark, at any prompt says what can be typed.",
            ),
        }
        for note in std::mem::take(&mut self.notes) {
            self.out.line(&note);
        }
        self.conflicts();
        let drafts: Vec<String> = self.doc.drafts.iter().map(draft_name).collect();
        if !drafts.is_empty() {
            self.out.line(&format!(
                "Texts that were begun and not finished: {}. They are kept and come back at their prompts.",
                drafts.join(", ")
            ));
        }
    }

    /// Says what two people changed and nobody has decided.
    pub(super) fn conflicts(&mut self) {
        let titles: Vec<String> = conflict_list(&self.doc)
            .into_iter()
            .map(conflict_title)
            .collect();
        if titles.is_empty() {
            return;
        }
        // What does not ask its user cannot open a marked file.
        let command = match self.marked {
            true => String::new(),
            false => format!("aicaiq resolve {}, or ", self.doc.typed()),
        };
        self.out.line(&format!(
            "Changed by two people and not decided: {}. All values are kept; conflict, typed at the item, reads them and says how to decide. Elsewhere: {command}X on the screen.",
            titles.join(", ")
        ));
    }

    /// `CSP: 1 of 13 answered. MP: 0 of 11 answered.`
    pub(super) fn progress(&self) -> String {
        let a = self.doc.assessment();
        let roles = gaps::asked_roles(&self.q, a);
        let roles = roles.into_iter().filter(|role| self.wants(*role));
        let parts = roles.map(|role| {
            let (done, all) = self.counts(role);
            format!("{role}: {done} of {all} answered.")
        });
        let parts: Vec<String> = parts.collect();
        parts.join(" ")
    }

    pub(super) fn counts(&self, role: Role) -> (usize, usize) {
        let mine = self.items.iter().filter(|(r, _)| *r == role);
        let a = self.doc.assessment();
        let done = mine.clone().filter(|(r, item)| answered(a, *r, item));
        (done.count(), mine.count())
    }

    fn all_items(&self) -> Vec<(Role, ItemId)> {
        let roles = gaps::roles(self.doc.assessment());
        let of = |role| self.q.items(role).map(move |item| (role, item));
        roles.into_iter().flat_map(of).collect()
    }

    /// Takes up roles that came in or went, and stays at the item.
    pub(super) fn renew_items(&mut self) {
        let here = self.here();
        self.items = self.all_items();
        let place = here.and_then(|here| self.items.iter().position(|i| *i == here));
        match place {
            Some(at) => self.at = at,
            None => {
                self.at = self.items.len();
                self.ask = Ask::End;
                self.queue.clear();
            }
        }
    }

    /// The item that is asked about; none at the end.
    pub(super) fn here(&self) -> Option<(Role, ItemId)> {
        self.items.get(self.at).cloned()
    }

    pub(super) fn name_at(&self, at: usize) -> String {
        let item = self.items.get(at);
        item.map_or_else(|| "End".to_owned(), |(role, item)| format!("{role}.{item}"))
    }

    /// `MP.03`.
    pub(super) fn name(&self) -> String {
        self.name_at(self.at)
    }

    pub(super) fn overview(&mut self, desk: &mut dyn Desk) {
        self.doc.files = Files::new();
        self.inspect_all(desk);
        self.find_gaps();
        let context = gaps::Context {
            today: self.clock.today,
            soon_days: gaps::SOON_DAYS,
            files: &self.doc.files,
        };
        let report = report::build(&self.q, self.doc.assessment(), &context);
        for line in lines::render(&report) {
            self.out.line(&line);
        }
        let name = self.doc.typed();
        self.out
            .line(&format!("aicaiq summary {name} prints the whole report."));
    }
}

/// Roles as a list to read.
pub(super) fn listed(roles: &[Role]) -> String {
    let words: Vec<&str> = roles.iter().map(|r| r.as_str()).collect();
    words.join(", ")
}

fn draft_name(draft: &crate::store::drafts::Draft) -> String {
    let field = Field::of_key(&draft.field);
    let label = field.as_ref().map_or("text", label).to_lowercase();
    one_line(&format!("{}.{} {label}", draft.role, draft.item))
}
