//! Assessments as flat tables, for those who ask questions with SQL: a row an
//! item, a row a gap, a row a record of evidence. `assets/schema/export-tables.md`
//! is made of what stands here.
//!
//! A column keeps its name, its type and its meaning under one [`SCHEMA`]; new
//! ones come at the end and leave the number as it is. What is not known or not
//! written is null, and a list without entries is empty. Texts are as they were
//! written.

mod answers;
mod evidence;
mod gaps;
mod jsonl;
mod parquet;
mod value;

pub use answers::rows as answers;
pub use evidence::Register;
pub use gaps::rows as gaps;
pub use value::{Kind, Value};

use std::io::{self, Write};

/// The number in the first column of every table.
pub const SCHEMA: i64 = 1;

/// A table that can be exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// A row for each question and step of each assessed role, answered or not.
    Answers,
    /// A row for each gap.
    Gaps,
    /// A row for each record of a provider's register.
    Evidence,
}

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, in lower case with underscores.
    pub name: &'static str,
    /// What it holds.
    pub kind: Kind,
    /// Whether it can be null.
    pub nullable: bool,
    /// What it says, in a line of Markdown.
    pub about: &'static str,
}

/// A column and how its value is found in what a row is made of.
#[derive(Debug)]
struct Cell<F: 'static> {
    column: Column,
    value: F,
}

/// A column that always has a value.
const fn always<F>(name: &'static str, kind: Kind, about: &'static str, value: F) -> Cell<F> {
    Cell {
        column: Column {
            name,
            kind,
            nullable: false,
            about,
        },
        value,
    }
}

/// A column that can be null.
const fn maybe<F>(name: &'static str, kind: Kind, about: &'static str, value: F) -> Cell<F> {
    Cell {
        column: Column {
            name,
            kind,
            nullable: true,
            about,
        },
        value,
    }
}

impl Table {
    /// All tables.
    pub const ALL: [Self; 3] = [Self::Answers, Self::Gaps, Self::Evidence];

    /// Its name, also as that of a file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Answers => "answers",
            Self::Gaps => "gaps",
            Self::Evidence => "evidence",
        }
    }

    /// Its columns, in order.
    #[must_use]
    pub fn columns(self) -> Vec<Column> {
        match self {
            Self::Answers => answers::COLUMNS.iter().map(|c| c.column).collect(),
            Self::Gaps => gaps::COLUMNS.iter().map(|c| c.column).collect(),
            Self::Evidence => evidence::COLUMNS.iter().map(|c| c.column).collect(),
        }
    }
}

/// Where a row comes from.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Origin {
    /// The file or folder as the call named it.
    pub source: String,
    /// The answer file, from there; none for a control that nobody has begun.
    pub file: Option<String>,
}

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// A JSON object a line.
    Jsonl,
    /// Apache Parquet, compressed with Snappy.
    Parquet,
}

impl Format {
    /// How a file of it ends.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Jsonl => "jsonl",
            Self::Parquet => "parquet",
        }
    }
}

/// A table that is being written, row by row: what is held in memory is
/// bounded, however many rows there are.
#[derive(Debug)]
pub struct Writer<W: Write + Send>(To<W>);

#[derive(Debug)]
enum To<W: Write + Send> {
    Jsonl(jsonl::Writer<W>),
    Parquet(Box<parquet::Writer<W>>),
}

impl<W: Write + Send> Writer<W> {
    /// Begins a table.
    ///
    /// # Errors
    /// When `out` cannot be written to.
    pub fn begin(table: Table, format: Format, out: W) -> io::Result<Self> {
        Ok(Self(match format {
            Format::Jsonl => To::Jsonl(jsonl::Writer::new(table, out)),
            Format::Parquet => To::Parquet(Box::new(parquet::Writer::new(table, out)?)),
        }))
    }

    /// Takes a row: a value for each of the table's columns, in order.
    ///
    /// # Errors
    /// When it cannot be written, or has other values than the columns say.
    pub fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        match &mut self.0 {
            To::Jsonl(writer) => writer.row(values),
            To::Parquet(writer) => writer.row(values),
        }
    }

    /// Writes what is still held, and the end.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(self) -> io::Result<W> {
        match self.0 {
            To::Jsonl(writer) => writer.finish(),
            To::Parquet(writer) => writer.finish(),
        }
    }
}

/// Why a row does not fit its table.
fn misfit(column: &str) -> io::Error {
    io::Error::other(format!("a value does not fit the column {column}"))
}
