//! A table as Apache Parquet: rows are held as columns until they make a row
//! group of bounded size.

use super::value::{Kind, Value};
use super::{Column, SCHEMA, Table, misfit};
use chrono::NaiveDate;
use parquet::basic::Compression;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::parser::parse_message_type;
use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;

/// The most rows of a row group. Readers share the work by row groups.
const ROWS: usize = 32_768;
/// How many bytes of texts a row group has before it is written.
const BYTES: usize = 8 * 1024 * 1024;

/// Writes rows as row groups.
#[derive(Debug)]
pub(super) struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Held>,
    rows: usize,
    bytes: usize,
}

/// A column of the rows that are not written yet.
#[derive(Debug)]
struct Held {
    column: Column,
    data: Data,
    /// For each value whether it is there (1) or null, or of an empty list
    /// (0); none where a column has neither.
    levels: Vec<i16>,
    /// For each value of lists whether it begins a row (0) or goes on (1).
    repeats: Vec<i16>,
}

#[derive(Debug)]
enum Data {
    Texts(Texts),
    Flags(Vec<bool>),
    Days(Vec<i32>),
    Numbers(Vec<i64>),
}

/// Texts one behind the other: one piece of memory instead of many.
#[derive(Debug, Default)]
struct Texts {
    bytes: Vec<u8>,
    ends: Vec<usize>,
}

impl<W: Write + Send> Writer<W> {
    pub fn new(table: Table, out: W) -> io::Result<Self> {
        let columns = table.columns();
        let schema = parse_message_type(&schema(table, &columns)).map_err(failed)?;
        let about = [
            ("aicaiq.table", table.name().to_owned()),
            ("aicaiq.schema_version", SCHEMA.to_string()),
        ];
        let about = about.map(|(key, value)| KeyValue::new(key.to_owned(), value));
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("aicaiq version ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_key_value_metadata(Some(about.into()))
            .build();
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties));
        Ok(Self {
            file: file.map_err(failed)?,
            columns: columns.into_iter().map(Held::new).collect(),
            rows: 0,
            bytes: 0,
        })
    }

    pub fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        if values.len() != self.columns.len() {
            return Err(misfit("that is last"));
        }
        for (held, value) in self.columns.iter_mut().zip(values) {
            self.bytes += held.take(value)?;
        }
        self.rows += 1;
        if self.rows >= ROWS || self.bytes >= BYTES {
            self.flush()?;
        }
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.flush()?;
        self.file.into_inner().map_err(failed)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.file.next_row_group().map_err(failed)?;
        for held in &mut self.columns {
            held.write(&mut group).map_err(failed)?;
        }
        group.close().map_err(failed)?;
        self.rows = 0;
        self.bytes = 0;
        Ok(())
    }
}

impl Held {
    fn new(column: Column) -> Self {
        let data = match column.kind {
            Kind::Text | Kind::List => Data::Texts(Texts::default()),
            Kind::Number | Kind::Time => Data::Numbers(Vec::new()),
            Kind::Flag => Data::Flags(Vec::new()),
            Kind::Day => Data::Days(Vec::new()),
        };
        Self {
            column,
            data,
            levels: Vec::new(),
            repeats: Vec::new(),
        }
    }

    /// Takes a value, and says how much memory that took where it varies.
    fn take(&mut self, value: &Value<'_>) -> io::Result<usize> {
        let there = !matches!(value, Value::Null);
        let Column { kind, nullable, .. } = self.column;
        let mut taken = 0;
        match (kind, value, &mut self.data) {
            (_, Value::Null, _) if nullable => {}
            (Kind::Text, Value::Text(text), Data::Texts(texts)) => taken += texts.push(text),
            (Kind::Number, Value::Number(number), Data::Numbers(numbers)) => numbers.push(*number),
            (Kind::Time, Value::Time(at), Data::Numbers(numbers)) => {
                numbers.push(at.timestamp_micros());
            }
            (Kind::Flag, Value::Flag(flag), Data::Flags(flags)) => flags.push(*flag),
            (Kind::Day, Value::Day(day), Data::Days(days)) => {
                let since = day.signed_duration_since(NaiveDate::default()).num_days();
                days.push(i32::try_from(since).map_err(|_| misfit(self.column.name))?);
            }
            (Kind::List, Value::List(list), Data::Texts(texts)) => {
                for (n, text) in list.iter().enumerate() {
                    taken += texts.push(text);
                    self.levels.push(1);
                    self.repeats.push(i16::from(n > 0));
                }
                if list.is_empty() {
                    self.levels.push(0);
                    self.repeats.push(0);
                }
                return Ok(taken);
            }
            _ => return Err(misfit(self.column.name)),
        }
        if nullable {
            self.levels.push(i16::from(there));
        }
        Ok(taken)
    }

    fn write<W: Write + Send>(
        &mut self,
        group: &mut SerializedRowGroupWriter<'_, W>,
    ) -> Result<(), ParquetError> {
        let missing = || ParquetError::General("a column too many".to_owned());
        let mut out = group.next_column()?.ok_or_else(missing)?;
        let nested = self.column.kind == Kind::List;
        let levels = (nested || self.column.nullable).then_some(self.levels.as_slice());
        let repeats = nested.then_some(self.repeats.as_slice());
        match &mut self.data {
            Data::Texts(texts) => {
                let texts = std::mem::take(texts).into_values();
                out.typed::<ByteArrayType>()
                    .write_batch(&texts, levels, repeats)?;
            }
            Data::Flags(flags) => {
                out.typed::<BoolType>().write_batch(flags, levels, None)?;
                flags.clear();
            }
            Data::Days(days) => {
                out.typed::<Int32Type>().write_batch(days, levels, None)?;
                days.clear();
            }
            Data::Numbers(numbers) => {
                out.typed::<Int64Type>()
                    .write_batch(numbers, levels, None)?;
                numbers.clear();
            }
        }
        self.levels.clear();
        self.repeats.clear();
        out.close()
    }
}

impl Texts {
    fn push(&mut self, text: &str) -> usize {
        self.bytes.extend_from_slice(text.as_bytes());
        self.ends.push(self.bytes.len());
        text.len() + size_of::<usize>()
    }

    fn into_values(self) -> Vec<ByteArray> {
        let all = ByteArray::from(self.bytes);
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let pairs = starts.zip(&self.ends);
        pairs.map(|(from, to)| all.slice(from, to - from)).collect()
    }
}

/// The schema as Parquet writes it.
fn schema(table: Table, columns: &[Column]) -> String {
    let mut out = format!("message {} {{\n", table.name());
    for column in columns {
        let need = if column.nullable {
            "optional"
        } else {
            "required"
        };
        let (kind, logical) = match column.kind {
            Kind::Text => ("binary", " (STRING)"),
            Kind::Number => ("int64", ""),
            Kind::Flag => ("boolean", ""),
            Kind::Day => ("int32", " (DATE)"),
            Kind::Time => ("int64", " (TIMESTAMP(MICROS,true))"),
            Kind::List => ("group", " (LIST)"),
        };
        let inner = match column.kind {
            Kind::List => " { repeated group list { required binary element (STRING); } }",
            _ => ";",
        };
        let name = column.name;
        let _ = writeln!(out, "{need} {kind} {name}{logical}{inner}");
    }
    out.push('}');
    out
}

/// The reason behind the error of the library, where it is one of writing.
fn failed(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(inner) => io::Error::other(inner),
        },
        other => io::Error::other(other),
    }
}
