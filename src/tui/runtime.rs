//! Doing what the screen asks for: files, the journal, the user's editor.

mod editor;
mod folder;
mod looks;
mod opening;
mod saving;
mod tour;

use super::asker::{Asker, Git};
use super::controls::Disk;
use super::counter::Counter;
use super::effect::{Effect, Event, Look, Past, Trouble};
use super::lister::Lister;
use super::lookout::Lookout;
use super::opener::Opener;
use super::searcher::Searcher;
use super::wait::Waker;
use super::watch::Watch;
use crate::assessment::{Assessment, folder_of};
use crate::questionnaire::Questionnaire;
use crate::store::drafts::{Draft, DraftKey, Drafts};
use crate::store::rescue::Rescue;
use crate::store::{AnswerFile, evidence, recent};
use crate::text::shell_word;
use chrono::{DateTime, Utc};
use looks::{Job, Shared, inspect};
use std::ffi::OsString;
use std::io::{self};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};
use tour::Aside;

/// How long a text being typed may wait for the journal.
const JOURNAL_DELAY: Duration = Duration::from_millis(300);

/// How long to wait after the journal could not be written.
const JOURNAL_RETRY: Duration = Duration::from_secs(1);

/// Runs a program that has the terminal meanwhile.
pub type Run<'a> = &'a dyn Fn(&mut Command) -> io::Result<ExitStatus>;

/// Everything outside the screen that an open assessment has.
pub struct Runtime {
    questionnaire: Arc<Questionnaire>,
    state: PathBuf,
    /// The questionnaire that the call names, with its file; without one, each
    /// file has its own.
    pub named: Option<crate::folder::Asked>,
    /// What `--questionnaire` names, as it was typed.
    pub flag: Option<PathBuf>,
    /// Who sits here; empty means the assessment's assessor.
    pub user: String,
    editor: OsString,
    file: Option<AnswerFile>,
    drafts: Option<Drafts>,
    rescue: Option<Rescue>,
    /// The state that was brought together with the disk last.
    joined: Option<Arc<Assessment>>,
    /// To be put on the list of recent files.
    opened: Option<recent::Recent>,
    /// The item that the user is at, and of which file.
    at: Option<(PathBuf, String)>,
    /// The control that was opened last, as long as nobody has written it down.
    in_control: Option<String>,
    pending: Vec<Draft>,
    deadline: Option<Instant>,
    aside: Option<Aside>,
    jobs: Sender<Job>,
    looks: Receiver<(PathBuf, Look)>,
    shared: Arc<Shared>,
    /// Starts those who look at files: after the first frame, as they would
    /// only be in its way.
    idle: Option<Box<dyn FnOnce()>>,
    /// What was found for a file that is put aside.
    elsewhere: Vec<(PathBuf, Look)>,
    /// The assessment folder that is open, and what counts its controls.
    folder: Option<(Arc<Disk>, Counter)>,
    /// Looks after many providers.
    lookout: Option<Lookout>,
    waker: Arc<Waker>,
    lister: Lister,
    asker: Asker,
    searcher: Searcher,
    opener: Opener,
    watch: Arc<Watch>,
    past: fn(&Path, &str) -> Option<String>,
}

impl std::fmt::Debug for Runtime {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Runtime")
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}

impl Runtime {
    /// Starts with nothing open. `state` is the user's state folder, `editor`
    /// the user's own editor command.
    #[must_use]
    pub fn new(
        questionnaire: Arc<Questionnaire>,
        state: PathBuf,
        editor: OsString,
        waker: Waker,
        past: fn(&Path, &str) -> Option<String>,
        git: Git,
    ) -> Self {
        let (jobs, queue) = channel();
        let (found, looks) = channel();
        let waker = Arc::new(waker);
        let shared_waker = Arc::clone(&waker);
        let lister = Lister::new(Arc::clone(&waker));
        let asker = Asker::new(git, Arc::clone(&waker));
        let searcher = Searcher::new(Arc::clone(&waker));
        let opener = Opener::new(Arc::clone(&waker));
        let watch = Arc::new(Watch::default());
        let known = Arc::clone(&watch);
        let shared = Arc::new(Shared::default());
        let worker = Arc::clone(&shared);
        let idle = Box::new(move || {
            known.start(Arc::clone(&waker));
            // Where there can be no thread, no evidence is looked at.
            let _ = std::thread::Builder::new()
                .spawn(move || inspect(&queue, &found, &known, &waker, &worker));
        });
        Self {
            idle: Some(idle),
            questionnaire,
            named: None,
            flag: None,
            state,
            user: String::new(),
            editor,
            file: None,
            drafts: None,
            rescue: None,
            joined: None,
            opened: None,
            at: None,
            in_control: None,
            pending: Vec::new(),
            deadline: None,
            aside: None,
            jobs,
            looks,
            shared,
            elsewhere: Vec::new(),
            folder: None,
            lookout: None,
            waker: shared_waker,
            lister,
            asker,
            searcher,
            opener,
            watch,
            past,
        }
    }

    /// Whether another program has written the file since this was asked last.
    pub fn touched(&self) -> Option<Event> {
        self.look_again();
        if self.watch.gone() {
            return self.file.as_ref().map(|_| Event::SaveFailed(Trouble::Gone));
        }
        let file = self.file.as_ref().filter(|_| self.watch.touched())?;
        match file.changed_on_disk() {
            Ok(true) => Some(Event::Touched),
            Ok(false) => Some(Event::AsBefore),
            Err(_) => None,
        }
    }

    /// Has evidence that changed looked at anew.
    fn look_again(&self) {
        let Some(file) = &self.file else { return };
        let folder = folder_of(file.path());
        for (id, href) in self.watch.changed_proofs() {
            let folder = folder.to_owned();
            let _ = self.jobs.send(Job {
                folder,
                id,
                href,
                named: false,
                opened: self.shared.opened.load(Ordering::SeqCst),
            });
        }
    }

    /// What the worker has found since it was asked last, all at once.
    pub fn looks(&mut self) -> Option<Event> {
        let here = self.file.as_ref().map(|file| folder_of(file.path()));
        let mut found = std::mem::take(&mut self.elsewhere);
        found.extend(self.looks.try_iter());
        // What was asked for another file says nothing of this one's. A digest
        // that is to be recorded there waits until that file is back.
        let is_here = |(folder, _): &(PathBuf, Look)| Some(folder.as_path()) == here;
        let (found, elsewhere): (Vec<_>, Vec<_>) = found.into_iter().partition(is_here);
        self.elsewhere = elsewhere;
        self.elsewhere.retain(|(_, look)| look.named);
        let looks: Vec<Look> = found.into_iter().map(|(_, look)| look).collect();
        (!looks.is_empty()).then_some(Event::Inspected(looks))
    }

    /// How far a large evidence file is read, where that has changed.
    pub fn reading(&self) -> Option<Event> {
        let mut reading = self.shared.reading.lock().ok()?;
        let (folder, href, percent) = reading.take()?;
        let here = self.file.as_ref().map(|file| folder_of(file.path()));
        (here == Some(folder.as_path())).then_some(Event::Reading(href, percent))
    }

    /// What is to be said of what was written last.
    pub fn notices(&mut self) -> Option<Event> {
        let told = self.file.as_mut()?.take_told();
        (!told.is_empty()).then(|| Event::Notice(told.join(" · ")))
    }

    /// The folders that were listed since it was asked last.
    pub fn listings(&self) -> impl Iterator<Item = Event> + '_ {
        self.lister.found().map(Event::Listed)
    }

    /// Does what can wait until the user sees a frame.
    pub fn after_frame(&mut self) {
        if let Some(start) = self.idle.take() {
            start();
        }
        if let Some(lookout) = &self.lookout {
            lookout.is_away(self.file.is_some() || self.folder.is_some());
        }
        if let Some(opened) = self.opened.take() {
            // The list of recent files is a comfort: that it cannot be
            // written must not keep anybody from working.
            let _ = recent::remember(&self.state, &opened);
        }
    }

    /// What git has answered, and where words were found, since it was asked
    /// last.
    pub fn told(&self) -> impl Iterator<Item = Event> + '_ {
        self.asker.told().chain(self.searcher.found())
    }

    /// Openers that have failed since it was asked last.
    pub fn not_opened(&self) -> impl Iterator<Item = Event> + '_ {
        let failures = self.opener.failures();
        failures.map(|(href, result)| Event::OpenedLink(href, result))
    }

    /// How long until the journal has to be written.
    #[must_use]
    pub fn until_journal(&self) -> Option<Duration> {
        self.deadline
            .map(|at| at.saturating_duration_since(Instant::now()))
    }

    /// Writes the texts that are being typed to the journal, if it is due or
    /// must be now.
    pub fn journal(&mut self, now: bool) -> Option<Event> {
        let due = self.deadline.is_some_and(|at| now || at <= Instant::now());
        if !due {
            return None;
        }
        self.deadline = None;
        let journal = self.drafts.as_ref()?;
        while let Some(draft) = self.pending.pop() {
            if let Err(error) = journal.put(&draft) {
                self.pending.push(draft);
                self.deadline = Some(Instant::now() + JOURNAL_RETRY);
                return Some(Event::Notice(format!(
                    "what you type cannot be journalled: {error}"
                )));
            }
        }
        None
    }

    /// Does what needs no terminal. Returns what the screen is to be told.
    pub fn perform(&mut self, effect: Effect, now: DateTime<Utc>) -> Option<Event> {
        match effect {
            Effect::Save(assessment) if self.is_behind(&assessment) => None,
            Effect::Save(assessment) => {
                let event = self.save(&assessment);
                self.remember_join(&event, assessment);
                Some(event)
            }
            Effect::Past => {
                let path = self.file.as_ref()?.path();
                let past = (self.past)(path, "HEAD").map(|text| Past {
                    name: "the last commit".to_owned(),
                    questionnaire: self.asker.answered(path, &text, "HEAD"),
                    text,
                });
                Some(Event::Past(past))
            }
            Effect::AskMerge => {
                let path = self.file.as_ref()?.path();
                // An ancestor stands in the index until the merge is ended.
                (self.past)(path, ":1")?;
                let typed = shell_word(&path.display().to_string());
                Some(Event::StillUnmerged(format!("git add {typed}")))
            }
            Effect::Revisions => {
                self.asker.commits(self.file.as_ref()?.path().to_owned());
                None
            }
            Effect::Earlier(wanted) => {
                let path = self.file.as_ref()?.path().to_owned();
                self.asker.earlier(path, wanted);
                None
            }
            Effect::Story(of, now) => {
                let path = self.file.as_ref()?.path().to_owned();
                let questionnaire = Arc::clone(&self.questionnaire);
                self.asker.story(path, now, of, questionnaire);
                None
            }
            Effect::Join(mine, _) if self.is_behind(&mine) => None,
            Effect::Join(mine, keep) => {
                let event = self.join(&mine, keep);
                self.remember_join(&event, mine);
                Some(event)
            }
            Effect::TakeTheirs(mine) => Some(self.take_theirs(&mine)),
            Effect::KeepMine(mine) => Some(self.keep_mine(&mine)),
            Effect::Journal(draft) => {
                self.drop_pending(&draft.key());
                self.pending.push(draft);
                self.deadline
                    .get_or_insert_with(|| Instant::now() + JOURNAL_DELAY);
                None
            }
            Effect::Forget(key) => {
                self.drop_pending(&key);
                let removed = self.drafts.as_ref()?.remove(&key);
                removed
                    .err()
                    .map(|e| Event::Notice(format!("the journal cannot be written: {e}")))
            }
            Effect::PutAway(path) => {
                let error = self.rescue.as_ref()?.put_away(&path).err()?;
                let path = path.display();
                Some(Event::Notice(format!("{path} stays where it is: {error}")))
            }
            Effect::Probe(typed) => {
                let folder = evidence::home(folder_of(self.file.as_ref()?.path()));
                let typed = evidence::apart(&typed, &folder);
                let register = self.file.as_ref()?.assessment();
                let register: Vec<&str> = register
                    .evidence
                    .values()
                    .map(|e| e.href.as_str())
                    .collect();
                let file = self.file.as_ref()?.path();
                let own = |hrefs: Vec<String>| {
                    let is = |href: &String| crate::folder::is_own(&folder.join(href), file);
                    match hrefs.iter().find_map(is) {
                        Some(what) => Err(format!("that is {what}, and no proof of itself")),
                        None => Ok(hrefs),
                    }
                };
                let found = evidence::probe(&typed, &folder, &register).and_then(own);
                Some(Event::Probed { typed, found })
            }
            Effect::Inspect { id, href, named } => {
                let folder = folder_of(self.file.as_ref()?.path()).to_owned();
                let _ = self.jobs.send(Job {
                    folder,
                    id,
                    href,
                    named,
                    opened: self.shared.opened.load(Ordering::SeqCst),
                });
                None
            }
            Effect::List(place) => {
                let folder = folder_of(self.file.as_ref()?.path());
                self.lister.list(folder, place);
                None
            }
            Effect::Open(path) if path.is_dir() => Some(self.open_folder(&path, now)),
            Effect::Open(path) => Some(self.open(&path, now)),
            Effect::Overview(path) => self.overview(&path, now),
            Effect::OpenControl(id) => Some(self.open_control(&id, now)),
            Effect::CloseFolder => {
                self.searcher.stop();
                self.folder = None;
                None
            }
            Effect::FindInFolder(typed) => {
                let (disk, _) = self.folder.as_ref()?;
                self.searcher.search(disk, typed);
                None
            }
            Effect::StopFinding => {
                self.searcher.stop();
                None
            }
            Effect::CloseControl(mine) => self.close_control(mine.as_deref()),
            Effect::Count(ids) => self.count(ids),
            Effect::OpenSample => Some(self.open_sample(now)),
            Effect::Tour => Some(self.tour(now)),
            Effect::EndTour => self.end_tour(),
            Effect::Create(path, assessment) => Some(self.create(&path, &assessment, now)),
            Effect::OpenLink(href) => {
                let folder = folder_of(self.file.as_ref()?.path());
                let result = self.opener.open(folder, &href);
                Some(Event::OpenedLink(href, result))
            }
            Effect::EditOutside(_) | Effect::Copy(_) | Effect::Suspend | Effect::Quit => None,
        }
    }

    /// Whether a state was brought together with the disk already: the screen
    /// has yet to learn what came in, and to save it again would take that back.
    fn is_behind(&self, state: &Arc<Assessment>) -> bool {
        let joined = self.joined.as_ref();
        joined.is_some_and(|joined| Arc::ptr_eq(joined, state))
    }

    /// The screen has learnt what came in: its state can be saved again, also
    /// where that is the one that was there before.
    pub fn join_is_known(&mut self) {
        self.joined = None;
    }

    fn remember_join(&mut self, event: &Event, state: Arc<Assessment>) {
        if matches!(event, Event::Joined(_)) {
            self.joined = Some(state);
        }
    }

    fn drop_pending(&mut self, key: &DraftKey) {
        self.pending.retain(|d| d.key() != *key);
    }
}
