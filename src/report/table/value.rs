//! What stands in a cell.

use crate::questionnaire::ItemId;
use chrono::{DateTime, NaiveDate, Utc};
use std::borrow::Cow;

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A text.
    Text,
    /// A whole number of 64 bits.
    Number,
    /// True or false.
    Flag,
    /// A day.
    Day,
    /// A point in time, in UTC to the second.
    Time,
    /// A list of texts.
    List,
}

impl Kind {
    /// DuckDB's name of the type.
    #[must_use]
    pub fn sql(self) -> &'static str {
        match self {
            Self::Text => "VARCHAR",
            Self::Number => "BIGINT",
            Self::Flag => "BOOLEAN",
            Self::Day => "DATE",
            Self::Time => "TIMESTAMPTZ",
            Self::List => "VARCHAR[]",
        }
    }
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value<'a> {
    /// Not known, or not written.
    Null,
    /// Of a column of [`Kind::Text`].
    Text(Cow<'a, str>),
    /// Of [`Kind::Number`].
    Number(i64),
    /// Of [`Kind::Flag`].
    Flag(bool),
    /// Of [`Kind::Day`].
    Day(NaiveDate),
    /// Of [`Kind::Time`].
    Time(DateTime<Utc>),
    /// Of [`Kind::List`].
    List(Vec<&'a str>),
}

impl<'a> Value<'a> {
    /// A text that may be empty and is a text then.
    pub(super) fn always(text: &'a str) -> Self {
        Self::Text(text.into())
    }

    /// A text, or null where nothing is written.
    pub(super) fn text(text: &'a str) -> Self {
        if text.is_empty() {
            return Self::Null;
        }
        Self::always(text)
    }

    /// A word, or null where there is none.
    pub(super) fn word(word: Option<&'a str>) -> Self {
        word.map_or(Self::Null, Self::always)
    }

    /// A number of things.
    pub(super) fn count(count: usize) -> Self {
        Self::Number(i64::try_from(count).unwrap_or(i64::MAX))
    }

    /// A day, or null.
    pub(super) fn day(day: Option<NaiveDate>) -> Self {
        day.map_or(Self::Null, Self::Day)
    }

    /// A time, or null. What is less than a second is left out, and a leap
    /// second is the one before it, in every format.
    pub(super) fn time(at: Option<DateTime<Utc>>) -> Self {
        let whole = at.and_then(|at| DateTime::from_timestamp(at.timestamp(), 0));
        whole.map_or(Self::Null, Self::Time)
    }
}

/// `question` or `step`.
pub(super) fn kind(item: &ItemId) -> &'static str {
    match item {
        ItemId::Question(_) => "question",
        ItemId::Step(_) => "step",
    }
}
