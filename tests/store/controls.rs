//! Controls of a folder that somebody else is at work in, or in which something
//! is not as it should be.

use crate::common::{questionnaire, sample};
use crate::foldering::{CONTROL, Dir, SHARED, id, noted, record};
use aicaiq::assessment::Assessment;
use aicaiq::store::{AnswerFile, JoinError, OpenError, SHARED_FILE, SaveError, render};

/// Without a record, and without what refers to it.
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

fn said(path: &std::path::Path) -> String {
    let opened = AnswerFile::open(path, questionnaire());
    opened.unwrap_err().render(false)
}

#[test]
fn a_control_whose_file_is_gone_is_not_brought_together_with_nothing() {
    let dir = Dir::new();
    let mut file = dir.open("CEK-02.toml");
    std::fs::remove_file(dir.at("CEK-02.toml")).unwrap();
    let mine = noted(file.assessment(), "mine", None);
    let error = file.join(&mine, questionnaire(), false).unwrap_err();
    assert!(matches!(error, JoinError::Save(SaveError::Gone)), "{error}");
}

#[test]
fn what_is_there_is_not_said_to_have_been_taken_away() {
    let dir = Dir::new();
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.begin("B-01.toml");
    one.save(&noted(one.assessment(), "1", Some("ev-2")))
        .unwrap();
    let mine = noted(two.assessment(), "2", Some("ev-1"));
    let joined = two.join(&mine, questionnaire(), false).unwrap();
    assert_eq!(joined.notes, [""; 0]);
    assert_eq!(dir.text(SHARED_FILE).matches("[evidence.").count(), 2);
}

#[test]
fn what_is_taken_away_is_gone_after_two_are_brought_together() {
    let dir = Dir::new();
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.begin("B-01.toml");
    let begun = noted(two.assessment(), "begun", None);
    two.save(&begun).unwrap();
    two.save(&noted(&begun, "changed", Some("ev-2"))).unwrap();
    let mine = without(one.assessment(), "ev-1");
    assert!(matches!(one.save(&mine), Err(SaveError::ChangedOnDisk)));
    let joined = one.join(&mine, questionnaire(), false).unwrap();
    assert_eq!(joined.notes, [""; 0]);
    let text = dir.text(SHARED_FILE);
    assert!(!text.contains("ev-1") && text.contains("ev-2"), "{text}");
    assert_eq!(dir.open("CEK-02.toml").assessment(), one.assessment());
}

#[test]
fn a_control_without_a_file_has_one_after_two_are_brought_together() {
    let dir = Dir::new();
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.begin("B-01.toml");
    one.save(&noted(one.assessment(), "1", Some("ev-2")))
        .unwrap();
    let mut mine = two.assessment().clone();
    mine.assessor = "Somebody".into();
    two.join(&mine, questionnaire(), false).unwrap();
    assert!(!two.is_new() && dir.at("B-01.toml").exists());
    assert_eq!(dir.open("B-01.toml").assessment().assessor, "Somebody");
}

#[test]
fn overruling_takes_away_what_was_taken_away_and_nothing_that_others_added() {
    let dir = Dir::new();
    let mut one = dir.open("CEK-02.toml");
    let mut two = dir.begin("B-01.toml");
    let mut theirs = two.assessment().clone();
    theirs.evidence.insert(id("ev-2"), record("theirs.pdf"));
    two.save(&theirs).unwrap();
    let mine = without(&noted(one.assessment(), "mine", Some("ev-3")), "ev-1");
    one.keep_mine(&mine).unwrap();
    let now = dir.open("CEK-02.toml");
    let ids: Vec<&str> = now
        .assessment()
        .evidence
        .keys()
        .map(|e| e.as_str())
        .collect();
    assert_eq!(ids, ["ev-2", "ev-3"]);
    assert_eq!(now.assessment(), one.assessment());
    assert_eq!(now.assessment().answers, mine.answers);
}

#[test]
fn what_is_shared_is_brought_together_by_itself() {
    let dir = Dir::new();
    let open = || AnswerFile::open_shared(&dir.at(SHARED_FILE)).unwrap();
    let (mut one, mut two) = (open(), open());
    let mut theirs = one.assessment().clone();
    theirs.evidence.insert(id("ev-2"), record("b.pdf"));
    one.save(&theirs).unwrap();
    let mut mine = two.assessment().clone();
    mine.assessor = "Somebody".into();
    let joined = two.join(&mine, questionnaire(), false).unwrap();
    assert_eq!(joined.assessment.evidence.len(), 2);
    assert_eq!(open().assessment(), &joined.assessment);
    assert_eq!(open().assessment().assessor, "Somebody");
}

#[test]
fn a_new_control_says_which_text_was_answered() {
    let dir = Dir::new();
    let mut file = dir.begin("B-01.toml");
    let q = questionnaire();
    file.save(&noted(file.assessment(), "x", None)).unwrap();
    let text = dir.text("B-01.toml");
    for line in [
        format!("questionnaire = \"{}\"", q.control.id),
        format!("questionnaire_version = \"{}\"", q.control.version),
        format!("questionnaire_digest = \"{}\"", q.digest),
    ] {
        assert!(text.contains(&line), "{text}");
    }
}

#[test]
fn what_is_shared_and_newer_makes_its_controls_read_only() {
    let dir = Dir::new();
    dir.put(SHARED_FILE, &SHARED.replace("schema = 1", "schema = 2"));
    let before = dir.text("CEK-02.toml");
    for (name, mut file) in [
        ("CEK-02.toml", dir.open("CEK-02.toml")),
        ("B-01.toml", dir.begin("B-01.toml")),
    ] {
        let why = file.read_only().unwrap().to_owned();
        assert!(why.starts_with("assessment.toml: it has schema 2"), "{why}");
        let next = noted(file.assessment(), "x", None);
        assert!(
            matches!(file.save(&next), Err(SaveError::ReadOnly(_))),
            "{name}"
        );
    }
    assert_eq!(dir.text("CEK-02.toml"), before);
    assert!(!dir.at("B-01.toml").exists());
}

#[cfg(unix)]
#[test]
fn what_is_shared_and_cannot_be_read_is_not_taken_for_none() {
    let dir = Dir::new();
    std::fs::remove_file(dir.at(SHARED_FILE)).unwrap();
    // A link to itself.
    std::os::unix::fs::symlink(SHARED_FILE, dir.at(SHARED_FILE)).unwrap();
    dir.put("own.toml", &render(&sample()));
    for name in ["CEK-02.toml", "own.toml"] {
        match AnswerFile::open(&dir.at(name), questionnaire()) {
            Err(OpenError::Io { path, .. }) => assert_eq!(path, dir.at(SHARED_FILE)),
            other => panic!("{name}: {other:?}"),
        }
    }
}

#[test]
fn somebodys_broken_answer_file_is_no_matter_of_the_files_beside_it() {
    let dir = Dir::new();
    dir.put("own.toml", &render(&sample()));
    for broken in [
        render(&sample()).replace("\"Acme\"", "7"),
        "[assessment]\nquestionnaire = \"CEK-02\"\n<<<<<<< a\n".to_owned(),
    ] {
        dir.put(SHARED_FILE, &broken);
        let file = dir.open("own.toml");
        assert!(file.shared().is_none());
        assert_eq!(file.assessment(), &sample());
    }
}

#[test]
fn only_what_is_shared_is_said_to_have_no_answers() {
    let dir = Dir::new();
    let shared = "what the controls of a folder share";
    assert!(said(&dir.at(SHARED_FILE)).contains(shared));
    // One that is broken is told by what is broken in it.
    dir.put(SHARED_FILE, &SHARED.replace("\"Acme\"", "7"));
    let told = said(&dir.at(SHARED_FILE));
    assert!(told.contains("subject") && !told.contains(shared), "{told}");
    // So is an answer file of that name, and what has that form by another.
    dir.put(SHARED_FILE, &render(&sample()).replace("\"Acme\"", "7"));
    let told = said(&dir.at(SHARED_FILE));
    assert!(told.contains("subject") && !told.contains(shared), "{told}");
    std::fs::remove_file(dir.at(SHARED_FILE)).unwrap();
    for text in [SHARED, CONTROL, &SHARED.replace("\"Acme\"", "7")] {
        dir.put("a.toml", text);
        let told = said(&dir.at("a.toml"));
        assert!(!told.contains(shared), "{told}");
    }
}

#[test]
fn what_was_undecided_in_a_control_is_kept_in_it() {
    let dir = Dir::new();
    let mut file = dir.open("CEK-02.toml");
    let mine = noted(file.assessment(), "my words", None);
    let role = *mine.answers.keys().next().unwrap();
    let steps = &mine.answers[&role].steps;
    let (step, _) = steps.iter().find(|(_, s)| s.note == "my words").unwrap();
    let mut other = dir.open("CEK-02.toml");
    other
        .save(&noted(other.assessment(), "head words", None))
        .unwrap();
    let path = format!("roles.{role}.steps.{step}.note");
    let text = dir.text("CEK-02.toml");
    let conflict = format!(
        "{text}\n[conflicts.\"{path}\"]\nours = \"head words\"\ntheirs = \"branch words\"\n"
    );
    std::fs::write(dir.at("CEK-02.toml"), conflict).unwrap();
    file.join(&mine, questionnaire(), true).unwrap();
    let text = dir.text("CEK-02.toml");
    for words in ["my words", "head words", "branch words"] {
        assert!(text.contains(words), "{words}: {text}");
    }
}

#[test]
fn what_was_undecided_of_what_is_shared_is_kept_with_what_comes() {
    let dir = Dir::new();
    let titled = |a: &Assessment, title: &str| {
        let mut next = a.clone();
        next.evidence.get_mut(&id("ev-1")).unwrap().title = title.into();
        next
    };
    let mut file = dir.open("CEK-02.toml");
    let mine = titled(file.assessment(), "my title");
    let mut other = dir.open("CEK-02.toml");
    other
        .save(&titled(other.assessment(), "head title"))
        .unwrap();
    let text = dir.text(SHARED_FILE);
    let conflict =
        "[conflicts.\"evidence.ev-1.title\"]\nours = \"head title\"\ntheirs = \"branch title\"\n";
    dir.put(SHARED_FILE, &format!("{text}\n{conflict}"));
    file.join(&mine, questionnaire(), true).unwrap();
    let text = dir.text(SHARED_FILE);
    for title in ["my title", "head title", "branch title"] {
        assert!(text.contains(title), "{title}: {text}");
    }
}
