//! What of an earlier state could not be read. Nothing is known of it, so that
//! it is compared with nothing: neither is it better today, nor worse.

use crate::overview::ProviderOverview;
use std::collections::BTreeSet;

/// The controls of an earlier provider that could not be read.
#[derive(Debug, Default)]
pub(super) struct Unread<'a> {
    whole: bool,
    controls: BTreeSet<&'a str>,
}

impl<'a> Unread<'a> {
    pub fn of(old: &'a ProviderOverview) -> Self {
        let begun = || old.controls.iter().filter(|c| c.path.is_some());
        let broken = begun().filter(|c| c.problem.is_some());
        let controls: BTreeSet<&str> = broken.map(|c| c.id.as_str()).collect();
        Self {
            whole: !begun().any(|c| c.problem.is_none())
                && (old.problem.is_some() || !controls.is_empty()),
            controls,
        }
    }

    /// Whether nothing of the provider could be read.
    pub fn is_whole(&self) -> bool {
        self.whole
    }

    /// Whether there is nothing of it.
    pub fn is_empty(&self) -> bool {
        !self.whole && self.controls.is_empty()
    }

    /// Whether a control is left out, on both sides.
    pub fn skips(&self, control: &str) -> bool {
        self.whole || self.controls.contains(control)
    }
}
