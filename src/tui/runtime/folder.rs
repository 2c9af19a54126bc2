//! An assessment folder: its list, opening and closing its controls.

use super::Runtime;
use crate::assessment::Assessment;
use crate::store::recent::Recent;
use crate::store::{AnswerFile, SHARED_FILE, bookmark};
use crate::tui::controls::Disk;
use crate::tui::counter::{Counter, Found};
use crate::tui::effect::{Counted, Event};
use chrono::{DateTime, Utc};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

/// How long the first frame may wait for what is in sight to be counted: where
/// that takes longer, seeing the list counts for more than its numbers.
const FIRST: Duration = Duration::from_millis(2);

impl Runtime {
    /// Opens an assessment folder.
    pub(super) fn open_folder(&mut self, folder: &Path, now: DateTime<Utc>) -> Event {
        let shared = folder.join(SHARED_FILE);
        let settled = AnswerFile::settle_shared(&shared, || (self.past)(&shared, ":1"));
        match (Disk::open(folder), settled) {
            (Ok(disk), settled) => match self.adopt_folder(disk, now) {
                Event::FolderOpened(mut listing) => {
                    listing.notes.extend(settled.unwrap_or_default());
                    Event::FolderOpened(listing)
                }
                other => other,
            },
            (Err(_), Err(error)) => {
                Event::OpenFailed(format!("git's marks are in {SHARED_FILE} still: {error}"))
            }
            (Err(error), Ok(_)) => Event::OpenFailed(error.to_string()),
        }
    }

    /// Takes an assessment folder that was opened already.
    pub fn adopt_folder(&mut self, disk: Disk, now: DateTime<Utc>) -> Event {
        let disk = Arc::new(disk);
        let today = crate::zone::day_of(now);
        let mut listing = disk.listing(today);
        listing.place = bookmark::of(&self.state, &listing.folder);
        self.opened = Some(Recent {
            path: listing.folder.clone(),
            subject: listing.subject.clone(),
            questionnaire: crate::text::count(listing.controls.len(), "control"),
            opened_at: now,
        });
        let ids = listing.controls.iter().map(|c| c.id.clone()).collect();
        let counter = Counter::start(Arc::clone(&disk), ids, today, Arc::clone(&self.waker));
        self.folder = Some((disk, counter));
        Event::FolderOpened(Box::new(listing))
    }

    /// Opens a control of the folder.
    pub(super) fn open_control(&mut self, id: &str, now: DateTime<Utc>) -> Event {
        let Some((disk, _)) = &self.folder else {
            return Event::OpenFailed("no folder is open".to_owned());
        };
        let past = self.past;
        let opened = disk.control(id, |path| past(path, ":1"));
        let control = match opened {
            Ok(control) => control,
            Err(why) => return Event::OpenFailed(why),
        };
        self.in_control = Some(id.to_owned());
        self.questionnaire = Arc::clone(&control.questionnaire);
        let questionnaire = control.questionnaire;
        match self.adopt(control.file, control.new, now) {
            Event::Opened(opened) => Event::ControlOpened(id.to_owned(), questionnaire, opened),
            other => other,
        }
    }

    /// Closes the control or the file that is open. What could not be saved is
    /// kept; says where.
    pub(super) fn close_control(&mut self, mine: Option<&Assessment>) -> Option<Event> {
        self.keep_place();
        let failed = self.journal(true);
        let kept = mine.and_then(|mine| self.rescue(mine));
        self.file = None;
        self.drafts = None;
        self.rescue = None;
        self.joined = None;
        self.watch.know(Path::new(""));
        self.watch.forget_proofs();
        kept.map(Event::Notice).or(failed)
    }

    /// Has controls counted before the others.
    pub(super) fn count(&mut self, ids: Vec<String>) -> Option<Event> {
        let (_, counter) = self.folder.as_mut()?;
        events(counter.want(ids, FIRST)).pop()
    }

    /// What was counted since it was asked last.
    pub fn counted(&self) -> Vec<Event> {
        let counter = self.folder.as_ref().map(|(_, counter)| counter);
        counter.map_or_else(Vec::new, |counter| events(counter.found()))
    }
}

fn events(found: Vec<Found>) -> Vec<Event> {
    let mut events = Vec::new();
    let mut counted: Vec<Counted> = Vec::new();
    for one in found {
        match one {
            Found::Control(one) => counted.push(one),
            Found::Folder(listing) => events.push(Event::FolderOpened(listing)),
        }
    }
    if !counted.is_empty() {
        events.push(Event::Counted(counted));
    }
    events
}
