//! Going on where one has left.

use crate::harness::{Place, Talk};
use crate::sample::{clean, step_id};
use aicaiq::assessment::Role;
use aicaiq::plain::Options;

fn person() -> Options {
    Options {
        interactive: true,
        ..Options::default()
    }
}

/// What a person hears first, and the talk.
fn start(place: &Place, options: Options) -> (String, Talk) {
    let mut talk = place.talk(options);
    (talk.begin(), talk)
}

#[test]
fn a_person_goes_on_at_the_item_that_was_left() {
    let place = Place::fresh(&[Role::Csp, Role::Mp]);
    let (said, mut talk) = start(&place, person());
    assert!(!said.contains("Going on"), "{said}");
    talk.says("j MP.02");
    talk.says("q");
    let (said, mut talk) = start(&place, person());
    assert!(
        said.contains("Going on at MP.02, where you left.\n"),
        "{said}"
    );
    assert!(said.contains("MP.02, 3 of 4"), "{said}");
    // Killed in the middle of what is asked after an answer: there.
    talk.says("s");
    drop(talk);
    let (said, mut talk) = start(&place, person());
    assert!(said.contains("Going on at MP.02, where"), "{said}");
    assert!(said.contains("Answer: satisfied."), "{said}");
    // Passed by Enter, the next one counts.
    talk.says("");
    assert!(talk.walk.prompt().starts_with("MP.ccm-1"));
    let (said, mut talk) = start(&place, person());
    assert!(said.contains("Going on at MP.ccm-1, where"), "{said}");
    // At the end there is nothing to go on with but what is open.
    talk.says("");
    assert!(talk.walk.prompt().starts_with("End"));
    let (said, _) = start(&place, person());
    assert!(!said.contains("Going on"), "{said}");
    assert!(said.contains("CSP.T-01.1, 1 of 4"), "{said}");
}

#[test]
fn another_role_or_item_that_is_named_comes_first() {
    let place = Place::fresh(&[Role::Csp, Role::Mp]);
    let (_, mut talk) = start(&place, person());
    talk.says("j MP.01");
    let csp = Options {
        roles: vec![Role::Csp],
        ..person()
    };
    let (said, _) = start(&place, csp);
    assert!(said.contains("CSP.T-01.1, 1 of 4"), "{said}");
    talk.says("j MP.01");
    let from = Options {
        from: Some("MP.ccm-1".into()),
        ..person()
    };
    let (said, _) = start(&place, from);
    assert!(!said.contains("Going on"), "{said}");
    let (said, _) = start(&place, person());
    assert!(said.contains("Going on at MP.ccm-1, where"), "{said}");
}

#[test]
fn a_script_begins_at_the_same_item_each_time() {
    let place = Place::fresh(&[Role::Csp, Role::Mp]);
    let (_, mut talk) = start(&place, person());
    talk.says("j MP.02");
    assert!(place.hears("q\n").contains("CSP.T-01.1, 1 of 4"));
    place.hears("j CSP.02\nq\n");
    let (said, _) = start(&place, person());
    assert!(said.contains("Going on at MP.02, where"), "{said}");
}

#[test]
fn a_file_that_is_read_only_is_read_on_and_what_is_gone_is_no_place() {
    let place = Place::of(&clean(&[Role::Csp, Role::Mp]));
    let whole = place.text();
    std::fs::write(place.file(), whole.replacen("schema = 1", "schema = 2", 1)).unwrap();
    let (_, mut talk) = start(&place, person());
    talk.says("j MP.01");
    let (said, _) = start(&place, person());
    assert!(said.contains("Going on at MP.01, where"), "{said}");
    let a = place.assessment();
    assert!(a.step(Role::Mp, &step_id("01")).outcome.is_some());
    // The role went meanwhile.
    let mut a = clean(&[Role::Csp]);
    a.answers.clear();
    std::fs::remove_file(place.file()).unwrap();
    aicaiq::store::AnswerFile::create(&place.file(), &a).unwrap();
    let (said, _) = start(&place, person());
    assert!(said.contains("CSP.T-01.1, 1 of 4"), "{said}");
}
