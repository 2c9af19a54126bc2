//! A filled AI-CAIQ: what a provider answers to each question.

mod choosing;
mod left_out;

pub(super) use choosing::{Chosen, chosen};
pub use choosing::{Named, NotFilled, Wanted};

use super::book::{Book, NO_VALUE, Sheet, Value, address};
use super::heading::{Column, table};
use super::ids::{Ids, NO_IDS};
use super::words::{answer, ownership, providers};
use super::{Note, tidy};
use crate::assessment::{Answer, Ownership, Role};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

/// Where the answers of a workbook stand.
#[derive(Debug, Clone)]
pub struct Found {
    /// The sheet's number among the workbook's.
    pub at: usize,
    /// The columns of answer, ownership, implementation and customer
    /// responsibilities (C to F in CSA's questionnaire), from 0.
    pub columns: [Option<u32>; 4],
    /// The column of the questions themselves.
    pub question: Option<u32>,
    /// The row of each question, from 0: of several the first.
    pub rows: BTreeMap<String, u32>,
    /// The column of their ids.
    pub ids: u32,
    /// The column of the control's ids.
    pub control: Option<u32>,
    /// The other rows: of no question, of one that stands above, or of one of
    /// another control than the row's.
    pub left: Vec<u32>,
    /// The providers that the sheet's name names, else those that the headings
    /// of answer and implementation do.
    pub named: Vec<Role>,
    /// The columns of other roles, in a sheet that has answers of several.
    pub others: Vec<u32>,
}

/// An answered question of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilledRow {
    /// The question's id.
    pub id: String,
    /// The control's.
    pub control: String,
    /// The question as the workbook words it; empty where it has no column.
    pub question: String,
    /// The answer, if there is one that can be told.
    pub answer: Option<Answer>,
    /// Who owns the control.
    pub ownership: Option<Ownership>,
    /// How it is implemented.
    pub implementation: String,
    /// What is left to the customer.
    pub customer_responsibilities: String,
    /// The addresses of these four cells.
    pub cells: [String; 4],
}

/// What a filled workbook says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filled {
    /// The sheet with the answers.
    pub sheet: String,
    /// The version of the matrix that the workbook declares.
    pub version: Option<String>,
    /// The questions that something is said to, in the sheet's order.
    pub rows: Vec<FilledRow>,
    /// The questions that have no answer, in the sheet's order, and whether
    /// something else is said to them.
    pub open: Vec<(String, bool)>,
    /// What could not be understood.
    pub notes: Vec<Note>,
    /// What stands in columns that an AI-CAIQ does not have.
    pub left_out: Vec<Note>,
    /// The providers that it names.
    pub named: Vec<Role>,
    /// The other sheets that could be read, and how many answers each has.
    pub others: Vec<(Named, usize)>,
}

impl Filled {
    /// How many questions have an answer: the other [`rows`](Self::rows) have
    /// only texts or an ownership.
    #[must_use]
    pub fn answered(&self) -> usize {
        self.rows.iter().filter(|row| row.answer.is_some()).count()
    }
}

impl Found {
    /// Finds the first sheet with the ids of questions and a column for their
    /// answers.
    #[must_use]
    pub fn of(book: &Book) -> Option<Self> {
        Self::all(book, None, &NO_IDS).next()
    }

    /// All such sheets; where one has columns of several roles, those of a role.
    pub fn all(book: &Book, role: Option<Role>, ids: &Ids) -> impl Iterator<Item = Self> {
        let sheets = book.sheets.iter().enumerate();
        sheets.filter_map(move |(at, sheet)| Self::in_sheet(at, sheet, role, ids))
    }

    fn in_sheet(at: usize, sheet: &Sheet, role: Option<Role>, known: &Ids) -> Option<Self> {
        let table = table(sheet, known)?;
        let ids = table.question?;
        let of = |c: &&Column| role.is_some_and(|role| named(c).contains(&role));
        // Where a role has its own answers, what is of other roles is not its.
        let mut answers = table.columns.iter().filter(|c| is_answer(&c.key));
        let others: Vec<u32> = if answers.any(|c| of(&c)) {
            let others = table.columns.iter().filter(|c| !named(c).is_empty());
            others.filter(|c| !of(c)).map(|c| c.at).collect()
        } else {
            Vec::new()
        };
        let column = |fits: fn(&str) -> bool| {
            let fits = |c: &&Column| c.at != ids && fits(&c.key) && !others.contains(&c.at);
            let fitting = || table.columns.iter().filter(fits);
            let own = fitting().find(of).or_else(|| fitting().next());
            own.map(|c| c.at)
        };
        let columns = [
            column(is_answer),
            column(|k| k.contains("ownership")),
            column(|k| k.contains("implementation")),
            column(|k| k.contains("responsibilit")),
        ];
        columns.first().copied().flatten()?;
        let mut of_whom = providers(&sheet.name);
        if of_whom.is_empty() {
            let [answer, _, implementation, _] = columns;
            let said = |c: &&Column| [answer, implementation].contains(&Some(c.at));
            of_whom = table.columns.iter().filter(said).flat_map(named).collect();
            of_whom.sort_unstable();
            of_whom.dedup();
        }
        let mut rows = BTreeMap::new();
        let mut left = Vec::new();
        let control_of = control_of(sheet, table.control, known);
        for row in sheet.rows_from(table.heading + 1) {
            match known.question(sheet.text(row, ids)) {
                Some((_, of)) if control_of(row).is_some_and(|id| id != of) => left.push(row),
                Some((id, _)) => match rows.entry(id) {
                    Entry::Vacant(free) => {
                        free.insert(row);
                    }
                    Entry::Occupied(_) => left.push(row),
                },
                None => left.push(row),
            }
        }
        Some(Self {
            ids,
            control: table.control,
            left,
            at,
            columns,
            question: column(|k| k.contains("question")),
            rows,
            named: of_whom,
            others,
        })
    }

    /// How many questions have an answer that can be told.
    fn answers(&self, sheet: &Sheet) -> usize {
        let [column, ..] = self.columns;
        let said = |row: &&u32| column.is_some_and(|c| answer(sheet.text(**row, c)).is_some());
        self.rows.values().filter(said).count()
    }
}

/// The control that a row says it is of, also by a merged cell.
fn control_of(sheet: &Sheet, column: Option<u32>, known: &Ids) -> impl Fn(u32) -> Option<String> {
    let covering = sheet.merged.covering(column.into_iter());
    move |row| {
        let here = (row, column?);
        let (row, column) = covering.over(here.0, here.1).map_or(here, |m| m.first);
        known.control(sheet.text(row, column))
    }
}

fn is_answer(key: &str) -> bool {
    key.ends_with("answer")
}

/// The providers that a column's heading names, or the one above it.
fn named(column: &Column) -> Vec<Role> {
    let own = providers(&column.name);
    if own.is_empty() {
        return providers(&column.group);
    }
    own
}

/// Reads the answers of a workbook, from the first sheet for them; none where
/// it has no such sheet.
#[must_use]
pub fn filled(book: &Book) -> Option<Filled> {
    filled_in(book, &Wanted::default()).ok()
}

/// Reads the answers of a workbook from the sheet that is wanted.
///
/// # Errors
/// When there is no such sheet.
pub fn filled_in(book: &Book, wanted: &Wanted<'_>) -> Result<Filled, NotFilled> {
    let Chosen { found, others } = chosen(book, wanted)?;
    let mut filled = read(book, found, wanted.known());
    let others = others.iter().filter_map(|other| {
        let sheet = book.sheets.get(other.at)?;
        Some((other.as_named(book), other.answers(sheet)))
    });
    filled.others = others.collect();
    Ok(filled)
}

fn read(book: &Book, found: Found, known: &Ids) -> Filled {
    let Some(sheet) = book.sheets.get(found.at) else {
        return Filled::default();
    };
    let mut filled = Filled {
        sheet: sheet.name.clone(),
        version: book.version(),
        named: found.named.clone(),
        notes: sheet.error_notes(&book.name).collect(),
        ..Filled::default()
    };
    left_out::columns(book, sheet, known, &found, &mut filled);
    left_out::hidden(book, sheet, &found, &mut filled.notes);
    let mut rows: Vec<(&String, u32)> = found.rows.iter().map(|(id, row)| (id, *row)).collect();
    rows.sort_by_key(|(_, row)| *row);
    for (id, row) in rows {
        let Some((_, control)) = known.question(id) else {
            continue;
        };
        let mut reader = RowReader {
            book,
            sheet,
            row,
            notes: &mut filled.notes,
        };
        let [a, o, i, c] = found.columns;
        let said = FilledRow {
            id: id.clone(),
            control,
            question: reader.text(found.question),
            answer: reader.word(a, answer, "expected Yes, No or NA"),
            ownership: reader.word(
                o,
                ownership,
                "expected an ownership such as MP-Owned, Shared CSP-MP or ND",
            ),
            implementation: reader.text(i),
            customer_responsibilities: reader.text(c),
            cells: found
                .columns
                .map(|column| column.map_or(String::new(), |c| address(row, c))),
        };
        let has_others = said.ownership.is_some()
            || !said.implementation.is_empty()
            || !said.customer_responsibilities.is_empty();
        if said.answer.is_none() {
            filled.open.push((id.clone(), has_others));
        }
        if said.answer.is_some() || has_others {
            filled.rows.push(said);
        }
    }
    let control_of = control_of(sheet, found.control, known);
    for row in found.left.iter().copied() {
        let answers = found.columns.iter().flatten();
        if answers.clone().all(|c| sheet.value(row, *c).is_none()) {
            continue;
        }
        let id = sheet.text(row, found.ids);
        let message = match known.question(id) {
            Some((id, of)) => match control_of(row).filter(|id| *id != of) {
                Some(control) => format!(
                    "a question of {of} in a row of {control}: expected an id such as {control}.1; this row is left out"
                ),
                None => format!(
                    "{id} is answered above already, {}: this row is left out",
                    twice(sheet, &found, &id, row)
                ),
            },
            None if sheet.value(row, found.ids) == Some(&Value::Formula) => NO_VALUE.to_owned(),
            None if id.trim().is_empty() => {
                "an answer without a question's id is left out".to_owned()
            }
            None => "no id of a question, such as CEK-02.1: this row is left out".to_owned(),
        };
        let cell = address(row, found.ids);
        filled
            .notes
            .push(Note::of(&book.name, &sheet.name, &cell, id, message));
    }
    filled
}

/// How a second row of a question goes with its first: by the cells that say
/// something else, else that they agree.
fn twice(sheet: &Sheet, found: &Found, id: &str, row: u32) -> String {
    let Some(first) = found.rows.get(id).copied() else {
        return String::new();
    };
    let same: [fn(&str, &str) -> bool; 4] = [
        |a, b| answer(a).is_some_and(|said| answer(b) == Some(said)),
        |a, b| ownership(a).is_some_and(|said| ownership(b) == Some(said)),
        |_, _| false,
        |_, _| false,
    ];
    let columns = found.columns.iter().zip(same);
    let differ = columns.filter_map(|(column, same)| {
        let column = (*column)?;
        let [above, here] = [first, row].map(|row| tidy(sheet.text(row, column)).0);
        let said = |row: u32, text: &str| match text {
            "" => format!("nothing in {}", address(row, column)),
            text => format!("“{}” in {}", super::short(text), address(row, column)),
        };
        // What a second row leaves out is not denied by it.
        let differ = !here.is_empty() && here != above && !same(&above, &here);
        differ.then(|| format!("{}, here {}", said(first, &above), said(row, &here)))
    });
    let differ: Vec<String> = differ.collect();
    match differ.is_empty() {
        true => format!("in {}, and not otherwise", address(first, found.ids)),
        false => format!("and they differ: {}", differ.join("; ")),
    }
}

struct RowReader<'a> {
    book: &'a Book,
    sheet: &'a Sheet,
    row: u32,
    notes: &'a mut Vec<Note>,
}

impl RowReader<'_> {
    fn word<T>(
        &mut self,
        column: Option<u32>,
        read: fn(&str) -> Option<T>,
        expected: &str,
    ) -> Option<T> {
        let text = self.text(column);
        if text.is_empty() {
            return None;
        }
        let value = read(&text);
        if value.is_none() {
            self.note(column, &text, expected);
        }
        value
    }

    fn text(&mut self, column: Option<u32>) -> String {
        match column.and_then(|c| self.sheet.value(self.row, c)) {
            Some(Value::Text(text)) => {
                let (tidied, left_out) = tidy(text);
                if let Some(c) = left_out {
                    let what = format!("the control character U+{:04X} is left out", c as u32);
                    self.note(column, text, &what);
                }
                tidied
            }
            Some(Value::Error(error)) => {
                self.note(column, error, "the cell holds an error, not a text");
                String::new()
            }
            Some(Value::Formula) => {
                self.note(column, "", NO_VALUE);
                String::new()
            }
            None => String::new(),
        }
    }

    fn note(&mut self, column: Option<u32>, found: &str, message: &str) {
        let cell = column.map_or(String::new(), |c| address(self.row, c));
        let note = Note::of(&self.book.name, &self.sheet.name, &cell, found, message);
        self.notes.push(note);
    }
}
