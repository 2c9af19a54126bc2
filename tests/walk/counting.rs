//! A number before a key that moves.

use crate::harness::Screen;
use aicaiq::tui::model::{Overlay, Row};
use crossterm::event::{MouseButton, MouseEventKind};

const SIZE: (u16, u16) = (80, 24);

fn at(screen: &Screen) -> String {
    match &screen.doc().row {
        Row::Item(role, item) => format!("{role}.{item}"),
        Row::Role(role) => role.to_string(),
    }
}

fn said(screen: &Screen) -> String {
    let message = screen.app.message.as_ref();
    message.map(|m| m.text.clone()).unwrap_or_default()
}

#[test]
fn a_number_moves_so_many_times() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("g 3 j");
    assert_eq!(at(&screen), "CSP.02");
    screen.keys("1 0 down");
    assert_eq!(at(&screen), "CSP.ccm-2");
    screen.keys("1 0 k");
    assert_eq!(at(&screen), "CSP.02");
    screen.keys("9 9 9 9 9 9 k");
    assert_eq!(at(&screen), "CSP", "and no farther than there is");
    screen.keys("5 ]");
    assert_eq!(at(&screen), "CSP.04");
    screen.keys("2 [");
    assert_eq!(at(&screen), "CSP.02");
    screen.keys("9 9 9 9 j").does_not_see("times");
    assert_eq!(at(&screen), "MP.10");
    assert_eq!(screen.saves, 0);
}

#[test]
fn a_number_is_seen_while_it_is_typed_and_esc_drops_it() {
    for size in [SIZE, (60, 15)] {
        let mut screen = Screen::fresh(size);
        screen.keys("j j 1").sees(" 1 times: ↓ ↑").keys("2 3 4 5");
        screen.sees(" 1234 times: ").sees("Esc drops it");
        let before = at(&screen);
        screen.keys("esc").does_not_see("times:");
        assert_eq!(said(&screen), "", "nothing is refused");
        screen.keys("j k");
        assert_eq!(at(&screen), before);
        // The row of keys is again what it was, and 0 alone begins no number.
        screen.sees("answer").keys("0").sees("0 does nothing here");
    }
}

#[test]
fn a_number_answers_nothing() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j");
    let before = at(&screen);
    for key in ["s", "n", "a", "r", "x", ".", "e", "R", "backspace"] {
        screen.keys("3").keys(key);
        assert!(
            said(&screen).starts_with("a number is for keys that move, mark or undo: 3 is dropped")
        );
        assert_eq!(at(&screen), before, "{key}");
        assert!(screen.app.overlay.is_none(), "{key}");
    }
    // Where left and right choose, they are not counted.
    screen.keys("tab 2 right");
    assert!(
        said(&screen).starts_with("a number is for"),
        "{}",
        said(&screen)
    );
    assert_eq!(screen.saves, 0);
    assert!(screen.doc().marked.is_empty());
    screen.keys("esc s");
    assert_eq!(screen.saves, 1, "the key alone answers, once");
}

#[test]
fn a_number_marks_and_undoes_so_many_times() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("g j j 5 space");
    assert_eq!(screen.doc().marked.len(), 5);
    assert_eq!(at(&screen), "CSP.06");
    screen.keys("esc g j s s s s 3 u");
    assert!(said(&screen).starts_with("3 steps undone; U redoes one, 3U all"));
    assert_eq!(screen.doc().history.undone(), 3);
    screen.keys("2 U");
    assert!(said(&screen).starts_with("2 steps done again"));
    screen.keys("9 u");
    assert_eq!(screen.doc().history.done(), 0, "as many as there are");
    screen.keys("2 u");
    assert_eq!(said(&screen), "nothing to undo");
    screen.keys("s 3 u");
    assert!(
        said(&screen).starts_with("undone: CSP."),
        "{}",
        said(&screen)
    );
    screen.keys("2 U");
    assert!(said(&screen).starts_with("done again: CSP."));
}

#[test]
fn a_range_is_marked_by_shift_and_by_the_mouse() {
    let marked = |screen: &Screen| -> Vec<String> {
        let marked = screen.doc().marked.iter();
        marked
            .map(|(role, item)| format!("{role}.{item}"))
            .collect()
    };
    let mut screen = Screen::fresh(SIZE);
    screen.keys("g j j j shift-down shift-down");
    assert_eq!(marked(&screen), ["CSP.02", "CSP.03", "CSP.04"]);
    screen.keys("shift-up");
    assert_eq!(marked(&screen), ["CSP.02", "CSP.03"], "back again");
    screen.keys("shift-up shift-up");
    assert_eq!(
        marked(&screen),
        ["CSP.01", "CSP.02"],
        "beyond where it began"
    );
    // Another one is added to what is marked.
    screen.keys("j j j j 2 shift-down");
    assert_eq!(
        marked(&screen),
        ["CSP.01", "CSP.02", "CSP.05", "CSP.06", "CSP.07"]
    );
    screen.keys("esc");
    assert!(marked(&screen).is_empty());
    let (column, row) = screen.find("○ 02");
    let drag = MouseEventKind::Drag(MouseButton::Left);
    screen
        .click("○ 02")
        .mouse(drag, column, row + 1)
        .mouse(drag, column, row + 2);
    assert_eq!(marked(&screen), ["CSP.02", "CSP.03", "CSP.04"]);
    screen.mouse(drag, column, row + 1);
    assert_eq!(marked(&screen), ["CSP.02", "CSP.03"]);
    screen.keys("s").sees("2 items");
}

#[test]
fn numbers_count_in_lists_and_pages_and_are_written_in_texts() {
    let mut screen = Screen::sample(SIZE);
    screen.keys("o 3 l");
    assert!(screen.app.summary.cell.is_some());
    screen.keys("tab tab tab 4 j");
    assert_eq!(screen.app.summary.gap, 4);
    screen.keys("3 k");
    assert_eq!(screen.app.summary.gap, 1);
    screen.keys("esc ? 4 j");
    assert!(matches!(screen.app.overlay, Some(Overlay::Help(_, 4, _))));
    screen.keys("G").sees("a number before a key").keys("2 q");
    assert!(screen.app.overlay.is_some(), "nothing but a move");
    screen.keys("esc e \"12 keys\"").sees("12 keys").keys("esc");
    screen.keys("m \"5 of 42 keys\"").sees("5 of 42 keys");
}

#[test]
fn a_number_counts_what_was_found() {
    let mut screen = Screen::sample(SIZE);
    screen.keys("g / \"key\" enter");
    let first = at(&screen);
    screen.keys("3 n");
    let third = at(&screen);
    assert_eq!(screen.saves, 0);
    screen.keys("N N N");
    assert_eq!(at(&screen), first);
    screen.keys("n n n");
    assert_eq!(at(&screen), third);
}

#[test]
fn a_digit_that_is_bound_keeps_its_meaning() {
    let mut screen = Screen::fresh(SIZE);
    let scope = aicaiq::tui::keymap::Scope::Outline;
    let down = aicaiq::tui::action::Action::Down;
    screen.app.keys.bind(scope, "3", down);
    screen.keys("g 3");
    assert_eq!(at(&screen), "CSP.CEK-02.1");
    screen.keys("2 3");
    assert_eq!(at(&screen), "CSP.02");
    screen.app.size = (100, 100);
    screen.keys("?").keys("pgdn pgdn pgdn pgdn");
    screen.sees("3               bound: a number before a key cannot have it");
}
