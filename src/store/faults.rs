//! Every call of every way of saving fails once, and for good: what was saved
//! before is there or what was to be saved is, nothing else is, and the next
//! save succeeds.

use super::fs::{FileSystem, REAL, Rights, Temp};
use super::{AnswerFile, SaveError};
use crate::assessment::{Assessment, Evidence, EvidenceId, Outcome, Role, StepAnswer};
use crate::questionnaire::{StepId, embedded};
use crate::store::drafts::{Draft, Drafts};
use crate::store::output::{new_on, over_on};
use crate::store::rescue::{Rescue, is_held};
use crate::store::unfinished::Unfinished;
use rustix::io::Errno;
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering::Relaxed};
use tempfile::NamedTempFile;

const ERRORS: [Errno; 6] = [
    Errno::NOSPC,
    Errno::IO,
    Errno::ACCESS,
    Errno::DQUOT,
    Errno::ROFS,
    Errno::NOENT,
];

/// A file system of which one call fails, or that and all after it. It writes
/// a few bytes at a time, so that a file can be left half written.
#[derive(Debug)]
struct Faulty {
    calls: AtomicUsize,
    at: AtomicUsize,
    error: Errno,
    for_good: bool,
    hit: AtomicBool,
}

impl Faulty {
    fn new(at: usize, error: Errno, for_good: bool) -> &'static Self {
        Box::leak(Box::new(Self {
            calls: AtomicUsize::new(0),
            at: AtomicUsize::new(at),
            error,
            for_good,
            hit: AtomicBool::new(false),
        }))
    }

    fn call(&self) -> io::Result<()> {
        let n = self.calls.fetch_add(1, Relaxed);
        let at = self.at.load(Relaxed);
        if n == at || (n > at && self.for_good) {
            self.hit.store(true, Relaxed);
            return Err(self.error.into());
        }
        Ok(())
    }

    fn mend(&self) {
        self.at.store(usize::MAX, Relaxed);
    }

    fn was_hit(&self) -> bool {
        self.hit.load(Relaxed)
    }
}

impl FileSystem for Faulty {
    fn open_to_lock(&self, path: &Path) -> io::Result<File> {
        self.call().and_then(|()| REAL.open_to_lock(path))
    }

    fn lock(&self, file: &File) -> Result<(), TryLockError> {
        self.call().map_err(TryLockError::Error)?;
        REAL.lock(file)
    }

    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.call().and_then(|()| REAL.metadata(path))
    }

    fn read(&self, file: &File, limit: u64) -> io::Result<Option<Vec<u8>>> {
        self.call().and_then(|()| REAL.read(file, limit))
    }

    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.call().and_then(|()| REAL.make_folder(folder))
    }

    fn open_folder(&self, folder: &Path) -> io::Result<Option<File>> {
        self.call().and_then(|()| REAL.open_folder(folder))
    }

    fn begin(&self, folder: &Path, rights: Rights) -> io::Result<Temp> {
        self.call().and_then(|()| REAL.begin(folder, rights))
    }

    fn write(&self, file: &File, bytes: &[u8]) -> io::Result<usize> {
        self.call()?;
        REAL.write(file, &bytes[..bytes.len().min(200)])
    }

    fn take_rights(&self, file: &File, like: &Metadata, from: &Path) -> io::Result<()> {
        self.call()
            .and_then(|()| REAL.take_rights(file, like, from))
    }

    fn flush(&self, file: &File) -> io::Result<()> {
        self.call().and_then(|()| REAL.flush(file))
    }

    fn flush_folder(&self, folder: &File) -> io::Result<()> {
        self.call().and_then(|()| REAL.flush_folder(folder))
    }

    fn name(&self, temp: Temp, folder: &Path) -> io::Result<NamedTempFile> {
        self.call().and_then(|()| REAL.name(temp, folder))
    }

    fn rename(&self, temp: NamedTempFile, path: &Path) -> io::Result<()> {
        self.call().and_then(|()| REAL.rename(temp, path))
    }

    fn put(&self, temp: Temp, path: &Path) -> io::Result<()> {
        self.call().and_then(|()| REAL.put(temp, path))
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.call().and_then(|()| REAL.remove(path))
    }
}

/// Does something with a fault at each call in turn, in a folder of its own,
/// until no call is left to fail. Fewer faults than `least` mean that they
/// come through nowhere. `AICAIQ_CALLS=all` tries each error at each call.
fn at_each_call(least: usize, attack: impl Fn(&Path, &'static Faulty)) {
    // All errors at all calls are many; each gets one, unless told otherwise.
    let all = std::env::var("AICAIQ_CALLS").is_ok_and(|v| v == "all");
    let turns = if all { ERRORS.len() } else { 1 };
    for turn in 0..turns {
        for for_good in [false, true] {
            for n in 0.. {
                let dir = tempfile::tempdir().unwrap();
                let error = ERRORS[(turn + n + usize::from(for_good)) % ERRORS.len()];
                let fs = Faulty::new(n, error, for_good);
                attack(dir.path(), fs);
                if !fs.was_hit() {
                    assert!(n >= least, "only {n} calls can fail");
                    break;
                }
            }
        }
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

fn with_note(base: &Assessment, note: &str) -> Assessment {
    let mut next = base.clone();
    let answers = next.answers.entry(Role::Csp).or_default();
    answers.steps.insert(
        StepId::new("03").unwrap(),
        StepAnswer {
            outcome: Some(Outcome::Satisfied),
            note: note.repeat(40),
            ..StepAnswer::default()
        },
    );
    next
}

fn with_evidence(base: &Assessment, note: &str) -> Assessment {
    let mut next = with_note(base, note);
    let id = EvidenceId::new("ev-3f9a1c02").unwrap();
    next.evidence.insert(
        id.clone(),
        Evidence {
            title: "Policy".into(),
            href: "https://example.org/policy".into(),
            ..Evidence::default()
        },
    );
    let step = next.answers.get_mut(&Role::Csp).unwrap();
    let step = step.steps.get_mut(&StepId::new("03").unwrap()).unwrap();
    step.evidence.insert(id);
    next
}

fn opened(path: &Path) -> AnswerFile {
    AnswerFile::open(path, embedded()).unwrap()
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap().flatten();
    let mut names: Vec<_> = entries
        .map(|e| e.file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

/// What a person is told: which file, what happened, what to do.
fn helps(message: &str, path: &Path) {
    let name = path.file_name().unwrap().to_str().unwrap();
    assert!(message.contains(name), "{message}");
    assert!(message.ends_with("then try again"), "{message}");
}

#[test]
fn an_answer_file_is_what_it_was_or_what_it_was_to_be() {
    at_each_call(12, |dir, fs| {
        let path = dir.join("a.toml");
        let (one, two) = (with_note(&first(), "one "), with_note(&first(), "two "));
        AnswerFile::create(&path, &one).unwrap();
        let mut file = opened(&path);
        file.set_file_system(fs);
        let saved = file.save(&two);
        let on_disk = opened(&path).assessment().clone();
        assert!(on_disk == one || on_disk == two);
        assert_eq!(names(dir), ["a.toml"]);
        match saved {
            Ok(()) => assert_eq!(on_disk, two),
            Err(SaveError::Gone) => panic!("it is there"),
            Err(error) => {
                helps(&error.to_string(), &path);
                let mut rescue = Rescue::new(&dir.join("state"), &path);
                let kept = rescue.keep(&two, &two).unwrap().to_owned();
                assert_eq!(opened(&kept).assessment(), &two);
                rescue.release();
                assert!(!kept.exists(), "it is saved, and nobody is asked about it");
                std::fs::remove_dir_all(dir.join("state")).unwrap();
            }
        }
        fs.mend();
        file.save(&two).unwrap();
        assert_eq!(opened(&path).assessment(), &two);
        let three = with_note(&first(), "three ");
        file.save(&three).unwrap();
        assert_eq!(opened(&path).assessment(), &three);
        assert_eq!(names(dir), ["a.toml"]);
    });
}

#[test]
fn a_new_answer_file_is_whole_or_can_be_made_again() {
    at_each_call(6, |dir, fs| {
        let path = dir.join("a.toml");
        let one = with_note(&first(), "one ");
        if let Err(error) = AnswerFile::create_on(fs, &path, &one) {
            helps(&error.to_string(), &path);
            fs.mend();
            if path.exists() {
                // It could not be taken away again.
                assert_eq!(opened(&path).assessment(), &one);
                std::fs::remove_file(&path).unwrap();
            }
            assert_eq!(names(dir), [""; 0]);
            AnswerFile::create_on(fs, &path, &one).unwrap();
        }
        assert_eq!(opened(&path).assessment(), &one);
        assert_eq!(names(dir), ["a.toml"]);
    });
}

const SHARED: &str = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\"]\n";

/// A control of a folder: what is shared and its own file are each what they
/// were or what they were to be, and nothing refers to what is not there.
fn in_a_folder(dir: &Path, fs: &'static Faulty, is_new: bool) {
    std::fs::write(dir.join("assessment.toml"), SHARED).unwrap();
    let path = dir.join("CEK-02.toml");
    let mut file = AnswerFile::begin(&path, embedded()).unwrap();
    let mut one = file.assessment().clone();
    if !is_new {
        one = with_note(&one, "one ");
        file.save(&one).unwrap();
    }
    let two = with_evidence(&one, "two ");
    file.set_file_system(fs);
    let saved = file.save(&two);
    let now = AnswerFile::begin(&path, embedded()).unwrap();
    assert!(now.assessment().answers == one.answers || now.assessment().answers == two.answers);
    if now.assessment().answers == two.answers {
        assert_eq!(now.assessment().evidence, two.evidence);
    }
    assert!(names(dir).iter().all(|n| n.ends_with(".toml")));
    match saved {
        Ok(()) => assert_eq!(now.assessment(), &two),
        Err(error) => {
            let message = error.to_string();
            let named = ["CEK-02.toml", "assessment.toml"];
            assert!(named.iter().any(|n| message.contains(n)), "{message}");
            assert!(message.ends_with("then try again"), "{message}");
        }
    }
    fs.mend();
    file.save(&two).unwrap();
    assert_eq!(opened(&path).assessment(), &two);
    // A record goes, and what refers to it.
    file.save(&with_note(&one, "three ")).unwrap();
    assert!(opened(&path).assessment().evidence.is_empty());
    assert_eq!(names(dir), ["CEK-02.toml", "assessment.toml"]);
}

#[test]
fn a_control_and_what_is_shared_are_each_whole() {
    at_each_call(20, |dir, fs| in_a_folder(dir, fs, false));
}

#[test]
fn a_control_without_a_file_and_what_is_shared_are_each_whole() {
    at_each_call(17, |dir, fs| in_a_folder(dir, fs, true));
}

#[test]
fn a_record_that_cannot_be_taken_away_stays_whole() {
    at_each_call(20, |dir, fs| {
        std::fs::write(dir.join("assessment.toml"), SHARED).unwrap();
        let path = dir.join("CEK-02.toml");
        let mut file = AnswerFile::begin(&path, embedded()).unwrap();
        let one = file.assessment().clone();
        let two = with_evidence(&one, "two ");
        file.save(&two).unwrap();
        file.set_file_system(fs);
        let three = with_note(&one, "three ");
        let saved = file.save(&three);
        // It opens, or the reference is to be seen and mended.
        let now = AnswerFile::open(&path, embedded());
        if saved.is_ok() {
            assert_eq!(now.unwrap().assessment(), &three);
        } else if let Ok(now) = now {
            let answers = &now.assessment().answers;
            assert!(*answers == two.answers || *answers == three.answers);
        } else {
            panic!("a save that failed leaves a folder that opens: {saved:?}");
        }
        fs.mend();
        file.save(&three).unwrap();
        assert_eq!(opened(&path).assessment(), &three);
    });
}

#[test]
fn both_sides_are_kept_when_they_are_brought_together() {
    at_each_call(12, |dir, fs| {
        let path = dir.join("a.toml");
        AnswerFile::create(&path, &first()).unwrap();
        let mut file = opened(&path);
        file.set_file_system(fs);
        let mut theirs = first();
        theirs.assessor = "somebody else".into();
        opened(&path).save(&theirs).unwrap();
        let mine = with_note(&first(), "mine ");
        let joined = file.join(&mine, embedded(), true);
        let now = opened(&path);
        assert_eq!(now.assessment().assessor, "somebody else");
        // With a folder that cannot be flushed it is there, and may not last.
        assert!(joined.is_err() || now.assessment().answers == mine.answers);
        assert_eq!(names(dir), ["a.toml"]);
        fs.mend();
        if joined.is_err() {
            file.join(&mine, embedded(), true).unwrap();
        }
        assert_eq!(opened(&path).assessment().answers, mine.answers);
    });
}

#[test]
fn the_other_side_is_kept_beside_before_it_is_written_over() {
    at_each_call(15, |dir, fs| {
        let path = dir.join("a.toml");
        AnswerFile::create(&path, &first()).unwrap();
        let mut file = opened(&path);
        file.set_file_system(fs);
        let (mine, theirs) = (with_note(&first(), "mine "), with_note(&first(), "theirs "));
        opened(&path).save(&theirs).unwrap();
        let kept = |dir: &Path| {
            let all = names(dir);
            let mut all = all.iter().map(|n| opened(&dir.join(n)));
            all.any(|f| f.assessment() == &theirs)
        };
        let done = file.keep_mine(&mine);
        assert!(kept(dir));
        fs.mend();
        if let Err(error) = done {
            assert!(error.to_string().ends_with("then try again"), "{error}");
            let _ = file.keep_mine(&mine).unwrap();
        }
        assert!(kept(dir));
        assert_eq!(opened(&path).assessment(), &mine);
        let unknown = names(dir)
            .into_iter()
            .filter(|n| n != "a.toml" && !super::is_copy(n));
        assert_eq!(unknown.count(), 0);
    });
}

#[test]
fn half_typed_texts_are_the_last_or_the_one_before() {
    at_each_call(8, |dir, fs| {
        let draft = |text: &str| Draft {
            role: "CSP".into(),
            item: "03".into(),
            field: "note".into(),
            text: text.repeat(100),
            base: String::new(),
            saved_at: chrono::DateTime::UNIX_EPOCH,
        };
        let drafts = Drafts::new(dir, &dir.join("a.toml"));
        drafts.put(&draft("one ")).unwrap();
        let faulty = drafts.clone().on(fs);
        let put = faulty.put(&draft("one two "));
        let there = drafts.load();
        assert!(there == [draft("one ")] || there == [draft("one two ")]);
        assert!(put.is_err() || there == [draft("one two ")]);
        fs.mend();
        faulty.put(&draft("one two three ")).unwrap();
        assert_eq!(drafts.load(), [draft("one two three ")]);
        assert_eq!(names(&dir.join("drafts")).len(), 2, "it, and the lock");
        faulty.remove(&draft("").key()).unwrap();
        assert_eq!(drafts.load(), []);
    });
}

#[test]
fn kept_answers_are_the_last_or_the_ones_before() {
    at_each_call(7, |dir, fs| {
        let (one, two) = (with_note(&first(), "one "), with_note(&first(), "two "));
        let mut rescue = Rescue::new(dir, &dir.join("a.toml"));
        let kept = rescue.keep(&one, &one).unwrap().to_owned();
        let mut rescue = rescue.on(fs);
        let again = rescue.keep(&two, &two).is_ok();
        let there = opened(&kept).assessment().clone();
        assert!(there == two || (there == one && !again));
        assert!(is_held(&kept));
        assert_eq!(names(&dir.join("unsaved")).len(), 1);
        fs.mend();
        rescue.keep(&two, &two).unwrap();
        assert_eq!(opened(&kept).assessment(), &two);
    });
}

#[test]
fn an_output_is_whole_or_what_was_there() {
    let new = "new ".repeat(200);
    for large in [false, true] {
        at_each_call(6, |dir, fs| {
            let path = dir.join("a.md");
            let write = |over: bool| {
                if !large {
                    let write = if over { over_on } else { new_on };
                    return write(fs, &path, new.as_bytes());
                }
                let mut file = Unfinished::begin_on(fs, &path, over)?;
                file.file().write_all(new.as_bytes())?;
                file.finish()
            };
            for old in [None, Some("old")] {
                let _ = std::fs::remove_file(&path);
                if let Some(old) = old {
                    std::fs::write(&path, old).unwrap();
                }
                let done = write(old.is_some());
                let there = std::fs::read_to_string(&path).ok();
                assert!(there.as_deref() == old || there.as_deref() == Some(&new));
                assert!(done.is_err() || there.as_deref() == Some(&new));
                assert_eq!(names(dir).len(), usize::from(there.is_some()));
            }
            fs.mend();
            write(true).unwrap();
            assert_eq!(std::fs::read_to_string(&path).unwrap(), new);
        });
    }
}

#[test]
fn a_folder_that_is_gone_is_named_and_written_to_when_it_is_back() {
    let dir = tempfile::tempdir().unwrap();
    let folder = dir.path().join("acme");
    std::fs::create_dir(&folder).unwrap();
    let path = folder.join("a.toml");
    let mut file = AnswerFile::create(&path, &first()).unwrap();
    std::fs::remove_dir_all(&folder).unwrap();
    let next = with_note(&first(), "kept ");
    assert!(matches!(file.save(&next), Err(SaveError::Gone)));
    let message = file.keep_mine(&next).unwrap_err().to_string();
    assert!(message.contains("folder"), "{message}");
    helps(&message, &path);
    std::fs::create_dir(&folder).unwrap();
    file.keep_mine(&next).unwrap();
    assert_eq!(opened(&path).assessment(), &next);
}
