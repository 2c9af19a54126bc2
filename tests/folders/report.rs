//! One report of a folder, in every format that has one.

use crate::made::{acme, ok};
use crate::python;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a document has no part for.
const LEFT: &str = "1 control, with 2 items, that nobody has begun has no part of its own";

fn export(format: &str, file: &str) -> String {
    let folder = acme();
    let ran = ok(
        &folder,
        &["export", "acme", "--format", format, "--out", file],
    );
    let left = match format {
        "markdown" | "html" => format!("; {LEFT}"),
        _ => String::new(),
    };
    assert_eq!(
        ran.err,
        format!("wrote {file}: 3 controls, 2 begun{left}\n")
    );
    let stdout = ok(&folder, &["export", "acme", "--format", format]);
    assert_eq!(stdout.out, folder.read(file), "{format}");
    stdout.out
}

#[test]
fn markdown_has_an_overview_and_then_each_control() {
    let text = export("markdown", "acme.md");
    let titles: Vec<&str> = text
        .lines()
        .filter(|l| l.starts_with("# ") || l.starts_with("## "))
        .collect();
    assert_eq!(
        titles,
        [
            "# Acme · 3 controls, 2 begun",
            "## Controls",
            "## Expiring evidence",
            "## Overdue actions",
            "## Evidence register",
            "## A\\&A-01 Sample title",
            "## CEK-02 CEK Roles and Responsibilities",
        ]
    );
    // The worst first, and what nobody has begun.
    let at = |line: &str| text.find(line).unwrap_or_else(|| panic!("{line}: {text}"));
    assert!(
        at(
            "| CEK-02 | CEK Roles and Responsibilities | begun | incomplete, not satisfied so far, 2 major | incomplete"
        ) < at("| A\\&A-01 |")
    );
    assert!(text.contains("| I\\&S-01 | Sample title | not begun |"));
    assert!(text.contains(LEFT), "{text}");
    assert!(
        text.contains("- Evidence: 2 records, 1 expired\n"),
        "{text}"
    );
    assert!(text.contains("| 2026-10-31 | CEK-02 | CSP | 03 | Name them | Platform |"));
    assert!(text.contains("A\\&A-01 CSP 01, CEK-02 MP 03 |"), "{text}");
    assert!(text.contains("\n### Working paper: CSP "));
    assert_eq!(
        text.matches("| evidence/policy.txt | matches |").count(),
        1,
        "once"
    );
}

#[test]
fn a_page_has_its_parts_one_level_deeper_and_each_id_once() {
    let text = export("html", "acme.html");
    let ids: Vec<&str> = text
        .split(" id=\"")
        .skip(1)
        .map(|p| p.split('"').next().unwrap())
        .collect();
    let mut once = ids.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), ids.len(), "an id stands twice");
    for link in text
        .split(" href=\"#")
        .skip(1)
        .map(|p| p.split('"').next().unwrap())
    {
        assert!(ids.contains(&link), "#{link} leads nowhere");
    }
    assert!(
        text.contains("<h2 id=\"c2-heading\"><bdi>CEK-02</bdi>"),
        "{text}"
    );
    assert!(text.contains("<h3 id=\"c2-gaps-heading\">Gaps</h3>"));
    assert_eq!(text.matches("<h1").count(), 1);
}

#[test]
fn json_says_what_the_summary_says() {
    let folder = acme();
    let text = ok(&folder, &["export", "acme", "--format", "json"]).out;
    let json: Value = serde_json::from_str(&text).unwrap();
    let summary = ok(
        &folder,
        &["summary", "acme", "--by", "control", "--format", "json"],
    );
    let summary: Value = serde_json::from_str(&summary.out).unwrap();
    assert_eq!(json["totals"]["gap_counts"], summary["total"]["gaps"]);
    assert_eq!(
        json["overview"].as_array().unwrap().len(),
        summary["columns"].as_array().unwrap().len()
    );
    for column in summary["columns"].as_array().unwrap() {
        let rows = json["overview"].as_array().unwrap();
        let row = rows.iter().find(|r| r["control"] == column["id"]).unwrap();
        assert_eq!(row["gap_counts"], column["total"]["gaps"]);
    }
    // Each control's part is what its own export says, but for records that it
    // only inherits.
    let single = ok(&folder, &["export", "acme/CEK-02.toml", "--format", "json"]);
    let mut single: Value = serde_json::from_str(&single.out).unwrap();
    let part = &json["controls"][1];
    single["evidence"] = part["evidence"].clone();
    single["state"] = "begun".into();
    assert_eq!(*part, single);
    assert_eq!(part["evidence"].as_array().unwrap().len(), 1);
    let register = json["evidence"].as_array().unwrap();
    assert_eq!(register.len(), 2);
    let uses = register
        .iter()
        .map(|r| r["used_by"].as_array().unwrap().len());
    assert_eq!(uses.sum::<usize>(), 3);
    assert_eq!(json["overdue"][0]["control"], "CEK-02");
    assert_eq!(json["expiring"][0]["expired"], true);
}

#[test]
fn csv_is_one_table_of_all() {
    export("json", "acme.json");
    let text = export("csv", "acme.csv");
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut items: BTreeMap<String, usize> = BTreeMap::new();
    for row in reader.records() {
        *items.entry(row.unwrap()[1].to_owned()).or_default() += 1;
    }
    assert_eq!(
        items.keys().collect::<Vec<_>>(),
        ["A&A-01", "CEK-02", "I&S-01"]
    );
    assert_eq!(items["CEK-02"], 24);
}

fn column(name: &str) -> usize {
    let mut columns = aicaiq::report::csv::COLUMNS.iter();
    columns.position(|c| *c == name).unwrap()
}

/// How many of some things each control has.
type Counts = BTreeMap<String, usize>;

fn counted(controls: impl Iterator<Item = String>) -> Counts {
    let mut counts = Counts::new();
    for control in controls {
        *counts.entry(control).or_default() += 1;
    }
    counts
}

#[test]
fn every_format_has_the_controls_that_nobody_has_begun() {
    let folder = acme();
    let lines = |table: &str| -> Vec<Value> {
        let words = ["export", "acme", "--format", "jsonl", "--table", table];
        let out = ok(&folder, &words).out;
        out.lines()
            .map(|l| serde_json::from_str(l).unwrap())
            .collect()
    };
    let of = |row: &Value| row["control"].as_str().unwrap().to_owned();
    let items = counted(lines("answers").iter().map(of));
    assert_eq!(items["I&S-01"], 2, "{items:?}");
    let is_open = |row: &&Value| row["severity"] == "open";
    let open = counted(lines("gaps").iter().filter(is_open).map(of));
    assert!(open["I&S-01"] > 0, "{open:?}");

    let text = ok(&folder, &["export", "acme", "--format", "json"]).out;
    let json: Value = serde_json::from_str(&text).unwrap();
    let all: usize = open.values().sum();
    assert_eq!(json["totals"]["gap_counts"]["open"], all);
    let all: usize = items.values().sum();
    assert_eq!(json["totals"]["items"], all);
    let controls = json["controls"].as_array().unwrap();
    let ids: Vec<&Value> = controls.iter().map(|c| &c["questionnaire"]["id"]).collect();
    assert_eq!(ids, ["A&A-01", "CEK-02", "I&S-01"]);
    let states: Vec<&Value> = controls.iter().map(|c| &c["state"]).collect();
    assert_eq!(states, ["begun", "begun", "not begun"]);
    assert_eq!(controls[2]["subject"], "Acme");
    let of_json = controls.iter().flat_map(|c| {
        let id = c["questionnaire"]["id"].as_str().unwrap();
        let roles = c["roles"].as_array().unwrap();
        let n: usize = roles
            .iter()
            .map(|r| r["items"].as_array().unwrap().len())
            .sum();
        std::iter::repeat_n(id.to_owned(), n)
    });
    assert_eq!(counted(of_json), items);

    let text = ok(&folder, &["export", "acme", "--format", "csv"]).out;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(counted(rows.iter().map(|r| r[1].to_owned())), items);
    for row in &rows {
        let state = match &row[1] {
            "I&S-01" => "not begun",
            _ => "begun",
        };
        assert_eq!(&row[column("control_state")], state);
    }

    let words = ["export", "acme", "--format", "xlsx", "--out", "acme.xlsx"];
    ok(&folder, &words);
    let read = python::run("workbook.py", &[&folder.path("acme.xlsx")]);
    let book: Value = serde_json::from_str(&read).unwrap();
    let sheets = book[0]["sheets"].as_array().unwrap();
    let column = |sheet: &str, at: usize| -> Vec<String> {
        let sheet = sheets.iter().find(|s| s["name"] == sheet).unwrap();
        let rows = sheet["rows"].as_array().unwrap().iter().skip(1);
        rows.map(|r| r[at]["value"].as_str().unwrap_or_default().to_owned())
            .collect()
    };
    let of_sheets = column("Steps", 0).into_iter().chain(column("AI-CAIQ", 0));
    assert_eq!(counted(of_sheets), items);
    let gaps = column("Gaps", 0).into_iter().zip(column("Gaps", 1));
    let of_sheet = gaps.filter(|(_, severity)| severity == "open");
    assert_eq!(counted(of_sheet.map(|(control, _)| control)), open);
}

#[test]
fn a_control_whose_answers_were_all_taken_back_is_as_one_that_nobody_has_begun() {
    let folder = acme();
    let states = |folder: &crate::runner::Folder| {
        let out = ok(folder, &["export", "acme", "--format", "json"]).out;
        let read: Value = serde_json::from_str(&out).unwrap();
        let mut rows = read["overview"].as_array().unwrap().iter();
        let row = rows.find(|c| c["control"] == "A&A-01").unwrap();
        let csv = ok(folder, &["export", "acme", "--format", "csv"]).out;
        let mut rows = csv::Reader::from_reader(csv.as_bytes()).into_records();
        let line = rows
            .find_map(|r| r.ok().filter(|r| &r[1] == "A&A-01"))
            .unwrap();
        let markdown = ok(folder, &["export", "acme", "--format", "markdown"]).out;
        let begun = markdown.contains("\n## A\\&A-01");
        let summary = ok(folder, &["summary", "acme", "--format", "json"]).out;
        let summary: Value = serde_json::from_str(&summary).unwrap();
        (
            row["state"].as_str().unwrap().to_owned(),
            line[column("control_state")].to_owned(),
            begun,
            summary["total"]["controls"]["begun"].as_u64().unwrap(),
        )
    };
    let is = |state: &str, part, n| (state.to_owned(), state.to_owned(), part, n);
    assert_eq!(states(&folder), is("begun", true, 2));
    // As undo leaves it.
    let text = folder.read("acme/A&A-01.toml");
    let (head, _) = text.split_once("\n[roles").unwrap();
    folder.write("acme/A&A-01.toml", head);
    assert_eq!(states(&folder), is("not begun", false, 1));
    let ran = folder.run(&["summary", "acme", "--fail-on", "incomplete"]);
    assert!(ran.err.contains("2 controls not begun"), "{ran}");
    // A note is not nothing, also one that a person wrote into the file.
    let note = "\n[roles.CSP.steps.01]\nnote = \"Seen.\"\n";
    folder.write("acme/A&A-01.toml", format!("{head}{note}"));
    assert_eq!(states(&folder), is("begun", true, 2));
}

#[test]
fn a_folder_without_questionnaires_asks_the_same_in_every_format() {
    let folder = crate::runner::Folder::new();
    ok(
        &folder,
        &["new", "acme/", "--subject", "Acme", "--role", "CSP"],
    );
    let lines = ok(&folder, &["export", "acme", "--format", "jsonl"]).out;
    let csv = ok(&folder, &["export", "acme", "--format", "csv"]).out;
    assert_eq!(lines.lines().count(), 13, "{lines}");
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    assert_eq!(reader.records().count(), 13, "{csv}");
}

#[test]
fn a_workbook_has_the_controls_and_whose_each_row_is() {
    let folder = acme();
    ok(
        &folder,
        &["export", "acme", "--format", "xlsx", "--out", "acme.xlsx"],
    );
    let read = python::run("workbook.py", &[&folder.path("acme.xlsx")]);
    let book: Value = serde_json::from_str(&read).unwrap();
    assert_eq!(book[0]["problems"], serde_json::json!([]));
    let sheets = book[0]["sheets"].as_array().unwrap();
    let names: Vec<&str> = sheets.iter().map(|s| s["name"].as_str().unwrap()).collect();
    assert_eq!(
        names,
        [
            "Overview", "Controls", "Steps", "Gaps", "Actions", "Evidence", "AI-CAIQ"
        ]
    );
    let cells = |sheet: usize, row: usize| -> Vec<String> {
        let row = sheets[sheet]["rows"][row].as_array().unwrap();
        row.iter()
            .map(|c| {
                c["value"]
                    .as_str()
                    .map_or_else(|| c["value"].to_string(), str::to_owned)
            })
            .collect()
    };
    assert_eq!(
        cells(1, 0)[..6],
        ["Control", "Name", "Domain", "State", "CSP", "MP"]
    );
    assert_eq!(cells(1, 1)[0], "CEK-02");
    assert_eq!(cells(1, 1)[4], "incomplete, not satisfied so far, 2 major");
    assert_eq!(cells(1, 3)[3], "not begun");
    for sheet in [2, 3, 4, 6] {
        assert_eq!(cells(sheet, 0)[0], "Control", "{}", names[sheet]);
    }
    assert_eq!(cells(2, 1)[..3], ["A&A-01", "CSP", "01"]);
    // What is coloured is still the right column.
    let coloured = sheets[2]["coloured"].to_string();
    assert!(coloured.contains("G2:G"), "{coloured}");
    assert_eq!(cells(2, 0)[6], "Outcome");
    assert_eq!(sheets[5]["rows"].as_array().unwrap().len(), 3);
}

#[test]
fn what_cannot_be_read_is_in_it_and_ends_with_one() {
    let folder = acme();
    folder.write(
        "acme/A&A-01.toml",
        "schema = 1\n[assessment]\nquestionnaire = \"A&A-01\"\nroles = 3\n",
    );
    for format in ["markdown", "html", "json", "xlsx", "csv"] {
        let file = format!("out.{format}").replace("markdown", "md");
        let ran = folder.run(&["export", "acme", "--format", format, "--out", &file]);
        assert_eq!(ran.code, 1, "{format} {ran}");
        assert!(
            ran.err
                .contains("cannot be read, and left out: acme/A&A-01.toml: line 4"),
            "{ran}"
        );
        assert!(folder.path(&file).exists());
    }
    let json: Value = serde_json::from_str(&folder.read("out.json")).unwrap();
    assert_eq!(json["problems"][0]["path"], "acme/A&A-01.toml");
    assert_eq!(json["overview"][0]["state"], "cannot be read");
    assert!(
        folder
            .read("out.md")
            .contains("## Cannot be read, and not in this report")
    );
    assert!(
        folder
            .read("out.html")
            .contains("1 file cannot be read and is not in this report")
    );
}

#[test]
fn a_folder_still_gets_a_report_of_each_and_nothing_is_written_over() {
    let folder = acme();
    let ran = ok(
        &folder,
        &["export", "acme", "--format", "html", "--out", "reports"],
    );
    assert_eq!(
        ran.err,
        "wrote 2 reports into reports; there is none of 1 control, with 2 items, that nobody has begun\n"
    );
    assert!(folder.path("reports/CEK-02.html").exists());
    assert!(!folder.path("reports/I&S-01.html").exists());
    ok(
        &folder,
        &["export", "acme", "--format", "oscal", "--out", "reports"],
    );
    for words in [
        ["--format", "oscal"].as_slice(),
        &["--format", "caiq", "--out", "x.csv"],
    ] {
        let ran = folder.run(&[["export", "acme"].as_slice(), words].concat());
        assert_eq!(ran.code, 2, "{ran}");
        let says = "has a document for each control and none for a whole folder";
        assert!(ran.err.contains(says), "{ran}");
    }
    let slip = folder.run(&["export", "acme", "--format", "html", "--out", "acme.md"]);
    assert_eq!(slip.code, 2, "{slip}");
    assert!(slip.err.contains("name one that ends with .html"), "{slip}");
    ok(
        &folder,
        &["export", "acme", "--format", "csv", "--out", "a.csv"],
    );
    let again = folder.run(&["export", "acme", "--format", "csv", "--out", "a.csv"]);
    assert_eq!(again.code, 2, "{again}");
    ok(
        &folder,
        &[
            "export", "acme", "--format", "csv", "--out", "a.csv", "--force",
        ],
    );
    folder.write("acme/evidence/sheet.csv", "x");
    ok(&folder, &["evidence", "add", "acme", "evidence/sheet.csv"]);
    let over = folder.run(&[
        "export",
        "acme",
        "--format",
        "csv",
        "--out",
        "acme/evidence/sheet.csv",
        "--force",
    ]);
    assert_eq!(over.code, 2, "{over}");
    assert_eq!(folder.read("acme/evidence/sheet.csv"), "x");
}
