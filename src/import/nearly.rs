//! Sheets that are nearly what is looked for: which heading they lack.

use super::Note;
use super::book::{Book, Sheet, address};
use super::heading::{DEPTH, squeeze, table};
use super::ids::Ids;

/// How many rows below headings are looked at for ids.
const BELOW: usize = 20;

/// What a heading is about, if it is one of CSA's.
fn about(key: &str) -> Option<u8> {
    let key = key.strip_prefix("aicm").unwrap_or(key);
    Some(match key {
        "domain" | "controldomain" | "domaintitle" => 0,
        "title" | "controltitle" | "controlname" => 1,
        "specification" | "controlspecification" | "controlspecifications" => 2,
        "question" | "assessmentquestion" => 3,
        "controlownership" | "ssrmcontrolownership" => 4,
        _ if key.ends_with("caiqanswer") => 5,
        "controlid" | "questionid" => 6,
        _ => return None,
    })
}

/// The first row of a sheet that has at least two of CSA's headings.
fn headings(sheet: &Sheet) -> Option<u32> {
    (0..DEPTH).find(|row| {
        let cells = sheet.row(*row).map(|(c, _)| squeeze(sheet.text(*row, c)));
        let mut all: Vec<u8> = cells.filter_map(|key| about(&key)).collect();
        all.sort_unstable();
        all.dedup();
        all.len() > 1
    })
}

/// The first column whose cells below a row are ids.
fn ids(sheet: &Sheet, row: u32, is_id: &dyn Fn(&str) -> bool) -> Option<u32> {
    let below = sheet.rows_from(row + 1);
    let columns = sheet.row(row).map(|(c, _)| c);
    columns.into_iter().find(|c| {
        let mut cells = below.iter().take(BELOW).map(|r| sheet.text(*r, *c));
        cells.any(is_id)
    })
}

/// Why a sheet with headings of CSA's is no table; none where it has none of
/// them, or is one.
pub(super) fn no_table(book: &Book, sheet: &Sheet, known: &Ids) -> Option<Note> {
    if table(sheet, known).is_some() {
        return None;
    }
    let row = headings(sheet)?;
    let is_question = |text: &str| known.question(text).is_some();
    let is_control = |text: &str| known.control(text).is_some();
    for (is_id, name, such) in [
        (
            &is_question as &dyn Fn(&str) -> bool,
            "Question ID",
            "such as A&A-01.1",
        ),
        (&is_control, "Control ID", "such as A&A-01"),
    ] {
        if let Some(column) = ids(sheet, row, is_id) {
            let what = format!(
                "nothing is read from this sheet: ids {such} stand under this heading: call it “{name}”"
            );
            return Some(note(book, sheet, row, column, what));
        }
    }
    let (first, _) = sheet.row(row).next()?;
    let what = "nothing is read from this sheet: there are headings in this row, and no “Control ID” or “Question ID” with ids such as A&A-01 under it";
    Some(note(book, sheet, row, first, what.to_owned()))
}

/// Why a sheet with questions, or nearly so, has no answers.
pub(super) fn no_answers(book: &Book, sheet: &Sheet, known: &Ids) -> Option<Note> {
    let Some(table) = table(sheet, known) else {
        return no_table(book, sheet, known);
    };
    let row = table.heading;
    if let Some(column) = table.question {
        let what = "there are questions here, and no heading that ends in “Answer”, such as “AI-CAIQ Answer”: call the column of the answers so";
        return Some(note(book, sheet, row, column, what.to_owned()));
    }
    let column = ids(sheet, row, &|text| known.question(text).is_some())?;
    let what = "ids such as A&A-01.1 stand under this heading: call it “Question ID”";
    Some(note(book, sheet, row, column, what.to_owned()))
}

fn note(book: &Book, sheet: &Sheet, row: u32, column: u32, what: String) -> Note {
    let found = sheet.text(row, column);
    Note::of(&book.name, &sheet.name, &address(row, column), found, what)
}
