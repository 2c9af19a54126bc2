//! Cells that are merged, and roles that a control has no guideline of: what
//! looks filled and is not is told.

use crate::workbooks::line;
use aicaiq::assessment::Role;
use aicaiq::import::{Book, Imported, questionnaires};
use rust_xlsxwriter::{Format, Workbook, Worksheet};

pub fn merge(sheet: &mut Worksheet, from: (u32, u16), to: (u32, u16), text: &str) {
    sheet
        .merge_range(from.0, from.1, to.0, to.1, text, &Format::new())
        .unwrap();
}

/// A matrix of three controls, changed before it is read.
fn imported(change: impl Fn(&mut Worksheet)) -> Imported {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Auditing Guidelines").unwrap();
    let headings = [
        "Control Domain",
        "Control Title",
        "Control ID",
        "Control Specification",
        "Cloud Service Provider (CSP)",
        "Model Provider (MP)",
        "AI Customer (AIC)",
    ];
    line(sheet, 2, &headings);
    for (id, row) in ["A&A-02", "CEK-01", "CEK-02"].iter().zip(3..) {
        line(
            sheet,
            row,
            &[
                "SAMPLE",
                "SAMPLE title",
                id,
                "SAMPLE text",
                "1. SAMPLE",
                "1. SAMPLE",
            ],
        );
    }
    change(sheet);
    questionnaires(&[Book::read("SAMPLE.xlsx", &book.save_to_buffer().unwrap()).unwrap()])
}

fn notes(imported: &Imported) -> Vec<String> {
    imported.notes.iter().map(ToString::to_string).collect()
}

#[test]
fn a_guideline_that_a_merge_hides_is_told() {
    let imported = imported(|s| merge(s, (3, 4), (4, 4), "1. SAMPLE"));
    assert!(imported.questionnaires[1].role(Role::Csp).is_none());
    assert_eq!(
        notes(&imported),
        [
            "SAMPLE.xlsx: “Auditing Guidelines”, E5: CEK-01 gets no steps of CSP from here: the cell is merged into E4:E5, whose text counts for E4 alone; unmerge them and fill in each"
        ]
    );
}

#[test]
fn a_guideline_that_reaches_over_two_roles_is_told() {
    let imported = imported(|s| merge(s, (5, 4), (5, 5), "1. SAMPLE"));
    let said = notes(&imported);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains("F6: CEK-02 gets no steps of MP from here") && said[0].contains("E6:F6"),
        "{said:?}"
    );
}

#[test]
fn other_texts_that_a_merge_hides_are_told_and_a_domain_covers_its_controls() {
    let imported = imported(|s| {
        merge(s, (4, 0), (5, 0), "SAMPLE both - CEK");
        merge(s, (4, 1), (5, 1), "SAMPLE title");
    });
    let said = notes(&imported);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(
        said[0].contains("B6: nothing is said here of CEK-02") && said[0].contains("B5:B6"),
        "{said:?}"
    );
    assert_eq!(imported.questionnaires[1].control.domain, "SAMPLE both");
    assert_eq!(imported.lacking.len(), 1, "without a title");
    // Nothing but the domain merged: both are of it, and nothing is told.
    let imported = self::imported(|s| merge(s, (4, 0), (5, 0), "SAMPLE both - CEK"));
    assert_eq!(notes(&imported), [""; 0]);
    let domains = imported
        .questionnaires
        .iter()
        .map(|q| q.control.domain.as_str());
    assert_eq!(
        domains.collect::<Vec<_>>(),
        ["SAMPLE", "SAMPLE both", "SAMPLE both"]
    );
}

#[test]
fn a_role_that_other_controls_have_is_missed() {
    let imported = imported(|s| {
        s.write_blank(4, 5, &Format::new()).unwrap();
    });
    assert_eq!(
        notes(&imported),
        [
            "SAMPLE.xlsx: “Auditing Guidelines”, F3: “Model Provider (MP)”: no steps of MP for 1 control of 3, of which nothing stands here: CEK-01 (F5)"
        ],
        "and nothing of the customer, who has none anywhere"
    );
}

#[test]
fn guidelines_under_a_heading_without_a_role_are_told() {
    let imported = imported(|s| {
        s.write_string(2, 5, "Modeller").unwrap();
    });
    assert_eq!(
        notes(&imported),
        [
            "SAMPLE.xlsx: “Auditing Guidelines”, F3: “Modeller”: a questionnaire has no place for this column: 3 texts left out; the guidelines of a role have its name as their heading, such as “Model Provider (MP)”"
        ]
    );
}
