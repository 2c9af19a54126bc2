//! The screen, when the system fails below it: it says so, keeps the answer,
//! and saves it as soon as it can.

use crate::left::{answers, temporary};
use crate::pty::{Place, Pty, eventually};
use portable_pty::CommandBuilder;
use rustix::process::{Pid, Signal, kill_process};
use std::fs;

/// The program on a terminal, with calls that fail.
fn under(place: &Place, inject: &str) -> Option<Pty> {
    let there = std::process::Command::new("strace").arg("-V").output();
    if !there.is_ok_and(|out| out.status.success()) {
        eprintln!("skipped: there is no strace here (Debian package strace)");
        return None;
    }
    let mut command = CommandBuilder::new("strace");
    let option = format!("inject={inject}");
    command.args(["-f", "-qq", "-o", "/dev/null", "-e", &option]);
    command.args([env!("CARGO_BIN_EXE_aicaiq"), "a.toml"]);
    command.env("LC_ALL", "C.UTF-8");
    Some(Pty::spawn(place.folder.path(), command))
}

fn unsaved(place: &Place) -> String {
    let entries = fs::read_dir(place.path("state/aicaiq/unsaved"));
    let entries = entries.into_iter().flatten().flatten();
    entries
        .map(|e| fs::read_to_string(e.path()).unwrap_or_default())
        .collect()
}

#[test]
fn a_full_disk_is_told_and_the_next_answer_saves_both() {
    // The first flush is that of the list of recent files, with its folder's.
    for (fault, told) in [
        ("fsync:error=ENOSPC:when=3", "No space left"),
        ("renameat:error=EIO:when=2", "Input/output error"),
        ("fsync:error=EDQUOT:when=3", "quota"),
    ] {
        let place = Place::with(&["CSP"]);
        let Some(mut pty) = under(&place, fault) else {
            return;
        };
        pty.sees("CSP 0/13").send("y").sees(told);
        assert_eq!(answers(&place.path("a.toml")), 0, "{fault}");
        assert!(unsaved(&place).contains("answer = \"Yes\""), "{fault}");
        pty.send("s").sees("CSP 2/13");
        eventually("both", || answers(&place.path("a.toml")) == 2);
        eventually("nothing to rescue", || unsaved(&place).is_empty());
        pty.send("q");
        assert_eq!(pty.ended(), 0);
        assert!(temporary(place.folder.path()).is_empty());
    }
}

#[test]
fn where_nothing_can_be_flushed_any_more_a_kill_loses_no_answer() {
    let place = Place::with(&["CSP"]);
    // Reading goes on; every rename of the answer file fails.
    let Some(mut pty) = under(&place, "renameat:error=EROFS:when=2+2") else {
        return;
    };
    pty.sees("CSP 0/13").send("y").sees("Read-only file system");
    // The program, not what it runs under.
    let strace = pty.pid().as_raw_nonzero();
    let children = fs::read_to_string(format!("/proc/{strace}/task/{strace}/children"));
    let child = children.unwrap().trim().parse().unwrap();
    kill_process(Pid::from_raw(child).unwrap(), Signal::KILL).unwrap();
    pty.ended();
    assert!(unsaved(&place).contains("answer = \"Yes\""));
    let mut pty = place.start(&["a.toml"]);
    pty.sees("Not saved the last time").send("\r");
    // What they were made from could not be written: it is asked.
    pty.sees("Both changed CSP.CEK-02.1 answer").send("T");
    pty.sees("no conflict is left").send("q");
    assert_eq!(pty.ended(), 0);
}
