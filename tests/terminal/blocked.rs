//! A terminal that takes nothing (a stopped multiplexer, a line that hangs):
//! keys are still taken, what they say is kept, and signals are obeyed.

use crate::pty::{Place, eventually};
use rustix::process::Signal;

/// Makes the program show so much that the line is full, while nobody reads.
fn fill(pty: &mut crate::pty::Pty) {
    pty.listen(false);
    for n in 0..60 {
        // Each size is another frame.
        pty.resize(80 + n % 20, 24);
        pty.type_blindly("x").unwrap();
        std::thread::sleep(std::time::Duration::from_millis(3));
    }
}

#[test]
fn answers_and_texts_are_kept_while_nothing_is_shown() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("je").sees("Note · CSP.01");
    fill(&mut pty);
    pty.type_blindly(" unseen").unwrap();
    eventually("the journal", || place.journal().contains("x unseen"));
    pty.type_blindly("\x13js").unwrap();
    eventually("the answer", || {
        place.text().contains("outcome = \"satisfied\"")
    });
    pty.listen(true);
    pty.resize(80, 24);
    pty.sees("CSP 1/13").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    assert!(place.text().contains("x unseen"));
}

#[test]
fn signals_are_obeyed_while_nothing_is_shown() {
    let signals = [(Signal::TERM, 143), (Signal::HUP, 129), (Signal::QUIT, 131)];
    for (signal, code) in signals {
        let place = Place::with(&["CSP"]);
        let mut pty = place.start(&["a.toml"]);
        pty.sees("CSP 0/13").send("je").sees("Note · CSP.01");
        fill(&mut pty);
        pty.signal(signal);
        assert_eq!(pty.code(), code, "it ends though nobody reads");
        pty.listen(true);
        assert!(place.journal().contains("xxx"));
    }
}
