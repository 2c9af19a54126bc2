//! Acting on many items at once, and doing the last thing again.

use crate::harness::{DiskIs, Screen, assessment};
use aicaiq::assessment::{
    Answer, Assessment, Edit, EvidenceId, FileState, Grade, Method, Outcome, Review, Role, Stamp,
    StepAnswer,
};
use aicaiq::questionnaire::{ItemId, StepId, embedded};
use aicaiq::store::listing::{Entry, Listing};
use aicaiq::store::{Joined, rebased};
use aicaiq::tui::effect::Event;
use aicaiq::tui::model::{Disk, Row};
use crossterm::event::{KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use proptest::prelude::*;

const SIZE: (u16, u16) = (80, 24);

fn id(text: &str) -> StepId {
    StepId::new(text).unwrap()
}

fn tens() -> impl Iterator<Item = StepId> {
    (1..=10).map(|n| id(&format!("{n:02}")))
}

/// One role of ten steps, and a document beside the file.
fn provider() -> Screen {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    let entries = vec![Entry {
        name: "proof.pdf".into(),
        folder: false,
    }];
    let listing = Listing {
        entries,
        more: false,
    };
    screen.folders.insert(String::new(), Ok(listing));
    let state = FileState::Present {
        sha256: "ab".repeat(32),
        size: 7,
    };
    screen.files.insert("proof.pdf".into(), state);
    screen
}

fn mp(screen: &Screen, step: &str) -> StepAnswer {
    screen.doc().assessment().step(Role::Mp, &id(step)).clone()
}

fn marked(screen: &Screen) -> Vec<String> {
    let marked = screen.doc().marked.iter();
    marked
        .map(|(role, item)| format!("{role}.{item}"))
        .collect()
}

#[track_caller]
fn assert_ten_are_proved(screen: &Screen) {
    let saved = screen.saved.clone().unwrap();
    assert_eq!(saved, *screen.doc().history.now());
    let record = EvidenceId::of("proof.pdf");
    for step in tens() {
        let answer = saved.step(Role::Mp, &step);
        assert_eq!(answer.outcome(), Outcome::Satisfied, "{step}");
        assert_eq!(answer.evidence, [record.clone()].into(), "{step}");
    }
    assert_eq!(saved.evidence.len(), 1);
    assert_eq!(saved.evidence[&record].sha256, "ab".repeat(32));
    assert_eq!(saved.answers[&Role::Mp].questions.len(), 0);
}

#[test]
fn a_role_of_ten_with_one_proof_takes_five_keys() {
    let mut screen = provider();
    screen.keys("* s v down enter");
    assert_eq!(screen.presses, 5);
    assert_ten_are_proved(&screen);
    assert_eq!(screen.saves, 3, "answers, evidence, its digest");
    screen.sees("evidence added to 10 items: proof.pdf · no gap");
}

#[test]
fn without_marks_it_takes_twenty_three() {
    let mut screen = provider();
    screen.keys("down v down enter s");
    for _ in 2..=10 {
        screen.keys("+ s");
    }
    assert_eq!(screen.presses, 23);
    assert_ten_are_proved(&screen);
}

/// Whoever has gone on sees one item, and does not mean those out of sight.
#[test]
fn from_another_item_the_marks_are_asked_for() {
    let mut screen = Screen::fresh((80, 24));
    screen.keys("down space space s");
    let before = screen.doc().assessment().clone();
    screen.keys("G n");
    screen.sees("2 marked, not this one: n again answers them, Esc takes the marks back");
    assert_eq!(*screen.doc().assessment(), before);
    // Another key is no yes, and asks for itself.
    screen
        .keys("p")
        .sees("2 marked, not this one: p again answers");
    assert_eq!(*screen.doc().assessment(), before);
    screen
        .keys("e")
        .sees("2 marked, not this one: e again is for");
    screen.keys("n n").sees("2 items not");
    assert_ne!(*screen.doc().assessment(), before);
    // It is known now, until one goes elsewhere.
    screen.keys("p").sees("2 items partially");
    screen.keys("up n").sees("not this one").keys("esc n");
    screen.does_not_see("not this one").sees("not satisfied");
}

#[test]
fn marks_are_seen_counted_and_taken_back() {
    let mut screen = provider();
    screen.keys("down space space");
    assert_eq!(marked(&screen), ["MP.01", "MP.02"]);
    assert_eq!(
        screen.doc().row,
        Row::Item(Role::Mp, ItemId::Step(id("03")))
    );
    screen.sees("◆○ 01").sees("◆ 2 marked, Esc clears");
    screen
        .keys("up space")
        .does_not_see("◆○ 02")
        .sees("◆ 1 marked");
    screen
        .keys("esc")
        .does_not_see("◆")
        .sees("no item is marked any more");
    assert_eq!(screen.saves, 0, "marks are no part of the file");
    screen.keys("esc").sees("MP 0/11");
}

#[test]
fn a_role_is_marked_by_its_heading_and_unmarked() {
    for key in ["*", "space"] {
        let mut screen = Screen::fresh(SIZE);
        screen.keys("g").keys(key);
        assert_eq!(screen.doc().marked.len(), 12, "{key}: steps, no question");
        screen.keys(key);
        assert!(screen.doc().marked.is_empty(), "{key}");
        screen.keys("left").keys(key).sees("◆12").sees("▸ CSP");
        assert_eq!(screen.doc().marked.len(), 12, "{key}: folded");
        screen.keys("down").keys(key).keys("up right");
        assert_eq!(screen.doc().marked.len(), 22, "{key}: two roles");
    }
    let mut screen = provider();
    screen.keys("down down space *");
    assert_eq!(screen.doc().marked.len(), 10, "the rest is marked as well");
}

#[test]
fn the_end_of_a_role_does_not_mark_all_of_the_next() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("} {");
    screen.keys("g down down down down down down down down down down down down down");
    screen.keys("space space");
    assert_eq!(marked(&screen), ["CSP.ccm-2", "MP.CEK-02.1"]);
}

#[test]
fn an_answer_is_for_all_marked_and_one_step_of_undo() {
    let mut screen = provider();
    screen.keys("v down enter");
    let before = screen.doc().assessment().clone();
    let saves = screen.saves;
    screen.keys("* s");
    screen.sees("10 items satisfied · 10 gaps: 10 satisfied without evidence");
    assert_eq!(screen.saves, saves + 1, "one save");
    assert_eq!(
        screen.doc().marked.len(),
        10,
        "what follows is for them too"
    );
    screen.keys("u").sees("undone: 10 items satisfied");
    assert_eq!(*screen.doc().assessment(), before);
    assert_eq!(screen.doc().marked.len(), 10);
    screen.keys("U").sees("done again: 10 items satisfied");
    assert_eq!(mp(&screen, "10").outcome(), Outcome::Satisfied);
    screen
        .keys("backspace")
        .sees("again: 10 answers are cleared");
    screen.keys("down backspace").sees("again: 10 answers");
    screen.keys("backspace").sees("10 items cleared");
    assert_eq!(*screen.saved.clone().unwrap(), before);
}

#[test]
fn a_question_among_them_gets_yes_and_no_partial() {
    let mut screen = provider();
    screen.keys("space * p").sees("there is no partial");
    assert_eq!(screen.saves, 0, "nothing is half done");
    screen.keys("s").sees("11 items satisfied (1 Yes)");
    let saved = screen.saved.clone().unwrap();
    assert_eq!(
        saved.question(Role::Mp, "CEK-02.1").answer,
        Some(Answer::Yes)
    );
    assert_eq!(mp(&screen, "07").outcome(), Outcome::Satisfied);
    screen
        .keys("x")
        .sees("10 of 11 items with examine · 1 skipped: a question has no methods");
    assert!(mp(&screen, "07").methods.contains(&Method::Examine));
    screen.keys("x").sees("without examine");
    assert!(mp(&screen, "07").methods.is_empty());
}

#[test]
fn what_some_cannot_have_is_skipped_and_counted() {
    let mut screen = provider();
    screen.keys("down s s * r");
    screen.sees("2 of 10 items ofi · 8 skipped: not satisfied");
    screen.keys("esc g down down space space space space n r");
    screen.sees("4 items major");
    assert_eq!(mp(&screen, "01").grade, Some(Grade::Major));
    screen.keys("space space r");
    screen.sees("4 of 6 items minor · 2 skipped: not a shortfall");
    assert_eq!(mp(&screen, "05").grade, None);
    screen.keys("f").sees("6 items design");
    screen.keys("C").sees("a review comment is about one step");
    screen.keys("m").sees("a sample is of one step");
    let before = screen.saves;
    screen.keys("V").sees("there is no link here");
    assert_eq!(screen.saves, before);
}

#[test]
fn a_note_is_set_or_put_below_what_is_there() {
    let mut screen = provider();
    screen.keys("down down e \"seen before\" esc up");
    screen
        .keys("space space e")
        .sees("Note: added to what is there · 2 marked");
    screen
        .keys("\"all keys rotate\" esc")
        .sees("written for 2 items");
    assert_eq!(mp(&screen, "01").note, "all keys rotate");
    assert_eq!(mp(&screen, "02").note, "seen before\n\nall keys rotate");
    screen.keys("u");
    assert_eq!(mp(&screen, "01").note, "");
    assert_eq!(mp(&screen, "02").note, "seen before");
    let saves = screen.saves;
    screen.keys("e esc");
    assert_eq!(screen.saves, saves, "an empty text empties no note");
    screen.keys("space a w \"no such keys\" esc");
    for step in ["01", "02", "03"] {
        assert_eq!(mp(&screen, step).justification, "no such keys");
    }
    screen.keys("u u u").sees("undone");
    screen.editor = Ok("from the editor\n".into());
    screen.keys("E");
    for step in ["01", "02", "03"] {
        assert!(
            mp(&screen, step).note.ends_with("from the editor"),
            "{step}"
        );
    }
}

#[test]
fn a_note_of_one_that_is_half_written_does_not_go_to_all_unseen() {
    let mut screen = provider();
    screen.keys("down e \"half\"");
    let draft = screen.doc().drafts.clone();
    assert_eq!(draft.len(), 1);
    // As after a crash: the draft is there, the editor is not.
    screen.app.overlay = None;
    screen
        .keys("space space e")
        .sees("half")
        .sees("An unfinished text of MP.01");
    let saves = screen.saves;
    screen.keys("esc").sees("not entered");
    assert_eq!(screen.saves, saves);
    screen.keys("e \" done\" esc").sees("written for 2 items");
    assert_eq!(mp(&screen, "02").note, "half done");
    assert!(screen.journal.is_empty(), "{:?}", screen.journal);
}

#[test]
fn a_line_that_was_begun_for_one_item_is_not_offered_for_many() {
    let mut screen = provider();
    screen
        .keys("down v \"evidence/of-01.pdf\" esc")
        .keys("space space v")
        .sees("2 marked")
        .does_not_see("evidence/of-01.pdf");
    // Nor is what was begun for many an item's own; each comes back where it was.
    screen.keys("\"evidence/of-all.pdf\" esc");
    screen.keys("v").sees("evidence/of-all.pdf").keys("esc esc");
    assert!(marked(&screen).is_empty());
    screen.keys("g down down v").sees("evidence/of-01.pdf");
    screen.keys("esc down v").does_not_see("evidence/of-");
    // Where each has begun one of its own, theirs stay what they are offered.
    screen.keys("\"evidence/of-02.pdf\" esc up space space v");
    screen.does_not_see("evidence/of-0");
}

#[test]
fn a_corrective_action_is_for_all_shortfalls() {
    let mut screen = provider();
    screen.keys("down S c").keys("esc");
    screen
        .keys("space c")
        .sees("a corrective action mends a shortfall");
    screen.keys("esc g down down n down p down S");
    screen.keys("g down down space space space");
    assert_eq!(marked(&screen), ["MP.01", "MP.02", "MP.03"]);
    screen.keys("c").sees("for 2 of 3: 1 is not a shortfall");
    screen.keys("\"Rotate the keys\" enter \"Keys team\" enter \"2027-01-31\" enter");
    for step in ["01", "02"] {
        let action = mp(&screen, step).action.unwrap();
        assert_eq!(action.text, "Rotate the keys");
        assert_eq!(action.owner, "Keys team");
        assert_eq!(action.due.unwrap().to_string(), "2027-01-31");
    }
    assert_eq!(mp(&screen, "03").action, None);
    // What all have is gone on with; what differs is not written over by Enter.
    screen
        .keys("c")
        .sees("Rotate the keys")
        .keys("enter enter enter");
    screen.keys("esc g down down c ctrl-u \"Another plan\" enter esc");
    screen
        .keys("space space c")
        .sees("2 have one already")
        .sees("leaves");
    screen.keys("enter enter enter");
    assert_eq!(mp(&screen, "01").action.unwrap().text, "Another plan");
    assert_eq!(mp(&screen, "02").action.unwrap().text, "Rotate the keys");
    screen.keys("c \"One plan\" enter esc");
    assert_eq!(mp(&screen, "02").action.unwrap().text, "One plan");
}

#[test]
fn evidence_that_some_have_is_offered_and_counted() {
    let mut screen = provider();
    screen
        .keys("down v down enter")
        .keys("space space v")
        .sees("record");
    screen.keys("down enter").sees("1 had it already");
    assert_eq!(mp(&screen, "02").evidence.len(), 1);
    screen.keys("v").does_not_see("record ").keys("esc");
    // A link that is pasted is for all of them too.
    screen.happen(Event::Paste("https://example.com/policy".into()));
    screen.keys("enter");
    assert_eq!(mp(&screen, "01").evidence.len(), 2);
    assert_eq!(mp(&screen, "02").evidence.len(), 2);
    screen
        .keys("v \"javascript://x\" enter")
        .sees("neither an http(s) link");
    screen.keys("esc V").sees("1 link viewed 2026-11-24");
}

#[test]
fn a_form_acts_on_the_item_that_it_shows() {
    let mut screen = provider();
    screen.keys("* down enter s");
    assert_eq!(mp(&screen, "01").outcome(), Outcome::Satisfied);
    assert_eq!(mp(&screen, "02").outcome(), Outcome::NotAssessed);
    screen.sees("◆ 10 marked").keys("esc s");
    assert_eq!(mp(&screen, "02").outcome(), Outcome::Satisfied);
}

#[test]
fn a_review_keeps_its_rules() {
    let mut screen = provider();
    screen.keys("down s s * R");
    screen.sees("2 of 10 items ready-for-review · 8 skipped: not assessed yet");
    screen.keys("R").sees("2 of 10 items draft").keys("R");
    screen.app.user = "sample reviewer".into();
    screen.keys("R").sees("2 of 10 items reviewed");
    assert_eq!(mp(&screen, "02").review, Some(Review::Reviewed));
    assert_eq!(mp(&screen, "02").reviewed_by, "sample reviewer");
    screen.app.user = "sample assessor".into();
    screen.keys("u U x").sees("2 reviews withdrawn");
    // Back to draft: a reviewer cannot review what is not ready.
    screen.app.user = "another reviewer".into();
    screen.keys("R").sees("2 skipped: not");
    assert_eq!(mp(&screen, "01").review, Some(Review::Draft));
}

#[test]
fn the_last_answer_is_repeated_with_what_was_given_with_it() {
    let mut screen = provider();
    screen.keys("down .").sees("nothing was answered yet");
    screen.keys("n x t r r down .");
    let first = mp(&screen, "01");
    let second = mp(&screen, "02");
    assert_eq!(second.outcome, first.outcome);
    assert_eq!(second.grade, Some(Grade::Minor));
    assert_eq!(second.methods, first.methods);
    screen.sees("MP.02 not-satisfied, minor, examine, test (repeated) · gap");
    assert_eq!(
        screen.doc().row,
        Row::Item(Role::Mp, ItemId::Step(id("03")))
    );
    screen
        .keys("* .")
        .sees("10 items repeated: not-satisfied, minor");
    assert_eq!(mp(&screen, "10").grade, Some(Grade::Minor));
    screen.keys("u");
    assert_eq!(mp(&screen, "10"), StepAnswer::default());
    screen.keys("esc g down .");
    let saved = screen.saved.clone().unwrap();
    assert_eq!(
        saved.question(Role::Mp, "CEK-02.1").answer,
        Some(Answer::No)
    );
    screen
        .keys("down p up up .")
        .sees("there is no partial to repeat");
}

#[test]
fn the_last_evidence_is_added_again() {
    let mut screen = provider();
    screen.keys("+").sees("no evidence was added yet");
    screen
        .keys("down v down enter +")
        .sees("on this item already");
    screen
        .keys("down +")
        .sees("evidence added again to MP.02: proof.pdf");
    screen
        .keys("* +")
        .sees("evidence added again to 8 items: proof.pdf · 2 had it already");
    let before = screen.saves;
    screen.keys("+").sees("on all of these items already");
    assert_eq!(screen.saves, before);
    screen.keys("u");
    assert!(mp(&screen, "03").evidence.is_empty());
    assert_eq!(mp(&screen, "02").evidence.len(), 1);
}

#[test]
fn a_click_with_ctrl_or_shift_marks() {
    let mut screen = provider();
    for (text, modifiers) in [
        (" 03 ", KeyModifiers::CONTROL),
        (" 05 ", KeyModifiers::SHIFT),
    ] {
        let (column, row) = screen.find(text);
        screen.happen(Event::Mouse(MouseEvent {
            kind: MouseEventKind::Down(MouseButton::Left),
            column,
            row,
            modifiers,
        }));
    }
    assert_eq!(marked(&screen), ["MP.03", "MP.05"]);
    assert_eq!(
        screen.doc().row,
        Row::Item(Role::Mp, ItemId::Step(id("05")))
    );
}

#[test]
fn marks_outlive_moving_and_folding_and_go_with_their_role() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("g * G * left left right");
    assert_eq!(screen.doc().marked.len(), 22);
    // CSP is not assessed any more.
    screen
        .keys(", down down space")
        .sees("[ ] PI")
        .keys("ctrl-s");
    assert_eq!(screen.doc().assessment().roles, [Role::Mp]);
    assert_eq!(screen.doc().marked.len(), 10);
    screen.keys("s").sees("10 items satisfied");
}

#[test]
fn a_read_only_file_is_not_changed_by_marks() {
    let mut screen = provider();
    screen.app.doc.as_mut().unwrap().disk = Disk::ReadOnly("its schema is newer".into());
    for keys in [
        "* s",
        "x",
        "v",
        "e",
        "c",
        "R",
        "backspace",
        ".",
        "+",
        "r",
        "f",
    ] {
        screen.keys(keys);
        assert!(screen.app.overlay.is_none(), "{keys}");
    }
    screen.keys("s").sees("read-only: its schema is newer");
    assert_eq!(screen.saves, 0);
    assert!(screen.doc().assessment().answers.is_empty());
}

#[test]
fn what_comes_in_leaves_the_marks_and_takes_those_of_a_role_that_is_gone() {
    let base = assessment(&[Role::Csp, Role::Mp]);
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.keys("g * G * s");
    let mine = screen.doc().assessment().clone();
    let mut theirs = base.clone();
    theirs.roles = vec![Role::Csp];
    screen.happen(Event::Joined(Box::new(Joined {
        assessment: rebased(&base, &mine, &theirs, embedded()).unwrap(),
        base: base.clone(),
        theirs,
        came_in: vec!["roles".into()],
        by: Vec::new(),
        notes: Vec::new(),
    })));
    assert!(
        screen
            .doc()
            .marked
            .iter()
            .all(|(role, _)| *role == Role::Csp)
    );
    assert_eq!(screen.doc().marked.len(), 12);
    screen.keys("n u").sees("undone: 12 items not satisfied");
    let step = screen.doc().assessment().step(Role::Csp, &id("01"));
    assert_eq!(step.outcome(), Outcome::Satisfied);
}

#[test]
fn evidence_that_is_half_typed_for_many_comes_back() {
    let mut screen = provider();
    screen
        .keys("* v \"https://example.com/pol\" esc")
        .sees("not entered yet");
    assert_eq!(screen.journal.len(), 1);
    screen
        .keys("v")
        .sees("https://example.com/pol")
        .keys("\"icy\" enter");
    assert_eq!(mp(&screen, "10").evidence.len(), 1);
    assert!(screen.journal.is_empty(), "{:?}", screen.journal);
}

#[test]
fn another_programs_file_is_not_overwritten_by_marks() {
    let mut screen = provider();
    screen.disk = DiskIs::Changed;
    screen.keys("* s").sees("Changed on disk");
    screen
        .keys("esc")
        .sees("nothing is written until you decide");
    assert_eq!(screen.saves, 0);
    assert_eq!(screen.doc().marked.len(), 10);
    screen.disk = DiskIs::Broken("no space left on device");
    screen.keys("n").sees("not saved: no space left on device");
    screen.disk = DiskIs::Fine;
    screen.keys("ctrl-s").sees("saved again");
    assert_eq!(mp(&screen, "10").outcome(), Outcome::NotSatisfied);
    assert_eq!(screen.saved.as_ref(), Some(screen.doc().history.now()));
}

#[test]
fn marked_items_are_shown() {
    for size in [SIZE, (200, 50)] {
        let mut screen = Screen::sample(size);
        screen.keys("g down down space space down space p");
        let name = format!("many_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, screen.shown());
        for width in 60..130 {
            screen.app.size = (width, 24);
            screen.sees("3 marked").sees("saved");
        }
    }
}

/// The single edits that a batch is said to be, one after another.
fn one_by_one(a: &Assessment, edits: &[Edit]) -> Assessment {
    let stamp = Stamp {
        now: crate::harness::clock().now,
        by: String::new(),
    };
    let mut a = a.clone();
    for edit in edits {
        let mut next = a.clone();
        if edit.apply(&mut next, embedded(), &stamp).is_ok() {
            a = next;
        }
    }
    a
}

fn edits(key: &str, a: &Assessment, role: Role, item: &ItemId) -> Vec<Edit> {
    let outcome = |o| match item {
        ItemId::Step(id) => Edit::Outcome(role, id.clone(), Some(o)),
        ItemId::Question(id) => Edit::Answer(
            role,
            id.clone(),
            Some(match o {
                Outcome::Satisfied => Answer::Yes,
                Outcome::NotSatisfied => Answer::No,
                _ => Answer::Na,
            }),
        ),
    };
    vec![match (key, item) {
        ("s", _) => outcome(Outcome::Satisfied),
        ("n", _) => outcome(Outcome::NotSatisfied),
        ("a", _) => outcome(Outcome::NotApplicable),
        ("backspace", ItemId::Step(id)) => Edit::Outcome(role, id.clone(), None),
        ("backspace", ItemId::Question(id)) => Edit::Answer(role, id.clone(), None),
        ("v \"https://example.com/x\" enter", _) => {
            Edit::AddEvidence(role, item.clone(), "https://example.com/x".into())
        }
        (_, ItemId::Step(id)) => {
            let old = &a.step(role, id).note;
            let gap = if old.is_empty() { "" } else { "\n\n" };
            Edit::Note(role, id.clone(), format!("{old}{gap}words"))
        }
        (_, ItemId::Question(id)) => {
            let old = &a.question(role, id).implementation;
            let gap = if old.is_empty() { "" } else { "\n\n" };
            Edit::Implementation(role, id.clone(), format!("{old}{gap}words"))
        }
    }]
}

fn some_marks() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), 24)
}

fn mark(screen: &mut Screen, which: &[bool]) -> Vec<(Role, ItemId)> {
    let items = screen.doc().items(embedded());
    let chosen = items.into_iter().zip(which).filter(|(_, on)| **on);
    let chosen: Vec<_> = chosen.map(|(item, _)| item).collect();
    let doc = screen.app.doc.as_mut().unwrap();
    doc.marked = chosen.iter().cloned().collect();
    doc.left_marks = Some(doc.row.clone());
    chosen
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn a_batch_is_its_single_edits(
        which in some_marks(),
        keys in prop::collection::vec(proptest::sample::select(vec![
            "s", "n", "a", "backspace", "v \"https://example.com/x\" enter", "e \"words\" esc",
        ]), 1..6),
    ) {
        let mut screen = Screen::sample(SIZE);
        let chosen = mark(&mut screen, &which);
        prop_assume!(!chosen.is_empty());
        for key in keys {
            let before = screen.doc().assessment().clone();
            let singles: Vec<Edit> = chosen
                .iter()
                .flat_map(|(role, item)| edits(key, &before, *role, item))
                .collect();
            // What takes many answers away is asked for twice.
            screen.keys(if *key == *"backspace" { "backspace backspace" } else { key });
            prop_assert_eq!(screen.doc().assessment(), &one_by_one(&before, &singles), "{}", key);
        }
    }

    #[test]
    fn any_batch_is_undone_as_one(
        which in some_marks(),
        keys in prop::collection::vec(proptest::sample::select(vec![
            "s", "p", "n", "a", "backspace", "x", "i", "t", "r", "f", "R", "V", ".", "+",
            "v \"https://example.com/x\" enter", "e \"words\" esc", "w \"because\" esc",
            "c \"mend\" enter esc",
        ]), 1..10),
    ) {
        let mut screen = Screen::sample(SIZE);
        let chosen = mark(&mut screen, &which);
        prop_assume!(!chosen.is_empty());
        for key in keys {
            let before = screen.doc().assessment().clone();
            let saves = screen.saves;
            // What takes many answers away is asked for twice.
            screen.keys(if *key == *"backspace" { "backspace backspace" } else { key });
            let after = screen.doc().assessment().clone();
            if before == after {
                prop_assert_eq!(screen.saves, saves, "{} changes nothing and saves nothing", key);
                continue;
            }
            prop_assert_eq!(screen.saves, saves + 1, "{} is one save", key);
            screen.keys("u");
            prop_assert_eq!(screen.doc().assessment(), &before, "{} is one step", key);
            screen.keys("U");
            prop_assert_eq!(screen.doc().assessment(), &after);
            prop_assert_eq!(screen.doc().marked.len(), chosen.len());
        }
    }
}

#[test]
fn an_answer_says_how_many_had_another_one() {
    let mut screen = provider();
    screen.keys("G home down down").keys("n");
    screen.keys("home down down down p");
    screen.keys("* s").sees("(2 had another answer)");
    screen.keys("u * s u");
    assert_eq!(mp(&screen, "01").outcome, Some(Outcome::NotSatisfied));
}

#[test]
fn the_form_says_that_it_is_about_one_of_the_marked() {
    let mut screen = provider();
    screen.keys("home down down space space enter");
    screen.sees("here keys act on MP.03 alone");
    screen.keys("s");
    assert_eq!(mp(&screen, "03").outcome, Some(Outcome::Satisfied));
    assert_eq!(mp(&screen, "01").outcome, None);
}

#[test]
fn what_is_marked_stays_in_sight_of_a_filter() {
    let mut screen = provider();
    let all = |screen: &Screen, outcome| {
        tens().all(|step| screen.doc().assessment().step(Role::Mp, &step).outcome == Some(outcome))
    };
    screen.keys("down s z u g *").sees("9 marked");
    screen.keys("S").does_not_see("of 9 marked");
    screen.keys("p");
    let partially = tens().filter(|step| {
        let answer = screen.doc().assessment().step(Role::Mp, step);
        answer.outcome == Some(Outcome::PartiallySatisfied)
    });
    assert_eq!(partially.count(), 9, "as many as before");
    screen.keys("esc").sees("no item is marked any more");
    // What was hidden when the filter came is not acted on, and that is said.
    let mut screen = provider();
    screen.keys("down s g * z u").sees("keys act on 9, the");
    screen.keys("S");
    assert!(!all(&screen, Outcome::NotSatisfied));
}

#[test]
fn what_a_reviewer_asks_is_not_answered_for_many() {
    let mut screen = provider();
    screen.keys("down s s s * R");
    screen.app.user = "sample reviewer".into();
    screen.keys("esc g down down down C \"Which teams?\" esc");
    let asked = mp(&screen, "02");
    assert_eq!(asked.review, Some(Review::ChangesRequested));
    screen.keys("* R").sees("2 of 10 items reviewed");
    assert_eq!(mp(&screen, "02"), asked);
    screen.sees("1 skipped: changes requested");
    // Nor is it made ready again for its assessor.
    screen.app.user = "sample assessor".into();
    screen.keys("u R").sees("2 of 10 items draft");
    screen.sees("1 skipped: changes requested");
    assert_eq!(mp(&screen, "02"), asked);
    screen.keys("esc g down down down R");
    assert_eq!(mp(&screen, "02").review, Some(Review::ReadyForReview));
}

#[test]
fn reviews_of_many_are_not_withdrawn_by_one_key() {
    let mut screen = provider();
    screen
        .keys("down s s s * R")
        .sees("3 of 10 items ready-for-review");
    screen.app.user = "sample reviewer".into();
    screen.keys("R").sees("3 of 10 items reviewed");
    // Nothing goes forward: what it would take away is asked first.
    screen.keys("R").sees("R again: 3 reviews withdrawn");
    assert_eq!(mp(&screen, "02").review, Some(Review::Reviewed));
    screen.keys("j k R").sees("R again: 3 reviews withdrawn");
    screen.keys("R").sees("3 of 10 items ready-for-review");
    assert_eq!(mp(&screen, "02").review, Some(Review::ReadyForReview));
    screen.keys("u");
    assert_eq!(mp(&screen, "02").review, Some(Review::Reviewed));
}
