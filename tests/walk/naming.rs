//! Nobody is named as assessor.

use crate::harness::{Screen, assessment};
use aicaiq::assessment::Role;

fn nameless(size: (u16, u16)) -> Screen {
    let mut a = assessment(&[Role::Csp]);
    a.assessor = String::new();
    Screen::with(size, a, Vec::new())
}

#[test]
fn a_comment_without_a_name_says_how_one_is_given() {
    for size in [(80, 24), (60, 15)] {
        let mut screen = nameless(size);
        screen.keys("j S C");
        let said = screen.app.message.as_ref().unwrap().text.clone();
        assert_eq!(
            said,
            "nobody is named who comments: press , and fill in Assessor"
        );
        screen.sees("press , and fill in");
        screen.keys(", down \"Ann Example\" ctrl-s C");
        let said = screen.app.message.as_ref().unwrap().text.clone();
        assert!(said.starts_with("Ann Example assessed this step"), "{said}");
    }
}

#[test]
fn a_sign_off_without_a_name_says_how_one_is_given_and_the_key_works_there() {
    let mut screen = nameless((80, 24));
    screen
        .keys("F")
        .sees("✗ nobody is named who signs: press , and fill in Assessor")
        .sees("Signs: nobody is named: press , and fill in Assessor")
        .does_not_see("--as");
    screen.keys("?").sees("this assessment: provider, assessor");
    screen
        .keys("esc")
        .sees("Sign off CSP")
        .keys(",")
        .sees("This assessment");
    screen
        .keys("down \"Ann Example\" ctrl-s F")
        .sees("Signs: Ann Example");
}

#[test]
fn the_key_that_is_said_is_the_users_own() {
    let mut screen = nameless((80, 24));
    let scope = aicaiq::tui::keymap::Scope::Outline;
    screen
        .app
        .keys
        .bind(scope, "%", aicaiq::tui::action::Action::About);
    screen.keys("j S C").sees("press % and fill in Assessor");
}
