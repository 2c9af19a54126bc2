//! Answers that could not be saved, kept in the state folder until they are.

use super::drafts::{canonical, write_private};
use super::fs::{FileSystem, REAL, Rights};
use super::{disk, fields};
use crate::assessment::{Assessment, folder_of};
use crate::limits;
use crate::questionnaire::Questionnaire;
use chrono::{DateTime, Utc};
use std::collections::hash_map::RandomState;
use std::fs::{File, TryLockError};
use std::hash::{BuildHasher, Hasher};
use std::io;
use std::path::{Path, PathBuf};

/// Where one opening of a file keeps the answers that it could not save. The
/// name is its own and it holds a lock on it, so that no other one, also not
/// of this process, takes it for its own or for one that was left.
#[derive(Debug)]
pub struct Rescue {
    folder: PathBuf,
    stem: String,
    path: PathBuf,
    /// What the answers were made from.
    before: PathBuf,
    /// Whether anything is there.
    keeps: bool,
    /// Open, it holds the lock of what is there.
    lock: Option<File>,
    fs: &'static dyn FileSystem,
}

impl Rescue {
    /// For an opening of an answer file. Nothing is read or written yet.
    #[must_use]
    pub fn new(state_dir: &Path, answer_path: &Path) -> Self {
        let folder = state_dir.join("unsaved");
        let digest = disk::sha256(canonical(answer_path).as_os_str().as_encoded_bytes());
        let stem = format!("{}-", digest.get(..16).unwrap_or_default());
        // Keyed at random, its hash of nothing is a random number.
        let own = RandomState::new().build_hasher().finish();
        let name = format!("{stem}{own:016x}.toml");
        Self {
            path: folder.join(&name),
            before: state_dir.join("unsaved-before").join(name),
            folder,
            stem,
            keeps: false,
            lock: None,
            fs: &REAL,
        }
    }

    #[cfg(test)]
    pub(super) fn on(mut self, fs: &'static dyn FileSystem) -> Self {
        self.fs = fs;
        self
    }

    /// Keeps the answers, in the place of those kept before, and what they were
    /// made from.
    ///
    /// # Errors
    /// When the state folder cannot be written either.
    pub fn keep(&mut self, answers: &Assessment, before: &Assessment) -> io::Result<&Path> {
        let (lock, flushed) = self.write(fields::render(answers).as_bytes())?;
        (self.keeps, self.lock) = (true, lock);
        flushed?;
        // Without it, taking them back asks more than it had to.
        let _ = write_private(self.fs, &self.before, fields::render(before).as_bytes());
        Ok(&self.path)
    }

    /// Puts it in its place, locked before it has a name that others could
    /// see. Where there are no locks it is there without.
    fn write(&self, bytes: &[u8]) -> io::Result<(Option<File>, disk::Flush)> {
        self.fs.make_folder(&self.folder)?;
        let folder = self.fs.open_folder(&self.folder)?;
        let mut temp = self.fs.begin(&self.folder, Rights::Private)?;
        disk::write_all(self.fs, temp.file(), bytes)?;
        self.fs.flush(temp.file())?;
        let lock = temp.file().try_clone().ok();
        let lock = lock.filter(|file| file.try_lock().is_ok());
        disk::over(self.fs, temp, &self.path)?;
        Ok((lock, disk::flush(self.fs, folder.as_ref())))
    }

    /// Lets go of what this opening has kept: it is saved now. What others
    /// have kept stays.
    pub fn release(&mut self) {
        if !std::mem::take(&mut self.keeps) {
            return;
        }
        // That there is nothing, or that it stays, harms nobody.
        let _ = self.fs.remove(&self.path);
        let _ = self.fs.remove(&self.before);
        self.lock = None;
    }

    /// Reads what another opening has kept.
    fn read(&self, path: &Path, questionnaire: &Questionnaire) -> Kept {
        let before = answers(&self.before(path), questionnaire).ok();
        let at = std::fs::metadata(path).and_then(|meta| meta.modified());
        Kept {
            path: path.to_owned(),
            answers: answers(path, questionnaire),
            before,
            at: at.ok().map(DateTime::from),
        }
    }

    /// Where that is from which the answers were made that are kept there.
    pub(super) fn before(&self, path: &Path) -> PathBuf {
        self.before
            .with_file_name(path.file_name().unwrap_or_default())
    }

    /// Puts away what another opening has kept: it was taken back, or is not
    /// wanted. It is then at [`away`].
    ///
    /// # Errors
    /// When the state folder cannot be written.
    pub fn put_away(&self, path: &Path) -> io::Result<()> {
        let to = away(path);
        self.fs.make_folder(folder_of(&to))?;
        std::fs::rename(path, &to)?;
        let _ = self.fs.remove(&self.before(path));
        Ok(())
    }

    /// What openings of the same file that have ended could not save. What one
    /// keeps that lasts still is its own business.
    #[must_use]
    pub fn left(&self, questionnaire: &Questionnaire) -> Vec<Kept> {
        let mut left = self.all();
        left.retain(|path| !is_held(path));
        let read = |path: PathBuf| self.read(&path, questionnaire);
        left.into_iter().map(read).collect()
    }

    /// What other openings have kept for the same file and never saved, those
    /// that last still among them.
    #[must_use]
    pub fn all(&self) -> Vec<PathBuf> {
        disk::sweep(&self.folder);
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        let mut all: Vec<PathBuf> = entries
            .flatten()
            .filter(|e| e.file_name().to_string_lossy().starts_with(&self.stem))
            .map(|e| e.path())
            .filter(|path| *path != self.path)
            .collect();
        all.sort();
        all
    }
}

/// Where what is kept there is put away.
#[must_use]
pub fn away(path: &Path) -> PathBuf {
    let folder = folder_of(path).with_file_name("put-away");
    folder.join(path.file_name().unwrap_or_default())
}

/// What is said where answers could be kept nowhere.
pub(crate) const NOWHERE: &str = "what could not be saved is lost: no folder could be written";

/// Says where answers are kept, and how their user comes back to them.
#[must_use]
pub fn kept_in(path: &Path) -> String {
    format!(
        "what could not be saved is in {}: it is offered when the file is opened again",
        path.display()
    )
}

/// Answers that an opening that has ended could not save.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Where they are.
    pub path: PathBuf,
    /// The answers, or why they cannot be read.
    pub answers: Result<Assessment, String>,
    /// What they were made from, where that is known.
    pub before: Option<Assessment>,
    /// When they were kept.
    pub at: Option<DateTime<Utc>>,
}

fn answers(path: &Path, questionnaire: &Questionnaire) -> Result<Assessment, String> {
    let file = disk::open(path).map_err(|e| e.to_string())?;
    let bytes = disk::read(&file, limits::ANSWER_FILE).map_err(|e| e.to_string())?;
    let bytes = bytes.ok_or("it is too large")?;
    let text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8")?;
    let (parsed, _) = super::parse::parse_document(&text, questionnaire, None);
    match parsed.problems.iter().find(|p| p.is_error()) {
        Some(problem) => Err(crate::text::one_line(&problem.message)),
        None => Ok(parsed.assessment),
    }
}

/// Whether the opening that keeps unsaved answers in a file of the state
/// folder lasts still: it saves them itself as soon as it can.
#[must_use]
pub fn is_held(path: &Path) -> bool {
    // Two who look at once are not to take each other for whoever keeps it.
    let look = |file: File| file.try_lock_shared();
    matches!(
        disk::open_to_lock(path).map(look),
        Ok(Err(TryLockError::WouldBlock))
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_is_held_until_it_is_let_go_or_its_opening_ends() {
        let state = tempfile::tempdir().unwrap();
        let one = Assessment::default();
        let q = crate::questionnaire::embedded();
        let opening = || Rescue::new(state.path(), Path::new("a.toml"));
        let (mut first, second) = (opening(), opening());
        for _ in 0..2 {
            let path = first.keep(&one, &one).unwrap().to_owned();
            assert!(is_held(&path));
            assert_eq!(second.all(), [path]);
            assert!(second.left(q).is_empty());
        }
        first.release();
        assert!(second.all().is_empty());
        let path = first.keep(&one, &one).unwrap().to_owned();
        drop(first);
        assert!(!is_held(&path));
        assert_eq!(second.left(q)[0].path, path);
        // A look is no hold.
        let looking = disk::open(&path).unwrap();
        looking.try_lock_shared().unwrap();
        assert!(!is_held(&path));
        assert!(!is_held(Path::new("other.toml")));
    }

    #[test]
    fn what_is_kept_is_found_by_another_opening_and_not_overwritten_by_it() {
        let state = tempfile::tempdir().unwrap();
        let file = Path::new("a.toml");
        let one = Assessment {
            subject: "one".into(),
            ..Assessment::default()
        };
        let two = Assessment {
            subject: "two".into(),
            ..Assessment::default()
        };
        let mut first = Rescue::new(state.path(), file);
        first.keep(&one, &one).unwrap();
        let mut second = Rescue::new(state.path(), file);
        assert_eq!(second.all().len(), 1);
        second.keep(&two, &one).unwrap();
        second.release();
        second.release();
        let kept = std::fs::read_to_string(&second.all()[0]).unwrap();
        assert!(kept.contains("subject = \"one\""));
        // With what it was made from, until it is put away.
        let q = crate::questionnaire::embedded();
        let answers = Assessment {
            roles: vec![crate::assessment::Role::Csp],
            questionnaire: q.control.id.clone(),
            ..one.clone()
        };
        first.keep(&answers, &answers).unwrap();
        let path = second.all().remove(0);
        let read = second.read(&path, q);
        assert_eq!(read.answers.as_ref(), Ok(&answers));
        assert_eq!(read.before.as_ref(), Some(&answers));
        assert!(read.at.is_some());
        second.put_away(&path).unwrap();
        assert!(second.all().is_empty());
        assert!(away(&path).is_file() && second.read(&path, q).before.is_none());
        assert!(
            Rescue::new(state.path(), Path::new("b.toml"))
                .all()
                .is_empty()
        );
    }
}
