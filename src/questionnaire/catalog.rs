//! The questionnaires that are at hand: the built-in one and those of a
//! folder, known by their heads and read when they are needed.

mod asked;
mod editions;
mod head;
mod kept;

pub use editions::Ambiguous;

use super::lean::{lean_in, load_for_rules};
use super::load::LoadError;
use super::{Questionnaire, built_in, load};
use crate::bounded::within;
use crate::parallel;
use head::{Unread, head_of};
use kept::{FRESH, Kept, Short, Stamp};
use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The questionnaires of a folder that are looked at; the AI Controls Matrix
/// has 243 controls.
const FILES: usize = 5_000;

/// A control as the head of its questionnaire names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// For example `CEK-02`.
    pub id: String,
    /// The control's name.
    pub title: String,
    /// The domain that it belongs to.
    pub domain: String,
    /// The catalogue and its version.
    pub version: String,
    /// Its file; none for the built-in one.
    pub path: Option<PathBuf>,
}

impl Head {
    fn of(questionnaire: &Questionnaire, path: Option<PathBuf>) -> Self {
        let c = &questionnaire.control;
        Self {
            id: c.id.clone(),
            title: c.title.clone(),
            domain: c.domain.clone(),
            version: c.version.clone(),
            path,
        }
    }
}

/// A file of a folder of questionnaires that is not used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skipped {
    /// The file.
    pub path: PathBuf,
    /// Why it is not used.
    pub why: String,
    /// Whether a control is not asked because of it: a questionnaire that
    /// cannot be read, not what only lies beside them.
    pub is_missed: bool,
}

/// Questionnaires by control id.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    entries: BTreeMap<String, Entry>,
    /// Files of the folder that are not used, and why.
    skipped: Vec<Skipped>,
    /// Whether what else there is to ask is not at hand.
    is_lost: bool,
}

#[derive(Debug, Clone)]
struct Entry {
    head: Head,
    whole: OnceLock<Arc<Questionnaire>>,
    lean: OnceLock<Arc<Questionnaire>>,
    /// What is kept of it since an earlier run.
    kept: Option<Short>,
    /// Other texts for the same control, from the same folder.
    others: Vec<Entry>,
    /// Whether it is one of several because the answers name it.
    is_chosen: bool,
}

impl Entry {
    fn of(head: Head) -> Self {
        Self {
            head,
            whole: OnceLock::new(),
            lean: OnceLock::new(),
            kept: None,
            others: Vec::new(),
            is_chosen: false,
        }
    }
}

impl Catalog {
    /// What is part of the program.
    #[must_use]
    pub fn built_in() -> Self {
        let mut catalog = Self::default();
        catalog.put(built_in(), None);
        catalog
    }

    /// One questionnaire that was read already.
    #[must_use]
    pub fn of(questionnaire: Arc<Questionnaire>, path: Option<PathBuf>) -> Self {
        let mut catalog = Self::default();
        catalog.put(questionnaire, path);
        catalog
    }

    /// Takes in a questionnaire that was read already, in the place of one
    /// with its id.
    pub fn put(&mut self, questionnaire: Arc<Questionnaire>, path: Option<PathBuf>) {
        let head = Head::of(&questionnaire, path);
        let id = head.id.clone();
        let entry = Entry {
            whole: OnceLock::from(questionnaire),
            ..Entry::of(head)
        };
        self.entries.insert(id, entry);
    }

    /// Takes in the questionnaires of a folder (`*.toml`, not below it). Those
    /// of the folder win over what is there; of two files for one control the
    /// one of the newest version does, and the other is among [`Self::skipped`]:
    /// see [`Self::choose`].
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn add_folder(&mut self, folder: &Path) -> io::Result<()> {
        self.add(folder, None, head_in)
    }

    /// As [`Self::add_folder`], of an assessment in a folder: where the
    /// questionnaires lie in that, links that lead out of it are not followed.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn add_folder_of(&mut self, folder: &Path, home: &Path) -> io::Result<()> {
        self.add(folder, Some(home), head_in)
    }

    /// As [`Self::add_folder_of`], and reads each questionnaire as far as the rules
    /// look at it, for who needs all of them: each file is read once so. What was
    /// read is kept in `cache`, a folder of nothing else, and taken from there for
    /// files that are as they were.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn add_folder_for_rules(
        &mut self,
        folder: &Path,
        home: &Path,
        cache: Option<&Path>,
    ) -> io::Result<()> {
        let kept = cache.map(|cache| Kept::of(cache, folder, FRESH));
        self.add(folder, Some(home), |buffer, path| {
            // Before it is read: what is changed meanwhile is another file then.
            let known = kept
                .as_ref()
                .and_then(|kept| Some((kept, Stamp::of(path)?)));
            let short = known.and_then(|(kept, stamp)| kept.of_file(path, stamp));
            let names = short.as_ref().and_then(Short::names);
            if let (Some([id, title, domain, version]), kept) = (names, short) {
                let path = Some(path.to_owned());
                let head = Head {
                    id,
                    title,
                    domain,
                    version,
                    path,
                };
                return Ok(Entry {
                    kept,
                    ..Entry::of(head)
                });
            }
            let Some(questionnaire) = lean_in(path, buffer) else {
                // What is wrong with it is said where it is needed.
                return head_of(path, buffer).map(Entry::of);
            };
            if let Some((kept, stamp)) = known {
                kept.keep(path, stamp, &questionnaire);
            }
            let head = Head::of(&questionnaire, Some(path.to_owned()));
            let lean = OnceLock::from(Arc::new(questionnaire));
            Ok(Entry {
                lean,
                ..Entry::of(head)
            })
        })?;
        // What cannot be kept is read again.
        let _ = kept.map_or(Ok(()), Kept::save);
        Ok(())
    }

    fn add(
        &mut self,
        folder: &Path,
        home: Option<&Path>,
        one: impl Fn(&mut Vec<u8>, &Path) -> Result<Entry, Unread> + Sync,
    ) -> io::Result<()> {
        let home = home.filter(|home| within(folder, home).is_ok());
        let mut paths: Vec<(PathBuf, bool)> = std::fs::read_dir(folder)?
            .flatten()
            .map(|entry| {
                (
                    entry.path(),
                    entry.file_type().is_ok_and(|k| k.is_symlink()),
                )
            })
            .filter(|(path, _)| path.extension().is_some_and(|e| e == "toml"))
            .take(FILES)
            .collect();
        // As they are written: paths compare their parts.
        paths.sort_by(|(a, _), (b, _)| a.as_os_str().cmp(b.as_os_str()));
        let read = parallel::map(&paths, Vec::new, |buffer, (path, is_link)| {
            let home = home.filter(|_| *is_link);
            let refused = home.and_then(|home| within(path, home).err());
            Some(refused.map_or_else(|| one(buffer, path), |error| Err(error.into())))
        });
        let mut found: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
        for ((path, _), entry) in paths.into_iter().zip(read.into_iter().flatten()) {
            match entry {
                Ok(entry) => {
                    let editions = found.entry(entry.head.id.clone()).or_default();
                    editions.push(entry);
                }
                Err(Unread { why, is_missed }) => self.skipped.push(Skipped {
                    path,
                    why,
                    is_missed,
                }),
            }
        }
        for (id, editions) in found {
            self.take_newest(id, editions);
        }
        Ok(())
    }

    /// All controls by id.
    pub fn heads(&self) -> impl Iterator<Item = &Head> {
        self.entries.values().map(|e| &e.head)
    }

    /// A control's head.
    #[must_use]
    pub fn head(&self, id: &str) -> Option<&Head> {
        self.entries.get(id).map(|e| &e.head)
    }

    /// Files of the folders that are not used, and why.
    #[must_use]
    pub fn skipped(&self) -> &[Skipped] {
        &self.skipped
    }

    /// A control's questionnaire, read at the first call.
    ///
    /// # Errors
    /// When there is none, it cannot be read, or its file has meanwhile
    /// become another control's.
    pub fn load(&self, id: &str) -> Result<Arc<Questionnaire>, LoadError> {
        let entry = self.entry(id)?;
        read_once(&entry.whole, entry, load)
    }

    /// A control's questionnaire as far as the rules look at it, without its
    /// texts and its digest where they were not read already.
    ///
    /// # Errors
    /// As [`Self::load`].
    pub fn load_lean(&self, id: &str) -> Result<Arc<Questionnaire>, LoadError> {
        let entry = self.entry(id)?;
        if let Some(whole) = entry.whole.get() {
            return Ok(Arc::clone(whole));
        }
        let kept = entry.kept.as_ref().filter(|_| entry.lean.get().is_none());
        match kept.and_then(Short::questionnaire) {
            Some((q, true)) => Ok(Arc::clone(entry.lean.get_or_init(|| Arc::new(q)))),
            Some((q, false)) => Ok(Arc::new(q)),
            None => read_once(&entry.lean, entry, load_for_rules),
        }
    }

    fn entry(&self, id: &str) -> Result<&Entry, LoadError> {
        self.entries.get(id).ok_or_else(|| {
            let id = crate::text::one_line(id);
            plain(format!("there is no questionnaire for {id}"))
        })
    }
}

fn plain(message: String) -> LoadError {
    LoadError {
        message,
        span: None,
        source_text: String::new(),
    }
}

fn read_once(
    slot: &OnceLock<Arc<Questionnaire>>,
    entry: &Entry,
    load: impl Fn(&Path) -> Result<Questionnaire, LoadError>,
) -> Result<Arc<Questionnaire>, LoadError> {
    if let Some(read) = slot.get() {
        return Ok(Arc::clone(read));
    }
    let read = load(entry.head.path.as_deref().unwrap_or(Path::new("")))?;
    let id = &entry.head.id;
    if read.control.id != *id {
        let found = crate::text::one_line(&read.control.id);
        let id = crate::text::one_line(id);
        return Err(plain(format!(
            "it was the questionnaire of {id} and is now that of {found}"
        )));
    }
    Ok(Arc::clone(slot.get_or_init(|| Arc::new(read))))
}

fn head_in(buffer: &mut Vec<u8>, path: &Path) -> Result<Entry, Unread> {
    head_of(path, buffer).map(Entry::of)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_known_by_its_heads_and_read_when_needed() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../questionnaires/cek-02.toml");
        let put = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        put("a.toml", &text.replace("\"CEK-02\"", "\"A&A-01\""));
        put("b.toml", &text.replace("\"CEK-02\"", "\"A&A-01\""));
        put("c.toml", "[package]\nname = \"c\"\n");
        put("d.md", text);
        let mut catalog = Catalog::built_in();
        catalog.add_folder(dir.path()).unwrap();
        let ids: Vec<&str> = catalog.heads().map(|h| h.id.as_str()).collect();
        assert_eq!(ids, ["A&A-01", "CEK-02"]);
        let missed: Vec<bool> = catalog.skipped().iter().map(|s| s.is_missed).collect();
        assert_eq!(missed, [false, false], "a second one, and none at all");
        put(
            "e.toml",
            &text
                .replace("title = \"", "title = ")
                .replace("CEK-02", "E-01"),
        );
        put("f.toml", "[control");
        let mut broken = Catalog::default();
        broken.add_folder(dir.path()).unwrap();
        let missed = broken.skipped().iter().filter(|s| s.is_missed);
        assert_eq!(missed.count(), 2);
        assert_eq!(catalog.load("A&A-01").unwrap().control.id, "A&A-01");
        assert!(catalog.load("B-01").is_err());
    }

    #[test]
    fn reading_all_for_the_rules_skips_and_refuses_the_same() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../questionnaires/cek-02.toml");
        let put = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        put("a.toml", text);
        put("b.toml", text);
        put("c.toml", &text.replace("\"CEK-02\"", "\"A&A-01\" # odd"));
        // Its head is fine; what is wrong with the rest is said where it is needed.
        put(
            "d.toml",
            &text
                .replace("\"CEK-02\"", "\"D-01\"")
                .replace("[[roles]]", "[roles]"),
        );
        put("e.toml", "[control");
        let (mut heads, mut all) = (Catalog::default(), Catalog::default());
        heads.add_folder(dir.path()).unwrap();
        all.add_folder_for_rules(dir.path(), dir.path(), None)
            .unwrap();
        assert!(heads.heads().eq(all.heads()));
        assert_eq!(heads.skipped(), all.skipped());
        assert_eq!(all.skipped().len(), 2);
        for id in ["CEK-02", "A&A-01", "D-01"] {
            let of = |catalog: &Catalog| catalog.load_lean(id).map_err(|e| e.to_string());
            assert_eq!(of(&heads), of(&all), "{id}");
            assert_eq!(of(&all).is_ok(), id != "D-01");
            // The whole is read even where the rules have theirs.
            assert_eq!(all.load(id).is_ok_and(|q| !q.text.is_empty()), id != "D-01");
        }
    }

    #[test]
    fn a_file_that_becomes_another_control_s_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../questionnaires/cek-02.toml");
        let path = dir.path().join("a.toml");
        std::fs::write(&path, text.replace("\"CEK-02\"", "\"A&A-01\"")).unwrap();
        let mut catalog = Catalog::default();
        catalog.add_folder(dir.path()).unwrap();
        std::fs::write(&path, text).unwrap();
        assert!(catalog.load("A&A-01").is_err());
    }
}
