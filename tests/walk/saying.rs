//! Words that say what was done, by whom, and what can be done.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::{Assessment, Role};
use aicaiq::tui::effect::Event;

const SIZE: (u16, u16) = (80, 24);

fn by(name: &str, saved: &Assessment, size: (u16, u16)) -> Screen {
    let mut screen = Screen::with(size, saved.clone(), Vec::new());
    screen.app.user = name.into();
    screen.keys("g down down");
    screen
}

/// Ann has assessed a step, and Rob has asked for changes.
fn asked() -> Assessment {
    let mut ann = by("Ann", &assessment(&[Role::Csp]), SIZE);
    ann.keys("S R");
    let saved = ann.saved.clone().unwrap();
    let mut rob = by("Rob Reviewer", &saved, SIZE);
    rob.keys("C \"Which teams?\" esc");
    let saved = rob.saved.clone().unwrap();
    (*saved).clone()
}

#[test]
fn the_date_under_the_review_says_what_was_done_on_it() {
    let mut ann = by("Ann", &asked(), (120, 40));
    ann.sees("changes asked for by Rob Reviewer, 2026-11-24");
    ann.keys("R")
        .sees("[ready]")
        .sees("changes asked for by Rob Reviewer, 2026-11-24");
    let saved = ann.saved.clone().unwrap();
    let mut rob = by("Rob Reviewer", &saved, (120, 40));
    rob.keys("R").sees("reviewed by Rob Reviewer, 2026-11-24");
}

#[test]
fn a_comment_that_is_out_of_sight_is_reached_by_a_key_that_is_said() {
    let mut ann = by("Ann", &asked(), SIZE);
    let said = ann.shown().replace(['\n', '│'], " ");
    let said: Vec<&str> = said.split_whitespace().collect();
    assert!(said.join(" ").contains("J scrolls"), "{}", ann.shown());
    ann.does_not_see("Which teams?");
    for _ in 0..30 {
        if ann.shown().contains("Which teams?") {
            break;
        }
        ann.keys("J");
    }
    ann.sees("Which teams?").does_not_see("scrolls");
    // All of the pane can be scrolled to, with the longer line and without it.
    for size in [(60, 15), (80, 24), (120, 40)] {
        let mut ann = by("Ann", &asked(), size);
        for _ in 0..80 {
            ann.keys("J");
        }
        ann.does_not_see("↓ ").does_not_see("scrolls");
    }
}

#[test]
fn that_a_role_is_answered_says_which() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Csp, Role::Mp]), Vec::new());
    screen.keys("y s s s s s s s s s s s s g");
    screen
        .sees("open")
        .sees("All of CSP is answered: o shows results.")
        .does_not_see("Everything");
}

#[test]
fn what_is_chosen_by_the_mouse_is_named_as_by_a_key() {
    let mut screen = Screen::fresh(SIZE);
    screen.keys("j").click("partially");
    screen.sees("CSP.01 partially-satisfied · gap");
    let said = |screen: &Screen| screen.app.message.as_ref().unwrap().text.clone();
    screen.click("[partially]");
    let already = "CSP.01 partially-satisfied already: nothing was changed";
    assert_eq!(said(&screen), already);
    screen.click("major");
    assert!(
        said(&screen).starts_with("CSP.01 major"),
        "{}",
        said(&screen)
    );
    screen.click("interview");
    let with = said(&screen);
    assert!(with.starts_with("CSP.01 with interview"), "{with}");
    for what in ["with interview", "major", "partially-satisfied"] {
        screen.keys("u").sees(&format!("undone: CSP.01 {what}"));
    }
}

#[test]
fn a_sign_off_offers_what_can_be_done() {
    let mut screen = Screen::with(SIZE, assessment(&[Role::Mp]), Vec::new());
    screen.keys("F").sees("✗ MP cannot be signed off");
    screen.does_not_see("Enter").does_not_see("take back");
    screen.keys("esc g down y s s s s s s s s s s F");
    screen.sees("Enter  sign").does_not_see("take back");
    screen
        .keys("enter F")
        .sees("Enter  keep")
        .sees("R  sign anew")
        .sees("w  take back");
}

#[test]
fn that_a_file_exists_is_said_at_the_file() {
    let mut screen = Screen::start(SIZE);
    screen.keys("n \"Sample\" tab tab space ctrl-s");
    screen.happen(Event::OpenFailed("sample.toml exists already".into()));
    let (_, file) = screen.find("File");
    let (_, why) = screen.find("✗ sample.toml exists already");
    assert_eq!(why, file + 1);
    screen.keys("\"x\"").does_not_see("exists already");
}

#[test]
fn what_got_worse_is_said_at_any_width_and_the_key_back() {
    for size in [SIZE, (60, 15)] {
        let mut screen = Screen::sample(size);
        let old = screen.doc().assessment().clone();
        screen.past = Some(aicaiq::tui::effect::Past {
            name: "the last commit".into(),
            text: aicaiq::store::render(&old),
            questionnaire: None,
        });
        screen.keys("n D r").sees("Only what got worse since");
        screen.sees("r show all").does_not_see("worse only");
        screen
            .keys("r")
            .sees("Changes since")
            .does_not_see("show all");
    }
}

#[test]
fn who_only_wrote_a_text_has_not_answered() {
    let mut screen = Screen::fresh((80, 40));
    screen.keys("e \"How it is done.\" esc");
    screen
        .sees("written by: sample assessor")
        .does_not_see("answered: ");
    screen.keys("Y").sees("answered: sample assessor");
    screen
        .keys("j e \"Seen.\" esc")
        .sees("written by: sample assessor");
    screen.keys("S").sees("assessed: sample assessor");
}
