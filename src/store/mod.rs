//! Answer files: reading them with every problem named where it stands,
//! saving them without touching what was not changed, and what lies beside
//! them (evidence, drafts, the list of recent files, where one left).

pub mod bookmark;
pub(crate) mod disk;
pub mod drafts;
mod error;
pub mod evidence;
mod fast;
#[cfg(test)]
mod faults;
pub(crate) mod fields;
mod file;
pub(crate) mod fs;
pub mod hold;
pub(crate) mod inline;
pub(crate) mod layout;
pub mod listing;
pub(crate) mod meant;
pub mod output;
mod own;
pub(crate) mod parse;
mod problem;
mod reader;
pub mod recent;
pub mod rescue;
mod rights;
pub mod unfinished;
mod walk;
pub mod whose;

pub(crate) use error::mend;
pub use error::{CreateError, OpenError, ResolveError, SaveError};
pub(crate) use fast::Places;
#[cfg(test)]
pub(crate) use fields::SHARED_ROOT;
pub(crate) use fields::{
    ACTION, ASSESSMENT, CONFLICT, EVIDENCE, OTHER, PERSON, QUESTION, ROLE, ROOT, SAMPLE, SIGN_OFF,
    STEP, quoted,
};
pub use fields::{render, update};
pub(crate) use file::is_copy;
pub use file::{AnswerFile, JoinError, Joined, LIMIT, SHARED_FILE, new_text, rebased, taken_back};
pub use layout::Layout;
pub use own::Own;
pub(crate) use parse::control_character;
pub use parse::{Parsed, made_whole, parse, parse_in, parse_shared};
pub(crate) use problem::SHOWN;
pub use problem::{Lines, Problem, Severity, position, render_first, render_problems};
pub(crate) use reader::{nearest, shorten};

use crate::assessment::Assessment;
use crate::questionnaire::Questionnaire;

/// Reads the text of an answer file as [`parse_in`] does, and many times as
/// fast where it is in the layout that this program writes.
#[must_use]
pub fn read(text: &str, questionnaire: &Questionnaire, shared: Option<&Assessment>) -> Parsed {
    let Some(mut parsed) = fast::read(text, questionnaire, shared) else {
        return parse_in(text, questionnaire, shared);
    };
    if let Some(shared) = shared {
        parsed.assessment = parsed.assessment.inheriting(shared);
    }
    parsed
}

/// Reads the text of an `assessment.toml` as [`parse_shared`] does, and fast
/// where it can be.
#[must_use]
pub fn read_shared(text: &str) -> Parsed {
    fast::read_shared(text).unwrap_or_else(|| parse_shared(text))
}

/// The text of an answer file as [`read`] reads it, with nothing inherited;
/// none where that would not be fast.
pub(crate) fn read_canonical(
    text: &str,
    questionnaire: &Questionnaire,
    shared: Option<&Assessment>,
) -> Option<Parsed> {
    fast::read(text, questionnaire, shared)
}

/// What the rules read of an answer file, with nothing inherited and its
/// answers in their places; none where that would not be fast. Whether there is
/// a record of all evidence is not asked.
pub(crate) fn read_brief(
    text: &str,
    questionnaire: &Questionnaire,
    shared: Option<&Assessment>,
    answers: &mut Places,
) -> Option<Assessment> {
    fast::read_brief(text, questionnaire, shared, answers)
}

/// Whether [`read`] is fast for a text: it is in the layout that this program
/// writes, and no error is in it.
#[must_use]
pub fn is_canonical(
    text: &str,
    questionnaire: &Questionnaire,
    shared: Option<&Assessment>,
) -> bool {
    fast::read(text, questionnaire, shared).is_some()
}
