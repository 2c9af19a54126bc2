//! What goes into a pack, and under which names.

use super::names::{self, Given, Names};
use super::write::{Left, Stored};
use super::{FOLDER, LARGEST, LONGEST_LIST, MOST_ENTRIES, PackError, QUESTIONNAIRE, ROOM};
use crate::assessment::{Assessment, Evidence, EvidenceId, FileState, Place, folder_of};
use crate::folder::{QUESTIONNAIRES, file_name};
use crate::questionnaire::Questionnaire;
use crate::store::AnswerFile;
use crate::store::evidence::{Opened, open};
use crate::text::one_line;
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a pack is to be made of.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The answer file, as it was read.
    pub file: &'a AnswerFile,
    /// The questionnaire that it was read with.
    pub questionnaire: &'a Questionnaire,
    /// Whether evidence outside the answer file's folder is read and packed.
    pub include_outside: bool,
}

/// What a pack of a folder of controls is to be made of.
#[derive(Debug, Clone, Copy)]
pub struct FolderRequest<'a> {
    /// Its `assessment.toml`.
    pub path: &'a Path,
    /// The text of that, as it was read.
    pub shared_text: &'a str,
    /// What it says.
    pub shared: &'a Assessment,
    /// The answer files, each with its questionnaire.
    pub controls: &'a [(&'a AnswerFile, &'a Questionnaire)],
    /// The questionnaires of controls that nobody has begun.
    pub not_begun: &'a [Arc<Questionnaire>],
    /// How many controls there are, and how many of them were begun, in words.
    pub size: &'a str,
    /// Whether evidence outside the folder is read and packed.
    pub include_outside: bool,
}

/// A file of answers or a questionnaire that is packed as it is.
#[derive(Debug)]
pub(super) struct Text<'a> {
    /// Its entry.
    pub(super) entry: String,
    /// Its name beside the evidence; none of a questionnaire.
    own: Option<String>,
    pub(super) text: Cow<'a, str>,
    /// The digest of the text that was answered, where this questionnaire is another.
    pub(super) answered: Option<&'a str>,
}

/// What goes into a pack.
#[derive(Debug)]
pub struct Plan<'a> {
    /// The answer file, or what the controls of a folder share.
    path: &'a Path,
    include_outside: bool,
    /// Who is assessed, and what.
    pub(super) title: String,
    /// The answers first, then questionnaires.
    pub(super) texts: Vec<Text<'a>>,
    /// What is packed for evidence: the register, of a folder that of all its
    /// controls.
    pub(super) records: BTreeMap<EvidenceId, Cow<'a, Evidence>>,
    /// Records of a folder's controls whose id another record has.
    doubled: Vec<(EvidenceId, &'a Evidence)>,
    /// The evidence by its entry's name.
    pub(super) items: BTreeMap<String, Item>,
    /// Records of an answer file itself, with its place among the texts.
    pub(super) own: Vec<(EvidenceId, usize)>,
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

impl Text<'_> {
    /// Whether it is answers, and no questionnaire.
    pub(super) fn is_answers(&self) -> bool {
        self.own.is_some()
    }
}

impl<'a> Plan<'a> {
    /// Looks at every record of the register. Reads no file's bytes, and
    /// opens none outside the answer file's folder unless told to.
    ///
    /// # Errors
    /// When there are more files than a pack has room for.
    pub fn new(request: Request<'a>) -> Result<Self, PackError> {
        let a = request.file.assessment();
        let title = format!("{}, {}", one_line(&a.subject), one_line(&a.questionnaire));
        let mut plan = Self::empty(request.file.path(), request.include_outside, title);
        plan.names.take(QUESTIONNAIRE);
        plan.answers(request.file.path(), request.file.whole_text(), "answers");
        plan.texts.push(Text {
            entry: QUESTIONNAIRE.to_owned(),
            own: None,
            text: Cow::Borrowed(&request.questionnaire.text),
            answered: another(request.questionnaire, a),
        });
        plan.records = a
            .evidence
            .iter()
            .map(|(id, record)| (id.clone(), Cow::Borrowed(record)))
            .collect();
        plan.look()
    }

    /// The same of a folder of controls: each answer file and what they share,
    /// byte by byte, each questionnaire, and the evidence of all once.
    ///
    /// # Errors
    /// When there are more files than a pack has room for.
    pub fn of_folder(request: FolderRequest<'a>) -> Result<Self, PackError> {
        let title = format!("{}, {}", one_line(&request.shared.subject), request.size);
        let mut plan = Self::empty(request.path, request.include_outside, title);
        plan.answers(request.path, request.shared_text.into(), "assessment");
        for (file, _) in request.controls {
            plan.answers(file.path(), file.text().into(), "answers");
        }
        let place = questionnaires_in(&request.shared.questionnaires);
        let answered = request.controls.iter();
        let answered = answered.map(|(file, q)| (*q, another(q, file.assessment())));
        let others = request.not_begun.iter().map(|q| (q.as_ref(), None));
        for (q, answered) in answered.chain(others) {
            let name = file_name(&q.control.id).unwrap_or_else(|| "questionnaire.toml".to_owned());
            let name = names::safe(&name);
            let mut entry = format!("{place}/{name}");
            let mut number = 2_usize;
            while plan.names.take(&entry) != Given::New {
                entry = format!("{place}/{number}-{name}");
                number += 1;
            }
            plan.texts.push(Text {
                entry,
                own: None,
                text: Cow::Borrowed(&q.text),
                answered,
            });
        }
        let shared = request.shared.evidence.iter();
        let of_controls = request.controls.iter();
        let of_controls = of_controls.flat_map(|(file, _)| &file.assessment().evidence);
        for (id, record) in shared.chain(of_controls) {
            match plan.records.get(id) {
                Some(known) if known.href == record.href => {}
                Some(_) => plan.doubled.push((id.clone(), record)),
                None => {
                    plan.records.insert(id.clone(), Cow::Borrowed(record));
                }
            }
        }
        plan.look()
    }

    fn empty(path: &'a Path, include_outside: bool, title: String) -> Self {
        Self {
            path,
            include_outside,
            title,
            texts: Vec::new(),
            records: BTreeMap::new(),
            doubled: Vec::new(),
            items: BTreeMap::new(),
            own: Vec::new(),
            links: Vec::new(),
            left: Vec::new(),
            elsewhere: Vec::new(),
            names: Names::default(),
            known: HashMap::new(),
        }
    }

    /// Takes in a file of answers under its own name, or else another one.
    fn answers(&mut self, path: &Path, text: Cow<'a, str>, otherwise: &str) {
        let own = own_name(path);
        let mut entry = format!("{FOLDER}/{}", names::safe(&own));
        let mut number = 1_usize;
        while self.names.take(&entry) != Given::New {
            let suffix = match number {
                1 => String::new(),
                n => format!("-{n}"),
            };
            entry = format!("{FOLDER}/{otherwise}{suffix}.toml");
            number += 1;
        }
        self.texts.push(Text {
            entry,
            own: Some(own),
            text,
            answered: None,
        });
    }

    /// Looks at the records.
    fn look(mut self) -> Result<Self, PackError> {
        let records: Vec<(EvidenceId, String, Place)> = self
            .records
            .iter()
            .map(|(id, record)| (id, record.as_ref()))
            .chain(self.doubled.iter().map(|(id, record)| (id, *record)))
            .map(|(id, record)| (id.clone(), record.href.clone(), record.place()))
            .collect();
        for (id, href, place) in records {
            if place == Place::Link {
                self.links.push(id);
                continue;
            }
            match open(self.folder(), &href, self.include_outside) {
                Ok(opened) => self.add(&id, &href, &opened),
                Err(state) => self.left.push(Left { id, state }),
            }
        }
        let files = self.items.len() + self.texts.len();
        if files + 16 > MOST_ENTRIES || self.listed() > LONGEST_LIST - 64 * 1024 {
            return Err(PackError::TooMany);
        }
        let size = self.size();
        if size > LARGEST - ROOM {
            return Err(PackError::TooLarge(size));
        }
        Ok(self)
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
                    Given::Same if self.text_at(&name, &inside).is_some() => {
                        let at = self.text_at(&name, &inside).unwrap_or_default();
                        self.own.push((id.clone(), at));
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

    /// The place of the answer file that an entry and a path are of.
    fn text_at(&self, name: &str, inside: &str) -> Option<usize> {
        let same = |t: &Text<'_>| t.entry == name && t.own.as_deref() == Some(inside);
        self.texts.iter().position(same)
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
        let texts = self.texts.iter().map(|text| &text.entry);
        self.items.keys().chain(texts).map(one).sum()
    }

    /// Whether a path is the answer file's or one that a record has, also of
    /// a file that is not packed or not there.
    #[must_use]
    pub fn reads(&self, path: &Path) -> bool {
        let Some(path) = place(path) else {
            return false;
        };
        let same = |other: PathBuf| place(&other).is_some_and(|other| other == path);
        let own = self.texts.iter().filter_map(|text| text.own.as_ref());
        let doubled = self.doubled.iter().map(|(_, record)| *record);
        let records = self.records.values().map(Cow::as_ref).chain(doubled);
        let hrefs = records.filter(|record| record.place() != Place::Link);
        let mut places = own.chain(hrefs.map(|record| &record.href));
        places.any(|name| same(self.folder().join(name)))
    }

    /// How many bytes of evidence there are.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.items
            .values()
            .fold(0, |sum, item| sum.saturating_add(item.size))
    }

    pub(super) fn folder(&self) -> &'a Path {
        folder_of(self.path)
    }

    /// Opens an item again: what was found in the plan may be another by now.
    pub(super) fn open(&self, item: &Item) -> Result<Opened, FileState> {
        let opened = open(self.folder(), &item.href, self.include_outside)?;
        if opened.outside && !item.outside {
            return Err(FileState::Outside);
        }
        Ok(opened)
    }
}

/// The digest of the text that was answered, where a questionnaire is another one.
fn another<'a>(q: &Questionnaire, answers: &'a Assessment) -> Option<&'a str> {
    let digest = answers.questionnaire_digest.as_str();
    (!digest.is_empty() && digest != q.digest).then_some(digest)
}

/// Where the questionnaires of a folder go: where its `assessment.toml` says, if
/// that is within the pack, so that it can be opened where it is unpacked.
fn questionnaires_in(named: &str) -> String {
    let usual = format!("{FOLDER}/{QUESTIONNAIRES}");
    let mut parts = vec![FOLDER];
    for part in named
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        if part != ".." {
            parts.push(part);
        } else if parts.pop().is_none() {
            return usual;
        }
    }
    let place = parts.join("/");
    let is_own = place == FOLDER || place.starts_with("outside") || named.starts_with('/');
    match names::check(&place) {
        Ok(()) if !is_own && !named.is_empty() => place,
        _ => usual,
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
