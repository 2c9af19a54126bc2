//! The terminal goes away (a closed window, a broken connection): the program
//! ends within moments, does not spin, and what was typed is offered at the
//! next start.

use crate::modes::{MODES, Mode};
use crate::pty::Place;
use rustix::process::{Pid, Signal, WaitOptions, kill_process, waitpid};
use std::io::{BufRead, BufReader, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Not a test of its own: a terminal with the program on it, which goes away
/// when its process is killed.
#[test]
#[ignore = "run by the tests below"]
fn a_terminal_that_goes_away() {
    let mode = std::env::var("AICAIQ_MODE").unwrap();
    let mode = MODES.iter().find(|m| m.name == mode).unwrap();
    let folder = PathBuf::from(std::env::var_os("AICAIQ_PLACE").unwrap());
    let place = Place::of(folder);
    let mut pty = (mode.enter)(&place);
    pty.sees(mode.sees);
    println!("\nprogram {}", pty.pid().as_raw_nonzero());
    std::io::stdout().flush().unwrap();
    loop {
        std::thread::park();
    }
}

fn terminal(mode: &Mode, place: &Place) -> (Child, Pid) {
    let mut terminal = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "lost::a_terminal_that_goes_away"])
        .args(["--ignored", "--nocapture"])
        .env("AICAIQ_MODE", mode.name)
        .env("AICAIQ_PLACE", place.folder.path())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let lines = BufReader::new(terminal.stdout.take().unwrap()).lines();
    let mut lines = lines.map(Result::unwrap);
    let pid = lines.find_map(|line| Some(line.strip_prefix("program ")?.parse().unwrap()));
    let pid = pid.unwrap_or_else(|| panic!("{}: not reached", mode.name));
    (terminal, Pid::from_raw(pid).unwrap())
}

/// Processor time that a process has used, in hundredths of a second.
fn used(pid: Pid) -> u64 {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", pid.as_raw_nonzero()));
    let stat = stat.unwrap_or_default();
    let rest = stat.rsplit(')').next().unwrap_or_default();
    let words: Vec<&str> = rest.split_whitespace().collect();
    let number = |at: usize| words.get(at).and_then(|w| w.parse().ok()).unwrap_or(0);
    number(11) + number(12)
}

#[cfg(target_os = "linux")]
#[test]
fn a_terminal_that_is_gone_ends_the_program_in_every_mode() {
    // Whoever is left behind becomes a child of this process, to be asked how
    // it ended.
    rustix::process::set_child_subreaper(Some(rustix::process::getpid())).unwrap();
    for mode in MODES {
        let place = Place::with(&["CSP"]);
        let (mut terminal, pid) = terminal(mode, &place);
        let before = used(pid);
        kill_process(Pid::from_child(&terminal), Signal::KILL).unwrap();
        terminal.wait().unwrap();
        let until = Instant::now() + Duration::from_secs(20);
        let status = loop {
            if let Ok(Some((_, status))) = waitpid(Some(pid), WaitOptions::NOHANG) {
                break status;
            }
            let spent = used(pid).saturating_sub(before);
            let late = Instant::now() > until || (mode.full && spent > 500);
            if late {
                let _ = kill_process(pid, Signal::KILL);
                panic!("{}: it goes on, with {spent} ticks used", mode.name);
            }
            std::thread::sleep(Duration::from_millis(5));
        };
        let ended = status.exit_status();
        if mode.full {
            assert_eq!(ended, Some(129), "{}: {status:?}", mode.name);
        } else {
            assert_ne!(ended, Some(0), "{}", mode.name);
        }
        if let Some(typed) = mode.typed {
            let kept = place.journal();
            assert!(kept.contains(typed), "{}: {kept}", mode.name);
            let mut pty = place.start(&["a.toml"]);
            pty.sees("Unsaved text found").sees(typed);
        }
    }
}
