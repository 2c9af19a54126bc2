//! An answer file on disk: opened, saved without overwriting anything that
//! was not read, and brought together again when someone else wrote it.

use super::disk::{self, Place};
use super::error::{CreateError, OpenError, ResolveError, SaveError};
use super::fields;
use super::layout::Layout;
use super::parse::parse_document;
use super::problem::Problem;
use crate::assessment::{Assessment, SCHEMA};
use crate::questionnaire::Questionnaire;
use std::fs::{File, Metadata, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The largest answer file that is read, in bytes.
pub const LIMIT: u64 = 16 * 1024 * 1024;
/// How long one try for the lock is apart from the next.
const PAUSE: Duration = Duration::from_millis(20);
/// How often a file may be replaced while its lock is being taken.
const REPLACED: usize = 50;

/// An answer file and what was last read from it or written to it.
#[derive(Debug)]
pub struct AnswerFile {
    path: PathBuf,
    assessment: Assessment,
    layout: Layout,
    /// The bytes on disk, as far as this program knows. They are compared
    /// themselves, which is stronger than their digest and costs less.
    bytes: Vec<u8>,
    problems: Vec<Problem>,
    read_only: Option<String>,
    patience: Duration,
}

impl AnswerFile {
    /// Reads an answer file.
    ///
    /// # Errors
    /// When it cannot be read, is no regular file, larger than [`LIMIT`],
    /// not UTF-8, or has an error in it.
    pub fn open(path: &Path, questionnaire: &Questionnaire) -> Result<Self, OpenError> {
        let bytes = read_file(path)?;
        let text = match std::str::from_utf8(&bytes) {
            Ok(text) => text,
            Err(e) => {
                let before = bytes.iter().take(e.valid_up_to());
                return Err(OpenError::NotUtf8 {
                    path: path.to_owned(),
                    offset: e.valid_up_to(),
                    line: before.filter(|b| **b == b'\n').count() + 1,
                });
            }
        };
        let (parsed, document) = parse_document(text, questionnaire);
        let layout = match document {
            Some(document) if !parsed.has_errors() => Layout::of(&document),
            _ => {
                return Err(OpenError::Invalid {
                    path: path.to_owned(),
                    text: text.to_owned(),
                    problems: parsed.problems,
                });
            }
        };
        let read_only = if parsed.schema > SCHEMA {
            Some(format!(
                "it has schema {}, and this program knows schemas up to {SCHEMA}",
                parsed.schema
            ))
        } else {
            let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
            disk::write_protected(&target)
        };
        Ok(Self {
            path: path.to_owned(),
            assessment: parsed.assessment,
            layout,
            bytes,
            problems: parsed.problems,
            read_only,
            patience: Duration::from_secs(2),
        })
    }

    /// Makes a new answer file. Whatever is there already stays.
    ///
    /// # Errors
    /// When something is there, or it cannot be written.
    pub fn create(path: &Path, assessment: &Assessment) -> Result<Self, CreateError> {
        let layout = fields::layout(assessment);
        let bytes = layout.to_string().into_bytes();
        disk::write::<io::Error>(path, &bytes, &Place::New, || Ok(())).map_err(|source| {
            if source.kind() == io::ErrorKind::AlreadyExists {
                CreateError::Exists(path.to_owned())
            } else {
                CreateError::Io {
                    path: path.to_owned(),
                    source,
                }
            }
        })?;
        Ok(Self {
            path: path.to_owned(),
            assessment: assessment.clone(),
            layout,
            bytes,
            problems: Vec::new(),
            read_only: None,
            patience: Duration::from_secs(2),
        })
    }

    /// The answers as they were last read or written.
    #[must_use]
    pub fn assessment(&self) -> &Assessment {
        &self.assessment
    }

    /// The path as it was given.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The warnings of the last reading.
    #[must_use]
    pub fn problems(&self) -> &[Problem] {
        &self.problems
    }

    /// The text as it was last read or written: what the spans of
    /// [`Self::problems`] point into until the first save.
    #[must_use]
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.bytes).unwrap_or_default()
    }

    /// Why the file cannot be saved, if so: a newer schema, no permission.
    #[must_use]
    pub fn read_only(&self) -> Option<&str> {
        self.read_only.as_deref()
    }

    /// Sets how long a save waits for another program's lock; 2 seconds
    /// unless set.
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
    }

    /// Saves. Only what differs from [`Self::assessment`] is written; every
    /// other byte of the file stays. On an error the file is as it was.
    ///
    /// # Errors
    /// See [`SaveError`]. An `Io` error can also mean that the file was
    /// written and its folder could not be flushed.
    pub fn save(&mut self, next: &Assessment) -> Result<(), SaveError> {
        let base = std::mem::take(&mut self.bytes);
        let result = self.replace(next, &base);
        if self.bytes.is_empty() {
            self.bytes = base;
        }
        result
    }

    /// Whether the file is gone or has other bytes than were last read or
    /// written.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn changed_on_disk(&self) -> io::Result<bool> {
        let file = match disk::open(&self.path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(true),
            Err(e) => return Err(e),
        };
        if !file.metadata()?.is_file() {
            return Ok(true);
        }
        Ok(disk::read(&file, LIMIT)?.is_none_or(|bytes| bytes != self.bytes))
    }

    /// Gives way to the file on disk: `mine` is written beside it as
    /// `NAME.mine-<8 hex digits>.toml`, and the file is read again. Returns
    /// where `mine` went.
    ///
    /// # Errors
    /// When the copy cannot be written, or the file cannot be used.
    pub fn take_theirs(
        &mut self,
        mine: &Assessment,
        questionnaire: &Questionnaire,
    ) -> Result<PathBuf, ResolveError> {
        let mut layout = self.layout.clone();
        fields::update(&mut layout, &self.assessment, mine);
        let saved = self.beside("mine", layout.to_string().as_bytes())?;
        match Self::open(&self.path, questionnaire) {
            Ok(theirs) => {
                *self = Self {
                    patience: self.patience,
                    ..theirs
                };
                Ok(saved)
            }
            Err(source) => Err(ResolveError::Reload { saved, source }),
        }
    }

    /// Overrules the file on disk: its bytes are written beside it as
    /// `NAME.theirs-<8 hex digits>.toml`, and `mine` takes its place. Returns
    /// where theirs went; nowhere when the file was gone.
    ///
    /// # Errors
    /// When the copy or the file cannot be written, or the file changes once
    /// more meanwhile.
    pub fn keep_mine(&mut self, mine: &Assessment) -> Result<Option<PathBuf>, ResolveError> {
        self.writable()?;
        let theirs = match disk::open(&self.path) {
            Ok(file) => {
                let whole = file.metadata().and_then(|meta| {
                    if meta.is_file() {
                        disk::read(&file, LIMIT)
                    } else {
                        Ok(None)
                    }
                });
                let whole = whole.map_err(|source| self.copy_error(source))?;
                whole.ok_or_else(|| {
                    let reason = "what is there now is no answer file";
                    self.copy_error(io::Error::other(reason))
                })?
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                self.recreate(mine)?;
                return Ok(None);
            }
            Err(source) => return Err(self.copy_error(source)),
        };
        let saved = self.beside("theirs", &theirs)?;
        self.replace(mine, &theirs)?;
        Ok(Some(saved))
    }

    fn recreate(&mut self, mine: &Assessment) -> Result<(), SaveError> {
        let (layout, bytes) = self.next(mine, self.bytes.len());
        // A link whose target is gone stays a link, to a new target.
        let target = std::fs::read_link(&self.path).map_or_else(
            |_| self.path.clone(),
            |to| disk::folder_of(&self.path).join(to),
        );
        disk::write::<io::Error>(&target, &bytes, &Place::New, || Ok(())).map_err(|e| {
            if e.kind() == io::ErrorKind::AlreadyExists {
                SaveError::ChangedOnDisk
            } else {
                self.io(e)
            }
        })?;
        self.settle(mine, layout, bytes);
        Ok(())
    }

    fn writable(&self) -> Result<(), SaveError> {
        match &self.read_only {
            Some(reason) => Err(SaveError::ReadOnly(reason.clone())),
            None => Ok(()),
        }
    }

    fn next(&self, next: &Assessment, size: usize) -> (Layout, Vec<u8>) {
        let mut layout = self.layout.clone();
        fields::update(&mut layout, &self.assessment, next);
        let mut text = String::with_capacity(size + 4096);
        layout.write_to(&mut text);
        (layout, text.into_bytes())
    }

    fn settle(&mut self, next: &Assessment, layout: Layout, bytes: Vec<u8>) {
        self.layout = layout;
        self.bytes = bytes;
        self.assessment = next.clone();
    }

    /// Puts the next state in the place of a file that has exactly the bytes
    /// `base`.
    fn replace(&mut self, next: &Assessment, base: &[u8]) -> Result<(), SaveError> {
        self.writable()?;
        let target = std::fs::canonicalize(&self.path).map_err(|e| self.gone_or(e))?;
        let (file, meta) = self.lock(&target)?;
        let same = disk::read(&file, LIMIT).map_err(|e| self.io(e))?;
        if same.as_deref() != Some(base) {
            return Err(SaveError::ChangedOnDisk);
        }
        let (layout, bytes) = self.next(next, base.len());
        if bytes == base {
            self.settle(next, layout, bytes);
            return Ok(());
        }
        let mut placed = false;
        // An editor that takes no lock may have written while this was flushed.
        let check = || match std::fs::metadata(&target) {
            Ok(now) if disk::same(&now, &meta) => {
                placed = true;
                Ok(())
            }
            Ok(_) => Err(Failure::Changed),
            Err(e) => Err(Failure::Io(e)),
        };
        let written = disk::write(&target, &bytes, &Place::Over(meta.clone()), check);
        match written {
            Ok(()) => {
                self.settle(next, layout, bytes);
                Ok(())
            }
            Err(Failure::Changed) => Err(SaveError::ChangedOnDisk),
            Err(Failure::Io(e)) => {
                // When only the folder's flush failed, the new bytes are there.
                if placed && std::fs::read(&target).is_ok_and(|now| now == bytes) {
                    self.settle(next, layout, bytes);
                }
                Err(self.gone_or(e))
            }
        }
    }

    /// The file, locked, and certainly the one that is at the path now.
    fn lock(&self, target: &Path) -> Result<(File, Metadata), SaveError> {
        let mut waited = Duration::ZERO;
        for _ in 0..REPLACED {
            let file = disk::open_to_lock(target).map_err(|e| self.gone_or(e))?;
            let meta = file.metadata().map_err(|e| self.io(e))?;
            if !meta.is_file() {
                return Err(SaveError::ChangedOnDisk);
            }
            loop {
                match file.try_lock() {
                    Ok(()) => break,
                    Err(TryLockError::WouldBlock) if waited < self.patience => {
                        std::thread::sleep(PAUSE);
                        waited += PAUSE;
                    }
                    Err(TryLockError::WouldBlock) => return Err(SaveError::Busy),
                    // Some network file systems have no locks; the comparison
                    // of bytes still guards the file.
                    Err(TryLockError::Error(e)) if e.kind() == io::ErrorKind::Unsupported => break,
                    Err(TryLockError::Error(e)) => return Err(self.io(e)),
                }
            }
            let meta = file.metadata().map_err(|e| self.io(e))?;
            let now = std::fs::metadata(target).map_err(|e| self.gone_or(e))?;
            if disk::same(&now, &meta) {
                return Ok((file, meta));
            }
        }
        Err(SaveError::Busy)
    }

    fn beside(&self, whose: &str, bytes: &[u8]) -> Result<PathBuf, ResolveError> {
        let stem = self.path.file_stem().unwrap_or_default().to_string_lossy();
        let digest = disk::sha256(bytes);
        let digest = digest.get(..8).unwrap_or_default();
        for n in 1..1000 {
            let number = if n == 1 {
                String::new()
            } else {
                format!("-{n}")
            };
            let name = format!("{stem}.{whose}-{digest}{number}.toml");
            let path = disk::folder_of(&self.path).join(name);
            match disk::write::<io::Error>(&path, bytes, &Place::New, || Ok(())) {
                Ok(()) => return Ok(path),
                Err(e) if e.kind() == io::ErrorKind::AlreadyExists => {
                    // The same answers, put aside before.
                    let regular = std::fs::symlink_metadata(&path).is_ok_and(|m| m.is_file());
                    if regular && std::fs::read(&path).is_ok_and(|b| b == bytes) {
                        return Ok(path);
                    }
                }
                Err(source) => return Err(self.copy_error(source)),
            }
        }
        Err(self.copy_error(io::ErrorKind::AlreadyExists.into()))
    }

    fn copy_error(&self, source: io::Error) -> ResolveError {
        ResolveError::Copy {
            path: self.path.clone(),
            source,
        }
    }

    fn io(&self, source: io::Error) -> SaveError {
        SaveError::Io {
            path: self.path.clone(),
            source,
        }
    }

    fn gone_or(&self, error: io::Error) -> SaveError {
        if error.kind() == io::ErrorKind::NotFound && !self.path.exists() {
            SaveError::Gone
        } else {
            self.io(error)
        }
    }
}

enum Failure {
    Changed,
    Io(io::Error),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

fn read_file(path: &Path) -> Result<Vec<u8>, OpenError> {
    let io = |source| OpenError::Io {
        path: path.to_owned(),
        source,
    };
    let check = |meta: &Metadata| {
        if !meta.is_file() {
            return Err(OpenError::NotAFile {
                path: path.to_owned(),
                kind: disk::kind(meta),
            });
        }
        if meta.len() > LIMIT {
            return Err(OpenError::TooLarge {
                path: path.to_owned(),
                size: meta.len(),
                limit: LIMIT,
            });
        }
        Ok(())
    };
    check(&std::fs::metadata(path).map_err(io)?)?;
    let file = disk::open(path).map_err(io)?;
    let meta = file.metadata().map_err(io)?;
    check(&meta)?;
    disk::read(&file, LIMIT)
        .map_err(io)?
        .ok_or_else(|| OpenError::TooLarge {
            path: path.to_owned(),
            size: LIMIT + 1,
            limit: LIMIT,
        })
}
