//! A questionnaire: read in full, read for its rules, checked, written anew.

use super::answers::rules;
use super::can_be_shown;
use aicaiq::assessment::Assessment;
use aicaiq::import::{NotFaithful, checked};
use aicaiq::questionnaire::{check, parse, parse_lean};
use aicaiq::store::{parse_in, read, render};

pub fn questionnaire(data: &[u8]) {
    let Ok(text) = std::str::from_utf8(data) else {
        return;
    };
    let found = check(text);
    can_be_shown(text, &found.problems);
    let (full, lean) = (parse(text), parse_lean(text));
    assert_eq!(found.has_errors(), full.is_err(), "{found:?} {full:?}");
    let (q, lean) = match (full, lean) {
        (Ok(q), Ok(lean)) => (q, lean),
        (Err(one), Err(other)) => {
            assert_eq!((one.message, one.span), (other.message, other.span));
            return;
        }
        (full, lean) => panic!("{full:?}\n{lean:?}"),
    };
    assert_eq!(q.clone().without_texts(), lean);
    // What would be read as something else is never written.
    match checked(&q, "a head\nof two lines") {
        Ok(_) => {}
        Err(NotFaithful::Changed) => {
            panic!(
                "written anew it says something else: {}",
                aicaiq::import::render(&q, "")
            )
        }
        Err(NotFaithful::Refused(error)) => panic!("{}", error.message),
    }
    let roles: Vec<_> = q.roles.iter().map(|r| r.id).collect();
    let a = Assessment {
        subject: "s".into(),
        questionnaire: q.control.id.clone(),
        roles,
        assessor: "a".into(),
        ..Assessment::default()
    };
    rules(&q, &a);
    let text = render(&a);
    let slow = parse_in(&text, &q, None);
    assert_eq!(read(&text, &q, None), slow);
    if !a.roles.is_empty() {
        assert_eq!(slow.assessment, a, "{:?}", slow.problems);
    }
}
