//! Answer files: reading them with every problem named where it stands,
//! saving them without touching what was not changed, and what lies beside
//! them (evidence, drafts, the list of recent files).

pub(crate) mod disk;
pub mod drafts;
mod error;
pub mod evidence;
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
pub(crate) use file::is_copy;
pub use file::{AnswerFile, JoinError, Joined, LIMIT, SHARED_FILE, rebased};
pub use layout::Layout;
pub(crate) use parse::control_character;
pub use parse::{Parsed, made_whole, parse, parse_in, parse_shared};
pub use problem::{Problem, Severity, position, render_problems};
pub(crate) use reader::{nearest, shorten};
