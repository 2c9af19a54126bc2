//! Git's marks that were left inside a text of an answer.

use crate::assessment::field_words;
use crate::merge::{keys_of, marks};
use crate::store::{AnswerFile, Problem, Severity};
use crate::text::{count, one_line};
use std::ops::Range;
use toml_edit::{Document, Item, Key, TableLike, Value};

/// Each text with such lines in it, once. What nobody has decided has both texts as
/// they were, and is told as a conflict.
pub(super) fn problems(file: &AnswerFile) -> Vec<Problem> {
    let text = file.text();
    // Most files have none, and are not read once more.
    if !marks::SURE
        .iter()
        .any(|c| text.contains(&String::from(*c).repeat(7)))
    {
        return Vec::new();
    }
    let mut found = Vec::new();
    if let Ok(document) = Document::parse(text) {
        let answers = document.iter().filter(|(key, _)| *key != "conflicts");
        for (key, item) in answers {
            visit(text, &mut vec![key.to_owned()], item, &mut found);
        }
    }
    found
}

fn visit(text: &str, path: &mut Vec<String>, item: &Item, found: &mut Vec<Problem>) {
    if let Some(table) = item.as_table_like() {
        return inside(text, path, table, found);
    }
    let one = item.as_str().and_then(|is| of(text, path, is, item.span()));
    found.extend(one);
    let list = item.as_array().into_iter().flatten();
    let texts = list.filter_map(|v: &Value| of(text, path, v.as_str()?, v.span()));
    found.extend(texts);
}

fn inside(text: &str, path: &mut Vec<String>, table: &dyn TableLike, found: &mut Vec<Problem>) {
    for (key, item) in table.iter() {
        path.push(key.to_owned());
        visit(text, path, item, found);
        path.pop();
    }
}

/// What is said of a text. A heading may be underlined as git writes the mark between
/// the sides: that one counts only beside another.
fn of(text: &str, path: &[String], is: &str, span: Option<Range<usize>>) -> Option<Problem> {
    let is_sure = |line: &&str| {
        let mut all = marks::SURE.iter();
        all.any(|c| marks::mark(line, *c).is_some())
    };
    let first = is.lines().find(is_sure)?;
    let between = |line: &&str| marks::mark(line, '=').is_some_and(|rest| rest.is_empty());
    let all = is.lines().filter(|l| is_sure(l) || between(l)).count();
    let more = match all {
        0 | 1 => String::new(),
        n => format!(" and {}", count(n - 1, "more such line")),
    };
    let keys: Vec<String> = path.iter().map(|k| Key::new(k).to_string()).collect();
    let path = keys.join(".");
    let what = match keys_of(&path) {
        Some(_) => field_words(&path),
        None => path,
    };
    // In a text of one line it stands behind what is written for the line's end.
    let place = span.map(|span| {
        let raw = text.get(span.clone()).unwrap_or_default();
        match raw.find(first) {
            Some(at) => span.start + at..span.start + at + first.len(),
            None => span,
        }
    });
    Some(Problem {
        severity: Severity::Warning,
        span: place,
        message: format!(
            "git's mark of a merge was left in the text of {what}: {}{more}",
            one_line(first)
        ),
        help: Some(
            "keep of the two sides what holds, and take the lines with the marks out of the text"
                .to_owned(),
        ),
    })
}
