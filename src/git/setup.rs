//! Telling git of the drivers, and taking that back.

use super::config::{self, Check, shown};
use super::{Git, GitError, attributes, shell};
use crate::store::output::{write_new, write_over};
use crate::text::count;
use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

/// The largest attributes' file that is read, in bytes: git reads none that
/// is larger than 100 MiB, and nobody writes one of a mebibyte.
const LIMIT: u64 = crate::limits::SETTINGS;

/// Whose git is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// One repository, and everyone who clones it as far as attributes go.
    Local,
    /// This user, in all repositories.
    Global,
}

/// Where the drivers are set up.
#[derive(Debug, Clone)]
pub struct Place {
    git: Git,
    scope: Scope,
    /// The file with the attributes.
    pub attributes: PathBuf,
    /// Whether the attributes are part of what is committed.
    pub shared: bool,
}

impl Place {
    /// The place for a folder. `user_attributes` is where git looks for a
    /// user's attributes unless its config says otherwise.
    ///
    /// # Errors
    /// When git cannot be run, or the folder is in no repository and the scope
    /// needs one.
    pub fn find(folder: &Path, scope: Scope, user_attributes: &Path) -> Result<Self, GitError> {
        let git = Git::at(folder);
        let (attributes, shared) = match scope {
            Scope::Local => repository_attributes(&git)?,
            Scope::Global => {
                let args = ["config", "--global", "--type=path", "--get"];
                let set = git.output(&[args.as_slice(), &["core.attributesFile"]].concat())?;
                let path = if set.status.success() {
                    let line = set.stdout.strip_suffix(b"\n").unwrap_or(&set.stdout);
                    PathBuf::from(shell::os(line.to_vec()))
                } else {
                    user_attributes.to_owned()
                };
                (path, false)
            }
        };
        Ok(Self {
            git,
            scope,
            attributes,
            shared,
        })
    }

    fn flag(&self) -> &'static str {
        match self.scope {
            Scope::Local => "--local",
            Scope::Global => "--global",
        }
    }

    /// What to call to set up this place.
    fn enable_command(&self) -> &'static str {
        match self.scope {
            Scope::Local => "aicaiq git enable",
            Scope::Global => "aicaiq git enable --global",
        }
    }

    /// Sets the drivers up with a program, and names them for a pattern as
    /// [`attributes::pattern`] gives it. Whether the attributes changed.
    ///
    /// # Errors
    /// When git refuses or a file cannot be written; what was done until then
    /// is harmless, and doing it again ends it.
    pub fn enable(&self, program: &Path, pattern: &str) -> Result<bool, GitError> {
        let text = self.read_attributes()?;
        let new = attributes::add(text.as_deref().unwrap_or_default(), pattern);
        if let Some(new) = &new {
            self.write_attributes(text.is_some(), new)?;
        }
        for (key, value) in config::settings(program) {
            let args = [OsStr::new("config"), OsStr::new(self.flag())];
            let rest = [OsStr::new("--replace-all"), OsStr::new(key), &value];
            self.git.read(&[args.as_slice(), &rest].concat())?;
        }
        Ok(new.is_some())
    }

    /// Takes away what [`Self::enable`] has set, and with `attributes` the
    /// lines that it wrote. Whether there was anything, in config and
    /// attributes.
    ///
    /// # Errors
    /// When git refuses or a file cannot be written.
    pub fn disable(&self, attributes: bool) -> Result<(bool, bool), GitError> {
        let mut found = (false, false);
        let scope = [self.flag()];
        for key in config::keys() {
            if self.git.config(&scope, key)?.is_some() {
                let args = ["config", self.flag(), "--unset-all", key];
                self.git.read(&args)?;
                found.0 = true;
            }
        }
        let text = self.read_attributes()?.unwrap_or_default();
        if let Some(rest) = attributes::remove(&text).filter(|_| attributes) {
            if rest.is_empty() {
                std::fs::remove_file(&self.attributes).map_err(|e| self.failed(e))?;
            } else {
                self.write_attributes(true, &rest)?;
            }
            found.1 = true;
        }
        Ok(found)
    }

    /// What is set up here, compared with what `program` would set up.
    ///
    /// # Errors
    /// When git cannot be run or a file cannot be read.
    pub fn status(&self, program: &Path) -> Result<Vec<Check>, GitError> {
        let own = [self.flag()];
        let git = &self.git;
        let is_local = self.scope == Scope::Local;
        let mut checks =
            if is_local && !config::is_set_up(git, &own)? && config::is_set_up(git, &[])? {
                // What counts here is then set up for all repositories.
                config::check(git, &[], program, "aicaiq git enable --global")?
            } else {
                config::check(git, &own, program, self.enable_command())?
            };
        let text = self.read_attributes()?.unwrap_or_default();
        let patterns = attributes::patterns(&text);
        let name = shown(&self.attributes);
        let mut is_named = true;
        checks.push(if !patterns.is_empty() {
            Check::ok(format!("{name} names {}", patterns.join(", ")))
        } else if is_local && config::naming(git, &[])?.any {
            Check::ok(format!("other attributes name {}", attributes::PATTERN))
        } else {
            is_named = false;
            Check::bad(
                format!("{name} names no answer files"),
                self.enable_command(),
            )
        });
        if is_local && is_named {
            checks.extend(super::doctor::unnamed(git)?);
        }
        Ok(checks)
    }

    /// The answer files below the folder that the attributes do not name: what
    /// is to be said of them, with one pattern that would; none where all are
    /// named.
    ///
    /// # Errors
    /// When git cannot be run.
    pub fn uncovered(&self) -> Result<Option<Check>, GitError> {
        if !self.shared {
            return Ok(None);
        }
        let files = super::doctor::uncovered(&self.git)?;
        Ok((!files.is_empty()).then(|| {
            Check::bad(
                format!(
                    "{} not covered, and merged line by line: {}",
                    count(files.len(), "answer file"),
                    super::doctor::some(&files)
                ),
                super::doctor::enabling(&self.git, &files),
            )
        }))
    }

    fn read_attributes(&self) -> Result<Option<Vec<u8>>, GitError> {
        let failed = |e| self.failed(e);
        // Git follows no link that is a repository's .gitattributes.
        let link = std::fs::symlink_metadata(&self.attributes).is_ok_and(|m| m.is_symlink());
        if link && self.shared {
            let why = "it is a symbolic link, and git does not follow it: make it a file";
            return Err(failed(io::Error::other(why)));
        }
        let file = match crate::bounded::open_regular(&self.attributes) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(e) => return Err(failed(e)),
        };
        match crate::bounded::read(&file, LIMIT).map_err(failed)? {
            Some(bytes) => Ok(Some(bytes)),
            None => Err(failed(io::Error::other("it is larger than 1 MiB"))),
        }
    }

    fn write_attributes(&self, over: bool, bytes: &[u8]) -> Result<(), GitError> {
        let failed = |e| self.failed(e);
        if over {
            return write_over(&self.attributes, bytes).map_err(failed);
        }
        let folder = crate::assessment::folder_of(&self.attributes);
        std::fs::create_dir_all(folder).map_err(failed)?;
        write_new(&self.attributes, bytes).map_err(failed)
    }

    fn failed(&self, source: io::Error) -> GitError {
        GitError::Attributes {
            path: self.attributes.clone(),
            source,
        }
    }
}

/// Where a repository's attributes stand, and whether they are committed: at
/// the root of its files, or, as a bare one has none, beside its config.
fn repository_attributes(git: &Git) -> Result<(PathBuf, bool), GitError> {
    let none = |error| match error {
        GitError::Failed { message, .. } => GitError::NoRepository(format!(
            "{} is in no git repository that can be used ({message}): go into one, make one (git init), or set git up for all with --global",
            shown(git.folder())
        )),
        other => other,
    };
    let bare = git
        .read(&["rev-parse", "--is-bare-repository"])
        .map_err(none)?;
    if bare == "true" {
        let path = git.read(&["rev-parse", "--git-path", "info/attributes"])?;
        return Ok((git.folder().join(path), false));
    }
    let root = git.read(&["rev-parse", "--show-toplevel"]).map_err(none)?;
    Ok((PathBuf::from(root).join(".gitattributes"), true))
}
