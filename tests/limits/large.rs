//! Large files and many of them: bounded time and memory.

use crate::run::Place;
use aicaiq::assessment::{Assessment, Evidence, EvidenceId, FileState, Role};
use aicaiq::folder::Folder;
use aicaiq::limits::CONTROLS;
use aicaiq::merge::{Labels, merge};
use aicaiq::store::{AnswerFile, Lines, evidence, position, render};
use std::time::Instant;

const HUNDRED_MB: u64 = 100_000_000;

/// What of a machine's memory a file of 100 MB may take that is not read.
const BOUND: u64 = 96 << 20;

#[test]
fn a_file_of_a_hundred_megabytes_is_refused_everywhere_without_being_read() {
    let place = Place::new();
    place.hole("big.toml", HUNDRED_MB);
    place.hole("big.xlsx", HUNDRED_MB);
    place.hole("f/assessment.toml", HUNDRED_MB);
    place.hole("g/CEK-02.toml", HUNDRED_MB);
    let shared = "schema = 1\n[assessment]\nsubject = \"S\"\nroles = [\"CSP\"]\n";
    place.write("g/assessment.toml", shared);
    let before = place.text("a.toml");
    for (call, limit) in [
        ("check big.toml", "16 MiB"),
        ("summary big.toml", "16 MiB"),
        ("set big.toml CSP.01 --outcome satisfied", "16 MiB"),
        ("evidence list big.toml", "16 MiB"),
        ("export big.toml --format html --out o.html", "16 MiB"),
        ("pack big.toml --out o.zip", "16 MiB"),
        ("diff a.toml big.toml", "16 MiB"),
        ("blame big.toml", "16 MiB"),
        ("carry big.toml --out o.toml", "16 MiB"),
        ("join a.toml big.toml", "16 MiB"),
        ("answer big.toml --plain", "16 MiB"),
        ("merge a.toml big.toml a.toml --out o.toml", "16 MiB"),
        ("check f", "16 MiB"),
        ("check g", "16 MiB"),
        ("--questionnaire big.toml check a.toml", "8 MiB"),
        ("questionnaire check big.toml", "8 MiB"),
        ("config check big.toml", "1 MiB"),
        ("import big.xlsx --out q", "64 MiB"),
        (
            "import --answers big.xlsx --role CSP --into a.toml",
            "64 MiB",
        ),
    ] {
        let ran = place.run(call, b"");
        let said = format!("{}{}", ran.out, ran.err);
        assert!(
            matches!(ran.code, Some(1 | 2)),
            "{call}: {:?} {said}",
            ran.code
        );
        assert!(
            said.contains(limit)
                && said.contains("big.") | said.contains("f/") | said.contains("g/"),
            "{call}: {said}"
        );
        assert!(ran.memory < BOUND, "{call}: {} bytes", ran.memory);
    }
    assert_eq!(place.text("a.toml"), before);
    for made in ["o.html", "o.zip", "o.toml", "q"] {
        assert!(!place.path(made).exists(), "{made}");
    }
}

/// Of a gigabyte just what is asked for is read, and it can be stopped.
#[test]
fn a_gigabyte_of_evidence_is_read_in_pieces_and_can_be_stopped() {
    let place = Place::new();
    place.hole("large.bin", 1 << 30);
    let mut seen = Vec::new();
    let mut go_on = |done, total| {
        seen.push((done, total));
        seen.len() < 4
    };
    let state = evidence::inspect_while(place.0.path(), "large.bin", false, &mut go_on);
    assert_eq!(state, None);
    let mib = 1 << 20;
    let expected = [0, 1, 2, 3].map(|n| (n * mib, 1 << 30));
    assert_eq!(seen, expected);
    place.hole("small.bin", 3 * mib + 1);
    let mut seen = Vec::new();
    let mut go_on = |done, total| {
        seen.push((done, total));
        true
    };
    let state = evidence::inspect_while(place.0.path(), "small.bin", false, &mut go_on);
    let Some(FileState::Present { size, .. }) = state else {
        panic!("{state:?}");
    };
    assert_eq!(size, 3 * mib + 1);
    assert_eq!(seen.last(), Some(&(size, size)), "it ends with all of it");
}

#[test]
fn a_large_file_that_is_hashed_takes_no_more_memory_than_a_small_one() {
    let place = Place::new();
    place.hole("large.bin", 40_000_000);
    let ran = place.run(
        "set a.toml CSP.01 --outcome satisfied --evidence large.bin",
        b"",
    );
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.memory < BOUND, "{} bytes", ran.memory);
    assert!(place.text("a.toml").contains("size = 40000000"));
}

fn register(records: u32) -> Assessment {
    let record = |n| {
        let evidence = Evidence {
            href: format!("e/{n}"),
            ..Evidence::default()
        };
        (EvidenceId::new(&format!("ev-{n:08x}")).unwrap(), evidence)
    };
    Assessment {
        subject: "S".into(),
        questionnaire: "CEK-02".into(),
        roles: vec![Role::Csp],
        evidence: (0..records).map(record).collect(),
        ..Assessment::default()
    }
}

/// That eight times as much takes about eight times as long, not 64 times. On a
/// machine that is busy with other things, one of several tries says so.
fn grows_evenly(few: impl Fn(), many: impl Fn()) {
    let time = |what: &dyn Fn()| {
        let start = Instant::now();
        what();
        start.elapsed()
    };
    let mut tries = Vec::new();
    let even = (0..6).any(|_| {
        let (few, many) = (time(&few), time(&many));
        tries.push((few, many));
        let least = tries.iter().map(|(few, _)| few).min();
        least.is_some_and(|few| many < *few * 28)
    });
    assert!(even, "{tries:?}");
}

/// Eight times as many records take about eight times as long, not 64 times.
#[test]
fn a_new_file_takes_as_long_as_it_has_records() {
    let (few, many) = (register(2_000), register(16_000));
    grows_evenly(|| drop(render(&few)), || drop(render(&many)));
}

/// What both sides have added is brought together, and saved, as fast.
#[test]
fn additions_of_both_sides_take_as_long_as_there_are_of_them() {
    let sides = |records: u32| {
        let all = register(records);
        let (mut ours, mut theirs) = (all.clone(), all.clone());
        let mut theirs_too = false;
        ours.evidence.retain(|_, _| {
            theirs_too = !theirs_too;
            theirs_too
        });
        theirs
            .evidence
            .retain(|id, _| !ours.evidence.contains_key(id));
        (render(&register(0)), render(&ours), render(&theirs), all)
    };
    let merged = |(base, ours, theirs, all): &(String, String, String, Assessment)| {
        let merged = merge(base, ours, theirs, &Labels::default()).unwrap();
        assert_eq!(merged.text, render(all));
    };
    let (few, many) = (sides(300), sides(2_400));
    grows_evenly(|| merged(&few), || merged(&many));
    let saved = |records: u32| {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.toml");
        let (none, all) = (register(0), register(records));
        let mut file = AnswerFile::create(&path, &none).unwrap();
        file.save(&all).unwrap();
    };
    grows_evenly(|| saved(300), || saved(2_400));
}

/// The places of thousands of problems are found without counting the lines
/// for each.
#[test]
fn a_place_is_the_same_however_it_is_found() {
    let text = "\u{feff}a\n漢字 b\r\n\n\"x\"";
    let lines = Lines::of(text);
    for offset in 0..text.len() + 2 {
        assert_eq!(lines.position(offset), position(text, offset), "{offset}");
    }
    let place = Place::new();
    let mut many = place.text("a.toml");
    for n in 0..20_000 {
        many.push_str(&format!("\n[people.p{n}]\nfunction = \"f\"\nodd = {n}\n"));
    }
    place.write("a.toml", &many);
    // Its limit is one more problem.
    let ran = place.run("check a.toml --format json", b"");
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.contains("more than 10000 people"));
}

#[test]
fn controls_among_thousands_of_other_files_are_all_found() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    let files: u32 = std::env::var("AICAIQ_FILES").map_or(12_000, |n| n.parse().unwrap());
    for n in 0..files {
        put(&format!("scan-{n}.pdf"), "");
    }
    let shared = "schema = 1\n[assessment]\nsubject = \"S\"\nroles = [\"CSP\"]\n";
    put("assessment.toml", shared);
    for id in ["CEK-02", "CEK-03", "CEK-04"] {
        put(&format!("{id}.toml"), "");
    }
    let folder = Folder::open(dir.path()).unwrap();
    assert_eq!(folder.controls().len(), 3, "none is passed over");
}

#[test]
fn more_controls_than_are_read_are_told_and_not_left_out() {
    let dir = tempfile::tempdir().unwrap();
    let put = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
    let shared = "schema = 1\n[assessment]\nsubject = \"S\"\nroles = [\"CSP\"]\n";
    put("assessment.toml", shared);
    for n in 0..=CONTROLS {
        let domain: String = [n / 676 % 26, n / 26 % 26, n % 26]
            .iter()
            .map(|d| char::from(b'A' + u8::try_from(*d).unwrap()))
            .collect();
        put(&format!("{domain}-{}.toml", n / 17_576), "");
    }
    let error = Folder::open(dir.path()).unwrap_err();
    let said = format!("{error:?}");
    assert!(said.contains("more than 10000 controls"), "{said}");
}
