//! An answer file on disk: opened, saved without overwriting anything that
//! was not read, and brought together again when someone else wrote it.

use super::disk::{self, Place};
use super::error::{CreateError, OpenError};
use super::fs::{FileSystem, REAL};
use super::layout::Layout;
use super::parse::{Parsed, parse_document};
use super::problem::{Problem, Severity};
use super::{fast, fields};
use crate::assessment::{Assessment, SCHEMA, folder_of};
use crate::bounded::{Look, metadata};
use crate::limits;
use crate::questionnaire::Questionnaire;
use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::time::Duration;

mod both;
mod conflict;
mod elsewhere;
mod merging;
mod records;
mod saving;
mod shared;
#[cfg(all(test, unix))]
mod tests;
mod unmarked;

pub(crate) use conflict::is_copy;
pub use merging::{JoinError, Joined, rebased, taken_back};
use saving::{fits, fitting};
use shared::InFolder;
pub use shared::SHARED_FILE;

/// The largest answer file that is read, in bytes.
pub const LIMIT: u64 = crate::limits::ANSWER_FILE;
/// How long a save waits for another program's lock unless it is told otherwise.
const PATIENCE: Duration = Duration::from_secs(2);

/// Finds the text of a file in a state that git knows by that name.
pub type Past = fn(&Path, &str) -> Option<String>;

/// An answer file and what was last read from it or written to it. Beside an
/// `assessment.toml` it is one control of a folder: its assessment is the whole,
/// and a save writes what is changed where it stands.
#[derive(Debug)]
pub struct AnswerFile {
    path: PathBuf,
    assessment: Assessment,
    /// Of a control of a folder.
    folder: Option<Box<InFolder>>,
    /// Whether this is what the controls of a folder share.
    is_shared: bool,
    /// Whether there is no file yet: the first save makes it.
    is_new: bool,
    /// The pieces of the text, cut when a save first needs them: to look at a
    /// file in the program's own layout takes none.
    layout: OnceLock<Layout>,
    /// The bytes on disk, as far as this program knows. They are compared
    /// themselves, which is stronger than their digest and costs less.
    bytes: Vec<u8>,
    problems: Vec<Problem>,
    read_only: Option<String>,
    patience: Duration,
    who: String,
    /// Finds the ancestor of a merge that git has left its marks of.
    past: Option<Past>,
    /// Of the file as it was last read or written, for its mode and owner.
    meta: Metadata,
    /// Whether the folder was swept of what broken-off saves left in it.
    swept: bool,
    /// Whether the bytes are in place and their folder could not be flushed.
    unflushed: bool,
    /// What was decided without asking while git's marks were read.
    notes: Vec<String>,
    /// What is to be said of the last save.
    told: Vec<String>,
    fs: &'static dyn FileSystem,
}

/// A new answer file's text, for one that is not kept where it is made.
///
/// # Errors
/// When it is more than a file may have in it.
pub fn new_text(assessment: &Assessment) -> Result<String, CreateError> {
    laid_out(assessment).map(|(layout, _)| layout.to_string())
}

/// A new file in pieces, and its bytes.
fn laid_out(assessment: &Assessment) -> Result<(Layout, Vec<u8>), CreateError> {
    limits::all(assessment)?;
    let layout = fields::layout(assessment);
    let bytes = layout.to_string().into_bytes();
    if !fits(&bytes) {
        return Err(CreateError::TooLarge {
            size: bytes.len(),
            limit: LIMIT,
        });
    }
    Ok((layout, bytes))
}

impl AnswerFile {
    /// Reads an answer file; beside an `assessment.toml`, with what it inherits
    /// from that.
    ///
    /// # Errors
    /// When it cannot be read, is no regular file, larger than [`LIMIT`],
    /// not UTF-8, or has an error in it; the same of `assessment.toml`.
    pub fn open(path: &Path, questionnaire: &Questionnaire) -> Result<Self, OpenError> {
        let mut shared = Self::shared_beside(path)?;
        loop {
            let Some(before) = shared else {
                let fast = |text: &str| fast::read(text, questionnaire, None);
                let read = Self::read(path, metadata, fast, |text| {
                    parse_document(text, questionnaire, None)
                });
                return read.map_err(|error| shared::of_no_control(path, error));
            };
            let bytes = before.bytes.clone();
            let opened = Self::open_in(path, questionnaire, before);
            let Err(error @ OpenError::Invalid { .. }) = opened else {
                return opened.map_err(|error| shared::of_no_control(path, error));
            };
            // Another program may have written both in between: a record, and
            // then what refers to it.
            shared = Self::shared_beside(path)?;
            if shared.as_ref().is_none_or(|now| now.bytes == bytes) {
                return Err(shared::of_no_control(path, error));
            }
        }
    }

    /// Reads a file, by `fast` where that can, else by `parse`.
    fn read(
        path: &Path,
        look: Look,
        fast: impl Fn(&str) -> Option<Parsed>,
        parse: impl for<'t> Fn(&'t str) -> (Parsed, Option<toml_edit::Document<&'t str>>),
    ) -> Result<Self, OpenError> {
        let (bytes, meta) = read_file(path, look)?;
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
        let (parsed, layout) = match fast(text) {
            Some(parsed) => (parsed, OnceLock::new()),
            None => match parse(text) {
                (parsed, Some(document)) if !parsed.has_errors() => {
                    (parsed, Layout::of(&document).into())
                }
                (mut parsed, _) => {
                    offer_to_choose(path, &mut parsed.problems);
                    return Err(OpenError::Invalid {
                        path: path.to_owned(),
                        text: text.to_owned(),
                        problems: parsed.problems,
                    });
                }
            },
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
        let mut problems = parsed.problems;
        if disk::has_other_names(&meta) {
            problems.push(Problem {
                severity: Severity::Warning,
                span: None,
                message: "this file has another name (a hard link): saving leaves the other name as it is".to_owned(),
                help: None,
            });
        }
        Ok(Self {
            problems,
            read_only,
            ..Self::made(path, parsed.assessment, (layout, bytes), meta)
        })
    }

    fn made(
        path: &Path,
        assessment: Assessment,
        (layout, bytes): (OnceLock<Layout>, Vec<u8>),
        meta: Metadata,
    ) -> Self {
        Self {
            path: path.to_owned(),
            assessment,
            folder: None,
            is_shared: false,
            is_new: false,
            layout,
            bytes,
            problems: Vec::new(),
            read_only: None,
            patience: PATIENCE,
            who: String::new(),
            past: None,
            meta,
            swept: false,
            unflushed: false,
            notes: Vec::new(),
            told: Vec::new(),
            fs: &REAL,
        }
    }

    /// Makes a new answer file. Whatever is there already stays.
    ///
    /// # Errors
    /// When something is there, or it cannot be written.
    pub fn create(path: &Path, assessment: &Assessment) -> Result<Self, CreateError> {
        Self::create_on(&REAL, path, assessment)
    }

    pub(super) fn create_on(
        fs: &'static dyn FileSystem,
        path: &Path,
        assessment: &Assessment,
    ) -> Result<Self, CreateError> {
        let (layout, bytes) = laid_out(assessment)?;
        let failed = |source: io::Error| {
            if source.kind() == io::ErrorKind::AlreadyExists {
                CreateError::Exists(path.to_owned())
            } else {
                CreateError::Io {
                    path: path.to_owned(),
                    source,
                }
            }
        };
        let flush =
            disk::write::<io::Error>(fs, path, &bytes, &Place::New, || Ok(())).map_err(failed)?;
        let meta = flush.and_then(|()| fs.metadata(path)).map_err(|e| {
            // What may not last is taken away again, so that it can be retried.
            let _ = fs.remove(path);
            failed(e)
        })?;
        let mut file = Self::made(path, assessment.clone(), (layout.into(), bytes), meta);
        file.fs = fs;
        Ok(file)
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

    /// What was decided without asking when the file was opened from git's
    /// marks, in sentences.
    #[must_use]
    pub fn notes(&self) -> &[String] {
        &self.notes
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
        if let Some(folder) = &mut self.folder {
            folder.shared.patience = patience;
        }
    }

    /// Says who writes, for the names of the two sides where two people have
    /// changed one field.
    pub fn set_who(&mut self, who: &str) {
        who.clone_into(&mut self.who);
        if let Some(folder) = &mut self.folder {
            who.clone_into(&mut folder.shared.who);
        }
    }

    /// Sets what finds the ancestor where git leaves its marks in the file while
    /// it is open; without it nobody knows what was before both sides.
    pub fn set_past(&mut self, past: Past) {
        self.past = Some(past);
    }

    /// The same file as [`Self::open_marked`] reads it now.
    pub(super) fn open_again(&self, questionnaire: &Questionnaire) -> Result<Self, OpenError> {
        let path = &self.path;
        Self::open_marked(path, questionnaire, || self.past?(path, ":1"))
    }

    /// Sets through what it is saved; the real file system unless set.
    pub(super) fn set_file_system(&mut self, fs: &'static dyn FileSystem) {
        self.fs = fs;
        if let Some(folder) = &mut self.folder {
            folder.shared.fs = fs;
        }
    }
}

fn read_file(path: &Path, look: Look) -> Result<(Vec<u8>, Metadata), OpenError> {
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
    check(&look(path).map_err(io)?)?;
    let file = disk::open(path).map_err(io)?;
    let meta = file.metadata().map_err(io)?;
    check(&meta)?;
    match disk::read(&file, LIMIT).map_err(io)? {
        Some(bytes) => Ok((bytes, meta)),
        // It has grown since its size was asked for.
        None => Err(OpenError::TooLarge {
            path: path.to_owned(),
            size: file.metadata().map_err(io)?.len(),
            limit: LIMIT,
        }),
    }
}

/// Says that the screen lets its user choose where git could not merge; it opens
/// no file of what controls share.
fn offer_to_choose(path: &Path, problems: &mut [Problem]) {
    let is_shared = path.file_name().is_some_and(|name| name == SHARED_FILE);
    let typed = |path: &Path| crate::text::shell_word(&path.display().to_string());
    for problem in problems.iter_mut().filter(|p| p.is_merge()) {
        problem.help = Some(match is_shared {
            true => Problem::unmark(&typed(folder_of(path))),
            false => Problem::choose(&typed(path)),
        });
    }
}
