//! The pages of a folder that a control is opened from, other than the list.

use crate::tui::finder::Target;

/// Where going back from a control leads, other than to the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum From {
    /// To the gaps of all controls.
    Gaps,
    /// To what is due in all controls.
    Due {
        /// What was typed there.
        typed: String,
        /// What was chosen.
        target: Target,
        /// Its row.
        at: usize,
    },
}
