//! Noticing that another program has written the open file. A look at the
//! file's state once a second, off the drawing thread, which is woken only when
//! something has changed.

use super::wait::Waker;
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};

/// How long between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// What a file's state is told apart by.
type State = Option<(u64, Option<SystemTime>, u64)>;

#[derive(Debug, Default)]
struct Seen {
    path: PathBuf,
    state: State,
}

/// The look-out for one file.
#[derive(Debug, Default)]
pub struct Watch {
    seen: Mutex<Seen>,
    touched: AtomicBool,
}

impl Watch {
    /// Starts to look, at nothing yet; it ends with the last use of what is
    /// returned.
    #[must_use]
    pub fn start(waker: Arc<Waker>) -> Arc<Self> {
        let watch = Arc::new(Self::default());
        let weak = Arc::downgrade(&watch);
        std::thread::spawn(move || look(&weak, &waker));
        watch
    }

    /// Takes the file as it is now for the known state.
    pub fn know(&self, path: &Path) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.path != path {
            path.clone_into(&mut seen.path);
        }
        seen.state = state(path);
    }

    /// Whether it has changed since this was asked last.
    pub fn touched(&self) -> bool {
        self.touched.swap(false, Ordering::SeqCst)
    }

    /// Looks once; says whether something has changed.
    fn changed(&self) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.path.as_os_str().is_empty() {
            return false;
        }
        let now = state(&seen.path);
        let changed = now != seen.state && now.is_some();
        seen.state = now;
        changed
    }
}

fn look(watch: &Weak<Watch>, waker: &Waker) {
    loop {
        std::thread::sleep(EVERY);
        let Some(watch) = watch.upgrade() else { return };
        if watch.changed() {
            watch.touched.store(true, Ordering::SeqCst);
            waker.wake();
        }
    }
}

fn state(path: &Path) -> State {
    let meta = std::fs::metadata(path).ok()?;
    Some((meta.len(), meta.modified().ok(), identity(&meta)))
}

#[cfg(unix)]
fn identity(meta: &Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt;
    meta.ino()
}

#[cfg(not(unix))]
fn identity(_: &Metadata) -> u64 {
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_by_others_is_noticed_once_and_an_own_one_never() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.toml");
        std::fs::write(&path, "one").unwrap();
        let watch = Watch::default();
        assert!(!watch.changed(), "nothing to look at");
        watch.know(&path);
        assert!(!watch.changed());
        std::fs::write(&path, "longer").unwrap();
        assert!(watch.changed());
        assert!(!watch.changed());
        std::fs::write(&path, "longest of all").unwrap();
        watch.know(&path);
        assert!(!watch.changed());
        std::fs::remove_file(&path).unwrap();
        assert!(!watch.changed(), "that it is gone is told at the next save");
    }
}
