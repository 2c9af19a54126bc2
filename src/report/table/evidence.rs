//! The table `evidence`: a row for each record of a provider's register. The
//! controls of a folder share theirs, so it is kept until the last of them
//! was read.

use super::value::{Kind, Value};
use super::{Cell, Origin, SCHEMA, always, maybe};
use crate::assessment::{Evidence, EvidenceId, Place};
use crate::report::{EvidenceRow, FileWord, Report};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::io;

/// The register of a provider, as far as it was read.
#[derive(Debug)]
pub struct Register {
    source: String,
    provider: String,
    today: NaiveDate,
    /// Records with one id that differ are kept apart.
    records: BTreeMap<EvidenceId, Vec<Known>>,
}

#[derive(Debug)]
struct Known {
    file: Option<String>,
    record: Evidence,
    state: FileWord,
    expired: bool,
    used_by: Vec<String>,
}

impl Register {
    /// An empty one, of what the call named, on a day.
    #[must_use]
    pub fn new(source: &str, today: NaiveDate) -> Self {
        Self {
            source: source.to_owned(),
            provider: String::new(),
            today,
            records: BTreeMap::new(),
        }
    }

    /// Takes in the register of an answer file. What is in `shared` stands in
    /// a file of the folder instead, which is named.
    pub fn take(
        &mut self,
        origin: &Origin,
        report: &Report,
        shared: &dyn Fn(&EvidenceId) -> Option<String>,
    ) {
        if self.provider.is_empty() {
            self.provider.clone_from(&report.subject);
        }
        let control = &report.questionnaire.id;
        for row in &report.evidence {
            let uses = row.used_by.iter();
            let uses = uses.map(|(role, item)| format!("{control} {role}.{item}"));
            let known = self.records.entry(row.id.clone()).or_default();
            match known.iter_mut().find(|k| k.record == row.record) {
                Some(known) => known.used_by.extend(uses),
                None => known.push(Known {
                    file: shared(&row.id).or_else(|| origin.file.clone()),
                    used_by: uses.collect(),
                    ..Known::from(row)
                }),
            }
        }
    }

    /// Hands on its rows, a value for each column.
    ///
    /// # Errors
    /// What `each` returns.
    pub fn rows(&self, each: &mut dyn FnMut(&[Value<'_>]) -> io::Result<()>) -> io::Result<()> {
        for (id, known) in &self.records {
            for known in known {
                let record = Record {
                    register: self,
                    id,
                    known,
                };
                let values: Vec<Value<'_>> = COLUMNS.iter().map(|c| (c.value)(&record)).collect();
                each(&values)?;
            }
        }
        Ok(())
    }
}

impl From<&EvidenceRow> for Known {
    fn from(row: &EvidenceRow) -> Self {
        Self {
            file: None,
            record: row.record.clone(),
            state: row.state,
            expired: row.expired,
            used_by: Vec::new(),
        }
    }
}

/// What a row is made of.
#[derive(Clone, Copy)]
pub(super) struct Record<'a> {
    register: &'a Register,
    id: &'a EvidenceId,
    known: &'a Known,
}

impl<'a> Record<'a> {
    fn of(&self) -> &'a Evidence {
        &self.known.record
    }
}

type Find = for<'a> fn(&Record<'a>) -> Value<'a>;

/// The columns, in order; new ones at the end.
pub(super) static COLUMNS: &[Cell<Find>] = &[
    always("schema_version", Kind::Number, "1", |_| {
        Value::Number(SCHEMA)
    }),
    always("provider", Kind::Text, "who or what is assessed", |e| {
        Value::always(&e.register.provider)
    }),
    always(
        "source",
        Kind::Text,
        "the file or folder as the call named it",
        |e| Value::always(&e.register.source),
    ),
    maybe(
        "file",
        Kind::Text,
        "the first file that the record stands in, from `source`; of a folder's shared register its `assessment.toml`",
        |e| Value::word(e.known.file.as_deref()),
    ),
    always(
        "as_of",
        Kind::Day,
        "the day that dates were compared with",
        |e| Value::Day(e.register.today),
    ),
    always(
        "id",
        Kind::Text,
        "its id, as in the column `evidence` of the table `answers`",
        |e| Value::always(e.id.as_str()),
    ),
    maybe("title", Kind::Text, "what it is", |e| {
        Value::text(&e.of().title)
    }),
    maybe(
        "href",
        Kind::Text,
        "a link, or a path from the answer file's folder",
        |e| Value::text(&e.of().href),
    ),
    always(
        "place",
        Kind::Text,
        "`link`, `inside` (a path in the answer file's folder) or `outside` (any other path, never read)",
        |e| {
            Value::always(match e.of().place() {
                Place::Link => "link",
                Place::Inside => "inside",
                Place::Outside => "outside",
            })
        },
    ),
    maybe(
        "sha256",
        Kind::Text,
        "the recorded digest of the file",
        |e| Value::text(&e.of().sha256),
    ),
    maybe("size", Kind::Number, "its recorded size in bytes", |e| {
        let size = e.of().size;
        size.map_or(Value::Null, |n| {
            Value::Number(i64::try_from(n).unwrap_or(i64::MAX))
        })
    }),
    maybe("collected_on", Kind::Day, "when it was collected", |e| {
        Value::day(e.of().collected_on)
    }),
    maybe("collected_by", Kind::Text, "by whom", |e| {
        Value::text(&e.of().collected_by)
    }),
    maybe(
        "viewed_on",
        Kind::Day,
        "when a link was last looked at",
        |e| Value::day(e.of().viewed_on),
    ),
    maybe("viewed_by", Kind::Text, "by whom", |e| {
        Value::text(&e.of().viewed_by)
    }),
    maybe(
        "period_from",
        Kind::Day,
        "the first day that it covers",
        |e| Value::day(e.of().period_from),
    ),
    maybe("period_to", Kind::Day, "the last day that it covers", |e| {
        Value::day(e.of().period_to)
    }),
    maybe(
        "expires_on",
        Kind::Day,
        "the last day that it is proof",
        |e| Value::day(e.of().expires_on),
    ),
    always("expired", Kind::Flag, "that was before `as_of`", |e| {
        Value::Flag(e.known.expired)
    }),
    always(
        "state",
        Kind::Text,
        "of its file: `matches`, `changed`, `missing`, `not hashed`, `not checked`, `outside the folder, not read`, `unreadable, not checked`",
        |e| Value::always(e.known.state.as_str()),
    ),
    always(
        "used_by",
        Kind::List,
        "the items that rest on it, `CEK-02 CSP.03`",
        |e| Value::List(e.known.used_by.iter().map(String::as_str).collect()),
    ),
];
