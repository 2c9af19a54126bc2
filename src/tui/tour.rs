//! The tour: a few steps on a sample, each of which waits for one thing that
//! the user does. Nothing is locked meanwhile: every key works as always.

use super::action::{Action, Choice};
use super::changes::Changes;
use super::doc::{Doc, Row};
use super::finder::Finding;
use super::keymap::Scope;
use super::model::{App, Overlay, Screen, Summary};
use super::wizard::Wizard;
use crate::assessment::{Answer, Assessment, Outcome, RoleAnswers};
use crate::questionnaire::ItemId;
use std::sync::Arc;

/// Rows that the tour takes from the bottom of the screen.
pub const ROWS: u16 = 3;

/// How many steps it has; the word of farewell after them is none.
pub const STEPS: usize = 8;

/// A tour that is being taken.
#[derive(Debug)]
pub struct Tour {
    /// The present step, from 0; [`STEPS`] after the last one.
    pub step: usize,
    /// The state as the step began.
    pub begun: Seen,
    /// What is gone back to.
    pub left: Left,
}

/// What was on the screen before the tour.
#[derive(Debug)]
pub struct Left {
    /// The assessment that was open.
    pub doc: Option<Doc>,
    /// The screen.
    pub screen: Screen,
    /// The summary's state.
    pub summary: Summary,
    /// The comparison that was left by a jump to an item.
    pub left_changes: Option<Box<Changes>>,
    /// What was found and used.
    pub finding: Finding,
    /// A form that may be half filled in.
    pub wizard: Wizard,
}

/// As much of the state as tells whether a step is done.
#[derive(Debug, Clone)]
pub struct Seen {
    now: Arc<Assessment>,
    undone: usize,
    row: Row,
    is_open: bool,
    /// Whether the selected item is not satisfied, or answered with no.
    is_not: bool,
    screen: Screen,
    looks_up: bool,
}

impl Seen {
    /// The present state, where an assessment is open.
    #[must_use]
    pub fn of(app: &App) -> Option<Self> {
        let doc = app.doc.as_ref()?;
        Some(Self {
            now: Arc::clone(doc.history.now()),
            undone: doc.history.undone(),
            row: doc.row.clone(),
            is_open: !doc.is_answered(&doc.row),
            is_not: is_not(doc),
            screen: app.screen,
            looks_up: matches!(app.overlay, Some(Overlay::Finder(_) | Overlay::Help(..))),
        })
    }

    /// Whether the item that is selected has become not satisfied, or was
    /// found so: the key for it changes nothing then, and was pressed all the same.
    fn is_found_not(&self, begun: &Self) -> bool {
        self.is_not || self.shortfalls() > begun.shortfalls()
    }

    fn sum(&self, of: impl Fn(&RoleAnswers) -> usize) -> usize {
        self.now.answers.values().map(of).sum()
    }

    fn answers(&self) -> usize {
        self.sum(|role| {
            let questions = role.questions.values().filter(|q| q.answer.is_some());
            let given = |s: &&_| crate::assessment::StepAnswer::outcome(s) != Outcome::NotAssessed;
            questions.count() + role.steps.values().filter(given).count()
        })
    }

    fn shortfalls(&self) -> usize {
        self.sum(|role| {
            let no = |q: &&crate::assessment::QuestionAnswer| q.answer == Some(Answer::No);
            let steps = role.steps.values().filter(|s| s.outcome().is_shortfall());
            role.questions.values().filter(no).count() + steps.count()
        })
    }

    fn evidence(&self) -> usize {
        self.sum(|role| {
            let questions = role.questions.values().map(|q| q.evidence.len());
            let steps = role.steps.values().map(|s| s.evidence.len());
            questions.chain(steps).sum()
        })
    }

    fn notes(&self) -> Vec<&str> {
        let roles = self.now.answers.values();
        let notes = roles.flat_map(|role| {
            let questions = role.questions.values().map(|q| q.implementation.as_str());
            questions.chain(role.steps.values().map(|s| s.note.as_str()))
        });
        notes.filter(|note| !note.trim().is_empty()).collect()
    }
}

fn is_not(doc: &Doc) -> bool {
    let a = doc.assessment();
    match &doc.row {
        Row::Item(role, ItemId::Step(id)) => a.step(*role, id).outcome() == Outcome::NotSatisfied,
        Row::Item(role, ItemId::Question(id)) => a.question(*role, id).answer == Some(Answer::No),
        Row::Role(_) => false,
    }
}

/// Whether a step is done that began in one state, with an event that led
/// from one state to another.
#[must_use]
pub fn is_done(step: usize, begun: &Seen, before: &Seen, after: &Seen) -> bool {
    match step {
        0 => after.answers() > begun.answers(),
        1 => after.is_found_not(begun),
        2 => after.notes() != begun.notes(),
        3 => after.evidence() > begun.evidence(),
        4 => after.undone > begun.undone,
        5 => after.is_open && after.row != begun.row,
        6 => before.screen == Screen::Summary && after.screen == Screen::Walk,
        7 => after.looks_up,
        _ => false,
    }
}

/// What the present step says: the keys it asks for, and the words.
#[must_use]
pub fn text(app: &App, tour: &Tour) -> (String, String) {
    let key = |action| app.keys.said(Scope::Outline, action);
    let of = |scope, action| app.keys.said(scope, action);
    let answer = |choice| {
        let key = app.keys.answering(Scope::Outline, choice, false);
        key.map_or_else(
            || "(no key)".to_owned(),
            |key| app.keys.shown(key).into_owned(),
        )
    };
    let writes = matches!(app.overlay, Some(Overlay::Editor(_)));
    let (keys, words) = match tour.step {
        0 => (
            answer(Choice::Satisfied),
            "Say that this made-up step is satisfied: you go on to the next.",
        ),
        1 => (
            answer(Choice::Not),
            "This one is not satisfied: you stay, to say why.",
        ),
        2 if writes => (
            of(Scope::Text, Action::Done),
            "after a few words: they are saved.",
        ),
        2 => (
            key(Action::Note),
            "Its gap shows above at once. Write a note that says why.",
        ),
        3 if writes => {
            let keys = [Action::Down, Action::Done].map(|action| of(Scope::Evidence, action));
            (keys.join(" "), "Pick a document that is on record.")
        }
        3 => (
            key(Action::AddEvidence),
            "Evidence: a document that proves it, or a link.",
        ),
        4 => (
            key(Action::Undo),
            "Takes that back. Every change can be undone.",
        ),
        5 => (
            key(Action::NextUnanswered),
            "On to the next step that nobody has answered.",
        ),
        6 if app.screen == Screen::Summary => {
            let keys = [Action::Left, Action::Right, Action::Enter];
            let keys = keys.map(|action| of(Scope::Summary, action));
            (keys.join(" "), "Walk the cells, and go to the step of one.")
        }
        6 => (
            key(Action::Summary),
            "All results at a glance, a cell for each step.",
        ),
        7 => (
            format!("{} or {}", key(Action::Palette), key(Action::Help)),
            "Forgot a key? Find it by a few letters, or see all that work here.",
        ),
        _ => return ("✓".to_owned(), farewell(app, tour)),
    };
    (format!("Press {keys}"), words.to_owned())
}

/// What is said after the last step.
fn farewell(app: &App, tour: &Tour) -> String {
    let quit = app.keys.said(Scope::Outline, Action::Quit);
    let first = match app.overlay {
        Some(_) => {
            // A text is left by being done with it. Of several keys the one that
            // everybody tries.
            let keys: Vec<&str> = [Action::Back, Action::Done]
                .into_iter()
                .flat_map(|action| app.keys.reach(app.scope(), action))
                .collect();
            let key = keys.iter().find(|key| **key == "esc").or(keys.first());
            let key = key.map(|key| app.keys.shown(key));
            format!("{} closes this, ", key.unwrap_or("(no key)".into()))
        }
        None => String::new(),
    };
    if tour.left.doc.is_some() {
        format!("All was saved as you went. {first}{quit} goes back to your assessment.")
    } else {
        let new = app.keys.said(Scope::Start, Action::New);
        format!(
            "All was saved as you went. {first}{quit} goes back to the start, where {new} begins your own."
        )
    }
}
