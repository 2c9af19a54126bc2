//! What a folder's check and its numbers say.

use crate::made::{acme, ok};
use serde_json::Value;

/// `customers/` with two folders of controls and an answer file.
fn customers() -> crate::runner::Folder {
    let folder = acme();
    std::fs::create_dir(folder.path("customers")).unwrap();
    std::fs::rename(folder.path("acme"), folder.path("customers/acme")).unwrap();
    let role = ["--role", "CSP"];
    for (path, subject) in [
        ("customers/beta/", "Beta"),
        ("customers/gamma.toml", "Gamma"),
    ] {
        let words = ["new", path, "--subject", subject];
        ok(&folder, &[words.as_slice(), &role].concat());
    }
    folder
}

#[test]
fn a_folder_of_providers_is_checked_as_its_summary_finds_them() {
    let folder = customers();
    folder.write("customers/Cargo.toml", "[package]\n");
    let ran = ok(&folder, &["check", "customers"]);
    for line in [
        "customers/acme/CEK-02.toml: ok\n",
        "customers/acme: 2 controls\n",
        "customers/beta: 0 controls\n",
        "customers/gamma.toml: ok\n",
        "customers: 3 providers (2 folders of controls, 1 answer file)\n",
    ] {
        assert!(ran.out.contains(line), "{line}: {ran}");
    }
    assert!(!ran.out.contains("Cargo"), "{ran}");
    let ran = ok(&folder, &["check", "customers/", "--format", "json"]);
    let json: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(json.as_array().unwrap().len(), 5, "{json:#}");
    // Each is checked, whatever is wrong with another.
    folder.write("customers/acme/CEK-02.toml", b"schema = 1\n\xff\n");
    folder.write(
        "customers/beta/assessment.toml",
        "schema = 1\n[assessment\n",
    );
    let ran = folder.run(&["check", "customers"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.out.contains("customers/gamma.toml: ok\n"), "{ran}");
    assert!(ran.out.contains("customers/beta/assessment.toml"), "{ran}");
    let ran = folder.run(&["check", "customers/acme/questionnaires"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("has no assessment in it"), "{ran}");
}

#[test]
fn what_is_no_text_names_its_path_once() {
    let folder = customers();
    folder.write("customers/acme/CEK-02.toml", b"schema = 1\n\xff\n");
    let path = "customers/acme/CEK-02.toml";
    for words in [
        ["check", "customers"].as_slice(),
        &["check", "customers/acme/CEK-02.toml"],
        &["summary", "customers"],
        &["summary", "customers/acme/CEK-02.toml"],
        &["find", "x", "customers"],
        &["export", "customers/acme", "--format", "csv"],
        &["export", "customers/acme", "--format", "jsonl"],
        &["sign-off", "customers/acme"],
    ] {
        let ran = folder.run(words);
        let all = format!("{}{}", ran.out, ran.err);
        let told: Vec<&str> = all.lines().filter(|l| l.contains("UTF-8 text")).collect();
        assert_eq!(told.len(), 1, "{words:?} {ran}");
        assert!(told[0].contains("line 2"), "{ran}");
        assert!(
            told[0].matches("CEK-02.toml").count() <= 1,
            "{words:?} {ran}"
        );
        assert!(all.contains(path), "{words:?} {ran}");
    }
}

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
