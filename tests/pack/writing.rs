//! A pack comes into its place whole, or not at all; and what is said.

use crate::common::*;
use crate::runner::Folder;
use aicaiq::limits::PACK;

/// A run, with its digests as dots: they change with the reports' words.
fn shown(text: &str) -> String {
    text.split_inclusive([' ', '\n', ','])
        .map(|word| {
            let hex = word.trim_end_matches([' ', '\n', ',']);
            if hex.len() == 64 && hex.bytes().all(|b| b.is_ascii_hexdigit()) {
                word.replace(hex, "…")
            } else {
                word.to_owned()
            }
        })
        .collect()
}

#[test]
fn an_existing_file_is_replaced_only_when_told() {
    let folder = Folder::with_assessment();
    folder.write("p.zip", "mine");
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{ran}");
    assert!(ran.err.contains("--force"), "{ran}");
    assert_eq!(folder.read("p.zip"), "mine");
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip", "--force"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(findings(&folder.path("p.zip")), [""; 0]);
    let left = std::fs::read_dir(folder.0.path()).unwrap().count();
    assert_eq!(left, 2, "a.toml and p.zip");
}

#[test]
fn a_dash_is_standard_output_and_the_digest_goes_beside_it() {
    let folder = Folder::with_assessment();
    let made = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    let (digest, _) = made.out.split_once(' ').unwrap();
    let bin = env!("CARGO_BIN_EXE_aicaiq");
    let output = std::process::Command::new(bin)
        .args(["pack", "a.toml", "--out", "-"])
        .current_dir(folder.0.path())
        .env("HOME", folder.0.path())
        .env("SOURCE_DATE_EPOCH", "1795514400")
        .env("AICAIQ_TODAY", "2026-11-24")
        .output()
        .unwrap();
    let err = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{err}");
    assert_eq!(output.stdout, std::fs::read(folder.path("p.zip")).unwrap());
    assert!(err.ends_with(&format!("\n{digest}  -\n")), "{err}");
    assert!(!folder.path("-").exists());
    let ran = folder.run(&["pack", "a.toml", "--out", "./-"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        folder.path("-").exists() && ran.out.starts_with(digest),
        "{ran}"
    );
}

#[test]
fn where_nothing_can_be_written_nothing_is_left() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::with_assessment();
    let ran = folder.run(&["pack", "a.toml", "--out", "none/p.zip"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran}");
    std::fs::create_dir(folder.path("shut")).unwrap();
    let mode = |mode| std::fs::Permissions::from_mode(mode);
    std::fs::set_permissions(folder.path("shut"), mode(0o555)).unwrap();
    // Who may write everywhere is not kept out by a mode.
    let free = std::fs::write(folder.path("shut/probe"), "").is_ok();
    let ran = folder.run(&["pack", "a.toml", "--out", "shut/p.zip"]);
    if !free {
        assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran}");
        assert!(ran.err.contains("cannot write shut/p.zip"), "{ran}");
        assert_eq!(std::fs::read_dir(folder.path("shut")).unwrap().count(), 0);
    }
    std::fs::set_permissions(folder.path("shut"), mode(0o755)).unwrap();
    let ran = folder.run(&["pack", "a.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
}

#[test]
fn a_file_with_errors_is_not_packed() {
    let folder = Folder::with_assessment();
    folder.write("b.toml", "schema = 1\n");
    let ran = folder.run(&["pack", "b.toml", "--out", "p.zip"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(!folder.path("p.zip").exists());
}

#[test]
fn evidence_that_no_pack_has_room_for_is_not_packed() {
    let folder = with_records(&["huge"]);
    let huge = std::fs::File::create(folder.path("huge")).unwrap();
    huge.set_len(PACK).unwrap();
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.err.contains("(64 GiB)"), "{ran}");
    assert!(!folder.path("p.zip").exists());
}

#[test]
fn what_is_said() {
    let folder = Folder::new();
    folder.write("raci.txt", "sample");
    folder.write("a.toml", with_records(&[]).read("a.toml"));
    for href in ["raci.txt", "none.txt", "https://example.com/raci"] {
        folder.run(&["evidence", "add", "a.toml", "CSP.03", href]);
    }
    let ran = folder.run(&["pack", "a.toml", "--out", "p.zip"]);
    insta::assert_snapshot!("run", shown(&sized(&ran.to_string())));
    let ran = folder.run(&["pack", "verify", "p.zip"]);
    insta::assert_snapshot!("verify", shown(&ran.to_string()));
    let mut bytes = std::fs::read(folder.path("p.zip")).unwrap();
    let at = bytes.windows(6).position(|w| w == b"sample").unwrap();
    let own = b"assessment/raci.txt";
    let at = bytes
        .windows(own.len())
        .position(|w| w == own)
        .map_or(at, |n| n + own.len());
    bytes[at..at + 6].copy_from_slice(b"forged");
    bytes.push(b'!');
    folder.write("p.zip", bytes);
    let given = "0".repeat(64);
    let ran = folder.run(&["pack", "verify", "p.zip", "--sha256", &given]);
    assert_eq!(ran.code, 1);
    let text = ran.to_string();
    let (before, rest) = text.split_once("altered: byte ").unwrap();
    let (_, after) = rest.split_once(',').unwrap();
    let text = format!("{before}altered: byte …,{after}");
    insta::assert_snapshot!("verify_altered", shown(&text));
    let ran = folder.run(&["pack", "--help"]);
    insta::assert_snapshot!("help", ran.to_string());
    let ran = folder.run(&["pack", "verify", "--help"]);
    insta::assert_snapshot!("help_verify", ran.to_string());
}

/// Without the pack's size, which changes with the reports' words.
fn sized(text: &str) -> String {
    let (before, rest) = text.split_once("entries, ").unwrap();
    let (_, after) = rest.split_once(';').unwrap();
    format!("{before}entries, …;{after}")
}
