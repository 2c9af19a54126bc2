//! The two sides of an answer file: who they are, git's marks between them,
//! and what is brought from one to the other.

use crate::common::{as_nobody, folder, open, questionnaire, sample, step};
use aicaiq::assessment::{Assessment, Evidence, EvidenceId, Outcome, Role, StepAnswer};
use aicaiq::store::hold::hold;
use aicaiq::store::{
    AnswerFile, JoinError, LIMIT, OpenError, SHARED_FILE, SaveError, parse, rebased, render,
};
use std::path::{Path, PathBuf};
use std::time::Duration;

fn marked(path: &Path, base: Option<&str>) -> Result<AnswerFile, OpenError> {
    AnswerFile::open_marked(path, questionnaire(), || base.map(str::to_owned))
}

fn csp<'a>(a: &'a mut Assessment, id: &str) -> &'a mut StepAnswer {
    let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
    steps.entry(step(id)).or_default()
}

fn noted(a: &Assessment, note: &str, by: &str) -> Assessment {
    let mut next = a.clone();
    csp(&mut next, "02").note = note.into();
    csp(&mut next, "02").assessed_by = by.into();
    next
}

#[test]
fn a_conflict_names_who_wrote_what() {
    for (who, by, ours, theirs) in [
        ("", "", "here", "on disk"),
        (" ", "", "here", "on disk"),
        ("Ann", "Bob", "Ann", "Bob"),
    ] {
        let (_folder, path) = folder();
        let mut mine = open(&path);
        mine.set_who(who);
        let mut other = open(&path);
        other
            .save(&noted(other.assessment(), "theirs", by))
            .unwrap();
        let next = noted(mine.assessment(), "mine", "");
        let error = mine.join(&next, questionnaire(), false).unwrap_err();
        assert_eq!(error.to_string(), "both changed CSP.02 note");
        let joined = mine.join(&next, questionnaire(), true).unwrap();
        let conflict = &joined.assessment.conflicts["roles.CSP.steps.02.note"];
        assert_eq!(
            (conflict.ours_from.as_str(), conflict.theirs_from.as_str()),
            (ours, theirs)
        );
        // Who writes is known also after that.
        let mut third = open(&path);
        third.save(&noted(third.assessment(), "third", "")).unwrap();
        let next = noted(mine.assessment(), "fourth", "");
        let joined = mine.join(&next, questionnaire(), true).unwrap();
        let conflict = &joined.assessment.conflicts["roles.CSP.steps.02.note"];
        assert_eq!(conflict.ours_from, ours);
    }
}

#[test]
fn who_changed_it_is_who_did_the_last_of_it() {
    let (_folder, path) = folder();
    let mut mine = open(&path);
    let mut other = open(&path);
    let mut theirs = noted(other.assessment(), "theirs", "Bob");
    csp(&mut theirs, "01").outcome = Some(Outcome::Satisfied);
    csp(&mut theirs, "01").assessed_by = "Bob".into();
    csp(&mut theirs, "01").reviewed_by = "Rev".into();
    csp(&mut theirs, "01").reviewed_at = chrono::DateTime::from_timestamp(1_800_000_000, 0);
    // Nobody is named here.
    csp(&mut theirs, "03").note = "n".into();
    let questions = &mut theirs.answers.entry(Role::Csp).or_default().questions;
    questions
        .entry("CEK-02.1".into())
        .or_default()
        .implementation = "i".into();
    questions.entry("CEK-02.1".into()).or_default().answered_by = "Ask".into();
    other.save(&theirs).unwrap();
    let mut next = mine.assessment().clone();
    next.subject = "Acme 2".into();
    let joined = mine.join(&next, questionnaire(), false).unwrap();
    assert_eq!(joined.by, ["Ask", "Bob", "Rev"]);
    // What stays as it was is nobody's.
    let mut again = open(&path);
    let mut same = again.assessment().clone();
    same.assessor = "B".into();
    again.save(&same).unwrap();
    let next = noted(mine.assessment(), "mine", "");
    let joined = mine.join(&next, questionnaire(), false).unwrap();
    assert_eq!(joined.by, [""; 0]);
}

#[test]
fn fields_of_no_item_are_named_by_their_keys() {
    let (_folder, path) = folder();
    let mut mine = open(&path);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replace("\"Acme\"", "\"Theirs\"")).unwrap();
    let mut next = mine.assessment().clone();
    next.subject = "Mine".into();
    let error = mine.join(&next, questionnaire(), false).unwrap_err();
    assert_eq!(error.to_string(), "both changed assessment subject");
    let error = JoinError::Conflicts(vec!["own.a.b.c".into(), "roles.CSP.steps.03.note".into()]);
    assert_eq!(error.to_string(), "both changed own a b c, CSP.03 note");
}

/// The sample with git's marks around two notes.
fn marks(base: &str) -> String {
    let text = render(&sample());
    let with = format!(
        "<<<<<<< HEAD\nnote = \"Ours.\"\n{base}=======\nnote = \"Theirs.\"\n>>>>>>> audit\n"
    );
    let marked = text.replace("note = \"Seen.\"\n", &with);
    assert_ne!(text, marked);
    marked
}

#[test]
fn the_ancestor_of_marks_is_looked_for_and_known_to_be_missing() {
    let (_folder, path) = folder();
    std::fs::write(&path, marks("")).unwrap();
    let note = "roles.CSP.steps.02.note";
    let seen = render(&sample());
    for (base, before) in [(Some(seen.as_str()), Some("\"Seen.\"")), (None, None)] {
        let file = marked(&path, base).unwrap();
        let conflict = &file.assessment().conflicts[note];
        assert_eq!(conflict.base.as_deref(), before);
        assert_eq!(conflict.base_unknown, base.is_none());
        assert!(file.notes().is_empty());
        assert!(file.problems().iter().all(|p| p.span.is_none()));
        assert_eq!(file.read_only(), None);
    }
    // An ancestor that is none is as good as none.
    let file = marked(&path, Some("= nonsense")).unwrap();
    assert!(file.assessment().conflicts[note].base_unknown);
    // What git wrote comes first.
    std::fs::write(&path, marks("||||||| base\nnote = \"Git's.\"\n")).unwrap();
    let file = marked(&path, Some(&seen)).unwrap();
    let conflict = &file.assessment().conflicts[note];
    assert_eq!(conflict.base.as_deref(), Some("\"Git's.\""));
    assert!(!conflict.base_unknown);
}

#[test]
fn what_was_decided_between_marks_is_told_and_no_place_of_it() {
    let (_folder, path) = folder();
    let lines = "note = \"\"\"\nfirst\nsecond\nthird\"\"\"\n";
    let text = marks(&format!("||||||| base\n{lines}"));
    let text = text
        .replace("note = \"Ours.\"\n", &lines.replace("first", "1st"))
        .replace("note = \"Theirs.\"\n", &lines.replace("third", "3rd"));
    std::fs::write(&path, format!("{text}\n[mine]\nx = 1\n")).unwrap();
    let file = marked(&path, None).unwrap();
    assert_eq!(
        file.notes(),
        ["CSP.02 note: both changed other lines of it; both are in"]
    );
    let [problem] = file.problems() else {
        panic!("{:?}", file.problems())
    };
    assert!(problem.message.contains("mine") && problem.span.is_none());
    assert!(open(&path_of(&file)).notes().is_empty());
}

/// A copy of what a file has, beside it.
fn path_of(file: &AnswerFile) -> PathBuf {
    let path = file.path().with_file_name("copy.toml");
    std::fs::write(&path, render(file.assessment())).unwrap();
    path
}

#[test]
fn marks_that_come_to_nothing_of_the_format_are_an_error() {
    let (_folder, path) = folder();
    for (old, new) in [
        // The sides are no files of the format.
        ("subject", "sub_ject = 1\nroles"),
        // Nor is what comes of them.
        ("outcome = \"satisfied\"", "outcome = \"perhaps\""),
        // No mark at the end.
        (">>>>>>> audit", ""),
    ] {
        let text = marks("");
        assert!(text.contains(old), "{text}");
        std::fs::write(&path, text.replacen(old, new, 1)).unwrap();
        let error = marked(&path, None).unwrap_err();
        assert!(matches!(&error, OpenError::Invalid { path: of, .. } if *of == path));
    }
    std::fs::write(&path, b"\xff").unwrap();
    assert!(matches!(
        marked(&path, None),
        Err(OpenError::NotUtf8 { .. })
    ));
}

#[test]
fn a_control_with_marks_has_what_its_folder_shares() {
    let (folder, path) = folder();
    let shared = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\"]\n";
    std::fs::write(folder.path().join(SHARED_FILE), shared).unwrap();
    let own = marks("").replace("subject = \"Acme\"\n", "");
    std::fs::write(&path, own).unwrap();
    let file = marked(&path, None).unwrap();
    assert_eq!(file.assessment().subject, "Acme");
    assert!(file.shared().is_some());
    // Marks in what is shared are not the control's.
    let broken = format!("{shared}<<<<<<< a\nx = 1\n=======\nx = 2\n>>>>>>> b\n");
    std::fs::write(folder.path().join(SHARED_FILE), broken).unwrap();
    let error = marked(&path, None).unwrap_err();
    assert!(matches!(&error, OpenError::Invalid { path: of, .. } if of.ends_with(SHARED_FILE)));
}

#[test]
fn a_state_is_brought_onto_what_came_in_or_not_at_all() {
    let base = sample();
    let state = noted(&base, "mine", "");
    let mut theirs = base.clone();
    theirs.subject = "Acme 2".into();
    let both = rebased(&base, &state, &theirs, questionnaire()).unwrap();
    assert_eq!(
        (
            both.subject.as_str(),
            csp(&mut both.clone(), "02").note.as_str()
        ),
        ("Acme 2", "mine")
    );
    let theirs = noted(&base, "theirs", "");
    assert_eq!(rebased(&base, &state, &theirs, questionnaire()), None);
    // Each is fine, and both together are not.
    let mut graded = base.clone();
    csp(&mut graded, "02").outcome = Some(Outcome::NotSatisfied);
    csp(&mut graded, "02").justification = "j".into();
    let mut gone = base.clone();
    gone.roles = vec![Role::Mp];
    let fits = rebased(&base, &graded, &gone, questionnaire());
    assert!(fits.is_none_or(|a| !parse(&render(&a), questionnaire()).has_errors()));
}

#[test]
fn a_merged_text_is_saved_with_all_that_is_in_it_or_not_at_all() {
    let (_folder, path) = folder();
    let mut file = open(&path);
    let before = std::fs::read_to_string(&path).unwrap();
    for (text, why) in [
        ("= nonsense".to_owned(), ""),
        (before.replace("\"satisfied\"", "\"perhaps\""), "perhaps"),
    ] {
        let error = file.save_merged(&text, questionnaire()).unwrap_err();
        assert!(
            matches!(&error, JoinError::Misfit(m) if m.contains(why)),
            "{error}"
        );
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before);
    }
    let text = format!("# of theirs\n{before}\n[mine]\nx = 1\n");
    file.save_merged(&text, questionnaire()).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), text);
    assert_eq!(file.text(), text);
    // It goes on from there, and not over somebody else's.
    file.save(&noted(file.assessment(), "on", "")).unwrap();
    let now = std::fs::read_to_string(&path).unwrap();
    assert_eq!(now, text.replace("Seen.", "on"));
    std::fs::write(&path, format!("{now}# more\n")).unwrap();
    let refused = file.save_merged(&before, questionnaire()).unwrap_err();
    assert!(matches!(refused, JoinError::Save(_)), "{refused}");
    assert_eq!(
        std::fs::read_to_string(&path).unwrap(),
        format!("{now}# more\n")
    );
    assert!(file.changed_on_disk().unwrap());
}

#[test]
fn a_merged_text_of_a_control_leaves_what_is_shared_where_it_is() {
    let (folder, path) = folder();
    let shared = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\"]\n";
    std::fs::write(folder.path().join(SHARED_FILE), shared).unwrap();
    let own = "schema = 1\n\n[assessment]\nquestionnaire = \"CEK-02\"\n";
    std::fs::write(&path, own).unwrap();
    let mut file = open(&path);
    let answer = "\n[roles.CSP.steps.02]\nnote = \"n\"\n";
    let more = format!("{own}{answer}");
    let whole = format!("{}{answer}", file.whole_text());
    file.save_merged(&whole, questionnaire()).unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), more);
    assert_eq!(
        std::fs::read_to_string(folder.path().join(SHARED_FILE)).unwrap(),
        shared
    );
    assert_eq!(file.assessment().subject, "Acme");
    // Whole by itself, it says what it inherits too.
    let read = parse(&file.whole_text(), questionnaire());
    assert!(!read.has_errors() && read.assessment == *file.assessment());
    let mut alone = open(&path_of(&file));
    assert_eq!(alone.whole_text(), alone.text());
    assert!(alone.take_told().is_empty());
}

#[test]
fn a_file_is_held_until_it_is_let_go() {
    let (_folder, path) = folder();
    let held = hold(&path, Duration::ZERO).unwrap();
    assert!(held.is_some());
    assert!(hold(&path, Duration::from_millis(30)).unwrap().is_none());
    drop(held);
    assert!(hold(&path, Duration::ZERO).unwrap().is_some());
    assert!(hold(&path.with_file_name("none.toml"), Duration::ZERO).is_err());
}

#[test]
fn what_is_no_text_is_told_with_its_line() {
    let (_folder, path) = folder();
    for (bytes, at) in [(&b"\xff"[..], (0, 1)), (b"a\n\nb\xff\n", (4, 3))] {
        std::fs::write(&path, bytes).unwrap();
        let error = AnswerFile::open(&path, questionnaire()).unwrap_err();
        let OpenError::NotUtf8 { offset, line, .. } = error else {
            panic!("{error}")
        };
        assert_eq!((offset, line), at);
    }
}

#[test]
fn a_file_as_large_as_it_may_be_is_read_and_none_that_is_larger() {
    let (_folder, path) = folder();
    let text = render(&sample());
    let most = usize::try_from(LIMIT).unwrap();
    let filled = format!("{text}#{}", "x".repeat(most - text.len() - 1));
    std::fs::write(&path, &filled).unwrap();
    let file = open(&path);
    assert!(!file.changed_on_disk().unwrap());
    std::fs::write(&path, format!("{filled}x")).unwrap();
    assert!(file.changed_on_disk().unwrap());
    let error = AnswerFile::open(&path, questionnaire()).unwrap_err();
    assert!(
        matches!(error, OpenError::TooLarge { size, limit, .. } if (size, limit) == (LIMIT + 1, LIMIT)),
        "{error}"
    );
}

#[test]
fn a_record_stays_also_where_it_cannot_be_seen_who_refers_to_it() {
    let (folder, path) = folder();
    let id = EvidenceId::new("ev-1").unwrap();
    let shared = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\"]\n\n[evidence.ev-1]\nhref = \"a\"\n";
    let own = "schema = 1\n\n[assessment]\nquestionnaire = \"CEK-02\"\n";
    let gone = |file: &AnswerFile| {
        let mut next = file.assessment().clone();
        next.evidence.clear();
        next
    };
    for (name, text, why) in [
        ("b.toml", Some("x = ['ev-1']"), Some("b.toml still refers")),
        (
            "b.toml",
            Some("x = [\"ev-1\"]\ny = \u{0}"),
            Some("b.toml still refers"),
        ),
        // No file, of which nobody knows what it holds.
        (
            "b\u{1b}.toml",
            None,
            Some("b␛.toml, which cannot be read, may be one that still refers"),
        ),
        // Nothing that refers to it, or nothing that counts.
        ("b.toml", Some("x = ['ev-12', 'EV-1', 'ev']"), None),
        ("b.txt", Some("x = ['ev-1']"), None),
    ] {
        std::fs::write(folder.path().join(SHARED_FILE), shared).unwrap();
        std::fs::write(&path, own).unwrap();
        let beside = folder.path().join(name);
        match text {
            Some(text) => std::fs::write(&beside, text).unwrap(),
            None => std::fs::create_dir(&beside).unwrap(),
        }
        let mut file = open(&path);
        file.save(&gone(&file)).unwrap();
        let there = open(&path).assessment().evidence.contains_key(&id);
        assert_eq!(there, why.is_some(), "{name} {text:?}");
        let told: Vec<String> = why
            .map(|why| format!("ev-1 stays in {SHARED_FILE}: {why} to it"))
            .into_iter()
            .collect();
        assert_eq!(file.take_told(), told);
        assert!(file.take_told().is_empty(), "told once");
        if text.is_some() {
            std::fs::remove_file(&beside).unwrap();
        } else {
            std::fs::remove_dir(&beside).unwrap();
        }
    }
}

#[test]
fn a_record_that_comes_back_is_itself() {
    let (folder, path) = folder();
    let id = EvidenceId::new("ev-1").unwrap();
    let shared = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\"]\n\n[evidence.ev-1]\ntitle = \"t\"\nhref = \"a\"\nmine = 1\n";
    std::fs::write(folder.path().join(SHARED_FILE), shared).unwrap();
    std::fs::write(
        &path,
        "schema = 1\n\n[assessment]\nquestionnaire = \"CEK-02\"\n",
    )
    .unwrap();
    std::fs::write(folder.path().join("b.toml"), "x = ['ev-1']").unwrap();
    let mut file = open(&path);
    let mut next = file.assessment().clone();
    next.evidence.clear();
    file.save(&next).unwrap();
    assert_eq!(
        *file.assessment(),
        next,
        "it is gone for this control's user"
    );
    next.evidence.insert(
        id.clone(),
        Evidence {
            href: "a".into(),
            ..Evidence::default()
        },
    );
    file.save(&next).unwrap();
    let read = open(&path);
    assert_eq!(read.assessment().evidence[&id].title, "t");
    assert_eq!(
        std::fs::read_to_string(folder.path().join(SHARED_FILE)).unwrap(),
        shared
    );
}

#[cfg(unix)]
#[test]
fn a_file_with_marks_that_may_not_be_written_is_read_only() {
    use std::os::unix::fs::PermissionsExt;
    let test = "a_file_with_marks_that_may_not_be_written_is_read_only";
    if !as_nobody(module_path!(), test) {
        return;
    }
    let (_folder, path) = folder();
    std::fs::write(&path, marks("")).unwrap();
    assert_eq!(marked(&path, None).unwrap().read_only(), None);
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o444)).unwrap();
    let mut file = marked(&path, None).unwrap();
    let why = file.read_only().unwrap();
    assert!(why.contains("chmod u+w"), "{why}");
    let next = noted(file.assessment(), "x", "y");
    assert!(matches!(file.save(&next), Err(SaveError::ReadOnly(_))));
}
