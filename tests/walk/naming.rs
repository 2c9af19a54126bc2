//! Nobody is named as assessor.

use crate::harness::{Screen, assessment, opened};
use aicaiq::assessment::Role;
use aicaiq::tui::effect::{Effect, Event, Opened};

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
            "nobody is named who comments: press , and fill in Assessor if that is you; another person starts with --as NAME"
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
        .sees("✗ nobody is named who signs: press , and fill in Assessor if")
        .sees("starts with --as NAME")
        .sees("Who is named with --as NAME signs")
        .does_not_see("Signs: ");
    // Once is enough.
    assert_eq!(screen.shown().matches("nobody is named").count(), 1);
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
fn a_file_that_is_made_without_a_name_says_so_at_once() {
    for (name, says) in [
        (
            "",
            "is made. nobody is named as assessor, and answers say who gave them: press , and fill in Assessor",
        ),
        ("\"Ann Example\"", "is made; every answer is saved at once"),
    ] {
        let mut screen = Screen::start((120, 40));
        screen.keys("n").keys("\"Anon Co\" down");
        screen.keys(name).keys("down space ctrl-s");
        let Some(Effect::Create(_, made)) = screen.effects.last() else {
            panic!("{:?}", screen.effects);
        };
        let new = Opened {
            new: true,
            ..opened((**made).clone())
        };
        screen.happen(Event::Opened(Box::new(new)));
        let said = screen.app.message.as_ref().unwrap().text.clone();
        assert!(said.ends_with(says), "{said}");
    }
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
