//! AICM and AI-CAIQ workbooks as questionnaires, one a control.

mod columns;
mod gather;
mod lacks;
mod row;

use super::book::Book;
use super::{Note, steps};
use crate::assessment::Role;
use crate::questionnaire::{
    Control, Layer, Origin, Phase, Question, Questionnaire, RoleSteps, SCHEMA, Standard, Step,
    StepId,
};
use gather::Gathering;
use std::collections::BTreeMap;

/// What workbooks came to.
#[derive(Debug, Default)]
pub struct Imported {
    /// The questionnaires, in the workbook's order.
    pub questionnaires: Vec<Questionnaire>,
    /// What found no place.
    pub notes: Vec<Note>,
    /// What was found in which sheet, a sentence each.
    pub found: Vec<String>,
    /// Controls that were found and cannot be a questionnaire, by id, with
    /// the reason.
    pub lacking: Vec<(String, String)>,
}

/// What is known of a control while sheets are read.
#[derive(Debug, Default, Clone)]
struct Draft {
    id: String,
    title: String,
    domain: String,
    specification: String,
    threats: Vec<String>,
    architecture: Vec<String>,
    lifecycle: Vec<Phase>,
    layers: Vec<Layer>,
    standards: Vec<Standard>,
    questions: Vec<Question>,
    roles: BTreeMap<Role, Vec<Step>>,
}

/// Reads workbooks: what each says of a control is put together. The first
/// to say something is believed; a later one that says something else gets a
/// note.
#[must_use]
pub fn questionnaires(books: &[Book]) -> Imported {
    let mut gathering = Gathering::default();
    for book in books {
        gathering.book(book);
    }
    gathering.finish(books)
}

impl Draft {
    /// The questionnaire, or why there is none.
    fn questionnaire(self, version: &str, source: &str) -> Result<Questionnaire, String> {
        if self.title.is_empty() {
            return Err(
                "no title was found (a sheet with Control ID and Control Title)".to_owned(),
            );
        }
        if self.roles.is_empty() {
            return Err("no auditing guidelines of any role were found".to_owned());
        }
        Ok(Questionnaire {
            schema: SCHEMA,
            control: Control {
                id: self.id,
                title: self.title,
                domain: self.domain,
                version: version.to_owned(),
                specification: self.specification,
                threats: self.threats,
                architecture: self.architecture,
                attribution: ATTRIBUTION.to_owned(),
                license: LICENSE.to_owned(),
                source: source.to_owned(),
            },
            lifecycle: self.lifecycle,
            layers: self.layers,
            standards: self.standards,
            questions: self.questions,
            roles: self
                .roles
                .into_iter()
                .map(|(id, steps)| RoleSteps {
                    id,
                    name: name_of(id).to_owned(),
                    steps,
                })
                .collect(),
            digest: String::new(),
            text: "".into(),
        })
    }
}

const ATTRIBUTION: &str = "The texts of the AI Controls Matrix (AICM) and of its AI-CAIQ questions belong to the Cloud Security Alliance (CSA). The topics of the steps are their first words, shortened.";
const LICENSE: &str = "The text was taken from a workbook that its user downloaded from the Cloud Security Alliance (CSA), and stands under the terms of CSA: ask CSA before you redistribute it, in this form as in any other.";

/// A role's name.
fn name_of(role: Role) -> &'static str {
    match role {
        Role::Csp => "Cloud service provider",
        Role::Mp => "Model provider",
        Role::Osp => "Orchestrated service provider",
        Role::Ap => "Application provider",
        Role::Aic => "AI customer",
    }
}

/// The steps of a guideline text; what is odd about it.
fn steps_of(text: &str) -> (Vec<Step>, Vec<String>) {
    let split = steps::split(text);
    let step = |id: String, text: &String| {
        Some(Step {
            id: StepId::new(&id).ok()?,
            topic: steps::topic(text),
            origin: Origin::Published,
            methods: Vec::new(),
            typical_evidence: Vec::new(),
            text: text.clone(),
        })
    };
    let own = split
        .own
        .iter()
        .zip(1..)
        .filter_map(|(t, n)| step(format!("{n:02}"), t));
    let ccm = split
        .ccm
        .iter()
        .zip(1..)
        .filter_map(|(t, n)| step(format!("ccm-{n}"), t));
    (own.chain(ccm).collect(), split.odd)
}
