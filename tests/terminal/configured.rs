//! The user's configuration on a real terminal.

use crate::pty::Place;

#[test]
fn a_broken_configuration_is_said_and_what_is_right_applies() {
    let place = Place::with(&["CSP"]);
    place.configure(
        "mouse = 7\n[keys.items]\nz = \"answer-satisfied\"\nq = \"none\"\nctrl-c = \"none\"\n",
    );
    let mut pty = place.start(&["a.toml"]);
    pty.sees("config: 2 problems: `aicaiq config check` shows them")
        .sees("CSP 0/13");
    pty.send("z").sees("CSP 1/13").no_longer_sees("config:");
    pty.send("q").sees("q does nothing here");
    pty.send("\x03");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn the_start_page_says_it_too() {
    let place = Place::new();
    place.configure("thmee = \"dark\"\n");
    let mut pty = place.start(&[]);
    pty.sees("New assessment").sees("config: 1 problem");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_broken_theme_is_told_with_its_place() {
    let place = Place::new();
    std::fs::write(place.path("c.toml"), "theme = \"./t.toml\"\n").unwrap();
    std::fs::write(place.path("t.toml"), "inherits = \"dark\"\nhint = 3\n").unwrap();
    let mut pty = place.start_sized(&["--config", "c.toml"], (200, 30));
    pty.sees("config: theme: ./t.toml:2:1: unknown meaning “hint”; `aicaiq config check c.toml` shows it: expected inherits or one of");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn the_mouse_is_left_to_the_terminal() {
    let place = Place::with(&["CSP"]);
    let captured = |pty: &crate::pty::Pty| {
        let bytes = String::from_utf8_lossy(&pty.bytes()).into_owned();
        bytes.contains("\x1b[?1000h")
            || bytes.contains("\x1b[?1002h")
            || bytes.contains("\x1b[?1003h")
    };
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    assert!(captured(&pty), "without a configuration it is taken");
    pty.send("q").ended();
    place.configure("mouse = false\n");
    let mut pty = place.start_with(&["a.toml"], &[("EDITOR", "true")]);
    pty.sees("CSP 0/13")
        .send("jE")
        .sees("the editor has changed nothing");
    pty.send("y").sees("CSP 1/13").send("q");
    assert_eq!(pty.ended(), 0);
    assert!(
        !captured(&pty),
        "not even after another program had the terminal"
    );
    pty.assert_sane();
}

#[test]
fn every_key_of_the_default_configuration_can_be_uncommented() {
    let place = Place::with(&["CSP"]);
    let text = place.run(&["config", "default"]);
    let lines = text.lines().map(|l| {
        l.strip_prefix("# \"")
            .map_or(l.to_owned(), |r| format!("\"{r}"))
    });
    place.configure(&lines.collect::<Vec<_>>().join("\n"));
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("ys").sees("CSP 2/13");
    assert!(!pty.screen().contains("config:"));
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}
