//! Kill it at any moment: everything that was shown as answered is there.

use crate::pty::{Place, eventually};
use rustix::process::Signal;

/// How many items of the first role the screen shows as answered.
fn shown_as_answered(screen: &str) -> usize {
    let line = screen
        .lines()
        .find(|l| l.contains("CSP ") && l.contains("/13"))
        .unwrap();
    let (done, _) = line.split_once("/13").unwrap();
    done.rsplit(' ').next().unwrap().parse().unwrap()
}

fn answered_on_disk(place: &Place) -> usize {
    let text = place.text();
    text.matches("\noutcome = ").count() + text.matches("\nanswer = ").count()
}

#[test]
fn a_role_answered_across_a_sigkill() {
    let place = Place::with(&["CSP", "MP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("ysssP").sees("CSP 5/13");
    pty.send("e")
        .sees("Note · CSP.05")
        .send("seen with my own ey")
        .sees("own ey");
    eventually("the journal", || place.journal().contains("own ey"));
    pty.signal(Signal::KILL);
    pty.ended();
    assert_eq!(answered_on_disk(&place), 5);
    place.run(&["check", "a.toml"]);

    let mut pty = place.start(&["a.toml"]);
    pty.sees("Unsaved text found")
        .sees("own ey")
        .send("\r")
        .sees("Note · CSP.05");
    pty.send("es\x1b").no_longer_sees("Note · CSP.05");
    pty.send("ssssssss").sees("CSP 13/13").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();

    let text = place.text();
    assert!(text.contains("note = \"seen with my own eyes\""), "{text}");
    let csp = &place.summary()["roles"]["CSP"];
    assert_eq!(csp["result"], "partially-satisfied");
    assert_eq!(csp["counts"]["satisfied"], 11);
    assert_eq!(csp["counts"]["not-assessed"], 0);
    assert!(!place.journal().contains("own ey"), "the journal let go");
}

#[test]
fn what_is_shown_is_on_disk_whenever_the_kill_comes() {
    for kill_at in 1..=12 {
        let place = Place::with(&["CSP"]);
        let mut pty = place.start(&["a.toml"]);
        pty.sees("CSP 0/13");
        // All keys at once; the kill comes somewhere among them.
        pty.send("yssssssssssss").sees("CSP ");
        eventually("some answers", || {
            shown_as_answered(&pty.screen()) >= kill_at
        });
        pty.signal(Signal::KILL);
        let shown = shown_as_answered(&pty.screen());
        pty.ended();
        let kept = answered_on_disk(&place);
        assert!(kept >= shown, "{shown} shown, {kept} kept");
        place.run(&["check", "a.toml"]);
        let stray: Vec<_> = std::fs::read_dir(place.folder.path())
            .unwrap()
            .flatten()
            .map(|e| e.file_name().to_string_lossy().into_owned())
            .filter(|n| n.ends_with(".toml") && n != "a.toml")
            .collect();
        assert!(stray.is_empty(), "{stray:?}");
    }
}

#[test]
fn another_writer_is_noticed_and_both_sides_are_kept() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    pty.send("e").sees("Implementation ·");
    place.run(&[
        "set",
        "a.toml",
        "CSP.CEK-02.1",
        "--implementation",
        "from elsewhere",
    ]);
    pty.send("mine\x1b")
        .sees("Changed on disk")
        .sees("Changed by both: CSP.CEK-02.1.");
    assert!(
        place.text().contains("from elsewhere"),
        "nothing is overwritten unasked"
    );
    pty.answers("m")
        .sees("yours is written; theirs is kept in a.theirs-");
    let text = place.text();
    assert!(text.contains("implementation = \"mine\"") && !text.contains("from elsewhere"));
    pty.send("q");
    pty.ended();
    let theirs: Vec<_> = std::fs::read_dir(place.folder.path())
        .unwrap()
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().starts_with("a.theirs-"))
        .collect();
    assert_eq!(theirs.len(), 1);
    assert!(
        std::fs::read_to_string(theirs[0].path())
            .unwrap()
            .contains("from elsewhere")
    );
}

#[test]
fn answers_that_cannot_be_saved_survive_a_sigkill_too() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    pty.send("e").sees("Implementation ·");
    place.run(&[
        "set",
        "a.toml",
        "CSP.CEK-02.1",
        "--implementation",
        "elsewhere",
    ]);
    pty.send("mine\x1b").sees("Changed on disk");
    pty.signal(Signal::KILL);
    pty.ended();
    let unsaved = || {
        let entries = std::fs::read_dir(place.path("state/aicaiq/unsaved"));
        entries.map_or(Vec::new(), |e| {
            e.flatten().map(|e| e.path()).collect::<Vec<_>>()
        })
    };
    let text = std::fs::read_to_string(&unsaved()[0]).unwrap();
    assert!(text.contains("implementation = \"mine\""), "{text}");
    let mut pty = place.start(&["a.toml"]);
    pty.sees("Not saved the last time")
        .send("\x1b")
        .sees("they are kept");
    // A save of its own leaves what another could not save alone.
    pty.send("jy").sees("CSP 1/13").send("q");
    assert_eq!(pty.ended(), 0);
    assert_eq!(unsaved().len(), 1);
    // What both have changed since is asked, the rest is there.
    let mut pty = place.start(&["a.toml"]);
    pty.sees("Not saved the last time").send("\r");
    pty.sees("Both changed CSP.CEK-02.1 implementation")
        .send("t");
    pty.sees("no conflict is left").send("q");
    assert_eq!(pty.ended(), 0);
    assert!(place.text().contains("implementation = \"mine\""));
    assert!(unsaved().is_empty());
}

#[test]
fn a_file_that_is_broken_meanwhile_is_told_with_its_line() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13");
    let broken = format!("{}\nroles = [[", place.text());
    std::fs::write(place.path("a.toml"), &broken).unwrap();
    pty.send("y")
        .sees("Theirs cannot be loaded")
        .sees("line 11");
    pty.answers("m")
        .sees("theirs is kept in a.theirs-")
        .send("q");
    assert_eq!(pty.ended(), 0);
    assert!(place.text().contains("answer = \"Yes\""));
}

#[test]
fn two_writers_through_the_command_line_lose_nothing() {
    let place = Place::with(&["CSP", "MP"]);
    std::thread::scope(|scope| {
        for role in ["CSP", "MP"] {
            let place = &place;
            scope.spawn(move || {
                for n in 1..=10 {
                    place.run(&[
                        "set",
                        "a.toml",
                        &format!("{role}.{n}"),
                        "--outcome",
                        "satisfied",
                    ]);
                }
            });
        }
    });
    assert_eq!(answered_on_disk(&place), 20);
}
