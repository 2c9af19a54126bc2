//! The journal of half-typed texts: what was being written when the program
//! ended without saving it.

use super::disk::{self, Place};
use super::fs::{FileSystem, REAL};
use super::whose::Whose;
use crate::assessment::folder_of;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The largest journal that is read, in bytes.
const LIMIT: u64 = crate::limits::JOURNAL;
/// The file in the journals' folder that is locked while one is changed.
const LOCK: &str = "lock";
/// How long to wait for another program that is changing a journal: keys that
/// are typed meanwhile wait too.
const PATIENCE: Duration = Duration::from_secs(1);

/// A text that was being typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The role's word.
    pub role: String,
    /// The question's or step's id.
    pub item: String,
    /// The field's name.
    pub field: String,
    /// What was typed so far.
    pub text: String,
    /// The committed text that it started from.
    pub base: String,
    /// When.
    pub saved_at: DateTime<Utc>,
}

/// Which text a draft is of: role, item, field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftKey {
    /// The role's word.
    pub role: String,
    /// The question's or step's id.
    pub item: String,
    /// The field's name.
    pub field: String,
}

impl Draft {
    /// Which text it is of.
    #[must_use]
    pub fn key(&self) -> DraftKey {
        DraftKey {
            role: self.role.clone(),
            item: self.item.clone(),
            field: self.field.clone(),
        }
    }
}

/// The drafts of one answer file, in one file of the state folder.
#[derive(Debug, Clone)]
pub struct Drafts {
    path: PathBuf,
    answer_path: PathBuf,
    /// Whose drafts are put there, once that is known.
    whose: Option<Whose>,
    fs: &'static dyn FileSystem,
}

#[derive(Serialize, Deserialize)]
struct Journal {
    /// For a person who looks into the folder.
    answer_file: String,
    /// None of a journal that was written before this was remembered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    whose: Option<Whose>,
    drafts: Vec<Record>,
}

#[derive(Serialize, Deserialize)]
struct Record {
    role: String,
    item: String,
    field: String,
    text: String,
    base: String,
    saved_at: String,
}

/// What has become of drafts that were not put there by a file as it is called now.
#[derive(Debug)]
pub(super) enum Parted {
    /// They are another file's, and were set aside to this place.
    To(PathBuf),
    /// They are another file's, and cannot be moved from this place.
    In(PathBuf),
    /// They are the same file's.
    Not,
}

impl Drafts {
    /// The drafts of an answer file. Nothing is read or written yet.
    #[must_use]
    pub fn new(state_dir: &Path, answer_path: &Path) -> Self {
        let answer_path = canonical(answer_path);
        let digest = disk::sha256(answer_path.as_os_str().as_encoded_bytes());
        let name = format!("{}.json", digest.get(..16).unwrap_or_default());
        Self {
            path: state_dir.join("drafts").join(name),
            answer_path,
            whose: None,
            fs: &REAL,
        }
    }

    #[cfg(test)]
    pub(super) fn on(mut self, fs: &'static dyn FileSystem) -> Self {
        self.fs = fs;
        self
    }

    /// Remembers a draft, in the place of the last one of the same text.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn put(&self, draft: &Draft) -> io::Result<()> {
        let _lock = self.lock()?;
        let mut drafts = self.read()?;
        drafts.retain(|d| d.key() != draft.key());
        drafts.push(draft.clone());
        self.write(&drafts)
    }

    /// Forgets the draft of a text. With the last one the journal goes.
    ///
    /// # Errors
    /// When the journal cannot be written.
    pub fn remove(&self, key: &DraftKey) -> io::Result<()> {
        if !self.path.try_exists()? {
            return Ok(());
        }
        let _lock = self.lock()?;
        let mut drafts = self.read()?;
        let before = drafts.len();
        drafts.retain(|d| d.key() != *key);
        if drafts.len() == before {
            return Ok(());
        }
        self.write(&drafts)
    }

    /// The drafts that are there. A journal that cannot be understood is set
    /// aside as `*.corrupt` and reads as empty.
    #[must_use]
    pub fn load(&self) -> Vec<Draft> {
        disk::sweep(folder_of(&self.path));
        self.read().unwrap_or_default()
    }

    /// Sets the drafts aside as `*.before`: they are of a file that was here
    /// before the one that has just been made, of another provider perhaps.
    fn begin_anew(&self) {
        if self.path.exists() {
            self.set_aside("before");
        }
    }

    /// Sets drafts aside that are of another file which had the path of this
    /// one, and says whose they are and where they went; also of those that are this
    /// one's under another name. Those that are put there from now on are of this one.
    pub(super) fn part_from_others(&mut self, whose: Whose) -> Option<(Whose, Parted)> {
        let of = self.journal().and_then(|journal| journal.whose);
        let of = of.filter(|of| of.is_other(&whose) || !of.is_called_as(&whose));
        let is_other = of.as_ref().is_some_and(|of| of.is_other(&whose));
        self.whose = Some(whose);
        let parted = match is_other {
            true => self.set_aside("before").map(Parted::To),
            false => Some(Parted::Not),
        };
        Some((of?, parted.unwrap_or_else(|| Parted::In(self.path.clone()))))
    }

    /// The file says something else of itself now: the drafts that are there
    /// stay its own.
    pub fn known_as(&mut self, whose: Whose) {
        let same = self.whose.as_ref() == Some(&whose);
        self.whose = Some(whose);
        if same || !self.path.exists() {
            return;
        }
        // Where it cannot be written, they are set aside the next time, not lost.
        if let Ok(_lock) = self.lock()
            && let Ok(drafts) = self.read()
        {
            let _ = self.write(&drafts);
        }
    }

    /// The drafts that are there, without setting anything aside: a look that
    /// changes nothing.
    #[must_use]
    pub fn look(&self) -> Vec<Draft> {
        self.journal().map(drafts_of).unwrap_or_default()
    }

    fn journal(&self) -> Option<Journal> {
        let bytes = read_regular(&self.path, LIMIT).ok().flatten()?;
        serde_json::from_slice(&bytes).ok()
    }

    /// Keeps other programs from changing the journal between reading and
    /// writing it. The journal itself is replaced and goes, so that its lock
    /// would be no lock; one file does for all journals, being held so shortly.
    fn lock(&self) -> io::Result<File> {
        let folder = folder_of(&self.path);
        self.fs.make_folder(folder)?;
        let mut options = OpenOptions::new();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let file = options.open(folder.join(LOCK))?;
        let mut left = PATIENCE;
        if disk::lock(self.fs, &file, &mut left)? {
            Ok(file)
        } else {
            let busy = "another program is writing drafts";
            Err(io::Error::new(io::ErrorKind::WouldBlock, busy))
        }
    }

    fn read(&self) -> io::Result<Vec<Draft>> {
        let bytes = match read_regular(&self.path, LIMIT) {
            Ok(Some(bytes)) => bytes,
            Ok(None) => {
                self.set_aside("corrupt");
                return Ok(Vec::new());
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(e) => return Err(e),
        };
        Ok(serde_json::from_slice(&bytes).map_or_else(
            |_| {
                self.set_aside("corrupt");
                Vec::new()
            },
            drafts_of,
        ))
    }

    fn set_aside(&self, why: &str) -> Option<PathBuf> {
        let free = (1..1000).map(|n| {
            let number = if n == 1 {
                String::new()
            } else {
                format!("-{n}")
            };
            self.path.with_extension(format!("json{number}.{why}"))
        });
        for aside in free {
            if std::fs::symlink_metadata(&aside).is_err() {
                return std::fs::rename(&self.path, &aside).ok().map(|()| aside);
            }
        }
        None
    }

    fn write(&self, drafts: &[Draft]) -> io::Result<()> {
        if drafts.is_empty() {
            return match self.fs.remove(&self.path) {
                Err(e) if e.kind() != io::ErrorKind::NotFound => Err(e),
                _ => Ok(()),
            };
        }
        let journal = Journal {
            answer_file: self.answer_path.to_string_lossy().into_owned(),
            whose: self.whose.clone(),
            drafts: drafts
                .iter()
                .map(|d| Record {
                    role: d.role.clone(),
                    item: d.item.clone(),
                    field: d.field.clone(),
                    text: d.text.clone(),
                    base: d.base.clone(),
                    saved_at: d.saved_at.to_rfc3339(),
                })
                .collect(),
        };
        let bytes = serde_json::to_vec_pretty(&journal)?;
        // What could not be read again would take the others with it.
        if u64::try_from(bytes.len()).map_or(true, |size| size > LIMIT) {
            return Err(io::Error::other(format!(
                "half-typed texts would be more than {} MiB: finish some of them first",
                LIMIT >> 20
            )));
        }
        write_private(self.fs, &self.path, &bytes)
    }
}

/// Forgets what is remembered of an answer file of this name that was here
/// before the one that has just been made: the place that was left in it, and
/// half-typed texts, which are set aside.
pub fn begin_anew(state_dir: &Path, answer_path: &Path) {
    Drafts::new(state_dir, answer_path).begin_anew();
    // It is not gone on with where that item is not asked.
    let _ = super::bookmark::put(state_dir, answer_path, None);
}

fn drafts_of(journal: Journal) -> Vec<Draft> {
    let drafts = journal.drafts.into_iter().map(|r| Draft {
        // A time that cannot be read is no reason to lose the text.
        saved_at: DateTime::parse_from_rfc3339(&r.saved_at)
            .map_or(DateTime::UNIX_EPOCH, |t| t.to_utc()),
        role: r.role,
        item: r.item,
        field: r.field,
        text: r.text,
        base: r.base,
    });
    drafts.collect()
}

/// A file's bytes; none when it is no regular file or larger than the limit.
pub(crate) fn read_regular(path: &Path, limit: u64) -> io::Result<Option<Vec<u8>>> {
    let file = disk::open(path)?;
    if !file.metadata()?.is_file() {
        return Ok(None);
    }
    disk::read(&file, limit)
}

/// Writes a file of the state folder, for this user alone, making the folder.
pub(crate) fn write_private(fs: &dyn FileSystem, path: &Path, bytes: &[u8]) -> io::Result<()> {
    fs.make_folder(folder_of(path))?;
    disk::write::<io::Error>(fs, path, bytes, &Place::Private, || Ok(()))?
}

/// The path by which a file is known, also before it exists.
pub(crate) fn canonical(path: &Path) -> PathBuf {
    std::fs::canonicalize(path).unwrap_or_else(|_| {
        let name = path.file_name().unwrap_or_default();
        std::fs::canonicalize(folder_of(path))
            .map_or_else(|_| path.to_owned(), |folder| folder.join(name))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draft(text: &str) -> Draft {
        Draft {
            role: "CSP".into(),
            item: "03".into(),
            field: "note".into(),
            text: text.into(),
            base: "before".into(),
            saved_at: DateTime::from_timestamp(1_800_000_000, 0).unwrap(),
        }
    }

    #[test]
    fn a_draft_is_remembered_replaced_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(dir.path(), &dir.path().join("a.toml"));
        assert_eq!(drafts.load(), []);
        drafts.put(&draft("half a sen")).unwrap();
        drafts.put(&draft("half a sentence\n")).unwrap();
        assert_eq!(drafts.load(), [draft("half a sentence\n")]);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let meta = std::fs::metadata(&drafts.path).unwrap();
            assert_eq!(meta.permissions().mode() & 0o777, 0o600);
        }
        let other = Drafts::new(dir.path(), &dir.path().join("b.toml"));
        assert_eq!(other.load(), []);
        drafts.remove(&draft("").key()).unwrap();
        assert!(!drafts.path.exists());
        drafts.remove(&draft("").key()).unwrap();
    }

    #[test]
    fn programs_with_one_file_open_keep_each_others_drafts() {
        let dir = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for writer in 0..4 {
                let drafts = Drafts::new(dir.path(), &dir.path().join("a.toml"));
                scope.spawn(move || {
                    for n in 0..10 {
                        let mut one = draft("x");
                        one.item = format!("{writer}-{n}");
                        drafts.put(&one).unwrap();
                        if n % 2 == 1 {
                            drafts.remove(&one.key()).unwrap();
                        }
                    }
                });
            }
        });
        let drafts = Drafts::new(dir.path(), &dir.path().join("a.toml"));
        assert_eq!(drafts.load().len(), 20);
    }

    #[test]
    fn a_file_that_is_made_anew_has_no_drafts_of_the_one_before() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(dir.path(), &dir.path().join("a.toml"));
        drafts.begin_anew();
        drafts.put(&draft("of another provider")).unwrap();
        drafts.begin_anew();
        assert_eq!(drafts.load(), []);
        let kept = std::fs::read_to_string(drafts.path.with_extension("json.before"));
        assert!(kept.unwrap().contains("of another provider"));
    }

    #[test]
    fn a_corrupt_journal_is_set_aside_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(dir.path(), &dir.path().join("a.toml"));
        for garbage in ["{\"drafts\": [", "\u{0}\u{0}"] {
            std::fs::create_dir_all(drafts.path.parent().unwrap()).unwrap();
            std::fs::write(&drafts.path, garbage).unwrap();
            assert_eq!(drafts.look(), []);
            assert!(drafts.path.exists());
            assert_eq!(drafts.load(), []);
            assert!(!drafts.path.exists());
        }
        let kept = std::fs::read_dir(drafts.path.parent().unwrap()).unwrap();
        assert_eq!(kept.count(), 2);
        drafts.put(&draft("new")).unwrap();
        assert_eq!(drafts.load().len(), 1);
    }

    #[test]
    fn each_corrupt_journal_is_kept_by_a_name_of_its_own() {
        let dir = tempfile::tempdir().unwrap();
        let drafts = Drafts::new(dir.path(), &dir.path().join("a.toml"));
        let texts = ["{ one", "{ two", "{ three"];
        for text in texts {
            std::fs::create_dir_all(folder_of(&drafts.path)).unwrap();
            std::fs::write(&drafts.path, text).unwrap();
            assert_eq!(drafts.load(), []);
        }
        for (text, name) in texts.iter().zip(["json", "json-2", "json-3"]) {
            let aside = drafts.path.with_extension(format!("{name}.corrupt"));
            assert_eq!(std::fs::read_to_string(aside).unwrap(), *text);
        }
    }

    #[test]
    fn another_file_s_drafts_that_cannot_be_set_aside_stay_where_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let mut drafts = Drafts::new(dir.path(), &dir.path().join("a.toml"));
        let of = |subject: &str| {
            Whose::of(&crate::assessment::Assessment {
                subject: subject.into(),
                questionnaire: "CEK-02".into(),
                ..Default::default()
            })
        };
        std::fs::create_dir_all(folder_of(&drafts.path)).unwrap();
        let text =
            r#"{"answer_file":"a","whose":{"subject":"A","questionnaire":"X-01"},"drafts":[]}"#;
        std::fs::write(&drafts.path, text).unwrap();
        for n in 1..1000 {
            let number = if n == 1 {
                String::new()
            } else {
                format!("-{n}")
            };
            let taken = drafts.path.with_extension(format!("json{number}.before"));
            std::fs::write(taken, "").unwrap();
        }
        let parted = drafts.part_from_others(of("A")).map(|(_, parted)| parted);
        assert!(matches!(parted, Some(Parted::In(path)) if path == drafts.path));
        assert_eq!(std::fs::read_to_string(&drafts.path).unwrap(), text);
    }
}
