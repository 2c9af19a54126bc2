//! Many programs write one assessment at once, and some of them are killed
//! while they do: every edit that was acknowledged is there at the end.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../terminal/pty.rs"]
#[allow(dead_code)]
mod pty;
mod work;

use pty::{Place, eventually};
use std::collections::BTreeMap;
use work::{Done, Plan, all};

/// How many edits each program makes; `AICAIQ_EDITS` sets another number.
fn edits(unless_told: usize) -> usize {
    let set = std::env::var("AICAIQ_EDITS").ok();
    set.map_or(unless_told, |n| {
        n.parse().expect("AICAIQ_EDITS is a number")
    })
}

const ROLES: [&str; 4] = ["CSP", "MP", "OSP", "AP"];

/// All that was acknowledged is in these texts; of a note what was
/// acknowledged last, or one that was under way when its program was killed.
fn assert_kept(done: &[Done], whole: &str) {
    let acknowledged = done.iter().filter(|d| d.acknowledged).count();
    assert!(acknowledged * 2 > done.len(), "most edits get through");
    for edit in done.iter().filter(|d| d.acknowledged) {
        if let Some(href) = &edit.href {
            assert!(whole.contains(&format!("\"{href}\"")), "lost: {edit:?}");
        }
    }
    let mut notes: BTreeMap<(usize, &str), Vec<&Done>> = BTreeMap::new();
    for edit in done.iter().filter(|d| d.note.is_some()) {
        let one = notes.entry((edit.worker, &edit.item)).or_default();
        one.push(edit);
    }
    for ((_, item), edits) in notes {
        let Some(last) = edits.iter().rposition(|d| d.acknowledged) else {
            continue;
        };
        let may_be = edits[last..].iter().filter_map(|d| d.note.as_ref());
        let kept = may_be
            .clone()
            .any(|note| whole.contains(&format!("\"{note}\"")));
        assert!(kept, "{item}: lost all of {:?}", may_be.collect::<Vec<_>>());
    }
}

fn report(what: &str, done: &[Done]) {
    let count = |f: &dyn Fn(&&Done) -> bool| done.iter().filter(f).count();
    println!(
        "{what}: {} edits, {} acknowledged, {} killed, {} refused",
        done.len(),
        count(&|d| d.acknowledged),
        count(&|d| d.killed),
        count(&|d| !d.acknowledged && !d.killed)
    );
}

#[test]
fn one_file_written_by_eight_programs_and_a_screen() {
    let place = Place::with(&ROLES);
    // The screen answers a role's steps meanwhile that no other does.
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("yssssss").sees("CSP 7/13");
    let edits = edits(12);
    let done = std::thread::scope(|scope| {
        let others = scope.spawn(|| {
            let plan = Plan {
                target: "a.toml",
                prefix: &[""],
                roles: &["MP", "OSP", "AP"],
                workers: 8,
                edits,
                killed: 4,
            };
            all(place.folder.path(), &plan)
        });
        for _ in 0..4 {
            pty.send("s");
        }
        others.join().unwrap()
    });
    report("one file", &done);
    // What the screen shows as answered is on disk, and what others wrote.
    pty.sees("CSP 11/13").send("q");
    assert_eq!(pty.ended(), 0);
    let text = place.text();
    assert_eq!(
        text.matches("\noutcome = \"satisfied\"").count(),
        10,
        "{text}"
    );
    assert_kept(&done, &text);
    place.run(&["check", "a.toml"]);
}

#[test]
fn a_folder_written_by_six_programs() {
    let place = Place::new();
    std::fs::create_dir(place.path("q")).unwrap();
    let of = include_str!("../../questionnaires/cek-02.toml");
    let controls = ["CEK-01:", "CEK-02:", "CEK-03:"];
    for id in controls {
        let id = id.trim_end_matches(':');
        std::fs::write(
            place.path(&format!("q/{id}.toml")),
            of.replace("CEK-02", id),
        )
        .unwrap();
    }
    let mut new = vec![
        "new",
        "acme/",
        "--subject",
        "Sample",
        "--questionnaires",
        "q",
    ];
    new.extend(ROLES.iter().flat_map(|role| ["--role", role]));
    place.run(&new);
    let plan = Plan {
        target: "acme",
        prefix: &controls,
        roles: &ROLES,
        workers: 6,
        edits: edits(12),
        killed: 4,
    };
    let done = all(place.folder.path(), &plan);
    report("a folder", &done);
    let names = std::fs::read_dir(place.path("acme")).unwrap().flatten();
    let texts = names.filter(|e| e.path().extension().is_some_and(|e| e == "toml"));
    let whole: String = texts
        .map(|e| std::fs::read_to_string(e.path()).unwrap())
        .collect();
    assert_kept(&done, &whole);
    place.run(&["check", "acme"]);
    // Every record that an item refers to is in the register.
    let log: serde_json::Value =
        serde_json::from_str(&place.run(&["summary", "acme", "--format", "sarif"])).unwrap();
    let results = log.pointer("/runs/0/results").unwrap().as_array().unwrap();
    let unknown = results
        .iter()
        .filter(|r| r["ruleId"] == "evidence-unregistered");
    assert_eq!(unknown.count(), 0, "{log:#}");
}

/// Two screens and programs on one file, all on the same items.
#[test]
fn two_screens_show_what_each_other_and_programs_write() {
    let place = Place::with(&["CSP", "MP"]);
    let mut one = place.start(&["a.toml"]);
    let mut two = place.start(&["a.toml"]);
    one.sees("CSP 0/13");
    two.sees("CSP 0/13");
    one.send("ysss").sees("CSP 4/13");
    two.sees("CSP 4/13");
    two.send("]ss");
    two.sees("CSP 6/13");
    one.sees("CSP 6/13");
    place.run(&["set", "a.toml", "MP.01", "--outcome", "not-satisfied"]);
    one.sees("MP 1/11");
    two.sees("MP 1/11");
    one.send("q");
    two.send("q");
    assert_eq!((one.ended(), two.ended()), (0, 0));
    eventually("all answers", || {
        place.text().matches("\noutcome = ").count() == 6
    });
    place.run(&["check", "a.toml"]);
}
