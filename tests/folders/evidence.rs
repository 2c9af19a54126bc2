//! The register that controls share, seen from one of them.

use crate::made::{acme, ok};

const HERE: &str = "proves nothing here; shared with the other controls";

/// `acme/` with a record that no control uses, and one that only CEK-02 uses,
/// whose file is gone.
fn with_more() -> crate::runner::Folder {
    let folder = acme();
    folder.write("acme/evidence/lost.txt", "sample");
    let words = ["set", "acme", "CEK-02:MP.04", "--outcome", "satisfied"];
    let more = ["--evidence", "evidence/lost.txt"];
    ok(&folder, &[words.as_slice(), &more].concat());
    std::fs::remove_file(folder.path("acme/evidence/lost.txt")).unwrap();
    folder.write("acme/evidence/alone.txt", "sample");
    ok(&folder, &["evidence", "add", "acme", "evidence/alone.txt"]);
    folder
}

#[test]
fn of_what_others_use_a_control_says_no_more_than_it_knows() {
    let folder = with_more();
    // Its own come first, whatever their ids are.
    let list = ok(&folder, &["evidence", "list", "acme/A&A-01.toml"]).out;
    let proves: Vec<&str> = list.lines().filter(|l| l.contains("proves")).collect();
    assert_eq!(proves.len(), 4, "{list}");
    assert!(
        proves[..2].iter().all(|l| l.contains("proves CSP.01")),
        "{list}"
    );
    assert!(proves[2..].iter().all(|l| l.contains(HERE)), "{list}");
    let verified = folder.run(&["evidence", "verify", "acme/A&A-01.toml"]);
    assert!(!verified.out.contains("proves nothing\n"), "{verified}");
    // Of all controls it is known.
    let list = ok(&folder, &["evidence", "list", "acme"]).out;
    assert_eq!(list.matches("proves nothing\n").count(), 1, "{list}");
    assert!(!list.contains("nothing here"), "{list}");
    // A file that stands alone shares nothing.
    folder.write("x.txt", "x");
    let alone = ["new", "x.toml", "--subject", "X", "--role", "CSP"];
    ok(&folder, &alone);
    let set = ["set", "x.toml", "CSP.01", "--outcome", "satisfied"];
    ok(
        &folder,
        &[set.as_slice(), &["--evidence", "x.txt"]].concat(),
    );
    let text = folder.read("x.toml");
    folder.write(
        "x.toml",
        text.replace("evidence = [", "evidence = []\n# evidence = ["),
    );
    let list = ok(&folder, &["evidence", "list", "x.toml"]).out;
    assert!(list.contains("proves nothing\n"), "{list}");
}

#[test]
fn a_shared_file_that_was_written_anew_is_renewed_for_all_controls() {
    for file in ["acme", "acme/CEK-02.toml"] {
        let folder = acme();
        let item = "A&A-01:CSP.01";
        ok(
            &folder,
            &["set", "acme", item, "--review", "ready-for-review"],
        );
        let reviewed = ["--review", "reviewed", "--as", "sample reviewer"];
        ok(
            &folder,
            &[["set", "acme", item].as_slice(), &reviewed].concat(),
        );
        folder.write("acme/evidence/policy.txt", "sample policy 2");
        let ran = ok(&folder, &["evidence", "renew", file, "evidence/policy.txt"]);
        assert!(
            ran.err
                .ends_with("so look again: A&A-01:CSP.01, CEK-02:MP.03\n"),
            "{ran}"
        );
        assert!(
            ran.err
                .contains("its review by sample reviewer is withdrawn"),
            "{ran}"
        );
        assert!(folder.read("acme/assessment.toml").contains("size = 15\n"));
        let ran = folder.run(&["evidence", "verify", "acme"]);
        assert!(!ran.out.contains("changed"), "{ran}");
    }
}

#[test]
fn json_says_which_records_are_shared() {
    let folder = with_more();
    let text = folder.read("acme/A&A-01.toml");
    let own = "\n[evidence.ev-own]\nhref = \"https://example.com/own\"\n";
    folder.write("acme/A&A-01.toml", format!("{text}{own}"));
    for command in ["list", "verify"] {
        for path in ["acme", "acme/A&A-01.toml"] {
            let words = ["evidence", command, path, "--format", "json"];
            let out = folder.run(&words).out;
            let read: serde_json::Value = serde_json::from_str(&out).unwrap();
            let records = read.as_array().unwrap();
            assert!(records.len() > 4, "{out}");
            for record in records {
                let is_own = record["id"] == "ev-own";
                assert_eq!(record["shared"], !is_own, "{command} {path}: {record}");
            }
        }
    }
    // A file that stands alone shares nothing.
    let alone = ["new", "x.toml", "--subject", "X", "--role", "CSP"];
    ok(&folder, &alone);
    folder.write("x.toml", format!("{}{own}", folder.read("x.toml")));
    let words = ["evidence", "list", "x.toml", "--format", "json"];
    let out = ok(&folder, &words).out;
    assert!(out.contains("\"shared\": false"), "{out}");
}

#[test]
fn a_controls_report_does_not_call_useless_what_others_use() {
    let folder = with_more();
    let summary = ok(&folder, &["summary", "acme/A&A-01.toml"]).out;
    assert!(!summary.contains("no assessed item uses"), "{summary}");
    for format in ["markdown", "html"] {
        let words = ["export", "acme/A&A-01.toml", "--format", format];
        let text = ok(&folder, &words).out;
        assert!(!text.contains("no assessed item uses"), "{text}");
        let here = "nothing here; shared with the other controls";
        assert_eq!(text.matches(here).count(), 2, "{format}: {text}");
    }
    // Of the whole folder, nothing needs to be said of others.
    let text = ok(&folder, &["export", "acme", "--format", "markdown"]).out;
    assert!(!text.contains("nothing here"), "{text}");
}

#[test]
fn where_a_control_cannot_be_read_it_is_not_known_what_is_unused() {
    let folder = with_more();
    let said = "nothing refers to 1 record of evidence";
    assert!(ok(&folder, &["check", "acme"]).out.contains(said));
    folder.write("acme/CEK-02.toml", "schema = 1\n[assessment\n");
    let ran = folder.run(&["check", "acme"]);
    assert_eq!(ran.code, 1, "{ran}");
    let said = "nothing that can be read refers to 2 records of evidence";
    assert!(ran.out.contains(said), "{ran}");
}

#[test]
fn what_the_answers_of_a_folder_stand_in_proves_none_of_them() {
    let folder = acme();
    let before = ["acme/assessment.toml", "acme/CEK-02.toml"].map(|name| folder.read(name));
    for (words, said) in [
        (&["acme", "assessment.toml"][..], "share"),
        (&["acme", "acme/assessment.toml"], "share"),
        (&["acme", "CEK-02.toml"], "control of this folder"),
        (&["acme", "CEK-02:CSP.01", "CEK-02.toml"], "itself"),
        (&["acme", "CEK-02:CSP.01", "acme/CEK-02.toml"], "itself"),
        (&["acme/CEK-02.toml", "CSP.01", "assessment.toml"], "share"),
    ] {
        let ran = folder.run(&[&["evidence", "add"], words].concat());
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains("name what proves the answer"), "{ran}");
        assert!(ran.err.contains(said), "{ran}");
    }
    let plain = ["answer", "acme/CEK-02.toml", "--plain"];
    let ran = folder.run_with(
        &plain,
        "j CSP.01\nevidence\nCEK-02.toml\nCEK-02.toml\n\nq\n",
    );
    assert_eq!(
        ran.out.matches("is the answer file itself").count(),
        2,
        "{ran}"
    );
    let after = ["acme/assessment.toml", "acme/CEK-02.toml"].map(|name| folder.read(name));
    assert_eq!(after, before);
}

#[test]
fn a_shared_record_is_relinked_for_all_controls() {
    let item = "A&A-01:CSP.01";
    let reviewed = |folder: &crate::runner::Folder| {
        let set = ["set", "acme", item, "--review"];
        ok(folder, &[set.as_slice(), &["ready-for-review"]].concat());
        let by = ["reviewed", "--as", "sample reviewer"];
        ok(folder, &[set.as_slice(), &by].concat());
    };
    let relink = ["evidence", "relink", "acme/CEK-02.toml"];
    for (more, withdrawn) in [(None, false), (Some("--accept-new"), true)] {
        let folder = acme();
        reviewed(&folder);
        let was = std::fs::read(folder.path("acme/evidence/policy.txt")).unwrap();
        std::fs::remove_file(folder.path("acme/evidence/policy.txt")).unwrap();
        let bytes = if withdrawn { b"new".to_vec() } else { was };
        folder.write("acme/evidence/policy-5.txt", bytes);
        let named = ["evidence/policy.txt", "evidence/policy-5.txt"];
        let words = [relink.as_slice(), &named, more.as_slice()].concat();
        let said = ok(&folder, &words).err;
        assert!(
            said.contains("evidence/policy.txt is evidence/policy-5.txt now: record ev-")
                && said.contains(", in acme/assessment.toml\n"),
            "{said}"
        );
        let users = "A&A-01:CSP.01, CEK-02:MP.03\n";
        let whose = match withdrawn {
            true => "judged by what was recorded before, so look again: ",
            false => "it is the file that was recorded; used by ",
        };
        assert!(said.ends_with(&format!("{whose}{users}")), "{said}");
        let told = "its review by sample reviewer is withdrawn";
        assert_eq!(said.contains(told), withdrawn, "{said}");
        assert!(!said.contains("still refers to it"), "{said}");
        let one = folder.read("acme/A&A-01.toml");
        assert_eq!(one.contains("reviewed_by"), !withdrawn, "{one}");
        // The old record is gone, and nothing refers to it.
        let shared = folder.read("acme/assessment.toml");
        assert!(!shared.contains("evidence/policy.txt"), "{shared}");
        let list = ok(&folder, &["evidence", "list", "acme"]).out;
        assert!(
            list.contains("proves A&A-01:CSP.01, CEK-02:MP.03\n"),
            "{list}"
        );
        let ran = folder.run(&["evidence", "verify", "acme"]);
        assert!(!ran.out.contains("missing"), "{ran}");
    }
}
