//! JSON of lists that are read by people too, compared by git and searched by
//! line: each thing in a list on a line of its own.

use serde_json::ser::Formatter;
use std::io::{Result, Write};

/// How deep things have lines of their own: the object itself, and its lists.
const OPEN: usize = 2;

/// Lays JSON out.
#[derive(Debug, Default)]
pub struct Rows {
    depth: usize,
    /// Whether there is something in what was begun last.
    has_value: bool,
}

impl Rows {
    fn line<W: ?Sized + Write>(&self, out: &mut W) -> Result<()> {
        out.write_all(match self.depth {
            0 => b"\n",
            1 => b"\n  ",
            _ => b"\n    ",
        })
    }

    fn begin<W: ?Sized + Write>(&mut self, out: &mut W, sign: &[u8]) -> Result<()> {
        self.depth += 1;
        self.has_value = false;
        out.write_all(sign)
    }

    fn end<W: ?Sized + Write>(&mut self, out: &mut W, sign: &[u8]) -> Result<()> {
        let was_open = self.depth <= OPEN;
        self.depth -= 1;
        if was_open && self.has_value {
            self.line(out)?;
        }
        self.has_value = true;
        out.write_all(sign)
    }

    fn next<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        if self.depth <= OPEN {
            if !first {
                out.write_all(b",")?;
            }
            return self.line(out);
        }
        if !first {
            out.write_all(b", ")?;
        }
        Ok(())
    }
}

impl Formatter for Rows {
    fn begin_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.begin(out, b"[")
    }

    fn end_array<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.end(out, b"]")
    }

    fn begin_array_value<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        self.next(out, first)
    }

    fn end_array_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.has_value = true;
        Ok(())
    }

    fn begin_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.begin(out, b"{")
    }

    fn end_object<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        self.end(out, b"}")
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, out: &mut W, first: bool) -> Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, out: &mut W) -> Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: ?Sized + Write>(&mut self, _: &mut W) -> Result<()> {
        self.has_value = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde::Serialize;
    use serde_json::{Value, json};

    fn laid_out(value: &Value) -> String {
        let mut out = Vec::new();
        let mut writer = serde_json::Serializer::with_formatter(&mut out, Rows::default());
        value.serialize(&mut writer).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn each_thing_in_a_list_has_a_line() {
        let value = json!({
            "all": {"gaps": {"major": 1, "minor": 2}, "of": []},
            "by": "role",
            "list": [{"id": "a", "used_by": [{"item": "01"}, {"item": "02"}]}, {}, []],
            "none": [],
            "nothing": {},
        });
        assert_eq!(
            laid_out(&value),
            r#"{
  "all": {
    "gaps": {"major": 1, "minor": 2},
    "of": []
  },
  "by": "role",
  "list": [
    {"id": "a", "used_by": [{"item": "01"}, {"item": "02"}]},
    {},
    []
  ],
  "none": [],
  "nothing": {}
}"#
        );
        assert_eq!(
            serde_json::from_str::<Value>(&laid_out(&value)).unwrap(),
            value
        );
    }
}
