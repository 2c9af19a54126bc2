//! Who answered what, by the file and by its history.

use crate::runner::Folder;
use serde_json::Value;

fn set(folder: &Folder, words: &[&str]) {
    let ran = folder.run(words);
    assert_eq!(ran.code, 0, "{ran}");
}

/// The output with the clock's times and the commits' ids as dots.
fn timeless(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let line = match line.find(", 20") {
            Some(at) => format!("{}, …", &line[..at]),
            None => line.to_owned(),
        };
        match line.find("commit ") {
            Some(at) if !line.ends_with("found") => {
                format!("{}commit …{}", &line[..at], &line[at + 17..])
            }
            _ => line,
        }
    });
    lines.map(|l| l + "\n").collect()
}

/// A history with a branch, a merge and a rename.
fn history() -> Folder {
    let folder = Folder::with_assessment();
    let answer = |item: &str, who: &str, note: &str| {
        set(
            &folder,
            &["set", "a.toml", item, "--note", note, "--as", who],
        );
    };
    folder.git(&["init", "-q", "-b", "main"]);
    let commit = |who: &str, when: &str, message: &str| {
        folder.git_as(who, when, &["commit", "-q", "-a", "-m", message]);
    };
    answer("CSP.01", "first assessor", "one");
    answer("CSP.02", "first assessor", "one");
    answer("MP.01", "first assessor", "one");
    folder.git(&["add", "a.toml"]);
    commit("Ada", "2026-11-01T10:00:00Z", "begin");
    folder.git(&["checkout", "-q", "-b", "mp"]);
    answer("MP.01", "provider", "two");
    commit("Ben", "2026-11-02T10:00:00Z", "the provider's");
    folder.git(&["checkout", "-q", "main"]);
    answer("CSP.02", "second assessor", "two");
    commit("Cleo", "2026-11-03T10:00:00Z", "second look \u{1b}[31m");
    folder.git(&["merge", "-q", "--no-commit", "mp"]);
    answer("CSP.04", "who merged", "made in the merge");
    commit("Eve", "2026-11-04T10:00:00Z", "join");
    folder.git(&["mv", "a.toml", "b.toml"]);
    commit("Dan", "2026-11-05T10:00:00Z", "another name");
    set(
        &folder,
        &["set", "b.toml", "CSP.03", "--outcome", "satisfied"],
    );
    set(
        &folder,
        &["set", "b.toml", "CSP.03", "--review", "ready-for-review"],
    );
    set(
        &folder,
        &[
            "set",
            "b.toml",
            "CSP.03",
            "--review",
            "reviewed",
            "--as",
            "sample reviewer",
        ],
    );
    folder
}

#[test]
fn each_item_has_its_commit() {
    let folder = history();
    let ran = folder.run(&["blame", "b.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran}");
    insta::assert_snapshot!("blame", timeless(&ran.out));
    let ran = folder.run(&["blame", "b.toml", "mp.1", "--format", "json"]);
    assert_eq!(ran.err, "", "{ran}");
    let read: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(read.as_array().unwrap().len(), 1);
    // It has a note and no answer, which is nobody's.
    assert_eq!((&read[0]["by"], &read[0]["at"]), (&"".into(), &Value::Null));
    assert_eq!(read[0]["commit"]["author"], "Ben");
    assert_eq!(read[0]["commit"]["date"], "2026-11-02T10:00:00Z");
    let head = folder.git(&["rev-parse", "mp"]);
    assert_eq!(read[0]["commit"]["id"], head.trim());
    assert_eq!(read[0]["uncommitted"], false);
}

#[test]
fn a_cleared_answer_is_nobodys() {
    let folder = Folder::with_assessment();
    let set = |words: &[&str]| {
        let ran = folder.run(&[&["set", "a.toml", "MP.04"], words].concat());
        assert_eq!(ran.code, 0, "{ran}");
    };
    let by = ["--as", "Ann Auditor"];
    set(&[&["--outcome", "satisfied", "--note", "Seen."][..], &by].concat());
    let shown = |words: &[&str]| folder.run(words).out;
    let blame = ["blame", "a.toml", "mp.4"];
    let markdown = ["export", "a.toml", "--format", "markdown"];
    let csv = ["export", "a.toml", "--format", "csv"];
    for words in [&blame[..], &markdown, &csv] {
        assert!(shown(words).contains("Ann Auditor"), "{words:?}");
    }
    set(&[&["--clear"][..], &by].concat());
    for words in [&blame[..], &markdown, &csv] {
        let text = shown(words);
        assert!(!text.contains("Ann Auditor"), "{words:?} {text}");
        assert!(!text.is_empty(), "{words:?}");
    }
}

#[test]
fn an_item_without_an_answer_has_nobody() {
    let folder = history();
    let ran = folder.run(&["blame", "b.toml", "CSP.09"]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("says nothing of CSP.09 yet"), "{ran}");
    assert_eq!(folder.run(&["blame", "b.toml", "CSP.99"]).code, 2);
}

#[test]
fn without_git_the_file_speaks_for_itself() {
    let folder = Folder::with_assessment();
    set(
        &folder,
        &["set", "a.toml", "CSP.01", "--outcome", "satisfied"],
    );
    let here = folder.path("").display().to_string();
    for (environment, why) in [
        (
            ("GIT_CEILING_DIRECTORIES", here.as_str()),
            "in no git repository",
        ),
        (("PATH", "/nowhere"), "git is needed for this"),
        (
            ("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1"),
            "dubious ownership",
        ),
    ] {
        if why == "dubious ownership" {
            folder.git(&["init", "-q", "-b", "main"]);
        }
        let ran = folder.run_where(&["blame", "a.toml"], &[environment]);
        assert_eq!(ran.code, 0, "{ran}");
        assert_eq!(
            timeless(&ran.out),
            "CSP.01        satisfied: sample assessor, …\n"
        );
        assert!(ran.err.contains(why), "{ran}");
    }
    let ran = folder.run(&["blame", "a.toml"]);
    assert!(ran.code == 0 && ran.err.contains("not in git yet"), "{ran}");
}

#[test]
fn states_with_errors_are_no_end() {
    let folder = Folder::with_assessment();
    set(
        &folder,
        &["set", "a.toml", "CSP.01", "--outcome", "satisfied"],
    );
    let good = folder.read("a.toml");
    folder.git(&["init", "-q", "-b", "main"]);
    folder.git(&["add", "a.toml"]);
    folder.git_as(
        "Ada",
        "2026-11-01T10:00:00Z",
        &["commit", "-q", "-m", "good"],
    );
    folder.write("a.toml", b"\xff not toml <<<<<<<");
    folder.git_as(
        "Ben",
        "2026-11-02T10:00:00Z",
        &["commit", "-q", "-a", "-m", "bad"],
    );
    folder.write("a.toml", good);
    folder.git_as(
        "Cleo",
        "2026-11-03T10:00:00Z",
        &["commit", "-q", "-a", "-m", "mended"],
    );
    let ran = folder.run(&["blame", "a.toml"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.out.contains("Cleo: mended") && ran.err.contains("1 earlier state"),
        "{ran}"
    );
}

#[test]
fn where_the_history_is_cut_off_it_is_said() {
    let folder = history();
    folder.git(&["commit", "-qam", "the last"]);
    let from = format!("file://{}", folder.path("").display());
    folder.git(&["clone", "-q", "--depth", "2", &from, "cut"]);
    const SAID: &str = "or before: the history is cut off here (shallow clone)";
    let ran = folder.run(&["blame", "cut/b.toml", "CSP.01"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.out.ends_with(&format!("{SAID}\n")), "{ran}");
    let ran = folder.run(&["blame", "cut/b.toml", "CSP.03"]);
    assert!(ran.out.contains("the last"), "{ran}");
    assert!(!ran.out.contains(SAID), "{ran}");
    let ran = folder.run(&["blame", "cut/b.toml", "--format", "json"]);
    let read: Value = serde_json::from_str(&ran.out).unwrap();
    let cut = |item: &str| {
        let all = read.as_array().unwrap();
        let is_one = |e: &&Value| e["role"] == "CSP" && e["item"] == item;
        all.iter().find(is_one).unwrap()["or_before"].clone()
    };
    assert_eq!((cut("01"), cut("03")), (true.into(), false.into()));
    assert!(!folder.run(&["blame", "b.toml"]).out.contains(SAID));
}

#[test]
fn a_control_of_a_folder_has_a_history_without_errors() {
    let folder = Folder::new();
    set(
        &folder,
        &["new", "p/", "--subject", "Sample", "--role", "CSP"],
    );
    folder.git(&["init", "-q", "-b", "main"]);
    for (item, message) in [("CSP.01", "begin"), ("CSP.02", "go on")] {
        let words = [
            "set",
            "p",
            &format!("CEK-02:{item}"),
            "--outcome",
            "satisfied",
        ];
        set(&folder, &words);
        folder.git(&["add", "p"]);
        folder.git(&["commit", "-q", "-m", message]);
    }
    let ran = folder.run(&["blame", "p/CEK-02.toml"]);
    assert!(
        ran.out.contains("begin") && ran.out.contains("go on"),
        "{ran}"
    );
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran}");
}
