//! What the effects do: files are read and written as the program does it.

use super::{Aside, DiskIs, World};
use crate::bodies::scratch;
use aicaiq::assessment::{Assessment, FileState, Place};
use aicaiq::find::Query;
use aicaiq::store::listing::{Entry, Listing};
use aicaiq::store::{AnswerFile, SHARED_FILE, SaveError, evidence};
use aicaiq::tui::controls::Disk as OnDisk;
use aicaiq::tui::effect::{Counted, Differences, Effect, Event, Look, Opened, Past, Trouble};
use aicaiq::tui::picker::{Listed, Where};
use std::fs;
use std::path::Path;
use std::sync::Arc;

impl World {
    pub(super) fn open(&mut self, path: &Path) -> Event {
        if path.is_dir() {
            return match OnDisk::open(path) {
                Ok(disk) => {
                    let listing = disk.listing(self.clock.today);
                    self.folder = Some(disk);
                    Event::FolderOpened(Box::new(listing))
                }
                Err(error) => Event::OpenFailed(error.to_string()),
            };
        }
        match AnswerFile::open_marked(path, &self.questionnaire, || None) {
            Ok(file) => Event::Opened(Box::new(self.adopt(file, false))),
            Err(error) => Event::OpenFailed(error.to_string()),
        }
    }

    pub(super) fn adopt(&mut self, mut file: AnswerFile, new: bool) -> Opened {
        file.set_who(&file.assessment().assessor.clone());
        let path = file.path().to_owned();
        let a = file.assessment().clone();
        self.first.entry(path.clone()).or_insert_with(|| a.clone());
        if file.read_only().is_some() {
            let bytes = fs::read(&path).unwrap();
            self.read_only.entry(path.clone()).or_insert(bytes);
        }
        let opened = Opened {
            asked_with: None,
            place: None,
            questionnaire: None,
            folder: path.parent().unwrap().to_owned(),
            path,
            assessment: a,
            texts_then: Vec::new(),
            read_only: file.read_only().map(str::to_owned),
            warnings: file.problems().len(),
            marked: file.is_marked(),
            drafts: self.drafts.clone(),
            notes: file.notes().to_vec(),
            aside: Vec::new(),
            left: Vec::new(),
            new,
        };
        self.file = Some(file);
        opened
    }

    /// As the runtime performs it.
    pub(super) fn perform(&mut self, effect: Effect) -> Option<Event> {
        let writes = matches!(
            effect,
            Effect::Save(_) | Effect::Join(..) | Effect::TakeTheirs(_) | Effect::KeepMine(_)
        );
        assert!(
            !(writes && self.is_read_only()),
            "{effect:?} of a file that is read-only"
        );
        match effect {
            Effect::Save(a) | Effect::Join(a, _) if self.is_behind(&a) => None,
            Effect::Save(a) => {
                let event = self.save(&a);
                self.remember(&event, a);
                Some(event)
            }
            Effect::Join(a, keep) => {
                let event = self.join(&a, keep);
                self.remember(&event, a);
                Some(event)
            }
            Effect::TakeTheirs(mine) => {
                let q = Arc::clone(&self.questionnaire);
                self.is_mixed();
                let file = self.file.as_mut()?;
                Some(match file.take_theirs(&mine, &q) {
                    Ok(kept) => {
                        let taken = Box::new(file.assessment().clone());
                        Event::TookTheirs(taken, kept.display().to_string())
                    }
                    Err(error) => Event::Notice(error.to_string()),
                })
            }
            Effect::KeepMine(mine) => Some(match self.file.as_mut()?.keep_mine(&mine) {
                Ok(kept) => Event::KeptMine(kept.map(|k| k.display().to_string())),
                Err(error) => Event::Notice(error.to_string()),
            }),
            Effect::CloseFolder | Effect::PutAway(_) => None,
            Effect::Journal(draft) => {
                self.drafts.retain(|d| d.key() != draft.key());
                self.drafts.push(draft);
                None
            }
            Effect::Forget(key) => {
                self.drafts.retain(|d| d.key() != key);
                None
            }
            Effect::Probe(typed) => {
                let known = |href: &String| href.contains("://") || href.contains('a');
                let found = match typed.iter().all(known) {
                    true => Ok(typed.clone()),
                    false => Err("there is no such file".to_owned()),
                };
                Some(Event::Probed { typed, found })
            }
            Effect::Inspect { id, href, named } => {
                let state = match Place::of(&href) {
                    Place::Link => FileState::Unchecked,
                    _ if href.contains("kms") => FileState::Present {
                        sha256: "ab".repeat(32),
                        size: 7,
                    },
                    _ => FileState::Missing,
                };
                Some(Event::Inspected(vec![Look {
                    id,
                    href,
                    state,
                    named,
                }]))
            }
            Effect::List(place) => Some(Event::Listed(self.list(place))),
            Effect::OpenLink(href) => {
                let result = evidence::problem(self.dir.path(), &href).map_or(Ok(()), Err);
                Some(Event::OpenedLink(href, result))
            }
            Effect::EditOutside(_) => Some(Event::Edited(self.editor.clone())),
            Effect::Past => Some(Event::Past(self.past())),
            Effect::AskMerge => None,
            Effect::Revisions => Some(Event::Revisions(Err("git is not at hand".to_owned()))),
            Effect::Earlier(wanted) => {
                let past = self.past().ok_or_else(|| "there is none".to_owned());
                Some(Event::Earlier(wanted, past))
            }
            Effect::Story(of, _) => Some(Event::Story(of, Err("git is not at hand".to_owned()))),
            Effect::Open(path) => Some(self.open(&path)),
            Effect::OpenSample => {
                let path = self.dir.path().join("sample.toml");
                if !path.exists() {
                    fs::write(&path, super::files::SAMPLE).unwrap();
                }
                Some(self.open(&path))
            }
            Effect::Create(name, assessment) => {
                let path = self.dir.path().join(name.file_name().unwrap_or_default());
                Some(match AnswerFile::create(&path, &assessment) {
                    Ok(file) => Event::Opened(Box::new(self.adopt(file, true))),
                    Err(error) => Event::OpenFailed(error.to_string()),
                })
            }
            Effect::Tour => Some(self.tour()),
            Effect::EndTour => self.end_tour(),
            Effect::OpenControl(id) => Some(self.open_control(id)),
            Effect::CloseControl(mine) => {
                self.file = None;
                self.joined = None;
                self.drafts.clear();
                mine.map(|_| Event::Notice("what could not be saved is kept".to_owned()))
            }
            Effect::Count(ids) => Some(Event::Counted(self.count(ids))),
            Effect::FindInFolder(typed) => {
                let disk = self.folder.as_ref()?;
                let found = disk.find(&Query::new(&typed), &|| true)?;
                Some(Event::FoundInFolder(typed, found))
            }
            Effect::Overview(_) | Effect::Copy(_) | Effect::Suspend | Effect::StopFinding => None,
            Effect::Quit => {
                self.left = true;
                None
            }
        }
    }

    fn is_behind(&self, state: &Arc<Assessment>) -> bool {
        self.joined
            .as_ref()
            .is_some_and(|joined| Arc::ptr_eq(joined, state))
    }

    fn remember(&mut self, event: &Event, state: Arc<Assessment>) {
        if matches!(event, Event::Joined(_)) {
            self.joined = Some(state);
            self.is_mixed();
        }
    }

    fn is_mixed(&mut self) {
        self.mixed.extend(self.path_of_open());
    }

    fn save(&mut self, a: &Assessment) -> Event {
        let q = Arc::clone(&self.questionnaire);
        let Some(file) = &mut self.file else {
            return Event::SaveFailed(Trouble::Failed("no file is open".to_owned()));
        };
        if self.disk == DiskIs::Broken {
            return Event::SaveFailed(Trouble::Failed("no space left on device".to_owned()));
        }
        match file.save(a) {
            Ok(()) => {
                // What was written is what is read. (For answers alone nobody looks
                // at what is shared, which another program may have broken.)
                let beside = file.path().with_file_name(SHARED_FILE);
                let is_broken =
                    |path: &Path| path.exists() && AnswerFile::open_shared(path).is_err();
                if !file.path().exists() {
                    // A control that nothing is said of needs no file yet.
                    assert!(file.shared().is_some() && a.answers.is_empty());
                } else if file.shared().is_none() || !is_broken(&beside) {
                    let again = AnswerFile::open(file.path(), &q).unwrap();
                    assert_eq!(again.assessment(), a);
                }
                Event::Saved
            }
            Err(SaveError::ChangedOnDisk) => {
                if let Ok(joined) = file.join(a, &q, false) {
                    return Event::Joined(Box::new(joined));
                }
                let base = file.assessment();
                let theirs = AnswerFile::open(file.path(), &q);
                Event::SaveFailed(Trouble::Changed(Differences {
                    theirs: match theirs {
                        Ok(theirs) => Ok(base.differences(theirs.assessment())),
                        Err(error) => Err(error.first()),
                    },
                    mine: base.differences(a),
                }))
            }
            Err(SaveError::Gone) => Event::SaveFailed(Trouble::Gone),
            Err(error) => Event::SaveFailed(Trouble::Failed(error.to_string())),
        }
    }

    fn join(&mut self, mine: &Assessment, keep: bool) -> Event {
        let Some(file) = &mut self.file else {
            return Event::NotJoined("no file is open".to_owned());
        };
        match file.join(mine, &self.questionnaire, keep) {
            Ok(joined) => {
                let again = AnswerFile::open(file.path(), &self.questionnaire).unwrap();
                assert_eq!(again.assessment(), &joined.assessment);
                Event::Joined(Box::new(joined))
            }
            Err(error) => Event::NotJoined(error.to_string()),
        }
    }

    fn past(&self) -> Option<Past> {
        let text = self
            .steps
            .is_multiple_of(2)
            .then(|| super::files::SAMPLE.to_owned())?;
        Some(Past {
            name: "the last commit".to_owned(),
            text,
            questionnaire: self
                .steps
                .is_multiple_of(4)
                .then(|| self.questionnaire.clone()),
        })
    }

    fn list(&self, place: Where) -> Listed {
        let entry = |name: &str, folder| Entry {
            name: name.to_owned(),
            folder,
        };
        let found = match &place {
            Where::Folder(path) if !path.contains('a') => {
                Err("No such file or directory".to_owned())
            }
            _ => Ok(Listing {
                entries: vec![
                    entry("evidence/kms.pdf", false),
                    entry("evidence", true),
                    entry("a \u{202e}b.toml", false),
                    entry("漢字.pdf", false),
                ],
                ..Listing::default()
            }),
        };
        Listed { place, found }
    }

    fn tour(&mut self) -> Event {
        let folder = scratch();
        let path = folder.path().join("sample.toml");
        fs::write(&path, super::files::SAMPLE).unwrap();
        let sample = AnswerFile::open(&path, &self.questionnaire);
        let Ok(sample) = sample else {
            return Event::OpenFailed("the tour's sample cannot be read".to_owned());
        };
        drop(self.end_tour());
        self.aside = Some(Aside {
            _folder: folder,
            file: self.file.take(),
            drafts: std::mem::take(&mut self.drafts),
        });
        Event::TourOpened(Box::new(self.adopt(sample, false)))
    }

    fn end_tour(&mut self) -> Option<Event> {
        let aside = self.aside.take()?;
        self.file = aside.file;
        self.drafts = aside.drafts;
        let changed = self.file.as_ref()?.changed_on_disk().unwrap_or_default();
        changed.then_some(Event::Touched)
    }

    fn open_control(&mut self, id: String) -> Event {
        let Some(disk) = &self.folder else {
            return Event::OpenFailed("no folder is open".to_owned());
        };
        match disk.control(&id, |_| None) {
            Ok(control) => {
                self.questionnaire = Arc::clone(&control.questionnaire);
                let opened = self.adopt(control.file, control.new);
                Event::ControlOpened(id, control.questionnaire, Box::new(opened))
            }
            Err(why) => Event::OpenFailed(why),
        }
    }

    pub(super) fn count(&self, ids: Vec<String>) -> Vec<Counted> {
        let Some(disk) = &self.folder else {
            return Vec::new();
        };
        let one = |id: String| {
            let (begun, facts) = disk.facts(&id, self.clock.today, true);
            Counted {
                id,
                begun,
                facts: Arc::new(facts),
            }
        };
        ids.into_iter().map(one).collect()
    }
}
