//! The report as a workbook (Office Open XML): sheets for a summary, the steps,
//! the gaps, the corrective actions, the evidence and the AI-CAIQ answers.

mod cell;
mod folder;
mod look;
mod registers;
mod steps;
mod summary;

pub use cell::LONGEST_TEXT;
pub(crate) use cell::shown;
pub use folder::render as render_folder;

use super::Report;
use crate::questionnaire::ItemId;
use cell::Writer;
use chrono::{DateTime, SecondsFormat, Utc};
use look::{Look, Paper};
use rust_xlsxwriter::{DocProperties, IntoCustomDateTime, Workbook, XlsxError};

/// The most rows of a sheet below its header (Excel specifications and
/// limits: 1,048,576 rows).
const MOST_ROWS: usize = 1_048_575;

/// Why there is no workbook.
#[derive(Debug, thiserror::Error)]
pub enum WorkbookError {
    /// A sheet has too few rows for what there is.
    #[error(
        "the sheet {sheet} would have {rows} rows and a workbook holds {MOST_ROWS}: export csv or html instead"
    )]
    TooManyRows {
        /// The sheet.
        sheet: &'static str,
        /// How many rows it would have.
        rows: usize,
    },
    /// It is put together by a thread a sheet, and the system makes none.
    #[error(
        "no workbook can be made, which takes several threads: {0}; allow more of them (ulimit -u, or the container's limit of processes)"
    )]
    Threads(std::io::Error),
    /// It cannot be written.
    #[error("cannot make the workbook: {0}")]
    Write(#[from] XlsxError),
}

/// The report as a workbook that says it was made at `now`. The same report
/// and time give the same bytes.
///
/// All texts are written as they are and as texts, never as formulas. Those
/// that a CSV file would need an apostrophe before
/// ([`inert`](super::csv::inert)) are marked as texts, so that Excel makes none
/// a formula when it is edited. Control
/// characters are made visible. A text that a cell cannot hold is cut, and says
/// so.
///
/// # Errors
/// When there are more rows than a sheet holds.
pub fn render(report: &Report, now: DateTime<Utc>) -> Result<Vec<u8>, WorkbookError> {
    let reports = std::slice::from_ref(report);
    all_fit(reports, report.evidence.len())?;
    let mut book = Workbook::new();
    book.set_properties(&properties(report, now));
    let look = Look::new();
    let sheets: [(&str, Paper, Fill); 6] = [
        ("Summary", Paper::A4, summary::fill),
        ("Steps", Paper::A3, steps::fill),
        ("Gaps", Paper::A4, registers::gaps),
        ("Actions", Paper::A4, registers::actions),
        ("Evidence", Paper::A4, registers::evidence),
        ("AI-CAIQ", Paper::A4, registers::caiq),
    ];
    for (name, paper, fill) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        let whose = (report.subject.as_str(), report.questionnaire.id.as_str());
        look::paper(sheet, whose, report.today, paper)?;
        let mut out = Writer::new(sheet, &look);
        fill(&mut out, reports)?;
        out.finish()?;
    }
    saved(book)
}

/// The bytes of a workbook.
fn saved(mut book: Workbook) -> Result<Vec<u8>, WorkbookError> {
    crate::parallel::can_be_made(book.worksheets().len()).map_err(WorkbookError::Threads)?;
    Ok(book.save_to_buffer()?)
}

/// Fills a sheet with its part of a report.
type Fill = fn(&mut Writer<'_>, &[Report]) -> Result<(), XlsxError>;

/// Whether the sheets have room for the reports of some controls, and for so
/// many records of evidence.
fn all_fit(reports: &[Report], evidence: usize) -> Result<(), WorkbookError> {
    let is_step = |item: &ItemId| item.step().is_some();
    let items = || {
        let roles = reports.iter().flat_map(|report| &report.roles);
        roles.flat_map(|role| &role.rows)
    };
    let steps = items().filter(|r| is_step(&r.item)).count();
    fits("Steps", steps)?;
    fits("Gaps", reports.iter().map(|r| r.gaps.len()).sum())?;
    fits("Actions", reports.iter().map(|r| r.actions.len()).sum())?;
    fits("Evidence", evidence)?;
    fits("AI-CAIQ", items().count() - steps)
}

fn fits(sheet: &'static str, rows: usize) -> Result<(), WorkbookError> {
    if rows > MOST_ROWS {
        return Err(WorkbookError::TooManyRows { sheet, rows });
    }
    Ok(())
}

/// When a workbook was made: the library knows no time of chrono's without a
/// feature that this crate does not need otherwise.
struct Made(DateTime<Utc>);

impl IntoCustomDateTime for Made {
    fn utc_datetime(self) -> String {
        self.0.to_rfc3339_opts(SecondsFormat::Secs, true)
    }
}

fn properties(report: &Report, now: DateTime<Utc>) -> DocProperties {
    // Excel shows no more of a property.
    let short = |text: &str| look::short(text, 250);
    let q = &report.questionnaire;
    DocProperties::new()
        .set_title(short(&format!("{} · {} {}", report.subject, q.id, q.title)))
        .set_subject(short(&q.version))
        .set_author(short(&report.assessor))
        .set_comment(short(&q.attribution))
        .set_creation_datetime(Made(now))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_that_is_full_takes_no_more() {
        assert!(fits("Gaps", MOST_ROWS).is_ok());
        let error = fits("Gaps", MOST_ROWS + 1).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the sheet Gaps would have 1048576 rows and a workbook holds 1048575: export csv or html instead"
        );
    }
}
