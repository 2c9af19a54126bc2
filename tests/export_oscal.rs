//! The OSCAL export: compliance-trestle and NIST's schema read it back
//! (tests/export/oscal.py), and it says what the assessment says.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "store/common.rs"]
#[allow(dead_code)]
mod any;
#[path = "export/oscal_texts.rs"]
mod oscal_texts;
#[path = "export/python.rs"]
mod python;
mod sample;

use aicaiq::assessment::*;
use aicaiq::gaps::Context;
use aicaiq::questionnaire::{Questionnaire, embedded};
use aicaiq::report::{self, oscal};
use chrono::{DateTime, TimeZone, Utc};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use sample::*;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::process::Command;

type Files = BTreeMap<EvidenceId, FileState>;

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 18, 30, 0).unwrap()
}

fn render(q: &Questionnaire, a: &Assessment, files: &Files) -> String {
    let ctx = Context {
        today: today(),
        soon_days: 30,
        files,
    };
    oscal::render(&report::build(q, a, &ctx), now())
}

fn of_mixed() -> String {
    let (a, files) = mixed();
    render(&questionnaire(), &a, &files)
}

fn of(a: &Assessment) -> Value {
    serde_json::from_str(&render(&questionnaire(), a, &Files::new())).unwrap()
}

/// What the script makes of some documents, by their names.
fn read(documents: &[(String, String)]) -> Value {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in documents {
        std::fs::write(folder.path().join(format!("{name}.json")), text).unwrap();
    }
    let read: Value = serde_json::from_str(&python::run("oscal.py", &[folder.path()])).unwrap();
    assert_eq!(read.as_object().unwrap().len(), documents.len());
    read
}

/// Reads documents that have no problem.
fn read_well(documents: &[(String, String)]) -> Value {
    let read = read(documents);
    for (name, _) in documents {
        let problems = &read[format!("{name}.json")]["problems"];
        assert_eq!(*problems, json!([]), "{name}");
    }
    read
}

fn result(document: &Value) -> &Value {
    &document["assessment-results"]["results"][0]
}

/// What a list has for an item of the CSP.
fn for_item<'a>(list: &'a Value, item: &str) -> &'a Value {
    let title = format!("CSP {item} ");
    let mut found = list.as_array().into_iter().flatten();
    found
        .find(|o| o["title"].as_str().unwrap().starts_with(&title))
        .unwrap_or(&Value::Null)
}

fn prop<'a>(of: &'a Value, name: &str) -> &'a Value {
    let mut props = of["props"].as_array().into_iter().flatten();
    props
        .find(|p| p["name"] == name)
        .map_or(&Value::Null, |p| &p["value"])
}

#[test]
fn oscal_of_the_sample() {
    insta::assert_snapshot!(of_mixed());
}

#[test]
fn trestle_and_the_schema_read_every_document() {
    let none = Files::new();
    let roles = [Role::Csp, Role::Mp, Role::Osp, Role::Ap];
    let mut documents = vec![
        ("mixed".to_owned(), of_mixed()),
        (
            "empty".to_owned(),
            render(&questionnaire(), &Assessment::default(), &none),
        ),
        (
            "four-roles".to_owned(),
            render(&questionnaire(), &clean(&roles), &none),
        ),
        (
            "no-steps".to_owned(),
            render(&questionnaire(), &clean(&[Role::Aic]), &none),
        ),
        (
            "embedded".to_owned(),
            render(embedded(), &clean(&roles), &none),
        ),
    ];
    documents.push(("far-away".to_owned(), {
        let (mut a, files) = mixed();
        let at = |text: &str| Some(text.parse::<DateTime<Utc>>().unwrap());
        step(&mut a, "01").assessed_at = at("0001-02-03T04:05:06Z");
        step(&mut a, "02").assessed_at = at("9999-12-31T23:59:59Z");
        let action = step(&mut a, "02").action.as_mut().unwrap();
        (action.due, action.retested_on) = (Some(date("9999-12-31")), Some(date("0001-01-01")));
        record(&mut a).expires_on = Some(date("1066-10-14"));
        render(&questionnaire(), &a, &files)
    }));
    let mut runner = TestRunner::deterministic();
    for n in 0..60 {
        let a = any::assessment().new_tree(&mut runner).unwrap().current();
        documents.push((format!("any-{n}"), render(any::questionnaire(), &a, &none)));
    }
    let read = read_well(&documents);
    assert_eq!(
        read["mixed.json"]["counts"],
        json!({"observations": 5, "findings": 2, "risks": 1, "attestations": 1, "resources": 3})
    );
    assert_eq!(read["four-roles.json"]["counts"]["findings"], 10);
}

#[test]
fn the_readers_see_what_is_wrong() {
    let good = of_mixed();
    let broken = [
        ("an unknown field", "\"methods\":", "\"manners\":"),
        ("a lost reference", "\"href\": \"#", "\"href\": \"#0"),
        (
            "an empty list",
            "\"types\": [\n",
            "\"types\": [], \"x\": [\n",
        ),
        ("a local time", "T18:30:00Z", "T18:30:00"),
        ("a space at an end", "\"value\": \"", "\"value\": \" "),
        ("a version 1 id", "-5", "-1"),
        (
            "another state",
            "\"reason\": \"other\"",
            "\"reason\": \"fail\"",
        ),
        ("a script", "\"href\": \"https:", "\"href\": \"javascript:"),
    ];
    let documents: Vec<_> = broken
        .iter()
        .map(|(name, from, to)| {
            assert!(good.contains(from), "{name}");
            ((*name).to_owned(), good.replacen(from, to, 100))
        })
        .collect();
    for (name, found) in read(&documents).as_object().unwrap() {
        assert_ne!(found["problems"], json!([]), "{name}");
    }
}

#[test]
fn outcomes_become_findings() {
    let mut a = clean(&[Role::Csp]);
    step(&mut a, "01").grade = Some(Grade::Ofi);
    step(&mut a, "02").outcome = Some(Outcome::NotSatisfied);
    step(&mut a, "ccm-1").outcome = Some(Outcome::PartiallySatisfied);
    let document = of(&a);
    let status = |document: &Value, item| {
        let finding = for_item(&result(document)["findings"], item);
        let status = &finding["target"]["status"];
        (
            status["state"].clone(),
            status["reason"].clone(),
            prop(finding, "outcome").clone(),
        )
    };
    let is =
        |state: &str, reason: &str, outcome: &str| (json!(state), json!(reason), json!(outcome));
    assert_eq!(
        status(&document, "01"),
        is("satisfied", "pass", "satisfied")
    );
    assert_eq!(
        status(&document, "02"),
        is("not-satisfied", "fail", "not-satisfied")
    );
    assert_eq!(
        status(&document, "ccm-1"),
        is("not-satisfied", "other", "partially-satisfied")
    );
    let first = for_item(&result(&document)["findings"], "01");
    assert_eq!(prop(first, "grade"), "ofi");
    assert_eq!(first["target"]["target-id"], "t-01_csp.01");

    step(&mut a, "01").outcome = Some(Outcome::NotApplicable);
    a.answers
        .get_mut(&Role::Csp)
        .unwrap()
        .steps
        .remove(&step_id("02"));
    let document = of(&a);
    for item in ["01", "02"] {
        assert_eq!(for_item(&result(&document)["findings"], item), &Value::Null);
    }
    let observations = &result(&document)["observations"];
    assert_eq!(
        prop(for_item(observations, "01"), "outcome"),
        "not-applicable"
    );
    assert_eq!(for_item(observations, "02"), &Value::Null);
    // What is asked is there all the same, and so is that it is open.
    let parts =
        &document["assessment-results"]["local-definitions"]["objectives-and-methods"][0]["parts"];
    assert_eq!(for_item(parts, "02")["prose"], "Look at 02 of CSP.");
    let gap = prop(result(&document), "gap-open").as_str().unwrap();
    assert!(gap.starts_with("CSP 02: "), "{gap}");
}

#[test]
fn an_action_is_a_remediation_until_there_is_no_shortfall() {
    let mut a = clean(&[Role::Csp]);
    step(&mut a, "02").outcome = Some(Outcome::NotSatisfied);
    let risk = |a: &Assessment| for_item(&result(&of(a))["risks"], "02").clone();
    assert_eq!(risk(&a)["status"], "open");
    assert_eq!(risk(&a)["remediations"], Value::Null);

    step(&mut a, "02").action = Some(action());
    let planned = risk(&a);
    assert_eq!(planned["status"], "remediating");
    assert_eq!(planned["deadline"], "2027-01-31T23:59:59Z");
    let response = &planned["remediations"][0];
    assert_eq!(response["lifecycle"], "planned");
    let timing = &response["tasks"][0]["timing"];
    assert_eq!(timing["on-date"]["date"], "2027-01-31T23:59:59Z");

    step(&mut a, "02").assessed_at = Some(now());
    let timing = &risk(&a)["remediations"][0]["tasks"][0]["timing"];
    assert_eq!(
        *timing,
        json!({"within-date-range": {"start": "2026-11-24T18:30:00Z", "end": "2027-01-31T23:59:59Z"}})
    );

    for (status, retest, expected) in [
        (ActionStatus::Done, None, "remediating"),
        (ActionStatus::Done, Some(Retest::Passed), "closed"),
        (ActionStatus::Open, Some(Retest::Passed), "remediating"),
        (ActionStatus::Done, Some(Retest::Failed), "open"),
    ] {
        step(&mut a, "02").action = Some(Action {
            status: Some(status),
            retest,
            ..action()
        });
        let risk = risk(&a);
        assert_eq!(risk["status"], expected);
        let entry = &risk["risk-log"]["entries"][0];
        assert_eq!(entry.is_null(), retest.is_none());
        if retest.is_some() {
            assert_eq!(entry["status-change"], expected);
        }
    }

    step(&mut a, "02").outcome = Some(Outcome::Satisfied);
    assert_eq!(risk(&a), Value::Null);
    let document = of(&a);
    let task = &result(&document)["local-definitions"]["tasks"][0];
    assert_eq!(task["description"], "Name them");
    assert_eq!(prop(task, "retest"), "failed");
}

#[test]
fn an_answer_is_an_observation_and_a_no_a_risk() {
    let mut a = clean(&[Role::Csp]);
    question(&mut a).implementation = "By named people.".into();
    let document = of(&a);
    let observed = for_item(&result(&document)["observations"], "T-01.1");
    assert_eq!(prop(observed, "answer"), "Yes");
    assert_eq!(observed["description"], "By named people.");
    assert_eq!(observed["methods"], json!(["UNKNOWN"]));
    assert_eq!(
        for_item(&result(&document)["findings"], "T-01.1"),
        &Value::Null
    );
    assert_eq!(
        for_item(&result(&document)["risks"], "T-01.1"),
        &Value::Null
    );
    question(&mut a).answer = Some(Answer::No);
    let document = of(&a);
    let risk = for_item(&result(&document)["risks"], "T-01.1");
    assert_eq!(risk["status"], "open");
    let named = &risk["related-observations"][0]["observation-uuid"];
    assert_eq!(
        named,
        &for_item(&result(&document)["observations"], "T-01.1")["uuid"]
    );
}

#[test]
fn what_stands_for_a_thing_stays_and_the_document_changes() {
    let mut a = clean(&[Role::Csp]);
    let before = of(&a);
    assert_eq!(before, of(&a));
    step(&mut a, "01").note = "Seen again.".into();
    let after = of(&a);
    let uuid = |document: &Value| document["assessment-results"]["uuid"].clone();
    assert_ne!(uuid(&before), uuid(&after));
    let step_uuid =
        |document: &Value| for_item(&result(document)["observations"], "01")["uuid"].clone();
    assert_eq!(step_uuid(&before), step_uuid(&after));
    a.subject = "Other".into();
    assert_ne!(step_uuid(&after), step_uuid(&of(&a)));
}

#[test]
fn one_person_is_one_party() {
    let mut a = clean(&[Role::Csp]);
    a.assessor = "A. Auditor".into();
    step(&mut a, "01").assessed_by = " a.  AUDITOR ".into();
    step(&mut a, "01").action = Some(Action {
        owner: "A. Auditor".into(),
        ..action()
    });
    step(&mut a, "02").action = Some(action());
    let document = of(&a);
    let metadata = &document["assessment-results"]["metadata"];
    let parties = metadata["parties"].as_array().unwrap();
    let named: Vec<_> = parties.iter().map(|p| (&p["name"], &p["type"])).collect();
    assert_eq!(
        named,
        [
            (&json!("A. Auditor"), &json!("person")),
            (&json!("Platform"), &json!("organization"))
        ]
    );
}

#[test]
fn the_program_writes_the_same_bytes_again() {
    let export = |format: &str| {
        let folder = tempfile::tempdir().unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .env("XDG_STATE_HOME", folder.path())
            .env("SOURCE_DATE_EPOCH", "1795515300")
            .args([
                "export",
                "assets/sample/sample.cek-02.toml",
                "--format",
                format,
            ])
            .output()
            .unwrap();
        assert!(output.status.success());
        String::from_utf8(output.stdout).unwrap()
    };
    let text = export("oscal");
    assert_eq!(text, export("oscal"));
    assert_eq!(export("json"), export("json"));
    let document: Value = serde_json::from_str(&text).unwrap();
    let metadata = &document["assessment-results"]["metadata"];
    assert_eq!(metadata["last-modified"], "2026-11-24T10:15:00Z");
    assert_eq!(metadata["oscal-version"], "1.2.1");
    read_well(&[("sample".to_owned(), text)]);
}

#[test]
fn what_the_last_assessment_suggests_is_a_property_and_no_outcome() {
    let (old, _) = mixed();
    let a = aicaiq::compare::carry(&old, &questionnaire(), None).assessment;
    let text = render(&questionnaire(), &a, &Files::new());
    read(&[("carried".to_owned(), text.clone())]);
    let document: Value = serde_json::from_str(&text).unwrap();
    let observations = &result(&document)["observations"];
    let step = for_item(observations, "01");
    assert_eq!(prop(step, "suggested"), "satisfied");
    assert_eq!(prop(step, "outcome"), "not-assessed");
    let question = for_item(observations, "T-01.1");
    assert_eq!(prop(question, "suggested"), "Yes");
    assert_eq!(prop(question, "answer"), &Value::Null);
}
