//! Listing folders off the drawing thread.

use super::picker::{Listed, Where};
use super::wait::Waker;
use crate::store::listing::{LIMITS, below, names};
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::Builder;
use std::time::{Duration, Instant};

/// How long a folder may take: what has been found by then has to do.
const PATIENCE: Duration = Duration::from_secs(2);

/// How many folders may be on their way at a time. One that hangs, a network
/// drive that is gone, then keeps no other from being listed.
const AT_ONCE: usize = 8;

/// Lists folders, each in a thread of its own.
#[derive(Debug)]
pub struct Lister {
    waker: Arc<Waker>,
    running: Arc<()>,
    send: Sender<Listed>,
    found: Receiver<Listed>,
}

impl Lister {
    /// A lister that wakes the drawing thread when it has found something.
    #[must_use]
    pub fn new(waker: Arc<Waker>) -> Self {
        let (send, found) = channel();
        Self {
            waker,
            running: Arc::new(()),
            send,
            found,
        }
    }

    /// Starts listing. `folder` is the answer file's.
    pub fn list(&self, folder: &Path, place: Where) {
        let path = match &place {
            Where::Below => folder.to_owned(),
            Where::Folder(path) => folder.join(path),
        };
        if Arc::strong_count(&self.running) > AT_ONCE {
            let found = Err("other folders are still being listed".to_owned());
            let _ = self.send.send(Listed { place, found });
            self.waker.wake();
            return;
        }
        let (send, waker) = (self.send.clone(), Arc::clone(&self.waker));
        let running = Arc::clone(&self.running);
        let asked = place.clone();
        let started = Builder::new().name("lister".into()).spawn(move || {
            let until = Instant::now() + PATIENCE;
            let mut go_on = || Instant::now() < until;
            let found = match &place {
                Where::Below => below(&path, LIMITS, &mut go_on),
                Where::Folder(_) => names(&path, LIMITS, &mut go_on),
            };
            drop(running);
            let found = found.map_err(|e| e.to_string());
            let _ = send.send(Listed { place, found });
            waker.wake();
        });
        if let Err(error) = started {
            let found = Err(error.to_string());
            let _ = self.send.send(Listed {
                place: asked,
                found,
            });
            self.waker.wake();
        }
    }

    /// What was found since it was asked last.
    pub fn found(&self) -> impl Iterator<Item = Listed> + '_ {
        self.found.try_iter()
    }
}
