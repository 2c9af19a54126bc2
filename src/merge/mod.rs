//! Bringing two descendants of an answer file together, field by field. What
//! only one side changed is taken; what both changed in different ways is kept
//! from both, in a table of conflicts that the program and people can read.
//!
//! What one side took away of an answer that the other has worked on is asked
//! about, too.
//!
//! It works on keys and values, so that keys of a newer version and keys of a
//! person's own are merged as well; it knows the format's fields where it has
//! to know what goes together.

mod ancestors;
mod away;
mod choices;
mod comments;
mod decide;
mod disputes;
mod found;
mod groups;
mod joined;
mod lines;
pub mod marks;
mod part;
mod resolve;
mod sentences;
mod settled;
mod side;
mod three;
mod words;

pub use ancestors::merge_ancestors;
pub use choices::{Choice, Choices, choices, plain};
pub use decide::{decide, item_of, named};
pub use found::{file_of, is_found, unlike};
pub use part::{Basis, PartError, alone, join, part_digest, sent_records, split};
pub use resolve::{Pick, PickError, keys_of, resolve};
pub use sentences::sentences;
pub(crate) use side::bare;
pub use three::merge;
pub use words::field;

use crate::assessment::Role;
use std::fmt;

/// Which of the three texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// The common ancestor.
    Base,
    /// The one that is merged into.
    Ours,
    /// The one that is merged in.
    Theirs,
}

impl fmt::Display for Side {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Base => "base",
            Self::Ours => "ours",
            Self::Theirs => "theirs",
        })
    }
}

/// Why texts cannot be merged field by field.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MergeError {
    /// One of them is no TOML.
    #[error("{side} is not valid TOML on line {line}: {message}")]
    Parse {
        /// Which.
        side: Side,
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        message: String,
    },
    /// One of them is of a format that this program does not know; nothing is to
    /// be written.
    #[error("{side} has schema {schema}, and this program knows schemas up to {known}: a newer aicaiq can merge it", known = crate::assessment::SCHEMA)]
    Newer {
        /// Which.
        side: Side,
        /// Its schema.
        schema: i64,
    },
    /// What came out would not be a file of the format; nothing is to be
    /// written.
    #[error("the merged text would not be valid: {0}")]
    Broken(String),
    /// What came out could not be opened again; nothing is to be written.
    #[error("the merged file cannot be written: {0}")]
    TooMuch(String),
}

/// What the two sides are called where a conflict is kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Labels {
    /// For example a branch; empty for none.
    pub ours: String,
    /// The same of the other side.
    pub theirs: String,
    /// Whether the base is not known: what only one side has may have been
    /// added by it or taken away by the other.
    pub no_base: bool,
    /// The roles that this is about; none for the whole file.
    pub only: Vec<Role>,
    /// Of a base that is not known: where it is not, as the beginnings of key
    /// paths; none for everywhere.
    pub unknown: Vec<Vec<String>>,
}

impl Labels {
    /// Whether nobody knows what a field was before.
    fn has_no_base(&self, path: &[String]) -> bool {
        let of = |role: &Role| path.starts_with(&["roles".to_owned(), role.as_str().to_owned()]);
        let below = |start: &Vec<String>| path.starts_with(start);
        self.no_base
            && (self.only.is_empty() || self.only.iter().any(of))
            && (self.unknown.is_empty() || self.unknown.iter().any(below))
    }
}

/// Two sides brought together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The text: ours, with what theirs changed. A conflict keeps the value of
    /// ours in its field, and all three under `[conflicts]`.
    pub text: String,
    /// The fields that both changed in different ways, by dotted key path.
    pub conflicts: Vec<String>,
    /// What was decided without asking although both sides had a say, in
    /// sentences; one line each, safe to show.
    pub notes: Vec<String>,
    /// How many fields were taken from theirs, whole or in part.
    pub taken: usize,
}
