//! Where answers are kept, and what is known of the files around them.

use crate::assessment::{Assessment, FileState, folder_of};
use crate::questionnaire::Questionnaire;
use crate::store::drafts::{Draft, DraftKey, Drafts};
use crate::store::rescue::{NOWHERE, Rescue, kept_in};
use crate::store::whose::{Whose, waiting};
use crate::store::{
    AnswerFile, JoinError, Joined, ResolveError, SaveError, bookmark, evidence, recent,
};
use crate::tui::effect::Opened;
use chrono::{DateTime, Utc};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What came of keeping the answers.
#[derive(Debug)]
pub enum Kept {
    /// They are on disk.
    Saved,
    /// They are, together with what another program has written.
    Joined(Box<Joined>),
    /// They are not, with the reason.
    Failed(String),
}

/// What a walk keeps its answers by.
pub trait Desk {
    /// Puts the answers on disk. What another program has written since is
    /// brought together with them; what both changed is kept as a conflict.
    fn save(&mut self, answers: &Assessment) -> Kept;
    /// Brings in what another program has written since, if it has.
    fn look(&mut self, answers: &Assessment) -> Option<Kept>;
    /// Why what the user has just typed is no evidence, if it is none.
    fn problem(&self, href: &str) -> Option<String>;

    /// What an href is of, where that is what the answers stand in: it proves
    /// none of them.
    fn is_own(&self, href: &str) -> Option<&'static str>;

    /// The href that a path which was typed is recorded with.
    fn named(&self, typed: &str) -> evidence::Meant;
    /// What is at an href; `named` says that the user has just named it.
    fn inspect(&self, href: &str, named: bool) -> FileState;
    /// Remembers a half-typed text.
    ///
    /// # Errors
    /// When it cannot be written.
    fn journal(&mut self, draft: &Draft) -> io::Result<()>;
    /// Forgets a half-typed text.
    ///
    /// # Errors
    /// When the journal cannot be written.
    fn forget(&mut self, key: &DraftKey) -> io::Result<()>;
    /// The controls of the folder that the file is one of, by id; none where
    /// it stands alone.
    fn controls(&self) -> Vec<String>;
    /// The item that was left the last time, as `MP.05`.
    fn left(&self) -> Option<String>;
    /// Remembers the item that the user is at; none forgets the one before.
    fn leave(&mut self, item: Option<&str>);
}

/// The answer file itself, with the user's state folder beside it.
#[derive(Debug)]
pub struct OnDisk {
    questionnaire: Arc<Questionnaire>,
    file: AnswerFile,
    drafts: Drafts,
    rescue: Rescue,
    state: PathBuf,
    /// What `--questionnaire` names, as it was typed.
    flag: Option<PathBuf>,
    /// The current folder, that paths may be typed from.
    here: Option<PathBuf>,
}

impl OnDisk {
    /// Takes an answer file that was opened. `state` is the user's state
    /// folder.
    #[must_use]
    pub fn new(file: AnswerFile, questionnaire: Arc<Questionnaire>, state: PathBuf) -> Self {
        Self {
            drafts: Drafts::new(&state, file.path()),
            rescue: Rescue::new(&state, file.path()),
            questionnaire,
            file,
            state,
            flag: None,
            here: None,
        }
    }

    /// With the current folder: paths may be typed from there.
    #[must_use]
    pub fn with_here(mut self, here: Option<PathBuf>) -> Self {
        self.here = here;
        self
    }

    /// With what `--questionnaire` names, as it was typed.
    #[must_use]
    pub fn with_flag(mut self, flag: Option<PathBuf>) -> Self {
        self.flag = flag;
        self
    }

    /// The assessment as a walk gets it. It is among the recent files from now
    /// on.
    #[must_use]
    pub fn open(&mut self, now: DateTime<Utc>) -> Opened {
        self.file.settle_marks();
        let file = &self.file;
        let a = file.assessment();
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let seen = recent::Recent {
            path: absolute(file.path()),
            subject: a.subject.clone(),
            questionnaire: a.questionnaire.clone(),
            opened_at: now,
        };
        // A comfort: that it cannot be written keeps nobody from working.
        let _ = recent::remember(&self.state, &seen);
        let kept = waiting(&mut self.drafts, &self.rescue, &self.questionnaire, a);
        Opened {
            questionnaire: None,
            path: file.path().to_owned(),
            asked_with: crate::folder::asked_with(
                file.path(),
                &self.questionnaire,
                self.flag.as_deref(),
            ),
            folder: evidence::home(folder_of(file.path())),
            assessment: a.clone(),
            texts_then: Vec::new(),
            read_only: file.read_only().map(str::to_owned),
            // Of a text that nobody has seen, the lines say nothing.
            warnings: if file.is_marked() {
                0
            } else {
                file.problems().len()
            },
            marked: file.is_marked(),
            drafts: kept.drafts,
            notes: file.notes().to_vec(),
            left: kept.left,
            aside: kept.aside,
            place: bookmark::of(&self.state, file.path()),
            new: false,
        }
    }

    /// Keeps answers that could not be saved: in the file, or else in the state
    /// folder, from which they are offered when the file is opened again. Beside
    /// it where it is gone, or the state folder cannot be written. Says where they
    /// are; nothing when they are in the file.
    pub fn rescue(&mut self, mine: &Assessment) -> Option<String> {
        if self.file.assessment() == mine || self.file.save(mine).is_ok() {
            self.rescue.release();
            return None;
        }
        if self.file.path().exists()
            && let Ok(kept) = self.rescue.keep(mine, self.file.assessment())
        {
            return Some(kept_in(kept));
        }
        Some(match self.file.take_theirs(mine, &self.questionnaire) {
            Ok(path) | Err(ResolveError::Reload { saved: path, .. }) => {
                self.rescue.release();
                format!("what could not be saved is in {}", path.display())
            }
            Err(_) => {
                let kept = self.rescue.keep(mine, self.file.assessment());
                kept.map_or_else(|_| NOWHERE.to_owned(), kept_in)
            }
        })
    }

    fn join(&mut self, answers: &Assessment) -> Result<Joined, JoinError> {
        match self.file.join(answers, &self.questionnaire, false) {
            Err(JoinError::Conflicts(_)) => self.file.join(answers, &self.questionnaire, true),
            done => done,
        }
    }

    fn joined(&mut self, answers: &Assessment) -> Kept {
        match self.join(answers) {
            Ok(joined) => {
                self.settled();
                Kept::Joined(Box::new(joined))
            }
            Err(JoinError::Save(SaveError::Gone)) => self.gone(),
            Err(error) => Kept::Failed(format!("the file has changed on disk: {error}")),
        }
    }

    fn settled(&mut self) {
        self.rescue.release();
        self.drafts.known_as(Whose::of(self.file.assessment()));
    }

    fn gone(&self) -> Kept {
        Kept::Failed("the file is gone from its folder".to_owned())
    }
}

impl Desk for OnDisk {
    fn save(&mut self, answers: &Assessment) -> Kept {
        let kept = match self.file.save(answers) {
            Ok(()) => {
                self.settled();
                Kept::Saved
            }
            Err(SaveError::ChangedOnDisk) => self.joined(answers),
            Err(SaveError::Gone) => self.gone(),
            Err(error) => Kept::Failed(error.to_string()),
        };
        if matches!(kept, Kept::Failed(_)) {
            // Until it is saved, it must not be in memory alone.
            let _ = self.rescue.keep(answers, self.file.assessment());
        }
        kept
    }

    fn look(&mut self, answers: &Assessment) -> Option<Kept> {
        if self.file.read_only().is_some() {
            return None;
        }
        let changed = self.file.changed_on_disk().unwrap_or_default();
        changed.then(|| self.joined(answers))
    }

    fn named(&self, typed: &str) -> evidence::Meant {
        let folder = evidence::home(folder_of(self.file.path()));
        let here = self.here.as_deref().unwrap_or(&folder);
        let meant = evidence::meant(typed, &folder, here);
        let register = self.file.assessment().evidence.values();
        let register = register.map(|record| record.href.as_str());
        evidence::Meant {
            href: evidence::as_known(&meant.href, &folder, register),
            ..meant
        }
    }

    fn problem(&self, href: &str) -> Option<String> {
        evidence::problem(folder_of(self.file.path()), href)
    }

    fn is_own(&self, href: &str) -> Option<&'static str> {
        let path = folder_of(self.file.path()).join(href);
        crate::folder::is_own(&path, self.file.path())
    }

    fn inspect(&self, href: &str, named: bool) -> FileState {
        evidence::inspect(folder_of(self.file.path()), href, named)
    }

    fn journal(&mut self, draft: &Draft) -> io::Result<()> {
        self.drafts.put(draft)
    }

    fn forget(&mut self, key: &DraftKey) -> io::Result<()> {
        self.drafts.remove(key)
    }

    fn controls(&self) -> Vec<String> {
        let folder = crate::folder::of_file(self.file.path());
        let opened = folder.and_then(|folder| crate::folder::Folder::open(folder).ok());
        opened.map(|folder| folder.ids()).unwrap_or_default()
    }

    fn left(&self) -> Option<String> {
        bookmark::of(&self.state, self.file.path())
    }

    fn leave(&mut self, item: Option<&str>) {
        // A comfort: that it cannot be written keeps nobody from working.
        let _ = bookmark::put(&self.state, self.file.path(), item);
    }
}
