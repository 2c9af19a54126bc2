//! Frames: each is whole between the marks of a synchronised update, and
//! nothing is sent where nothing is to be seen.

use crate::pty::{Place, Pty, eventually};

const BEGIN: &str = "\x1b[?2026h";
const END: &str = "\x1b[?2026l";

/// The frames among the bytes, and what was sent beside them.
fn frames(bytes: &[u8]) -> (Vec<String>, String) {
    let text = String::from_utf8_lossy(bytes).into_owned();
    let mut parts = text.split(BEGIN);
    let mut beside = parts.next().unwrap_or_default().to_owned();
    let mut frames = Vec::new();
    for part in parts {
        let (frame, after) = part.split_once(END).expect("a frame has its end");
        frames.push(frame.to_owned());
        beside.push_str(after);
    }
    (frames, beside)
}

/// The escape sequences and texts of what is sent: an escape sequence is a
/// piece, and so is a text between two.
fn texts(bytes: &str) -> String {
    let mut out = String::new();
    let mut rest = bytes;
    while let Some(at) = rest.find('\x1b') {
        out.push_str(&rest[..at]);
        let sequence = &rest[at + 1..];
        let end = match sequence.strip_prefix('[') {
            Some(csi) => csi.find(|c: char| c.is_ascii_alphabetic()).map(|n| n + 2),
            None => sequence.find(['\\', '\x07']).map(|n| n + 1),
        };
        rest = &sequence[end.unwrap_or(sequence.len())..];
    }
    out + rest
}

#[test]
fn everything_of_a_frame_is_between_its_marks() {
    let place = Place::with(&["CSP", "MP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("js").sees("CSP 1/13");
    pty.send("o").sees("Results").send("o").sees("CSP 1/13");
    pty.send("e")
        .sees("Note")
        .send("some words")
        .sees("some words");
    pty.send("\x1b").sees("saved").resize(100, 30);
    pty.sees("] next open").send("q");
    assert_eq!(pty.ended(), 0);
    let bytes = pty.bytes();
    let (frames, beside) = frames(&bytes);
    assert!(frames.len() > 3, "{}", frames.len());
    let first = texts(&frames[0]);
    assert!(
        first.contains("aicaiq") && first.contains("quit"),
        "{first:?}"
    );
    for frame in &frames {
        assert!(!frame.contains(BEGIN), "a frame in a frame: {frame:?}");
        assert!(
            frame.starts_with("\x1b[?25l"),
            "the cursor is hidden: {frame:?}"
        );
    }
    // What is beside the frames are modes, no cells: no text at all.
    assert_eq!(texts(&beside).trim(), "", "{beside:?}");
}

/// A number that the system keeps of a program's reads and writes.
#[cfg(target_os = "linux")]
fn counted(pty: &Pty, what: &str) -> u64 {
    let path = format!("/proc/{}/io", pty.pid().as_raw_nonzero());
    let text = std::fs::read_to_string(path).unwrap();
    let line = text.lines().find_map(|l| l.strip_prefix(what));
    line.unwrap().trim().parse().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn what_changes_nothing_sends_nothing() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13")
        .send("g")
        .sees("Cloud service provider");
    // At the first row: to the first one, and up, change nothing.
    for key in "gkgkgk".chars() {
        let read = counted(&pty, "rchar:");
        pty.send(&key.to_string());
        eventually("the key is read", || counted(&pty, "rchar:") > read);
    }
    pty.send("j").sees("AI-CAIQ question").send("q");
    assert_eq!(pty.ended(), 0);
    let bytes = pty.bytes();
    let (all, _) = frames(&bytes);
    let empty = all.iter().filter(|f| texts(f).is_empty()).count();
    assert_eq!(empty, 0, "frames without a cell");
}

#[test]
fn rows_that_go_by_come_to_rest_with_what_is_shown_of_them() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13")
        .send("g")
        .sees("Cloud service provider");
    for keys in ["jjjjjj", "kkkk", "jjj"] {
        for key in keys.chars() {
            let shown = ended(&pty);
            pty.send(&key.to_string());
            eventually("a frame", || ended(&pty) > shown);
        }
        let step = match keys {
            "jjjjjj" => "CSP · step 05",
            "kkkk" => "CSP · step 01",
            _ => "CSP · step 04",
        };
        pty.sees(step);
    }
    // What is done in it is shown at once, whatever went by before.
    pty.send("k").send("s").sees("CSP 1/13");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}

/// How many frames are whole.
fn ended(pty: &Pty) -> usize {
    String::from_utf8_lossy(&pty.bytes()).matches(END).count()
}

/// What the frame costs in calls of the system, where that can be counted.
#[cfg(target_os = "linux")]
#[test]
fn a_frame_is_one_write() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13")
        .send("g")
        .sees("Cloud service provider");
    let before = counted(&pty, "syscw:");
    for _ in 0..5 {
        pty.send("d").sees("The control").send("\x1b");
        pty.no_longer_sees("The control");
    }
    // Ten frames. The system counts a call after what it wrote is seen; and
    // the wake-ups of the workers' pipe, if there are any, have their room.
    let made = counted(&pty, "syscw:") - before;
    assert!((8..=14).contains(&made), "{made} writes for ten frames");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}
