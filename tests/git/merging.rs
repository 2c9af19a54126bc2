//! What comes of a merge with the driver set up.

use crate::repo::{FILE, Repo};

#[test]
fn answers_to_different_items_go_together() {
    let repo = Repo::with_answers();
    repo.on_branch("topic", |r| r.answer("CSP.03", "satisfied", "theirs", "t"));
    repo.answer("CSP.04", "not-satisfied", "ours", "o");
    repo.commit("ours");
    let ran = repo.git(&["merge", "topic"]).fine();
    assert!(!ran.err.contains("conflict"), "{ran:?}");
    let text = repo.read(FILE);
    assert!(text.contains("note = \"theirs\"") && text.contains("note = \"ours\""));
    assert!(!text.contains("conflicts"), "{text}");
    repo.opens();
    assert_eq!(repo.git(&["status", "--short"]).out, "");
}

#[test]
fn different_fields_of_one_item_go_together() {
    let repo = Repo::with_answers();
    repo.answer("CSP.03", "satisfied", "base", "b");
    repo.commit("answered");
    repo.on_branch("topic", |r| {
        r.aicaiq(&["set", FILE, "CSP.03", "--method", "examine"])
            .fine();
    });
    repo.aicaiq(&["set", FILE, "CSP.03", "--note", "ours"])
        .fine();
    repo.commit("ours");
    repo.git(&["merge", "topic"]).fine();
    let text = repo.read(FILE);
    assert!(
        text.contains("methods = [\"examine\"]\nnote = \"ours\""),
        "{text}"
    );
    repo.opens();
}

/// Two branches that say different things of CSP.03; main is checked out.
fn disputed() -> Repo {
    let repo = Repo::with_answers();
    repo.on_branch("topic", |r| r.answer("CSP.03", "satisfied", "theirs", "t"));
    repo.answer("CSP.03", "not-satisfied", "ours", "o");
    repo.commit("on main");
    repo
}

#[test]
fn a_conflict_is_kept_from_both_sides_under_their_branches() {
    let repo = disputed();
    let ran = repo.git(&["merge", "topic"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let from = |name: &str| {
        if repo.tells_labels() {
            format!(" ({name})")
        } else {
            String::new()
        }
    };
    let says = format!(
        "conflict: CSP.03 outcome: ours{} says “not-satisfied”, theirs{} “satisfied”\n",
        from("main"),
        from("topic")
    );
    assert!(ran.err.contains(&says), "{ran:?}");
    assert!(
        ran.err.contains(&format!(
            "next: aicaiq {FILE} opens it and asks (without the screen: aicaiq conflicts {FILE}, aicaiq resolve), then: git add {FILE}\n"
        )),
        "{ran:?}"
    );
    repo.labels("main", "topic");
    let text = repo.read(FILE);
    assert!(text.contains("outcome = \"not-satisfied\"\n"), "{text}");
    assert!(
        text.contains(
            "[conflicts.\"roles.CSP.steps.03.note\"]\nours = \"ours\"\ntheirs = \"theirs\"\n"
        ),
        "{text}"
    );
    repo.opens();
    assert!(
        repo.git(&["status", "--short"])
            .out
            .contains(&format!("UU {FILE}"))
    );
    repo.git(&["merge", "--abort"]).fine();
    assert!(!repo.read(FILE).contains("conflicts"));
}

#[test]
fn a_rebase_keeps_both() {
    let repo = disputed();
    repo.git(&["checkout", "topic"]).fine();
    let ran = repo.git(&["rebase", "main"]);
    assert_ne!(ran.code, 0, "{ran:?}");
    repo.labels("* (on main)", "* (on topic)");
    repo.opens();
    repo.git(&["add", FILE]).fine();
    repo.git(&["rebase", "--continue"]).fine();
    let text = repo.read(FILE);
    assert!(
        text.contains("ours = \"not-satisfied\"\ntheirs = \"satisfied\"\n"),
        "{text}"
    );
}

#[test]
fn a_side_that_git_calls_by_its_whole_hash_is_called_by_its_subject() {
    let repo = disputed();
    let hash = repo.git(&["rev-parse", "topic"]).fine().out;
    let ran = repo.git(&["merge", hash.trim()]);
    assert_eq!(ran.code, 1, "{ran:?}");
    repo.labels("main", "* (on topic)");
}

#[test]
fn a_cherry_pick_keeps_both() {
    let repo = disputed();
    let ran = repo.git(&["cherry-pick", "topic"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    repo.labels("main", "* (on topic)");
    repo.opens();
}

#[test]
fn a_name_that_would_steer_a_terminal_does_not() {
    let repo = disputed();
    repo.git(&["checkout", "topic"]).fine();
    let subject = "steer \u{1b}[31m \u{202e}";
    repo.git(&["commit", "--amend", "-m", subject]).fine();
    repo.git(&["checkout", "main"]).fine();
    let ran = repo.git(&["cherry-pick", "topic"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let said = ran.err.lines().filter(|l| l.starts_with("conflict:"));
    for line in said.chain([repo.read(FILE).as_str()]) {
        assert!(!line.contains(['\u{1b}', '\u{202e}']), "{line}");
    }
    repo.labels("main", "* (steer ␛[31m \u{fffd})");
    repo.opens();
}

#[test]
fn a_revert_takes_back_what_nobody_changed_since() {
    let repo = Repo::with_answers();
    repo.answer("CSP.03", "satisfied", "one", "o");
    repo.commit("one");
    repo.answer("CSP.04", "satisfied", "two", "o");
    repo.commit("two");
    repo.git(&["revert", "--no-edit", "HEAD~1"]).fine();
    let text = repo.read(FILE);
    assert!(
        !text.contains("note = \"one\"") && text.contains("note = \"two\""),
        "{text}"
    );
    repo.answer("CSP.04", "not-satisfied", "three", "o");
    repo.commit("three");
    let ran = repo.git(&["revert", "--no-edit", "HEAD~2"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    repo.labels("main", "parent of * (two)");
    repo.opens();
}

#[test]
fn a_stash_comes_back_beside_what_was_done_meanwhile() {
    let repo = Repo::with_answers();
    repo.answer("CSP.03", "satisfied", "stashed", "s");
    repo.git(&["stash"]).fine();
    repo.answer("CSP.04", "satisfied", "meanwhile", "m");
    repo.commit("meanwhile");
    repo.git(&["stash", "pop"]).fine();
    let text = repo.read(FILE);
    assert!(
        text.contains("stashed") && text.contains("meanwhile"),
        "{text}"
    );
    repo.git(&["stash"]).fine();
    repo.answer("CSP.03", "not-satisfied", "other", "m");
    repo.commit("other");
    let ran = repo.git(&["stash", "pop"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    repo.labels("Updated upstream", "Stashed changes");
    repo.opens();
}

#[test]
fn a_rename_on_one_side_takes_the_answers_along() {
    let repo = Repo::with_answers();
    repo.on_branch("topic", |r| {
        r.git(&["mv", FILE, "b.cek-02.toml"]).fine();
    });
    repo.answer("CSP.03", "satisfied", "ours", "o");
    repo.commit("ours");
    repo.git(&["merge", "topic"]).fine();
    assert!(repo.read("b.cek-02.toml").contains("note = \"ours\""));
    assert!(!repo.path(FILE).exists());
    // Both changed it as well: the driver merges across the names.
    repo.on_branch("again", |r| {
        r.git(&["mv", "b.cek-02.toml", FILE]).fine();
        r.answer("MP.01", "satisfied", "renamed", "t");
    });
    let words = ["set", "b.cek-02.toml", "OSP.01", "--outcome", "satisfied"];
    repo.aicaiq(&words).fine();
    repo.commit("ours too");
    repo.git(&["merge", "again"]).fine();
    let text = repo.read(FILE);
    assert!(
        text.contains("[roles.MP.steps.01]") && text.contains("[roles.OSP.steps.01]"),
        "{text}"
    );
    repo.opens();
}

#[test]
fn a_file_that_both_have_made_is_merged_without_a_base() {
    let repo = Repo::new();
    repo.on_branch("topic", |r| {
        r.make(FILE);
        r.answer("CSP.03", "satisfied", "theirs", "t");
    });
    repo.make(FILE);
    repo.answer("CSP.04", "satisfied", "ours", "o");
    repo.commit("ours");
    repo.git(&["merge", "topic"]).fine();
    let text = repo.read(FILE);
    assert!(
        text.contains("note = \"theirs\"") && text.contains("note = \"ours\""),
        "{text}"
    );
    repo.opens();
}

#[test]
fn a_file_that_is_no_toml_on_one_side_gets_gits_own_marks() {
    let repo = Repo::with_answers();
    repo.on_branch("topic", |r| {
        let broken = r
            .read(FILE)
            .replace("subject = \"Sample\"", "subject = \"Theirs");
        r.write(FILE, broken);
    });
    let ours = repo
        .read(FILE)
        .replace("subject = \"Sample\"", "subject = \"Ours\"");
    repo.write(FILE, ours);
    repo.commit("ours");
    let ran = repo.git(&["merge", "topic"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err
            .contains("is merged line by line, as theirs is not valid TOML on line 4"),
        "{ran:?}"
    );
    let text = repo.read(FILE);
    let (ours, theirs) = if repo.tells_labels() {
        ("main", "topic")
    } else {
        ("ours", "theirs")
    };
    let marks = format!(
        "<<<<<<< {ours}\nsubject = \"Ours\"\n=======\nsubject = \"Theirs\n>>>>>>> {theirs}\n"
    );
    assert!(text.contains(&marks), "{text}");
    // Where lines go together the merge still asks for a look.
    repo.git(&["merge", "--abort"]).fine();
    repo.on_branch("tail", |r| {
        r.write(FILE, format!("{}\nbroken\n", r.read(FILE)))
    });
    repo.write(FILE, repo.read(FILE).replace("\"Ours\"", "\"Ours too\""));
    repo.commit("ours too");
    let ran = repo.git(&["merge", "tail"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let text = repo.read(FILE);
    assert!(
        text.contains("\"Ours too\"") && text.ends_with("broken\n") && !text.contains("<<<"),
        "{text}"
    );
}

#[test]
fn a_file_too_large_or_not_text_loses_nothing() {
    let repo = Repo::with_answers();
    repo.on_branch("large", |r| {
        let filler = format!("# {}\n", "x".repeat(98)).repeat(170_000);
        r.write(FILE, format!("{}\n{filler}", r.read(FILE)));
    });
    repo.on_branch("binary", |r| r.write(FILE, b"schema = 1\n\0\xff"));
    repo.answer("CSP.03", "satisfied", "ours", "o");
    repo.commit("ours");
    let ours = repo.read(FILE);
    let ran = repo.git(&["merge", "large"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(ran.err.contains("theirs is larger than 16 MiB"), "{ran:?}");
    let text = repo.read(FILE);
    assert!(text.contains("note = \"ours\"") && text.len() > 16 << 20);
    repo.git(&["merge", "--abort"]).fine();
    let ran = repo.git(&["merge", "binary"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.err
            .contains("is not merged and is as it was on our side"),
        "{ran:?}"
    );
    assert_eq!(repo.read(FILE), ours);
}

#[test]
fn the_driver_called_wrongly_changes_nothing() {
    let repo = Repo::with_answers();
    let before = repo.read(FILE);
    assert_eq!(repo.aicaiq(&["git-merge"]).code, 1);
    let ran = repo.aicaiq(&["git-merge", "none", FILE, "none", "7", FILE]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert_eq!(repo.read(FILE), before);
    let ran = repo.aicaiq(&["git-merge", FILE, "none", FILE, "7", FILE]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(!repo.path("none").exists());
}

#[test]
fn by_hand_a_merge_says_what_it_did_and_overwrites_nothing_unasked() {
    let repo = disputed();
    let show = |what: &str| repo.git(&["show", &format!("{what}:{FILE}")]).fine().out;
    let base = show("main~1");
    repo.write("base.toml", &base);
    repo.write("ours.toml", show("main"));
    repo.write("theirs.toml", show("topic"));
    let three = ["merge", "base.toml", "ours.toml", "theirs.toml"];
    let merge = |more: &[&str]| repo.aicaiq(&[three.as_slice(), more].concat());
    let ran = merge(&["--ours-label", "we", "--theirs-label", "they\u{1b}[31m"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out
            .contains("ours_from = \"we\"\ntheirs_from = \"they␛[31m\"\n"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains(
            "conflict: CSP.03 note: ours (we) says “ours”, theirs (they␛[31m) “theirs”\n"
        ),
        "{ran:?}"
    );
    let ran = merge(&["--out", "new.toml"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.is_empty()
            && ran
                .err
                .ends_with("wrote new.toml\nnext: aicaiq new.toml opens it and asks; aicaiq conflicts new.toml lists them, aicaiq resolve decides\n"),
        "{ran:?}"
    );
    assert_eq!(repo.aicaiq(&["check", "new.toml"]).code, 1);
    for taken in ["new.toml", "ours.toml"] {
        let ran = merge(&["--out", taken]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(ran.err.contains("exists already"), "{ran:?}");
    }
    for side in ["base.toml", "theirs.toml"] {
        let ran = merge(&["--out", side, "--force"]);
        assert_eq!(ran.code, 2, "{ran:?}");
    }
    assert_eq!(merge(&["--out", "ours.toml", "--force"]).code, 1);
    assert!(repo.read("ours.toml").contains("[conflicts."));
    let ran = repo.aicaiq(&["merge", "base.toml", "base.toml", "theirs.toml"]);
    assert_eq!((ran.code, ran.out), (0, show("topic")));
    let ran = repo
        .aicaiq(&["merge", "/dev/null", "base.toml", "theirs.toml"])
        .fine();
    assert!(ran.out.contains("note = \"theirs\""), "{ran:?}");
    repo.write("bad.toml", "schema = \n");
    for other in ["bad.toml", "none.toml", "."] {
        let ran = repo.aicaiq(&[
            "merge",
            "base.toml",
            "theirs.toml",
            other,
            "--out",
            "x.toml",
        ]);
        assert_eq!(ran.code, 2, "{ran:?}");
        assert!(!repo.path("x.toml").exists());
    }
}
