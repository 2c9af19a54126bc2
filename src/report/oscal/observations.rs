//! What was seen and what was answered.

use super::props::Props;
use super::schema::{Observation, RelevantEvidence, Subject, Time};
use super::text::{Line, Prose};
use super::{At, Export, ids};
use crate::assessment::{Method, Outcome};
use crate::questionnaire::ItemId;
use crate::report::{Finding, follow_up};

impl Export<'_> {
    /// An observation for each item that anything is known of.
    pub(super) fn observations(&self) -> Vec<Observation> {
        let seen = self.items().filter(|at| is_observed(*at));
        seen.map(|at| self.observation(at)).collect()
    }

    fn observation(&self, at: At<'_>) -> Observation {
        let (props, note, methods) = self.seen(at);
        let collected = at.row.at.and_then(ids::time);
        let remarks = self.remarks(at, collected.is_none());
        Observation {
            uuid: self.id("observation", at),
            title: Line::new(&at.title(), "Item"),
            description: Prose::or(note, "No note was written."),
            props: self.with_gaps(props, at).done(),
            methods,
            types: vec![match at.row.item {
                ItemId::Question(_) => "ai-caiq-answer",
                ItemId::Step(_) => "control-objective",
            }],
            origins: self.people.origin(&at.row.by),
            subjects: vec![Subject {
                subject_uuid: self.subject_id(),
                r#type: "component",
            }],
            relevant_evidence: self.relevant_evidence(at),
            collected: collected.unwrap_or_else(|| self.now.clone()),
            expires: self.expires(at),
            remarks,
        }
    }

    /// The properties, the note and the methods of an item.
    fn seen<'r>(&self, at: At<'r>) -> (Props, &'r str, Vec<&'static str>) {
        let unknown = || vec!["UNKNOWN"];
        let props = Props::default()
            .put("role", at.role.role.as_str())
            .put("item", at.row.item.as_str())
            .some("suggested", at.row.suggested)
            .some(
                "suggested-was",
                Some(at.row.suggested_was.as_str()).filter(|was| !was.is_empty()),
            )
            .some(
                "suggested-text-changed",
                at.row.suggested_text_changed.then_some("true"),
            );
        match &at.row.finding {
            Finding::Question {
                answer,
                ownership,
                implementation,
                ..
            } => {
                let props = props
                    .some("answer", answer.map(|a| a.as_str()))
                    .some("ownership", ownership.map(|o| o.as_str()));
                (props, implementation, unknown())
            }
            Finding::Step {
                outcome,
                grade,
                methods,
                effectiveness,
                sample,
                note,
                review,
                ..
            } => {
                let sample = sample.as_ref().map(ToString::to_string);
                let props = props
                    .put("outcome", outcome.as_str())
                    .some("grade", grade.map(|g| g.as_str()))
                    .some("effectiveness", effectiveness.map(|e| e.as_str()))
                    .some("sample", sample.as_deref())
                    .some("wording", at.row.origin.map(|o| o.word()))
                    .put("review", review.state.as_str())
                    .put("reviewed-by", &review.by)
                    .put("reviewed-at", &follow_up::time(review.at));
                let named: Vec<_> = methods.iter().map(|m| method(*m)).collect();
                let methods = if named.is_empty() { unknown() } else { named };
                (props, note, methods)
            }
        }
    }

    fn with_gaps(&self, mut props: Props, at: At<'_>) -> Props {
        for gap in at.row.gaps.iter().filter_map(|n| self.report.gaps.get(*n)) {
            props = props.gap(gap, None);
        }
        props
    }

    fn remarks(&self, at: At<'_>, undated: bool) -> Option<Prose> {
        let mut parts = Vec::new();
        let mut say = |head: &str, text: &str| {
            if !text.trim().is_empty() {
                parts.push(format!("{head}:"));
                parts.push(text.to_owned());
            }
        };
        match &at.row.finding {
            Finding::Question {
                customer_responsibilities,
                ..
            } => say("Left to the customer", customer_responsibilities),
            Finding::Step {
                justification,
                review,
                ..
            } => {
                say("Why it does not apply", justification);
                say("The reviewer says", &review.comment);
            }
        }
        if undated {
            parts.push(
                "When this was seen is not recorded: collected is the time of this document."
                    .to_owned(),
            );
        }
        Prose::paragraphs(parts.iter().map(String::as_str))
    }

    fn relevant_evidence(&self, at: At<'_>) -> Vec<RelevantEvidence> {
        let records = at.row.evidence.iter().map(|id| {
            let Some(row) = self.records.get(id.as_str()) else {
                return RelevantEvidence {
                    href: None,
                    description: Prose::or(
                        &format!("{id}, which is not in the register of evidence."),
                        "Evidence",
                    ),
                };
            };
            RelevantEvidence {
                href: Some(format!("#{}", self.ids.of("evidence", id.as_str()))),
                description: Prose::or(row.record.name(), "Evidence without a title."),
            }
        });
        records.collect()
    }

    /// When the first of an item's evidence expires.
    fn expires(&self, at: At<'_>) -> Option<Time> {
        let days = at.row.evidence.iter().filter_map(|id| {
            let row = self.records.get(id.as_str())?;
            row.record.expires_on
        });
        days.min().and_then(ids::end_of)
    }
}

/// Whether a step was assessed or a question answered, or anything was written
/// down on the way there.
pub(super) fn is_observed(at: At<'_>) -> bool {
    let written = |text: &String| !text.trim().is_empty();
    let begun = match &at.row.finding {
        Finding::Question {
            answer,
            ownership,
            implementation,
            customer_responsibilities,
        } => {
            answer.is_some()
                || ownership.is_some()
                || [implementation, customer_responsibilities]
                    .into_iter()
                    .any(written)
        }
        Finding::Step {
            outcome,
            note,
            justification,
            ..
        } => *outcome != Outcome::NotAssessed || [note, justification].into_iter().any(written),
    };
    begun || at.row.suggested.is_some() || !at.row.evidence.is_empty()
}

fn method(method: Method) -> &'static str {
    match method {
        Method::Examine => "EXAMINE",
        Method::Interview => "INTERVIEW",
        Method::Test => "TEST",
    }
}
