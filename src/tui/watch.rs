//! Noticing that another program has written the open file, or that evidence has
//! changed, come or gone. A look at the
//! file's state once a second, off the drawing thread, which is woken only when
//! something has changed.

use super::wait::Waker;
use crate::assessment::{EvidenceId, folder_of};
use crate::store::SHARED_FILE;
use std::collections::BTreeMap;
use std::fs::Metadata;
use std::ops::Bound;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::{Duration, SystemTime};

/// How long between two looks.
const EVERY: Duration = Duration::from_secs(1);

/// What a file's state is told apart by.
pub(super) type State = Option<(u64, Option<SystemTime>, u64)>;

#[derive(Debug, Default)]
struct Seen {
    path: PathBuf,
    state: State,
    /// What a control of a folder shares with the others.
    shared: PathBuf,
    shared_state: State,
    /// How many looks in a row it was not there.
    missed: u8,
}

/// Looks that have to miss the file before it is gone: an editor that writes
/// it anew may take it away for a moment.
const MISSED: u8 = 2;

/// Evidence files that are looked at in one look; the others follow in the
/// next ones.
const AT_ONCE: usize = 500;

/// An evidence file whose digest is known.
#[derive(Debug)]
struct Proof {
    href: String,
    path: PathBuf,
    state: State,
}

/// The look-out for the answer file and its evidence.
#[derive(Debug, Default)]
pub struct Watch {
    seen: Mutex<Seen>,
    touched: AtomicBool,
    gone: AtomicBool,
    proofs: Mutex<BTreeMap<EvidenceId, Proof>>,
    /// The evidence that was looked at last.
    last: Mutex<Option<EvidenceId>>,
    changed: Mutex<Vec<(EvidenceId, String)>>,
}

impl Watch {
    /// Starts to look; it ends with the last use of the look-out.
    pub fn start(self: &Arc<Self>, waker: Arc<Waker>) {
        let weak = Arc::downgrade(self);
        // Without a thread it is noticed when the file is saved.
        let _ = std::thread::Builder::new().spawn(move || look(&weak, &waker));
    }

    /// Takes the file as it is now for the known state.
    pub fn know(&self, path: &Path) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.path != path {
            path.clone_into(&mut seen.path);
        }
        seen.state = state(path);
        let shared = folder_of(path).join(SHARED_FILE);
        seen.shared_state = state(&shared);
        seen.shared = shared;
        seen.missed = 0;
    }

    /// It was not there when it was to be written: that need not be told
    /// again, but that it is back has to be.
    pub fn missed(&self) {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.missed = seen.missed.max(MISSED);
    }

    /// Whether it has been taken away since this was asked last.
    pub fn gone(&self) -> bool {
        self.gone.swap(false, Ordering::SeqCst)
    }

    /// Whether it has changed since this was asked last.
    pub fn touched(&self) -> bool {
        self.touched.swap(false, Ordering::SeqCst)
    }

    /// Takes an evidence file as it is now for the known state.
    pub fn know_proof(&self, id: &EvidenceId, href: &str, path: PathBuf) {
        let proof = Proof {
            href: href.to_owned(),
            state: state(&path),
            path,
        };
        let mut proofs = self.proofs.lock().unwrap_or_else(PoisonError::into_inner);
        proofs.insert(id.clone(), proof);
    }

    /// Forgets all evidence: another answer file is open.
    pub fn forget_proofs(&self) {
        let mut proofs = self.proofs.lock().unwrap_or_else(PoisonError::into_inner);
        proofs.clear();
    }

    /// The evidence files that have changed, come or gone since this was
    /// asked last, with their hrefs.
    pub fn changed_proofs(&self) -> Vec<(EvidenceId, String)> {
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *changed)
    }

    /// Looks at some of the evidence; says whether any of it has changed.
    fn look_at_proofs(&self) -> bool {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let lock = || self.proofs.lock().unwrap_or_else(PoisonError::into_inner);
        // Nobody waits for a slow disk: files are looked at without the lock.
        let after = last.clone().map_or(Bound::Unbounded, Bound::Excluded);
        let batch: Vec<(EvidenceId, PathBuf)> = lock()
            .range((after, Bound::Unbounded))
            .take(AT_ONCE)
            .map(|(id, proof)| (id.clone(), proof.path.clone()))
            .collect();
        *last = match batch.last() {
            Some((id, _)) if batch.len() == AT_ONCE => Some(id.clone()),
            _ => None,
        };
        let mut found = Vec::new();
        for (id, path) in batch {
            let now = state(&path);
            let mut proofs = lock();
            let Some(proof) = proofs.get_mut(&id).filter(|p| p.path == path) else {
                continue;
            };
            if now != proof.state {
                proof.state = now;
                found.push((id, proof.href.clone()));
            }
        }
        let any = !found.is_empty();
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        changed.extend(found);
        any
    }

    /// Looks once; says whether something has changed.
    fn changed(&self) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.path.as_os_str().is_empty() {
            return false;
        }
        let shared = state(&seen.shared);
        let shared_changed = shared != seen.shared_state;
        seen.shared_state = shared;
        let now = state(&seen.path);
        // A control that has no file yet is not gone.
        if now.is_none() && seen.state.is_none() && seen.shared_state.is_some() {
            return shared_changed;
        }
        if now.is_none() {
            seen.missed = seen.missed.saturating_add(1);
            let gone = seen.missed == MISSED;
            if gone {
                self.gone.store(true, Ordering::SeqCst);
            }
            return gone;
        }
        // A copy that was put back may be told apart by nothing.
        let is_back = std::mem::take(&mut seen.missed) >= MISSED;
        if is_back {
            self.gone.store(false, Ordering::SeqCst);
        }
        let changed = is_back || now != seen.state;
        seen.state = now;
        changed || shared_changed
    }
}

fn look(watch: &Weak<Watch>, waker: &Waker) {
    loop {
        std::thread::sleep(EVERY);
        let Some(watch) = watch.upgrade() else { return };
        let file = watch.changed();
        if file && !watch.gone.load(Ordering::SeqCst) {
            watch.touched.store(true, Ordering::SeqCst);
        }
        if watch.look_at_proofs() || file {
            waker.wake();
        }
    }
}

/// What a file is like now.
pub(super) fn state(path: &Path) -> State {
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
    fn what_is_shared_with_other_controls_is_noticed_and_a_control_without_a_file_is_not_gone() {
        let folder = tempfile::tempdir().unwrap();
        let shared = folder.path().join(SHARED_FILE);
        std::fs::write(&shared, "one").unwrap();
        let path = folder.path().join("CEK-02.toml");
        let watch = Watch::default();
        watch.know(&path);
        for _ in 0..3 {
            assert!(!watch.changed() && !watch.gone());
        }
        std::fs::write(&shared, "longer").unwrap();
        assert!(watch.changed() && !watch.changed());
        std::fs::write(&path, "made").unwrap();
        assert!(watch.changed());
        std::fs::write(&shared, "and again").unwrap();
        assert!(watch.changed() && !watch.changed());
        std::fs::remove_file(&path).unwrap();
        assert!(!watch.changed() && watch.changed() && watch.gone());
    }

    #[test]
    fn evidence_that_changes_comes_or_goes_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.pdf");
        std::fs::write(&path, "one").unwrap();
        let watch = Watch::default();
        let id = EvidenceId::of("a.pdf");
        watch.know_proof(&id, "a.pdf", path.clone());
        assert!(!watch.look_at_proofs());
        std::fs::write(&path, "longer").unwrap();
        assert!(watch.look_at_proofs());
        assert_eq!(watch.changed_proofs(), [(id.clone(), "a.pdf".to_owned())]);
        assert!(!watch.look_at_proofs() && watch.changed_proofs().is_empty());
        std::fs::remove_file(&path).unwrap();
        assert!(watch.look_at_proofs(), "gone");
        std::fs::write(&path, "again").unwrap();
        assert!(watch.look_at_proofs(), "back");
        watch.forget_proofs();
        std::fs::write(&path, "and again").unwrap();
        assert!(!watch.look_at_proofs());
    }

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
        assert!(
            !watch.changed() && !watch.gone(),
            "it may come back at once"
        );
        assert!(watch.changed() && watch.gone(), "it does not");
        assert!(!watch.changed() && !watch.gone(), "that is told once");
        std::fs::write(&path, "back").unwrap();
        assert!(watch.changed() && !watch.gone());
        assert!(!watch.changed());
    }

    #[test]
    fn a_file_that_is_put_back_as_it_was_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let (path, away) = (folder.path().join("a.toml"), folder.path().join("b"));
        std::fs::write(&path, "one").unwrap();
        let watch = Watch::default();
        watch.know(&path);
        // For a moment only: nobody has been told.
        std::fs::rename(&path, &away).unwrap();
        assert!(!watch.changed());
        std::fs::rename(&away, &path).unwrap();
        assert!(!watch.changed());
        std::fs::rename(&path, &away).unwrap();
        assert!(!watch.changed() && watch.changed());
        std::fs::rename(&away, &path).unwrap();
        assert!(watch.changed() && !watch.gone(), "it is not gone any more");
        assert!(!watch.changed());
        // A save has missed it before a look has.
        std::fs::rename(&path, &away).unwrap();
        watch.missed();
        assert!(!watch.changed() && !watch.gone(), "the save has told it");
        std::fs::rename(&away, &path).unwrap();
        assert!(watch.changed());
    }
}
