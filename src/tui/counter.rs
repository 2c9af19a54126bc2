//! Counting the controls of a folder off the drawing thread: those in sight
//! first, then the others; those in sight again when their file changes.

use super::controls::{Disk, Listing};
use super::effect::Counted;
use super::wait::Waker;
use crate::parallel::Here;
use chrono::NaiveDate;
use std::collections::{HashMap, HashSet, VecDeque};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How long between two looks at the files in sight.
const EVERY: Duration = Duration::from_secs(1);
/// How often a frame is asked for while there is more to be counted.
const FRAME: Duration = Duration::from_millis(50);
/// How many threads count at most.
const THREADS: usize = 4;

/// What a file's state is told apart by.
type State = Option<(u64, Option<SystemTime>)>;

/// What was found.
#[derive(Debug)]
pub(super) enum Found {
    /// What a control comes to.
    Control(Counted),
    /// What the controls share has changed: the folder is listed anew.
    Folder(Box<Listing>),
}

/// Counts. It ends when it is dropped.
#[derive(Debug)]
pub(super) struct Counter {
    work: Arc<Work>,
    found: Receiver<Found>,
    fresh: bool,
}

#[derive(Debug)]
struct Work {
    disk: Arc<Disk>,
    today: NaiveDate,
    waker: Arc<Waker>,
    state: Mutex<Queue>,
    more: Condvar,
}

#[derive(Debug, Default)]
struct Queue {
    /// To be counted before all others; with true, evidence is looked at anew.
    first: VecDeque<(String, bool)>,
    rest: VecDeque<String>,
    /// What is in sight.
    watched: Vec<String>,
    /// The files as they were when they were read.
    seen: HashMap<String, State>,
    /// Those that were counted or are being counted.
    taken: HashSet<String>,
    looked: Option<Instant>,
    woken: Option<Instant>,
    /// Whether something was found that nobody was woken for.
    owed: bool,
    shared: State,
    /// How often that has changed.
    round: usize,
    ended: bool,
}

/// How often what the controls share had changed when a file was read, and how
/// the file was.
type Age = (usize, State);

/// Something to do.
enum Job {
    Count(String, bool, Age),
    Look(Vec<String>),
    End,
}

impl Counter {
    /// Begins to count all controls of a listing.
    pub(super) fn start(
        disk: Arc<Disk>,
        ids: Vec<String>,
        today: NaiveDate,
        waker: Arc<Waker>,
    ) -> Self {
        let (send, found) = channel();
        let shared = state(&disk.folder().join(crate::store::SHARED_FILE));
        let queue = Queue {
            rest: ids.into(),
            shared,
            ..Queue::default()
        };
        let work = Arc::new(Work {
            disk,
            today,
            waker,
            state: Mutex::new(queue),
            more: Condvar::new(),
        });
        let here = Here::now();
        for nth in 0..crate::parallel::processors().min(THREADS) {
            let (work, send) = (Arc::clone(&work), send.clone());
            let run = move || {
                // One stays: the thread that draws waits for them first.
                if nth > 0 {
                    here.leave();
                }
                work.run(&send);
            };
            // Where there can be no thread, nothing is counted; the controls
            // can be opened all the same.
            let _ = std::thread::Builder::new().spawn(run);
        }
        Self {
            work,
            found,
            fresh: true,
        }
    }

    /// Has these counted before the others, and looked after. The first time
    /// it is waited for them, for so long at most.
    pub(super) fn want(&mut self, ids: Vec<String>, patience: Duration) -> Vec<Found> {
        {
            let mut queue = self.work.lock();
            let waiting = ids.iter().filter(|id| !queue.taken.contains(*id));
            let waiting: VecDeque<(String, bool)> = waiting.map(|id| (id.clone(), false)).collect();
            let again: Vec<(String, bool)> =
                queue.first.drain(..).filter(|(_, anew)| *anew).collect();
            queue.first = waiting;
            queue.first.extend(again);
            queue.watched.clone_from(&ids);
        }
        self.work.more.notify_all();
        let mut found = Vec::new();
        if std::mem::take(&mut self.fresh) {
            let until = Instant::now() + patience;
            while found.len() < ids.len() {
                let left = until.saturating_duration_since(Instant::now());
                match self.found.recv_timeout(left) {
                    Ok(one) => found.push(one),
                    Err(_) => break,
                }
            }
        }
        found
    }

    /// What was found since it was asked last.
    pub(super) fn found(&self) -> Vec<Found> {
        self.found.try_iter().collect()
    }
}

impl Drop for Counter {
    fn drop(&mut self) {
        self.work.lock().ended = true;
        self.work.more.notify_all();
    }
}

impl Work {
    fn lock(&self) -> MutexGuard<'_, Queue> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn run(&self, send: &Sender<Found>) {
        let mut is_behind = false;
        loop {
            let found = match self.next() {
                Job::End => return,
                Job::Look(ids) => match self.look(ids) {
                    Some(listing) => Found::Folder(listing),
                    None => continue,
                },
                Job::Count(id, anew, (round, seen)) => {
                    let (begun, facts) = self.disk.facts(&id, self.today, anew);
                    let facts = Arc::new(facts);
                    let is_latest = {
                        let queue = self.lock();
                        queue.round == round && queue.seen.get(&id) == Some(&seen)
                    };
                    if !is_latest {
                        // Another thread counts it anew, or has done so.
                        continue;
                    }
                    Found::Control(Counted { id, begun, facts })
                }
            };
            if send.send(found).is_err() {
                return;
            }
            let (wake, is_rest) = {
                let mut queue = self.lock();
                let over = |at: Instant| at.elapsed() >= FRAME;
                let wake = queue.first.is_empty()
                    && (queue.rest.is_empty() || queue.woken.is_none_or(over));
                if wake {
                    queue.woken = Some(Instant::now());
                }
                queue.owed = !wake;
                (wake, queue.first.is_empty())
            };
            if wake {
                self.waker.wake();
            }
            // All in sight is counted: keys come before the others.
            if is_rest && !std::mem::replace(&mut is_behind, true) {
                crate::parallel::step_back();
            }
        }
    }

    /// Waits for something to do.
    fn next(&self) -> Job {
        let mut queue = self.lock();
        loop {
            if queue.ended {
                return Job::End;
            }
            let next = queue.first.pop_front();
            let next = next.or_else(|| queue.rest.pop_front().map(|id| (id, false)));
            if let Some((id, anew)) = next {
                if queue.taken.insert(id.clone()) || anew {
                    let now = state(&self.disk.path(&id));
                    queue.seen.insert(id.clone(), now);
                    return Job::Count(id, anew, (queue.round, now));
                }
                continue;
            }
            // What was passed over because there seemed to be more to come.
            if std::mem::take(&mut queue.owed) {
                self.waker.wake();
            }
            if queue.watched.is_empty() {
                queue = self
                    .more
                    .wait(queue)
                    .unwrap_or_else(PoisonError::into_inner);
                continue;
            }
            let since = queue.looked.map_or(EVERY, |at| at.elapsed());
            if since >= EVERY && queue.looked.is_some() {
                queue.looked = Some(Instant::now());
                return Job::Look(queue.watched.clone());
            }
            let wait = queue.looked.map_or(EVERY, |_| EVERY.saturating_sub(since));
            queue.looked.get_or_insert_with(Instant::now);
            let waited = self.more.wait_timeout(queue, wait);
            queue = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
    }

    /// Looks whether files have changed since they were read; no lock is held
    /// while the disk is asked.
    fn look(&self, ids: Vec<String>) -> Option<Box<Listing>> {
        let shared_path: PathBuf = self.disk.folder().join(crate::store::SHARED_FILE);
        let shared = state(&shared_path);
        let files: Vec<(String, State)> = ids
            .into_iter()
            .map(|id| {
                let now = state(&self.disk.path(&id));
                (id, now)
            })
            .collect();
        let is_other = shared.is_some() && self.lock().shared != shared;
        if is_other {
            // Before anything is counted anew, as that is counted with it.
            self.disk.read_shared_again();
            let mut queue = self.lock();
            queue.shared = shared;
            queue.round += 1;
            // Everything may be otherwise now.
            let all: Vec<String> = queue.taken.drain().collect();
            queue.first = files.iter().map(|(id, _)| (id.clone(), true)).collect();
            queue.rest.extend(all);
            drop(queue);
            self.more.notify_all();
            return Some(Box::new(self.disk.listing(self.today)));
        }
        let mut queue = self.lock();
        for (id, now) in files {
            if queue.seen.get(&id).is_some_and(|seen| *seen != now) {
                queue.first.push_back((id, true));
            }
        }
        None
    }
}

fn state(path: &Path) -> State {
    let meta = std::fs::metadata(path).ok()?;
    Some((meta.len(), meta.modified().ok()))
}
