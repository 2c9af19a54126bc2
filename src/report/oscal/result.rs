//! The one result: what was assessed, when, and what it came to.

use super::observations::is_observed;
use super::people::Task;
use super::props::Props;
use super::schema::{
    AssessmentResult, Attestation, Component, ControlId, Controls, Id, LocalDefinitions,
    ObjectiveId, ObjectiveSelection, Part, ReviewedControls, Status,
};
use super::text::{Line, Prose};
use super::{Export, NAMESPACE, ids};
use crate::assessment::Outcome;
use crate::gaps::Severity;
use crate::report::{Finding, RoleReport, SignedOff, follow_up, words};

impl Export<'_> {
    /// The UUID of the component that stands for what is assessed.
    pub(super) fn subject_id(&self) -> Id {
        self.ids.of("subject", "")
    }

    /// The result.
    pub(super) fn result(&self) -> AssessmentResult {
        let q = &self.report.questionnaire;
        let times = || self.items().filter_map(|at| at.row.at.and_then(ids::time));
        let warnings: Vec<String> = words::warnings(self.report).collect();
        AssessmentResult {
            uuid: self.ids.of("result", ""),
            title: Line::new(&format!("{} {}", q.id, q.title), "Result"),
            description: Prose::or(&self.results(), "No role was assessed."),
            // Written in one form, so they sort as texts.
            start: times().min().unwrap_or_else(|| self.now.clone()),
            end: times().max().unwrap_or_else(|| self.now.clone()),
            props: self.totals().done(),
            local_definitions: LocalDefinitions {
                components: vec![self.subject()],
                tasks: self.other_actions(),
            },
            reviewed_controls: self.reviewed_controls(),
            attestations: self
                .report
                .roles
                .iter()
                .filter_map(|role| Some(self.attestation(role, role.sign_off.as_ref()?)))
                .collect(),
            observations: self.observations(),
            risks: self.risks(),
            findings: self.findings(),
            remarks: Prose::paragraphs(warnings.iter().map(String::as_str)),
        }
    }

    /// `CSP partially satisfied (12 of 12 steps assessed)`, a line a role.
    fn results(&self) -> String {
        let lines: Vec<String> = self
            .report
            .roles
            .iter()
            .map(|role| {
                let counts = &role.roll_up.counts;
                format!(
                    "{} {} ({} of {} steps assessed)",
                    role.role,
                    role.roll_up.words(),
                    counts.assessed(),
                    counts.total()
                )
            })
            .collect();
        lines.join("\n")
    }

    /// The counts by role, the gaps by severity, the holes between owners,
    /// and the gaps of items that nothing else speaks of.
    fn totals(&self) -> Props {
        let mut props = Props::default()
            .day("as-of", Some(self.report.today))
            .put("assessor", &self.report.assessor);
        for role in &self.report.roles {
            let class = role.role.as_str();
            let counts = &role.roll_up.counts;
            let mut put = |name, n: usize| {
                props = std::mem::take(&mut props).of(name, &n.to_string(), class);
            };
            put("steps", counts.total());
            for outcome in words::OUTCOMES {
                put(count_name(outcome), counts.get(outcome));
            }
            put("steps-reviewed", role.reviewed);
            props = props.of("result", role.roll_up.result.as_str(), class);
        }
        for (name, severity) in [
            ("gaps-major", Severity::Major),
            ("gaps-minor", Severity::Minor),
            ("gaps-open", Severity::Open),
            ("gaps-watch", Severity::Watch),
        ] {
            let gaps = self.report.gaps.iter();
            let n = gaps.filter(|g| g.severity == severity).count();
            props = props.put(name, &n.to_string());
        }
        for share in &self.report.responsibility {
            let hole = share.finding.as_deref().unwrap_or_default();
            props = props.of("layer", &share.name, &share.layer);
            props = props.of("responsibility", hole, &share.layer);
        }
        for at in self.items().filter(|at| !is_observed(*at)) {
            let item = format!("{} {}", at.role.role, at.row.item);
            for gap in at.row.gaps.iter().filter_map(|n| self.report.gaps.get(*n)) {
                props = props.gap(gap, Some(&item));
            }
        }
        props
    }

    fn subject(&self) -> Component {
        Component {
            uuid: self.subject_id(),
            r#type: "this-system",
            title: Line::new(&self.report.subject, "Not named"),
            description: Prose::or("What is assessed.", "Subject"),
            status: Status {
                state: "other",
                remarks: Prose::new("Its state is no part of the assessment."),
            },
        }
    }

    fn reviewed_controls(&self) -> ReviewedControls {
        let assessed: Vec<ObjectiveId> = self
            .items()
            .filter(|at| {
                matches!(at.row.finding, Finding::Step { outcome, .. } if outcome != Outcome::NotAssessed)
            })
            .map(|at| ObjectiveId {
                objective_id: self.objective(at),
            })
            .collect();
        ReviewedControls {
            control_selections: vec![Controls {
                include_controls: vec![ControlId {
                    control_id: self.control.clone(),
                }],
            }],
            control_objective_selections: if assessed.is_empty() {
                Vec::new()
            } else {
                vec![ObjectiveSelection {
                    include_objectives: assessed,
                }]
            },
        }
    }

    fn attestation(&self, role: &RoleReport, signed: &SignedOff) -> Attestation {
        let stated = &signed.signed;
        Attestation {
            responsible_parties: self.people.responsible(&stated.by, Task::Signer),
            parts: vec![Part {
                id: None,
                uuid: Some(self.ids.of("sign-off", role.role.as_str())),
                name: "sign-off",
                ns: Some(NAMESPACE),
                title: Some(Line::new(&format!("Sign-off of {}", role.role), "Sign-off")),
                props: Props::default()
                    .put("role", role.role.as_str())
                    .put(
                        "state",
                        if signed.state.is_stale() {
                            "stale"
                        } else {
                            "valid"
                        },
                    )
                    .put("worth", signed.state.as_str())
                    .put("digest", &stated.digest)
                    .put("signed-at", &follow_up::time(stated.at))
                    .put("signed-by", &stated.by)
                    .done(),
                prose: Prose::new(&stated.statement),
            }],
        }
    }
}

fn count_name(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Satisfied => "steps-satisfied",
        Outcome::PartiallySatisfied => "steps-partially-satisfied",
        Outcome::NotSatisfied => "steps-not-satisfied",
        Outcome::NotApplicable => "steps-not-applicable",
        Outcome::NotAssessed => "steps-not-assessed",
    }
}
