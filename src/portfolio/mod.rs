//! Many providers side by side: what their overviews come to by role, control
//! or domain, the worst first, and what became of it since. Pure, except for
//! [`find`] and [`read`], which look at folders.

mod before;
mod build;
mod fail;
mod filter;
pub mod find;
mod gone;
mod lists;
pub mod read;
mod tally;
mod unread;

pub use before::{Before, Trend, strip};
pub use build::build;
pub use fail::{FailOn, Failed, failed};
pub use filter::{Filter, matches};
pub use gone::Gone;
pub use tally::{Controls, Tally};

use crate::assessment::{Role, SignOffState};
use crate::questionnaire::ItemId;
use chrono::NaiveDate;
use std::path::{Path, PathBuf};

/// The one rule by which rows are sorted, for people to read.
pub const WORST_FIRST: &str = "Worst first: more files that cannot be read, then more major, \
    minor, open and watch gaps, in this order; equal ones by name.";

/// What the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// Provider roles.
    #[default]
    Role,
    /// Controls.
    Control,
    /// Domains of controls.
    Domain,
}

impl By {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Role, Self::Control, Self::Domain];

    /// The word that screens and exports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Role => "role",
            Self::Control => "control",
            Self::Domain => "domain",
        }
    }

    /// The next one, round and round.
    #[must_use]
    pub fn next(self) -> Self {
        match self {
            Self::Role => Self::Control,
            Self::Control => Self::Domain,
            Self::Domain => Self::Role,
        }
    }
}

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// The role, the control's id or the domain's name.
    pub id: String,
    /// The control's name; empty for others.
    pub title: String,
    /// The control's domain; empty for others.
    pub domain: String,
    /// What all providers come to in it.
    pub all: Cell,
}

/// A provider's part in a column, or what several come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Cell {
    /// Gaps, steps and questions.
    pub tally: Tally,
    /// The controls that it counts, and how many of them are begun or broken.
    pub controls: Controls,
    /// What it came to before, where there is something to compare with.
    pub before: Option<(Tally, Controls)>,
    /// What of it can be compared with that: all, except for an earlier state
    /// of the same files, whose evidence nobody can look at any more.
    pub compared: Option<(Tally, Controls)>,
    /// What became of it; none where nothing is compared.
    pub trend: Option<Trend>,
    /// How many controls, roles or whole providers of it are gone, or have
    /// fewer answers: see [`Gone`].
    pub gone: usize,
}

/// A provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is called: its subject, else its folder or file.
    pub name: String,
    /// Its folder or file.
    pub path: PathBuf,
    /// The subject as the file has it.
    pub subject: String,
    /// Its roles.
    pub roles: Vec<Role>,
    /// A cell for each column; none where the provider has no part in it.
    pub cells: Vec<Option<Cell>>,
    /// What all of it comes to.
    pub all: Cell,
    /// Why it cannot be read, in one sentence safe to show.
    pub problem: Option<String>,
}

impl Row {
    /// Whether it was assessed before and is not any more.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.all.trend == Some(Trend::Gone)
    }
}

/// A record that has expired or will soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiring {
    /// The provider's name.
    pub provider: String,
    /// Its folder or file.
    pub path: PathBuf,
    /// The record's id.
    pub id: String,
    /// Its title, or else its link.
    pub title: String,
    /// The last day that it holds.
    pub on: NaiveDate,
    /// Whether that day is past.
    pub expired: bool,
    /// Where it is used: control, role, item. Empty where no item uses it.
    pub uses: Vec<Use>,
}

/// An item that uses a record.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Use {
    /// The control's id.
    pub control: String,
    /// The role.
    pub role: Role,
    /// The item.
    pub item: ItemId,
}

/// An open corrective action past its due date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// The provider's name.
    pub provider: String,
    /// The answer file, or the provider's folder.
    pub path: PathBuf,
    /// The control's id.
    pub control: String,
    /// The role.
    pub role: Role,
    /// The item.
    pub item: ItemId,
    /// What was to be done.
    pub text: String,
    /// By whom.
    pub owner: String,
    /// By when.
    pub due: NaiveDate,
}

fn files_of(all: &[Broken]) -> usize {
    all.iter().map(|one| one.files).sum()
}

/// Something that could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The provider's name.
    pub provider: String,
    /// The control's id; empty for the whole provider.
    pub control: String,
    /// The file or folder.
    pub path: PathBuf,
    /// Why, in one sentence safe to show.
    pub problem: String,
    /// How many files it is the reason for: as many as [`Controls::broken`] has
    /// of them.
    pub files: usize,
}

/// A control, or what the controls of a folder share, with conflicts that nobody
/// has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Undecided {
    /// The provider's name.
    pub provider: String,
    /// The control's id; empty for what the controls share.
    pub control: String,
    /// Its answer file.
    pub path: PathBuf,
    /// How many there are.
    pub conflicts: usize,
}

/// A role of a control whose sign-off is stale, or of which changes are requested since.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaleSignOff {
    /// The provider's name.
    pub provider: String,
    /// The answer file, or the provider's folder.
    pub path: PathBuf,
    /// The control's id.
    pub control: String,
    /// The role.
    pub role: Role,
    /// Who signed; empty where nobody is named.
    pub by: String,
    /// What has changed since.
    pub state: SignOffState,
}

/// Providers and what they come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Portfolio {
    /// The day that dates were compared with.
    pub today: NaiveDate,
    /// What the columns are.
    pub by: By,
    /// The columns: roles in their usual order, controls by id, domains by the
    /// ids of their controls.
    pub columns: Vec<Column>,
    /// The providers, worst first; those that are gone come last.
    pub rows: Vec<Row>,
    /// What all providers come to.
    pub all: Cell,
    /// Expired evidence, then what expires soon, each by date.
    pub expiring: Vec<Expiring>,
    /// Overdue corrective actions by their due date.
    pub overdue: Vec<Overdue>,
    /// Open ones whose date is near, in the same order.
    pub soon: Vec<Overdue>,
    /// What could not be read.
    pub broken: Vec<Broken>,
    /// Controls with conflicts that nobody has decided.
    pub undecided: Vec<Undecided>,
    /// Roles of controls that were signed off, and have changed since or are asked to.
    pub stale: Vec<StaleSignOff>,
    /// What it is compared with, for people; none where it is not.
    pub compared: Option<String>,
    /// Whether that is an earlier state of the same files: it is compared
    /// without what the files of evidence say, which of then nobody knows.
    pub of_same_files: bool,
    /// What of it could not be read, and is compared with nothing.
    pub unread: Vec<Broken>,
    /// How many of these may be worse today: all of an earlier assessment; of an
    /// earlier state of the same files those that have major or minor gaps today,
    /// as others were mended.
    pub maybe_worse: usize,
    /// The controls that got worse: provider and control.
    pub worse: Vec<(String, String)>,
    /// What was there before and is not any more.
    pub gone: Vec<Gone>,
    /// Roles that are to be assessed and that no control asks anything of: of
    /// which provider each is.
    pub not_asked: Vec<(String, Role)>,
}

impl Portfolio {
    /// How many records of evidence have expired, of one provider's folder or
    /// file or of all: the same that [`Self::expiring`] lists. [`Tally::expired`]
    /// counts the items that rest on them.
    #[must_use]
    pub fn expired_records(&self, of: Option<&Path>) -> usize {
        let records = self.expiring.iter().filter(|e| e.expired);
        records
            .filter(|e| of.is_none_or(|path| e.path == path))
            .count()
    }

    /// How many files cannot be read: the sum of the reasons in
    /// [`Self::broken`], as the counts have it.
    #[must_use]
    pub fn broken_files(&self) -> usize {
        files_of(&self.broken)
    }

    /// The same of what it is compared with.
    #[must_use]
    pub fn unread_files(&self) -> usize {
        files_of(&self.unread)
    }

    /// The providers that are there today.
    pub fn present(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| !row.is_gone())
    }

    /// The provider that is worst in a column; none where none has a gap there.
    #[must_use]
    pub fn worst_in(&self, column: usize) -> Option<(&Row, &Cell)> {
        let cells = self.present().filter_map(|row| {
            let cell = row.cells.get(column)?.as_ref()?;
            (cell.rank() > Cell::default().rank()).then_some((row, cell))
        });
        // Of equal ones the first, as the rows are sorted.
        cells.fold(None, |best, (row, cell)| match best {
            Some((_, known)) if known.rank() >= cell.rank() => best,
            _ => Some((row, cell)),
        })
    }
}
