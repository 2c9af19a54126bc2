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
