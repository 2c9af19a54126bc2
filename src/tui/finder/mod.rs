//! Finding: the palette of actions, items and records, the search in texts,
//! and the filters of the outline. Plain state and pure logic.

pub mod actions;
pub mod commands;
mod due;
pub mod filter;
mod palette;
mod texts;

pub use commands::{Call, Open};
pub use palette::{Asked, Candidate, Kind, Palette};
pub use texts::Texts;

use super::action::Action;
use super::doc::{Focus, Row};
use super::field::Field;
use super::layout;
use super::model::{Page, Screen};
use super::wizard::{line_of, text_of};
use super::writing::Writing;
use crate::assessment::{Assessment, EvidenceId, Role};
use crate::find::{Hit, Place, Query, Stop};
use crate::questionnaire::ItemId;
use std::collections::BTreeSet;
use std::sync::Arc;

/// How many actions are remembered as used.
const RECENT: usize = 5;

/// Where choosing something leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// An action is done.
    Action(Action),
    /// Only a command does it: this one is said.
    Command(Call),
    /// To a control of the folder, by its id.
    Control(String),
    /// To a text of a control of the folder.
    Text(String, Place),
    /// To what is due in a control of the folder.
    Due(String, Place),
    /// To an item.
    Item(Role, ItemId),
    /// To what is asked for at the end of an item.
    Asked(Role, ItemId),
    /// To a field of an item.
    Field(Role, ItemId, Field),
    /// To a record: at the first item that it proves, else in the register.
    Record(EvidenceId, Option<(Role, ItemId)>),
}

impl Target {
    /// The item that it leads to.
    #[must_use]
    pub fn item(&self) -> Option<(Role, &ItemId)> {
        match self {
            Self::Item(role, item) | Self::Asked(role, item) | Self::Field(role, item, _) => {
                Some((*role, item))
            }
            Self::Record(_, Some((role, item))) => Some((*role, item)),
            Self::Action(_)
            | Self::Command(_)
            | Self::Control(_)
            | Self::Text(..)
            | Self::Due(..)
            | Self::Record(_, None) => None,
        }
    }
}

/// What was found and used since the program was started.
#[derive(Debug, Default)]
pub struct Finding {
    /// The actions run from the palette, the last one first.
    pub recent: Vec<Action>,
    /// The last search.
    pub last: Option<Search>,
    /// What was looked for last in all controls of the folder.
    pub in_folder: Option<String>,
    /// Where it was found, after one has gone to a part of it.
    pub across: Option<Across>,
    /// Whether a text that was found is being read: then a few keys go on to
    /// the next one.
    pub at_hit: bool,
    /// Whether it was left by moving away: the first key that would have gone
    /// on is not to answer.
    pub was_left: bool,
    /// What is told of it.
    pub told: String,
    /// Whether it was just gone to, and is held in sight.
    pub shows_hit: bool,
}

impl Finding {
    /// The words, at a text that was just found.
    #[must_use]
    pub fn words(&self) -> Option<Query> {
        let search = self.last.as_ref().filter(|_| self.shows_hit)?;
        Some(Query::new(&search.typed))
    }

    /// Remembers an action as used.
    pub fn used(&mut self, action: Action) {
        self.recent.retain(|a| *a != action);
        self.recent.insert(0, action);
        self.recent.truncate(RECENT);
    }
}

/// Where words were found in the controls of a folder, to go on from one to
/// the next.
#[derive(Debug, Clone)]
pub struct Across {
    /// What was typed.
    pub typed: String,
    /// The controls in their order.
    pub stops: Vec<Stop>,
}

impl Across {
    /// Where these were found.
    #[must_use]
    pub fn of(typed: &str, found: &Elsewhere) -> Self {
        Self {
            typed: typed.to_owned(),
            stops: found.stops.clone(),
        }
    }

    /// How many places there are in all of them.
    #[must_use]
    pub fn all(&self) -> usize {
        self.stops.iter().map(|stop| stop.places).sum()
    }

    /// The place to go on at behind the last one of a control, or before its
    /// first; none where there is no other control.
    #[must_use]
    pub fn beyond(&self, control: &str, forward: bool) -> Option<(&str, &Place)> {
        let at = self.stops.iter().position(|stop| stop.control == control)?;
        let step = if forward { 1 } else { self.stops.len() - 1 };
        let stop = self.stops.get((at + step) % self.stops.len())?;
        let place = if forward { &stop.first } else { &stop.last };
        (stop.control != control).then_some((stop.control.as_str(), place))
    }
}

/// A search to go on with.
#[derive(Debug, Clone)]
pub struct Search {
    /// What was typed.
    pub typed: String,
    /// Where it was found, in the order of the items, with words for it.
    pub hits: Vec<(Target, String)>,
    /// The one that was gone to last.
    pub at: usize,
    /// The answers that were searched.
    pub of: Arc<Assessment>,
}

/// Where the user was before something was searched.
#[derive(Debug, Clone)]
pub struct Origin {
    /// The screen.
    pub screen: Screen,
    /// The row of the outline.
    pub row: Row,
    /// The pane.
    pub focus: Focus,
    /// The field of the form.
    pub field: Field,
    /// Lines that the item was scrolled by.
    pub scroll: usize,
    /// The roles that were folded.
    pub folded: BTreeSet<Role>,
    /// The page of the summary.
    pub page: Page,
    /// The selected record of the register.
    pub record: usize,
}

/// What is looked through.
#[derive(Debug)]
pub enum Content {
    /// Actions, items and records.
    Palette(Palette),
    /// Texts.
    Texts(Texts, Box<Origin>),
}

/// A line that is typed in, and below it what it finds.
#[derive(Debug)]
pub struct Finder {
    /// The line.
    pub line: Writing,
    /// Whether the text in the line is of last time: typing replaces it.
    pub replaced: bool,
    /// What is looked through.
    pub content: Content,
    /// The line that was looked for.
    typed: Option<String>,
    query: Query,
    asked: Asked,
    /// What can still be meant if the line gets longer.
    possible: Vec<usize>,
    /// What was found.
    shown: Vec<usize>,
    selected: usize,
    top: usize,
    /// Whether the user has typed or moved.
    pub touched: bool,
    /// What is found in the texts of a folder's controls.
    pub elsewhere: Elsewhere,
}

/// How far the looking through all texts has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Looked {
    /// Not begun: more has to be typed.
    #[default]
    Not,
    /// It goes on.
    Running,
    /// Done.
    Done,
}

/// What is found in the texts of a folder's controls, below the controls
/// themselves.
#[derive(Debug, Default)]
pub struct Elsewhere {
    /// Where.
    pub hits: Vec<Hit>,
    /// How many more there are than are listed.
    pub more: usize,
    /// All controls that something was found in.
    pub stops: Vec<Stop>,
    /// How far that has come.
    pub looked: Looked,
    /// How many files could not be read.
    pub unread: usize,
}

impl Finder {
    /// A finder with a text that typing replaces.
    #[must_use]
    pub fn new(content: Content, typed: &str) -> Self {
        let mut finder = Self {
            line: line_of(typed),
            replaced: !typed.is_empty(),
            content,
            typed: None,
            query: Query::default(),
            asked: Asked::new(""),
            possible: Vec::new(),
            shown: Vec::new(),
            selected: 0,
            top: 0,
            touched: false,
            elsewhere: Elsewhere::default(),
        };
        finder.look();
        finder
    }

    /// What is typed.
    #[must_use]
    pub fn typed(&self) -> String {
        text_of(&self.line)
    }

    /// What is typed, as it is held against the palette.
    #[must_use]
    pub fn asked(&self) -> &Asked {
        &self.asked
    }

    /// What is typed, as it is held against texts.
    #[must_use]
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// What is typed, where texts are looked through.
    #[must_use]
    pub fn query_of_texts(&self) -> Option<&Query> {
        matches!(self.content, Content::Texts(..)).then_some(&self.query)
    }

    /// Brings what is found up to date with the line. Returns whether the line
    /// is another one.
    pub fn look(&mut self) -> bool {
        let typed = self.typed();
        if self.typed.as_ref() == Some(&typed) {
            return false;
        }
        // What is typed one letter longer is among what was found before.
        let goes_on = self
            .typed
            .as_ref()
            .is_some_and(|t| !t.is_empty() && typed.starts_with(t.as_str()));
        self.look_for(typed, goes_on);
        self.selected = 0;
        self.top = 0;
        true
    }

    fn look_for(&mut self, typed: String, goes_on: bool) {
        let query = Query::new(&typed);
        match &self.content {
            Content::Palette(palette) => {
                let asked = Asked::new(&typed);
                let narrows = goes_on && Query::loose(&typed).narrows(&self.loose());
                let among = narrows.then_some(self.possible.as_slice());
                let (possible, shown) = palette.find(&asked, among);
                (self.possible, self.shown, self.asked) = (possible, shown, asked);
            }
            Content::Texts(texts, _) => {
                let narrows = goes_on && query.narrows(&self.query);
                let found = texts.find(&query, narrows.then_some(self.shown.as_slice()));
                self.shown = found;
            }
        }
        self.query = query;
        self.typed = Some(typed);
    }

    fn loose(&self) -> Query {
        Query::loose(self.typed.as_deref().unwrap_or_default())
    }

    /// Looks through other content, which the same was looked for in.
    pub fn replace(&mut self, content: Content) {
        self.content = content;
        let typed = self.typed();
        self.look_for(typed, false);
        self.selected = self.selected.min(self.shown.len().saturating_sub(1));
    }

    /// The places in the content of what was found, best or first first.
    #[must_use]
    pub fn shown(&self) -> &[usize] {
        &self.shown
    }

    /// How many rows there are: what is shown of the content, and below it what
    /// was found elsewhere.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.shown.len() + self.elsewhere.hits.len()
    }

    /// What is found elsewhere in a row.
    #[must_use]
    pub fn hit(&self, nth: usize) -> Option<&Hit> {
        self.elsewhere.hits.get(nth.checked_sub(self.shown.len())?)
    }

    /// Whether the texts of a folder's controls are looked through, too.
    #[must_use]
    pub fn looks_elsewhere(&self) -> bool {
        matches!(&self.content, Content::Palette(p) if p.is_of_controls())
    }

    /// How much there is to look through.
    #[must_use]
    pub fn total(&self) -> usize {
        match &self.content {
            Content::Palette(palette) => palette.total(),
            Content::Texts(texts, _) => texts.total(),
        }
    }

    /// Where something that was found leads.
    #[must_use]
    pub fn target(&self, nth: usize) -> Option<Target> {
        let Some(&at) = self.shown.get(nth) else {
            let hit = self.hit(nth)?;
            return Some(Target::Text(hit.control.clone(), hit.place.clone()));
        };
        match &self.content {
            Content::Palette(palette) => palette.get(at).map(|c| c.target.clone()),
            Content::Texts(texts, _) => texts.get(at).map(|text| Target::of(&text.place)),
        }
    }

    /// All that was found in texts, with words for where it is.
    #[must_use]
    pub fn hits(&self) -> Vec<(Target, String)> {
        match &self.content {
            Content::Palette(_) => Vec::new(),
            Content::Texts(texts, _) => texts.hits(&self.shown),
        }
    }

    /// Whether a row is selected: in the palette none is before something was
    /// typed or moved to.
    #[must_use]
    pub fn has_selected(&self) -> bool {
        let lists = |p: &Palette| p.is_of_controls() || p.is_of_due();
        let waits = matches!(&self.content, Content::Palette(p) if !lists(p));
        !waits || self.touched || !self.asked.is_empty()
    }

    /// The selected row.
    #[must_use]
    pub fn at(&self) -> usize {
        self.selected
    }

    /// Selects a row. Returns whether it was selected already.
    pub fn select(&mut self, at: usize) -> bool {
        let again = self.selected == at;
        self.selected = at.min(self.rows().saturating_sub(1));
        again
    }

    /// The first row in sight where there are so many: the selected one is in
    /// sight.
    #[must_use]
    pub fn top(&self, rows: usize) -> usize {
        layout::first_in_sight(self.top, self.selected, self.rows(), rows)
    }

    /// Scrolls no further than it must for the selected row.
    pub fn scroll(&mut self, rows: usize) {
        self.top = self.top(rows);
    }
}
