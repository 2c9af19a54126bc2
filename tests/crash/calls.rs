//! Each system call of a command fails, or the program is killed in it. Needs
//! strace, which does that (its option `-e inject`).
//!
//! Bounded unless `AICAIQ_CALLS=all`: then each call fails with each error.

use crate::left::{answers, temporary};
use crate::pty::Place;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The calls that a save consists of, and those by which it looks first.
const CALLS: [&str; 28] = [
    "openat",
    "read",
    "pread64",
    "write",
    "lseek",
    "fsync",
    "fdatasync",
    "rename",
    "renameat",
    "renameat2",
    "link",
    "linkat",
    "fchmod",
    "chmod",
    "fchown",
    "flock",
    "fcntl",
    "unlink",
    "unlinkat",
    "ftruncate",
    "mkdir",
    "statx",
    "newfstatat",
    "fstat",
    "access",
    "faccessat2",
    "getdents64",
    "readlink",
];
const KILL: &str = "signal=SIGKILL";
const ERRORS: [&str; 5] = [
    "error=EIO",
    "error=ENOSPC",
    "error=EACCES",
    "error=EDQUOT",
    "error=EROFS",
];

/// What is attacked: a command, what was there before, and how to see that it
/// is done.
struct Attack {
    words: &'static [&'static str],
    prepare: fn(&Place),
    done: fn(&Path) -> bool,
    /// Whether every file that was there is still whole.
    whole: fn(&Path),
    /// Whether doing it twice is refused.
    makes: bool,
}

fn strace() -> bool {
    let there = Command::new("strace").arg("-V").output();
    let there = there.is_ok_and(|out| out.status.success());
    if !there {
        eprintln!("skipped: there is no strace here (Debian package strace)");
    }
    there
}

fn command(place: &Place, program: &str) -> Command {
    let mut command = Command::new(program);
    command
        .current_dir(place.folder.path())
        .env("XDG_CONFIG_HOME", place.path("config"))
        .env("XDG_STATE_HOME", place.path("state"))
        .env("HOME", place.folder.path());
    command
}

fn run(place: &Place, words: &[&str]) -> Output {
    let program = env!("CARGO_BIN_EXE_aicaiq");
    command(place, program).args(words).output().unwrap()
}

fn traced(place: &Place, options: &[&str], words: &[&str]) -> Output {
    command(place, "strace")
        .args(["-f", "-qq"])
        .args(options)
        .arg(env!("CARGO_BIN_EXE_aicaiq"))
        .args(words)
        .output()
        .unwrap()
}

/// Each call of a run as its name and how many of that name came before,
/// from the first that has to do with the user's files.
fn calls(attack: &Attack) -> Vec<(&'static str, usize)> {
    let place = Place::new();
    (attack.prepare)(&place);
    let trace = place.path("trace");
    let out = traced(&place, &["-o", trace.to_str().unwrap()], attack.words);
    assert!(out.status.success(), "{out:?}");
    let mut seen = BTreeMap::new();
    let mut all = Vec::new();
    let mut begun = false;
    for line in fs::read_to_string(trace).unwrap().lines() {
        // Where there are threads, their number stands first.
        let line = line.trim_start_matches(|c: char| c.is_ascii_digit() || c == ' ');
        let Some((name, rest)) = line.split_once('(') else {
            continue;
        };
        begun |= rest.contains(".toml\"") && name != "execve";
        let Some(name) = CALLS.iter().find(|c| **c == name) else {
            continue;
        };
        let count = seen.entry(*name).or_insert(0);
        *count += 1;
        if begun {
            all.push((*name, *count));
        }
    }
    all
}

/// Which attacks are made on the n-th call.
fn faults(n: usize) -> Vec<&'static str> {
    if std::env::var("AICAIQ_CALLS").is_ok_and(|v| v == "all") {
        let mut all = ERRORS.to_vec();
        all.push(KILL);
        return all;
    }
    vec![ERRORS[n % ERRORS.len()], KILL]
}

fn walk(attack: &Attack) {
    if !strace() {
        return;
    }
    let calls = calls(attack);
    assert!(calls.len() > 10, "{calls:?}");
    // A new name is for what is flushed, and there to stay once its folder is.
    let named = |(name, _): &(&str, usize)| name.starts_with("rename") || name.starts_with("link");
    let last = calls.iter().rposition(named).unwrap();
    for part in [&calls[..last], &calls[last..]] {
        assert!(part.iter().any(|(name, _)| *name == "fsync"), "{calls:?}");
    }
    let made = AtomicUsize::new(0);
    let jobs: Vec<_> = calls
        .iter()
        .enumerate()
        .flat_map(|(n, call)| faults(n).into_iter().map(move |fault| (*call, fault)))
        .collect();
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some((call, fault)) = jobs.get(made.fetch_add(1, Ordering::Relaxed)) {
                    one(attack, *call, fault);
                }
            });
        }
    });
    let words = attack.words.join(" ");
    eprintln!("{words}: {} faults at {} calls", jobs.len(), calls.len());
}

fn one(attack: &Attack, (name, n): (&str, usize), fault: &str) {
    let place = Place::new();
    (attack.prepare)(&place);
    let folder = place.folder.path();
    let inject = format!("inject={name}:{fault}:when={n}");
    let what = format!("{} with {inject}", attack.words.join(" "));
    let out = traced(&place, &["-o", "/dev/null", "-e", &inject], attack.words);
    let told = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(!told.contains("panicked"), "{what}: {told}");
    (attack.whole)(folder);
    let done = (attack.done)(folder);
    let killed = fault == KILL;
    if out.status.success() {
        assert!(done, "{what}: it said that it is done, and it is not");
    } else if !killed {
        assert!(!told.trim().is_empty(), "{what}: says nothing");
        assert!(matches!(out.status.code(), Some(1 | 2)), "{what}: {out:?}");
    }
    let left = temporary(folder);
    // What itself could not be taken away is taken away the next time.
    if !killed && !name.starts_with("unlink") {
        assert!(left.is_empty(), "{what}: {left:?}");
    }
    // The fault is gone.
    let again = run(&place, attack.words);
    if attack.makes && done {
        assert!(!again.status.success(), "{what}: done twice");
    } else {
        assert!(again.status.success(), "{what}, and again: {again:?}");
    }
    assert!((attack.done)(folder), "{what}");
    (attack.whole)(folder);
    let left = temporary(folder);
    assert!(left.is_empty(), "{what}, and again: {left:?}");
}

fn file(place: &Place) {
    let text = "schema = 1\n\n# mine\n[assessment]\nsubject = \"Sample\"\nquestionnaire = \"CEK-02\"\nroles = [\"CSP\"]\nassessor = \"sample assessor\"\n\n[roles.CSP.steps.01]\noutcome = \"satisfied\"\nnote = \"seen\"\n";
    fs::write(place.path("a.toml"), text).unwrap();
    fs::write(place.path("policy.txt"), "policy").unwrap();
}

fn text(folder: &Path, name: &str) -> String {
    fs::read_to_string(folder.join(name)).unwrap_or_default()
}

/// The answer that was there before is.
fn file_is_whole(folder: &Path) {
    assert!(answers(&folder.join("a.toml")) >= 1);
    let text = text(folder, "a.toml");
    assert!(text.contains("note = \"seen\"") && text.contains("# mine"));
}

fn folder(place: &Place) {
    fs::create_dir(place.path("acme")).unwrap();
    let shared = "schema = 1\n\n[assessment]\nsubject = \"Sample\"\nroles = [\"CSP\"]\nassessor = \"sample assessor\"\n";
    fs::write(place.path("acme/assessment.toml"), shared).unwrap();
    let own = "schema = 1\n\n[assessment]\nquestionnaire = \"CEK-02\"\n\n[roles.CSP.steps.01]\noutcome = \"satisfied\"\nnote = \"seen\"\n";
    fs::write(place.path("acme/CEK-02.toml"), own).unwrap();
    fs::write(place.path("acme/policy.txt"), "policy").unwrap();
}

/// Both are, and nothing refers to a record that is not there.
fn folder_is_whole(folder: &Path) {
    answers(&folder.join("acme/assessment.toml"));
    assert!(answers(&folder.join("acme/CEK-02.toml")) >= 1);
    let own = text(folder, "acme/CEK-02.toml");
    assert!(own.contains("note = \"seen\""), "{own}");
    assert!(!own.contains("subject"), "{own}");
    if own.contains("evidence = [") {
        let shared = text(folder, "acme/assessment.toml");
        assert!(shared.contains("[evidence.ev-"), "{own}\n{shared}");
    }
    let other: Vec<_> = crate::left::files(&folder.join("acme"));
    assert!(other.len() <= 4, "{other:?}");
}

#[test]
fn an_answer() {
    walk(&Attack {
        words: &["set", "a.toml", "CSP.3", "--outcome", "satisfied"],
        prepare: file,
        done: |folder| answers(&folder.join("a.toml")) == 2,
        whole: file_is_whole,
        makes: false,
    });
}

/// As on a file system that knows no files without names.
#[test]
fn an_answer_where_every_file_has_a_name() {
    if !strace() {
        return;
    }
    let words = ["set", "a.toml", "CSP.3", "--outcome", "satisfied"];
    let opened = |inject: &[&str]| -> Vec<String> {
        let place = Place::new();
        file(&place);
        let trace = place.path("trace");
        let options = [
            &["-o", trace.to_str().unwrap(), "-e", "trace=openat"],
            inject,
        ]
        .concat();
        let out = traced(&place, &options, &words);
        assert!(out.status.success(), "{out:?}");
        let folder = place.folder.path();
        file_is_whole(folder);
        assert_eq!(answers(&folder.join("a.toml")), 2);
        let left = temporary(folder);
        assert!(left.is_empty(), "{left:?}");
        let text = fs::read_to_string(trace).unwrap();
        let calls = text.lines().filter(|l| l.contains("openat("));
        calls.map(str::to_owned).collect()
    };
    let without_name = |line: &String| line.contains("O_TMPFILE");
    let at = opened(&[]).iter().position(without_name).unwrap();
    let inject = format!("inject=openat:error=EOPNOTSUPP:when={}", at + 1);
    let calls = opened(&["-e", &inject]);
    let failed = calls.iter().find(|l| without_name(l)).unwrap();
    assert!(failed.contains("EOPNOTSUPP"), "{failed}");
}

#[test]
fn evidence() {
    walk(&Attack {
        words: &["evidence", "add", "a.toml", "CSP.1", "policy.txt"],
        prepare: file,
        done: |folder| text(folder, "a.toml").contains("href = \"policy.txt\""),
        whole: file_is_whole,
        makes: false,
    });
}

#[test]
fn a_new_file() {
    walk(&Attack {
        words: &["new", "b.toml", "--subject", "Sample", "--role", "CSP"],
        prepare: file,
        done: |folder| text(folder, "b.toml").contains("subject = \"Sample\""),
        whole: |folder| {
            file_is_whole(folder);
            answers(&folder.join("b.toml"));
        },
        makes: true,
    });
}

#[test]
fn an_export() {
    walk(&Attack {
        words: &["export", "a.toml", "--format", "json", "--out", "out.json"],
        prepare: file,
        done: |folder| serde_json::from_str::<serde_json::Value>(&text(folder, "out.json")).is_ok(),
        whole: |folder| {
            file_is_whole(folder);
            let out = text(folder, "out.json");
            assert!(out.is_empty() || out.ends_with("}\n"), "{out}");
        },
        makes: true,
    });
}

#[test]
fn a_record_that_moves() {
    walk(&Attack {
        words: &["evidence", "relink", "a.toml", "ev-00000001", "policy.txt"],
        prepare: |place| {
            file(place);
            let mut text = place.text().replace(
                "note = \"seen\"",
                "note = \"seen\"\nevidence = [\"ev-00000001\"]",
            );
            text += "\n[evidence.ev-00000001]\ntitle = \"Policy\"\nhref = \"old.txt\"\n";
            fs::write(place.path("a.toml"), text).unwrap();
        },
        done: |folder| text(folder, "a.toml").contains("href = \"policy.txt\""),
        whole: file_is_whole,
        makes: true,
    });
}

#[test]
fn an_answer_in_a_folder() {
    walk(&Attack {
        words: &["set", "acme", "CEK-02:CSP.3", "--outcome", "satisfied"],
        prepare: folder,
        done: |folder| answers(&folder.join("acme/CEK-02.toml")) == 2,
        whole: folder_is_whole,
        makes: false,
    });
}

#[test]
fn evidence_in_a_folder() {
    walk(&Attack {
        words: &["evidence", "add", "acme", "CEK-02:CSP.1", "policy.txt"],
        prepare: folder,
        done: |folder| {
            text(folder, "acme/assessment.toml").contains("href = \"policy.txt\"")
                && text(folder, "acme/CEK-02.toml").contains("evidence = [")
        },
        whole: folder_is_whole,
        makes: false,
    });
}
