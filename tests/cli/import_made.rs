//! Workbooks of four controls that tests change, and what is run with them.

use crate::runner::{Folder, Ran};
use crate::workbooks::line;
use rust_xlsxwriter::{Workbook, Worksheet};

const CONTROLS: [&str; 4] = ["A&A-01", "A&A-02", "CEK-01", "CEK-02"];

/// A matrix, its sheets changed before it is written.
pub fn matrix(
    folder: &Folder,
    controls: impl Fn(&mut Worksheet),
    guidelines: impl Fn(&mut Worksheet),
) {
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

/// How a sheet is changed before it is written.
pub type Change<'a> = &'a dyn Fn(&mut Worksheet);

/// A questionnaire of these sheets: each with its name, whether it is filled
/// in, and how it is changed.
pub fn questions(folder: &Folder, name: &str, sheets: &[(&str, bool, Change<'_>)]) {
    let mut book = Workbook::new();
    for (title, is_filled, change) in sheets {
        let sheet = book.add_worksheet().set_name(*title).unwrap();
        line(
            sheet,
            1,
            &[
                "Question ID",
                "Assessment Question",
                "AI-CAIQ Answer",
                "SSRM Control Ownership",
                "Implementation Description",
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

pub fn same(_: &mut Worksheet) {}

/// A folder with questionnaires of the four controls.
pub fn made() -> Folder {
    let folder = Folder::new();
    matrix(&folder, same, same);
    questions(&folder, "EMPTY.xlsx", &[("AI-CAIQ", false, &same)]);
    let ran = folder.run(&["import", "M.xlsx", "EMPTY.xlsx", "--out", "q"]);
    assert_eq!(ran.code, 0, "{ran}");
    folder
}

/// Takes the answers of a workbook as CSP into a new folder, or as `more` says.
pub fn answers(folder: &Folder, name: &str, more: &[&str]) -> Ran {
    if more.contains(&"--into") {
        return answers_of(folder, name, "CSP", more);
    }
    let mut words = vec!["--into", "acme", "--questionnaires", "q"];
    words.extend(["--subject", "Acme"]);
    words.extend(more);
    answers_of(folder, name, "CSP", &words)
}

/// Takes the answers of a workbook as those of a role.
pub fn answers_of(folder: &Folder, name: &str, role: &str, more: &[&str]) -> Ran {
    let mut words = vec!["import", "--answers", name, "--role", role];
    words.extend(more);
    folder.run(&words)
}

/// Writes answers as CSP into a copy of a workbook.
pub fn copied(folder: &Folder, from: &str, into: &str, out: &str, more: &[&str]) -> Ran {
    let mut words = vec!["export", from, "--format", "caiq-workbook"];
    words.extend(["--role", "CSP", "--into", into, "--out", out]);
    words.extend(more);
    folder.run(&words)
}
