//! Next year's assessment.

use crate::common::{assessment, questionnaire, step};
use aicaiq::assessment::*;
use aicaiq::compare::{carry, widened};
use aicaiq::questionnaire::ItemId;
use aicaiq::store::{parse, render};
use chrono::{DateTime, Utc};
use proptest::prelude::*;

fn stamp() -> Stamp {
    Stamp {
        now: DateTime::<Utc>::from_timestamp(1_795_514_400, 0).unwrap(),
        by: "sample assessor".into(),
    }
}

#[test]
fn a_suggestion_goes_with_the_answer() {
    let q = questionnaire();
    let mut old = crate::common::sample();
    let item = QuestionAnswer {
        answer: Some(Answer::No),
        ..QuestionAnswer::default()
    };
    let csp = old.answers.get_mut(&Role::Csp).unwrap();
    csp.questions.insert("CEK-02.1".into(), item);
    let mut new = carry(&old, q, None).assessment;
    let two = step("02");
    assert_eq!(
        new.step(Role::Csp, &two).suggested,
        Some(Outcome::Satisfied)
    );
    assert_eq!(
        new.question(Role::Csp, "CEK-02.1").suggested,
        Some(Answer::No)
    );
    let mut apply = |edit: Edit| {
        edit.apply(&mut new, q, &stamp()).unwrap();
        new.clone()
    };
    let a = apply(Edit::Note(Role::Csp, two.clone(), "Another.".into()));
    assert_eq!(a.step(Role::Csp, &two).suggested, Some(Outcome::Satisfied));
    let a = apply(Edit::Outcome(Role::Csp, two.clone(), None));
    assert_eq!(a.step(Role::Csp, &two).suggested, Some(Outcome::Satisfied));
    let a = apply(Edit::Outcome(
        Role::Csp,
        two.clone(),
        Some(Outcome::NotSatisfied),
    ));
    assert_eq!(a.step(Role::Csp, &two).suggested, None);
    let a = apply(Edit::Answer(Role::Csp, "CEK-02.1".into(), Some(Answer::No)));
    assert_eq!(a.question(Role::Csp, "CEK-02.1").suggested, None);
    assert!(!render(&a).contains("suggested"));
}

#[test]
fn what_is_not_asked_any_more_is_named() {
    let q = questionnaire();
    let text = "schema = 1\n[assessment]\nsubject = \"Acme\"\nquestionnaire = \"CEK-02\"\nquestionnaire_digest = \"sha256:old\"\nroles = [\"CSP\"]\n\
        [roles.CSP.steps.02]\noutcome = \"satisfied\"\n[roles.CSP.steps.09]\noutcome = \"satisfied\"\n\
        [roles.CSP.questions.\"CEK-02.9\"]\nanswer = \"Yes\"\n[roles.AIC.steps.01]\nnote = \"x\"\n";
    assert!(parse(text, q).has_errors());
    let wide = widened(q, text);
    let parsed = parse(text, &wide);
    assert!(!parsed.has_errors(), "{:?}", parsed.problems);
    let carried = carry(&parsed.assessment, q, None);
    let dropped: Vec<String> = carried
        .dropped
        .iter()
        .map(|(role, item)| format!("{role}.{item}"))
        .collect();
    assert_eq!(dropped, ["CSP.CEK-02.9", "CSP.09", "AIC.01"]);
    assert_eq!(carried.suggested, 1);
    // Answered under this very text, an unknown item is a mistake.
    let own = text.replace("sha256:old", &q.digest);
    assert!(parse(&own, &widened(q, &own)).has_errors());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn every_text_comes_along_and_no_answer(old in assessment()) {
        let q = questionnaire();
        let carried = carry(&old, q, None);
        let new = &carried.assessment;
        prop_assert!(carried.dropped.is_empty());
        prop_assert_eq!(&new.evidence, &old.evidence);
        prop_assert_eq!((&new.subject, &new.roles, &new.layers), (&old.subject, &old.roles, &old.layers));
        for role in Role::ALL {
            for item in q.items(*role) {
                match item {
                    ItemId::Step(id) => {
                        let (a, b) = (old.step(*role, &id), new.step(*role, &id));
                        prop_assert_eq!(
                            (&a.note, &a.justification, &a.methods, &a.evidence),
                            (&b.note, &b.justification, &b.methods, &b.evidence)
                        );
                        let was = a.outcome.filter(|o| *o != Outcome::NotAssessed).or(a.suggested);
                        prop_assert_eq!(b.suggested, was);
                        prop_assert_eq!(&b.action, &a.action.clone().filter(|x| !x.is_done()));
                        let left = (b.outcome, b.grade, b.review, b.assessed_at, b.reviewed_at, b.effectiveness);
                        prop_assert_eq!(left, (None, None, None, None, None, None));
                        prop_assert!(b.assessed_by.is_empty() && b.reviewed_by.is_empty() && b.sample.is_none());
                    }
                    ItemId::Question(id) => {
                        let (a, b) = (old.question(*role, &id), new.question(*role, &id));
                        prop_assert_eq!(
                            (&a.implementation, &a.customer_responsibilities, a.ownership, &a.evidence),
                            (&b.implementation, &b.customer_responsibilities, b.ownership, &b.evidence)
                        );
                        prop_assert_eq!(b.suggested, a.answer.or(a.suggested));
                        prop_assert!(b.answer.is_none() && b.answered_by.is_empty() && b.answered_at.is_none());
                    }
                }
            }
            prop_assert!(new.answers.get(role).is_none_or(|r| r.sign_off.is_none()));
        }
        let text = render(new);
        let read = parse(&text, q);
        prop_assert!(!read.has_errors(), "{:?}\n{}", read.problems, text);
        prop_assert_eq!(&read.assessment, new);
    }
}

/// Two steps have changed places since: an answer goes along with its text,
/// unless it was given to the text as it is now.
#[test]
fn what_answers_the_new_text_already_stays_where_it_is() {
    let old_q = aicaiq::questionnaire::embedded();
    let mut new_q = old_q.clone();
    new_q.digest = "sha256:new".into();
    let csp = new_q.roles.iter_mut().find(|r| r.id == Role::Csp).unwrap();
    let [first, second, ..] = csp.steps.as_mut_slice() else {
        panic!("two steps");
    };
    std::mem::swap(&mut first.text, &mut second.text);
    std::mem::swap(&mut first.topic, &mut second.topic);
    let answered = |digest: &str| {
        let mut a = Assessment {
            questionnaire: old_q.control.id.clone(),
            questionnaire_digest: digest.to_owned(),
            roles: vec![Role::Csp],
            ..Assessment::default()
        };
        for (id, note) in [("01", "one"), ("02", "two")] {
            let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
            let answer = steps.entry(step(id)).or_default();
            answer.outcome = Some(Outcome::Satisfied);
            answer.note = note.into();
        }
        a
    };
    let mut a = answered(&old_q.digest);
    let notes = |a: &Assessment, own: Option<&aicaiq::questionnaire::Questionnaire>| {
        let carried = carry(a, &new_q, own).assessment;
        ["01", "02"].map(|id| carried.step(Role::Csp, &step(id)).note.clone())
    };
    assert_eq!(notes(&a, Some(old_q)), ["two", "one"]);
    for id in ["01", "02"] {
        let item = ItemId::Step(step(id));
        let asked = new_q.item_digest(Role::Csp, &item).unwrap();
        let steps = &mut a.answers.get_mut(&Role::Csp).unwrap().steps;
        steps.get_mut(&step(id)).unwrap().asked = asked;
    }
    assert_eq!(notes(&a, Some(old_q)), ["one", "two"]);
    // Of a file whose text was confirmed, nothing has moved.
    let confirmed = answered(&new_q.digest);
    assert_eq!(notes(&confirmed, Some(old_q)), ["one", "two"]);
}
