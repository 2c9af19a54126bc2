//! Opening and making answer files.

use super::Runtime;
use super::tour::{SAMPLE, write_sample};
use crate::assessment::{Assessment, folder_of};
use crate::folder;
use crate::store::drafts::{Drafts, begin_anew};
use crate::store::rescue::Rescue;
use crate::store::whose::waiting;
use crate::store::{AnswerFile, OpenError, bookmark, recent};
use crate::tui::effect::{Clock, Event, Opened};
use crate::tui::lookout::{Asking, Lookout};
use chrono::{DateTime, Utc};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::Ordering;

impl Runtime {
    /// Takes an answer file that was opened already.
    pub fn adopt(&mut self, mut file: AnswerFile, new: bool, now: DateTime<Utc>) -> Event {
        let who = match self.user.trim() {
            "" => file.assessment().assessor.clone(),
            user => user.to_owned(),
        };
        file.set_who(&who);
        file.set_past(self.past);
        file.settle_marks();
        self.keep_place();
        // What is being typed is of the file that was open before.
        self.journal(true);
        self.pending.clear();
        self.deadline = None;
        let mut journal = Drafts::new(&self.state, file.path());
        let rescue = Rescue::new(&self.state, file.path());
        let a = file.assessment();
        let kept = waiting(&mut journal, &rescue, &self.questionnaire, a);
        let seen = recent::Recent {
            path: std::path::absolute(file.path()).unwrap_or_else(|_| file.path().to_owned()),
            subject: a.subject.clone(),
            questionnaire: a.questionnaire.clone(),
            opened_at: now,
        };
        // Of a folder, the folder is what one comes back to.
        if self.folder.is_none() {
            self.opened = Some(seen);
        }
        let own = folder_of(file.path());
        let flag = self.flag.as_deref();
        let opened = Opened {
            questionnaire: Some(Arc::clone(&self.questionnaire)),
            path: file.path().to_owned(),
            asked_with: folder::asked_with(file.path(), &self.questionnaire, flag),
            folder: crate::store::evidence::home(own),
            assessment: a.clone(),
            texts_then: folder::texts_then(file.path(), flag, a, &self.questionnaire),
            read_only: file.read_only().map(str::to_owned),
            // Of a text that nobody has seen, the lines say nothing.
            warnings: if file.is_marked() {
                0
            } else {
                file.problems().len()
            },
            marked: file.is_marked(),
            notes: file.notes().to_vec(),
            drafts: kept.drafts,
            left: kept.left,
            aside: kept.aside,
            place: bookmark::of(&self.state, file.path()),
            new,
        };
        self.shared.opened.fetch_add(1, Ordering::SeqCst);
        self.watch.know(file.path());
        self.watch.forget_proofs();
        self.rescue = Some(rescue);
        self.drafts = Some(journal);
        self.file = Some(file);
        Event::Opened(Box::new(opened))
    }

    /// Learns at which item of the file the user is.
    pub fn is_at(&mut self, path: &Path, item: String) {
        if self
            .at
            .as_ref()
            .is_none_or(|(of, at)| of != path || *at != item)
        {
            self.at = Some((path.to_owned(), item));
        }
    }

    /// Remembers where the user was, to go on there the next time.
    pub fn keep_place(&mut self) {
        if let Some((path, item)) = self.at.take() {
            // A comfort: that it cannot be written keeps nobody from working.
            let _ = bookmark::put(&self.state, &path, Some(&item));
        }
        if let (Some((disk, _)), Some(id)) = (&self.folder, self.in_control.take()) {
            let _ = bookmark::put(&self.state, disk.folder(), Some(&id));
        }
    }

    /// Has many providers looked after.
    pub fn look_after(&mut self, asking: Asking, clock: fn() -> Clock) {
        let waker = Arc::clone(&self.waker);
        self.lookout = Some(Lookout::start(asking, clock, waker));
    }

    /// What other programs have changed among them since it was asked last.
    pub fn changed_providers(&self) -> impl Iterator<Item = Event> + '_ {
        let lookout = self.lookout.iter();
        let found = lookout.flat_map(Lookout::found);
        found.map(|changed| Event::Providers(Box::new(changed)))
    }

    /// Reads a provider again, as the screen of many shows it.
    pub(super) fn overview(&self, path: &Path, now: DateTime<Utc>) -> Option<Event> {
        if let Some(lookout) = &self.lookout {
            lookout.know(path);
        }
        let mut catalogs = crate::portfolio::read::Catalogs::new(self.named.clone());
        let today = crate::zone::day_of(now);
        let asked = (today, true);
        let read = crate::portfolio::read::provider(path, &mut catalogs, asked, &|_, _| true)?;
        Some(Event::Overview(Box::new(read)))
    }

    pub(super) fn open(&mut self, path: &Path, now: DateTime<Utc>) -> Event {
        // What was open before may have answered another control.
        let asked = match &self.named {
            Some(named) => Ok(named.clone()),
            None => crate::folder::asked_by(path),
        };
        match asked {
            Ok((questionnaire, _)) => self.questionnaire = questionnaire,
            Err(error) => return Event::OpenFailed(crate::text::one_line(&error.to_string())),
        }
        let base = || (self.past)(path, ":1");
        match AnswerFile::open_marked(path, &self.questionnaire, base) {
            Ok(file) => {
                self.folder = None;
                self.adopt(file, false, now)
            }
            Err(error @ OpenError::Invalid { .. }) => Event::OpenFailed(format!(
                "{error}; {}; `aicaiq check {}` shows all",
                error.first(),
                folder::typed(path, self.flag.as_deref().filter(|_| self.named.is_some()))
            )),
            Err(error) => Event::OpenFailed(error.to_string()),
        }
    }

    /// Makes an answer file, or of a name that means one a folder of controls,
    /// and opens it.
    pub(super) fn create(
        &mut self,
        path: &Path,
        assessment: &Assessment,
        now: DateTime<Utc>,
    ) -> Event {
        if folder::is_meant(path) {
            let shared = Assessment {
                subject: assessment.subject.clone(),
                roles: assessment.roles.clone(),
                layers: assessment.layers.clone(),
                assessor: assessment.assessor.clone(),
                questionnaires: folder::questionnaires_beside(path).unwrap_or_default(),
                ..Assessment::default()
            };
            return match folder::make(path, &shared) {
                Ok(()) => self.open_folder(path, now),
                Err(error) => Event::OpenFailed(error.to_string()),
            };
        }
        match AnswerFile::create(path, assessment) {
            Ok(file) => {
                self.folder = None;
                begin_anew(&self.state, path);
                self.adopt(file, true, now)
            }
            Err(error) => Event::OpenFailed(error.to_string()),
        }
    }

    /// The sample lives in the state folder, so that playing with it leaves
    /// nothing in the user's own.
    pub(super) fn open_sample(&mut self, now: DateTime<Utc>) -> Event {
        let folder = self.state.join("sample");
        let path = folder.join(SAMPLE);
        if !path.exists()
            && let Err(error) = write_sample(&folder)
        {
            return Event::OpenFailed(format!(
                "the sample cannot be written to {}: {error}",
                folder.display()
            ));
        }
        self.open(&path, now)
    }
}
