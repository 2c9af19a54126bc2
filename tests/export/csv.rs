//! The table is one for other programs: Python's csv module reads it back.

use crate::sample::*;
use crate::{build, sample_report};
use aicaiq::assessment::*;
use aicaiq::report::csv::{COLUMNS, render};
use std::collections::BTreeMap;

/// All records as Python's csv module reads them.
pub fn read_back(text: &str) -> Vec<Vec<String>> {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), text).unwrap();
    let script = "import csv, json, sys\n\
                  rows = list(csv.reader(open(sys.argv[1], newline='', encoding='utf-8')))\n\
                  print(json.dumps(rows))";
    let output = std::process::Command::new("python3")
        .args(["-c", script])
        .arg(file.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).unwrap()
}

#[test]
fn every_item_is_a_record_with_all_columns() {
    let report = sample_report();
    let rows = read_back(&render(&report));
    assert_eq!(rows[0], COLUMNS);
    let items: usize = report.roles.iter().map(|r| r.rows.len()).sum();
    assert_eq!(rows.len(), items + 1);
    assert!(rows.iter().all(|r| r.len() == COLUMNS.len()));
    insta::assert_snapshot!("csv_of_the_sample", render(&report).replace("\r\n", "\n"));
}

#[test]
fn no_cell_is_a_formula_and_no_text_is_lost() {
    for start in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "a,\"b\"\nc",
        "'quoted",
    ] {
        let mut a = clean(&[Role::Csp]);
        let text = format!("{start} cmd|'/c calc'!A0");
        step(&mut a, "01").note.clone_from(&text);
        step(&mut a, "01").justification.clone_from(&text);
        a.subject.clone_from(&text);
        let rows = read_back(&render(&build(&questionnaire(), &a, &BTreeMap::new())));
        let cells: Vec<&String> = rows
            .iter()
            .flatten()
            .filter(|c| c.contains("calc"))
            .collect();
        assert!(cells.len() >= 3, "{rows:?}");
        for cell in cells {
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
                "{cell:?}"
            );
            assert_eq!(cell.trim_start_matches('\''), text.trim_start_matches('\''));
        }
    }
}
