//! What the assessor makes of each step.

use super::props::Props;
use super::schema::{Finding, ObjectiveStatus, RelatedObservation, RelatedRisk, Target};
use super::text::{Line, Prose};
use super::{At, Export};
use crate::assessment::Outcome;
use crate::report;

impl Export<'_> {
    /// A finding for each step that was assessed and applies.
    pub(super) fn findings(&self) -> Vec<Finding> {
        self.items().filter_map(|at| self.finding(at)).collect()
    }

    fn finding(&self, at: At<'_>) -> Option<Finding> {
        let report::Finding::Step { outcome, grade, .. } = &at.row.finding else {
            return None;
        };
        let status = status(*outcome)?;
        let title = Line::new(&at.title(), "Item");
        let grade = grade.map(|g| g.as_str());
        Some(Finding {
            uuid: self.id("finding", at),
            title: title.clone(),
            description: statement(at),
            props: Props::default()
                .put("role", at.role.role.as_str())
                .put("item", at.row.item.as_str())
                .put("outcome", outcome.as_str())
                .some("grade", grade)
                .done(),
            origins: self.people.origin(&at.row.by),
            target: Target {
                r#type: "objective-id",
                target_id: self.objective(at),
                title,
                status,
            },
            related_observations: vec![RelatedObservation {
                observation_uuid: self.id("observation", at),
            }],
            related_risks: if outcome.is_shortfall() {
                vec![RelatedRisk {
                    risk_uuid: self.id("risk", at),
                }]
            } else {
                Vec::new()
            },
        })
    }
}

/// The outcome in OSCAL's words; none where OSCAL has no finding.
fn status(outcome: Outcome) -> Option<ObjectiveStatus> {
    let (state, reason, remarks) = match outcome {
        Outcome::NotAssessed | Outcome::NotApplicable => return None,
        Outcome::Satisfied => ("satisfied", "pass", None),
        Outcome::NotSatisfied => ("not-satisfied", "fail", None),
        Outcome::PartiallySatisfied => (
            "not-satisfied",
            "other",
            Prose::new("Satisfied in part, which OSCAL has no state for."),
        ),
    };
    Some(ObjectiveStatus {
        state,
        reason,
        remarks,
    })
}

/// The outcome or the answer as a sentence: `CSP 03 is partially satisfied
/// (minor).`
pub(super) fn statement(at: At<'_>) -> Prose {
    let (role, item) = (at.role.role, &at.row.item);
    let text = match &at.row.finding {
        report::Finding::Step { outcome, grade, .. } => {
            let grade = grade.map_or(String::new(), |g| format!(" ({g})"));
            let outcome = outcome.as_str().replace('-', " ");
            format!("{role} {item} is {outcome}{grade}.")
        }
        report::Finding::Question { .. } => {
            format!("{role} answers {item} with {}.", at.row.finding.word())
        }
    };
    Prose::or(&text, "A finding.")
}
