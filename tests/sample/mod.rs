//! A small questionnaire and assessments of it, for the tests of rules and
//! exports.
#![allow(dead_code)]

use aicaiq::assessment::*;
use aicaiq::questionnaire::{ItemId, Questionnaire, StepId, parse};
use chrono::{NaiveDate, TimeZone, Utc};
use std::collections::BTreeMap;

/// A control with four roles of three steps (two and one from CCM), except
/// that AP has one step.
pub fn questionnaire() -> Questionnaire {
    let mut text = String::from(
        r#"
schema = 1
[control]
id = "T-01"
title = "Keys and people"
domain = "Testing"
version = "TEST 1.0"
specification = "Say who keeps the keys."
attribution = "Text by the test"
license = "None"
source = "https://example.com/t-01"
[[layers]]
id = "PI"
name = "Processing infrastructure"
role = "CSP"
ownership = "Shared CSP-MP"
[[layers]]
id = "Model"
name = "Model"
role = "MP"
ownership = "MP-Owned"
[[layers]]
id = "Rest"
name = "The rest"
role = "AP"
ownership = "ND"
[[standards]]
id = "full"
name = "Standard F"
coverage = "full-gap"
mapping = "No Mapping"
addendum = "Says nothing of keys."
[[standards]]
id = "part"
name = "Standard P"
coverage = "partial-gap"
mapping = "Clauses 1 and 2"
references = ["1.1", "2.2"]
addendum = "Should say more."
[[standards]]
id = "none"
name = "Standard N"
coverage = "no-gap"
mapping = "N-4"
[[questions]]
id = "T-01.1"
text = "Are keys kept by named people?"
"#,
    );
    for (role, name, steps) in [
        (
            "CSP",
            "Cloud service provider",
            ["01", "02", "ccm-1"].as_slice(),
        ),
        ("MP", "Model provider", &["01", "02", "ccm-1"]),
        (
            "OSP",
            "Orchestrated service provider",
            &["01", "02", "ccm-1"],
        ),
        ("AP", "Application provider", &["01"]),
    ] {
        text.push_str(&format!("[[roles]]\nid = \"{role}\"\nname = \"{name}\"\n"));
        for step in steps {
            let origin = if role == "CSP" {
                "published"
            } else {
                "adapted"
            };
            text.push_str(&format!(
                "[[roles.steps]]\nid = \"{step}\"\ntopic = \"Topic {step}\"\norigin = \"{origin}\"\ntext = \"Look at {step} of {role}.\"\n"
            ));
        }
    }
    parse(&text).unwrap()
}

pub fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

pub fn today() -> NaiveDate {
    date("2026-11-24")
}

pub fn step_id(text: &str) -> StepId {
    StepId::new(text).unwrap()
}

pub fn step_item(text: &str) -> ItemId {
    ItemId::Step(step_id(text))
}

pub fn question_item() -> ItemId {
    ItemId::Question("T-01.1".into())
}

pub fn ev(text: &str) -> EvidenceId {
    EvidenceId::new(text).unwrap()
}

pub fn action() -> Action {
    Action {
        text: "Name them".into(),
        owner: "Platform".into(),
        due: Some(date("2027-01-31")),
        status: Some(ActionStatus::Open),
        ..Action::default()
    }
}

pub fn satisfied() -> StepAnswer {
    StepAnswer {
        outcome: Some(Outcome::Satisfied),
        evidence: [ev("ev-1")].into(),
        ..StepAnswer::default()
    }
}

/// An assessment of some roles without a gap: a Yes, and all steps satisfied
/// with a linked record.
pub fn clean(roles: &[Role]) -> Assessment {
    let q = questionnaire();
    let mut a = Assessment {
        subject: "Acme GenAI Platform".into(),
        questionnaire: "T-01".into(),
        questionnaire_version: "TEST 1.0".into(),
        questionnaire_digest: q.digest.clone(),
        roles: roles.to_vec(),
        assessor: "sample assessor".into(),
        ..Assessment::default()
    };
    a.evidence.insert(
        ev("ev-1"),
        Evidence {
            title: "Key policy".into(),
            href: "https://example.com/policy".into(),
            ..Evidence::default()
        },
    );
    for role in roles {
        let entry = a.answers.entry(*role).or_default();
        let owned = q.home_layer(*role).map(|l| l.ownership);
        entry.questions.insert(
            "T-01.1".into(),
            QuestionAnswer {
                answer: Some(Answer::Yes),
                ownership: owned
                    .filter(|o| *o != Ownership::Nd)
                    .or(Some(Ownership::ApOwned)),
                ..QuestionAnswer::default()
            },
        );
        for step in q.role(*role).into_iter().flat_map(|r| &r.steps) {
            entry.steps.insert(step.id.clone(), satisfied());
        }
    }
    a
}

/// What a change to the clean assessment of the CSP works on.
pub fn step<'a>(a: &'a mut Assessment, id: &str) -> &'a mut StepAnswer {
    let answers = a.answers.entry(Role::Csp).or_default();
    answers.steps.entry(step_id(id)).or_default()
}

pub fn question(a: &mut Assessment) -> &mut QuestionAnswer {
    let answers = a.answers.entry(Role::Csp).or_default();
    answers.questions.entry("T-01.1".into()).or_default()
}

pub fn record(a: &mut Assessment) -> &mut Evidence {
    a.evidence.entry(ev("ev-1")).or_default()
}

/// An assessment with something of everything, and its files.
pub fn mixed() -> (Assessment, BTreeMap<EvidenceId, FileState>) {
    let mut a = clean(&[Role::Csp, Role::Ap]);
    a.evidence.insert(
        ev("ev-2"),
        Evidence {
            title: "Access list".into(),
            href: "evidence/access.csv".into(),
            sha256: "ab".repeat(32),
            size: Some(120),
            collected_on: Some(date("2026-11-20")),
            collected_by: "A. Auditor".into(),
            expires_on: Some(date("2026-12-01")),
            ..Evidence::default()
        },
    );
    *step(&mut a, "02") = StepAnswer {
        outcome: Some(Outcome::PartiallySatisfied),
        grade: Some(Grade::Minor),
        methods: [Method::Examine, Method::Interview].into(),
        note: "Two of three teams are named.\n\n  - Platform\n  - Security\nThe third is open."
            .into(),
        evidence: [ev("ev-1"), ev("ev-2")].into(),
        assessed_by: "A. Auditor".into(),
        assessed_at: Utc.with_ymd_and_hms(2026, 11, 24, 10, 15, 0).single(),
        review: Some(Review::ChangesRequested),
        reviewed_by: "R. Reviewer".into(),
        reviewed_at: Utc.with_ymd_and_hms(2026, 11, 24, 12, 0, 0).single(),
        review_comment: "Which of the three teams?".into(),
        effectiveness: Some(Effectiveness::Operating),
        sample: "2 of 3 teams, the larger ones".parse().ok(),
        action: Some(Action {
            due: Some(date("2026-11-01")),
            retest: Some(Retest::Failed),
            retested_by: "A. Auditor".into(),
            retested_on: Some(date("2026-11-23")),
            ..action()
        }),
        ..StepAnswer::default()
    };
    let signed = SignOff {
        by: "L. Lead".into(),
        at: Utc.with_ymd_and_hms(2026, 11, 23, 9, 0, 0).single(),
        statement: "I stand for these answers.".into(),
        asked: String::new(),
        digest: format!("sha256:{}", "cd".repeat(32)),
    };
    a.answers.entry(Role::Csp).or_default().sign_off = Some(signed);
    let link = a.evidence.entry(ev("ev-1")).or_default();
    link.viewed_on = Some(date("2026-11-20"));
    link.viewed_by = "A. Auditor".into();
    link.period_from = Some(date("2026-01-01"));
    link.period_to = Some(date("2026-06-30"));
    *step(&mut a, "ccm-1") = StepAnswer {
        outcome: Some(Outcome::NotApplicable),
        ..StepAnswer::default()
    };
    a.answers.get_mut(&Role::Ap).unwrap().steps.clear();
    let files = [(ev("ev-2"), FileState::Missing)].into();
    (a, files)
}
