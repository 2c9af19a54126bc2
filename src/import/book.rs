//! A workbook's cells, as far as they say something.

use super::Note;
use super::container::{self, Unreadable};
use super::merges::{Merge, Merges};
use calamine::{Data, DataRef, Reader, Xlsx};
use quick_xml::events::Event;
use std::collections::BTreeMap;
use std::io::Cursor;

/// The most that the texts of all cells may come to, in bytes: one text can
/// stand in many cells.
const MOST_TEXT: usize = 64 * 1024 * 1024;
/// The most cells with something in them.
const MOST_CELLS: usize = 1_000_000;

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text; of a number or a truth value, as a sheet shows it; of a
    /// formula, what it came to.
    Text(String),
    /// An error such as `#REF!`.
    Error(String),
    /// A formula that nobody has computed.
    Formula,
}

/// What is to be said of a [`Value::Formula`].
pub(super) const NO_VALUE: &str = "a formula without a value: open the workbook and save it once";

/// A sheet: its cells by row and column, from 0.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    cells: BTreeMap<(u32, u32), Value>,
    /// What is merged.
    pub(super) merged: Merges,
    /// Errors that are not known, and the address of a cell before them.
    pub(super) errors: Vec<(String, String)>,
}

/// A workbook.
#[derive(Debug, Clone, Default)]
pub struct Book {
    /// What it is called in messages.
    pub name: String,
    /// Its sheets, in order.
    pub sheets: Vec<Sheet>,
}

impl Book {
    /// Reads a workbook (.xlsx) from its bytes.
    ///
    /// # Errors
    /// When it is none, is damaged, or too large.
    pub fn read(name: &str, bytes: &[u8]) -> Result<Self, Unreadable> {
        let mut zip = container::open(bytes)?;
        let texts: Vec<String> = zip
            .file_names()
            .filter_map(Result::ok)
            .filter(|n| n.to_lowercase().ends_with("sharedstrings.xml"))
            .map(std::borrow::Cow::into_owned)
            .collect();
        for part in texts {
            if let Some((_, bytes)) = container::part(&mut zip, &part)? {
                no_empty_promise(&bytes)?;
            }
        }
        let mut formulas = false;
        let parts: Vec<String> = zip
            .file_names()
            .filter_map(Result::ok)
            .filter(|n| n.to_lowercase().ends_with(".xml"))
            .map(std::borrow::Cow::into_owned)
            .collect();
        for part in parts {
            if let Some((_, bytes)) = container::part(&mut zip, &part)? {
                no_place_beyond(&bytes)?;
                formulas |= has_formula(&bytes);
            }
        }
        let mut xlsx = Xlsx::new(Cursor::new(bytes)).map_err(failed)?;
        let (mut text, mut count) = (MOST_TEXT, 0);
        let mut sheets = Vec::new();
        let names: Vec<String> = xlsx.sheet_names().clone();
        for name in names {
            let mut sheet = Sheet {
                name: name.clone(),
                ..Sheet::default()
            };
            let mut reader = match xlsx.worksheet_cells_reader(&name) {
                Ok(reader) => reader,
                // A sheet that is a chart has no cells.
                Err(calamine::XlsxError::NotAWorksheet(_)) => continue,
                Err(error) => return Err(failed(error)),
            };
            let mut last = address(0, 0);
            loop {
                let cell = match reader.next_cell() {
                    Ok(Some(cell)) => cell,
                    Ok(None) => break,
                    // Newer than the reader: `#SPILL!`. The rest can be read.
                    Err(calamine::XlsxError::CellError(error)) if sheet.errors.len() < 100 => {
                        sheet.errors.push((error, last.clone()));
                        continue;
                    }
                    Err(error) => return Err(failed(error)),
                };
                let Some(value) = value(cell.get_value()) else {
                    continue;
                };
                count += 1;
                let length = match &value {
                    Value::Text(t) | Value::Error(t) => t.len(),
                    Value::Formula => 0,
                };
                text = text
                    .checked_sub(length)
                    .filter(|_| count <= MOST_CELLS)
                    .ok_or(Unreadable::Bomb("its cells hold too much"))?;
                let place = cell.get_position();
                last = address(place.0, place.1);
                sheet.cells.insert(place, value);
            }
            drop(reader);
            if formulas {
                for place in not_computed(&mut xlsx, &name) {
                    sheet.cells.entry(place).or_insert(Value::Formula);
                }
            }
            if let Ok(merged) = xlsx.merge_cells_by_sheet_name(&name) {
                sheet.merged = Merges::of(merged.iter().map(|m| Merge {
                    first: m.start,
                    last: m.end,
                }));
            }
            sheets.push(sheet);
        }
        Ok(Self {
            name: name.to_owned(),
            sheets,
        })
    }
}

impl Sheet {
    /// A sheet made of texts, for tests and programs that have them already.
    #[must_use]
    pub fn of(name: &str, cells: impl IntoIterator<Item = ((u32, u32), Value)>) -> Self {
        Self {
            name: name.to_owned(),
            cells: cells.into_iter().collect(),
            merged: Merges::default(),
            errors: Vec::new(),
        }
    }

    /// What stands in a cell, if something does.
    #[must_use]
    pub fn value(&self, row: u32, column: u32) -> Option<&Value> {
        self.cells.get(&(row, column))
    }

    /// The text of a cell; empty for an error and for nothing.
    #[must_use]
    pub fn text(&self, row: u32, column: u32) -> &str {
        match self.cells.get(&(row, column)) {
            Some(Value::Text(text)) => text.trim(),
            _ => "",
        }
    }

    /// The cells of a row that have something in them.
    pub fn row(&self, row: u32) -> impl Iterator<Item = (u32, &Value)> {
        let cells = self.cells.range((row, 0)..=(row, u32::MAX));
        cells.map(|((_, column), value)| (*column, value))
    }

    /// The rows that have something in them, from one on.
    #[must_use]
    pub fn rows_from(&self, first: u32) -> Vec<u32> {
        let mut rows: Vec<u32> = self
            .cells
            .range((first, 0)..)
            .map(|((r, _), _)| *r)
            .collect();
        rows.dedup();
        rows
    }

    /// What is to be said of errors that are not known.
    pub(super) fn error_notes(&self, book: &str) -> impl Iterator<Item = Note> {
        self.errors.iter().map(move |(error, before)| {
            let what = format!("a cell after {before} holds an error, not a text");
            Note::of(book, &self.name, "", error, what)
        })
    }

    /// The last column that a text which starts in a cell reaches, if the
    /// cell is merged with others.
    pub(super) fn reach(&self, row: u32, column: u32) -> Option<u32> {
        self.merged.reach(row, column)
    }
}

/// A cell's address as people write it: `D12`, from row and column from 0.
#[must_use]
pub fn address(row: u32, column: u32) -> String {
    format!("{}{}", letters(column), u64::from(row) + 1)
}

/// A column's letters, from its number from 0.
#[must_use]
pub(super) fn letters(column: u32) -> String {
    let mut left = u64::from(column) + 1;
    let mut letters = Vec::new();
    while left > 0 {
        let digit = (left - 1) % 26;
        letters.push(char::from(b'A' + u8::try_from(digit).unwrap_or_default()));
        left = (left - 1) / 26;
    }
    letters.iter().rev().collect()
}

fn value(data: &DataRef<'_>) -> Option<Value> {
    let text = match Data::from(data.clone()) {
        Data::Error(error) => return Some(Value::Error(error.to_string())),
        Data::Bool(true) => "TRUE".to_owned(),
        Data::Bool(false) => "FALSE".to_owned(),
        Data::Float(number) => number.to_string(),
        Data::Int(number) => number.to_string(),
        Data::DateTime(time) => time.as_f64().to_string(),
        Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => text,
        _ => return None,
    };
    (!text.trim().is_empty()).then_some(Value::Text(text))
}

/// Whether a part may have a formula in it.
fn has_formula(bytes: &[u8]) -> bool {
    let starts = ["<f>", "<f ", ":f>", ":f "];
    starts
        .iter()
        .any(|s| memchr::memmem::find(bytes, s.as_bytes()).is_some())
}

/// The formulas of a sheet that no value stands beside, as programs write them
/// that do not compute.
fn not_computed(xlsx: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Vec<(u32, u32)> {
    let mut places = Vec::new();
    // What cannot be read was told by whoever read the values.
    let Ok(mut reader) = xlsx.worksheet_cells_reader(name) else {
        return places;
    };
    let mut errors = 0;
    loop {
        match reader.next_cell_with_formula_metadata() {
            Ok(Some(cell)) if places.len() < MOST_CELLS => {
                if cell.formula.is_some() && matches!(cell.value, DataRef::Empty) {
                    places.push(cell.pos);
                }
            }
            Err(calamine::XlsxError::CellError(_)) if errors < 100 => errors += 1,
            _ => return places,
        }
    }
}

fn failed(error: calamine::XlsxError) -> Unreadable {
    match error {
        calamine::XlsxError::Password => Unreadable::Password,
        other => Unreadable::damaged(other),
    }
}

/// Refuses a table of texts that promises more of them than it has room for:
/// room is made for what is promised.
fn no_empty_promise(bytes: &[u8]) -> Result<(), Unreadable> {
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e) | Event::Empty(e)) if e.local_name().as_ref() == "sst" => {
                let promised: u128 = super::package::attribute(&e, "uniqueCount")
                    .and_then(|count| count.trim().parse().ok())
                    .unwrap_or_default();
                // The shortest text is `<si/>`.
                if promised > (bytes.len() / 5) as u128 {
                    let why = "its table of texts promises more than it holds";
                    return Err(Unreadable::Damaged(why.to_owned()));
                }
                return Ok(());
            }
            Ok(Event::Eof) | Err(_) => return Ok(()),
            _ => {}
        }
    }
}

/// Refuses places that are beyond what the reader can count: it would take them
/// for other ones. What texts say is no place.
fn no_place_beyond(bytes: &[u8]) -> Result<(), Unreadable> {
    // Mostly nothing looks like one.
    if none_beyond(bytes).is_ok() {
        return Ok(());
    }
    let mut reader = quick_xml::Reader::from_reader(bytes);
    let config = reader.config_mut();
    (config.check_end_names, config.check_comments) = (false, false);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(e) | Event::Empty(e)) => none_beyond(e.as_bytes())?,
            Ok(Event::Eof) => return Ok(()),
            Ok(_) => {}
            Err(_) => return none_beyond(bytes),
        }
    }
}

fn none_beyond(bytes: &[u8]) -> Result<(), Unreadable> {
    for at in memchr::memchr_iter(b'=', bytes) {
        let (before, rest) = bytes.split_at_checked(at).unwrap_or_default();
        let before = before.trim_ascii_end();
        let rest = rest.get(1..).unwrap_or_default().trim_ascii_start();
        let Some((quote @ (b'"' | b'\''), rest)) = rest.split_first() else {
            continue;
        };
        let is_place = (before.ends_with(b"ref") && !before.ends_with(b"href"))
            || before
                .strip_suffix(b"r")
                .is_some_and(|b| b.last().is_some_and(u8::is_ascii_whitespace));
        if !is_place {
            continue;
        }
        let mut places = rest.split(|b| b == quote).next().unwrap_or_default();
        while let Some(start) = places.iter().position(u8::is_ascii_alphanumeric) {
            places = places.get(start..).unwrap_or_default();
            let run =
                |bytes: &[u8], of: fn(&u8) -> bool| bytes.iter().take_while(|b| of(b)).count();
            let letters = run(places, u8::is_ascii_alphabetic);
            places = places.get(letters..).unwrap_or_default();
            let digits = run(places, u8::is_ascii_digit);
            places = places.get(digits..).unwrap_or_default();
            if letters > 6 || digits > 9 {
                let why = "a cell is said to be where no sheet has one";
                return Err(Unreadable::Damaged(why.to_owned()));
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_that_cannot_be_counted_is_refused() {
        for (xml, is_fine) in [
            ("<c r=\"XFD1048576\"/><row r='7'>", true),
            ("<mergeCell ref=\"A1:$B$12\"/><x sqref = \"A1 B2\">", true),
            (
                "<t r=\"\">r = no place, 12345678901</t><a her=\"ABCDEFGH\"/>",
                true,
            ),
            ("<c r=\"ABCDEFG1\"/>", false),
            ("<c\nr = 'A1234567890'/>", false),
            ("<dimension ref=\"A1:A9999999999\"/>", false),
            ("<t href='https://a.example/'>r</t>", true),
            ("<t>&lt;a href=\"https://a.example/\"></t>", true),
            ("<t>of a text: r = \"ABCDEFG\"</t>", true),
            ("<t a='>' r=\"ABCDEFG1\">r</t>", false),
            ("<!-- ' --><t a='>' r=\"ABCDEFG1\">r</t>", false),
            // What is no XML is looked at as a whole.
            ("<t>of a text: r = \"ABCDEFG\"", true),
            ("<t>of a text: r = \"ABCDEFG\"<", false),
            ("<x sqref=\"A1 ABCDEFG1\"/>", false),
        ] {
            assert_eq!(no_place_beyond(xml.as_bytes()).is_ok(), is_fine, "{xml}");
        }
    }

    #[test]
    fn addresses_are_as_people_write_them() {
        for (row, column, said) in [
            (0, 0, "A1"),
            (11, 25, "Z12"),
            (0, 26, "AA1"),
            (9, 701, "ZZ10"),
            (0, 702, "AAA1"),
            (1_048_575, 16_383, "XFD1048576"),
        ] {
            assert_eq!(address(row, column), said);
        }
    }
}
