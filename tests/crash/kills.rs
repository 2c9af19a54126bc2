//! Killed at random moments, under load. `AICAIQ_KILLS` says how often; the
//! number is small unless told otherwise.

use crate::left::{answers, temporary};
use crate::pty::{Place, Pty, eventually};
use rustix::process::Signal;
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often it is killed in a run of all tests.
const KILLS: usize = 30;
/// How many items the first role has.
const ITEMS: usize = 13;

/// Numbers that are the same for the same seed.
pub struct Dice(u64);

impl Dice {
    fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1)
    }

    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 11).unwrap() % limit
    }
}

fn kills() -> usize {
    let told = std::env::var("AICAIQ_KILLS").ok();
    told.map_or(KILLS, |n| n.parse().expect("AICAIQ_KILLS is a number"))
}

/// How many items of the first role the screen shows as answered.
fn shown(pty: &Pty) -> usize {
    let screen = pty.screen();
    let mut lines = screen.lines();
    let line = lines.find(|l| l.contains("CSP ") && l.contains("/13"));
    let line = line.unwrap_or_else(|| panic!("{screen}"));
    let (done, _) = line.split_once("/13").unwrap();
    done.rsplit(' ').next().unwrap().parse().unwrap()
}

/// Where the answers are, and what is started.
struct Kind {
    start: &'static str,
    file: &'static str,
}

const FILE: Kind = Kind {
    start: "a.toml",
    file: "a.toml",
};
const FOLDER: Kind = Kind {
    start: "acme",
    file: "acme/CEK-02.toml",
};

fn place(kind: &Kind) -> Place {
    if kind.start == FILE.start {
        return Place::with(&["CSP"]);
    }
    let place = Place::new();
    place.folder_of(&["CSP"]);
    place
}

fn started(place: &Place, kind: &Kind) -> Pty {
    let mut pty = place.start(&[kind.start]);
    if kind.start == FOLDER.start {
        pty.sees("3 controls").send("\r").sees("› CEK-02");
    }
    pty.sees("CSP 0/13");
    pty
}

/// Kills it after a moment that nobody has chosen.
fn kill(pty: &mut Pty, dice: &mut Dice) {
    let micros = dice.below(60_000);
    std::thread::sleep(Duration::from_micros(micros.try_into().unwrap()));
    pty.signal(Signal::KILL);
}

/// What holds after each kill.
fn whole(place: &Place, kind: &Kind, seed: usize) {
    let folder = place.folder.path();
    answers(&place.path(kind.file));
    if kind.start == FOLDER.start {
        answers(&place.path("acme/assessment.toml"));
    }
    // It opens, and what is left by a save is gone after the next.
    let mut pty = place.start(&[kind.start]);
    let journal = place.journal();
    if kind.start == FOLDER.start {
        pty.sees("3 controls").send("\r");
    }
    if journal.contains("\"text\"") {
        pty.sees("Unsaved text found").send("\x1b");
        pty.no_longer_sees("Unsaved text found");
    }
    pty.sees("/13").send("q");
    assert_eq!(pty.ended(), 0, "seed {seed}: {}", pty.screen());
    let item = match kind.start {
        "acme" => "CEK-02:CSP.CEK-02.1",
        _ => "CSP.CEK-02.1",
    };
    place.run(&["set", kind.start, item, "--answer", "No"]);
    let left = temporary(folder);
    assert!(left.is_empty(), "seed {seed}: {left:?}");
    let names = crate::left::files(folder);
    let unasked = names.iter().filter(|path| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.contains(".mine-") || name.contains(".theirs-") || name.ends_with(".corrupt")
    });
    assert_eq!(unasked.count(), 0, "seed {seed}: {names:?}");
}

fn answering(kind: &Kind, seed: usize, dice: &mut Dice) {
    let place = place(kind);
    let mut pty = started(&place, kind);
    let sent = 1 + dice.below(ITEMS);
    for n in 0..sent {
        pty.send(if n == 0 { "y" } else { "s" });
    }
    let least = dice.below(sent + 1);
    eventually("some answers", || shown(&pty) >= least);
    kill(&mut pty, dice);
    pty.ended();
    let (shown, kept) = (shown(&pty), answers(&place.path(kind.file)));
    assert!(
        shown <= kept && kept <= sent,
        "seed {seed}: {shown} shown, {kept} kept, {sent} sent"
    );
    whole(&place, kind, seed);
}

fn undoing(kind: &Kind, seed: usize, dice: &mut Dice) {
    let place = place(kind);
    let mut pty = started(&place, kind);
    let sent = 2 + dice.below(ITEMS - 2);
    pty.send("y").send(&"s".repeat(sent - 1));
    pty.sees(&format!("CSP {sent}/13"));
    let undone = 1 + dice.below(sent);
    pty.send(&"u".repeat(undone));
    let most = sent - dice.below(undone + 1);
    eventually("some undone", || shown(&pty) <= most);
    kill(&mut pty, dice);
    pty.ended();
    let (shown, kept) = (shown(&pty), answers(&place.path(kind.file)));
    assert!(
        kept <= shown && kept >= sent - undone,
        "seed {seed}: {shown} shown, {kept} kept, {sent} answered, {undone} undone"
    );
    whole(&place, kind, seed);
}

fn typing(kind: &Kind, seed: usize, dice: &mut Dice) {
    let place = place(kind);
    let mut pty = started(&place, kind);
    pty.send("ye").sees("Note · CSP.01");
    let text: Vec<String> = (0..8).map(|n| format!("word{n} ")).collect();
    let told = 1 + dice.below(text.len() - 1);
    for word in &text[..told] {
        pty.send(word);
    }
    pty.sees(text[told - 1].trim());
    eventually("the journal", || {
        place.journal().contains(text[told - 1].trim())
    });
    for word in &text[told..] {
        pty.send(word);
    }
    kill(&mut pty, dice);
    pty.ended();
    assert_eq!(answers(&place.path(kind.file)), 1, "seed {seed}");
    let mut pty = place.start(&[kind.start]);
    if kind.start == FOLDER.start {
        pty.sees("3 controls").send("\r");
    }
    pty.sees("Unsaved text found").sees(text[told - 1].trim());
    pty.send("\r").sees("Note · CSP.01").send("\x1b");
    pty.no_longer_sees("Note · CSP.01").send("q");
    assert_eq!(pty.ended(), 0);
    let kept = fs::read_to_string(place.path(kind.file)).unwrap();
    assert!(kept.contains(text[..told].concat().trim()), "{kept}");
    whole(&place, kind, seed);
}

fn adding_evidence(kind: &Kind, seed: usize, dice: &mut Dice) {
    let place = place(kind);
    let mut pty = started(&place, kind);
    pty.send("jS");
    let count = 1 + dice.below(4);
    let href = |n: usize| format!("https://example.org/proof-{n}");
    for n in 0..count {
        pty.send("v").sees("Evidence: link");
        pty.send(&format!("{}\r", href(n)));
        if n + 1 < count {
            pty.no_longer_sees("Evidence: link");
        }
    }
    kill(&mut pty, dice);
    pty.ended();
    let folder = place.folder.path();
    let texts: Vec<_> = crate::left::files(folder)
        .into_iter()
        .filter(|p| p.extension().is_some_and(|e| e == "toml"))
        .filter(|p| !p.to_string_lossy().contains("questionnaires/"))
        .map(|p| fs::read_to_string(p).unwrap())
        .collect();
    let all = texts.concat();
    for n in 0..count - 1 {
        assert!(all.contains(&href(n)), "seed {seed}: {n} of {count}\n{all}");
    }
    whole(&place, kind, seed);
}

#[test]
fn everything_that_was_shown_is_there_after_a_kill() {
    let over = AtomicBool::new(false);
    std::thread::scope(|scope| {
        // It has to wait for a processor like everybody else.
        scope.spawn(|| {
            while !over.load(Ordering::Relaxed) {
                std::hint::black_box(0);
            }
        });
        let done = std::panic::catch_unwind(|| {
            for n in 0..kills() {
                let mut dice = Dice::new(n as u64 + 1);
                let kind = if n % 3 == 2 { &FOLDER } else { &FILE };
                match dice.below(4) {
                    0 => answering(kind, n, &mut dice),
                    1 => undoing(kind, n, &mut dice),
                    2 => typing(kind, n, &mut dice),
                    _ => adding_evidence(kind, n, &mut dice),
                }
            }
        });
        over.store(true, Ordering::Relaxed);
        if let Err(panic) = done {
            std::panic::resume_unwind(panic);
        }
    });
}
