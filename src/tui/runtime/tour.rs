//! The sample and the tour: files of the state folder, never the user's own.

use super::Runtime;
use crate::store::AnswerFile;
use crate::store::drafts::{Draft, Drafts};
use crate::store::output::write_new;
use crate::store::rescue::Rescue;
use crate::tui::effect::Event;
use chrono::{DateTime, Utc};
use std::io;
use std::path::Path;
use std::time::Instant;

/// The name of the sample's answer file.
pub(super) const SAMPLE: &str = "sample.cek-02.toml";

/// What was open when the tour began, and the folder of its sample, which goes
/// with it.
pub(super) struct Aside {
    folder: tempfile::TempDir,
    file: Option<AnswerFile>,
    drafts: Option<Drafts>,
    rescue: Option<Rescue>,
    pending: Vec<Draft>,
    deadline: Option<Instant>,
}

impl Runtime {
    /// Opens a new sample, so that each tour is like the first, in a folder of
    /// its own. What is open is put aside.
    pub(super) fn tour(&mut self, now: DateTime<Utc>) -> Event {
        let made = std::fs::create_dir_all(&self.state).and_then(|()| {
            let mut name = tempfile::Builder::new();
            let folder = name.prefix("tour-").tempdir_in(&self.state)?;
            write_sample(folder.path())?;
            Ok(folder)
        });
        let folder = match made {
            Ok(folder) => folder,
            Err(error) => {
                return Event::OpenFailed(format!(
                    "the tour's sample cannot be written to {}: {error}",
                    self.state.display()
                ));
            }
        };
        let file = match AnswerFile::open(&folder.path().join(SAMPLE), &self.questionnaire) {
            Ok(file) => file,
            Err(error) => return Event::OpenFailed(error.to_string()),
        };
        self.journal(true);
        // Of a tour in the tour, what was there before both is gone back to.
        drop(self.end_tour());
        self.aside = Some(Aside {
            folder,
            file: self.file.take(),
            drafts: self.drafts.take(),
            rescue: self.rescue.take(),
            pending: std::mem::take(&mut self.pending),
            deadline: self.deadline.take(),
        });
        // The list of recent files is of one's own.
        let opened = self.opened.take();
        let event = self.adopt(file, false, now);
        self.opened = opened;
        match event {
            Event::Opened(opened) => Event::TourOpened(opened),
            other => other,
        }
    }

    /// Takes the file up again that was put aside for the tour, and forgets
    /// all of the tour's.
    pub fn end_tour(&mut self) -> Option<Event> {
        let aside = self.aside.take()?;
        if let Some(journal) = &self.drafts {
            for draft in journal.load() {
                let _ = journal.remove(&draft.key());
            }
        }
        if let Some(rescue) = &mut self.rescue {
            rescue.release();
        }
        self.file = aside.file;
        self.drafts = aside.drafts;
        self.rescue = aside.rescue;
        self.pending = aside.pending;
        self.deadline = aside.deadline;
        drop(aside.folder);
        let file = self.file.as_ref()?;
        self.watch.know(file.path());
        let changed = file.changed_on_disk().unwrap_or_default();
        changed.then_some(Event::Touched)
    }
}

/// Writes the sample assessment and its evidence, each file only where there
/// is none yet; the answer file last, since its presence says that all is there.
pub(super) fn write_sample(folder: &Path) -> io::Result<()> {
    std::fs::create_dir_all(folder.join("evidence"))?;
    for (name, text) in [
        (
            "evidence/kms-roles.md",
            include_str!("../../../assets/sample/evidence/kms-roles.md"),
        ),
        (
            SAMPLE,
            include_str!("../../../assets/sample/sample.cek-02.toml"),
        ),
    ] {
        match write_new(&folder.join(name), text.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}
