//! What has to hold between fields once each of them is decided: who found what
//! stands, who had a hand in it, a review of what there is, evidence that is
//! there, and roles that are assessed.

use super::groups::{child, is_bookkeeping, name};
use super::resolve::keys_of;
use super::side::{Parsed, Path, Value, below, dotted};
use super::three::{Draft, same};
use crate::assessment::{same_person, start_of};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;

/// Mends what field by field cannot see: a review of other content than there
/// is now, evidence that is used and not there.
pub(super) fn settle(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft) {
    let steps: BTreeSet<Path> = draft
        .values
        .keys()
        .filter(|p| matches!(p.as_slice(), [r, _, s, _, ..] if r == "roles" && s == "steps"))
        .filter_map(|p| p.get(..4).map(<[String]>::to_vec))
        .collect();
    let disputed = disputed(draft);
    for item in &disputed {
        stamp(base, ours, theirs, draft, item);
    }
    for step in &steps {
        let is_disputed = disputed.contains(step);
        assessors(base, ours, theirs, draft, step, is_disputed);
        review(base, ours, theirs, draft, step);
    }
    reworded(base, ours, theirs, draft);
    records(base, ours, theirs, draft);
    roles_gone(base, ours, theirs, draft);
}

/// What one side has found under another text than the file has in the end is
/// an answer to that other text, and the item says so until somebody looks.
fn reworded(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft) {
    let key = ["assessment".to_owned(), "questionnaire_digest".to_owned()];
    let digest = |value: Option<&Value>| match value {
        Some(Value::Text(digest)) => digest.clone(),
        _ => String::new(),
    };
    let now = digest(draft.values.get(key.as_slice()));
    for side in [theirs, ours] {
        let was = digest(side.get(&key));
        if was.is_empty() || now.is_empty() || was == now {
            continue;
        }
        let found = side.values.keys().filter(|path| {
            matches!(path.as_slice(), [r, _, kind, _, key] if r == "roles"
                && ((kind == "steps" && key == "outcome") || (kind == "questions" && key == "answer")))
        });
        for path in found {
            let Some(item) = path.get(..4) else { continue };
            let stamps = ["assessed_at", "answered_at"].map(|key| child(item, key));
            let says = |of: &Parsed| {
                let mut all = vec![of.get(path).cloned()];
                all.extend(stamps.iter().map(|key| of.get(key).cloned()));
                all
            };
            let is_its = draft.values.get(path) == side.get(path)
                && stamps
                    .iter()
                    .all(|key| draft.values.get(key) == side.get(key));
            let asked = child(item, "asked");
            if is_its && says(side) != says(base) && !draft.values.contains_key(&asked) {
                draft.take(&asked, Some(Value::Text(start_of(&was))));
                draft.notes.push(format!(
                    "{}: answered under another text of the questionnaire: look at it again",
                    name(item)
                ));
            }
        }
    }
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

/// The items of which the two sides say different things, also where that was
/// asked before and nobody has decided it.
fn disputed(draft: &Draft) -> BTreeSet<Path> {
    let asked = draft
        .values
        .keys()
        .filter_map(|path| match path.as_slice() {
            [table, path, ..] if table == "conflicts" => keys_of(path),
            _ => None,
        });
    let found = draft.conflicts.iter().cloned().chain(asked);
    let found = found.filter(|path| !is_bookkeeping(path));
    let item = |path: Path| match path.as_slice() {
        [roles, _, kind, _, ..] if roles == "roles" && kind != "sign_off" => {
            path.get(..4).map(<[String]>::to_vec)
        }
        _ => None,
    };
    found.filter_map(item).collect()
}

/// What both have found in different ways stands as ours until somebody decides:
/// whose finding that is, and of when, stands beside it, or the file would say
/// that theirs had found what ours did.
fn stamp(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft, item: &[String]) {
    let is_question = item.get(2).is_some_and(|kind| kind == "questions");
    let (by, at) = match is_question {
        true => ("answered_by", "answered_at"),
        false => ("assessed_by", "assessed_at"),
    };
    let keys = [by, at, "asked"].map(|key| child(item, key));
    let taken = keys
        .iter()
        .any(|key| draft.values.get(key) != ours.get(key));
    // Where only theirs has a new one, ours has none for what it says.
    // Two findings can be of one second.
    let mut said = keys.iter();
    let is_new = said.any(|key| ours.get(key) != base.get(key)) || says_more(ours, base, item);
    if !taken || !is_new {
        return;
    }
    let lost: Vec<&Value> = keys
        .iter()
        .filter_map(|key| theirs.get(key).filter(|said| base.get(key) != Some(*said)))
        .collect();
    for key in &keys {
        draft.leave(key, ours.get(key));
    }
    let told = format!("{} {}: ", name(item), by.replace('_', " "));
    let why = "ours is kept, as what ours says stands until the conflict is decided";
    let mut is_told = false;
    for note in draft.notes.iter_mut().filter(|n| n.starts_with(&told)) {
        let said = note
            .rsplit_once("; ")
            .map_or(note.as_str(), |(said, _)| said);
        *note = format!("{said}; {why}");
        is_told = true;
    }
    if !is_told && !lost.is_empty() {
        let said: Vec<String> = lost.iter().map(|value| value.shown()).collect();
        draft
            .notes
            .push(format!("{told}theirs says {}; {why}", said.join(" ")));
    }
}

/// Whether a side says something else of an item than was said before, whoever
/// that was and when.
fn says_more(side: &Parsed, base: &Parsed, item: &[String]) -> bool {
    let of = |parsed: &Parsed| -> BTreeMap<Path, Value> {
        let all = below(&parsed.values, item).filter(|(path, _)| !is_bookkeeping(path));
        all.map(|(path, value)| (path.clone(), value.clone()))
            .collect()
    };
    let (now, was) = (of(side), of(base));
    now.len() != was.len()
        || now
            .iter()
            .any(|(path, said)| !same(Some(said), was.get(path)))
}

/// Where both have assessed a step, both have had a hand in what comes of it; of
/// a disputed one also where that was in the second in which it was assessed
/// before.
fn assessors(
    base: &Parsed,
    ours: &Parsed,
    theirs: &Parsed,
    draft: &mut Draft,
    step: &[String],
    is_disputed: bool,
) {
    let by = child(step, "assessed_by");
    let at = child(step, "assessed_at");
    let says = |side: &Parsed| (side.other(&by), side.other(&at));
    let (b, o, t) = (says(base), says(ours), says(theirs));
    let path = child(step, "assessed_also");
    let now = match draft.values.get(&by) {
        Some(Value::Text(name)) => name.clone(),
        _ => String::new(),
    };
    let mut names = match draft.values.get(&path) {
        Some(Value::List(names)) => names.clone(),
        _ => Vec::new(),
    };
    let before = names.clone();
    // What one side has as a whole stays as it was written.
    let is_of = |side: &Parsed| {
        let mut keys = [&by, &path].into_iter();
        keys.all(|key| same(draft.values.get(key), side.get(key)))
    };
    if !now.trim().is_empty() && ![ours, theirs].into_iter().any(is_of) {
        names.retain(|name| !same_person(name, &now));
    }
    let is_new =
        |says: &_, side: &Parsed| *says != b || (is_disputed && says_more(side, base, step));
    let both = [&o.0, &t.0].into_iter();
    let have_both = is_new(&o, ours) && is_new(&t, theirs);
    for name in both.filter(|_| have_both) {
        let known = |n: &String| same_person(n, name);
        if !name.trim().is_empty() && !known(&now) && !names.iter().any(known) {
            names.push(name.clone());
        }
    }
    if names != before {
        names.sort();
        draft.take(&path, (!names.is_empty()).then_some(Value::List(names)));
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

fn review(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft, step: &[String]) {
    let path = child(step, "review");
    let reviewed = Value::Text("reviewed".into());
    if draft.values.get(&path) != Some(&reviewed) {
        return;
    }
    let same = |side: &Parsed| {
        let part = |values: &std::collections::BTreeMap<Path, Value>| -> Vec<(Path, Value)> {
            below(values, step)
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
    // What stands where nobody has decided is that of the side that one merges
    // into, and says nothing of what was agreed to.
    let disputed = disputed || is_open_anew([base, ours, theirs], draft, step);
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
    // Whose comment it is stays known.
    let comment = child(step, "review_comment");
    if !draft.values.contains_key(&comment) && !draft.conflicts.contains(&comment) {
        draft.take(&child(step, "reviewed_by"), None);
        draft.take(&child(step, "reviewed_at"), None);
    }
}

/// Whether both sides have changed a step of which something is in conflict.
fn is_open_anew(sides: [&Parsed; 3], draft: &Draft, step: &[String]) -> bool {
    // The tables of a step stand together: their names begin with its own.
    let start = format!("{}.", dotted(step));
    let kept = |values: &BTreeMap<Path, Value>| -> Vec<(Path, Value)> {
        let from: &[String] = &["conflicts".to_owned(), start.clone()];
        let all = values.range::<[String], _>((Bound::Included(from), Bound::Unbounded));
        let of_step = |keys: Path| keys.strip_prefix(step).is_some_and(is_reviewed);
        all.take_while(|(path, _)| path.get(1).is_some_and(|name| name.starts_with(&start)))
            .filter(|(path, _)| {
                path.get(1)
                    .and_then(|name| keys_of(name))
                    .is_some_and(of_step)
            })
            .map(|(path, value)| (path.clone(), value.clone()))
            .collect()
    };
    if kept(&draft.values).is_empty() {
        return false;
    }
    let [base, ours, theirs] = sides.map(|side| {
        let own = below(&side.values, step).map(|(p, v)| (p.clone(), v.clone()));
        own.chain(kept(&side.values)).collect::<Vec<_>>()
    });
    ours != base && theirs != base && ours != theirs
}

fn records(base: &Parsed, ours: &Parsed, theirs: &Parsed, draft: &mut Draft) {
    let mut wanted: BTreeSet<String> = BTreeSet::new();
    for (path, value) in &draft.values {
        if let (Value::List(ids), true) = (value, path.last().is_some_and(|k| k == "evidence")) {
            wanted.extend(ids.iter().cloned());
        }
    }
    let record = |id: &str| ["evidence".to_owned(), id.to_owned()];
    // A record that one side took away and the other changed is kept.
    let of = |side: &Parsed, id: &str| -> Vec<(Path, Value)> {
        let table = record(id);
        let fields = below(&side.values, &table);
        fields.map(|(p, v)| (p.clone(), v.clone())).collect()
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
        let table = record(&id);
        let left = below(&draft.values, &table);
        let left = left.filter_map(|(p, _)| match p.as_slice() {
            [_, _, k] => Some(k.as_str()),
            _ => None,
        });
        let left: Vec<&str> = left.collect();
        let there = left.contains(&"href");
        let of_it = |p: &&Path| matches!(p.as_slice(), [e, i, ..] if e == "evidence" && *i == id);
        let in_part = !left.is_empty() || draft.conflicts.iter().any(|p| of_it(&p));
        let (from, why) = match changed {
            Some((from, why)) => (from.clone(), why),
            None if wanted.contains(&id) && !there => {
                let sides = [&o, &t, &b];
                let Some(from) = sides.into_iter().find(|s| !s.is_empty()) else {
                    continue;
                };
                (from.clone(), "one side took it away, the other uses it")
            }
            // A field whose older conflict one side has decided is no record alone.
            None if in_part && !there => match (o.is_empty(), t.is_empty()) {
                (false, true) => (o, "ours decided a conflict over it, theirs took it away"),
                (true, false) => (t, "theirs decided a conflict over it, ours took it away"),
                _ => continue,
            },
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
