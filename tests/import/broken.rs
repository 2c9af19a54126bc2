//! Files that are no workbooks, and workbooks that mean harm.

use crate::workbooks::{Shape, aicm, caiq, packed, parts, with_sheet};
use aicaiq::import::{Book, Cells, Unreadable, copy, filled, questionnaires};
use proptest::prelude::*;
use std::collections::BTreeMap;

fn said(bytes: &[u8]) -> String {
    Book::read("x", bytes).unwrap_err().to_string()
}

#[test]
fn what_is_no_workbook_is_named() {
    let mut old = vec![0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];
    old.resize(4096, 0);
    assert!(said(&old).contains("old format"));
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert!(said(&old).contains("password"));
    assert!(said(b"Question ID,Question\r\nCEK-02.1,SAMPLE").contains("CSV"));
    assert!(said(b"").contains("not a workbook"));
    assert!(said(&[0, 1, 2, 3]).contains("not a workbook"));
    let ods = packed(&[("mimetype".into(), vec![]), ("content.xml".into(), vec![])]);
    assert!(said(&ods).contains("OpenDocument"));
    assert!(said(&packed(&[("xl/workbook.bin".into(), vec![])])).contains(".xlsb"));
    assert!(said(&packed(&[("notes.txt".into(), vec![])])).contains("not a workbook"));
}

#[test]
fn what_unpacks_to_too_much_is_refused_at_once() {
    let mut bomb = parts(&caiq(Shape::V11, ["", "", "", ""]));
    bomb.push(("xl/media/image1.bin".into(), vec![0; 140 * 1024 * 1024]));
    let bytes = packed(&bomb);
    assert!(bytes.len() < 1024 * 1024);
    assert!(matches!(Book::read("x", &bytes), Err(Unreadable::Bomb(_))));
    let mut many = parts(&caiq(Shape::V11, ["", "", "", ""]));
    let styles = many.iter_mut().find(|(n, _)| n == "xl/styles.xml").unwrap();
    styles.1.extend("<xf/>".repeat(600_000).into_bytes());
    assert!(matches!(
        Book::read("x", &packed(&many)),
        Err(Unreadable::Bomb(_))
    ));
}

#[test]
fn a_promise_of_texts_is_not_believed() {
    let mut all = parts(&caiq(Shape::V11, ["", "", "", ""]));
    let texts = all
        .iter_mut()
        .find(|(n, _)| n == "xl/sharedStrings.xml")
        .unwrap();
    let text = String::from_utf8(texts.1.clone()).unwrap();
    let (head, tail) = text.split_once("uniqueCount=\"").unwrap();
    let tail = tail.split_once('"').unwrap().1;
    texts.1 = format!("{head}uniqueCount=\"9999999999999\"{tail}").into_bytes();
    assert!(said(&packed(&all)).contains("promises more"));
}

#[test]
fn cells_far_away_cost_nothing_and_one_text_in_many_cells_is_bounded() {
    let far = with_sheet(&caiq(Shape::V11, ["Yes", "", "", ""]), |xml| {
        xml.replace("</sheetData>", "<row r=\"1048576\"><c r=\"XFD1048576\" t=\"inlineStr\"><is><t>SAMPLE</t></is></c></row></sheetData>")
    });
    let book = Book::read("x", &far).unwrap();
    assert_eq!(filled(&book).unwrap().rows.len(), 1);
    // A text of 30,000 characters in 6,000 cells.
    let cells: String = (200..6200)
        .map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\" t=\"s\"><v>0</v></c></row>"))
        .collect();
    let mut all = parts(&with_sheet(&caiq(Shape::V11, ["", "", "", ""]), |xml| {
        xml.replace("</sheetData>", &format!("{cells}</sheetData>"))
    }));
    let texts = all
        .iter_mut()
        .find(|(n, _)| n == "xl/sharedStrings.xml")
        .unwrap();
    let text = String::from_utf8(texts.1.clone()).unwrap();
    texts.1 = text
        .replacen("<si><t>", &format!("<si><t>{}", "x".repeat(30_000)), 1)
        .into_bytes();
    assert!(matches!(
        Book::read("x", &packed(&all)),
        Err(Unreadable::Bomb(_))
    ));
}

#[test]
fn a_cell_with_an_error_is_named() {
    let bad = with_sheet(&caiq(Shape::V11, ["Yes", "", "", ""]), |xml| {
        let (before, rest) = xml.split_once("<c r=\"D7\"").unwrap();
        let (_, after) = rest.split_once("/>").unwrap();
        format!("{before}<c r=\"D7\" t=\"e\"><v>#REF!</v></c>{after}")
    });
    let filled = filled(&Book::read("x", &bad).unwrap()).unwrap();
    let notes: Vec<String> = filled.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["x: “AI-CAIQv1.1.0”, D7: “#REF!”: the cell holds an error, not a text"]
    );
}

#[test]
fn an_error_of_a_newer_excel_spoils_nothing_else() {
    let bad = with_sheet(&caiq(Shape::V11, ["Yes", "", "SAMPLE", ""]), |xml| {
        let (before, rest) = xml.split_once("<c r=\"D7\"").unwrap();
        let (_, after) = rest.split_once("/>").unwrap();
        format!("{before}<c r=\"D7\" t=\"e\"><v>#SPILL!</v></c>{after}")
    });
    let filled = filled(&Book::read("x", &bad).unwrap()).unwrap();
    assert_eq!(filled.rows[0].implementation, "SAMPLE");
    let notes: Vec<String> = filled.notes.iter().map(ToString::to_string).collect();
    assert_eq!(
        notes,
        ["x: “AI-CAIQv1.1.0”: “#SPILL!”: a cell after C7 holds an error, not a text"]
    );
}

fn cells() -> BTreeMap<String, Cells> {
    let cells = Cells {
        implementation: "SAMPLE".into(),
        ..Cells::default()
    };
    BTreeMap::from([("CEK-02.1".to_owned(), cells)])
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Whatever is done to the bytes or to a part: an answer or an error.
    #[test]
    fn nothing_panics(at in 0.0..1.0_f64, byte: u8, length in 0..40_usize, part in 0..20_usize, whole: bool) {
        let good = if part % 2 == 0 { aicm(Shape::V11) } else { caiq(Shape::V10, ["Yes", "ND", "SAMPLE", ""]) };
        let broken = if whole {
            let mut bytes = good;
            let from = (at * bytes.len() as f64) as usize;
            for b in bytes.iter_mut().skip(from).take(length) {
                *b = byte;
            }
            bytes
        } else {
            let mut all = parts(&good);
            let n = part % all.len();
            let bytes = &mut all[n].1;
            let from = (at * bytes.len() as f64) as usize;
            let to = (from + length).min(bytes.len());
            bytes.splice(from..to, [byte]);
            packed(&all)
        };
        if let Ok(book) = Book::read("x", &broken) {
            let _ = filled(&book);
            let _ = questionnaires(&[book]);
        }
        let _ = copy("x", &broken, &cells());
    }
}
