//! What an assessment of all that is at hand is asked.

use super::{Catalog, Head};

impl Catalog {
    /// The controls that an assessment of all of them is asked: what is built
    /// in only where nothing else is at hand.
    pub fn asked(&self) -> impl Iterator<Item = &Head> {
        let alone = self.is_alone();
        self.heads().filter(move |h| alone || h.path.is_some())
    }

    /// Whether such an assessment is asked a control.
    #[must_use]
    pub fn asks(&self, id: &str) -> bool {
        let alone = self.is_alone();
        self.head(id).is_some_and(|h| alone || h.path.is_some())
    }

    fn is_alone(&self) -> bool {
        self.entries.len() <= 1 && !self.is_lost
    }

    /// Says that what there is to ask is not at hand: what is built in does not
    /// stand for it.
    pub(crate) fn lose(&mut self) {
        self.is_lost = true;
    }
}
