//! The portfolio as JSON, for other programs.

use crate::portfolio::{self, Cell, Portfolio, WORST_FIRST};
use serde_json::{Map, Value, json};

/// The portfolio as one pretty-printed JSON object with a final line feed. Keys
/// are only ever added. A cell has `result`, `gaps` by severity, `steps` by
/// outcome with their `total`, `questions`, `controls`, `expired` and `overdue`;
/// where something is compared also `trend` and the earlier gaps in `before`.
#[must_use]
pub fn render(p: &Portfolio) -> String {
    let root = json!({
        "format": "aicaiq-portfolio-1",
        "as_of": p.today.to_string(),
        "by": p.by.as_str(),
        "order": WORST_FIRST,
        "compared_with": p.compared,
        "columns": p.columns.iter().map(|c| json!({
            "id": c.id,
            "title": some(&c.title),
            "domain": some(&c.domain),
            "total": cell(&c.all),
        })).collect::<Vec<_>>(),
        "providers": p.rows.iter().map(|row| provider(p, row)).collect::<Vec<_>>(),
        "total": cell(&p.all),
        "expiring": p.expiring.iter().map(expiring).collect::<Vec<_>>(),
        "overdue": p.overdue.iter().map(overdue).collect::<Vec<_>>(),
        "worse": p.worse.iter().map(|(provider, control)| json!({
            "provider": provider,
            "control": control,
        })).collect::<Vec<_>>(),
        "problems": p.broken.iter().map(|b| json!({
            "provider": b.provider,
            "control": some(&b.control),
            "path": b.path.display().to_string(),
            "problem": b.problem,
        })).collect::<Vec<_>>(),
    });
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    crate::text::json(text)
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
        "total": cell(&row.all),
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
    });
    if let (Some(trend), Some(map)) = (cell.trend, value.as_object_mut()) {
        map.insert("trend".to_owned(), json!(trend.as_str()));
        let before = cell.before.map(|(then, _)| counts(&then.gaps));
        map.insert("before".to_owned(), json!(before));
    }
    value
}

fn expiring(e: &portfolio::Expiring) -> Value {
    json!({
        "provider": e.provider,
        "path": e.path.display().to_string(),
        "id": e.id,
        "title": e.title,
        "expires_on": e.on.to_string(),
        "expired": e.expired,
        "used_by": e.uses.iter().map(|u| json!({
            "control": u.control,
            "role": u.role.as_str(),
            "item": u.item.as_str(),
        })).collect::<Vec<_>>(),
    })
}

fn overdue(a: &portfolio::Overdue) -> Value {
    json!({
        "provider": a.provider,
        "path": a.path.display().to_string(),
        "control": a.control,
        "role": a.role.as_str(),
        "item": a.item.as_str(),
        "action": a.text,
        "owner": some(&a.owner),
        "due": a.due.to_string(),
    })
}
