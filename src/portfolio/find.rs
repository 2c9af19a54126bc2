//! Which providers the paths of a call name.

use crate::bounded;
use crate::limits::PROVIDERS;
use crate::overview::is_folder;
use crate::store::SHARED_FILE;
use crate::text::one_line;
use std::collections::BTreeSet;
use std::io;
use std::path::{Path, PathBuf};

/// The most bytes of a file that are looked at.
const LIMIT: u64 = 16 * 1024;

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
/// that are directly in it. Files in such a folder that are no answer files
/// are passed by; a folder of controls without its `assessment.toml`, and a link
/// that leads nowhere, are not: whoever reads them says what is wrong.
///
/// # Errors
/// When a path is not there, or is a folder without any assessment.
pub fn find(paths: &[PathBuf]) -> Result<Vec<PathBuf>, FindError> {
    let mut found: Vec<PathBuf> = Vec::new();
    for path in paths {
        let meta = std::fs::metadata(path).map_err(|source| FindError::Io {
            path: path.clone(),
            source,
        })?;
        if !meta.is_dir() || is_folder(path) || lacks_shared_file(path) {
            found.push(path.clone());
            continue;
        }
        let inside = inside(path).map_err(|source| FindError::Io {
            path: path.clone(),
            source,
        })?;
        if inside.is_empty() {
            return Err(FindError::Nothing {
                path: path.clone(),
                hint: hint(path),
            });
        }
        found.extend(inside);
    }
    let mut seen = BTreeSet::new();
    found.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    found.sort();
    Ok(found)
}

fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .flatten()
        .filter(|entry| !entry.file_name().to_string_lossy().starts_with('.'))
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    Ok(paths)
}

/// The assessment folders and answer files directly in a folder.
fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        let is_toml = path.extension().is_some_and(|e| e == "toml");
        let leads_nowhere = || is_toml && path.is_symlink() && !path.exists();
        let is_provider = is_folder(&path)
            || path.is_file() && is_answers(&path)
            || path.is_dir() && lacks_shared_file(&path)
            || leads_nowhere();
        if is_provider {
            found.push(path);
        }
        if found.len() > PROVIDERS {
            return Err(io::Error::other(format!(
                "it has more than {PROVIDERS} providers, the most that are compared: split it into several folders"
            )));
        }
    }
    Ok(found)
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
        let Some(head) = head(&path).filter(|head| has_answers(head)) else {
            continue;
        };
        let text = String::from_utf8_lossy(&head);
        let lines = text.lines().map(str::trim);
        let table = lines.skip_while(|l| *l != "[assessment]").skip(1);
        let table: Vec<&str> = table.take_while(|l| !l.starts_with('[')).collect();
        let has = |key| table.iter().any(|l| l.starts_with(key));
        if has("subject") {
            return false;
        }
        // What is broken at its very head says nothing.
        all_have_roles &= has("roles") || !has("questionnaire");
    }
    !all_have_roles
}

/// Whether a file is meant as an answer file, also a broken one.
fn is_answers(path: &Path) -> bool {
    head(path).is_some_and(|head| has_answers(&head))
}

/// The first bytes of a TOML file.
fn head(path: &Path) -> Option<Vec<u8>> {
    if path.extension().is_none_or(|e| e != "toml") {
        return None;
    }
    let file = bounded::open_regular(path).ok()?;
    let mut bytes = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(file, LIMIT), &mut bytes).ok()?;
    Some(bytes)
}

/// Whether a text is meant as that of an answer file, also of a broken one.
#[must_use]
pub fn has_answers(bytes: &[u8]) -> bool {
    let read = usize::try_from(LIMIT).unwrap_or(usize::MAX);
    let text = String::from_utf8_lossy(bytes.get(..read).unwrap_or(bytes));
    let starts = |start: &str| {
        text.lines()
            .any(|line| line.trim_start().starts_with(start))
    };
    starts("[assessment") || (starts("schema") && starts("[roles."))
}

/// What to name instead of a folder whose folders have assessments in them.
fn hint(folder: &Path) -> String {
    let below = entries(folder).unwrap_or_default();
    let deeper = below
        .iter()
        .filter(|path| path.is_dir())
        .find(|path| inside(path).is_ok_and(|found| !found.is_empty()));
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
