//! Saving while somebody else is at work: what others do comes right after a
//! certain call of a save.

use super::*;
use crate::assessment::{Evidence, EvidenceId, Outcome, Role};
use crate::questionnaire::{StepId, embedded};
use crate::store::error::{ResolveError, SaveError};
use rustix::io::Errno;
use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::sync::Mutex;
use tempfile::TempDir;

type Act = Box<dyn Fn(&'static str, usize) -> io::Result<()> + Send + Sync>;

/// A file system in which something happens after a call. It is told which
/// call it was, and how often that was called before.
struct Meanwhile {
    seen: Mutex<BTreeMap<&'static str, usize>>,
    act: Act,
}

impl std::fmt::Debug for Meanwhile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Meanwhile")
    }
}

impl Meanwhile {
    fn new(
        act: impl Fn(&'static str, usize) -> io::Result<()> + Send + Sync + 'static,
    ) -> &'static Self {
        Box::leak(Box::new(Self {
            seen: Mutex::default(),
            act: Box::new(act),
        }))
    }

    fn after(&self, call: &'static str) -> io::Result<()> {
        let n = {
            let mut seen = self.seen.lock().unwrap();
            let n = seen.entry(call).or_default();
            *n += 1;
            *n - 1
        };
        (self.act)(call, n)
    }

    fn count(&self, call: &'static str) -> usize {
        self.seen.lock().unwrap().get(call).copied().unwrap_or(0)
    }
}

impl FileSystem for Meanwhile {
    fn lock(&self, file: &File) -> Result<(), TryLockError> {
        self.after("lock").map_err(|e| match e.kind() {
            io::ErrorKind::WouldBlock => TryLockError::WouldBlock,
            _ => TryLockError::Error(e),
        })?;
        REAL.lock(file)
    }

    fn flush(&self, file: &File) -> io::Result<()> {
        REAL.flush(file).and_then(|()| self.after("flush"))
    }

    fn flush_folder(&self, folder: &File) -> io::Result<()> {
        REAL.flush_folder(folder)
            .and_then(|()| self.after("flush of the folder"))
    }
}

fn first() -> Assessment {
    Assessment {
        subject: "Acme".into(),
        questionnaire: "CEK-02".into(),
        roles: vec![Role::Csp],
        ..Assessment::default()
    }
}

fn noted(a: &Assessment, note: &str) -> Assessment {
    let mut next = a.clone();
    let steps = &mut next.answers.entry(Role::Csp).or_default().steps;
    let step = steps.entry(StepId::new("03").unwrap()).or_default();
    step.outcome = Some(Outcome::Satisfied);
    step.note = note.into();
    next
}

fn id(name: &str) -> EvidenceId {
    EvidenceId::new(name).unwrap()
}

/// With a record that the step refers to.
fn with(a: &Assessment, name: &str) -> Assessment {
    let mut next = noted(a, "seen");
    let steps = &mut next.answers.get_mut(&Role::Csp).unwrap().steps;
    let step = steps.get_mut(&StepId::new("03").unwrap()).unwrap();
    step.evidence.insert(id(name));
    let record = Evidence {
        href: format!("{name}.pdf"),
        ..Evidence::default()
    };
    next.evidence.entry(id(name)).or_insert(record);
    next
}

/// Without it, and without what refers to it.
fn without(a: &Assessment, name: &str) -> Assessment {
    let mut next = a.clone();
    next.evidence.remove(&id(name));
    for answers in next.answers.values_mut() {
        answers.steps.values_mut().for_each(|s| {
            s.evidence.remove(&id(name));
        });
    }
    next
}

fn alone() -> (TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.toml");
    AnswerFile::create(&path, &first()).unwrap();
    (dir, path)
}

fn open(path: &Path) -> AnswerFile {
    AnswerFile::open(path, embedded()).unwrap()
}

/// Two controls of a folder that share a record, and refer to none.
fn folder() -> (TempDir, PathBuf, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let shared = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\"]\n\n\
                  [evidence.ev-1]\nhref = \"ev-1.pdf\"\n";
    std::fs::write(dir.path().join(SHARED_FILE), shared).unwrap();
    let [one, two] = ["CEK-02.toml", "B-01.toml"].map(|name| dir.path().join(name));
    for path in [&one, &two] {
        let mut file = AnswerFile::begin(path, embedded()).unwrap();
        let next = noted(file.assessment(), "begun");
        file.save(&next).unwrap();
    }
    (dir, one, two)
}

#[test]
fn what_an_editor_writes_while_a_save_flushes_stays() {
    let (dir, path) = alone();
    let mut file = open(&path);
    let theirs = std::fs::read_to_string(&path).unwrap() + "# by an editor\n";
    let (at, text) = (path.clone(), theirs.clone());
    file.set_file_system(Meanwhile::new(move |call, _| match call {
        "flush" => std::fs::write(&at, &text),
        _ => Ok(()),
    }));
    let mine = noted(&first(), "mine");
    assert!(matches!(file.save(&mine), Err(SaveError::ChangedOnDisk)));
    assert_eq!(std::fs::read_to_string(&path).unwrap(), theirs);
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
    file.set_file_system(&REAL);
    file.join(&mine, embedded(), false).unwrap();
    assert_eq!(open(&path).assessment(), &mine);
    assert!(file.text().contains("# by an editor\n"));
}

#[test]
fn what_may_not_last_is_told_and_flushed_the_next_time() {
    let (_dir, path) = alone();
    let mut file = open(&path);
    let fs = Meanwhile::new(|call, n| match (call, n) {
        ("flush of the folder", 0 | 1) => Err(Errno::IO.into()),
        _ => Ok(()),
    });
    file.set_file_system(fs);
    let next = noted(&first(), "next");
    for flushed in 1..=2 {
        let Err(SaveError::Io { .. }) = file.save(&next) else {
            panic!("nobody knows whether it lasts");
        };
        assert_eq!(open(&path).assessment(), &next);
        assert_eq!(fs.count("flush of the folder"), flushed);
    }
    file.save(&next).unwrap();
    assert_eq!(fs.count("flush of the folder"), 3);
    // Now it lasts, and there is nothing to do.
    file.save(&next).unwrap();
    assert_eq!(fs.count("flush of the folder"), 3);
}

#[test]
fn a_save_waits_for_a_lock_as_long_as_it_is_told() {
    let (_dir, path, _) = folder();
    for both in [false, true] {
        let mut file = open(&path);
        let fs = Meanwhile::new(|_, _| Err(io::ErrorKind::WouldBlock.into()));
        file.set_file_system(fs);
        file.set_patience(Duration::ZERO);
        let mut next = noted(file.assessment(), "next");
        if both {
            next.subject = "Acme 2".into();
        }
        assert!(matches!(file.save(&next), Err(SaveError::Busy)));
        assert_eq!(fs.count("lock"), 1, "it is tried once, and no more");
    }
}

#[test]
fn without_locks_it_is_saved_and_with_a_broken_one_it_is_not() {
    for (error, is_saved) in [
        (Errno::NOLCK, true),
        (Errno::OPNOTSUPP, true),
        (Errno::IO, false),
    ] {
        let (_dir, path) = alone();
        let mut file = open(&path);
        file.set_file_system(Meanwhile::new(move |call, _| match call {
            "lock" => Err(error.into()),
            _ => Ok(()),
        }));
        let next = noted(&first(), "next");
        let saved = file.save(&next);
        assert_eq!(saved.is_ok(), is_saved, "{error}: {saved:?}");
        assert_eq!(open(&path).assessment() == &next, is_saved);
    }
}

#[test]
fn nobody_comes_to_refer_to_a_record_while_it_is_taken_away() {
    let (_dir, one, two) = folder();
    let mut file = open(&one);
    let told: &'static Mutex<Vec<_>> = Box::leak(Box::default());
    let other = two.clone();
    // While its own file is written, before the record goes.
    file.set_file_system(Meanwhile::new(move |call, n| {
        if (call, n) == ("flush", 0) {
            let mut other = open(&other);
            other.set_patience(Duration::ZERO);
            let refers = with(other.assessment(), "ev-1");
            told.lock().unwrap().push(other.save(&refers));
        }
        Ok(())
    }));
    let next = noted(&without(file.assessment(), "ev-1"), "it is gone");
    file.save(&next).unwrap();
    let told = told.lock().unwrap();
    assert!(
        matches!(told.as_slice(), [Err(SaveError::Busy)]),
        "{told:?}"
    );
    assert!(open(&one).assessment().evidence.is_empty());
    assert!(open(&two).assessment().evidence.is_empty());
}

#[test]
fn nobody_takes_away_a_record_that_a_merge_is_about_to_refer_to() {
    for changed in [false, true] {
        let (_dir, one, two) = folder();
        let mut file = open(&one);
        let mut mine = with(file.assessment(), "ev-1");
        if changed {
            mine.subject = "Acme 2".into();
        }
        let mut elsewhere = open(&one);
        let mut theirs = elsewhere.assessment().clone();
        let step = StepId::new("04").unwrap();
        let steps = &mut theirs.answers.get_mut(&Role::Csp).unwrap().steps;
        steps.entry(step).or_default().outcome = Some(Outcome::Satisfied);
        elsewhere.save(&theirs).unwrap();
        // What is shared is written first, where there is anything to write.
        let own = usize::from(changed);
        file.set_file_system(Meanwhile::new(move |call, n| {
            if (call, n) == ("flush", own) {
                let mut other = open(&two);
                other.set_patience(Duration::ZERO);
                let next = without(other.assessment(), "ev-1");
                let saved = other.save(&next);
                assert!(matches!(saved, Err(SaveError::Busy)), "{saved:?}");
            }
            Ok(())
        }));
        file.join(&mine, embedded(), false).unwrap();
        let now = open(&one);
        assert_eq!(now.assessment().subject, mine.subject);
        let answers = now.assessment().answers.get(&Role::Csp).unwrap();
        assert_eq!(answers.steps.len(), 2);
    }
}

#[test]
fn what_another_control_adds_meanwhile_is_no_reason_to_refuse() {
    let (_dir, one, two) = folder();
    let mut file = open(&one);
    let other = two.clone();
    file.set_file_system(Meanwhile::new(move |call, n| {
        // First what is shared is written, then its own file.
        if (call, n) == ("flush", 1) {
            let mut other = open(&other);
            let next = with(other.assessment(), "ev-2");
            other.save(&next).unwrap();
        }
        Ok(())
    }));
    let mut next = noted(file.assessment(), "mine");
    next.subject = "Acme 2".into();
    file.save(&next).unwrap();
    let now = open(&two);
    assert_eq!(now.assessment().subject, "Acme 2");
    assert_eq!(now.assessment().evidence.len(), 2);
    assert_eq!(open(&one).assessment().answers, next.answers);
}

#[test]
fn a_record_is_there_before_what_refers_to_it_also_where_another_one_goes() {
    let (dir, one, _) = folder();
    let mut file = open(&one);
    let shared = dir.path().join(SHARED_FILE);
    let seen: &'static Mutex<String> = Box::leak(Box::default());
    file.set_file_system(Meanwhile::new(move |call, n| {
        if (call, n) == ("flush", 1) {
            *seen.lock().unwrap() = std::fs::read_to_string(&shared)?;
        }
        Ok(())
    }));
    let next = with(&without(file.assessment(), "ev-1"), "ev-2");
    file.save(&next).unwrap();
    let seen = seen.lock().unwrap();
    assert!(
        seen.contains("[evidence.ev-1]") && seen.contains("[evidence.ev-2]"),
        "{seen}"
    );
    assert_eq!(open(&one).assessment(), &next);
}

#[test]
fn a_new_record_that_somebody_takes_away_at_once_leaves_nothing_that_refers_to_it() {
    let (_dir, one, two) = folder();
    let mut file = open(&one);
    let other = two.clone();
    file.set_file_system(Meanwhile::new(move |call, n| {
        // It has just come, and nothing refers to it yet.
        if (call, n) == ("flush of the folder", 0) {
            let mut other = open(&other);
            let next = without(other.assessment(), "ev-2");
            assert_ne!(&next, other.assessment());
            other.save(&next).unwrap();
        }
        Ok(())
    }));
    let next = with(file.assessment(), "ev-2");
    assert!(matches!(file.save(&next), Err(SaveError::ChangedOnDisk)));
    assert!(open(&one).assessment().answers != next.answers, "it opens");
    file.set_file_system(&REAL);
    file.join(&next, embedded(), false).unwrap();
    assert_eq!(open(&one).assessment().answers, next.answers);
    assert!(open(&two).assessment().evidence.contains_key(&id("ev-2")));
}

#[test]
fn a_control_that_is_made_by_overruling_can_be_saved_again() {
    let (dir, _, _) = folder();
    let path = dir.path().join("C-01.toml");
    let mut file = AnswerFile::begin(&path, embedded()).unwrap();
    let next = noted(file.assessment(), "one");
    assert_eq!(file.keep_mine(&next).unwrap(), None);
    assert!(!file.is_new());
    let next = noted(file.assessment(), "two");
    file.save(&next).unwrap();
    assert_eq!(open(&path).assessment(), &next);
}

#[test]
fn a_file_that_cannot_be_opened_is_not_taken_for_one_that_is_gone() {
    let (_dir, path) = alone();
    let mut file = open(&path);
    std::fs::remove_file(&path).unwrap();
    // A link to itself.
    std::os::unix::fs::symlink("a.toml", &path).unwrap();
    assert!(file.changed_on_disk().is_err());
    let mine = noted(&first(), "mine");
    assert!(matches!(
        file.keep_mine(&mine),
        Err(ResolveError::Copy { .. })
    ));
    assert!(std::fs::symlink_metadata(&path).unwrap().is_symlink());
}
