//! The rules: one table, one function a rule.

mod evidence;
mod message;
mod question;
mod step;

pub(crate) use evidence::{is_changed, state_of};
use message::{Found, Say, fixed};

use super::{Asked, Context, Gap, Severity};
use crate::assessment::{
    Action, Answer, Assessment, EvidenceIds, Grade, Outcome, QuestionAnswer, Role, StepAnswer,
};
use crate::questionnaire::{ItemId, Question, Step, StepId};
use crate::text::is_blank;
use std::fmt;

/// How a rule comes to a gap's severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    /// Always this one.
    Fixed(Severity),
    /// That of the item's finding: its grade; without one, major for a step
    /// that is not satisfied and minor for all else.
    ByGrade,
    /// This one where it is known which steps show whether the answer holds:
    /// its question names them, or is the only one. Else watch, as the steps
    /// may be another question's.
    Shown(Severity),
}

/// What a rule looks at.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    asked: &'a Asked<'a>,
    a: &'a Assessment,
    ctx: &'a Context<'a>,
    answer: Answered<'a>,
}

/// What an item is answered with.
#[derive(Clone, Copy)]
pub(super) enum Answered<'a> {
    Question(&'a Question, &'a QuestionAnswer),
    Step(&'a StepAnswer),
}

impl<'a> Item<'a> {
    pub(super) fn new(
        asked: &'a Asked<'a>,
        a: &'a Assessment,
        ctx: &'a Context<'a>,
        answer: Answered<'a>,
    ) -> Self {
        Self {
            asked,
            a,
            ctx,
            answer,
        }
    }

    fn step(&self) -> Option<&'a StepAnswer> {
        match self.answer {
            Answered::Step(step) => Some(step),
            Answered::Question(..) => None,
        }
    }

    fn question(&self) -> Option<&'a QuestionAnswer> {
        match self.answer {
            Answered::Question(_, question) => Some(question),
            Answered::Step(_) => None,
        }
    }

    fn evidence(&self) -> &'a EvidenceIds {
        match self.answer {
            Answered::Question(_, question) => &question.evidence,
            Answered::Step(step) => &step.evidence,
        }
    }

    fn action(&self) -> Option<&'a Action> {
        match self.answer {
            Answered::Question(_, question) => question.action.as_ref(),
            Answered::Step(step) => step.action.as_ref(),
        }
    }

    /// The steps of the role that show whether a question's answer holds, as
    /// far as that is said.
    fn answers(&self) -> impl Iterator<Item = &'a (&'a Step, &'a StepAnswer)> + Clone + use<'a> {
        let named: &[StepId] = match self.answer {
            Answered::Question(question, _) => &question.steps,
            Answered::Step(_) => &[],
        };
        let steps = self.asked.steps.iter();
        steps.filter(move |(step, _)| named.is_empty() || named.contains(&step.id))
    }

    /// These steps and their outcomes.
    fn steps(&self) -> impl Iterator<Item = (&'a str, Outcome)> + Clone + use<'a> {
        let steps = self.answers();
        steps.map(|(step, answer)| (step.id.as_str(), answer.outcome()))
    }

    /// Whether it is known which steps show whether the answer holds.
    fn is_shown(&self) -> bool {
        match self.answer {
            Answered::Question(question, _) => {
                !question.steps.is_empty() || self.asked.questions.len() < 2
            }
            Answered::Step(_) => true,
        }
    }

    fn severity(&self) -> Severity {
        let Some(step) = self.step() else {
            return Severity::Minor;
        };
        match (step.outcome(), step.grade) {
            (o, Some(Grade::Major)) if o.is_shortfall() => Severity::Major,
            (o, Some(Grade::Minor)) if o.is_shortfall() => Severity::Minor,
            (Outcome::NotSatisfied, _) => Severity::Major,
            _ => Severity::Minor,
        }
    }
}

macro_rules! rules {
    ($($(#[$doc:meta])* $kind:ident = $word:literal, $weight:expr, $source:expr, $check:path;)+) => {
        /// The rules by which gaps are found.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Kind {
            $($(#[$doc])* #[doc = concat!("\n\nIn exports `", $word, "`.")] $kind,)+
        }

        impl Kind {
            /// All kinds, in order.
            pub const ALL: &'static [Self] = &[$(Self::$kind,)+];

            /// The word that screens and exports use.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$kind => $word,)+ }
            }

            /// How the rule comes to a severity.
            #[must_use]
            pub fn weight(self) -> Weight {
                match self { $(Self::$kind => $weight,)+ }
            }

            /// Where the rule comes from.
            #[must_use]
            pub fn source(self) -> &'static str {
                match self { $(Self::$kind => $source,)+ }
            }
        }

        /// Runs the rules that are wanted on an item of an assessed role and
        /// tells what they find, in the order of the rules.
        fn tell(item: &Item<'_>, found: &mut impl Found) {
            $(if found.wants(Kind::$kind) {
                $check(item).into_iter().for_each(|say| {
                    let severity = match Kind::$kind.weight() {
                        Weight::Fixed(severity) => severity,
                        Weight::ByGrade => item.severity(),
                        Weight::Shown(severity) if item.is_shown() => severity,
                        Weight::Shown(_) => Severity::Watch,
                    };
                    found.found(Kind::$kind, severity, say);
                });
            })+
        }
    };
}

const MAJOR: Weight = Weight::Fixed(Severity::Major);
const MINOR: Weight = Weight::Fixed(Severity::Minor);
const OPEN: Weight = Weight::Fixed(Severity::Open);
const WATCH: Weight = Weight::Fixed(Severity::Watch);

const FINDING: &str = "NIST SP 800-53A (a finding is satisfied or other than satisfied), graded after ISO/IEC 17021-1 (major and minor nonconformity)";
const ASSESSED: &str = "NIST SP 800-53A (every step comes to a finding)";
const AUDIT_EVIDENCE: &str = "ISO 19011 (findings rest on verifiable audit evidence)";
const CORRECTIVE: &str = "ISO/IEC 17021-1 (corrective action on a nonconformity); owner and due date are aicaiq's own rule";
const EFFECT: &str = "ISO/IEC 17021-1 (the effect of a corrective action is verified)";
const FOUR_EYES: &str =
    "ISO/IEC 17021-1 9.5.1 (who decides is another than who carried the audit out)";
const SAMPLING: &str = "AICPA AU-C 530 and ISO 19011 A.6 (population, size and choice of a sample)";
const CAIQ: &str = "CSA CAIQ (Yes, No or NA; NA is explained)";
const SSRM: &str =
    "CSA CAIQ (ownership column) and the AICM's shared security responsibility model";
const OWN: &str = "aicaiq's own rule";
const OWN_INTEGRITY: &str = "aicaiq's own rule, after ISO 19011 (audit evidence can be verified)";

rules! {
    /// A step is not satisfied; without a grade it weighs as major. Source:
    /// NIST SP 800-53A for the finding, ISO/IEC 17021-1 for the grades.
    StepNotSatisfied = "step-not-satisfied", Weight::ByGrade, FINDING, step::not_satisfied;
    /// A step is satisfied in part; without a grade it weighs as minor.
    /// Source: NIST SP 800-53A for the finding, ISO/IEC 17021-1 for the grades.
    StepPartiallySatisfied = "step-partially-satisfied", Weight::ByGrade, FINDING, step::partially_satisfied;
    /// The answer is Yes, yet a step of the role falls short. Where it is not
    /// known whether the step is this question's, it weighs as watch. Source:
    /// this project's own rule.
    YesContradicted = "yes-contradicted", Weight::Shown(Severity::Major), OWN, question::yes_contradicted;
    /// The answer is No, yet every applicable step of the role is satisfied, or
    /// its corrective action is done. Weighs as the one before. Source: this
    /// project's own rule.
    NoContradicted = "no-contradicted", Weight::Shown(Severity::Minor), OWN, question::no_contradicted;
    /// The answer is NA, yet a step of the role was found to apply. Weighs as
    /// the two before. Source: this project's own rule.
    NaContradicted = "na-contradicted", Weight::Shown(Severity::Minor), OWN, question::na_contradicted;
    /// The answer is Yes or No, yet no step of the role applies. Source: this
    /// project's own rule.
    NoneApplies = "none-applies", MINOR, OWN, question::none_applies;
    /// A satisfied step has no evidence, or a Yes has none and no step of the
    /// role has any. Source: ISO 19011, audit evidence.
    NoEvidence = "no-evidence", MINOR, AUDIT_EVIDENCE, evidence::none;
    /// A record is tied to the item and not in the register. Source: this
    /// project's own rule.
    EvidenceUnregistered = "evidence-unregistered", MAJOR, OWN_INTEGRITY, evidence::unregistered;
    /// The file of a record is not there, or the record has a scheme that is never
    /// followed (`javascript:`, `ftp:`): there is nothing that could be looked at, and
    /// that is so whether somebody has tried or not. Source: this project's own rule,
    /// after ISO 19011.
    EvidenceMissing = "evidence-missing", MAJOR, OWN_INTEGRITY, evidence::missing;
    /// The file of a record is not the one that was recorded: its SHA-256
    /// differs, or its size where no SHA-256 was recorded. Source: this project's own rule, after ISO 19011.
    EvidenceChanged = "evidence-changed", MAJOR, OWN_INTEGRITY, evidence::changed;
    /// A record has expired. Source: this project's own rule.
    EvidenceExpired = "evidence-expired", MINOR, OWN, evidence::expired;
    /// A record expires soon. Source: this project's own rule.
    EvidenceExpiring = "evidence-expiring", WATCH, OWN, evidence::expiring;
    /// The file of a record was not read, so nobody knows whether it is still
    /// the same. Source: this project's own rule, after ISO 19011.
    EvidenceUnchecked = "evidence-unchecked", WATCH, OWN_INTEGRITY, evidence::unchecked;
    /// A step does not apply and nothing says why. Source: this project's own
    /// rule, by analogy with CSA's for an NA answer.
    StepUnjustified = "step-unjustified", MINOR, "aicaiq's own rule, by analogy with CSA CAIQ (NA is explained)", step::unjustified;
    /// A step falls short and its corrective action lacks text, owner or due
    /// date. Source: ISO/IEC 17021-1 for the action, this project for the rest.
    ActionIncomplete = "action-incomplete", MINOR, CORRECTIVE, step::action_incomplete;
    /// A corrective action is done, or was retested, and its step still falls
    /// short. Source: ISO/IEC 17021-1, whose corrective actions are checked for effect.
    ActionDone = "action-done", MINOR, EFFECT, step::action_done;
    /// A reviewer wants a step changed. Source: this project's own rule.
    ChangesRequested = "changes-requested", WATCH, OWN, step::changes_requested;
    /// A step was reviewed by the person who assessed it. Source: ISO/IEC
    /// 17021-1 9.5.1.
    SelfReviewed = "self-reviewed", MINOR, FOUR_EYES, step::self_reviewed;
    /// A step speaks of operating effectiveness and its sample is missing or
    /// incomplete. Source: AICPA AU-C 530 and ISO 19011 A.6.
    SampleIncomplete = "sample-incomplete", WATCH, SAMPLING, step::sample_incomplete;
    /// An open corrective action is past its due date. Source: ISO/IEC 17021-1
    /// for the action, this project for the date.
    ActionOverdue = "action-overdue", Weight::ByGrade, CORRECTIVE, step::action_overdue;
    /// The answer is NA and nothing says why. Source: CSA's rules for filling
    /// in the CAIQ.
    NaUnexplained = "na-unexplained", MINOR, CAIQ, question::na_unexplained;
    /// The answer is Yes and the ownership is ND or empty. Source: CSA's
    /// ownership column and the AICM's SSRM.
    YesWithoutOwner = "yes-without-owner", MINOR, SSRM, question::yes_without_owner;
    /// The ownership of an answer is not that of the layer that the role is at
    /// home in. Source: CSA's ownership column and the AICM's SSRM.
    OwnershipContradicted = "ownership-contradicted", WATCH, SSRM, question::ownership_contradicted;
    /// The answer is No and there is no complete plan to change that. Source:
    /// this project's own rule.
    NoWithoutPlan = "no-without-plan", MINOR, OWN, question::no_without_plan;
    /// A question has no answer yet. Source: CSA's rules for filling in the
    /// CAIQ.
    QuestionUnanswered = "question-unanswered", OPEN, CAIQ, question::unanswered;
    /// A step is not assessed yet. Source: NIST SP 800-53A.
    StepNotAssessed = "step-not-assessed", OPEN, ASSESSED, step::not_assessed;
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Hands on the kinds and severities of what the rules that are wanted find of
/// an item, in the order of the rules, and makes no sentence.
pub(super) fn each(
    item: &Item<'_>,
    wanted: impl Fn(Kind) -> bool,
    found: impl FnMut(Kind, Severity),
) {
    struct Kinds<W, F>(W, F);
    impl<W: Fn(Kind) -> bool, F: FnMut(Kind, Severity)> Found for Kinds<W, F> {
        fn wants(&self, kind: Kind) -> bool {
            (self.0)(kind)
        }

        fn found(&mut self, kind: Kind, severity: Severity, _: impl Say) {
            (self.1)(kind, severity);
        }
    }
    tell(item, &mut Kinds(wanted, found));
}

/// The gaps of an item, sorted by severity and kind.
pub(super) fn run(item: &Item<'_>, id: &ItemId) -> Vec<Gap> {
    struct Gaps<'i> {
        role: Role,
        id: &'i ItemId,
        all: Vec<Gap>,
    }
    impl Found for Gaps<'_> {
        fn wants(&self, _: Kind) -> bool {
            true
        }

        fn found(&mut self, kind: Kind, severity: Severity, say: impl Say) {
            self.all.push(Gap {
                kind,
                severity,
                role: self.role,
                item: self.id.clone(),
                message: say(),
            });
        }
    }
    let mut gaps = Gaps {
        role: item.asked.role,
        id,
        all: Vec::new(),
    };
    tell(item, &mut gaps);
    gaps.all.sort_by_key(|g| g.severity);
    gaps.all
}

/// The parts of a corrective action, and whether each is lacking.
fn lacking(action: Option<&Action>) -> [(&'static str, bool); 3] {
    [
        ("text", action.is_none_or(|a| is_blank(&a.text))),
        ("owner", action.is_none_or(|a| is_blank(&a.owner))),
        ("due date", action.is_none_or(|a| a.due.is_none())),
    ]
}

fn is_complete(action: Option<&Action>) -> bool {
    lacking(action).iter().all(|(_, lacks)| !lacks)
}

/// What a corrective action lacks, as a list to read.
fn lacks(action: Option<&Action>) -> String {
    let parts = lacking(action).into_iter();
    let missing: Vec<&str> = parts.filter(|(_, l)| *l).map(|(name, _)| name).collect();
    missing.join(", ")
}

/// Whether the answer is this one.
fn answered(item: &Item<'_>, answer: Answer) -> bool {
    item.question().is_some_and(|q| q.answer == Some(answer))
}
