//! The model of a control: its facts, its AI-CAIQ questions and its audit
//! steps, as a questionnaire file states them.

mod answered;
mod bare;
pub mod catalog;
mod check;
pub mod format;
mod ids;
mod lean;
mod load;
mod mistakes;
mod rules;
mod texts;
mod view;

pub use answered::matching;
pub use check::{Checked, check};
pub use ids::{BadId, ItemId, StepId, by_number, file_name, in_order};
pub use lean::{is_canonical, load_lean, parse_lean};
pub(crate) use load::digest;
pub use load::{LoadError, built_in, embedded, load, parse, read};

use crate::assessment::{Method, Ownership, Role};
use crate::text::is_blank;
use serde::Deserialize;
use std::sync::Arc;

/// The highest schema of a questionnaire file that this program reads.
pub const SCHEMA: i64 = 1;

/// A control with everything that is asked about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Questionnaire {
    /// The format's version, [`SCHEMA`].
    pub schema: i64,
    /// The control's own facts.
    pub control: Control,
    /// Lifecycle phases in order, with the topics the control touches.
    #[serde(default)]
    pub lifecycle: Vec<Phase>,
    /// Layers with their ownership (SSRM), in order.
    #[serde(default)]
    pub layers: Vec<Layer>,
    /// How far other standards cover the control.
    #[serde(default)]
    pub standards: Vec<Standard>,
    /// AI-CAIQ questions, the same for every role.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// Provider roles with their audit steps, in order.
    pub roles: Vec<RoleSteps>,
    /// SHA-256 of the file's bytes, as `sha256:` and hex digits.
    #[serde(skip)]
    pub digest: String,
    /// The file's text itself, for whoever has to hand it on.
    #[serde(skip)]
    pub text: Arc<str>,
}

/// What the AI Controls Matrix says of a control itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Control {
    /// For example `CEK-02`.
    pub id: String,
    /// The control's name.
    pub title: String,
    /// The domain that the control belongs to.
    pub domain: String,
    /// The catalogue and its version, for example `AICM 1.0`.
    pub version: String,
    /// The control's specification.
    pub specification: String,
    /// Threats that the control addresses.
    #[serde(default)]
    pub threats: Vec<String>,
    /// Architectural layers that the control is relevant to.
    #[serde(default)]
    pub architecture: Vec<String>,
    /// Whose text this is.
    #[serde(default)]
    pub attribution: String,
    /// Under which terms the text stands.
    #[serde(default)]
    pub license: String,
    /// Where the text comes from.
    #[serde(default)]
    pub source: String,
}

/// One phase of the AI lifecycle.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Phase {
    /// The phase's name.
    pub phase: String,
    /// What of the phase the control touches; empty means not applicable.
    pub topics: Vec<String>,
}

/// A layer of the AI stack and who owns the control there.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layer {
    /// Short name: `PI`, `Model`, `Orchestrated`, `Application`.
    pub id: String,
    /// Full name.
    pub name: String,
    /// The provider role that is at home in this layer.
    pub role: Role,
    /// Who owns the control in this layer.
    pub ownership: Ownership,
    /// The ownership as the catalogue prints it.
    #[serde(default)]
    pub label: String,
    /// The catalogue's explanation of the ownership.
    #[serde(default)]
    pub text: String,
}

impl Layer {
    /// The layer's id and name, once where they are the same.
    #[must_use]
    pub fn title(&self) -> String {
        title_of(&self.id, &self.name)
    }
}

/// An id and a name, once where they are the same.
#[must_use]
pub fn title_of(id: &str, name: &str) -> String {
    if id == name {
        id.to_owned()
    } else {
        format!("{id} · {name}")
    }
}

/// How far a standard covers the control. Not to be confused with a gap of
/// an assessment.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Standard {
    /// A stable key, for example `iso-42001`.
    pub id: String,
    /// The standard's name.
    pub name: String,
    /// How far it covers the control.
    pub coverage: Coverage,
    /// The mapping as one line of text.
    #[serde(default)]
    pub mapping: String,
    /// The clauses that a gap of the control is traced to.
    #[serde(default)]
    pub references: Vec<String>,
    /// The catalogue's addendum to the mapping.
    #[serde(default)]
    pub addendum: String,
}

impl Standard {
    /// `ISO 42001 · Partial Gap · No mapping for ISO 42001`, without what is blank.
    #[must_use]
    pub fn line(&self) -> String {
        let parts = [
            self.name.as_str(),
            self.coverage.words(),
            self.mapping.as_str(),
        ];
        let parts = parts.into_iter().filter(|part| !is_blank(part));
        parts.collect::<Vec<_>>().join(" · ")
    }

    /// `References: ISO 27002 5.2, …` and `Addendum: …`, as far as there are any.
    pub fn more(&self) -> impl Iterator<Item = String> {
        let all = [
            ("References", self.references.join(", ")),
            ("Addendum", self.addendum.clone()),
        ];
        let there = all.into_iter().filter(|(_, text)| !is_blank(text));
        there.map(|(name, text)| format!("{name}: {text}"))
    }
}

/// How far a standard covers a control (AICM's gap levels).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Coverage {
    /// Fully covered.
    NoGap,
    /// Covered in part.
    PartialGap,
    /// Not covered.
    FullGap,
}

impl Coverage {
    /// The catalogue's words for it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::NoGap => "No Gap",
            Self::PartialGap => "Partial Gap",
            Self::FullGap => "Full Gap",
        }
    }
}

/// An AI-CAIQ question.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// For example `CEK-02.1`.
    pub id: String,
    /// The steps, of whatever role, that show whether the answer holds; none
    /// where that is not said.
    #[serde(default)]
    pub steps: Vec<StepId>,
    /// The question.
    pub text: String,
}

impl Question {
    /// Which steps show whether the answer holds, to read; none where that is
    /// not said.
    #[must_use]
    pub fn covered(&self) -> Option<String> {
        let steps: Vec<&str> = self.steps.iter().map(StepId::as_str).collect();
        match steps.as_slice() {
            [] => None,
            [step] => Some(format!("Shown by step {step}")),
            steps => Some(format!("Shown by steps {}", steps.join(", "))),
        }
    }
}

/// A provider role and the audit steps that it is assessed by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleSteps {
    /// Which role.
    pub id: Role,
    /// The role's name, for example `Cloud service provider`.
    pub name: String,
    /// The audit steps in order.
    #[serde(default)]
    pub steps: Vec<Step>,
}

/// One numbered auditing guideline of a role.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// `01` and so on, or `ccm-1`.
    pub id: StepId,
    /// What the step is about, in a few words.
    pub topic: String,
    /// Whose wording it is.
    pub origin: Origin,
    /// Methods to assess it by (NIST SP 800-53A).
    #[serde(default)]
    pub methods: Vec<Method>,
    /// What an assessor would ask to see.
    #[serde(default)]
    pub typical_evidence: Vec<String>,
    /// The guideline itself.
    pub text: String,
}

/// Whose wording a step is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Origin {
    /// The catalogue's, to the letter.
    Published,
    /// Written by the questionnaire's authors in the catalogue's sense.
    Adapted,
}

impl Origin {
    /// The word for it in files, screens and exports.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Adapted => "adapted",
        }
    }
}

impl Questionnaire {
    /// The steps of a role, if the control has any for it.
    #[must_use]
    pub fn role(&self, role: Role) -> Option<&RoleSteps> {
        self.roles.iter().find(|r| r.id == role)
    }

    /// Whether anything is asked of a role. A role that the control has no steps
    /// for is asked no question either: nothing could show that an answer is true.
    #[must_use]
    pub fn asks(&self, role: Role) -> bool {
        self.role(role).is_some()
    }

    /// The questions that a role is asked.
    #[must_use]
    pub fn questions_of(&self, role: Role) -> &[Question] {
        match self.asks(role) {
            true => &self.questions,
            false => &[],
        }
    }

    /// Whether a role is asked an item.
    #[must_use]
    pub fn has(&self, role: Role, item: &ItemId) -> bool {
        match item {
            ItemId::Question(id) => self.asks(role) && self.question(id).is_some(),
            ItemId::Step(id) => self.step(role, id).is_some(),
        }
    }

    /// A step of a role.
    #[must_use]
    pub fn step(&self, role: Role, id: &StepId) -> Option<&Step> {
        self.role(role)?.steps.iter().find(|s| &s.id == id)
    }

    /// A question of the control.
    #[must_use]
    pub fn question(&self, id: &str) -> Option<&Question> {
        self.questions.iter().find(|q| q.id == id)
    }

    /// The layer that a role is at home in.
    #[must_use]
    pub fn home_layer(&self, role: Role) -> Option<&Layer> {
        self.layers.iter().find(|l| l.role == role)
    }

    /// The items of a role in the order in which they are asked: questions,
    /// then steps.
    pub fn items(&self, role: Role) -> impl Iterator<Item = ItemId> + '_ {
        let questions = self.questions_of(role).iter();
        let questions = questions.map(|q| ItemId::Question(q.id.clone()));
        let steps = self
            .role(role)
            .into_iter()
            .flat_map(|r| r.steps.iter().map(|s| ItemId::Step(s.id.clone())));
        questions.chain(steps)
    }
}
