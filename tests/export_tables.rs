//! The tables for questions: what their reference says, that JSON lines,
//! Parquet and the report say the same, and that others read them.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

#[path = "export/python.rs"]
mod python;
mod sample;
#[path = "export/tables.rs"]
mod tables;

use aicaiq::assessment::*;
use aicaiq::gaps::Context;
use aicaiq::report::table::{self, Format, Kind, Origin, Register, Table, Value, Writer};
use aicaiq::report::{self, Report};
use sample::*;
use serde_json::Value as Json;
use std::path::Path;
use tables::ask;

const REFERENCE: &str = "assets/schema/export-tables.md";

/// The reference as the code would have it.
fn reference() -> String {
    let mut out = include_str!("export/tables.md").to_owned();
    for table in Table::ALL {
        out.push_str(&format!("\n## {}\n\n", table.name()));
        out.push_str("| column | type | null | what it says |\n| --- | --- | --- | --- |\n");
        for c in table.columns() {
            let null = if c.nullable { "can be" } else { "" };
            out.push_str(&format!(
                "| `{}` | {} | {null} | {} |\n",
                c.name,
                c.kind.sql(),
                c.about
            ));
        }
    }
    out.push_str("\n## JSON lines with their types\n\n```sql\n");
    for table in Table::ALL {
        let name = table.name();
        let columns: Vec<String> = table
            .columns()
            .iter()
            .map(|c| format!("  {}: '{}'", c.name, c.kind.sql()))
            .collect();
        out.push_str(&format!(
            "CREATE VIEW {name} AS FROM read_json('{name}.jsonl', format = 'nd', columns = {{\n{}\n}});\n",
            columns.join(",\n")
        ));
    }
    out.push_str("```\n");
    out
}

#[test]
fn the_reference_says_what_is_exported() {
    let wanted = reference();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(REFERENCE);
    if std::env::var_os("UPDATE_PICTURES").is_some() {
        std::fs::write(&path, &wanted).unwrap();
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == wanted,
        "{REFERENCE} is not what the code says: UPDATE_PICTURES=1 cargo test --test export_tables"
    );
}

#[test]
fn columns_have_plain_names_each_once_and_say_something() {
    for table in Table::ALL {
        let columns = table.columns();
        assert_eq!(columns[0].name, "schema_version");
        for (n, c) in columns.iter().enumerate() {
            let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_';
            assert!(c.name.bytes().all(plain), "{}", c.name);
            assert!(!c.about.is_empty(), "{}", c.name);
            assert!(columns[..n].iter().all(|other| other.name != c.name));
        }
    }
}

fn origin() -> Origin {
    Origin {
        source: "providers".into(),
        file: Some("acme/T-01.toml".into()),
    }
}

fn report(a: &Assessment, files: &Files) -> Report {
    let ctx = Context {
        today: today(),
        soon_days: 30,
        files,
    };
    report::build(&questionnaire(), a, &ctx)
}

/// All tables of a report, in a folder, in both formats.
fn export(report: &Report, folder: &Path) {
    let mut register = Register::new("providers", today());
    register.take(&origin(), report, &|_| None);
    for table in Table::ALL {
        for format in [Format::Jsonl, Format::Parquet] {
            let mut writer = Writer::begin(table, format, Vec::new()).unwrap();
            let mut each = |values: &[Value<'_>]| writer.row(values);
            match table {
                Table::Answers => table::answers(&origin(), report, &mut each),
                Table::Gaps => table::gaps(&origin(), report, &mut each),
                Table::Evidence => register.rows(&mut each),
            }
            .unwrap();
            let name = format!("{}.{}", table.name(), format.extension());
            std::fs::write(folder.join(name), writer.finish().unwrap()).unwrap();
        }
    }
}

/// What others read of the tables: each as Parquet, as JSON lines through the
/// views of the reference, and by Python's json. All the same.
fn read_back(folder: &Path) -> Vec<Vec<Json>> {
    let views = tables::sql(&reference(), "## JSON lines with their types");
    let mut statements: Vec<String> = views[0]
        .split_terminator(";\n")
        .map(str::to_owned)
        .collect();
    let made = statements.len();
    for table in Table::ALL.map(Table::name) {
        statements.push(format!("FROM '{table}.parquet'"));
        statements.push(format!("FROM {table}"));
        statements.push(format!("LINES {table}.jsonl"));
    }
    let answers = ask(folder, &statements);
    let mut out = Vec::new();
    for of_table in answers[made..].chunks(3) {
        assert_eq!(of_table[0], of_table[1], "Parquet and JSON lines differ");
        let lines: Vec<Json> = of_table[2].iter().cloned().map(as_duckdb).collect();
        assert_eq!(of_table[0], lines, "DuckDB and Python differ");
        out.push(of_table[2].clone());
    }
    out
}

/// A row with its times as DuckDB writes them.
fn as_duckdb(mut row: Json) -> Json {
    for value in row.as_object_mut().unwrap().values_mut() {
        let time = value.as_str().and_then(|t| t.strip_suffix('Z'));
        let time = time.filter(|t| t.len() == 19 && t.as_bytes()[10] == b'T');
        if let Some(time) = time {
            *value = format!("{}+00", time.replace('T', " ")).into();
        }
    }
    row
}

#[test]
fn every_format_and_the_report_say_the_same() {
    let (a, files) = mixed();
    let report = report(&a, &files);
    let dir = tempfile::tempdir().unwrap();
    export(&report, dir.path());
    let tables = read_back(dir.path());
    let [answers, gaps, evidence] = tables.as_slice() else {
        panic!()
    };
    let whole: Json = serde_json::from_str(&report::json::full::render(&report)).unwrap();
    let list = |value: &Json| value.as_array().unwrap().clone();
    let mut rows = answers.iter();
    for role in list(&whole["roles"]) {
        for item in list(&role["items"]) {
            let row = rows.next().unwrap();
            assert_eq!(row["schema_version"], 1);
            assert_eq!(row["provider"], whole["subject"]);
            assert_eq!(row["control"], whole["questionnaire"]["id"]);
            assert_eq!(row["domain"], whole["questionnaire"]["domain"]);
            assert_eq!(row["role"], role["role"]);
            assert_eq!(row["role_result"], role["result"]);
            assert_eq!(row["role_sign_off"], role["sign_off"]["state"]);
            for key in [
                "kind",
                "item",
                "topic",
                "origin",
                "outcome",
                "answer",
                "suggested",
                "text_changed",
                "ownership",
                "grade",
                "effectiveness",
                "note",
                "justification",
                "implementation",
                "customer_responsibilities",
                "evidence",
            ] {
                assert_eq!(row[key], item[key], "{key} of {item}");
            }
            for (ours, group, theirs) in [
                ("assessed_by", "", "by"),
                ("assessed_at", "", "at"),
                ("review", "review", "state"),
                ("reviewed_by", "review", "by"),
                ("reviewed_at", "review", "at"),
                ("review_comment", "review", "comment"),
                ("action_text", "action", "text"),
                ("action_owner", "action", "owner"),
                ("action_due", "action", "due"),
                ("action_status", "action", "status"),
                ("action_retest", "action", "retest"),
                ("action_retested_by", "action", "retested_by"),
                ("action_retested_on", "action", "retested_on"),
            ] {
                let theirs = if group.is_empty() {
                    &item[theirs]
                } else {
                    &item[group][theirs]
                };
                assert_eq!(&row[ours], theirs, "{ours} of {item}");
            }
            let own: Vec<Json> = list(&item["gaps"])
                .iter()
                .map(|n| whole["gaps"][usize::try_from(n.as_u64().unwrap()).unwrap()].clone())
                .collect();
            for severity in ["major", "minor", "open", "watch"] {
                let count = own.iter().filter(|g| g["severity"] == severity).count();
                assert_eq!(row[format!("gaps_{severity}")], count);
            }
            if item["kind"] == "step" {
                assert_eq!(row["methods"], item["methods"]);
                assert_eq!(row["answered"], item["outcome"] != "not-assessed");
            } else {
                assert_eq!(row["answered"], !item["answer"].is_null());
            }
        }
    }
    assert!(rows.next().is_none());
    let overdue: Vec<&Json> = answers
        .iter()
        .filter(|r| r["action_overdue"] == true)
        .collect();
    assert_eq!(overdue.len(), 1);
    assert_eq!(
        (&overdue[0]["item"], &overdue[0]["worst_gap"]),
        (&"02".into(), &"major".into())
    );
    assert_eq!(overdue[0]["sample"], "2 of 3 teams, the larger ones");
    for (row, gap) in gaps.iter().zip(list(&whole["gaps"])) {
        for (ours, theirs) in [
            ("rule", "kind"),
            ("severity", "severity"),
            ("role", "role"),
            ("item", "item"),
            ("message", "message"),
            ("rule_source", "source"),
        ] {
            assert_eq!(row[ours], gap[theirs], "{ours}");
        }
    }
    assert_eq!(gaps.len(), report.gaps.len());
    for (row, record) in evidence.iter().zip(list(&whole["evidence"])) {
        for key in [
            "id",
            "title",
            "href",
            "sha256",
            "size",
            "collected_on",
            "collected_by",
            "viewed_on",
            "viewed_by",
            "period_from",
            "period_to",
            "expires_on",
            "state",
            "expired",
        ] {
            assert_eq!(row[key], record[key], "{key}");
        }
        assert_eq!(list(&row["used_by"]).len(), list(&record["used_by"]).len());
    }
    assert_eq!(evidence.len(), 2);
    assert_eq!(evidence[1]["used_by"], serde_json::json!(["T-01 CSP.02"]));
}

#[test]
fn hostile_texts_come_back_as_they_are_and_steer_nothing() {
    for text in [
        "right\u{202E}left \u{1b}[31m \u{0} \u{7f} \u{9b}2J",
        "line\r\nnext\u{2028}x\u{2029}\u{85}\u{b}\u{c}\u{1c}\ty \\u001b \"q\" \\",
        "'; DROP TABLE answers; -- {\"a\":[null]} 漢字 \u{1f511} \u{feff}",
        "2026-01-01",
        " ",
    ] {
        let mut a = clean(&[Role::Csp]);
        text.clone_into(&mut a.subject);
        text.clone_into(&mut step(&mut a, "01").note);
        text.clone_into(&mut record(&mut a).title);
        let dir = tempfile::tempdir().unwrap();
        export(&report(&a, &Files::new()), dir.path());
        let tables = read_back(dir.path());
        assert_eq!(tables[0][0]["provider"], text);
        assert_eq!(tables[0][1]["note"], text);
        assert_eq!(tables[2][0]["title"], text);
        let lines = std::fs::read_to_string(dir.path().join("answers.jsonl")).unwrap();
        assert_eq!(lines, aicaiq::text::visible(&lines));
        assert!(!lines.contains(['\u{2028}', '\u{2029}', '\t']));
    }
}

#[test]
fn an_empty_table_has_its_columns() {
    let dir = tempfile::tempdir().unwrap();
    for table in Table::ALL {
        let writer = Writer::begin(table, Format::Parquet, Vec::new()).unwrap();
        let bytes = writer.finish().unwrap();
        std::fs::write(dir.path().join(format!("{}.parquet", table.name())), bytes).unwrap();
    }
    let statements = Table::ALL.map(|t| format!("DESCRIBE FROM '{}.parquet'", t.name()));
    for (table, columns) in Table::ALL.iter().zip(ask(dir.path(), &statements)) {
        let read: Vec<(&str, &str)> = columns
            .iter()
            .map(|c| {
                let kind = match c["column_type"].as_str().unwrap() {
                    "TIMESTAMP WITH TIME ZONE" => "TIMESTAMPTZ",
                    kind => kind,
                };
                (c["column_name"].as_str().unwrap(), kind)
            })
            .collect();
        let said = table.columns();
        let said: Vec<(&str, &str)> = said.iter().map(|c| (c.name, c.kind.sql())).collect();
        assert_eq!(read, said);
    }
}

/// A row of gaps with one text in all columns of text.
fn row(text: &str) -> Vec<Value<'_>> {
    let columns = Table::Gaps.columns();
    let value = |kind| match kind {
        Kind::Text => Value::Text(text.into()),
        Kind::Number => Value::Number(1),
        Kind::Flag => Value::Flag(true),
        Kind::Day => Value::Day(today()),
        Kind::Time => Value::Null,
        Kind::List => Value::List(vec![text]),
    };
    columns.iter().map(|c| value(c.kind)).collect()
}

#[test]
fn what_is_held_in_memory_is_bounded_by_rows_and_by_bytes() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    let large = "x".repeat(100_000);
    for (text, rows, most) in [("x", 70_000, 32_768), (large.as_str(), 40, 8)] {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.parquet");
        let out = std::fs::File::create(&path).unwrap();
        let mut writer = Writer::begin(Table::Gaps, Format::Parquet, out).unwrap();
        for _ in 0..rows {
            writer.row(&row(text)).unwrap();
        }
        writer.finish().unwrap();
        let read = SerializedFileReader::new(std::fs::File::open(&path).unwrap()).unwrap();
        let groups = read.metadata().row_groups();
        assert!(groups.iter().all(|g| g.num_rows() <= most));
        assert!(groups.iter().all(|g| g.num_rows() > most / 8));
        assert_eq!(read.metadata().file_metadata().num_rows(), rows);
    }
}

#[test]
fn a_row_that_does_not_fit_is_refused() {
    for format in [Format::Jsonl, Format::Parquet] {
        let mut writer = Writer::begin(Table::Gaps, format, Vec::new()).unwrap();
        assert!(writer.row(&row("x")[1..]).is_err());
    }
    let mut writer = Writer::begin(Table::Gaps, Format::Parquet, Vec::new()).unwrap();
    let mut wrong = row("x");
    wrong[0] = Value::Flag(true);
    assert!(writer.row(&wrong).is_err());
}

mod properties {
    use super::*;
    use chrono::{DateTime, NaiveDate};
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::Field;
    use proptest::prelude::*;

    /// What a cell is made of, for any kind of column.
    #[derive(Debug, Clone)]
    struct Seed {
        null: bool,
        text: String,
        number: i64,
        list: Vec<String>,
    }

    fn seed() -> impl Strategy<Value = Seed> {
        let text = prop_oneof![any::<String>(), "[ -~\u{0}-\u{a0}\u{2020}-\u{2070}]{0,9}"];
        let list = prop::collection::vec(text.clone(), 0..4);
        (any::<bool>(), text, any::<i64>(), list).prop_map(|(null, text, number, list)| Seed {
            null,
            text,
            number,
            list,
        })
    }

    fn value(seed: &Seed, kind: Kind, nullable: bool) -> Value<'_> {
        let days = i32::try_from(seed.number.rem_euclid(3_000_000)).unwrap();
        let seconds = seed.number.rem_euclid(200_000_000_000) - 50_000_000_000;
        match kind {
            _ if nullable && seed.null => Value::Null,
            Kind::Text => Value::Text(seed.text.as_str().into()),
            Kind::Number => Value::Number(seed.number),
            Kind::Flag => Value::Flag(seed.number % 2 == 0),
            Kind::Day => Value::Day(NaiveDate::from_num_days_from_ce_opt(days + 1).unwrap()),
            Kind::Time => Value::Time(DateTime::from_timestamp(seconds, 0).unwrap()),
            Kind::List => Value::List(seed.list.iter().map(String::as_str).collect()),
        }
    }

    fn json(field: &Field) -> Json {
        match field {
            Field::Null => Json::Null,
            Field::Str(text) => text.as_str().into(),
            Field::Long(number) => (*number).into(),
            Field::Bool(flag) => (*flag).into(),
            Field::Date(days) => {
                let day = NaiveDate::default() + chrono::Duration::days(i64::from(*days));
                day.to_string().into()
            }
            Field::TimestampMicros(at) => {
                let at = DateTime::from_timestamp_micros(*at).unwrap();
                at.format("%Y-%m-%dT%H:%M:%SZ").to_string().into()
            }
            Field::ListInternal(list) => list.elements().iter().map(json).collect(),
            other => panic!("{other:?}"),
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

        #[test]
        fn both_formats_read_back_as_what_was_written(
            which in 0..3_usize,
            seeds in prop::collection::vec(seed(), 1..40),
            rows in 1..30_usize,
        ) {
            let table = Table::ALL[which];
            let columns = table.columns();
            let mut lines = Writer::begin(table, Format::Jsonl, Vec::new()).unwrap();
            let mut file = Writer::begin(table, Format::Parquet, tempfile::tempfile().unwrap()).unwrap();
            let mut next = seeds.iter().cycle();
            for _ in 0..rows {
                let values: Vec<Value<'_>> = columns
                    .iter()
                    .map(|c| value(next.next().unwrap(), c.kind, c.nullable))
                    .collect();
                lines.row(&values).unwrap();
                file.row(&values).unwrap();
            }
            let lines = String::from_utf8(lines.finish().unwrap()).unwrap();
            prop_assert_eq!(&lines, &aicaiq::text::visible(&lines));
            let lines: Vec<Json> = lines
                .split_terminator('\n')
                .map(|line| serde_json::from_str(line).unwrap())
                .collect();
            let reader = SerializedFileReader::new(file.finish().unwrap()).unwrap();
            let read: Vec<Json> = reader
                .get_row_iter(None)
                .unwrap()
                .map(|row| {
                    let row = row.unwrap();
                    let fields = row.get_column_iter();
                    Json::Object(fields.map(|(name, field)| (name.clone(), json(field))).collect())
                })
                .collect();
            prop_assert_eq!(lines.len(), rows);
            // And the lines against the values themselves.
            let mut next = seeds.iter().cycle();
            for line in &lines {
                for c in &columns {
                    let seed = next.next().unwrap();
                    match value(seed, c.kind, c.nullable) {
                        Value::Text(text) => prop_assert_eq!(&line[c.name], &*text),
                        Value::Number(n) => prop_assert_eq!(&line[c.name], n),
                        Value::List(list) => prop_assert_eq!(&line[c.name], &Json::from(list)),
                        Value::Null => prop_assert!(line[c.name].is_null()),
                        _ => {}
                    }
                }
            }
            prop_assert_eq!(lines, read);
        }
    }
}
