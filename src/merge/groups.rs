//! Fields that go together, and what has to hold between fields.

use super::resolve::keys_of;
use super::side::{Parsed, Path, Value};
use super::three::Draft;
use crate::assessment::Review;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// How keys that go together are brought together where both sides changed
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The side with the later value of the key.
    Later(&'static str),
    /// The side with the earlier one.
    Earlier(&'static str),
    /// The review that has come less far: nobody has agreed to the rest.
    Cautious,
    /// As the next one, unless both say the same of the key.
    Led(&'static str),
    /// Neither: the numbers of one side make no sense with those of the other.
    Conflict,
}

/// The keys of a table that are one statement.
struct Unit {
    keys: &'static [&'static str],
    rule: Rule,
}

const STEP: &[Unit] = &[
    // A grade is of its outcome.
    Unit {
        keys: &["outcome", "grade"],
        rule: Rule::Led("outcome"),
    },
    Unit {
        keys: &["assessed_by", "assessed_at"],
        rule: Rule::Later("assessed_at"),
    },
    Unit {
        keys: &["review", "reviewed_by", "reviewed_at"],
        rule: Rule::Cautious,
    },
];
const QUESTION: &[Unit] = &[Unit {
    keys: &["answered_by", "answered_at"],
    rule: Rule::Later("answered_at"),
}];
const ACTION: &[Unit] = &[
    // Owner and date are of what is to be done.
    Unit {
        keys: &["text", "owner", "due"],
        rule: Rule::Led("text"),
    },
    Unit {
        keys: &["retest", "retested_by", "retested_on"],
        rule: Rule::Later("retested_on"),
    },
];
const SAMPLE: &[Unit] = &[Unit {
    keys: &["size", "population", "items", "selection"],
    rule: Rule::Conflict,
}];
const SIGN_OFF: &[Unit] = &[Unit {
    // Each is a statement of a person.
    keys: &["by", "at", "statement", "digest"],
    rule: Rule::Conflict,
}];
const EVIDENCE: &[Unit] = &[
    Unit {
        keys: &["collected_on", "collected_by"],
        rule: Rule::Earlier("collected_on"),
    },
    Unit {
        keys: &["viewed_on", "viewed_by"],
        rule: Rule::Later("viewed_on"),
    },
    Unit {
        keys: &["sha256", "size"],
        rule: Rule::Conflict,
    },
    Unit {
        keys: &["period_from", "period_to"],
        rule: Rule::Conflict,
    },
];

fn units(table: &[String]) -> &'static [Unit] {
    let parts: Vec<&str> = table.iter().map(String::as_str).collect();
    match parts.as_slice() {
        ["roles", _, "sign_off"] => SIGN_OFF,
        ["roles", _, "steps", _] => STEP,
        ["roles", _, "questions", _] => QUESTION,
        ["roles", _, _, _, "action"] => ACTION,
        ["roles", _, _, _, "sample"] => SAMPLE,
        ["evidence", _] => EVIDENCE,
        _ => &[],
    }
}

/// The paths of the keys that are decided together with one.
pub(super) fn together(path: &[String]) -> Vec<Path> {
    let Some((key, table)) = path.split_last() else {
        return Vec::new();
    };
    let mut units = units(table).iter();
    match units.find(|unit| unit.keys.contains(&key.as_str())) {
        Some(unit) => unit.keys.iter().map(|key| child(table, key)).collect(),
        None => vec![path.to_vec()],
    }
}

/// Whether a list is a set: its order says nothing that matters here.
pub(super) fn is_set(path: &[String]) -> bool {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    if let ["conflicts", path, "base" | "ours" | "theirs"] = parts.as_slice() {
        return keys_of(path).is_some_and(|path| is_set(&path));
    }
    matches!(
        parts.as_slice(),
        ["roles", _, _, _, "evidence" | "methods" | "assessed_also"]
            | ["assessment", "roles" | "layers"]
    )
}

/// What an item or a record is called: `CSP.03`, `ev-3f9a1c02`.
pub(super) fn name(path: &[String]) -> String {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    let name = match parts.as_slice() {
        ["roles", role, "steps" | "questions", item, ..] => format!("{role}.{item}"),
        ["roles", role, "sign_off", ..] => format!("{role} sign-off"),
        ["evidence", id, ..] => (*id).to_owned(),
        ["assessment", key, ..] => (*key).to_owned(),
        parts => parts.join("."),
    };
    crate::text::one_line(&name)
}

/// Decides the keys that are one statement, for every table at once. Returns
/// the paths that are decided.
pub(super) fn decide(
    base: &Parsed,
    ours: &Parsed,
    theirs: &Parsed,
    draft: &mut Draft,
) -> BTreeSet<Path> {
    let mut decided = BTreeSet::new();
    let tables: BTreeSet<Path> = [base, ours, theirs]
        .iter()
        .flat_map(|side| side.values.keys())
        .filter_map(|path| path.split_last().map(|(_, table)| table.to_vec()))
        .collect();
    for table in tables {
        for unit in units(&table) {
            let paths: Vec<Path> = unit
                .keys
                .iter()
                .map(|key| table.iter().cloned().chain([(*key).to_owned()]).collect())
                .collect();
            let says = |side: &Parsed| -> Vec<Option<Value>> {
                paths.iter().map(|p| side.get(p).cloned()).collect()
            };
            let (b, o, t) = (says(base), says(ours), says(theirs));
            // Where at most one side changed, field by field does the same.
            if o == t || t == b || o == b {
                continue;
            }
            let at = |side: &Parsed, key: &str| {
                let path: Path = table.iter().cloned().chain([key.to_owned()]).collect();
                side.other(&path)
            };
            if let Rule::Led(key) = unit.rule
                && at(ours, key) == at(theirs, key)
            {
                continue;
            }
            if matches!(unit.rule, Rule::Conflict | Rule::Led(_)) {
                for path in &paths {
                    let same = match (ours.get(path), theirs.get(path)) {
                        (None, None) => true,
                        (Some(a), Some(b)) => a.same(b),
                        _ => false,
                    };
                    if !same {
                        draft.conflict(path, base, ours, theirs);
                    }
                }
                decided.extend(paths);
                continue;
            }
            // Where nothing tells them apart, the same side wins both ways round.
            let all = |says: &[Option<Value>]| -> Vec<String> {
                says.iter()
                    .map(|v| v.as_ref().map_or(String::new(), Value::toml))
                    .collect()
            };
            let later = |key: &str| (at(theirs, key), all(&t)) > (at(ours, key), all(&o));
            let (take_theirs, kept) = match unit.rule {
                Rule::Conflict | Rule::Led(_) => (false, ""),
                Rule::Later(key) | Rule::Earlier(key) if at(ours, key) == at(theirs, key) => {
                    (later(key), "both are of the same time, and one is kept")
                }
                Rule::Later(key) => (later(key), "the later is kept"),
                Rule::Earlier(key) => {
                    let (mine, other) = (at(ours, key), at(theirs, key));
                    let one_alone = mine.is_empty() || other.is_empty();
                    let take = match (one_alone, other.cmp(&mine)) {
                        (false, Ordering::Less) => true,
                        (false, Ordering::Greater) => false,
                        _ => later(key),
                    };
                    (take, "the earlier is kept")
                }
                Rule::Cautious => {
                    let far = |side: &Parsed| how_far(&at(side, "review"));
                    let take = match far(theirs).cmp(&far(ours)) {
                        Ordering::Less => true,
                        Ordering::Equal => later("reviewed_at"),
                        Ordering::Greater => false,
                    };
                    (take, "the review that has come less far is kept")
                }
            };
            let shown = |values: &[Option<Value>]| {
                let words: Vec<String> = values.iter().flatten().map(Value::shown).collect();
                if words.is_empty() {
                    "nothing".to_owned()
                } else {
                    words.join(" ")
                }
            };
            draft.notes.push(format!(
                "{} {}: ours says {}, theirs {}; {kept}",
                name(&table),
                unit.keys.first().unwrap_or(&"").replace('_', " "),
                shown(&o),
                shown(&t)
            ));
            if take_theirs {
                for path in &paths {
                    draft.take(path, theirs.get(path).cloned());
                }
            }
            decided.extend(paths);
        }
    }
    decided
}

/// How far a review has come; a reviewer's wish counts least.
fn how_far(word: &str) -> usize {
    match word.parse() {
        Ok(Review::ChangesRequested) => 0,
        Ok(Review::Draft) | Err(_) => 1,
        Ok(Review::ReadyForReview) => 2,
        Ok(Review::Reviewed) => 3,
    }
}

/// Mends what field by field cannot see: a review of other content than there
/// is now, evidence that is used and not there.
pub(super) fn settle(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft) {
    let steps: BTreeSet<Path> = draft
        .values
        .keys()
        .filter(|p| matches!(p.as_slice(), [r, _, s, _, ..] if r == "roles" && s == "steps"))
        .filter_map(|p| p.get(..4).map(<[String]>::to_vec))
        .collect();
    for item in draft.items() {
        stamp(base, ours, draft, &item);
    }
    for step in &steps {
        assessors(base, ours, theirs, draft, step);
        review(ours, theirs, draft, step);
    }
    records(base, ours, theirs, draft);
    roles_gone(base, ours, theirs, draft);
}

/// What one side has answered of a role that the other does not assess any more
/// stays in the file, and counts in no result: somebody has to know.
fn roles_gone(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft) {
    let key = ["assessment".to_owned(), "roles".to_owned()];
    let of = |value: Option<&Value>| match value {
        Some(Value::List(roles)) => roles.clone(),
        _ => Vec::new(),
    };
    let now = of(draft.values.get(key.as_slice()));
    let before = of(base.get(&key));
    for role in before.iter().filter(|role| !now.contains(role)) {
        let table = ["roles".to_owned(), role.clone()];
        let answers = |side: &Parsed| -> BTreeSet<Path> {
            let own = |path: &&Path| path.starts_with(&table) && !is_bookkeeping(path);
            let all = side.values.keys().chain(base.values.keys()).filter(own);
            let new = all.filter(|path| side.get(path) != base.get(path));
            new.filter_map(|path| path.get(..4).map(<[String]>::to_vec))
                .collect()
        };
        for (side, it, other) in [(ours, "ours", "theirs"), (theirs, "theirs", "ours")] {
            let items: Vec<String> = answers(side).iter().map(|path| name(path)).collect();
            if !of(side.get(&key)).contains(role) || items.is_empty() {
                continue;
            }
            draft.notes.push(format!(
                "{role}: {other} does not assess it any more, and {it} has answered {}: that stays in the file and counts in no result, until {role} stands in roles again",
                items.join(", ")
            ));
        }
    }
}

fn child(table: &[String], key: &str) -> Path {
    table.iter().cloned().chain([key.to_owned()]).collect()
}

/// Whether a key says who did what when, not what was found.
pub(super) fn is_bookkeeping(path: &[String]) -> bool {
    path.last().is_some_and(|key| {
        matches!(
            key.as_str(),
            "assessed_by"
                | "assessed_at"
                | "answered_by"
                | "answered_at"
                | "review"
                | "reviewed_by"
                | "reviewed_at"
                | "collected_by"
                | "collected_on"
                | "viewed_by"
                | "viewed_on"
                | "retested_by"
                | "retested_on"
        )
    })
}

/// What both have found in different ways stands as ours until somebody decides:
/// whose finding that is, and of when, stands beside it, or the file would say
/// that theirs had found what ours did.
fn stamp(base: &Parsed, ours: &Parsed, draft: &mut Draft, item: &[String]) {
    let is_question = item.get(2).is_some_and(|kind| kind == "questions");
    let (by, at) = match is_question {
        true => ("answered_by", "answered_at"),
        false => ("assessed_by", "assessed_at"),
    };
    let disputed = |path: &Path| path.starts_with(item) && !is_bookkeeping(path);
    // Also where that was asked before, and nobody has decided it.
    let asked = draft
        .values
        .keys()
        .filter_map(|path| match path.as_slice() {
            [table, path, ..] if table == "conflicts" => keys_of(path),
            _ => None,
        });
    let is_disputed = draft.conflicts.iter().any(disputed) || { asked }.any(|p| disputed(&p));
    let keys = [child(item, by), child(item, at)];
    let taken = keys
        .iter()
        .any(|key| draft.values.get(key) != ours.get(key));
    // Where only theirs has a new one, ours has none for what it says.
    let is_new = keys.iter().any(|key| ours.get(key) != base.get(key));
    if !is_disputed || !taken || !is_new || ours.other(&child(item, by)).trim().is_empty() {
        return;
    }
    for key in &keys {
        draft.leave(key, ours.get(key));
    }
    let told = format!("{} {}: ", name(item), by.replace('_', " "));
    for note in draft.notes.iter_mut().filter(|n| n.starts_with(&told)) {
        let said = note
            .rsplit_once("; ")
            .map_or(note.as_str(), |(said, _)| said);
        *note =
            format!("{said}; ours is kept, as what ours says stands until the conflict is decided");
    }
}

/// Where both have assessed a step, both have had a hand in what comes of it.
fn assessors(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft, step: &[String]) {
    let by = child(step, "assessed_by");
    let at = child(step, "assessed_at");
    let says = |side: &Parsed| (side.other(&by), side.other(&at));
    let (b, o, t) = (says(base), says(ours), says(theirs));
    if o == b || t == b {
        return;
    }
    let now = match draft.values.get(&by) {
        Some(Value::Text(name)) => name.clone(),
        _ => String::new(),
    };
    let path = child(step, "assessed_also");
    let mut names = match draft.values.get(&path) {
        Some(Value::List(names)) => names.clone(),
        _ => Vec::new(),
    };
    let before = names.len();
    for name in [o.0, t.0] {
        let known = |n: &String| crate::assessment::same_person(n, &name);
        if !name.trim().is_empty() && !known(&now) && !names.iter().any(known) {
            names.push(name);
        }
    }
    if names.len() > before {
        names.sort();
        draft.take(&path, Some(Value::List(names)));
    }
}

/// Whether a key of a step is part of what a reviewer agrees to.
fn is_reviewed(rest: &[String]) -> bool {
    let parts: Vec<&str> = rest.iter().map(String::as_str).collect();
    !matches!(
        parts.as_slice(),
        ["review"
            | "reviewed_by"
            | "reviewed_at"
            | "review_comment"
            | "assessed_by"
            | "assessed_at"]
            | [
                "action",
                "status" | "retest" | "retested_by" | "retested_on"
            ]
    )
}

fn review(ours: &Parsed, theirs: &Parsed, draft: &mut Draft, step: &[String]) {
    let path = child(step, "review");
    let reviewed = Value::Text("reviewed".into());
    if draft.values.get(&path) != Some(&reviewed) {
        return;
    }
    let same = |side: &Parsed| {
        let part = |values: &std::collections::BTreeMap<Path, Value>| -> Vec<(Path, Value)> {
            values
                .iter()
                .filter(|(p, _)| p.strip_prefix(step).is_some_and(is_reviewed))
                .map(|(p, v)| (p.clone(), v.clone()))
                .collect()
        };
        let (a, b) = (part(&side.values), part(&draft.values));
        let shows = |values: &std::collections::BTreeMap<Path, Value>, id: &str| {
            ["href", "sha256", "size"].map(|key| {
                let path = ["evidence".to_owned(), id.to_owned(), key.to_owned()];
                values.get(path.as_slice()).cloned()
            })
        };
        let ids = match draft.values.get(&child(step, "evidence")) {
            Some(Value::List(ids)) => ids.clone(),
            _ => Vec::new(),
        };
        side.get(&path) == Some(&reviewed)
            && ids
                .iter()
                .all(|id| shows(&side.values, id) == shows(&draft.values, id))
            && a.len() == b.len()
            && a.iter().zip(&b).all(|(x, y)| x.0 == y.0 && x.1.same(&y.1))
    };
    let used = match draft.values.get(&child(step, "evidence")) {
        Some(Value::List(ids)) => ids.clone(),
        _ => Vec::new(),
    };
    let disputed = draft.conflicts.iter().any(|p| {
        let of_record = matches!(p.as_slice(), [e, id, key] if e == "evidence"
            && used.contains(id)
            && matches!(key.as_str(), "href" | "sha256" | "size"));
        of_record || p.strip_prefix(step).is_some_and(is_reviewed)
    });
    if !disputed && (same(ours) || same(theirs)) {
        return;
    }
    let by = match draft.values.get(&child(step, "reviewed_by")) {
        Some(Value::Text(by)) => crate::text::one_line(by),
        _ => "someone unnamed".to_owned(),
    };
    draft.notes.push(format!(
        "{}: reviewed by {by}, but the step was changed on the other side: ready for review again",
        name(step)
    ));
    draft.take(&path, Some(Value::Text("ready-for-review".into())));
    draft.take(&child(step, "reviewed_by"), None);
    draft.take(&child(step, "reviewed_at"), None);
}

fn records(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft) {
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for (path, value) in &draft.values {
        if let (Value::List(ids), true) = (value, path.last().is_some_and(|k| k == "evidence")) {
            wanted.extend(ids.iter().cloned());
        }
    }
    // A record that one side took away and the other changed is kept.
    let of = |side: &Parsed, id: &str| -> Vec<(Path, Value)> {
        side.values
            .iter()
            .filter(|(p, _)| matches!(p.as_slice(), [e, i, ..] if e == "evidence" && i == id))
            .map(|(p, v)| (p.clone(), v.clone()))
            .collect()
    };
    let ids: BTreeSet<String> = [base, ours, theirs]
        .iter()
        .flat_map(|s| s.values.keys())
        .filter_map(|p| match p.as_slice() {
            [e, id, _, ..] if e == "evidence" => Some(id.clone()),
            _ => None,
        })
        .collect();
    for id in ids {
        let (b, o, t) = (of(base, &id), of(ours, &id), of(theirs, &id));
        let changed = match (b.is_empty(), o.is_empty(), t.is_empty()) {
            (false, true, false) => {
                (t != b).then_some((&t, "theirs changed it, ours took it away"))
            }
            (false, false, true) => {
                (o != b).then_some((&o, "ours changed it, theirs took it away"))
            }
            _ => None,
        };
        let there = draft.values.keys().any(
            |p| matches!(p.as_slice(), [e, i, k] if e == "evidence" && *i == id && k == "href"),
        );
        let (from, why) = match changed {
            Some((from, why)) => (from.clone(), why),
            None if wanted.contains(&id) && !there => {
                let sides = [&o, &t, &b];
                let Some(from) = sides.into_iter().find(|s| !s.is_empty()) else {
                    continue;
                };
                (from.clone(), "one side took it away, the other uses it")
            }
            None => continue,
        };
        draft.notes.push(format!(
            "{} stays: {why}",
            name(&["evidence".into(), id.clone()])
        ));
        draft
            .conflicts
            .retain(|p| !matches!(p.as_slice(), [e, i, ..] if e == "evidence" && *i == id));
        for (path, value) in from {
            draft.take(&path, Some(value));
        }
    }
}
