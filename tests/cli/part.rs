//! Splitting a role off and joining it again.

use crate::runner::Folder;

fn sent_out() -> Folder {
    let folder = Folder::with_assessment();
    folder.write("mp.txt", "sample");
    for words in [
        ["set", "a.toml", "CSP.01", "--outcome", "satisfied"].as_slice(),
        &["evidence", "add", "a.toml", "MP.01", "mp.txt"],
        &["evidence", "add", "a.toml", "MP.02", "/nowhere/outside.txt"],
        &[
            "evidence",
            "add",
            "a.toml",
            "CSP.01",
            "https://example.com/csp",
        ],
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 0, "{ran}");
    }
    let ran = folder.run(&[
        "split",
        "a.toml",
        "--role",
        "mp",
        "--out",
        "mp.toml",
        "--assessor",
        "sample provider",
    ]);
    assert_eq!(ran.code, 0, "{ran}");
    insta::assert_snapshot!("split_said", ran.to_string());
    folder.write("sent.toml", folder.read("mp.toml"));
    folder
}

fn answer(folder: &Folder, file: &str, words: &[&str]) {
    let words: Vec<&str> = ["set", file].iter().chain(words).copied().collect();
    let ran = folder.run(&words);
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_part_goes_out_and_comes_back() {
    let folder = sent_out();
    let part = folder.read("mp.toml");
    assert!(
        part.contains("roles = [\"MP\"]") && !part.contains("example.com"),
        "{part}"
    );
    assert_eq!(folder.run(&["check", "mp.toml"]).out, "mp.toml: ok\n");
    answer(&folder, "mp.toml", &["MP.01", "--outcome", "satisfied"]);
    answer(
        &folder,
        "mp.toml",
        &[
            "MP.03",
            "--outcome",
            "satisfied",
            "--evidence",
            "https://example.com/mp",
        ],
    );
    let before = folder.read("a.toml");
    let dry = folder.run(&["join", "a.toml", "mp.toml", "--dry-run"]);
    assert_eq!(folder.read("a.toml"), before);
    let ran = folder.run(&["join", "a.toml", "mp.toml"]);
    let timeless = |text: &str| -> String {
        let lines = text.lines().filter(|l| !l.contains("ed by:"));
        lines.map(|l| format!("{l}\n")).collect()
    };
    insta::assert_snapshot!("joined", timeless(&format!("{dry}{ran}")));
    let now = folder.read("a.toml");
    assert!(now.contains("assessed_by = \"sample provider\""), "{now}");
    assert!(
        now.contains("assessor = \"sample assessor\"") && !now.contains("split_digest"),
        "{now}"
    );
    assert!(
        now.contains("example.com/csp") && now.contains("example.com/mp"),
        "{now}"
    );
    // Again, it changes nothing.
    let ran = folder.run(&["join", "a.toml", "mp.toml"]);
    assert_eq!(
        ran.err,
        "nothing in mp.toml is new to a.toml: it stays as it is\n"
    );
    assert_eq!(folder.read("a.toml"), now);
}

#[test]
fn what_both_changed_is_kept_from_both() {
    let folder = sent_out();
    answer(&folder, "mp.toml", &["MP.01", "--outcome", "satisfied"]);
    answer(&folder, "a.toml", &["MP.01", "--outcome", "not-satisfied"]);
    answer(&folder, "a.toml", &["MP.04", "--note", "Only here."]);
    // A preview says them once, in words.
    let ran = folder.run(&["join", "a.toml", "mp.toml", "--dry-run"]);
    assert_eq!((ran.code, ran.out.as_str()), (1, ""), "{ran}");
    assert!(ran.err.contains("\n  MP.01 outcome: ours "), "{ran}");
    // Where the part lies on this machine is nothing to whoever reads the file.
    let part = folder.path("mp.toml").display().to_string();
    let ran = folder.run(&["join", "a.toml", &part, "--dry-run"]);
    let told = "outcome: ours (a.toml) says “not-satisfied”, theirs (mp.toml) “satisfied”\n";
    assert!(ran.err.contains(told), "{ran}");
    let ran = folder.run(&["join", "a.toml", "mp.toml"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err
            .contains("1 conflict to choose from: aicaiq a.toml\n  MP.01 outcome: ours (a.toml) says “not-satisfied”, theirs (mp.toml) “satisfied”\n"),
        "{ran}"
    );
    // What only one of them changed is no matter of choice.
    assert!(!ran.err.contains("--sent"), "{ran}");
    let now = folder.read("a.toml");
    assert!(
        now.contains("outcome = \"not-satisfied\"") && now.contains("theirs = \"satisfied\""),
        "{now}"
    );
    assert!(now.contains("Only here."), "{now}");
    assert_eq!(folder.run(&["check", "a.toml"]).code, 1, "undecided");
    // Decided, it is not asked again, and what comes later in the part is taken.
    folder.run(&["resolve", "a.toml", "MP.01", "--ours"]);
    let now = folder.read("a.toml");
    let ran = folder.run(&["join", "a.toml", "mp.toml"]);
    assert!(
        (ran.code, ran.err.contains("nothing in mp.toml is new")) == (0, true),
        "{ran}"
    );
    assert_eq!(folder.read("a.toml"), now);
    answer(&folder, "mp.toml", &["MP.01", "--note", "Looked again."]);
    let ran = folder.run(&["join", "a.toml", "mp.toml"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err.contains("MP.01: answered anew in the part"),
        "{ran}"
    );
    let now = folder.read("a.toml");
    assert!(
        now.contains("outcome = \"not-satisfied\"") && now.contains("Looked again."),
        "{now}"
    );
}

#[test]
fn evidence_that_came_in_anew_is_named_where_another_file_lies() {
    let folder = sent_out();
    let there = Folder::with_assessment();
    there.write("mp.toml", folder.read("mp.toml"));
    there.write("mp.txt", "a newer sample");
    let ran = there.run(&["evidence", "renew", "mp.toml", "ev-e20e5d5a"]);
    assert!(there.read("mp.toml") != folder.read("mp.toml"), "{ran}");
    folder.write("mp.toml", there.read("mp.toml"));
    let ran = folder.run(&["join", "a.toml", "mp.toml"]);
    assert!(
        ran.err.contains(
            "evidence to be put beside the file:\n  mp.txt, in the place of the file that is there\n"
        ),
        "{ran}"
    );
}

#[test]
fn conflicts_are_counted_alike_by_all() {
    let folder = sent_out();
    for (file, outcome, grade) in [
        ("mp.toml", "partially-satisfied", "minor"),
        ("a.toml", "not-satisfied", "major"),
    ] {
        let words = ["MP.01", "--outcome", outcome, "--grade", grade];
        answer(&folder, file, &words);
    }
    // A grade goes with its outcome. The second time nothing is new.
    for _ in 0..2 {
        let ran = folder.run(&["join", "a.toml", "mp.toml"]);
        assert_eq!(ran.code, 1, "{ran}");
        assert!(ran.err.contains("\n1 conflict to choose from: "), "{ran}");
        assert!(!ran.err.contains("MP.01 grade"), "{ran}");
        let ran = folder.run(&["check", "a.toml"]);
        assert!(
            ran.out.ends_with("a.toml: 1 unresolved conflict\n"),
            "{ran}"
        );
        let ran = folder.run(&["doctor", "."]);
        assert!(
            ran.out
                .contains("1 conflict that nobody has decided: MP.01 outcome"),
            "{ran}"
        );
    }
}

#[test]
fn the_part_as_it_was_sent_saves_decisions() {
    let folder = sent_out();
    answer(&folder, "mp.toml", &["MP.01", "--note", "Theirs."]);
    answer(&folder, "a.toml", &["MP.04", "--note", "Ours."]);
    let ran = folder.run(&["join", "a.toml", "mp.toml", "--sent", "sent.toml"]);
    assert_eq!(ran.code, 0, "{ran}");
    let now = folder.read("a.toml");
    assert!(now.contains("Theirs.") && now.contains("Ours."), "{now}");
}

#[test]
fn wrong_calls_are_refused() {
    let folder = sent_out();
    let before = folder.read("a.toml");
    let refused = |words: &[&str]| {
        let ran = folder.run(words);
        assert_eq!(ran.code, 2, "{ran}");
        ran.err
    };
    folder.write(
        "other.toml",
        folder.read("mp.toml").replace("\"Sample\"", "\"Other\""),
    );
    folder.write(
        "osp.toml",
        folder
            .read("mp.toml")
            .replace("roles = [\"MP\"]", "roles = [\"MP\", \"OSP\"]"),
    );
    let said = [
        refused(&["split", "a.toml", "--role", "OSP", "--out", "x.toml"]),
        refused(&["split", "a.toml", "--role", "MP", "--out", "mp.toml"]),
        refused(&["join", "a.toml", "nothing.toml"]),
        refused(&["join", "a.toml", "other.toml"]),
        refused(&["join", "a.toml", "osp.toml"]),
    ];
    insta::assert_snapshot!("part_refused", said.concat());
    assert_eq!(folder.read("a.toml"), before);
}
