//! Asking git about a file's earlier states: no shell, no network, nothing
//! written.

mod history;
pub mod texts;
mod tree;

pub use history::{MOST, Objects};
pub use tree::Entry;

use super::Failure;
use crate::assessment::{Assessment, folder_of};
use crate::store::{AnswerFile, LIMIT, SHARED_FILE};
use crate::text::one_line;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A file in a working tree.
pub struct Tracked {
    folder: PathBuf,
    name: OsString,
    shown: String,
}

impl Tracked {
    /// The file as git has to be asked for it; a link is followed.
    pub fn of(path: &Path) -> Result<Self, Failure> {
        let shown = one_line(&path.display().to_string());
        let real = path
            .canonicalize()
            .map_err(|e| Failure::usage(format!("{shown}: {e}")))?;
        let name = real
            .file_name()
            .ok_or_else(|| Failure::usage(format!("{shown} is no file")))?
            .to_owned();
        Ok(Self {
            folder: folder_of(&real).to_owned(),
            name,
            shown,
        })
    }

    /// A folder, to ask about what is in it.
    pub fn folder(path: &Path) -> Result<Self, Failure> {
        let shown = one_line(&path.display().to_string());
        let folder = path
            .canonicalize()
            .map_err(|e| Failure::usage(format!("{shown}: {e}")))?;
        Ok(Self {
            folder,
            name: OsString::new(),
            shown,
        })
    }

    /// What the file inherits, where it is a control of a folder.
    pub fn shared(&self) -> Option<Assessment> {
        let folder = crate::folder::of_file(&self.folder.join(&self.name))?.to_owned();
        let shared = AnswerFile::open_shared(&folder.join(SHARED_FILE)).ok()?;
        Some(shared.assessment().clone())
    }

    /// Whether the file lies in a working tree of git.
    pub fn in_repository(&self) -> Result<bool, Failure> {
        let output = self.ask(["rev-parse", "--is-inside-work-tree"])?;
        let said = String::from_utf8_lossy(&output.stderr);
        if !output.status.success() && !said.contains("not a git repository") {
            // For example a repository of another user, which git refuses.
            let first = said.lines().next().unwrap_or("git failed");
            return Err(Failure::usage(one_line(first)));
        }
        Ok(output.stdout.starts_with(b"true"))
    }

    /// The commit that a revision names.
    pub fn commit(&self, revision: &str) -> Result<String, Failure> {
        let shown = one_line(revision);
        if revision.starts_with('-') || revision.is_empty() {
            return Err(Failure::usage(format!("“{shown}” is no revision")));
        }
        if !self.in_repository()? {
            return Err(Failure::usage(format!(
                "{} is not in a git repository: there is no earlier state of it to compare with",
                self.shown
            )));
        }
        let commit = format!("{revision}^{{commit}}");
        let found = self.ask([
            "rev-parse",
            "--verify",
            "--quiet",
            "--end-of-options",
            &commit,
        ])?;
        let commit = String::from_utf8_lossy(&found.stdout).trim().to_owned();
        if !found.status.success() || commit.is_empty() {
            return Err(Failure::usage(format!(
                "the repository of {} has no revision “{shown}”: git log shows them",
                self.shown
            )));
        }
        Ok(commit)
    }

    /// The bytes that the file had in a revision.
    pub fn at(&self, revision: &str) -> Result<Vec<u8>, Failure> {
        let commit = self.commit(revision)?;
        let mut object = OsString::from(format!("{commit}:./"));
        object.push(&self.name);
        match self.blob(&object)? {
            Some(bytes) => Ok(bytes),
            None => Err(Failure::usage(format!(
                "{} was not there in revision “{}”: it came later, or had another name then",
                self.shown,
                one_line(revision)
            ))),
        }
    }

    /// The bytes of the common ancestor in a merge that is going on; none where
    /// there is none.
    pub fn ancestor(&self) -> Result<Option<Vec<u8>>, Failure> {
        let mut object = OsString::from(":1:./");
        object.push(&self.name);
        self.blob(&object)
    }

    /// The bytes of an object; none where there is none.
    pub fn blob(&self, object: &OsStr) -> Result<Option<Vec<u8>>, Failure> {
        let size = self.ask([OsStr::new("cat-file"), OsStr::new("-s"), object])?;
        if !size.status.success() {
            return Ok(None);
        }
        let size: Option<u64> = String::from_utf8_lossy(&size.stdout).trim().parse().ok();
        if size.is_none_or(|n| n > LIMIT) {
            return Err(Failure::found(format!(
                "{} was larger than {LIMIT} bytes then, which is the most that is read",
                self.shown
            )));
        }
        let words = [OsStr::new("cat-file"), OsStr::new("blob"), object];
        let output = self.ask(words)?;
        Ok(output.status.success().then_some(output.stdout))
    }

    /// What a command of git says.
    pub fn ask<W: AsRef<OsStr>>(
        &self,
        words: impl IntoIterator<Item = W>,
    ) -> Result<Output, Failure> {
        command(&self.folder)
            .args(words)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| failed(&error))
    }
}

/// Git in a folder, where a name is a name and no pattern.
fn command(folder: &Path) -> Command {
    let mut git = crate::git::command(folder);
    git.env("GIT_LITERAL_PATHSPECS", "1");
    git
}

fn failed(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::NotFound {
        Failure::usage("git is needed for this, and is not on the PATH")
    } else {
        Failure::found(format!("git cannot be run: {error}"))
    }
}
