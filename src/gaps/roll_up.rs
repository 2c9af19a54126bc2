//! What the steps of a role come to.

use crate::assessment::{Assessment, Outcome, Role};
use crate::questionnaire::Questionnaire;
use std::fmt;

/// How many steps of a role have which outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Steps done as asked.
    pub satisfied: usize,
    /// Steps done in part.
    pub partially_satisfied: usize,
    /// Steps not done.
    pub not_satisfied: usize,
    /// Steps that do not apply.
    pub not_applicable: usize,
    /// Steps that nobody has judged yet.
    pub not_assessed: usize,
}

impl Counts {
    /// All steps: the denominator.
    #[must_use]
    pub fn total(&self) -> usize {
        self.assessed() + self.not_assessed
    }

    /// The steps that were judged, those that do not apply included.
    #[must_use]
    pub fn assessed(&self) -> usize {
        self.satisfied + self.partially_satisfied + self.not_satisfied + self.not_applicable
    }

    /// The steps of one outcome.
    #[must_use]
    pub fn get(&self, outcome: Outcome) -> usize {
        match outcome {
            Outcome::NotAssessed => self.not_assessed,
            Outcome::Satisfied => self.satisfied,
            Outcome::PartiallySatisfied => self.partially_satisfied,
            Outcome::NotSatisfied => self.not_satisfied,
            Outcome::NotApplicable => self.not_applicable,
        }
    }

    fn add(&mut self, outcome: Outcome) {
        let slot = match outcome {
            Outcome::NotAssessed => &mut self.not_assessed,
            Outcome::Satisfied => &mut self.satisfied,
            Outcome::PartiallySatisfied => &mut self.partially_satisfied,
            Outcome::NotSatisfied => &mut self.not_satisfied,
            Outcome::NotApplicable => &mut self.not_applicable,
        };
        *slot += 1;
    }
}

/// What a role comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum RoleResult {
    /// A step is not assessed, or there is none to assess.
    Incomplete,
    /// The worst applicable step is not satisfied.
    NotSatisfied,
    /// The worst applicable step is satisfied in part.
    PartiallySatisfied,
    /// Every applicable step is satisfied.
    Satisfied,
    /// No step applies.
    NotApplicable,
}

impl RoleResult {
    /// The word that screens and exports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Incomplete => "incomplete",
            Self::NotSatisfied => "not-satisfied",
            Self::PartiallySatisfied => "partially-satisfied",
            Self::Satisfied => "satisfied",
            Self::NotApplicable => "not-applicable",
        }
    }
}

impl fmt::Display for RoleResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// A role's result with what it was counted from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RollUp {
    /// The result.
    pub result: RoleResult,
    /// The worst outcome so far among the steps that were assessed and apply.
    pub worst: Option<Outcome>,
    /// The steps by outcome.
    pub counts: Counts,
}

impl RollUp {
    /// The result in words; without a step there is none; an incomplete one says what falls short already.
    #[must_use]
    pub fn words(&self) -> String {
        if self.counts.total() == 0 {
            return "nothing asked".to_owned();
        }
        let result = self.result.as_str().replace('-', " ");
        match self.worst {
            Some(worst) if self.result == RoleResult::Incomplete && worst.is_shortfall() => {
                format!("{result}, {} so far", worst.as_str().replace('-', " "))
            }
            _ => result,
        }
    }
}

/// A role's result: its worst applicable step, incomplete while any step is
/// not assessed or when nothing was asked of the role, not applicable when no
/// step applies. A score would hide a
/// failed step behind many satisfied ones; that there is none is this
/// project's own rule.
#[must_use]
pub fn roll_up(q: &Questionnaire, a: &Assessment, role: Role) -> RollUp {
    let steps = q.role(role).into_iter().flat_map(|r| &r.steps);
    of(steps.map(|step| a.step(role, &step.id).outcome()))
}

/// What steps of these outcomes come to.
pub(super) fn of(outcomes: impl Iterator<Item = Outcome>) -> RollUp {
    let mut counts = Counts::default();
    outcomes.for_each(|outcome| counts.add(outcome));
    let worst = [
        Outcome::NotSatisfied,
        Outcome::PartiallySatisfied,
        Outcome::Satisfied,
    ]
    .into_iter()
    .find(|o| counts.get(*o) > 0);
    let result = match worst {
        _ if counts.not_assessed > 0 || counts.total() == 0 => RoleResult::Incomplete,
        Some(Outcome::NotSatisfied) => RoleResult::NotSatisfied,
        Some(Outcome::PartiallySatisfied) => RoleResult::PartiallySatisfied,
        Some(_) => RoleResult::Satisfied,
        None => RoleResult::NotApplicable,
    };
    RollUp {
        result,
        worst,
        counts,
    }
}
