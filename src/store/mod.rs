//! Answer files: reading them with every problem named where it stands,
//! saving them without touching what was not changed, and what lies beside
//! them (evidence, drafts, the list of recent files).

pub(crate) mod disk;
pub mod drafts;
mod error;
pub mod evidence;
mod fast;
pub(crate) mod fields;
mod file;
pub mod hold;
pub(crate) mod inline;
pub(crate) mod layout;
pub mod listing;
pub mod output;
pub(crate) mod parse;
mod problem;
mod reader;
pub mod recent;
pub mod rescue;
pub mod unfinished;
mod walk;

pub use error::{CreateError, OpenError, ResolveError, SaveError};
pub use fields::{render, update};
pub use file::{AnswerFile, JoinError, Joined, LIMIT, rebased};
pub use layout::Layout;
pub(crate) use parse::control_character;
pub use parse::{Parsed, parse};
pub use problem::{Problem, Severity, position, render_problems};
pub(crate) use reader::{nearest, shorten};

use crate::questionnaire::Questionnaire;

/// Reads the text of an answer file as [`parse`] does, and many times as fast
/// where it is in the layout that this program writes.
#[must_use]
pub fn read(text: &str, questionnaire: &Questionnaire) -> Parsed {
    fast::read(text, questionnaire).unwrap_or_else(|| parse(text, questionnaire))
}

/// Whether [`read`] is fast for a text: it is in the layout that this program
/// writes, and nothing in it is wrong.
#[must_use]
pub fn is_canonical(text: &str, questionnaire: &Questionnaire) -> bool {
    fast::read(text, questionnaire).is_some()
}
