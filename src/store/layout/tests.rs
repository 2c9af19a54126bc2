//! Tests of where values come in a text: many at once go where each would go
//! alone.

use super::*;
use crate::store::fields::Canonical;
use proptest::prelude::*;
use toml_edit::Document;

fn of(text: &str) -> Layout {
    Layout::of(&Document::parse(text).unwrap())
}

fn path(dotted: &str) -> Vec<String> {
    dotted.split('.').map(str::to_owned).collect()
}

/// Tables that the program knows and that it does not, in any order.
fn table() -> impl Strategy<Value = String> {
    let step = ("CSP|MP", 0..12_u8).prop_map(|(role, n)| format!("roles.{role}.steps.{n:02}"));
    let part = ("CSP|MP", 0..12_u8, "action|sample|odd")
        .prop_map(|(role, n, part)| format!("roles.{role}.steps.{n:02}.{part}"));
    prop_oneof![
        step,
        part,
        "people\\.[a-e]",
        "evidence\\.ev-[0-9a-f]",
        "conflicts\\.[a-d]",
        "odd\\.[a-d](\\.[a-b])?",
        "[a-c]",
        Just("assessment".to_owned()),
    ]
}

/// A table with a key or two, also with a comment, as an array, inline or
/// dotted.
fn piece() -> impl Strategy<Value = String> {
    (table(), 0..6_u8, "[x-z]").prop_map(|(table, how, key)| match how {
        0 => format!("# of {table}\n[{table}] # here\n{key} = 1\n"),
        1 => format!("[[{table}]]\n{key} = 1\n"),
        2 => format!("\n[{table}]\n"),
        3 => format!("[{table}]\nin = {{ {key} = 1 }}\nx.{key} = 2\n"),
        4 => format!("[{table}.below]\n{key}.y = 1\n"),
        _ => format!("[{table}]\n{key} = 1\n\n"),
    })
}

fn text() -> impl Strategy<Value = String> {
    let dotted = prop::collection::vec((table(), "[x-z]"), 0..3).prop_map(|all| {
        let lines = all.into_iter().map(|(t, key)| format!("{t}.{key} = 0\n"));
        lines.collect::<String>()
    });
    let pieces = prop::collection::vec(piece(), 0..12);
    (dotted, pieces, any::<bool>(), "(\n# last\n)?").prop_map(|(head, pieces, crlf, tail)| {
        // As much of them as is TOML together.
        let mut text = String::new();
        for piece in [head].into_iter().chain(pieces) {
            let longer = format!("{text}{piece}");
            if Document::parse(&longer).is_ok() {
                text = longer;
            }
        }
        text.push_str(&tail);
        if crlf {
            text.replace('\n', "\r\n")
        } else {
            text
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn many_values_go_where_each_would_go_alone(
        text in text(),
        sets in prop::collection::vec((table(), "[x-z]|in\\.[x-z]|new", 0..9_u8), 1..40),
        known in 0..2_usize,
    ) {
        let mut one_by_one = of(&text);
        let mut at_once = of(&text);
        let mut filling = at_once.filling(&Canonical);
        // Also from the first one on.
        filling.sets = known * 100;
        for (table, key, value) in &sets {
            let path = path(&format!("{table}.{key}"));
            if *value == 8 && known == 0 {
                one_by_one.remove(&path);
                one_by_one.tidy(path.split_last().unwrap().1, false);
                filling.remove(&path);
                filling.tidy(path.split_last().unwrap().1, false);
            } else {
                one_by_one.set(&path, &value.to_string(), &Canonical);
                filling.set(&path, &value.to_string());
            }
        }
        drop(filling);
        prop_assert_eq!(at_once.to_string(), one_by_one.to_string());
        prop_assert_eq!(at_once, one_by_one);
    }
}

#[test]
fn tables_of_one_rank_have_their_order() {
    let text = "[evidence.a]\nx = 1\n[[evidence.b]]\nx = 1\n[[evidence.b]]\nx = 2\n";
    let mut one_by_one = of(text);
    let mut at_once = of(text);
    let mut filling = at_once.filling(&Canonical);
    filling.sets = 100;
    for key in [
        "evidence.c.x",
        "roles.CSP.steps.1.x",
        "roles.CSP.steps.01.x",
        "evidence.bb.x",
    ] {
        one_by_one.set(&path(key), "3", &Canonical);
        filling.set(&path(key), "3");
    }
    drop(filling);
    assert_eq!(at_once.to_string(), one_by_one.to_string());
}
