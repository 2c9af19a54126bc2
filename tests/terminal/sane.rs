//! Signals, suspension, panics: the terminal is as it was, the work is kept.

use crate::pty::{Place, Pty, eventually};
use aicaiq::questionnaire::embedded;
use aicaiq::store::AnswerFile;
use aicaiq::tui::effect::Clock;
use aicaiq::tui::{Start, run};
use portable_pty::CommandBuilder;
use rustix::process::Signal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

fn half_typed(place: &Place) -> Pty {
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("ys").sees("CSP 2/13");
    pty.send("e")
        .sees("Note · CSP.02")
        .send("half a thought")
        .sees("half a thought");
    pty
}

#[test]
fn sigterm_and_sighup_keep_the_work_and_the_terminal() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::INT, 130)] {
        let place = Place::with(&["CSP"]);
        let mut pty = half_typed(&place);
        pty.signal(signal);
        assert_eq!(pty.ended(), code);
        pty.assert_sane();
        assert!(place.journal().contains("half a thought"));
        assert!(place.text().contains("outcome = \"satisfied\""));
    }
}

#[test]
fn what_a_signal_finds_unsaved_is_offered_the_next_time() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    // While a text is being written, what others write does not come in.
    pty.send("e").sees("Implementation ·");
    place.run(&[
        "set",
        "a.toml",
        "CSP.CEK-02.1",
        "--implementation",
        "elsewhere",
    ]);
    pty.send("mine\x1b")
        .sees("Changed on disk")
        .send("\x1b")
        .sees("NOT SAVED");
    pty.signal(Signal::TERM);
    assert_eq!(pty.ended(), 143);
    pty.sees("what could not be saved is in")
        .sees("it is offered");
    let mut pty = place.start(&["a.toml"]);
    pty.sees("Not saved the last time");
}

#[test]
fn ctrl_z_gives_the_terminal_back_and_fg_takes_it_again() {
    let place = Place::with(&["CSP"]);
    let mut pty = half_typed(&place);
    pty.send("\x1a");
    eventually("the stop", || pty.is_stopped());
    eventually("the ordinary screen", || {
        !pty.screen().contains("half a thought")
    });
    pty.assert_sane();
    assert!(
        place.journal().contains("half a thought"),
        "journalled before it stopped"
    );
    pty.signal(Signal::CONT);
    pty.sees("half a thought")
        .send("!\x1b")
        .no_longer_sees("Note · CSP.02");
    assert!(place.text().contains("half a thought!"));
    // The same by a signal from outside.
    pty.signal(Signal::TSTP);
    eventually("the stop", || pty.is_stopped());
    pty.signal(Signal::CONT);
    pty.sees("CSP 2/13").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

/// Not a test of its own: the program that the next test runs on a terminal,
/// with a clock that panics once it is told to.
#[test]
#[ignore = "run by a_panic_keeps_the_work_and_the_terminal"]
fn a_screen_that_panics() {
    fn clock() -> Clock {
        assert!(
            !Path::new("panic-now").exists(),
            "the clock was told to panic"
        );
        Clock {
            now: chrono::Utc::now(),
            today: chrono::Local::now().date_naive(),
        }
    }
    let questionnaire = Arc::new(embedded().clone());
    let file = AnswerFile::open(Path::new("a.toml"), &questionnaire).unwrap();
    let start = Start {
        controls: None,
        home: None,
        questionnaire,
        named: None,
        flag: None,
        file: Some(file),
        portfolio: None,
        looks_after: None,
        folder: PathBuf::new(),
        state: PathBuf::from("state/aicaiq"),
        user: String::new(),
        theme: aicaiq::tui::theme::Theme::default(),
        config: aicaiq::config::Config::default(),
        misconfigured: None,
        links: None,
        editor: std::ffi::OsString::new(),
        past: |_, _| None,
        git: aicaiq::tui::asker::Git::absent(),
        clock,
    };
    run(start).unwrap();
}

#[test]
fn a_panic_keeps_the_work_and_the_terminal() {
    let place = Place::with(&["CSP"]);
    let mut command = CommandBuilder::new(std::env::current_exe().unwrap());
    command.args([
        "--exact",
        "sane::a_screen_that_panics",
        "--ignored",
        "--nocapture",
    ]);
    let mut pty = Pty::spawn(place.folder.path(), command);
    pty.sees("CSP 0/13").send("ys").sees("CSP 2/13");
    pty.send("e")
        .sees("Note · CSP.02")
        .send("half a thought")
        .sees("half a thought");
    std::fs::write(place.path("panic-now"), "").unwrap();
    pty.send("x").sees("the clock was told to panic");
    assert_ne!(pty.ended(), 0);
    pty.assert_sane();
    assert!(place.journal().contains("half a thought"));
    assert!(place.text().contains("outcome = \"satisfied\""));
}

#[test]
fn a_file_name_full_of_escape_sequences_reaches_no_terminal() {
    let place = Place::new();
    let name = "x\u{1b}]52;c;eA==\u{7}\u{1b}[31m\u{9b}7m.toml";
    place.run(&["new", name, "--subject", "Sample", "--role", "CSP"]);
    let mut pty = place.start(&[name]);
    pty.sees("CSP 0/13").send("y").sees("CSP 1/13").send("q");
    pty.ended();
    let mut pty2 = place.start(&[]);
    pty2.sees("Recent").send("q");
    pty2.ended();
    for bytes in [pty.bytes(), pty2.bytes()] {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("\u{1b}]52"), "OSC 52 reached the terminal");
        assert!(!text.contains('\u{7}') && !text.contains('\u{9b}'));
    }
}

#[test]
fn without_a_terminal_it_says_what_to_use_instead() {
    let place = Place::with(&["CSP"]);
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_aicaiq"))
        .arg("a.toml")
        .current_dir(place.folder.path())
        .env("HOME", place.folder.path())
        .env("XDG_CONFIG_HOME", place.path("config"))
        .stdin(std::process::Stdio::null())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty());
    assert!(String::from_utf8_lossy(&output.stderr).contains("needs a terminal"));
}
