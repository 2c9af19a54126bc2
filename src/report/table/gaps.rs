//! The table `gaps`: a row for each gap.

use super::value::{Kind, Value, kind};
use super::{Cell, Origin, SCHEMA, always, maybe};
use crate::gaps::Gap;
use crate::report::{Report, Row};
use std::io;

/// What a row is made of.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    origin: &'a Origin,
    report: &'a Report,
    gap: &'a Gap,
}

impl<'a> Found<'a> {
    /// The item that it is about.
    fn item(&self) -> Option<&'a Row> {
        let role = self.report.roles.iter().find(|r| r.role == self.gap.role)?;
        role.rows.iter().find(|row| row.item == self.gap.item)
    }
}

type Find = for<'a> fn(&Found<'a>) -> Value<'a>;

/// The columns, in order; new ones at the end.
pub(super) static COLUMNS: &[Cell<Find>] = &[
    always("schema_version", Kind::Number, "1", |_| {
        Value::Number(SCHEMA)
    }),
    always("provider", Kind::Text, "who or what is assessed", |g| {
        Value::always(&g.report.subject)
    }),
    always(
        "source",
        Kind::Text,
        "the file or folder as the call named it",
        |g| Value::always(&g.origin.source),
    ),
    maybe(
        "file",
        Kind::Text,
        "the answer file, from `source`; null for a control that nobody has begun",
        |g| Value::word(g.origin.file.as_deref()),
    ),
    always("control", Kind::Text, "the control's id", |g| {
        Value::always(&g.report.questionnaire.id)
    }),
    maybe("control_title", Kind::Text, "its name", |g| {
        Value::text(&g.report.questionnaire.title)
    }),
    maybe("domain", Kind::Text, "its domain", |g| {
        Value::text(&g.report.questionnaire.domain)
    }),
    maybe(
        "questionnaire_version",
        Kind::Text,
        "the catalogue and its version",
        |g| Value::text(&g.report.questionnaire.version),
    ),
    always(
        "as_of",
        Kind::Day,
        "the day that dates were compared with",
        |g| Value::Day(g.report.today),
    ),
    always(
        "role",
        Kind::Text,
        "`CSP`, `MP`, `OSP`, `AP` or `AIC`",
        |g| Value::always(g.gap.role.as_str()),
    ),
    always("kind", Kind::Text, "`question` or `step`", |g| {
        Value::always(kind(&g.gap.item))
    }),
    always("item", Kind::Text, "its id", |g| {
        Value::always(g.gap.item.as_str())
    }),
    maybe(
        "topic",
        Kind::Text,
        "what it is about, in a few words",
        |g| Value::text(g.item().map_or("", |row| &row.topic)),
    ),
    always(
        "severity",
        Kind::Text,
        "`major`, `minor`, `open` (not answered yet) or `watch` (will become a gap, or could not be checked)",
        |g| Value::always(g.gap.severity.as_str()),
    ),
    always("rule", Kind::Text, "the rule that found it", |g| {
        Value::always(g.gap.kind.as_str())
    }),
    always(
        "message",
        Kind::Text,
        "what is missing and what to do, in a sentence",
        |g| Value::always(&g.gap.message),
    ),
    always(
        "rule_source",
        Kind::Text,
        "where the rule comes from",
        |g| Value::always(g.gap.kind.source()),
    ),
];

/// Hands on the gaps of an answer file, a value for each column.
///
/// # Errors
/// What `each` returns.
pub fn rows(
    origin: &Origin,
    report: &Report,
    each: &mut dyn FnMut(&[Value<'_>]) -> io::Result<()>,
) -> io::Result<()> {
    for gap in &report.gaps {
        let found = Found {
            origin,
            report,
            gap,
        };
        let values: Vec<Value<'_>> = COLUMNS.iter().map(|c| (c.value)(&found)).collect();
        each(&values)?;
    }
    Ok(())
}
