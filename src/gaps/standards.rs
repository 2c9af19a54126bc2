//! What the gaps of an assessment mean for other standards.

use super::{Gap, Severity, roles, roll_up};
use crate::assessment::Assessment;
use crate::questionnaire::{Coverage, Questionnaire, Standard};
use crate::text::{count, one_line};
use std::collections::BTreeSet;

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

    /// Counts one more.
    pub fn add(&mut self, severity: Severity) {
        let slot = match severity {
            Severity::Major => &mut self.major,
            Severity::Minor => &mut self.minor,
            Severity::Open => &mut self.open,
            Severity::Watch => &mut self.watch,
        };
        *slot += 1;
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
    pub bearing: String,
    /// The same, with the [`caution`] that stands for all standards.
    pub meaning: String,
}

/// What the gaps mean for each standard, in the questionnaire's order. How a
/// gap of the control bears on a standard is this project's own reading of
/// the catalogue's coverage levels.
#[must_use]
pub fn standards(q: &Questionnaire, a: &Assessment, gaps: &[Gap]) -> Vec<StandardImpact> {
    let counts = SeverityCounts::of(gaps);
    let state = State::of(q, a, gaps);
    let caution = caution(gaps).map_or(String::new(), |c| format!(" {c}"));
    q.standards
        .iter()
        .map(|standard| {
            let bearing = bearing(standard, &state);
            StandardImpact {
                id: standard.id.clone(),
                name: standard.name.clone(),
                coverage: standard.coverage,
                mapping: standard.mapping.clone(),
                references: standard.references.clone(),
                addendum: standard.addendum.clone(),
                gaps: counts,
                meaning: format!("{bearing}{caution}"),
                bearing,
            }
        })
        .collect()
}

/// That nothing can be claimed while items are unanswered; none when all are
/// answered.
#[must_use]
pub fn caution(gaps: &[Gap]) -> Option<String> {
    let open = SeverityCounts::of(gaps).open;
    let are = if open == 1 { "is" } else { "are" };
    (open > 0).then(|| {
        format!(
            "{} {are} unanswered: claim nothing yet.",
            count(open, "item")
        )
    })
}

/// What an assessment can say at all.
struct State {
    /// The gaps that stand, in words; none when none does.
    standing: Option<Standing>,
    /// Whether an item has no answer.
    open: bool,
    /// Whether any step of an assessed role is satisfied.
    shown: bool,
    /// Whether any role is assessed.
    roles: bool,
}

/// The gaps that stand, in words.
struct Standing {
    /// `gap`, or `10 gaps on 8 items`: one lost file is a gap of each item
    /// that rests on it, and the items keep that from looking like more.
    gaps: String,
    /// Whether there is only one.
    one: bool,
}

impl State {
    fn of(q: &Questionnaire, a: &Assessment, gaps: &[Gap]) -> Self {
        let roles = roles(a);
        let counts = SeverityCounts::of(gaps);
        let standing = gaps
            .iter()
            .filter(|g| matches!(g.severity, Severity::Major | Severity::Minor));
        let items: BTreeSet<_> = standing.map(|g| (g.role, &g.item)).collect();
        Self {
            standing: match counts.standing() {
                0 => None,
                1 => Some(Standing {
                    gaps: "gap".into(),
                    one: true,
                }),
                n => Some(Standing {
                    gaps: format!("{n} gaps on {}", count(items.len(), "item")),
                    one: false,
                }),
            },
            open: counts.open > 0,
            shown: roles
                .iter()
                .any(|role| roll_up(q, a, *role).counts.satisfied > 0),
            roles: !roles.is_empty(),
        }
    }
}

fn bearing(standard: &Standard, state: &State) -> String {
    let name = one_line(&standard.name);
    if let Some(standing) = &state.standing {
        short(standard, &name, standing)
    } else if standard.coverage == Coverage::FullGap {
        format!("{name} does not ask for this: the control shows nothing about it.")
    } else if !state.roles {
        "No role is assessed: nothing can be said.".to_owned()
    } else if state.open {
        "No gap so far.".to_owned()
    } else if !state.shown {
        format!("No step applies: nothing is shown about {name}.")
    } else {
        clear(standard, &name)
    }
}

fn short(standard: &Standard, name: &str, standing: &Standing) -> String {
    let gaps = &standing.gaps;
    match standard.coverage {
        Coverage::FullGap => {
            let counts = if standing.one { "counts" } else { "count" };
            format!("{name} does not ask for this: the {gaps} {counts} against AICM only.")
        }
        Coverage::PartialGap => format!(
            "{name} covers part of this control{}: the {gaps} may count there too.",
            traced(standard)
        ),
        Coverage::NoGap => format!("Expect the same {gaps} under {name}{}.", traced(standard)),
    }
}

fn clear(standard: &Standard, name: &str) -> String {
    let part = match standard.coverage {
        Coverage::PartialGap => " in part",
        _ => "",
    };
    format!(
        "No gap: the evidence serves {name} too{part}{}. That is not conformity with it.",
        traced(standard)
    )
}

/// The references in brackets, or the mapping where there are none.
fn traced(standard: &Standard) -> String {
    // The sentence names the standard already.
    let clause = |reference: &'_ String| {
        let rest = reference.strip_prefix(&standard.name).map(str::trim);
        rest.filter(|r| !r.is_empty())
            .unwrap_or(reference)
            .to_owned()
    };
    let list = if standard.references.is_empty() {
        standard.mapping.clone()
    } else {
        let clauses: Vec<String> = standard.references.iter().map(clause).collect();
        clauses.join(", ")
    };
    if list.trim().is_empty() {
        String::new()
    } else {
        format!(" ({})", one_line(&list))
    }
}
