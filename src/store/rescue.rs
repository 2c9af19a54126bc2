//! Answers that could not be saved, kept in the state folder until they are.

use super::drafts::{canonical, write_private};
use super::fs::{FileSystem, REAL};
use super::{disk, fields};
use crate::assessment::{Assessment, folder_of};
use crate::limits;
use crate::questionnaire::Questionnaire;
use chrono::{DateTime, Utc};
use std::io;
use std::path::{Path, PathBuf};

/// Where one process keeps the answers to one file that it could not save.
#[derive(Debug, Clone)]
pub struct Rescue {
    folder: PathBuf,
    stem: String,
    path: PathBuf,
    /// What the answers were made from.
    before: PathBuf,
    fs: &'static dyn FileSystem,
}

impl Rescue {
    /// For an answer file and a process. Nothing is read or written yet.
    #[must_use]
    pub fn new(state_dir: &Path, answer_path: &Path, process: u32) -> Self {
        let folder = state_dir.join("unsaved");
        let digest = disk::sha256(canonical(answer_path).as_os_str().as_encoded_bytes());
        let stem = format!("{}-", digest.get(..16).unwrap_or_default());
        let name = format!("{stem}{process}.toml");
        Self {
            path: folder.join(&name),
            before: state_dir.join("unsaved-before").join(name),
            folder,
            stem,
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
    pub fn keep(&self, answers: &Assessment, before: &Assessment) -> io::Result<&Path> {
        write_private(self.fs, &self.path, fields::render(answers).as_bytes())?;
        // Without it, taking them back asks more than it had to.
        let _ = write_private(self.fs, &self.before, fields::render(before).as_bytes());
        Ok(&self.path)
    }

    /// Lets go of what this process has kept: it is saved now.
    pub fn release(&self) {
        // That there is nothing, or that it stays, harms nobody.
        let _ = self.fs.remove(&self.path);
        let _ = self.fs.remove(&self.before);
    }

    /// Reads what another process has kept.
    #[must_use]
    pub fn read(&self, path: &Path, questionnaire: &Questionnaire) -> Kept {
        let before = path
            .file_name()
            .map(|name| self.before.with_file_name(name));
        let before = before.and_then(|path| answers(&path, questionnaire).ok());
        let at = std::fs::metadata(path).and_then(|meta| meta.modified());
        Kept {
            path: path.to_owned(),
            answers: answers(path, questionnaire),
            before,
            at: at.ok().map(DateTime::from),
        }
    }

    /// Puts away what another process has kept: it was taken back, or is not
    /// wanted. It is then at [`away`].
    ///
    /// # Errors
    /// When the state folder cannot be written.
    pub fn put_away(&self, path: &Path) -> io::Result<()> {
        let name = path.file_name().unwrap_or_default();
        let to = away(path);
        self.fs.make_folder(folder_of(&to))?;
        std::fs::rename(path, &to)?;
        let _ = self.fs.remove(&self.before.with_file_name(name));
        Ok(())
    }

    /// What other processes have kept for the same file and never saved.
    #[must_use]
    pub fn left(&self) -> Vec<PathBuf> {
        disk::sweep(&self.folder);
        let Ok(entries) = std::fs::read_dir(&self.folder) else {
            return Vec::new();
        };
        let mut left: Vec<PathBuf> = entries
            .flatten()
            .filter(|e| e.file_name().to_string_lossy().starts_with(&self.stem))
            .map(|e| e.path())
            .filter(|path| *path != self.path)
            .collect();
        left.sort();
        left
    }
}

/// Where what is kept there is put away.
#[must_use]
pub fn away(path: &Path) -> PathBuf {
    let folder = folder_of(path).with_file_name("put-away");
    folder.join(path.file_name().unwrap_or_default())
}

/// Answers that an ended process could not save.
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

/// The process that keeps unsaved answers in a file of the state folder, if
/// it is still running: it saves them itself as soon as it can.
#[must_use]
pub fn keeper(path: &Path) -> Option<u32> {
    let stem = path.file_stem()?.to_str()?;
    let process: u32 = stem.rsplit_once('-')?.1.parse().ok()?;
    is_running(process).then_some(process)
}

#[cfg(unix)]
fn is_running(process: u32) -> bool {
    use rustix::io::Errno;
    use rustix::process::{Pid, test_kill_process};
    let Some(pid) = i32::try_from(process).ok().and_then(Pid::from_raw) else {
        return false;
    };
    // One of another user is running too.
    matches!(test_kill_process(pid), Ok(()) | Err(Errno::PERM))
}

#[cfg(not(unix))]
fn is_running(_: u32) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_running_process_keeps_its_own() {
        let name = |n: u32| PathBuf::from(format!("/state/unsaved/0123456789abcdef-{n}.toml"));
        let own = std::process::id();
        assert_eq!(keeper(&name(own)), Some(own));
        // Linux gives no process so high a number.
        for n in [0, 2_000_000_000, u32::MAX] {
            assert_eq!(keeper(&name(n)), None, "{n}");
        }
        assert_eq!(keeper(Path::new("other.toml")), None);
    }

    #[test]
    fn what_is_kept_is_found_by_another_process_and_not_overwritten_by_it() {
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
        let first = Rescue::new(state.path(), file, 1);
        first.keep(&one, &one).unwrap();
        let second = Rescue::new(state.path(), file, 2);
        assert_eq!(second.left().len(), 1);
        second.keep(&two, &one).unwrap();
        second.release();
        let kept = std::fs::read_to_string(&second.left()[0]).unwrap();
        assert!(kept.contains("subject = \"one\""));
        // With what it was made from, until it is put away.
        let q = crate::questionnaire::embedded();
        let answers = Assessment {
            roles: vec![crate::assessment::Role::Csp],
            questionnaire: q.control.id.clone(),
            ..one.clone()
        };
        first.keep(&answers, &answers).unwrap();
        let path = second.left().remove(0);
        let read = second.read(&path, q);
        assert_eq!(read.answers.as_ref(), Ok(&answers));
        assert_eq!(read.before.as_ref(), Some(&answers));
        assert!(read.at.is_some());
        second.put_away(&path).unwrap();
        assert!(second.left().is_empty());
        assert!(away(&path).is_file() && second.read(&path, q).before.is_none());
        assert!(
            Rescue::new(state.path(), Path::new("b.toml"), 1)
                .left()
                .is_empty()
        );
    }
}
