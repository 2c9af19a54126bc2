//! Conflicts, decided.

use crate::common::questionnaire;
use aicaiq::assessment::{Assessment, Role};
use aicaiq::merge::{Pick, PickError, choices, keys_of, merge_ancestors, resolve};
use aicaiq::questionnaire::StepId;
use aicaiq::store::{parse, render};

const FILE: &str = r#"schema = 1

[assessment]
subject = "Acme"
questionnaire = "CEK-02"
roles = ["CSP"]

[roles.CSP.steps.01]
outcome = "not-satisfied"
grade = "major"
note = "ours"

[roles.CSP.steps.02]
outcome = "satisfied"
"#;
const OUTCOME: &str = "roles.CSP.steps.01.outcome";
const GRADE: &str = "roles.CSP.steps.01.grade";
const NOTE: &str = "roles.CSP.steps.01.note";

fn read(text: &str) -> Assessment {
    let read = parse(text, questionnaire());
    assert!(!read.has_errors(), "{:?}", read.problems);
    read.assessment
}

/// The file with conflicts: a path, and lines of what is said of it.
fn with(conflicts: &[(&str, &str)]) -> Assessment {
    let tables = conflicts
        .iter()
        .map(|(path, lines)| format!("\n[conflicts.{path:?}]\n{lines}"));
    read(&format!("{FILE}{}", tables.collect::<String>()))
}

fn open() -> Assessment {
    with(&[
        (
            OUTCOME,
            "base = \"partially-satisfied\"\nours = \"not-satisfied\"\ntheirs = \"satisfied\"\n",
        ),
        (GRADE, "base = \"minor\"\nours = \"major\"\n"),
        (NOTE, "ours = \"ours\"\ntheirs = \"theirs\"\n"),
    ])
}

#[test]
fn what_is_one_statement_is_decided_in_one_go() {
    let a = open();
    for path in [OUTCOME, GRADE] {
        for (pick, outcome, grade) in [
            (Pick::Ours, "not-satisfied", "grade = \"major\"\n"),
            (Pick::Theirs, "satisfied", ""),
            (Pick::Base, "partially-satisfied", "grade = \"minor\"\n"),
        ] {
            let next = resolve(&a, path, &pick, questionnaire()).unwrap();
            let left: Vec<&String> = next.conflicts.keys().collect();
            assert_eq!(left, [NOTE], "{pick:?}");
            let want = FILE
                .replace("not-satisfied", outcome)
                .replace("grade = \"major\"\n", grade);
            let text = render(&next);
            assert!(text.starts_with(&want), "{pick:?}: {text}");
        }
    }
    // A field that stands for itself is decided alone.
    let next = resolve(&a, NOTE, &Pick::Theirs, questionnaire()).unwrap();
    assert_eq!(next.conflicts.len(), 2);
    assert!(render(&next).starts_with(&FILE.replace("\"ours\"", "\"theirs\"")));
    let next = resolve(&a, NOTE, &Pick::Base, questionnaire()).unwrap();
    assert!(render(&next).starts_with(&FILE.replace("note = \"ours\"\n", "")));
}

#[test]
fn every_value_that_is_kept_can_be_chosen_also_after_the_field_was_written() {
    let further = |path: &str, lines: &str| format!("[conflicts.{path:?}.others.aa]\n{lines}");
    let a = render(&open());
    let text = format!(
        "{a}\n{}\n{}",
        further(OUTCOME, "value = \"not-applicable\"\nfrom = \"dan\"\n"),
        further(GRADE, "from = \"dan\"\n"),
    );
    let a = read(&text.replace("grade = \"major\"", "grade = \"minor\""));
    assert_eq!(read(&render(&a)), a, "it is written as it is read");
    let of = choices(&a, OUTCOME).unwrap();
    let all: Vec<(Pick, String)> = of
        .values
        .iter()
        .map(|c| (c.pick.clone(), c.text().unwrap_or_default()))
        .collect();
    let want = [
        (Pick::Ours, "not-satisfied\ngrade: major"),
        (Pick::Theirs, "satisfied"),
        (Pick::Other("aa".into()), "not-applicable"),
        (Pick::Current, "not-satisfied\ngrade: minor"),
    ];
    assert_eq!(all, want.map(|(pick, text)| (pick, text.to_owned())));
    for (pick, text) in all {
        let next = resolve(&a, OUTCOME, &pick, questionnaire()).unwrap();
        assert_eq!(next.conflicts.len(), 1, "the note's is left");
        let step = next.step(Role::Csp, &StepId::new("01").unwrap());
        let grade = step
            .grade
            .map_or(String::new(), |g| format!("\ngrade: {g}"));
        assert_eq!(format!("{}{grade}", step.outcome()), text);
    }
    let told = resolve(&a, OUTCOME, &Pick::Other("zz".into()), questionnaire());
    assert!(matches!(told, Err(PickError::NoOther { .. })));
}

#[test]
fn what_cannot_be_decided_says_why() {
    let told = |a: &Assessment, path: &str, pick: Pick| resolve(a, path, &pick, questionnaire());
    let none = "roles.CSP.steps.02.outcome";
    assert_eq!(
        told(&open(), none, Pick::Ours),
        Err(PickError::None(none.to_owned()))
    );
    assert_eq!(
        told(&open(), "= \u{1b}", Pick::Ours),
        Err(PickError::NotOurs("= ␛".to_owned()))
    );
    let unknown = with(&[
        (
            OUTCOME,
            "ours = \"not-satisfied\"\ntheirs = \"satisfied\"\n",
        ),
        (GRADE, "ours = \"major\"\nbase_unknown = true\n"),
    ]);
    assert_eq!(
        told(&unknown, OUTCOME, Pick::Base),
        Err(PickError::UnknownBase)
    );
    assert!(told(&unknown, OUTCOME, Pick::Theirs).is_ok());
    let misfit = with(&[(OUTCOME, "ours = \"not-satisfied\"\ntheirs = \"perhaps\"\n")]);
    assert!(matches!(
        told(&misfit, OUTCOME, Pick::Theirs),
        Err(PickError::Misfit(_))
    ));
    for (path, theirs) in [
        ("mine.x", "theirs = 1\n"),
        ("roles.CSP.steps.01.mine", "theirs = \"x\"\n"),
    ] {
        let own = with(&[(path, theirs)]);
        assert_eq!(
            told(&own, path, Pick::Theirs),
            Err(PickError::NotOurs(path.to_owned()))
        );
        assert!(told(&own, path, Pick::Ours).unwrap().conflicts.is_empty());
        assert_eq!(
            told(&own, path, Pick::Base).map(|a| a.conflicts.len()),
            Ok(0),
            "what was not there is not there"
        );
    }
}

#[test]
fn a_path_is_its_keys() {
    let keys = |path: &str| keys_of(path).unwrap_or_default();
    assert_eq!(keys("a.\"b.c\".d"), ["a", "b.c", "d"]);
    assert_eq!(keys_of("a..b"), None);
}

#[test]
fn ancestors_that_agree_are_merged_as_files_are() {
    let with = |old: &str, new: &str| FILE.replace(old, new);
    let m = merge_ancestors(
        FILE,
        &with("Acme", "Acme GenAI"),
        &with("\"ours\"", "\"n\""),
    )
    .unwrap();
    assert!(m.conflicts.is_empty());
    assert_eq!(
        m.text,
        FILE.replace("Acme", "Acme GenAI")
            .replace("\"ours\"", "\"n\"")
    );
    // A table that one disagreed field was all of is gone with it.
    let m = merge_ancestors(
        FILE,
        &with("\"satisfied\"", "\"not-applicable\""),
        &with("\"satisfied\"", "\"partially-satisfied\""),
    )
    .unwrap();
    assert_eq!(m.conflicts, ["roles.CSP.steps.02.outcome"]);
    let (rest, _) = FILE.split_once("\n[roles.CSP.steps.02]").unwrap();
    assert_eq!(m.text, rest);
}

#[test]
fn an_action_of_another_text_is_not_done() {
    let lines =
        "\n[roles.CSP.steps.01.action]\ntext = \"Map\"\nstatus = \"done\"\nretest = \"passed\"\n";
    let tables = [("text", "Map", "Map them"), ("status", "done", "open")].map(|(key, ours, theirs)| {
        format!("\n[conflicts.\"roles.CSP.steps.01.action.{key}\"]\nours = \"{ours}\"\ntheirs = \"{theirs}\"\n")
    });
    let retest = "\n[conflicts.\"roles.CSP.steps.01.action.retest\"]\nours = \"passed\"\n";
    let a = read(&format!("{FILE}{lines}{}{retest}", tables.concat()));
    let path = "roles.CSP.steps.01.action.text";
    assert_eq!(a.choices().collect::<Vec<_>>(), [path]);
    for (pick, text, done, retested) in [
        (Pick::Ours, "Map", true, true),
        (Pick::Theirs, "Map them", false, false),
        (Pick::Text("Map it".into()), "Map it", false, false),
    ] {
        let next = resolve(&a, path, &pick, questionnaire()).unwrap();
        let step = next.step(Role::Csp, &StepId::new("01").unwrap());
        let action = step.action.clone().unwrap();
        assert!(next.conflicts.is_empty(), "{pick:?}");
        let got = (
            action.text.as_str(),
            action.is_done(),
            action.retest.is_some(),
        );
        assert_eq!(got, (text, done, retested), "{pick:?}");
    }
}
