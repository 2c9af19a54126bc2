//! Gaps that came and went.

use super::Sides;
use super::pairs::Pairs;
use crate::assessment::{Assessment, Outcome, Role};
use crate::gaps::{Context, Gap, SOON_DAYS, find};
use crate::questionnaire::ItemId;
use std::collections::BTreeMap;

/// A gap that a comparison tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapChange {
    /// The gap, under the number that its item has in the later text; under its old
    /// one where that asks it no more.
    pub gap: Gap,
    /// The item's earlier number, where that was another.
    pub was: Option<ItemId>,
    /// What became of it.
    pub fate: GapFate,
}

/// What became of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum GapFate {
    /// Only the later state has it.
    New,
    /// Only the earlier state has it, and what it is of was looked at since.
    Closed,
    /// Its item was answered in the earlier state, and is not in the later one.
    NotAssessedAgain,
    /// Its item is not asked any more.
    NotAsked,
}

impl GapFate {
    /// All fates, in the order in which they are told.
    pub const ALL: [Self; 4] = [
        Self::New,
        Self::Closed,
        Self::NotAssessedAgain,
        Self::NotAsked,
    ];

    /// The words for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Closed => "closed",
            Self::NotAssessedAgain => "not assessed again",
            Self::NotAsked => "no longer asked",
        }
    }

    /// The sign that stands before the gap.
    #[must_use]
    pub fn glyph(self) -> &'static str {
        match self {
            Self::New => "✗",
            Self::Closed => "✓",
            Self::NotAssessedAgain => "×",
            Self::NotAsked => "–",
        }
    }
}

/// The gaps of the later state only, then those of the earlier state only, by
/// role, item, kind and message. Both are found on the same day, so that time
/// alone makes none.
pub(super) fn differing(
    sides: &Sides<'_>,
    pairs: Option<&Pairs<'_>>,
) -> (Vec<GapChange>, Vec<GapChange>) {
    let files = BTreeMap::new();
    let rules = Context {
        today: sides.today,
        soon_days: SOON_DAYS,
        files: &files,
    };
    let questionnaire = sides.old_questionnaire.unwrap_or(sides.questionnaire);
    let after = find(sides.questionnaire, sides.new, &rules);
    let after = after.into_iter().map(|gap| {
        let was = pairs.and_then(|p| p.earlier(gap.role, &gap.item));
        GapChange {
            was: was.filter(|was| *was != gap.item),
            fate: GapFate::New,
            gap,
        }
    });
    let before = find(questionnaire, sides.old, &rules);
    let before = before.into_iter().map(|gap| before_of(sides, pairs, gap));
    let (after, before): (Vec<GapChange>, Vec<GapChange>) = (after.collect(), before.collect());
    (beyond(&after, &before), beyond(&before, &after))
}

/// A gap of the earlier state under the number that its item has now, with what
/// it is where the later state does not have it.
fn before_of(sides: &Sides<'_>, pairs: Option<&Pairs<'_>>, mut gap: Gap) -> GapChange {
    let old = gap.item.clone();
    let now = match pairs {
        Some(pairs) => pairs.now(gap.role, &old),
        None => Some(old.clone()),
    };
    let fate = match &now {
        None => GapFate::NotAsked,
        Some(now) if answered(sides.old, gap.role, &old) && !answered(sides.new, gap.role, now) => {
            GapFate::NotAssessedAgain
        }
        Some(_) => GapFate::Closed,
    };
    if let Some(now) = now {
        gap.item = now;
    }
    GapChange {
        was: (old != gap.item).then_some(old),
        gap,
        fate,
    }
}

fn answered(a: &Assessment, role: Role, item: &ItemId) -> bool {
    match item {
        ItemId::Question(id) => a.question(role, id).answer.is_some(),
        ItemId::Step(id) => a.step(role, id).outcome() != Outcome::NotAssessed,
    }
}

/// What makes a gap the same one: a step that is not asked any more is none of
/// those that have its number now.
type Key<'a> = (bool, Role, &'a ItemId, crate::gaps::Kind, &'a str);

fn key(change: &GapChange) -> Key<'_> {
    let gap = &change.gap;
    let is_asked = change.fate != GapFate::NotAsked;
    (is_asked, gap.role, &gap.item, gap.kind, &gap.message)
}

fn beyond(of: &[GapChange], other: &[GapChange]) -> Vec<GapChange> {
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
