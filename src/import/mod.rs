//! Workbooks that a team downloaded from CSA itself: the AI Controls Matrix
//! (AICM) as questionnaires, a filled AI-CAIQ as answers, and answers back
//! into a copy of one.
//!
//! Sheets and columns are found by their headings, so that versions 1.0 and
//! 1.1 are read alike. Everything here is given bytes and gives back values
//! and notes; what a workbook says that has no place is never dropped
//! silently, but becomes a [`Note`].

mod answers;
mod book;
mod choices;
mod container;
mod copy;
mod file_name;
mod heading;
mod ids;
mod matrix;
mod merges;
mod nearly;
mod package;
mod render;
mod sheet_xml;
mod standards;
mod steps;
mod version;
mod words;

pub use answers::{Filled, FilledRow, Found, Named, NotFilled, Wanted, filled, filled_in};
pub use book::{Book, Sheet, Value, address};
pub use container::Unreadable;
pub use copy::{Cells, Copied, NotCopied, copy, copy_in};
pub use file_name::file_name;
pub use ids::{Ids, control_id, question_id};
pub use matrix::{Imported, questionnaires};
pub use render::{NotFaithful, checked, render};
pub use steps::{Steps, split, topic};
pub use version::same_version;
pub use words::{answer, ownership};

use crate::text::one_line;
use std::fmt;

/// Something of a workbook that found no place, or not as it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The workbook's name.
    pub book: String,
    /// The sheet.
    pub sheet: String,
    /// The cell, as `D12`; empty when it is about the sheet.
    pub cell: String,
    /// What stands there, shortened; empty when that says nothing.
    pub found: String,
    /// What is the matter, and what was expected.
    pub message: String,
}

impl Note {
    fn of(book: &str, sheet: &str, cell: &str, found: &str, message: impl Into<String>) -> Self {
        Self {
            book: book.to_owned(),
            sheet: sheet.to_owned(),
            cell: cell.to_owned(),
            found: short(found),
            message: message.into(),
        }
    }
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: “{}”", one_line(&self.book), one_line(&self.sheet))?;
        if !self.cell.is_empty() {
            write!(f, ", {}", self.cell)?;
        }
        if !self.found.is_empty() {
            write!(f, ": “{}”", self.found)?;
        }
        write!(f, ": {}", one_line(&self.message))
    }
}

/// The start of a text on one line, to tell it by.
fn short(text: &str) -> String {
    const LENGTH: usize = 48;
    let line = one_line(text.trim());
    if line.chars().count() <= LENGTH {
        return line;
    }
    let start: String = line.chars().take(LENGTH - 1).collect();
    format!("{}…", start.trim_end())
}

/// A text of a cell as files keep it: line ends unified, no control
/// characters, no blanks at the ends of lines. Says which control character
/// was left out first, if one was.
fn tidy(text: &str) -> (String, Option<char>) {
    let text = text.replace("\r\n", "\n");
    let mut left_out = None;
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\r' | '\u{B}' | '\u{C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{A0}' => out.push(' '),
            c if crate::text::is_unsafe(c) => left_out = left_out.or(Some(c)),
            c => out.push(c),
        }
    }
    let lines: Vec<&str> = out.lines().map(str::trim_end).collect();
    (lines.join("\n").trim().to_owned(), left_out)
}
