//! Workbooks in the shape of CSA's, all of their text made up.
#![allow(dead_code)] // Two tests share it.

use rust_xlsxwriter::{Format, Workbook, Worksheet};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Which shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    V10,
    V11,
}

impl Shape {
    fn matrix(self) -> &'static str {
        if self == Self::V10 { "1.0.3" } else { "1.1.0" }
    }

    fn caiq(self) -> &'static str {
        if self == Self::V10 { "1.0.2" } else { "1.1.0" }
    }
}

/// The control that has a questionnaire in the program, and others.
pub const CONTROLS: [(&str, &str); 4] = [
    ("A&A-01", "Audit & Assurance"),
    ("A&A-02", "Audit & Assurance"),
    ("CEK-02", "Cryptography, Encryption & Key Management"),
    ("I&S-01", "Infrastructure Security"),
];

pub const GUIDELINE: &str = "1. Verify that the SAMPLE policy of the provider exists.\n2. Confirm that SAMPLE roles are named (e.g. owner, deputy).\n3. Review the SAMPLE records of\na whole year.\n\nFrom CCM:\n1. Obtain the SAMPLE document.\n2. Verify that SAMPLE people know it.";

fn put(sheet: &mut Worksheet, row: u32, column: u16, text: &str) {
    match text {
        "" => {}
        "TRUE" => drop(sheet.write_boolean(row, column, true).unwrap()),
        "FALSE" => drop(sheet.write_boolean(row, column, false).unwrap()),
        text => drop(sheet.write_string(row, column, text).unwrap()),
    }
}

/// A row's texts, from its first cell.
pub fn line(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (text, column) in texts.iter().zip(0..) {
        put(sheet, row, column, text);
    }
}

fn group(sheet: &mut Worksheet, row: u32, from: u16, to: u16, text: &str) {
    sheet
        .merge_range(row, from, row, to, text, &Format::new())
        .unwrap();
}

fn stamp(sheet: &mut Worksheet, version: &str) {
    let text = format!(
        "{{\"specification_name\":\"AI Controls Matrix\",\"specification_version\":\"{version}\"}}"
    );
    sheet.write_string(0, 0, text).unwrap();
}

fn start<'a>(book: &'a mut Workbook, name: &str, version: &str) -> &'a mut Worksheet {
    let sheet = book.add_worksheet();
    sheet.set_name(name).unwrap();
    stamp(sheet, version);
    sheet
}

/// The matrix's workbook.
pub fn aicm(shape: Shape) -> Vec<u8> {
    let mut book = Workbook::new();
    let version = shape.matrix();
    let intro = start(&mut book, "Introduction", version);
    line(
        intro,
        2,
        &["Control ID", "SAMPLE: the control's identifier"],
    );
    controls(start(&mut book, "AICM", version), shape);
    guidelines(
        start(&mut book, "Implementation Guidelines", version),
        2,
        &["Shared", "Model Provider (MP)"],
    );
    let roles = [
        "Application Provider (AP)",
        "Orchestrated Service Provider (OSP)",
        "Model Provider (MP)",
        "AI Customer (AIC)",
        "Cloud Service Provider (CSP)",
    ];
    guidelines(start(&mut book, "Auditing Guidelines", version), 1, &roles);
    mappings(
        start(&mut book, "Scope Applicability (Mappings)", version),
        shape,
    );
    let caiq = start(&mut book, "AI-CAIQ", version);
    line(
        caiq,
        1,
        &[
            "Control Domain",
            "Control Title",
            "Control ID",
            "Control Specification",
            "Question ID",
            "Question",
        ],
    );
    for ((id, domain), row) in CONTROLS.iter().zip(0..) {
        let (title, text) = (
            format!("SAMPLE title of {id}"),
            format!("SAMPLE specification of {id}."),
        );
        line(
            caiq,
            2 + row * 2,
            &[
                domain,
                &title,
                id,
                &text,
                &format!("{id}.1"),
                &format!("Is SAMPLE 1 of {id} there?"),
            ],
        );
        line(
            caiq,
            3 + row * 2,
            &[
                "",
                "",
                "",
                "",
                &format!("{id}.2"),
                &format!("Is SAMPLE 2 of {id} there?"),
            ],
        );
    }
    let words = start(&mut book, "LLM Taxonomy", version);
    line(
        words,
        4,
        &[
            "Owned by the Model Provider (MP)",
            "SAMPLE: what it means that the MP owns it.",
        ],
    );
    start(&mut book, "Change Log", version);
    book.save_to_buffer().unwrap()
}

fn controls(sheet: &mut Worksheet, shape: Shape) {
    let infrastructure = match shape {
        Shape::V10 => "Gen AI Ops/Processing\nInfrastructure",
        Shape::V11 => "Cloud/AI Processing Infrastructure (PI)",
    };
    group(
        sheet,
        1,
        0,
        4,
        &format!("AI CONTROLS MATRIX v{}", shape.matrix()),
    );
    group(
        sheet,
        1,
        5,
        8,
        "Typical Control Applicability and Ownership\n(SAMPLE layers)",
    );
    group(
        sheet,
        1,
        9,
        14,
        "Architectural Relevance - AI Stack Components",
    );
    group(sheet, 1, 15, 20, "Lifecycle Relevance");
    group(sheet, 1, 21, 29, "Threat Category");
    line(
        sheet,
        2,
        &[
            "Control\nDomain",
            "Control Title",
            "Control  ID",
            "Control Specification",
            "Control Type",
            infrastructure,
            "Model",
            "Orchestrated Services",
            "Application",
            "Phys",
            "Network",
            "Compute",
            "Storage",
            "App",
            "Data",
            "Preparation",
            "Development",
            "Evaluation/Validation",
            "Deployment",
            "Delivery",
            "Service Retirement",
            "Model manipulation",
            "Data poisoning",
            "Sensitive data disclosure",
            "Model theft",
            "Model/Service Failure/Malfunctioning",
            "Insecure supply chain",
            "Insecure apps/plugins",
            "Denial of Service (DoS)",
            "Loss of governance/compliance",
        ],
    );
    let mut row = 3;
    let mut last = "";
    for (id, domain) in CONTROLS {
        if domain != last {
            let code = id.split('-').next().unwrap();
            line(sheet, row, &[&format!("{domain} - {code}")]);
            (row, last) = (row + 1, domain);
        }
        let (title, text) = (
            format!("SAMPLE title of {id}"),
            format!("SAMPLE specification of {id}."),
        );
        line(
            sheet,
            row,
            &[
                domain,
                &title,
                id,
                &text,
                "Cloud & AI Related",
                "Shared Cloud Service Provider-Model Provider (Shared CSP-MP)",
                "Owned by the Model Provider (MP)",
                "Shared across the supply chain",
                "Application Provider (AP)",
                "FALSE",
                "TRUE",
                "TRUE",
                "FALSE",
                "TRUE",
                "TRUE",
                "Data curation, Data storage",
                "Not applicable",
                "",
                "Orchestration",
                "Maintenance",
                "Archiving",
                "FALSE",
                "FALSE",
                "TRUE",
                "FALSE",
                "FALSE",
                "TRUE",
                "FALSE",
                "FALSE",
                "TRUE",
            ],
        );
        row += 1;
    }
    line(sheet, row, &["End of Standard"]);
    line(sheet, row + 1, &["© SAMPLE footer"]);
}

fn guidelines(sheet: &mut Worksheet, heading: u32, roles: &[&str]) {
    let mut headings = vec![
        "Control Domain",
        "Control Title",
        "Control ID",
        "Control Specification",
    ];
    headings.extend(roles);
    line(sheet, heading, &headings);
    for ((id, domain), row) in CONTROLS.iter().zip(heading + 1..) {
        let (title, text) = (
            format!("SAMPLE title of {id}"),
            format!("SAMPLE specification of {id}."),
        );
        let mut cells = vec![*domain, &title, id, &text];
        // The customer has no guideline of its own.
        cells.extend(
            roles
                .iter()
                .map(|role| if role.contains("AIC") { "" } else { GUIDELINE }),
        );
        line(sheet, row, &cells);
    }
}

fn mappings(sheet: &mut Worksheet, shape: Shape) {
    let standards: &[&str] = match shape {
        Shape::V10 => &[
            "BSI AI C4",
            "EU AI Act",
            "ISO/IEC 42001:2023",
            "NIST AI 600-1:2024",
        ],
        Shape::V11 => &["BSI AI C4", "EU AI Act", "ISO/IEC 42001:2023"],
    };
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
    for (standard, n) in standards.iter().zip(0_u16..) {
        let from = 4 + n * 3;
        group(sheet, 1, from, from + 2, standard);
        for (text, column) in ["Control Mapping", "Gap Level", "Addendum"]
            .iter()
            .zip(from..)
        {
            put(sheet, 2, column, text);
        }
        for ((id, domain), row) in CONTROLS.iter().zip(3..) {
            line(sheet, row, &[domain, &format!("SAMPLE title of {id}"), id]);
            let mapped = match n {
                0 => ["SAM-04", "No Gap", "N/A"],
                1 => ["Article 17\nArticle 9", "Partial Gap", "SAMPLE addendum."],
                2 => [
                    "No Mapping",
                    "Full Gap (No Mapping)",
                    "SAMPLE: nothing like it.",
                ],
                _ => ["No Mapping", "Full Gap", "SAMPLE"],
            };
            for (text, column) in mapped.iter().zip(from..) {
                put(sheet, row, column, text);
            }
        }
    }
}

/// The questionnaire's workbook with an answer to every question.
pub fn filled(shape: Shape) -> Vec<u8> {
    caiq_with(shape, |id| {
        id.ends_with(".1")
            .then_some(["Yes", "Shared CSP-MP", "SAMPLE: how", ""])
            .or(Some(["N/A", "ND", "SAMPLE: why", "SAMPLE"]))
    })
}

/// The questionnaire's workbook; the cells C to F of the question
/// `CEK-02.1`, the others empty.
pub fn caiq(shape: Shape, answers: [&str; 4]) -> Vec<u8> {
    caiq_with(shape, |id| (id == "CEK-02.1").then_some(answers))
}

fn caiq_with<'a>(shape: Shape, answers: impl Fn(&str) -> Option<[&'a str; 4]>) -> Vec<u8> {
    let mut book = Workbook::new();
    start(&mut book, "Introduction", shape.caiq());
    let name = format!("AI-CAIQv{}", shape.caiq());
    let sheet = start(&mut book, &name, shape.matrix());
    sheet.set_freeze_panes(2, 1).unwrap();
    line(
        sheet,
        1,
        &[
            "Question ID",
            "Question",
            "Service Provider\nAI-CAIQ Answer",
            "SSRM Control Ownership",
            "Service Provider Implementation Description (Optional/Recommended)",
            "Service Customer Responsibilities (Optional/Recommended)",
            "",
            "",
            "AICM Control ID",
            "AICM Control Specification",
            "AICM Control Title",
            "AICM Domain Title",
        ],
    );
    let words = ["Yes", "No", "NA"];
    let choice = rust_xlsxwriter::DataValidation::new()
        .allow_list_strings(&words)
        .unwrap();
    sheet.add_data_validation(2, 2, 40, 2, &choice).unwrap();
    let owners = [
        "Owned by CSP",
        "Owned by MP",
        "Shared CSP-MP",
        "Shared across the supply chain",
        "Not Determined",
    ];
    let choice = rust_xlsxwriter::DataValidation::new()
        .allow_list_strings(&owners)
        .unwrap();
    sheet.add_data_validation(2, 3, 40, 3, &choice).unwrap();
    let look = Format::new()
        .set_text_wrap()
        .set_background_color("#FFF2CC");
    let mut row = 2;
    for (id, domain) in CONTROLS {
        for n in 1..=2 {
            let question = format!("{id}.{n}");
            let control = if n == 1 { id } else { "" };
            line(
                sheet,
                row,
                &[
                    &question,
                    &format!("Is SAMPLE {n} of {id} there?"),
                    "",
                    "",
                    "",
                    "",
                    "",
                    "",
                    control,
                    &format!("SAMPLE specification of {id}."),
                    &format!("SAMPLE title of {id}"),
                    domain,
                ],
            );
            for column in 2..=5 {
                sheet.write_blank(row, column, &look).unwrap();
            }
            if let Some(answers) = answers(&question) {
                for (text, column) in answers.iter().zip(2..) {
                    if !text.is_empty() {
                        sheet
                            .write_string_with_format(row, column, *text, &look)
                            .unwrap();
                    }
                }
            }
            row += 1;
        }
    }
    line(sheet, row, &["End of Standard"]);
    let words = start(&mut book, "LLM Taxonomy", shape.caiq());
    words.write_formula(3, 3, "=SUM(1,2)").unwrap();
    book.save_to_buffer().unwrap()
}

/// The parts of a workbook, unpacked, by name in their order.
pub fn parts(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    (0..zip.len())
        .map(|n| {
            let mut part = zip.by_index(n).unwrap();
            let name = part.name().unwrap().into_owned();
            let mut bytes = Vec::new();
            part.read_to_end(&mut bytes).unwrap();
            (name, bytes)
        })
        .collect()
}

/// A workbook of parts.
pub fn packed(parts: &[(String, Vec<u8>)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in parts {
        zip.start_file(name.as_str(), SimpleFileOptions::default())
            .unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// The part that the questionnaire's sheet is in.
pub const SHEET: &str = "xl/worksheets/sheet2.xml";

/// A workbook with the XML of the questionnaire's sheet changed.
pub fn with_sheet(bytes: &[u8], change: impl Fn(String) -> String) -> Vec<u8> {
    with_part(bytes, SHEET, change)
}

/// A workbook with the XML of a part changed.
pub fn with_part(bytes: &[u8], part: &str, change: impl Fn(String) -> String) -> Vec<u8> {
    let mut parts = parts(bytes);
    let sheet = parts.iter_mut().find(|(name, _)| name == part).unwrap();
    sheet.1 = change(String::from_utf8(sheet.1.clone()).unwrap()).into_bytes();
    packed(&parts)
}
