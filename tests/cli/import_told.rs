//! `aicaiq import` of workbooks that people changed: what was not read is told
//! by its cell, with how to mend it.

use crate::runner::{Folder, Ran};
use crate::workbooks::{Shape, aicm, caiq};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

const CONTROLS: [&str; 4] = ["A&A-01", "A&A-02", "CEK-01", "CEK-02"];

fn line(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (text, column) in texts.iter().zip(0..) {
        if !text.is_empty() {
            sheet.write_string(row, column, *text).unwrap();
        }
    }
}

/// A matrix, its sheets changed before it is written.
fn matrix(folder: &Folder, controls: impl Fn(&mut Worksheet), guidelines: impl Fn(&mut Worksheet)) {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("AICM").unwrap();
    line(
        sheet,
        2,
        &[
            "Control Domain",
            "Control Title",
            "Control ID",
            "Control Specification",
        ],
    );
    for (id, row) in CONTROLS.iter().zip(3..) {
        line(sheet, row, &["SAMPLE", "SAMPLE title", id, "SAMPLE text"]);
    }
    controls(sheet);
    let sheet = book
        .add_worksheet()
        .set_name("Auditing Guidelines")
        .unwrap();
    let headings = [
        "Control Title",
        "Control ID",
        "Cloud Service Provider (CSP)",
        "Model Provider (MP)",
    ];
    line(sheet, 2, &headings);
    for (id, row) in CONTROLS.iter().zip(3..) {
        line(
            sheet,
            row,
            &["SAMPLE title", id, "1. One.\n2. Two.", "1. One."],
        );
    }
    guidelines(sheet);
    folder.write("M.xlsx", book.save_to_buffer().unwrap());
}

/// The sheets of a questionnaire, each with its name and how its row of
/// headings and its rows of questions are changed.
type Change<'a> = &'a dyn Fn(&mut Worksheet);

fn questions(folder: &Folder, name: &str, sheets: &[(&str, bool, Change<'_>)]) {
    let mut book = Workbook::new();
    for (title, is_filled, change) in sheets {
        let sheet = book.add_worksheet().set_name(*title).unwrap();
        line(
            sheet,
            1,
            &[
                "Question ID",
                "Assessment Question",
                "CSP CAIQ Answer",
                "SSRM Control Ownership",
                "CSP Implementation Description",
                "CSC Responsibilities",
                "AICM Control ID",
                "AICM Control Title",
            ],
        );
        for (id, row) in CONTROLS.iter().zip(2..) {
            let question = format!("{id}.1");
            let mut cells = vec![question.as_str(), "Is it SAMPLE?"];
            if *is_filled {
                cells.extend(["Yes", "CSP-Owned", "SAMPLE: how", "SAMPLE: rest"]);
            } else {
                cells.extend([""; 4]);
            }
            cells.extend([*id, "SAMPLE title"]);
            line(sheet, row, &cells);
        }
        change(sheet);
    }
    folder.write(name, book.save_to_buffer().unwrap());
}

fn same(_: &mut Worksheet) {}

/// A folder with questionnaires of the four controls.
fn made() -> Folder {
    let folder = Folder::new();
    matrix(&folder, same, same);
    questions(&folder, "EMPTY.xlsx", &[("AI-CAIQ", false, &same)]);
    let ran = folder.run(&["import", "M.xlsx", "EMPTY.xlsx", "--out", "q"]);
    assert_eq!(ran.code, 0, "{ran}");
    folder
}

fn answers(folder: &Folder, name: &str, more: &[&str]) -> Ran {
    let mut words = vec!["import", "--answers", name, "--role", "CSP"];
    if !more.contains(&"--into") {
        words.extend(["--into", "acme", "--questionnaires", "q"]);
        words.extend(["--subject", "Acme"]);
    }
    words.extend(more);
    folder.run(&words)
}

#[test]
fn a_run_says_what_the_controls_have_and_which_are_unlike_the_others() {
    let folder = Folder::new();
    matrix(&folder, same, |s| {
        s.merge_range(4, 2, 5, 2, "1. One.", &Format::new())
            .unwrap();
    });
    questions(
        &folder,
        "Q.xlsx",
        &[("AI-CAIQ", false, &|s| {
            s.write_blank(5, 0, &Format::new()).unwrap();
        })],
    );
    let ran = folder.run(&["import", "M.xlsx", "Q.xlsx", "--out", "q"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran}");
    insta::assert_snapshot!("import_unlike", ran.err);
    let again = folder.run(&["import", "M.xlsx", "Q.xlsx", "--out", "q", "--dry-run"]);
    let unlike = |ran: &Ran| {
        let lines = ran.err.lines().filter(|l| l.contains("unlike most"));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(unlike(&again), unlike(&ran));
}

#[test]
fn many_controls_that_are_unlike_the_others_are_counted() {
    let folder = Folder::new();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet().set_name("Audit").unwrap();
    line(sheet, 0, &["Control ID", "Control Title", "CSP", "MP"]);
    for n in 1..=90_u32 {
        let mp = if n % 3 == 0 { "" } else { "1. One." };
        line(sheet, n, &[&format!("CEK-{n:02}"), "SAMPLE", "1. One.", mp]);
    }
    folder.write("M.xlsx", book.save_to_buffer().unwrap());
    let ran = folder.run(&["import", "M.xlsx", "--out", "q"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.err
            .contains("90 controls: 0 questions · steps CSP 90, MP 60")
            && ran.err.contains("and 10 more unlike most")
            && ran.err.contains(
                "no steps of MP for 30 controls of 90, of which nothing stands here: CEK-03 (D4), "
            )
            && ran.err.contains("CEK-24 (D25) and 22 more\n"),
        "{ran}"
    );
}
