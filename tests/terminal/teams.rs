//! Several people on one file.

use crate::pty::{Place, eventually};

#[test]
fn what_another_program_writes_comes_in_without_a_key() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("jS").sees("CSP 1/13");
    let words = [
        "set",
        "a.toml",
        "CSP.05",
        "--outcome",
        "satisfied",
        "--as",
        "sample colleague",
    ];
    place.run(&words);
    pty.sees("came in from disk: CSP.05 by sample colleague")
        .sees("CSP 2/13");
    pty.send("u").sees("undone").sees("CSP 1/13");
    eventually("the other's answer is still there", || {
        let text = place.text();
        text.contains("[roles.CSP.steps.05]") && !text.contains("[roles.CSP.steps.01]")
    });
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn two_screens_on_one_file_see_each_other() {
    let place = Place::with(&["CSP"]);
    let mut one = place.start(&["a.toml"]);
    one.sees("CSP 0/13");
    let mut two = place.start(&["a.toml", "--assessor", "sample colleague"]);
    two.sees("CSP 0/13");
    one.send("y").sees("CSP 1/13");
    two.sees("came in from disk: CSP.CEK-02.1").sees("CSP 1/13");
    two.send("G s").sees("CSP 2/13");
    one.sees("by sample colleague").sees("CSP 2/13");
    one.send("q");
    two.send("q");
    assert_eq!((one.ended(), two.ended()), (0, 0));
}

/// A question that comes from another's doing takes no key that was meant for
/// the answers.
#[test]
fn a_conflict_that_comes_in_opens_nothing_and_takes_no_key() {
    let place = Place::with(&["CSP"]);
    let mut rita = place.start(&["a.toml", "--assessor", "Rita Koll"]);
    rita.sees("CSP 0/13").send("G");
    let mut tom = place.start(&["a.toml", "--assessor", "Tom Bern"]);
    tom.sees("CSP 0/13")
        .send("je")
        .sees("Note · CSP.01")
        .send("TOM");
    place.run(&[
        "set",
        "a.toml",
        "CSP.01",
        "--note",
        "RITA",
        "--as",
        "Rita Koll",
    ]);
    rita.sees("came in from disk: CSP.01");
    // He goes on with what he does, before he sees that he is asked.
    tom.send("\x1b").sees("Changed on disk").send("m");
    tom.sees("a letter typed as this came up did nothing");
    assert!(place.text().contains("note = \"RITA\""), "{}", place.text());
    tom.answers("b").sees("Both changed CSP.01 note");
    rita.sees("1 conflict (CSP.01 note): X decides");
    rita.send("t").sees("[x] test");
    let text = place.text();
    assert!(text.contains("[conflicts."), "{text}");
    rita.send("X").sees("Both changed CSP.01 note").send("\x1b");
    rita.no_longer_sees("Both changed").send("q");
    assert_eq!(rita.ended(), 0);
}

#[test]
fn the_last_commit_is_compared_with() {
    let place = Place::with(&["CSP"]);
    for words in [
        &["init", "-q"][..],
        &["add", "a.toml"],
        &[
            "-c",
            "user.name=S",
            "-c",
            "user.email=s@example.com",
            "commit",
            "-qm",
            "first",
        ],
    ] {
        let done = std::process::Command::new("git")
            .args(words)
            .current_dir(place.folder.path())
            .env("HOME", place.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .status()
            .unwrap();
        assert!(done.success(), "{words:?}");
    }
    place.run(&["set", "a.toml", "CSP.05", "--outcome", "satisfied"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 1/13")
        .send("D")
        .sees("Changes since the last commit")
        .sees("CSP.05");
    // Another revision, and a file that is none.
    pty.send("c").sees("first").send("HEAD\r");
    pty.no_longer_sees("Compare with")
        .sees("Changes since HEAD");
    pty.send("c").sees("first").send("v9\r");
    pty.sees("there is no file “v9”; as a revision:");
    pty.send("\x15").send("\x1b[B").send("\r").sees("S: first");
    pty.no_longer_sees("Compare with")
        .send("\r")
        .sees("D goes back");
    pty.send("B")
        .sees("CSP.05: who and when")
        .sees("not committed yet");
    pty.send("\x1b").no_longer_sees("who and when");
    std::fs::remove_dir_all(place.path(".git")).unwrap();
    pty.send("B")
        .sees("Not from git: the file is in no git repository.");
    pty.send("\x1b").no_longer_sees("who and when").send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn a_file_with_gits_marks_is_resolved_on_the_screen() {
    let place = Place::with(&["CSP"]);
    place.run(&["set", "a.toml", "CSP.01", "--outcome", "satisfied"]);
    let text = place.text();
    let line = "outcome = \"satisfied\"\n";
    let marks =
        format!("<<<<<<< main\n{line}=======\noutcome = \"not-satisfied\"\n>>>>>>> audit\n");
    std::fs::write(place.path("a.toml"), text.replace(line, &marks)).unwrap();
    let mut pty = place.start(&["a.toml"]);
    pty.sees("Both changed CSP.01 outcome (1 of 1)")
        .sees("one side · main")
        .sees("other side · audit");
    pty.send("t").sees("no conflict is left").send("q");
    assert_eq!(pty.ended(), 0);
    let text = place.text();
    assert!(text.contains("outcome = \"not-satisfied\""), "{text}");
    assert!(
        !text.contains("<<<<") && !text.contains("conflicts"),
        "{text}"
    );
}

/// A decided file is still in conflict for git, and nobody else says so.
#[test]
fn the_last_decision_says_how_the_merge_ends() {
    use std::io::Write;

    let place = Place::with(&["CSP"]);
    let git = |words: &[&str], input: &str| {
        let mut child = std::process::Command::new("git")
            .args(words)
            .current_dir(place.folder.path())
            .env("HOME", place.folder.path())
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        stdin.write_all(input.as_bytes()).unwrap();
        drop(stdin);
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{words:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    };
    git(&["init", "-q"], "");
    let text = git(&["hash-object", "-w", "a.toml"], "");
    place.run(&["set", "a.toml", "CSP.01", "--outcome", "satisfied"]);
    let stages: String = (1..=3)
        .map(|stage| format!("100644 {text} {stage}\ta.toml\n"))
        .collect();
    git(&["update-index", "--index-info"], &stages);
    let line = "outcome = \"satisfied\"\n";
    let marks =
        format!("<<<<<<< main\n{line}=======\noutcome = \"not-satisfied\"\n>>>>>>> audit\n");
    std::fs::write(place.path("a.toml"), place.text().replace(line, &marks)).unwrap();
    let mut pty = place.start(&["a.toml"]);
    pty.sees("Both changed CSP.01 outcome (1 of 1)").send("t");
    pty.sees("no conflict is left; git add a.toml ends");
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}

/// A save brings in what is on disk; a second one of the same state, asked for
/// before the screen has learnt of it, must not take that back.
#[test]
fn a_state_is_brought_together_with_the_disk_once() {
    use crate::openings::{answered, now, runtime};
    use aicaiq::questionnaire::embedded;
    use aicaiq::store::AnswerFile;
    use aicaiq::tui::effect::{Effect, Event};
    use std::sync::Arc;

    let place = Place::with(&["CSP"]);
    let q = Arc::new(embedded().clone());
    let mut runtime = runtime(&place, &q);
    let file = AnswerFile::open(&place.path("a.toml"), &q).unwrap();
    let mine = answered(file.assessment(), "01");
    runtime.adopt(file, false, now());
    place.run(&["set", "a.toml", "CSP.05", "--outcome", "satisfied"]);
    let event = runtime.perform(Effect::Save(Arc::clone(&mine)), now());
    assert!(matches!(event, Some(Event::Joined(_))), "{event:?}");
    for again in [
        Effect::Join(Arc::clone(&mine), false),
        Effect::Save(Arc::clone(&mine)),
    ] {
        assert!(runtime.perform(again, now()).is_none());
    }
    let text = place.text();
    assert!(text.contains("[roles.CSP.steps.01]"), "{text}");
    assert!(text.contains("[roles.CSP.steps.05]"), "{text}");
}

#[test]
fn a_file_that_is_taken_away_is_told_at_once_and_can_be_written_again() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("jS").sees("CSP 1/13");
    eventually("the save", || place.text().contains("[roles.CSP.steps.01]"));
    std::fs::remove_file(place.path("a.toml")).unwrap();
    pty.sees("Gone from disk");
    pty.answers("m").sees("yours is written").send("q");
    assert_eq!(pty.ended(), 0);
    assert!(place.text().contains("[roles.CSP.steps.01]"));
}

/// What came in without changing anything here leaves the state as it was: it
/// has to be saved all the same when an undo comes back to it.
#[test]
fn an_undo_back_to_what_was_joined_is_saved() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("jS").sees("CSP 1/13");
    let before = place.text();
    std::fs::write(place.path("a.toml"), format!("{before}\n# a comment\n")).unwrap();
    // This save is brought together with the comment.
    pty.send("jS").sees("CSP 2/13");
    pty.send("jn").sees("CSP.03 not satisfied");
    let step = "[roles.CSP.steps.03]";
    eventually("the answer", || place.text().contains(step));
    pty.send("u").sees("undone");
    eventually("the undo", || !place.text().contains(step));
    assert!(place.text().contains("# a comment"));
    pty.send("q");
    assert_eq!(pty.ended(), 0);
}

#[test]
fn leaving_after_the_file_was_taken_away_keeps_the_answers_beside_it() {
    let place = Place::with(&["CSP"]);
    let mut pty = place.start(&["a.toml"]);
    pty.sees("CSP 0/13").send("jS").sees("CSP 1/13");
    eventually("the save", || place.text().contains("[roles.CSP.steps.01]"));
    std::fs::remove_file(place.path("a.toml")).unwrap();
    pty.sees("Gone from disk")
        .send("\x1b")
        .no_longer_sees("Gone from disk");
    pty.send("q").sees("Not everything is saved").send("Q");
    assert_eq!(pty.ended(), 1);
    let entries = std::fs::read_dir(place.folder.path()).unwrap().flatten();
    let mut texts = entries.filter_map(|e| std::fs::read_to_string(e.path()).ok());
    assert!(texts.any(|text| text.contains("[roles.CSP.steps.01]")));
}
