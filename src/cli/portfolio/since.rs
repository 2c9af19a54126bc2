//! Providers as they were in an earlier revision.

use super::super::Failure;
use super::super::past::Tracked;
use crate::assessment::folder_of;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// A revision of the files of some providers.
pub(super) struct Past {
    revision: String,
}

/// A provider's files then, in a folder of their own that goes with it.
pub(super) struct State {
    /// The folder or file.
    pub path: PathBuf,
    _folder: tempfile::TempDir,
}

impl Past {
    /// The revision, which every provider's repository has to have.
    pub fn of(paths: &[PathBuf], revision: &str) -> Result<Self, Failure> {
        let mut known: Vec<PathBuf> = Vec::new();
        for path in paths {
            let folder = home(path).to_owned();
            let near = folder_of(&folder).to_owned();
            // Providers beside one another are in one repository.
            if !known.contains(&near) {
                Tracked::folder(&folder)?.commit(revision)?;
                known.push(near);
            }
        }
        Ok(Self {
            revision: revision.to_owned(),
        })
    }

    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// A provider's files then; none where there were none.
    pub fn state(&self, path: &Path) -> Result<Option<State>, Failure> {
        let tracked = Tracked::folder(home(path))?;
        let commit = tracked.commit(&self.revision)?;
        let listed = tracked.ask(["ls-tree", "-z", &commit])?;
        let named = path.file_name().filter(|_| !path.is_dir());
        let folder = tempfile::tempdir()?;
        let mut objects = tracked.objects()?;
        let mut found = false;
        for entry in listed.stdout.split(|b| *b == 0) {
            let Some((object, name)) = blob(entry) else {
                continue;
            };
            let shared = name == "assessment.toml";
            if !name.as_encoded_bytes().ends_with(b".toml")
                || named.is_some_and(|named| named != name && !shared)
            {
                continue;
            }
            // What was too large then cannot be read, as it could not be now.
            let bytes = objects.get(&object)?.unwrap_or_default();
            std::fs::write(folder.path().join(&name), bytes)?;
            found |= named.is_none() || !shared;
        }
        let path = match named {
            Some(name) => folder.path().join(name),
            None => folder.path().to_owned(),
        };
        Ok(found.then_some(State {
            path,
            _folder: folder,
        }))
    }
}

/// The folder that a provider's files are in.
fn home(path: &Path) -> &Path {
    if path.is_dir() { path } else { folder_of(path) }
}

/// The object and the name of a file that `git ls-tree -z` lists directly in
/// the folder; none for anything else.
fn blob(entry: &[u8]) -> Option<(String, OsString)> {
    let at = entry.iter().position(|b| *b == b'\t')?;
    let (head, name) = entry.split_at_checked(at)?;
    let head = std::str::from_utf8(head).ok()?;
    let words: Vec<&str> = head.split(' ').collect();
    let [mode, "blob", object] = words.as_slice() else {
        return None;
    };
    // A link leads out of the revision.
    let name = name.get(1..).filter(|n| !n.contains(&b'/'))?;
    (mode.starts_with("100")).then(|| ((*object).to_owned(), os(name)))
}

#[cfg(unix)]
fn os(bytes: &[u8]) -> OsString {
    use std::os::unix::ffi::OsStrExt;
    OsStr::from_bytes(bytes).to_owned()
}

#[cfg(not(unix))]
fn os(bytes: &[u8]) -> OsString {
    OsStr::new(String::from_utf8_lossy(bytes).as_ref()).to_owned()
}
