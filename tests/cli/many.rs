//! Setting several items in one call.

use crate::runner::Folder;

fn outcomes(folder: &Folder) -> usize {
    folder.read("a.toml").matches("outcome = ").count()
}

#[test]
fn several_items_are_set_as_one() {
    let folder = Folder::with_assessment();
    folder.write("proof.pdf", "sample");
    let ran = folder.run(&[
        "set",
        "a.toml",
        "CSP.01",
        "CSP.09..CSP.ccm-1",
        "csp.4..5",
        "CSP.01",
        "--outcome",
        "satisfied",
        "--evidence",
        "proof.pdf",
    ]);
    assert_eq!(
        ran.to_string(),
        "exit 0\n--- stdout\n--- stderr\nCSP.01 satisfied\nCSP.09 satisfied\nCSP.10 satisfied\nCSP.ccm-1 satisfied\nCSP.04 satisfied\nCSP.05 satisfied\n"
    );
    assert_eq!(outcomes(&folder), 6);
    assert_eq!(folder.read("a.toml").matches("href = ").count(), 1);
    let ran = folder.run_with(
        &[
            "set",
            "a.toml",
            "MP.*",
            "--outcome",
            "satisfied",
            "--note",
            "-",
        ],
        "the same\n",
    );
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(outcomes(&folder), 16);
    let text = folder.read("a.toml");
    assert_eq!(text.matches("note = \"the same\"").count(), 10, "{text}");
}

#[test]
fn where_one_item_cannot_be_set_none_is() {
    let folder = Folder::with_assessment();
    assert_eq!(
        folder
            .run(&["set", "a.toml", "CSP.01", "--outcome", "satisfied"])
            .code,
        0
    );
    let before = folder.read("a.toml");
    let mut all = String::new();
    for words in [
        &[
            "CSP.02",
            "CSP.01",
            "--grade",
            "major",
            "--outcome",
            "not-satisfied",
            "--review",
            "reviewed",
        ][..],
        &["CSP.02..CSP.04", "--grade", "major"],
        &["CSP.02", "CSP.33", "--outcome", "satisfied"],
        &["CSP.02", "CSP.CEK-02.1", "--outcome", "satisfied"],
        &["CSP.02..MP.04", "--outcome", "satisfied"],
        &["CSP.05..CSP.02", "--outcome", "satisfied"],
        &["CSP.05..CSP.44", "--outcome", "satisfied"],
        &["CSP.05..", "--outcome", "satisfied"],
        &["..CSP.05", "--outcome", "satisfied"],
        &["XX.*", "--outcome", "satisfied"],
        &["AP.*", "--outcome", "satisfied"],
        &["--outcome", "satisfied"],
    ] {
        let mut command = vec!["set", "a.toml"];
        command.extend(words);
        let ran = folder.run(&command);
        assert_eq!(ran.code, 2, "{words:?}: {ran}");
        let first = ran.err.lines().next().unwrap();
        all.push_str(&format!("{} → {first}\n", words.join(" ")));
        assert_eq!(folder.read("a.toml"), before, "{words:?}");
    }
    insta::assert_snapshot!("set_many_refusals", all);
}
