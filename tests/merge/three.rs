//! What comes of what, one case at a time.

use crate::merged;
use aicaiq::merge::{Labels, MergeError, Merged, Side, merge};

const BASE: &str = r#"# Our assessment
schema = 1

[assessment]
subject = "Acme"
questionnaire = "CEK-02"
roles = ["CSP"]
assessor = "sample assessor"

[roles.CSP.steps.01]
outcome = "satisfied"
methods = ["examine"]
note = """
first line
second line
third line"""
evidence = ["ev-1"]
assessed_by = "sample assessor"
assessed_at = 2026-11-20T10:00:00Z
review = "ready-for-review"

[evidence.ev-1]
title = "Policy"
href = "policy.pdf"
"#;

/// The base with some texts in the place of others.
fn with(changes: &[(&str, &str)]) -> String {
    let mut text = BASE.to_owned();
    for (old, new) in changes {
        assert!(text.contains(old), "{old}");
        text = text.replacen(old, new, 1);
    }
    text
}

#[test]
fn different_fields_go_together() {
    let ours = with(&[("subject = \"Acme\"", "subject = \"Acme GenAI\"")]);
    let theirs = with(&[
        (
            "methods = [\"examine\"]",
            "methods = [\"examine\"]\neffectiveness = \"design\"",
        ),
        ("roles = [\"CSP\"]", "roles = [\"CSP\", \"MP\"]"),
    ]);
    let m = merged(BASE, &ours, &theirs);
    assert!(m.conflicts.is_empty() && m.notes.is_empty(), "{m:?}");
    assert_eq!(
        m.text,
        ours.replace("roles = [\"CSP\"]", "roles = [\"CSP\", \"MP\"]")
            .replace(
                "methods = [\"examine\"]",
                "methods = [\"examine\"]\neffectiveness = \"design\""
            )
    );
}

#[test]
fn what_both_changed_differently_is_kept_from_both() {
    let ours = with(&[(
        "outcome = \"satisfied\"",
        "outcome = \"partially-satisfied\"",
    )]);
    let theirs = with(&[("outcome = \"satisfied\"", "outcome = \"not-satisfied\"")]);
    let m = merged(BASE, &ours, &theirs);
    assert_eq!(m.conflicts, ["roles.CSP.steps.01.outcome"]);
    insta::assert_snapshot!("conflict", m.text);
}

#[test]
fn sets_are_merged_by_their_members() {
    let ours = with(&[
        ("evidence = [\"ev-1\"]", "evidence = [\"ev-1\", \"ev-2\"]"),
        (
            "[evidence.ev-1]",
            "[evidence.ev-2]\nhref = \"b.pdf\"\n\n[evidence.ev-1]",
        ),
        (
            "methods = [\"examine\"]",
            "methods = [\"examine\", \"interview\"]",
        ),
    ]);
    let theirs = with(&[
        ("evidence = [\"ev-1\"]", "evidence = [\"ev-3\"]"),
        (
            "[evidence.ev-1]\ntitle = \"Policy\"\nhref = \"policy.pdf\"",
            "[evidence.ev-3]\nhref = \"c.pdf\"",
        ),
        ("methods = [\"examine\"]", "methods = [\"test\"]"),
    ]);
    let m = merged(BASE, &ours, &theirs);
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert!(
        m.text.contains("evidence = [\"ev-2\", \"ev-3\"]"),
        "{}",
        m.text
    );
    assert!(
        m.text.contains("methods = [\"interview\", \"test\"]"),
        "{}",
        m.text
    );
    assert!(
        !m.text.contains("ev-1"),
        "nobody uses it any more: {}",
        m.text
    );
}

#[test]
fn a_record_that_one_uses_and_the_other_removed_stays() {
    let ours = with(&[(
        "[evidence.ev-1]",
        "[roles.CSP.steps.02]\nevidence = [\"ev-1\"]\n\n[evidence.ev-1]",
    )]);
    let theirs = with(&[
        ("evidence = [\"ev-1\"]\n", ""),
        (
            "\n[evidence.ev-1]\ntitle = \"Policy\"\nhref = \"policy.pdf\"\n",
            "",
        ),
    ]);
    let m = merged(BASE, &ours, &theirs);
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert_eq!(
        m.notes,
        ["ev-1 stays: one side took it away, the other uses it"]
    );
    assert!(
        m.text.contains("[evidence.ev-1]\ntitle = \"Policy\""),
        "{}",
        m.text
    );
    let m = merged(BASE, &theirs, &ours);
    assert!(
        m.text.contains("[evidence.ev-1]") && m.text.contains("title = \"Policy\""),
        "{}",
        m.text
    );
}

#[test]
fn notes_are_merged_by_lines_or_kept_from_both() {
    let ours = with(&[("first line", "first line, ours")]);
    let theirs = with(&[("third line", "third line, theirs")]);
    let m = merged(BASE, &ours, &theirs);
    assert!(
        m.text
            .contains("first line, ours\nsecond line\nthird line, theirs\"\"\""),
        "{}",
        m.text
    );
    assert_eq!(
        m.notes,
        ["CSP.01 note: both changed other lines of it; both are in"]
    );

    let theirs = with(&[("first line", "first line, theirs")]);
    let m = merged(BASE, &ours, &theirs);
    assert_eq!(m.conflicts, ["roles.CSP.steps.01.note"]);
    assert!(m.text.contains("first line, ours") && m.text.contains("first line, theirs"));
}

#[test]
fn lines_that_one_side_alone_changed_are_in_both_texts_of_a_choice() {
    let note = |lines: &[&str]| {
        with(&[(
            "first line\nsecond line\nthird line",
            lines.join("\n").as_str(),
        )])
    };
    let base = note(&["a", "b", "c", "d", "e", "f", "g"]);
    let ours = note(&["A", "b", "c", "of ours", "e", "f", "g"]);
    let theirs = note(&["a", "b", "c", "of theirs", "e", "f", "g", "h"]);
    let both = |word: &str| format!("\"\"\"\nA\nb\nc\n{word}\ne\nf\ng\nh\"\"\"\n");
    for (x, y, word, other) in [
        (&ours, &theirs, "of ours", "of theirs"),
        (&theirs, &ours, "of theirs", "of ours"),
    ] {
        let m = merged(&base, x, y);
        assert_eq!(m.conflicts, ["roles.CSP.steps.01.note"]);
        for (key, word) in [("\nnote", word), ("\nours", word), ("\ntheirs", other)] {
            let line = format!("{key} = {}", both(word));
            assert!(m.text.contains(&line), "{line}{}", m.text);
        }
        assert_eq!(
            m.notes,
            [
                "CSP.01 note: the lines that one side alone changed are in both texts that there are to choose from"
            ]
        );
        // No more than that is said when one of them comes once more.
        for side in [x, y] {
            assert_eq!(merged(&base, &m.text, side).text, m.text);
            let back = merged(&base, side, &m.text);
            assert!(!back.text.contains("others"), "{}", back.text);
        }
    }
}

#[test]
fn the_later_assessor_is_kept_and_named() {
    let later = |by: &str, at: &str, field: &str| {
        with(&[
            (
                "assessed_by = \"sample assessor\"",
                &format!("{field}assessed_by = \"{by}\""),
            ),
            ("2026-11-20T10:00:00Z", at),
        ])
    };
    let ours = later("A", "2026-11-21T10:00:00Z", "grade = \"ofi\"\n");
    let theirs = later("B", "2026-11-22T10:00:00Z", "effectiveness = \"design\"\n");
    let m = merged(BASE, &ours, &theirs);
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert!(
        m.text
            .contains("assessed_by = \"B\"\nassessed_at = 2026-11-22T10:00:00Z"),
        "{}",
        m.text
    );
    assert!(m.text.contains("grade = \"ofi\"") && m.text.contains("effectiveness"));
    assert_eq!(
        m.notes,
        [
            "CSP.01 assessed by: ours says A 2026-11-21T10:00:00Z, theirs B 2026-11-22T10:00:00Z; the later is kept"
        ]
    );
}

#[test]
fn who_alone_found_something_else_stands_beside_it() {
    let by = |who: &str, at: &str, old: &str, new: &str| {
        with(&[
            (old, new),
            (
                "assessed_by = \"sample assessor\"",
                &format!("assessed_by = \"{who}\""),
            ),
            ("2026-11-20T10:00:00Z", at),
        ])
    };
    let outcome = "outcome = \"satisfied\"";
    let other = "outcome = \"not-satisfied\"";
    let found = by("Bob", "2026-11-21T10:00:00Z", outcome, other);
    let method = "methods = [\"examine\"]";
    let both = "methods = [\"examine\", \"test\"]";
    let touched = by("Cat", "2026-11-22T10:00:00Z", method, both);
    for (x, y) in [(&found, &touched), (&touched, &found)] {
        let m = merged(BASE, x, y);
        assert!(m.conflicts.is_empty(), "{m:?}");
        for line in [
            other,
            both,
            "assessed_by = \"Bob\"\nassessed_at = 2026-11-21T10:00:00Z",
            "assessed_also = [\"Cat\"]",
        ] {
            assert!(m.text.contains(line), "{line}: {}", m.text);
        }
        let kept = |n: &String| n.ends_with("; who found what stands is kept");
        assert!(m.notes.iter().any(kept), "{:?}", m.notes);
    }
}

#[test]
fn a_review_is_not_carried_over_to_what_the_reviewer_has_not_seen() {
    let ours = with(&[("second line", "another line")]);
    let theirs = with(&[(
        "review = \"ready-for-review\"",
        "review = \"reviewed\"\nreviewed_by = \"R\"\nreviewed_at = 2026-11-23T10:00:00Z",
    )]);
    for (x, y) in [(&ours, &theirs), (&theirs, &ours)] {
        let m = merged(BASE, x, y);
        assert!(
            m.text.contains("review = \"ready-for-review\""),
            "{}",
            m.text
        );
        assert!(!m.text.contains("reviewed_by"), "{}", m.text);
        assert_eq!(
            m.notes,
            [
                "CSP.01: reviewed by R, but the step was changed on the other side: ready for review again"
            ]
        );
    }
    let same = with(&[("subject = \"Acme\"", "subject = \"Other\"")]);
    let m = merged(BASE, &same, &theirs);
    assert!(
        m.text.contains("reviewed_by = \"R\""),
        "the step is what was reviewed"
    );
}

#[test]
fn a_grade_that_does_not_fit_the_other_sides_outcome_is_a_conflict() {
    let base = with(&[(
        "outcome = \"satisfied\"",
        "outcome = \"partially-satisfied\"",
    )]);
    let ours = base.replace("methods", "grade = \"minor\"\nmethods");
    let theirs = base.replace(
        "outcome = \"partially-satisfied\"",
        "outcome = \"satisfied\"",
    );
    for (x, y) in [(&ours, &theirs), (&theirs, &ours)] {
        let m = merged(&base, x, y);
        let grade = "roles.CSP.steps.01.grade";
        let outcome = "roles.CSP.steps.01.outcome";
        assert_eq!(m.conflicts, [grade, outcome], "a grade is of its outcome");
        let answers = m.text.split("\n[conflicts").next().unwrap().trim_end();
        assert_eq!(answers, x.trim_end());
    }
}

#[test]
fn comments_and_keys_of_both_are_kept() {
    let ours = with(&[
        ("# Our assessment", "# Our assessment\n# ours: on top"),
        (
            "subject = \"Acme\"",
            "subject = \"Acme\" # ours: behind\nmine = \"of ours\"",
        ),
    ]);
    let theirs = with(&[
        (
            "[roles.CSP.steps.01]",
            "# theirs: of the step\n[roles.CSP.steps.01]",
        ),
        ("subject = \"Acme\"", "subject = \"Acme\" # theirs: behind"),
        (
            "assessor = \"sample assessor\"\n",
            "assessor = \"sample assessor\"\n# theirs: of their own\nticket = 7\n",
        ),
        (
            "href = \"policy.pdf\"\n",
            "href = \"policy.pdf\"\n\n[evidence.ev-9] # theirs: new\n# theirs: inside\nhref = \"n.pdf\"\n\n# theirs: at the end\n",
        ),
    ]);
    let m = merged(BASE, &ours, &theirs);
    assert!(m.conflicts.is_empty(), "{m:?}");
    insta::assert_snapshot!("comments", m.text);
}

#[test]
fn a_comment_within_a_list_of_theirs_comes_in() {
    let listed = "methods = [\n  # theirs: with two of the team\n  \"examine\", # theirs: twice\n]";
    let theirs = with(&[("methods = [\"examine\"]", listed)]);
    let ours = with(&[("subject = \"Acme\"", "subject = \"Other\"")]);
    let m = merged(BASE, &ours, &theirs);
    assert!(m.conflicts.is_empty(), "{m:?}");
    for comment in ["# theirs: with two of the team\n", "# theirs: twice\n"] {
        assert_eq!(m.text.matches(comment).count(), 1, "{}", m.text);
    }
}

#[test]
fn comments_that_theirs_took_away_go() {
    let theirs = with(&[("# Our assessment\n", "")]);
    let ours = with(&[("subject = \"Acme\"", "subject = \"Other\"")]);
    let m = merged(BASE, &ours, &theirs);
    assert_eq!(m.text, ours.replace("# Our assessment\n", ""));
}

#[test]
fn a_comment_behind_a_name_with_a_number_sign_leaves_the_name() {
    let header = "[people.\"Kim \\\"#2\\\"\"]";
    let text = |subject: &str, comment: &str| {
        let person = format!("{header}{comment}\nfunction = \"lead\"\n\n[evidence.ev-1]");
        with(&[("[evidence.ev-1]", &person), ("\"Acme\"", subject)])
    };
    let ours = text("\"Other\"", "");
    let m = merged(&text("\"Acme\"", ""), &ours, &text("\"Acme\"", "  # left"));
    assert_eq!(m.text, text("\"Other\"", "  # left"));
}

#[test]
fn a_file_that_both_have_made_has_an_empty_base() {
    let ours = with(&[("note = ", "grade = \"ofi\"\nnote = ")]);
    let m = merged("", &ours, BASE);
    assert_eq!(m.text, ours);
    let theirs = with(&[("subject = \"Acme\"", "subject = \"Other\"")]);
    let m = merged("", &ours, &theirs);
    assert_eq!(m.conflicts, ["assessment.subject"]);
}

#[test]
fn a_value_on_one_side_and_a_table_on_the_other_is_a_conflict() {
    let ours = with(&[("[evidence.ev-1]", "[extra]\nx = 1\n\n[evidence.ev-1]")]);
    let theirs = with(&[("[evidence.ev-1]", "[extra.x]\ny = 2\n\n[evidence.ev-1]")]);
    for (x, y) in [(&ours, &theirs), (&theirs, &ours)] {
        let m = merged(BASE, x, y);
        assert_eq!(m.conflicts.len(), 1, "{m:?}");
        assert!(
            m.text.contains("x = 1") || m.text.contains(" = 1"),
            "{}",
            m.text
        );
        assert!(m.text.contains("= 2"), "{}", m.text);
    }
}

#[test]
fn what_is_no_toml_is_named() {
    let error = merge(BASE, "x = ", BASE, &Labels::default()).unwrap_err();
    assert!(
        matches!(
            error,
            MergeError::Parse {
                side: Side::Ours,
                line: 1,
                ..
            }
        ),
        "{error}"
    );
    for (texts, side) in [
        ([BASE, "\nx = ", BASE], "ours"),
        ([BASE, BASE, "\nx = "], "theirs"),
        (["\nx = ", BASE, BASE], "base"),
    ] {
        let [base, ours, theirs] = texts;
        let error = merge(base, ours, theirs, &Labels::default()).unwrap_err();
        let start = format!("{side} is not valid TOML on line 2: ");
        assert!(error.to_string().starts_with(&start), "{error}");
    }
}

#[test]
fn line_ends_of_ours_stay() {
    let ours = with(&[("subject = \"Acme\"", "subject = \"Other\"")]).replace('\n', "\r\n");
    let theirs = with(&[("second line", "another\nand one more")]);
    let m = merged(BASE, &ours, &theirs);
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert_eq!(m.text.matches('\n').count(), m.text.matches("\r\n").count());
    assert!(m.text.contains("another\r\nand one more"));
}

#[test]
fn who_lost_to_the_later_assessor_has_had_a_hand_in_it_too() {
    let by = |who: &str, at: &str, field: &str| {
        with(&[
            (
                "assessed_by = \"sample assessor\"",
                &format!("{field}assessed_by = \"{who}\""),
            ),
            ("2026-11-20T10:00:00Z", at),
        ])
    };
    let ours = by("Ann", "2026-11-21T10:00:00Z", "grade = \"ofi\"\n");
    let theirs = by(
        "Bob",
        "2026-11-22T10:00:00Z",
        "effectiveness = \"design\"\n",
    );
    for (x, y) in [(&ours, &theirs), (&theirs, &ours)] {
        let m = merged(BASE, x, y);
        assert!(m.text.contains("assessed_by = \"Bob\""), "{}", m.text);
        assert!(m.text.contains("assessed_also = [\"Ann\"]"), "{}", m.text);
    }
}

#[test]
fn an_action_is_one_plan() {
    let base = format!(
        "{BASE}\n[roles.CSP.steps.01.action]\ntext = \"Map\"\nowner = \"Joe\"\ndue = 2027-01-31\n"
    );
    let ours = BASE.to_owned();
    let theirs = base.replace("2027-01-31", "2027-03-31");
    let m = merged(&base, &ours, &theirs);
    let paths = ["due", "owner", "text"].map(|k| format!("roles.CSP.steps.01.action.{k}"));
    assert_eq!(m.conflicts, paths, "nothing of it is lost");
}

#[test]
fn a_review_does_not_outlive_the_record_that_it_was_given_on() {
    let base = with(&[(
        "href = \"policy.pdf\"",
        &format!("href = \"policy.pdf\"\nsha256 = \"{}\"", "aa".repeat(32)),
    )]);
    let ours = base.replace(
        "review = \"ready-for-review\"",
        "review = \"reviewed\"\nreviewed_by = \"R\"",
    );
    let theirs = base.replace(&"aa".repeat(32), &"bb".repeat(32));
    let m = merged(&base, &ours, &theirs);
    assert!(
        m.text.contains("review = \"ready-for-review\""),
        "{}",
        m.text
    );
    assert!(!m.text.contains("reviewed_by"), "{}", m.text);
}

#[test]
fn a_conflict_that_two_people_decided_differently_is_one_again() {
    let open = "\n[conflicts.\"roles.CSP.steps.01.outcome\"]\nours = \"satisfied\"\ntheirs = \"not-satisfied\"\n";
    let base = format!("{BASE}{open}");
    let theirs = with(&[("outcome = \"satisfied\"", "outcome = \"not-satisfied\"")]);
    for (x, y) in [(BASE, theirs.as_str()), (theirs.as_str(), BASE)] {
        let m = merged(&base, x, y);
        assert_eq!(m.conflicts, ["roles.CSP.steps.01.outcome"]);
    }
    // Where one has not decided yet, the other's decision is taken.
    let waiting = base.replace("subject = \"Acme\"", "subject = \"Other\"");
    for (x, y) in [(&waiting, &theirs), (&theirs, &waiting)] {
        let m = merged(&base, x, y);
        assert!(m.conflicts.is_empty(), "{m:?}");
        assert!(m.text.contains("outcome = \"not-satisfied\"") && !m.text.contains("[conflicts"));
    }
}

#[test]
fn a_comment_behind_a_value_is_merged_as_one() {
    let line = |comment: &str| format!("subject = \"Acme\"{comment}\n");
    let of = |comment: &str| with(&[("subject = \"Acme\"\n", &line(comment))]);
    let count = |text: &str, what: &str| text.matches(what).count();
    for (base, ours, theirs, kept, gone) in [
        // One side alone: theirs, ours.
        (" # a", " # a", " # b", &[" # b"][..], &["# a"][..]),
        (" # a", " # b", " # a", &[" # b"], &["# a"]),
        ("", "", " # b", &[" # b"], &[]),
        (" # a", " # a", "", &[], &["# a"]),
        // Both: ours stays behind the value, theirs is not lost.
        (" # a", " # b", " # c", &["\"Acme\" # b", "# c"], &["# a"]),
        (" # a", " # b", "", &["\"Acme\" # b"], &["# a"]),
        ("", " # b", " # c", &["\"Acme\" # b", "# c"], &[]),
        // The same on both is one.
        ("", " # b", " # b", &["\"Acme\" # b"], &[]),
    ] {
        let m = merged(&of(base), &of(ours), &of(theirs));
        let case = format!("{base:?} {ours:?} {theirs:?}:\n{}", m.text);
        for comment in kept {
            assert_eq!(count(&m.text, comment), 1, "{comment} {case}");
        }
        for comment in gone {
            assert_eq!(count(&m.text, comment), 0, "{comment} {case}");
        }
    }
}

#[test]
fn a_comment_that_theirs_moved_moves_and_is_there_once() {
    let (first, last) = ("subject = \"Acme\"", "assessor = \"sample assessor\"");
    let at = |key: &str| with(&[(key, &format!("# a word\n{key}"))]);
    for (from, to) in [(first, last), (last, first)] {
        let ours = at(from).replace("roles = [\"CSP\"]", "roles = [\"CSP\", \"MP\"]");
        let m = merged(&at(from), &ours, &at(to));
        assert_eq!(m.text.matches("# a word").count(), 1, "{}", m.text);
        assert!(m.text.contains(&format!("# a word\n{to}")), "{}", m.text);
    }
    // Where it stands twice in theirs, it is meant to.
    let twice = at(first).replace(last, &format!("# a word\n{last}"));
    let ours = at(first).replace("roles = [\"CSP\"]", "roles = [\"CSP\", \"MP\"]");
    let m = merged(&at(first), &ours, &twice);
    assert_eq!(m.text.matches("# a word").count(), 2, "{}", m.text);
    // What both added is there once.
    let m = merged(BASE, &at(first), &at(first));
    assert_eq!(m.text.matches("# a word").count(), 1, "{}", m.text);
}

#[test]
fn what_is_taken_from_theirs_is_counted() {
    let other = with(&[("subject = \"Acme\"", "subject = \"Other\"")]);
    let more = with(&[
        ("methods = [\"examine\"]\n", ""),
        ("title = \"Policy\"", "title = \"The policy\""),
    ]);
    assert_eq!(merged(BASE, &other, &more).taken, 2);
    assert_eq!(merged(BASE, &more, &other).taken, 1);
    // One side alone.
    assert_eq!(merged(BASE, BASE, &more).taken, 2);
    assert_eq!(merged(BASE, &more, BASE).taken, 0);
    assert_eq!(merged(BASE, &more, &more).taken, 0);
    // What is kept from both is taken from neither.
    let third = with(&[("subject = \"Acme\"", "subject = \"Third\"")]);
    assert_eq!(merged(BASE, &other, &third).taken, 0);
}

#[test]
fn only_in_the_lists_of_the_format_the_order_says_nothing() {
    let own = |list: &str| with(&[("href = ", &format!("mine = [{list}]\nhref = "))]);
    let other = |text: &str| text.replace("\"Acme\"", "\"Other\"");
    let (base, turned) = (own("\"a\", \"b\""), own("\"b\", \"a\""));
    let m = merged(&base, &other(&base), &turned);
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert_eq!(m.text, other(&turned));
    let m = merged(&base, &turned, &own("\"a\", \"b\", \"c\""));
    assert_eq!(m.conflicts, ["evidence.ev-1.mine"]);
    assert!(m.text.contains("[\"a\", \"b\", \"c\"]"), "{}", m.text);
    // Of the format's, a person's order stays.
    let roles = |list: &str| with(&[("roles = [\"CSP\"]", &format!("roles = [{list}]"))]);
    let (base, turned) = (roles("\"CSP\", \"MP\""), roles("\"MP\", \"CSP\""));
    let m = merged(&base, &other(&base), &turned);
    assert!(m.conflicts.is_empty(), "{m:?}");
    assert_eq!(m.text, other(&base));
}

#[test]
fn sets_that_were_not_there_or_come_to_nothing_are_merged_too() {
    let (evidence, roles) = ("evidence = [\"ev-1\"]\n", "roles = [\"CSP\"]\n");
    let set = |old: &str, new: &str| with(&[(old, new)]);
    for (old, base, ours, theirs, both) in [
        // New on both sides, as long as there is any, and none at all.
        (
            evidence,
            "",
            "evidence = [\"ev-1\"]\n",
            "evidence = [\"ev-2\"]\n",
            "evidence = [\"ev-1\", \"ev-2\"]\n",
        ),
        (
            evidence,
            evidence,
            "",
            "evidence = [\"ev-2\"]\n",
            "evidence = [\"ev-2\"]\n",
        ),
        (
            evidence,
            "evidence = [\"ev-1\", \"ev-2\"]\n",
            "evidence = [\"ev-1\"]\n",
            "evidence = [\"ev-2\"]\n",
            "",
        ),
        (
            roles,
            roles,
            "roles = [\"CSP\", \"MP\"]\n",
            "roles = [\"CSP\", \"AP\"]\n",
            "roles = [\"CSP\", \"MP\", \"AP\"]\n",
        ),
    ] {
        let m = merged(&set(old, base), &set(old, ours), &set(old, theirs));
        assert!(m.conflicts.is_empty(), "{m:?}");
        assert_eq!(m.text, set(old, both));
    }
    // An assessment of no role is none.
    let m = merged(
        &set(roles, "roles = [\"CSP\", \"MP\"]\n"),
        BASE,
        &set(roles, "roles = [\"MP\"]\n"),
    );
    assert_eq!(m.conflicts, ["assessment.roles"]);
    // A set on one side and something else on the other is no set.
    let m = merged(
        BASE,
        &set(evidence, "evidence = [\"ev-1\", \"ev-2\"]\n"),
        &set(evidence, "evidence = 7\n"),
    );
    assert_eq!(m.conflicts, ["roles.CSP.steps.01.evidence"]);
}

#[test]
fn a_conflict_that_has_what_the_other_says_in_it_is_not_asked_about_again() {
    let open = |ours: &str, theirs: &str| {
        format!(
            "\n[conflicts.\"assessment.subject\"]\nours = \"{ours}\"\ntheirs = \"{theirs}\"\nours_from = \"me\"\n"
        )
    };
    let of = |subject: &str| with(&[("subject = \"Acme\"", &format!("subject = \"{subject}\""))]);
    let (yes, no, partly) = ("Yes", "No", "Partly");
    let before = format!("{}{}", of(partly), open(partly, "None"));
    for (base, asking, other) in [
        // Neither was there before.
        (of(partly), format!("{}{}", of(yes), open(yes, no)), of(no)),
        // There was another, which the one has still and the other decided.
        (
            before.clone(),
            format!("{}{}", of(yes), open(yes, no)),
            of(no),
        ),
        (
            before.clone(),
            format!("{}{}", of(yes), open(yes, partly)),
            before.replace("\"sample assessor\"\n\n", "\"Other\"\n\n"),
        ),
    ] {
        for (x, y) in [(&asking, &other), (&other, &asking)] {
            let m = merged(&base, x, y);
            assert!(m.conflicts.is_empty(), "{base}{x}{y}{m:?}");
            let text = if other.contains("Other") {
                asking.replace("\"sample assessor\"\n\n", "\"Other\"\n\n")
            } else {
                asking.clone()
            };
            assert_eq!(m.text, text, "{:?}", m.notes);
        }
    }
    // One that has something else in it is.
    let asking = format!("{}{}", of(yes), open(yes, no));
    let other = of("None");
    for (x, y) in [(&asking, &other), (&other, &asking)] {
        let m = merged(&of(partly), x, y);
        assert_eq!(m.conflicts, ["assessment.subject"], "{m:?}");
    }
}

#[test]
fn what_is_said_of_an_older_conflict_is_one_statement() {
    let open = |ours: &str, theirs: &str| {
        format!(
            "{BASE}\n[conflicts.\"assessment.subject\"]\nours = \"{ours}\"\ntheirs = \"{theirs}\"\n"
        )
    };
    let (old, new, third) = (open("Acme", "A"), open("Acme", "B"), open("C", "A"));
    let other = |text: &str| text.replace("\"sample assessor\"\n\n", "\"Other\"\n\n");
    for (base, one, two, all) in [
        // What one side alone has changed, begun or decided.
        (old.as_str(), &new, &old, &new),
        (BASE, &new, &BASE.to_owned(), &new),
        (old.as_str(), &BASE.to_owned(), &old, &BASE.to_owned()),
        // Decided on one side and another one meanwhile: nothing of it is lost.
        (old.as_str(), &BASE.to_owned(), &new, &new),
        (old.as_str(), &BASE.to_owned(), &third, &third),
    ] {
        for (x, y) in [(one, two), (two, one)] {
            let m = merged(base, &other(x), y);
            assert!(m.conflicts.is_empty(), "{m:?}");
            assert_eq!(m.text, other(all), "{:?}", m.notes);
        }
    }
    let m = merged(&old, &new, &third);
    assert_eq!(m.conflicts, ["assessment.subject"]);
    let kept = "theirs = \"B\"\n\n[conflicts.\"assessment.subject\".others.";
    assert!(m.text.contains(kept), "{}", m.text);
    assert!(m.text.contains("value = \"C\"\n"), "{}", m.text);
    assert!(m.text.contains("value = \"A\"\n"), "{}", m.text);
    assert!(m.notes.is_empty(), "{:?}", m.notes);
}

#[test]
fn a_new_value_is_added_to_an_undecided_conflict() {
    let of = |subject: &str| with(&[("subject = \"Acme\"", &format!("subject = \"{subject}\""))]);
    let older = "\n[conflicts.\"assessment.subject\"]\nours = \"Yes\"\ntheirs = \"Old\"\nours_from = \"main\"\ntheirs_from = \"x\"\n";
    let open = format!("{}{older}", of("Yes"));
    let m = merged(BASE, &open, &of("No"));
    assert_eq!(m.conflicts, ["assessment.subject"]);
    assert!(m.notes.is_empty(), "{:?}", m.notes);
    assert_eq!(m.taken, 0, "what is kept of a conflict is no field");
    insta::assert_snapshot!("added", m.text.strip_prefix(of("Yes").as_str()).unwrap());
    // What is kept already is not kept twice.
    for (base, theirs) in [(BASE, of("No")), (BASE, of("Old")), (&m.text, of("Yes"))] {
        let theirs = match base {
            BASE => theirs,
            _ => m.text.replace("\"sample assessor\"\n\n", "\"Other\"\n\n"),
        };
        let again = merged(base, &m.text, &theirs);
        assert!(again.conflicts.is_empty(), "{:?}", again.conflicts);
        assert!(
            again.text.matches("value = ").count() == 1,
            "{}",
            again.text
        );
    }
    // A decision is one about all of them.
    let decided = of("Old");
    for (x, y) in [(&decided, &m.text), (&m.text, &decided)] {
        let m = merged(&m.text, x, y);
        assert_eq!(m.text, decided);
    }
}

#[test]
fn who_found_what_stands_is_named_until_it_is_decided() {
    let says = |by: &str, at: &str, outcome: &str| {
        with(&[
            (
                "outcome = \"satisfied\"",
                &format!("outcome = \"{outcome}\""),
            ),
            (
                "assessed_by = \"sample assessor\"",
                &format!("assessed_by = \"{by}\""),
            ),
            ("2026-11-20T10:00:00Z", at),
        ])
    };
    let ours = says("A", "2026-11-21T10:00:00Z", "not-satisfied");
    let theirs = says("B", "2026-11-22T10:00:00Z", "partially-satisfied");
    for (x, y, who, other) in [(&ours, &theirs, "A", "B"), (&theirs, &ours, "B", "A")] {
        let m = merged(BASE, x, y);
        assert_eq!(m.conflicts, ["roles.CSP.steps.01.outcome"], "{m:?}");
        let stamp = format!("assessed_by = \"{who}\"");
        assert!(m.text.contains(&stamp), "{}", m.text);
        assert!(
            m.text.contains(&format!("assessed_also = [\"{other}\"]")),
            "{}",
            m.text
        );
        // The later one is kept anyway where that is ours.
        let waits = |n: &String| n.ends_with("stands until the conflict is decided");
        assert!(who == "B" || m.notes.iter().any(waits), "{:?}", m.notes);
    }
}

#[test]
fn answers_of_a_role_that_the_other_side_took_out_are_told() {
    let base = BASE.replace("roles = [\"CSP\"]", "roles = [\"CSP\", \"MP\"]");
    assert_ne!(base, BASE);
    let answered =
        format!("{base}\n[roles.MP.steps.02]\noutcome = \"not-satisfied\"\ngrade = \"major\"\n");
    let note = |m: &Merged| {
        m.notes
            .iter()
            .any(|n| n.starts_with("MP: ") && n.contains("MP.02"))
    };
    for (x, y) in [(BASE, answered.as_str()), (answered.as_str(), BASE)] {
        let m = merged(&base, x, y);
        assert!(m.text.contains("[roles.MP.steps.02]"), "{}", m.text);
        assert!(note(&m), "{:?}", m.notes);
    }
    // Where nobody has answered it, there is nothing to be told.
    assert!(!note(&merged(&base, BASE, &base)));
}
