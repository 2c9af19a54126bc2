//! Fields that go together, and what has to hold between fields.

use super::resolve::keys_of;
use super::side::{Parsed, Path, Value};
use super::three::Draft;
use crate::assessment::Review;
use crate::store::fields;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// How keys that go together are brought together where both sides changed
/// them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rule {
    /// The side with the later value of the key.
    Later(&'static str),
    /// The side that alone has found something else than before, by the first
    /// key; else the side with the later value of the second.
    Found(&'static str, &'static str),
    /// The side with the earlier one.
    Earlier(&'static str),
    /// The review that has come less far: nobody has agreed to the rest. Neither
    /// where a new comment would be lost with the other one.
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

impl Unit {
    /// What it is called in a note.
    fn name(&self) -> &'static str {
        match self.rule {
            Rule::Cautious => "review",
            _ => self.keys.first().copied().unwrap_or_default(),
        }
    }
}

const STEP: &[Unit] = &[
    // A grade is of its outcome.
    Unit {
        keys: &["outcome", "grade"],
        rule: Rule::Led("outcome"),
    },
    Unit {
        keys: &["assessed_by", "assessed_at", "asked"],
        rule: Rule::Found("outcome", "assessed_at"),
    },
    // What a reviewer says is of their name and verdict.
    Unit {
        keys: &["review_comment", "review", "reviewed_by", "reviewed_at"],
        rule: Rule::Cautious,
    },
];
const QUESTION: &[Unit] = &[Unit {
    keys: &["answered_by", "answered_at", "asked"],
    rule: Rule::Later("answered_at"),
}];
const ACTION: &[Unit] = &[
    // All of it is of what is to be done: nobody has done another thing.
    Unit {
        keys: fields::ACTION,
        rule: Rule::Led("text"),
    },
    Unit {
        keys: &["retest", "retested_by", "retested_on"],
        rule: Rule::Later("retested_on"),
    },
];
const SAMPLE: &[Unit] = &[Unit {
    keys: fields::SAMPLE,
    rule: Rule::Conflict,
}];
const SIGN_OFF: &[Unit] = &[Unit {
    // Each is a statement of a person.
    keys: fields::SIGN_OFF,
    rule: Rule::Conflict,
}];
const EVIDENCE: &[Unit] = &[
    // Who collected it has collected that content.
    Unit {
        keys: &["sha256", "size", "collected_on", "collected_by"],
        rule: Rule::Led("sha256"),
    },
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

/// The paths of the keys that are in conflict together with one, and whether
/// they are so only where the first of them is.
pub(super) fn of_conflict(path: &[String]) -> (Vec<Path>, bool) {
    let unit = path.split_last().and_then(|(key, table)| {
        let mut units = units(table).iter();
        let unit = units.find(|unit| unit.keys.contains(&key.as_str()))?;
        Some((table, unit))
    });
    match unit {
        Some((table, unit))
            if matches!(unit.rule, Rule::Conflict | Rule::Led(_) | Rule::Cautious) =>
        {
            let keys = unit.keys.iter().map(|key| child(table, key));
            (keys.collect(), matches!(unit.rule, Rule::Led(_)))
        }
        _ => (vec![path.to_vec()], false),
    }
}

/// Whether a list is a set: its order says nothing that matters here.
pub(super) fn is_set(path: &[String]) -> bool {
    let parts: Vec<&str> = path.iter().map(String::as_str).collect();
    if let ["conflicts", path, "base" | "ours" | "theirs"]
    | ["conflicts", path, "others", _, "value"] = parts.as_slice()
    {
        return keys_of(path).is_some_and(|path| is_set(&path));
    }
    matches!(
        parts.as_slice(),
        ["roles", _, _, _, "evidence" | "methods" | "assessed_also"]
            | ["assessment", "roles" | "layers" | "joined"]
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

/// Decides the keys that are one statement, for every table at once, but for
/// those that are decided already. Returns the paths that are decided.
pub(super) fn decide(
    base: &Parsed,
    ours: &Parsed,
    theirs: &Parsed,
    mut decided: BTreeSet<Path>,
    draft: &mut Draft,
) -> BTreeSet<Path> {
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
            if paths.iter().any(|path| decided.contains(path)) {
                continue;
            }
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
            let far = |side: &Parsed| how_far(&at(side, "review"));
            // Where nothing tells them apart, the same side wins both ways round.
            let all = |says: &[Option<Value>]| -> Vec<String> {
                says.iter()
                    .map(|v| v.as_ref().map_or(String::new(), Value::toml))
                    .collect()
            };
            let later = |key: &str| (at(theirs, key), all(&t)) > (at(ours, key), all(&o));
            let less_far = || match far(theirs).cmp(&far(ours)) {
                Ordering::Less => true,
                Ordering::Equal => later("reviewed_at"),
                Ordering::Greater => false,
            };
            let is_lost = |kept: &Parsed, other: &Parsed| {
                let said = at(other, "review_comment");
                !said.trim().is_empty()
                    && ![kept, base]
                        .iter()
                        .any(|side| at(side, "review_comment") == said)
            };
            let asks = match unit.rule {
                Rule::Conflict | Rule::Led(_) => true,
                Rule::Cautious if less_far() => is_lost(theirs, ours),
                Rule::Cautious => is_lost(ours, theirs),
                Rule::Later(_) | Rule::Earlier(_) | Rule::Found(..) => false,
            };
            let alone = |key: &str| {
                let is_new = |side: &Parsed| at(side, key) != at(base, key);
                let of = (is_new(ours), is_new(theirs));
                (of.0 != of.1).then_some(of.1)
            };
            let rule = match unit.rule {
                Rule::Found(key, at) if alone(key).is_none() => Rule::Later(at),
                rule => rule,
            };
            if asks {
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
            let (take_theirs, kept) = match rule {
                Rule::Conflict | Rule::Led(_) => (false, ""),
                Rule::Found(key, _) => (alone(key) == Some(true), "who found what stands is kept"),
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
                Rule::Cautious => (less_far(), "the review that has come less far is kept"),
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
                unit.name().replace('_', " "),
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

pub(super) fn child(table: &[String], key: &str) -> Path {
    table.iter().cloned().chain([key.to_owned()]).collect()
}

/// Whether a key says who did what when, not what was found.
pub(super) fn is_bookkeeping(path: &[String]) -> bool {
    if let ["roles", _, "steps" | "questions", _, "asked"] = path
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .as_slice()
    {
        return true;
    }
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
                | "review_comment"
                | "collected_by"
                | "collected_on"
                | "viewed_by"
                | "viewed_on"
                | "retested_by"
                | "retested_on"
        )
    })
}
