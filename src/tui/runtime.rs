//! Doing what the screen asks for: files, the journal, the user's editor.

mod folder;
mod tour;

use super::asker::{Asker, Git};
use super::controls::Disk;
use super::counter::Counter;
use super::effect::{Differences, Effect, Event, Look, Opened, Past, Trouble};
use super::lister::Lister;
use super::opener::Opener;
use super::wait::Waker;
use super::watch::Watch;
use crate::assessment::{Assessment, EvidenceId, Place, folder_of};
use crate::questionnaire::Questionnaire;
use crate::store::drafts::{Draft, DraftKey, Drafts};
use crate::store::rescue::{Rescue, keeper};
use crate::store::{AnswerFile, OpenError, ResolveError, SaveError, evidence, recent};
use crate::{bounded, limits};
use chrono::{DateTime, Utc};
use signal_hook::consts::{SIGHUP, SIGTERM};
use std::ffi::OsString;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tour::{Aside, SAMPLE, write_sample};

/// How long a text being typed may wait for the journal.
const JOURNAL_DELAY: Duration = Duration::from_millis(300);

/// How long to wait after the journal could not be written.
const JOURNAL_RETRY: Duration = Duration::from_secs(1);

/// Runs a program that has the terminal meanwhile.
pub type Run<'a> = &'a dyn Fn(&mut Command) -> io::Result<ExitStatus>;

/// A look at an evidence file, to be done off the drawing thread.
struct Job {
    folder: PathBuf,
    id: EvidenceId,
    href: String,
    named: bool,
    /// Of which opened file it is, counted.
    opened: u64,
}

/// What those who look at evidence files and those who wait for it both know.
#[derive(Debug, Default)]
struct Shared {
    /// How many files were opened: what was asked for an earlier one, and is
    /// not to be recorded there, need not be looked at any more.
    opened: AtomicU64,
    /// The file that is being read: its folder and href, and how much of it
    /// is, in percent.
    reading: Mutex<Option<(PathBuf, String, u8)>>,
}

/// How often it is told how far a file is read.
const TELL: Duration = Duration::from_millis(250);

/// Everything outside the screen that an open assessment has.
pub struct Runtime {
    questionnaire: Arc<Questionnaire>,
    state: PathBuf,
    /// The questionnaire that the call names, with its file; without one, each
    /// file has its own.
    pub named: Option<crate::folder::Asked>,
    /// Who sits here; empty means the assessment's assessor.
    pub user: String,
    editor: Vec<OsString>,
    file: Option<AnswerFile>,
    drafts: Option<Drafts>,
    rescue: Option<Rescue>,
    /// The state that was brought together with the disk last.
    joined: Option<Arc<Assessment>>,
    /// To be put on the list of recent files.
    opened: Option<recent::Recent>,
    unsaved: bool,
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
    waker: Arc<Waker>,
    lister: Lister,
    asker: Asker,
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
    /// the words of the user's own editor command.
    #[must_use]
    pub fn new(
        questionnaire: Arc<Questionnaire>,
        state: PathBuf,
        editor: Vec<OsString>,
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
        let opener = Opener::new(Arc::clone(&waker));
        let watch = Arc::new(Watch::default());
        let known = Arc::clone(&watch);
        let shared = Arc::new(Shared::default());
        let worker = Arc::clone(&shared);
        let idle = Box::new(move || {
            known.start(Arc::clone(&waker));
            std::thread::spawn(move || inspect(&queue, &found, &known, &waker, &worker));
        });
        Self {
            idle: Some(idle),
            questionnaire,
            named: None,
            state,
            user: String::new(),
            editor,
            file: None,
            drafts: None,
            rescue: None,
            joined: None,
            opened: None,
            unsaved: false,
            pending: Vec::new(),
            deadline: None,
            aside: None,
            jobs,
            looks,
            shared,
            elsewhere: Vec::new(),
            folder: None,
            waker: shared_waker,
            lister,
            asker,
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
        let changed = file.changed_on_disk().unwrap_or_default();
        changed.then_some(Event::Touched)
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
        if let Some(opened) = self.opened.take() {
            // The list of recent files is a comfort: that it cannot be
            // written must not keep anybody from working.
            let _ = recent::remember(&self.state, &opened);
        }
    }

    /// What git has answered since it was asked last.
    pub fn told(&self) -> impl Iterator<Item = Event> + '_ {
        self.asker.told()
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

    /// Takes an answer file that was opened already.
    pub fn adopt(&mut self, mut file: AnswerFile, new: bool, now: DateTime<Utc>) -> Event {
        let who = match self.user.trim() {
            "" => file.assessment().assessor.clone(),
            user => user.to_owned(),
        };
        file.set_who(&who);
        let journal = Drafts::new(&self.state, file.path());
        let drafts = journal.load();
        let rescue = Rescue::new(&self.state, file.path(), std::process::id());
        let a = file.assessment();
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
        let folder = folder_of(file.path());
        let opened = Opened {
            questionnaire: Some(Arc::clone(&self.questionnaire)),
            path: file.path().to_owned(),
            folder: std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()),
            assessment: a.clone(),
            read_only: file.read_only().map(str::to_owned),
            warnings: file.problems().len(),
            notes: file.notes().to_vec(),
            drafts,
            left: ended(&rescue),
            new,
        };
        self.shared.opened.fetch_add(1, Ordering::SeqCst);
        self.watch.know(file.path());
        self.watch.forget_proofs();
        self.rescue = Some(rescue);
        self.unsaved = false;
        self.drafts = Some(journal);
        self.file = Some(file);
        Event::Opened(Box::new(opened))
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
                    text,
                });
                Some(Event::Past(past))
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
            Effect::Probe(href) => {
                let folder = folder_of(self.file.as_ref()?.path());
                let problem = evidence::problem(folder, &href);
                Some(Event::Probed { href, problem })
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
                self.folder = None;
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

    fn save(&mut self, assessment: &Assessment) -> Event {
        let Some(file) = &mut self.file else {
            return Event::SaveFailed(Trouble::Failed("no file is open".into()));
        };
        let saved = file.save(assessment);
        if let Some(rescue) = &self.rescue {
            // Until it is saved, it must not be in memory alone. Where the
            // state folder cannot be written either, there is no place left,
            // and that the file is not saved is told all the same.
            match &saved {
                Ok(()) if self.unsaved => rescue.release(),
                Ok(()) => {}
                Err(_) => drop(rescue.keep(assessment)),
            }
            self.unsaved = saved.is_err();
        }
        match saved {
            Ok(()) => {
                self.watch.know(file.path());
                Event::Saved
            }
            Err(SaveError::ChangedOnDisk) => {
                if let Ok(joined) = file.join(assessment, &self.questionnaire, false) {
                    self.watch.know(file.path());
                    self.settled(true);
                    return Event::Joined(Box::new(joined));
                }
                let base = file.assessment();
                let theirs = AnswerFile::open(file.path(), &self.questionnaire);
                Event::SaveFailed(Trouble::Changed(Differences {
                    theirs: match theirs {
                        Ok(theirs) => Ok(base.differences(theirs.assessment())),
                        Err(error) => Err(error.first()),
                    },
                    mine: base.differences(assessment),
                }))
            }
            Err(SaveError::Gone) => Event::SaveFailed(Trouble::Gone),
            Err(error) => Event::SaveFailed(Trouble::Failed(error.to_string())),
        }
    }

    fn join(&mut self, mine: &Assessment, keep: bool) -> Event {
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
    fn settled(&mut self, done: bool) {
        if let Some(rescue) = self.rescue.as_ref().filter(|_| done) {
            rescue.release();
            self.unsaved = false;
        }
    }

    fn take_theirs(&mut self, mine: &Assessment) -> Event {
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

    fn keep_mine(&mut self, mine: &Assessment) -> Event {
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

    /// Reads a provider again, as the screen of many shows it.
    fn overview(&self, path: &Path, now: DateTime<Utc>) -> Option<Event> {
        let mut catalogs = crate::portfolio::read::Catalogs::new(self.named.clone());
        let today = now.with_timezone(&chrono::Local).date_naive();
        let asked = (today, true);
        let read = crate::portfolio::read::provider(path, &mut catalogs, asked, &|_, _| true)?;
        Some(Event::Overview(Box::new(read)))
    }

    fn open(&mut self, path: &Path, now: DateTime<Utc>) -> Event {
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
                path.display()
            )),
            Err(error) => Event::OpenFailed(error.to_string()),
        }
    }

    fn create(&mut self, path: &Path, assessment: &Assessment, now: DateTime<Utc>) -> Event {
        match AnswerFile::create(path, assessment) {
            Ok(file) => {
                self.folder = None;
                self.adopt(file, true, now)
            }
            Err(error) => Event::OpenFailed(error.to_string()),
        }
    }

    /// The sample lives in the state folder, so that playing with it leaves
    /// nothing in the user's own.
    fn open_sample(&mut self, now: DateTime<Utc>) -> Event {
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

    /// Runs the user's own editor on a text, by `run`. The terminal must have
    /// been lent.
    #[must_use]
    pub fn edit_outside(&mut self, text: &str, run: Run<'_>) -> Event {
        self.journal(true);
        Event::Edited(self.run_editor(text, run))
    }

    fn run_editor(&self, text: &str, run: Run<'_>) -> Result<String, String> {
        let Some((program, arguments)) = self.editor.split_first() else {
            return Err("no editor is set: set EDITOR, for example EDITOR=vim".into());
        };
        let say = |e: io::Error| format!("no file for the editor: {e}");
        std::fs::create_dir_all(&self.state).map_err(say)?;
        let mut file = tempfile::Builder::new()
            .prefix("aicaiq-")
            .suffix(".md")
            .tempfile_in(&self.state)
            .map_err(say)?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.flush())
            .map_err(say)?;
        let name = program.to_string_lossy();
        let mut command = Command::new(program);
        command.args(arguments).arg(file.path());
        let ended = run(&mut command);
        // Editors may write another file in its place.
        let read = bounded::open_regular(file.path());
        let bytes = read
            .and_then(|file| bounded::read(&file, limits::TEXT))
            .map_err(|error| format!("the edited text cannot be read: {error}"))?;
        let Some(bytes) = bytes else {
            let why = limits::TEXT_TOO_LONG;
            return Err(match file.keep() {
                Ok((_, path)) => format!("{why}; what was written is in {}", path.display()),
                Err(_) => why.to_owned(),
            });
        };
        // What was written stays where it is when it cannot be taken.
        let untouched = bytes == text.as_bytes();
        let kept = |why: String| {
            if untouched {
                return why;
            }
            match file.keep() {
                Ok((_, path)) => format!("{why}; what was written is in {}", path.display()),
                Err(_) => why,
            }
        };
        match ended {
            Ok(status) if status.success() => {}
            // By whoever ends this program too: what was written is journalled.
            Ok(status) if !untouched && matches!(status.signal(), Some(SIGTERM | SIGHUP)) => {}
            Ok(status) => return Err(kept(format!("the editor {name} ended with {status}"))),
            Err(error) => return Err(kept(format!("the editor {name} cannot be run: {error}"))),
        }
        String::from_utf8(bytes).map_err(|_| kept("the edited text is not UTF-8".to_owned()))
    }

    /// Keeps answers that could not be saved, in the file or else beside it
    /// or else in the state folder. Says where they are; nothing when they
    /// are in the file.
    pub fn rescue(&mut self, mine: &Assessment) -> Option<String> {
        let file = self.file.as_mut()?;
        // A file that is gone or broken keeps nothing, whatever was read from it.
        let is_there = file.is_new() || AnswerFile::open(file.path(), &self.questionnaire).is_ok();
        if is_there && (file.assessment() == mine || file.save(mine).is_ok()) {
            self.settled(true);
            return None;
        }
        let place = match file.take_theirs(mine, &self.questionnaire) {
            Ok(path) | Err(ResolveError::Reload { saved: path, .. }) => Some(path),
            Err(_) => {
                let kept = self.rescue.as_ref().and_then(|r| r.keep(mine).ok());
                kept.map(Path::to_owned)
            }
        };
        if place.is_some() && !place.as_ref().is_some_and(|p| p.starts_with(&self.state)) {
            self.settled(true);
        }
        Some(match place {
            Some(path) => format!("what could not be saved is in {}", path.display()),
            None => "what could not be saved is lost: no folder could be written".to_owned(),
        })
    }
}

/// What ended processes could not save. What another screen keeps that is
/// still open is its own business.
fn ended(rescue: &Rescue) -> Vec<PathBuf> {
    let mut left = rescue.left();
    left.retain(|path| keeper(path).is_none());
    left
}

fn shown(path: &Path) -> String {
    path.file_name().map_or_else(
        || path.display().to_string(),
        |n| n.to_string_lossy().into_owned(),
    )
}

fn inspect(
    queue: &Receiver<Job>,
    found: &Sender<(PathBuf, Look)>,
    watch: &Watch,
    waker: &Waker,
    shared: &Shared,
) {
    while let Ok(job) = queue.recv() {
        let is_wanted = || job.named || job.opened == shared.opened.load(Ordering::SeqCst);
        if !is_wanted() {
            continue;
        }
        // Before it is read: what changes meanwhile is read once more.
        if Place::of(&job.href) == Place::Inside {
            watch.know_proof(&job.id, &job.href, job.folder.join(&job.href));
        }
        let mut last = Instant::now();
        let mut go_on = |done: u64, total: u64| {
            if last.elapsed() >= TELL {
                last = Instant::now();
                let percent = u128::from(done) * 100 / u128::from(total.max(1));
                let percent = u8::try_from(percent).unwrap_or(100);
                if let Ok(mut reading) = shared.reading.lock() {
                    *reading = Some((job.folder.clone(), job.href.clone(), percent));
                }
                waker.wake();
            }
            is_wanted()
        };
        let state = evidence::inspect_while(&job.folder, &job.href, job.named, &mut go_on);
        let Some(state) = state else { continue };
        let look = Look {
            id: job.id,
            href: job.href,
            state,
            named: job.named,
        };
        if found.send((job.folder, look)).is_err() {
            return;
        }
        waker.wake();
    }
}
