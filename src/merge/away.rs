//! What one side took away of an item that the other has worked on.

use super::groups::{child, name};
use super::side::{Parsed, Path, below};
use super::three::{Draft, same};
use std::collections::BTreeSet;

/// What is answered of a step or a question, one statement each, by its first
/// key. A set is merged by its members, an action and a sample by themselves.
const STATEMENTS: &[&[&str]] = &[
    &["answer"],
    &["ownership"],
    &["implementation"],
    &["customer_responsibilities"],
    &["outcome", "grade"],
    &["grade"],
    &["effectiveness"],
    &["note"],
    &["justification"],
];

/// Decides what one side took away of an item while the other has left that as
/// it was and changed anything else of the same item: whoever adds a note to an
/// outcome counts on it, and whoever clears it has not read the note. So nobody
/// wins, as where git finds a file deleted on one side and changed on the other:
/// it is a conflict that somebody decides. What was taken away of an item that
/// the other side has left alone is gone. A grade that goes because its outcome
/// became another is no part of this.
///
/// Returns the paths that are decided.
pub(super) fn decide(
    base: &Parsed,
    ours: &Parsed,
    theirs: &Parsed,
    mut decided: BTreeSet<Path>,
    draft: &mut Draft,
) -> BTreeSet<Path> {
    let items: BTreeSet<Path> = base.values.keys().filter_map(|path| item(path)).collect();
    for item in items {
        let all = |side: &Parsed| below(&side.values, &item).count();
        let is_new = |side: &Parsed| {
            let mut of = below(&side.values, &item);
            all(side) != all(base) || of.any(|(path, said)| !same(Some(said), base.get(path)))
        };
        if !is_new(ours) || !is_new(theirs) {
            continue;
        }
        for keys in STATEMENTS {
            let paths: Vec<Path> = keys.iter().map(|key| child(&item, key)).collect();
            let Some(lead) = paths.first().filter(|lead| base.get(lead).is_some()) else {
                continue;
            };
            if paths.iter().any(|path| decided.contains(path)) {
                continue;
            }
            // Of a grade, only where it was taken off the outcome that it is of.
            let outcome = child(&item, "outcome");
            let is_of_other = |side: &Parsed| !same(side.get(&outcome), base.get(&outcome));
            let led = keys == &["grade"];
            let is_gone = |side: &Parsed, other: &Parsed| {
                side.get(lead).is_none()
                    && paths
                        .iter()
                        .all(|path| same(other.get(path), base.get(path)))
                    && !(led && is_of_other(side))
            };
            let (it, other) = match (is_gone(ours, theirs), is_gone(theirs, ours)) {
                (true, _) => ("ours", "theirs"),
                (_, true) => ("theirs", "ours"),
                _ => continue,
            };
            for path in paths.iter().filter(|p| !same(ours.get(p), theirs.get(p))) {
                draft.conflict(path, base, ours, theirs);
            }
            decided.extend(paths);
            let (of, what) = (name(&item), keys.first().copied().unwrap_or_default());
            draft.notes.push(format!(
                "{of} {}: {it} took it away, {other} has worked on {of} since: somebody has to decide it",
                what.replace('_', " ")
            ));
        }
    }
    decided
}

/// The step or question that a key is of.
fn item(path: &[String]) -> Option<Path> {
    let [roles, _, kind, _, _, ..] = path else {
        return None;
    };
    let is_item = roles == "roles" && (kind == "steps" || kind == "questions");
    is_item.then(|| path.iter().take(4).cloned().collect())
}
