//! Saving answers, and what to do where that cannot be.

use super::Runtime;
use crate::assessment::Assessment;
use crate::store::rescue::{NOWHERE, kept_in};
use crate::store::whose::Whose;
use crate::store::{AnswerFile, ResolveError, SaveError};
use crate::tui::effect::{Differences, Event, Trouble};
use std::path::Path;

impl Runtime {
    pub(super) fn save(&mut self, assessment: &Assessment) -> Event {
        let Some(file) = &mut self.file else {
            return Event::SaveFailed(Trouble::Failed("no file is open".into()));
        };
        let saved = file.save(assessment);
        if let (Some(rescue), Err(_)) = (&mut self.rescue, &saved) {
            // Until it is saved, it must not be in memory alone. Where the
            // state folder cannot be written either, there is no place left,
            // and that the file is not saved is told all the same.
            drop(rescue.keep(assessment, file.assessment()));
        }
        match saved {
            Ok(()) => {
                self.watch.know(file.path());
                self.settled(true);
                Event::Saved
            }
            Err(SaveError::ChangedOnDisk) => {
                if let Ok(joined) = file.join(assessment, &self.questionnaire, false) {
                    self.watch.know(file.path());
                    self.settled(true);
                    return Event::Joined(Box::new(joined));
                }
                let base = file.assessment();
                let (path, past) = (file.path(), self.past);
                let theirs =
                    AnswerFile::open_marked(path, &self.questionnaire, || past(path, ":1"));
                Event::SaveFailed(Trouble::Changed(Differences {
                    theirs: match theirs {
                        Ok(theirs) => Ok(base.differences(theirs.assessment())),
                        Err(error) => Err(error.first()),
                    },
                    mine: base.differences(assessment),
                }))
            }
            Err(SaveError::Gone) => {
                self.watch.missed();
                Event::SaveFailed(Trouble::Gone)
            }
            Err(error) => Event::SaveFailed(Trouble::Failed(error.to_string())),
        }
    }

    pub(super) fn join(&mut self, mine: &Assessment, keep: bool) -> Event {
        let Some(file) = &mut self.file else {
            return Event::NotJoined("no file is open".into());
        };
        let joined = file.join(mine, &self.questionnaire, keep);
        self.watch.know(file.path());
        self.settled(joined.is_ok());
        match joined {
            Ok(joined) => Event::Joined(Box::new(joined)),
            Err(error) => Event::NotJoined(error.to_string()),
        }
    }

    /// Both sides of a conflict have found their place.
    pub(super) fn settled(&mut self, done: bool) {
        if !done {
            return;
        }
        if let Some(rescue) = &mut self.rescue {
            rescue.release();
        }
        if let (Some(drafts), Some(file)) = (&mut self.drafts, &self.file) {
            drafts.known_as(Whose::of(file.assessment()));
        }
    }

    pub(super) fn take_theirs(&mut self, mine: &Assessment) -> Event {
        let Some(file) = &mut self.file else {
            return Event::Notice("no file is open".into());
        };
        let taken = file.take_theirs(mine, &self.questionnaire);
        self.settled(taken.is_ok());
        let Some(file) = &mut self.file else {
            return Event::Notice("no file is open".into());
        };
        match taken {
            Ok(kept) => Event::TookTheirs(Box::new(file.assessment().clone()), shown(&kept)),
            Err(error) => Event::Notice(error.to_string()),
        }
    }

    pub(super) fn keep_mine(&mut self, mine: &Assessment) -> Event {
        let Some(file) = &mut self.file else {
            return Event::Notice("no file is open".into());
        };
        let kept = file.keep_mine(mine);
        self.settled(kept.is_ok());
        match kept {
            Ok(kept) => Event::KeptMine(kept.as_deref().map(shown)),
            Err(error) => Event::Notice(error.to_string()),
        }
    }

    /// Keeps answers that could not be saved: in the file, or else in the state
    /// folder, from which they are offered when the file is opened again. Beside
    /// it where it is gone, or the state folder cannot be written. Says where they
    /// are; nothing when they are in the file.
    pub fn rescue(&mut self, mine: &Assessment) -> Option<String> {
        let file = self.file.as_mut()?;
        // A file that is gone or broken keeps nothing, whatever was read from it.
        let (path, past) = (file.path(), self.past);
        let is_there = file.is_new()
            || AnswerFile::open_marked(path, &self.questionnaire, || past(path, ":1")).is_ok();
        if is_there && (file.assessment() == mine || file.save(mine).is_ok()) {
            self.settled(true);
            return None;
        }
        let kept = self.rescue.as_mut().filter(|_| file.path().exists());
        if let Some(kept) = kept.and_then(|r| r.keep(mine, file.assessment()).ok()) {
            return Some(kept_in(kept));
        }
        Some(match file.take_theirs(mine, &self.questionnaire) {
            Ok(path) | Err(ResolveError::Reload { saved: path, .. }) => {
                self.settled(true);
                format!("what could not be saved is in {}", path.display())
            }
            Err(_) => {
                let before = file.assessment();
                let kept = self.rescue.as_mut().and_then(|r| r.keep(mine, before).ok());
                kept.map_or_else(|| NOWHERE.to_owned(), kept_in)
            }
        })
    }
}

fn shown(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    )
}
