//! Changes within a value: arrays and inline tables as people write them, on
//! one line or several, with comments in them.

mod list;

use super::fields::quoted;
use super::layout::key_text;
use list::List;
use std::collections::BTreeSet;
use std::ops::Range;
use toml_edit::{Document, Item, Value};

/// Sets a key of an inline table, given and returned as text. Tables on the
/// way that are missing are made, inline.
pub(crate) fn set(table: &str, path: &[String], value: &str) -> String {
    set_within(table, path, value).unwrap_or_else(|| table.to_owned())
}

fn set_within(table: &str, path: &[String], value: &str) -> Option<String> {
    let mut list = List::of(table).filter(List::is_table)?;
    let keys: Vec<Pair> = list.items.iter().filter_map(|i| pair(i)).collect();
    let holder = keys.iter().position(|p| path.starts_with(&p.path));
    if let (Some(at), Some(found)) = (holder, holder.and_then(|at| keys.get(at))) {
        let item = list.items.get_mut(at)?;
        let old = item.get(found.value.clone())?;
        let rest = path.get(found.path.len()..)?;
        let new = if rest.is_empty() {
            let ordered = is_ordered(path.last()?);
            replaced(old, &fitting(value, table)?, ordered)
        } else {
            set_within(old, rest, value)?
        };
        item.replace_range(found.value.clone(), &new);
        return Some(list.to_string());
    }
    // A table that is written with dotted keys cannot be given a second time.
    let dotted = keys.iter().any(|p| p.path.first() == path.first());
    let value = fitting(value, table)?;
    let added = if dotted {
        let keys: Vec<String> = path.iter().map(|k| key_text(k)).collect();
        format!("{} = {value}", keys.join("."))
    } else {
        let (key, inner) = path.split_first()?;
        let nest = |text: String, k: &String| format!("{{ {} = {text} }}", key_text(k));
        // From the innermost key outwards.
        let Some((last, between)) = inner.split_last() else {
            list.append(format!("{} = {value}", key_text(key)));
            return Some(list.to_string());
        };
        let innermost = nest(value, last);
        let nested = between.iter().rev().fold(innermost, nest);
        format!("{} = {nested}", key_text(key))
    };
    list.append(added);
    Some(list.to_string())
}

/// The value as it may stand in the table: a line feed within is only for
/// tables that have one.
fn fitting(value: &str, table: &str) -> Option<String> {
    match value.parse::<Value>().ok()? {
        Value::String(s) if !table.contains('\n') => Some(quoted(&s.value().replace("\r\n", "\n"))),
        _ => Some(value.to_owned()),
    }
}

/// Removes a key of an inline table, and the tables on the way that are empty
/// for it. The comments in and around what goes stay.
pub(crate) fn remove(table: &str, path: &[String]) -> String {
    remove_within(table, path).unwrap_or_else(|| table.to_owned())
}

fn remove_within(table: &str, path: &[String]) -> Option<String> {
    let mut list = List::of(table).filter(List::is_table)?;
    let mut pairs = list.items.iter().map(|i| pair(i));
    let at = pairs.position(|p| p.is_some_and(|p| path.starts_with(&p.path)))?;
    let item = list.items.get_mut(at)?;
    let found = pair(item)?;
    let old = item.get(found.value.clone())?;
    let rest = path.get(found.path.len()..)?;
    let kept = if rest.is_empty() {
        emptied(old)
    } else {
        let left = remove_within(old, rest)?;
        if is_empty_table(&left) {
            let within = comments(&left);
            list.remove(at, &within);
            return Some(list.to_string());
        }
        Some(left)
    };
    match kept {
        Some(kept) => item.replace_range(found.value, &kept),
        None => list.remove(at, &[]),
    }
    Some(list.to_string())
}

/// An array without its elements; none when no comment would be left.
pub(crate) fn emptied(array: &str) -> Option<String> {
    let mut list = List::of(array).filter(|l| !l.is_table())?;
    if list.comments().is_empty() {
        return None;
    }
    while !list.items.is_empty() {
        list.remove(0, &[]);
    }
    Some(list.to_string())
}

/// The comments between the items of an array or inline table.
pub(crate) fn comments(value: &str) -> Vec<String> {
    List::of(value).map(|l| l.comments()).unwrap_or_default()
}

/// Whether the text is an inline table without keys.
pub(crate) fn is_empty_table(table: &str) -> bool {
    List::of(table).is_some_and(|l| l.is_table() && l.items.is_empty())
}

/// Whether the order of a key's list says something.
pub(crate) fn is_ordered(key: &str) -> bool {
    matches!(key, "roles" | "layers")
}

/// The text that takes an old value's place. An array over several lines is
/// changed element by element, so that its comments and lines stay.
pub(crate) fn replaced(old: &str, new: &str, ordered: bool) -> String {
    changed(old, new, ordered).unwrap_or_else(|| new.to_owned())
}

fn changed(old: &str, new: &str, ordered: bool) -> Option<String> {
    let mut list = List::of(old).filter(|l| !l.is_table() && l.spans_lines())?;
    let want = words(&List::of(new)?)?;
    let wanted: BTreeSet<&String> = want.iter().collect();
    let mut kept = BTreeSet::new();
    let mut at = 0;
    for word in words(&list)? {
        // One that stands twice is kept once.
        if wanted.contains(&word) && kept.insert(word) {
            at += 1;
        } else {
            list.remove(at, &[]);
        }
    }
    for added in want.iter().filter(|w| !kept.contains(*w)) {
        list.append(quoted(added));
    }
    let have = words(&list)?;
    if ordered && have != want {
        let place = |w: &String| have.iter().position(|h| h == w);
        let order: Vec<usize> = want.iter().filter_map(place).collect();
        list.reorder(&order);
    }
    let text = list.to_string();
    // Rather lose a line than write what does not read as it was meant.
    let sorted = |mut l: Vec<String>| {
        l.sort();
        l
    };
    text.parse::<Value>().ok()?;
    let got = words(&List::of(&text)?)?;
    let right = got == want || (!ordered && sorted(got) == sorted(want));
    right.then_some(text)
}

/// The texts of an array's elements; none when one is no text.
fn words(list: &List) -> Option<Vec<String>> {
    let word = |i: &String| i.parse::<Value>().ok()?.as_str().map(str::to_owned);
    list.items.iter().map(word).collect()
}

/// A key and value of an inline table.
struct Pair {
    path: Vec<String>,
    value: Range<usize>,
}

fn pair(item: &str) -> Option<Pair> {
    let document = Document::parse(item).ok()?;
    let mut table = document.as_table();
    let mut path = Vec::new();
    loop {
        let (key, item) = table.iter().next()?;
        path.push(key.to_owned());
        match item {
            Item::Table(inner) => table = inner,
            item => {
                let value = item.span()?;
                return Some(Pair { path, value });
            }
        }
    }
}
