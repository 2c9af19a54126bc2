//! Which questionnaire an answer file answers.

use super::{Folder, QUESTIONNAIRES, find, of_file};
use crate::assessment::folder_of;
use crate::questionnaire::catalog::Catalog;
use crate::questionnaire::{LoadError, Questionnaire, built_in, embedded};
use crate::store::{AnswerFile, OpenError};
use crate::text::one_line;
use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A questionnaire and its file; none for the built-in one.
pub type Asked = (Arc<Questionnaire>, Option<PathBuf>);

/// Why nobody can tell what a file answers.
#[derive(Debug)]
pub enum AskedError {
    /// It is what the controls of a folder share.
    Shared(PathBuf),
    /// It is in a folder of controls and says of none that it answers it.
    NoControl(String),
    /// The folder that it is in cannot be used.
    Folder(OpenError),
    /// The questionnaire cannot be used; with its file, if it has one.
    Questionnaire(Option<PathBuf>, LoadError),
}

impl fmt::Display for AskedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shared(path) => write!(
                f,
                "{} is what the controls of a folder share: name the folder, or the file of one of its controls",
                one_line(&path.display().to_string())
            ),
            Self::NoControl(why) => f.write_str(why),
            Self::Folder(error) => write!(f, "{error}"),
            Self::Questionnaire(None, error) => f.write_str(&error.message),
            Self::Questionnaire(Some(path), error) => {
                let name = one_line(&path.display().to_string());
                write!(f, "{name}: {}", error.message)
            }
        }
    }
}

/// The questionnaire that an answer file answers: in a folder of controls that
/// of the folder, else the built-in one or one that lies beside it in
/// `questionnaires`. Opening the file says whether it is of it at all.
///
/// # Errors
/// See [`AskedError`].
pub fn asked_by(file: &Path) -> Result<Asked, AskedError> {
    if super::is_shared_file(file) {
        return Err(AskedError::Shared(file.to_owned()));
    }
    if let Some(folder) = of_file(file) {
        return asked_in(&Folder::open(folder).map_err(AskedError::Folder)?, file);
    }
    let built_in = || Ok((built_in(), None));
    let Some(head) = find::head_of(file) else {
        return built_in();
    };
    if head.id == embedded().control.id && is_of_built_in(&head.digest) {
        return built_in();
    }
    let mut catalog = Catalog::default();
    let beside = folder_of(file).join(QUESTIONNAIRES);
    let added = catalog.add_folder_of(&beside, folder_of(file));
    catalog.choose(&head.id, &head.digest);
    if added.is_err() || catalog.head(&head.id).is_none() || stays_with_built_in(file, &catalog) {
        return built_in();
    }
    load(&catalog, &head.id)
}

/// What is said of a file's control where several texts for it are at hand and the
/// file names none of them.
#[must_use]
pub fn ambiguous_by(file: &Path) -> Option<String> {
    let head = find::head_of(file)?;
    let all = match of_file(file) {
        Some(folder) => super::ambiguous(Folder::open(folder).ok()?.catalog()),
        None => {
            let mut catalog = Catalog::default();
            let beside = folder_of(file).join(QUESTIONNAIRES);
            catalog.add_folder_of(&beside, folder_of(file)).ok()?;
            catalog.choose(&head.id, &head.digest);
            super::ambiguous(&catalog)
        }
    };
    let mut all = all.into_iter();
    all.find(|(id, _)| *id == head.id).map(|(_, said)| said)
}

/// As [`asked_by`], of a file of a folder that is open: what is asked in it is
/// looked through once for all of them.
///
/// # Errors
/// See [`AskedError`].
pub fn asked_in(folder: &Folder, file: &Path) -> Result<Asked, AskedError> {
    let id = super::control_of(file).ok_or_else(|| without_control(file))?;
    of_control(folder, &id)
}

/// Whether an answer file that stands alone answers the built-in questionnaire
/// although another for its control is at hand: it was begun with the one that
/// it names by digest, and what came to lie beside it later changes nothing.
#[must_use]
pub fn stays_with_built_in(file: &Path, at_hand: &Catalog) -> bool {
    let id = &embedded().control.id;
    if at_hand.head(id).is_none_or(|head| head.path.is_none()) || of_file(file).is_some() {
        return false;
    }
    let Some(head) = find::head_of(file).filter(|head| head.id == *id) else {
        return false;
    };
    is_of_built_in(&head.digest) || at_hand.load(id).is_ok_and(|q| q.digest != head.digest)
}

fn is_of_built_in(digest: &str) -> bool {
    digest.is_empty() || digest == embedded().digest
}

/// The questionnaire of a control of a folder.
///
/// # Errors
/// See [`AskedError`].
pub fn of_control(folder: &Folder, id: &str) -> Result<Asked, AskedError> {
    let path = folder.catalog().head(id).and_then(|head| head.path.clone());
    match folder.questionnaire(id) {
        Ok(q) => Ok((q, path)),
        Err(error) => Err(AskedError::Questionnaire(path, error)),
    }
}

/// A control's questionnaire of a catalog that has it.
///
/// # Errors
/// See [`AskedError`].
pub fn load(catalog: &Catalog, id: &str) -> Result<Asked, AskedError> {
    let path = catalog.head(id).and_then(|head| head.path.clone());
    match catalog.load(id) {
        Ok(q) => Ok((q, path)),
        Err(error) => Err(AskedError::Questionnaire(path, error)),
    }
}

fn without_control(file: &Path) -> AskedError {
    AskedError::NoControl(unread(file))
}

/// Why a file of a folder of controls that does not say which control it answers
/// cannot be used; none of one that says so.
pub(crate) fn unsaid(file: &Path) -> Option<String> {
    (!super::says_control(file)).then(|| match AnswerFile::open(file, embedded()) {
        Err(error) => one_line(&error.first()),
        Ok(_) => unread(file),
    })
}

fn unread(file: &Path) -> String {
    match crate::bounded::open_own(file) {
        Err(error) => error.to_string(),
        Ok(_) => "it does not say which control it answers: write it (questionnaire = \"CEK-02\" in [assessment]), or move the file elsewhere if it is no answer file".to_owned(),
    }
}
