//! The evidence that an item rests on.

use super::EvidenceId;
use smallvec::SmallVec;
use std::ops::Deref;

/// The ids of evidence that an item rests on, in their order and each once.
///
/// Most items rest on one or two records, and there are tens of thousands of
/// items: so many take no memory of their own here.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EvidenceIds(SmallVec<[EvidenceId; 2]>);

impl EvidenceIds {
    /// None.
    #[must_use]
    pub const fn new() -> Self {
        Self(SmallVec::new_const())
    }

    /// Takes in an id; whether it was not there before.
    pub fn insert(&mut self, id: EvidenceId) -> bool {
        // Files have them in their order.
        let place = match self.0.last() {
            Some(last) if *last < id => Err(self.0.len()),
            _ => self.0.binary_search(&id),
        };
        if let Err(at) = place {
            self.0.insert(at, id);
        }
        place.is_err()
    }

    /// Takes an id out; whether it was there.
    pub fn remove(&mut self, id: &EvidenceId) -> bool {
        let place = self.0.binary_search(id);
        if let Ok(at) = place {
            self.0.remove(at);
        }
        place.is_ok()
    }

    /// Takes all of them out.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Keeps those of which this is so.
    pub fn retain(&mut self, mut keep: impl FnMut(&EvidenceId) -> bool) {
        self.0.retain(|id| keep(id));
    }
}

impl Deref for EvidenceIds {
    type Target = [EvidenceId];

    fn deref(&self) -> &[EvidenceId] {
        &self.0
    }
}

impl Extend<EvidenceId> for EvidenceIds {
    fn extend<I: IntoIterator<Item = EvidenceId>>(&mut self, ids: I) {
        for id in ids {
            self.insert(id);
        }
    }
}

impl FromIterator<EvidenceId> for EvidenceIds {
    fn from_iter<I: IntoIterator<Item = EvidenceId>>(ids: I) -> Self {
        let mut all = Self::new();
        all.extend(ids);
        all
    }
}

impl<const N: usize> From<[EvidenceId; N]> for EvidenceIds {
    fn from(ids: [EvidenceId; N]) -> Self {
        ids.into_iter().collect()
    }
}

impl IntoIterator for EvidenceIds {
    type Item = EvidenceId;
    type IntoIter = smallvec::IntoIter<[EvidenceId; 2]>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a> IntoIterator for &'a EvidenceIds {
    type Item = &'a EvidenceId;
    type IntoIter = std::slice::Iter<'a, EvidenceId>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn they_are_a_set(steps in prop::collection::vec((0..4u8, "ev-[a-f]{1,2}"), 0..40)) {
            let mut ours = EvidenceIds::new();
            let mut set = BTreeSet::new();
            for (what, id) in steps {
                let id = EvidenceId::new(&id).unwrap();
                match what {
                    0 => prop_assert_eq!(ours.remove(&id), set.remove(&id)),
                    1 => {
                        ours.retain(|other| *other != id);
                        set.retain(|other| *other != id);
                    }
                    _ => prop_assert_eq!(ours.insert(id.clone()), set.insert(id.clone())),
                }
                prop_assert_eq!(ours.contains(&id), set.contains(&id));
                prop_assert!(ours.iter().eq(&set));
                prop_assert_eq!(&set.iter().cloned().collect::<EvidenceIds>(), &ours);
            }
        }
    }
}
