//! A comparison as one JSON object for other programs.

use super::{Change, Comparison, GapChange, GapFate, How, Line, Mark, Part, TextChange, Verdict};
use serde_json::{Map, Value, json};

/// The comparison as one pretty-printed object with a final line feed:
/// `differs`, `counts`, `subject`, `control`, `assessment`, `text_differs`,
/// `texts`, `items`, `sign_offs`, `evidence`, `conflicts`, `new_gaps`,
/// `closed_gaps`, `gaps_left` (of the earlier state, closed by nobody: `why` is
/// `not assessed again` or `no longer asked`, the latter under the old number).
#[must_use]
pub fn render(c: &Comparison) -> String {
    format!("{:#}\n", value(c))
}

/// The same as a value.
pub(super) fn value(c: &Comparison) -> Value {
    let mut counts = Map::new();
    for verdict in Verdict::ALL {
        let name = verdict.as_str().replace(' ', "_");
        counts.insert(name, json!(c.count(verdict)));
    }
    counts.insert("new_gaps".to_owned(), json!(c.new_gaps.len()));
    counts.insert(
        "closed_gaps".to_owned(),
        json!(c.gaps(GapFate::Closed).count()),
    );
    counts.insert("gaps_left".to_owned(), json!(left(c).count()));
    let items: Vec<Value> = c
        .items
        .iter()
        .map(|i| {
            json!({
                "role": i.role.as_str(),
                "item": i.item.as_str(),
                "moved_from": i.moved.as_ref().map(crate::questionnaire::ItemId::as_str),
                "asked": i.is_asked,
                "topic": i.topic,
                "verdict": i.verdict.map(Verdict::as_str),
                "was": i.was,
                "is": i.is,
                "changes": changes(&i.changes),
            })
        })
        .collect();
    let sign_offs: Vec<Value> = c
        .sign_offs
        .iter()
        .map(|(role, all)| json!({ "role": role.as_str(), "changes": changes(all) }))
        .collect();
    let evidence: Vec<Value> = c
        .evidence
        .iter()
        .map(|r| {
            json!({
                "id": r.id.as_str(),
                "name": r.name,
                "fate": r.fate.as_str(),
                "used_by": r.used_by,
                "changes": changes(&r.changes),
            })
        })
        .collect();
    json!({
        "differs": !c.is_empty(),
        "counts": counts,
        "subject": { "old": c.subject.0, "new": c.subject.1 },
        "control": c.control,
        "assessment": changes(&c.head),
        "text_differs": c.text_differs,
        "texts": c.texts.iter().map(text).collect::<Vec<_>>(),
        "items": items,
        "sign_offs": sign_offs,
        "evidence": evidence,
        "conflicts": changes(&c.conflicts),
        "new_gaps": c.gaps(GapFate::New).map(gap).collect::<Vec<_>>(),
        "closed_gaps": c.gaps(GapFate::Closed).map(gap).collect::<Vec<_>>(),
        "gaps_left": left(c).map(left_behind).collect::<Vec<_>>(),
    })
}

/// The gaps of the earlier state that nobody has closed.
pub(super) fn left(c: &Comparison) -> impl Iterator<Item = &GapChange> {
    c.gaps(GapFate::NotAssessedAgain)
        .chain(c.gaps(GapFate::NotAsked))
}

fn left_behind(change: &GapChange) -> Value {
    let mut value = gap(change);
    if let Some(object) = value.as_object_mut() {
        object.insert("why".to_owned(), change.fate.as_str().into());
    }
    value
}

fn gap(change: &GapChange) -> Value {
    let g = &change.gap;
    json!({
        "kind": g.kind.as_str(),
        "severity": g.severity.as_str(),
        "role": g.role.as_str(),
        "item": g.item.as_str(),
        "moved_from": change.was.as_ref().map(crate::questionnaire::ItemId::as_str),
        "message": g.message,
    })
}

fn text(t: &TextChange) -> Value {
    let part = |p: &Part| json!({ "mark": mark(p.mark), "text": p.text });
    json!({
        "role": t.role.map(crate::assessment::Role::as_str),
        "item": t.item.as_str(),
        "what": t.what,
        "moved_from": t.was.as_ref().map(crate::questionnaire::ItemId::as_str),
        "words": t.words.iter().map(part).collect::<Vec<_>>(),
    })
}

fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Same => "same",
        Mark::Added => "added",
        Mark::Removed => "removed",
        Mark::Skipped => "skipped",
    }
}

fn changes(all: &[Change]) -> Vec<Value> {
    all.iter().map(change).collect()
}

fn change(change_of: &Change) -> Value {
    let field = &change_of.field;
    match &change_of.how {
        How::Value { old, new } => json!({ "field": field, "old": old, "new": new }),
        How::Members { added, removed } => {
            json!({ "field": field, "added": added, "removed": removed })
        }
        How::Lines(lines) => {
            let line = |l: &Line| json!({ "mark": mark(l.mark), "text": l.text });
            json!({ "field": field, "lines": lines.iter().map(line).collect::<Vec<_>>() })
        }
        How::Event {
            what,
            changes: below,
        } => {
            json!({ "field": field, "what": what, "changes": changes(below) })
        }
    }
}
