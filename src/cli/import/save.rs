//! Opening, changing and making answer files of any control.

use crate::assessment::{Assessment, folder_of};
use crate::cli::{Failure, open_failure, say, styled};
use crate::questionnaire::Questionnaire;
use crate::store::{AnswerFile, SaveError};
use std::io;
use std::path::{Path, PathBuf};

/// How often a save is tried anew on what another program has just written.
const TRIES: usize = 20;

/// Opens an answer file by its control's questionnaire; in a folder of
/// controls also one that is not there yet.
pub fn open(path: &Path, q: &Questionnaire) -> Result<AnswerFile, Failure> {
    let opened = if crate::folder::of_file(path).is_some() {
        AnswerFile::begin(path, q)
    } else {
        AnswerFile::open(path, q)
    };
    opened.map_err(|error| open_failure(&error, styled(&io::stderr())))
}

/// Makes a change on what a file says now and saves it.
pub fn changed<T>(
    path: &Path,
    q: &Questionnaire,
    dry_run: bool,
    change: impl Fn(&mut Assessment) -> Result<T, Failure>,
) -> Result<T, Failure> {
    for _ in 0..TRIES {
        let mut file = open(path, q)?;
        let mut next = file.assessment().clone();
        let result = change(&mut next)?;
        if dry_run {
            return Ok(result);
        }
        match file.save(&next) {
            Ok(()) => {
                file.take_told().iter().for_each(|note| say(note));
                return Ok(result);
            }
            Err(SaveError::ChangedOnDisk) => {}
            Err(error) => return Err(Failure::found(error.to_string())),
        }
    }
    Err(Failure::found(
        "the file keeps changing: nothing was changed; try again",
    ))
}

/// Makes an answer file, and its folder where there is none.
pub fn make(path: &Path, a: &Assessment) -> Result<(), Failure> {
    let folder: PathBuf = folder_of(path).to_owned();
    std::fs::create_dir_all(&folder)?;
    AnswerFile::create(path, a)?;
    Ok(())
}
