//! The start page: which rows it has, and which one is selected first.

use crate::store::recent::Recent;

/// The start page.
#[derive(Debug, Default)]
pub struct Start {
    /// The selected row: new, sample, tour, then the recent ones.
    pub selected: usize,
    /// Recent assessments, newest first.
    pub recent: Vec<Recent>,
    /// The others of the folder that the program was started in.
    pub here: Vec<Recent>,
}

impl Start {
    /// The assessments that can be opened, in the order of their rows.
    pub fn known(&self) -> impl Iterator<Item = &Recent> {
        self.recent.iter().chain(&self.here)
    }

    /// Takes in the answer files of the folder, without those that are listed
    /// as recent.
    pub fn found_here(&mut self, found: Vec<Recent>) {
        let is_new = |r: &Recent| self.recent.iter().all(|known| known.path != r.path);
        self.here = found.into_iter().filter(is_new).collect();
    }

    /// How many rows stand before the recent ones.
    pub const ENTRIES: usize = 3;

    /// The page as it is first seen: who has been here goes on with what was
    /// opened last, who is new is shown around.
    #[must_use]
    pub fn new(recent: Vec<Recent>) -> Self {
        let selected = if recent.is_empty() { 2 } else { Self::ENTRIES };
        Self {
            selected,
            recent,
            here: Vec::new(),
        }
    }
}
