//! What the last assessment suggests is shown as that, and is no answer.

use crate::build;
use crate::csv::read_back;
use crate::sample::*;
use aicaiq::assessment::*;
use aicaiq::compare::carry;
use aicaiq::report::{Report, caiq, csv, html, json, markdown, text};
use std::collections::BTreeMap;

/// This year's, begun with last year's: step 02 is confirmed.
pub fn carried() -> Assessment {
    let (old, _) = mixed();
    let mut a = carry(&old, &questionnaire(), None).assessment;
    a.roles = vec![Role::Csp];
    let step = step(&mut a, "02");
    step.outcome = Some(Outcome::Satisfied);
    a
}

fn report() -> Report {
    build(&questionnaire(), &carried(), &BTreeMap::new())
}

const WORDS: &str = "by the last assessment, not confirmed";

#[test]
fn a_suggestion_is_shown_until_it_is_confirmed() {
    let report = report();
    let row = |item: &str| {
        let mut rows = report.roles[0].rows.iter();
        rows.find(|r| r.item.as_str() == item).unwrap()
    };
    assert_eq!(row("01").suggested, Some("satisfied"));
    assert_eq!(
        row("01").finding.word(),
        "not-assessed",
        "it counts as open"
    );
    assert_eq!(row("02").suggested, None, "it is answered");
    assert_eq!(row("T-01.1").suggested, Some("Yes"));
    let summary = text::render(&report, 200);
    assert!(
        summary.contains("not confirmed, so counted as not answered"),
        "{summary}"
    );
    assert!(summary.contains("CSP.01 satisfied"), "{summary}");
    assert!(!summary.contains("CSP.02 "), "{summary}");
    assert!(
        summary.contains(&format!("; suggested: Yes ({WORDS})")),
        "{summary}"
    );
    for signs in [&summary, &markdown::render(&report), &html::render(&report)] {
        assert!(signs.contains("◇ suggested"), "{signs}");
    }
    let document = markdown::render(&report);
    let line = format!("- Outcome: ○ not-assessed; suggested: satisfied ({WORDS})");
    assert!(document.contains(&line), "{document}");
    assert!(document.contains(&format!("- Answer: unanswered; suggested: Yes ({WORDS})")));
    let page = html::render(&report);
    let fact = format!("satisfied ({WORDS})");
    assert!(page.contains("Suggested") && page.contains(&fact), "{page}");
    let full: serde_json::Value = serde_json::from_str(&json::full::render(&report)).unwrap();
    let items = full["roles"][0]["items"].as_array().unwrap();
    let item = |id: &str| items.iter().find(|i| i["item"] == id).unwrap();
    assert_eq!(item("01")["suggested"], "satisfied");
    assert_eq!(item("01")["outcome"], "not-assessed");
    assert!(item("02")["suggested"].is_null());
    assert_eq!(item("T-01.1")["suggested"], "Yes");
}

#[test]
fn it_is_a_column_of_its_own_in_the_table() {
    let rows = read_back(&csv::render(&report()));
    let column = |name: &str| csv::COLUMNS.iter().position(|c| *c == name).unwrap();
    let (item, result, last) = (column("item"), column("result"), column("suggested"));
    let row = |id: &str| rows.iter().find(|r| r[item] == id).unwrap();
    assert_eq!(
        (row("01")[result].as_str(), row("01")[last].as_str()),
        ("not-assessed", "satisfied")
    );
    assert_eq!(
        (row("02")[result].as_str(), row("02")[last].as_str()),
        ("satisfied", "")
    );
}

#[test]
fn what_was_said_to_another_text_is_told_in_every_table() {
    let (old, _) = mixed();
    let mut a = carry(&old, &questionnaire(), None).assessment;
    a.roles = vec![Role::Csp];
    step(&mut a, "01").asked = "0badc0de".into();
    let report = build(&questionnaire(), &a, &BTreeMap::new());
    let rows = read_back(&csv::render(&report));
    let column = |name: &str| csv::COLUMNS.iter().position(|c| *c == name).unwrap();
    let (item, changed) = (column("item"), column("text_changed"));
    let full: serde_json::Value = serde_json::from_str(&json::full::render(&report)).unwrap();
    let items = full["roles"][0]["items"].as_array().unwrap();
    for (id, said) in [("01", true), ("02", false)] {
        let row = rows.iter().find(|r| r[item] == id).unwrap();
        assert_eq!(row[changed], said.to_string());
        let row = items.iter().find(|i| i["item"] == id).unwrap();
        assert_eq!(row["text_changed"], said);
    }
}

#[test]
fn it_is_not_handed_in_as_an_answer() {
    let report = report();
    let refused = caiq::render(&report.roles[0]).unwrap_err();
    let said = refused.to_string();
    assert!(
        said.contains("what the last assessment suggests is no answer"),
        "{said}"
    );
    let mut a = carried();
    question(&mut a).answer = Some(Answer::Yes);
    let report = build(&questionnaire(), &a, &BTreeMap::new());
    let rows = read_back(&caiq::render(&report.roles[0]).unwrap());
    assert_eq!(rows[1][2], "Yes");
}
