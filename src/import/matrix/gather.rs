//! Reading the sheets of workbooks, row by row.

use super::columns::{Kind, kinds};
use super::{Draft, Imported, steps_of};
use crate::assessment::Role;
use crate::import::book::{Book, Sheet, Value, address};
use crate::import::heading::{Column, squeeze, table};
use crate::import::standards::{self, Part};
use crate::import::words::{control_id, ownership, question_id, ticked};
use crate::import::{Note, tidy};
use crate::questionnaire::{Layer, Phase, Question};
use crate::text::{count, one_line};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// The most notes that are kept.
const MOST_NOTES: usize = 10_000;

#[derive(Debug, Default)]
pub(super) struct Gathering {
    drafts: Vec<Draft>,
    places: HashMap<String, usize>,
    notes: Vec<Note>,
    more_notes: usize,
    found: Vec<String>,
    /// The version of the matrix, and the sheets that were used, by workbook.
    version: Option<String>,
    sheets: Vec<(String, Vec<String>)>,
    /// Explanations of words, by the word as it is compared.
    glossary: HashMap<String, String>,
    /// Where each text of a control came from that only one may say.
    said: BTreeSet<(String, String)>,
}

/// Where something is read.
#[derive(Clone, Copy)]
struct Place<'a> {
    book: &'a Book,
    sheet: &'a Sheet,
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
        let Some(table) = table(sheet) else {
            return false;
        };
        let columns = kinds(&sheet.name, &table);
        let is_matrix = columns.iter().any(|(_, k)| *k == Kind::Title) && table.question.is_none();
        if self.version.is_none() && is_matrix {
            self.version = version(place.book, sheet);
        }
        let mut control = String::new();
        let mut domain = String::new();
        let (mut controls, mut questions, mut roles) = (BTreeSet::new(), 0, BTreeSet::new());
        let mut skipped: BTreeMap<u32, usize> = BTreeMap::new();
        for row in sheet.rows_from(table.heading + 1) {
            let here = table.control.map_or("", |c| sheet.text(row, c));
            let question = table.question.and_then(|c| question_id(sheet.text(row, c)));
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
                control.clone_from(&id);
                controls.insert(id);
            } else if question.is_none() {
                self.no_control(place, row, &table.control, &mut domain);
                continue;
            }
            self.control(&control, &domain);
            self.row(place, row, &columns, &control, &mut skipped);
            questions += usize::from(question.is_some());
        }
        for (column, kind) in &columns {
            if let Kind::Audit(role) = kind {
                roles.insert(*role);
            }
            let cells = skipped.get(&column.at).copied().unwrap_or_default();
            if cells > 0 {
                self.no_place(place, table.heading, column, kind, cells);
            }
        }
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
        if let (Some(column), false) = (column, here.is_empty()) {
            self.note(
                place,
                row,
                *column,
                "expected a control's id such as A&A-01",
            );
        } else if let ([only], true) = (cells.as_slice(), here.is_empty()) {
            let text = one_line(place.sheet.text(row, *only));
            let footer = text.starts_with('©')
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

    /// Takes in a row of a control.
    fn row(
        &mut self,
        place: Place<'_>,
        row: u32,
        columns: &[(Column, Kind)],
        control: &str,
        skipped: &mut BTreeMap<u32, usize>,
    ) {
        let Some(at) = self.places.get(control).copied() else {
            return;
        };
        let mut draft = self.drafts.get(at).cloned().unwrap_or_default();
        let mut mapped: Vec<(String, BTreeMap<Part, (String, u32)>)> = Vec::new();
        let mut question: Option<(String, String, u32)> = None;
        for (column, kind) in columns {
            let text = match place.sheet.value(row, column.at) {
                Some(Value::Error(_)) => {
                    self.note(place, row, column.at, "the cell holds an error, not a text");
                    String::new()
                }
                _ => self.tidied(place, row, column.at),
            };
            match kind {
                Kind::Control | Kind::Answer => {}
                Kind::Title => self.say(place, row, column.at, control, &mut draft.title, &one_line(&text)),
                Kind::Domain if !text.is_empty() => {
                    let first = self.said.insert((control.to_owned(), "domain".to_owned()));
                    if first {
                        draft.domain = domain_name(&one_line(&text));
                    }
                }
                Kind::Specification => self.say(place, row, column.at, control, &mut draft.specification, &text),
                Kind::QuestionId => {
                    if let Some((id, _)) = question_id(&text) {
                        question.get_or_insert((id, String::new(), column.at));
                    } else if !text.is_empty() {
                        self.note(place, row, column.at, "expected a question's id such as A&A-01.1");
                    }
                }
                Kind::Question => {
                    if let Some((_, found, at)) = &mut question {
                        (*found, *at) = (text, column.at);
                    }
                }
                Kind::Layer(name) if !text.is_empty() => match ownership(&text) {
                    Some(owned) => {
                        if !draft.layers.iter().any(|l| l.id == name.id) {
                            draft.layers.push(Layer {
                                id: name.id.to_owned(),
                                name: name.name.to_owned(),
                                role: name.role,
                                ownership: owned,
                                label: one_line(&text),
                                text: self.glossary.get(&squeeze(&text)).cloned().unwrap_or_default(),
                            });
                        }
                    }
                    None => self.note(place, row, column.at, "expected an ownership such as “Owned by the Model Provider (MP)” or “Shared CSP-MP”"),
                },
                Kind::Architecture(name) => self.tick(place, row, column.at, &text, name, &mut draft.architecture),
                Kind::Threat(name) => self.tick(place, row, column.at, &text, name, &mut draft.threats),
                Kind::Phase(name) => {
                    if !draft.lifecycle.iter().any(|p| p.phase == *name) {
                        draft.lifecycle.push(Phase {
                            phase: name.clone(),
                            topics: topics(&text),
                        });
                    }
                }
                Kind::Standard(part, name) => {
                    if !mapped.iter().any(|(n, _)| n == name) {
                        mapped.push((name.clone(), BTreeMap::new()));
                    }
                    if let Some((_, parts)) = mapped.iter_mut().find(|(n, _)| n == name) {
                        parts.entry(*part).or_insert((text, column.at));
                    }
                }
                Kind::Audit(role) if !text.is_empty() => {
                    let (steps, odd) = steps_of(&text);
                    match draft.roles.get(role) {
                        None => {
                            for what in odd {
                                self.note(place, row, column.at, &what);
                            }
                            draft.roles.insert(*role, steps);
                        }
                        Some(known) if *known != steps => {
                            self.note(place, row, column.at, &format!("another guideline of {role} for {control} was read before: that one is taken"));
                        }
                        Some(_) => {}
                    }
                }
                Kind::Implementation | Kind::Unknown if !text.is_empty() => {
                    *skipped.entry(column.at).or_default() += 1;
                }
                _ => {}
            }
        }
        self.standards(place, row, mapped, &mut draft);
        self.question(place, row, question, &mut draft);
        if let Some(kept) = self.drafts.get_mut(at) {
            *kept = draft;
        }
    }

    fn standards(
        &mut self,
        place: Place<'_>,
        row: u32,
        mapped: Vec<(String, BTreeMap<Part, (String, u32)>)>,
        draft: &mut Draft,
    ) {
        for (name, parts) in mapped {
            let part = |p| parts.get(&p).map_or("", |(t, _)| t.as_str());
            if parts.values().all(|(t, _)| t.is_empty()) {
                continue;
            }
            match standards::standard(
                &name,
                part(Part::Mapping),
                part(Part::Level),
                part(Part::Addendum),
            ) {
                Ok(standard) if !draft.standards.iter().any(|s| s.id == standard.id) => {
                    draft.standards.push(standard)
                }
                Ok(_) => {}
                Err(why) => {
                    let level = parts.get(&Part::Level).or(parts.values().next());
                    let column = level.map_or(0, |(_, c)| *c);
                    self.note(
                        place,
                        row,
                        column,
                        &format!("the mapping to {name} is left out: {why}"),
                    );
                }
            }
        }
    }

    fn question(
        &mut self,
        place: Place<'_>,
        row: u32,
        question: Option<(String, String, u32)>,
        draft: &mut Draft,
    ) {
        let Some((id, text, column)) = question else {
            return;
        };
        if text.is_empty() {
            self.note(
                place,
                row,
                column,
                &format!("{id} has no question beside it"),
            );
            return;
        }
        match draft.questions.iter().find(|q| q.id == id) {
            None => draft.questions.push(Question { id, text }),
            Some(known) if squeeze(&known.text) != squeeze(&text) => {
                self.note(
                    place,
                    row,
                    column,
                    &format!("another wording of {id} was read before: that one is taken"),
                );
            }
            Some(_) => {}
        }
    }

    /// A text of a control that only one place may say.
    fn say(
        &mut self,
        place: Place<'_>,
        row: u32,
        column: u32,
        control: &str,
        kept: &mut String,
        text: &str,
    ) {
        if kept.is_empty() {
            text.clone_into(kept);
        } else if !text.is_empty() && squeeze(kept) != squeeze(text) {
            self.note(
                place,
                row,
                column,
                &format!("another text of {control} was read before: that one is taken"),
            );
        }
    }

    fn tick(
        &mut self,
        place: Place<'_>,
        row: u32,
        column: u32,
        text: &str,
        name: &str,
        kept: &mut Vec<String>,
    ) {
        match ticked(text) {
            Some(true) if !kept.iter().any(|k| k == name) => kept.push(name.to_owned()),
            Some(_) => {}
            None => self.note(
                place,
                row,
                column,
                &format!("expected TRUE or FALSE for “{}”", one_line(name)),
            ),
        }
    }

    /// A cell's text without control characters.
    fn tidied(&mut self, place: Place<'_>, row: u32, column: u32) -> String {
        let (text, left_out) = tidy(place.sheet.text(row, column));
        if let Some(c) = left_out {
            self.note(
                place,
                row,
                column,
                &format!("the control character U+{:04X} is left out", c as u32),
            );
        }
        text
    }

    fn no_place(&mut self, place: Place<'_>, row: u32, column: &Column, kind: &Kind, cells: usize) {
        let texts = count(cells, "text");
        let what = match kind {
            Kind::Implementation => format!(
                "a questionnaire has no place for implementation guidelines: {texts} left out"
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

    fn note(&mut self, place: Place<'_>, row: u32, column: u32, message: &str) {
        let found = match place.sheet.value(row, column) {
            Some(Value::Text(text) | Value::Error(text)) => text.as_str(),
            None => "",
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

    fn push(&mut self, note: Note) {
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

    pub(super) fn finish(self, books: &[Book]) -> Imported {
        let version = self
            .version
            .or_else(|| books.iter().find_map(|b| version_in(&b.name)));
        let version = version.map_or("AICM".to_owned(), |v| format!("AICM {v}"));
        let sources = self.sheets.iter().filter(|(_, sheets)| !sheets.is_empty());
        let sources: Vec<String> = sources
            .map(|(book, sheets)| format!("{} ({})", one_line(book), one_line(&sheets.join(", "))))
            .collect();
        let source = format!("CSA {version}, from {}", sources.join("; "));
        let mut imported = Imported {
            notes: self.notes,
            found: self.found,
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
fn domain_name(text: &str) -> String {
    let code = |c: &str| {
        (2..=5).contains(&c.len()) && c.bytes().all(|b| b.is_ascii_uppercase() || b == b'&')
    };
    match text.rsplit_once(" - ").or_else(|| text.rsplit_once(" – ")) {
        Some((name, tail)) if code(tail.trim()) => name.trim().to_owned(),
        _ => text.trim().to_owned(),
    }
}

/// What of a lifecycle phase is touched, an entry each.
fn topics(text: &str) -> Vec<String> {
    let parts = text.split([',', ';', '\n']).map(str::trim);
    parts
        .filter(|p| !p.is_empty() && !matches!(squeeze(p).as_str(), "notapplicable" | "na"))
        .map(one_line)
        .collect()
}

/// The version of the matrix that a sheet is of: from the declaration in its
/// first cell, else from a title, the sheet's name or the file's.
fn version(book: &Book, sheet: &Sheet) -> Option<String> {
    let declared = serde_json::from_str::<serde_json::Value>(sheet.text(0, 0)).ok();
    let declared =
        declared.and_then(|d| d.get("specification_version")?.as_str().map(str::to_owned));
    let is_version = |v: &String| {
        !v.is_empty()
            && v.len() <= 20
            && v.chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '.' || c == '-')
    };
    declared.filter(is_version).or_else(|| {
        let titles = (0..4).flat_map(|r| sheet.row(r).map(move |(c, _)| sheet.text(r, c)));
        titles
            .chain([sheet.name.as_str(), book.name.as_str()])
            .find_map(version_in)
    })
}

/// The version in a text that names the matrix, as `AICM v1.0.3`.
fn version_in(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let at = ["aicm", "controls matrix"]
        .iter()
        .find_map(|w| lower.find(w).map(|at| at + w.len()))?;
    let rest = lower.get(at..)?;
    let rest = rest.trim_start_matches([' ', '-', '_', '–']);
    let rest = rest
        .strip_prefix("version")
        .or_else(|| rest.strip_prefix('v'))
        .unwrap_or(rest)
        .trim_start();
    let version: String = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let version = version.trim_matches('.');
    (version.contains('.') && version.len() <= 12).then(|| version.to_owned())
}
