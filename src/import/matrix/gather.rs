//! Reading the sheets of workbooks, row by row.

use super::columns::{Kind, kinds};
use super::lacks::{Columns, Missing};
use super::{Draft, Imported};
use crate::assessment::Role;
use crate::import::book::{Book, NO_VALUE, Sheet, Value, address};
use crate::import::heading::{Column, squeeze, table};
use crate::import::ids::{NO_IDS, control_id, question_id};
use crate::import::nearly::no_table;
use crate::import::words::ownership;
use crate::import::{Note, same_version, tidy};
use crate::text::{count, one_line};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most notes that are kept.
const MOST_NOTES: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Gathering {
    pub(super) drafts: Vec<Draft>,
    pub(super) places: HashMap<String, usize>,
    notes: Vec<Note>,
    more_notes: usize,
    found: Vec<String>,
    /// The sheets that were used, by workbook.
    sheets: Vec<(String, Vec<String>)>,
    /// Explanations of words, by the word as it is compared.
    pub(super) glossary: HashMap<String, String>,
    /// Where each text of a control came from that only one may say.
    pub(super) said: BTreeSet<(String, String)>,
    /// The columns of guidelines that were read.
    pub(super) missing: Vec<Missing>,
}

/// Where something is read.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub book: &'a Book,
    pub sheet: &'a Sheet,
}

impl Gathering {
    pub(super) fn book(&mut self, book: &Book) {
        for sheet in &book.sheets {
            self.explain(sheet);
        }
        let (mut used, mut unused) = (Vec::new(), Vec::new());
        for sheet in &book.sheets {
            let place = Place { book, sheet };
            if self.sheet(place) {
                used.push(sheet.name.clone());
            } else if !sheet.rows_from(0).is_empty() {
                if let Some(note) = no_table(book, sheet, &NO_IDS) {
                    self.push(note);
                }
                unused.push(format!("“{}”", one_line(&sheet.name)));
            }
        }
        if !unused.is_empty() {
            let sheets = unused.join(", ");
            self.found.push(format!(
                "{}: nothing is asked in {sheets}",
                one_line(&book.name)
            ));
        }
        self.sheets.push((book.name.clone(), used));
    }

    /// Takes in what a sheet of definitions says of the words for ownership.
    fn explain(&mut self, sheet: &Sheet) {
        if !squeeze(&sheet.name).contains("taxonomy") {
            return;
        }
        for row in sheet.rows_from(0) {
            let (word, text) = (sheet.text(row, 0), tidy(sheet.text(row, 1)).0);
            if ownership(word).is_some() && !text.is_empty() {
                self.glossary.entry(squeeze(word)).or_insert(text);
            }
        }
    }

    /// Reads a sheet; whether there was anything to read.
    fn sheet(&mut self, place: Place<'_>) -> bool {
        let sheet = place.sheet;
        let Some(table) = table(sheet, &NO_IDS) else {
            return false;
        };
        for note in sheet.error_notes(&place.book.name) {
            self.push(note);
        }
        let kinds = kinds(&sheet.name, &table);
        let columns = Columns::of(place, &table, &kinds);
        let mut missing = columns.missing(place);
        let (mut control, mut since) = (String::new(), 0);
        let mut domain = String::new();
        let (mut controls, mut questions, mut roles) = (BTreeSet::new(), 0, BTreeSet::new());
        let mut skipped: BTreeMap<u32, usize> = BTreeMap::new();
        for row in sheet.rows_from(table.heading + 1) {
            let here = table.control.map_or("", |c| sheet.text(row, c));
            let question = table.question.and_then(|c| question_id(sheet.text(row, c)));
            // The rows of a control's questions can share its cell.
            let here = match here {
                "" if question.is_some() => columns.control(place, row),
                here => here,
            };
            let nameless = question.is_none() && self.nameless(place, row, &columns);
            if let Some(id) = control_id(here).or_else(|| question.as_ref().map(|q| q.1.clone())) {
                if control != id && table.question.is_none() && controls.contains(&id) {
                    let column = table.control.unwrap_or_default();
                    self.note(
                        place,
                        row,
                        column,
                        "this control stands here a second time: the first is taken",
                    );
                    control.clear();
                    continue;
                }
                if control != id {
                    since = row;
                }
                control.clone_from(&id);
                controls.insert(id);
            } else if question.is_none() {
                if nameless {
                    continue;
                }
                self.no_control(place, row, &table.control, &mut domain);
                continue;
            }
            match columns.domain(place, row) {
                "" => self.control(&control, &domain),
                merged => self.control(&control, &domain_name(&one_line(merged))),
            }
            self.row(place, row, &kinds, &control, &mut skipped);
            self.lacks(place, (since, row), &columns, &control, &mut missing);
            questions += usize::from(question.is_some_and(|(_, of)| of == control));
        }
        for (column, kind) in &kinds {
            if let Kind::Audit(role) = kind {
                roles.insert(*role);
            }
            let cells = skipped.get(&column.at).copied().unwrap_or_default();
            if cells > 0 {
                let audits = !missing.is_empty();
                self.no_place(place, table.heading, (column, kind), cells, audits);
            }
        }
        self.missing.extend(missing.into_iter().map(|(_, m)| m));
        self.tell(place, controls.len(), questions, &roles);
        true
    }

    /// A row without a control: a domain's title, a footer, or something that
    /// cannot be placed.
    fn no_control(
        &mut self,
        place: Place<'_>,
        row: u32,
        column: &Option<u32>,
        domain: &mut String,
    ) {
        let cells: Vec<u32> = place.sheet.row(row).map(|(c, _)| c).collect();
        let here = column.map_or("", |c| place.sheet.text(row, c));
        let formula = |c: &u32| place.sheet.value(row, *c) == Some(&Value::Formula);
        if let Some(column) = column.filter(formula) {
            self.note(place, row, column, NO_VALUE);
        } else if let (Some(column), false) = (column, here.is_empty()) {
            self.note(
                place,
                row,
                *column,
                "expected a control's id such as A&A-01",
            );
        } else if let ([only], true) = (cells.as_slice(), here.is_empty()) {
            let text = one_line(place.sheet.text(row, *only));
            let footer = text.starts_with('\u{A9}')
                || ["end of", "copyright"]
                    .iter()
                    .any(|w| text.to_lowercase().starts_with(w));
            if !footer {
                *domain = domain_name(&text);
            }
        } else if let Some(first) = cells.first() {
            self.note(place, row, *first, "this row has no control's id");
        }
    }

    /// Makes sure that there is a draft of a control.
    fn control(&mut self, id: &str, domain: &str) {
        if id.is_empty() {
            return;
        }
        let next = self.drafts.len();
        let at = *self.places.entry(id.to_owned()).or_insert(next);
        if at == next {
            self.drafts.push(Draft {
                id: id.to_owned(),
                ..Draft::default()
            });
        }
        if let Some(draft) = self.drafts.get_mut(at)
            && draft.domain.is_empty()
        {
            domain.clone_into(&mut draft.domain);
        }
    }

    fn no_place(
        &mut self,
        place: Place<'_>,
        row: u32,
        (column, kind): (&Column, &Kind),
        cells: usize,
        audits: bool,
    ) {
        let texts = count(cells, "text");
        let what = match kind {
            Kind::Implementation => format!(
                "a questionnaire has no place for implementation guidelines: {texts} left out"
            ),
            _ if audits => format!(
                "a questionnaire has no place for this column: {texts} left out; the guidelines of a role have its name as their heading, such as “Model Provider (MP)”"
            ),
            _ => format!("a questionnaire has no place for this column: {texts} left out"),
        };
        let cell = address(row, column.at);
        self.push(Note::of(
            &place.book.name,
            &place.sheet.name,
            &cell,
            &column.name,
            what,
        ));
    }

    pub(super) fn note(&mut self, place: Place<'_>, row: u32, column: u32, message: &str) {
        let found = match place.sheet.value(row, column) {
            Some(Value::Text(text) | Value::Error(text)) => text.as_str(),
            Some(Value::Formula) | None => "",
        };
        let cell = address(row, column);
        self.push(Note::of(
            &place.book.name,
            &place.sheet.name,
            &cell,
            found,
            message,
        ));
    }

    pub(super) fn push(&mut self, note: Note) {
        if self.notes.len() < MOST_NOTES {
            self.notes.push(note);
        } else {
            self.more_notes += 1;
        }
    }

    fn tell(
        &mut self,
        place: Place<'_>,
        controls: usize,
        questions: usize,
        roles: &BTreeSet<Role>,
    ) {
        let mut parts = vec![count(controls, "control")];
        if questions > 0 {
            parts.push(count(questions, "question"));
        }
        if !roles.is_empty() {
            let roles: Vec<&str> = roles.iter().map(|r| r.as_str()).collect();
            parts.push(format!("auditing guidelines of {}", roles.join(", ")));
        }
        let (book, sheet) = (one_line(&place.book.name), one_line(&place.sheet.name));
        self.found
            .push(format!("{book}: “{sheet}”: {}", parts.join(", ")));
    }

    pub(super) fn finish(mut self, books: &[Book]) -> Imported {
        self.missing_roles();
        let version = books.iter().find_map(Book::version_of_matrix);
        let version = version.or_else(|| books.iter().find_map(Book::version));
        let version = version.map_or("AICM".to_owned(), |v| format!("AICM {v}"));
        let sources = self.sheets.iter().filter(|(_, sheets)| !sheets.is_empty());
        let sources: Vec<String> = sources
            .map(|(book, sheets)| format!("{} ({})", one_line(book), one_line(&sheets.join(", "))))
            .collect();
        let source = format!("CSA {version}, from {}", sources.join("; "));
        let mut found = self.found;
        for book in books {
            if let Some(other) = book.version()
                && !same_version(&version, &other)
            {
                let name = one_line(&book.name);
                found.push(format!(
                    "warning: {name} is of version {other}, and the first workbook is {version}: an id can mean another control there"
                ));
            }
        }
        let mut imported = Imported {
            notes: self.notes,
            found,
            ..Imported::default()
        };
        if self.more_notes > 0 {
            imported.found.push(format!(
                "and {} that are not listed",
                count(self.more_notes, "more cell")
            ));
        }
        for draft in self.drafts {
            let id = draft.id.clone();
            match draft.questionnaire(&version, &source) {
                Ok(q) => imported.questionnaires.push(q),
                Err(why) => imported.lacking.push((id, why)),
            }
        }
        imported
    }
}

/// A domain's name without its code: `Audit & Assurance - A&A`.
pub(super) fn domain_name(text: &str) -> String {
    let code = |c: &str| {
        (2..=5).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_uppercase() || b == b'&')
    };
    match text.rsplit_once(" - ").or_else(|| text.rsplit_once(" – ")) {
        Some((name, tail)) if code(tail.trim()) => name.trim().to_owned(),
        _ => text.trim().to_owned(),
    }
}
