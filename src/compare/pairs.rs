//! Which earlier answer each later one is held against, where the text has
//! changed in between: that to the same step, whatever its number was.

use super::{Origins, Sides};
use crate::assessment::{Assessment, Role};
use crate::questionnaire::{ItemId, Questionnaire};
use std::collections::{BTreeMap, BTreeSet};

/// The earlier number of each item, answer by answer.
pub(super) struct Pairs<'a> {
    sides: &'a Sides<'a>,
    own: &'a Questionnaire,
    origins: Origins,
    was: BTreeMap<(Role, ItemId), ItemId>,
    gone: Vec<(Role, ItemId)>,
}

impl<'a> Pairs<'a> {
    /// None where the earlier text is not at hand, or is that of now.
    pub(super) fn of(sides: &'a Sides<'a>) -> Option<Self> {
        let own = sides.old_questionnaire?;
        let mut pairs = Self {
            sides,
            own,
            origins: Origins::between(own, sides.questionnaire),
            was: BTreeMap::new(),
            gone: Vec::new(),
        };
        for role in Role::ALL {
            pairs.pair(*role);
        }
        Some(pairs)
    }

    fn pair(&mut self, role: Role) {
        let (then, now) = (entries(self.sides.old, role), entries(self.sides.new, role));
        let mut used = BTreeSet::new();
        for item in &now {
            let was = if self.stays(role, item) || self.is_settled(role, item) {
                Some(item.clone())
            } else {
                let was = self.origins.of(role, item);
                was.filter(|was| !self.is_settled(role, was))
            };
            if let Some(was) = was {
                used.insert(was.clone());
                self.was.insert((role, item.clone()), was);
            }
        }
        for was in then.into_iter().filter(|was| !used.contains(was)) {
            let free = |item: &ItemId| !now.contains(item);
            match self.by_text(role, &was).filter(free) {
                Some(item) => {
                    self.was.insert((role, item), was);
                }
                None => self.gone.push((role, was)),
            }
        }
    }

    /// Whether a later answer was given to the earlier text and to none since: its
    /// number is that of then.
    pub(super) fn stays(&self, role: Role, item: &ItemId) -> bool {
        let new = self.sides.new;
        !self.own.digest.is_empty()
            && new.questionnaire_digest == self.own.digest
            && self.sides.questionnaire.digest != self.own.digest
            && asked(new, role, item) == Some("")
            && self.own.has(role, item)
    }

    /// Whether an earlier answer was given to the later text already.
    fn is_settled(&self, role: Role, item: &ItemId) -> bool {
        let (old, q) = (self.sides.old, self.sides.questionnaire);
        is_to(old, q, role, item)
            || (has(old, role, item) && is_only_later(self.own, q, role, item))
    }

    fn by_text(&self, role: Role, was: &ItemId) -> Option<ItemId> {
        match self.is_settled(role, was) {
            true => Some(was.clone()),
            false => self.origins.now(role, was),
        }
    }

    /// What an item was.
    pub(super) fn was(&self, role: Role, item: &ItemId) -> Option<&ItemId> {
        self.was.get(&(role, item.clone()))
    }

    /// What an item was, answered or not.
    pub(super) fn earlier(&self, role: Role, item: &ItemId) -> Option<ItemId> {
        let was = self.was(role, item).cloned();
        was.or_else(|| self.origins.of(role, item))
    }

    /// What an earlier item is now.
    pub(super) fn now(&self, role: Role, was: &ItemId) -> Option<ItemId> {
        if self.was(role, was) == Some(was) {
            return Some(was.clone());
        }
        let mut all = self.was.iter();
        let found = all.find(|((of, _), old)| *of == role && *old == was);
        let found = found.map(|((_, item), _)| item.clone());
        found.or_else(|| self.by_text(role, was))
    }

    /// The earlier state under the numbers of the later one.
    pub(super) fn renumbered(&self) -> Assessment {
        let mut out = self.sides.old.clone();
        for answers in out.answers.values_mut() {
            answers.questions.clear();
            answers.steps.clear();
        }
        for ((role, item), was) in &self.was {
            let old = self.sides.old.answers.get(role);
            let (Some(old), Some(new)) = (old, out.answers.get_mut(role)) else {
                continue;
            };
            match (item, was) {
                (ItemId::Question(id), ItemId::Question(was)) => {
                    let answer = old.questions.get(was).cloned();
                    new.questions.extend(answer.map(|a| (id.clone(), a)));
                }
                (ItemId::Step(id), ItemId::Step(was)) => {
                    let answer = old.steps.get(was).cloned();
                    new.steps.extend(answer.map(|a| (id.clone(), a)));
                }
                _ => {}
            }
        }
        out
    }

    /// The earlier answers that no later one is held against.
    pub(super) fn gone(&self) -> &[(Role, ItemId)] {
        &self.gone
    }

    /// Whether an earlier item is still asked.
    pub(super) fn is_asked(&self, role: Role, was: &ItemId) -> bool {
        self.by_text(role, was).is_some()
    }
}

/// Whether an answer was given to a text, as the file says of it.
pub(super) fn is_to(a: &Assessment, q: &Questionnaire, role: Role, item: &ItemId) -> bool {
    asked(a, role, item).is_some_and(|asked| {
        !asked.is_empty() && q.item_digest(role, item).as_deref() == Some(asked)
    })
}

/// Whether only the later of two texts has an item of that number.
pub(super) fn is_only_later(
    own: &Questionnaire,
    later: &Questionnaire,
    role: Role,
    item: &ItemId,
) -> bool {
    !own.has(role, item) && later.has(role, item)
}

/// Whether a file has anything at an item.
pub(super) fn has(a: &Assessment, role: Role, item: &ItemId) -> bool {
    asked(a, role, item).is_some()
}

/// What the file says that an item was answered to; none of an item that it does
/// not have.
fn asked<'a>(a: &'a Assessment, role: Role, item: &ItemId) -> Option<&'a str> {
    let answers = a.answers.get(&role)?;
    // What is only suggested is no answer to the text of another number.
    Some(match item {
        ItemId::Question(id) => {
            let x = answers.questions.get(id)?;
            x.answer.map_or("", |_| x.asked.as_str())
        }
        ItemId::Step(id) => {
            let x = answers.steps.get(id)?;
            x.outcome.map_or("", |_| x.asked.as_str())
        }
    })
}

fn entries(a: &Assessment, role: Role) -> BTreeSet<ItemId> {
    let answers = || a.answers.get(&role).into_iter();
    let questions = answers().flat_map(|a| a.questions.keys().cloned().map(ItemId::Question));
    let steps = answers().flat_map(|a| a.steps.keys().cloned().map(ItemId::Step));
    questions.chain(steps).collect()
}
