//! Cutting a parsed text: every header and every key with the lines it stands
//! on, and what is left between them.

use super::{Block, Entry, Layout};
use std::sync::Arc;
use toml_edit::{Document, Item, Table};

struct Mark {
    start: usize,
    end: usize,
    path: Vec<String>,
    /// Whether it is a header, and if so, of an array of tables.
    header: Option<bool>,
}

impl Layout {
    /// Cuts a parsed text into pieces.
    #[must_use]
    pub fn of<S: AsRef<str>>(document: &Document<S>) -> Self {
        let text = document.raw();
        let mut marks = Vec::new();
        collect(document.as_table(), &mut Vec::new(), &mut marks);
        marks.sort_by_key(|m| m.start);
        let slice = |from: usize, to: usize| text.get(from..to).unwrap_or_default().to_owned();
        let mut layout = Self {
            blocks: vec![Arc::default()],
            tail: String::new(),
            crlf: text.contains("\r\n"),
        };
        let mut cursor = 0;
        for mark in marks {
            let line = text
                .get(..mark.start)
                .and_then(|t| t.rfind('\n'))
                .map_or(0, |at| at + 1);
            let next = text
                .get(mark.end..)
                .and_then(|t| t.find('\n'))
                .map_or(text.len(), |at| mark.end + at + 1);
            let lead = slice(cursor, line);
            cursor = next;
            if let Some(array) = mark.header {
                layout.blocks.push(Arc::new(Block {
                    path: mark.path,
                    array,
                    lead,
                    header: slice(line, next),
                    entries: Vec::new(),
                }));
            } else if let Some(block) = layout.blocks.last_mut().map(Arc::make_mut) {
                block.entries.push(Entry {
                    path: mark.path.into_iter().skip(block.path.len()).collect(),
                    lead,
                    before: slice(line, mark.start),
                    value: slice(mark.start, mark.end),
                    after: slice(mark.end, next),
                });
            }
        }
        layout.tail = slice(cursor, text.len());
        layout
    }
}

fn collect(table: &Table, path: &mut Vec<String>, marks: &mut Vec<Mark>) {
    let mark = |path: &[String], span: Option<std::ops::Range<usize>>, header| {
        let span = span?;
        Some(Mark {
            start: span.start,
            end: span.end,
            path: path.to_vec(),
            header,
        })
    };
    for (key, item) in table {
        path.push(key.to_owned());
        match item {
            Item::None => {}
            Item::Value(value) => marks.extend(mark(path, value.span(), None)),
            Item::Table(inner) => {
                if !inner.is_dotted() && !inner.is_implicit() {
                    marks.extend(mark(path, inner.span(), Some(false)));
                }
                collect(inner, path, marks);
            }
            Item::ArrayOfTables(tables) => {
                for inner in tables {
                    marks.extend(mark(path, inner.span(), Some(true)));
                    collect(inner, path, marks);
                }
            }
        }
        path.pop();
    }
}
