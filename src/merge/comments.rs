//! Bringing the comments of theirs into the merged text.

use crate::store::layout::{Layout, Remarked, Remarks, Spot, counted, take};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// Adds the comments that theirs has and base has not, and takes those away
/// that theirs took away, as far as they still stand. A comment whose place is
/// gone goes to the table above it or to the end: none is lost.
pub(super) fn merge(layout: &mut Layout, base: &Layout, theirs: &Layout) {
    let (before, after) = (base.remarks(), theirs.remarks());
    if before == after {
        return;
    }
    let spots: BTreeSet<&Spot> = before.keys().chain(after.keys()).collect();
    let none = Remarks::default();
    let mut now = Remarked::of(layout);
    let mut stands = Standing::of(&now);
    let (had, has) = (every(&before), every(&after));
    let taken = taken(&before, &after);
    for spot in spots {
        let was = before.get(spot).unwrap_or(&none);
        let is = after.get(spot).unwrap_or(&none);
        if was == is {
            continue;
        }
        let mut added = beyond(&is.lines, &was.lines);
        added.extend(beyond(&is.within, &was.within));
        let mut gone = beyond(&was.lines, &is.lines);
        let mine = now.at(spot).unwrap_or(&none);
        let mut behind = mine.behind.clone();
        if is.behind != was.behind {
            if mine.behind == was.behind {
                behind.clone_from(&is.behind);
            } else if !is.behind.is_empty() && is.behind != mine.behind {
                added.push(is.behind.clone());
            }
        }
        let place = home(&now, spot);
        if place != *spot {
            // What stood at a key that is gone has moved already.
            if !is.behind.is_empty() && is.behind != was.behind {
                added.push(is.behind.clone());
            }
            gone.clear();
        }
        added.retain(|line| {
            let times = |all: &HashMap<&str, usize>| all.get(line.as_str()).copied();
            // More often than in base: it is meant to stand at several places.
            let more = times(&has) > times(&had);
            // What theirs moved stands where it is about to be taken away.
            !stands.has(line) || more || taken.contains(line.as_str())
        });
        let old = now.at(&place).cloned().unwrap_or_default();
        let mut new = old.clone();
        if place == *spot {
            new.behind = behind;
        }
        let mut go = counted(gone.iter());
        new.lines.retain(|line| !take(&mut go, line));
        let there: HashSet<&String> = new.lines.iter().collect();
        added.retain(|line| !there.contains(line));
        new.lines.extend(added);
        if old != new {
            now.set(&place, &new);
            stands.change(&old, now.at(&place).unwrap_or(&none));
        }
    }
}

/// How often each comment stands in the merged text.
struct Standing(HashMap<String, usize>);

impl Standing {
    fn of(now: &Remarked<'_>) -> Self {
        let mut standing = Self(HashMap::new());
        let none = Remarks::default();
        for remarks in now.all() {
            standing.change(&none, remarks);
        }
        standing
    }

    fn has(&self, line: &str) -> bool {
        self.0.get(line).is_some_and(|n| *n > 0)
    }

    fn change(&mut self, old: &Remarks, new: &Remarks) {
        for line in new.all() {
            *self.0.entry(line.clone()).or_default() += 1;
        }
        for line in old.all() {
            if let Some(n) = self.0.get_mut(line) {
                *n = n.saturating_sub(1);
            }
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

/// How often each comment stands in a text.
fn every(all: &BTreeMap<Spot, Remarks>) -> HashMap<&str, usize> {
    counted(all.values().flat_map(Remarks::all))
}

/// The comments that theirs took away from some place.
fn taken<'a>(
    before: &'a BTreeMap<Spot, Remarks>,
    after: &BTreeMap<Spot, Remarks>,
) -> HashSet<&'a str> {
    let mut taken = HashSet::new();
    for (spot, was) in before {
        let is: HashSet<&String> = after.get(spot).into_iter().flat_map(Remarks::all).collect();
        let gone = was.all().filter(|line| !is.contains(line));
        taken.extend(gone.map(String::as_str));
    }
    taken
}

/// The lines of one that are not lines of the other.
fn beyond(of: &[String], other: &[String]) -> Vec<String> {
    let mut left = counted(other.iter());
    let mut out = of.to_vec();
    out.retain(|line| !take(&mut left, line));
    out
}

/// The spot itself, or the nearest table above it that is there, or the end.
fn home(now: &Remarked<'_>, spot: &Spot) -> Spot {
    if now.has(spot) {
        return spot.clone();
    }
    let (Spot::Key(path) | Spot::Header(path)) = spot else {
        return Spot::End;
    };
    (1..path.len())
        .rev()
        .filter_map(|depth| path.get(..depth))
        .map(|above| Spot::Header(above.to_vec()))
        .find(|above| now.has(above))
        .unwrap_or(Spot::End)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use toml_edit::Document;

    /// The same, looking at all of the text at each spot.
    fn slow(layout: &mut Layout, base: &Layout, theirs: &Layout) {
        let (before, after) = (base.remarks(), theirs.remarks());
        let spots: BTreeSet<&Spot> = before.keys().chain(after.keys()).collect();
        let none = Remarks::default();
        let times = |all: &BTreeMap<Spot, Remarks>, line: &String| {
            let lines = all.values().flat_map(Remarks::all);
            lines.filter(|l| *l == line).count()
        };
        let has = |all: &Remarks, line: &String| all.all().any(|l| l == line);
        let beyond = |of: &[String], other: &[String]| {
            let mut left = other.to_vec();
            let mut out = Vec::new();
            for line in of {
                match left.iter().position(|l| l == line) {
                    Some(at) => drop(left.remove(at)),
                    None => out.push(line.clone()),
                }
            }
            out
        };
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
            let place = home(&Remarked::of(layout), spot);
            if place != *spot {
                if !is.behind.is_empty() && is.behind != was.behind {
                    added.push(is.behind.clone());
                }
                gone.clear();
            }
            added.retain(|line| {
                let moved = || {
                    let mut all = before.iter();
                    all.any(|(at, was)| {
                        has(was, line) && !after.get(at).is_some_and(|is| has(is, line))
                    })
                };
                !stands.contains(&line) || times(&after, line) > times(&before, line) || moved()
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
            let beside = added.into_iter().filter(|line| !there.contains(line));
            new.lines.extend(beside);
            if now.get(&place) != Some(&new) {
                Remarked::of(layout).set(&place, &new);
            }
        }
    }

    /// Comments of a few words, so that the same one stands at several places.
    fn remarks() -> impl Strategy<Value = (Vec<u8>, Option<u8>)> {
        let behind = prop::option::weighted(0.3, 0..4_u8);
        (prop::collection::vec(0..4_u8, 0..4), behind)
    }

    /// A text with some of a few tables and keys, and comments at them; tables of
    /// an array stand at one path.
    fn text() -> impl Strategy<Value = String> {
        let spots = [
            "x = 1",
            "y = [ # in\n 1 ]",
            "[a]",
            "x = 1",
            "y = 2",
            "[a.b]",
            "x = 1",
            "[[c]]",
            "[c.d]",
            "x = 1",
            "[[c]]",
            "[c.d]",
            "x = 1",
            "[e]",
            "y = 2",
        ];
        let one = (prop::bool::weighted(0.7), remarks());
        let all = prop::collection::vec(one, spots.len());
        (all, remarks()).prop_map(move |(all, last)| {
            let mut out = String::new();
            let lines = |out: &mut String, lines: &[u8]| {
                for n in lines {
                    out.push_str(&format!("# {n}\n"));
                }
            };
            for (spot, (is_there, (above, behind))) in spots.iter().zip(&all) {
                // A key of a table that is left out would be one of the last.
                if *is_there || spot.starts_with('[') {
                    lines(&mut out, above);
                    out.push_str(spot);
                    if let Some(n) = behind {
                        out.push_str(&format!(" # {n}"));
                    }
                    out.push('\n');
                }
            }
            lines(&mut out, &last.0);
            out
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(500))]

        #[test]
        fn it_is_as_if_all_were_looked_at_for_each(
            (base, ours, theirs) in (text(), text(), text()),
            tables in any::<bool>(),
        ) {
            let of = |text: &str| Layout::of(&Document::parse(text).unwrap());
            // Where a table is gone its comments go elsewhere.
            let ours = match tables {
                true => ours,
                false => ours.split("[a.b]").next().unwrap_or_default().to_owned(),
            };
            let (base, theirs) = (of(&base), of(&theirs));
            let (mut quick, mut all) = (of(&ours), of(&ours));
            merge(&mut quick, &base, &theirs);
            slow(&mut all, &base, &theirs);
            prop_assert_eq!(quick.to_string(), all.to_string());
        }
    }
}
