//! What changed in a folder.

use crate::made::{acme, ok};
use serde_json::Value;

#[test]
fn each_control_what_they_share_and_what_came_and_went() {
    let folder = acme();
    folder.git(&["init", "-q"]);
    folder.git(&["add", "acme"]);
    folder.git(&["commit", "-qm", "first"]);
    let same = ok(&folder, &["diff", "--since", "HEAD", "acme", "--exit-code"]);
    assert_eq!(same.out, "2 controls compared: 0 differ\nno differences\n");
    let copied = std::process::Command::new("cp")
        .args(["-r", "acme", "old"])
        .current_dir(folder.0.path())
        .status()
        .unwrap();
    assert!(copied.success());
    ok(
        &folder,
        &[
            "set",
            "acme",
            "CEK-02:CSP.03",
            "--outcome",
            "satisfied",
            "--evidence",
            "https://example.com/x",
        ],
    );
    ok(
        &folder,
        &["set", "acme", "I&S-01:CSP.01", "--outcome", "satisfied"],
    );
    std::fs::remove_file(folder.path("acme/A&A-01.toml")).unwrap();
    let shared = folder.read("acme/assessment.toml");
    folder.write(
        "acme/assessment.toml",
        shared.replace("\"Acme\"", "\"Acme AG\""),
    );
    for words in [["diff", "old", "acme"], ["diff", "--since=HEAD", "acme"]] {
        let ran = ok(&folder, &words);
        let head: Vec<&str> = ran.out.lines().take(4).collect();
        assert_eq!(
            head,
            [
                "1 control compared: 1 differ, 1 gone, 1 new",
                "1 improved, 0 regressed; 0 new gaps, 1 closed",
                "gone: A&A-01",
                "new: I&S-01",
            ],
            "{ran}"
        );
        // What all share is said once.
        assert!(ran.out.contains("Acme → Acme AG, all controls\n"), "{ran}");
        assert_eq!(
            ran.out.matches("subject: Acme → Acme AG").count(),
            1,
            "{ran}"
        );
        assert!(ran.out.contains("CSP.03"), "{ran}");
    }
    let json = folder.run(&["diff", "old", "acme", "--format", "json", "--exit-code"]);
    assert_eq!(json.code, 1);
    let json: Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(json["differs"], true);
    assert_eq!(json["gone"], serde_json::json!(["A&A-01"]));
    assert_eq!(json["controls"][0]["control"], "CEK-02");
    assert_eq!(json["counts"]["improved"], 1);
    let text = ok(&folder, &["diff", "old", "acme", "--format", "markdown"]).out;
    assert_eq!(
        text.lines().filter(|l| l.starts_with("# ")).count(),
        1,
        "{text}"
    );
    assert!(
        text.contains("\n## What changed: Acme → Acme AG, CEK\\-02\n")
            || text.contains(", CEK-02\n"),
        "{text}"
    );
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = acme();
    for (words, says) in [
        (
            ["diff", "acme"].as_slice(),
            "one folder has nothing to be compared with",
        ),
        (
            &["diff", "acme", "acme/CEK-02.toml"],
            "is no folder of controls",
        ),
        (
            &["diff", "--since", "HEAD", "acme"],
            "not in a git repository",
        ),
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(says), "{ran}");
    }
    std::fs::create_dir(folder.path("old")).unwrap();
    for name in ["assessment.toml", "CEK-02.toml"] {
        folder.write(&format!("old/{name}"), folder.read(&format!("acme/{name}")));
    }
    folder.write(
        "old/A&A-01.toml",
        "schema = 1\n[assessment]\nquestionnaire = \"A&A-01\"\nroles = 3\n",
    );
    let ran = folder.run(&["diff", "old", "acme"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err
            .contains("cannot be read, and not compared: old/A&A-01.toml"),
        "{ran}"
    );
    assert!(ran.out.starts_with("1 control compared: 0 differ"), "{ran}");
}
