//! Which version of the matrix a workbook is of.

use super::book::{Book, Sheet};

/// What names the matrix, and what its questionnaire.
const MATRIX: [&str; 2] = ["aicm", "controls matrix"];
const QUESTIONNAIRE: [&str; 3] = ["ai-caiq", "aicaiq", "initiative questionnaire"];

impl Book {
    /// The version of the matrix that the workbook declares, as `1.1.0`: in
    /// the first cell of a sheet, else in a title or in a name; else that of
    /// the questionnaire, which counts as the matrix does.
    #[must_use]
    pub fn version(&self) -> Option<String> {
        let titled = |read: &dyn Fn(&str) -> Option<String>| {
            self.sheets.iter().find_map(|sheet| titled(sheet, read))
        };
        let of = |text: &str| version_in(text, &QUESTIONNAIRE);
        self.version_of_matrix()
            .or_else(|| titled(&of))
            .or_else(|| of(&self.name))
            .or_else(|| titled(&bare))
    }

    /// The version of the matrix, where the matrix itself is named.
    pub(super) fn version_of_matrix(&self) -> Option<String> {
        let of = |text: &str| version_in(text, &MATRIX);
        let mut sheets = self.sheets.iter();
        sheets
            .find_map(declared)
            .or_else(|| self.sheets.iter().find_map(|sheet| titled(sheet, &of)))
            .or_else(|| of(&self.name))
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
fn titled(sheet: &Sheet, read: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    let titles = (0..4).flat_map(|r| sheet.row(r).map(move |(c, _)| sheet.text(r, c)));
    titles.chain([sheet.name.as_str()]).find_map(read)
}

/// The version in a text that names one of these, as `AICM v1.0.3`.
fn version_in(text: &str, names: &[&str]) -> Option<String> {
    let lower = text.to_lowercase();
    names.iter().find_map(|name| {
        let mut ends = lower.match_indices(name).map(|(at, _)| at + name.len());
        ends.find_map(|at| number(lower.get(at..)?))
    })
}

/// The version of a text that says nothing else, as `Version 1.0`.
fn bare(text: &str) -> Option<String> {
    let lower = text.trim().to_lowercase();
    let version = number(lower.strip_prefix("version")?)?;
    lower.ends_with(&version).then_some(version)
}

/// The version that a text starts with.
fn number(text: &str) -> Option<String> {
    let between = [' ', '\n', '-', '_', '–', ')', ':', ','];
    let rest = text.trim_start_matches(between);
    let rest = rest
        .strip_prefix("version")
        .or_else(|| rest.strip_prefix('v'))
        .unwrap_or(rest)
        .trim_start_matches([' ', ':']);
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
    use crate::import::Value;

    #[test]
    fn versions_are_found_in_names() {
        for (text, version) in [
            ("AICMv1.0.3-generated_at_2025_11_10.xlsx", Some("1.0.3")),
            ("AI CONTROLS MATRIX v1.1", Some("1.1")),
            ("AICM - Version 1.1", Some("1.1")),
            ("AICM", None),
            ("the AICM, in the AI Controls Matrix v1.0", Some("1.0")),
            ("v1.1", None),
        ] {
            assert_eq!(version_in(text, &MATRIX).as_deref(), version, "{text}");
        }
        for (text, version) in [
            ("AI-CAIQ v1.0.1", Some("1.0.1")),
            ("AI-CAIQ VERSION 1.0.1", Some("1.0.1")),
            ("AI-CAIQv1.0.2", Some("1.0.2")),
            (
                "AI Consensus Assessments Initiative Questionnaire (AI-CAIQ) v1.0.1",
                Some("1.0.1"),
            ),
            (
                "AI CONSENSUS ASSESSMENTS INITIATIVE QUESTIONNAIRE v1.1",
                Some("1.1"),
            ),
            ("AI-CAIQ CSP", None),
            ("the 4.1 questions of the AI-CAIQ", None),
        ] {
            let said = version_in(text, &QUESTIONNAIRE);
            assert_eq!(said.as_deref(), version, "{text}");
        }
        for (text, version) in [
            ("Version 1.0", Some("1.0")),
            (" version: 1.1.0 ", Some("1.1.0")),
            ("Version 1.0 of Acme's answers", None),
            ("1.0", None),
        ] {
            assert_eq!(bare(text).as_deref(), version, "{text}");
        }
    }

    #[test]
    fn the_matrix_goes_before_the_questionnaire() {
        let title = |text: &&str| {
            let cell = ((0, 0), Value::Text((*text).to_owned()));
            Sheet::of("Introduction", [cell])
        };
        let book = |titles: &[&str]| Book {
            name: "x".to_owned(),
            sheets: titles.iter().map(title).collect(),
        };
        for (titles, version) in [
            (&["AI-CAIQ v1.0.2", "AICM v1.0.3"][..], Some("1.0.3")),
            (&["Version 1.2", "AI-CAIQ v1.0.2"], Some("1.0.2")),
            (&["Version 1.2"], Some("1.2")),
            (&["Acme"], None),
        ] {
            assert_eq!(book(titles).version().as_deref(), version, "{titles:?}");
        }
    }

    #[test]
    fn ids_stay_the_same_within_a_minor_version() {
        assert!(same_version("AICM 1.0", "1.0.3"));
        assert!(!same_version("AICM 1.0", "1.1.0"));
        assert!(same_version("AICM", "1.1.0"));
    }
}
