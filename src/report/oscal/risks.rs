//! Shortfalls as risks, and corrective actions as what is done about them.

use super::findings::statement;
use super::people::Task as Does;
use super::props::Props;
use super::schema::{
    DateRange, LogEntry, LoggedBy, OnDate, Prop, RelatedObservation, RelatedResponse, Response,
    Risk, RiskLog, Task, Timing,
};
use super::text::{Line, Prose};
use super::{At, Export, ids};
use crate::assessment::{Action, Answer, Retest};
use crate::report::Finding;

impl Export<'_> {
    /// A risk for each shortfall.
    pub(super) fn risks(&self) -> Vec<Risk> {
        let short = self.items().filter(|at| is_shortfall(*at));
        short.map(|at| self.risk(at)).collect()
    }

    /// The actions that no shortfall is there for, any more or at all: an
    /// opportunity for improvement has one too.
    pub(super) fn other_actions(&self) -> Vec<Task> {
        let other = self.items().filter(|at| !is_shortfall(*at));
        other
            .filter_map(|at| {
                let action = at.row.action.as_ref()?;
                Some(self.task(at, action, of_action(action)))
            })
            .collect()
    }

    fn risk(&self, at: At<'_>) -> Risk {
        let action = at.row.action.as_ref();
        let (note, grade) = match &at.row.finding {
            Finding::Step { note, grade, .. } => (note, *grade),
            Finding::Question { implementation, .. } => (implementation, None),
        };
        Risk {
            uuid: self.id("risk", at),
            title: Line::new(&at.title(), "Item"),
            description: Prose::or(note, "No note was written."),
            statement: statement(at),
            props: Props::default()
                .put("role", at.role.role.as_str())
                .put("item", at.row.item.as_str())
                .some("grade", grade.map(|g| g.as_str()))
                .done(),
            status: status(action),
            origins: self.people.origin(&at.row.by),
            deadline: action.and_then(|a| a.due).and_then(ids::end_of),
            remediations: action.map(|a| self.response(at, a)).into_iter().collect(),
            risk_log: action.and_then(|a| self.log(at, a)),
            related_observations: vec![RelatedObservation {
                observation_uuid: self.id("observation", at),
            }],
        }
    }

    fn response(&self, at: At<'_>, action: &Action) -> Response {
        Response {
            uuid: self.id("response", at),
            lifecycle: if action.is_done() {
                "completed"
            } else {
                "planned"
            },
            title: Line::new(&action.text, "Corrective action"),
            description: Prose::or(&action.text, "What will be done is not written down."),
            props: of_action(action),
            tasks: vec![self.task(at, action, Vec::new())],
        }
    }

    fn task(&self, at: At<'_>, action: &Action, more: Vec<Prop>) -> Task {
        Task {
            uuid: self.id("task", at),
            r#type: "action",
            title: Line::new(&format!("Corrective action for {}", at.title()), "Action"),
            description: Prose::new(&action.text),
            props: Props::default()
                .put("role", at.role.role.as_str())
                .put("item", at.row.item.as_str())
                .done()
                .into_iter()
                .chain(more)
                .collect(),
            timing: self.timing(at, action),
            responsible_roles: self.people.responsible(&action.owner, Does::ActionOwner),
        }
    }

    /// From when the step was assessed to when the action is due, or on the
    /// due day where the former is unknown or later.
    fn timing(&self, at: At<'_>, action: &Action) -> Option<Timing> {
        let end = action.due.and_then(ids::end_of)?;
        let start = at.row.at.and_then(ids::time).filter(|start| *start < end);
        Some(match start {
            Some(start) => Timing::WithinDateRange(DateRange { start, end }),
            None => Timing::OnDate(OnDate { date: end }),
        })
    }

    /// What looking again came to; none before.
    fn log(&self, at: At<'_>, action: &Action) -> Option<RiskLog> {
        let retest = action.retest?;
        let on = action.retested_on.and_then(ids::start_of);
        let undated = on.is_none().then_some(
            "When it was looked at again is not recorded: start is the time of this document.",
        );
        Some(RiskLog {
            entries: vec![LogEntry {
                uuid: self.id("retest", at),
                title: Line::new("Retest", "Retest"),
                description: Prose::or(&format!("The retest {retest}."), "Retest"),
                start: on.unwrap_or_else(|| self.now.clone()),
                logged_by: self
                    .people
                    .id(&action.retested_by)
                    .map(|party_uuid| LoggedBy {
                        party_uuid,
                        role_id: Does::Assessor.id(),
                    })
                    .into_iter()
                    .collect(),
                status_change: status(Some(action)),
                related_responses: vec![RelatedResponse {
                    response_uuid: self.id("response", at),
                }],
                remarks: undated.and_then(Prose::new),
            }],
        })
    }
}

/// Whether an item falls short: a step that is satisfied in part or not at
/// all, a question answered with No.
fn is_shortfall(at: At<'_>) -> bool {
    match &at.row.finding {
        Finding::Step { outcome, .. } => outcome.is_shortfall(),
        Finding::Question { answer, .. } => *answer == Some(Answer::No),
    }
}

/// How far a risk is dealt with. An action that is done has not closed it
/// before somebody has looked again (ISO/IEC 17021-1: the effect of a
/// corrective action is verified).
fn status(action: Option<&Action>) -> &'static str {
    match action {
        None => "open",
        Some(action) => match action.retest {
            Some(Retest::Failed) => "open",
            Some(Retest::Passed) if action.is_done() => "closed",
            _ => "remediating",
        },
    }
}

fn of_action(action: &Action) -> Vec<Prop> {
    Props::default()
        .put("status", if action.is_done() { "done" } else { "open" })
        .day("due", action.due)
        .some("retest", action.retest.map(|r| r.as_str()))
        .day("retested-on", action.retested_on)
        .put("retested-by", &action.retested_by)
        .done()
}
