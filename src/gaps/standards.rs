//! What the gaps of an assessment mean for other standards.

use super::{Gap, Severity, roles, roll_up};
use crate::assessment::Assessment;
use crate::questionnaire::{Coverage, Questionnaire, Standard};
use crate::text::{count, one_line};

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

/// What the gaps mean for each standard, in the questionnaire's order. How a
/// gap of the control bears on a standard is this project's own reading of
/// the catalogue's coverage levels.
#[must_use]
pub fn standards(q: &Questionnaire, a: &Assessment, gaps: &[Gap]) -> Vec<StandardImpact> {
    let counts = SeverityCounts::of(gaps);
    let state = State::of(q, a, counts);
    q.standards
        .iter()
        .map(|standard| StandardImpact {
            id: standard.id.clone(),
            name: standard.name.clone(),
            coverage: standard.coverage,
            mapping: standard.mapping.clone(),
            references: standard.references.clone(),
            addendum: standard.addendum.clone(),
            gaps: counts,
            meaning: meaning(standard, state),
        })
        .collect()
}

/// What an assessment can say at all.
#[derive(Clone, Copy)]
struct State {
    /// Gaps that stand.
    standing: usize,
    /// Items without an answer.
    open: usize,
    /// Whether any step of an assessed role is satisfied.
    shown: bool,
    /// Whether any role is assessed.
    roles: bool,
}

impl State {
    fn of(q: &Questionnaire, a: &Assessment, counts: SeverityCounts) -> Self {
        let roles = roles(a);
        Self {
            standing: counts.standing(),
            open: counts.open,
            shown: roles
                .iter()
                .any(|role| roll_up(q, a, *role).counts.satisfied > 0),
            roles: !roles.is_empty(),
        }
    }
}

fn meaning(standard: &Standard, state: State) -> String {
    let name = one_line(&standard.name);
    let first = if state.standing > 0 {
        standing(standard, &name, state.standing)
    } else if standard.coverage == Coverage::FullGap {
        format!(
            "{name} asks nothing here: meeting the control counts for the AICM only and shows nothing about {name}."
        )
    } else if !state.roles {
        "No role is assessed, so nothing can be said.".to_owned()
    } else if state.open > 0 {
        "No gap stands so far.".to_owned()
    } else if !state.shown {
        format!("No step was found to apply, so nothing is shown about {name}.")
    } else {
        clear(standard, &name)
    };
    if state.open == 0 {
        return first;
    }
    let waits = if state.open == 1 { "waits" } else { "wait" };
    format!(
        "{first} The assessment is incomplete ({} {waits} for an answer): nothing can be claimed yet.",
        count(state.open, "item")
    )
}

fn standing(standard: &Standard, name: &str, gaps: usize) -> String {
    let these = count(gaps, "gap");
    let (stands, counts, is) = if gaps == 1 {
        ("stands", "counts", "is")
    } else {
        ("stand", "count", "are")
    };
    match standard.coverage {
        Coverage::FullGap => format!(
            "{name} asks nothing here: the {these} {stands} against the AICM only, not against {name}."
        ),
        Coverage::PartialGap => format!(
            "{name} covers the control in part{}: the {these} {counts} there as far as it reaches, and in full against the AICM.",
            traced(standard)
        ),
        Coverage::NoGap => format!(
            "{name} covers the control in full{}: the {these} {is} to be expected there as well.",
            traced(standard)
        ),
    }
}

fn clear(standard: &Standard, name: &str) -> String {
    match standard.coverage {
        Coverage::PartialGap => format!(
            "No gap stands. The evidence can be used for what {name} asks here{}; it covers the control in part only, and this is not conformity with {name}.",
            traced(standard)
        ),
        _ => format!(
            "No gap stands. The evidence can be used for what {name} asks here{}; this is one control, not conformity with {name}.",
            traced(standard)
        ),
    }
}

/// The references in brackets, or the mapping where there are none.
fn traced(standard: &Standard) -> String {
    let list = if standard.references.is_empty() {
        standard.mapping.clone()
    } else {
        standard.references.join(", ")
    };
    if list.trim().is_empty() {
        String::new()
    } else {
        format!(" ({})", one_line(&list))
    }
}
