//! Conflicts without the screen: they are listed, told of and decided.

use crate::runner::Folder;

/// Three people's answers to one step, merged two after two; nobody decides.
fn three() -> Folder {
    let folder = Folder::with_assessment();
    folder.write("base.toml", folder.read("a.toml"));
    for (file, words) in [
        (
            "a.toml",
            ["--outcome", "satisfied", "--note", "a says"].as_slice(),
        ),
        (
            "b.toml",
            &[
                "--outcome",
                "not-satisfied",
                "--grade",
                "major",
                "--note",
                "b says",
            ],
        ),
        (
            "c.toml",
            &[
                "--outcome",
                "partially-satisfied",
                "--grade",
                "minor",
                "--note",
                "c says",
            ],
        ),
    ] {
        if file != "a.toml" {
            folder.write(file, folder.read("base.toml"));
        }
        let all: Vec<&str> = ["set", file, "CSP.01", "--as", file]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 0, "{ran}");
    }
    folder
}

fn merged(folder: &Folder, words: [&str; 4]) -> String {
    let [base, ours, theirs, out] = words;
    let ran = folder.run(&["merge", base, ours, theirs, "--out", out]);
    assert_eq!(ran.code, 1, "{ran}");
    ran.err
}

#[test]
fn nobodys_answer_is_lost_when_an_undecided_merge_is_merged_again() {
    let folder = three();
    merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
    let said = merged(&folder, ["base.toml", "ab.toml", "c.toml", "abc.toml"]);
    assert!(
        said.starts_with("0 fields taken from theirs, 2 conflicts\n")
            || said.contains(", 2 conflicts\n"),
        "{said}"
    );
    assert!(!said.contains("takes its place"), "{said}");
    merged(&folder, ["base.toml", "c.toml", "ab.toml", "cab.toml"]);
    for file in ["abc.toml", "cab.toml"] {
        let text = folder.read(file);
        for words in ["a says", "b says", "c says"] {
            assert!(text.contains(words), "{file}: {words}: {text}");
        }
        assert_eq!(
            folder
                .run(&["check", file])
                .out
                .matches("an unresolved conflict")
                .count(),
            2
        );
    }
    let shown = folder.run(&["conflicts", "abc.toml"]);
    assert_eq!(shown.code, 1);
    insta::assert_snapshot!("conflicts", shown.to_string());
    let json = folder.run(&["conflicts", "abc.toml", "--format", "json"]);
    let all: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!(all.as_array().unwrap().len(), 2);
    assert_eq!(all[0]["values"].as_array().unwrap().len(), 3);
    // What was undecided before is counted, and told by the exit code.
    folder.write(
        "other.toml",
        folder
            .read("abc.toml")
            .replace("assessor = \"sample assessor\"", "assessor = \"other\""),
    );
    let said = merged(
        &folder,
        ["abc.toml", "abc.toml", "other.toml", "again.toml"],
    );
    assert!(
        said.contains("0 conflicts, 2 conflicts undecided from before"),
        "{said}"
    );
}

#[test]
fn a_conflict_is_decided_on_the_command_line() {
    for (words, outcome, note) in [
        (["--ours"].as_slice(), "satisfied", "a says"),
        (&["--theirs"], "not-satisfied", "b says"),
        (&["--from", "c.toml"], "partially-satisfied", "c says"),
    ] {
        let folder = three();
        merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
        merged(&folder, ["base.toml", "ab.toml", "c.toml", "abc.toml"]);
        let all: Vec<&str> = ["resolve", "abc.toml", "CSP.1", "--as", "Lead"]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 0, "{ran}");
        assert_eq!(
            ran.err,
            "CSP.01 note decided\nCSP.01 outcome decided\nno field is in conflict any more\n"
        );
        let text = folder.read("abc.toml");
        assert!(!text.contains("[conflicts"), "{text}");
        assert!(
            text.contains(&format!("outcome = \"{outcome}\"\n")),
            "{text}"
        );
        assert!(text.contains(&format!("note = \"{note}\"\n")), "{text}");
        assert_eq!(folder.run(&["conflicts", "abc.toml"]).code, 0);
    }
}

#[test]
fn writing_a_field_in_conflict_decides_nothing_and_says_so() {
    let folder = three();
    merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
    let ran = folder.run(&[
        "set", "ab.toml", "CSP.01", "--note", "zed says", "--as", "Zed",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err.contains("CSP.01 note is in conflict: all 2 values that are kept stay until it is decided: aicaiq resolve ab.toml CSP.01.note --current takes what is there now"),
        "{ran}"
    );
    let shown = folder.run(&["conflicts", "ab.toml"]).out;
    assert!(shown.contains("--ours  ours, a.toml: a says\n"), "{shown}");
    assert!(
        shown.contains("--current  now in the file: zed says\n"),
        "{shown}"
    );
    let ran = folder.run(&[
        "resolve",
        "ab.toml",
        "CSP.01.note",
        "--ours",
        "--as",
        "Lead",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(folder.read("ab.toml").contains("note = \"a says\""));
    let ran = folder.run(&["resolve", "ab.toml", "CSP.01 grade", "--current"]);
    assert_eq!(ran.code, 0, "with its outcome: {ran}");
    assert!(!folder.read("ab.toml").contains("[conflicts"));
}

#[test]
fn what_cannot_be_decided_changes_nothing() {
    let folder = three();
    merged(&folder, ["base.toml", "a.toml", "b.toml", "ab.toml"]);
    let before = folder.read("ab.toml");
    for (words, why) in [
        (
            ["CSP.02", "--ours"].as_slice(),
            "CSP.02 is not in conflict: there is CSP.01.note, CSP.01.outcome",
        ),
        (
            &["CSP.01", "--from", "Dan"],
            "Dan has said nothing of it; its values are of a.toml, b.toml",
        ),
        (
            &["CSP.01.outcome", "--text", "perhaps"],
            "nothing was changed",
        ),
        (&["CSP.01"], "required"),
        (&["CSP.01", "--ours", "--theirs"], "cannot be used with"),
    ] {
        let all: Vec<&str> = ["resolve", "ab.toml"]
            .into_iter()
            .chain(words.iter().copied())
            .collect();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains(why), "{why}: {ran}");
    }
    assert_eq!(folder.read("ab.toml"), before);
    let ran = folder.run(&["resolve", "ab.toml", "CSP.01.note", "--text", "both saw it"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(folder.read("ab.toml").contains("note = \"both saw it\""));
}

/// What three reviewers say of one step, merged one after another.
fn reviewed() -> Folder {
    let folder = Folder::with_assessment();
    let call = |words: &[&str]| {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0, "{ran}");
    };
    call(&[
        "set",
        "a.toml",
        "CSP.01",
        "--outcome",
        "satisfied",
        "--review",
        "ready-for-review",
        "--as",
        "Ann",
    ]);
    folder.write("base.toml", folder.read("a.toml"));
    for (name, verdict) in [
        ("Bob", "reviewed"),
        ("Cat", "changes-requested"),
        ("Dan", "changes-requested"),
    ] {
        let file = format!("{name}.toml");
        folder.write(&file, folder.read("base.toml"));
        let says = format!("{name} says");
        call(&[
            "set",
            &file,
            "CSP.01",
            "--review-comment",
            &says,
            "--as",
            name,
        ]);
        call(&["set", &file, "CSP.01", "--review", verdict, "--as", name]);
    }
    merged(&folder, ["base.toml", "Bob.toml", "Cat.toml", "bc.toml"]);
    merged(&folder, ["base.toml", "bc.toml", "Dan.toml", "bcd.toml"]);
    folder
}

#[test]
fn what_a_reviewer_says_is_decided_by_a_reviewer_under_the_right_name() {
    let folder = reviewed();
    let open = folder.read("bcd.toml");
    let found = ["assessed_by = \"Ann\"\n", "outcome = \"satisfied\"\n"];
    for (words, by, verdict, comment, who) in [
        (["--ours"].as_slice(), "Eve", "reviewed", "Bob says", "Bob"),
        (&["--theirs"], "Eve", "changes-requested", "Cat says", "Cat"),
        (
            &["--from", "Dan.toml"],
            "Dan",
            "changes-requested",
            "Dan says",
            "Dan",
        ),
        (
            &["--text", "Eve says"],
            "Eve",
            "changes-requested",
            "Eve says",
            "Eve",
        ),
    ] {
        folder.write("bcd.toml", &open);
        let all = [&["resolve", "bcd.toml", "CSP.01", "--as", by], words].concat();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 0, "{ran}");
        let text = folder.read("bcd.toml");
        let says = [
            format!("review = \"{verdict}\"\n"),
            format!("review_comment = \"{comment}\"\n"),
            format!("reviewed_by = \"{who}\"\n"),
        ];
        let says = says.iter().map(String::as_str).chain(found);
        says.for_each(|line| assert!(text.contains(line), "{line}: {text}"));
        assert!(
            !text.contains("assessed_also") && !text.contains("[conflicts"),
            "{text}"
        );
        // Who decided has assessed nothing.
        let ran = folder.run(&[
            "set", "bcd.toml", "CSP.01", "--review", "reviewed", "--as", by,
        ]);
        assert_eq!(ran.code, 0, "{ran}");
    }
    merged(&folder, ["base.toml", "Cat.toml", "Dan.toml", "cd.toml"]);
    let ran = folder.run(&["resolve", "cd.toml", "CSP.01", "--base", "--as", "Eve"]);
    assert_eq!(ran.code, 0, "{ran}");
    let text = folder.read("cd.toml");
    assert!(text.contains("review = \"ready-for-review\"\n"), "{text}");
    assert!(
        !text.contains("reviewed_by") && !text.contains("review_comment"),
        "{text}"
    );
    folder.write("bcd.toml", &open);
    for words in [
        ["--text", "Ann says"].as_slice(),
        &["--ours"],
        &["--current"],
    ] {
        let all = [&["resolve", "bcd.toml", "CSP.01", "--as", "Ann"], words].concat();
        let ran = folder.run(&all);
        assert_eq!(ran.code, 2, "{ran}");
        assert!(ran.err.contains("Ann assessed this step"), "{ran}");
        assert_eq!(folder.read("bcd.toml"), open);
    }
}
