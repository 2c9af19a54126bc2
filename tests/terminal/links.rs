//! Hyperlinks, the system's opener, the clipboard and the cursor: the bytes
//! that reach the terminal.

use crate::pty::{Place, Pty, eventually};
use std::os::unix::fs::PermissionsExt;

const BEGIN: &str = "\u{1b}]8;id=";
const END: &str = "\u{1b}]8;;\u{1b}\\";
const FRAME_END: &str = "\u{1b}[?2026l";

/// An assessment whose CSP.01 has these hrefs as evidence, however hostile.
fn with(hrefs: &[&str]) -> Place {
    let place = Place::with(&["CSP"]);
    let mut text = place.text();
    let ids: Vec<String> = hrefs
        .iter()
        .map(|href| aicaiq::assessment::EvidenceId::of(href).to_string())
        .collect();
    let quoted: Vec<String> = ids.iter().map(|id| format!("\"{id}\"")).collect();
    text.push_str(&format!(
        "\n[roles.CSP.steps.01]\noutcome = \"satisfied\"\nmethods = [\"examine\"]\nevidence = [{}]\n",
        quoted.join(", ")
    ));
    for (id, href) in ids.iter().zip(hrefs) {
        let mut escaped = String::new();
        for c in href.chars() {
            match c {
                '"' | '\\' => escaped.extend(['\\', c]),
                c if c.is_control() => escaped.push_str(&format!("\\u{:04x}", u32::from(c))),
                c => escaped.push(c),
            }
        }
        text.push_str(&format!(
            "\n[evidence.{id}]\ntitle = \"Sample {id}\"\nhref = \"{escaped}\"\n"
        ));
    }
    std::fs::write(place.path("a.toml"), text).unwrap();
    place
}

fn sent(pty: &Pty) -> String {
    String::from_utf8_lossy(&pty.bytes()).into_owned()
}

/// The addresses of the links that were begun.
fn addresses(sent: &str) -> Vec<String> {
    let mut found: Vec<String> = sent
        .split(BEGIN)
        .skip(1)
        .filter_map(|rest| {
            let (head, _) = rest.split_once("\u{1b}\\")?;
            let (id, url) = head.split_once(';')?;
            assert!(id.starts_with("ev-"), "{id}");
            Some(url.to_owned())
        })
        .collect();
    found.sort();
    found.dedup();
    found
}

#[test]
fn links_and_files_of_the_folder_are_hyperlinks_and_nothing_else_is() {
    // A file with control characters in it is not even opened.
    let hostile = "https://x.example/a;b\\]52;c;eA==\"<> ü";
    let place = with(&[
        "https://sample.example/policy?a=1&b=%20",
        hostile,
        "evidence/a b;\u{fc}.txt",
        "../outside.txt",
        "javascript://x",
        "evidence/none.txt",
    ]);
    std::fs::create_dir(place.path("evidence")).unwrap();
    std::fs::write(place.path("evidence/a b;\u{fc}.txt"), "sample").unwrap();
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 1/13")
        .send("j")
        .sees("step 01")
        .sees("missing")
        .sees("not hashed");
    pty.resize(120, 40);
    // Nothing is sent before the frame of the new size is there.
    pty.sees("Segregation of duties");
    pty.send("o").sees("A role's result is its worst");
    pty.send("\x1b[Z").sees("proves CSP.01");
    eventually("all links", || {
        let seen = sent(&pty);
        addresses(&seen).len() >= 3 && seen.ends_with(FRAME_END)
    });
    let seen = sent(&pty);
    let host = rustix::system::uname()
        .nodename()
        .to_string_lossy()
        .into_owned();
    let folder = std::fs::canonicalize(place.folder.path()).unwrap();
    let folder = folder.to_str().unwrap();
    assert_eq!(
        addresses(&seen),
        [
            format!("file://{host}{folder}/evidence/a%20b%3B%C3%BC.txt"),
            "https://sample.example/policy?a=1&b=%20".to_owned(),
            "https://x.example/a%3Bb%5C]52%3Bc%3BeA==%22%3C%3E%20%C3%BC".to_owned(),
        ]
    );
    assert_eq!(seen.matches(BEGIN).count(), seen.matches(END).count());
    assert!(
        !seen.contains("\u{1b}]52"),
        "nothing of an href steers the terminal"
    );
    pty.send("\x1b").sees("step 01");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn unchanged_links_are_not_sent_again() {
    let place = with(&["https://sample.example/policy"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 1/13").send("j").sees("not viewed");
    eventually("the link", || {
        let seen = sent(&pty);
        seen.contains(END) && seen.ends_with(FRAME_END)
    });
    let before = pty.bytes().len();
    pty.send("Z").sees("Z does nothing here");
    let after = String::from_utf8_lossy(&pty.bytes()[before..]).into_owned();
    assert!(!after.contains("\u{1b}]8;"), "{after:?}");
    assert!(after.len() < 300, "{after:?}");
    pty.send("q");
    pty.ended();
}

#[test]
fn hyperlinks_are_off_where_they_are_not_wanted() {
    for env in [("AICAIQ_HYPERLINKS", "0"), ("NO_SUCH", "")] {
        let place = with(&["https://sample.example/policy"]);
        let mut pty = place.start_with(&["a.toml"], &[env]);
        pty.sees("CSP 1/13").send("j").sees("not viewed").send("q");
        pty.ended();
        let is_off = env.0 == "AICAIQ_HYPERLINKS";
        assert_eq!(sent(&pty).contains("\u{1b}]8;"), !is_off);
    }
}

/// A folder with an `xdg-open` that writes down what it is given.
fn opener(place: &Place, script: &str) -> String {
    let bin = place.path("bin");
    std::fs::create_dir(&bin).unwrap();
    let program = bin.join("xdg-open");
    std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", bin.display())
}

#[test]
fn evidence_is_opened_by_the_systems_opener() {
    let place = with(&[
        "https://sample.example/a?b=$(touch owned)&c",
        "evidence/a b.txt",
    ]);
    std::fs::create_dir(place.path("evidence")).unwrap();
    std::fs::write(place.path("evidence/a b.txt"), "sample").unwrap();
    let given = place.path("given");
    let script = format!(
        "printf '%s\\n' \"$#\" \"$1\" >> '{}'; readlink /proc/$$/fd/0 >> '{}'; echo noise; echo noise >&2",
        given.display(),
        given.display()
    );
    let path = opener(&place, &script);
    let mut pty = place.start_with(&["a.toml"], &[("PATH", &path)]);
    pty.sees("CSP 1/13").send("jO").sees("Open which?");
    pty.send("\r").sees("opened evidence/a b.txt");
    let read = || std::fs::read_to_string(&given).unwrap_or_default();
    eventually("the file to be opened", || read().lines().count() == 3);
    pty.send("Oj\r").sees("V records that you looked at it");
    eventually("the link to be opened", || read().lines().count() == 6);
    let file = std::fs::canonicalize(place.path("evidence/a b.txt")).unwrap();
    let told = read();
    let lines: Vec<&str> = told.lines().collect();
    assert_eq!(
        lines,
        [
            "1",
            file.to_str().unwrap(),
            "/dev/null",
            "1",
            "https://sample.example/a?b=$(touch%20owned)&c",
            "/dev/null"
        ]
    );
    assert!(!place.path("owned").exists());
    assert!(!pty.screen().contains("noise"));
    pty.send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn what_is_not_opened_is_told_with_the_reason() {
    let place = with(&["evidence/out.txt"]);
    std::fs::create_dir(place.path("evidence")).unwrap();
    std::os::unix::fs::symlink("/etc/passwd", place.path("evidence/out.txt")).unwrap();
    let path = opener(&place, "echo \"$1\" > opened; exit 3");
    let mut pty = place.start_with(&["a.toml"], &[("PATH", &path)]);
    pty.sees("CSP 1/13")
        .send("jO")
        .sees("not opened: it leads out");
    pty.send("q");
    pty.ended();
    assert!(!place.path("opened").exists());
    let place = with(&["https://sample.example/"]);
    let path = opener(&place, "exit 3");
    let mut pty = place.start_with(&["a.toml"], &[("PATH", &path)]);
    pty.sees("CSP 1/13").send("jO").sees("xdg-open ended with");
    pty.sees("https://sample.example/");
    pty.send("q");
    pty.ended();
    let place = with(&["https://sample.example/"]);
    let mut pty = place.start_with(&["a.toml"], &[("PATH", "/nowhere")]);
    pty.sees("CSP 1/13").send("jO").sees("open it yourself");
    pty.send("q");
    pty.ended();
}

#[test]
fn a_copy_is_sent_as_osc_52() {
    let place = with(&["https://sample.example/"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 1/13")
        .send("j\x19")
        .sees("copied: CSP.01 satisfied");
    // "CSP.01 satisfied" in base64.
    let wanted = "\u{1b}]52;c;Q1NQLjAxIHNhdGlzZmllZA==\u{1b}\\";
    assert!(sent(&pty).contains(wanted), "{:?}", sent(&pty));
    pty.send("e").sees("Note · CSP.01");
    pty.send("\x1b[200~two\nlines\x1b[201~")
        .sees("lines")
        .send("\x1by")
        .sees("copied: two…");
    assert!(sent(&pty).contains("\u{1b}]52;c;dHdvCmxpbmVz\u{1b}\\"));
    pty.send("\x1b").no_longer_sees("Note · CSP.01").send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
}

#[test]
fn each_frame_shows_the_cursor_once_within_its_update() {
    let place = with(&["https://sample.example/"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 1/13")
        .send("j")
        .sees("step 01")
        .send("e")
        .sees("Note · CSP.01");
    pty.send("abc").sees("abc");
    // Suspended and continued, all is as before.
    pty.send("\x1a");
    eventually("the stop", || pty.is_stopped());
    pty.assert_sane();
    pty.signal(rustix::process::Signal::CONT);
    pty.sees("Note · CSP.01")
        .send("d")
        .sees("abcd")
        .send("\x1b")
        .no_longer_sees("Note · CSP.01")
        .send("q");
    assert_eq!(pty.ended(), 0);
    pty.assert_sane();
    let seen = sent(&pty);
    let frames: Vec<&str> = seen.split("\u{1b}[?2026h").skip(1).collect();
    assert!(frames.len() > 4, "{}", frames.len());
    for frame in frames {
        let (update, _) = frame.split_once("\u{1b}[?2026l").unwrap();
        assert!(update.starts_with("\u{1b}[?25l"), "{update:?}");
        assert_eq!(update.matches("\u{1b}[?25h").count(), 1, "{update:?}");
    }
    assert_eq!(seen.matches(BEGIN).count(), seen.matches(END).count());
}
