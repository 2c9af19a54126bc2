//! This year's assessment from last year's.

use crate::runner::Folder;

fn last_year() -> Folder {
    let folder = Folder::with_assessment();
    folder.write("raci.txt", "sample");
    let set = |words: &[&str]| {
        let words: Vec<&str> = ["set", "a.toml"].iter().chain(words).copied().collect();
        let ran = folder.run(&words);
        assert_eq!(ran.code, 0, "{ran}");
    };
    set(&[
        "CSP.03",
        "--outcome",
        "partially-satisfied",
        "--grade",
        "minor",
        "--note",
        "Two of five.",
        "--action",
        "Name them",
        "--owner",
        "Platform",
        "--due",
        "2027-01-31",
        "--evidence",
        "raci.txt",
        "--expires-on",
        "2026-11-01",
        "--review",
        "ready-for-review",
    ]);
    set(&[
        "CSP.10",
        "--outcome",
        "not-satisfied",
        "--action",
        "x",
        "--status",
        "done",
    ]);
    set(&[
        "CSP.CEK-02.1",
        "--answer",
        "Yes",
        "--implementation",
        "By the book.",
    ]);
    folder
}

#[test]
fn answers_come_as_suggestions() {
    let folder = last_year();
    let before = folder.read("a.toml");
    let ran = folder.run(&[
        "carry",
        "a.toml",
        "--out",
        "b.toml",
        "--assessor",
        "this year's",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(folder.read("a.toml"), before);
    let text = folder.read("b.toml");
    let collected = text
        .lines()
        .find(|l| l.starts_with("collected_on"))
        .unwrap();
    let digest = text
        .lines()
        .find(|l| l.starts_with("questionnaire_digest"))
        .unwrap();
    let shown = text
        .replace(collected, "collected_on = …")
        .replace(digest, "questionnaire_digest = …");
    insta::assert_snapshot!("carried", format!("{shown}--- stderr\n{}", ran.err));
    // Stale proof shows as stale, and nothing counts as answered.
    let summary = folder.run(&["summary", "b.toml", "--format", "json"]);
    assert!(summary.out.contains("evidence-expired"), "{summary}");
    assert!(summary.out.contains("\"not-assessed\": 12"), "{summary}");
    assert_eq!(folder.run(&["check", "b.toml"]).out, "b.toml: ok\n");
    // Confirmed, the suggestion goes.
    let ran = folder.run(&[
        "set",
        "b.toml",
        "CSP.03",
        "--outcome",
        "partially-satisfied",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(!folder.read("b.toml").contains("suggested = \"partially"));
}

#[test]
fn nothing_is_overwritten() {
    let folder = last_year();
    folder.write("b.toml", "mine");
    let ran = folder.run(&["carry", "a.toml", "--out", "b.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    let ran = folder.run(&["carry", "a.toml", "--out", "a.toml"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(folder.read("b.toml"), "mine");
}

#[test]
fn another_questionnaire_is_worked_through() {
    let folder = last_year();
    let old = aicaiq::questionnaire::embedded().text.to_string();
    // Without the first role's step 10, and with other words in 03.
    let from = old.find("[[roles.steps]]\nid = \"10\"").unwrap();
    let to = from + old[from..].find("[[roles.steps]]\nid = \"ccm-1\"").unwrap();
    let new = format!("{}{}", &old[..from], &old[to..]).replacen(
        "Review documentation to confirm that resp",
        "Confirm that resp",
        1,
    );
    folder.write("old-q.toml", &old);
    folder.write("new-q.toml", &new);
    std::fs::create_dir(folder.path("next")).unwrap();
    // One of which nobody has the text any more that it was answered under.
    let digest = aicaiq::questionnaire::embedded().digest.as_str();
    folder.write(
        "odd.toml",
        folder.read("a.toml").replace(digest, "sha256:00"),
    );
    let carry = |from: &str, out: &str, more: &[&str]| {
        let words = ["carry", from, "--out", out, "--questionnaire", "new-q.toml"];
        let words: Vec<&str> = words.iter().chain(more).copied().collect();
        let ran = folder.run(&words);
        assert_eq!(ran.code, 0, "{ran}");
        ran.err
    };
    let blind = carry("odd.toml", "next/b.toml", &[]);
    let seeing = carry("a.toml", "c.toml", &["--old-questionnaire", "old-q.toml"]);
    // What is built in is at hand.
    let own = carry("a.toml", "e.toml", &[]);
    assert_eq!(own.replace("e.toml", "c.toml"), seeing);
    insta::assert_snapshot!("carried_across", format!("{blind}\n{seeing}"));
    assert!(!folder.read("c.toml").contains("steps.10"));
    // The two can be compared too, without the old text.
    let ran = folder.run(&["diff", "a.toml", "c.toml", "--questionnaire", "new-q.toml"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.out.contains("no longer assessed: not-satisfied"),
        "{ran}"
    );
    // Another control has no use for it.
    folder.write("xyz.toml", new.replace("CEK-02", "XYZ-01"));
    let ran = folder.run(&[
        "carry",
        "a.toml",
        "--out",
        "d.toml",
        "--questionnaire",
        "xyz.toml",
    ]);
    assert!(ran.code != 0 && !folder.path("d.toml").exists(), "{ran}");
}
