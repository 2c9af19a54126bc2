//! Answer files in git: the drivers by which git merges and shows them, how
//! they are set up in a repository, and what is not in order there. Git is
//! run as a program; what it says is passed on.

pub mod attributes;
mod config;
pub mod doctor;
pub mod driver;
mod folder;
pub mod setup;
mod shell;
mod unmerged;

pub use config::Check;
pub(crate) use shell::os;
pub use unmerged::deleted;

use std::ffi::{OsStr, OsString};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Why git did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum GitError {
    /// There is no git to run.
    #[error("git cannot be run ({0}): install it, or put it on the PATH")]
    Missing(io::Error),
    /// The folder is in no repository, or in one without a place for
    /// attributes.
    #[error("{0}")]
    NoRepository(String),
    /// Git refused.
    #[error("git {command} failed: {message}")]
    Failed {
        /// The subcommand.
        command: String,
        /// What it said.
        message: String,
    },
    /// The attributes' file cannot be read or written.
    #[error("{}: {source}", crate::text::one_line(&path.display().to_string()))]
    Attributes {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Git in a folder, kept from programs that a repository's settings name, from
/// the network and from asking. What it says is in English.
pub fn command(folder: &Path) -> Command {
    let mut git = Command::new("git");
    git.args(["--no-pager", "-c", "core.fsmonitor=false"])
        .args(["-c", "log.showSignature=false"])
        .current_dir(folder)
        .env("LC_ALL", "C")
        .env("GIT_OPTIONAL_LOCKS", "0")
        .env("GIT_NO_LAZY_FETCH", "1")
        .env("GIT_TERMINAL_PROMPT", "0");
    git
}

/// The root of the repository that a folder or file is in, without asking git.
#[must_use]
pub fn root_of(path: &Path) -> Option<PathBuf> {
    let mut above = path.ancestors();
    above.find(|p| p.join(".git").exists()).map(Path::to_owned)
}

/// The first version that tells a merge driver what the sides are called.
pub const WITH_LABELS: (u32, u32) = (2, 44);

/// The git program, run in a folder.
#[derive(Debug, Clone)]
pub struct Git {
    folder: PathBuf,
}

impl Git {
    /// Git in a folder. Nothing is run yet.
    #[must_use]
    pub fn at(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// The folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Runs git to its end, without input.
    ///
    /// # Errors
    /// When it cannot be run; that it failed is in the output.
    pub fn output<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<Output, GitError> {
        command(&self.folder)
            .args(args)
            .stdin(Stdio::null())
            .output()
            .map_err(GitError::Missing)
    }

    /// What git prints, without the last line end.
    ///
    /// # Errors
    /// When it cannot be run or fails.
    pub fn read<S: AsRef<OsStr>>(&self, args: &[S]) -> Result<OsString, GitError> {
        let output = self.output(args)?;
        if !output.status.success() {
            return Err(refused(args, &output));
        }
        let mut out = output.stdout;
        if out.last() == Some(&b'\n') {
            out.pop();
        }
        Ok(shell::os(out))
    }

    /// The last value of a key of the config; none when it has none. `scope`
    /// is `--local` or `--global`, or empty for what counts.
    ///
    /// # Errors
    /// When git cannot be run or the config is broken.
    pub fn config(&self, scope: &[&str], key: &str) -> Result<Option<OsString>, GitError> {
        let mut args = vec!["config"];
        args.extend(scope);
        args.extend(["--null", "--get", key]);
        let output = self.output(&args)?;
        match output.status.code() {
            Some(0) => {
                let value = output.stdout.strip_suffix(b"\0").unwrap_or(&output.stdout);
                Ok(Some(shell::os(value.to_vec())))
            }
            // Of a key that is not there.
            Some(1) => Ok(None),
            _ => Err(refused(&args, &output)),
        }
    }

    /// The version, as far as it matters: major and minor.
    ///
    /// # Errors
    /// When git cannot be run or says no version.
    pub fn version(&self) -> Result<(u32, u32), GitError> {
        let said = self.read(&["version"])?;
        let said = said.to_string_lossy();
        let mut numbers = said
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|part| part.parse().ok());
        match (numbers.next(), numbers.next()) {
            (Some(major), Some(minor)) => Ok((major, minor)),
            _ => Err(GitError::Failed {
                command: "version".to_owned(),
                message: crate::text::one_line(&said),
            }),
        }
    }
}

fn refused<S: AsRef<OsStr>>(args: &[S], output: &Output) -> GitError {
    let command = args
        .first()
        .map_or_else(String::new, |a| a.as_ref().to_string_lossy().into_owned());
    let said = String::from_utf8_lossy(&output.stderr);
    GitError::Failed {
        command,
        message: crate::text::one_line(said.trim()),
    }
}
