//! The cells of the workbook: values, types, and that no text takes effect.

use crate::sample::*;
use crate::{Book, build, read, render, sample_report};
use aicaiq::assessment::*;
use aicaiq::report::csv::inert;
use aicaiq::report::{Report, csv};
use aicaiq::text::visible;
use serde_json::Value;
use std::collections::BTreeMap;

const HOSTILE: &[&str] = &[
    "=1+1",
    "=HYPERLINK(\"https://evil.example\",\"x\")",
    "=cmd|'/c calc'!A0",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\r\nline\r\nnext",
    "'=1",
    "{=1+1}",
    "007",
    "1e5",
    "TRUE",
    "#REF!",
    "2026-11-24",
    "https://evil.example www.evil.example mailto:x@evil.example",
    "internal:Steps!A1",
    "external:c:\\x.xlsx",
    "_x0041_ _x000D_ a_x0g41_ _xé",
    "<c t=\"str\"><f>1+1</f></c> &lt; &amp; ]]>",
    "a,\"b\"\nc;d\te",
    " spaces  at both ends ",
    "right\u{202E}left \u{1b}[31m \u{0}\u{7f}\u{9b}",
    "no\u{FFFE}characters\u{FFFF}",
    "שלום 🔑 漢字 e\u{301}",
    "line\u{2028}para\u{85}end",
];

/// A text as a cell shows it.
fn expected(text: &str) -> String {
    visible(text).replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}

/// An assessment whose every text is this one.
fn hostile(text: &str) -> Report {
    let t = || text.to_owned();
    let mut q = questionnaire();
    let (mut a, mut files) = mixed();
    let c = &mut q.control;
    for field in [
        &mut c.title,
        &mut c.domain,
        &mut c.version,
        &mut c.specification,
        &mut c.attribution,
        &mut c.license,
        &mut c.source,
    ] {
        *field = t();
    }
    for layer in &mut q.layers {
        (layer.name, layer.label, layer.text) = (t(), t(), t());
    }
    for standard in &mut q.standards {
        (standard.name, standard.mapping, standard.addendum) = (t(), t(), t());
    }
    q.questions[0].text = t();
    for role in &mut q.roles {
        role.name = t();
        for step in &mut role.steps {
            (step.topic, step.text) = (t(), t());
        }
    }
    (a.subject, a.assessor) = (t(), t());
    let todo = || Action {
        text: t(),
        owner: t(),
        retested_by: t(),
        ..action()
    };
    for answers in a.answers.values_mut() {
        for question in answers.questions.values_mut() {
            (question.implementation, question.customer_responsibilities) = (t(), t());
        }
        for step in answers.steps.values_mut() {
            (step.note, step.justification, step.assessed_by) = (t(), t(), t());
            (step.reviewed_by, step.review_comment) = (t(), t());
            step.sample = Some(Sample {
                items: t(),
                selection: t(),
                ..Sample::default()
            });
            step.action = Some(todo());
        }
        if let Some(signed) = &mut answers.sign_off {
            (signed.by, signed.statement) = (t(), t());
        }
    }
    for record in a.evidence.values_mut() {
        (record.title, record.href, record.sha256) = (t(), t(), t());
        (record.collected_by, record.viewed_by) = (t(), t());
    }
    files.insert(ev("ev-2"), FileState::Unreadable(t()));
    build(&q, &a, &files)
}

fn value(cell: &Value) -> String {
    match &cell["value"] {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[test]
fn hostile_texts_stay_texts() {
    let books: Vec<Vec<u8>> = HOSTILE.iter().map(|t| render(&hostile(t))).collect();
    for (text, book) in HOSTILE.iter().zip(read(&books)) {
        let shown = expected(text);
        let same = |what: &str, cell: &Value| {
            assert_eq!(value(cell), shown, "{what} of {text:?}");
            assert_eq!(cell["type"], "s", "{what} of {text:?}");
            let href = ["Link or path", "Source"].contains(&what);
            let link = href && text.starts_with("https://");
            assert_eq!(!cell["link"].is_null(), link, "{what} of {text:?}");
        };
        let steps = book.table("Steps");
        let done = &steps[1];
        for column in [
            "Topic",
            "Procedure",
            "Sampled items",
            "Selection",
            "Note",
            "Justification",
            "Corrective action",
            "Action owner",
            "Assessed by",
            "Reviewed by",
            "Review comment",
        ] {
            same(column, &done[column]);
        }
        let records = book.table("Evidence");
        for column in ["Title", "Link or path", "SHA-256"] {
            same(column, &records[0][column]);
        }
        same("Collected by", &records[1]["Collected by"]);
        same("Viewed by", &records[0]["Viewed by"]);
        let actions = book.table("Actions");
        for column in ["Topic", "Corrective action", "Owner", "Retested by"] {
            same(column, &actions[0][column]);
        }
        let caiq = book.table("AI-CAIQ");
        same("Question", &caiq[0]["Question"]);
        same("customer", &caiq[0]["Service Customer Responsibilities"]);
        for label in [
            "Subject",
            "Domain",
            "Specification",
            "Attribution",
            "Source",
        ] {
            same(label, book.beside(label)[0]);
        }
        for sheet in crate::SHEETS {
            for row in book.sheet(sheet)["rows"].as_array().unwrap() {
                for cell in row.as_array().unwrap() {
                    let shown = value(cell);
                    // Excel keeps it a text also when it is edited.
                    let is_marked = inert(&shown) != shown;
                    assert!(
                        cell["type"] != "s" || cell["marked"] == is_marked,
                        "{sheet}: {cell}"
                    );
                }
            }
        }
    }
}

/// The columns of the sheet that are columns of the CSV too.
const SAME: [(&str, &str); 21] = [
    ("Topic", "topic"),
    ("Wording", "origin"),
    ("Procedure", "text"),
    ("Outcome", "result"),
    ("Grade", "grade"),
    ("Methods", "methods"),
    ("Effectiveness", "effectiveness"),
    ("Note", "note"),
    ("Justification", "justification"),
    ("Corrective action", "action"),
    ("Action owner", "action_owner"),
    ("Action due", "action_due"),
    ("Action status", "action_status"),
    ("Worst gap", "worst_gap"),
    ("Assessed by", "by"),
    ("Assessed at (UTC)", "at"),
    ("Review", "review"),
    ("Reviewed by", "reviewed_by"),
    ("Reviewed at (UTC)", "reviewed_at"),
    ("Review comment", "review_comment"),
    ("Role", "role"),
];

fn lines(report: &Report) -> Vec<BTreeMap<String, String>> {
    let text = csv::render(report);
    let mut reader = ::csv::Reader::from_reader(text.as_bytes());
    let headers: Vec<String> = reader.headers().unwrap().iter().map(Into::into).collect();
    let lines = reader.records().map(|r| {
        let cells: Vec<String> = r.unwrap().iter().map(Into::into).collect();
        headers.iter().cloned().zip(cells).collect()
    });
    lines.collect()
}

#[test]
fn the_steps_say_what_the_csv_says() {
    let report = sample_report();
    let book = &read(&[render(&report)])[0];
    let lines = lines(&report);
    let steps: Vec<_> = lines.iter().filter(|l| !l["origin"].is_empty()).collect();
    let rows = book.table("Steps");
    assert_eq!(rows.len(), steps.len());
    for (row, line) in rows.iter().zip(steps) {
        assert_eq!(value(&row["Step"]), line["item"]);
        for (column, same) in SAME {
            let shown = value(&row[column]);
            let shown = match column {
                "Action due" => shown.trim_end_matches("T00:00:00").to_owned(),
                "Methods" => shown.replace(", ", " "),
                "Action status" => shown.trim_end_matches(", overdue").to_owned(),
                c if c.ends_with("(UTC)") && !shown.is_empty() => format!("{shown}Z"),
                _ => shown,
            };
            assert_eq!(shown, line[same], "{column} of {line:?}");
        }
        let gaps = value(&row["Gaps"]);
        for (said, gap) in gaps.lines().zip(line["gaps"].lines()) {
            assert!(said.ends_with(gap), "{said}");
        }
        assert_eq!(gaps.lines().count(), line["gaps"].lines().count());
        for href in line["evidence"].lines() {
            assert!(value(&row["Evidence"]).contains(href), "{href}");
        }
    }
}

fn typed<'a>(row: &'a BTreeMap<String, Value>, column: &str) -> (&'a str, &'a Value, &'a str) {
    let cell = &row[column];
    let kind = cell["type"].as_str().unwrap();
    (kind, &cell["value"], cell["format"].as_str().unwrap())
}

#[test]
fn numbers_are_numbers_and_dates_are_dates() {
    let book = &read(&[render(&sample_report())])[0];
    let (day, time) = ("yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm:ss");
    let plain = |format: &str| format.replace('\\', "");
    let number = |v: u64| ("n", Value::from(v), "#,##0".to_owned());
    let date = |v: &str| ("d", Value::from(format!("{v}T00:00:00")), plain(day));
    let at = |v: &str| ("d", Value::from(v), plain(time));
    let check = |row: &BTreeMap<String, Value>, column: &str, wanted: (&str, Value, String)| {
        let (kind, value, format) = typed(row, column);
        assert_eq!((kind, value.clone(), plain(format)), wanted, "{column}");
    };
    let steps = book.table("Steps");
    check(&steps[1], "Sample size", number(2));
    check(&steps[1], "Population", number(3));
    check(&steps[1], "Action due", date("2026-11-01"));
    check(&steps[1], "Assessed at (UTC)", at("2026-11-24T10:15:00"));
    check(&steps[1], "Reviewed at (UTC)", at("2026-11-24T12:00:00"));
    assert_eq!(value(&steps[1]["Sampled items"]), "teams");
    assert_eq!(value(&steps[1]["Selection"]), "the larger ones");
    assert_eq!(value(&steps[1]["Action status"]), "open, overdue");
    assert!(steps[0]["Sample size"].is_null());
    let evidence = book.table("Evidence");
    check(&evidence[1], "Size (bytes)", number(120));
    check(&evidence[1], "Collected on", date("2026-11-20"));
    check(&evidence[1], "Expires on", date("2026-12-01"));
    check(&evidence[0], "Viewed on", date("2026-11-20"));
    check(&evidence[0], "Covers from", date("2026-01-01"));
    check(&evidence[0], "Covers until", date("2026-06-30"));
    assert_eq!(value(&evidence[1]["SHA-256"]), "ab".repeat(32));
    assert_eq!(value(&evidence[1]["State"]), "missing");
    assert_eq!(value(&evidence[1]["Used by"]), "CSP 02");
    let link = &evidence[0]["Link or path"];
    assert_eq!(link["link"][0], "https://example.com/policy");
    assert_eq!(value(link), "https://example.com/policy");
    let actions = book.table("Actions");
    check(&actions[0], "Due", date("2026-11-01"));
    check(&actions[0], "Retested on", date("2026-11-23"));
    assert_eq!(value(&actions[0]["Overdue"]), "yes");
    assert_eq!(value(&actions[0]["Retest"]), "failed");
    let caiq = book.table("AI-CAIQ");
    assert_eq!(book.headers("AI-CAIQ")[..6], aicaiq::report::caiq::COLUMNS);
    assert_eq!(value(&caiq[0]["Provider role"]), "CSP");
    assert_eq!(
        value(&caiq[0]["Evidence"]),
        "",
        "the sample's answers rest on no record of their own"
    );
    let gap = &book.table("Gaps")[0];
    assert_eq!(
        value(&gap["Severity"]),
        sample_report().gaps[0].severity.as_str()
    );
}

#[test]
fn what_excel_has_no_value_for_is_a_text() {
    let mut a = clean(&[Role::Csp]);
    let old = record(&mut a);
    old.size = Some(u64::MAX);
    old.collected_on = Some(date("1815-12-10"));
    old.expires_on = Some(date("9999-12-31"));
    step(&mut a, "01").assessed_at = chrono::DateTime::from_timestamp(-5_000_000_000, 0);
    let report = build(&questionnaire(), &a, &BTreeMap::new());
    let book = &read(&[render(&report)])[0];
    let record = &book.table("Evidence")[0];
    assert_eq!(typed(record, "Size (bytes)").1, &u64::MAX.to_string());
    assert_eq!(typed(record, "Collected on").1, "1815-12-10");
    assert_eq!(typed(record, "Expires on").1, "9999-12-31T00:00:00");
    let at = &book.table("Steps")[0]["Assessed at (UTC)"];
    assert!(value(at).starts_with("1811-"), "{at}");
}

#[test]
fn a_text_that_is_too_long_says_that_it_is_cut() {
    let mut a = clean(&[Role::Csp]);
    step(&mut a, "01").note = "🔑".repeat(20_000);
    step(&mut a, "02").note = "a".repeat(32_767);
    for n in 0..2_000 {
        let id = ev(&format!("ev-{n:05}"));
        let href = format!("evidence/{n:05}.pdf");
        let record = Evidence {
            href,
            ..Evidence::default()
        };
        a.evidence.insert(id.clone(), record);
        step(&mut a, "01").evidence.insert(id);
    }
    let report = build(&questionnaire(), &a, &BTreeMap::new());
    let book: &Book = &read(&[render(&report)])[0];
    let steps = book.table("Steps");
    for column in ["Note", "Evidence"] {
        let cut = value(&steps[0][column]);
        assert!(cut.contains("\n[cut here: "), "{column}");
        assert!((32_700..=32_767).contains(&cut.encode_utf16().count()));
    }
    assert_eq!(value(&steps[1]["Note"]), "a".repeat(32_767));
    assert_eq!(book.table("Evidence").len(), 2_001);
}
