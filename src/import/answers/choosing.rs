//! Which sheet of a workbook a role's answers stand in.

use super::Found;
use crate::assessment::Role;
use crate::import::Note;
use crate::import::book::Book;
use crate::import::heading::squeeze;
use crate::import::ids::{Ids, NO_IDS};
use crate::import::nearly::no_answers;

/// Whose answers are looked for, and where.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wanted<'a> {
    /// The sheet; where none is named, the first that is for the role.
    pub sheet: Option<&'a str>,
    /// The role; where none is named, any.
    pub role: Option<Role>,
    /// The ids of the questionnaires at hand; without them those of CSA's shape
    /// are ids.
    pub ids: Option<&'a Ids>,
}

/// A sheet for answers, and the providers that it names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// What it is called.
    pub sheet: String,
    /// The providers; empty where it may be anybody's.
    pub roles: Vec<Role>,
}

/// Why no answers could be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotFilled {
    /// No sheet is for them; what those lack that nearly are.
    NoSheet(Vec<Note>),
    /// The one that was named is not among those that are.
    Other(Vec<String>),
    /// All that are name other roles.
    OtherRoles(Role, Vec<Named>),
}

/// The sheet that was chosen, and the others that nobody chose from.
#[derive(Debug)]
pub(in crate::import) struct Chosen {
    pub found: Found,
    pub others: Vec<Found>,
}

impl<'a> Wanted<'a> {
    pub(in crate::import) fn known(&self) -> &'a Ids {
        self.ids.unwrap_or(&NO_IDS)
    }
}

impl Named {
    /// Whether the sheet may hold the answers of a role.
    #[must_use]
    pub fn serves(&self, role: Role) -> bool {
        self.roles.is_empty() || self.roles.contains(&role)
    }
}

impl Found {
    pub(in crate::import) fn as_named(&self, book: &Book) -> Named {
        Named {
            sheet: self.name(book).to_owned(),
            roles: self.named.clone(),
        }
    }

    fn name<'a>(&self, book: &'a Book) -> &'a str {
        book.sheets.get(self.at).map_or("", |s| s.name.as_str())
    }
}

/// The sheet that is named; else the first that names the role, or that names
/// none.
///
/// # Errors
/// When there is no such sheet.
pub(in crate::import) fn chosen(book: &Book, wanted: &Wanted<'_>) -> Result<Chosen, NotFilled> {
    let mut all: Vec<Found> = Found::all(book, wanted.role, wanted.known()).collect();
    if all.is_empty() {
        let near = book
            .sheets
            .iter()
            .filter_map(|s| no_answers(book, s, wanted.known()));
        return Err(NotFilled::NoSheet(near.collect()));
    }
    let at = match (wanted.sheet, wanted.role) {
        (None, None) => Some(0),
        (None, Some(role)) => {
            let own = all.iter().position(|f| f.named.contains(&role));
            own.or_else(|| all.iter().position(|f| f.named.is_empty()))
        }
        (Some(name), _) => {
            let exact = all.iter().position(|f| f.name(book) == name);
            exact.or_else(|| {
                let same = |f: &Found| squeeze(f.name(book)) == squeeze(name);
                all.iter().position(same)
            })
        }
    };
    let Some(at) = at else {
        let fitting = all.iter().map(|f| f.as_named(book));
        return Err(match (wanted.sheet, wanted.role) {
            (None, Some(role)) => NotFilled::OtherRoles(role, fitting.collect()),
            _ => NotFilled::Other(fitting.map(|named| named.sheet).collect()),
        });
    };
    let found = all.remove(at);
    if wanted.sheet.is_some() {
        all.clear();
    }
    Ok(Chosen { found, others: all })
}
