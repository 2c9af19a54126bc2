//! Two versions of a questionnaire, and of a catalogue.

use crate::pack;
use aicaiq::compare::questionnaires::{Pack, compare};
use aicaiq::questionnaire::parse;
use std::sync::Arc;

fn catalogue(change: &dyn Fn(&str) -> String) -> Pack {
    let shapes = pack::shapes(9, 4, 2, 90).unwrap();
    let text = |s: &pack::Shape| change(&pack::questionnaire(9, s));
    let read = |s| Arc::new(parse(&text(s)).unwrap());
    shapes.iter().map(read).collect()
}

#[test]
fn the_same_has_no_differences() {
    let all = catalogue(&str::to_owned);
    let difference = compare(&all, &all, false);
    assert!(difference.is_empty());
    assert_eq!(
        (difference.same, difference.text()),
        (4, "no differences\n".into())
    );
    // Comments are nobody's text.
    let remarked = catalogue(&|t| format!("# More\n{t}"));
    assert!(compare(&all, &remarked, false).is_empty());
}

#[test]
fn controls_steps_and_words_that_differ_are_told() {
    let old = catalogue(&str::to_owned);
    let before = "\n[[roles.steps]]\nid = \"01\"";
    let mut new = catalogue(&|t| {
        let first = t.find(before).unwrap();
        let rest = t[first..].replacen("text = \"\"\"SAMPLE", "text = \"\"\"SAMPLE new", 1);
        let text = format!("{}{rest}", &t[..first]);
        text.replacen("title = \"SAMPLE control", "title = \"SAMPLE other", 1)
    });
    let gone = new.pop().unwrap();
    let text = compare(&old, &new, false).text();
    let id = &gone.control.id;
    assert!(text.starts_with(&format!("- {id} ")), "{text}");
    assert!(
        text.contains("  control title\n      SAMPLE [-control-]{+other+} "),
        "{text}"
    );
    assert!(
        text.contains("  CSP.01 text\n      SAMPLE {+new +}"),
        "{text}"
    );
    assert!(
        text.ends_with("\n0 controls added, 1 removed, 3 changed, 0 the same\n"),
        "{text}"
    );
    let json: serde_json::Value = serde_json::from_str(&compare(&new, &old, false).json()).unwrap();
    assert_eq!(json["controls_added"][0]["id"], **id);
    assert_eq!(json["controls_changed"].as_array().unwrap().len(), 3);
    assert_eq!(json["controls_changed"][0]["changes"][0]["field"], "title");
}

#[test]
fn a_step_that_is_new_or_gone_is_one_line() {
    let text = pack::questionnaire(9, &pack::shapes(9, 1, 1, 12).unwrap()[0]);
    let at = text.rfind("\n[[roles.steps]]").unwrap();
    let old = [Arc::new(parse(&text).unwrap())];
    let new = [Arc::new(parse(&text[..at]).unwrap())];
    let shorter = compare(&old, &new, true).text();
    assert_eq!(shorter.lines().count(), 2, "{shorter}");
    assert!(shorter.contains("\n  - CSP.") && shorter.ends_with(" (no longer there)\n"));
    let longer = compare(&new, &old, true).text();
    assert!(
        longer.contains("\n  + CSP.") && longer.ends_with(" (new)\n"),
        "{longer}"
    );
}
