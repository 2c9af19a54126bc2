//! Counts that can be added.

use super::{Cell, Trend};
use crate::assessment::Outcome;
use crate::gaps::{Counts, RoleResult, Severity, SeverityCounts};
use crate::overview::{ControlOverview, RoleOverview};
use std::ops::AddAssign;

/// What is counted of roles of controls. Counts of different cells can be
/// added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// Gaps by severity.
    pub gaps: SeverityCounts,
    /// Steps by outcome.
    pub steps: Counts,
    /// Questions.
    pub questions: usize,
    /// Questions that have an answer.
    pub answered: usize,
    /// Gaps that are expired evidence: one for each item and record that it
    /// rests on. [`super::Portfolio::expired_records`] counts the records.
    pub expired: usize,
    /// Overdue corrective actions.
    pub overdue: usize,
    /// Sign-offs that are stale, or of which changes are requested since: one for
    /// each role of a control.
    pub stale: usize,
    /// How many of those changes are requested of.
    pub requested: usize,
}

/// The controls that a cell counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Controls {
    /// How many there are.
    pub total: usize,
    /// How many have an answer file.
    pub files: usize,
    /// How many somebody has begun: those with a file in which something is
    /// answered, or that cannot be read.
    pub begun: usize,
    /// How many have one that cannot be read.
    pub broken: usize,
    /// Undecided fields of merges.
    pub conflicts: usize,
}

impl Tally {
    /// What a role of a control comes to.
    #[must_use]
    pub fn of(control: &ControlOverview, role: &RoleOverview) -> Self {
        let overdue = control.overdue.iter().filter(|o| o.role == role.role);
        let stale = || control.stale.iter().filter(|s| s.role == role.role);
        Self {
            gaps: role.gaps,
            steps: role.roll_up.counts,
            questions: role.questions.0,
            answered: role.questions.1,
            expired: role.expired,
            overdue: overdue.count(),
            stale: stale().count(),
            requested: stale().filter(|s| s.state.is_requested()).count(),
        }
    }

    /// Items that are answered, and all of them.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        (
            self.steps.assessed() + self.answered,
            self.steps.total() + self.questions,
        )
    }

    /// The worst applicable step, as for one role of one control.
    #[must_use]
    pub fn result(&self) -> RoleResult {
        let has = |outcome| self.steps.get(outcome) > 0;
        if self.steps.not_assessed > 0 || self.steps.total() == 0 {
            RoleResult::Incomplete
        } else if has(Outcome::NotSatisfied) {
            RoleResult::NotSatisfied
        } else if has(Outcome::PartiallySatisfied) {
            RoleResult::PartiallySatisfied
        } else if has(Outcome::Satisfied) {
            RoleResult::Satisfied
        } else {
            RoleResult::NotApplicable
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.gaps.major += other.gaps.major;
        self.gaps.minor += other.gaps.minor;
        self.gaps.open += other.gaps.open;
        self.gaps.watch += other.gaps.watch;
        self.steps.satisfied += other.steps.satisfied;
        self.steps.partially_satisfied += other.steps.partially_satisfied;
        self.steps.not_satisfied += other.steps.not_satisfied;
        self.steps.not_applicable += other.steps.not_applicable;
        self.steps.not_assessed += other.steps.not_assessed;
        self.questions += other.questions;
        self.answered += other.answered;
        self.expired += other.expired;
        self.overdue += other.overdue;
        self.stale += other.stale;
        self.requested += other.requested;
    }
}

impl Controls {
    /// One control.
    #[must_use]
    pub fn of(control: &ControlOverview) -> Self {
        Self {
            total: 1,
            files: usize::from(control.path.is_some()),
            begun: usize::from(control.begun),
            broken: usize::from(control.problem.is_some()),
            conflicts: control.conflicts,
        }
    }
}

impl AddAssign for Controls {
    fn add_assign(&mut self, other: Self) {
        self.total += other.total;
        self.files += other.files;
        self.begun += other.begun;
        self.broken += other.broken;
        self.conflicts += other.conflicts;
    }
}

/// How bad something is, the worst greatest.
pub(super) fn rank(tally: &Tally, controls: &Controls) -> [usize; 5] {
    let gaps = &tally.gaps;
    [
        controls.broken,
        gaps.major,
        gaps.minor,
        gaps.open,
        gaps.watch,
    ]
}

impl Cell {
    /// How bad it is, the worst greatest: broken files, then gaps from the
    /// heaviest severity on.
    #[must_use]
    pub fn rank(&self) -> [usize; 5] {
        rank(&self.tally, &self.controls)
    }

    /// Whether it is worse only as something of it is gone: what is left of its
    /// numbers is no worse.
    #[must_use]
    pub fn is_worse_by_loss(&self) -> bool {
        let of = |part: Option<(Tally, Controls)>| {
            let (tally, controls) = part.unwrap_or_default();
            rank(&tally, &controls)
        };
        self.trend == Some(Trend::Worse) && self.gone > 0 && of(self.compared) <= of(self.before)
    }

    /// The heaviest severity that it has gaps of, and how many.
    #[must_use]
    pub fn worst(&self) -> Option<(Severity, usize)> {
        Severity::ALL
            .into_iter()
            .map(|s| (s, self.tally.gaps.get(s)))
            .find(|(_, n)| *n > 0)
    }
}
