//! The tour: its steps, its length, and the way back.

use crate::harness::{DiskIs, Screen, assessment};
use aicaiq::assessment::Role;
use aicaiq::config;
use aicaiq::questionnaire::embedded;
use aicaiq::tui::effect::{Effect, Event};
use aicaiq::tui::model::{Focus, Start};
use aicaiq::tui::tour::{STEPS, text};
use std::sync::Arc;

const SIZE: (u16, u16) = (80, 24);

/// What a newcomer presses, a step of the tour a line.
const SCRIPT: [&str; STEPS] = [
    "s",
    "n",
    "e \"why\" esc",
    "v down enter",
    "u",
    "]",
    "o left enter",
    ":",
];

fn newcomer(size: (u16, u16)) -> Screen {
    let mut screen = Screen::start(size);
    screen.app.start = Start::new(Vec::new());
    screen
}

fn step(screen: &Screen) -> usize {
    screen.app.tour.as_ref().unwrap().step
}

/// Walks through the tour and calls back before each key.
fn walk(screen: &mut Screen, mut seen: impl FnMut(&mut Screen)) {
    for (n, keys) in SCRIPT.iter().enumerate() {
        assert_eq!(step(screen), n, "{keys}\n{}", screen.shown());
        let typed = keys.contains('"');
        let keys = if typed {
            vec!["e", "\"why\"", "esc"]
        } else {
            keys.split(' ').collect()
        };
        for key in keys {
            assert_eq!(step(screen), n, "{key}");
            seen(screen);
            screen.keys(key);
        }
    }
    assert_eq!(step(screen), STEPS, "{}", screen.shown());
    seen(screen);
}

#[test]
fn a_newcomer_is_through_in_less_than_a_minute() {
    let mut screen = newcomer(SIZE);
    screen.keys("enter");
    assert_eq!(screen.effects.first(), Some(&Effect::Tour));
    let mut words = 0;
    let mut last = String::new();
    walk(&mut screen, |screen| {
        let tour = screen.app.tour.as_ref().unwrap();
        let (keys, said) = text(&screen.app, tour);
        let said = format!("{keys} {said}");
        if said != last {
            words += said.split_whitespace().count();
            last = said;
        }
    });
    // Esc and q are still to come.
    let presses = screen.presses + 2;
    let seconds = words as f64 / 250.0 * 60.0 + presses as f64;
    assert!(seconds < 60.0, "{words} words, {presses} keys: {seconds} s");
    screen.sees("Esc closes this, q goes back to the start");
    screen.keys("esc ?").sees("Esc closes this, q goes back");
    screen.keys("esc q");
    assert!(screen.app.tour.is_none());
    screen.sees("that was the tour; t takes it again, n begins your own");
    screen.sees("▸ New assessment");
    assert_eq!(screen.effects.last(), Some(&Effect::EndTour));
    // A second one is like the first.
    screen.keys("t").sees("Tour: 1 of 8").sees("CSP 9/13");
    walk(&mut screen, |_| {});
}

#[test]
fn its_steps_at_two_sizes() {
    for size in [SIZE, (60, 15)] {
        let mut screen = newcomer(size);
        screen.keys("t");
        let mut n = 0;
        let name = |n: usize| format!("tour_{n:02}_{}x{}", size.0, size.1);
        walk(&mut screen, |screen| {
            let shown = screen.shown();
            assert_eq!(shown.lines().count(), usize::from(size.1));
            // Not a word is cut off.
            let (_, said) = text(&screen.app, screen.app.tour.as_ref().unwrap());
            let rows: Vec<&str> = shown.lines().rev().take(2).collect();
            let last = said.split_whitespace().last().unwrap();
            assert!(
                rows.iter().any(|row| row.ends_with(last)),
                "{said}\n{shown}"
            );
            if size == SIZE || n % 5 == 1 {
                insta::assert_snapshot!(name(n), shown);
            }
            n += 1;
        });
        screen.keys("esc");
        insta::assert_snapshot!(name(99), screen.shown());
    }
}

#[test]
fn other_keys_work_and_the_tour_waits() {
    let mut screen = newcomer(SIZE);
    screen.keys("t j k tab esc d t esc z esc , esc D esc");
    assert_eq!(step(&screen), 0, "{}", screen.shown());
    // Another way to the same end, and to that of the next step.
    screen.keys("p");
    assert_eq!(step(&screen), 2);
    screen.keys("space").sees("1 marked").keys("esc");
    assert!(screen.app.tour.is_some(), "the mark was taken back");
    screen.keys("tab q");
    assert!(screen.app.tour.is_none());
    screen.sees("you have left the tour");
    assert!(!screen.left);
    screen.keys("q");
    assert!(screen.left);
}

#[test]
fn a_key_too_many_does_not_stop_the_tour() {
    // The second one lands on a step that has a shortfall already.
    let mut screen = newcomer(SIZE);
    screen.keys("t s s").sees("Tour: 2 of 8");
    screen.keys("n").sees("Tour: 3 of 8");
}

#[test]
fn ones_own_assessment_is_as_it_was_left() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen.keys("y j tab");
    let (row, saves) = (screen.doc().row.clone(), screen.saves);
    let mine = screen.doc().assessment().clone();
    screen
        .keys(": \"take the tour\" enter")
        .sees("SAMPLE: Acme");
    screen.keys("s").sees("Tour: 2 of 8").keys("o q");
    screen.sees("Sample GenAI Platform").does_not_see("Tour:");
    assert_eq!(screen.doc().assessment(), &mine);
    assert_eq!((&screen.doc().row, screen.doc().focus), (&row, Focus::Form));
    assert_eq!(screen.app.size, SIZE);
    // The history is there too.
    screen.keys("u");
    assert_eq!(screen.saves, saves + 2, "one answer in the tour, one undo");
    assert_eq!(screen.saved.as_ref().unwrap().subject, mine.subject);
    // From help, and out with Esc.
    screen.keys("? t").sees("Tour: 1 of 8").keys("esc");
    screen.sees("you have left the tour; : tour takes it again");
}

#[test]
fn what_is_not_saved_is_not_put_aside() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen.disk = DiskIs::Broken("no space left on device");
    screen.keys("y ? t");
    assert!(screen.app.tour.is_none());
    screen.sees("Ctrl-S first, then the tour");
    // Nor is a question.
    screen.disk = DiskIs::Changed;
    screen.keys("esc s ? t");
    assert!(!screen.effects.contains(&Effect::Tour));
}

#[test]
fn it_is_of_the_built_in_questionnaire() {
    let mut screen = newcomer(SIZE);
    let mut other = embedded().clone();
    other.control.id = "XYZ-01".into();
    screen.app.questionnaire = Arc::new(other);
    screen.keys("t").sees("the tour is of CEK-02");
    assert_eq!(screen.effects, []);
}

#[test]
fn it_begins_anew_when_it_is_asked_for_in_the_tour() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen.keys("? t s ? t").sees("Tour: 1 of 8").keys("q");
    screen.sees("Sample GenAI Platform");
    assert!(screen.app.tour.is_none());
}

#[test]
fn the_keys_are_the_users_own() {
    let mut screen = newcomer(SIZE);
    let read = config::read(
        "[keys.items]\n\"f5\" = \"answer-satisfied\"\n\"f6\" = \"quit\"\n[keys.start]\n\"x\" = \"tour\"\n",
        &[],
    );
    screen.app.keys = read.config.keys;
    screen.sees("Take the tour (x)").keys("x");
    screen
        .sees("Press F5  Say that this made-up")
        .sees("F6 leaves");
    screen.keys("f5").sees("Tour: 2 of 8");
}

#[test]
fn a_terminal_that_changes_its_size_keeps_the_tour_in_sight() {
    let mut screen = newcomer(SIZE);
    screen.keys("t");
    for (size, seen) in [
        ((60, 15), "1 of 8"),
        ((59, 15), "too small"),
        ((200, 50), "1 of 8"),
    ] {
        screen.happen(Event::Resize(size.0, size.1));
        screen.sees(seen);
        assert_eq!(screen.app.whole(), size);
    }
    screen.keys("q");
    assert_eq!(screen.app.size, (200, 50));
    for width in (1..130).step_by(8) {
        for height in 0..30 {
            screen.keys("t").happen(Event::Resize(width, height));
            if width > 0 && height > 0 {
                screen.shown();
            }
            screen.happen(Event::Resize(200, 50));
        }
    }
}
