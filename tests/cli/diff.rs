//! What changed, from the command line and from git.

use crate::runner::Folder;
use serde_json::Value;

/// `a.toml` answered, then its state of before as `old.toml`.
fn two_states() -> Folder {
    let folder = Folder::with_assessment();
    set(
        &folder,
        &[
            "CSP.03",
            "--outcome",
            "not-satisfied",
            "--note",
            "No owners.",
        ],
    );
    set(&folder, &["CSP.04", "--outcome", "satisfied"]);
    folder.write("old.toml", folder.read("a.toml"));
    set(
        &folder,
        &["CSP.03", "--outcome", "satisfied", "--note", "All named."],
    );
    folder
}

fn set(folder: &Folder, words: &[&str]) {
    let words: Vec<&str> = ["set", "a.toml"].iter().chain(words).copied().collect();
    let ran = folder.run(&words);
    assert_eq!(ran.code, 0, "{ran}");
}

/// Without the times of answers, which the clock made.
fn timeless(text: &str) -> String {
    let lines = text.lines().filter(|l| !l.contains("assessed by"));
    lines.map(|l| format!("{l}\n")).collect()
}

#[test]
fn two_files_are_compared() {
    let folder = two_states();
    let ran = folder.run(&["diff", "old.toml", "a.toml"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran}");
    insta::assert_snapshot!("diff_text", timeless(&ran.out));
    let ran = folder.run(&["diff", "old.toml", "a.toml", "--format", "json"]);
    let read: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(read["counts"]["improved"], 1);
    assert_eq!(read["items"][0]["verdict"], "improved");
    let ran = folder.run(&["diff", "old.toml", "a.toml", "--format", "markdown"]);
    assert!(ran.out.starts_with("# What changed: Sample, CEK"), "{ran}");
}

#[test]
fn the_exit_code_tells_when_asked() {
    let folder = two_states();
    let same = folder.run(&["diff", "a.toml", "a.toml", "--exit-code"]);
    assert_eq!(
        same.to_string(),
        "exit 0\n--- stdout\nSample, CEK-02\nno differences\n--- stderr\n"
    );
    assert_eq!(
        folder
            .run(&["diff", "old.toml", "a.toml", "--exit-code"])
            .code,
        1
    );
    assert_eq!(folder.run(&["diff", "old.toml", "a.toml"]).code, 0);
}

#[test]
fn the_earlier_state_comes_from_git() {
    let folder = two_states();
    std::fs::create_dir(folder.path("sub")).unwrap();
    folder.write("sub/a.toml", folder.read("old.toml"));
    folder.git(&["init", "-q", "-b", "main"]);
    folder.git(&["add", "sub/a.toml"]);
    folder.git(&["commit", "-q", "-m", "last year"]);
    folder.git(&["tag", "v1"]);
    folder.write("sub/a.toml", folder.read("a.toml"));
    let files = folder.run(&["diff", "old.toml", "a.toml"]);
    let since = folder.run(&["diff", "--since", "v1", "sub/a.toml"]);
    assert_eq!((since.code, &since.out), (0, &files.out), "{since}");

    let shown = |words: &[&str]| {
        let ran = folder.run(words);
        assert_eq!(ran.code, 2, "{ran}");
        ran.err
    };
    let refused = [
        shown(&["diff", "--since", "nowhere", "sub/a.toml"]),
        shown(&["diff", "--since=--help", "sub/a.toml"]),
        shown(&["diff", "--since", "v1", "a.toml"]),
        shown(&["diff", "--since", "v1", "old.toml", "a.toml"]),
        shown(&["diff", "a.toml"]),
        shown(&["diff", "nothing.toml", "a.toml"]),
    ];
    insta::assert_snapshot!("diff_refused", refused.concat());

    let ran = folder.run_where(
        &["diff", "--since", "v1", "sub/a.toml"],
        &[("PATH", "/nowhere")],
    );
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("git is needed"), "{ran}");
}

#[test]
fn outside_a_repository_there_is_no_earlier_state() {
    let folder = Folder::with_assessment();
    let ceiling = folder.path("").display().to_string();
    let ran = folder.run_where(
        &["diff", "--since", "HEAD", "a.toml"],
        &[("GIT_CEILING_DIRECTORIES", ceiling.as_str())],
    );
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.err.contains("is not in a git repository"), "{ran}");
}

#[test]
fn an_earlier_state_with_errors_is_named_by_its_lines() {
    let folder = two_states();
    folder.write(
        "a.toml",
        folder.read("old.toml").replace("not-satisfied", "bad"),
    );
    folder.git(&["init", "-q", "-b", "main"]);
    folder.git(&["add", "a.toml"]);
    folder.git(&["commit", "-q", "-m", "bad"]);
    folder.write("a.toml", folder.read("old.toml"));
    let ran = folder.run(&["diff", "--since", "HEAD", "a.toml"]);
    assert_eq!(ran.code, 1, "{ran}");
    assert!(
        ran.err.contains("a.toml in HEAD:") && ran.err.contains("“bad” is not an outcome"),
        "{ran}"
    );
}

#[test]
fn another_subject_is_said_and_another_control_refused() {
    let folder = two_states();
    folder.write(
        "old.toml",
        folder.read("old.toml").replace("\"Sample\"", "\"Other\""),
    );
    let ran = folder.run(&["diff", "old.toml", "a.toml"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.err
            .contains("note: the subjects differ: Other then, Sample now"),
        "{ran}"
    );
    let text = aicaiq::questionnaire::embedded()
        .text
        .replace("CEK-02", "XYZ-01");
    folder.write("q.toml", text);
    folder.write(
        "old.toml",
        folder.read("old.toml").replace("CEK-02", "XYZ-01"),
    );
    let ran = folder.run(&[
        "diff",
        "old.toml",
        "a.toml",
        "--old-questionnaire",
        "q.toml",
    ]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(
        ran.err.contains("different controls, XYZ-01 and CEK-02"),
        "{ran}"
    );
}
