//! Help: what it says, where, and how one gets out of it.

use crate::harness::Screen;
use aicaiq::tui::model::Screen as Shown;
use crossterm::event::{MouseButton, MouseEventKind};

const SIZE: (u16, u16) = (80, 24);

/// What help has to say after some keys, from its first line to its last.
fn help(screen: &mut Screen, keys: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    screen.keys(keys).keys("?");
    for key in ["g", "G"] {
        let shown = screen.keys(key).shown();
        let rows = shown.lines().filter_map(|row| row.split('│').nth_back(1));
        for row in rows.map(|row| row.trim().to_owned()) {
            if !lines.contains(&row) {
                lines.push(row);
            }
        }
    }
    lines
}

#[test]
fn what_belongs_together_stands_under_a_heading() {
    let large = (300, 100);
    let lines = help(&mut Screen::sample(large), "j");
    let place = |text: &str| lines.iter().position(|line| line.starts_with(text));
    let headings = [
        "Answer",
        "Write",
        "Evidence",
        "Many at once",
        "Review",
        "Go",
        "Find",
    ];
    let places: Vec<_> = headings.iter().map(|heading| place(heading)).collect();
    assert!(
        places.iter().all(Option::is_some) && places.is_sorted(),
        "{places:?}"
    );
    assert!(place("v ") > place("Evidence") && place("v ") < place("Many at once"));
    assert!(
        place("Folder of controls").is_none(),
        "this is one file: {lines:?}"
    );
    assert!(!lines.iter().any(|line| line.contains("in a folder:")));
    let mut folder = crate::folder::sample(large);
    let lines = help(&mut folder, "/ \"CEK-03\" enter enter");
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("Folder of controls"))
    );
}

#[test]
fn its_frame_and_the_row_of_keys_say_how_to_go_on() {
    for size in [(60, 15), SIZE, (200, 50)] {
        let mut screen = Screen::sample(size);
        screen
            .keys("?")
            .sees("more below")
            .sees(": finds a key")
            .sees("↓ scroll");
        let shown = screen.shown();
        let frame = shown
            .lines()
            .find(|line| line.contains("more below"))
            .unwrap();
        assert!(frame.contains("─ ") || frame.contains(" ─"), "{frame}");
        let (column, row) = screen.find("more below");
        let down = MouseEventKind::Down(MouseButton::Left);
        screen.mouse(down, column, row - 1);
        assert!(screen.app.overlay.is_some(), "in it");
        screen.mouse(down, 0, 0);
        assert!(screen.app.overlay.is_none(), "beside it");
    }
}

#[test]
fn esc_on_the_start_page_leaves_nothing() {
    let mut screen = Screen::start(SIZE);
    screen.keys("esc esc").sees("q quits");
    assert!(!screen.left && screen.app.screen == Shown::Start);
    screen.keys("q");
    assert!(screen.left);
}
