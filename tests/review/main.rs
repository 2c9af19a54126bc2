//! Reviewing what was assessed, and signing it off.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "../sample/mod.rs"]
mod sample;

use aicaiq::assessment::*;
use aicaiq::questionnaire::{ItemId, Questionnaire};
use chrono::{DateTime, TimeZone, Utc};
use proptest::prelude::*;
use sample::{clean, date, ev, questionnaire, step_id, step_item};
use std::collections::BTreeMap;

fn stamp(by: &str) -> Stamp {
    Stamp {
        now: now(),
        by: by.into(),
    }
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 10, 0, 0).unwrap()
}

fn make(a: &mut Assessment, by: &str, edit: Edit) -> Result<bool, EditError> {
    edit.apply(a, &questionnaire(), &stamp(by))
}

fn review(state: Review) -> Edit {
    Edit::Review(Role::Csp, step_id("01"), Some(state))
}

fn note(text: &str) -> Edit {
    Edit::Note(Role::Csp, step_id("01"), text.into())
}

/// With step 01 assessed by the sample assessor.
fn assessed() -> Assessment {
    let mut a = clean(&[Role::Csp]);
    make(&mut a, "", note("Seen.")).unwrap();
    a
}

fn step(a: &Assessment) -> &StepAnswer {
    a.step(Role::Csp, &step_id("01"))
}

#[test]
fn a_reviewer_is_another_person_and_comes_after_the_assessor() {
    let mut a = assessed();
    assert_eq!(
        make(&mut a, "R. Reviewer", review(Review::Reviewed)),
        Err(EditError::NotReady(Review::Draft))
    );
    make(&mut a, "", review(Review::ReadyForReview)).unwrap();
    for own in ["", "Sample  Assessor", "SAMPLE ASSESSOR "] {
        let refused = make(&mut a, own, review(Review::Reviewed)).unwrap_err();
        assert!(matches!(refused, EditError::SelfReview(_)), "{own}");
    }
    make(&mut a, "R. Reviewer", review(Review::ChangesRequested)).unwrap();
    assert_eq!(step(&a).reviewed_by, "R. Reviewer");
    assert_eq!(step(&a).reviewed_at, Some(now()));
    assert_eq!(
        step(&a).assessed_by,
        "sample assessor",
        "it was not assessed anew"
    );
    make(&mut a, "R. Reviewer", review(Review::Reviewed)).unwrap();
    assert_eq!(step(&a).review, Some(Review::Reviewed));

    let mut nobody = clean(&[Role::Csp]);
    nobody.assessor.clear();
    make(&mut nobody, "", review(Review::ReadyForReview)).unwrap();
    assert_eq!(
        make(&mut nobody, " ", review(Review::Reviewed)),
        Err(EditError::Nobody("reviews"))
    );
}

#[test]
fn what_was_reviewed_and_then_changed_is_to_be_reviewed_again() {
    let mut a = assessed();
    let comment = Edit::ReviewComment(Role::Csp, step_id("01"), "Well done.".into());
    make(&mut a, "R", comment).unwrap();
    make(&mut a, "", review(Review::ReadyForReview)).unwrap();
    make(&mut a, "R", review(Review::Reviewed)).unwrap();
    let status = Edit::ActionStatus(Role::Csp, step_item("01"), ActionStatus::Done);
    make(&mut a, "R", status).unwrap();
    assert_eq!(
        step(&a).review,
        Some(Review::Reviewed),
        "no part of the result"
    );
    assert_eq!(make(&mut a, "R", note("Seen.")), Ok(false));
    assert_eq!(step(&a).review, Some(Review::Reviewed), "nothing changed");

    make(&mut a, "", note("Seen twice.")).unwrap();
    assert_eq!(step(&a).review, Some(Review::Draft));
    assert_eq!(step(&a).review_comment, "Well done.");
    assert_eq!(step(&a).reviewed_by, "R", "whose comment it is stays known");
    make(&mut a, "", review(Review::Draft)).unwrap();
    make(
        &mut a,
        "R",
        Edit::ReviewComment(Role::Csp, step_id("01"), String::new()),
    )
    .unwrap();
    make(&mut a, "", review(Review::ReadyForReview)).unwrap();
    assert!(step(&a).reviewed_by.is_empty() && step(&a).reviewed_at.is_none());
}

#[test]
fn an_incomplete_role_is_not_signed_off() {
    let mut a = assessed();
    a.answers
        .get_mut(&Role::Csp)
        .unwrap()
        .steps
        .remove(&step_id("02"));
    let sign = Edit::SignOff(Role::Csp, String::new());
    assert_eq!(
        make(&mut a, "L. Lead", sign.clone()),
        Err(EditError::Incomplete {
            role: Role::Csp,
            open: 1
        })
    );
    assert_eq!(
        make(&mut a, "L. Lead", Edit::SignOff(Role::Mp, String::new())),
        Err(EditError::RoleNotAssessed(Role::Mp))
    );
    let mut nobody = assessed();
    nobody.assessor.clear();
    assert_eq!(make(&mut nobody, "", sign), Err(EditError::Nobody("signs")));
}

#[test]
fn a_role_with_a_conflict_is_not_signed_off() {
    let mut a = assessed();
    let sign = Edit::SignOff(Role::Csp, String::new());
    a.conflicts
        .insert("roles.MP.steps.01.note".into(), Conflict::default());
    assert_eq!(make(&mut a, "L", sign.clone()), Ok(true), "of another role");
    a.conflicts
        .insert("roles.CSP.steps.01.note".into(), Conflict::default());
    assert!(matches!(
        make(&mut a, "L", sign),
        Err(EditError::Disputed { .. })
    ));
}

fn signed() -> Assessment {
    let mut a = assessed();
    a.evidence.get_mut(&ev("ev-1")).unwrap().href = "policy.pdf".into();
    a.evidence.get_mut(&ev("ev-1")).unwrap().sha256 = "ab".repeat(32);
    let statement = "I stand for these answers.".to_owned();
    assert!(make(&mut a, "L. Lead", Edit::SignOff(Role::Csp, statement)).unwrap());
    a
}

fn state(a: &Assessment) -> Option<SignOffState> {
    let found = a.evidence.get(&ev("ev-1")).map(|e| FileState::Present {
        sha256: e.sha256.clone(),
        size: 4,
    });
    let files = found.into_iter().map(|f| (ev("ev-1"), f));
    a.sign_off_state(Role::Csp, &questionnaire(), &files.collect())
}

fn sign_off(a: &mut Assessment) -> &mut aicaiq::assessment::SignOff {
    let answers = a.answers.get_mut(&Role::Csp).unwrap();
    answers.sign_off.as_mut().unwrap()
}

#[test]
fn a_sign_off_is_bound_to_answers_and_evidence() {
    let a = signed();
    assert_eq!(state(&a), Some(SignOffState::Valid));
    assert_eq!(
        a.sign_off_state(Role::Mp, &questionnaire(), &Files::new()),
        None
    );

    type Change = fn(&mut Assessment);
    let stale: [(&str, Change); 10] = [
        ("a note", |a| drop(make(a, "", note("Other.")))),
        ("an outcome", |a| {
            let id = step_id("02");
            drop(make(
                a,
                "",
                Edit::Outcome(Role::Csp, id, Some(Outcome::NotApplicable)),
            ));
        }),
        ("an answer", |a| {
            drop(make(
                a,
                "",
                Edit::Answer(Role::Csp, "T-01.1".into(), Some(Answer::No)),
            ));
        }),
        ("a record's digest", |a| {
            a.evidence.get_mut(&ev("ev-1")).unwrap().sha256 = "cd".repeat(32);
        }),
        ("an expiry", |a| {
            let day = Some(date("2027-01-01"));
            drop(make(a, "", Edit::EvidenceExpires(ev("ev-1"), day)));
        }),
        ("an action", |a| {
            drop(make(
                a,
                "",
                Edit::ActionText(Role::Csp, step_item("01"), "Mend".into()),
            ));
        }),
        ("the subject", |a| {
            drop(make(a, "", Edit::Subject("Other".into())))
        }),
        ("who signed", |a| sign_off(a).by = "C. Chief".into()),
        ("when", |a| {
            let at = sign_off(a).at;
            sign_off(a).at = at.map(|at| at + chrono::TimeDelta::days(1));
        }),
        ("the statement", |a| sign_off(a).statement = "Other".into()),
    ];
    for (what, change) in stale {
        let mut a = a.clone();
        change(&mut a);
        assert_eq!(state(&a), Some(SignOffState::AnswersChanged), "{what}");
    }

    let fresh: [(&str, Change); 3] = [
        ("another role", |a| {
            a.roles.push(Role::Mp);
            drop(make(a, "", Edit::Note(Role::Mp, step_id("01"), "x".into())));
        }),
        ("the review", |a| {
            drop(make(a, "", review(Review::ReadyForReview)))
        }),
        ("what an unused record says", |a| {
            let other = Evidence {
                href: "x".into(),
                ..Evidence::default()
            };
            a.evidence.insert(ev("ev-9"), other);
        }),
    ];
    for (what, change) in fresh {
        let mut a = a.clone();
        change(&mut a);
        assert_eq!(state(&a), Some(SignOffState::Valid), "{what}");
    }
}

#[test]
fn a_sign_off_is_stale_when_the_evidence_itself_is() {
    let a = signed();
    let with = |found: FileState| {
        a.sign_off_state(
            Role::Csp,
            &questionnaire(),
            &BTreeMap::from([(ev("ev-1"), found)]),
        )
    };
    let present = |sha: &str| FileState::Present {
        sha256: sha.repeat(32),
        size: 4,
    };
    assert_eq!(with(present("ab")), Some(SignOffState::Valid));
    assert_eq!(
        with(FileState::Unchecked),
        Some(SignOffState::Unchecked),
        "nobody has looked"
    );
    let mut unhashed = a.clone();
    unhashed
        .evidence
        .get_mut(&ev("ev-1"))
        .unwrap()
        .sha256
        .clear();
    let sign = Edit::SignOff(Role::Csp, String::new());
    make(&mut unhashed, "L. Lead", sign).unwrap();
    let files = BTreeMap::from([(ev("ev-1"), present("ab"))]);
    assert_eq!(
        unhashed.sign_off_state(Role::Csp, &questionnaire(), &files),
        Some(SignOffState::Unchecked),
        "nobody would notice a change"
    );
    assert_eq!(with(present("cd")), Some(SignOffState::EvidenceChanged));
    assert_eq!(
        with(FileState::Missing),
        Some(SignOffState::EvidenceChanged)
    );
}

#[test]
fn a_sign_off_is_bound_to_what_is_asked() {
    let (a, q, files) = (signed(), questionnaire(), Files::new());
    let state = |a: &Assessment, q: &Questionnaire| a.sign_off_state(Role::Csp, q, &files);
    let mut other = q.clone();
    other.digest = "sha256:00".into();
    // Another text, and the same for the role: what else is in it is not signed.
    let mp = other.roles.iter_mut().find(|r| r.id == Role::Mp).unwrap();
    mp.steps[0].text = "Another.".into();
    assert_eq!(state(&a, &other), state(&a, &q));
    let mut confirmed = a.clone();
    assert!(
        Edit::ConfirmText
            .apply(&mut confirmed, &other, &stamp(""))
            .unwrap()
    );
    assert!(!confirmed.is_reworded(&other) && confirmed.is_reworded(&q));
    assert_eq!(state(&confirmed, &other), state(&a, &q));
    let csp = other.roles.iter_mut().find(|r| r.id == Role::Csp).unwrap();
    csp.steps[0].text = "Another.".into();
    assert_eq!(state(&a, &other), Some(SignOffState::AskedChanged));
    // What it says of that cannot be taken out or changed unseen.
    for asked in [String::new(), other.asked_digest(Role::Csp).unwrap()] {
        let mut a = a.clone();
        sign_off(&mut a).asked = asked;
        assert_eq!(state(&a, &other), Some(SignOffState::AnswersChanged));
    }
    // One that says nothing of it is as it was, and where the text is another that is said.
    let mut old = a.clone();
    old.questionnaire_digest.clone_from(&q.digest);
    sign_off(&mut old).asked.clear();
    sign_off(&mut old).digest = old.role_digest(Role::Csp);
    assert_eq!(state(&old, &q), Some(SignOffState::Unchecked));
    assert_eq!(state(&old, &other), Some(SignOffState::AskedUnknown));
    assert!(!SignOffState::AskedUnknown.is_stale());
}

#[test]
fn what_is_signed_can_be_read_and_hashed_by_others() {
    let a = signed();
    let mut text = a.role_statement(Role::Csp).join("\n");
    text.push('\n');
    insta::assert_snapshot!(text);
    use sha2::{Digest, Sha256};
    let hex: String = Sha256::digest(text.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    assert_eq!(a.role_digest(Role::Csp), format!("sha256:{hex}"));
}

#[test]
fn a_period_and_a_sample_have_to_be_possible() {
    let mut a = assessed();
    let period = Edit::EvidencePeriod(
        ev("ev-1"),
        Some(date("2026-02-01")),
        Some(date("2026-01-01")),
    );
    assert!(matches!(
        make(&mut a, "", period),
        Err(EditError::Period { .. })
    ));
    let sample = Sample {
        size: Some(9),
        population: Some(5),
        ..Sample::default()
    };
    let edit = Edit::Sample(Role::Csp, step_id("01"), sample);
    assert!(matches!(make(&mut a, "", edit), Err(EditError::Sample(_))));
    let none = Edit::Sample(Role::Csp, step_id("01"), Sample::default());
    assert_eq!(make(&mut a, "", none), Ok(false));
}

#[test]
fn that_a_link_was_looked_at_is_said_by_a_person() {
    let mut a = assessed();
    let item = ItemId::Step(step_id("02"));
    let href = "https://example.com/log";
    make(
        &mut a,
        "A",
        Edit::AddEvidence(Role::Csp, item.clone(), href.into()),
    )
    .unwrap();
    let id = EvidenceId::of(href);
    assert_eq!(a.evidence[&id].viewed_on, None);
    make(
        &mut a,
        "B",
        Edit::EvidenceViewed(id.clone(), Some(date("2026-11-20"))),
    )
    .unwrap();
    assert_eq!(a.evidence[&id].viewed_by, "B");
    for nowhere in ["https://", "http:///"] {
        let edit = Edit::AddEvidence(Role::Csp, item.clone(), nowhere.into());
        assert!(matches!(
            make(&mut a, "A", edit),
            Err(EditError::BadHref(_))
        ));
    }
}

#[test]
fn nobody_who_had_a_hand_in_a_step_reviews_it() {
    let mut a = clean(&[Role::Csp]);
    make(&mut a, "Ann", note("Seen.")).unwrap();
    make(
        &mut a,
        "Bob",
        Edit::Method(Role::Csp, step_id("01"), Method::Examine, true),
    )
    .unwrap();
    make(&mut a, "Bob", review(Review::ReadyForReview)).unwrap();
    assert_eq!(step(&a).assessed_also, ["Ann".to_owned()].into());
    for own in ["Ann", "Bob"] {
        let refused = make(&mut a, own, review(Review::Reviewed)).unwrap_err();
        assert!(matches!(refused, EditError::SelfReview(_)), "{own}");
    }
    make(&mut a, "Cleo", review(Review::Reviewed)).unwrap();
    // Where nobody is named, it was the assessment's assessor.
    let mut unnamed = clean(&[Role::Csp]);
    make(&mut unnamed, "Cleo", review(Review::ReadyForReview)).unwrap();
    let refused = make(&mut unnamed, "sample assessor", review(Review::Reviewed));
    assert!(matches!(refused, Err(EditError::SelfReview(_))));
}

#[test]
fn what_is_not_decided_or_not_assessed_is_not_reviewed() {
    let mut a = assessed();
    let path = "roles.CSP.steps.01.outcome".to_owned();
    a.conflicts.insert(path, Conflict::default());
    make(&mut a, "", review(Review::ReadyForReview)).unwrap();
    let refused = make(&mut a, "R", review(Review::Reviewed));
    assert!(matches!(refused, Err(EditError::StepDisputed(_))));
    let mut open = assessed();
    make(&mut open, "", Edit::Outcome(Role::Csp, step_id("01"), None)).unwrap();
    assert_eq!(
        make(&mut open, "", review(Review::ReadyForReview)),
        Err(EditError::NotAssessed)
    );
}

#[test]
fn the_reviewers_words_are_the_reviewers() {
    let mut a = assessed();
    let says = |text: &str| Edit::ReviewComment(Role::Csp, step_id("01"), text.into());
    make(&mut a, "", review(Review::ReadyForReview)).unwrap();
    make(&mut a, "R", says("Which teams?")).unwrap();
    make(&mut a, "R", review(Review::ChangesRequested)).unwrap();
    assert!(matches!(
        make(&mut a, "", says("Great.")),
        Err(EditError::CommentOfOwn(_))
    ));
    make(&mut a, "", review(Review::ReadyForReview)).unwrap();
    assert_eq!(step(&a).reviewed_by, "R", "whose comment it is stays known");
    make(&mut a, "S", says("Fine.")).unwrap();
    assert_eq!(step(&a).reviewed_by, "S");
    // Nobody agrees by a remark, and nobody's agreement becomes another one's.
    for by in ["R", "S"] {
        make(&mut a, "R", review(Review::Reviewed)).unwrap();
        make(&mut a, by, says("")).unwrap();
        let now = (step(&a).review, step(&a).reviewed_by.as_str());
        assert_eq!(now, (Some(Review::Reviewed), "R"), "a remark taken away");
        make(&mut a, by, says("Which?")).unwrap();
        let now = (step(&a).review, step(&a).reviewed_by.as_str());
        assert_eq!(now, (Some(Review::ChangesRequested), by));
    }
}

#[test]
fn nobodys_words_stand_beside_the_verdict_of_another() {
    let says = |text: &str| Edit::ReviewComment(Role::Csp, step_id("01"), text.into());
    let gone = |by: &str| vec![(Role::Csp, step_id("01"), by.to_owned())];
    for is_ready in [true, false] {
        let mut a = assessed();
        make(&mut a, "", review(Review::ReadyForReview)).unwrap();
        make(&mut a, "Rev", says("R4")).unwrap();
        if is_ready {
            make(&mut a, "", review(Review::ReadyForReview)).unwrap();
        }
        // Of their own they stay.
        let mut own = a.clone();
        make(&mut own, "rev", review(Review::Reviewed)).unwrap();
        assert_eq!(step(&own).review_comment, "R4");
        assert_eq!(a.comments_replaced(&own), []);
        let mut other = a.clone();
        make(&mut other, "Oth", review(Review::Reviewed)).unwrap();
        assert_eq!(step(&other).reviewed_by, "Oth");
        assert_eq!(step(&other).review_comment, "");
        assert_eq!(a.comments_replaced(&other), gone("Rev"));
        let mut other = a.clone();
        make(&mut other, "Oth", says("O1")).unwrap();
        make(&mut other, "Oth", review(Review::Reviewed)).unwrap();
        let now = (
            step(&other).reviewed_by.as_str(),
            step(&other).review_comment.as_str(),
        );
        assert_eq!(now, ("Oth", "O1"));
        assert_eq!(a.comments_replaced(&other), gone("Rev"));
    }
}

#[test]
fn a_wish_that_is_open_keeps_a_role_from_being_signed_off() {
    let mut a = assessed();
    make(&mut a, "", review(Review::ReadyForReview)).unwrap();
    make(&mut a, "R", review(Review::ChangesRequested)).unwrap();
    let sign = Edit::SignOff(Role::Csp, String::new());
    assert!(matches!(
        make(&mut a, "L", sign),
        Err(EditError::ChangesPending { .. })
    ));
    // What is asked for after the signature leaves it, and is said of it.
    for (asked, is_checked, worth) in [
        (false, true, SignOffState::Valid),
        (true, true, SignOffState::ChangesRequested),
        (true, false, SignOffState::UncheckedChangesRequested),
        (false, false, SignOffState::Unchecked),
    ] {
        let mut a = signed();
        if asked {
            make(&mut a, "", review(Review::ReadyForReview)).unwrap();
            make(&mut a, "R", review(Review::ChangesRequested)).unwrap();
        }
        let none = BTreeMap::new();
        let found = match is_checked {
            true => state(&a),
            false => a.sign_off_state(Role::Csp, &questionnaire(), &none),
        };
        assert_eq!(found, Some(worth));
        let steps = asked.then(|| "CSP.01".to_owned());
        assert_eq!(a.since_signed(Role::Csp), steps);
    }
}

#[test]
fn two_samples_that_read_alike_are_not_the_same() {
    let mut a = assessed();
    let sample = |items: &str, selection: &str| Sample {
        items: items.into(),
        selection: selection.into(),
        ..Sample::default()
    };
    let put = |a: &mut Assessment, s: Sample| {
        make(a, "", Edit::Sample(Role::Csp, step_id("01"), s)).unwrap();
        a.role_digest(Role::Csp)
    };
    let one = put(&mut a, sample("keys", "at random, by lot"));
    let two = put(&mut a, sample("keys, at random", "by lot"));
    assert_ne!(one, two);
}

#[test]
fn a_retest_is_dated_and_can_be_taken_back() {
    let mut a = assessed();
    let retest = |result| Edit::ActionRetest(Role::Csp, step_item("01"), result);
    make(&mut a, "T. Tester", retest(Some(Retest::Failed))).unwrap();
    let action = step(&a).action.clone().unwrap();
    assert_eq!(action.retested_by, "T. Tester");
    assert_eq!(action.retested_on, Some(now().date_naive()));
    make(&mut a, "T. Tester", retest(None)).unwrap();
    assert_eq!(step(&a).action, None, "nothing is left of it");
}

proptest! {
    #[test]
    fn what_a_sample_shows_it_reads(
        size in prop::option::of(0..100_u64),
        more in prop::option::of(0..100_u64),
        items in "([a-z]+( [a-z]+)*)?",
        selection in "([a-z]+(,? [a-z]+)*)?",
    ) {
        let population = more.map(|more| more + size.unwrap_or(0));
        let sample = Sample { size, population, items, selection };
        prop_assert_eq!(sample.to_string().parse::<Sample>(), Ok(sample));
    }

    #[test]
    fn a_line_of_what_is_signed_is_one_line(subject in any::<String>(), text in any::<String>()) {
        let mut a = assessed();
        a.subject = subject;
        let answers = a.answers.get_mut(&Role::Csp).unwrap();
        answers.steps.get_mut(&step_id("01")).unwrap().note = text;
        prop_assert!(a.role_statement(Role::Csp).iter().all(|l| !l.contains('\n')));
    }
}
