//! Where there is nothing to show, the screen says what to do, with its key.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{Answer, Assessment, Outcome, Ownership, Role};
use aicaiq::config;
use aicaiq::questionnaire::{ItemId, embedded};

fn pictures(name: &str, prepare: impl Fn((u16, u16)) -> Screen) {
    for size in [(80, 24), (60, 15)] {
        let shown = prepare(size).shown();
        insta::assert_snapshot!(format!("{name}_{}x{}", size.0, size.1), shown);
    }
}

fn after(keys: &'static str) -> impl Fn((u16, u16)) -> Screen {
    move |size| {
        let mut screen = Screen::fresh(size);
        screen.keys(keys);
        screen
    }
}

/// Nothing of it applies, and it says why.
fn settled() -> Assessment {
    let mut a = assessment(&[Role::Mp]);
    a.layers = vec!["Model".into()];
    let role = a.answers.entry(Role::Mp).or_default();
    for item in embedded().items(Role::Mp) {
        match item {
            ItemId::Question(id) => {
                let question = role.questions.entry(id).or_default();
                question.answer = Some(Answer::Na);
                question.ownership = Some(Ownership::MpOwned);
                question.implementation = "No keys are used.".into();
            }
            ItemId::Step(id) => {
                let step = role.steps.entry(id).or_default();
                step.outcome = Some(Outcome::NotApplicable);
                step.justification = "No keys are used.".into();
            }
        }
    }
    a
}

#[test]
fn a_role_without_answers() {
    pictures("empty_role", after("g"));
}

#[test]
fn a_role_that_is_answered() {
    pictures("empty_open", |size| {
        let mut screen = Screen::with(size, settled(), Vec::new());
        screen.keys("g");
        screen
    });
    let mut screen = Screen::with((80, 24), settled(), Vec::new());
    screen
        .keys("]")
        .sees("F signs the role off, o shows results");
    screen.keys("G s").sees("everything in MP is answered");
}

#[test]
fn lists() {
    pictures("empty_gaps", |size| {
        let mut screen = Screen::with(size, settled(), Vec::new());
        screen.keys("o tab tab tab");
        screen
    });
    pictures("empty_actions", after("o tab tab tab tab"));
    pictures("empty_evidence", after("o tab tab tab tab tab"));
    pictures("empty_changes", after("D"));
}

#[test]
fn pages_that_the_questionnaire_says_nothing_of() {
    let mut q = embedded().clone();
    (q.layers, q.standards) = (Vec::new(), Vec::new());
    let q = std::sync::Arc::new(q);
    for size in [(60, 15), (80, 24), (200, 50)] {
        for (keys, why, todo) in [
            ("o tab", "No layers: ", "[[layers]]"),
            ("o tab tab", "No standards: ", "[[standards]]"),
        ] {
            let mut screen = Screen::fresh(size);
            screen.app.questionnaire = std::sync::Arc::clone(&q);
            screen.keys(keys).sees(why).sees(todo).sees("o goes back");
        }
    }
}

#[test]
fn an_owner_of_a_layer_is_read_in_full() {
    for (size, told) in [((60, 15), "(8/12)"), ((80, 24), "(8 of 12 assessed)")] {
        let mut screen = Screen::sample(size);
        screen
            .keys("o tab")
            .sees(&format!("not satisfied so far {told}"));
    }
}

#[test]
fn the_keys_are_the_users_own() {
    let text = "[keys.items]\n\"f5\" = \"add-evidence\"\n\"f6\" = \"next-unanswered\"\n[keys.summary]\n\"f7\" = \"back\"\n[keys.finder]\n\"f8\" = \"back\"\n[keys.changes]\n\"f9\" = \"compare-with\"\n";
    let read = config::read(text, &[]);
    assert_eq!(read.problems, []);
    let mut screen = Screen::fresh((80, 24));
    screen.app.keys = read.config.keys;
    screen.keys("g").sees("F6 goes to the first item");
    screen.keys("s").sees("to the next open one (F6)");
    screen
        .keys("o tab tab tab tab tab")
        .sees("F7 goes back, F5 on an item adds");
    screen.keys(": \"zebra\"").sees("F8 closes").keys("esc");
    screen.keys("D").sees("F9 compares with another state");
}
