//! What two people changed and nobody has decided is seen where the item is.

use crate::harness::Screen;
use crate::joining::disputed;
use aicaiq::assessment::{Conflict, EvidenceId, Review, Role};
use aicaiq::questionnaire::StepId;
use aicaiq::tui::model::Overlay;

const SIZE: (u16, u16) = (80, 24);

/// All of it is decided later.
fn later(size: (u16, u16)) -> Screen {
    let mut screen = Screen::with(size, disputed(), Vec::new());
    screen.keys("esc");
    screen
}

#[test]
fn an_item_says_that_it_is_in_conflict() {
    for size in [SIZE, (120, 40), (200, 50)] {
        let mut screen = later(size);
        screen.sees("! 2 conflicts (X)");
        screen.keys("g down down down down");
        screen
            .sees("≠ conflict")
            .sees("two people changed")
            .sees("≠ two people changed it (X)");
        let row = screen.at_cursor();
        assert!(row.contains("◐ 03") && row.contains("≠ conflict"), "{row}");
        let text = screen.shown();
        assert_eq!(text.matches("≠ two people changed it").count(), 3, "{text}");
        insta::assert_snapshot!(format!("undecided_{}x{}", size.0, size.1), text);
        // Only of this one.
        screen.keys("down").does_not_see("two people changed");
    }
}

#[test]
fn a_cell_of_the_results_says_that_it_is_in_conflict() {
    let mut screen = later(SIZE);
    screen.keys("g down down down down o");
    // The cell has a gap, too.
    screen
        .sees("◐≠")
        .sees("≠ conflict grade, note, outcome: X chooses");
    screen
        .sees("… 2 more lines")
        .sees("≠ conflict: two people changed it.");
    screen.keys("left").does_not_see("X chooses");
    screen
        .keys("esc g down down down down B")
        .sees("≠ conflict        grade, note");
}

#[test]
fn x_shows_what_is_selected_and_also_from_the_results() {
    let mut a = disputed();
    let own = Conflict {
        ours: Some("\"x\"".into()),
        theirs: Some("\"y\"".into()),
        ..Conflict::default()
    };
    a.conflicts.insert("roles.CSP.steps.05.note".into(), own);
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.keys("esc g down down down down down down X");
    screen.sees("Both changed CSP.05 note (3 of 3)");
    screen.keys("esc up X").sees("Both changed CSP.03 outcome");
    screen.keys("esc o X").sees("Both changed CSP.03 outcome");
}

#[test]
fn a_filter_shows_what_is_undecided() {
    let mut screen = later(SIZE);
    screen.keys("z").sees("in conflict: changed by two people");
    screen
        .keys("x")
        .sees("in conflict · Esc: all")
        .sees("1 of 13 shown");
    screen.keys("g down").sees("CSP · step 03");
    let mut screen = Screen::fresh(SIZE);
    screen.keys("z x g").sees("Nothing that two people");
}

#[test]
fn a_record_in_conflict_is_marked_where_it_is_evidence() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j S v \"https://example.org/p\" enter");
    let mut a = screen.saved.clone().unwrap().as_ref().clone();
    let id: EvidenceId = a.evidence.keys().next().unwrap().clone();
    let conflict = Conflict {
        ours: Some("\"x\"".into()),
        theirs: Some("\"y\"".into()),
        ..Conflict::default()
    };
    a.conflicts.insert(format!("evidence.{id}.title"), conflict);
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.keys("esc g down down");
    screen
        .sees("≠ two people changed it (X)")
        .sees("two people changed evidence");
}

#[test]
fn what_it_keeps_from_being_done_is_named_as_everywhere() {
    let mut a = disputed();
    let steps = &mut a.answers.get_mut(&Role::Csp).unwrap().steps;
    let step = steps.get_mut(&StepId::new("03").unwrap()).unwrap();
    step.review = Some(Review::ReadyForReview);
    step.assessed_by = "sample assessor".into();
    let mut screen = Screen::with(SIZE, a, Vec::new());
    screen.app.user = "Rita".into();
    screen.keys("esc g down down down down R");
    let said = &screen.app.message.as_ref().unwrap().text;
    assert_eq!(
        said,
        "the step cannot be reviewed: two people changed CSP.03 note, CSP.03 outcome; \
         choose first (X)"
    );
    assert!(!matches!(screen.app.overlay, Some(Overlay::Resolve(..))));
}

#[test]
fn what_is_kept_stays_to_be_chosen_when_the_field_is_written() {
    let note = |screen: &Screen| {
        let a = screen.doc().assessment();
        a.step(Role::Csp, &StepId::new("03").unwrap()).note.clone()
    };
    for (keys, ends, said) in [
        ("m", "have no owner.", "one side chosen"),
        ("t", "one of them has left.", "other side chosen"),
        ("x t", "and then some", "what is in the file now chosen"),
        ("x x t", "one of them has left.", "other side chosen"),
        ("o", "Not looked at.", "what was before"),
    ] {
        let mut screen = later(SIZE);
        screen.keys("g down down down down e ctrl-e \" and then some\" esc");
        screen.keys("X down").sees("1 of 2, x the next");
        screen
            .sees("Two of five roles have no owner.")
            .does_not_see("and then some");
        screen
            .keys("x")
            .sees("now in the file")
            .sees("2 of 2, x the next");
        screen.sees("and then some").keys("x");
        screen.keys(keys);
        assert!(note(&screen).ends_with(ends), "{keys}: {}", note(&screen));
        assert!(!screen.doc().assessment().conflicts.contains_key(NOTE));
        let told = &screen.app.message.as_ref().map(|m| m.text.clone());
        let told = told.clone().unwrap_or_default();
        assert!(
            keys == "m" || told.is_empty() || told.contains(said),
            "{told}"
        );
    }
}

#[test]
fn where_nobody_else_has_said_anything_there_is_nothing_further() {
    let mut screen = later(SIZE);
    screen.keys("X").does_not_see("x the next").keys("x");
    screen.sees("nobody else has said anything of it");
}

const NOTE: &str = "roles.CSP.steps.03.note";
