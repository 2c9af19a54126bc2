//! Which providers the paths of a call name.

use crate::limits::PROVIDERS;
use crate::overview::is_folder;
use crate::store::meant::{self, is_toml};
use crate::store::{SHARED_FILE, is_copy};
use crate::text::one_line;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// Why a path names no provider.
#[derive(Debug, thiserror::Error)]
pub enum FindError {
    /// There is nothing of that name, or it cannot be read.
    #[error("cannot read {}: {source}", shown(.path))]
    Io {
        /// The path.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is a folder without any assessment.
    #[error("{} has no assessment in it: expected a folder with assessment.toml, an answer file (NAME.toml), or a folder with such folders or files directly in it{hint}", shown(.path))]
    Nothing {
        /// The path.
        path: PathBuf,
        /// What to name instead, where that is known.
        hint: String,
    },
}

fn shown(path: &Path) -> String {
    one_line(&path.display().to_string())
}

/// The providers that paths name, in the order of their paths and each once: an
/// assessment folder and an answer file are themselves, another folder those
/// that are directly in it. TOML files in such a folder that are plainly something
/// else are passed by; a folder of controls without its `assessment.toml`, a link
/// that leads nowhere, and what cannot be read, are not: whoever reads them says
/// what is wrong.
///
/// # Errors
/// When a path is not there, or is a folder without any assessment.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, FindError> {
    Ok(find_all(paths)?.providers)
}

/// What there is in the folders that a call names.
#[derive(Debug, Default)]
pub struct Found {
    /// The assessments, as [`find`] has them.
    pub providers: Vec<PathBuf>,
    /// The TOML files that are plainly something else.
    pub passed: Vec<PathBuf>,
}

/// As [`find`], with the files that are passed by.
///
/// # Errors
/// As [`find`].
pub fn find_all(paths: &[PathBuf]) -> Result<Found, FindError> {
    let mut found = Found::default();
    for path in paths {
        let io = |source| FindError::Io {
            path: path.clone(),
            source,
        };
        let meta = std::fs::metadata(path).map_err(io)?;
        if !meta.is_dir() || is_one(path) {
            found.providers.push(path.clone());
            continue;
        }
        let inside = inside(path).map_err(io)?;
        if inside.providers.is_empty() {
            return Err(FindError::Nothing {
                path: path.clone(),
                hint: hint(path),
            });
        }
        found.providers.extend(inside.providers);
        found.passed.extend(inside.passed);
    }
    for all in [&mut found.providers, &mut found.passed] {
        let mut seen = BTreeSet::new();
        all.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
        all.sort();
    }
    Ok(found)
}

/// Whether a folder is a provider itself, also where its `assessment.toml` is lost.
#[must_use]
pub fn is_one(folder: &Path) -> bool {
    is_folder(folder) || lacks_shared_file(folder)
}

/// What is in a folder, without what is hidden, and without the copies that a
/// conflict left beside an answer file: they are nobody's assessment.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if !name.starts_with('.') && !is_copy(&name) {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

/// The assessment folders and answer files directly in a folder, and what is
/// passed by. What nobody can tell anything of, as it cannot be read, is among
/// the first: a pipeline would pass for ever without it.
///
/// # Errors
/// When the folder cannot be read.
pub fn inside(folder: &Path) -> io::Result<Found> {
    let mut found = Found::default();
    for path in entries(folder)? {
        if path.is_dir() {
            if has_shared_file(&path)
                || std::fs::read_dir(&path).is_err()
                || lacks_shared_file(&path)
            {
                found.providers.push(path);
            }
        } else if is_toml(&path) {
            match meant::of_file(&path).may_be_answers() {
                true => found.providers.push(path),
                false => found.passed.push(path),
            }
        }
        if found.providers.len() > PROVIDERS {
            return Err(io::Error::other(format!(
                "it has more than {PROVIDERS} providers, the most that are compared: split it into several folders"
            )));
        }
    }
    Ok(found)
}

/// Whether there is something in a folder that is called `assessment.toml`, or
/// nobody may know.
pub(super) fn has_shared_file(folder: &Path) -> bool {
    match std::fs::symlink_metadata(folder.join(SHARED_FILE)) {
        Ok(_) => true,
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    }
}

/// Whether a folder has lost its `assessment.toml`: there is none, and no answer
/// file in it says whom it is about, as none in a folder of controls does, and not
/// all say in which roles.
#[must_use]
pub fn lacks_shared_file(folder: &Path) -> bool {
    if folder.join(SHARED_FILE).exists() {
        return false;
    }
    let mut all_have_roles = true;
    for path in entries(folder).into_iter().flatten() {
        if is_folder(&path) {
            return false;
        }
        if !is_toml(&path) {
            continue;
        }
        let Some(head) = meant::of_file(&path).head() else {
            continue;
        };
        if !head.subject.is_empty() {
            return false;
        }
        // What is broken at its very head says nothing.
        all_have_roles &= head.has_roles || head.control.is_none();
    }
    !all_have_roles
}

/// What to name instead of a folder whose folders have assessments in them.
fn hint(folder: &Path) -> String {
    let below = entries(folder).unwrap_or_default();
    let deeper = below
        .iter()
        .filter(|path| path.is_dir())
        .find(|path| inside(path).is_ok_and(|found| !found.providers.is_empty()));
    match deeper {
        Some(_) => format!(
            "; there are some deeper down: name {}/*/",
            shown(folder).trim_end_matches('/')
        ),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_files_and_folders_of_them_are_found_once() {
        let dir = tempfile::tempdir().unwrap();
        let at = |name: &str| dir.path().join(name);
        let put = |name: &str, text: &str| {
            std::fs::create_dir_all(at(name).parent().unwrap()).unwrap();
            std::fs::write(at(name), text).unwrap();
        };
        let answers = "schema = 1\n[assessment]\n";
        put("all/acme/assessment.toml", answers);
        put("all/acme/CEK-02.toml", answers);
        put("all/beta.toml", answers);
        put("all/broken.toml", "schema = 1\n[assessment\n");
        put("all/Cargo.toml", "[package]\n");
        put("all/.hidden.toml", answers);
        put("all/beta.mine-0123abcd.toml", answers);
        put(
            "all/beta.theirs-0123abcd-2.toml",
            "schema = 1\n[assessment\n",
        );
        put("all/notes/x.md", "x");
        put("deep/all/acme/assessment.toml", answers);
        put("none/x.md", "x");
        let paths = |names: &[&str]| names.iter().map(|n| at(n)).collect::<Vec<_>>();
        let found = find(&paths(&["all", "all/acme", "all/beta.toml"])).unwrap();
        let expected = ["all/acme", "all/beta.toml", "all/broken.toml"];
        assert_eq!(found, paths(&expected));
        let error = |name: &str| find(&paths(&[name])).unwrap_err().to_string();
        assert!(error("deep").contains("deep/*/"), "{}", error("deep"));
        assert!(error("none").ends_with("directly in it"));
        assert!(error("gone").starts_with("cannot read"));
    }
}
