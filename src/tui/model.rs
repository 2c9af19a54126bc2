//! What the screen shows and where the user is in it. Plain data: changed
//! by `update`, drawn by `view`.

use super::effect::{Clock, Effect, Opened};
use super::keymap::Scope;
use super::theme::Theme;
use super::wizard::Wizard;
use crate::assessment::{
    Action, Answer, Assessment, Edit, EvidenceId, Files, Grade, History, Outcome, Role, Stamp,
};
use crate::gaps::{self, Gap, SOON_DAYS};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::store::drafts::{Draft, DraftKey};
use crate::store::recent::Recent;
use ratatui::layout::Rect;
use ratatui_textarea::TextArea;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The whole state of the screen.
#[derive(Debug)]
pub struct App {
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The time of the event being handled.
    pub clock: Clock,
    /// What is asked.
    pub questionnaire: Arc<Questionnaire>,
    /// How it looks.
    pub theme: Theme,
    /// Who sits here; empty means the assessment's assessor.
    pub user: String,
    /// Which screen is shown.
    pub screen: Screen,
    /// The assessment, once one is open.
    pub doc: Option<Doc>,
    /// The start page.
    pub start: Start,
    /// The questions of a new assessment.
    pub wizard: Wizard,
    /// The summary.
    pub summary: Summary,
    /// What is laid over the screen.
    pub overlay: Option<Overlay>,
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
    /// The items of an assessment.
    Walk,
    /// Its summary.
    Summary,
}

/// The start page.
#[derive(Debug, Default)]
pub struct Start {
    /// The selected row: new, sample, then the recent ones.
    pub selected: usize,
    /// Recent assessments, newest first.
    pub recent: Vec<Recent>,
}

/// The summary's state.
#[derive(Debug, Default)]
pub struct Summary {
    /// Which page.
    pub page: Page,
    /// The selected gap.
    pub gap: usize,
    /// Lines scrolled on the other pages.
    pub scroll: usize,
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
}

impl Page {
    /// All pages in order.
    pub const ALL: [Self; 4] = [
        Self::Matrix,
        Self::Responsibility,
        Self::Standards,
        Self::Gaps,
    ];

    /// The page's tab.
    #[must_use]
    pub fn title(self) -> &'static str {
        match self {
            Self::Matrix => "Results",
            Self::Responsibility => "Shared responsibility",
            Self::Standards => "Standards",
            Self::Gaps => "Gaps",
        }
    }
}

/// What is laid over the screen and takes the keys.
#[derive(Debug)]
pub enum Overlay {
    /// The keys of a scope, scrolled.
    Help(Scope, usize),
    /// The control's facts, scrolled.
    Details(usize),
    /// A text being written.
    Editor(Box<Editor>),
    /// Unsaved texts that were found; the selected one.
    Drafts(usize),
    /// Somebody else wrote the file.
    Conflict,
    /// Leaving although something is not saved.
    Leaving,
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
    pub area: TextArea<'static>,
    /// The committed text it started from.
    pub base: String,
    /// Why it cannot be taken as it is.
    pub error: Option<String>,
    /// Whether the next field of a corrective action follows.
    pub chain: bool,
}

/// A field of the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Field {
    /// A question's Yes, No or NA.
    Answer,
    /// Who owns the control.
    Ownership,
    /// How it is implemented.
    Implementation,
    /// What is left to the customer.
    Customer,
    /// A step's outcome.
    Outcome,
    /// Its grade.
    Grade,
    /// Its methods.
    Methods,
    /// Its note.
    Note,
    /// Why it does not apply.
    Justification,
    /// A record that is tied to the item.
    Evidence(EvidenceId),
    /// The line that adds evidence.
    AddEvidence,
    /// What will be done.
    ActionText,
    /// By whom.
    ActionOwner,
    /// By when.
    ActionDue,
    /// Whether it is done.
    ActionStatus,
    /// How far the review is.
    Review,
}

impl Field {
    /// The key of the field in a journal.
    #[must_use]
    pub fn key(&self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Ownership => "ownership",
            Self::Implementation => "implementation",
            Self::Customer => "customer_responsibilities",
            Self::Outcome => "outcome",
            Self::Grade => "grade",
            Self::Methods => "methods",
            Self::Note => "note",
            Self::Justification => "justification",
            Self::Evidence(_) => "evidence_title",
            Self::AddEvidence => "evidence",
            Self::ActionText => "action.text",
            Self::ActionOwner => "action.owner",
            Self::ActionDue => "action.due",
            Self::ActionStatus => "action.status",
            Self::Review => "review",
        }
    }

    /// The text field with this key.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        [
            Self::Implementation,
            Self::Customer,
            Self::Note,
            Self::Justification,
            Self::AddEvidence,
            Self::ActionText,
            Self::ActionOwner,
            Self::ActionDue,
        ]
        .into_iter()
        .find(|f| f.key() == key)
    }

    /// The field's label.
    #[must_use]
    pub fn label(&self) -> &'static str {
        match self {
            Self::Answer => "Answer",
            Self::Ownership => "Ownership",
            Self::Implementation => "Implementation",
            Self::Customer => "Customer resp.",
            Self::Outcome => "Outcome",
            Self::Grade => "Grade",
            Self::Methods => "Methods",
            Self::Note => "Note",
            Self::Justification => "Justification",
            Self::Evidence(_) | Self::AddEvidence => "Evidence",
            Self::ActionText => "Action",
            Self::ActionOwner => "  owner",
            Self::ActionDue => "  due",
            Self::ActionStatus => "  status",
            Self::Review => "Review",
        }
    }

    /// Whether the field's text has many lines.
    #[must_use]
    pub fn is_long(&self) -> bool {
        matches!(
            self,
            Self::Note | Self::Justification | Self::Implementation | Self::Customer
        )
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

/// A row of the outline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Row {
    /// A role's heading.
    Role(Role),
    /// An item of a role.
    Item(Role, ItemId),
}

impl Row {
    /// The role of the row.
    #[must_use]
    pub fn role(&self) -> Role {
        match self {
            Self::Role(role) | Self::Item(role, _) => *role,
        }
    }
}

/// What a click lands on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Hit {
    /// A row of the outline.
    Row(Row),
    /// A field of the form.
    Field(Field),
    /// A page of the summary.
    Page(Page),
    /// A gap in the list.
    Gap(usize),
    /// A row of the start page.
    Start(usize),
    /// A line of the wizard.
    Wizard(usize),
    /// The outline, for the wheel.
    Outline,
    /// The item, for the wheel.
    Item,
}

/// Which pane has the focus.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Focus {
    /// The outline.
    Outline,
    /// The form.
    Form,
}

/// Whether the answers are on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Disk {
    /// They are, or will be before the next key.
    Saved,
    /// Another program wrote the file.
    Changed,
    /// They are not, with the reason.
    Failed(String),
    /// The file is not ours to write, with the reason.
    ReadOnly(String),
}

/// An open assessment and where the user is in it.
#[derive(Debug)]
pub struct Doc {
    /// Where the file is.
    pub path: PathBuf,
    /// The answers, past and present.
    pub history: History,
    /// What is known of the evidence files.
    pub files: Files,
    /// The gaps as they stand.
    pub gaps: Vec<Gap>,
    /// Whether the answers are on disk.
    pub disk: Disk,
    /// Unsaved texts that were found.
    pub drafts: Vec<Draft>,
    /// Texts that are journalled until the next save succeeds.
    pub forget_after_save: Vec<DraftKey>,
    /// The selected row.
    pub row: Row,
    /// Roles that are folded.
    pub folded: BTreeSet<Role>,
    /// Which pane has the focus.
    pub focus: Focus,
    /// The selected field of the form.
    pub field: Field,
    /// The selected method in the methods field.
    pub method: usize,
    /// Lines that the item's pane is scrolled by.
    pub scroll: usize,
}

impl Doc {
    /// An assessment as it was opened.
    #[must_use]
    pub fn new(opened: Opened, questionnaire: &Questionnaire) -> Self {
        let disk = opened.read_only.map_or(Disk::Saved, Disk::ReadOnly);
        let first = opened
            .assessment
            .roles
            .first()
            .copied()
            .unwrap_or(Role::Csp);
        let mut doc = Self {
            path: opened.path,
            history: History::new(opened.assessment),
            files: Files::new(),
            gaps: Vec::new(),
            disk,
            drafts: opened.drafts,
            forget_after_save: Vec::new(),
            row: Row::Role(first),
            folded: BTreeSet::new(),
            focus: Focus::Outline,
            field: Field::Outcome,
            method: 0,
            scroll: 0,
        };
        let rows = doc.rows(questionnaire);
        let items: Vec<&Row> = rows.iter().filter(|r| matches!(r, Row::Item(..))).collect();
        let open = items.iter().find(|r| !doc.is_answered(r));
        if let Some(row) = open.or(items.first()) {
            doc.row = (*row).clone();
        }
        doc
    }

    /// The answers as they stand.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        self.history.now()
    }

    /// The folder that evidence paths are relative to.
    #[must_use]
    pub fn folder(&self) -> &Path {
        self.path.parent().unwrap_or_else(|| Path::new(""))
    }

    /// The rows of the outline that are not folded away.
    #[must_use]
    pub fn rows(&self, questionnaire: &Questionnaire) -> Vec<Row> {
        let mut rows = Vec::new();
        for &role in &self.assessment().roles {
            rows.push(Row::Role(role));
            if !self.folded.contains(&role) {
                rows.extend(questionnaire.items(role).map(|item| Row::Item(role, item)));
            }
        }
        rows
    }

    /// All items, folded or not.
    #[must_use]
    pub fn items(&self, questionnaire: &Questionnaire) -> Vec<(Role, ItemId)> {
        let roles = &self.assessment().roles;
        roles
            .iter()
            .flat_map(|&role| questionnaire.items(role).map(move |item| (role, item)))
            .collect()
    }

    /// Whether a row's item has an answer.
    #[must_use]
    pub fn is_answered(&self, row: &Row) -> bool {
        match row {
            Row::Role(_) => true,
            Row::Item(role, item) => answered(self.assessment(), *role, item),
        }
    }

    /// The selected item.
    #[must_use]
    pub fn item(&self) -> Option<(Role, ItemId)> {
        match &self.row {
            Row::Role(_) => None,
            Row::Item(role, item) => Some((*role, item.clone())),
        }
    }

    /// The corrective action of an item.
    #[must_use]
    pub fn action(&self, role: Role, item: &ItemId) -> Option<&Action> {
        match item {
            ItemId::Question(id) => self.assessment().question(role, id).action.as_ref(),
            ItemId::Step(id) => self.assessment().step(role, id).action.as_ref(),
        }
    }

    /// The fields that the form of an item has, in order.
    #[must_use]
    pub fn fields(&self, role: Role, item: &ItemId) -> Vec<Field> {
        let a = self.assessment();
        let (mut fields, evidence, wants_action) = match item {
            ItemId::Question(id) => {
                let q = a.question(role, id);
                let fields = vec![
                    Field::Answer,
                    Field::Ownership,
                    Field::Implementation,
                    Field::Customer,
                ];
                (
                    fields,
                    &q.evidence,
                    q.answer == Some(Answer::No) || q.action.is_some(),
                )
            }
            ItemId::Step(id) => {
                let s = a.step(role, id);
                let mut fields = vec![Field::Outcome];
                if Grade::ALL.iter().any(|g| g.fits(s.outcome())) {
                    fields.push(Field::Grade);
                }
                fields.extend([Field::Methods, Field::Note]);
                if s.outcome() == Outcome::NotApplicable || !s.justification.is_empty() {
                    fields.push(Field::Justification);
                }
                (
                    fields,
                    &s.evidence,
                    s.outcome().is_shortfall() || s.action.is_some(),
                )
            }
        };
        fields.extend(evidence.iter().cloned().map(Field::Evidence));
        fields.push(Field::AddEvidence);
        if wants_action {
            fields.extend([
                Field::ActionText,
                Field::ActionOwner,
                Field::ActionDue,
                Field::ActionStatus,
            ]);
        }
        if item.step().is_some() {
            fields.push(Field::Review);
        }
        fields
    }

    /// The committed text of a text field.
    #[must_use]
    pub fn text(&self, role: Role, item: &ItemId, field: &Field) -> String {
        let a = self.assessment();
        let action = self.action(role, item);
        match (field, item) {
            (Field::Implementation, ItemId::Question(id)) => {
                a.question(role, id).implementation.clone()
            }
            (Field::Customer, ItemId::Question(id)) => {
                a.question(role, id).customer_responsibilities.clone()
            }
            (Field::Note, ItemId::Step(id)) => a.step(role, id).note.clone(),
            (Field::Justification, ItemId::Step(id)) => a.step(role, id).justification.clone(),
            (Field::Evidence(id), _) => a
                .evidence
                .get(id)
                .map(|e| e.title.clone())
                .unwrap_or_default(),
            (Field::ActionText, _) => action.map(|x| x.text.clone()).unwrap_or_default(),
            (Field::ActionOwner, _) => action.map(|x| x.owner.clone()).unwrap_or_default(),
            (Field::ActionDue, _) => action
                .and_then(|x| x.due)
                .map(|d| d.to_string())
                .unwrap_or_default(),
            _ => String::new(),
        }
    }

    /// Works the gaps out anew.
    pub fn find_gaps(&mut self, questionnaire: &Questionnaire, clock: &Clock) {
        let context = gaps::Context {
            today: clock.today,
            soon_days: SOON_DAYS,
            files: &self.files,
        };
        self.gaps = gaps::find(questionnaire, self.history.now(), &context);
    }

    /// The first words of a text that were written last: its last line.
    #[must_use]
    pub fn preview(text: &str) -> String {
        let last = text.lines().rev().find(|l| !l.trim().is_empty());
        last.unwrap_or_default().to_owned()
    }

    /// The gaps of one item.
    pub fn gaps_of<'a>(&'a self, role: Role, item: &'a ItemId) -> impl Iterator<Item = &'a Gap> {
        self.gaps
            .iter()
            .filter(move |g| g.role == role && g.item == *item)
    }
}

/// Whether an item has an answer.
#[must_use]
pub fn answered(a: &Assessment, role: Role, item: &ItemId) -> bool {
    match item {
        ItemId::Question(id) => a.question(role, id).answer.is_some(),
        ItemId::Step(id) => a.step(role, id).outcome() != Outcome::NotAssessed,
    }
}

impl App {
    /// A screen without an assessment yet: the start page.
    #[must_use]
    pub fn new(questionnaire: Arc<Questionnaire>, clock: Clock, theme: Theme) -> Self {
        Self {
            size: (80, 24),
            clock,
            theme,
            user: String::new(),
            screen: Screen::Start,
            doc: None,
            start: Start::default(),
            wizard: Wizard::new(&questionnaire, ""),
            summary: Summary::default(),
            overlay: None,
            message: None,
            hits: Vec::new(),
            questionnaire,
        }
    }

    /// Where keys go now.
    #[must_use]
    pub fn scope(&self) -> Scope {
        match &self.overlay {
            Some(Overlay::Help(..) | Overlay::Details(_)) => return Scope::Reading,
            Some(Overlay::Editor(e)) if e.field.is_long() => return Scope::Text,
            Some(Overlay::Editor(_)) => return Scope::Line,
            Some(Overlay::Drafts(_)) => return Scope::Drafts,
            Some(Overlay::Conflict) => return Scope::Conflict,
            Some(Overlay::Leaving) => return Scope::Leaving,
            None => {}
        }
        match self.screen {
            Screen::Start => Scope::Start,
            Screen::Wizard if self.wizard.is_text() => Scope::WizardText,
            Screen::Wizard => Scope::Wizard,
            Screen::Summary => Scope::Summary,
            Screen::Walk if self.doc.as_ref().is_some_and(|d| d.focus == Focus::Form) => {
                Scope::Form
            }
            Screen::Walk => Scope::Outline,
        }
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

    /// Makes edits as one step of undo, works out the gaps and asks for a
    /// save. Returns nothing to do when nothing changed or it may not.
    pub fn edit(&mut self, edits: &[Edit], what: String) -> Vec<Effect> {
        let stamp = Stamp {
            now: self.clock.now,
            by: self.user.clone(),
        };
        let Some(doc) = &mut self.doc else {
            return Vec::new();
        };
        if let Disk::ReadOnly(why) = &doc.disk {
            let why = format!("read-only: {why}");
            self.complain(why);
            return Vec::new();
        }
        let mut next = doc.assessment().clone();
        let mut changed = false;
        for edit in edits {
            match edit.apply(&mut next, &self.questionnaire, &stamp) {
                Ok(did) => changed |= did,
                Err(error) => {
                    self.complain(error.to_string());
                    return Vec::new();
                }
            }
        }
        if !changed {
            return Vec::new();
        }
        doc.history.commit(what, next);
        self.after_change()
    }

    /// What follows a change of the answers.
    pub fn after_change(&mut self) -> Vec<Effect> {
        let Some(doc) = &mut self.doc else {
            return Vec::new();
        };
        doc.find_gaps(&self.questionnaire, &self.clock);
        if !doc.rows(&self.questionnaire).contains(&doc.row) {
            let role = doc.assessment().roles.first().copied().unwrap_or(Role::Csp);
            doc.row = Row::Role(role);
        }
        if let Some((role, item)) = doc.item()
            && !doc.fields(role, &item).contains(&doc.field)
        {
            doc.field = Field::AddEvidence;
        }
        vec![Effect::Save(Arc::clone(doc.history.now()))]
    }
}
