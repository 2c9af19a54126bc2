//! Texts of many lines: begun, gone on with, ended by a dot; journalled line
//! by line, so that a half-written one is found again.

use super::ask::label;
use super::command::Command;
use super::desk::Desk;
use super::lines::{self, Change, Word};
use super::walk::{Ask, Walk};
use super::words::WORDS;
use crate::assessment::{Edit, Role};
use crate::questionnaire::ItemId;
use crate::store::drafts::{Draft, DraftKey};
use crate::text::one_line;
use crate::tui::field::Field;

pub(super) fn key(role: Role, item: &ItemId, field: &Field) -> DraftKey {
    DraftKey {
        role: role.to_string(),
        item: item.to_string(),
        field: field.key(),
    }
}

/// What can be typed within a text.
const HELP: [&str; 5] = [
    "A line with one dot ends the text, a line with one minus sign drops it; empty lines are part of it.",
    "Commands begin with a colon here: colon u (:u) takes the last line back, colon r reads the text so far.",
    "Colon b, colon o, colon next, colon q, and colon j with an id leave the text; it is kept and comes back at its prompt.",
    "help or ? (a question mark) alone is this help.",
    "A space before it makes a text of any of these.",
];

fn split(text: &str) -> Vec<String> {
    text.split('\n').map(str::to_owned).collect()
}

impl Walk {
    /// What was begun of a text and not finished.
    pub(super) fn draft(&self, role: Role, item: &ItemId, field: &Field) -> Option<&Draft> {
        let key = key(role, item, field);
        self.doc.drafts.iter().find(|d| d.key() == key)
    }

    /// Reads what was begun of the text that is asked for, and what the file
    /// has where that is another text than it was begun with. Says whether
    /// something was begun.
    pub(super) fn read_draft(&mut self) -> bool {
        let (Some((role, item)), Ask::Text(field)) = (self.here(), self.ask.clone()) else {
            return false;
        };
        let Some(draft) = self.draft(role, &item, &field).cloned() else {
            return false;
        };
        self.out.line("Begun and not finished:");
        self.out.line(&draft.text);
        let now = self.doc.text(role, &item, &field);
        if draft.base != now && !now.is_empty() {
            self.out.line("The file has meanwhile:");
            self.out.line(&now);
        }
        true
    }

    /// The first line of a text.
    pub(super) fn begin_text(
        &mut self,
        role: Role,
        item: &ItemId,
        field: &Field,
        line: &str,
        desk: &mut dyn Desk,
    ) {
        let draft = self.draft(role, item, field).cloned();
        let now = self.doc.text(role, item, field);
        self.changes.clear();
        if let Some(word) = self.word_of_line(line) {
            let text = draft.map_or(now, |d| d.text);
            if text.is_empty() {
                return self.refuse("there is no text yet to change a line of");
            }
            self.lines = Some(split(&text));
            return self.line_word(word, desk);
        }
        match (line.trim_end(), draft) {
            ("" | ".", Some(draft)) => self.commit(role, item, field, &draft.text, desk),
            ("" | ".", None) => self.next_ask(),
            ("-", Some(_)) => self.drop_text(role, item, field, desk),
            ("-", None) if now.is_empty() => self.refuse("there is nothing to empty"),
            ("-", None) => self.commit(role, item, field, "", desk),
            ("+", None) if now.is_empty() => self.refuse("there is nothing to add to"),
            ("+", draft) => {
                let text = draft.map_or(now, |d| d.text);
                self.lines = Some(split(&text));
            }
            (_, draft) => {
                let mut lines = draft.map(|d| split(&d.text)).unwrap_or_default();
                lines.push(line.to_owned());
                self.lines = Some(lines);
                self.changes.push(Change::Added);
                self.keep_draft(desk);
            }
        }
    }

    /// A further line of a text.
    pub(super) fn text_line(&mut self, line: &str, desk: &mut dyn Desk) {
        let (Some((role, item)), Ask::Text(field)) = (self.here(), self.ask.clone()) else {
            self.lines = None;
            return;
        };
        if let Some(word) = self.word_of_line(line) {
            return self.line_word(word, desk);
        }
        // A script's text may have any line but a lone dot.
        let interactive = self.options.interactive;
        let command = match line.trim_end() {
            "." => {
                let text = self.lines.take().unwrap_or_default().join("\n");
                return self.commit(role, &item, &field, &text, desk);
            }
            "-" if interactive => return self.drop_text(role, &item, &field, desk),
            "?" | "help" if interactive => Some(Command::Help),
            _ => line.strip_prefix(':').and_then(Command::of),
        };
        match command {
            Some(Command::Help) => {
                for line in HELP {
                    self.out.line(line);
                }
                let of_lines = lines::HELP.iter().filter(|_| interactive);
                of_lines.for_each(|line| self.out.line(line));
            }
            Some(Command::Repeat) => {
                let text = self.lines.clone().unwrap_or_default().join("\n");
                self.out.line(&text);
            }
            Some(Command::Undo) if self.take_back_change(desk) => {}
            Some(Command::Undo) => {
                let taken = self.lines.as_mut().and_then(Vec::pop);
                let left = self.lines.as_ref().map_or(0, Vec::len);
                self.out.line(if taken.is_some() {
                    "The last line is taken back."
                } else {
                    "There is no line left."
                });
                if left > 0 {
                    self.keep_draft(desk);
                } else {
                    // What the text began anew without can come back still.
                    if self.changes.is_empty() {
                        self.lines = None;
                    }
                    self.forget(&key(role, &item, &field), desk);
                }
            }
            Some(command) => {
                let _ = self.leave_text(desk);
                self.command(&command, desk);
            }
            None => {
                if let Some(lines) = &mut self.lines {
                    lines.push(line.to_owned());
                }
                self.changes.push(Change::Added);
                self.keep_draft(desk);
                self.tell_of_command(line);
            }
        }
    }

    /// What is typed to change a line of a text; a script's text may have such lines.
    fn word_of_line(&self, line: &str) -> Option<Word> {
        Word::of(line).filter(|_| self.options.interactive)
    }

    /// Who types a command in a text may have meant it.
    fn tell_of_command(&mut self, line: &str) {
        let meant = match Command::of(line) {
            Some(Command::Jump(id)) => self.find(&id).is_ok(),
            command => command.is_some(),
        };
        if meant {
            let shown = one_line(line.trim_end());
            self.out.line(&format!(
                "“{shown}” is part of the text. To do it, type a colon before it; colon u takes the line back."
            ));
        }
    }

    /// Who types a word of the item where a line is asked for may have meant it.
    pub(super) fn tell_of_word(&mut self, text: &str) {
        if WORDS.contains(&text.to_lowercase().as_str()) {
            let shown = one_line(text);
            self.out.line(&format!(
                "“{shown}” is the text now. To do it, type b first; u takes the text back."
            ));
        }
    }

    /// Puts the lines so far into the journal. Says whether they are safe. Where there are
    /// none any more, what was there before stays in it.
    pub(super) fn keep_draft(&mut self, desk: &mut dyn Desk) -> bool {
        let (Some((role, item)), Ask::Text(field)) = (self.here(), self.ask.clone()) else {
            return true;
        };
        let Some(lines) = self.lines.as_ref().filter(|all| !all.is_empty()) else {
            return true;
        };
        let text = lines.join("\n");
        let base = match self.draft(role, &item, &field) {
            Some(draft) => draft.base.clone(),
            None => self.doc.text(role, &item, &field),
        };
        let key = key(role, &item, &field);
        let draft = Draft {
            role: key.role,
            item: key.item,
            field: key.field,
            text,
            base,
            saved_at: self.clock.now,
        };
        self.journal(draft, desk)
    }

    /// Leaves a text that is not finished: it stays in the journal, or is
    /// committed where there is none. Says what it is called, if it
    /// stays.
    pub(super) fn leave_text(&mut self, desk: &mut dyn Desk) -> Option<String> {
        let (Some((role, item)), Ask::Text(field)) = (self.here(), self.ask.clone()) else {
            return None;
        };
        let lines = self.lines.clone()?;
        if lines.is_empty() && self.draft(role, &item, &field).is_none() {
            self.lines = None;
            return None;
        }
        let name = self.name();
        let label = label(&field);
        let kept = self.keep_draft(desk);
        self.lines = None;
        if kept {
            self.out.line(&format!(
                "The {label} of {name} is not finished: it is kept and comes back at its prompt."
            ));
            return Some(format!("the {label} of {name}"));
        }
        let edits = self.edits_of(role, &item, &field, &lines.join("\n"));
        let what = format!("{name} {label}");
        match self.edit(&edits, &what, desk) {
            Err(why) => self.refuse(&why),
            _ => {
                let key = key(role, &item, &field);
                self.doc.drafts.retain(|d| d.key() != key);
                self.out.line(&format!("{what} is taken as it is."));
            }
        }
        None
    }

    fn commit(
        &mut self,
        role: Role,
        item: &ItemId,
        field: &Field,
        text: &str,
        desk: &mut dyn Desk,
    ) {
        let edits = self.edits_of(role, item, field, text);
        let label = label(field);
        let what = format!("{role}.{item} {label}");
        let key = key(role, item, field);
        self.lines = None;
        // The journal lets go of it once it is on disk.
        self.doc.forget_after_save.push(key.clone());
        match self.edit(&edits, &what, desk) {
            Ok(true) => {
                let done = if text.trim().is_empty() {
                    "emptied"
                } else {
                    "written"
                };
                let fresh = self.is_as_meant;
                self.say_kept(&format!("{what} {done}"));
                self.doc.drafts.retain(|d| d.key() != key);
                self.go_on(fresh);
            }
            Ok(false) => {
                self.doc.forget_after_save.retain(|k| *k != key);
                self.forget(&key, desk);
                self.out.line(&format!("{what} is as it was."));
                let fresh = self.look(desk);
                self.go_on(fresh);
            }
            Err(why) => {
                self.doc.forget_after_save.retain(|k| *k != key);
                self.refuse(&why);
            }
        }
    }

    /// Asks what comes next, unless the item became another while its text was
    /// written: then it is read again, as what comes next was for what it was.
    fn go_on(&mut self, fresh: bool) {
        if fresh {
            return self.next_ask();
        }
        self.refuse("what comes next: the item has changed meanwhile, and is read again");
        if self.here().is_some() {
            self.go(self.at);
        }
    }

    /// The edits that a text of many lines comes to.
    fn edits_of(&self, role: Role, item: &ItemId, field: &Field, text: &str) -> Vec<Edit> {
        let text = text.to_owned();
        match (field, item) {
            (Field::Note, ItemId::Step(id)) => vec![Edit::Note(role, id.clone(), text)],
            (Field::Justification, ItemId::Step(id)) => {
                vec![Edit::Justification(role, id.clone(), text)]
            }
            (Field::ReviewComment, ItemId::Step(id)) => {
                vec![Edit::ReviewComment(role, id.clone(), text)]
            }
            (Field::Implementation, ItemId::Question(id)) => {
                vec![Edit::Implementation(role, id.clone(), text)]
            }
            (Field::Customer, ItemId::Question(id)) => {
                vec![Edit::CustomerResponsibilities(role, id.clone(), text)]
            }
            _ => Vec::new(),
        }
    }
}
