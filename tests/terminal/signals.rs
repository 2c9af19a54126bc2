//! A signal in every mode: what was typed is kept, the terminal is as it was,
//! and the exit status says what ended the program.

use crate::modes::{Mode, each};
use crate::pty::{Place, Pty, eventually};
use rustix::process::Signal;

fn assert_kept(mode: &Mode, place: &Place) {
    if let Some(typed) = mode.typed {
        let kept = place.journal();
        assert!(kept.contains(typed), "{}: {kept}", mode.name);
    }
    // Whatever there is can be opened.
    place.run(&["check", "a.toml"]);
}

fn end_by(mode: &Mode, place: &Place, pty: &mut Pty, signal: Signal, number: u32) {
    pty.signal(signal);
    let code = pty.ended();
    if mode.full {
        assert_eq!(code, 128 + number, "{}", mode.name);
    } else {
        assert_ne!(code, 0, "{}", mode.name);
    }
    pty.assert_sane();
    if mode.sees != "Both changed CSP.01" {
        assert_kept(mode, place);
    }
}

#[test]
fn it_stops_goes_on_and_ends_by_sigterm_in_every_mode() {
    each(|mode, place| {
        let mut pty = (mode.enter)(place);
        pty.sees(mode.sees);
        pty.signal(Signal::TSTP);
        // Without a shell behind it, the system lets no other program stop.
        if mode.full {
            eventually("the stop", || pty.is_stopped());
            pty.assert_sane();
            pty.signal(Signal::CONT);
            pty.sees(mode.sees);
        }
        end_by(mode, place, &mut pty, Signal::TERM, 15);
    });
}

#[test]
fn sighup_sigint_and_sigquit_end_every_mode() {
    let others = [(Signal::HUP, 1), (Signal::INT, 2), (Signal::QUIT, 3)];
    let turn = std::sync::atomic::AtomicUsize::new(0);
    each(|mode, place| {
        let turn = turn.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let (signal, number) = others[turn % others.len()];
        let mut pty = (mode.enter)(place);
        pty.sees(mode.sees);
        end_by(mode, place, &mut pty, signal, number);
    });
    // And each of them where the most can be lost.
    let note = crate::modes::MODES
        .iter()
        .filter(|mode| mode.typed.is_some());
    for (mode, (signal, number)) in note.take(1).flat_map(|mode| others.map(|o| (mode, o))) {
        let place = Place::with(&["CSP"]);
        let mut pty = (mode.enter)(&place);
        end_by(mode, &place, &mut pty, signal, number);
    }
}
