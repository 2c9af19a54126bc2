//! Looking at evidence files, off the drawing thread.

use crate::assessment::{EvidenceId, Place};
use crate::store::evidence;
use crate::tui::effect::Look;
use crate::tui::wait::Waker;
use crate::tui::watch::Watch;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender};
use std::time::{Duration, Instant};

/// A look at an evidence file, to be done off the drawing thread.
pub(super) struct Job {
    pub folder: PathBuf,
    pub id: EvidenceId,
    pub href: String,
    pub named: bool,
    /// Of which opened file it is, counted.
    pub opened: u64,
}

/// What those who look at evidence files and those who wait for it both know.
#[derive(Debug, Default)]
pub(super) struct Shared {
    /// How many files were opened: what was asked for an earlier one, and is
    /// not to be recorded there, need not be looked at any more.
    pub opened: AtomicU64,
    /// The file that is being read: its folder and href, and how much of it
    /// is, in percent.
    pub reading: Mutex<Option<(PathBuf, String, u8)>>,
}

/// How often it is told how far a file is read.
const TELL: Duration = Duration::from_millis(250);

/// Looks at what is queued, one after the other, until nobody listens.
pub(super) fn inspect(
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
