//! Many processes at one assessment, some of them killed: every edit that was
//! acknowledged is there at the end, or named in a conflict.
//!
//! `AICAIQ_WRITES` says how many commands each process gets; few unless told
//! otherwise.

use crate::left;
use crate::pty::{Place, eventually};
use rustix::process::Signal;
use std::collections::BTreeMap;
use std::fs;
use std::process::{Command, Stdio};
use std::time::Duration;

/// How many commands each writer gives in a run of all tests.
const WRITES: usize = 12;

fn writes() -> usize {
    let told = std::env::var("AICAIQ_WRITES").ok();
    told.map_or(WRITES, |n| n.parse().expect("AICAIQ_WRITES is a number"))
}

/// What one writer did: of each of its items the last number that was
/// acknowledged and the last that was given, and the links likewise.
#[derive(Default)]
struct Done {
    notes: BTreeMap<String, (usize, usize)>,
    links: Vec<String>,
    killed: usize,
    acknowledged: usize,
}

/// Numbers that look like chance and are the same each time.
fn dice(writer: usize, n: usize) -> usize {
    let mut x = (writer as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    x ^= (n as u64 + 1).wrapping_mul(0xD1B5_4A32_D192_ED03);
    x ^= x >> 29;
    x = x.wrapping_mul(0xBF58_476D_1CE4_E5B9);
    usize::try_from(x >> 33).unwrap()
}

/// Runs a command, and kills one in five of them somewhere on its way.
/// Returns whether it said that it is done.
fn given(place: &Place, words: &[&str], chance: usize, done: &mut Done) -> bool {
    let mut child = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
        .args(words)
        .current_dir(place.folder.path())
        .env("XDG_CONFIG_HOME", place.path("config"))
        .env("XDG_STATE_HOME", place.path("state"))
        .env("HOME", place.folder.path())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let is_killed = chance.is_multiple_of(5);
    if is_killed {
        let micros = chance / 5 % 30_000;
        std::thread::sleep(Duration::from_micros(micros.try_into().unwrap()));
        let _ = child.kill();
    }
    let out = child.wait_with_output().unwrap();
    if out.status.success() {
        done.acknowledged += 1;
        return true;
    }
    let told = String::from_utf8_lossy(&out.stderr);
    if out.status.code().is_some() {
        // Many at once may have to be told to try again, nothing else.
        assert!(told.contains("try again"), "{words:?}: {told}");
    } else {
        done.killed += 1;
    }
    false
}

/// A writer's commands, on items that are its own and on one of all.
fn writer(place: &Place, of: &str, prefix: &str, role: &str, number: usize) -> Done {
    let mut done = Done::default();
    for n in 0..writes() {
        let chance = dice(number, n);
        // Of ten steps three are one writer's, so that three may have one role.
        let step = 1 + (number % 3) * 3 + chance % 3;
        let item = format!("{prefix}{role}.{step:02}");
        if n % 3 == 2 {
            // All add to one item.
            let href = format!("https://example.org/w{number}/{n}");
            let item = format!("{prefix}OSP.CEK-02.1");
            let words = ["evidence", "add", of, &item, &href];
            if given(place, &words, chance, &mut done) {
                done.links.push(href);
            }
            continue;
        }
        let note = format!("w{number}-{n}.");
        let words = ["set", of, &item, "--outcome", "satisfied", "--note", &note];
        let ok = given(place, &words, chance, &mut done);
        let entry = done.notes.entry(item).or_default();
        entry.1 = n + 1;
        if ok {
            entry.0 = n + 1;
        }
    }
    done
}

/// The number in the note of an item of an answer file, counted from 1.
fn noted(file: &toml::Table, role: &str, step: &str, writer: usize) -> usize {
    let note = file
        .get("roles")
        .and_then(|t| t.get(role))
        .and_then(|t| t.get("steps"))
        .and_then(|t| t.get(step))
        .and_then(|t| t.get("note"))
        .and_then(toml::Value::as_str);
    let Some(note) = note else { return 0 };
    let number = note
        .strip_prefix(&format!("w{writer}-"))
        .and_then(|n| n.strip_suffix('.'));
    number.expect(note).parse::<usize>().unwrap() + 1
}

fn table(place: &Place, name: &str) -> toml::Table {
    let text = fs::read_to_string(place.path(name)).unwrap();
    text.parse().unwrap_or_else(|e| panic!("{e}\n{text}"))
}

/// A screen that answers the first role, killed and started again in between.
/// Returns how many answers it showed.
fn screen(place: &Place, of: &str, open: Option<&str>) -> usize {
    let start = || {
        let mut pty = place.start(&[of]);
        if let Some(control) = open {
            pty.sees("controls").send("\r").sees(control);
        }
        pty
    };
    let mut pty = start();
    pty.sees("CSP 0/13");
    pty.send("y").sees("CSP 1/13");
    for n in 2..=6 {
        pty.send("s").sees(&format!("CSP {n}/13"));
    }
    pty.signal(Signal::KILL);
    pty.ended();
    let mut pty = start();
    // Undone items and answers that came meanwhile are others' too.
    pty.sees("CSP 6/13");
    for n in 7..=13 {
        pty.send("s").sees(&format!("CSP {n}/13"));
    }
    pty.send("q");
    assert_eq!(pty.ended(), 0, "{}", pty.screen());
    13
}

/// All at once; then everything that was acknowledged is looked for.
fn storm(place: &Place, of: &str, writers: usize, control: Option<&str>) {
    let file = control.map_or(of.to_owned(), |id| format!("{of}/{id}.toml"));
    let prefix = control.map_or(String::new(), |id| format!("{id}:"));
    let roles = ["MP", "OSP", "AP"];
    let role = |n: usize| roles[(n / 3) % roles.len()];
    let (done, shown) = std::thread::scope(|scope| {
        let all: Vec<_> = (0..writers)
            .map(|n| {
                let prefix = &prefix;
                scope.spawn(move || writer(place, of, prefix, role(n), n))
            })
            .collect();
        let title = control.map(|id| format!("› {id}"));
        let shown = scope.spawn(move || screen(place, of, title.as_deref()));
        let done: Vec<Done> = all.into_iter().map(|t| t.join().unwrap()).collect();
        (done, shown.join().unwrap())
    });
    let own = table(place, &file);
    for (number, done) in done.iter().enumerate() {
        for (item, (acknowledged, last)) in &done.notes {
            let (_, step) = item.rsplit_once('.').unwrap();
            let there = noted(&own, role(number), step, number);
            assert!(
                there >= *acknowledged && there <= *last,
                "{item}: {acknowledged} acknowledged, {there} there, {last} given"
            );
        }
    }
    let register = match control {
        Some(_) => table(place, &format!("{of}/assessment.toml")),
        None => own.clone(),
    };
    let records = register.get("evidence").and_then(toml::Value::as_table);
    let text = fs::read_to_string(place.path(&file)).unwrap();
    for href in done.iter().flat_map(|d| &d.links) {
        let records = records.expect("a register");
        let found = records
            .iter()
            .find(|(_, r)| r.get("href").and_then(toml::Value::as_str) == Some(href));
        let (id, _) = found.unwrap_or_else(|| panic!("{href} is not in the register"));
        assert!(
            text.contains(&format!("\"{id}\"")),
            "{href} is tied to nothing"
        );
    }
    let csp = &own["roles"]["CSP"];
    let steps = csp["steps"].as_table().unwrap().len();
    assert_eq!(steps + 1, shown, "{csp}");
    // Nothing stray, once somebody has saved again.
    let item = format!("{prefix}AP.10");
    let words = ["set", of, &item, "--note", "the end"];
    eventually("the last save", || {
        let mut last = Done::default();
        given(place, &words, 1, &mut last)
    });
    let left = left::temporary(place.folder.path());
    assert!(left.is_empty(), "{left:?}");
    let sum = |f: fn(&Done) -> usize| done.iter().map(f).sum::<usize>();
    eprintln!(
        "{of}: {writers} writers and a screen, {} acknowledged, {} killed, {} told to try again",
        sum(|d| d.acknowledged),
        sum(|d| d.killed),
        writers * writes() - sum(|d| d.acknowledged) - sum(|d| d.killed)
    );
}

#[test]
fn two_and_a_screen_on_one_file() {
    let place = Place::with(&["CSP", "MP", "OSP", "AP"]);
    storm(&place, "a.toml", 2, None);
}

/// No two of eight write one note; all add links to one item.
#[test]
fn eight_and_a_screen_on_one_file() {
    let place = Place::with(&["CSP", "MP", "OSP", "AP"]);
    storm(&place, "a.toml", 8, None);
}

/// What one screen and a program write is seen on the other.
#[test]
fn two_screens_show_what_each_other_and_programs_write() {
    let place = Place::with(&["CSP", "MP"]);
    let mut one = place.start(&["a.toml"]);
    let mut two = place.start(&["a.toml"]);
    one.sees("CSP 0/13");
    two.sees("CSP 0/13");
    one.send("ysss").sees("CSP 4/13");
    two.sees("CSP 4/13").send("]ss").sees("CSP 6/13");
    one.sees("CSP 6/13");
    place.run(&["set", "a.toml", "MP.01", "--outcome", "not-satisfied"]);
    one.sees("MP 1/11");
    two.sees("MP 1/11");
    one.send("q");
    two.send("q");
    assert_eq!((one.ended(), two.ended()), (0, 0));
    assert_eq!(place.text().matches("\noutcome = ").count(), 6);
    place.run(&["check", "a.toml"]);
}

#[test]
fn six_and_a_screen_on_one_folder() {
    let place = Place::new();
    place.folder_of(&["CSP", "MP", "OSP", "AP"]);
    storm(&place, "acme", 6, Some("CEK-02"));
}

/// Two on one field: one of them wins, whole; what a screen has typed and
/// cannot save is asked about, with what the other wrote kept.
#[test]
fn one_field_of_two_is_named_as_a_conflict() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("e").sees("Implementation ·");
    pty.send("of the screen");
    std::thread::scope(|scope| {
        for n in 0..7 {
            let place = &place;
            scope.spawn(move || {
                let text = format!("of command {n}");
                let words = ["set", "a.toml", "CSP.CEK-02.1", "--implementation", &text];
                let mut done = Done::default();
                while !given(place, &words, 1, &mut done) {}
            });
        }
    });
    assert!(place.text().contains("implementation = \"of command "));
    pty.send("\x1b").sees("Changed by both: CSP.CEK-02.1.");
    pty.answers("m").sees("yours is written; theirs is kept in");
    assert!(place.text().contains("implementation = \"of the screen\""));
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    let kept = left::files(place.folder.path());
    let kept = kept
        .iter()
        .find(|p| p.to_string_lossy().contains(".theirs-"));
    let kept = fs::read_to_string(kept.unwrap()).unwrap();
    assert!(kept.contains("implementation = \"of command "), "{kept}");
}
