//! Answers that could not be saved the last time: compared, taken back, or put
//! away.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{Assessment, Outcome, Role};
use aicaiq::questionnaire::StepId;
use aicaiq::store::rescue::Kept;
use aicaiq::tui::effect::Effect;
use aicaiq::tui::model::Overlay;
use std::path::{Path, PathBuf};

const SIZE: (u16, u16) = (80, 24);

fn answered(a: &Assessment, step: &str, outcome: Outcome, note: &str) -> Assessment {
    let mut a = a.clone();
    let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
    let step = steps.entry(StepId::new(step).unwrap()).or_default();
    step.outcome = Some(outcome);
    step.note = note.into();
    a
}

fn kept(before: Option<Assessment>, answers: Result<Assessment, String>) -> Kept {
    Kept {
        path: PathBuf::from("/state/unsaved/7b9f-1.toml"),
        answers,
        before,
        at: Some("2026-11-23T20:31:00Z".parse().unwrap()),
    }
}

fn before() -> Assessment {
    answered(&assessment(&[Role::Csp]), "03", Outcome::Satisfied, "Seen.")
}

fn mine() -> Assessment {
    let a = answered(&before(), "01", Outcome::Satisfied, "Policy 4.");
    answered(&a, "02", Outcome::NotSatisfied, "")
}

/// Two answers were not saved, and the file is as it was.
pub fn screen() -> Screen {
    Screen::left(SIZE, before(), vec![kept(Some(before()), Ok(mine()))])
}

/// What was kept cannot be read.
pub fn broken() -> Screen {
    let why = "expected `=`".to_owned();
    Screen::left(SIZE, before(), vec![kept(None, Err(why))])
}

fn put_away(screen: &Screen) -> bool {
    let of = |e: &Effect| matches!(e, Effect::PutAway(p) if p == Path::new("/state/unsaved/7b9f-1.toml"));
    screen.effects.iter().any(of)
}

#[test]
fn they_are_compared_item_by_item_and_taken_back() {
    let mut screen = screen();
    screen
        .sees("Not saved the last time, 2026-11-23 20:31 UTC")
        .sees("CSP.01")
        .sees("CSP.02")
        .sees("Enter take back")
        .sees("D discard");
    screen.keys("? esc up down").sees("Not saved the last time");
    assert_eq!(screen.saves, 0);
    screen.keys("enter");
    assert_eq!(*screen.doc().assessment(), mine());
    screen.sees("taken back: CSP.01, CSP.02; u undoes it");
    assert_eq!(screen.saves, 1);
    assert!(put_away(&screen));
    screen.keys("u");
    assert_eq!(*screen.doc().assessment(), before());
}

#[test]
fn they_can_wait_and_the_palette_finds_them() {
    let mut screen = screen();
    screen.keys("esc").sees("they are kept");
    screen
        .keys("j s : \"unsaved\"")
        .sees("unsaved answers and texts");
    screen.keys("enter").sees("Not saved the last time");
    screen.keys("D");
    screen.sees("left out; they are in /state/put-away/7b9f-1.toml");
    assert!(put_away(&screen) && screen.app.overlay.is_none());
    screen
        .keys(": \"unsaved\" enter")
        .sees("nothing of the last time waits");
}

#[test]
fn what_the_file_has_got_since_is_asked() {
    // Another person has answered one of the same items.
    let now = answered(&before(), "02", Outcome::Satisfied, "");
    let mut screen = Screen::left(SIZE, now.clone(), vec![kept(Some(before()), Ok(mine()))]);
    screen.keys("r").sees("Both changed CSP.02 outcome");
    screen.sees("not saved the last time");
    let step = |screen: &Screen, id: &str| {
        let id = StepId::new(id).unwrap();
        screen.doc().assessment().step(Role::Csp, &id).outcome()
    };
    assert_eq!(step(&screen, "01"), Outcome::Satisfied);
    assert_eq!(step(&screen, "02"), Outcome::Satisfied, "as in the file");
    screen.keys("t");
    assert_eq!(step(&screen, "02"), Outcome::NotSatisfied);
    // Where nobody knows what they were made from, nothing is overwritten.
    let mut screen = Screen::left(SIZE, now, vec![kept(None, Ok(mine()))]);
    screen.keys("enter").sees("Both changed CSP.0");
    assert_eq!(step(&screen, "02"), Outcome::Satisfied);
}

#[test]
fn what_the_file_has_already_and_what_cannot_be_read_is_put_away() {
    let mut screen = Screen::left(SIZE, mine(), vec![kept(Some(before()), Ok(mine()))]);
    screen.sees("All of it is in the file");
    screen
        .keys("enter")
        .sees("all of it is in the file already");
    assert!(put_away(&screen) && screen.saves == 0);
    let mut screen = broken();
    screen
        .sees("cannot be read: expected")
        .sees("/state/unsaved/7b9f-1.toml");
    screen.keys("enter").sees("D puts them away");
    assert!(matches!(screen.app.overlay, Some(Overlay::Left(Err(_)))));
    screen.keys("D");
    assert!(put_away(&screen) && screen.app.overlay.is_none());
}
