//! Looking for words in all controls of a folder off the drawing thread.

use super::controls::Disk;
use super::effect::Event;
use super::wait::Waker;
use crate::find::{Found, Query};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::{self, Builder};
use std::time::Duration;

/// How long it is waited for the next letter.
const PAUSE: Duration = Duration::from_millis(60);

/// Looks for one thing at a time: who types on waits for the newest words.
pub(super) struct Searcher {
    waker: Arc<Waker>,
    running: Arc<AtomicBool>,
    send: Sender<Event>,
    found: Receiver<Event>,
}

impl Searcher {
    /// A searcher that wakes the drawing thread when it has found something.
    pub(super) fn new(waker: Arc<Waker>) -> Self {
        let (send, found) = channel();
        Self {
            waker,
            running: Arc::default(),
            send,
            found,
        }
    }

    /// What was found since it was asked last.
    pub(super) fn found(&self) -> impl Iterator<Item = Event> + '_ {
        self.found.try_iter()
    }

    /// Breaks off what is being looked for.
    pub(super) fn stop(&self) {
        self.running.store(false, Ordering::Relaxed);
    }

    /// Looks for what was typed, and no more for what was typed before.
    pub(super) fn search(&mut self, disk: &Arc<Disk>, typed: String) {
        self.stop();
        self.running = Arc::new(AtomicBool::new(true));
        let (running, disk) = (Arc::clone(&self.running), Arc::clone(disk));
        let (send, waker) = (self.send.clone(), Arc::clone(&self.waker));
        let asked = typed.clone();
        let started = Builder::new().name("searcher".into()).spawn(move || {
            let go_on = || running.load(Ordering::Relaxed);
            thread::sleep(PAUSE);
            if let Some(found) = disk.find(&Query::new(&typed), &go_on) {
                let _ = send.send(Event::FoundInFolder(typed, found));
                waker.wake();
            }
        });
        if let Err(error) = started {
            let unread = vec![(PathBuf::new(), error.to_string())];
            let found = Found {
                unread,
                ..Found::default()
            };
            let _ = self.send.send(Event::FoundInFolder(asked, found));
            self.waker.wake();
        }
    }
}

impl Drop for Searcher {
    fn drop(&mut self) {
        self.stop();
    }
}
