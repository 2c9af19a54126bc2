//! A table as JSON lines: an object a row, on a line of its own (RFC 8259).

use super::value::Value;
use super::{Column, Table, misfit};
use crate::text::{is_odd, is_unsafe};
use std::io::{self, Write};

/// Writes rows as lines.
#[derive(Debug)]
pub(super) struct Writer<W> {
    out: W,
    columns: Vec<Column>,
    line: String,
}

impl<W: Write> Writer<W> {
    pub fn new(table: Table, out: W) -> Self {
        Self {
            out,
            columns: table.columns(),
            line: String::new(),
        }
    }

    pub fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        self.line.clear();
        if values.len() != self.columns.len() {
            return Err(misfit("that is last"));
        }
        for (column, value) in self.columns.iter().zip(values) {
            let before = if self.line.is_empty() { "{\"" } else { ",\"" };
            self.line.push_str(before);
            self.line.push_str(column.name);
            self.line.push_str("\":");
            put(&mut self.line, value);
        }
        self.line.push_str("}\n");
        self.out.write_all(self.line.as_bytes())
    }

    pub fn finish(mut self) -> io::Result<W> {
        self.out.flush()?;
        Ok(self.out)
    }
}

fn put(line: &mut String, value: &Value<'_>) {
    use std::fmt::Write as _;
    // Writing to memory does not fail.
    let _ = match value {
        Value::Null => write!(line, "null"),
        Value::Number(number) => write!(line, "{number}"),
        Value::Flag(flag) => write!(line, "{flag}"),
        Value::Day(day) => write!(line, "\"{day}\""),
        Value::Time(at) => write!(line, "\"{}\"", at.format("%Y-%m-%dT%H:%M:%SZ")),
        Value::Text(text) => {
            string(line, text);
            Ok(())
        }
        Value::List(list) => {
            line.push('[');
            for (n, text) in list.iter().enumerate() {
                if n > 0 {
                    line.push(',');
                }
                string(line, text);
            }
            line.push(']');
            Ok(())
        }
    };
}

/// A JSON string. What would steer a terminal is an escape, and so is what
/// some readers take for the end of a line.
fn string(line: &mut String, text: &str) {
    use std::fmt::Write as _;
    line.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(escaped) {
        let (before, after) = rest.split_at(at);
        line.push_str(before);
        let mut chars = after.chars();
        match chars.next() {
            Some('"') => line.push_str("\\\""),
            Some('\\') => line.push_str("\\\\"),
            Some('\n') => line.push_str("\\n"),
            Some('\t') => line.push_str("\\t"),
            Some(c) => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    let _ = write!(line, "\\u{unit:04x}");
                }
            }
            None => {}
        }
        rest = chars.as_str();
    }
    line.push_str(rest);
    line.push('"');
}

fn escaped(c: char) -> bool {
    matches!(c, '"' | '\\' | '\n' | '\t') || is_unsafe(c) || is_odd(c)
}
