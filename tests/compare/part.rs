//! Roles that somebody else answers.

use crate::common::{ROLES, assessment, questionnaire, step, valid};
use crate::joined::joined;
use aicaiq::assessment::*;
use aicaiq::merge::{Basis, Labels, PartError, join, split};
use aicaiq::store::{parse, render};
use proptest::prelude::*;

fn read(text: &str) -> Assessment {
    let parsed = parse(text, questionnaire());
    assert!(!parsed.has_errors(), "{:?}\n{text}", parsed.problems);
    parsed.assessment
}

fn two_roles() -> Assessment {
    let mut a = crate::common::sample();
    a.roles.push(Role::Mp);
    let id = EvidenceId::new("ev-1").unwrap();
    let mp = a.answers.entry(Role::Mp).or_default();
    let one = mp.steps.entry(step("01")).or_default();
    one.note = "first\nsecond\nthird".into();
    one.evidence.insert(id.clone());
    let record = Evidence {
        href: "a.pdf".into(),
        ..Evidence::default()
    };
    a.evidence.insert(id, record.clone());
    let other = Evidence {
        href: "b.pdf".into(),
        ..record
    };
    a.evidence.insert(EvidenceId::new("ev-2").unwrap(), other);
    a
}

fn note(a: &mut Assessment, role: Role, text: &str) {
    let steps = &mut a.answers.entry(role).or_default().steps;
    steps.entry(step("01")).or_default().note = text.into();
}

#[test]
fn a_part_has_its_roles_and_their_evidence_alone() {
    let part = split(&two_roles(), &[Role::Mp]);
    assert_eq!(part.roles, [Role::Mp]);
    assert_eq!(part.answers.keys().collect::<Vec<_>>(), [&Role::Mp]);
    let ids: Vec<&str> = part.evidence.keys().map(EvidenceId::as_str).collect();
    assert_eq!(ids, ["ev-1"]);
    assert!(part.split_digest.starts_with("sha256:"));
    assert_eq!(read(&render(&part)), part);
}

#[test]
fn the_files_head_and_comments_stay() {
    let whole = two_roles();
    let mut part = split(&whole, &[Role::Mp]);
    part.assessor = "sample provider".into();
    note(&mut part, Role::Mp, "answered");
    let text = format!("# ours\n{}", render(&whole));
    let theirs = render(&part).replace("[roles.MP.steps.01]", "# theirs\n[roles.MP.steps.01]");
    let (merged, basis) =
        join((&text, &whole), (&theirs, &part), None, &Labels::default()).unwrap();
    assert_eq!(basis, Basis::AsSent);
    assert!(merged.conflicts.is_empty());
    let now = read(&merged.text);
    assert_eq!(
        (now.assessor.as_str(), &now.roles),
        ("A. Sessor", &whole.roles)
    );
    assert_eq!(now.split_digest, "");
    assert_eq!(now.step(Role::Mp, &step("01")).note, "answered");
    assert!(merged.text.starts_with("# ours\n") && merged.text.contains("# theirs\n[roles.MP"));
}

#[test]
fn what_was_changed_on_both_sides_is_kept_from_both() {
    let mut whole = two_roles();
    let sent = split(&whole, &[Role::Mp]);
    let mut part = sent.clone();
    note(&mut part, Role::Mp, "first\nsecond\ntheir third");
    let mp = part.answers.get_mut(&Role::Mp).unwrap();
    mp.steps.entry(step("02")).or_default().outcome = Some(Outcome::Satisfied);
    note(&mut whole, Role::Mp, "our first\nsecond\nthird");
    let (merged, basis) = joined(&whole, &part, None).unwrap();
    assert_eq!(basis, Basis::Items);
    // The other step was theirs alone.
    assert_eq!(merged.conflicts, ["roles.MP.steps.01.note"]);
    assert!(
        merged
            .text
            .contains("[roles.MP.steps.02]\noutcome = \"satisfied\"")
    );
    assert!(merged.text.contains("our first") && merged.text.contains("their third"));
    // With what was sent, the two changes touch different lines.
    let (merged, basis) = joined(&whole, &part, Some(&sent)).unwrap();
    assert_eq!(basis, Basis::Sent);
    assert!(merged.conflicts.is_empty(), "{merged:?}");
    assert!(merged.text.contains("our first\nsecond\ntheir third"));
    // A review is part of what was sent too.
    let mut whole = two_roles();
    let mp = whole.answers.get_mut(&Role::Mp).unwrap();
    mp.steps.get_mut(&step("01")).unwrap().review = Some(Review::ReadyForReview);
    assert_eq!(joined(&whole, &part, None).unwrap().1, Basis::Items);
}

#[test]
fn what_does_not_belong_together_is_refused() {
    let whole = two_roles();
    let part = split(&whole, &[Role::Mp]);
    let other = Assessment {
        subject: "Other\u{1b}".into(),
        ..part.clone()
    };
    let error = joined(&whole, &other, None).unwrap_err();
    assert!(matches!(&error, PartError::Subject { .. }) && !error.to_string().contains('\u{1b}'));
    let other = Assessment {
        questionnaire: "XYZ-01".into(),
        ..part.clone()
    };
    assert!(matches!(
        joined(&whole, &other, None),
        Err(PartError::Control { .. })
    ));
    let other = Assessment {
        roles: vec![Role::Mp, Role::Ap],
        ..part
    };
    assert_eq!(joined(&whole, &other, None), Err(PartError::Role(Role::Ap)));
}

/// An assessment, one of its roles, and other answers to it.
fn cases() -> impl Strategy<Value = (Assessment, Role, Assessment)> {
    (
        assessment(),
        prop::sample::select(ROLES.to_vec()),
        assessment(),
    )
        .prop_map(|(mut a, role, b)| {
            if !a.roles.contains(&role) {
                a.roles.push(role);
            }
            a.conflicts.clear();
            (a, role, b)
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn unanswered_it_comes_back_as_it_was((whole, role, _) in cases()) {
        let part = split(&whole, &[role]);
        let (merged, basis) = joined(&whole, &part, None).unwrap();
        prop_assert_eq!(basis, Basis::AsSent);
        prop_assert_eq!(merged.text, render(&whole));
    }

    #[test]
    fn answers_are_taken_whole_and_other_roles_left((whole, role, other) in cases()) {
        let mut part = split(&whole, &[role]);
        part.answers.remove(&role);
        part.answers.extend(other.answers.get(&role).map(|r| (role, r.clone())));
        part.evidence.extend(other.evidence.clone().into_iter().filter(|(id, _)| !whole.evidence.contains_key(id)));
        let part = valid(part);
        let (merged, basis) = joined(&whole, &part, None).unwrap();
        prop_assert_eq!(basis, Basis::AsSent);
        prop_assert!(merged.conflicts.is_empty(), "{:?}", merged.conflicts);
        let now = read(&merged.text);
        prop_assert_eq!(now.answers.get(&role), part.answers.get(&role));
        for other in ROLES.iter().filter(|r| **r != role) {
            prop_assert_eq!(now.answers.get(other), whole.answers.get(other));
        }
        prop_assert_eq!((&now.subject, &now.roles, &now.assessor), (&whole.subject, &whole.roles, &whole.assessor));
    }

    #[test]
    fn whatever_has_been_done_since_a_part_that_comes_again_changes_nothing(
        (whole, role, theirs) in cases(),
        (here, since) in (assessment(), assessment()),
        with_sent in any::<bool>(),
    ) {
        let sent = split(&whole, &[role]);
        let answered = |mut a: Assessment, by: &Assessment| {
            a.answers.remove(&role);
            a.answers.extend(by.answers.get(&role).map(|r| (role, r.clone())));
            for (id, record) in &by.evidence {
                a.evidence.entry(id.clone()).or_insert_with(|| record.clone());
            }
            valid(a)
        };
        let (part, whole) = (answered(sent.clone(), &theirs), answered(whole, &here));
        let sent = with_sent.then_some(&sent);
        let (merged, _) = joined(&whole, &part, sent).unwrap();
        let mut once = read(&merged.text);
        let (merged, _) = joined(&once, &part, sent).unwrap();
        prop_assert_eq!(merged.text, render(&once));
        once.conflicts.clear();
        let now = answered(once, &since);
        let (merged, _) = joined(&now, &part, sent).unwrap();
        prop_assert_eq!(merged.text, render(&now));
    }
}
