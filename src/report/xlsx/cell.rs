//! Cells: how the values of a report are written so that nothing in them takes
//! effect.

use super::look::Look;
use crate::assessment::Place;
use crate::report::csv::inert;
use crate::report::wrap::wrap;
use crate::text::visible;
use chrono::{DateTime, Datelike, NaiveDate, Timelike, Utc};
use rust_xlsxwriter::{ExcelDateTime, Format, Url, Worksheet, XlsxError};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The most characters that a cell holds, in UTF-16 units (Excel
/// specifications and limits).
pub const LONGEST_TEXT: usize = 32_767;
/// The longest address of a link, in characters.
const LONGEST_LINK: usize = 2_080;
/// The most links of a sheet.
const MOST_LINKS: usize = 65_530;
/// The largest whole number that Excel keeps: it has 15 digits.
const LARGEST_NUMBER: u64 = 999_999_999_999_999;

/// The height of a line of the standard font, in points.
const LINE: f64 = 15.0;
/// The heights of the rows that are set larger, in points.
const TITLE: f64 = 22.0;
const HEADING: f64 = 18.0;
/// The highest row, in points (Excel specifications and limits).
const HIGHEST_ROW: f64 = 409.0;

/// A value of a cell.
pub(super) enum Cell {
    /// A text.
    Text(String),
    /// A whole number; empty when not known.
    Number(Option<u64>),
    /// A number of a total: `3`, shown as `3 of 12`.
    Of(usize, usize),
    /// A day; empty when not known.
    Day(Option<NaiveDate>),
    /// A time, in UTC; empty when not known.
    Time(Option<DateTime<Utc>>),
    /// An address; a link when it is one for http or https.
    Href(String),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// A text as a cell shows it: control characters are made visible, and one
/// that a cell cannot hold is cut.
pub(super) fn safe(text: &str) -> String {
    cut(shown(text))
}

/// The format of a text. A text is a text whatever it starts with until
/// somebody edits it: one that looks like the start of a formula is marked, as
/// an apostrophe typed before it marks it, so that Excel keeps it one.
fn kept_text(text: &str, format: &Format) -> Format {
    let format = format.clone();
    if inert(text) == text {
        format
    } else {
        format.set_quote_prefix()
    }
}

/// A text without what XML cannot hold.
pub(crate) fn shown(text: &str) -> String {
    visible(text).replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}

fn cut(text: String) -> String {
    let length = text.encode_utf16().count();
    if length <= LONGEST_TEXT {
        return text;
    }
    let note = format!("\n[cut here: {length} characters, and a cell holds {LONGEST_TEXT}]");
    let room = LONGEST_TEXT.saturating_sub(note.len());
    let mut used = 0;
    let end = text
        .char_indices()
        .find(|(_, c)| {
            used += c.len_utf16();
            used > room
        })
        .map_or(text.len(), |(at, _)| at);
    format!("{}{note}", text.get(..end).unwrap_or_default())
}

/// Writes cells to a sheet, and counts its links.
pub(super) struct Writer<'a> {
    pub sheet: &'a mut Worksheet,
    pub look: &'a Look,
    /// Whether tables are of many controls.
    pub many: bool,
    links: usize,
    /// The width of each column, in characters.
    widths: BTreeMap<u16, usize>,
    /// The lines of each row that has more than one.
    lines: BTreeMap<u32, usize>,
}

impl<'a> Writer<'a> {
    pub fn new(sheet: &'a mut Worksheet, look: &'a Look) -> Self {
        Self {
            sheet,
            look,
            many: false,
            links: 0,
            widths: BTreeMap::new(),
            lines: BTreeMap::new(),
        }
    }

    /// Sets how wide a column is, in characters.
    pub fn width(&mut self, column: u16, width: u16) -> Result<(), XlsxError> {
        self.widths.insert(column, usize::from(width));
        self.sheet.set_column_width(column, width)?;
        Ok(())
    }

    /// Makes rows as high as their wrapped texts. Excel finds that out by
    /// itself, and other programs show such texts over one another.
    pub fn finish(self) -> Result<(), XlsxError> {
        for (row, lines) in self.lines {
            let lines = u16::try_from(lines).unwrap_or(u16::MAX);
            let height = (f64::from(lines) * LINE).min(HIGHEST_ROW);
            self.sheet.set_row_height(row, height)?;
        }
        Ok(())
    }

    fn measure(&mut self, row: u32, column: u16, text: &str) {
        let Some(width) = self.widths.get(&column) else {
            return;
        };
        // A little is lost at both edges of a cell.
        let lines = wrap(text, width.saturating_sub(1)).len();
        if lines > 1 {
            let most = self.lines.entry(row).or_default();
            *most = lines.max(*most);
        }
    }

    /// Writes a value. What Excel has no number or date for is a text.
    pub fn put(&mut self, row: u32, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let look = self.look;
        match cell {
            Cell::Text(text) => return self.text(row, column, text, &look.text),
            Cell::Number(None) | Cell::Day(None) | Cell::Time(None) => {
                self.sheet.write_blank(row, column, &look.text)?;
            }
            Cell::Number(Some(number)) if *number > LARGEST_NUMBER => {
                return self.text(row, column, &number.to_string(), &look.text);
            }
            #[allow(clippy::cast_precision_loss)] // 15 digits are exact.
            Cell::Number(Some(number)) => {
                let number = *number as f64;
                self.sheet
                    .write_number_with_format(row, column, number, &look.number)?;
            }
            #[allow(clippy::cast_precision_loss)] // Nobody has so many steps.
            Cell::Of(number, total) => {
                let look = look.of(*total);
                self.sheet
                    .write_number_with_format(row, column, *number as f64, &look)?;
            }
            Cell::Day(Some(day)) => match date(*day) {
                Some(date) => {
                    self.sheet
                        .write_datetime_with_format(row, column, date, &look.day)?;
                }
                None => return self.text(row, column, &day.to_string(), &look.text),
            },
            Cell::Time(Some(at)) => match time(*at) {
                Some(time) => {
                    self.sheet
                        .write_datetime_with_format(row, column, time, &look.time)?;
                }
                None => return self.text(row, column, &at.to_rfc3339(), &look.text),
            },
            Cell::Href(href) => return self.href(row, column, href),
        }
        Ok(())
    }

    /// Writes a text in a format of its own.
    pub fn text(
        &mut self,
        row: u32,
        column: u16,
        text: &str,
        format: &Format,
    ) -> Result<(), XlsxError> {
        let text = safe(text);
        if *format == self.look.title {
            self.sheet.set_row_height(row, TITLE)?;
        } else if *format == self.look.heading {
            self.sheet.set_row_height(row, HEADING)?;
        } else {
            self.measure(row, column, &text);
        }
        // Always as a string: nothing guesses a number, a date or a formula.
        let format = kept_text(&text, format);
        self.sheet
            .write_string_with_format(row, column, text, &format)?;
        Ok(())
    }

    fn href(&mut self, row: u32, column: u16, href: &str) -> Result<(), XlsxError> {
        let look = self.look;
        let Some(address) = address(href).filter(|_| self.links < MOST_LINKS) else {
            return self.text(row, column, href, &look.text);
        };
        self.links += 1;
        // The text is the address, so that no link pretends to be another.
        let text = safe(href);
        self.measure(row, column, &text);
        let link = Url::new(address).set_text(text);
        self.sheet
            .write_url_with_format(row, column, link, &look.link)?;
        Ok(())
    }
}

fn date(day: NaiveDate) -> Option<ExcelDateTime> {
    let year = u16::try_from(day.year()).ok().filter(|y| *y >= 1900)?;
    let month = u8::try_from(day.month()).ok()?;
    ExcelDateTime::from_ymd(year, month, u8::try_from(day.day()).ok()?).ok()
}

fn time(at: DateTime<Utc>) -> Option<ExcelDateTime> {
    let hour = u16::try_from(at.hour()).ok()?;
    let minute = u8::try_from(at.minute()).ok()?;
    date(at.date_naive())?
        .and_hms(hour, minute, at.second())
        .ok()
}

/// An http or https address as a link of a workbook has it: ASCII, the rest
/// percent-encoded; none where there cannot be one.
fn address(href: &str) -> Option<String> {
    if Place::of(href) != Place::Link {
        return None;
    }
    let mut address = String::new();
    for c in href.trim().chars() {
        if c.is_ascii_alphanumeric() || "-._~:/?#@!$&+,;=%()*'".contains(c) {
            address.push(c);
        } else {
            let mut bytes = [0; 4];
            for b in c.encode_utf8(&mut bytes).bytes() {
                let _ = write!(address, "%{b:02X}");
            }
        }
    }
    // The library would encode the percent signs of an address once more
    // unless it finds one of these in it.
    let known = [
        "%20", "%25", "%22", "%60", "%3C", "%3E", "%5B", "%5D", "%5E", "%7B", "%7D",
    ];
    let path = address.split('#').next().unwrap_or_default();
    let kept = !path.contains('%')
        || known
            .iter()
            .any(|k| path.contains(k) || path.contains(&k.to_ascii_lowercase()));
    (kept && address.len() <= LONGEST_LINK).then_some(address)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_a_cell_cannot_hold_is_cut_where_a_character_ends() {
        for text in ["a".repeat(40_000), "\u{1F511}".repeat(20_000)] {
            let cut = safe(&text);
            assert!(cut.encode_utf16().count() <= LONGEST_TEXT);
            assert!(cut.ends_with("[cut here: 40000 characters, and a cell holds 32767]"));
            assert!(cut.len() > LONGEST_TEXT - 100);
        }
        let fits = "a".repeat(LONGEST_TEXT);
        assert_eq!(safe(&fits), fits);
    }

    #[test]
    fn texts_are_visible_and_stay_texts() {
        assert_eq!(safe("=1+1"), "=1+1");
        assert_eq!(safe("\r=1"), "␍=1");
        let plain = Format::new();
        let marked = Format::new().set_quote_prefix();
        for text in ["=1+1", "- bullet", "-", "\t=1", " @x", "\n1"] {
            assert_eq!(kept_text(text, &plain), marked, "{text:?}");
        }
        for text in ["1=1", "'=1", "a - b", ""] {
            assert_eq!(kept_text(text, &plain), plain, "{text:?}");
        }
        assert_eq!(safe("a\u{1b}[31m\u{FFFF}"), "a␛[31m\u{FFFD}");
        assert_eq!(safe("two\nlines"), "two\nlines");
    }

    #[test]
    fn a_sheet_has_no_more_links_than_excel_reads() {
        let (mut sheet, look) = (Worksheet::new(), Look::new());
        let mut out = Writer::new(&mut sheet, &look);
        let href = Cell::Href("https://e.com".into());
        for row in 0..66_000 {
            out.put(row, 0, &href).unwrap();
        }
        assert_eq!(out.links, MOST_LINKS);
    }

    #[test]
    fn only_web_addresses_that_arrive_are_links() {
        for (href, link) in [
            ("https://e.com/a?b=c&d#e", Some("https://e.com/a?b=c&d#e")),
            (
                "https://e.com/a b\"<é",
                Some("https://e.com/a%20b%22%3C%C3%A9"),
            ),
            ("https://e.com/a%20b%2F", Some("https://e.com/a%20b%2F")),
            ("https://e.com/%2F", None),
            ("javascript:alert(1)", None),
            ("file:///etc/passwd", None),
            ("evidence/a.pdf", None),
        ] {
            assert_eq!(address(href).as_deref(), link, "{href}");
        }
        let long = format!("https://e.com/{}", "a".repeat(3_000));
        assert_eq!(address(&long), None);
    }
}
