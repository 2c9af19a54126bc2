//! Reading TOML that has just the keys that are expected, in the order in
//! which they are expected, line by line and without a document in between.
//! Whatever is otherwise is [`Other`], and left to a parser of all of TOML.

mod lines;
mod pieces;
mod plain;

pub(crate) use lines::{Canon, Lines, Other};
pub(crate) use plain::is_plain;
