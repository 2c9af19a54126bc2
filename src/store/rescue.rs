//! Answers that could not be saved, kept in the state folder until they are.

use super::drafts::{canonical, write_private};
use super::fs::{FileSystem, REAL};
use super::{disk, fields};
use crate::assessment::Assessment;
use std::io;
use std::path::{Path, PathBuf};

/// Where one process keeps the answers to one file that it could not save.
#[derive(Debug, Clone)]
pub struct Rescue {
    folder: PathBuf,
    stem: String,
    path: PathBuf,
    fs: &'static dyn FileSystem,
}

impl Rescue {
    /// For an answer file and a process. Nothing is read or written yet.
    #[must_use]
    pub fn new(state_dir: &Path, answer_path: &Path, process: u32) -> Self {
        let folder = state_dir.join("unsaved");
        let digest = disk::sha256(canonical(answer_path).as_os_str().as_encoded_bytes());
        let stem = format!("{}-", digest.get(..16).unwrap_or_default());
        let path = folder.join(format!("{stem}{process}.toml"));
        Self {
            folder,
            stem,
            path,
            fs: &REAL,
        }
    }

    #[cfg(test)]
    pub(super) fn on(mut self, fs: &'static dyn FileSystem) -> Self {
        self.fs = fs;
        self
    }

    /// Keeps the answers, in the place of those kept before.
    ///
    /// # Errors
    /// When the state folder cannot be written either.
    pub fn keep(&self, answers: &Assessment) -> io::Result<&Path> {
        write_private(self.fs, &self.path, fields::render(answers).as_bytes())?;
        Ok(&self.path)
    }

    /// Lets go of what this process has kept: it is saved now.
    pub fn release(&self) {
        // That there is nothing, or that it stays, harms nobody.
        let _ = self.fs.remove(&self.path);
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
        first.keep(&one).unwrap();
        let second = Rescue::new(state.path(), file, 2);
        assert_eq!(second.left().len(), 1);
        second.keep(&two).unwrap();
        second.release();
        let kept = std::fs::read_to_string(&second.left()[0]).unwrap();
        assert!(kept.contains("subject = \"one\""));
        assert!(
            Rescue::new(state.path(), Path::new("b.toml"), 1)
                .left()
                .is_empty()
        );
    }
}
