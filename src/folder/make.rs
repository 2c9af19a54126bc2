//! Making a folder of controls.

use super::QUESTIONNAIRES;
use crate::assessment::Assessment;
use crate::store::{AnswerFile, CreateError, SHARED_FILE};
use std::io;
use std::path::{Component, Path, PathBuf};

/// Whether a path means a folder of controls: it ends in a slash, or is an
/// empty folder.
#[must_use]
pub fn is_meant(path: &Path) -> bool {
    let text = path.as_os_str().as_encoded_bytes();
    let empty = || std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    text.ends_with(b"/") || (path.is_dir() && empty())
}

/// Makes the folder, if it is not there, and the `assessment.toml` in it.
///
/// # Errors
/// When either cannot be made; a file that is there is left alone.
pub fn make(dir: &Path, shared: &Assessment) -> Result<(), CreateError> {
    match std::fs::create_dir(dir) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            return Err(CreateError::Io {
                path: dir.to_owned(),
                source,
            });
        }
        _ => {}
    }
    AnswerFile::create(&dir.join(SHARED_FILE), shared).map(drop)
}

/// Where the questionnaires of a new folder are, unless it is told otherwise:
/// in itself or beside it; none where neither is there.
#[must_use]
pub fn questionnaires_for(dir: &Path) -> Option<PathBuf> {
    let own = dir.join(QUESTIONNAIRES);
    if own.is_dir() {
        return Some(own);
    }
    questionnaires_beside(dir).map(|_| beside(dir))
}

fn beside(dir: &Path) -> PathBuf {
    match dir.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.join(QUESTIONNAIRES),
        _ => PathBuf::from(QUESTIONNAIRES),
    }
}

/// The folder `questionnaires` that a new folder is made beside, as its
/// `assessment.toml` names it; none where there is none.
#[must_use]
pub fn questionnaires_beside(dir: &Path) -> Option<String> {
    let beside = beside(dir);
    let found = beside.is_dir() && !dir.join(QUESTIONNAIRES).is_dir();
    found.then(|| way(dir, &beside)).flatten()
}

/// How one gets from one folder to another, or where it is if there is no way
/// from one to the other; none if that cannot be written as text.
#[must_use]
pub fn way(from: &Path, to: &Path) -> Option<String> {
    let absolute = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        path.canonicalize().unwrap_or(path)
    };
    let (from, to) = (absolute(from), absolute(to));
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(common).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to.iter().skip(common).copied()).collect();
    match way.to_str()? {
        "" => Some(".".to_owned()),
        way => Some(way.to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Role;

    #[test]
    fn a_new_folder_finds_the_questionnaires_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        let new = dir.path().join("acme/");
        assert!(is_meant(&new) && !is_meant(&dir.path().join("acme")));
        assert_eq!(questionnaires_beside(&new), None);
        std::fs::create_dir(dir.path().join(QUESTIONNAIRES)).unwrap();
        let found = questionnaires_beside(&new);
        assert_eq!(found.as_deref(), Some("../questionnaires"));
        // One's own comes first.
        std::fs::create_dir_all(new.join(QUESTIONNAIRES)).unwrap();
        assert_eq!(questionnaires_beside(&new), None);
    }

    #[test]
    fn nothing_that_is_there_is_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let shared = Assessment {
            subject: "Acme".to_owned(),
            roles: vec![Role::Csp],
            ..Assessment::default()
        };
        let new = dir.path().join("acme/");
        make(&new, &shared).unwrap();
        let file = new.join(SHARED_FILE);
        let before = std::fs::read_to_string(&file).unwrap();
        assert!(make(&new, &Assessment::default()).is_err());
        assert_eq!(std::fs::read_to_string(&file).unwrap(), before);
        // Not a tree of folders: a mistyped path is told.
        assert!(make(&dir.path().join("a/b/"), &shared).is_err());
    }
}
