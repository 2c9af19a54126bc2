//! Gaps that came and went.

use super::Sides;
use super::pairs::Pairs;
use crate::gaps::{Context, Gap, SOON_DAYS, find};
use std::collections::BTreeMap;

/// The gaps of the later state only, then those of the earlier state only, by
/// role, item, kind and message. Both are found on the same day, so that time
/// alone makes none.
pub(super) fn differing(sides: &Sides<'_>, pairs: Option<&Pairs<'_>>) -> (Vec<Gap>, Vec<Gap>) {
    let files = BTreeMap::new();
    let rules = Context {
        today: sides.today,
        soon_days: SOON_DAYS,
        files: &files,
    };
    let questionnaire = sides.old_questionnaire.unwrap_or(sides.questionnaire);
    let mut before = find(questionnaire, sides.old, &rules);
    // The same gap of the same step, whatever its number is now.
    for gap in &mut before {
        if let Some(now) = pairs.and_then(|p| p.now(gap.role, &gap.item)) {
            gap.item = now;
        }
    }
    let after = find(sides.questionnaire, sides.new, &rules);
    let new = beyond(&after, &before);
    let closed = beyond(&before, &after);
    (new, closed)
}

type Key<'a> = (
    crate::assessment::Role,
    &'a crate::questionnaire::ItemId,
    crate::gaps::Kind,
    &'a str,
);

fn key(gap: &Gap) -> Key<'_> {
    (gap.role, &gap.item, gap.kind, &gap.message)
}

fn beyond(of: &[Gap], other: &[Gap]) -> Vec<Gap> {
    let mut left: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    for gap in other {
        *left.entry(key(gap)).or_default() += 1;
    }
    let mut out = Vec::new();
    for gap in of {
        match left.get_mut(&key(gap)) {
            Some(n) if *n > 0 => *n -= 1,
            _ => out.push(gap.clone()),
        }
    }
    out
}
