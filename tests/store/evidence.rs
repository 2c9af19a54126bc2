//! What is found where evidence records point.

use aicaiq::assessment::{Assessment, Evidence, EvidenceId, FileState};
use aicaiq::store::evidence::{inspect, inspect_all};
use std::fs;

fn present(text: &str) -> FileState {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(text.as_bytes());
    FileState::Present {
        sha256: digest.iter().map(|b| format!("{b:02x}")).collect(),
        size: text.len() as u64,
    }
}

#[test]
fn only_regular_files_within_the_folder_are_read() {
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    fs::create_dir_all(home.join("evidence")).unwrap();
    let long = "0123456789".repeat(20_000);
    fs::write(home.join("evidence/a.pdf"), &long).unwrap();
    fs::write(dir.path().join("secret"), "s").unwrap();
    assert_eq!(inspect(&home, "evidence/a.pdf", false), present(&long));
    assert_eq!(
        inspect(&home, "./evidence/../evidence/a.pdf", false),
        present(&long)
    );
    assert_eq!(
        inspect(&home, "https://example.com/a", true),
        FileState::Unchecked
    );
    assert_eq!(inspect(&home, "evidence/b.pdf", false), FileState::Missing);
    assert_eq!(
        inspect(&home, "evidence/a.pdf/b", false),
        FileState::Missing
    );
    assert!(matches!(
        inspect(&home, "evidence", false),
        FileState::Unreadable(_)
    ));
    assert_eq!(inspect(&home, "../secret", false), FileState::Outside);
    assert_eq!(inspect(&home, "../secret", true), present("s"));
    assert_eq!(
        inspect(&home, "file:///etc/passwd", true),
        FileState::Outside
    );
    let absolute = dir.path().join("secret");
    let absolute = absolute.to_str().unwrap();
    assert_eq!(inspect(&home, absolute, false), FileState::Outside);
    assert_eq!(inspect(&home, absolute, true), present("s"));
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_does_not_lead_out_and_a_pipe_does_not_hang() {
    use std::os::unix::fs::symlink;
    let dir = tempfile::tempdir().unwrap();
    let home = dir.path().join("home");
    fs::create_dir(&home).unwrap();
    fs::write(dir.path().join("secret"), "s").unwrap();
    fs::write(home.join("a"), "a").unwrap();
    symlink("../secret", home.join("out")).unwrap();
    symlink("..", home.join("up")).unwrap();
    symlink("a", home.join("in")).unwrap();
    symlink("loop", home.join("loop")).unwrap();
    assert_eq!(inspect(&home, "out", false), FileState::Outside);
    assert_eq!(inspect(&home, "out", true), present("s"));
    assert_eq!(inspect(&home, "up/secret", false), FileState::Outside);
    assert_eq!(inspect(&home, "in", false), present("a"));
    assert!(matches!(
        inspect(&home, "loop", false),
        FileState::Unreadable(_)
    ));
    let made = std::process::Command::new("mkfifo")
        .arg(home.join("pipe"))
        .status();
    assert!(made.unwrap().success());
    assert_eq!(
        inspect(&home, "pipe", false),
        FileState::Unreadable("it is a device or pipe".into())
    );
}

#[test]
fn every_record_gets_its_state() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a"), "a").unwrap();
    let mut a = Assessment::default();
    for href in ["a", "b", "https://example.com"] {
        let record = Evidence {
            href: href.into(),
            ..Evidence::default()
        };
        a.evidence.insert(EvidenceId::of(href), record);
    }
    let states = inspect_all(dir.path(), &a);
    assert_eq!(states[&EvidenceId::of("a")], present("a"));
    assert_eq!(states[&EvidenceId::of("b")], FileState::Missing);
    assert_eq!(
        states[&EvidenceId::of("https://example.com")],
        FileState::Unchecked
    );
}
