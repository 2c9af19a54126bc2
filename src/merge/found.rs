//! Which value of a conflict over an evidence file is that of the file itself.

use super::choices::{Choice, Choices};
use super::resolve::keys_of;
use crate::assessment::{EvidenceId, FileState};

/// The record of a conflict over what is in its file; none of any other
/// conflict.
#[must_use]
pub fn file_of(path: &str) -> Option<EvidenceId> {
    let keys = keys_of(path)?;
    match keys.as_slice() {
        [table, id, key] if table == "evidence" && key == "sha256" => EvidenceId::new(id),
        _ => None,
    }
}

/// Whether a value of such a conflict is that of the file that was found.
#[must_use]
pub fn is_found(choice: &Choice, file: &FileState) -> bool {
    let FileState::Present { sha256, .. } = file else {
        return false;
    };
    let value = choice.value.as_deref();
    value.is_some_and(|value| value.eq_ignore_ascii_case(sha256))
}

/// What is said of a file that has none of the values; nothing where it has one
/// or was not read.
#[must_use]
pub fn unlike(choices: &Choices, file: &FileState) -> Option<&'static str> {
    let mut all = choices.values.iter().chain(&choices.base);
    match file {
        FileState::Missing => Some("there is no such file on disk now"),
        FileState::Present { .. } if !all.any(|choice| is_found(choice, file)) => {
            Some("the file on disk now is none of these")
        }
        _ => None,
    }
}
