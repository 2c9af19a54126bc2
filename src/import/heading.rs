//! Finding the table of a sheet by its headings: where they stand, what each
//! column is called and under which heading it stands.

use super::book::Sheet;
use super::ids::Ids;

/// How many rows are looked through for headings.
pub(super) const DEPTH: u32 = 40;

/// A column of a table.
#[derive(Debug, Clone)]
pub(super) struct Column {
    /// Its number, from 0.
    pub at: u32,
    /// Its heading, on one line.
    pub name: String,
    /// The heading as it is compared: small letters and digits only.
    pub key: String,
    /// The heading above it, of a group of columns; empty without one.
    pub group: String,
}

impl Column {
    /// The group's heading as it is compared.
    pub fn group_key(&self) -> String {
        squeeze(&self.group)
    }
}

/// A sheet's table.
#[derive(Debug, Clone)]
pub(super) struct Table {
    /// Its columns that have a heading.
    pub columns: Vec<Column>,
    /// The row that its headings end in.
    pub heading: u32,
    /// The column of the control's id.
    pub control: Option<u32>,
    /// The column of the question's id.
    pub question: Option<u32>,
}

/// A heading as it is compared: what differs in case, blanks, punctuation and
/// line breaks is the same.
pub(super) fn squeeze(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

/// A heading on one line.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    crate::text::one_line(&words.join(" "))
}

pub(super) fn is_control(key: &str) -> bool {
    matches!(
        key,
        "controlid" | "aicmcontrolid" | "controlidentifier" | "controlnumber" | "aicmid"
    )
}

fn is_question(key: &str) -> bool {
    key.ends_with("questionid") || matches!(key, "aicaiqid" | "caiqid")
}

/// The table of a sheet; none where there are no headings with an id under
/// one of them.
pub(super) fn table(sheet: &Sheet, ids: &Ids) -> Option<Table> {
    (0..DEPTH).find_map(|row| at(sheet, row, ids))
}

/// The table whose ids have their headings in a row.
fn at(sheet: &Sheet, row: u32, ids: &Ids) -> Option<Table> {
    let keys: Vec<(u32, String)> = sheet
        .row(row)
        .map(|(column, _)| (column, squeeze(sheet.text(row, column))))
        .collect();
    let column = |fits: fn(&str) -> bool| keys.iter().find(|(_, k)| fits(k)).map(|(c, _)| *c);
    let (control, question) = (column(is_control), column(is_question));
    let id = |r: u32| {
        control.is_some_and(|c| ids.control(sheet.text(r, c)).is_some())
            || question.is_some_and(|c| ids.question(sheet.text(r, c)).is_some())
    };
    if control.is_none() && question.is_none() {
        return None;
    }
    let below = sheet.rows_from(row + 1);
    below.iter().find(|r| id(**r))?;
    // Headings in two rows: the ids' over both, the others' in the second.
    let second = below.first().copied().filter(|r| {
        *r == row + 1
            && !id(*r)
            && sheet.row(*r).count() > 1
            && [control, question]
                .iter()
                .flatten()
                .all(|c| sheet.text(*r, *c).is_empty())
    });
    let last = second.unwrap_or(row);
    let columns = columns(sheet, row, second);
    Some(Table {
        columns,
        heading: last,
        control,
        question,
    })
}

fn columns(sheet: &Sheet, row: u32, second: Option<u32>) -> Vec<Column> {
    let own = |r: u32, c: u32| line(sheet.text(r, c));
    let rows = [Some(row), second];
    let mut all: Vec<u32> = rows
        .iter()
        .flatten()
        .flat_map(|r| sheet.row(*r).map(|(c, _)| c))
        .collect();
    all.sort_unstable();
    all.dedup();
    let columns = all.into_iter().map(|at| {
        let below = second.map_or(String::new(), |r| own(r, at));
        let (name, above) = if below.is_empty() {
            (own(row, at), row.checked_sub(1))
        } else {
            (below, Some(row))
        };
        Column {
            at,
            key: squeeze(&name),
            group: above.map_or(String::new(), |r| group(sheet, r, at)),
            name,
        }
    });
    columns.filter(|c| !c.key.is_empty()).collect()
}

/// The heading that reaches a cell from its own row: merged cells have their
/// text in the first of them.
fn group(sheet: &Sheet, row: u32, column: u32) -> String {
    let before = sheet.row(row).filter(|(c, _)| *c <= column).last();
    match before {
        Some((from, _)) if sheet.reach(row, from).is_none_or(|last| column <= last) => {
            line(sheet.text(row, from))
        }
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::import::Value;
    use crate::import::ids::NO_IDS;

    fn sheet(rows: &[&[&str]]) -> Sheet {
        let cells = rows.iter().zip(0..).flat_map(|(row, r)| {
            let filled = row.iter().zip(0..).filter(|(text, _)| !text.is_empty());
            filled.map(move |(text, c)| ((r, c), Value::Text((*text).to_owned())))
        });
        Sheet::of("Any", cells)
    }

    #[test]
    fn headings_may_follow_titles_and_be_written_in_any_way() {
        let found = table(
            &sheet(&[
                &["SAMPLE CONTROLS MATRIX"],
                &[
                    "",
                    "",
                    "Applicability\nand Ownership",
                    "",
                    "Threat Category",
                ],
                &[
                    "CONTROL  TITLE",
                    "Control\nID",
                    "Model",
                    "Application",
                    "Model theft",
                ],
                &["Sample", "AIS-01", "x", "y", "TRUE"],
            ]),
            &NO_IDS,
        )
        .unwrap();
        assert_eq!((found.heading, found.control), (2, Some(1)));
        let said: Vec<(&str, &str)> = found
            .columns
            .iter()
            .map(|c| (c.key.as_str(), c.group.as_str()))
            .collect();
        assert_eq!(
            said,
            [
                ("controltitle", ""),
                ("controlid", ""),
                ("model", "Applicability and Ownership"),
                ("application", "Applicability and Ownership"),
                ("modeltheft", "Threat Category"),
            ]
        );
    }

    #[test]
    fn headings_may_be_in_two_rows() {
        let found = table(
            &sheet(&[
                &["Title", "Control ID", "Ownership", ""],
                &["", "", "Model", "Application"],
                &["Sample", "AIS-01", "x", "y"],
            ]),
            &NO_IDS,
        )
        .unwrap();
        assert_eq!(found.heading, 1);
        let last = found.columns.last().unwrap();
        assert_eq!(
            (last.key.as_str(), last.group.as_str()),
            ("application", "Ownership")
        );
    }

    #[test]
    fn a_list_of_headings_is_no_table() {
        assert!(
            table(
                &sheet(&[
                    &["Control ID", "what the control is called"],
                    &["Title", "its name"]
                ]),
                &NO_IDS
            )
            .is_none()
        );
    }
}
