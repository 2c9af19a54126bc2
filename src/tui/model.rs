//! What the screen shows and where the user is in it. Plain data: changed
//! by `update`, drawn by `view`.

use super::action::Action;
use super::controls::Controls;
use super::effect::Clock;
use super::finder::filter::Show;
use super::finder::{Finder, Finding};
use super::keymap::{Keys, Scope};
use super::picker::Picker;
use super::portfolio::{Page as ProviderPage, Portfolio};
use super::theme::Theme;
use super::tour::{self, Tour};
use super::wizard::Wizard;
use super::writing::Writing;
use crate::assessment::{Edit, EvidenceId, Role};
use crate::questionnaire::{ItemId, Questionnaire};
use ratatui::layout::Rect;
use std::path::PathBuf;
use std::sync::Arc;

pub use super::changes::{Against, Changes, Who};
pub use super::doc::{Disk, Doc, Focus, Row, answered};
pub use super::field::Field;
pub use super::start::Start;

/// The whole state of the screen.
#[derive(Debug)]
pub struct App {
    /// Columns and rows of the terminal, without those that the tour takes.
    pub size: (u16, u16),
    /// The time of the event being handled.
    pub clock: Clock,
    /// What is asked.
    pub questionnaire: Arc<Questionnaire>,
    /// How it looks.
    pub theme: Theme,
    /// What the keys do.
    pub keys: Keys,
    /// Who sits here; empty means the assessment's assessor.
    pub user: String,
    /// The user's home folder, that `~/` stands for.
    pub home: Option<PathBuf>,
    /// The name of this machine, where the terminal is to be told of links.
    pub links: Option<String>,
    /// Which screen is shown.
    pub screen: Screen,
    /// The assessment, once one is open.
    pub doc: Option<Doc>,
    /// The assessment of many controls that is open, if one is.
    pub controls: Option<Box<Controls>>,
    /// The start page.
    pub start: Start,
    /// The questions of a new assessment.
    pub wizard: Wizard,
    /// The summary.
    pub summary: Summary,
    /// The comparison that was left by a jump to an item.
    pub left_changes: Option<Box<Changes>>,
    /// What is laid over the screen.
    pub overlay: Option<Overlay>,
    /// How often the next key moves, as far as it is typed.
    pub count: Option<u16>,
    /// What the next press of the same key does without asking again.
    pub asked: Option<Action>,
    /// Whether this press is that one.
    pub confirmed: Option<Action>,
    /// Many providers, where the screen was started with them.
    pub portfolio: Option<Box<Portfolio>>,
    /// What was found and used since the start.
    pub finding: Finding,
    /// The tour, while it is taken.
    pub tour: Option<Box<Tour>>,
    /// The message line.
    pub message: Option<Message>,
    /// What can be clicked, as last drawn.
    pub hits: Vec<(Rect, Hit)>,
}

/// The screens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Screen {
    /// Recent assessments, new, sample.
    Start,
    /// A new assessment.
    Wizard,
    /// The controls of an assessment folder.
    Controls,
    /// The items of an assessment.
    Walk,
    /// Its summary.
    Summary,
    /// Many providers.
    Portfolio,
    /// The gaps of all controls of an assessment folder.
    Gaps,
}

/// The summary's state.
#[derive(Debug, Default)]
pub struct Summary {
    /// Which page.
    pub page: Page,
    /// The selected cell of the matrix; none is the item of the walk.
    pub cell: Option<(Role, ItemId)>,
    /// The selected gap.
    pub gap: usize,
    /// The selected corrective action.
    pub action: usize,
    /// The selected record of the register.
    pub record: usize,
    /// Lines scrolled on the other pages.
    pub scroll: usize,
    /// Whether the item was come to from here, so that Esc goes back.
    pub left: bool,
}

/// The summary's pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Page {
    /// Role × step matrix and counts.
    #[default]
    Matrix,
    /// Shared responsibility by layer.
    Responsibility,
    /// What the gaps mean for each standard.
    Standards,
    /// The list of gaps.
    Gaps,
    /// The corrective action plan.
    Actions,
    /// The evidence register.
    Evidence,
}

impl Page {
    /// All pages in order.
    pub const ALL: [Self; 6] = [
        Self::Matrix,
        Self::Responsibility,
        Self::Standards,
        Self::Gaps,
        Self::Actions,
        Self::Evidence,
    ];

    /// The page's tab.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Matrix => "Results",
            Self::Responsibility => "Responsibility",
            Self::Standards => "Standards",
            Self::Gaps => "Gaps",
            Self::Actions => "Actions",
            Self::Evidence => "Evidence",
        }
    }

    /// Whether the page is a list with a selected row.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::Gaps | Self::Actions | Self::Evidence)
    }
}

/// What is laid over the screen and takes the keys.
#[derive(Debug)]
pub enum Overlay {
    /// The keys of a scope, scrolled, and the question that it was asked over.
    Help(Scope, usize, Option<Box<Overlay>>),
    /// The control's facts, scrolled.
    Details(usize),
    /// What changed since an earlier state.
    Changes(Box<Changes>),
    /// Which earlier state it is to be.
    Against(Box<Against>),
    /// Who did what for an item.
    Who(Box<Who>),
    /// A text being written.
    Editor(Box<Editor>),
    /// Unsaved texts that were found; the selected one.
    Drafts(usize, usize),
    /// Answers that could not be saved the last time, beside what the file has;
    /// why they cannot be compared.
    Left(Result<Box<Changes>, String>),
    /// Somebody else wrote the file, or took it away.
    Conflict(Conflict),
    /// Leaving although something is not saved.
    Leaving,
    /// What a sign-off of a role would stand for, and why it cannot be given.
    SignOff(Role, Option<String>, usize),
    /// The fields that two people changed: the one shown, and why the last
    /// choice did not work.
    Resolve(usize, Option<String>),
    /// Which of an item's records is to be opened; the selected one.
    Links(Vec<EvidenceId>, usize),
    /// The palette, or the search in texts.
    Finder(Box<Finder>),
    /// Which items are to be shown.
    Filter(Box<Menu>),
    /// The letters that the names of providers, or gaps, have to have.
    Narrow(Box<Writing>),
}

/// The menu of filters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Menu {
    /// What can be chosen, with how many items it would show.
    pub rows: Vec<(Show, usize)>,
    /// The selected row.
    pub at: usize,
}

/// What is asked when the file on disk is not the one that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Conflict {
    /// Whether there is no file any more.
    pub gone: bool,
    /// Why the last choice did not work.
    pub why: Option<String>,
    /// Whether both are to be brought together, and what both changed decided.
    pub joins: bool,
}

/// A text being written.
#[derive(Debug)]
pub struct Editor {
    /// Of which role.
    pub role: Role,
    /// Of which item.
    pub item: ItemId,
    /// Which of its texts.
    pub field: Field,
    /// The text and its cursor.
    pub area: Writing,
    /// The committed text it started from.
    pub base: String,
    /// Why it cannot be taken as it is.
    pub error: Option<String>,
    /// What is to be known of it before it is written.
    pub note: Option<String>,
    /// Whether the next field of a corrective action follows.
    pub chain: bool,
    /// The hrefs that are to be recorded although there is no such file.
    pub insists: Option<Vec<String>>,
    /// Whether the text as it is was refused: done once more then closes and
    /// keeps it as a draft.
    pub refused: bool,
    /// The text as a draft was opened with although the committed one has
    /// changed since. It is not committed before the user has touched it.
    pub moved: Option<String>,
    /// What could be picked instead of typed, where evidence is added.
    pub picker: Option<Box<Picker>>,
    /// The conflict that is decided when the text is committed.
    pub settles: Option<String>,
    /// The marked items that it is for; empty where it is for the one.
    pub many: Vec<(Role, ItemId)>,
}

impl Editor {
    /// The text as it is.
    #[must_use]
    pub fn text(&self) -> String {
        self.area.text()
    }

    /// What it is of: `CSP.03`, or how many marked items.
    #[must_use]
    pub fn of(&self) -> String {
        match self.many.len() {
            0 => format!("{}.{}", self.role, self.item),
            n => format!("{n} marked"),
        }
    }

    /// What was said of the text no longer holds: it was changed.
    pub fn touched(&mut self) {
        self.error = None;
        self.refused = false;
        self.insists = None;
        if self.moved.is_some() && self.moved.as_ref() != Some(&self.text()) {
            self.moved = None;
        }
    }
}

/// A message for the user.
#[derive(Debug, Clone)]
pub struct Message {
    /// The text.
    pub text: String,
    /// Whether something is wrong.
    pub bad: bool,
}

/// What a click lands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// A text that is read, laid over the screen.
    Reading,
    /// A row of the outline.
    Row(Row),
    /// A field of the form.
    Field(Field),
    /// A choice in the form.
    Edit(Edit),
    /// A page of the summary.
    Page(Page),
    /// A cell of the matrix of results.
    Cell(Role, ItemId),
    /// A row of one of the summary's lists.
    Listed(Page, usize),
    /// A row of the list of controls.
    Control(usize),
    /// A row of the gaps of all controls.
    Gap(usize),
    /// A row of the start page.
    Start(usize),
    /// A line of the wizard.
    Wizard(usize),
    /// A candidate of the picker.
    Candidate(usize),
    /// A row of what changed.
    Change(usize),
    /// A state that can be compared with.
    Earlier(usize),
    /// A line of a list that is laid over the screen.
    Choice(usize),
    /// Something that a finder has found, or a row of the menu of filters.
    Found(usize),
    /// A cell of a provider: row and column, as they are selected.
    Provider(usize, usize),
    /// A page of many providers.
    ProviderPage(ProviderPage),
    /// A row of one of their lists.
    ProviderListed(usize),
    /// A text that is being written.
    Writing,
    /// The outline, for the wheel.
    Outline,
    /// The item, for the wheel.
    Item,
}

impl App {
    /// A screen without an assessment yet: the start page.
    #[must_use]
    pub fn new(questionnaire: Arc<Questionnaire>, clock: Clock, theme: Theme) -> Self {
        Self {
            size: (80, 24),
            clock,
            theme,
            keys: Keys::default(),
            user: String::new(),
            home: None,
            links: None,
            screen: Screen::Start,
            doc: None,
            controls: None,
            start: Start::default(),
            wizard: Wizard::new(&questionnaire, ""),
            summary: Summary::default(),
            left_changes: None,
            overlay: None,
            count: None,
            asked: None,
            confirmed: None,
            portfolio: None,
            finding: Finding::default(),
            tour: None,
            message: None,
            hits: Vec::new(),
            questionnaire,
        }
    }

    /// Columns and rows of the whole terminal.
    #[must_use]
    pub fn whole(&self) -> (u16, u16) {
        let taken = self.tour.as_ref().map_or(0, |_| tour::ROWS);
        (self.size.0, self.size.1.saturating_add(taken))
    }

    /// Takes in the size of the whole terminal.
    pub fn fit(&mut self, (width, height): (u16, u16)) {
        let taken = self.tour.as_ref().map_or(0, |_| tour::ROWS);
        self.size = (width, height.saturating_sub(taken));
    }

    /// Where keys go now.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match &self.overlay {
            Some(Overlay::Help(..) | Overlay::Details(_) | Overlay::Who(_)) => {
                return Scope::Reading;
            }
            Some(Overlay::Changes(_)) => return Scope::Changes,
            Some(Overlay::Against(_)) => return Scope::Against,
            Some(Overlay::Editor(e)) if e.field.is_long() => return Scope::Text,
            Some(Overlay::Editor(e)) if e.field == Field::AddEvidence => return Scope::Evidence,
            Some(Overlay::Editor(_)) => return Scope::Line,
            Some(Overlay::Drafts(..)) => return Scope::Drafts,
            Some(Overlay::Left(_)) => return Scope::Left,
            Some(Overlay::Conflict(_)) => return Scope::Conflict,
            Some(Overlay::Leaving) => return Scope::Leaving,
            Some(Overlay::SignOff(..)) => return Scope::SignOff,
            Some(Overlay::Resolve(..)) => return Scope::Resolve,
            Some(Overlay::Links(..)) => return Scope::Links,
            Some(Overlay::Finder(_) | Overlay::Narrow(_)) => return Scope::Finder,
            Some(Overlay::Filter(_)) => return Scope::Filter,
            None => {}
        }
        match self.screen {
            Screen::Start => Scope::Start,
            Screen::Portfolio => Scope::Portfolio,
            Screen::Controls => Scope::Controls,
            Screen::Gaps => Scope::Gaps,
            Screen::Wizard if self.wizard.is_text() => Scope::WizardText,
            Screen::Wizard => Scope::Wizard,
            Screen::Summary => Scope::Summary,
            Screen::Walk if self.doc.as_ref().is_some_and(|d| d.focus == Focus::Form) => {
                Scope::Form
            }
            Screen::Walk => Scope::Outline,
        }
    }

    /// The cell of the matrix of results that is selected: at first the item
    /// that the walk is at.
    #[must_use]
    pub fn matrix_cell(&self) -> Option<(Role, ItemId)> {
        let doc = self.doc.as_ref()?;
        let roles = &doc.assessment().roles;
        let here = self.summary.cell.clone().or_else(|| doc.item());
        let here = here.filter(|(role, _)| roles.contains(role));
        here.or_else(|| {
            let role = *roles.first()?;
            Some((role, self.questionnaire.items(role).next()?))
        })
    }

    /// The key of an action where the user is, for a sentence.
    #[must_use]
    pub fn key(&self, action: Action) -> String {
        self.keys.said(self.scope(), action)
    }

    /// Whether the user has pressed a key twice for what takes much away. The
    /// first time, the question is told.
    pub fn sure(&mut self, action: Action, question: impl Into<String>) -> bool {
        if self.confirmed == Some(action) {
            return true;
        }
        self.asked = Some(action);
        self.say(question);
        false
    }

    /// Tells the user something.
    pub fn say(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            bad: false,
        });
    }

    /// Tells the user that something is wrong.
    pub fn complain(&mut self, text: impl Into<String>) {
        self.message = Some(Message {
            text: text.into(),
            bad: true,
        });
    }
}
