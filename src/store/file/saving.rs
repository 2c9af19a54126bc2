//! Saving: what changed, into the file as it was read.

use super::{AnswerFile, LIMIT};
use crate::assessment::{Assessment, folder_of};
use crate::bounded::own_metadata;
use crate::limits;
use crate::store::disk::{self, Place};
use crate::store::error::SaveError;
use crate::store::fields;
use crate::store::layout::Layout;
use crate::text::one_line;
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// How often a file may be replaced while its lock is being taken.
const REPLACED: usize = 50;

impl AnswerFile {
    /// Saves. Only what differs from [`Self::assessment`] is written; every
    /// other byte of the file stays. On an error the file is as it was. Of a
    /// control in a folder, what is shared is written first, where it changes:
    /// then that may be done although this ends with an error.
    ///
    /// # Errors
    /// See [`SaveError`]. An `Io` error can also mean that the file was
    /// written and its folder could not be flushed; then a retry flushes it.
    pub fn save(&mut self, next: &Assessment) -> Result<(), SaveError> {
        if self.folder.is_some() {
            return self.save_both(next);
        }
        self.save_own(next)
    }

    /// Saves what stands in the file itself.
    pub(super) fn save_own(&mut self, next: &Assessment) -> Result<(), SaveError> {
        self.save_held(next, None)
    }

    /// As [`Self::save_own`], under a lock that may be held already.
    pub(super) fn save_held(
        &mut self,
        next: &Assessment,
        held: Option<(File, Metadata)>,
    ) -> Result<(), SaveError> {
        // It is cut from the bytes, which are lent out now.
        self.layout()?;
        let base = std::mem::take(&mut self.bytes);
        let result = self.replace_by(next, &base, None, held);
        if self.bytes.is_empty() {
            self.bytes = base;
        }
        result
    }

    /// Whether the file is gone or has other bytes than were last read or
    /// written; in a folder, or `assessment.toml` has.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn changed_on_disk(&self) -> io::Result<bool> {
        match &self.folder {
            Some(folder) => Ok(self.own_changed()? || folder.shared.own_changed()?),
            None => self.own_changed(),
        }
    }

    pub(super) fn own_changed(&self) -> io::Result<bool> {
        let file = match disk::open(&self.path) {
            Ok(file) => file,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(!self.is_new),
            Err(e) => return Err(e),
        };
        if !file.metadata()?.is_file() {
            return Ok(true);
        }
        Ok(disk::read(&file, LIMIT)?.is_none_or(|bytes| bytes != self.bytes))
    }

    pub(super) fn writable(&self) -> Result<(), SaveError> {
        match &self.read_only {
            Some(reason) => return Err(SaveError::ReadOnly(reason.clone())),
            None if !self.is_own() => return Ok(()),
            None => {}
        }
        // It may have become a link since it was read.
        match own_metadata(&self.path) {
            Err(e) if e.kind() != io::ErrorKind::NotFound => Err(self.io(e)),
            _ => Ok(()),
        }
    }

    /// Whether it belongs to a folder of controls.
    pub(super) fn is_own(&self) -> bool {
        self.is_shared || self.folder.is_some()
    }

    /// The text as it was last read or written, in pieces.
    pub(super) fn layout(&self) -> Result<&Layout, SaveError> {
        if let Some(layout) = self.layout.get() {
            return Ok(layout);
        }
        // What was read fast is TOML. If it were not, nothing may be written.
        let document = toml_edit::Document::parse(self.text());
        let document = document.map_err(|e| self.io(io::Error::other(e.to_string())))?;
        Ok(self.layout.get_or_init(|| Layout::of(&document)))
    }

    pub(super) fn next(
        &self,
        next: &Assessment,
        size: usize,
    ) -> Result<(Layout, Vec<u8>), SaveError> {
        let mut layout = self.layout()?.clone();
        fields::update(&mut layout, self.own(), next);
        let mut text = String::with_capacity(size + 4096);
        layout.write_to(&mut text);
        Ok((layout, text.into_bytes()))
    }

    pub(super) fn settle(&mut self, next: &Assessment, layout: Layout, bytes: Vec<u8>) {
        self.layout = layout.into();
        self.bytes = bytes;
        match &mut self.folder {
            Some(folder) => folder.own = next.clone(),
            None => self.assessment = next.clone(),
        }
    }

    /// Puts the next state in the place of a file that has exactly the bytes
    /// `base`.
    pub(super) fn replace(&mut self, next: &Assessment, base: &[u8]) -> Result<(), SaveError> {
        self.replace_by(next, base, None, None)
    }

    /// As [`Self::replace`], with the next state's text where it is made
    /// already, and under a lock that is held already.
    pub(super) fn replace_by(
        &mut self,
        next: &Assessment,
        base: &[u8],
        made: Option<(Layout, Vec<u8>)>,
        held: Option<(File, Metadata)>,
    ) -> Result<(), SaveError> {
        self.writable()?;
        limits::all(next)?;
        if self.is_new {
            return self.make(next);
        }
        let target = std::fs::canonicalize(&self.path).map_err(|e| self.gone_or(e))?;
        // Moving a file in place needs no permission to write the old one.
        if let Some(reason) = disk::write_protected(&target) {
            return Err(SaveError::ReadOnly(reason));
        }
        let (file, meta) = match held {
            Some(held) => held,
            None => self.lock(&target)?,
        };
        if !std::mem::replace(&mut self.swept, true) {
            disk::sweep(folder_of(&target));
        }
        let same = self.fs.read(&file, LIMIT).map_err(|e| self.io(e))?;
        if same.as_deref() != Some(base) {
            return Err(SaveError::ChangedOnDisk);
        }
        let (layout, bytes) = match made {
            Some(made) => made,
            None => self.next(next, base.len())?,
        };
        fitting(&bytes)?;
        if bytes == base {
            self.settle(next, layout, bytes);
            let flush = if self.unflushed {
                disk::flush_folder_of(self.fs, &target)
            } else {
                Ok(())
            };
            return self.flushed(flush);
        }
        // An editor that takes no lock may have written while this was flushed.
        let fs = self.fs;
        let check = || match fs.metadata(&target) {
            Ok(now) if disk::same(&now, &meta) => Ok(()),
            Ok(_) => Err(Failure::Changed),
            Err(e) => Err(Failure::Io(e)),
        };
        match disk::write(fs, &target, &bytes, &Place::Over(&meta), check) {
            Ok(flush) => {
                self.settle(next, layout, bytes);
                if disk::has_other_names(&meta) {
                    let name = self.path.file_name().unwrap_or_default();
                    self.told.push(format!(
                        "{} had another name (a hard link), which is still the file as it was: what keeps a save whole is that a new file takes the old one's place",
                        one_line(&name.to_string_lossy())
                    ));
                }
                self.meta = meta;
                self.flushed(flush)
            }
            Err(Failure::Changed) => Err(SaveError::ChangedOnDisk),
            Err(Failure::Io(e)) => {
                // What could not be taken away either is swept the next time.
                self.swept = false;
                Err(self.gone_or(e))
            }
        }
    }

    /// What a save comes to whose bytes are in place.
    pub(super) fn flushed(&mut self, flush: disk::Flush) -> Result<(), SaveError> {
        self.unflushed = flush.is_err();
        flush.map_err(|e| self.io(e))
    }

    /// The file, locked, and certainly the one that is at the path now.
    pub(super) fn lock(&self, target: &Path) -> Result<(File, Metadata), SaveError> {
        let mut left = self.patience;
        for _ in 0..REPLACED {
            let file = self.fs.open_to_lock(target).map_err(|e| self.gone_or(e))?;
            let meta = file.metadata().map_err(|e| self.io(e))?;
            if !meta.is_file() {
                return Err(SaveError::ChangedOnDisk);
            }
            if !disk::lock(self.fs, &file, &mut left).map_err(|e| self.io(e))? {
                return Err(SaveError::Busy);
            }
            let meta = file.metadata().map_err(|e| self.io(e))?;
            let now = self.fs.metadata(target).map_err(|e| self.gone_or(e))?;
            if disk::same(&now, &meta) {
                return Ok((file, meta));
            }
        }
        Err(SaveError::Busy)
    }

    pub(super) fn io(&self, source: io::Error) -> SaveError {
        SaveError::Io {
            path: self.path.clone(),
            source,
        }
    }

    pub(super) fn gone_or(&self, error: io::Error) -> SaveError {
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

pub(super) fn fits(bytes: &[u8]) -> bool {
    u64::try_from(bytes.len()).is_ok_and(|size| size <= LIMIT)
}

/// Refuses what could not be opened again.
pub(super) fn fitting(bytes: &[u8]) -> Result<(), SaveError> {
    if fits(bytes) {
        return Ok(());
    }
    Err(SaveError::TooLarge {
        size: bytes.len(),
        limit: LIMIT,
    })
}
