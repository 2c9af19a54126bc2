//! What goes into a pack, and under which names.

use super::names::{self, Given, Names};
use super::write::{Left, Stored};
use super::{FOLDER, LONGEST_LIST, MOST_ENTRIES, PackError, QUESTIONNAIRE};
use crate::assessment::{EvidenceId, FileState, Place, folder_of};
use crate::store::AnswerFile;
use crate::store::evidence::{Opened, open};
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

/// What a pack is to be made of.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The answer file, as it was read.
    pub file: &'a AnswerFile,
    /// The text of the questionnaire that it was read with.
    pub questionnaire: &'a str,
    /// Whether evidence outside the answer file's folder is read and packed.
    pub include_outside: bool,
}

/// What goes into a pack.
#[derive(Debug)]
pub struct Plan<'a> {
    pub(super) request: Request<'a>,
    /// The answer file's entry.
    pub(super) answers: String,
    /// The evidence by its entry's name.
    pub(super) items: BTreeMap<String, Item>,
    /// Records of the answer file itself.
    pub(super) own: Vec<EvidenceId>,
    pub(super) links: Vec<EvidenceId>,
    pub(super) left: Vec<Left>,
    pub(super) elsewhere: Vec<Stored>,
    names: Names,
    /// The names of files by what tells them apart.
    known: HashMap<(u64, u64), String>,
}

/// An evidence file that is to be packed.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) href: String,
    /// The records that have it.
    pub(super) ids: Vec<EvidenceId>,
    /// Its size in bytes when it was looked at.
    pub(super) size: u64,
    /// Whether it was outside then.
    pub(super) outside: bool,
}

impl<'a> Plan<'a> {
    /// Looks at every record of the register. Reads no file's bytes, and
    /// opens none outside the answer file's folder unless told to.
    ///
    /// # Errors
    /// When there are more files than a pack has room for.
    pub fn new(request: Request<'a>) -> Result<Self, PackError> {
        let mut plan = Self {
            request,
            answers: String::new(),
            items: BTreeMap::new(),
            own: Vec::new(),
            links: Vec::new(),
            left: Vec::new(),
            elsewhere: Vec::new(),
            names: Names::default(),
            known: HashMap::new(),
        };
        plan.names.take(QUESTIONNAIRE);
        let own_name = own_name(request.file.path());
        plan.answers = format!("{FOLDER}/{}", names::safe(&own_name));
        if plan.names.take(&plan.answers) != Given::New {
            plan.answers = format!("{FOLDER}/answers.toml");
            plan.names.take(&plan.answers);
        }
        for (id, record) in &request.file.assessment().evidence {
            if record.place() == Place::Link {
                plan.links.push(id.clone());
                continue;
            }
            match open(plan.folder(), &record.href, request.include_outside) {
                Ok(opened) => plan.add(id, &record.href, &opened),
                Err(state) => plan.left.push(Left {
                    id: id.clone(),
                    state,
                }),
            }
        }
        if plan.items.len() + 16 > MOST_ENTRIES || plan.listed() > LONGEST_LIST - 64 * 1024 {
            return Err(PackError::TooMany);
        }
        Ok(plan)
    }

    fn add(&mut self, id: &EvidenceId, href: &str, opened: &Opened) {
        let place = if opened.outside || Place::of(href) != Place::Inside {
            Err("leads out of the folder")
        } else {
            names::inside(href)
        };
        let why = match place {
            Ok(inside) => {
                let name = format!("{FOLDER}/{inside}");
                match self.names.take(&name) {
                    Given::Same if name == self.answers && inside == own_name(self.path()) => {
                        self.own.push(id.clone());
                        return;
                    }
                    Given::Same if self.items.contains_key(&name) => {
                        if let Some(item) = self.items.get_mut(&name) {
                            item.ids.push(id.clone());
                        }
                        return;
                    }
                    Given::New => return self.insert(name, id, href, opened),
                    Given::Same => "is the name of another entry",
                    Given::Taken => "is another file's on some systems",
                }
            }
            Err(why) => why,
        };
        let known = identity(opened).and_then(|key| self.known.get(&key).cloned());
        let name = match known {
            Some(name) => {
                if let Some(item) = self.items.get_mut(&name) {
                    item.ids.push(id.clone());
                }
                name
            }
            None => {
                let name = self.names.elsewhere(id.as_str(), href);
                self.insert(name.clone(), id, href, opened);
                name
            }
        };
        self.elsewhere.push(Stored {
            id: id.clone(),
            name,
            why,
        });
    }

    fn insert(&mut self, name: String, id: &EvidenceId, href: &str, opened: &Opened) {
        if let Some(key) = identity(opened) {
            self.known.insert(key, name.clone());
        }
        let item = Item {
            href: href.to_owned(),
            ids: vec![id.clone()],
            size: opened.meta.len(),
            outside: opened.outside,
        };
        self.items.insert(name, item);
    }

    /// How many bytes the names take up in the longest list of them.
    fn listed(&self) -> u64 {
        let one = |name: &String| u64::try_from(name.len() + 80).unwrap_or_default();
        self.items.keys().map(one).sum()
    }

    /// Whether a path is the answer file's or one that a record has, also of
    /// a file that is not packed or not there.
    #[must_use]
    pub fn reads(&self, path: &Path) -> bool {
        let Some(path) = place(path) else {
            return false;
        };
        let same = |other: PathBuf| place(&other).is_some_and(|other| other == path);
        let evidence = &self.request.file.assessment().evidence;
        same(self.path().to_owned())
            || evidence
                .values()
                .filter(|record| record.place() != Place::Link)
                .any(|record| same(self.folder().join(&record.href)))
    }

    /// How many bytes of evidence there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.items.values().map(|item| item.size).sum()
    }

    pub(super) fn path(&self) -> &'a Path {
        self.request.file.path()
    }

    pub(super) fn folder(&self) -> &'a Path {
        folder_of(self.path())
    }

    /// Opens an item again: what was found in the plan may be another by now.
    pub(super) fn open(&self, item: &Item) -> Result<Opened, FileState> {
        let opened = open(self.folder(), &item.href, self.request.include_outside)?;
        if opened.outside && !item.outside {
            return Err(FileState::Outside);
        }
        Ok(opened)
    }
}

/// Where a file is or would be, without symbolic links.
fn place(path: &Path) -> Option<PathBuf> {
    if let Ok(found) = path.canonicalize() {
        return Some(found);
    }
    Some(folder_of(path).canonicalize().ok()?.join(path.file_name()?))
}

/// The answer file's own name.
fn own_name(path: &Path) -> String {
    path.file_name()
        .map_or(String::new(), |name| name.to_string_lossy().into_owned())
}

#[cfg(unix)]
fn identity(opened: &Opened) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt;
    Some((opened.meta.dev(), opened.meta.ino()))
}

#[cfg(not(unix))]
fn identity(_: &Opened) -> Option<(u64, u64)> {
    None
}
