//! What stands beside the answers and is not read: columns by other names, and
//! cells that a merge hides.

use super::{Filled, Found};
use crate::import::Note;
use crate::import::book::{Book, Sheet, address};
use crate::import::heading::{Column, is_control, table};
use crate::import::ids::Ids;
use crate::text::count;
use std::collections::{BTreeMap, BTreeSet};

/// What is in the headings of the columns of an answer, in their order.
const HEADINGS: [&str; 4] = ["Answer", "Ownership", "Implementation", "Responsibilities"];

/// Tells the columns that have texts and are not read. One that stands where a
/// missing column would could not be understood; others are only left out.
pub(super) fn columns(book: &Book, sheet: &Sheet, ids: &Ids, found: &Found, filled: &mut Filled) {
    let Some(table) = table(sheet, ids) else {
        return;
    };
    let headings: BTreeMap<u32, &Column> = table.columns.iter().map(|c| (c.at, c)).collect();
    let heading = |at: u32| headings.get(&at).copied();
    let is_read = |at: u32| {
        let ours = [Some(found.ids), found.question];
        ours.contains(&Some(at))
            || found.columns.contains(&Some(at))
            || heading(at).is_some_and(of_control)
    };
    // By column, how many texts it has, and the row of the first.
    let mut texts: BTreeMap<u32, (usize, u32)> = BTreeMap::new();
    let mut rows: Vec<u32> = found.rows.values().copied().collect();
    rows.sort_unstable();
    for row in rows {
        for (at, _) in sheet.row(row).filter(|(at, _)| !is_read(*at)) {
            texts.entry(at).or_insert((0, row)).0 += 1;
        }
    }
    let missing: Vec<String> = found
        .columns
        .iter()
        .zip(HEADINGS)
        .filter(|(column, _)| column.is_none())
        .map(|(_, word)| format!("“{word}”"))
        .collect();
    let place = place(found, missing.len(), is_read);
    let words = missing.join(" or ");
    for (at, (n, first)) in texts {
        let of = count(n, "text");
        let (cell, name, what) = match heading(at) {
            Some(column) => (
                address(table.heading, at),
                column.name.as_str(),
                format!("this column is left out, {of}"),
            ),
            None => (
                address(first, at),
                "",
                format!("a column without a heading is left out, {of}"),
            ),
        };
        let (notes, why) = if found.others.contains(&at) {
            (&mut filled.left_out, ": it is of another role".to_owned())
        } else if missing.is_empty() {
            let why = ": an AI-CAIQ has no such column".to_owned();
            (&mut filled.left_out, why)
        } else if place.contains(&at) {
            let why = format!(
                "; it stands among the answers, and no heading has {words} in it: if this is the one, call it so"
            );
            (&mut filled.notes, why)
        } else {
            let why = format!(
                "; it stands apart from the answers: if it is the missing {words}, call it so"
            );
            (&mut filled.left_out, why)
        };
        let message = format!("{what}{why}");
        notes.push(Note::of(&book.name, &sheet.name, &cell, name, message));
    }
}

/// Where a column of an answer would stand that no heading names: between
/// those that are found, or right after them, as many as are missing.
fn place(found: &Found, missing: usize, is_read: impl Fn(u32) -> bool) -> BTreeSet<u32> {
    let known = || found.columns.iter().flatten().copied();
    let (Some(first), Some(last)) = (known().min(), known().max()) else {
        return BTreeSet::new();
    };
    let after = (last + 1..).take_while(|at| !is_read(*at)).take(missing);
    (first..last).chain(after).collect()
}

/// Whether a column says something of the control, which the questionnaire
/// says too.
fn of_control(column: &Column) -> bool {
    let key = column.key.as_str();
    is_control(key)
        || key.ends_with("title")
        || key == "controlname"
        || key.contains("domain")
        || key.contains("specification")
}

/// Tells the cells of answers that show what stands in another one.
pub(super) fn hidden(book: &Book, sheet: &Sheet, found: &Found, notes: &mut Vec<Note>) {
    let columns = found.columns.iter().flatten().copied();
    let covering = sheet.merged.covering(columns.clone());
    let mut rows: Vec<(&String, u32)> = found.rows.iter().map(|(id, row)| (id, *row)).collect();
    rows.sort_by_key(|(_, row)| *row);
    for (id, row) in rows {
        for column in columns.clone() {
            let Some(merge) = covering.over(row, column) else {
                continue;
            };
            let shown = sheet.text(merge.first.0, merge.first.1);
            if sheet.value(row, column).is_none() && !shown.is_empty() {
                let cell = address(row, column);
                let message = merge.hides(&format!("{id} gets nothing from here"));
                notes.push(Note::of(&book.name, &sheet.name, &cell, "", message));
            }
        }
    }
}
