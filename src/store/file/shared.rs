//! A control of a folder: its own file, and the `assessment.toml` beside it.

use super::records::{differs_beside_answers, refers_anew, removes, with_records_of};
use super::{AnswerFile, elsewhere};
use crate::assessment::{Assessment, EvidenceId, Parts, folder_of};
use crate::bounded::own_metadata;
use crate::questionnaire::Questionnaire;
use crate::store::disk::{self, Place};
use crate::store::error::{OpenError, SaveError};
use crate::store::parse::{is_shared, parse_document, parse_shared_document};
use crate::store::problem::{Problem, Severity};
use crate::store::{fast, fields};
use std::fs::{File, Metadata};
use std::io;
use std::path::Path;

/// What the controls of a folder share is in this file.
pub const SHARED_FILE: &str = "assessment.toml";

/// What a control of a folder has besides its own text.
#[derive(Debug)]
pub(super) struct InFolder {
    /// What stands in its own file.
    pub own: Assessment,
    /// What it inherits.
    pub shared: AnswerFile,
}

/// What was made of the next state of a control.
pub(super) struct Next {
    pub own: Assessment,
    /// None where nothing of it may have changed.
    pub shared: Option<Assessment>,
    /// What is to be said of it.
    pub notes: Vec<String>,
}

impl AnswerFile {
    /// Reads the `assessment.toml` of a folder: what its controls share.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_shared(path: &Path) -> Result<Self, OpenError> {
        let read = Self::read(path, own_metadata, fast::read_shared, parse_shared_document)?;
        Ok(Self {
            is_shared: true,
            ..read
        })
    }

    /// Opens a control of a folder that may have no file yet: then it is empty
    /// but for what it inherits, and the first save makes the file, over
    /// nothing.
    ///
    /// # Errors
    /// As [`Self::open`]; also when there is no `assessment.toml` beside it.
    pub fn begin(path: &Path, questionnaire: &Questionnaire) -> Result<Self, OpenError> {
        if std::fs::symlink_metadata(path).is_ok() {
            return Self::open(path, questionnaire);
        }
        let Some(shared) = Self::shared_beside(path)? else {
            return Err(OpenError::Io {
                path: path.to_owned(),
                source: io::ErrorKind::NotFound.into(),
            });
        };
        let own = Assessment {
            questionnaire: questionnaire.control.id.clone(),
            questionnaire_version: questionnaire.control.version.clone(),
            questionnaire_digest: questionnaire.digest.clone(),
            ..Assessment::default()
        };
        let made = (fields::layout(&own).into(), Vec::new());
        let whole = own.clone().inheriting(&shared.assessment);
        let meta = shared.meta.clone();
        Ok(Self {
            is_new: true,
            read_only: shared.newer(),
            folder: Some(Box::new(InFolder { own, shared })),
            ..Self::made(path, whole, made, meta)
        })
    }

    /// Whether there is no file yet: the first save makes it.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// The `assessment.toml` that this inherits from, if it is a control of a
    /// folder.
    #[must_use]
    pub fn shared(&self) -> Option<&Self> {
        self.folder.as_ref().map(|folder| &folder.shared)
    }

    /// What is in conflict in this file: of a control, what its folder's
    /// `assessment.toml` has in conflict is left to that.
    #[must_use]
    pub fn undecided(&self) -> Vec<&str> {
        let whole = self.assessment();
        match self.shared() {
            Some(shared) => whole.own_choices(shared.assessment()).collect(),
            None => whole.choices().collect(),
        }
    }

    /// What was decided in the saves since this was asked last, in sentences.
    #[must_use]
    pub fn take_told(&mut self) -> Vec<String> {
        let mut told = std::mem::take(&mut self.told);
        if let Some(folder) = &mut self.folder {
            told.append(&mut folder.shared.told);
        }
        told
    }

    /// The text with what is inherited written into it: a file that is whole
    /// by itself.
    #[must_use]
    pub fn whole_text(&self) -> std::borrow::Cow<'_, str> {
        self.whole_text_as(&self.assessment)
    }

    /// As [`Self::whole_text`], of a control of a folder with other records than
    /// those that it inherits.
    #[must_use]
    pub fn whole_text_as(&self, whole: &Assessment) -> std::borrow::Cow<'_, str> {
        match &self.folder {
            None => self.text().into(),
            Some(folder) => {
                let Ok(layout) = self.layout() else {
                    return fields::render(whole).into();
                };
                let mut layout = layout.clone();
                fields::update(&mut layout, &folder.own, whole);
                layout.to_string().into()
            }
        }
    }

    /// What stands in the file itself.
    pub(super) fn own(&self) -> &Assessment {
        match &self.folder {
            Some(folder) => &folder.own,
            None => &self.assessment,
        }
    }

    /// Whether a newer program wrote it, or what it inherits: then nothing that is
    /// not known is an error, and nobody knows whether it is one.
    #[must_use]
    pub fn is_newer(&self) -> bool {
        self.newer().is_some()
    }

    /// Why what is shared cannot be changed because it is newer, if so.
    fn newer(&self) -> Option<String> {
        let newer = self.read_only.as_ref().filter(|r| r.contains("schema"));
        newer.map(|reason| format!("{SHARED_FILE}: {reason}"))
    }

    /// The `assessment.toml` beside a file, if there is one that is shared:
    /// somebody's answer file may have that name.
    pub(super) fn shared_beside(path: &Path) -> Result<Option<Self>, OpenError> {
        if path.file_name().is_some_and(|name| name == SHARED_FILE) {
            return Ok(None);
        }
        let place = folder_of(path).join(SHARED_FILE);
        match std::fs::metadata(&place) {
            Ok(meta) if meta.is_file() => {}
            Ok(_) => return Ok(None),
            Err(e)
                if matches!(
                    e.kind(),
                    io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
                ) =>
            {
                return Ok(None);
            }
            // Taken for none, it would be as if nothing were shared.
            Err(source) => {
                return Err(OpenError::Io {
                    path: place,
                    source,
                });
            }
        }
        match Self::open_shared(&place) {
            Ok(shared) if is_shared(shared.text()) => Ok(Some(shared)),
            Err(OpenError::Invalid { text, .. }) if !is_shared(&text) => Ok(None),
            Ok(_) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Reads a control of a folder.
    pub(super) fn open_in(
        path: &Path,
        questionnaire: &Questionnaire,
        shared: Self,
    ) -> Result<Self, OpenError> {
        let inherited = &shared.assessment;
        let fast = |text: &str| fast::read(text, questionnaire, Some(inherited));
        let read = Self::read(path, own_metadata, fast, |text| {
            parse_document(text, questionnaire, Some(inherited))
        })?;
        Ok(read.with(shared))
    }

    /// With what it inherits.
    pub(super) fn with(mut self, shared: Self) -> Self {
        let own = std::mem::take(&mut self.assessment);
        self.assessment = own.clone().inheriting(&shared.assessment);
        self.read_only = self.read_only.or_else(|| shared.newer());
        self.folder = Some(Box::new(InFolder { own, shared }));
        self
    }

    /// The same file as it is on disk now.
    pub(super) fn again(&self, questionnaire: &Questionnaire) -> Result<Self, OpenError> {
        let read = if self.is_shared {
            Self::open_shared(&self.path)
        } else if self.is_new {
            Self::begin(&self.path, questionnaire)
        } else {
            self.open_again(questionnaire)
        };
        let mut read = read?;
        read.past = self.past;
        read.set_patience(self.patience);
        read.set_who(&self.who);
        read.set_file_system(self.fs);
        Ok(read)
    }

    /// The two parts of the next state. A record that other controls of the
    /// folder refer to stays.
    pub(super) fn parted(&self, next: &Assessment) -> Option<Next> {
        let folder = self.folder.as_ref()?;
        let old = &self.assessment;
        let mut notes = Vec::new();
        if !differs_beside_answers(old, next) {
            let own = Assessment {
                answers: next.answers.clone(),
                ..folder.own.clone()
            };
            return Some(Next {
                own,
                shared: None,
                notes,
            });
        }
        let now = Parts {
            own: folder.own.clone(),
            shared: folder.shared.assessment.clone(),
        };
        let mut parts = now.after(old, next);
        let gone: Vec<&EvidenceId> = now
            .shared
            .evidence
            .keys()
            .filter(|id| !parts.shared.evidence.contains_key(id))
            .collect();
        // One that stayed because of others is itself when it comes back.
        for id in next
            .evidence
            .keys()
            .filter(|id| !old.evidence.contains_key(*id))
        {
            let new = parts.shared.evidence.get_mut(id);
            if let (Some(new), Some(stayed)) = (new, now.shared.evidence.get(id)) {
                *new = stayed.with(new);
            }
        }
        for (id, whose) in elsewhere::used(&self.path, &gone) {
            if let Some(record) = now.shared.evidence.get(&id) {
                parts.shared.evidence.insert(id.clone(), record.clone());
                notes.push(format!(
                    "{id} stays in {SHARED_FILE}: {whose} still refers to it"
                ));
            }
        }
        Some(Next {
            own: parts.own,
            shared: Some(parts.shared),
            notes,
        })
    }

    /// Saves a control of a folder: first what is new in what is shared, then
    /// its own file, and last what goes from what is shared, so that nothing
    /// ever refers to evidence that is not there, wherever it ends.
    pub(super) fn save_both(&mut self, next: &Assessment) -> Result<(), SaveError> {
        if self.is_new && *next == self.assessment {
            return Ok(());
        }
        self.writable()?;
        // From before it is looked for elsewhere until it is gone, nobody may
        // come to refer to a record.
        let mut held = match &self.folder {
            Some(folder) if removes(&self.assessment, next) => {
                Some(folder.shared.held().map_err(of_shared)?)
            }
            _ => None,
        };
        let Some(Next {
            own,
            shared,
            mut notes,
        }) = self.parted(next)
        else {
            return self.save_own(next);
        };
        let Some(folder) = &mut self.folder else {
            return self.save_own(next);
        };
        let answers_alone = shared.is_none();
        let known = &folder.shared.assessment;
        let changed = shared.filter(|s| s != known);
        let mut last = None;
        let first = match changed {
            Some(changed) if removes(known, &changed) => {
                let kept = with_records_of(&changed, known);
                let first = (kept != *known).then_some(kept);
                last = Some(changed);
                first
            }
            changed => changed,
        };
        let flushed = || folder.shared.unflushed.then(|| known.clone());
        if let Some(first) = first.or_else(flushed) {
            let lock = held.take();
            let was_held = lock.is_some();
            folder.shared.save_held(&first, lock).map_err(of_shared)?;
            // Whatever comes next, this is done.
            self.assessment = folder.own.clone().inheriting(&folder.shared.assessment);
            if was_held && last.is_some() {
                // The lock was that of the file as it was: others may have come.
                held = Some(folder.shared.held_unchanged().map_err(of_shared)?);
                if let Some(again) = self.parted(next) {
                    last = again.shared;
                    notes = again.notes;
                }
            }
        }
        // Nobody may take away what its file is about to refer to, also not what
        // has just come.
        if let Some(folder) = &self.folder
            && held.is_none()
            && refers_anew(&folder.own, &own)
        {
            held = Some(folder.shared.held_unchanged().map_err(of_shared)?);
        }
        self.save_own(&own)?;
        if let (Some(last), Some(folder)) = (last, &mut self.folder) {
            self.assessment = folder.own.clone().inheriting(&folder.shared.assessment);
            folder
                .shared
                .save_held(&last, held.take())
                .map_err(of_shared)?;
        }
        drop(held);
        if answers_alone {
            self.assessment.answers.clone_from(&next.answers);
        } else {
            self.assessment = next.clone();
        }
        self.told.extend(notes);
        Ok(())
    }

    /// The lock of a file that still is what was read.
    pub(super) fn held_unchanged(&self) -> Result<(File, Metadata), SaveError> {
        let held = self.held()?;
        if self.own_changed().map_err(|e| self.io(e))? {
            return Err(SaveError::ChangedOnDisk);
        }
        Ok(held)
    }

    /// Makes the file of a control that has none yet, with the rights that
    /// `assessment.toml` has.
    pub(super) fn make(&mut self, next: &Assessment) -> Result<(), SaveError> {
        crate::limits::all(next)?;
        let (layout, bytes) = self.next(next, 0)?;
        super::fitting(&bytes)?;
        let shared = self
            .folder
            .as_ref()
            .map(|folder| folder.shared.path.clone());
        let like = shared.as_ref().unwrap_or(&self.path);
        let place = Place::Like(&self.meta, like);
        let path = self.path.clone();
        let flush =
            disk::write::<io::Error>(self.fs, &path, &bytes, &place, || Ok(())).map_err(|e| {
                if e.kind() == io::ErrorKind::AlreadyExists {
                    SaveError::ChangedOnDisk
                } else {
                    self.io(e)
                }
            })?;
        self.is_new = false;
        self.settle(next, layout, bytes);
        self.flushed(flush)
    }
}

/// An `assessment.toml` that is opened as an answer file: what it is.
pub(super) fn of_no_control(path: &Path, error: OpenError) -> OpenError {
    match error {
        OpenError::Invalid {
            path: named,
            text,
            problems,
        } if named == path
            && path.file_name().is_some_and(|name| name == SHARED_FILE)
            && is_shared(&text)
            && !parse_shared_document(&text).0.has_errors() =>
        {
            drop(problems);
            let problem = Problem {
                severity: Severity::Error,
                span: None,
                message: "this is what the controls of a folder share: it has no answers itself"
                    .to_owned(),
                help: Some("name the folder, or the file of one of its controls".to_owned()),
            };
            OpenError::Invalid {
                path: named,
                text,
                problems: vec![problem],
            }
        }
        error => error,
    }
}

/// Which file cannot be written.
pub(super) fn of_shared(error: SaveError) -> SaveError {
    match error {
        SaveError::ReadOnly(reason) => SaveError::ReadOnly(format!("{SHARED_FILE}: {reason}")),
        error => error,
    }
}
