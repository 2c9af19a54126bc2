//! The screen over its views, with hostile texts in every field.

use crate::commands::{made, odd};
use crate::hostile::STEERING;
use crate::pty::{Place, Pty};
use crate::stream::{self, To};

/// Checks the frames that are whole by now.
#[track_caller]
fn so_far(what: &str, pty: &Pty) {
    const FRAME_END: &[u8] = b"\x1b[?2026l";
    let bytes = pty.bytes();
    let ends = bytes.windows(FRAME_END.len()).rposition(|w| w == FRAME_END);
    stream::check(what, &bytes[..ends.unwrap() + FRAME_END.len()], To::Screen);
}

/// Starts the screen on a wide terminal.
fn start(place: &Place, words: &[&str]) -> Pty {
    let mut pty = place.start(words);
    pty.resize(120, 40);
    pty
}

#[track_caller]
fn end(what: &str, mut pty: Pty) {
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    stream::check(what, &pty.bytes(), To::Screen);
}

#[test]
fn every_view_of_a_control_sends_only_what_is_ours() {
    let place = made(&odd());
    let mut pty = start(&place, &["--questionnaire", "q/q.toml", "a.toml"]);
    pty.sees("CSP ").send("gj");
    for (open, seen) in [
        ("?", "Keys: items"),
        (":", "Palette:"),
        (":EV", "Palette:"),
        ("/", "Find in"),
        ("/EV", "Find in"),
        ("z", "Show only"),
        ("v", "Evidence: link"),
        ("d", "The control"),
        ("B", "╭ CSP."),
        ("e", "╭"),
        ("jje", "╭"),
        ("c", "╭"),
        ("m", "╭"),
    ] {
        pty.send(open).sees(seen).send("\x1b").no_longer_sees("╭");
    }
    pty.send(",")
        .sees("Layers the provider runs")
        .send("\x1b")
        .sees("Esc again");
    pty.send("\x1b").no_longer_sees("Layers the provider runs");
    pty.send("o").sees("Results");
    for _ in 0..6 {
        pty.send("\tJjk").sees("Responsibility");
    }
    pty.send("\x1b").no_longer_sees("Responsibility");
    pty.resize(60, 15);
    pty.sees("CSP");
    end("a control", pty);
}

#[test]
fn folders_portfolios_and_conflicts_send_only_what_is_ours() {
    let text = odd();
    let place = made(&text);
    let mut pty = start(&place, &["many/acme"]);
    pty.sees("control")
        .send("?")
        .sees("Keys:")
        .send("\x1b")
        .no_longer_sees("Keys:");
    pty.send(":")
        .sees("Palette")
        .send("\x1b")
        .no_longer_sees("Palette");
    pty.send("o")
        .sees("Result by role")
        .send("o")
        .no_longer_sees("Result by role");
    pty.send("\r").sees("CSP 4/4").send("gjj");
    end("a folder", pty);
    let mut pty = start(
        &place,
        &["portfolio", "many", "--questionnaire", "q/q.toml"],
    );
    pty.sees("Providers (")
        .send("\t")
        .sees("Expiring")
        .send("\t\t")
        .send("b")
        .sees("by ");
    pty.send("\r");
    end("many providers", pty);
    let mut pty = start(&place, &["--questionnaire", "q/q.toml", "conflicts.toml"]);
    pty.sees("2 conflicts")
        .send("X")
        .sees("changed subject")
        .send("\x1b")
        .no_longer_sees("changed subject");
    end("conflicts", pty);
    // What another program writes meanwhile is asked about.
    let mut pty = start(&place, &["--questionnaire", "q/q.toml", "a.toml"]);
    pty.sees("CSP ").send("gjjj");
    std::fs::copy(place.path("later.toml"), place.path("a.toml")).unwrap();
    pty.sees("not satisfied");
    std::fs::write(
        place.path("a.toml"),
        format!("schema = 1\n{}", STEERING.concat()),
    )
    .unwrap();
    pty.send("s").sees("╭");
    so_far("a broken file", &pty);
}

/// Files that cannot be opened say so on the screen, and the start page lists
/// files by their names.
#[test]
fn the_start_page_sends_only_what_is_ours() {
    for text in STEERING {
        let name = format!("{}.toml", text.replace(['\0', '/'], ""));
        let place = Place::with(&["CSP"]);
        std::fs::rename(place.path("a.toml"), place.path(&name)).unwrap();
        let path = format!("./{name}");
        let mut pty = start(&place, &[&path]);
        pty.sees("CSP 0/13")
            .send("j,")
            .sees("Layers the provider runs")
            .send("\x1b");
        pty.no_longer_sees("Layers the provider runs");
        end("a file", pty);
        let mut pty = start(&place, &[]);
        pty.sees("Recent")
            .sees("EVIL")
            .send("?")
            .sees("Keys:")
            .send("\x1b")
            .no_longer_sees("Keys:");
        std::fs::write(place.path(&name), format!("schema = 1\n{text}")).unwrap();
        pty.send("\r").sees("✗ /");
        so_far("a broken recent file", &pty);
    }
}

#[test]
fn pastes_come_in_without_what_steers() {
    let place = Place::with(&["CSP"]);
    let mut pty = start(&place, &["a.toml"]);
    pty.sees("CSP 0/13").send("je").sees("Note · CSP.01");
    for text in STEERING {
        // A terminal takes the end of a paste out of it. One that does not
        // lets the rest be keys, which are written here as text.
        pty.send(&format!(
            "\x1b[200~{}|\x1b[201~",
            text.replace('\u{1b}', "\u{1b}\u{1b}")
        ));
    }
    pty.send("\x1b[200~in\x1b[201~out\x1b[201~done")
        .sees("done");
    pty.send("\x1b").no_longer_sees("Note · CSP.01");
    pty.send(":")
        .sees("Palette")
        .send("\x1b[200~x\u{9b}31m\u{202e}\nzzz\x1b[201~")
        .sees("zzz");
    pty.send("\x1b")
        .no_longer_sees("Palette")
        .send("/")
        .sees("Find in");
    pty.send("\x1b[200~x\u{9b}31m\u{202e}\nzzz\x1b[201~")
        .sees("zzz")
        .send("\x1b")
        .no_longer_sees("Find in");
    end("pastes", pty);
    let note = place.text();
    assert!(note.contains("EVIL"), "{note}");
    assert!(stream::read(note.as_bytes(), To::Pipe).is_ok(), "{note:?}");
    place.run(&["check", "a.toml"]);
}
