//! Files that are not ours alone: read-only, hostile, in conflict, written by
//! another program meanwhile.

use crate::harness::Place;
use crate::sample::{clean, step, step_id};
use aicaiq::assessment::{Conflict, Edit, Evidence, EvidenceId, Outcome, Role, Stamp};
use aicaiq::plain::Options;
use aicaiq::store::AnswerFile;
use std::sync::Arc;

/// Another program answers.
fn another(place: &Place, id: &str, outcome: Outcome) {
    let mut file = AnswerFile::open(&place.file(), &place.q).unwrap();
    let mut next = file.assessment().clone();
    let stamp = Stamp {
        now: crate::harness::clock().now,
        by: "sample colleague".into(),
    };
    let edit = Edit::Outcome(Role::Mp, step_id(id), Some(outcome));
    edit.apply(&mut next, &place.q, &stamp).unwrap();
    file.save(&next).unwrap();
}

#[test]
fn what_another_program_writes_comes_in() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = place.talk(Options::default());
    talk.begin();
    talk.says("j 1");
    another(&place, "02", Outcome::Satisfied);
    let said = talk.says("n");
    assert!(
        said.starts_with(
            "Came in from disk: MP.02 by sample colleague.\nMP.01 not satisfied, saved.\n"
        ),
        "{said}"
    );
    let a = place.assessment();
    assert_eq!(
        a.step(Role::Mp, &step_id("02")).outcome(),
        Outcome::Satisfied
    );
    assert_eq!(
        a.step(Role::Mp, &step_id("01")).outcome(),
        Outcome::NotSatisfied
    );
    // Undo takes mine back and leaves theirs.
    let said = talk.says("u");
    assert!(said.starts_with("Undone: MP.01 not satisfied"), "{said}");
    let a = place.assessment();
    assert_eq!(
        a.step(Role::Mp, &step_id("02")).outcome(),
        Outcome::Satisfied
    );
    assert_eq!(a.step(Role::Mp, &step_id("01")).outcome, None);
}

#[test]
fn an_answer_to_what_an_item_was_is_not_taken() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = place.talk(Options::default());
    talk.begin();
    talk.says("j 2");
    another(&place, "02", Outcome::NotSatisfied);
    let said = talk.says("s");
    assert!(
        said.starts_with(
            "Came in from disk: MP.02 by sample colleague.\n\
             Not taken: the item has changed meanwhile, and your line was given to what it was\n\n\
             MP.02, 3 of 4: Topic 02; wording adapted.\n"
        ),
        "{said}"
    );
    assert!(said.contains("Answer: not satisfied."), "{said}");
    let a = place.assessment();
    assert_eq!(
        a.step(Role::Mp, &step_id("02")).outcome(),
        Outcome::NotSatisfied
    );
    // Known now, it can be answered otherwise.
    talk.says("s");
    let a = place.assessment();
    assert_eq!(
        a.step(Role::Mp, &step_id("02")).outcome(),
        Outcome::Satisfied
    );
}

#[test]
fn what_comes_after_a_text_is_not_asked_of_what_the_item_was() {
    for note in ["Half", "Half\nof it"] {
        let place = Place::fresh(&[Role::Mp]);
        let mut talk = place.talk(Options::default());
        talk.begin();
        for line in ["j 2", "p", "minor"].into_iter().chain(note.lines()) {
            talk.says(line);
        }
        another(&place, "02", Outcome::Satisfied);
        let said = talk.says(".");
        assert!(
            said.contains(
                "MP.02 note written, saved.\n\
                 Not taken: what comes next: the item has changed meanwhile, and is read again\n\n\
                 MP.02, 3 of 4: Topic 02; wording adapted.\n"
            ),
            "{said}"
        );
        assert!(said.contains("Answer: satisfied."), "{said}");
        assert!(talk.walk.prompt().starts_with("MP.02 outcome"));
        let a = place.assessment();
        let step = a.step(Role::Mp, &step_id("02"));
        assert_eq!(step.note, note);
        assert_eq!(step.action, None);
    }
    // A text that stays as it was is no save that would bring it in.
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = place.talk(Options::default());
    talk.begin();
    for line in ["j 2", "p", "minor", "Half", ".", "b", "note", "+"] {
        talk.says(line);
    }
    another(&place, "02", Outcome::Satisfied);
    let said = talk.says(".");
    assert!(said.contains("note is as it was.\nCame in from"), "{said}");
    assert!(said.contains("Not taken: what comes next"), "{said}");
}

#[test]
fn a_text_that_both_wrote_is_kept_twice() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = place.talk(Options::default());
    talk.begin();
    talk.says("j 2");
    talk.says("note");
    talk.says("mine");
    let mut file = AnswerFile::open(&place.file(), &place.q).unwrap();
    let mut next = file.assessment().clone();
    let stamp = Stamp {
        now: crate::harness::clock().now,
        by: "sample colleague".into(),
    };
    Edit::Note(Role::Mp, step_id("02"), "theirs".into())
        .apply(&mut next, &place.q, &stamp)
        .unwrap();
    file.save(&next).unwrap();
    let said = talk.says(".");
    assert!(
        said.contains("Changed by two people and not decided: MP.02 note."),
        "{said}"
    );
    let text = place.text();
    assert!(text.contains("note = \"mine\""), "{text}");
    assert!(text.contains("theirs"), "{text}");
}

#[test]
fn conflicts_are_said_and_where_they_are_decided() {
    let mut a = clean(&[Role::Csp]);
    step(&mut a, "02").note = "ours".into();
    a.conflicts.insert(
        "roles.CSP.steps.02.note".into(),
        Conflict {
            ours: Some("\"ours\"".into()),
            theirs: Some("\"theirs\"".into()),
            ..Conflict::default()
        },
    );
    let place = Place::of(&a);
    let said = place.hears("j 2\n");
    assert!(
        said.contains("Changed by two people and not decided: CSP.02 note. All values are kept; conflict, typed at the item, reads them and says how to decide. Elsewhere: aicaiq resolve FOLDER/a.toml, or X on the screen."),
        "{said}"
    );
    assert!(
        said.contains("Changed by two people and not decided: note. conflict reads what there is to choose from."),
        "{said}"
    );
}

#[test]
fn a_conflict_is_read_and_decided_without_the_screen() {
    let mut a = clean(&[Role::Csp]);
    step(&mut a, "02").note = "now".into();
    let value = |text: &str| Some(format!("{text:?}"));
    a.conflicts.insert(
        "roles.CSP.steps.02.note".into(),
        Conflict {
            base: value("old"),
            ours: value("ours"),
            theirs: value("theirs"),
            ours_from: "main".into(),
            theirs_from: "Rob".into(),
            others: [(
                "aa".to_owned(),
                aicaiq::assessment::Other {
                    value: value("third"),
                    from: "Dan".into(),
                },
            )]
            .into(),
            ..Conflict::default()
        },
    );
    for (words, note) in [
        ("conflict ours", "ours"),
        ("conflict theirs", "theirs"),
        ("conflict 3", "third"),
        ("conflict 4", "now"),
        ("conflict now", "now"),
        ("conflict dan", "third"),
        ("conflict Main", "ours"),
        ("conflict before", "old"),
        ("conflict both", "ours\ntheirs\nthird\nnow"),
        ("conflict write all saw it", "all saw it"),
    ] {
        let place = Place::of(&a);
        let said = place.hears(&format!(
            "j 2\nconflict\nconflict 9\nconflict of interest\n{words}\nconflict\nq\n"
        ));
        for line in [
            "Conflict over the note.",
            "1 ours, main: ours",
            "2 theirs, Rob: theirs",
            "3 one more, Dan: third",
            "4 now in the file: now",
            "before both: old",
            "Not taken: there is no value 9: expected 1 to 4",
            "Not taken: no value is of “of interest”: expected ours, theirs, now,",
            "The conflict over the note is decided, saved.",
            "Nothing of this item is in conflict.",
        ] {
            assert!(said.contains(line), "{words}: {line}: {said}");
        }
        let now = aicaiq::store::parse(&place.text(), &place.q).assessment;
        assert!(now.conflicts.is_empty());
        let id = step_id("02");
        assert_eq!(now.step(Role::Csp, &id).note, note, "{words}");
    }
}

#[test]
fn what_is_of_no_item_and_of_its_evidence_is_decided_too() {
    let mut a = clean(&[Role::Csp]);
    let id = EvidenceId::of("kms.pdf");
    let record = Evidence {
        title: "now".into(),
        href: "kms.pdf".into(),
        ..Evidence::default()
    };
    a.evidence.insert(id.clone(), record);
    step(&mut a, "02").evidence.insert(id.clone());
    let title = format!("evidence.{id}.title");
    for path in [
        title.as_str(),
        "roles.CSP.steps.02.note",
        "assessment.subject",
    ] {
        let conflict = Conflict {
            ours: Some("\"ours\"".into()),
            theirs: Some("\"theirs\"".into()),
            theirs_from: "Rob".into(),
            ..Conflict::default()
        };
        a.conflicts.insert(path.into(), conflict);
    }
    let place = Place::of(&a);
    let said = place.hears("j 2\nconflict rob\nconflict rob\nconflict rob\nconflict\nj 1\nq\n");
    for line in [
        "Changed by two people and not decided: note, title of the evidence “now”. conflict",
        "The conflict over the note is decided, saved.\nConflict over the title of the evidence “now”.\n",
        "The conflict over the title of the evidence “now” is decided, saved.\nConflict over the subject, of no item.\n",
        "The conflict over the subject is decided, saved.\n",
        "Nothing of this item is in conflict.\n",
    ] {
        assert!(said.contains(line), "{line}: {said}");
    }
    let now = aicaiq::store::parse(&place.text(), &place.q).assessment;
    assert!(now.conflicts.is_empty());
    assert_eq!(now.subject, "theirs");
    // Nothing of no item is decided by what was meant of an item.
    let place = Place::of(&a);
    let said = place.hears("j 1\nconflict ours\nconflict ours\nq\n");
    assert!(
        said.contains("Nothing of this item is in conflict, but something of no item is.\nConflict over the subject, of no item.\n"),
        "{said}"
    );
    assert!(
        said.contains("The conflict over the subject is decided"),
        "{said}"
    );
}

#[test]
fn a_newer_schema_is_read_and_not_answered() {
    let place = Place::of(&clean(&[Role::Csp]));
    let text = place.text().replacen("schema = 1", "schema = 2", 1);
    std::fs::write(place.file(), &text).unwrap();
    insta::assert_snapshot!("read_only", place.hears("n\n\nnote\n\n\n\nu\n\n"));
    assert_eq!(place.text(), text);
}

#[test]
fn hostile_text_stays_text() {
    let mut a = clean(&[Role::Csp]);
    a.subject = "Acme\u{1b}]0;owned\u{7}".into();
    a.assessor = "\u{202e}nobody".into();
    let one = step(&mut a, "01");
    one.note = "clear\u{1b}[2Jed\rover\u{9b}31m".into();
    one.assessed_by = "x\u{1b}c".into();
    one.action = Some(crate::sample::action());
    for record in a.evidence.values_mut() {
        record.title = "\u{1b}[31mred".into();
        record.href = "https://example.com/\u{1b}[8m".into();
    }
    // A file with such text in it does not even open: this goes past that.
    let mut place = Place::of(&clean(&[Role::Csp]));
    let q = Arc::make_mut(&mut place.q);
    q.control.title = "Keys\u{1b}[5m".into();
    q.roles[0].name = "Cloud\u{1b}[7m".into();
    q.roles[0].steps[0].topic = "Topic\u{1b}[4m".into();
    q.roles[0].steps[0].text = "Look\u{1b}[2J at it".into();
    q.roles[0].steps[0].typical_evidence = vec!["list\u{7}".into()];
    let mut talk = place.talk_about(a);
    // The harness finds every control character that is said.
    let mut said = talk.begin();
    for line in [
        "j 1", "r", "ask", "evidence", "?", "", "note", "+", ":r", ":q", "o", "q",
    ] {
        said.push_str(&talk.says(line));
    }
    for part in [
        "clear␛[2Jed␍over\u{fffd}31m",
        "Acme␛]0;owned␇",
        "Look␛[2J at it",
        "Topic␛[4m",
        "list␇",
        "␛[31mred, https://example.com/␛[8m",
    ] {
        assert!(said.contains(part), "{part} in {said}");
    }
}

#[test]
fn a_file_that_goes_away_takes_no_answer_with_it() {
    let place = Place::fresh(&[Role::Mp]);
    let mut talk = place.talk(Options::default());
    talk.begin();
    std::fs::remove_file(place.file()).unwrap();
    let said = talk.says("y");
    assert!(
        said.contains("Not saved: the file is gone from its folder. Your answers are kept"),
        "{said}"
    );
    assert!(said.contains("MP.T-01.1 Yes, not saved yet."), "{said}");
    talk.says("q");
    let rescued = talk.desk.rescue(talk.walk.assessment()).unwrap();
    let (_, path) = rescued
        .split_once("what could not be saved is in ")
        .unwrap();
    let kept = std::fs::read_to_string(path).unwrap();
    assert!(kept.contains("answer = \"Yes\""), "{kept}");
}

#[test]
fn what_another_that_is_open_could_not_save_is_its_own_business() {
    const LEFT: &str = "could not be saved the last time";
    let place = Place::fresh(&[Role::Mp]);
    let mut other = place.talk(Options::default());
    other.begin();
    let text = place.text();
    std::fs::remove_file(place.file()).unwrap();
    assert!(other.says("y").contains("Not saved"));
    std::fs::write(place.file(), text).unwrap();
    let said = place.talk(Options::default()).begin();
    assert!(!said.contains(LEFT), "{said}");
    drop(other);
    let said = place.talk(Options::default()).begin();
    assert!(said.contains(LEFT), "{said}");
}
