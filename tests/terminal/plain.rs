//! The plain walk on a terminal: nothing but lines.

use crate::pty::{Place, Pty};
use portable_pty::CommandBuilder;

/// The program with another `TERM` than the tests' own.
fn start(place: &Place, term: &str, words: &[&str]) -> Pty {
    let mut command = CommandBuilder::new("env");
    command.arg(format!("TERM={term}"));
    command.arg(env!("CARGO_BIN_EXE_aicaiq"));
    command.args(words);
    Pty::spawn(place.folder.path(), command)
}

/// That what was said had no control character but line ends.
fn assert_lines(pty: &Pty) {
    let bytes = pty.bytes();
    let odd: Vec<&u8> = bytes
        .iter()
        .filter(|b| **b < b' ' && !matches!(b, b'\n' | b'\r'))
        .collect();
    assert!(
        odd.is_empty(),
        "{odd:?} in {}",
        String::from_utf8_lossy(&bytes)
    );
}

#[test]
fn a_dumb_terminal_gets_lines_by_itself() {
    let place = Place::with(&["MP"]);
    let mut pty = start(&place, "dumb", &["answer", "a.toml"]);
    pty.sees("TERM is dumb or not set: no screen here, so the walk is plain")
        .sees("MP.CEK-02.1 answer, y for yes")
        .send("n\n")
        .sees("MP.CEK-02.1 No, saved.")
        .send("\nFirst\nsecond\n.\n")
        .sees("implementation written, saved.")
        .send("j 1\n")
        .sees("MP.01 outcome")
        .send("s\nhttps://example.com/raci\n\nx\n")
        .sees("MP.01 methods: examine, saved.")
        .send("o\n")
        .sees("prints the whole report")
        .send("?\n")
        .sees("q or quit: leaves; everything is saved")
        .send("q\n");
    assert_eq!(pty.ended(), 0);
    assert_lines(&pty);
    pty.assert_sane();
    assert!(place.text().contains("second"), "{}", place.text());
}

#[test]
fn where_there_is_no_screen_its_user_is_told_what_there_is() {
    let place = Place::with(&["MP"]);
    for term in ["dumb", ""] {
        let mut pty = start(&place, term, &["a.toml"]);
        pty.sees("TERM is dumb or not set: no screen here")
            .sees("aicaiq answer a.toml --plain");
        assert_eq!(pty.ended(), 2);
        assert_lines(&pty);
    }
}

#[test]
fn the_same_can_be_asked_for_and_ctrl_d_ends_it() {
    let place = Place::with(&["MP"]);
    let mut pty = start(&place, "xterm-256color", &["answer", "a.toml", "--plain"]);
    pty.sees("MP.CEK-02.1 answer").send("y\n").sees("ownership");
    pty.send("\nHalf a text\n")
        .sees("line 2, one dot ends it, one minus sign drops it:");
    // The terminal shows the key itself, then wipes that again.
    pty.send("\u{4}")
        .sees("not finished")
        .sees("Everything but the unfinished texts is saved.");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    assert!(
        place.journal().contains("Half a text"),
        "{}",
        place.journal()
    );
    let mut pty = start(&place, "xterm-256color", &["answer", "a.toml", "--plain"]);
    pty.sees("not finished").send("\u{3}");
    assert_ne!(pty.ended(), 0);
    assert!(
        place.journal().contains("Half a text"),
        "{}",
        place.journal()
    );
}

#[test]
fn a_person_goes_on_where_they_left_and_a_script_does_not() {
    let place = Place::with(&["MP"]);
    let words = ["answer", "a.toml", "--plain"];
    let mut pty = start(&place, "dumb", &words);
    pty.sees("MP.CEK-02.1 answer")
        .send("j 5\n")
        .sees("MP.05 outcome")
        .send("n\u{1b}[D\n")
        .sees("Enter takes “n”, or type it again: ")
        .send("\n")
        .sees("MP.05 not satisfied, saved.")
        .send("\u{3}");
    assert_ne!(pty.ended(), 0);
    let said = place.run(&words);
    assert!(said.contains("MP.CEK-02.1, 1 of 11"), "{said}");
    assert!(!said.contains("where you left"), "{said}");
    let mut pty = start(&place, "dumb", &words);
    pty.sees("Going on at MP.05, where you left.")
        .sees("Answer: not satisfied.")
        .send("q\n");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_line_that_the_terminal_has_cut_is_not_taken() {
    let place = Place::with(&["MP"]);
    let mut pty = start(&place, "dumb", &["answer", "a.toml", "--plain"]);
    pty.sees("MP.CEK-02.1 answer")
        .send("implementation\n")
        .sees("a line with one dot ends it");
    pty.send(&format!("{}\n", "x".repeat(5000)))
        .sees("the terminal cuts lines at 4095 bytes")
        .send("q\n");
    assert_eq!(pty.ended(), 0);
    assert!(!place.text().contains("xxx"));
}

#[test]
fn without_plain_it_is_the_screen() {
    let place = Place::with(&["MP"]);
    let mut pty = place.start(&["answer", "a.toml"]);
    pty.sees("MP 0/11").send("q");
    assert_eq!(pty.ended(), 0);
    let mut pty = place.start(&["answer", "a.toml", "--all"]);
    pty.sees("are of the plain walk: add --plain");
    assert_eq!(pty.ended(), 2);
}
