//! What a folder's check and its numbers say.

use crate::made::{acme, ok};
use serde_json::Value;

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_is_a_finding_and_the_others_are_checked() {
    let folder = acme();
    // Nobody can read these, whoever runs the test.
    std::fs::remove_file(folder.path("acme/A&A-01.toml")).unwrap();
    std::fs::create_dir(folder.path("acme/A&A-01.toml")).unwrap();
    std::os::unix::fs::symlink("nowhere", folder.path("acme/gone.toml")).unwrap();
    let ran = folder.run(&["check", "acme"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.out.contains("A&A-01.toml") && ran.out.contains("gone.toml"),
        "{ran}"
    );
    assert!(ran.out.contains("acme/CEK-02.toml: ok"), "{ran}");
    // A file that is named and not there is a wrong call.
    assert_eq!(folder.run(&["check", "none.toml"]).code, 2);
}

/// As anybody but root, who may read everything: with util-linux's `setpriv`
/// where the tests run as root.
#[cfg(unix)]
#[test]
fn a_file_that_one_may_not_read_is_a_finding_too() {
    use std::os::unix::fs::PermissionsExt;
    use std::process::Command;
    let folder = acme();
    let file = folder.path("acme/CEK-02.toml");
    let mode = |path: &std::path::Path, mode| {
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    };
    mode(&file, 0o000);
    let mut command = if std::fs::File::open(&file).is_ok() {
        // Where nobody else may go is no place for its program.
        let program = folder.path("aicaiq");
        std::fs::copy(env!("CARGO_BIN_EXE_aicaiq"), &program).unwrap();
        mode(folder.0.path(), 0o755);
        let mut command = Command::new("setpriv");
        command.args(["--reuid=65534", "--regid=65534", "--clear-groups"]);
        command.arg(program);
        command
    } else {
        Command::new(env!("CARGO_BIN_EXE_aicaiq"))
    };
    command.args(["check", "acme"]).current_dir(folder.0.path());
    let output = match command.env("HOME", "/nowhere").output() {
        Ok(output) => output,
        Err(error) => {
            eprintln!("skipped: no setpriv: {error}");
            return;
        }
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        said.contains("acme/CEK-02.toml: Permission denied"),
        "{output:?}"
    );
    assert!(said.contains("acme/A&A-01.toml: ok"), "{said}");
    assert_eq!(output.status.code(), Some(1), "{said}");
}

#[test]
fn items_and_records_of_expired_evidence_are_told_apart() {
    let folder = acme();
    ok(
        &folder,
        &[
            "set",
            "acme",
            "CEK-02:MP.03",
            "--evidence",
            "evidence/old.txt",
        ],
    );
    let ran = folder.run(&[
        "summary",
        "acme",
        "--format",
        "json",
        "--fail-on",
        "expired",
    ]);
    assert_eq!(ran.code, 1);
    assert_eq!(
        ran.err,
        "failed: on expired: 1 record of evidence has expired, which 2 items rest on, the first on 2026-11-01 (Acme)\n"
    );
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    for total in [&json["total"], &json["providers"][0]["total"]] {
        assert_eq!(
            (&total["expired"], &total["expired_records"]),
            (&2.into(), &1.into())
        );
    }
    let csv = ok(&folder, &["summary", "acme", "--format", "csv"]).out;
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let headers = reader.headers().unwrap().clone();
    let at = |name: &str| headers.iter().position(|h| h == name).unwrap();
    let row = reader.records().next().unwrap().unwrap();
    assert_eq!(
        (&row[at("expired")], &row[at("expired_records")]),
        ("2", "1")
    );
}
