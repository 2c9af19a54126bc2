//! What a rule has to say, and to whom.

use super::{Kind, Severity};

/// What is missing and what to do, in one sentence on one line. It is made only
/// where somebody reads it: an overview of thousands of answers counts.
pub(super) trait Say: FnOnce() -> String {}

impl<F: FnOnce() -> String> Say for F {}

/// What is always the same.
pub(super) fn fixed(text: &'static str) -> impl Say {
    move || text.to_owned()
}

/// Who is told what the rules find.
pub(super) trait Found {
    /// Whether it is told of a kind at all.
    fn wants(&self, kind: Kind) -> bool;

    /// Is told of a gap.
    fn found(&mut self, kind: Kind, severity: Severity, say: impl Say);
}
