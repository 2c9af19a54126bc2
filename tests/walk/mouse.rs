//! Clicks and the wheel.

use crate::harness::Screen;
use aicaiq::assessment::{Outcome, Role};
use aicaiq::questionnaire::StepId;
use crossterm::event::MouseEventKind;

const SIZE: (u16, u16) = (80, 24);

#[test]
fn a_click_selects_and_a_second_one_acts() {
    let mut screen = Screen::fresh(SIZE);
    screen.click(" 04 ").sees("CSP · step 04");
    screen
        .click("e writes")
        .click("e writes")
        .sees("Note · CSP.04");
    screen.keys("\"seen\" esc");
    let step = StepId::new("04").unwrap();
    let saved = screen.saved.clone().unwrap();
    assert_eq!(saved.step(Role::Csp, &step).note, "seen");
    screen.click("n/a").sees("[n/a]");
    let saved = screen.saved.clone().unwrap();
    assert_eq!(
        saved.step(Role::Csp, &step).outcome(),
        Outcome::NotApplicable
    );
    screen.click("▾ MP").sees("MP · Model provider");
    screen.click("▾ MP").sees("▸ MP");
}

#[test]
fn the_wheel_scrolls_what_is_under_it() {
    let mut screen = Screen::sample(SIZE);
    screen.keys("up up").sees("↓");
    let before = screen.shown();
    screen.mouse(MouseEventKind::ScrollDown, 60, 10);
    assert_ne!(screen.shown(), before);
    screen.mouse(MouseEventKind::ScrollUp, 60, 10);
    assert_eq!(screen.shown(), before);
    screen
        .mouse(MouseEventKind::ScrollDown, 5, 10)
        .sees("CSP · step 06");
}

#[test]
fn a_click_on_a_choice_chooses_it() {
    let mut screen = Screen::fresh(SIZE);
    screen
        .keys("j")
        .click("partially")
        .sees("[partially]")
        .sees("CSP.01 partially-satisfied · gap");
    screen.click("major").sees("[major]");
    screen.click("interview").sees("[x] interview");
    screen.keys("pgdn").click("ready").sees("[ready]");
    screen.keys("esc g down").click("No  NA").sees("[No]");
}

#[test]
fn a_double_click_chooses_once_and_beside_the_words_nothing_happens() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j");
    let (column, row) = screen.find("partially");
    let press = MouseEventKind::Down(crossterm::event::MouseButton::Left);
    screen
        .mouse(press, column, row)
        .mouse(press, column, row)
        .sees("[partially]");
    screen
        .mouse(press, 78, row)
        .mouse(press, 78, row)
        .sees("[partially]");
}

#[test]
fn a_question_is_not_answered_by_the_wheel() {
    let mut screen = Screen::fresh(SIZE);
    screen.disk = crate::harness::DiskIs::Changed;
    screen.keys("y");
    screen
        .mouse(MouseEventKind::ScrollDown, 5, 10)
        .sees("Changed on disk")
        .sees("CSP · step 01");
}

#[test]
fn tabs_of_the_summary_and_gaps_can_be_clicked() {
    let mut screen = Screen::sample(SIZE);
    screen.keys("o").click("Standards").sees("EU AI Act");
    screen
        .click("Gaps (")
        .click("MP.04")
        .click("MP.04")
        .sees("MP · step 04");
}

#[test]
fn the_start_page_and_the_wizard_can_be_clicked() {
    let mut screen = Screen::start(SIZE);
    screen
        .click("New assessment")
        .sees("Layers the provider runs");
    screen
        .click("Orchestrated")
        .sees("[x] Orchestrated")
        .sees("[x] OSP")
        .sees("[x] AP");
}
