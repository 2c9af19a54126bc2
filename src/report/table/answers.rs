//! The table `answers`: a row for each question and step of each assessed
//! role, whether it is answered or not.

use super::value::{Kind, Value, kind};
use super::{Cell, Origin, SCHEMA, always, maybe};
use crate::assessment::{Action, Answer, Outcome, Ownership};
use crate::gaps::Severity;
use crate::report::{Finding, Report, Reviewing, RoleReport, Row};
use std::io;

/// What a row is made of.
#[derive(Clone, Copy)]
pub(super) struct Item<'a> {
    origin: &'a Origin,
    report: &'a Report,
    role: &'a RoleReport,
    row: &'a Row,
}

impl<'a> Item<'a> {
    fn outcome(&self) -> Option<Outcome> {
        match self.row.finding {
            Finding::Step { outcome, .. } => Some(outcome),
            Finding::Question { .. } => None,
        }
    }

    fn answer(&self) -> Option<Answer> {
        match self.row.finding {
            Finding::Question { answer, .. } => answer,
            Finding::Step { .. } => None,
        }
    }

    fn ownership(&self) -> Option<Ownership> {
        match self.row.finding {
            Finding::Question { ownership, .. } => ownership,
            Finding::Step { .. } => None,
        }
    }

    /// Implementation and customer's responsibilities.
    fn declared(&self) -> (&'a str, &'a str) {
        match &self.row.finding {
            Finding::Question {
                implementation,
                customer_responsibilities,
                ..
            } => (implementation, customer_responsibilities),
            Finding::Step { .. } => ("", ""),
        }
    }

    /// Note and justification.
    fn seen(&self) -> (&'a str, &'a str) {
        match &self.row.finding {
            Finding::Step {
                note,
                justification,
                ..
            } => (note, justification),
            Finding::Question { .. } => ("", ""),
        }
    }

    /// Grade and effectiveness.
    fn weighed(&self) -> (Option<&'static str>, Option<&'static str>) {
        match &self.row.finding {
            Finding::Step {
                grade,
                effectiveness,
                ..
            } => (grade.map(|g| g.as_str()), effectiveness.map(|e| e.as_str())),
            Finding::Question { .. } => (None, None),
        }
    }

    fn methods(&self) -> Vec<&'a str> {
        match &self.row.finding {
            Finding::Step { methods, .. } => methods.iter().map(|m| m.as_str()).collect(),
            Finding::Question { .. } => Vec::new(),
        }
    }

    fn sample(&self) -> Value<'a> {
        match &self.row.finding {
            Finding::Step {
                sample: Some(sample),
                ..
            } => Value::Text(sample.to_string().into()),
            _ => Value::Null,
        }
    }

    fn review(&self) -> Option<&'a Reviewing> {
        match &self.row.finding {
            Finding::Step { review, .. } => Some(review),
            Finding::Question { .. } => None,
        }
    }

    fn action(&self) -> Option<&'a Action> {
        self.row.action.as_ref()
    }

    fn severities(&self) -> impl Iterator<Item = Severity> {
        let gaps = self
            .row
            .gaps
            .iter()
            .filter_map(|n| self.report.gaps.get(*n));
        gaps.map(|gap| gap.severity)
    }

    fn gaps(&self, severity: Severity) -> Value<'a> {
        Value::count(self.severities().filter(|s| *s == severity).count())
    }
}

type Find = for<'a> fn(&Item<'a>) -> Value<'a>;

/// The columns, in order; new ones at the end.
pub(super) static COLUMNS: &[Cell<Find>] = &[
    always("schema_version", Kind::Number, "1", |_| {
        Value::Number(SCHEMA)
    }),
    always("provider", Kind::Text, "who or what is assessed", |i| {
        Value::always(&i.report.subject)
    }),
    always(
        "source",
        Kind::Text,
        "the file or folder as the call named it",
        |i| Value::always(&i.origin.source),
    ),
    maybe(
        "file",
        Kind::Text,
        "the answer file, from `source`; null for a control that nobody has begun",
        |i| Value::word(i.origin.file.as_deref()),
    ),
    always("control", Kind::Text, "the control's id, `CEK-02`", |i| {
        Value::always(&i.report.questionnaire.id)
    }),
    maybe("control_title", Kind::Text, "its name", |i| {
        Value::text(&i.report.questionnaire.title)
    }),
    maybe("domain", Kind::Text, "its domain", |i| {
        Value::text(&i.report.questionnaire.domain)
    }),
    maybe(
        "questionnaire_version",
        Kind::Text,
        "the catalogue and its version, `AICM 1.0`",
        |i| Value::text(&i.report.questionnaire.version),
    ),
    always(
        "text_differs",
        Kind::Flag,
        "another text was answered than the one at hand",
        |i| Value::Flag(i.report.questionnaire.text_differs),
    ),
    always(
        "as_of",
        Kind::Day,
        "the day that dates were compared with",
        |i| Value::Day(i.report.today),
    ),
    always(
        "role",
        Kind::Text,
        "`CSP`, `MP`, `OSP`, `AP` or `AIC`",
        |i| Value::always(i.role.role.as_str()),
    ),
    always("kind", Kind::Text, "`question` or `step`", |i| {
        Value::always(kind(&i.row.item))
    }),
    always(
        "item",
        Kind::Text,
        "its id, `CEK-02.1`, `03` or `ccm-1`",
        |i| Value::always(i.row.item.as_str()),
    ),
    maybe(
        "topic",
        Kind::Text,
        "what it is about, in a few words",
        |i| Value::text(&i.row.topic),
    ),
    maybe(
        "origin",
        Kind::Text,
        "of a step: whose wording it is, `published` (the catalogue's) or `adapted`",
        |i| Value::word(i.row.origin.map(|o| o.word())),
    ),
    always(
        "answered",
        Kind::Flag,
        "a step has another outcome than `not-assessed`, a question has an answer",
        |i| {
            let assessed = i.outcome().is_some_and(|o| o != Outcome::NotAssessed);
            Value::Flag(assessed || i.answer().is_some())
        },
    ),
    maybe(
        "outcome",
        Kind::Text,
        "of a step: `not-assessed`, `satisfied`, `partially-satisfied`, `not-satisfied`, `not-applicable`",
        |i| Value::word(i.outcome().map(|o| o.as_str())),
    ),
    maybe(
        "answer",
        Kind::Text,
        "of a question: `Yes`, `No`, `NA`",
        |i| Value::word(i.answer().map(|a| a.as_str())),
    ),
    maybe(
        "suggested",
        Kind::Text,
        "what the last assessment came to, while nobody has confirmed it",
        |i| Value::word(i.row.suggested),
    ),
    maybe(
        "ownership",
        Kind::Text,
        "of a question: who owns the control, as declared",
        |i| Value::word(i.ownership().map(|o| o.as_str())),
    ),
    maybe(
        "grade",
        Kind::Text,
        "of a step: `major`, `minor` or `ofi`",
        |i| Value::word(i.weighed().0),
    ),
    always(
        "methods",
        Kind::List,
        "of a step: `examine`, `interview`, `test`",
        |i| Value::List(i.methods()),
    ),
    maybe(
        "effectiveness",
        Kind::Text,
        "of a step: `design` or `operating`",
        |i| Value::word(i.weighed().1),
    ),
    maybe(
        "sample",
        Kind::Text,
        "of a step: what was looked at of how many",
        |i| i.sample(),
    ),
    maybe("note", Kind::Text, "of a step: what was seen", |i| {
        Value::text(i.seen().0)
    }),
    maybe(
        "justification",
        Kind::Text,
        "of a step: why it does not apply",
        |i| Value::text(i.seen().1),
    ),
    maybe(
        "implementation",
        Kind::Text,
        "of a question: how the control is implemented, or why it does not apply",
        |i| Value::text(i.declared().0),
    ),
    maybe(
        "customer_responsibilities",
        Kind::Text,
        "of a question: what is left to the customer",
        |i| Value::text(i.declared().1),
    ),
    always(
        "evidence",
        Kind::List,
        "ids of the table `evidence`, of the same provider",
        |i| Value::List(i.row.evidence.iter().map(|id| id.as_str()).collect()),
    ),
    maybe("assessed_by", Kind::Text, "who assessed or answered", |i| {
        Value::text(&i.row.by)
    }),
    maybe("assessed_at", Kind::Time, "when", |i| Value::time(i.row.at)),
    maybe(
        "review",
        Kind::Text,
        "of a step: `draft`, `ready-for-review`, `changes-requested`, `reviewed`",
        |i| Value::word(i.review().map(|r| r.state.as_str())),
    ),
    maybe("reviewed_by", Kind::Text, "who reviewed it", |i| {
        Value::text(i.review().map_or("", |r| &r.by))
    }),
    maybe("reviewed_at", Kind::Time, "when", |i| {
        Value::time(i.review().and_then(|r| r.at))
    }),
    maybe(
        "review_comment",
        Kind::Text,
        "what the reviewer says",
        |i| Value::text(i.review().map_or("", |r| &r.comment)),
    ),
    maybe("action_text", Kind::Text, "what will be done", |i| {
        Value::text(i.action().map_or("", |a| &a.text))
    }),
    maybe("action_owner", Kind::Text, "who will do it", |i| {
        Value::text(i.action().map_or("", |a| &a.owner))
    }),
    maybe("action_due", Kind::Day, "by when", |i| {
        Value::day(i.action().and_then(|a| a.due))
    }),
    maybe(
        "action_status",
        Kind::Text,
        "`open` or `done`; null without an action",
        |i| {
            let word = |a: &Action| if a.is_done() { "done" } else { "open" };
            Value::word(i.action().map(word))
        },
    ),
    always(
        "action_overdue",
        Kind::Flag,
        "it was due before `as_of` and is not done",
        |i| Value::Flag(i.action().is_some_and(|a| a.is_overdue(i.report.today))),
    ),
    maybe(
        "action_retest",
        Kind::Text,
        "what looking again came to: `passed` or `failed`",
        |i| Value::word(i.action().and_then(|a| a.retest).map(|r| r.as_str())),
    ),
    maybe("action_retested_by", Kind::Text, "who looked again", |i| {
        Value::text(i.action().map_or("", |a| &a.retested_by))
    }),
    maybe("action_retested_on", Kind::Day, "when", |i| {
        Value::day(i.action().and_then(|a| a.retested_on))
    }),
    always(
        "gaps_major",
        Kind::Number,
        "its gaps of this severity",
        |i| i.gaps(Severity::Major),
    ),
    always(
        "gaps_minor",
        Kind::Number,
        "its gaps of this severity",
        |i| i.gaps(Severity::Minor),
    ),
    always(
        "gaps_open",
        Kind::Number,
        "not answered yet: whether there is a gap is not known",
        |i| i.gaps(Severity::Open),
    ),
    always(
        "gaps_watch",
        Kind::Number,
        "will become a gap, or could not be checked",
        |i| i.gaps(Severity::Watch),
    ),
    maybe(
        "worst_gap",
        Kind::Text,
        "the worst severity: `major`, `minor`, `open`, `watch`",
        |i| Value::word(i.severities().min().map(Severity::as_str)),
    ),
    always(
        "role_result",
        Kind::Text,
        "what the steps of the role come to in this control: `incomplete`, `not-satisfied`, `partially-satisfied`, `satisfied`, `not-applicable`",
        |i| Value::always(i.role.roll_up.result.as_str()),
    ),
    maybe(
        "role_worst",
        Kind::Text,
        "the worst outcome of the role so far, also while it is incomplete",
        |i| Value::word(i.role.roll_up.worst.map(|w| w.as_str())),
    ),
    maybe(
        "role_sign_off",
        Kind::Text,
        "what the role's sign-off is worth; null where it is not signed off",
        |i| Value::word(i.role.sign_off.as_ref().map(|s| s.state.as_str())),
    ),
    always(
        "text_changed",
        Kind::Flag,
        "whether the text has changed since it was answered, or, where nobody has answered, since what is `suggested` was found",
        |i| Value::Flag(i.row.text_changed),
    ),
];

/// Hands on the rows of an answer file, a value for each column.
///
/// # Errors
/// What `each` returns.
pub fn rows(
    origin: &Origin,
    report: &Report,
    each: &mut dyn FnMut(&[Value<'_>]) -> io::Result<()>,
) -> io::Result<()> {
    for role in &report.roles {
        for row in &role.rows {
            let item = Item {
                origin,
                report,
                role,
                row,
            };
            let values: Vec<Value<'_>> = COLUMNS.iter().map(|c| (c.value)(&item)).collect();
            each(&values)?;
        }
    }
    Ok(())
}
