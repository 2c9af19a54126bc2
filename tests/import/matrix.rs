//! The matrix and the questionnaire as questionnaires.

use crate::workbooks::{CONTROLS, SHEET, Shape, aicm, caiq, with_part, with_sheet};
use aicaiq::assessment::{Ownership, Role};
use aicaiq::import::{Book, Imported, Sheet, Value, checked, filled, questionnaires};
use aicaiq::questionnaire::Coverage;

fn imported(shape: Shape) -> Imported {
    let books = [
        Book::read("AICM.xlsx", &aicm(shape)).unwrap(),
        Book::read("CAIQ.xlsx", &caiq(shape, ["", "", "", ""])).unwrap(),
    ];
    questionnaires(&books)
}

#[test]
fn both_versions_become_a_questionnaire_a_control() {
    for shape in [Shape::V10, Shape::V11] {
        let imported = imported(shape);
        let ids: Vec<&str> = imported
            .questionnaires
            .iter()
            .map(|q| q.control.id.as_str())
            .collect();
        assert_eq!(ids, CONTROLS.map(|c| c.0));
        assert!(imported.lacking.is_empty(), "{:?}", imported.lacking);
        for (q, (_, domain)) in imported.questionnaires.iter().zip(CONTROLS) {
            assert_eq!(q.control.domain, domain);
            let words: Vec<(&str, usize)> = q
                .roles
                .iter()
                .map(|r| (r.id.as_str(), r.steps.len()))
                .collect();
            assert_eq!(
                words,
                [("CSP", 5), ("MP", 5), ("OSP", 5), ("AP", 5)],
                "without the customer, who has none"
            );
            assert_eq!(q.questions.len(), 2);
            assert_eq!(
                q.control.threats,
                [
                    "Sensitive data disclosure",
                    "Insecure supply chain",
                    "Loss of governance/compliance"
                ]
            );
            assert_eq!(
                q.control.architecture,
                ["Network", "Compute", "Application", "Data"]
            );
            let owners: Vec<(&str, Ownership)> = q
                .layers
                .iter()
                .map(|l| (l.id.as_str(), l.ownership))
                .collect();
            assert_eq!(
                owners,
                [
                    ("PI", Ownership::SharedCspMp),
                    ("Model", Ownership::MpOwned),
                    ("Orchestrated", Ownership::SharedAll),
                    ("Application", Ownership::ApOwned)
                ]
            );
            assert!(q.layers[1].text.starts_with("SAMPLE: what it means"));
            let phases: Vec<(&str, usize)> = q
                .lifecycle
                .iter()
                .map(|p| (p.phase.as_str(), p.topics.len()))
                .collect();
            assert_eq!(
                phases,
                [
                    ("Preparation", 2),
                    ("Development", 0),
                    ("Evaluation/Validation", 0),
                    ("Deployment", 1),
                    ("Delivery", 1),
                    ("Service Retirement", 1)
                ]
            );
            checked(q, "SAMPLE").unwrap();
        }
        let q = &imported.questionnaires[2];
        let standards: Vec<(&str, Coverage)> = q
            .standards
            .iter()
            .map(|s| (s.id.as_str(), s.coverage))
            .collect();
        let mut expected = vec![
            ("bsi-aic4", Coverage::NoGap),
            ("eu-ai-act", Coverage::PartialGap),
            ("iso-42001", Coverage::FullGap),
        ];
        if shape == Shape::V10 {
            expected.push(("nist-ai-600-1", Coverage::FullGap));
        }
        assert_eq!(standards, expected);
        let version = if shape == Shape::V10 {
            "AICM 1.0.3"
        } else {
            "AICM 1.1.0"
        };
        assert_eq!(q.control.version, version);
    }
}

#[test]
fn a_questionnaire_is_laid_out_as_people_write_them() {
    let imported = imported(Shape::V11);
    let text = checked(&imported.questionnaires[0], "SAMPLE head").unwrap();
    insta::assert_snapshot!("questionnaire", text);
}

#[test]
fn what_finds_no_place_is_told() {
    let imported = imported(Shape::V11);
    let mut said: Vec<String> = imported.found.clone();
    said.extend(imported.notes.iter().map(ToString::to_string));
    insta::assert_snapshot!("told", said.join("\n"));
}

/// A sheet of rows.
fn sheet(name: &str, rows: &[&[&str]]) -> Sheet {
    let cells = rows.iter().zip(0..).flat_map(|(row, r)| {
        let filled = row.iter().zip(0..).filter(|(text, _)| !text.is_empty());
        filled.map(move |(text, c)| ((r, c), Value::Text((*text).to_owned())))
    });
    Sheet::of(name, cells)
}

fn book(sheets: Vec<Sheet>) -> Book {
    Book {
        name: "SAMPLE.xlsx".into(),
        sheets,
    }
}

#[test]
fn what_cannot_be_understood_is_named_with_its_cell() {
    let book = book(vec![
        sheet(
            "AICM v1.0",
            &[
                &["", "", "", "Ownership", "", "Threat"],
                &[
                    "control title",
                    "CONTROL-ID",
                    "Control specification(s)",
                    "Model",
                    "Application",
                    "Model theft",
                ],
                &[
                    "SAMPLE",
                    "AIS-01",
                    "SAMPLE \u{202E}text",
                    "the weather",
                    "AP-Owned",
                    "perhaps",
                ],
                &["SAMPLE two", "not an id", "SAMPLE"],
                &["SAMPLE again", "AIS-01", "SAMPLE"],
            ],
        ),
        sheet(
            "Audit",
            &[
                &["Control ID", "CSP"],
                &["AIS-01", "1. First SAMPLE.\n3. Third SAMPLE."],
                &["AIS-99", "SAMPLE"],
            ],
        ),
    ]);
    let imported = questionnaires(&[book]);
    assert_eq!(imported.questionnaires.len(), 1);
    assert_eq!(imported.questionnaires[0].control.version, "AICM 1.0");
    assert_eq!(imported.lacking.len(), 1, "{:?}", imported.lacking);
    let said: Vec<String> = imported.notes.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!("not_understood", said.join("\n"));
}

#[test]
fn workbooks_that_say_different_things_are_told_apart() {
    let other = book(vec![
        sheet(
            "AICM",
            &[
                &["{\"specification_version\":\"1.1.0\"}"],
                &["Control ID", "Control Title"],
                &["AIS-01", "SAMPLE"],
            ],
        ),
        sheet(
            "Auditing Guidelines",
            &[&["Control ID", "MP"], &["AIS-01", "SAMPLE one"]],
        ),
    ]);
    let caiq = book(vec![sheet(
        "AI-CAIQv1.0.2",
        &[
            &["{\"specification_version\":\"1.0.3\"}"],
            &["Question ID", "Question", "AICM Control Title"],
            &["AIS-01.1", "Is it?", "OTHER"],
        ],
    )]);
    let imported = questionnaires(&[other, caiq]);
    assert_eq!(imported.questionnaires[0].control.version, "AICM 1.1.0");
    let warned = imported
        .found
        .iter()
        .filter(|f| f.starts_with("warning: "))
        .count();
    assert_eq!(warned, 1, "{:?}", imported.found);
    assert_eq!(imported.notes.len(), 1, "{:?}", imported.notes);
    assert!(imported.notes[0].message.contains("another text of AIS-01"));
}

#[test]
fn guidelines_and_mappings_may_say_all_in_one_heading() {
    let book = book(vec![sheet(
        "One",
        &[
            &[
                "Control ID",
                "Control Title",
                "Auditing Guidelines - MP",
                "Implementation Guidelines - MP",
                "EU AI Act Control Mapping",
                "EU AI Act Gap Level",
            ],
            &[
                "AIS-01",
                "SAMPLE",
                "SAMPLE of one step",
                "SAMPLE",
                "Article 9",
                "No Gap",
            ],
        ],
    )]);
    let imported = questionnaires(&[book]);
    let q = &imported.questionnaires[0];
    assert_eq!(
        q.role(Role::Mp).unwrap().steps[0].text,
        "SAMPLE of one step"
    );
    assert_eq!(q.standards[0].references, ["EU AI Act Article 9"]);
    assert_eq!(imported.notes.len(), 1, "{:?}", imported.notes);
}

/// A cell of a sheet's XML with something else in it.
fn with_cell(xml: &str, cell: &str, inside: &str) -> String {
    let (before, rest) = xml.split_once(&format!("<c r=\"{cell}\"")).unwrap();
    let end = match (rest.find("/>"), rest.find('>')) {
        (Some(empty), Some(full)) if empty < full => empty + 2,
        _ => rest.find("</c>").unwrap() + 4,
    };
    format!("{before}<c r=\"{cell}\"{inside}</c>{}", &rest[end..])
}

#[test]
fn a_formula_that_nobody_computed_is_named() {
    // As openpyxl writes it; computed to nothing; computed.
    let formula = "><f>A1</f><v></v>";
    let nothing = " t=\"str\"><f>A1</f><v></v>";
    let computed = " t=\"str\"><f>A1</f><v>SAMPLE</v>";
    let answers = with_sheet(&caiq(Shape::V11, ["", "", "", ""]), |xml| {
        let xml = with_cell(&xml, "C7", formula);
        let xml = with_cell(&xml, "D7", nothing);
        let xml = with_cell(&xml, "E7", computed);
        with_cell(&xml, "A8", formula)
    });
    let filled = filled(&Book::read("x", &answers).unwrap()).unwrap();
    let said: Vec<String> = filled.notes.iter().map(ToString::to_string).collect();
    let what = "a formula without a value: open the workbook and save it once";
    assert_eq!(said, [format!("x: “AI-CAIQv1.1.0”, C7: {what}")]);
    assert_eq!(filled.rows[0].implementation, "SAMPLE");
    let matrix = with_part(&aicm(Shape::V11), "xl/worksheets/sheet4.xml", |xml| {
        let xml = with_cell(&xml, "E3", formula);
        with_cell(&xml, "C5", formula)
    });
    let matrix = with_part(&matrix, SHEET, |xml| with_cell(&xml, "F5", formula));
    let imported = questionnaires(&[Book::read("x", &matrix).unwrap()]);
    let said: Vec<String> = imported.notes.iter().map(ToString::to_string).collect();
    for cell in [
        "“AICM”, F5",
        "“Auditing Guidelines”, C5",
        "“Auditing Guidelines”, E3",
    ] {
        let told = format!("x: {cell}: {what}");
        assert!(said.contains(&told), "{told}: {said:#?}");
    }
}

#[test]
fn a_slip_in_a_cell_is_named() {
    let asked = |second: &str| {
        let headings = ["Question ID", "Question", "Control ID", "AI-CAIQ Answer"];
        let rows: [&[&str]; 3] = [
            &headings,
            &["AIS-01.1", "Is SAMPLE there?", "AIS-01", "Yes"],
            &[second, "Is SAMPLE more there?", "AIS-01", "No"],
        ];
        book(vec![sheet("AI-CAIQ", &rows)])
    };
    let guidelines = book(vec![sheet(
        "Auditing Guidelines",
        &[
            &["Control Title", "Control ID", "CSP", "MP", "OSP"],
            &["SAMPLE", "AIS-01", "42", "• One\n• Two", "Verify:\n• One"],
        ],
    )]);
    let imported = questionnaires(&[guidelines, asked("XYZ-09.1")]);
    let said: Vec<String> = imported.notes.iter().map(ToString::to_string).collect();
    for told in [
        "SAMPLE.xlsx: “Auditing Guidelines”, C2: “42”: this is no guideline: expected steps in words; it is left out",
        "SAMPLE.xlsx: “Auditing Guidelines”, E2: “Verify: • One”: 1 of 2 lines have a bullet",
        "SAMPLE.xlsx: “AI-CAIQ”, A3: “XYZ-09.1”: a question of XYZ-09 in a row of AIS-01 is left out: expected an id such as AIS-01.1",
    ] {
        assert!(
            said.iter().any(|s| s.starts_with(told)),
            "{told}: {said:#?}"
        );
    }
    let q = &imported.questionnaires[0];
    assert_eq!((imported.questionnaires.len(), q.questions.len()), (1, 1));
    let steps: Vec<usize> = q.roles.iter().map(|role| role.steps.len()).collect();
    assert_eq!(steps, [2, 1], "of MP and OSP: {:?}", q.roles);
    // Of answers too.
    assert_eq!(filled(&asked("AIS-01.2")).unwrap().rows.len(), 2);
    let slip = filled(&asked("XYZ-09.1")).unwrap();
    assert_eq!(slip.rows.len(), 1);
    let told = "SAMPLE.xlsx: “AI-CAIQ”, A3: “XYZ-09.1”: a question of XYZ-09 in a row of AIS-01: expected an id such as AIS-01.1; this row is left out";
    assert_eq!(slip.notes[0].to_string(), told);
}
