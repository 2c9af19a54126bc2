//! Providers as they were in an earlier revision.

use super::super::Failure;
use super::super::past::{Entry, Objects, Tracked};
use crate::assessment::folder_of;
use crate::folder::QUESTIONNAIRES;
use crate::git::os;
use crate::overview::ProviderOverview;
use crate::portfolio::find::is_one;
use crate::store::SHARED_FILE;
use crate::store::meant::{self, is_toml};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// A revision of the files of some providers.
pub struct Past {
    revision: String,
    /// The folders that providers were looked for in.
    within: Vec<PathBuf>,
    /// The files that were moved since, by where they are now.
    moved: RefCell<Option<BTreeMap<PathBuf, PathBuf>>>,
}

/// A provider's files then, in a folder of their own that goes with it.
pub struct State {
    /// The folder or file.
    pub path: PathBuf,
    /// Where it was then, if it was moved since.
    pub was: Option<PathBuf>,
    _folder: tempfile::TempDir,
}

/// A provider that was there then and is not any more.
pub struct Missing {
    /// Where it was.
    pub path: PathBuf,
    /// The same without links and dots.
    pub real: PathBuf,
    pub is_folder: bool,
}

/// A provider in a revision: in which folder, and under what name.
struct Known<'a> {
    tracked: Tracked,
    commit: String,
    /// None of the folder itself.
    name: Option<&'a OsStr>,
    is_folder: bool,
}

impl Past {
    /// The revision, which every provider's repository has to have. `named`
    /// are the paths of the call.
    pub fn of(named: &[PathBuf], paths: &[PathBuf], revision: &str) -> Result<Self, Failure> {
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
        let within = named.iter().filter(|p| p.is_dir() && !is_one(p));
        Ok(Self {
            revision: revision.to_owned(),
            within: within.cloned().collect(),
            moved: RefCell::default(),
        })
    }

    pub fn revision(&self) -> &str {
        &self.revision
    }

    /// A provider's files then, under another name if it had one; none where
    /// there were none.
    pub fn state(&self, path: &Path) -> Result<Option<State>, Failure> {
        let tracked = Tracked::folder(home(path))?;
        let commit = tracked.commit(&self.revision)?;
        let known = Known {
            tracked,
            commit,
            name: path.file_name().filter(|_| !path.is_dir()),
            is_folder: path.is_dir(),
        };
        if let Some(state) = known.read()? {
            return Ok(Some(state));
        }
        let Some(old) = self.moved_from(path)? else {
            return Ok(None);
        };
        let state = self.gone(&old, path.is_dir())?;
        let own = state.filter(|state| about(&state.path) == about(path));
        Ok(own.map(|state| State {
            was: Some(old),
            ..state
        }))
    }

    /// The files of a provider that is not there any more.
    pub fn gone(&self, path: &Path, is_folder: bool) -> Result<Option<State>, Failure> {
        // The folder that it was in may be gone too.
        let mut above = path.ancestors().skip(1);
        let near = above.find(|p| p.as_os_str().is_empty() || p.is_dir());
        let near = near.unwrap_or(Path::new(""));
        let Ok(name) = path.strip_prefix(near) else {
            return Ok(None);
        };
        let near = match near.as_os_str().is_empty() {
            true => Path::new("."),
            false => near,
        };
        let tracked = Tracked::folder(near)?;
        let commit = tracked.commit(&self.revision)?;
        let known = Known {
            tracked,
            commit,
            name: Some(name.as_os_str()),
            is_folder,
        };
        known.read()
    }

    /// The providers that were in the folders of the call then and are not
    /// among those of today.
    pub fn missing(&self, now: &[ProviderOverview]) -> Result<Vec<Missing>, Failure> {
        let real = |p: &ProviderOverview| p.path.canonicalize().ok();
        let now: Vec<PathBuf> = now.iter().filter_map(real).collect();
        let mut all = Vec::new();
        for folder in &self.within {
            let tracked = Tracked::folder(folder)?;
            let at = folder.canonicalize()?;
            let commit = tracked.commit(&self.revision)?;
            let listed = tracked.ask(["ls-tree", "-z", &commit])?;
            let mut objects = tracked.objects()?;
            for entry in listed.stdout.split(|b| *b == 0) {
                let Some(entry) = Entry::of(entry) else {
                    continue;
                };
                let path = folder.join(&entry.name);
                let real = at.join(&entry.name);
                let hidden = entry.name.as_encoded_bytes().starts_with(b".");
                if hidden || entry.name == SHARED_FILE || now.contains(&real) {
                    continue;
                }
                let was_one = if entry.is_folder {
                    let mut object = OsString::from(format!("{commit}:./"));
                    object.push(&entry.name);
                    object.push("/");
                    object.push(SHARED_FILE);
                    let words = [OsStr::new("cat-file"), OsStr::new("-e"), &object];
                    tracked.ask(words)?.status.success()
                } else {
                    is_toml(Path::new(&entry.name))
                        && objects
                            .get(&entry.object)?
                            .is_none_or(|bytes| meant::of_bytes(&bytes).may_be_answers())
                };
                if was_one {
                    all.push(Missing {
                        path,
                        real,
                        is_folder: entry.is_folder,
                    });
                }
            }
        }
        Ok(all)
    }

    /// Where a provider was before git saw it move, or something like it.
    fn moved_from(&self, path: &Path) -> Result<Option<PathBuf>, Failure> {
        let Ok(real) = path.canonicalize() else {
            return Ok(None);
        };
        let mut moved = self.moved.borrow_mut();
        let known = match &*moved {
            Some(known) => known,
            None => moved.insert(moves(&Tracked::folder(home(path))?, &self.revision)?),
        };
        if !path.is_dir() {
            return Ok(known.get(&real).cloned());
        }
        let old = known.get(&real.join(SHARED_FILE));
        let old = old.filter(|old| old.file_name() == Some(OsStr::new(SHARED_FILE)));
        Ok(old.and_then(|old| old.parent()).map(Path::to_owned))
    }
}

impl Known<'_> {
    /// Its files, written where they can be read; none where there are none.
    fn read(&self) -> Result<Option<State>, Failure> {
        let mut tree = OsString::from(&self.commit);
        let inside = match self.name {
            None => None,
            Some(name) if self.is_folder => Some(Path::new(name)),
            Some(name) => Path::new(name)
                .parent()
                .filter(|p| !p.as_os_str().is_empty()),
        };
        tree.push(":./");
        tree.push(inside.map_or(OsStr::new(""), Path::as_os_str));
        let named = self
            .name
            .filter(|_| !self.is_folder)
            .and_then(|name| Path::new(name).file_name());
        let folder = tempfile::tempdir()?;
        let mut objects = self.tracked.objects()?;
        let found = self.write(&tree, named, folder.path(), &mut objects)?;
        if self.is_folder && self.name.is_some() {
            // Its own questionnaires went with it.
            tree.push("/");
            tree.push(QUESTIONNAIRES);
            let own = folder.path().join(QUESTIONNAIRES);
            std::fs::create_dir(&own)?;
            if !self.write(&tree, None, &own, &mut objects)? {
                std::fs::remove_dir(&own)?;
            }
        }
        let path = match named {
            Some(name) => folder.path().join(name),
            None => folder.path().to_owned(),
        };
        Ok(found.then_some(State {
            path,
            was: None,
            _folder: folder,
        }))
    }

    /// Writes the TOML files directly in a folder of the revision, or the one
    /// that is named and what it shares with others; says whether there is any.
    fn write(
        &self,
        tree: &OsStr,
        named: Option<&OsStr>,
        into: &Path,
        objects: &mut Objects,
    ) -> Result<bool, Failure> {
        let words = [
            OsStr::new("ls-tree"),
            OsStr::new("-z"),
            OsStr::new("--full-tree"),
            tree,
        ];
        let listed = self.tracked.ask(words)?;
        let mut found = false;
        for entry in listed.stdout.split(|b| *b == 0) {
            let Some(Entry { object, name, .. }) = Entry::of(entry).filter(|e| !e.is_folder) else {
                continue;
            };
            let shared = name == SHARED_FILE;
            if !is_toml(Path::new(&name)) || named.is_some_and(|named| named != name && !shared) {
                continue;
            }
            // What was too large then cannot be read, as it could not be now.
            let bytes = objects.get(&object)?.unwrap_or_default();
            std::fs::write(into.join(&name), bytes)?;
            found |= named.is_none() || !shared;
        }
        Ok(found)
    }
}

/// The files that were moved since a revision, as far as they are in git's
/// index: where they were, by where they are.
fn moves(tracked: &Tracked, revision: &str) -> Result<BTreeMap<PathBuf, PathBuf>, Failure> {
    let commit = tracked.commit(revision)?;
    let top = tracked.ask(["rev-parse", "--show-toplevel"])?.stdout;
    let top = PathBuf::from(os(top.strip_suffix(b"\n").unwrap_or(&top).to_vec()));
    let words = [
        "diff-index",
        "--cached",
        "--name-status",
        "-z",
        "-M",
        "--diff-filter=R",
        &commit,
    ];
    let said = tracked.ask(words)?.stdout;
    let mut tokens = said.split(|b| *b == 0);
    let mut all = BTreeMap::new();
    while let (Some(status), Some(old), Some(new)) = (tokens.next(), tokens.next(), tokens.next()) {
        if status.starts_with(b"R") {
            all.insert(top.join(os(new.to_vec())), top.join(os(old.to_vec())));
        }
    }
    Ok(all)
}

/// Whom a provider's files are about, and which control they answer if it is one
/// file: git takes two that have nothing but their form in common for one that
/// was moved.
fn about(path: &Path) -> (String, Option<String>) {
    let head = |path: &Path| meant::of_file(path).head().unwrap_or_default();
    let shared = head(&home(path).join(SHARED_FILE));
    let own = match path.is_dir() {
        true => shared.clone(),
        false => head(path),
    };
    let subject = match own.subject.trim() {
        "" => shared.subject.trim(),
        subject => subject,
    };
    (subject.to_lowercase(), own.control)
}

/// The folder that a provider's files are in.
fn home(path: &Path) -> &Path {
    if path.is_dir() { path } else { folder_of(path) }
}
