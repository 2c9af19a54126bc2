//! What a line does at each prompt.

use super::choose;
use super::command::Command;
use super::conflict::Word;
use super::desk::Desk;
use super::walk::{Ask, Walk};
use crate::assessment::{
    ActionStatus, Answer, Edit, Effectiveness, Grade, Method, Outcome, Retest, Role,
};
use crate::gaps::{Gap, Kind};
use crate::questionnaire::{ItemId, StepId};
use crate::text::one_line;
use crate::tui::doc::{Disk, answered};
use crate::tui::effect::Clock;
use crate::tui::field::Field;
use crate::tui::update::edit_of;
use std::collections::VecDeque;

impl Walk {
    /// Takes a line: the answer to what was asked, or a command.
    pub fn line(&mut self, line: &str, clock: Clock, desk: &mut dyn Desk) {
        self.take_line(line, clock, desk);
        self.remember_place(desk);
    }

    fn take_line(&mut self, line: &str, clock: Clock, desk: &mut dyn Desk) {
        let new_day = self.clock.today != clock.today;
        self.clock = clock;
        if new_day {
            self.find_gaps();
        }
        let Some(line) = self.typed(line) else {
            return;
        };
        let line = line.as_str();
        if self.lines.is_some() {
            return self.text_line(line, desk);
        }
        let fresh = self.look(desk);
        if let Some(command) = self.command_of(line) {
            // The colon is of the text that was begun.
            let of_text = line.starts_with(':') && command == Command::Repeat;
            if of_text && self.read_draft() {
                return;
            }
            return self.command(&command, desk);
        }
        if !fresh {
            self.refuse("the item has changed meanwhile, and your line was given to what it was");
            match self.here() {
                Some(_) => return self.go(self.at),
                None => return,
            }
        }
        let Some((role, item)) = self.here() else {
            return self.end_line(line);
        };
        match self.ask.clone() {
            Ask::Item => self.item_line(role, &item, line, desk),
            Ask::Choice(field) => self.choice_line(role, &item, &field, line, desk),
            Ask::Line(field) => self.field_line(role, &item, &field, line, desk),
            Ask::Text(field) => self.begin_text(role, &item, &field, line, desk),
            Ask::Evidence => self.evidence_line(role, &item, line, desk),
            Ask::End => self.end_line(line),
        }
    }

    /// The command that a line is here, with a colon before it as within a
    /// text or without. Where a text is asked for, `j` and what is no item is
    /// text.
    fn command_of(&self, line: &str) -> Option<Command> {
        let text = matches!(self.ask, Ask::Line(_) | Ask::Text(_));
        let line = line.strip_prefix(':').unwrap_or(line);
        if !text
            && self.ask != Ask::Evidence
            && let Some(whose) = Word::of_someone(line)
        {
            return Some(Command::Conflict(whose));
        }
        match Command::of(line)? {
            Command::Jump(id) if text && self.find(&id).is_err() => None,
            command => Some(command),
        }
    }

    fn end_line(&mut self, line: &str) {
        if line.trim().is_empty() {
            self.quit();
        } else {
            let shown = one_line(line.trim());
            self.refuse(&format!(
                "“{shown}” is nothing to do here: expected Enter, back, next, overview, jump and an id, or help"
            ));
        }
    }

    /// Says what was done, and whether it is on disk.
    pub(super) fn say_kept(&mut self, what: &str) {
        let saved = if self.doc.disk == Disk::Saved {
            "saved"
        } else {
            "not saved yet"
        };
        let withdrawn = match self.here() {
            Some((role, item)) if self.review_withdrawn(role, &item) => "; its review is withdrawn",
            _ => "",
        };
        let replaced = self.comments_replaced();
        let broken = self.sign_offs_broken();
        self.out
            .line(&format!("{what}, {saved}{withdrawn}{replaced}{broken}."));
    }

    fn item_line(&mut self, role: Role, item: &ItemId, line: &str, desk: &mut dyn Desk) {
        if line.trim().is_empty() {
            let open = !answered(self.doc.assessment(), role, item);
            if open && !self.read_only() {
                let name = self.name();
                self.out.line(&format!("{name} is left open."));
            }
            return self.advance();
        }
        if let Disk::ReadOnly(why) = &self.doc.disk {
            let why = format!("read-only: {why}");
            return self.refuse(&why);
        }
        match item {
            ItemId::Question(id) => match choose::answer(line) {
                Some(answer) => self.give_answer(role, id, answer, desk),
                None => self.question_word(role, id, line, desk),
            },
            ItemId::Step(id) => match choose::outcome(line) {
                Some(outcome) => self.give_outcome(role, id, outcome, desk),
                None => self.step_word(role, id, line, desk),
            },
        }
    }

    fn give_answer(&mut self, role: Role, id: &str, answer: Answer, desk: &mut dyn Desk) {
        let edit = Edit::Answer(role, id.to_owned(), Some(answer));
        let mut then = vec![
            Ask::Choice(Field::Ownership),
            Ask::Text(Field::Implementation),
            Ask::Text(Field::Customer),
        ];
        if answer == Answer::No {
            then.push(Ask::Line(Field::ActionText));
        }
        self.given(edit, answer.as_str(), then, desk);
    }

    fn give_outcome(&mut self, role: Role, id: &StepId, outcome: Outcome, desk: &mut dyn Desk) {
        let edit = Edit::Outcome(role, id.clone(), Some(outcome));
        let then = match outcome {
            Outcome::Satisfied => vec![Ask::Evidence, Ask::Choice(Field::Methods)],
            Outcome::PartiallySatisfied | Outcome::NotSatisfied => vec![
                Ask::Choice(Field::Grade),
                Ask::Text(Field::Note),
                Ask::Evidence,
                Ask::Choice(Field::Methods),
                Ask::Line(Field::ActionText),
            ],
            Outcome::NotApplicable => vec![Ask::Text(Field::Justification)],
            Outcome::NotAssessed => Vec::new(),
        };
        self.given(edit, &outcome.as_str().replace('-', " "), then, desk);
    }

    fn given(&mut self, edit: Edit, word: &str, mut then: Vec<Ask>, desk: &mut dyn Desk) {
        let what = format!("{} {word}", self.name());
        match self.edit(&[edit], &what, desk) {
            Err(why) => return self.refuse(&why),
            Ok(true) => self.say_kept(&what),
            Ok(false) => self.out.line(&format!("{what}, as it was.")),
        }
        self.tell_gaps(true);
        for ask in self.asked_by_gaps() {
            if !then.contains(&ask) {
                then.push(ask);
            }
        }
        self.queue = VecDeque::from(then);
        self.next_ask();
    }

    /// What would close a gap of the item, as things to ask for.
    fn asked_by_gaps(&self) -> Vec<Ask> {
        let Some((role, item)) = self.here() else {
            return Vec::new();
        };
        let asked = |gap: &Gap| {
            Some(match gap.kind {
                Kind::NoEvidence
                | Kind::EvidenceUnregistered
                | Kind::EvidenceMissing
                | Kind::EvidenceChanged => Ask::Evidence,
                Kind::StepUnjustified => Ask::Text(Field::Justification),
                Kind::NaUnexplained => Ask::Text(Field::Implementation),
                Kind::YesWithoutOwner | Kind::OwnershipContradicted => {
                    Ask::Choice(Field::Ownership)
                }
                Kind::ActionIncomplete | Kind::NoWithoutPlan | Kind::ActionOverdue => {
                    Ask::Line(Field::ActionText)
                }
                Kind::SampleIncomplete => Ask::Line(Field::Sample),
                _ => return None,
            })
        };
        self.doc.gaps_of(role, &item).filter_map(asked).collect()
    }

    /// Asks for something alone, then for the item again.
    pub(super) fn alone(&mut self, ask: Ask) {
        self.queue = VecDeque::from([ask, Ask::Item]);
        self.next_ask();
    }

    /// Makes an edit that answers a follow-up, then goes on.
    pub(super) fn follow_up(
        &mut self,
        edits: &[Edit],
        what: &str,
        shown: &str,
        desk: &mut dyn Desk,
    ) -> bool {
        match self.edit(edits, what, desk) {
            Err(why) => {
                self.refuse(&why);
                return false;
            }
            Ok(true) => self.say_kept(&format!("{what}: {shown}")),
            Ok(false) => self.out.line(&format!("{what}: {shown}, as it was.")),
        }
        true
    }

    fn choice_line(
        &mut self,
        role: Role,
        item: &ItemId,
        field: &Field,
        line: &str,
        desk: &mut dyn Desk,
    ) {
        let typed = line.trim();
        if typed.is_empty() {
            return self.next_ask();
        }
        let none = typed == "-" || typed.eq_ignore_ascii_case("none");
        let choice = match (field, item) {
            (Field::Ownership, ItemId::Question(id)) => some(none, || choose::ownership(typed))
                .map(|o| {
                    (
                        vec![Edit::Ownership(role, id.clone(), o)],
                        o.map(|o| o.as_str().to_owned()),
                    )
                }),
            (Field::Grade, ItemId::Step(id)) => {
                let outcome = self.doc.assessment().step(role, id).outcome();
                let fitting = Grade::ALL.iter().filter(|g| g.fits(outcome)).copied();
                let fitting: Vec<Grade> = fitting.collect();
                some(none, || choose::by_word(&fitting, Grade::as_str, typed)).map(|g| {
                    (
                        vec![Edit::Grade(role, id.clone(), g)],
                        g.map(|g| g.as_str().to_owned()),
                    )
                })
            }
            (Field::Effectiveness, ItemId::Step(id)) => {
                let all = Effectiveness::ALL;
                some(none, || choose::by_word(all, Effectiveness::as_str, typed)).map(|e| {
                    (
                        vec![Edit::Effectiveness(role, id.clone(), e)],
                        e.map(|e| e.as_str().to_owned()),
                    )
                })
            }
            (Field::Methods, ItemId::Step(id)) => {
                some(none, || choose::methods(typed)).map(|methods| {
                    let methods = methods.unwrap_or_default();
                    let on = |m: &Method| methods.contains(m);
                    let edit = |m: &Method| Edit::Method(role, id.clone(), *m, on(m));
                    let words = Method::ALL.iter().filter(|m| on(m)).map(|m| m.as_str());
                    let words: Vec<&str> = words.collect();
                    let shown = (!words.is_empty()).then(|| words.join(", "));
                    (Method::ALL.iter().map(edit).collect(), shown)
                })
            }
            (Field::ActionStatus, _) => some(none, || {
                choose::by_word(ActionStatus::ALL, ActionStatus::as_str, typed)
            })
            .map(|s| {
                // One that is not done is open.
                let status = s.unwrap_or(ActionStatus::Open);
                (
                    vec![Edit::ActionStatus(role, item.clone(), status)],
                    Some(status.as_str().to_owned()),
                )
            }),
            (Field::ActionRetest, _) => {
                some(none, || choose::by_word(Retest::ALL, Retest::as_str, typed)).map(|r| {
                    (
                        vec![Edit::ActionRetest(role, item.clone(), r)],
                        r.map(|r| r.as_str().to_owned()),
                    )
                })
            }
            _ => return self.next_ask(),
        };
        let what = format!("{} {}", self.name(), self.called(field));
        match choice {
            Err(why) => self.refuse(&why),
            Ok((edits, shown)) => {
                let shown = shown.unwrap_or_else(|| "none".to_owned());
                if self.follow_up(&edits, &what, &shown, desk) {
                    let sample = Ask::Line(Field::Sample);
                    if *field == Field::Effectiveness && self.asked_by_gaps().contains(&sample) {
                        self.tell_gaps(false);
                        self.queue.push_front(sample);
                    }
                    self.next_ask();
                }
            }
        }
    }

    fn field_line(
        &mut self,
        role: Role,
        item: &ItemId,
        field: &Field,
        line: &str,
        desk: &mut dyn Desk,
    ) {
        let typed = line.trim();
        let now = self.doc.text(role, item, field);
        let text = match typed {
            // Who is used to ending texts means no owner by that name.
            "" | "." => return self.line_done(role, item, field),
            "-" if now.is_empty() => return self.refuse("there is nothing to empty"),
            "-" => "",
            typed => typed,
        };
        let edit = match edit_of(role, item, field, text, self.clock.today) {
            Ok(edit) => edit,
            Err(why) => return self.refuse(&why),
        };
        let what = format!("{} {}", self.name(), self.called(field));
        match self.edit(&[edit], &what, desk) {
            Err(why) => return self.refuse(&why),
            Ok(false) => self.out.line(&format!("{what} is as it was.")),
            Ok(true) => {
                let now = self.doc.text(role, item, field);
                let shown = if now.is_empty() { "none" } else { &now };
                self.say_kept(&format!("{what}: {shown}"));
                self.tell_of_word(text);
            }
        }
        self.line_done(role, item, field);
    }

    /// An action that has a text is asked for its owner and its due date.
    fn line_done(&mut self, role: Role, item: &ItemId, field: &Field) {
        if *field == Field::ActionText && !self.doc.text(role, item, field).is_empty() {
            self.queue.push_front(Ask::Line(Field::ActionDue));
            self.queue.push_front(Ask::Line(Field::ActionOwner));
        }
        self.next_ask();
    }
}

/// None where none was typed, else what was chosen.
fn some<T>(none: bool, choose: impl FnOnce() -> Result<T, String>) -> Result<Option<T>, String> {
    if none { Ok(None) } else { choose().map(Some) }
}
