//! What a row does not say: cells that a merge hides, and roles that have no
//! guideline where other controls of the sheet have one.

use super::Draft;
use super::columns::Kind;
use super::gather::{Gathering, Place};
use crate::assessment::Role;
use crate::import::Note;
use crate::import::book::{Value, address};
use crate::import::heading::{Column, Table};
use crate::import::merges::Covering;
use crate::text::{count, one_line};
use std::collections::BTreeSet;

/// The controls that are named one by one.
const NAMED: usize = 8;

/// A sheet's columns, and what is merged in them.
pub(super) struct Columns<'a> {
    pub table: &'a Table,
    pub all: &'a [(Column, Kind)],
    pub covering: Covering,
}

/// A column of guidelines, and the controls that have none in it.
#[derive(Debug)]
pub(super) struct Missing {
    role: Role,
    note: Note,
    /// The controls that have one.
    filled: BTreeSet<String>,
    /// The others, each with its cell, once for each of their rows.
    empty: Vec<(String, String)>,
}

impl<'a> Columns<'a> {
    pub fn of(place: Place<'_>, table: &'a Table, all: &'a [(Column, Kind)]) -> Self {
        let covering = place.sheet.merged.covering(all.iter().map(|(c, _)| c.at));
        Self {
            table,
            all,
            covering,
        }
    }

    /// The columns of guidelines.
    pub fn missing(&self, place: Place<'_>) -> Vec<(u32, Missing)> {
        let audits = self.all.iter().filter_map(|(column, kind)| match kind {
            Kind::Audit(role) => Some((column, *role)),
            _ => None,
        });
        let missing = audits.map(|(column, role)| {
            let cell = address(self.table.heading, column.at);
            let (book, sheet) = (&place.book.name, &place.sheet.name);
            let missing = Missing {
                role,
                note: Note::of(book, sheet, &cell, &column.name, ""),
                filled: BTreeSet::new(),
                empty: Vec::new(),
            };
            (column.at, missing)
        });
        missing.collect()
    }

    /// What a domain's merged cell says of a row that it reaches.
    pub fn domain<'s>(&self, place: Place<'s>, row: u32) -> &'s str {
        self.merged(&Kind::Domain, place, row)
    }

    /// The same of a control's id.
    pub fn control<'s>(&self, place: Place<'s>, row: u32) -> &'s str {
        self.merged(&Kind::Control, place, row)
    }

    fn merged<'s>(&self, of: &Kind, place: Place<'s>, row: u32) -> &'s str {
        let column = self.all.iter().find(|(_, kind)| kind == of);
        let merge = column.and_then(|(column, _)| self.covering.over(row, column.at));
        merge.map_or("", |m| place.sheet.text(m.first.0, m.first.1))
    }
}

impl Gathering {
    /// Notes what a row of a control lacks; `since` is its first row.
    pub(super) fn lacks(
        &mut self,
        place: Place<'_>,
        (since, row): (u32, u32),
        columns: &Columns<'_>,
        control: &str,
        missing: &mut [(u32, Missing)],
    ) {
        for (column, kind) in columns.all {
            let here = place.sheet.value(row, column.at);
            let hidden = columns.covering.over(row, column.at).filter(|merge| {
                here.is_none() && !place.sheet.text(merge.first.0, merge.first.1).is_empty()
            });
            if let Some(merge) = hidden {
                // The rows of a control's questions share what is said of it.
                let shared = merge.first.0 >= since && merge.first.1 == column.at;
                if let Some(what) = what(kind, control).filter(|_| !shared) {
                    self.note(place, row, column.at, &merge.hides(&what));
                }
                continue;
            }
            let Some((_, missing)) = missing.iter_mut().find(|(at, _)| *at == column.at) else {
                continue;
            };
            match here {
                Some(Value::Text(_)) => {
                    if !missing.filled.contains(control) {
                        missing.filled.insert(control.to_owned());
                    }
                }
                // These have their own notes.
                Some(Value::Error(_) | Value::Formula) => {}
                None => {
                    let cell = address(row, column.at);
                    missing.empty.push((control.to_owned(), cell));
                }
            }
        }
    }

    /// Notes a question that has no id beside it; whether there is one.
    pub(super) fn nameless(&mut self, place: Place<'_>, row: u32, columns: &Columns<'_>) -> bool {
        let Some(ids) = columns.table.question else {
            return false;
        };
        let column = columns.all.iter().find(|(_, kind)| *kind == Kind::Question);
        let Some((column, _)) = column else {
            return false;
        };
        if place.sheet.text(row, column.at).is_empty() || !place.sheet.text(row, ids).is_empty() {
            return false;
        }
        let cell = address(row, ids);
        let hidden = match columns.covering.over(row, ids) {
            Some(merge) => format!(", which is merged into {}", merge.range()),
            None => String::new(),
        };
        let message = format!(
            "a question without an id is left out: expected one such as A&A-01.1 in {cell}{hidden}"
        );
        self.note(place, row, column.at, &message);
        true
    }

    /// Notes the roles that controls ended up without, though others have
    /// steps of them in the same sheet.
    pub(super) fn missing_roles(&mut self) {
        for mut missing in std::mem::take(&mut self.missing) {
            let role = missing.role;
            let mut seen = BTreeSet::new();
            missing.empty.retain(|(control, _)| {
                if !seen.insert(control.clone()) {
                    return false;
                }
                let draft = self.places.get(control).and_then(|at| self.drafts.get(*at));
                draft.is_some_and(|d: &Draft| !d.roles.contains_key(&role))
            });
            if missing.filled.is_empty() || missing.empty.is_empty() {
                continue;
            }
            let named = missing.empty.iter().take(NAMED);
            let named: Vec<String> = named
                .map(|(control, cell)| format!("{} ({cell})", one_line(control)))
                .collect();
            let more = match missing.empty.len().saturating_sub(NAMED) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            let of = missing.filled.len() + missing.empty.len();
            missing.note.message = format!(
                "no steps of {role} for {} of {of}, of which nothing stands here: {}{more}",
                count(missing.empty.len(), "control"),
                named.join(", ")
            );
            self.push(missing.note);
        }
    }
}

/// What a control has to do without where a column is hidden; none where
/// nothing is taken from it, or where it is found otherwise.
fn what(kind: &Kind, control: &str) -> Option<String> {
    Some(match kind {
        Kind::Audit(role) => format!("{control} gets no steps of {role} from here"),
        Kind::Control
        | Kind::Domain
        | Kind::Answer
        | Kind::QuestionId
        | Kind::Implementation
        | Kind::Unknown => return None,
        _ => format!("nothing is said here of {control}"),
    })
}
