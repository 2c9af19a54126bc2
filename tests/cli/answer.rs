//! `answer`: when it is plain, and how it ends.

use crate::runner::Folder;

#[test]
fn without_a_terminal_it_is_plain_and_says_so() {
    let folder = Folder::with_assessment();
    let ran = folder.run_with(&["answer", "a.toml"], "y\n\n\n\nq\n");
    assert_eq!(ran.code, 0, "{ran}");
    assert_eq!(
        ran.err,
        "there is no terminal: no screen here, so the walk is plain (--plain)\n"
    );
    assert!(ran.out.contains("CSP.CEK-02.1 Yes, saved.\n"), "{ran}");
    assert!(folder.read("a.toml").contains("answer = \"Yes\""));
}

#[test]
fn a_script_learns_that_a_line_was_not_taken() {
    let folder = Folder::with_assessment();
    let ran = folder.run_with(&["answer", "a.toml", "--plain"], "perhaps\ny\n");
    assert_eq!(ran.code, 1, "{ran}");
    assert_eq!(
        ran.err,
        "error: 1 line of the input not taken: see “Not taken” in the output\n"
    );
    assert!(folder.read("a.toml").contains("answer = \"Yes\""));
    // What is said once more is taken.
    let words = ["answer", "a.toml", "--plain", "--from", "CSP.01"];
    let ran = folder.run_with(&words, "s\nlater.pdf\nlater.pdf\n");
    assert_eq!(ran.code, 0, "{ran}");
    assert!(folder.read("a.toml").contains("later.pdf"));
}

#[test]
fn who_answers_is_recorded() {
    let folder = Folder::with_assessment();
    let words = ["answer", "a.toml", "--plain", "--as", "sample colleague"];
    let ran = folder.run_with(&words, "n\n");
    assert_eq!(ran.code, 0, "{ran}");
    let text = folder.read("a.toml");
    assert!(
        text.contains("answered_by = \"sample colleague\""),
        "{text}"
    );
}

#[test]
fn wrong_calls() {
    let folder = Folder::with_assessment();
    for (words, why) in [
        (&["answer"][..], "<FILE>"),
        (&["answer", "none.toml", "--plain"], "none.toml"),
        (
            &["answer", "a.toml", "--plain", "--role", "AP"],
            "AP is not one of this assessment's roles: expected CSP, MP",
        ),
        (
            &["answer", "a.toml", "--plain", "--role", "boss"],
            "“BOSS” is not a provider role",
        ),
        (
            &["answer", "a.toml", "--plain", "--from", "MP.77"],
            "there is no item “MP.77” of MP: expected an id such as MP.03, 03 or MP",
        ),
        (&["answer", "a.toml", "--plain", "--width", "3"], "3"),
    ] {
        let ran = folder.run(words);
        assert_eq!(ran.code, 2, "{words:?}: {ran}");
        assert!(ran.err.contains(why), "{words:?}: {ran}");
    }
}
