//! The portfolio as JSON, for other programs.

use super::rows::Rows;
use crate::portfolio::{
    self, Broken, Cell, Column, Gone, Portfolio, StaleSignOff, Undecided, WORST_FIRST,
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use std::path::Path;

/// The portfolio as one JSON object, a line for each thing in its lists, with a
/// final line feed. Keys
/// are only ever added. A cell has `result`, `gaps` by severity, `steps` by
/// outcome with their `total`, `questions`, `controls`, `overdue`, `stale_sign_offs` (roles of controls that were
/// signed off and have changed since, or of which changes are requested since: these also by
/// themselves as `changes_requested`) and `expired` (items
/// that rest on a record that has expired; the total of a provider and that of all have
/// also the number of such records, `expired_records`);
/// where something is compared also `trend`, the earlier gaps in `before`, those of
/// today counted in the same way in `compared`, and how many of its parts are `gone`.
/// `due_soon` has the corrective actions that are due within 30 days, as `overdue` those past
/// their date. `conflicts` has the controls with fields that nobody has decided, and how many; of what
/// the controls of a folder share there is no `control`. `unread` has what could not be read of what is compared with; a reason there and in
/// `problems` has the number of the `files` that it is of, which `broken` counts.
/// Of what is `gone` and could not be read then, the number of `answers` is not known: null. A cell of a role that is to
/// be assessed and that no control asks anything of has no steps and no questions.
#[must_use]
pub fn render(p: &Portfolio) -> String {
    let root = Root {
        as_of: p.today.to_string(),
        by: p.by.as_str(),
        columns: p.columns.iter().map(column).collect(),
        compared_with: p.compared.as_deref(),
        conflicts: p.undecided.iter().map(undecided).collect(),
        due_soon: p.soon.iter().map(overdue).collect(),
        expiring: p.expiring.iter().map(expiring).collect(),
        format: "aicaiq-portfolio-1",
        gone: p.gone.iter().map(gone).collect(),
        order: WORST_FIRST,
        overdue: p.overdue.iter().map(overdue).collect(),
        problems: p.broken.iter().map(problem).collect(),
        providers: p.rows.iter().map(|row| provider(p, row)).collect(),
        stale_sign_offs: p.stale.iter().map(stale).collect(),
        total: total(p, &p.all, None),
        unread: p.unread.iter().map(problem).collect(),
        worse: p.worse.iter().map(worse).collect(),
    };
    let room = 256 * (root.expiring.len() + root.overdue.len()) + 4096;
    let mut out = Vec::with_capacity(room);
    let mut writer = serde_json::Serializer::with_formatter(&mut out, Rows::default());
    // Into memory, and of things that all have a name in JSON.
    let _ = root.serialize(&mut writer);
    out.push(b'\n');
    crate::text::json(String::from_utf8(out).unwrap_or_default())
}

/// Keys in the order of the alphabet, as in the parts that are made of maps.
/// What there is thousands of is not made into a tree first.
#[derive(Serialize)]
struct Root<'a> {
    as_of: String,
    by: &'static str,
    columns: Vec<Value>,
    compared_with: Option<&'a str>,
    conflicts: Vec<Value>,
    due_soon: Vec<Overdue<'a>>,
    expiring: Vec<Expiring<'a>>,
    format: &'static str,
    gone: Vec<Value>,
    order: &'static str,
    overdue: Vec<Overdue<'a>>,
    problems: Vec<Value>,
    providers: Vec<Value>,
    stale_sign_offs: Vec<Value>,
    total: Value,
    unread: Vec<Value>,
    worse: Vec<Value>,
}

#[derive(Serialize)]
struct Expiring<'a> {
    expired: bool,
    expires_on: String,
    id: &'a str,
    path: String,
    provider: &'a str,
    title: &'a str,
    used_by: Vec<Use<'a>>,
}

#[derive(Serialize)]
struct Use<'a> {
    control: &'a str,
    item: &'a str,
    role: &'static str,
}

#[derive(Serialize)]
struct Overdue<'a> {
    action: &'a str,
    control: &'a str,
    due: String,
    item: &'a str,
    owner: Option<&'a str>,
    path: String,
    provider: &'a str,
    role: &'static str,
}

fn column(c: &Column) -> Value {
    json!({
        "id": c.id,
        "title": some(&c.title),
        "domain": some(&c.domain),
        "total": cell(&c.all),
    })
}

fn worse((provider, control): &(String, String)) -> Value {
    json!({
        "provider": provider,
        "control": control,
    })
}

fn gone(g: &Gone) -> Value {
    json!({
        "provider": g.provider,
        "control": some(&g.control),
        "role": g.role.map(|role| role.as_str()),
        "path": g.path.display().to_string(),
        "answers": (!g.unread).then_some(g.answers),
        "taken_back": g.taken_back,
        "what": g.what(),
    })
}

fn undecided(u: &Undecided) -> Value {
    json!({
        "provider": u.provider,
        "control": some(&u.control),
        "path": u.path.display().to_string(),
        "conflicts": u.conflicts,
    })
}

fn stale(s: &StaleSignOff) -> Value {
    json!({
        "provider": s.provider,
        "control": s.control,
        "role": s.role.as_str(),
        "path": s.path.display().to_string(),
        "by": some(&s.by),
        "state": s.state.as_str(),
    })
}

fn problem(b: &Broken) -> Value {
    json!({
        "provider": b.provider,
        "control": some(&b.control),
        "path": b.path.display().to_string(),
        "problem": b.problem,
        "files": b.files,
    })
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn provider(p: &Portfolio, row: &portfolio::Row) -> Value {
    let cells: Map<String, Value> = p
        .columns
        .iter()
        .zip(&row.cells)
        .filter_map(|(column, own)| Some((column.id.clone(), cell(own.as_ref()?))))
        .collect();
    json!({
        "provider": row.name,
        "subject": some(&row.subject),
        "path": row.path.display().to_string(),
        "roles": row.roles.iter().map(|r| r.as_str()).collect::<Vec<_>>(),
        "gone": row.is_gone(),
        "problem": row.problem,
        "total": total(p, &row.all, Some(&row.path)),
        "cells": cells,
    })
}

fn counts(gaps: &crate::gaps::SeverityCounts) -> Value {
    json!({
        "major": gaps.major,
        "minor": gaps.minor,
        "open": gaps.open,
        "watch": gaps.watch,
    })
}

fn cell(cell: &Cell) -> Value {
    let (t, c) = (&cell.tally, &cell.controls);
    let steps: Map<String, Value> = crate::assessment::Outcome::ALL
        .iter()
        .map(|o| (o.as_str().to_owned(), json!(t.steps.get(*o))))
        .chain([("total".to_owned(), json!(t.steps.total()))])
        .collect();
    let mut value = json!({
        "result": t.result().as_str(),
        "gaps": counts(&t.gaps),
        "steps": steps,
        "questions": { "answered": t.answered, "total": t.questions },
        "controls": { "total": c.total, "begun": c.begun, "broken": c.broken, "conflicts": c.conflicts },
        "expired": t.expired,
        "overdue": t.overdue,
        "stale_sign_offs": t.stale,
        "changes_requested": t.requested,
    });
    if let (Some(trend), Some(map)) = (cell.trend, value.as_object_mut()) {
        map.insert("trend".to_owned(), json!(trend.as_str()));
        map.insert("gone".to_owned(), json!(cell.gone));
        let before = cell.before.map(|(then, _)| counts(&then.gaps));
        map.insert("before".to_owned(), json!(before));
        // What `before` can be held against.
        let compared = cell.compared.map(|(now, _)| counts(&now.gaps));
        map.insert("compared".to_owned(), json!(compared));
    }
    value
}

/// The cell of a whole provider, or of all.
fn total(p: &Portfolio, all: &Cell, of: Option<&Path>) -> Value {
    let mut value = cell(all);
    if let Some(map) = value.as_object_mut() {
        let records = json!(p.expired_records(of));
        map.insert("expired_records".to_owned(), records);
    }
    value
}

fn expiring(e: &portfolio::Expiring) -> Expiring<'_> {
    let used_by = e.uses.iter().map(|u| Use {
        control: &u.control,
        item: u.item.as_str(),
        role: u.role.as_str(),
    });
    Expiring {
        expired: e.expired,
        expires_on: e.on.to_string(),
        id: &e.id,
        path: e.path.display().to_string(),
        provider: &e.provider,
        title: &e.title,
        used_by: used_by.collect(),
    }
}

fn overdue(a: &portfolio::Overdue) -> Overdue<'_> {
    Overdue {
        action: &a.text,
        control: &a.control,
        due: a.due.to_string(),
        item: a.item.as_str(),
        owner: some(&a.owner),
        path: a.path.display().to_string(),
        provider: &a.provider,
        role: a.role.as_str(),
    }
}
