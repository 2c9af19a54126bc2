//! How a workbook looks on the screen and on paper.

use super::cell::{Cell, Writer, shown};
use crate::report::Report;
use crate::text::one_line;
use chrono::NaiveDate;
use rust_xlsxwriter::{
    ConditionalFormatCell, ConditionalFormatCellRule, Format, FormatAlign, FormatBorder,
    IgnoreError, Worksheet, XlsxError,
};

/// The formats of cells.
pub(super) struct Look {
    /// Texts, wrapped.
    pub text: Format,
    /// Whole numbers.
    pub number: Format,
    /// Days.
    pub day: Format,
    /// Times.
    pub time: Format,
    /// Links.
    pub link: Format,
    /// The first row of a table.
    pub header: Format,
    /// What a row of facts is about.
    pub label: Format,
    /// The name of a table among others.
    pub heading: Format,
    /// The name of the workbook.
    pub title: Format,
}

impl Look {
    pub fn new() -> Self {
        let plain = || Format::new().set_align(FormatAlign::Top);
        let text = || plain().set_text_wrap();
        let left = || plain().set_align(FormatAlign::Left);
        Self {
            text: text(),
            number: plain().set_num_format("#,##0"),
            day: left().set_num_format("yyyy-mm-dd"),
            time: left().set_num_format("yyyy-mm-dd hh:mm:ss"),
            link: text().set_hyperlink(),
            header: text()
                .set_bold()
                .set_background_color(0x001F_3864)
                .set_font_color(0x00FF_FFFF)
                .set_border_bottom(FormatBorder::Thin),
            label: text().set_bold(),
            heading: plain().set_bold().set_font_size(13),
            title: plain().set_bold().set_font_size(16),
        }
    }

    /// Numbers of a total: `3` is shown as `3 of 12`.
    pub fn of(&self, total: usize) -> Format {
        self.number
            .clone()
            .set_num_format(format!("0\" of {total}\""))
            .set_align(FormatAlign::Left)
    }
}

/// A column: its header, and its width in characters.
pub(super) type Column = (&'static str, u16);

/// How much a word weighs, shown by a colour beside the word.
#[derive(Clone, Copy)]
pub(super) enum Tone {
    Bad,
    Weak,
    Good,
}

/// Writes a table that is the whole sheet: a header that stays in sight, a
/// filter, and the rows. Returns how many rows there are.
pub(super) fn table(
    out: &mut Writer<'_>,
    columns: &[Column],
    frozen: u16,
    rows: impl Iterator<Item = Vec<Cell>>,
) -> Result<u32, XlsxError> {
    let look = out.look;
    let mut last_column = 0;
    for (column, (header, width)) in (0_u16..).zip(columns) {
        out.width(column, *width)?;
        out.text(0, column, header, &look.header)?;
        last_column = column;
    }
    let mut last_row = 0;
    for (row, cells) in (1_u32..).zip(rows) {
        for (column, cell) in (0_u16..).zip(&cells) {
            out.put(row, column, cell)?;
        }
        last_row = row;
    }
    out.sheet.set_freeze_panes(1, frozen)?;
    out.sheet.autofilter(0, 0, last_row, last_column)?;
    // Step ids look like numbers and are none.
    out.sheet
        .ignore_error_range(0, 0, last_row, last_column, IgnoreError::NumberStoredAsText)?;
    Ok(last_row)
}

/// As [`table`] with the rows of each of several controls, whose id stands
/// before them; of one control as it is.
pub(super) fn tables(
    out: &mut Writer<'_>,
    reports: &[Report],
    columns: &[Column],
    frozen: u16,
    rows: impl Fn(&Report) -> Vec<Vec<Cell>>,
) -> Result<u32, XlsxError> {
    if !out.many {
        let rows = reports.iter().flat_map(rows);
        return table(out, columns, frozen, rows);
    }
    let mut all = vec![("Control", 11)];
    all.extend_from_slice(columns);
    let rows = reports.iter().flat_map(|report| {
        let of = |row: Vec<Cell>| {
            let control = Cell::from(report.questionnaire.id.clone());
            std::iter::once(control).chain(row).collect()
        };
        rows(report).into_iter().map(of).collect::<Vec<Vec<Cell>>>()
    });
    table(out, &all, frozen + 1, rows)
}

/// Colours the cells of a column of [`tables`] that hold exactly a word.
pub(super) fn highlight(
    out: &mut Writer<'_>,
    column: u16,
    last_row: u32,
    words: &[(&str, Tone)],
) -> Result<(), XlsxError> {
    let before = u16::from(out.many);
    highlight_in(out.sheet, column + before, last_row, words)
}

/// Colours the cells of a column that hold exactly a word.
pub(super) fn highlight_in(
    sheet: &mut Worksheet,
    column: u16,
    last_row: u32,
    words: &[(&str, Tone)],
) -> Result<(), XlsxError> {
    if last_row == 0 {
        return Ok(());
    }
    for (word, tone) in words {
        let (ink, paper) = match tone {
            Tone::Bad => (0x009C_0006, 0x00FF_C7CE),
            Tone::Weak => (0x007F_6000, 0x00FF_EB9C),
            Tone::Good => (0x0000_6100, 0x00C6_EFCE),
        };
        let format = Format::new()
            .set_font_color(ink)
            .set_background_color(paper);
        let rule = ConditionalFormatCell::new()
            .set_rule(ConditionalFormatCellRule::EqualTo(*word))
            .set_format(format);
        sheet.add_conditional_format(1, column, last_row, column, &rule)?;
    }
    Ok(())
}

/// Paper sizes as Excel numbers them.
#[derive(Clone, Copy)]
pub(super) enum Paper {
    A3 = 8,
    A4 = 9,
}

/// Sets a sheet up for print: landscape, one page wide, its first row on each
/// page, whose it is and the page's number around it.
pub(super) fn paper(
    sheet: &mut Worksheet,
    (subject, control): (&str, &str),
    today: NaiveDate,
    paper: Paper,
) -> Result<(), XlsxError> {
    sheet
        .set_landscape()
        .set_paper_size(paper as u8)
        .set_print_fit_to_pages(1, 0)
        .set_repeat_rows(0, 0)?
        .set_margins(0.4, 0.4, 0.7, 0.6, 0.3, 0.3)
        .set_header(format!(
            "&L{}&R{}",
            printed(subject, 80),
            printed(control, 30)
        ))
        .set_footer(format!("&L&A&CPage &P of &N&RAs of {today}"));
    Ok(())
}

/// A text in the header of a page, where `&` starts a code. All of a header
/// has at most 255 characters.
fn printed(text: &str, most: usize) -> String {
    // The library takes `&[Page]` for a code even behind another `&`.
    short(text, most).replace("&[", "& [").replace('&', "&&")
}

/// A text on one line, of no more than so many UTF-16 units and a mark.
pub(super) fn short(text: &str, most: usize) -> String {
    let text = shown(&one_line(text));
    let mut short = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.len_utf16();
        if used > most {
            short.push('…');
            break;
        }
        short.push(c);
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_page_header_is_a_code() {
        assert_eq!(printed("R&D &P\n&[Page]", 80), "R&&D &&P && [Page]");
        assert_eq!(printed(&"&".repeat(300), 80).len(), 160 + '…'.len_utf8());
    }
}
