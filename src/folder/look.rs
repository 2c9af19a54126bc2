//! Looking at a folder without keeping what a save would need.

use super::{Control, Folder, find, place};
use crate::assessment::{Assessment, SCHEMA};
use crate::bounded;
use crate::questionnaire::catalog::Catalog;
use crate::store::{self, AnswerFile, LIMIT, OpenError, SHARED_FILE};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

impl Folder {
    /// As [`Self::open`], and many times as fast where `assessment.toml` is in
    /// the layout that this program writes.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn look(path: &Path) -> Result<Self, OpenError> {
        let Some(shared) = shared(path) else {
            return Self::open(path);
        };
        let controls = find::controls(path).map_err(|source| OpenError::Io {
            path: path.to_owned(),
            source,
        })?;
        let mut folder = Self {
            path: path.to_owned(),
            shared: Arc::new(shared),
            controls,
            catalog: Catalog::built_in(),
            missing: None,
            instead: None,
        };
        folder.find_questionnaires();
        Ok(folder)
    }

    /// The controls that have a file by now: see [`Self::controls`].
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn controls_now(&self) -> io::Result<Vec<Control>> {
        find::controls(&self.path)
    }
}

/// Where the questionnaires of a folder are, whether they are there or not.
/// Neither they nor its controls are looked at.
///
/// # Errors
/// When `assessment.toml` cannot be used.
pub fn questionnaires_of(path: &Path) -> Result<PathBuf, OpenError> {
    questionnaires_and_shared(path).map(|(place, _)| place)
}

/// As [`questionnaires_of`], with what `assessment.toml` says, if there is
/// nothing to be said against it: it can be long, and need not be read again.
pub(crate) fn questionnaires_and_shared(
    path: &Path,
) -> Result<(PathBuf, Option<Assessment>), OpenError> {
    if let Some(shared) = shared(path) {
        return Ok((place(path, &shared.questionnaires), Some(shared)));
    }
    let opened = AnswerFile::open_shared(&path.join(SHARED_FILE))?;
    Ok((place(path, &opened.assessment().questionnaires), None))
}

/// What `assessment.toml` says, if there is nothing to be said against it.
fn shared(path: &Path) -> Option<Assessment> {
    let file = bounded::open_own(&path.join(SHARED_FILE)).ok()?;
    let text = String::from_utf8(bounded::read(&file, LIMIT).ok()??).ok()?;
    let parsed = store::read_shared(&text);
    let of_answers = text.contains("\n[roles") || text.contains("\nquestionnaire ");
    let is_plain = parsed.problems.is_empty() && !of_answers;
    (is_plain && parsed.schema <= SCHEMA).then_some(parsed.assessment)
}
