//! A click in a text that is being written.

use crate::harness::Screen;
use crossterm::event::{MouseButton, MouseEventKind};

const SIZE: (u16, u16) = (80, 24);

/// Clicks so many columns behind the start of a text.
fn click(screen: &mut Screen, text: &str, behind: u16) {
    let (column, row) = screen.find(text);
    screen.mouse(
        MouseEventKind::Down(MouseButton::Left),
        column + behind,
        row,
    );
}

#[test]
fn a_click_sets_the_cursor_in_a_note() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j e \"first line of it\nsecond\n\nlast\"");
    click(&mut screen, "first line", 6);
    screen.keys("\"X\"").sees("first Xline of it");
    // Behind the end of a line, and below the text.
    click(&mut screen, "second", 30);
    screen.keys("\"Y\"").sees("secondY");
    click(&mut screen, "last", 0);
    screen.keys("\"Z\"").sees("Zlast");
    let (column, row) = screen.find("Zlast");
    let press = MouseEventKind::Down(MouseButton::Left);
    screen.mouse(press, column + 1, row + 1);
    screen.keys("\"W\"").sees("ZWlast");
    screen.keys("esc");
    let id = aicaiq::questionnaire::StepId::new("01").unwrap();
    let step = screen
        .doc()
        .assessment()
        .step(aicaiq::assessment::Role::Csp, &id);
    assert_eq!(step.note, "first Xline of it\nsecondY\n\nZWlast");
}

#[test]
fn a_click_finds_its_row_where_a_text_is_scrolled_and_wrapped() {
    let mut screen = Screen::fresh(SIZE);
    let lines: Vec<String> = (0..60).map(|n| format!("row{n} 鍵管理 of keys")).collect();
    screen.keys(&format!("j e \"{}\"", lines.join("\n")));
    screen.sees("row59").does_not_see("row9 ");
    click(&mut screen, "row55", 8);
    screen.keys("\"!\"").sees("row55 鍵!管理");
    screen.keys("ctrl-home");
    click(&mut screen, "row3 ", 5);
    screen.keys("\"!\"").sees("row3 !鍵管理");
}

#[test]
fn a_click_sets_the_cursor_in_a_line() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j m \"5 of 42 keys\"");
    click(&mut screen, "of 42 keys", 3);
    screen.keys("\"1\"").sees("5 of 142 keys").keys("esc");
    screen.keys("v \"evidence/keys.pdf\"");
    click(&mut screen, "evidence/keys", 9);
    screen
        .keys("\"my-\"")
        .sees("evidence/my-keys.pdf")
        .keys("esc");
    screen.keys("/ \"zebra\"");
    click(&mut screen, "zebra", 0);
    screen.keys("\"key \"").sees("key zebra");
    let mut screen = Screen::start(SIZE);
    screen.keys("n \"Acme Platform\"");
    click(&mut screen, "Acme Platform", 5);
    screen.keys("\"AI \"").sees("Acme AI Platform");
    screen.click("Assessor").keys("\"Ann\"");
    click(&mut screen, "Ann", 0);
    screen.keys("\"Jo\"").sees("JoAnn");
}
