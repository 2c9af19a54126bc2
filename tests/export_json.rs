//! The full JSON export: everything that the report model has, under keys
//! that stay.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod sample;

use aicaiq::assessment::*;
use aicaiq::gaps::Context;
use aicaiq::questionnaire::embedded;
use aicaiq::report::{self, Report, json::full};
use sample::*;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

type Files = BTreeMap<EvidenceId, FileState>;

fn build(a: &Assessment, files: &Files) -> Report {
    let ctx = Context {
        today: today(),
        soon_days: 30,
        files,
    };
    report::build(&questionnaire(), a, &ctx)
}

fn of(a: &Assessment) -> Value {
    serde_json::from_str(&full::render(&build(a, &Files::new()))).unwrap()
}

#[test]
fn json_of_the_sample() {
    let (a, files) = mixed();
    insta::assert_snapshot!(full::render(&build(&a, &files)));
}

/// The keys of every object, by where it stands; an item's by its kind.
fn keys(value: &Value, at: &str, out: &mut BTreeMap<String, BTreeSet<Vec<String>>>) {
    match value {
        Value::Object(map) => {
            let kind = map.get("kind").filter(|_| map.contains_key("topic"));
            let at = kind.map_or(at.to_owned(), |k| format!("{at}/{}", k.as_str().unwrap()));
            let all = map.keys().cloned().collect();
            out.entry(at.clone()).or_default().insert(all);
            for (key, value) in map {
                keys(value, &format!("{at}/{key}"), out);
            }
        }
        Value::Array(list) => list.iter().for_each(|v| keys(v, at, out)),
        _ => {}
    }
}

#[test]
fn every_key_is_always_there() {
    let (mut a, _) = mixed();
    a.roles = vec![Role::Csp, Role::Mp, Role::Osp, Role::Ap, Role::Aic];
    question(&mut a).action = Some(action());
    let mut shapes = BTreeMap::new();
    for document in [of(&a), of(&clean(&[Role::Csp])), of(&Assessment::default())] {
        keys(&document, "", &mut shapes);
    }
    for (at, shapes) in &shapes {
        assert_eq!(shapes.len(), 1, "{at}: {shapes:?}");
    }
    let snake = |key: &str| {
        key.bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    for key in shapes.values().flatten().flatten() {
        assert!(snake(key), "{key}");
    }
    // The module's text names them all.
    let documented = include_str!("../src/report/json/full.rs");
    for key in shapes.values().flatten().flatten() {
        let counted = [
            "satisfied",
            "partially_satisfied",
            "not_satisfied",
            "not_applicable",
            "not_assessed",
        ];
        assert!(
            counted.contains(&key.as_str()) || documented.contains(&format!("`{key}`")),
            "{key} is not in the documentation"
        );
    }
}

#[test]
fn gaps_and_evidence_are_referred_to() {
    let (a, files) = mixed();
    let report = build(&a, &files);
    let document: Value = serde_json::from_str(&full::render(&report)).unwrap();
    assert_eq!(document["format"], 1);
    let mut seen = 0;
    for role in document["roles"].as_array().unwrap() {
        for item in role["items"].as_array().unwrap() {
            for place in item["gaps"].as_array().unwrap() {
                let gap = &document["gaps"][usize::try_from(place.as_u64().unwrap()).unwrap()];
                assert_eq!((&gap["role"], &gap["item"]), (&role["role"], &item["item"]));
                seen += 1;
            }
        }
    }
    assert_eq!(seen, report.gaps.len());
    let step = &document["roles"][0]["items"][2];
    assert_eq!(step["evidence"], json!(["ev-1", "ev-2"]));
    assert_eq!(step["sample"]["population"], 3);
    assert_eq!(document["evidence"][1]["state"], "missing");
    assert_eq!(document["actions"][0]["overdue"], true);
    assert_eq!(document["roles"][1]["sign_off"], Value::Null);
}

#[test]
fn texts_come_back_as_they_were_written_and_steer_nothing() {
    for text in [
        "right\u{202E}left \u{1b}[31m \u{0} \u{7f} \u{9b}2J",
        "line\r\nnext\u{2028}x\u{85}\ty \\u001b \"q\" \\",
        "<script>&amp; 漢字 \u{1f511}",
    ] {
        let mut a = clean(&[Role::Csp]);
        text.clone_into(&mut a.subject);
        text.clone_into(&mut step(&mut a, "01").note);
        text.clone_into(&mut record(&mut a).href);
        let out = full::render(&build(&a, &Files::new()));
        assert_eq!(out, aicaiq::text::visible(&out));
        let document: Value = serde_json::from_str(&out).unwrap();
        assert_eq!(document["subject"], text);
        assert_eq!(document["roles"][0]["items"][1]["note"], text);
        assert_eq!(document["evidence"][0]["href"], text);
    }
}

#[test]
fn the_built_in_questionnaire_fits() {
    let files = Files::new();
    let ctx = Context {
        today: today(),
        soon_days: 30,
        files: &files,
    };
    let report = report::build(embedded(), &clean(&[Role::Csp, Role::Mp]), &ctx);
    let document: Value = serde_json::from_str(&full::render(&report)).unwrap();
    assert_eq!(document["roles"][1]["counts"]["total"], 10);
    assert_eq!(document["roles"][1]["items"].as_array().unwrap().len(), 11);
}
