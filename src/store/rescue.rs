//! Answers that could not be saved, kept in the state folder until they are.

use super::drafts::{canonical, write_private};
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
}

impl Rescue {
    /// For an answer file and a process. Nothing is read or written yet.
    #[must_use]
    pub fn new(state_dir: &Path, answer_path: &Path, process: u32) -> Self {
        let folder = state_dir.join("unsaved");
        let digest = disk::sha256(canonical(answer_path).as_os_str().as_encoded_bytes());
        let stem = format!("{}-", digest.get(..16).unwrap_or_default());
        let path = folder.join(format!("{stem}{process}.toml"));
        Self { folder, stem, path }
    }

    /// Keeps the answers, in the place of those kept before.
    ///
    /// # Errors
    /// When the state folder cannot be written either.
    pub fn keep(&self, answers: &Assessment) -> io::Result<&Path> {
        write_private(&self.path, fields::render(answers).as_bytes())?;
        Ok(&self.path)
    }

    /// Lets go of what this process has kept: it is saved now.
    pub fn release(&self) {
        // That there is nothing, or that it stays, harms nobody.
        let _ = std::fs::remove_file(&self.path);
    }

    /// What other processes have kept for the same file and never saved.
    #[must_use]
    pub fn left(&self) -> Vec<PathBuf> {
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

#[cfg(test)]
mod tests {
    use super::*;

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
