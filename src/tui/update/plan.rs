//! What a key comes to for several items: the edits that can be made, made as
//! one step of undo and one save, and a word about those that cannot.

use super::refusal;
use crate::assessment::{Assessment, Edit, Role, Stamp};
use crate::gaps::Severity;
use crate::questionnaire::ItemId;
use crate::text::count;
use crate::tui::effect::Effect;
use crate::tui::model::App;
use std::collections::BTreeMap;

/// How many kinds of gaps a message has room for.
const KINDS: usize = 3;

/// A role's item.
pub type Target = (Role, ItemId);

/// What is to be done, and what is left out and why.
#[derive(Debug, Default)]
pub struct Plan {
    /// The edits, in order.
    pub edits: Vec<Edit>,
    /// The items that they are of.
    pub items: Vec<Target>,
    skipped: BTreeMap<String, usize>,
}

impl Plan {
    /// Tries the edits of each item after those of the items before it.
    pub fn of(
        app: &App,
        targets: &[Target],
        make: impl Fn(&Assessment, Role, &ItemId) -> Result<Vec<Edit>, String>,
    ) -> Self {
        let mut plan = Self::default();
        let Some(doc) = &app.doc else { return plan };
        let stamp = Stamp {
            now: app.clock.now,
            by: app.user.clone(),
        };
        let now = doc.assessment();
        let mut trial = now.clone();
        for (role, item) in targets {
            let made = make(now, *role, item).and_then(|edits| {
                let mut next = trial.clone();
                for edit in &edits {
                    edit.apply(&mut next, &app.questionnaire, &stamp)
                        .map_err(|e| refusal::words(&app.keys, &e))?;
                }
                trial = next;
                Ok(edits)
            });
            match made {
                Ok(edits) => {
                    plan.edits.extend(edits);
                    plan.items.push((*role, item.clone()));
                }
                Err(why) => *plan.skipped.entry(why).or_default() += 1,
            }
        }
        plan
    }

    /// `10 items`, `8 of 10 items`.
    #[must_use]
    pub fn counted(&self) -> String {
        let skipped: usize = self.skipped.values().sum();
        let all = count(self.items.len() + skipped, "item");
        match skipped {
            0 => all,
            _ => format!("{} of {all}", self.items.len()),
        }
    }

    /// What was left out: ` · 2 skipped: not a shortfall`.
    #[must_use]
    pub fn left_out(&self) -> String {
        let parts = self.skipped.iter();
        parts
            .map(|(why, n)| format!(" · {n} skipped: {why}"))
            .collect()
    }

    /// Makes the edits and tells of them.
    pub fn run(self, app: &mut App, word: &str) -> Vec<Effect> {
        if !app.may_edit() {
            return Vec::new();
        }
        let left_out = self.left_out();
        if self.items.is_empty() {
            app.say(format!("{word}: nothing was changed{left_out}"));
            return Vec::new();
        }
        let what = format!("{} {word}", self.counted());
        let effects = app.edit(&self.edits, what.clone());
        if app.message.as_ref().is_some_and(|m| m.bad) {
            return effects;
        }
        let gaps = if effects.is_empty() {
            " already".to_owned()
        } else {
            gaps(app, &self.items)
        };
        app.say(format!("{what}{left_out}{gaps}"));
        effects
    }
}

/// Which gaps the items have, each kind with its count.
pub fn gaps(app: &App, items: &[Target]) -> String {
    let Some(doc) = &app.doc else {
        return String::new();
    };
    let mut kinds: Vec<(String, usize)> = Vec::new();
    let mut all = 0;
    for gap in items
        .iter()
        .flat_map(|(role, item)| doc.gaps_of(*role, item))
    {
        if gap.severity == Severity::Open {
            continue;
        }
        all += 1;
        let head = gap.message.split(": ").next().unwrap_or_default();
        match kinds.iter_mut().find(|(kind, _)| kind == head) {
            Some((_, n)) => *n += 1,
            None => kinds.push((head.to_owned(), 1)),
        }
    }
    if all == 0 {
        return " · no gap".to_owned();
    }
    kinds.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let more = kinds.len().saturating_sub(KINDS);
    let shown: Vec<String> = kinds
        .iter()
        .take(KINDS)
        .map(|(kind, n)| format!("{n} {kind}"))
        .collect();
    let more = match more {
        0 => String::new(),
        n => format!(" and {}", count(n, "other kind")),
    };
    format!(" · {}: {}{more}", count(all, "gap"), shown.join(", "))
}
