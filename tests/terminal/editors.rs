//! The user's editor has the terminal: signals, crashes, stops, and what it
//! leaves behind.

use crate::pty::{Place, Pty, eventually};
use rustix::process::Signal;

/// Starts an item's note in an editor that does what a script says; `$1` is
/// the file.
fn edit(place: &Place, script: &str) -> Pty {
    let path = place.path("editor.sh");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&path, executable).unwrap();
    let command = path.to_str().unwrap();
    let mut pty = place.start_with(&["a.toml"], &[("EDITOR", command), ("VISUAL", "")]);
    pty.sees("CSP 0/13").send("jE");
    pty
}

const WAITS: &str = "echo precious > \"$1\"; echo editing; while :; do sleep 0.05; done";

#[test]
fn a_signal_while_the_editor_waits_ends_both_and_keeps_what_was_written() {
    for (signal, code) in [(Signal::TERM, 143), (Signal::HUP, 129)] {
        let place = Place::with(&["CSP"]);
        let mut pty = edit(&place, WAITS);
        pty.sees("editing").signal(signal);
        assert_eq!(pty.ended(), code);
        pty.assert_sane();
        assert!(
            place.text().contains("note = \"precious\""),
            "{}",
            place.text()
        );
    }
}

#[test]
fn an_editor_that_does_not_end_is_left_behind_with_its_text_kept() {
    let place = Place::with(&["CSP"]);
    let mut pty = edit(&place, &format!("trap '' TERM; {WAITS}"));
    pty.sees("editing").signal(Signal::TERM);
    assert_eq!(pty.code(), 143);
    let kept = std::fs::read_dir(place.path("state/aicaiq")).unwrap();
    let kept = kept
        .flatten()
        .filter(|e| e.path().extension().is_some_and(|e| e == "md"));
    let texts = kept.map(|e| std::fs::read_to_string(e.path()).unwrap());
    assert_eq!(texts.collect::<Vec<_>>(), ["precious\n"]);
}

#[test]
fn margins_that_an_editor_leaves_do_not_crowd_the_screen() {
    let place = Place::with(&["CSP"]);
    let leaves = "printf '\\033[?1049h\\033[3;5r'; echo written > \"$1\"";
    let mut pty = edit(&place, leaves);
    pty.sees("written").sees("○ 02").sees("○ 10");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn sigint_and_sigquit_are_the_editors() {
    let place = Place::with(&["CSP"]);
    let script = format!("trap 'echo caught > \"$1\"; exit 0' QUIT; {WAITS}");
    let mut pty = edit(&place, &script);
    pty.sees("editing").signal(Signal::INT);
    pty.send("\x1c").sees("CSP 0/13").sees("caught").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn an_editor_that_stops_itself_gives_its_user_the_shell() {
    let place = Place::with(&["CSP"]);
    let mut pty = edit(&place, "echo begun; kill -STOP $$; echo finished > \"$1\"");
    pty.sees("begun");
    eventually("both to stop", || pty.is_stopped());
    pty.continue_all();
    pty.sees("CSP 0/13").sees("finished").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn an_editor_that_crashes_loses_nothing() {
    let place = Place::with(&["CSP"]);
    let mut pty = edit(&place, "echo precious > \"$1\"; kill -SEGV $$");
    pty.sees("what was written is").send("\x1b");
    pty.no_longer_sees("what was written is").send("q");
    pty.ended();
    pty.assert_sane();
}

#[test]
fn what_an_editor_does_to_the_terminal_does_not_stay() {
    let place = Place::with(&["CSP"]);
    let modes = "printf '\\033[?1049h\\033[?25l\\033[?1003h\\033[?2004h'";
    let script = format!("stty raw -echo -isig; {modes}; echo written > \"$1\"");
    let mut pty = edit(&place, &script);
    pty.sees("CSP 0/13").sees("written").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn a_text_of_the_editor_that_is_too_long_stays_where_it_was_written() {
    let place = Place::with(&["CSP"]);
    let mut pty = edit(&place, "head -c 2000000 /dev/zero | tr '\\0' x > \"$1\"");
    pty.sees("longer than 1 MiB").send("\x1b");
    pty.no_longer_sees("longer than 1 MiB").send("q");
    pty.ended();
    assert!(place.text().len() < 10_000);
    let kept = std::fs::read_dir(place.path("state/aicaiq"))
        .unwrap()
        .flatten();
    let mut kept = kept.filter(|e| e.path().extension().is_some_and(|e| e == "md"));
    assert_eq!(kept.next().unwrap().metadata().unwrap().len(), 2_000_000);
    place.run(&["check", "a.toml"]);
}

#[test]
fn an_editor_command_has_words_as_in_a_shell() {
    let place = Place::with(&["CSP"]);
    let folder = place.path("my bin");
    std::fs::create_dir(&folder).unwrap();
    let script = folder.join("ed");
    let text =
        "#!/bin/sh\nfor last; do :; done\nprintf '[%s]' \"$@\" | sed 's/\\[[^[]*$//' > \"$last\"\n";
    std::fs::write(&script, text).unwrap();
    let executable = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    std::fs::set_permissions(&script, executable).unwrap();
    let command = format!("'{}' -a '' --cfg \"a b\" $HOME", script.display());
    let mut pty = place.start_with(&["a.toml"], &[("EDITOR", &command), ("VISUAL", " ")]);
    pty.sees("CSP 0/13").send("jE").sees("[-a][]");
    let text = place.text();
    assert!(
        text.contains("note = \"[-a][][--cfg][a b][$HOME]\""),
        "{text}"
    );
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    // One that fails is told with its whole command and its code.
    let editor = [("EDITOR", "sh -c 'exit 3'"), ("VISUAL", "")];
    let mut pty = place.start_with(&["a.toml"], &editor);
    pty.sees("CSP 0/13")
        .send("jE")
        .sees("exit status: 3: sh -c");
    pty.send("\x1b").no_longer_sees("Note · CSP.02").send("q");
    assert_eq!(pty.ended(), 0);
    assert_eq!(place.text(), text);
    // What cannot be split is told, and nothing is run or written.
    let command = format!("'{} -w", script.display());
    let mut pty = place.start_with(&["a.toml"], &[("EDITOR", &command), ("VISUAL", "")]);
    pty.sees("CSP 0/13").send("jE").sees("has a quote without");
    pty.send("\x1b").no_longer_sees("Note · CSP.03").send("q");
    assert_eq!(pty.ended(), 0);
    assert_eq!(place.text(), text);
    pty.assert_sane();
}

#[test]
fn what_is_appended_to_a_text_is_a_line_of_its_own() {
    let place = Place::with(&["CSP"]);
    let mut pty = edit(&place, "printf 'more\\n' >> \"$1\"");
    pty.sees("more").send("e").sees("Note · CSP.01");
    pty.send("\x1b").no_longer_sees("Note · CSP.01");
    pty.send("E");
    eventually("two lines", || place.text().contains("\nmore\nmore\""));
    pty.send("e")
        .sees("Note · CSP.01")
        .sees("2:5 · 9 characters");
    pty.send("\x1b").no_longer_sees("Note · CSP.01").send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn an_editor_that_changes_nothing_leaves_a_text_as_it_was() {
    let place = Place::with(&["CSP"]);
    let mut pty = edit(&place, "printf 'a\\nb\\n' > \"$1\"");
    pty.sees("Note").sees(" b");
    eventually("the text is saved", || place.text().contains("a\nb"));
    let before = place.text();
    std::fs::write(place.path("editor.sh"), "#!/bin/sh\ntrue\n").unwrap();
    pty.send("E").sees("the editor has changed nothing");
    pty.send("j").sees("CSP · step 02");
    assert_eq!(place.text(), before);
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn an_interrupt_that_comes_late_was_the_editors_too() {
    let place = Place::with(&["CSP"]);
    let late = "echo written > \"$1\"\n(sleep 0.01; kill -INT $PPID; echo > sent) &\nexit 0";
    let mut pty = edit(&place, late);
    pty.sees("written");
    let sent = place.path("sent");
    eventually("the interrupt to be sent", || sent.exists());
    // What comes after it is answered still.
    pty.send("j").sees("step 02").send("q");
    assert_eq!(pty.ended(), 0, "the interrupt was the editor's");
}

#[test]
fn keys_typed_while_the_editor_is_open_answer_nothing() {
    let place = Place::with(&["CSP"]);
    let waits = "until [ -e typed ]; do sleep 0.05; done; echo slow text >> \"$1\"";
    let mut pty = edit(&place, waits);
    // An editor with a window of its own shows nothing here.
    pty.sees("aicaiq waits for editor.sh to close the text");
    pty.send("sssq\x1b");
    std::fs::write(place.path("typed"), "").unwrap();
    pty.sees("editor was open were thrown away");
    pty.sees("CSP.01 note from the editor: 1 line").send("ss");
    pty.sees("CSP 2/13").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    let text = place.text();
    assert_eq!(text.matches("satisfied").count(), 2, "{text}");
    assert!(text.contains("slow text"), "{text}");
    // What stood there meanwhile is not left behind for the shell.
    assert!(!pty.screen().contains("aicaiq waits"), "{}", pty.screen());
}
