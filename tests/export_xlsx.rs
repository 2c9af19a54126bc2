//! What the workbook says, and that nothing in it takes effect. The workbooks
//! are read back by openpyxl.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "export/cells.rs"]
mod cells;
#[path = "export/python.rs"]
#[allow(dead_code)]
mod python;
mod sample;

use aicaiq::assessment::*;
use aicaiq::gaps::Context;
use aicaiq::questionnaire::Questionnaire;
use aicaiq::report::{self, Report, xlsx};
use chrono::{DateTime, TimeZone, Utc};
use sample::*;
use serde_json::Value;
use std::collections::BTreeMap;
use std::process::Command;

const SHEETS: [&str; 6] = ["Summary", "Steps", "Gaps", "Actions", "Evidence", "AI-CAIQ"];

fn build(q: &Questionnaire, a: &Assessment, files: &BTreeMap<EvidenceId, FileState>) -> Report {
    let ctx = Context {
        today: today(),
        soon_days: 30,
        files,
    };
    report::build(q, a, &ctx)
}

fn sample_report() -> Report {
    let (a, files) = mixed();
    build(&questionnaire(), &a, &files)
}

fn now() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 11, 24, 18, 0, 1).unwrap()
}

fn render(report: &Report) -> Vec<u8> {
    xlsx::render(report, now()).unwrap()
}

/// The workbooks as openpyxl reads them, with no problem in any.
fn read(books: &[Vec<u8>]) -> Vec<Book> {
    let folder = tempfile::tempdir().unwrap();
    let names: Vec<_> = (0..books.len())
        .map(|n| folder.path().join(format!("{n}.xlsx")))
        .collect();
    for (name, bytes) in names.iter().zip(books) {
        std::fs::write(name, bytes).unwrap();
    }
    let output = Command::new(python::python())
        .arg(concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/tests/export/workbook.py"
        ))
        .args(&names)
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said, "", "openpyxl warns of what it cannot read");
    let read: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(read.len(), books.len());
    for book in &read {
        assert_eq!(book["problems"], serde_json::json!([]));
    }
    read.into_iter().map(Book).collect()
}

struct Book(Value);

impl Book {
    fn sheet(&self, name: &str) -> &Value {
        let sheets = self.0["sheets"].as_array().unwrap();
        sheets.iter().find(|s| s["name"] == name).unwrap()
    }

    fn headers(&self, sheet: &str) -> Vec<String> {
        let rows = self.sheet(sheet)["rows"].as_array().unwrap();
        let cells = rows[0].as_array().unwrap().iter();
        cells
            .map(|c| c["value"].as_str().unwrap().to_owned())
            .collect()
    }

    /// The rows of a table below its header, each by header.
    fn table(&self, sheet: &str) -> Vec<BTreeMap<String, Value>> {
        let headers = self.headers(sheet);
        let rows = self.sheet(sheet)["rows"].as_array().unwrap();
        rows.iter()
            .skip(1)
            .map(|r| {
                let cells = r.as_array().unwrap().iter().cloned();
                headers.iter().cloned().zip(cells).collect()
            })
            .collect()
    }

    /// The cells of the summary beside a label.
    fn beside(&self, label: &str) -> Vec<&Value> {
        let rows = self.sheet("Summary")["rows"].as_array().unwrap();
        let row = rows.iter().find(|r| r[0]["value"] == label);
        let row = row.unwrap_or_else(|| panic!("{label} is not in the summary"));
        row.as_array().unwrap().iter().skip(1).collect()
    }
}

#[test]
fn rows_are_as_high_as_their_wrapped_texts() {
    let book = &read(&[render(&sample_report())])[0];
    for name in SHEETS {
        let sheet = book.sheet(name);
        let widths = sheet["widths"].as_array().unwrap();
        let rows = sheet["rows"].as_array().unwrap().iter();
        let mut high = 0;
        for (row, height) in rows.zip(sheet["heights"].as_array().unwrap()) {
            let height = height.as_f64().unwrap_or(15.0);
            high += usize::from(height > 15.0);
            for (cell, width) in row.as_array().unwrap().iter().zip(widths) {
                let text = cell["value"].as_str().unwrap_or_default();
                if cell["wrap"] != true {
                    continue;
                }
                let lines = text.split('\n').map(|line| {
                    (line.chars().count() as f64 / width.as_f64().unwrap())
                        .ceil()
                        .max(1.0)
                });
                let needed = (15.0 * lines.sum::<f64>()).min(409.0);
                assert!(height >= needed, "{name}: {height} for {text:?}");
            }
        }
        assert!(high > 0 || name == "Actions", "{name} has no wrapped row");
    }
}

#[test]
fn sheets_are_set_up_for_the_screen_and_for_paper() {
    let roles = [Role::Csp, Role::Mp, Role::Osp, Role::Ap];
    let all = build(&questionnaire(), &clean(&roles), &BTreeMap::new());
    let empty = build(&questionnaire(), &Assessment::default(), &BTreeMap::new());
    let mut embedded = clean(&roles);
    embedded.subject = "R&D &P of \"us\"\n&[Page] &".into();
    let embedded = build(
        aicaiq::questionnaire::embedded(),
        &embedded,
        &BTreeMap::new(),
    );
    let reports = [sample_report(), all, empty, embedded];
    let books = read(&reports.each_ref().map(render));
    for (book, report) in books.iter().zip(&reports) {
        let sheets = book.0["sheets"].as_array().unwrap();
        let names: Vec<&str> = sheets.iter().map(|s| s["name"].as_str().unwrap()).collect();
        assert_eq!(names, SHEETS);
        for sheet in sheets {
            let name = sheet["name"].as_str().unwrap();
            let frozen = match name {
                "Steps" | "Actions" => "C2",
                "Evidence" | "AI-CAIQ" => "B2",
                _ => "A2",
            };
            assert_eq!(sheet["frozen"], frozen, "{name}");
            if name == "Summary" {
                assert!(sheet["filter"].is_null());
            } else {
                assert_eq!(sheet["filter"], sheet["dimensions"], "{name}");
            }
            assert_eq!(sheet["custom"], true, "{name}");
            let widths = sheet["widths"].as_array().unwrap().iter();
            assert!(
                widths
                    .clone()
                    .all(|w| (7.0..=70.0).contains(&w.as_f64().unwrap())),
                "{name}: {widths:?}"
            );
            assert_eq!(sheet["landscape"], true, "{name}");
            assert_eq!(sheet["fit"], serde_json::json!([true, 1, 0]), "{name}");
            assert_eq!(sheet["repeated"], "$1:$1", "{name}");
            assert_eq!(sheet["footer"][1], "Page &P of &N", "{name}");
            for cell in sheet["rows"].as_array().unwrap().iter().skip(1) {
                for cell in cell.as_array().unwrap().iter().filter(|c| !c.is_null()) {
                    assert_ne!(cell["type"], "f", "{cell}");
                    assert_eq!(cell["vertical"], "top", "{cell}");
                }
            }
        }
        let steps: usize = report.roles.iter().map(|r| r.roll_up.counts.total()).sum();
        assert_eq!(book.table("Steps").len(), steps);
        assert_eq!(book.table("Gaps").len(), report.gaps.len());
        assert_eq!(book.table("Evidence").len(), report.evidence.len());
    }
    let header = |book: &Book| book.sheet("Steps")["header"].clone();
    assert_eq!(
        header(&books[0]),
        serde_json::json!(["Acme GenAI Platform", null, "T-01"])
    );
    assert_eq!(header(&books[3])[0], "R&&D &&P of \"us\" && [Page] &&");
}

#[test]
fn the_same_report_and_time_are_the_same_bytes() {
    let report = sample_report();
    let first = render(&report);
    assert!((0..4).all(|_| render(&report) == first));
    let later = xlsx::render(&report, now() + chrono::TimeDelta::hours(1)).unwrap();
    assert_ne!(later, first);
    let books = read(&[first, later]);
    assert_eq!(books[0].0["created"], "2026-11-24T18:00:01");
    assert_eq!(books[0].0["modified"], "2026-11-24T18:00:01");
    assert_eq!(books[1].0["created"], "2026-11-24T19:00:01");
    assert_eq!(books[0].0["author"], "sample assessor");
    assert_eq!(
        books[0].0["title"],
        "Acme GenAI Platform · T-01 Keys and people"
    );
}

#[test]
fn the_summary_says_what_it_came_to() {
    let book = &read(&[render(&sample_report())])[0];
    let values = |label: &str| -> Vec<Value> {
        let cells = book.beside(label).into_iter();
        cells.map(|c| c["value"].clone()).collect()
    };
    assert_eq!(values("Subject")[0], "Acme GenAI Platform");
    assert_eq!(values("As of")[0], "2026-11-24T00:00:00");
    assert_eq!(book.beside("As of")[0]["type"], "d");
    let source = book.beside("Source")[0];
    assert_eq!(source["link"][0], "https://example.com/t-01");
    // The first of CSP is the row of its result, the denominators stand in
    // the format.
    let result = book.beside("CSP");
    assert_eq!(result[1]["value"], "partially-satisfied");
    for (cell, count) in result.iter().skip(2).zip([3, 1, 1, 0, 1, 0, 3]) {
        assert_eq!(
            (&cell["type"], &cell["value"]),
            (&"n".into(), &count.into())
        );
    }
    assert_eq!(result[2]["format"], "0\" of 3\"");
    let rows = book.sheet("Summary")["rows"].as_array().unwrap();
    let signed = rows
        .iter()
        .find(|r| r[1]["value"] == "I stand for these answers.")
        .unwrap();
    let signed: Vec<&Value> = (2..7).map(|n| &signed[n]["value"]).collect();
    assert_eq!(signed[0], "stale: the answers changed since");
    assert_eq!(
        (signed[1], signed[2], signed[3]),
        (&0.into(), &"L. Lead".into(), &"2026-11-23T09:00:00".into())
    );
    assert!(signed[4].as_str().unwrap().starts_with("sha256:cdcd"));
    assert_eq!(values("PI · Processing infrastructure")[2], "Shared CSP-MP");
    assert_eq!(values("Standard P")[2], "Partial Gap");
    assert_eq!(values("Attribution")[0], "Text by the test");
    assert_eq!(values("Licence")[0], "None");
    let report = sample_report();
    for severity in aicaiq::gaps::Severity::ALL {
        let count = report
            .gaps
            .iter()
            .filter(|g| g.severity == severity)
            .count();
        assert_eq!(values(severity.as_str())[1], count, "{severity}");
    }
}

#[test]
fn a_warning_is_on_the_first_sheet() {
    let mut a = clean(&[Role::Csp]);
    a.questionnaire_digest = "sha256:other".into();
    let report = build(&questionnaire(), &a, &BTreeMap::new());
    let book = &read(&[render(&report)])[0];
    let warning = book.beside("Warning")[0]["value"].as_str().unwrap();
    assert!(warning.contains("text has changed since it was answered"));
}

#[test]
fn the_program_writes_a_workbook_to_a_file_and_to_a_pipe() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("a.xlsx");
    let export = |more: &[&std::ffi::OsStr]| {
        let output = Command::new(env!("CARGO_BIN_EXE_aicaiq"))
            .current_dir(env!("CARGO_MANIFEST_DIR"))
            .env("HOME", folder.path())
            .env("XDG_CONFIG_HOME", folder.path())
            .env("XDG_STATE_HOME", folder.path())
            .env("SOURCE_DATE_EPOCH", "1795514400")
            .args(["export", "assets/sample/sample.cek-02.toml"])
            .args(["--format", "xlsx"])
            .args(more)
            .output()
            .unwrap();
        assert!(output.status.success());
        output.stdout
    };
    let piped = export(&[]);
    assert!(export(&["--out".as_ref(), out.as_ref()]).is_empty());
    assert_eq!(std::fs::read(&out).unwrap(), piped);
    let book = &read(&[piped])[0];
    assert_eq!(book.0["created"], "2026-11-24T10:00:00");
    assert_eq!(book.table("Steps").len(), 22);
}

#[test]
fn what_the_last_assessment_suggests_has_a_column_and_is_no_answer() {
    let (old, _) = mixed();
    let a = aicaiq::compare::carry(&old, &questionnaire(), None).assessment;
    let report = build(&questionnaire(), &a, &BTreeMap::new());
    let books = read(&[render(&report)]);
    let book = &books[0];
    let of = |sheet: &str, column: &str, item: &str| {
        let mut rows = book.table(sheet).into_iter();
        rows.find(|r| r[column]["value"] == item).unwrap()
    };
    let step = of("Steps", "Step", "01");
    assert_eq!(step["Outcome"]["value"], "not-assessed");
    assert_eq!(step["Suggested, not confirmed"]["value"], "satisfied");
    let question = of("AI-CAIQ", "Question ID", "T-01.1");
    assert_eq!(
        question["Service Provider AI-CAIQ Answer"]["value"],
        Value::Null
    );
    assert_eq!(question["Suggested, not confirmed"]["value"], "Yes");
}
