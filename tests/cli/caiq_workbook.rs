//! `export --format caiq-workbook`: what is told of the cells and questions of
//! the workbook.

use crate::import_made::{answers, copied, made, questions, same};
use crate::runner::Folder;
use crate::x01::{STEPS, x01};
use rust_xlsxwriter::{Format, Formula, Worksheet};

/// A folder `acme` with the answers of a filled workbook.
fn answered() -> Folder {
    let folder = made();
    questions(&folder, "F.xlsx", &[("AI-CAIQ", true, &same)]);
    let ran = answers(&folder, "F.xlsx", &[]);
    assert_eq!(ran.code, 0, "{ran}");
    folder
}

fn write(sheet: &mut Worksheet, row: u32, column: u16, text: &str) {
    sheet.write_string(row, column, text).unwrap();
}

#[test]
fn cells_that_said_something_else_are_listed() {
    let folder = answered();
    let long = "SAMPLE of a text that is long and the same for a while, then ";
    for (id, text) in [("CEK-01", "A"), ("CEK-02", "B")] {
        let file = format!("acme/{id}.toml");
        let item = format!("CSP.{id}.1");
        let text = format!("{long}{text}");
        let ran = folder.run(&["set", &file, &item, "--implementation", &text]);
        assert_eq!(ran.code, 0, "{ran}");
    }
    questions(
        &folder,
        "E.xlsx",
        &[("AI-CAIQ", true, &|s| {
            write(s, 2, 2, "No");
            write(s, 2, 3, "Owned by CSP");
            write(s, 2, 4, "SAMPLE\u{1b}[31m\nbefore");
            write(s, 4, 4, &format!("{long}other"));
            s.write_formula(5, 4, Formula::new("=A1").set_result("SAMPLE"))
                .unwrap();
        })],
    );
    let ran = copied(&folder, "acme", "E.xlsx", "C.xlsx", &[]);
    insta::assert_snapshot!("workbook_replaced", ran.to_string());
    // Into one that says the same, nothing is listed.
    let ran = copied(&folder, "acme", "C.xlsx", "D.xlsx", &[]);
    assert!(!ran.err.contains("difference"), "{ran}");
}

#[test]
fn an_ownership_that_nobody_stated_is_told_and_replaces_none() {
    let folder = made();
    questions(
        &folder,
        "F.xlsx",
        &[("AI-CAIQ", true, &|s| {
            for row in [2, 3] {
                write(s, row, 2, "NA");
                s.write_blank(row, 3, &Format::new()).unwrap();
            }
        })],
    );
    let ran = answers(&folder, "F.xlsx", &[]);
    assert_eq!(ran.code, 0, "{ran}");
    questions(
        &folder,
        "E.xlsx",
        &[("AI-CAIQ", false, &|s| write(s, 3, 3, "MP-Owned"))],
    );
    let ran = copied(&folder, "acme", "E.xlsx", "C.xlsx", &[]);
    insta::assert_snapshot!("workbook_assumed", ran.to_string());
}

#[test]
fn what_is_not_answered_is_counted_and_named_where_the_workbook_asks_it() {
    let folder = made();
    questions(
        &folder,
        "F.xlsx",
        &[("AI-CAIQ", true, &|s| {
            for (row, column) in [(3, 2), (3, 3), (3, 4), (4, 2), (5, 2)] {
                s.write_blank(row, column, &Format::new()).unwrap();
            }
        })],
    );
    let ran = answers(&folder, "F.xlsx", &[]);
    assert_eq!(ran.code, 0, "{ran}");
    let words = ["set", "acme/A&A-02.toml", "CSP.A&A-02.1"];
    let ran = folder.run(&[&words[..], &["--customer-responsibilities", ""]].concat());
    assert_eq!(ran.code, 0, "{ran}");
    questions(
        &folder,
        "E.xlsx",
        &[("AI-CAIQ", false, &|s| {
            s.write_blank(5, 0, &Format::new()).unwrap();
        })],
    );
    let ran = copied(&folder, "acme", "E.xlsx", "C.xlsx", &[]);
    insta::assert_snapshot!("workbook_open", ran.to_string());
    // As CSV every control that is not ready is named at once.
    let words = ["export", "acme", "--format", "caiq", "--role", "CSP"];
    let ran = folder.run(&[&words[..], &["--out", "rep"]].concat());
    assert!(!folder.path("rep").exists(), "{ran}");
    insta::assert_snapshot!("caiq_folder_refused", ran.to_string());
}

#[test]
fn ids_of_questionnaires_at_hand_go_both_ways_whatever_their_shape() {
    for id in ["X-01", "Iso27-5.3"] {
        let folder = Folder::new();
        std::fs::create_dir(folder.path("q")).unwrap();
        folder.write("q/own.toml", x01(STEPS).replace("X-01", id));
        let renamed = |s: &mut rust_xlsxwriter::Worksheet| {
            for (row, column) in (3..6).flat_map(|row| (0..8).map(move |column| (row, column))) {
                s.write_blank(row, column, &Format::new()).unwrap();
            }
            write(s, 2, 0, &format!(" {}.1", id.to_lowercase()));
            write(s, 2, 6, id);
        };
        questions(&folder, "F.xlsx", &[("AI-CAIQ", true, &renamed)]);
        questions(&folder, "E.xlsx", &[("AI-CAIQ", false, &renamed)]);
        let ran = answers(&folder, "F.xlsx", &[]);
        assert_eq!(ran.code, 0, "{ran}");
        let file = std::fs::read_to_string(folder.path(&format!("acme/{id}.toml"))).unwrap();
        assert!(
            file.contains(&format!("questions.\"{id}.1\"]\nanswer = \"Yes\"")),
            "{file}"
        );
        let ran = copied(&folder, "acme", "E.xlsx", "C.xlsx", &[]);
        assert!(
            ran.err
                .ends_with("1 question of CSP into “AI-CAIQ”, 4 cells changed\n"),
            "{ran}"
        );
    }
}
