//! Files with a hostile text in every field. They are made from the formats'
//! own JSON Schemas, so a field that comes to a format comes in here with it.

use serde_json::Value as Schema;
use toml::{Table, Value};

/// What a terminal would obey, reorder or stumble over. The formats refuse
/// these, and say so with the text in the message.
pub const STEERING: &[&str] = &[
    "EVIL\u{1b}[31m\u{1b}[2J\u{1b}[6n",
    "EVIL\u{1b}]8;;https://evil.example\u{1b}\\x\u{1b}]8;;\u{1b}\\",
    "EVIL\u{1b}]52;c;RVZJTA==\u{7}",
    "EVIL\u{1b}]0;title\u{1b}\\",
    "EVIL\u{1b}P+q544e\u{1b}\\",
    "EVIL\u{1b}_apc\u{1b}\\\u{1b}^pm\u{1b}\\\u{1b}Xsos\u{1b}\\",
    "EVIL\u{9b}31m\u{9d}52;c;RVZJTA==\u{9c}\u{90}q\u{9c}\u{85}",
    "EVIL\u{202e}live\u{202c}\u{200f}\u{61c}",
    "EVIL\u{2066}in\u{2069}\u{2067}x\u{2068}y",
    "EVIL\rover\rwritten",
    "EVIL\u{7}\u{8}\u{8}\u{7f}\u{0}\u{b}\u{c}\u{e}\u{f}",
    "EVIL\u{1b}c\u{1b}7\u{1b}(0\u{1b}#8",
];

/// What the formats allow, odd as it is.
pub const ODD: &[&str] = &[
    "EVIL]52;c;RVZJTA== [31m \\u001b[31m \\x1b ^[[2J %1b $(touch owned) `touch owned`",
    "EV\u{200d}IL\u{200c}\u{200b}\u{2060}\u{feff}\u{ad}\u{fe0f}\u{34f}\u{180e}",
    "EVIL\u{2028}line\u{2029}para\u{e0041}\u{e0042}\u{e007f}\u{fff9}a\u{fffa}b\u{fffb}\u{206a}\u{206f}",
    "\u{301}\u{20dd}EVIL",
    "EVIL\u{5e9}\u{5dc}\u{5d5}\u{5dd} \u{645}\u{631}\u{62d} \u{1f469}\u{200d}\u{1f52c} \u{1f1e9}\u{1f1ea} \u{915}\u{94d}\u{937}",
    "EVIL\ttab\tstops",
];

/// A letter with thousands of marks.
pub fn flood() -> String {
    format!("EVILa{}z", "\u{301}\u{489}".repeat(20))
}

/// Texts that formulas, markup or scripts begin with; some of every kind.
pub const ACTIVE: &[&str] = &[
    "=HYPERLINK(\"https://evil.example\",\"EVIL\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1)",
    "\t=1+1",
    "=cmd|'/c calc'!A1",
    "<script>window.EVIL=1</script>",
    "\"><img src=https://evil.example/x onerror=window.EVIL=1>",
    "' onmouseover='window.EVIL=1' autofocus onfocus='window.EVIL=1",
    "</title></style></script></textarea><svg onload=window.EVIL=1><base href=//evil.example>",
    "javascript:window.EVIL=1//https://",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<iframe srcdoc=\"<script>parent.EVIL=1</script>\"></iframe><object data=https://evil.example>",
    "<link rel=stylesheet href=//evil.example/x.css><style>@import '//evil.example'</style>",
    "{{constructor.constructor('window.EVIL=1')()}} ${window.EVIL=1}",
    "<!--><script>window.EVIL=1</script>--> ]]><script>window.EVIL=1</script>",
    "<a href=\"javascript:window.EVIL=1\">x</a> [x](javascript:window.EVIL=1) <data:text/html,x>",
    "_x000D_=1+1",
];

fn schema(name: &str) -> Schema {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/assets/schema");
    let text = std::fs::read_to_string(format!("{folder}/{name}.schema.json")).unwrap();
    serde_json::from_str(&text).unwrap()
}

/// A value that the schema allows, whose free texts are the given one.
fn value(schema: &Schema, name: &str, text: &str) -> Option<Value> {
    if let Some(constant) = schema.get("const").and_then(Schema::as_i64) {
        return Some(constant.into());
    }
    if let Some(choices) = schema.get("enum").and_then(Schema::as_array) {
        let wanted = match name {
            "outcome" => "partially-satisfied",
            "grade" => "minor",
            "answer" => "No",
            "review" => "reviewed",
            "ownership" => "CSP-Owned",
            _ => choices[0].as_str().unwrap(),
        };
        assert!(choices.iter().any(|c| c == wanted), "{name}");
        return Some(wanted.into());
    }
    Some(match schema.get("type").and_then(Schema::as_str)? {
        "string" => match (
            schema.get("format").and_then(Schema::as_str),
            schema.get("pattern").and_then(Schema::as_str),
        ) {
            (Some("date"), _) => Value::Datetime("2026-11-20".parse().unwrap()),
            (Some("date-time"), _) => Value::Datetime("2026-11-20T10:00:00Z".parse().unwrap()),
            (None, None | Some("\\S")) => text.into(),
            (None, Some(pattern)) if pattern.contains("{64}") => "ab".repeat(32).into(),
            (None, Some(pattern)) => key(pattern, text)[0].clone().into(),
            other => panic!("{name} has a format that is new here: {other:?}"),
        },
        "integer" if name == "schema" => 1.into(),
        "integer" => 3.into(),
        "boolean" => true.into(),
        "array" if name == "roles" && schema["items"].get("enum").is_some() => {
            vec![Value::from("CSP"), "MP".into()].into()
        }
        "array" => vec![value(&schema["items"], name, text)?].into(),
        "object" => Value::Table(object(schema, text)),
        other => panic!("{name} has a type that is new here: {other}"),
    })
}

fn object(schema: &Schema, text: &str) -> Table {
    let mut out = Table::new();
    let none = serde_json::Map::new();
    let of = |key: &str| schema.get(key).and_then(Schema::as_object).unwrap_or(&none);
    for (name, inner) in of("properties") {
        // Conflicts hold the screen up, and have files of their own; what is
        // suggested stands beside no answer.
        if matches!(name.as_str(), "conflicts" | "suggested") {
            continue;
        }
        if let Some(value) = value(inner, name, text) {
            out.insert(name.clone(), value);
        }
    }
    for (pattern, inner) in of("patternProperties") {
        for key in key(pattern, text) {
            out.insert(key, value(inner, "", text).unwrap());
        }
    }
    out
}

/// Keys that fit a pattern.
fn key(pattern: &str, text: &str) -> Vec<String> {
    let keys: &[&str] = match pattern {
        "^.+$" => return vec![text.to_owned()],
        "^(CSP|MP|OSP|AP|AIC)$" => &["CSP", "MP"],
        "^(0[1-9]|[1-9][0-9]|ccm-[1-9][0-9]?)$" => &["01", "02", "ccm-1"],
        "^[A-Za-z0-9_-]{1,80}$" => &["ev-1"],
        other => panic!("a pattern that is new here: {other}"),
    };
    keys.iter().map(|k| (*k).to_owned()).collect()
}

/// An answer file whose every text is this one; its evidence has this href.
pub fn answers(text: &str, href: &str) -> Table {
    let mut out = object(&schema("answer-file"), text);
    let assessment = out["assessment"].as_table_mut().unwrap();
    for key in ["split_digest", "questionnaires", "layers"] {
        assessment.remove(key);
    }
    for record in out["evidence"].as_table_mut().unwrap().iter_mut() {
        record.1["href"] = href.into();
    }
    out
}

/// The same with conflicts of every shape.
pub fn conflicting(text: &str) -> Table {
    let mut out = answers(text, "https://x.example/");
    let side = |key: &str| [(key.to_owned(), Value::from(text))].into_iter();
    let mut conflicts = Table::new();
    for (path, base) in [
        ("roles.CSP.steps.01.note", true),
        ("assessment.subject", false),
    ] {
        let mut conflict: Table = side("ours").chain(side("theirs")).collect();
        conflict.extend(side("ours_from").chain(side("theirs_from")));
        if base {
            conflict.extend(side("base"));
        }
        conflict["theirs"] = format!("{text} other").into();
        let mut other: Table = side("from").collect();
        other.insert("value".into(), format!("{text} third").into());
        let others: Table = [("aa".to_owned(), other.into())].into_iter().collect();
        conflict.insert("others".into(), others.into());
        conflicts.insert(path.to_owned(), conflict.into());
    }
    out.insert("conflicts".into(), conflicts.into());
    out
}

/// A questionnaire whose every text is this one.
pub fn questionnaire(text: &str) -> Table {
    let mut out = object(&schema("questionnaire"), text);
    let roles = out["roles"].as_array_mut().unwrap();
    let step = roles[0]["steps"].as_array().unwrap()[0].clone();
    for id in ["02", "ccm-1"] {
        let mut more = step.clone();
        more["id"] = id.into();
        roles[0]["steps"].as_array_mut().unwrap().push(more);
    }
    let mut other = roles[0].clone();
    other["id"] = "MP".into();
    roles.push(other);
    out
}

/// The file's text.
pub fn written(table: &Table) -> String {
    toml::to_string(table).unwrap()
}

#[test]
fn every_field_of_both_formats_is_hostile() {
    for (name, table) in [
        ("answer-file", answers("EVIL", "EVIL")),
        ("questionnaire", questionnaire("EVIL")),
    ] {
        let mut free = Vec::new();
        names(&schema(name), &mut free);
        let text = written(&table);
        for field in free {
            let left_out = [
                "split_digest",
                "questionnaires",
                "layers",
                "ours_from",
                "theirs_from",
                "from",
            ];
            if !left_out.contains(&field.as_str()) {
                assert!(
                    text.contains(&format!("{field} = \"EVIL\""))
                        || text.contains(&format!("{field} = [\"EVIL\"")),
                    "{field} of {name} is not hostile"
                );
            }
        }
    }
}

/// The names of free texts, by a look of their own at the schema.
fn names(schema: &Schema, out: &mut Vec<String>) {
    let Some(map) = schema.as_object() else {
        return;
    };
    for (name, inner) in map
        .get("properties")
        .and_then(Schema::as_object)
        .into_iter()
        .flatten()
    {
        let free = |s: &Schema| {
            s.get("type").is_some_and(|t| t == "string")
                && s.get("format").is_none()
                && s.get("pattern").is_none_or(|p| p == "\\S")
        };
        if free(inner) || inner.get("items").is_some_and(free) {
            out.push(name.clone());
        }
    }
    for inner in map.values() {
        match inner {
            Schema::Array(all) => all.iter().for_each(|s| names(s, out)),
            inner => names(inner, out),
        }
    }
}
