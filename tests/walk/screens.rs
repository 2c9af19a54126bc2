//! What lists keep in sight, texts that would steer, and the matrix of results.

use crate::harness::{Screen, assessment, clock};
use aicaiq::assessment::Role;
use aicaiq::store::drafts::Draft;

#[test]
fn every_size_is_drawn_without_a_panic() {
    for keys in ["", "tab", "e", "v", "d", "?", "o", "o tab tab tab"] {
        let mut screen = Screen::sample((80, 24));
        screen.keys(keys);
        for width in (1..140).step_by(9) {
            for height in (1..44).step_by(3) {
                screen.app.size = (width, height);
                screen.shown();
            }
        }
    }
    for keys in ["", "n", "n G"] {
        let mut screen = Screen::start((80, 24));
        screen.keys(keys);
        for width in (60..140).step_by(9) {
            for height in 15..30 {
                screen.app.size = (width, height);
                let shown = screen.shown();
                let selected = if keys.is_empty() { "▸ New" } else { "▸ " };
                assert!(
                    shown.contains(selected),
                    "what is selected is in sight:\n{shown}"
                );
            }
        }
    }
    let many = (1..=10).map(|n| Draft {
        role: "CSP".into(),
        item: format!("{n:02}"),
        field: "note".into(),
        text: "x".into(),
        base: String::new(),
        saved_at: clock().now,
    });
    let mut screen = Screen::with((80, 24), assessment(&[Role::Csp]), many.collect());
    for key in ["G", "g", "down", "end"] {
        screen.keys(key).sees("▸ CSP.");
        screen.app.size = (60, 15);
        screen.sees("▸ CSP.");
        screen.app.size = (80, 24);
    }
    let mut screen = Screen::sample((30, 10));
    screen.sees("too small");
}

#[test]
fn hostile_texts_reach_no_cell() {
    let mut a = assessment(&[Role::Csp]);
    a.subject = "x\u{1b}]52;c;eA==\u{7}\u{9b}31m\u{202e}y".into();
    let mut screen = Screen::with((80, 24), a, Vec::new());
    let shown = screen.shown();
    assert!(
        shown
            .chars()
            .all(|c| c == '\n' || !aicaiq::text::is_unsafe(c)),
        "{shown:?}"
    );
    screen.sees("x␛]52");
}

#[test]
fn the_matrix_is_walked_by_cells() {
    let mut screen = Screen::sample((80, 24));
    screen.keys("o").sees("CSP.07 Periodic role review");
    screen
        .keys("left left")
        .sees("CSP.05 Segregation of duties");
    screen.sees("▲ major not satisfied: mend it");
    // Where not all is in sight, it is said at the bottom, and there alone.
    let mut low = Screen::sample((80, 18));
    let shown = low.keys("o left left").shown();
    assert_eq!(shown.matches("2 more lines: Enter").count(), 1, "{shown}");
    screen.keys("down").sees("MP.05 Segregation of duties");
    screen
        .keys("end up")
        .sees("CSP.10 Supply chain coordination");
    screen.keys("end").sees("CSP.ccm-2");
    // A role without that item: the last one that it has.
    screen.keys("down").sees("MP.10 Supply chain coordination");
    screen
        .keys("down right")
        .sees("MP.10 Supply chain coordination");
    screen.keys("enter").sees("MP · step 10");
    // Back in the results, the item that the walk is at is the selected one.
    screen.keys("up o").sees("MP.09 Continuity");
}

#[test]
fn a_click_on_the_matrix_selects_and_a_second_one_goes_there() {
    let mut screen = Screen::sample((80, 24));
    screen
        .keys("o")
        .click("✗")
        .sees("CSP.05 Segregation of duties");
    screen.click("✗").sees("CSP · step 05");
}

/// Where the form of the selected item begins.
fn form_at(screen: &mut Screen) -> Option<usize> {
    let shown = screen.shown();
    shown.lines().position(|line| line.contains(" Outcome "))
}

#[test]
fn the_form_stays_where_it_is_from_step_to_step() {
    let mut screen = Screen::with((120, 40), assessment(&[Role::Csp, Role::Mp]), Vec::new());
    screen.keys("j");
    let first = form_at(&mut screen);
    assert!(first.is_some());
    for step in 2..=10 {
        screen.keys("j").sees(&format!("CSP · step {step:02}"));
        assert_eq!(form_at(&mut screen), first, "step {step}");
    }
    // Where there is no room for it, nothing of the item goes out of sight.
    let mut screen = Screen::with((80, 24), assessment(&[Role::Csp]), Vec::new());
    for _ in 0..13 {
        screen.keys("j").does_not_see("more ");
    }
}
