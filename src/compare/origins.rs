//! Which item of an earlier questionnaire an item of a later one was: also where
//! steps were inserted, taken out or swapped, so that a number is another's now.

use crate::assessment::Role;
use crate::questionnaire::{ItemId, Questionnaire, StepId};
use similar::TextDiff;
use std::collections::BTreeMap;

/// How much of two texts has to be the same for one to be the other, edited.
const ALIKE: f32 = 0.75;
/// How much more alike two texts count that have the same number.
const SAME_NUMBER: f32 = 0.1;
/// Beyond so many words two texts that differ are not compared.
const MOST_WORDS: usize = 2000;

/// The earlier number of each item of a later questionnaire.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origins {
    /// Of later questions that were asked before, their earlier ids.
    questions: BTreeMap<String, String>,
    /// The same of steps.
    steps: BTreeMap<(Role, StepId), StepId>,
}

impl Origins {
    /// Compares the texts: an item was the one that has its text, else one whose
    /// text was nearly the same, else the one that had its number, if that one has
    /// become no other.
    #[must_use]
    pub fn between(old: &Questionnaire, new: &Questionnaire) -> Self {
        let mut out = Self::default();
        let texts = |q: &Questionnaire| -> Vec<(String, String)> {
            let all = q.questions.iter();
            all.map(|x| (x.id.clone(), plain(&x.text))).collect()
        };
        let (a, b) = (texts(old), texts(new));
        for (at, was) in origins(&a, &b).into_iter().enumerate() {
            if let (Some((id, _)), Some((was, _))) = (b.get(at), was.and_then(|was| a.get(was))) {
                out.questions.insert(id.clone(), was.clone());
            }
        }
        for role in Role::ALL {
            let texts = |q: &Questionnaire| -> Vec<(StepId, String)> {
                let all = q.role(*role).into_iter().flat_map(|r| &r.steps);
                all.map(|s| (s.id.clone(), plain(&s.text))).collect()
            };
            let (a, b) = (texts(old), texts(new));
            for (at, was) in origins(&a, &b).into_iter().enumerate() {
                if let (Some((id, _)), Some((was, _))) = (b.get(at), was.and_then(|was| a.get(was)))
                {
                    out.steps.insert((*role, id.clone()), was.clone());
                }
            }
        }
        out
    }

    /// What an item was; none of a new one.
    #[must_use]
    pub fn of(&self, role: Role, item: &ItemId) -> Option<ItemId> {
        match item {
            ItemId::Question(id) => self.questions.get(id).cloned().map(ItemId::Question),
            ItemId::Step(id) => {
                let was = self.steps.get(&(role, id.clone()));
                was.cloned().map(ItemId::Step)
            }
        }
    }

    /// What an earlier item is now; none of one that is asked no more.
    #[must_use]
    pub fn now(&self, role: Role, was: &ItemId) -> Option<ItemId> {
        match was {
            ItemId::Question(was) => {
                let mut all = self.questions.iter();
                let found = all.find(|(_, old)| *old == was);
                found.map(|(id, _)| ItemId::Question(id.clone()))
            }
            ItemId::Step(was) => {
                let mut all = self.steps.iter();
                let found = all.find(|((of, _), old)| *of == role && *old == was);
                found.map(|((_, id), _)| ItemId::Step(id.clone()))
            }
        }
    }
}

/// A text with single spaces between its words.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// For each later text the place of the earlier one that it was.
fn origins<T: PartialEq>(old: &[(T, String)], new: &[(T, String)]) -> Vec<Option<usize>> {
    let mut out: Vec<Option<usize>> = vec![None; new.len()];
    let mut taken = vec![false; old.len()];
    let mut pair = |at: usize, was: usize, out: &mut Vec<Option<usize>>| {
        if let (Some(slot @ None), Some(free @ false)) = (out.get_mut(at), taken.get_mut(was)) {
            *slot = Some(was);
            *free = true;
        }
    };
    // The same text: under the same number first, so that of two that are alike none moves.
    for same_number in [true, false] {
        for (at, (id, text)) in new.iter().enumerate() {
            for (was, (old_id, old_text)) in old.iter().enumerate() {
                if text == old_text && (!same_number || id == old_id) {
                    pair(at, was, &mut out);
                }
            }
        }
    }
    let mut near: Vec<(f32, usize, usize)> = Vec::new();
    for (at, (id, text)) in new.iter().enumerate() {
        for (was, (old_id, old_text)) in old.iter().enumerate() {
            let is_open = out.get(at) == Some(&None) && !out.contains(&Some(was));
            let alike = if is_open { alike(old_text, text) } else { 0.0 };
            if alike >= ALIKE {
                let more = if id == old_id { SAME_NUMBER } else { 0.0 };
                near.push((alike + more, at, was));
            }
        }
    }
    near.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, at, was) in near {
        pair(at, was, &mut out);
    }
    for (at, (id, _)) in new.iter().enumerate() {
        if let Some(was) = old.iter().position(|(old_id, _)| old_id == id) {
            pair(at, was, &mut out);
        }
    }
    out
}

/// How much of the words of two texts is the same, from 0 to 1.
fn alike(a: &str, b: &str) -> f32 {
    let (a, b): (Vec<&str>, Vec<&str>) = (a.split(' ').collect(), b.split(' ').collect());
    if a.len() + b.len() > MOST_WORDS {
        return 0.0;
    }
    TextDiff::from_slices(&a, &b).ratio()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(old: &[(u8, &str)], new: &[(u8, &str)]) -> Vec<Option<u8>> {
        let own = |texts: &[(u8, &str)]| -> Vec<(u8, String)> {
            texts.iter().map(|(id, t)| (*id, (*t).to_owned())).collect()
        };
        let (old, new) = (own(old), own(new));
        let found = origins(&old, &new).into_iter();
        found.map(|was| was.map(|was| old[was].0)).collect()
    }

    #[test]
    fn a_text_is_known_under_another_number() {
        let (a, b, c) = (
            "Verify that each key has a named owner.",
            "Verify that owners are reviewed every year by somebody else.",
            "Look at who is on call.",
        );
        let old = [(1, a), (2, b), (3, c)];
        let new = "Ask how keys are destroyed.";
        let edited = "Verify that owners are reviewed every month by somebody else.";
        for (later, was) in [
            // Inserted, taken out, swapped.
            (
                vec![(1, a), (2, new), (3, b), (4, c)],
                vec![Some(1), None, Some(2), Some(3)],
            ),
            (vec![(1, b), (2, c)], vec![Some(2), Some(3)]),
            (
                vec![(1, b), (2, a), (3, c)],
                vec![Some(2), Some(1), Some(3)],
            ),
            // Moved with a small edit; written anew under its number.
            (
                vec![(1, a), (2, new), (3, edited), (4, c)],
                vec![Some(1), None, Some(2), Some(3)],
            ),
            (
                vec![(1, a), (2, new), (3, c)],
                vec![Some(1), Some(2), Some(3)],
            ),
            // The same text twice stays where it is.
            (
                vec![(1, a), (2, a), (3, c)],
                vec![Some(1), Some(2), Some(3)],
            ),
        ] {
            assert_eq!(found(&old, &later), was, "{later:?}");
        }
    }
}
