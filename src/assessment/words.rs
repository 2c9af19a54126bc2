//! The closed vocabularies of an answer file: each value and its word.

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A word that is not in a vocabulary.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("“{found}” is not {what}: expected {expected}")]
pub struct BadWord {
    /// What was written.
    pub found: String,
    /// The vocabulary, with its article: `an outcome`.
    pub what: &'static str,
    /// The words that are allowed, as a list to read.
    pub expected: String,
}

macro_rules! vocabulary {
    ($(#[$doc:meta])* $name:ident, $what:literal { $($(#[$vdoc:meta])* $variant:ident = $word:literal,)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        pub enum $name {
            $($(#[$vdoc])* #[serde(rename = $word)] $variant,)+
        }

        impl $name {
            /// All values, in order.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)+];
            /// All words, in the order of [`Self::ALL`].
            pub const WORDS: &'static [&'static str] = &[$($word,)+];
            /// What the vocabulary is, with its article.
            pub const WHAT: &'static str = $what;

            /// The word that files, screens and exports use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl FromStr for $name {
            type Err = BadWord;
            fn from_str(text: &str) -> Result<Self, BadWord> {
                match text {
                    $($word => Ok(Self::$variant),)+
                    _ => Err(BadWord {
                        found: crate::text::one_line(text),
                        what: $what,
                        expected: Self::WORDS.join(", "),
                    }),
                }
            }
        }
    };
}

vocabulary! {
    /// A role in the AI supply chain that controls are assessed for.
    Role, "a provider role" {
        /// Cloud service provider.
        Csp = "CSP",
        /// Model provider.
        Mp = "MP",
        /// Orchestrated service provider.
        Osp = "OSP",
        /// Application provider.
        Ap = "AP",
        /// AI customer.
        Aic = "AIC",
    }
}

vocabulary! {
    /// Who owns a control in a layer (AICM's shared security responsibility model).
    Ownership, "an ownership" {
        /// Owned by the cloud service provider.
        CspOwned = "CSP-Owned",
        /// Owned by the model provider.
        MpOwned = "MP-Owned",
        /// Owned by the orchestrated service provider.
        OspOwned = "OSP-Owned",
        /// Owned by the application provider.
        ApOwned = "AP-Owned",
        /// Owned by the AI customer.
        AicOwned = "AIC-Owned",
        /// Shared by cloud service provider and model provider.
        SharedCspMp = "Shared CSP-MP",
        /// Shared by model provider and orchestrated service provider.
        SharedMpOsp = "Shared MP-OSP",
        /// Shared by orchestrated service provider and application provider.
        SharedOspAp = "Shared OSP-AP",
        /// Shared by application provider and AI customer.
        SharedApAic = "Shared AP-AIC",
        /// Shared by everyone.
        SharedAll = "Shared Across the Supply Chain",
        /// Not determined.
        Nd = "ND",
    }
}

impl Ownership {
    /// The roles that the ownership names; none for `ND`.
    #[must_use]
    pub fn roles(self) -> &'static [Role] {
        match self {
            Self::CspOwned => &[Role::Csp],
            Self::MpOwned => &[Role::Mp],
            Self::OspOwned => &[Role::Osp],
            Self::ApOwned => &[Role::Ap],
            Self::AicOwned => &[Role::Aic],
            Self::SharedCspMp => &[Role::Csp, Role::Mp],
            Self::SharedMpOsp => &[Role::Mp, Role::Osp],
            Self::SharedOspAp => &[Role::Osp, Role::Ap],
            Self::SharedApAic => &[Role::Ap, Role::Aic],
            Self::SharedAll => Role::ALL,
            Self::Nd => &[],
        }
    }
}

vocabulary! {
    /// The answer to an AI-CAIQ question. There is no "partial".
    Answer, "an answer" {
        /// The control is in place.
        Yes = "Yes",
        /// It is not.
        No = "No",
        /// It does not apply, which has to be explained.
        Na = "NA",
    }
}

vocabulary! {
    /// What assessing a step came to. A step without an entry is not assessed.
    Outcome, "an outcome" {
        /// Nobody has judged it yet.
        NotAssessed = "not-assessed",
        /// Done as the step asks.
        Satisfied = "satisfied",
        /// Done in part.
        PartiallySatisfied = "partially-satisfied",
        /// Not done.
        NotSatisfied = "not-satisfied",
        /// Does not apply to this provider, which has to be justified.
        NotApplicable = "not-applicable",
    }
}

impl Outcome {
    /// Whether the step falls short: partially satisfied or not satisfied.
    #[must_use]
    pub fn is_shortfall(self) -> bool {
        matches!(self, Self::PartiallySatisfied | Self::NotSatisfied)
    }

    /// The glyph that stands beside the word on screens and in exports.
    #[must_use]
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Satisfied => "✓",
            Self::PartiallySatisfied => "◐",
            Self::NotSatisfied => "✗",
            Self::NotApplicable => "–",
            Self::NotAssessed => "○",
        }
    }
}

vocabulary! {
    /// How heavy a finding is.
    Grade, "a grade" {
        /// A shortfall that puts the control's purpose in doubt.
        Major = "major",
        /// A shortfall that does not.
        Minor = "minor",
        /// Opportunity for improvement, of a satisfied step.
        Ofi = "ofi",
    }
}

vocabulary! {
    /// How a step was assessed (NIST SP 800-53A).
    Method, "a method" {
        /// Reading, inspecting, studying.
        Examine = "examine",
        /// Talking to people.
        Interview = "interview",
        /// Exercising the thing and comparing.
        Test = "test",
    }
}

vocabulary! {
    /// How far the review of a step has come.
    Review, "a review state" {
        /// Being worked on.
        Draft = "draft",
        /// The assessor is done.
        ReadyForReview = "ready-for-review",
        /// A reviewer, who is not the assessor, has agreed.
        Reviewed = "reviewed",
        /// A reviewer wants something changed.
        ChangesRequested = "changes-requested",
    }
}

vocabulary! {
    /// What a step's result speaks of (as SOC 2 reports of type 1 and type 2
    /// tell them apart).
    Effectiveness, "an effectiveness" {
        /// The control is designed to do what it should, at a point in time.
        Design = "design",
        /// It has worked over a period, which a sample shows.
        Operating = "operating",
    }
}

vocabulary! {
    /// What looking again after a corrective action came to.
    Retest, "a retest result" {
        /// The shortfall is gone.
        Passed = "passed",
        /// It is not.
        Failed = "failed",
    }
}

vocabulary! {
    /// Whether a corrective action is finished.
    ActionStatus, "an action status" {
        /// To be done.
        Open = "open",
        /// Done.
        Done = "done",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_round_trip_and_bad_ones_name_the_choices() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.as_str().parse(), Ok(*outcome));
        }
        let error = "Partial".parse::<Answer>().unwrap_err();
        assert_eq!(
            error.to_string(),
            "“Partial” is not an answer: expected Yes, No, NA"
        );
    }
}
