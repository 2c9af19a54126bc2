//! Every place that one can be in when something happens to the terminal: each
//! scope of keys has its row, and so has each way of working without one. A
//! scope without a row fails a test.

use crate::pty::{Place, Pty, eventually};
use aicaiq::tui::keymap::Scope;
use rustix::process::Signal;
use std::fs;

/// A place to be in.
pub struct Mode {
    pub name: &'static str,
    /// The keys' scope there; none where keys are none of this program's.
    pub scope: Option<Scope>,
    /// Goes there.
    pub enter: fn(&Place) -> Pty,
    /// What is to be seen when one is there.
    pub sees: &'static str,
    /// What has been typed and not yet been kept, to be found in the journal.
    pub typed: Option<&'static str>,
    /// Whether it has the whole screen; else a signal ends it as any program.
    pub full: bool,
}

const SCREEN: Mode = Mode {
    name: "",
    scope: None,
    enter: items,
    sees: "",
    typed: None,
    full: true,
};

pub const MODES: &[Mode] = &[
    Mode {
        name: "the list of items",
        scope: Some(Scope::Outline),
        sees: "CSP 0/13",
        ..SCREEN
    },
    Mode {
        name: "the controls of a folder",
        scope: Some(Scope::Controls),
        enter: |place| {
            place.folder_of(&["CSP"]);
            start(place, &["acme"], "3 controls")
        },
        sees: "3 controls",
        ..SCREEN
    },
    Mode {
        name: "the gaps of all controls of a folder",
        scope: Some(Scope::Gaps),
        enter: |place| {
            place.folder_of(&["CSP"]);
            go(start(place, &["acme"], "3 controls"), &[("#", "All gaps")])
        },
        sees: "All gaps",
        ..SCREEN
    },
    Mode {
        name: "the form of an item",
        scope: Some(Scope::Form),
        enter: |place| go(items(place), &[("j\t", "Enter change")]),
        sees: "Enter change",
        ..SCREEN
    },
    Mode {
        name: "a note",
        scope: Some(Scope::Text),
        enter: |place| {
            go(
                items(place),
                &[
                    ("je", "Note · CSP.01"),
                    ("half a thought", "half a thought"),
                ],
            )
        },
        sees: "half a thought",
        typed: Some("half a thought"),
        ..SCREEN
    },
    Mode {
        name: "a note, in the middle of a paste",
        scope: Some(Scope::Text),
        enter: |place| {
            let steps = [
                ("je", "Note · CSP.01"),
                ("half a thought", "half a thought"),
            ];
            let mut pty = go(items(place), &steps);
            // What a slow line has brought so far.
            pty.send("\x1b[200~and what was pas");
            pty
        },
        sees: "half a thought",
        typed: Some("half a thought"),
        ..SCREEN
    },
    Mode {
        name: "a line",
        scope: Some(Scope::Line),
        enter: |place| {
            go(
                items(place),
                &[("jc", "Action: what"), ("mend it", "mend it")],
            )
        },
        sees: "mend it",
        typed: Some("mend it"),
        ..SCREEN
    },
    Mode {
        name: "adding evidence",
        scope: Some(Scope::Evidence),
        // Letters that nothing else on the screen has.
        enter: |place| go(items(place), &[("jv", "Evidence"), ("xyzzy", "xyzzy")]),
        sees: "xyzzy",
        typed: Some("xyzzy"),
        ..SCREEN
    },
    Mode {
        name: "the summary",
        scope: Some(Scope::Summary),
        enter: |place| go(items(place), &[("o", "Results")]),
        sees: "Results",
        ..SCREEN
    },
    Mode {
        name: "a new assessment, in a line",
        scope: Some(Scope::WizardText),
        enter: |place| {
            go(
                start(place, &[], "New assessment"),
                &[("n", "Provider"), ("Acm", "Acm")],
            )
        },
        sees: "Acm",
        ..SCREEN
    },
    Mode {
        name: "a new assessment, on a choice",
        scope: Some(Scope::Wizard),
        enter: |place| {
            let keys = [("n", "Provider"), ("Acm", "Acm"), ("\t\t\t", "Acm")];
            go(start(place, &[], "New assessment"), &keys)
        },
        sees: "Acm",
        ..SCREEN
    },
    Mode {
        name: "the start page",
        scope: Some(Scope::Start),
        enter: |place| start(place, &[], "Take the tour"),
        sees: "Take the tour",
        ..SCREEN
    },
    Mode {
        name: "help",
        scope: Some(Scope::Reading),
        enter: |place| go(items(place), &[("?", "Keys:")]),
        sees: "Keys:",
        ..SCREEN
    },
    Mode {
        name: "unsaved text",
        scope: Some(Scope::Drafts),
        enter: |place| {
            let note = [
                ("je", "Note · CSP.01"),
                ("half a thought", "half a thought"),
            ];
            let mut pty = go(items(place), &note);
            eventually("the journal", || place.journal().contains("half a thought"));
            pty.signal(Signal::KILL);
            pty.ended();
            start(place, &["a.toml"], "Unsaved text found")
        },
        sees: "Unsaved text found",
        typed: Some("half a thought"),
        ..SCREEN
    },
    Mode {
        name: "answers of the last time",
        scope: Some(Scope::Left),
        enter: |place| {
            let mut pty = conflict(place);
            pty.signal(Signal::KILL);
            pty.ended();
            start(place, &["a.toml"], "Not saved the last time")
        },
        sees: "Not saved the last time",
        ..SCREEN
    },
    Mode {
        name: "changed on disk",
        scope: Some(Scope::Conflict),
        enter: conflict,
        sees: "Changed on disk",
        ..SCREEN
    },
    Mode {
        name: "two people's values",
        scope: Some(Scope::Resolve),
        enter: |place| {
            place.run(&["set", "a.toml", "CSP.01", "--outcome", "satisfied"]);
            let line = "outcome = \"satisfied\"\n";
            let marks = format!(
                "<<<<<<< main\n{line}=======\noutcome = \"not-satisfied\"\n>>>>>>> audit\n"
            );
            fs::write(place.path("a.toml"), place.text().replace(line, &marks)).unwrap();
            start(place, &["a.toml"], "Both changed CSP.01")
        },
        sees: "Both changed CSP.01",
        ..SCREEN
    },
    Mode {
        name: "signing off",
        scope: Some(Scope::SignOff),
        enter: |place| go(items(place), &[("F", "ign off CSP")]),
        sees: "ign off CSP",
        ..SCREEN
    },
    Mode {
        name: "what changed",
        scope: Some(Scope::Changes),
        enter: changes,
        sees: "Changes since",
        ..SCREEN
    },
    Mode {
        name: "compare with",
        scope: Some(Scope::Against),
        enter: |place| go(changes(place), &[("c", "Compare with")]),
        sees: "Compare with",
        ..SCREEN
    },
    Mode {
        name: "which evidence",
        scope: Some(Scope::Links),
        enter: |place| {
            let links = ["https://example.com/a", "https://example.com/b"];
            for link in links {
                place.run(&["set", "a.toml", "CSP.CEK-02.1", "--evidence", link]);
            }
            go(items(place), &[("O", "Open which?")])
        },
        sees: "Open which?",
        ..SCREEN
    },
    Mode {
        name: "the palette",
        scope: Some(Scope::Finder),
        enter: |place| go(items(place), &[(":", "Palette"), ("note", "note")]),
        sees: "note",
        ..SCREEN
    },
    Mode {
        name: "a text that was found",
        scope: Some(Scope::Hits),
        enter: |place| {
            let mut pty = go(items(place), &[("/", "Find in texts")]);
            pty.send("key").sees("/ key").send("\r").sees("“key” 1 of ");
            pty
        },
        sees: "“key” 1 of ",
        ..SCREEN
    },
    Mode {
        name: "show only",
        scope: Some(Scope::Filter),
        enter: |place| go(items(place), &[("z", "Show only")]),
        sees: "Show only",
        ..SCREEN
    },
    Mode {
        name: "leaving unsaved",
        scope: Some(Scope::Leaving),
        enter: |place| {
            let mut pty = conflict(place);
            pty.send("\x1b").no_longer_sees("Changed on disk");
            pty.send("q").sees("Not everything is saved");
            pty
        },
        sees: "Not everything is saved",
        ..SCREEN
    },
    Mode {
        name: "many providers",
        scope: Some(Scope::Portfolio),
        enter: |place| {
            fs::create_dir(place.path("all")).unwrap();
            for name in ["all/one.toml", "all/two.toml"] {
                fs::copy(place.path("a.toml"), place.path(name)).unwrap();
            }
            start(place, &["portfolio", "all"], "Sample")
        },
        sees: "Sample",
        ..SCREEN
    },
    Mode {
        name: "the tour",
        enter: |place| go(start(place, &[], "Take the tour"), &[("t", "Tour: 1 of")]),
        sees: "Tour: 1 of",
        ..SCREEN
    },
    Mode {
        name: "while a large file is read",
        enter: |place| {
            let file = fs::File::create(place.path("large.bin")).unwrap();
            file.set_len(50_000_000_000).unwrap();
            go(
                items(place),
                &[("jv", "Evidence"), ("large.bin\r", "evidence added")],
            )
        },
        sees: "being read, ",
        ..SCREEN
    },
    Mode {
        name: "the plain walk",
        enter: |place| {
            start(
                place,
                &["answer", "a.toml", "--plain"],
                "CSP.CEK-02.1 answer",
            )
        },
        sees: "CSP.CEK-02.1 answer",
        full: false,
        ..SCREEN
    },
    Mode {
        name: "a large file on the command line",
        enter: |place| {
            let file = fs::File::create(place.path("large.bin")).unwrap();
            file.set_len(50_000_000_000).unwrap();
            let words = ["set", "a.toml", "CSP.01", "--evidence", "large.bin"];
            start(place, &words, "of 50.0 GB")
        },
        sees: "large.bin",
        full: false,
        ..SCREEN
    },
    Mode {
        name: "a pack of a large file",
        enter: |place| {
            let file = fs::File::create(place.path("large.bin")).unwrap();
            file.set_len(50_000_000_000).unwrap();
            let text = place.text();
            let record = "\n[evidence.ev-00000001]\nhref = \"large.bin\"\n";
            fs::write(place.path("a.toml"), text + record).unwrap();
            start(place, &["pack", "a.toml", "--out", "a.zip"], "large.bin")
        },
        sees: "large.bin",
        full: false,
        ..SCREEN
    },
];

fn start(place: &Place, words: &[&str], sees: &str) -> Pty {
    let mut pty = place.start(words);
    pty.sees(sees);
    pty
}

fn items(place: &Place) -> Pty {
    start(place, &["a.toml"], "CSP 0/13")
}

fn go(mut pty: Pty, steps: &[(&str, &str)]) -> Pty {
    for (keys, sees) in steps {
        pty.send(keys).sees(sees);
    }
    pty
}

fn conflict(place: &Place) -> Pty {
    let mut pty = go(items(place), &[("e", "Implementation ·")]);
    let words = ["set", "a.toml", "CSP.CEK-02.1", "--implementation", "other"];
    place.run(&words);
    pty.send("mine\x1b").sees("Changed on disk");
    pty
}

fn changes(place: &Place) -> Pty {
    let git = |words: &[&str]| {
        let mut git = std::process::Command::new("git");
        git.args(["-c", "user.name=S", "-c", "user.email=s@example.com"]);
        git.args(words).current_dir(place.folder.path());
        git.env("HOME", place.folder.path());
        assert!(
            git.env("GIT_CONFIG_NOSYSTEM", "1")
                .status()
                .unwrap()
                .success()
        );
    };
    git(&["init", "-q"]);
    git(&["add", "a.toml"]);
    git(&["commit", "-qm", "first"]);
    go(items(place), &[("jS", "CSP 1/13"), ("D", "Changes since")])
}

/// Runs something for every mode, on as many threads as the machine has.
pub fn each(what: impl Fn(&Mode, &Place) + Sync) {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let failed = std::sync::Mutex::new(Vec::new());
    let one = || {
        while let Some(mode) = MODES.get(next.fetch_add(1, std::sync::atomic::Ordering::SeqCst)) {
            let place = Place::with(&["CSP"]);
            let run = std::panic::AssertUnwindSafe(|| what(mode, &place));
            if std::panic::catch_unwind(run).is_err() {
                failed.lock().unwrap().push(mode.name);
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(one);
        }
    });
    let failed = failed.into_inner().unwrap();
    assert!(failed.is_empty(), "in {failed:?}");
}

#[test]
fn every_scope_of_keys_has_a_row() {
    for scope in Scope::ALL {
        let has_row = MODES.iter().any(|mode| mode.scope == Some(*scope));
        assert!(
            has_row,
            "{} has no row: tests/terminal/modes.rs",
            scope.name()
        );
    }
}
