//! How far other standards cover a control, from AICM's mappings.

use super::heading::squeeze;
use super::words::coverage;
use crate::questionnaire::Standard;

/// The parts of a mapping, a column each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Part {
    /// The clauses that it is mapped to.
    Mapping,
    /// How far they cover the control.
    Level,
    /// What would have to be added to them.
    Addendum,
}

/// The part and the standard that a heading names, with the heading above it.
pub(super) fn column(name: &str, group: &str) -> Option<(Part, String)> {
    let key = squeeze(name);
    let (part, word) = if key.ends_with("gaplevel") {
        (Part::Level, "gap level")
    } else if key.ends_with("addendum") {
        (Part::Addendum, "addendum")
    } else if key.ends_with("controlmapping") {
        (Part::Mapping, "control mapping")
    } else {
        return None;
    };
    // All in one heading, as `EU AI Act Control Mapping`.
    let lower = name.to_lowercase();
    let before = lower
        .rfind(word)
        .and_then(|at| name.get(..at))
        .unwrap_or_default();
    let before = before.trim_matches(|c: char| !c.is_alphanumeric());
    let standard = if before.is_empty() { group } else { before };
    (!standard.trim().is_empty()).then(|| (part, standard.trim().to_owned()))
}

/// The key of a standard that stays the same from version to version, and
/// how a clause of it is told from one of another.
fn known(name: &str) -> (String, &'static str) {
    let key = squeeze(name);
    for (part, id, prefix) in [
        ("42001", "iso-42001", "ISO/IEC 42001"),
        ("euaiact", "eu-ai-act", "EU AI Act"),
        ("aieuact", "eu-ai-act", "EU AI Act"),
        ("6001", "nist-ai-600-1", "NIST AI 600-1"),
        ("aic4", "bsi-aic4", "BSI AIC4"),
        ("aiuc1", "aiuc-1", "AIUC-1"),
    ] {
        if key.contains(part) {
            return (id.to_owned(), prefix);
        }
    }
    let mut id = String::new();
    for c in name.chars() {
        if c.is_ascii_alphanumeric() {
            id.push(c.to_ascii_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    (id.trim_matches('-').to_owned(), "")
}

/// A standard from what its columns say of a control; an error says what is
/// missing.
pub(super) fn standard(
    name: &str,
    mapping: &str,
    level: &str,
    addendum: &str,
) -> Result<Standard, &'static str> {
    let coverage =
        coverage(level).ok_or("expected No Gap, Partial Gap or Full Gap as its gap level")?;
    let (id, prefix) = known(name);
    let mut parts: Vec<&str> = Vec::new();
    for part in mapping
        .split(['\n', ';'])
        .map(str::trim)
        .filter(|p| !p.is_empty())
    {
        if !parts.contains(&part) {
            parts.push(part);
        }
    }
    let mapped = parts
        .iter()
        .filter(|p| !squeeze(p).starts_with("nomapping") && squeeze(p) != "na");
    let first = prefix.split([' ', '/']).next().unwrap_or_default();
    let references = mapped.map(|part| {
        let told = prefix.is_empty()
            || part
                .split(|c: char| !c.is_alphanumeric())
                .any(|w| w.eq_ignore_ascii_case(first));
        if told {
            (*part).to_owned()
        } else {
            format!("{prefix} {part}")
        }
    });
    Ok(Standard {
        references: references.collect(),
        id,
        name: name.to_owned(),
        coverage,
        mapping: parts.join("; "),
        addendum: addendum.to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clauses_are_named_with_their_standard() {
        let s = standard(
            "EU AI Act",
            "Article 17\n\nArticle 9",
            "Partial Gap",
            "SAMPLE",
        )
        .unwrap();
        assert_eq!(
            (s.id.as_str(), s.mapping.as_str()),
            ("eu-ai-act", "Article 17; Article 9")
        );
        assert_eq!(
            s.references,
            ["EU AI Act Article 17", "EU AI Act Article 9"]
        );
        let s = standard("BSI AI C4", "CRY-04\nCRY-04", "No Gap", "N/A").unwrap();
        assert_eq!(
            (s.id.as_str(), s.references),
            ("bsi-aic4", vec!["BSI AIC4 CRY-04".to_owned()])
        );
        let s = standard(
            "NIST AI RMF + NIST AI 600-1",
            "No Mapping",
            "Full Gap (No Mapping)",
            "",
        )
        .unwrap();
        assert_eq!((s.id.as_str(), s.references.len()), ("nist-ai-600-1", 0));
        let s = standard(
            "ISO/IEC 42001:2023",
            "No Mapping for ISO 42001\nISO 27002: 5.2",
            "partial gap",
            "",
        )
        .unwrap();
        assert_eq!(s.references, ["ISO 27002: 5.2"]);
        assert!(standard("X", "a", "", "").is_err());
    }

    #[test]
    fn the_standard_stands_above_or_within_a_heading() {
        assert_eq!(
            column("Gap Level", "EU AI Act"),
            Some((Part::Level, "EU AI Act".to_owned()))
        );
        assert_eq!(
            column("BSI AIC4 - Control Mapping", ""),
            Some((Part::Mapping, "BSI AIC4".to_owned()))
        );
        assert_eq!(column("Addendum", ""), None);
        assert_eq!(column("Model", "x"), None);
    }
}
