//! What git shows of a change.

use crate::repo::{FILE, Repo};

/// The added and removed lines of a diff.
fn changes(diff: &str) -> Vec<&str> {
    let lines = diff.lines().filter(|l| l.starts_with(['+', '-']));
    lines
        .filter(|l| !l.starts_with("+++") && !l.starts_with("---"))
        .collect()
}

#[test]
fn a_diff_and_a_log_are_sentences() {
    let repo = Repo::with_answers();
    repo.answer("CSP.03", "satisfied", "first\nsecond", "o");
    let link = ["--evidence", "https://example.com/raci", "--title", "RACI"];
    repo.aicaiq(&[["set", FILE, "CSP.03"].as_slice(), &link].concat())
        .fine();
    let diff = repo.git(&["diff"]).fine().out;
    let shown = changes(&diff);
    for line in [
        "+CSP.03 outcome: satisfied",
        "+CSP.03 note:",
        "+    first",
        "+    second",
        "+CSP.03 evidence: RACI (https://example.com/raci)",
    ] {
        assert!(shown.contains(&line), "{line} in\n{diff}");
    }
    repo.commit("answered");
    repo.answer("CSP.03", "satisfied", "first\nchanged", "o");
    repo.commit("changed");
    let log = repo.git(&["log", "-p", "-1", "--format="]).fine().out;
    assert_eq!(
        changes(&log)
            .into_iter()
            .filter(|l| !l.contains("assessed"))
            .collect::<Vec<_>>(),
        ["-    second", "+    changed"]
    );
    // What is applied is the text itself.
    let patch = repo.git(&["format-patch", "-1", "--stdout"]).fine().out;
    assert!(patch.contains("+changed\"\"\""), "{patch}");
}

#[test]
fn an_order_that_says_nothing_is_no_change_and_a_comment_is_one() {
    let repo = Repo::new();
    let file = |text: &str| format!("schema = 1\n[assessment]\n{text}");
    repo.write(FILE, file("subject = \"a\"\nroles = [\"CSP\"]\n"));
    repo.commit("base");
    repo.write(FILE, file("roles = [\"CSP\"]\nsubject = \"a\" # ours\n"));
    let diff = repo.git(&["diff"]).fine().out;
    assert_eq!(changes(&diff), ["+comment at subject: # ours"], "{diff}");
}

#[test]
fn what_is_no_answer_file_is_shown_as_it_is_and_steers_nothing() {
    let repo = Repo::new();
    repo.write(FILE, "schema = \n");
    repo.commit("base");
    repo.write(FILE, "schema = \n\u{1b}[31mred\u{202e}\n");
    let diff = repo.git(&["diff", "--no-color"]).fine().out;
    assert_eq!(changes(&diff), ["+␛[31mred\u{fffd}"], "{diff}");
    repo.write(
        FILE,
        "schema = 1\n[assessment]\nsubject = \"\\u001b[31mred\"\n",
    );
    let diff = repo.git(&["diff", "--no-color"]).fine().out;
    assert!(changes(&diff).contains(&"+subject: ␛[31mred"), "{diff}");
    repo.write("other.toml", b"x = \"\xff\"\n");
    let ran = repo.aicaiq(&["git-textconv", "other.toml"]).fine();
    assert_eq!(ran.out, "x = \"\u{fffd}\"\n");
    assert_eq!(repo.aicaiq(&["git-textconv", "none.toml"]).code, 1);
    assert_eq!(repo.aicaiq(&["git-textconv"]).code, 2);
}

#[test]
fn a_control_that_is_not_known_is_told_all_the_same() {
    let repo = Repo::new();
    repo.write(
        FILE,
        "schema = 1\n[assessment]\nquestionnaire = \"XYZ-99\"\n[roles.CSP.steps.17]\noutcome = \"satisfied\"\n[roles.CSP.steps.17.mine]\nticket = 7\n",
    );
    let ran = repo.aicaiq(&["git-textconv", FILE]).fine();
    assert_eq!(
        ran.out,
        "schema: 1\nquestionnaire: XYZ-99\nCSP.17 outcome: satisfied\nCSP.17 mine ticket: 7\n"
    );
}
