//! Long texts that both changed: what differs is seen, the rest is scrolled
//! to, and one text is made from both.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{Action, ActionStatus, Assessment, Conflict, Outcome, Review, Role};
use aicaiq::questionnaire::StepId;
use aicaiq::tui::model::Overlay;
use crossterm::event::MouseEventKind;

fn text(last: &str) -> String {
    let lines = (0..29).map(|n| format!("para {n} of what was looked at"));
    let lines: Vec<String> = lines.chain([last.to_owned()]).collect();
    lines.join("\n")
}

/// A note of thirty lines, of which both have changed the last one.
pub fn long() -> Assessment {
    let mut a = assessment(&[Role::Csp]);
    let id = StepId::new("03").unwrap();
    let step = a.answers.entry(Role::Csp).or_default().steps.entry(id);
    step.or_default().note = text("mine: keys of May");
    let toml = |text: &str| Some(toml_edit::Value::from(text).to_string());
    let conflict = Conflict {
        base: toml(&text("before: keys of April")),
        ours: toml(&text("mine: keys of May")),
        theirs: toml(&text("theirs: keys of June")),
        base_unknown: false,
        ours_from: "Ann".into(),
        theirs_from: "Rob".into(),
        ..Conflict::default()
    };
    a.conflicts
        .insert("roles.CSP.steps.03.note".into(), conflict);
    a
}

fn screen(size: (u16, u16)) -> Screen {
    let mut screen = Screen::with(size, long(), Vec::new());
    screen.app.user = "Ann".into();
    screen
}

#[test]
fn the_part_that_differs_is_shown_with_a_sign_and_the_rest_is_counted() {
    for size in [(80, 24), (60, 15), (120, 24)] {
        let mut screen = screen(size);
        screen
            .sees("≠ before: keys of April")
            .sees("≠ mine: keys of May")
            .sees("≠ theirs: keys of June")
            .sees("≠ differs · PgDn and PgUp scroll");
        let shown = screen.shown();
        let above = shown.matches("↑ ").count();
        assert!(above == 3, "{shown}");
        let name = format!("resolve_long_{}x{}", size.0, size.1);
        insta::assert_snapshot!(name, shown);
    }
}

#[test]
fn the_rest_is_scrolled_to() {
    for size in [(80, 24), (60, 15)] {
        let mut screen = screen(size);
        for _ in 0..30 {
            screen.keys("pgup");
        }
        screen.sees("para 0 of").does_not_see("keys of").sees("↓ ");
        screen
            .keys("J J")
            .does_not_see("para 1 of")
            .sees("para 2 of");
        screen.keys("K").sees("para 1 of");
        screen.mouse(MouseEventKind::ScrollUp, 20, 10);
        screen.sees("para 0 of");
        screen.mouse(MouseEventKind::ScrollDown, 20, 10);
        screen.does_not_see("para 0 of");
        for _ in 0..30 {
            screen.keys("pgdn");
        }
        screen.sees("≠ mine: keys of May").does_not_see(" more  ↓");
        screen.keys("?").sees("scroll the texts").keys("esc");
        screen.sees("≠ mine: keys of May");
    }
    screen((80, 24)).sees("PgDn scroll");
}

#[test]
fn what_is_all_in_sight_is_not_scrolled() {
    let mut screen = Screen::with((80, 24), crate::joining::disputed(), Vec::new());
    screen
        .does_not_see("PgDn")
        .keys("pgdn")
        .sees("all of it is shown");
}

#[test]
fn both_are_edited_with_what_is_common_once() {
    let mut screen = screen((80, 24));
    screen
        .keys("e")
        .sees("--- mine, Ann: ---")
        .sees("--- theirs, Rob: ---");
    // Marks that are left decide nothing.
    screen
        .keys("esc")
        .sees("only says whose the next lines are");
    let Some(Overlay::Editor(editor)) = &screen.app.overlay else {
        panic!("{}", screen.shown());
    };
    let text = editor.text();
    assert_eq!(text.matches("para 7 of").count(), 1);
    assert!(
        text.ends_with(
            "--- mine, Ann: ---\nmine: keys of May\n--- theirs, Rob: ---\ntheirs: keys of June"
        ),
        "{text}"
    );
}

#[test]
fn a_review_comment_is_written_anew_by_a_reviewer_and_by_nobody_who_assessed() {
    let mut a = assessment(&[Role::Csp]);
    let id = StepId::new("03").unwrap();
    let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
    let step = steps.entry(id.clone()).or_default();
    step.outcome = Some(Outcome::Satisfied);
    step.assessed_by = "Ann".into();
    step.review = Some(Review::Reviewed);
    step.review_comment = "fine".into();
    step.reviewed_by = "Bob".into();
    let toml = |text: &str| Some(toml_edit::Value::from(text).to_string());
    for (key, ours, theirs) in [
        ("review", "reviewed", "changes-requested"),
        ("review_comment", "fine", "map them"),
        ("reviewed_by", "Bob", "Cat"),
    ] {
        let conflict = Conflict {
            ours: toml(ours),
            theirs: toml(theirs),
            ..Conflict::default()
        };
        let path = format!("roles.CSP.steps.03.{key}");
        a.conflicts.insert(path, conflict);
    }
    let mut screen = Screen::with((80, 24), a.clone(), Vec::new());
    screen.app.user = "Ann".into();
    for key in ["e", "m", "t"] {
        screen.keys(key).sees("Ann assessed this step");
        assert_eq!(screen.doc().assessment(), &a);
    }
    screen.app.user = "Eve".into();
    screen.keys("e esc");
    let now = screen.doc().assessment();
    let step = now.step(Role::Csp, &id);
    assert!(now.conflicts.is_empty() && step.review_comment.contains("map them"));
    let said = (
        step.review,
        step.reviewed_by.as_str(),
        step.assessed_by.as_str(),
    );
    assert_eq!(said, (Some(Review::ChangesRequested), "Eve", "Ann"));
}

#[test]
fn an_action_written_anew_is_not_done() {
    let mut a = assessment(&[Role::Csp]);
    let id = StepId::new("03").unwrap();
    let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
    steps.entry(id.clone()).or_default().action = Some(Action {
        text: "Map".into(),
        status: Some(ActionStatus::Done),
        ..Action::default()
    });
    let toml = |text: &str| Some(toml_edit::Value::from(text).to_string());
    for (key, ours, theirs) in [("text", "Map", "Map them"), ("status", "done", "open")] {
        let conflict = Conflict {
            ours: toml(ours),
            theirs: toml(theirs),
            ..Conflict::default()
        };
        let path = format!("roles.CSP.steps.03.action.{key}");
        a.conflicts.insert(path, conflict);
    }
    let mut screen = Screen::with((80, 24), a, Vec::new());
    screen.keys("e enter esc");
    let now = screen.doc().assessment();
    let action = now.step(Role::Csp, &id).action.clone().unwrap();
    assert!(now.conflicts.is_empty(), "{:?}", now.conflicts);
    assert!(action.text.contains("Map them") && !action.is_done());
}

#[test]
fn of_two_digests_the_one_of_the_file_is_named() {
    use aicaiq::assessment::{Evidence, EvidenceId, FileState};
    let mut a = assessment(&[Role::Csp]);
    let id = EvidenceId::new("ev-1").unwrap();
    let [one, two] = ["aa", "bb"].map(|pair| pair.repeat(32));
    let record = Evidence {
        href: "policy.pdf".into(),
        sha256: one.clone(),
        ..Evidence::default()
    };
    a.evidence.insert(id.clone(), record);
    let conflict = Conflict {
        ours: Some(format!("{one:?}")),
        theirs: Some(format!("{two:?}")),
        ours_from: "Ann".into(),
        theirs_from: "Rob".into(),
        ..Conflict::default()
    };
    a.conflicts.insert("evidence.ev-1.sha256".into(), conflict);
    for (sha256, seen, unseen) in [
        (Some(one), "mine · on disk now · Ann", "theirs · on disk"),
        (Some(two), "theirs · on disk now · Rob", "mine · on disk"),
        (
            Some("cc".repeat(32)),
            "the file on disk now is none of these",
            "· on disk now",
        ),
        (None, "there is no such file on disk now", "· on disk now"),
    ] {
        let mut screen = Screen::with((80, 24), a.clone(), Vec::new());
        screen.app.user = "Ann".into();
        let state = sha256.map_or(FileState::Missing, |sha256| FileState::Present {
            sha256,
            size: 1,
        });
        screen
            .app
            .doc
            .as_mut()
            .unwrap()
            .files
            .insert(id.clone(), state);
        screen.sees(seen);
        assert!(!screen.shown().contains(unseen), "{}", screen.shown());
    }
}
