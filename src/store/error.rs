//! What can go wrong with an answer file, in words for its user.

use super::problem::{Problem, position, render_problems};
use crate::limits::Excess;
use crate::text::one_line;
use std::io;
use std::path::{Path, PathBuf};

/// Why an answer file could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be read.
    #[error("cannot read {}: {source}", shown(.path))]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// It is a folder, a pipe or a device.
    #[error("{} is {kind}, not a file: name an answer file (NAME.toml), or a folder of controls (with an assessment.toml)", shown(.path))]
    NotAFile {
        /// The path.
        path: PathBuf,
        /// What it is, with its article.
        kind: &'static str,
    },
    /// It is larger than an answer file can be.
    #[error("{} is {size} bytes long, and an answer file is at most {limit} bytes ({} MiB): is it the right file?", shown(.path), .limit >> 20)]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// Its size in bytes.
        size: u64,
        /// The limit in bytes.
        limit: u64,
    },
    /// It is no text.
    #[error("{} is not UTF-8 text: see byte {offset}, on line {line}; save it as UTF-8", shown(.path))]
    NotUtf8 {
        /// The file.
        path: PathBuf,
        /// The first byte that is wrong, from 0.
        offset: usize,
        /// The line it is on, from 1.
        line: usize,
    },
    /// It is text, with errors in it.
    #[error("{} has {}", shown(.path), crate::text::count(.problems.iter().filter(|p| p.is_error()).count(), "error"))]
    Invalid {
        /// The file.
        path: PathBuf,
        /// Its text.
        text: String,
        /// All errors and warnings.
        problems: Vec<Problem>,
    },
}

impl OpenError {
    /// The first error of a file in one line, with its place: for where there
    /// is no room for all.
    #[must_use]
    pub fn first(&self) -> String {
        match self {
            Self::Invalid { text, problems, .. } => match problems.iter().find(|p| p.is_error()) {
                Some(problem) => {
                    let place = problem.span.as_ref().map(|s| position(text, s.start));
                    let line = place.map_or(String::new(), |(line, _)| format!("line {line}: "));
                    one_line(&format!("{line}{}", problem.message))
                }
                None => self.to_string(),
            },
            // Whoever has no room for all names the file beside it.
            Self::NotUtf8 { offset, line, .. } => {
                format!("line {line}: it is not UTF-8 text: see byte {offset}; save it as UTF-8")
            }
            other => other.to_string(),
        }
    }

    /// The error as it is shown: for a file with errors in it, each with its
    /// line and what to do.
    #[must_use]
    pub fn render(&self, styled: bool) -> String {
        match self {
            Self::Invalid {
                path,
                text,
                problems,
            } => render_problems(&path.to_string_lossy(), text, problems, styled),
            other => other.to_string(),
        }
    }
}

/// Why a new answer file could not be made.
#[derive(Debug, thiserror::Error)]
pub enum CreateError {
    /// It would hold more than can be opened again.
    #[error("nothing is written: {0}")]
    Excess(#[from] Excess),
    /// It would be larger than an answer file that can be opened again.
    #[error(
        "nothing is written: the file would be {size} bytes long, and at most {limit} ({} MiB) can be opened again: shorten notes, or split the assessment", .limit >> 20
    )]
    TooLarge {
        /// The size it would have, in bytes.
        size: usize,
        /// The limit in bytes.
        limit: u64,
    },
    /// Something is there already; it was left alone.
    #[error("{} exists already: open it, or choose another name", shown(.0))]
    Exists(PathBuf),
    /// It cannot be written.
    #[error("cannot write {}: {source}{}", shown(.path), mend(.source))]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

/// Why an answer file was not saved. The file on disk is as it was.
#[derive(Debug, thiserror::Error)]
pub enum SaveError {
    /// It may not be written, with the reason: opened read-only, or permission
    /// was taken away since.
    #[error("the file is read-only: {0}")]
    ReadOnly(String),
    /// Someone else has written it since it was read.
    #[error("the file has changed on disk since it was read: take theirs or keep mine")]
    ChangedOnDisk,
    /// It is not there any more.
    #[error("the file is gone from its folder: keep mine writes it again")]
    Gone,
    /// It would hold more than can be opened again.
    #[error("the file is not saved: {0}")]
    Excess(#[from] Excess),
    /// It would be larger than an answer file that can be opened again.
    #[error(
        "the file would be {size} bytes long, and at most {limit} can be opened again: shorten a note"
    )]
    TooLarge {
        /// The size it would have, in bytes.
        size: usize,
        /// The limit in bytes.
        limit: u64,
    },
    /// Another program holds its lock.
    #[error("another program is saving the file: try again")]
    Busy,
    /// It cannot be written.
    #[error("cannot save {}: {source}{}", shown(.path), mend(.source))]
    Io {
        /// The file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
}

/// Why a copy could not be put beside the file, or the file not read again.
#[derive(Debug, thiserror::Error)]
pub enum ResolveError {
    /// The copy cannot be written; nothing was changed.
    #[error("cannot write a copy beside {}: {source}{}", shown(.path), mend(.source))]
    Copy {
        /// The answer file.
        path: PathBuf,
        /// The reason.
        source: io::Error,
    },
    /// The copy is written and the file on disk cannot be used.
    #[error("your answers are safe in {}, but the file cannot be used: {}", shown(.saved), .source.first())]
    Reload {
        /// The copy.
        saved: PathBuf,
        /// Why not.
        source: OpenError,
    },
    /// The file cannot be written over; a copy may have been made.
    #[error(transparent)]
    Save(#[from] SaveError),
}

/// What to do where a file cannot be written, to be put after the reason;
/// nothing where the reason is not the system's.
pub(crate) fn mend(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::StorageFull => ": make room on the disk, then try again",
        io::ErrorKind::QuotaExceeded => {
            ": you may keep no more there: take something away, then try again"
        }
        io::ErrorKind::PermissionDenied => {
            ": allow writing there (chmod u+w file, u+wx folder), then try again"
        }
        io::ErrorKind::ReadOnlyFilesystem => {
            ": the disk can only be read: mount it for writing, then try again"
        }
        io::ErrorKind::FileTooLarge => {
            ": no file may become so large here: allow more (ulimit -f), then try again"
        }
        // A save puts a new file in the old one's place.
        io::ErrorKind::ResourceBusy => {
            ": a file that is mounted by itself, as into a container, cannot be replaced: mount its folder, then try again"
        }
        io::ErrorKind::NotFound => ": its folder is not there: make it, then try again",
        _ if error.raw_os_error().is_some() => ": see that the disk is all right, then try again",
        _ => "",
    }
}

fn shown(path: &Path) -> String {
    one_line(&path.to_string_lossy())
}
