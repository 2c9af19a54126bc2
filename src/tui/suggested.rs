//! Items that have an answer of last time and none yet of this one.

use super::doc::answered;
use crate::assessment::{Assessment, Role};
use crate::questionnaire::ItemId;

/// Their sign.
pub use crate::assessment::SUGGESTED as SIGN;
/// The word for them.
pub const WORD: &str = "suggested";

/// Whether an item has an answer of last time that waits to be confirmed.
#[must_use]
pub fn is_suggested(a: &Assessment, role: Role, item: &ItemId) -> bool {
    match item {
        ItemId::Question(id) => a.question(role, id).suggested.is_some(),
        ItemId::Step(id) => a.step(role, id).suggested.is_some(),
    }
}

/// Whether there is nothing else yet: an answer hides what was suggested.
#[must_use]
pub fn is_only_suggested(a: &Assessment, role: Role, item: &ItemId) -> bool {
    is_suggested(a, role, item) && !answered(a, role, item)
}
