//! Bringing the comments of theirs into the merged text.

use crate::store::layout::{Layout, Remarks, Spot};
use std::collections::{BTreeMap, BTreeSet};

/// Adds the comments that theirs has and base has not, and takes those away
/// that theirs took away, as far as they still stand. A comment whose place is
/// gone goes to the table above it or to the end: none is lost.
pub(super) fn merge(layout: &mut Layout, base: &Layout, theirs: &Layout) {
    let (before, after) = (base.remarks(), theirs.remarks());
    let spots: BTreeSet<&Spot> = before.keys().chain(after.keys()).collect();
    let none = Remarks::default();
    for spot in spots {
        let was = before.get(spot).unwrap_or(&none);
        let is = after.get(spot).unwrap_or(&none);
        if was == is {
            continue;
        }
        let now = layout.remarks();
        let mut added = beyond(&is.lines, &was.lines);
        added.extend(beyond(&is.within, &was.within));
        let mut gone = beyond(&was.lines, &is.lines);
        let mine = now.get(spot).cloned().unwrap_or_default();
        let mut behind = mine.behind.clone();
        if is.behind != was.behind {
            if mine.behind == was.behind {
                behind.clone_from(&is.behind);
            } else if !is.behind.is_empty() && is.behind != mine.behind {
                added.push(is.behind.clone());
            }
        }
        let stands: Vec<&String> = now.values().flat_map(Remarks::all).collect();
        let place = home(layout, spot);
        if place != *spot {
            // What stood at a key that is gone has moved already.
            if !is.behind.is_empty() && is.behind != was.behind {
                added.push(is.behind.clone());
            }
            gone.clear();
        }
        added.retain(|line| {
            // What theirs moved stands where it is about to be taken away.
            let moved = || is_taken(line, &before, &after);
            !stands.contains(&line) || in_both(line, &before, &after) || moved()
        });
        let mut new = now.get(&place).cloned().unwrap_or_default();
        if place == *spot {
            new.behind = behind;
        }
        for line in &gone {
            if let Some(at) = new.lines.iter().position(|l| l == line) {
                new.lines.remove(at);
            }
        }
        let there = new.lines.clone();
        new.lines
            .extend(added.into_iter().filter(|line| !there.contains(line)));
        if now.get(&place) != Some(&new) {
            layout.set_remarks(&place, &new);
        }
    }
}

impl Remarks {
    /// All of them, in the order of the text.
    pub(super) fn all(&self) -> impl Iterator<Item = &String> {
        let behind = Some(&self.behind).filter(|b| !b.is_empty());
        self.lines.iter().chain(&self.within).chain(behind)
    }
}

/// Whether theirs has a comment more often than base: then it is meant to
/// stand at several places.
fn in_both(
    line: &String,
    before: &BTreeMap<Spot, Remarks>,
    after: &BTreeMap<Spot, Remarks>,
) -> bool {
    let times = |all: &BTreeMap<Spot, Remarks>| {
        let lines = all.values().flat_map(Remarks::all);
        lines.filter(|l| *l == line).count()
    };
    times(after) > times(before)
}

/// Whether theirs took a comment away from some place.
fn is_taken(
    line: &String,
    before: &BTreeMap<Spot, Remarks>,
    after: &BTreeMap<Spot, Remarks>,
) -> bool {
    before.iter().any(|(spot, was)| {
        let has = |all: &Remarks| all.all().any(|l| l == line);
        has(was) && !after.get(spot).is_some_and(has)
    })
}

/// The lines of one that are not lines of the other.
fn beyond(of: &[String], other: &[String]) -> Vec<String> {
    let mut left: Vec<&String> = other.iter().collect();
    let mut out = Vec::new();
    for line in of {
        match left.iter().position(|l| *l == line) {
            Some(at) => drop(left.remove(at)),
            None => out.push(line.clone()),
        }
    }
    out
}

/// The spot itself, or the nearest table above it that is there, or the end.
fn home(layout: &Layout, spot: &Spot) -> Spot {
    if layout.has_spot(spot) {
        return spot.clone();
    }
    let (Spot::Key(path) | Spot::Header(path)) = spot else {
        return Spot::End;
    };
    (1..path.len())
        .rev()
        .filter_map(|depth| path.get(..depth))
        .map(|above| Spot::Header(above.to_vec()))
        .find(|above| layout.has_spot(above))
        .unwrap_or(Spot::End)
}
