//! The formats, read back by other people's readers; no text takes effect.

use crate::made::{control, hostile, provider, role, today};
use aicaiq::assessment::Role;
use aicaiq::portfolio::{Before, By, Filter, Portfolio, build};
use aicaiq::report::portfolio::{csv, json, text};
use aicaiq::report::{html, portfolio::csv::COLUMNS};
use aicaiq::text::visible;
use proptest::prelude::*;
use serde_json::Value;
use std::io::Write as _;
use std::process::{Command, Stdio};
use unicode_width::UnicodeWidthStr;

const HOSTILE: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "</title></pre></td></table></main><base href=//evil.example>",
    "=HYPERLINK(\"http://evil.example\")",
    "+1",
    "-1",
    "@x",
    "\t=1",
    "＝1",
    "line\r\nnext\n\n  third\tcolumn\u{2028}x\u{85}y",
    "right\u{202E}left \u{2066}in\u{2069} \u{1b}[31m \u{0} \u{7f} \u{9b}2J",
    "a,b;\"c\"",
    "鍵管理者鍵管理者鍵管理者鍵管理者鍵管理者鍵管理者鍵管理者鍵管理者鍵管理者",
    "a-very-long-name-without-any-space-in-it-that-does-not-fit-on-a-line-of-eighty-columns-at-all",
];

fn of(text: &str, by: By) -> Portfolio {
    let then = provider(
        &format!("dir/{text}"),
        text,
        vec![control(
            text,
            text,
            vec![role(Role::Csp, [0, 2, 3, 4]), role(Role::Ap, [1, 1, 1, 1])],
        )],
    );
    let before = Before {
        what: text.to_owned(),
        then: vec![then],
        now: None,
    };
    let now = [hostile(text), provider("b", "Beta", Vec::new())];
    build(&now, Some(&before), by, &Filter::default(), today())
}

pub fn small() -> Portfolio {
    let a = |gaps: [[usize; 4]; 5]| {
        let roles = Role::ALL.iter().zip(gaps).map(|(r, g)| role(*r, g));
        roles.collect::<Vec<_>>()
    };
    let keys = "Cryptography, Encryption & Key Management";
    let big = [
        [128, 4, 0, 2],
        [0, 11, 0, 0],
        [0, 0, 1234, 0],
        [0; 4],
        [0, 0, 0, 7],
    ];
    let mut acme = provider(
        "customers/acme",
        "Acme GenAI Platform, Frankfurt",
        vec![
            control("CEK-01", keys, a(big)),
            control("CEK-02", keys, a([[0, 1, 0, 0]; 5])),
            control("A&A-01", "Audit & Assurance", vec![role(Role::Csp, [0; 4])]),
        ],
    );
    acme.expiring = hostile("Key policy").expiring;
    let mut beta = provider(
        "customers/beta",
        "Beta",
        vec![control("CEK-02", keys, vec![role(Role::Csp, [1, 0, 0, 0])])],
    );
    beta.controls[0].overdue = hostile("Name the owners").controls[0].overdue.clone();
    let mut broken = control("CEK-01", keys, Vec::new());
    broken.problem = Some("line 3: not valid TOML".into());
    beta.controls.push(broken);
    let then = vec![
        provider(
            "before/acme",
            "Acme GenAI Platform, Frankfurt",
            vec![control("CEK-02", keys, vec![role(Role::Csp, [2, 0, 0, 0])])],
        ),
        provider(
            "before/gone",
            "Gone",
            vec![control("CEK-02", keys, vec![role(Role::Csp, [0, 0, 1, 0])])],
        ),
    ];
    let before = Before {
        what: "before".into(),
        then,
        now: None,
    };
    build(
        &[acme, beta],
        Some(&before),
        By::Role,
        &Filter::default(),
        today(),
    )
}

#[test]
fn text_is_readable_in_eighty_columns() {
    let p = small();
    let shown = text::render(&p, 80);
    insta::assert_snapshot!("text_by_role", shown);
    for line in shown.lines() {
        assert!(line.width() <= 80, "{line}");
    }
}

/// All records as Python's csv module reads them.
fn records(text: &str) -> Vec<Vec<String>> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let script = "import csv, json, sys\n\
                  print(json.dumps(list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8')))))";
    let output = Command::new("python3")
        .args(["-c", script])
        .arg(file.path())
        .output()
        .unwrap();
    assert!(output.status.success());
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn csv_has_all_of_it_and_no_formula() {
    let p = small();
    let rows = records(&csv::render(&p));
    assert_eq!(rows[0], COLUMNS);
    assert!(rows.iter().all(|r| r.len() == COLUMNS.len()));
    let of = |kind: &str| rows.iter().filter(|r| r[0] == kind).count();
    let cells = p.rows.iter().flat_map(|r| r.cells.iter().flatten()).count();
    assert_eq!(of("cell"), cells);
    assert_eq!(of("provider"), 3);
    assert_eq!(of("total"), p.columns.len() + 1);
    assert_eq!((of("expiring"), of("overdue"), of("problem")), (1, 1, 1));
    let total: usize = rows
        .iter()
        .filter(|r| r[0] == "cell")
        .map(|r| r[11].parse::<usize>().unwrap())
        .sum();
    assert_eq!(total, p.all.tally.gaps.major);
    for hostile in HOSTILE {
        let rows = records(&csv::render(&of_hostile(hostile)));
        for cell in rows.iter().flatten() {
            let start = cell.trim_start().chars().next();
            assert!(!start.is_some_and(|c| "=+-@＝＋－＠".contains(c)), "{cell}");
            assert!(!cell.starts_with(['\t', '\r', '\n']), "{cell:?}");
        }
        let shown = rows
            .iter()
            .flatten()
            .filter(|c| c.contains(&*aicaiq::text::visible(hostile)))
            .count();
        assert!(shown > 5, "{hostile}");
    }
}

fn of_hostile(text: &str) -> Portfolio {
    of(text, By::Control)
}

/// The pages as python3 reads them, with no problem in any.
fn pages(pages: &[String]) -> Vec<Value> {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/export/page.py");
    let mut child = Command::new("python3")
        .env("PYTHONIOENCODING", "utf-8")
        .arg(script)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("python3");
    let mut input = child.stdin.take().unwrap();
    input
        .write_all(&serde_json::to_vec(pages).unwrap())
        .unwrap();
    drop(input);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    let read: Vec<Value> = serde_json::from_slice(&output.stdout).unwrap();
    for (page, read) in pages.iter().zip(&read) {
        assert_eq!(read["problems"], serde_json::json!([]), "{page}");
        assert_eq!(*page, visible(page));
    }
    read
}

#[test]
fn pages_are_well_formed_and_nothing_in_them_is_markup() {
    let mut all = vec![
        html::portfolio::render(&small()),
        html::portfolio::render(&build(&[], None, By::Role, &Filter::default(), today())),
    ];
    for by in By::ALL {
        all.push(html::portfolio::render(&of("harmless", by)));
        all.extend(HOSTILE.iter().map(|t| html::portfolio::render(&of(t, by))));
    }
    let read = pages(&all);
    for (n, by) in By::ALL.iter().enumerate() {
        let base = 2 + n * (HOSTILE.len() + 1);
        for (i, text) in HOSTILE.iter().enumerate() {
            let page = &read[base + 1 + i];
            assert_eq!(page["shape"], read[base]["shape"], "{by:?} {text:?}");
            assert_eq!(page["links"], serde_json::json!([]));
            let shown = page["shown"].as_str().unwrap();
            let line = aicaiq::text::one_line(text);
            assert!(shown.contains(line.trim()), "{line:?} is not in {shown}");
        }
    }
}

#[test]
fn json_is_one_object_that_steers_nothing() {
    for text in HOSTILE {
        for by in By::ALL {
            let out = json::render(&of(text, by));
            assert_eq!(out, visible(&out));
            let read: Value = serde_json::from_str(&out).unwrap();
            assert_eq!(read["by"], by.as_str());
            let providers = read["providers"].as_array().unwrap();
            assert!(providers.iter().any(|p| p["subject"] == *text), "{text:?}");
        }
    }
    insta::assert_snapshot!("json_by_role", json::render(&small()));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn text_stays_within_its_width(text in "(\\PC|\n|\t){0,60}", width in 60_usize..130, by in 0_usize..3) {
        let p = of(&text, By::ALL[by]);
        let out = text::render(&p, width.max(80));
        for line in out.lines() {
            prop_assert!(line.width() <= width.max(80) + 1, "{} columns: {line}", line.width());
        }
        prop_assert_eq!(out.as_str(), visible(&out));
    }
}
