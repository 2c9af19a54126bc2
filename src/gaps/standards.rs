//! What the gaps of an assessment mean for other standards.

use super::{Gap, Severity};
use crate::assessment::Assessment;
use crate::questionnaire::{Coverage, Questionnaire};

/// How many gaps have which severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SeverityCounts {
    /// Major gaps.
    pub major: usize,
    /// Minor gaps.
    pub minor: usize,
    /// Items not answered yet.
    pub open: usize,
    /// What will become a gap or could not be checked.
    pub watch: usize,
}

impl SeverityCounts {
    /// Counts the gaps.
    #[must_use]
    pub fn of(gaps: &[Gap]) -> Self {
        let count = |s| gaps.iter().filter(|g| g.severity == s).count();
        Self {
            major: count(Severity::Major),
            minor: count(Severity::Minor),
            open: count(Severity::Open),
            watch: count(Severity::Watch),
        }
    }

    /// The gaps of one severity.
    #[must_use]
    pub fn get(&self, severity: Severity) -> usize {
        match severity {
            Severity::Major => self.major,
            Severity::Minor => self.minor,
            Severity::Open => self.open,
            Severity::Watch => self.watch,
        }
    }

    /// The gaps that stand today: major and minor.
    #[must_use]
    pub fn standing(&self) -> usize {
        self.major + self.minor
    }
}

/// A standard, how far it covers the control, and what this assessment's gaps
/// mean for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StandardImpact {
    /// The standard's key, for example `iso-42001`.
    pub id: String,
    /// The standard's name.
    pub name: String,
    /// How far it covers the control.
    pub coverage: Coverage,
    /// The mapping as one line of text.
    pub mapping: String,
    /// The clauses that a gap is traced to.
    pub references: Vec<String>,
    /// The catalogue's addendum.
    pub addendum: String,
    /// The gaps by severity.
    pub gaps: SeverityCounts,
    /// What they mean for the standard, in a sentence or two.
    pub meaning: String,
}

/// What the gaps mean for each standard, in the questionnaire's order.
#[must_use]
pub fn standards(q: &Questionnaire, a: &Assessment, gaps: &[Gap]) -> Vec<StandardImpact> {
    let _ = (q, a, gaps);
    Vec::new()
}
