//! What holds for every assessment and every change of one.

use crate::common::{assessment, mixed, questionnaire};
use aicaiq::assessment::Assessment;
use aicaiq::store::{Layout, Severity, parse, render, render_problems, update};
use proptest::prelude::*;

fn read(text: &str) -> Result<Assessment, String> {
    let parsed = parse(text, questionnaire());
    if parsed.has_errors() {
        let shown = render_problems("a.toml", text, &parsed.problems, false);
        return Err(format!("{shown}\n{text}"));
    }
    Ok(parsed.assessment)
}

pub fn cut(text: &str) -> Layout {
    Layout::of(&toml_edit::Document::parse(text).unwrap())
}

fn changed(text: &str, from: &Assessment, to: &Assessment) -> String {
    let mut layout = cut(text);
    update(&mut layout, from, to);
    layout.to_string()
}

/// The text with comments and unknown keys put in, and what was put in.
pub fn annotated(
    text: &str,
    picks: &[u8],
    crlf: bool,
    bom: bool,
    open_end: bool,
) -> (String, Vec<String>) {
    let mut marks = Vec::new();
    let mut pick = picks.iter().copied().cycle();
    let mut out = String::new();
    let mut within = false;
    for line in text.lines() {
        let starts_outside = !within;
        if line.ends_with("= \"\"\"") {
            within = true;
        } else if within && ends_text(line) {
            within = false;
        }
        let n = marks.len();
        let choice = if starts_outside {
            pick.next().unwrap_or_default()
        } else {
            0
        };
        match choice % 5 {
            1 => {
                out += &format!("# own line {n}.\n");
                marks.push(format!("# own line {n}."));
            }
            // A header's own keys follow it.
            2 if line.contains(" = ") => {
                out += &format!("x-{n} = {{ kept = {n} }} # {n}\n");
                marks.push(format!("x-{n} = {{ kept = {n} }} # {n}"));
            }
            _ => {}
        }
        match commented(line, choice, &mut marks) {
            Some(array) if starts_outside && !within => out += &array,
            _ => out += line,
        }
        if choice % 3 == 1 && !within {
            let n = marks.len();
            out += &format!("  # behind {n}.");
            marks.push(format!("# behind {n}."));
        }
        out += "\n";
    }
    out += "\n# at the end";
    marks.push("# at the end".to_owned());
    if !open_end {
        out += "\n";
    }
    if crlf {
        out = out.replace('\n', "\r\n");
    }
    if bom {
        out.insert(0, '\u{feff}');
    }
    (out, marks)
}

/// An array over several lines, with comments between its elements.
fn commented(line: &str, choice: u8, marks: &mut Vec<String>) -> Option<String> {
    let (key, array) = line.split_once(" = ")?;
    let array = array.strip_prefix('[')?.strip_suffix(']')?;
    // A note's line can look like an array; its words are other ones.
    let words: Vec<&str> = array.split(", ").collect();
    let inside = |w: &str| w.strip_prefix('"')?.strip_suffix('"').map(str::to_owned);
    let plain = |w: &&str| inside(w).is_some_and(|w| !w.contains(['"', '\\']));
    if choice < 64 || key.contains(['"', ' ']) || !words.iter().all(plain) {
        return None;
    }
    let mut mark = |often: u8| {
        if choice.is_multiple_of(often) {
            return String::new();
        }
        let comment = format!("# within {}.", marks.len());
        marks.push(comment.clone());
        comment
    };
    let mut out = format!("{key} = [ {}\n", mark(2));
    for (n, word) in (1..).zip(&words) {
        let comma = if n < words.len() || choice % 7 < 3 {
            ","
        } else {
            ""
        };
        // Of some, the comma stands behind the comment, or two on a line.
        out += &match (choice % 4, mark(3)) {
            (0, above) => format!("  {above}\n  {word} {}\n  {comma}\n", mark(5)),
            (1, behind) if behind.is_empty() => format!("  {word}{comma}"),
            (_, behind) => format!("  {word}{comma}\t{behind}\n"),
        };
    }
    out += &format!(" {}\n]", mark(4));
    Some(out)
}

/// Whether a line ends a text over several lines: three quotes, not escaped.
fn ends_text(line: &str) -> bool {
    let Some(head) = line.strip_suffix("\"\"\"") else {
        return false;
    };
    (head.len() - head.trim_end_matches('\\').len()) % 2 == 0
}

/// The same with every key at the root.
fn dotted(canonical: &str) -> String {
    let mut out = String::from("# kept\n");
    let mut table = String::new();
    let mut within = false;
    for line in canonical.lines() {
        if within {
            within = !ends_text(line);
        } else if let Some(header) = line.strip_prefix('[') {
            table = header.replace(']', ".");
            continue;
        } else if line.contains(" = ") {
            out += &table;
            within = line.ends_with("= \"\"\"");
        }
        out += line;
        out += "\n";
    }
    out
}

/// The same with a line a table, or several where a text has several.
fn inline(canonical: &str) -> String {
    let document: toml_edit::DocumentMut = canonical.parse().unwrap();
    let mut out = String::new();
    for (key, item) in document.as_table() {
        let value = item.clone().into_value().unwrap();
        out += &format!("{key} = {} # kept\n", value.decorated("", ""));
    }
    out
}

/// A table as an inline one with a key a line, and comments between them.
fn over_lines(
    table: &toml_edit::Table,
    picks: &mut impl Iterator<Item = u8>,
    marks: &mut usize,
) -> String {
    let mut out = String::from("{");
    let mut comment = |out: &mut String, pick: u8| {
        if pick % 3 == 1 {
            *out += &format!(" # within {marks}.");
            *marks += 1;
        }
        *out += "\n";
    };
    comment(&mut out, picks.next().unwrap());
    let last = table.len();
    for (n, (key, item)) in (1..).zip(table) {
        let pick = picks.next().unwrap();
        comment(&mut out, pick);
        let value = match item {
            toml_edit::Item::Table(inner) => {
                let mut own = 0;
                let text = over_lines(inner, picks, &mut own);
                // Numbered anew, to be told apart.
                text.replace("# within ", &format!("# {key}, within "))
            }
            other => other
                .as_value()
                .unwrap()
                .clone()
                .decorated("", "")
                .to_string(),
        };
        let key = toml_edit::Key::new(key);
        let key = key.display_repr();
        out += &format!("{key} = {value}");
        if n < last || pick.is_multiple_of(2) {
            out += ",";
        }
        comment(&mut out, pick / 3);
    }
    out += "}";
    out
}

/// The same with an inline table over several lines for each table.
fn inline_over_lines(canonical: &str, picks: &[u8]) -> String {
    let document: toml_edit::DocumentMut = canonical.parse().unwrap();
    let mut picks = picks.iter().copied().cycle();
    let mut out = String::new();
    for (key, item) in document.as_table() {
        let mut marks = 0;
        out += &match item.as_table() {
            Some(table) => format!("{key} = {}\n", over_lines(table, &mut picks, &mut marks)),
            None => format!("{key} = {item}\n"),
        };
    }
    out
}

/// How often each comment stands in the text, of those that were put in.
fn within(text: &str) -> std::collections::BTreeMap<&str, usize> {
    let mut all = std::collections::BTreeMap::new();
    for (at, _) in text.match_indices("within ") {
        let line = text[..at].rfind('#').unwrap_or(at);
        let end = text[at..].find('.').map_or(text.len(), |n| at + n);
        *all.entry(&text[line..end]).or_default() += 1;
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_written_is_read(a in assessment()) {
        prop_assert_eq!(read(&render(&a)).unwrap(), a);
    }

    #[test]
    fn a_change_is_written_as_it_is_meant(
        a in assessment(),
        c in assessment(),
        picks in prop::collection::vec(any::<bool>(), 40),
    ) {
        let b = mixed(&a, &c, &picks);
        let text = changed(&render(&a), &a, &b);
        prop_assert_eq!(read(&text).unwrap(), b.clone(), "{}", text);
        // Written once more from what was read, nothing moves.
        prop_assert_eq!(changed(&text, &b, &b), text);
    }

    #[test]
    fn the_canonical_order_holds_whatever_the_way(a in assessment(), c in assessment()) {
        let bare = Assessment { answers: Default::default(), evidence: Default::default(), ..a.clone() };
        prop_assert_eq!(changed(&render(&bare), &bare, &a), render(&a));
        prop_assert_eq!(changed(&render(&a), &a, &c), render(&c));
    }

    #[test]
    fn what_people_wrote_survives(
        a in assessment(),
        c in assessment(),
        picks in prop::collection::vec(any::<bool>(), 40),
        notes in prop::collection::vec(any::<u8>(), 30),
        crlf in any::<bool>(),
        bom in any::<bool>(),
        open_end in any::<bool>(),
    ) {
        let (text, marks) = annotated(&render(&a), &notes, crlf, bom, open_end);
        prop_assert_eq!(read(&text).unwrap(), a.clone(), "{}", text);
        prop_assert_eq!(cut(&text).to_string(), text.clone());
        let b = mixed(&a, &c, &picks);
        let after = changed(&text, &a, &b);
        prop_assert_eq!(read(&after).unwrap(), b, "{}\n----\n{}", text, after);
        for mark in marks {
            prop_assert!(after.contains(&mark), "{} is gone\n{}\n----\n{}", mark, text, after);
        }
        if crlf {
            prop_assert!(!after.replace("\r\n", "").contains('\n'));
        }
    }

    #[test]
    fn other_styles_take_every_change(
        a in assessment(),
        c in assessment(),
        picks in prop::collection::vec(any::<bool>(), 40),
        crlf in any::<bool>(),
    ) {
        let b = mixed(&a, &c, &picks);
        let canonical = render(&a);
        for mut text in [dotted(&canonical), inline(&canonical)] {
            if crlf {
                text = text.replace('\n', "\r\n");
            }
            prop_assert_eq!(read(&text).unwrap(), a.clone(), "{}", text);
            let after = changed(&text, &a, &b);
            let got = read(&after);
            prop_assert_eq!(got.as_ref(), Ok(&b), "{}\n----\n{}", text, after);
            prop_assert!(after.contains("# kept"), "{}", after);
        }
    }

    #[test]
    fn comments_in_inline_tables_survive(
        a in assessment(),
        c in assessment(),
        picks in prop::collection::vec(any::<bool>(), 40),
        notes in prop::collection::vec(any::<u8>(), 30),
        crlf in any::<bool>(),
    ) {
        let mut text = inline_over_lines(&render(&a), &notes);
        if crlf {
            text = text.replace('\n', "\r\n");
        }
        prop_assert_eq!(read(&text).unwrap(), a.clone(), "{}", text);
        let b = mixed(&a, &c, &picks);
        let after = changed(&text, &a, &b);
        prop_assert_eq!(read(&after).unwrap(), b, "{}\n----\n{}", text, after);
        prop_assert_eq!(within(&after), within(&text), "{}\n----\n{}", text, after);
    }

    #[test]
    fn no_text_makes_reading_fail_or_shows_raw(text in "(?s).{0,200}") {
        let parsed = parse(&text, questionnaire());
        let shown = render_problems("a.toml", &text, &parsed.problems, false);
        prop_assert!(!shown.contains(aicaiq::text::is_unsafe), "{:?}", shown);
        prop_assert!(parsed.problems.iter().any(|p| p.severity == Severity::Error));
    }
}
