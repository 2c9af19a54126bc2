//! Answers into a copy of a workbook, and back.

use crate::python;
use crate::workbooks::{SHEET, Shape, caiq, parts, with_sheet};
use aicaiq::assessment::{Answer, Ownership};
use aicaiq::import::{Book, Cells, NotCopied, copy, filled};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn answered(text: &str) -> BTreeMap<String, Cells> {
    let cells = Cells {
        question: "Is SAMPLE 1 of CEK-02 there?".to_owned(),
        answer: Some(Answer::Yes),
        ownership: Some(Ownership::CspOwned),
        assumed: false,
        implementation: text.to_owned(),
        customer_responsibilities: "SAMPLE for the customer".to_owned(),
    };
    BTreeMap::from([("CEK-02.1".to_owned(), cells)])
}

/// Fails unless all parts but the questionnaire's sheet are the same.
fn only_the_sheet_differs(before: &[u8], after: &[u8]) {
    let (before, after) = (parts(before), parts(after));
    assert_eq!(before.len(), after.len());
    for ((name, old), (other, new)) in before.iter().zip(&after) {
        assert_eq!(name, other);
        assert_eq!(old == new, name != SHEET, "{name}");
    }
}

#[test]
fn only_four_cells_change() {
    for shape in [Shape::V10, Shape::V11] {
        let empty = caiq(shape, ["", "", "", ""]);
        let copied = copy(
            "CAIQ.xlsx",
            &empty,
            &answered("=1+1 is <text> & “more”\nof it _x000D_"),
        )
        .unwrap();
        assert_eq!((copied.questions, copied.changed), (1, 4));
        assert!(copied.notes.is_empty(), "{:?}", copied.notes);
        only_the_sheet_differs(&empty, &copied.bytes);
        let text = |bytes: &[u8]| {
            String::from_utf8(
                parts(bytes)
                    .into_iter()
                    .find(|(n, _)| n == SHEET)
                    .unwrap()
                    .1,
            )
            .unwrap()
        };
        let (old, new) = (text(&empty), text(&copied.bytes));
        let (head, _) = old.split_once("<c r=\"C7\"").unwrap();
        let (_, tail) = old.split_once("<c r=\"I7\"").unwrap();
        assert!(new.starts_with(head) && new.ends_with(tail));
        let style = old
            .split_once("<c r=\"E7\" ")
            .unwrap()
            .1
            .split_once("/>")
            .unwrap()
            .0;
        assert!(
            new.contains(&format!("<c r=\"E7\" {style} t=\"inlineStr\">")),
            "the format stays: {style}"
        );
        let back = filled(&Book::read("x", &copied.bytes).unwrap()).unwrap();
        let row = &back.rows[0];
        assert_eq!(
            (row.answer, row.ownership),
            (Some(Answer::Yes), Some(Ownership::CspOwned))
        );
        assert_eq!(row.implementation, "=1+1 is <text> & “more”\nof it _x000D_");
        // In the words of the sheet's own list.
        assert!(new.contains(">Owned by CSP<"));
    }
}

#[test]
fn openpyxl_reads_what_was_written() {
    let folder = tempfile::tempdir().unwrap();
    let (empty, out) = (
        folder.path().join("empty.xlsx"),
        folder.path().join("filled.xlsx"),
    );
    let bytes = caiq(Shape::V11, ["", "", "", ""]);
    std::fs::write(&empty, &bytes).unwrap();
    std::fs::write(
        &out,
        copy(
            "CAIQ.xlsx",
            &bytes,
            &answered("=HYPERLINK(\"x\") \u{1b}[31m\nSAMPLE é 🔑"),
        )
        .unwrap()
        .bytes,
    )
    .unwrap();
    let said = python::run("../import/compared.py", &[&empty, &out]);
    insta::assert_snapshot!("openpyxl", said);
}

#[test]
fn what_is_there_already_stays_where_nothing_is_recorded() {
    let full = caiq(
        Shape::V11,
        ["No", "Not Determined", "SAMPLE before", "SAMPLE kept"],
    );
    let mut answers = answered("SAMPLE now");
    answers
        .get_mut("CEK-02.1")
        .unwrap()
        .customer_responsibilities
        .clear();
    let copied = copy("CAIQ.xlsx", &full, &answers).unwrap();
    assert_eq!(copied.changed, 3);
    assert_eq!(copied.notes.len(), 1, "{:?}", copied.notes);
    let back = filled(&Book::read("x", &copied.bytes).unwrap()).unwrap();
    assert_eq!(back.rows[0].customer_responsibilities, "SAMPLE kept");
    // Written again, nothing changes.
    let again = copy("CAIQ.xlsx", &copied.bytes, &answers).unwrap();
    assert_eq!(again.changed, 0);
    assert_eq!(parts(&again.bytes), parts(&copied.bytes));
}

#[test]
fn a_word_that_the_sheet_s_list_does_not_have_becomes_its_own() {
    let answers = answered("SAMPLE");
    for (words, changed) in [
        (["y", "CSP", "SAMPLE"], 2),
        (["YES", "csp-owned", "SAMPLE"], 2),
        (["Yes", "Owned by CSP", "SAMPLE"], 0),
    ] {
        let [answer, owner, text] = words;
        let rest = &answers["CEK-02.1"].customer_responsibilities;
        let full = caiq(Shape::V11, [answer, owner, text, rest]);
        let copied = copy("CAIQ.xlsx", &full, &answers).unwrap();
        assert_eq!(copied.changed, changed, "{words:?}");
        // It said nothing else.
        assert!(copied.replaced.is_empty(), "{:?}", copied.replaced);
        let (_, xml) = parts(&copied.bytes)
            .into_iter()
            .find(|(n, _)| n == SHEET)
            .unwrap();
        let xml = String::from_utf8(xml).unwrap();
        assert_eq!(
            xml.contains(">Yes<") && xml.contains(">Owned by CSP<"),
            changed > 0,
            "{xml}"
        );
    }
}

#[test]
fn a_cell_with_a_formula_is_left_alone() {
    let formula = with_sheet(&caiq(Shape::V11, ["", "", "", ""]), |xml| {
        let (before, rest) = xml.split_once("<c r=\"E7\"").unwrap();
        let (_, after) = rest.split_once("/>").unwrap();
        format!("{before}<c r=\"E7\" t=\"str\"><f>A1</f><v>x</v></c>{after}")
    });
    let copied = copy("CAIQ.xlsx", &formula, &answered("SAMPLE")).unwrap();
    assert_eq!(
        (copied.changed, copied.notes.len()),
        (3, 1),
        "{:?}",
        copied.notes
    );
}

#[test]
fn cells_that_are_not_there_are_put_where_they_belong() {
    // No cells C to F, no addresses at all, and another prefix.
    let bare = with_sheet(&caiq(Shape::V11, ["", "", "", ""]), |xml| {
        let mut xml = xml;
        for column in ["C", "D", "E", "F"] {
            let (before, rest) = xml.split_once(&format!("<c r=\"{column}7\"")).unwrap();
            let (_, after) = rest.split_once("/>").unwrap();
            xml = format!("{before}{after}");
        }
        xml
    });
    let copied = copy("CAIQ.xlsx", &bare, &answered("SAMPLE")).unwrap();
    assert_eq!(copied.changed, 4);
    let back = filled(&Book::read("x", &copied.bytes).unwrap()).unwrap();
    assert_eq!(back.rows[0].implementation, "SAMPLE");
    let prefixed = with_sheet(&bare, |xml| {
        let xml = xml
            .replace("<worksheet xmlns=", "<x:worksheet xmlns:x=")
            .replace("</worksheet>", "</x:worksheet>");
        let mut out = xml;
        for name in [
            "sheetData",
            "row",
            "c",
            "v",
            "dimension",
            "cols",
            "col",
            "is",
            "t",
        ] {
            for end in [" ", ">", "/>"] {
                out = out
                    .replace(&format!("<{name}{end}"), &format!("<x:{name}{end}"))
                    .replace(&format!("</{name}{end}"), &format!("</x:{name}{end}"));
            }
        }
        out
    });
    let copied = copy("CAIQ.xlsx", &prefixed, &answered("SAMPLE")).unwrap();
    let back = filled(&Book::read("x", &copied.bytes).unwrap()).unwrap();
    assert_eq!(back.rows[0].implementation, "SAMPLE");
}

#[test]
fn a_workbook_without_the_questions_is_refused() {
    let mut answers = answered("SAMPLE");
    let cells = answers.remove("CEK-02.1").unwrap();
    answers.insert("AIS-77.1".into(), cells);
    let error = copy("x", &caiq(Shape::V11, ["", "", "", ""]), &answers).unwrap_err();
    assert!(matches!(error, NotCopied::NoQuestion(_)), "{error}");
    let error = copy(
        "x",
        &crate::workbooks::aicm(Shape::V11),
        &answered("SAMPLE"),
    )
    .unwrap_err();
    assert!(matches!(error, NotCopied::NoSheet), "{error}");
    let long = copy(
        "x",
        &caiq(Shape::V11, ["", "", "", ""]),
        &answered(&"x".repeat(40_000)),
    )
    .unwrap();
    assert_eq!((long.changed, long.notes.len()), (3, 1));
}

#[test]
fn a_question_of_other_words_is_told() {
    let mut answers = answered("SAMPLE");
    answers.get_mut("CEK-02.1").unwrap().question = "Is it raining?".into();
    let copied = copy("CAIQ.xlsx", &caiq(Shape::V11, ["", "", "", ""]), &answers).unwrap();
    let notes: Vec<String> = copied.notes.iter().map(ToString::to_string).collect();
    assert_eq!(notes.len(), 1);
    assert!(
        notes[0].contains("B7") && notes[0].contains("worded otherwise"),
        "{notes:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_arrives(text in "[a-z<>&\"'= _x0-9D\n☑é]{1,60}") {
        prop_assume!(!text.trim().is_empty());
        let empty = caiq(Shape::V11, ["", "", "", ""]);
        let copied = copy("x", &empty, &answered(&text)).unwrap();
        only_the_sheet_differs(&empty, &copied.bytes);
        let back = filled(&Book::read("x", &copied.bytes).unwrap()).unwrap();
        let lines = |t: &str| t.trim().lines().map(|l| l.trim_end().to_owned()).collect::<Vec<_>>();
        prop_assert_eq!(lines(&back.rows[0].implementation), lines(&text));
    }
}
