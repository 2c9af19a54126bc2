//! What another program wrote comes in; what both changed is chosen.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{
    Assessment, Conflict, Evidence, EvidenceId, Grade, Outcome, Review, Role, StepAnswer,
};
use aicaiq::questionnaire::{StepId, embedded};
use aicaiq::store::{AnswerFile, Joined, rebased};
use aicaiq::tui::effect::{Effect, Event};

const SIZE: (u16, u16) = (80, 24);

fn id(text: &str) -> StepId {
    StepId::new(text).unwrap()
}

fn csp<'a>(a: &'a mut Assessment, step: &str) -> &'a mut StepAnswer {
    let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
    steps.entry(id(step)).or_default()
}

/// With an outcome and a note that two people changed.
pub fn disputed() -> Assessment {
    let mut a = assessment(&[Role::Csp]);
    let step = csp(&mut a, "03");
    step.outcome = Some(Outcome::PartiallySatisfied);
    step.grade = Some(Grade::Minor);
    step.note = "Two of five roles have no owner.".into();
    let said = |base: Option<&str>, ours: Option<&str>, theirs: Option<&str>| Conflict {
        base: base.map(|v| format!("\"{v}\"")),
        ours: ours.map(|v| format!("\"{v}\"")),
        theirs: theirs.map(|v| format!("\"{v}\"")),
        base_unknown: false,
        ours_from: "main".into(),
        theirs_from: "audit".into(),
        ..Conflict::default()
    };
    for (path, conflict) in [
        ("roles.CSP.steps.03.grade", said(None, Some("minor"), None)),
        (
            "roles.CSP.steps.03.note",
            said(
                Some("Not looked at."),
                Some("Two of five roles have no owner."),
                Some("All roles have an owner; one of them has left."),
            ),
        ),
        (
            "roles.CSP.steps.03.outcome",
            said(None, Some("partially-satisfied"), Some("satisfied")),
        ),
    ] {
        a.conflicts.insert(path.into(), conflict);
    }
    a
}

fn step(screen: &Screen) -> StepAnswer {
    screen.doc().assessment().step(Role::Csp, &id("03")).clone()
}

#[test]
fn conflicts_are_shown_at_once_side_by_side() {
    for size in [SIZE, (200, 50)] {
        let mut screen = Screen::with(size, disputed(), Vec::new());
        screen
            .sees("Both changed CSP.03 outcome (1 of 2)")
            .sees("grade: minor");
        // What is decided is read without leaving.
        let topic = &embedded().step(Role::Csp, &id("03")).unwrap().topic;
        screen.sees(&format!("{topic} · partially satisfied"));
        screen
            .keys("down")
            .sees("Both changed CSP.03 note (2 of 2)");
        let name = format!("resolve_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, screen.shown());
    }
}

#[test]
fn a_side_is_chosen_and_what_goes_with_it_comes_along() {
    let mut screen = Screen::with(SIZE, disputed(), Vec::new());
    screen.keys("t").sees("Both changed CSP.03 note (1 of 1)");
    assert_eq!(step(&screen).outcome, Some(Outcome::Satisfied));
    assert_eq!(step(&screen).grade, None, "the grade goes with the outcome");
    screen.keys("m").sees("no conflict is left");
    assert_eq!(step(&screen).note, "Two of five roles have no owner.");
    assert!(screen.saved.clone().unwrap().conflicts.is_empty());
    screen.keys("u u");
    assert_eq!(*screen.doc().assessment(), disputed());
    screen
        .sees("! 2 conflicts")
        .keys("g down X")
        .sees("Both changed");
}

#[test]
fn a_text_can_be_written_anew_from_both() {
    let mut screen = Screen::with(SIZE, disputed(), Vec::new());
    screen.keys("o").sees("Both changed CSP.03 note");
    screen.sees("CSP.03 outcome: what was before, neither side's; u undoes it");
    assert_eq!(step(&screen).outcome, None, "what was before");
    screen
        .keys("e")
        .sees("Two of five roles")
        .sees("All roles have an owner");
    screen.keys("\" Seen.\" esc").sees("no conflict is left");
    let note =
        "Two of five roles have no owner.\nAll roles have an owner; one of them has left. Seen.";
    assert_eq!(step(&screen).note, note);
    assert!(screen.saved.clone().unwrap().conflicts.is_empty());
}

#[test]
fn a_conflict_over_a_record_says_which_one_it_is() {
    let mut a = disputed();
    let id = EvidenceId::new("ev-9").unwrap();
    let record = Evidence {
        href: "evidence/keys.pdf".into(),
        title: "Key list".into(),
        ..Evidence::default()
    };
    a.evidence.insert(id, record);
    let conflict = Conflict {
        ours: Some("\"Key list\"".into()),
        theirs: Some("\"Keys\"".into()),
        ..Conflict::default()
    };
    a.conflicts = [("evidence.ev-9.title".to_owned(), conflict)].into();
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen
        .sees("Both changed ev-9 title")
        .sees("Key list · evidence/keys.pdf");
}

#[test]
fn a_text_of_both_with_its_marks_left_decides_nothing() {
    let mut a = disputed();
    let note = a.conflicts.get_mut("roles.CSP.steps.03.note").unwrap();
    note.ours = Some("\"Seen.\\nTwo of five.\\nEnd.\"".into());
    note.theirs = Some("\"Seen.\\nAll five.\\nEnd.\"".into());
    let answers = a.answers.get_mut(&Role::Csp).unwrap();
    let step = answers.steps.values_mut().find(|s| !s.note.is_empty());
    step.unwrap().note = "Seen.\nTwo of five.\nEnd.".into();
    let mut screen = Screen::with(SIZE, a.clone(), Vec::new());
    screen.keys("down e").sees("--- the same in both: ---");
    // Only looked at, and left.
    screen.keys("esc").sees("Line 2 only says whose");
    screen.keys("esc").sees("Both changed CSP.03 note");
    assert_eq!(*screen.doc().assessment(), a);
    assert_eq!(screen.saves, 0);
    // What was begun is gone on with.
    screen
        .keys("e \" More.\" esc esc")
        .sees("Both changed CSP.03 note");
    screen.keys("e").sees("End. More.");
    screen.keys("esc esc");
    assert_eq!(*screen.doc().assessment(), a);
}

#[test]
fn the_key_that_keeps_both_throws_nothing_away_in_the_next_question() {
    let mut screen = Screen::with(SIZE, disputed(), Vec::new());
    screen.keys("b b").sees("Both changed CSP.03 outcome");
    assert_eq!(*screen.doc().assessment(), disputed());
    screen.keys("down o").sees("CSP.03 outcome (1 of 1)");
    screen.sees("CSP.03 note: what was before, neither side's; u undoes it");
    screen.keys("t u u");
    assert_eq!(*screen.doc().assessment(), disputed());
}

#[test]
fn help_is_there_in_a_question_and_the_question_comes_back() {
    let mut screen = Screen::with(SIZE, disputed(), Vec::new());
    screen.keys("?").sees("what was before both").sees("Keys:");
    screen.keys("esc").sees("Both changed CSP.03 outcome");
}

#[test]
fn what_is_no_text_cannot_be_edited_and_all_can_wait() {
    let mut screen = Screen::with(SIZE, disputed(), Vec::new());
    screen.keys("e").sees("this is no text: choose a side");
    screen
        .keys("esc")
        .sees("all are kept in the file")
        .sees("! 2 conflicts");
    assert_eq!(screen.saves, 0);
    screen.keys("X").sees("Both changed CSP.03 outcome");
}

#[test]
fn what_nobody_knows_cannot_be_chosen() {
    let mut a = disputed();
    for conflict in a.conflicts.values_mut() {
        conflict.base = None;
        conflict.base_unknown = true;
    }
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.keys("o").sees("what was before both is not known");
    assert_eq!(screen.saves, 0);
}

#[test]
fn who_chooses_the_other_side_has_assessed_it_and_nobody_has_reviewed_it() {
    let mut a = disputed();
    let step_03 = csp(&mut a, "03");
    step_03.review = Some(Review::Reviewed);
    step_03.reviewed_by = "Bob".into();
    step_03.assessed_by = "Ann".into();
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.app.user = "Bob".into();
    screen.keys("t");
    let step = step(&screen);
    assert_eq!(step.assessed_by, "Bob");
    assert_eq!(step.review, Some(Review::Draft));
    assert!(step.assessed_also.contains("Ann"));
}

#[test]
fn a_key_of_ones_own_is_chosen_in_the_file() {
    let mut a = assessment(&[Role::Csp]);
    let conflict = Conflict {
        ours: Some("1".into()),
        theirs: Some("2".into()),
        ..Conflict::default()
    };
    a.conflicts.insert("assessment.ticket".into(), conflict);
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.keys("t").sees("a key of your own");
    screen.keys("m").sees("no conflict is left");
}

fn joined(base: &Assessment, mine: &Assessment, theirs: &Assessment) -> Event {
    Event::Joined(Box::new(Joined {
        assessment: rebased(base, mine, theirs, embedded()).unwrap(),
        base: base.clone(),
        theirs: theirs.clone(),
        came_in: base.differences(theirs),
        by: vec!["sample colleague".into()],
        notes: Vec::new(),
    }))
}

#[test]
fn what_comes_in_is_told_and_stays_when_mine_is_undone() {
    let base = assessment(&[Role::Csp]);
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.keys("down s s");
    let mine = screen.doc().assessment().clone();
    let mut theirs = base.clone();
    csp(&mut theirs, "05").outcome = Some(Outcome::NotSatisfied);
    screen.happen(joined(&base, &mine, &theirs));
    screen.sees("came in from disk: CSP.05 by sample colleague");
    let now = |s: &Screen, step: &str| s.doc().assessment().step(Role::Csp, &id(step)).outcome();
    assert_eq!(now(&screen, "05"), Outcome::NotSatisfied);
    assert_eq!(now(&screen, "02"), Outcome::Satisfied);
    screen.keys("u u").sees("undone");
    assert_eq!(now(&screen, "02"), Outcome::NotAssessed);
    assert_eq!(
        now(&screen, "05"),
        Outcome::NotSatisfied,
        "theirs is not undone"
    );
    screen.keys("U");
    assert_eq!(now(&screen, "01"), Outcome::Satisfied);
    assert_eq!(now(&screen, "05"), Outcome::NotSatisfied);
}

/// A key that was meant for a form is no answer to what another's doing brings.
#[test]
fn a_conflict_that_comes_in_waits_to_be_opened() {
    let base = assessment(&[Role::Csp]);
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.keys("G");
    screen.happen(joined(&base, &base, &disputed()));
    screen
        .does_not_see("Both changed")
        .sees("! 2 conflicts (X)");
    screen.sees("2 conflicts (CSP.03 outcome and 1 more): X decides · came in from disk:");
    screen.keys("t").does_not_see("no conflict is left");
    screen.keys("g X").sees("Both changed CSP.03 outcome");
    // Nor does it where a text was being written, and is saved.
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.keys("G e \"Seen.\"");
    screen.happen(Event::Touched);
    screen.keys("esc");
    let mine = screen.doc().assessment().clone();
    screen.happen(joined(&base, &mine, &disputed()));
    screen
        .does_not_see("Both changed")
        .sees("2 conflicts (CSP.03");
    // Who brings both together is asked at once.
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.disk = crate::harness::DiskIs::Changed;
    screen.keys("G s").sees("Changed on disk").keys("b");
    screen.happen(joined(&base, &base, &disputed()));
    screen.sees("Both changed CSP.03 outcome (1 of 2)");
}

#[test]
fn what_changed_since_the_last_commit_can_be_read() {
    let base = assessment(&[Role::Csp]);
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen
        .keys("down s D")
        .sees("Changes since it was opened (no commit has it)");
    screen.sees("CSP.01").keys("esc");
    let mut old = base;
    csp(&mut old, "02").outcome = Some(Outcome::Satisfied);
    screen.past = Some(aicaiq::tui::effect::Past {
        name: "the last commit".into(),
        text: aicaiq::store::render(&old),
        questionnaire: None,
    });
    screen.keys("p D").sees("Changes since the last commit");
    insta::assert_snapshot!("changes", screen.shown());
    screen.keys("esc o D").sees("Changes since the last commit");
    screen.keys("q").does_not_see("Changes since");
}

#[test]
fn what_another_decides_is_asked_no_more() {
    let base = disputed();
    let note = "roles.CSP.steps.03.note";
    let mut settled = base.clone();
    settled.conflicts.remove(note);
    let mut all = settled.clone();
    all.conflicts.clear();
    // While the first is asked about, the other one is decided.
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.happen(Event::Touched);
    assert_eq!(screen.joins.len(), 1, "nothing is being written");
    screen.happen(joined(&base, &base, &settled));
    screen.sees("Both changed CSP.03 outcome (1 of 1)");
    screen.happen(joined(&settled, &settled, &all));
    screen.does_not_see("Both changed");
    screen.sees("CSP.03 outcome was decided meanwhile; no conflict is left");
    // The one that is asked about is decided, and another is left.
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.keys("down").sees("CSP.03 note (2 of 2)");
    screen.happen(joined(&base, &base, &settled));
    screen.does_not_see("Both changed");
    screen.sees("CSP.03 note was decided meanwhile; X shows the");
    screen
        .keys("X")
        .sees("Both changed CSP.03 outcome (1 of 1)");
    screen.keys("esc");
    screen.happen(joined(&settled, &settled, &base));
    let said = &screen.app.message.as_ref().unwrap().text;
    assert_eq!(said, "1 conflict (CSP.03 note): X decides");
}

#[test]
fn a_change_on_disk_waits_until_nothing_is_being_written() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Csp]), Vec::new());
    screen.keys("down e");
    screen.happen(Event::Touched);
    assert!(screen.joins.is_empty(), "a note is being written");
    screen.keys("esc");
    assert_eq!(screen.joins.len(), 1);
    screen.keys("down");
    assert_eq!(screen.joins.len(), 1, "once");
    screen.happen(Event::NotJoined("line 3: no TOML".into()));
    screen.sees("the file has changed on disk: line 3: no TOML");
}

#[test]
fn all_that_is_left_of_an_item_is_taken_as_one_step() {
    for (key, note, outcome) in [
        (
            "T",
            "All roles have an owner; one of them has left.",
            Outcome::Satisfied,
        ),
        (
            "M",
            "Two of five roles have no owner.",
            Outcome::PartiallySatisfied,
        ),
    ] {
        let mut a = disputed();
        let other = Conflict {
            ours: Some("\"x\"".into()),
            theirs: Some("\"y\"".into()),
            ..Conflict::default()
        };
        csp(&mut a, "05").note = "x".into();
        a.conflicts.insert("roles.CSP.steps.05.note".into(), other);
        let mut screen = Screen::with(SIZE, a.clone(), Vec::new());
        // The sides are branches: whose they are, nobody knows.
        let word = if key == "T" { "other side" } else { "one side" };
        screen
            .sees("M all 2 of CSP.03")
            .keys(key)
            .sees(&format!("CSP.03 {word} chosen for 2 fields"))
            .sees("Both changed CSP.05 note (1 of 1)");
        assert_eq!(step(&screen).note, note);
        assert_eq!(step(&screen).outcome(), outcome);
        assert_eq!(screen.saves, 1);
        screen.keys("u");
        assert_eq!(*screen.doc().assessment(), a, "one step back");
    }
}

#[test]
fn a_text_that_was_written_leads_on_and_the_keys_are_named_as_the_sides() {
    let mut a = disputed();
    let id = aicaiq::assessment::EvidenceId::of("kms.pdf");
    for (path, from) in [
        ("roles.CSP.steps.05.note".to_owned(), "sample assessor"),
        ("roles.CSP.steps.06.note".to_owned(), "sample assessor"),
        (format!("evidence.{id}.sha256"), "sample assessor"),
    ] {
        let other = Conflict {
            ours: Some("\"x\"".into()),
            theirs: Some("\"y\"".into()),
            ours_from: from.into(),
            others: [("aa".to_owned(), aicaiq::assessment::Other::default())].into(),
            ..Conflict::default()
        };
        a.conflicts.insert(path, other);
    }
    for n in ["05", "06"] {
        csp(&mut a, n).note = "x".into();
    }
    let mut screen = Screen::with((200, 50), a, Vec::new());
    let foot = |screen: &mut Screen| screen.shown().lines().last().unwrap_or_default().to_owned();
    // No text, and nothing else of that record.
    screen.sees("Several changed ev-").sees("before all");
    let said = foot(&mut screen);
    assert!(
        !said.contains("edit both") && !said.contains("all "),
        "{said}"
    );
    screen.keys("down").sees("Both changed CSP.03 outcome");
    let said = foot(&mut screen);
    for hint in [
        "m one side",
        "t other side",
        "M all of one side",
        "T all of the other",
    ] {
        assert!(said.contains(hint), "{hint}: {said}");
    }
    screen.keys("down").sees("Both changed CSP.03 note");
    screen
        .keys("down")
        .sees("Several changed CSP.05 note (4 of 5)");
    let said = foot(&mut screen);
    assert!(said.contains("edit both") && !said.contains("M "), "{said}");
    screen.keys("x");
    let said = foot(&mut screen);
    assert!(said.contains("t further side"), "{said}");
    screen
        .keys("e \" Seen.\" esc")
        .sees("Several changed CSP.06 note (4 of 4)");
}

#[test]
fn where_one_side_cannot_be_taken_nothing_is() {
    let mut a = disputed();
    let own = Conflict {
        ours: Some("1".into()),
        theirs: Some("2".into()),
        ..Conflict::default()
    };
    a.conflicts.insert("roles.CSP.steps.03.ticket".into(), own);
    let mut screen = Screen::with(SIZE, a.clone(), Vec::new());
    screen
        .keys("T")
        .sees("nothing is chosen: CSP.03 ticket")
        .sees("Both changed CSP.03");
    assert_eq!(*screen.doc().assessment(), a);
    assert_eq!(screen.saves, 0);
}

/// What another program wrote is noticed while something is being written;
/// closing it must save once. A second save of the same state would take back
/// what the first one has brought in.
#[test]
fn what_was_noticed_meanwhile_is_saved_once() {
    for (opens, closes) in [
        ("down down e \"Seen.\"", "esc"),
        ("down down v \"https://sample.example/a\"", "enter"),
        ("down down * e \"Seen.\"", "esc"),
        (", down ctrl-u \"somebody else\"", "ctrl-s"),
    ] {
        let mut screen = Screen::fresh((80, 24));
        screen.keys(opens);
        screen.happen(Event::Touched);
        screen.effects.clear();
        screen.keys(closes);
        let saves = screen
            .effects
            .iter()
            .filter(|e| matches!(e, Effect::Save(_) | Effect::Join(..)));
        assert_eq!(saves.count(), 1, "{opens}");
    }
}

#[test]
fn undo_says_so_where_another_program_has_undone_it_already() {
    let base = assessment(&[Role::Csp]);
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.keys("down s p");
    let mine = screen.doc().assessment().clone();
    // Somebody takes the second answer back, on disk.
    let mut theirs = mine.clone();
    let steps = &mut theirs.answers.get_mut(&Role::Csp).unwrap().steps;
    steps.remove(&id("02"));
    screen.happen(joined(&mine, &mine, &theirs));
    screen
        .keys("u")
        .sees("CSP.02 partially satisfied: another program has written that since");
    screen.does_not_see("undone:");
    assert_eq!(*screen.doc().assessment(), theirs);
    screen
        .keys("u")
        .sees("undone: CSP.01 satisfied; U redoes it");
    screen.keys("U").sees("done again: CSP.01 satisfied");
    screen.keys("U").sees("nothing to redo");
    assert_eq!(*screen.doc().assessment(), theirs);
}

#[test]
fn who_is_named_has_done_it() {
    let mut old = assessment(&[Role::Csp]);
    let step = csp(&mut old, "03");
    step.outcome = Some(Outcome::Satisfied);
    step.assessed_by = "sample assessor".into();
    step.assessed_at = Some(crate::harness::clock().now);
    let mut ready = old.clone();
    csp(&mut ready, "03").review = Some(Review::ReadyForReview);
    let file = tempfile::tempdir().unwrap();
    let path = file.path().join("a.toml");
    AnswerFile::create(&path, &old).unwrap();
    let mut open = AnswerFile::open(&path, embedded()).unwrap();
    std::fs::remove_file(&path).unwrap();
    AnswerFile::create(&path, &ready).unwrap();
    let joined = open.join(&old, embedded(), false).unwrap();
    assert_eq!(joined.came_in, ["CSP.03"]);
    assert!(joined.by.is_empty(), "{:?}", joined.by);
}
