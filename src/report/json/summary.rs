//! The summary of one answer file: results and gaps.
//!
//! | key | what it is |
//! | --- | --- |
//! | `format` | `aicaiq-summary-1`; another number when a key changes its meaning or goes, new keys alone don't change it |
//! | `as_of` | the day that dates were compared with |
//! | `subject`, `questionnaire` | who is assessed, and the control's id |
//! | `roles` | by role: `result`, `counts` (steps by outcome) |
//! | `gaps` | a list, the heaviest first: `kind`, `severity`, `role`, `item`, `message` |
//!
//! Of several files and of folders it is [`crate::report::portfolio::json`].

use super::parts::day;
use crate::assessment::Outcome;
use crate::report::{Report, RoleReport};
use serde::Serialize;
use serde::ser::{SerializeMap, Serializer};

/// The name under `format`, with its version.
const FORMAT: &str = "aicaiq-summary-1";

#[derive(Serialize)]
struct Root<'a> {
    format: &'static str,
    as_of: String,
    subject: &'a str,
    questionnaire: &'a str,
    roles: Roles<'a>,
    gaps: Vec<Gap<'a>>,
}

/// The roles as an object whose keys keep the assessment's order.
struct Roles<'a>(&'a [RoleReport]);

impl Serialize for Roles<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for role in self.0 {
            map.serialize_entry(
                role.role.as_str(),
                &Role {
                    result: role.roll_up.result.as_str(),
                    counts: Counts(role),
                    sign_off: role.sign_off.as_ref().map(|s| s.state.as_str()),
                },
            )?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Role<'a> {
    result: &'a str,
    counts: Counts<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sign_off: Option<&'static str>,
}

struct Counts<'a>(&'a RoleReport);

impl Serialize for Counts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let order = [
            Outcome::Satisfied,
            Outcome::PartiallySatisfied,
            Outcome::NotSatisfied,
            Outcome::NotApplicable,
            Outcome::NotAssessed,
        ];
        let mut map = serializer.serialize_map(Some(order.len()))?;
        for outcome in order {
            map.serialize_entry(outcome.as_str(), &self.0.roll_up.counts.get(outcome))?;
        }
        map.end()
    }
}

#[derive(Serialize)]
struct Gap<'a> {
    kind: &'a str,
    severity: &'a str,
    role: &'a str,
    item: &'a str,
    message: &'a str,
}

/// The report as one pretty-printed JSON object with a final line feed:
/// `format`, `as_of`, `subject`, `questionnaire`, `roles` (a role that is signed off with what
/// that is worth in `sign_off`) and `gaps`.
#[must_use]
pub fn render(report: &Report) -> String {
    let root = Root {
        format: FORMAT,
        as_of: day(report.today),
        subject: &report.subject,
        questionnaire: &report.questionnaire.id,
        roles: Roles(&report.roles),
        gaps: report
            .gaps
            .iter()
            .map(|gap| Gap {
                kind: gap.kind.as_str(),
                severity: gap.severity.as_str(),
                role: gap.role.as_str(),
                item: gap.item.as_str(),
                message: &gap.message,
            })
            .collect(),
    };
    // Strings, counts and string keys cannot fail to serialise.
    let mut text = serde_json::to_string_pretty(&root).unwrap_or_default();
    text.push('\n');
    crate::text::json(text)
}
