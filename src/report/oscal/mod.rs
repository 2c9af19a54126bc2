//! The report as OSCAL assessment results (NIST's Open Security Controls
//! Assessment Language, model version 1.2.1) in JSON.
//!
//! How an assessment reads in OSCAL:
//!
//! | here | there |
//! | --- | --- |
//! | control | `reviewed-controls`; its id as a token, `CEK-02` is `cek-02`, the exact one in a property |
//! | questionnaire | the resource that `import-ap` names: it is the plan that was followed |
//! | question and step, as asked | a part of a local objective for each role: the document is complete in itself |
//! | step that was assessed | an observation and, unless it does not apply, a finding about the part |
//! | step not assessed | its part, its gap and the counts of the result; an observation where a note or evidence is there already |
//! | answer to a question | an observation without a finding: it is the provider's statement, and a finding is the assessor's |
//! | shortfall (partially or not satisfied; a No) | a risk, its corrective action the remediation, the retest in its log |
//! | action without a shortfall | a task: nothing is at risk (any more) |
//! | gap | a property of what it is about, its rule the class |
//! | evidence | a resource of the back matter |
//! | sign-off | an attestation |
//! | names | parties; one who has nothing but actions to do counts as an organization |
//!
//! OSCAL knows satisfied and not satisfied: a step that is satisfied in part
//! is not satisfied for the reason `other`, and its exact outcome is a
//! property, as is all else that OSCAL has no field for, in the namespace
//! [`NAMESPACE`]. Shared responsibility and standards are not in it, except
//! for the holes between owners; [`super::json::full`] has everything.
//!
//! Texts of an assessment are escaped where they would act as markup
//! (`text`). Identifiers are version 5 UUIDs of subject, control and item:
//! the same thing has the same one in every export. Only the document's own
//! changes with its content, as OSCAL asks.

mod evidence;
mod findings;
mod ids;
mod observations;
mod people;
mod props;
mod result;
mod risks;
mod schema;
mod text;
pub(super) mod uri;

use super::{EvidenceRow, Report, RoleReport, Row};
use chrono::{DateTime, Utc};
use ids::Ids;
use people::People;
use schema::{
    AssessmentResults, BackMatter, Document, Id, ImportAp, LocalObjective, Metadata, Objectives,
    Part, Time,
};
use std::collections::BTreeMap;
use text::{Line, Prose, Token, Word};

/// The namespace of the properties that OSCAL does not define. A name that
/// leads nowhere: no site of that name is ours.
pub const NAMESPACE: &str = "urn:aicaiq:oscal";

/// The version of OSCAL that is written.
pub const OSCAL_VERSION: &str = "1.2.1";

/// The report as pretty-printed OSCAL assessment results with a final line
/// feed; `now` is when it is made.
#[must_use]
pub fn render(report: &Report, now: DateTime<Utc>) -> String {
    let export = Export::new(report, now);
    let mut document = Document {
        assessment_results: export.assessment_results(),
    };
    // Structures with string keys cannot fail to serialise.
    let content = serde_json::to_string(&document).unwrap_or_default();
    document.assessment_results.uuid = export.ids.of("document", &content);
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// What every part of the document is made from.
struct Export<'a> {
    report: &'a Report,
    ids: Ids,
    people: People,
    /// When the document is made.
    now: Time,
    /// The control's id as a token.
    control: Token,
    /// The evidence by id: an item can name a record that is not there.
    records: BTreeMap<&'a str, &'a EvidenceRow>,
}

/// An item of a role.
#[derive(Clone, Copy)]
struct At<'a> {
    role: &'a RoleReport,
    row: &'a Row,
}

impl At<'_> {
    /// `CSP 03 Topic`.
    fn title(self) -> String {
        let topic = self.row.topic.trim();
        format!("{} {} {topic}", self.role.role, self.row.item)
    }
}

impl<'a> Export<'a> {
    fn new(report: &'a Report, now: DateTime<Utc>) -> Self {
        let ids = Ids::new(&report.subject, &report.questionnaire.id);
        Self {
            people: People::of(report, &ids),
            ids,
            report,
            now: ids::nearest(now),
            control: Token::new(&report.questionnaire.id),
            records: report.evidence.iter().map(|e| (e.id.as_str(), e)).collect(),
        }
    }

    /// All items of all roles.
    fn items(&self) -> impl Iterator<Item = At<'a>> {
        self.report
            .roles
            .iter()
            .flat_map(|role| role.rows.iter().map(move |row| At { role, row }))
    }

    fn id(&self, kind: &str, at: At<'_>) -> Id {
        self.ids.of_item(kind, at.role.role, &at.row.item)
    }

    /// The id of the part that says what an item asks. A question's own id is
    /// free text, so its place stands for it.
    fn objective(&self, at: At<'_>) -> Token {
        let item = match at.row.item.step() {
            Some(step) => step.to_string(),
            None => {
                let place = at.role.rows.iter().position(|r| r.item == at.row.item);
                format!("q{}", place.unwrap_or_default() + 1)
            }
        };
        let control = self.control.as_str();
        Token::new(&format!("{control}_{}.{item}", at.role.role))
    }

    fn assessment_results(&self) -> AssessmentResults {
        let objectives = self.objectives();
        AssessmentResults {
            uuid: Id::new(),
            metadata: self.metadata(),
            import_ap: ImportAp {
                href: format!("#{}", self.questionnaire_id()),
                remarks: Prose::new(
                    "No assessment plan was written: the questionnaire is what was followed.",
                ),
            },
            local_definitions: (!objectives.is_empty()).then_some(Objectives {
                objectives_and_methods: objectives,
            }),
            results: vec![self.result()],
            back_matter: Some(BackMatter {
                resources: self.resources(),
            }),
        }
    }

    fn metadata(&self) -> Metadata {
        let q = &self.report.questionnaire;
        Metadata {
            title: Line::new(
                &format!("{}, {} {}", self.report.subject, q.id, q.title),
                "Assessment",
            ),
            last_modified: self.now.clone(),
            version: Word::or(&self.now, "1"),
            oscal_version: OSCAL_VERSION,
            roles: self.people.roles(),
            parties: self.people.parties(),
            responsible_parties: self.people.responsible_parties(),
        }
    }

    /// What is asked of each role that anything is asked of.
    fn objectives(&self) -> Vec<LocalObjective> {
        let roles = self.report.roles.iter().filter(|r| !r.rows.is_empty());
        roles
            .map(|role| LocalObjective {
                control_id: self.control.clone(),
                description: Prose::new(&format!("What is asked of {}: {}.", role.role, role.name)),
                props: props::Props::default()
                    .put("role", role.role.as_str())
                    .done(),
                parts: role
                    .rows
                    .iter()
                    .map(|row| self.part(At { role, row }))
                    .collect(),
            })
            .collect()
    }

    fn part(&self, at: At<'_>) -> Part {
        Part {
            id: Some(self.objective(at)),
            uuid: None,
            name: "assessment-objective",
            ns: None,
            title: Some(Line::new(&at.title(), "Item")),
            props: props::Props::default()
                .put("item", at.row.item.as_str())
                .some("wording", at.row.origin.map(|o| o.word()))
                .done(),
            prose: Prose::new(&at.row.text),
        }
    }
}
