//! The tour on a real terminal: what it writes and what it leaves alone.

use crate::pty::{Place, eventually};
use std::path::PathBuf;

/// What the tour has in the state folder.
fn samples(place: &Place) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(place.path("state/aicaiq"));
    let entries = entries.into_iter().flatten().flatten().map(|e| e.path());
    entries
        .filter(|path| path.to_string_lossy().contains("/tour-"))
        .collect()
}

#[test]
fn who_is_new_is_shown_around() {
    let place = Place::new();
    let mut pty = place.start(&[]);
    pty.sees("▸ Take the tour (t)").send("\r");
    pty.sees("Tour: 1 of 8").send("s").sees("Tour: 2 of 8");
    let [folder] = samples(&place).try_into().unwrap();
    let text = std::fs::read_to_string(folder.join("sample.cek-02.toml")).unwrap();
    assert!(text.contains("[roles.CSP.steps.07]"), "{text}");
    pty.send("nehalf a note").sees("half a note").send("\x1b");
    pty.sees("Tour: 4 of 8")
        .send("q")
        .sees("you have left the tour");
    assert_eq!(samples(&place), [] as [PathBuf; 0]);
    // A second one is like the first.
    pty.send("t").sees("CSP 9/13").sees("Tour: 1 of 8");
    pty.send("ehalf a note").sees("half a note");
    pty.signal(rustix::process::Signal::TERM);
    assert_eq!(pty.ended(), 143);
    assert_eq!(samples(&place), [] as [PathBuf; 0]);
    assert!(!place.journal().contains("half a note"));
    let mut pty = place.start(&[]);
    pty.sees("Assessments you open are listed here");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn ones_own_file_is_as_it_was_left() {
    let place = Place::with(&["MP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("MP 0/11").send("y").sees("MP 1/11");
    let before = place.text();
    pty.send(":take the tour\r").sees("Tour: 1 of 8");
    pty.send("s").sees("Tour: 2 of 8");
    assert_eq!(place.text(), before);
    // Another program writes it meanwhile.
    place.run(&["set", "a.toml", "MP.05", "--outcome", "satisfied"]);
    pty.send("q").sees("MP 2/11").send("s").sees("MP 3/11");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    let text = place.text();
    assert!(text.contains("[roles.MP.steps.01]") && text.contains("[roles.MP.steps.05]"));
    assert_eq!(samples(&place), [] as [PathBuf; 0]);
}

/// The digest of a file that was named just before the tour is recorded when
/// its own assessment is back.
#[test]
fn a_digest_that_is_found_during_the_tour_is_recorded_after_it() {
    let place = Place::with(&["CSP"]);
    let file = std::fs::File::create(place.path("large.bin")).unwrap();
    file.set_len(100_000_000).unwrap();
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("jvlarge.bin\r");
    pty.sees("evidence added").send("?").sees("Keys").send("t");
    pty.sees("Tour: 1 of");
    let files = format!("/proc/{}/fd", pty.pid().as_raw_nonzero());
    let is_read = || {
        let open = std::fs::read_dir(&files).into_iter().flatten().flatten();
        let mut open = open.filter_map(|e| std::fs::read_link(e.path()).ok());
        open.any(|path| path.ends_with("large.bin"))
    };
    eventually("the end of reading", || !is_read());
    pty.send("q").no_longer_sees("Tour: 1 of");
    eventually("the digest", || place.text().contains("sha256 = \""));
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}
