//! A file that was gone or broken, and is again as it was.

use crate::harness::{DiskIs, Screen, assessment};
use aicaiq::assessment::Role;
use aicaiq::store::Joined;
use aicaiq::tui::effect::{Differences, Effect, Event, Trouble};
use aicaiq::tui::model::Overlay;

const SIZE: (u16, u16) = (80, 24);

fn broken() -> Trouble {
    Trouble::Changed(Differences {
        theirs: Err("line 201: expected a value".into()),
        mine: vec!["CSP.CEK-02.1".into()],
    })
}

#[test]
fn a_file_that_comes_back_as_it_was_is_saved_again_without_a_key() {
    for keys in ["", "esc", "esc q", "?"] {
        let mut screen = Screen::fresh(SIZE);
        screen.happen(Event::SaveFailed(Trouble::Gone));
        screen.sees("The file is not there any more").keys(keys);
        screen.happen(Event::AsBefore);
        screen.keys(if keys == "?" { "esc" } else { "" });
        screen
            .sees("✓ saved")
            .does_not_see("not there any more")
            .does_not_see("Not everything");
        if keys != "?" {
            screen.sees("the file is back: everything is saved again");
        }
        assert!(screen.app.overlay.is_none(), "{keys}");
        screen.keys("q");
        assert!(screen.left);
    }
}

#[test]
fn a_broken_file_that_is_mended_is_asked_about_no_more() {
    let mut screen = Screen::fresh(SIZE);
    screen.disk = DiskIs::Broken("busy");
    screen.keys("y");
    screen.happen(Event::SaveFailed(broken()));
    screen.sees("Theirs cannot be loaded as it is (line 201");
    screen.disk = DiskIs::Fine;
    screen.happen(Event::AsBefore);
    screen
        .sees("the file can be written again: everything is saved")
        .sees("✓ saved");
    assert!(screen.app.overlay.is_none());
    assert_eq!(screen.saves, 1, "what was answered meanwhile is written");
}

#[test]
fn what_was_never_told_is_not_told_to_be_mended() {
    let mut screen = Screen::fresh(SIZE);
    screen.happen(Event::AsBefore);
    assert!(screen.effects.is_empty());
    assert!(screen.app.message.is_none());
}

#[test]
fn another_text_in_its_place_comes_in_and_the_question_closes() {
    let base = assessment(&[Role::Csp]);
    let mut screen = Screen::with(SIZE, base.clone(), Vec::new());
    screen.happen(Event::SaveFailed(Trouble::Gone));
    screen.disk = DiskIs::Changed;
    screen.effects.clear();
    screen.happen(Event::Touched);
    assert!(
        matches!(screen.effects.first(), Some(Effect::Save(_))),
        "it is looked at anew"
    );
    screen.happen(Event::Joined(Box::new(Joined {
        assessment: base.clone(),
        base: base.clone(),
        theirs: base.clone(),
        came_in: Vec::new(),
        by: Vec::new(),
        notes: Vec::new(),
    })));
    screen.sees("everything is saved").sees("✓ saved");
    assert!(screen.app.overlay.is_none());
}

#[test]
fn ctrl_s_asks_about_the_file_as_it_is_by_now() {
    let mut screen = Screen::fresh(SIZE);
    screen.happen(Event::SaveFailed(broken()));
    screen.disk = DiskIs::Changed;
    screen
        .keys("esc ctrl-s")
        .sees("Theirs changes CSP.02, CSP.03.")
        .does_not_see("line 201");
    screen.disk = DiskIs::Fine;
    screen.keys("esc X").sees("✓ saved");
    assert!(!matches!(screen.app.overlay, Some(Overlay::Conflict(_))));
}
