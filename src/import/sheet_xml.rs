//! Changing cells in a sheet's XML and nothing else: what is not one of these
//! cells keeps its bytes.

use super::book::{address, letters};
use super::package::attribute;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::ops::Range;

/// A sheet's XML with other cells in it, and the cells that were left alone
/// because a formula is in them.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Spliced {
    pub xml: String,
    pub formulas: Vec<(u32, u32)>,
}

/// Why a sheet's XML cannot be changed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub(super) struct BadSheet(String);

/// Puts texts into cells, by row and column from 0. A row has to be there.
///
/// # Errors
/// When the XML is not well-formed, or its rows or cells are out of order.
pub(super) fn splice(xml: &str, texts: &BTreeMap<(u32, u32), String>) -> Result<Spliced, BadSheet> {
    let mut walk = Walk {
        texts,
        changes: Vec::new(),
        formulas: Vec::new(),
        columns: Vec::new(),
        prefix: String::new(),
        row: None,
        next_row: 0,
        cell: None,
        done: 0,
    };
    scan(xml, |event, depth, range| walk.event(event, depth, range))?;
    if walk.done != texts.len() {
        return Err(BadSheet(
            "a row of the sheet was not found again".to_owned(),
        ));
    }
    let mut out = String::with_capacity(xml.len() + 4096);
    let mut from = 0;
    for (range, text) in &walk.changes {
        out.push_str(xml.get(from..range.start).unwrap_or_default());
        out.push_str(text);
        from = range.end;
    }
    out.push_str(xml.get(from..).unwrap_or_default());
    Ok(Spliced {
        xml: out,
        formulas: walk.formulas,
    })
}

/// Hands over each event with its depth (the root's is 1) and its bytes.
pub(super) fn scan(
    xml: &str,
    mut take: impl FnMut(&Event<'_>, usize, Range<usize>) -> Result<(), BadSheet>,
) -> Result<(), BadSheet> {
    let body = xml.trim_start_matches('\u{FEFF}');
    let offset = xml.len() - body.len();
    let mut reader = Reader::from_str(body);
    let mut depth: usize = 0;
    let at =
        |reader: &Reader<&[u8]>| usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
    loop {
        let start = at(&reader);
        let event = reader
            .read_event()
            .map_err(|e| BadSheet(super::short(&e.to_string())))?;
        let range = start + offset..at(&reader) + offset;
        match &event {
            Event::Eof => return Ok(()),
            Event::Start(_) => {
                depth += 1;
                take(&event, depth, range)?;
            }
            Event::Empty(_) => take(&event, depth + 1, range)?,
            Event::End(_) => {
                take(&event, depth, range)?;
                depth = depth.saturating_sub(1);
            }
            _ => take(&event, depth, range)?,
        }
    }
}

struct Walk<'a> {
    texts: &'a BTreeMap<(u32, u32), String>,
    changes: Vec<(Range<usize>, String)>,
    formulas: Vec<(u32, u32)>,
    /// First and last column, and their format.
    columns: Vec<(u32, u32, String)>,
    prefix: String,
    row: Option<Row>,
    next_row: u32,
    cell: Option<Cell>,
    done: usize,
}

struct Row {
    at: u32,
    style: String,
    /// The columns that are still to be filled, in reverse.
    wanted: Vec<u32>,
    next: u32,
}

struct Cell {
    column: u32,
    style: String,
    start: usize,
    formula: bool,
}

impl Walk<'_> {
    fn event(
        &mut self,
        event: &Event<'_>,
        depth: usize,
        range: Range<usize>,
    ) -> Result<(), BadSheet> {
        match event {
            Event::Start(e) | Event::Empty(e) => {
                let empty = matches!(event, Event::Empty(_));
                match (depth, e.local_name().as_ref()) {
                    (2, "sheetData") => {
                        let prefix = e.name().prefix().map(|p| format!("{}:", p.as_ref()));
                        self.prefix = prefix.unwrap_or_default();
                    }
                    (3, "col") => self.column(e),
                    (3, "row") => self.start_row(e, empty)?,
                    (4, "c") if self.row.is_some() => self.start_cell(e, empty, range)?,
                    (5, "f") => {
                        if let Some(cell) = &mut self.cell {
                            cell.formula = true;
                        }
                    }
                    _ => {}
                }
            }
            Event::End(e) => match (depth, e.local_name().as_ref()) {
                (4, "c") => self.end_cell(range.end),
                (3, "row") => self.end_row(range.start),
                _ => {}
            },
            _ => {}
        }
        Ok(())
    }

    fn column(&mut self, e: &BytesStart<'_>) {
        let number = |key| attribute(e, key).and_then(|v| v.parse::<u32>().ok());
        if let (Some(min), Some(max), Some(style)) =
            (number("min"), number("max"), attribute(e, "style"))
        {
            self.columns
                .push((min.saturating_sub(1), max.saturating_sub(1), style));
        }
    }

    fn start_row(&mut self, e: &BytesStart<'_>, empty: bool) -> Result<(), BadSheet> {
        let numbered = attribute(e, "r").and_then(|v| v.trim().parse::<u32>().ok());
        let at = numbered.map_or(self.next_row, |n| n.saturating_sub(1));
        if at < self.next_row {
            return Err(BadSheet(
                "the rows of the sheet are out of order".to_owned(),
            ));
        }
        self.next_row = at.saturating_add(1);
        let wanted: Vec<u32> = self
            .texts
            .range((at, 0)..=(at, u32::MAX))
            .map(|((_, c), _)| *c)
            .rev()
            .collect();
        let own = attribute(e, "customFormat").is_some_and(|v| v == "1" || v == "true");
        self.row = (!empty && !wanted.is_empty()).then(|| Row {
            at,
            style: attribute(e, "s").filter(|_| own).unwrap_or_default(),
            wanted,
            next: 0,
        });
        Ok(())
    }

    fn start_cell(
        &mut self,
        e: &BytesStart<'_>,
        empty: bool,
        range: Range<usize>,
    ) -> Result<(), BadSheet> {
        let Some(row) = &mut self.row else {
            return Ok(());
        };
        let column = attribute(e, "r").map_or(Some(row.next), |r| column_of(&r));
        let Some(column) = column.filter(|c| *c >= row.next) else {
            return Err(BadSheet("the cells of a row are out of order".to_owned()));
        };
        row.next = column.saturating_add(1);
        let mut before = Vec::new();
        while row.wanted.last().is_some_and(|w| *w < column) {
            before.extend(row.wanted.pop());
        }
        let here = row.wanted.last() == Some(&column);
        if here {
            row.wanted.pop();
        }
        self.insert(&before, range.start);
        if here {
            let cell = Cell {
                column,
                style: attribute(e, "s").unwrap_or_default(),
                start: range.start,
                formula: false,
            };
            self.cell = Some(cell);
            if empty {
                self.end_cell(range.end);
            }
        }
        Ok(())
    }

    fn end_cell(&mut self, end: usize) {
        let (Some(cell), Some(row)) = (self.cell.take(), &self.row) else {
            return;
        };
        let place = (row.at, cell.column);
        self.done += 1;
        if cell.formula {
            self.formulas.push(place);
            return;
        }
        let text = self.cell_xml(place, &cell.style);
        self.changes.push((cell.start..end, text));
    }

    fn end_row(&mut self, start: usize) {
        if let Some(mut row) = self.row.take() {
            let rest: Vec<u32> = std::mem::take(&mut row.wanted).into_iter().rev().collect();
            self.row = Some(row);
            self.insert(&rest, start);
        }
        self.row = None;
    }

    /// Puts cells that are not there in front of a place.
    fn insert(&mut self, columns: &[u32], at: usize) {
        let Some((row, own)) = self.row.as_ref().map(|r| (r.at, r.style.clone())) else {
            return;
        };
        for column in columns {
            let of_column = self
                .columns
                .iter()
                .find(|(min, max, _)| (min..=max).contains(&column));
            let style = match of_column {
                Some((_, _, style)) if own.is_empty() => style.clone(),
                _ => own.clone(),
            };
            let text = self.cell_xml((row, *column), &style);
            self.changes.push((at..at, text));
            self.done += 1;
        }
    }

    /// A cell that holds a text whatever it looks like.
    fn cell_xml(&self, place: (u32, u32), style: &str) -> String {
        let p = &self.prefix;
        let mut out = format!("<{p}c r=\"{}\"", address(place.0, place.1));
        if !style.is_empty() {
            let _ = write!(out, " s=\"{}\"", quick_xml::escape::escape(style));
        }
        let text = self.texts.get(&place).map_or("", String::as_str);
        let text = xml_text(text);
        let _ = write!(
            out,
            " t=\"inlineStr\"><{p}is><{p}t xml:space=\"preserve\">{text}</{p}t></{p}is></{p}c>"
        );
        out
    }
}

/// A text as a cell's XML has it: control characters made visible, and what
/// Excel would take for one of its escapes (`_x000D_`) escaped.
fn xml_text(text: &str) -> String {
    let shown = crate::report::xlsx::shown(text);
    let mut out = String::with_capacity(shown.len());
    for (at, c) in shown.char_indices() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '_' if is_escape(shown.get(at..).unwrap_or_default()) => out.push_str("_x005F_"),
            c => out.push(c),
        }
    }
    out
}

/// Whether a text starts with `_x`, four hex digits and `_`.
fn is_escape(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.get(1) == Some(&b'x')
        && bytes.get(6) == Some(&b'_')
        && bytes
            .get(2..6)
            .is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
}

/// The column of an address, from 0.
fn column_of(address: &str) -> Option<u32> {
    Some(place_of(address.trim())?.1)
}

/// Row and column of an address such as `D12` or `$D$12`, from 0.
pub(super) fn place_of(address: &str) -> Option<(u32, u32)> {
    let address = address.replace('$', "");
    let letters_end = address.find(|c: char| !c.is_ascii_alphabetic())?;
    let (name, digits) = address.split_at(letters_end);
    if name.is_empty() || name.len() > 3 {
        return None;
    }
    let number = name.bytes().fold(0_u32, |n, b| {
        n * 26 + u32::from(b.to_ascii_uppercase() - b'A') + 1
    });
    let row: u32 = digits.parse().ok()?;
    let place = (row.checked_sub(1)?, number - 1);
    (letters(place.1).eq_ignore_ascii_case(name)).then_some(place)
}
