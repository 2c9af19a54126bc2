//! Controls of a folder on disk: what is opened, what a save writes and where,
//! and what comes of two programs at once.

use crate::common::{assessment, mixed, questionnaire, sample, step};
use crate::folder::{cut_in_two, without_emptied};
use aicaiq::assessment::{Assessment, Evidence, EvidenceId, Outcome, Role};
use aicaiq::store::{AnswerFile, JoinError, OpenError, SHARED_FILE, SaveError, render};
use proptest::prelude::*;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

pub const SHARED: &str = "# shared by all\nschema = 1\n\n[assessment]\nsubject = \"Acme\"\n\
                      roles = [\"CSP\", \"MP\"]\nassessor = \"A. Sessor\"\n\n[team]\nx = 1 # kept\n\n\
                      [evidence.ev-1]\nhref = \"a.pdf\" # the policy\n";
pub const CONTROL: &str = "schema = 1\n\n# only what it has\n[assessment]\nquestionnaire = \"CEK-02\"\n\n\
                       [roles.CSP.steps.02]\noutcome = \"satisfied\"\nevidence = [\"ev-1\"]\n";

pub struct Dir(TempDir);

impl Dir {
    pub fn new() -> Self {
        let dir = Self(tempfile::tempdir().unwrap());
        dir.put(SHARED_FILE, SHARED);
        dir.put("CEK-02.toml", CONTROL);
        dir
    }

    pub fn at(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn put(&self, name: &str, text: &str) {
        std::fs::write(self.at(name), text).unwrap();
    }

    pub fn text(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap()
    }

    pub fn open(&self, name: &str) -> AnswerFile {
        AnswerFile::open(&self.at(name), questionnaire()).unwrap()
    }

    pub fn begin(&self, name: &str) -> AnswerFile {
        AnswerFile::begin(&self.at(name), questionnaire()).unwrap()
    }
}

pub fn id(text: &str) -> EvidenceId {
    EvidenceId::new(text).unwrap()
}

pub fn record(href: &str) -> Evidence {
    Evidence {
        href: href.into(),
        ..Evidence::default()
    }
}

/// With a note at a step, and evidence for it where it is said.
pub fn noted(a: &Assessment, note: &str, evidence: Option<&str>) -> Assessment {
    let mut next = a.clone();
    let steps = &mut next.answers.entry(Role::Csp).or_default().steps;
    let answer = steps.entry(step("01")).or_default();
    answer.outcome = Some(Outcome::Satisfied);
    answer.note = note.into();
    if let Some(name) = evidence {
        answer.evidence.insert(id(name));
        let made = record(&format!("{name}.pdf"));
        next.evidence.entry(id(name)).or_insert(made);
    }
    next
}

#[test]
fn a_control_is_whole_and_a_save_of_answers_is_of_its_file_alone() {
    let dir = Dir::new();
    let mut file = dir.open("CEK-02.toml");
    assert_eq!(file.assessment().subject, "Acme");
    assert_eq!(file.assessment().roles, [Role::Csp, Role::Mp]);
    assert!(file.assessment().evidence.contains_key(&id("ev-1")));
    // Nothing but its own file is needed for answers.
    dir.put(SHARED_FILE, "nobody reads this");
    let next = noted(file.assessment(), "seen", None);
    file.save(&next).unwrap();
    assert_eq!(file.assessment(), &next);
    assert_eq!(dir.text(SHARED_FILE), "nobody reads this");
    dir.put(SHARED_FILE, SHARED);
    assert_eq!(dir.open("CEK-02.toml").assessment(), &next);
    assert!(dir.text("CEK-02.toml").contains("# only what it has\n"));
    assert!(!dir.text("CEK-02.toml").contains("subject"));
}

#[test]
fn new_evidence_and_the_head_go_to_what_is_shared() {
    let dir = Dir::new();
    let mut file = dir.open("CEK-02.toml");
    let mut next = noted(file.assessment(), "seen", Some("ev-2"));
    next.subject = "Acme 2".into();
    next.evidence.get_mut(&id("ev-1")).unwrap().title = "Policy".into();
    file.save(&next).unwrap();
    let shared = dir.text(SHARED_FILE);
    let expected = SHARED
        .replace("\"Acme\"", "\"Acme 2\"")
        .replace("href = \"a.pdf\"", "title = \"Policy\"\nhref = \"a.pdf\"");
    assert_eq!(
        shared,
        format!("{expected}\n[evidence.ev-2]\nhref = \"ev-2.pdf\"\n")
    );
    assert!(!dir.text("CEK-02.toml").contains("href"));
    assert_eq!(dir.open("CEK-02.toml").assessment(), &next);
}

#[test]
fn a_self_contained_file_is_dropped_in_unchanged() {
    let dir = Dir::new();
    let mut own = noted(&sample(), "its own", Some("ev-1"));
    own.subject = "Other".into();
    dir.put("B-01.toml", &render(&own));
    let mut file = dir.open("B-01.toml");
    assert_eq!(file.assessment().subject, "Other");
    assert_eq!(file.assessment().roles, [Role::Csp]);
    assert_eq!(file.assessment().evidence[&id("ev-1")].href, "ev-1.pdf");
    let mut next = file.assessment().clone();
    next.subject = "Another".into();
    next.evidence.get_mut(&id("ev-1")).unwrap().title = "T".into();
    file.save(&next).unwrap();
    assert_eq!(dir.text(SHARED_FILE), SHARED);
    assert_eq!(dir.open("B-01.toml").assessment(), &next);
}

#[test]
fn a_control_that_nobody_has_begun_is_made_at_the_first_save_and_over_nothing() {
    let dir = Dir::new();
    let mut one = dir.begin("B-01.toml");
    let mut two = dir.begin("B-01.toml");
    assert!(one.is_new() && !one.changed_on_disk().unwrap());
    assert_eq!(one.assessment().subject, "Acme");
    let same = one.assessment().clone();
    one.save(&same).unwrap();
    assert!(!dir.at("B-01.toml").exists(), "nothing was said yet");
    let first = noted(&same, "one", Some("ev-2"));
    one.save(&first).unwrap();
    assert!(!one.is_new());
    assert_eq!(dir.open("B-01.toml").assessment(), &first);
    // Another one that began it too.
    assert!(two.changed_on_disk().unwrap());
    let mut mine = same.clone();
    let steps = &mut mine.answers.entry(Role::Mp).or_default().steps;
    steps.entry(step("03")).or_default().note = "two".into();
    assert!(matches!(two.save(&mine), Err(SaveError::ChangedOnDisk)));
    let joined = two.join(&mine, questionnaire(), false).unwrap();
    assert_eq!(joined.assessment.step(Role::Csp, &step("01")).note, "one");
    assert_eq!(joined.assessment.step(Role::Mp, &step("03")).note, "two");
    assert_eq!(dir.open("B-01.toml").assessment(), &joined.assessment);
    assert!(matches!(
        AnswerFile::begin(Path::new("/nowhere/B-01.toml"), questionnaire()),
        Err(OpenError::Io { .. })
    ));
}

#[test]
fn two_controls_that_add_evidence_at_once_both_have_it() {
    let dir = Dir::new();
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.begin("B-01.toml");
    one.save(&noted(one.assessment(), "1", Some("ev-2")))
        .unwrap();
    assert!(two.changed_on_disk().unwrap());
    let mine = noted(two.assessment(), "2", Some("ev-3"));
    assert!(matches!(two.save(&mine), Err(SaveError::ChangedOnDisk)));
    assert!(!dir.at("B-01.toml").exists());
    let joined = two.join(&mine, questionnaire(), false).unwrap();
    let ids: Vec<&str> = joined
        .assessment
        .evidence
        .keys()
        .map(|e| e.as_str())
        .collect();
    assert_eq!(ids, ["ev-1", "ev-2", "ev-3"]);
    assert_eq!(joined.came_in, ["ev-2"]);
    for name in ["CEK-02.toml", "B-01.toml"] {
        assert_eq!(dir.open(name).assessment().evidence.len(), 3);
    }
    assert!(dir.text(SHARED_FILE).contains("x = 1 # kept"));
}

#[test]
fn both_changing_a_record_is_a_conflict_and_nothing_is_written() {
    let dir = Dir::new();
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.begin("B-01.toml");
    let titled = |a: &Assessment, title: &str| {
        let mut next = noted(a, title, None);
        next.evidence.get_mut(&id("ev-1")).unwrap().title = title.into();
        next
    };
    one.save(&titled(one.assessment(), "one")).unwrap();
    let before = dir.text(SHARED_FILE);
    let mine = titled(two.assessment(), "two");
    let refused = two.join(&mine, questionnaire(), false).unwrap_err();
    assert!(matches!(refused, JoinError::Conflicts(paths) if paths == ["evidence.ev-1.title"]));
    assert_eq!(dir.text(SHARED_FILE), before);
    assert!(!dir.at("B-01.toml").exists());
    // Kept: to be decided in any control, for all.
    let joined = two.join(&mine, questionnaire(), true).unwrap();
    assert_eq!(joined.assessment.conflicts.len(), 1);
    let mut file = dir.open("CEK-02.toml");
    let mut next = file.assessment().clone();
    assert_eq!(next.conflicts.len(), 1);
    next.conflicts.clear();
    file.save(&next).unwrap();
    assert!(!dir.text(SHARED_FILE).contains("conflicts"));
    assert!(dir.open("B-01.toml").assessment().conflicts.is_empty());
}

#[test]
fn mine_is_kept_without_taking_others_evidence_away() {
    let dir = Dir::new();
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.open("CEK-02.toml");
    let mut theirs = noted(one.assessment(), "one", Some("ev-2"));
    theirs.subject = "Theirs".into();
    one.save(&theirs).unwrap();
    let mut mine = noted(two.assessment(), "two", Some("ev-3"));
    mine.subject = "Mine".into();
    let copy = two.keep_mine(&mine).unwrap().unwrap();
    assert!(
        copy.file_name()
            .unwrap()
            .to_str()
            .unwrap()
            .starts_with("CEK-02.theirs-")
    );
    let now = dir.open("CEK-02.toml");
    assert_eq!(now.assessment(), two.assessment());
    assert_eq!(now.assessment().subject, "Mine");
    assert_eq!(now.assessment().step(Role::Csp, &step("01")).note, "two");
    assert_eq!(
        now.assessment().evidence.len(),
        3,
        "{}",
        dir.text(SHARED_FILE)
    );
    assert!(now.assessment().conflicts.is_empty());
}

#[test]
fn theirs_is_taken_and_all_of_mine_is_beside_it() {
    let dir = Dir::new();
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.open("CEK-02.toml");
    one.save(&noted(one.assessment(), "one", Some("ev-2")))
        .unwrap();
    let mine = noted(two.assessment(), "two", Some("ev-3"));
    let copy = two.take_theirs(&mine, questionnaire()).unwrap();
    assert_eq!(two.assessment(), one.assessment());
    let kept = dir.open(copy.file_name().unwrap().to_str().unwrap());
    assert_eq!(kept.assessment().step(Role::Csp, &step("01")).note, "two");
    assert_eq!(kept.assessment().evidence[&id("ev-3")].href, "ev-3.pdf");
}

#[test]
fn a_record_that_another_control_refers_to_stays() {
    let dir = Dir::new();
    let mut other = dir.begin("B-01.toml");
    other
        .save(&noted(other.assessment(), "x", Some("ev-1")))
        .unwrap();
    let mut file = dir.open("CEK-02.toml");
    let without = |a: &Assessment| {
        let mut next = a.clone();
        next.evidence.clear();
        for answers in next.answers.values_mut() {
            answers.steps.values_mut().for_each(|s| s.evidence.clear());
        }
        next
    };
    file.save(&without(file.assessment())).unwrap();
    assert_eq!(
        file.take_told(),
        ["ev-1 stays in assessment.toml: B-01.toml still refers to it"]
    );
    assert!(
        dir.open("B-01.toml")
            .assessment()
            .evidence
            .contains_key(&id("ev-1"))
    );
    // It is not looked for again with every save.
    file.save(&noted(file.assessment(), "again", None)).unwrap();
    assert!(file.take_told().is_empty());
    let mut other = dir.open("B-01.toml");
    other.save(&without(other.assessment())).unwrap();
    assert!(!dir.text(SHARED_FILE).contains("ev-1"));
}

#[test]
fn a_record_taken_away_while_another_control_comes_to_refer_to_it_stays() {
    let dir = Dir::new();
    dir.put(
        "CEK-02.toml",
        &CONTROL.replace("evidence = [\"ev-1\"]\n", ""),
    );
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.begin("B-01.toml");
    let mut next = one.assessment().clone();
    next.evidence.clear();
    one.save(&next).unwrap();
    let mine = noted(two.assessment(), "x", Some("ev-1"));
    assert!(matches!(two.save(&mine), Err(SaveError::ChangedOnDisk)));
    let joined = two.join(&mine, questionnaire(), false).unwrap();
    assert_eq!(joined.notes.len(), 1, "{:?}", joined.notes);
    assert_eq!(dir.open("B-01.toml").assessment(), &joined.assessment);
}

#[test]
fn what_is_beside_and_not_shared_is_left_alone() {
    let dir = Dir::new();
    // Somebody's answer file of that name.
    dir.put(SHARED_FILE, &render(&sample()));
    dir.put(
        "other.toml",
        &render(&Assessment {
            subject: "O".into(),
            ..sample()
        }),
    );
    assert_eq!(dir.open("other.toml").assessment().evidence.len(), 0);
    assert!(dir.open("other.toml").shared().is_none());
    assert!(dir.open(SHARED_FILE).shared().is_none());
    assert!(AnswerFile::open(&dir.at("CEK-02.toml"), questionnaire()).is_err());
    // A folder of that name.
    std::fs::remove_file(dir.at(SHARED_FILE)).unwrap();
    std::fs::create_dir(dir.at(SHARED_FILE)).unwrap();
    assert!(dir.open("other.toml").shared().is_none());
}

#[test]
fn what_is_shared_and_broken_or_no_control_is_told_by_its_name() {
    let dir = Dir::new();
    let error = AnswerFile::open(&dir.at(SHARED_FILE), questionnaire()).unwrap_err();
    assert!(
        error
            .render(false)
            .contains("what the controls of a folder share")
    );
    dir.put(SHARED_FILE, &SHARED.replace("\"Acme\"", "7"));
    let error = AnswerFile::open(&dir.at("CEK-02.toml"), questionnaire()).unwrap_err();
    let OpenError::Invalid { path, .. } = &error else {
        panic!("{error}");
    };
    assert!(path.ends_with(SHARED_FILE));
    dir.put(SHARED_FILE, "<<<<<<< a\n");
    assert!(AnswerFile::open_marked(&dir.at("CEK-02.toml"), questionnaire(), || None).is_err());
}

#[test]
fn a_lock_on_what_is_shared_holds_up_evidence_and_no_answers() {
    let dir = Dir::new();
    dir.put(
        "CEK-02.toml",
        &CONTROL.replace("evidence = [\"ev-1\"]\n", ""),
    );
    let held = std::fs::File::open(dir.at(SHARED_FILE)).unwrap();
    held.try_lock().unwrap();
    let mut file = dir.open("CEK-02.toml");
    file.set_patience(Duration::ZERO);
    let answered = noted(file.assessment(), "a", None);
    file.save(&answered).unwrap();
    let before = dir.text("CEK-02.toml");
    let more = noted(&answered, "b", Some("ev-2"));
    assert!(matches!(file.save(&more), Err(SaveError::Busy)));
    // One that is registered already is looked at before it is referred to.
    let tied = noted(&answered, "b", Some("ev-1"));
    assert!(matches!(file.save(&tied), Err(SaveError::Busy)));
    assert_eq!(dir.text("CEK-02.toml"), before);
    drop(held);
    file.save(&tied).unwrap();
    file.save(&more).unwrap();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn what_is_saved_in_two_files_is_opened_again(
        one in assessment(),
        two in assessment(),
        picks in prop::collection::vec(any::<bool>(), 8..40),
    ) {
        let next = without_emptied(&one, mixed(&one, &two, &picks));
        let parts = cut_in_two(&one, &picks);
        let dir = Dir::new();
        dir.put(SHARED_FILE, &render(&parts.shared));
        dir.put("CEK-02.toml", &render(&parts.own));
        let mut file = dir.open("CEK-02.toml");
        prop_assert_eq!(file.assessment(), &one);
        file.save(&next).unwrap();
        prop_assert_eq!(file.assessment(), &next);
        prop_assert!(!file.changed_on_disk().unwrap());
        let again = dir.open("CEK-02.toml");
        prop_assert_eq!(again.assessment(), &next);
    }
}
