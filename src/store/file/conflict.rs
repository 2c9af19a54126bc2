//! Two states of one answer file, on disk and in memory: which of them stays,
//! and where the other is kept.

use super::{AnswerFile, LIMIT};
use crate::assessment::{Assessment, folder_of};
use crate::bounded::within;
use crate::questionnaire::Questionnaire;
use crate::store::disk::{self, Place};
use crate::store::error::{ResolveError, SaveError};
use crate::store::fields;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

/// How many links lead to a file at most, as on Linux.
const LINKS: usize = 40;

impl AnswerFile {
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
        // Of a control, all that it has: what is shared may go on changing.
        let mut layout = self.layout()?.clone();
        fields::update(&mut layout, self.own(), mine);
        let saved = self.beside("mine", layout.to_string().as_bytes(), &self.meta)?;
        match self.again(questionnaire) {
            Ok(theirs) => {
                *self = theirs;
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
        if self.folder.is_some() {
            return self.keep_mine_of_both(mine);
        }
        self.keep_mine_of_own(mine)
    }

    pub(super) fn keep_mine_of_own(
        &mut self,
        mine: &Assessment,
    ) -> Result<Option<PathBuf>, ResolveError> {
        self.writable()?;
        let (theirs, meta) = match disk::open(&self.path) {
            Ok(file) => {
                let whole = file.metadata().and_then(|meta| {
                    if meta.is_file() {
                        let bytes = disk::read(&file, LIMIT)?;
                        Ok(bytes.map(|bytes| (bytes, meta)))
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
            Err(e) if e.kind() == io::ErrorKind::NotFound && self.is_new => {
                self.make(mine)?;
                return Ok(None);
            }
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                self.recreate(mine)?;
                return Ok(None);
            }
            Err(source) => return Err(self.copy_error(source)),
        };
        let saved = self.beside("theirs", &theirs, &meta)?;
        // Whoever made it meanwhile is overruled too.
        self.is_new = false;
        self.replace(mine, &theirs)?;
        Ok(Some(saved))
    }

    fn recreate(&mut self, mine: &Assessment) -> Result<(), SaveError> {
        crate::limits::all(mine)?;
        let (layout, bytes) = self.next(mine, self.bytes.len())?;
        super::fitting(&bytes)?;
        // A link whose target is gone stays a link, to a new target.
        let target = end_of_links(&self.path).map_err(|e| self.io(e))?;
        if self.is_own() {
            within(folder_of(&target), folder_of(&self.path)).map_err(|e| self.io(e))?;
        }
        let place = Place::Like(&self.meta, &self.path);
        let flush =
            disk::write::<io::Error>(self.fs, &target, &bytes, &place, || Ok(())).map_err(|e| {
                if e.kind() == io::ErrorKind::AlreadyExists {
                    SaveError::ChangedOnDisk
                } else {
                    self.io(e)
                }
            })?;
        self.settle(mine, layout, bytes);
        self.flushed(flush)
    }

    /// A copy beside the file, for those who may read the file.
    pub(super) fn beside(
        &self,
        whose: &str,
        bytes: &[u8],
        like: &Metadata,
    ) -> Result<PathBuf, ResolveError> {
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
            let path = folder_of(&self.path).join(name);
            match disk::write::<io::Error>(
                self.fs,
                &path,
                bytes,
                &Place::Like(like, &self.path),
                || Ok(()),
            ) {
                // A copy that is there and not flushed is found the next time.
                Ok(flush) => {
                    return flush
                        .map(|()| path)
                        .map_err(|source| self.copy_error(source));
                }
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
}

/// Where a path leads by symbolic links, also when nothing is there.
fn end_of_links(path: &Path) -> io::Result<PathBuf> {
    let mut at = path.to_owned();
    for _ in 0..LINKS {
        match std::fs::read_link(&at) {
            Ok(to) => at = folder_of(&at).join(to),
            Err(_) => return Ok(at),
        }
    }
    Err(io::Error::other("its symbolic links lead in a circle"))
}

/// Whether a name is one of a copy that was put aside:
/// `NAME.mine-<8 hex digits>.toml`, the same of theirs, and numbered ones.
#[must_use]
pub(crate) fn is_copy(name: &str) -> bool {
    let Some(stem) = name.strip_suffix(".toml") else {
        return false;
    };
    [".mine-", ".theirs-"].iter().any(|whose| {
        let Some((_, rest)) = stem.rsplit_once(whose) else {
            return false;
        };
        let (digits, number) = rest.split_once('-').unwrap_or((rest, "2"));
        digits.len() == 8
            && digits.bytes().all(|b| b.is_ascii_hexdigit())
            && !number.is_empty()
            && number.bytes().all(|b| b.is_ascii_digit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_are_known_by_their_names() {
        for name in [
            "a.cek-02.mine-0123abcd.toml",
            "a.theirs-0123abcd.toml",
            "a.mine-0123abcd-2.toml",
        ] {
            assert!(is_copy(name), "{name}");
        }
        for name in [
            "a.toml",
            "a.mine-0123.toml",
            "a.mine-0123abcg.toml",
            "a.mine-0123abcd-.toml",
            "mine-0123abcd.toml",
        ] {
            assert!(!is_copy(name), "{name}");
        }
    }
}
