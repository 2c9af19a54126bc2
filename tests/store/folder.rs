//! Controls of a folder: what they share, what they inherit, where a change
//! goes.

use crate::common::{assessment, mixed, questionnaire, sample};
use crate::properties::{annotated, cut};
use aicaiq::assessment::{Assessment, Conflict, Evidence, EvidenceId, Parts, Person, Role};
use aicaiq::store::{Parsed, made_whole, parse, parse_in, parse_shared, render, update};
use proptest::prelude::*;
use std::collections::BTreeMap;

/// Cuts a whole assessment in two, as told.
pub fn cut_in_two(whole: &Assessment, picks: &[bool]) -> Parts {
    let mut pick = picks.iter().copied().cycle();
    let mut next = || pick.next().unwrap();
    let mut own = whole.clone();
    let mut shared = Assessment {
        // Where a control has its own, what is shared may be anything.
        subject: "shared".into(),
        roles: vec![Role::Ap],
        ..Assessment::default()
    };
    if next() {
        shared.subject = std::mem::take(&mut own.subject);
    }
    if own.subject.is_empty() {
        shared.subject.clone_from(&whole.subject);
    }
    if next() {
        shared.roles = std::mem::take(&mut own.roles);
    }
    if next() {
        shared.layers = std::mem::take(&mut own.layers);
    }
    if next() {
        shared.assessor = std::mem::take(&mut own.assessor);
    }
    fn apart<K: Ord + Clone, V: Clone>(
        own: &mut BTreeMap<K, V>,
        shared: &mut BTreeMap<K, V>,
        mut next: impl FnMut() -> bool,
    ) {
        for (key, value) in own.clone() {
            let goes = next();
            if goes || next() {
                shared.insert(key.clone(), value);
            }
            if goes {
                own.remove(&key);
            }
        }
    }
    apart(&mut own.people, &mut shared.people, &mut next);
    apart(&mut own.evidence, &mut shared.evidence, &mut next);
    apart(&mut own.conflicts, &mut shared.conflicts, &mut next);
    Parts { own, shared }
}

fn fine(parsed: Parsed, text: &str) -> Assessment {
    assert!(!parsed.has_errors(), "{:?}\n{text}", parsed.problems);
    parsed.assessment
}

/// What an emptied own field says is what is shared again.
pub fn without_emptied(old: &Assessment, mut next: Assessment) -> Assessment {
    if next.subject.is_empty() {
        next.subject.clone_from(&old.subject);
    }
    if next.assessor.is_empty() {
        next.assessor.clone_from(&old.assessor);
    }
    if next.layers.is_empty() {
        next.layers.clone_from(&old.layers);
    }
    next
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_control_read_in_its_folder_is_whole(
        whole in assessment(),
        picks in prop::collection::vec(any::<bool>(), 8..40),
    ) {
        let parts = cut_in_two(&whole, &picks);
        prop_assert_eq!(&parts.whole(), &whole);
        let (own, shared) = (render(&parts.own), render(&parts.shared));
        let read = fine(parse_shared(&shared), &shared);
        prop_assert_eq!(&read, &parts.shared);
        let read = fine(parse_in(&own, questionnaire(), Some(&read)), &own);
        prop_assert_eq!(read, whole);
    }

    #[test]
    fn a_change_goes_where_its_field_stands_and_every_comment_stays(
        one in assessment(),
        two in assessment(),
        picks in prop::collection::vec(any::<bool>(), 8..40),
        notes in prop::collection::vec(any::<u8>(), 4..40),
    ) {
        let next = without_emptied(&one, mixed(&one, &two, &picks));
        let parts = cut_in_two(&one, &picks);
        let after = parts.after(&one, &next);
        prop_assert_eq!(&after.whole(), &next);
        let mut texts = Vec::new();
        for (old, new) in [(&parts.own, &after.own), (&parts.shared, &after.shared)] {
            let (text, marks) = annotated(&render(old), &notes, false, false, true);
            let mut layout = cut(&text);
            update(&mut layout, old, new);
            let text = layout.to_string();
            for mark in marks {
                prop_assert!(text.contains(&mark), "{} is lost:\n{}", mark, text);
            }
            texts.push(text);
        }
        let shared = fine(parse_shared(&texts[1]), &texts[1]);
        prop_assert_eq!(&shared, &after.shared);
        let read = fine(parse_in(&texts[0], questionnaire(), Some(&shared)), &texts[0]);
        prop_assert_eq!(read, next);
    }
}

fn shared() -> Assessment {
    Assessment {
        subject: "Acme".into(),
        roles: vec![Role::Csp, Role::Mp],
        assessor: "A. Sessor".into(),
        questionnaires: "../questionnaires".into(),
        people: [(
            "Sample Assessor".to_owned(),
            Person {
                function: "lead".into(),
                organisation: "Acme".into(),
            },
        )]
        .into(),
        evidence: [(
            EvidenceId::new("ev-1").unwrap(),
            Evidence {
                href: "a.pdf".into(),
                ..Evidence::default()
            },
        )]
        .into(),
        ..Assessment::default()
    }
}

#[test]
fn what_is_shared_has_its_form() {
    let expected = "schema = 1\n\n[assessment]\nsubject = \"Acme\"\nroles = [\"CSP\", \"MP\"]\n\
                    assessor = \"A. Sessor\"\nquestionnaires = \"../questionnaires\"\n\n\
                    [people.\"Sample Assessor\"]\nfunction = \"lead\"\norganisation = \"Acme\"\n\n\
                    [evidence.ev-1]\nhref = \"a.pdf\"\n";
    assert_eq!(render(&shared()), expected);
}

#[test]
fn what_is_new_is_shared_and_what_is_a_control_s_own_stays_its_own() {
    let own = Assessment {
        subject: String::new(),
        roles: Vec::new(),
        assessor: "Somebody Else".into(),
        ..sample()
    };
    let parts = Parts {
        own,
        shared: shared(),
    };
    let old = parts.whole();
    let mut next = old.clone();
    next.subject = "Acme 2".into();
    next.assessor = "Third".into();
    let id = EvidenceId::new("ev-2").unwrap();
    let record = Evidence {
        href: "b.pdf".into(),
        ..Evidence::default()
    };
    next.evidence.insert(id.clone(), record);
    next.conflicts.insert("a.b".into(), Conflict::default());
    let after = parts.after(&old, &next);
    assert_eq!(after.shared.subject, "Acme 2");
    assert_eq!(after.own.subject, "");
    assert_eq!(after.own.assessor, "Third");
    assert_eq!(after.shared.assessor, "A. Sessor");
    assert!(after.shared.evidence.contains_key(&id) && after.own.evidence.is_empty());
    assert_eq!(after.own.conflicts.len(), 1);
}

#[test]
fn a_conflict_that_comes_back_comes_to_where_it_was() {
    let evidence = format!(
        "evidence.{}.title",
        shared().evidence.keys().next().unwrap()
    );
    let mut parts = Parts {
        own: Assessment {
            assessor: "Somebody Else".into(),
            ..Assessment::default()
        },
        shared: shared(),
    };
    for path in [&evidence, "assessment.subject", "people.\"A. B\".function"] {
        parts
            .shared
            .conflicts
            .insert(path.into(), Conflict::default());
    }
    for path in ["roles.MP.steps.01.note", "assessment.assessor"] {
        parts.own.conflicts.insert(path.into(), Conflict::default());
    }
    let whole = parts.whole();
    let mut decided = whole.clone();
    decided.conflicts.clear();
    let after = parts.after(&whole, &decided);
    assert!(after.own.conflicts.is_empty() && after.shared.conflicts.is_empty());
    assert_eq!(after.after(&decided, &whole), parts);
}

/// The problems of a control's text in its folder.
fn problems(text: &str) -> Vec<String> {
    let parsed = parse_in(text, questionnaire(), Some(&shared()));
    parsed.problems.into_iter().map(|p| p.message).collect()
}

#[test]
fn what_is_missing_in_a_control_is_inherited() {
    let head = "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n";
    assert_eq!(problems(head), Vec::<String>::new());
    let step = format!("{head}[roles.MP.steps.01]\nevidence = [\"ev-1\"]\n");
    assert_eq!(problems(&step), Vec::<String>::new());
    let strange = step.replace("ev-1", "ev-9").replace("MP", "AP");
    assert_eq!(
        problems(&strange),
        [
            "there are answers for AP, which is not among the assessment's roles",
            "evidence “ev-9” is not in the register, neither in this file nor in assessment.toml",
        ]
    );
    // By itself it is not whole.
    let alone = parse(&step, questionnaire());
    assert_eq!(alone.problems.iter().filter(|p| p.is_error()).count(), 2);
}

#[test]
fn a_control_taken_out_of_its_folder_is_whole() {
    let text = "schema = 1\n[assessment]\nquestionnaire = \"CEK-02\"\n# why\n\
                [roles.MP.steps.01]\nevidence = [\"ev-1\"] # seen\n";
    let whole = made_whole(text, &render(&shared()));
    let expected = fine(parse_in(text, questionnaire(), Some(&shared())), text);
    let alone = fine(parse(&whole, questionnaire()), &whole);
    // Whose questionnaires a folder has is of the folder.
    let expected = Assessment {
        questionnaires: alone.questionnaires.clone(),
        ..expected
    };
    assert_eq!(alone, expected, "{whole}");
    assert!(
        whole.contains("# why\n") && whole.contains("] # seen\n"),
        "{whole}"
    );
    let broken = text.replace("[roles", "[[roles");
    assert_eq!(made_whole(&broken[..60], ""), broken[..60]);
    assert_eq!(made_whole("x = [", &render(&shared())), "x = [");
}

#[test]
fn what_does_not_belong_into_what_is_shared_is_told() {
    let text = "schema = 1\n[assessment]\nsubject = \"a\"\nquestionnaire = \"CEK-02\"\n\
                [people.\"\"]\n[people.\"A. B\"]\n[people.\"a.  b\"]\nfunktion = \"x\"\nfunction = 1\n\
                [roles.CSP.steps.01]\noutcome = \"satisfied\"\n";
    let parsed = parse_shared(text);
    let said: Vec<&str> = parsed.problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(
        said,
        [
            "roles is empty: no provider role is assessed",
            "unknown key “questionnaire” in [assessment]",
            "“” is no name of a person",
            "a.  b is listed as A. B already",
            "unknown key “funktion” in [people.\"a.  b\"]",
            "function is the number 1",
            "unknown key “roles” in the file",
        ]
    );
    assert_eq!(parsed.assessment.questionnaire, "");
    let parsed = parse_shared("schema = 1\n");
    let said: Vec<&str> = parsed.problems.iter().map(|p| p.message.as_str()).collect();
    assert_eq!(
        said,
        ["there is no [assessment] table: it names the subject and the roles"]
    );
}
