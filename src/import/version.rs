//! Which version of the matrix a workbook is of.

use super::book::{Book, Sheet};

impl Book {
    /// The version of the matrix that the workbook declares, as `1.1.0`: in
    /// the first cell of a sheet, else in a title or in a name.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        let mut sheets = self.sheets.iter();
        sheets
            .find_map(declared)
            .or_else(|| self.sheets.iter().find_map(titled))
            .or_else(|| version_in(&self.name))
    }
}

/// Whether two versions are the same as far as ids go: CSA has renumbered
/// controls from 1.0 to 1.1.
#[must_use]
pub fn same_version(a: &str, b: &str) -> bool {
    let numbers = |text: &str| -> Vec<String> {
        let digits = text.split(|c: char| !c.is_ascii_digit());
        digits
            .filter(|d| !d.is_empty())
            .take(2)
            .map(str::to_owned)
            .collect()
    };
    let (a, b) = (numbers(a), numbers(b));
    a.is_empty() || b.is_empty() || a == b
}

/// The declaration in a sheet's first cell.
fn declared(sheet: &Sheet) -> Option<String> {
    let declared = serde_json::from_str::<serde_json::Value>(sheet.text(0, 0)).ok()?;
    let version = declared.get("specification_version")?.as_str()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-';
    (!version.is_empty() && version.len() <= 20 && version.chars().all(plain))
        .then(|| version.to_owned())
}

/// A version in a sheet's first rows or its name.
fn titled(sheet: &Sheet) -> Option<String> {
    let titles = (0..4).flat_map(|r| sheet.row(r).map(move |(c, _)| sheet.text(r, c)));
    titles.chain([sheet.name.as_str()]).find_map(version_in)
}

/// The version in a text that names the matrix, as `AICM v1.0.3`.
fn version_in(text: &str) -> Option<String> {
    let lower = text.to_lowercase();
    let at = ["aicm", "controls matrix"]
        .iter()
        .find_map(|w| lower.find(w).map(|at| at + w.len()))?;
    let rest = lower.get(at..)?;
    let rest = rest.trim_start_matches([' ', '-', '_', '–']);
    let rest = rest
        .strip_prefix("version")
        .or_else(|| rest.strip_prefix('v'))
        .unwrap_or(rest)
        .trim_start();
    let version: String = rest
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    let version = version.trim_matches('.');
    (version.contains('.') && version.len() <= 12).then(|| version.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_found_in_names() {
        for (text, version) in [
            ("AICMv1.0.3-generated_at_2025_11_10.xlsx", Some("1.0.3")),
            ("AI CONTROLS MATRIX v1.1", Some("1.1")),
            ("AICM - Version 1.1", Some("1.1")),
            ("AICM", None),
            ("v1.1", None),
        ] {
            assert_eq!(version_in(text).as_deref(), version, "{text}");
        }
    }

    #[test]
    fn ids_stay_the_same_within_a_minor_version() {
        assert!(same_version("AICM 1.0", "1.0.3"));
        assert!(!same_version("AICM 1.0", "1.1.0"));
        assert!(same_version("AICM", "1.1.0"));
    }
}
