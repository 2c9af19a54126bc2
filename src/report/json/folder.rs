//! Everything that the report of a folder of controls says, as one JSON object.
//!
//! | key | what it is |
//! | --- | --- |
//! | `format` | the number 1, as of one control ([`super::full`]) |
//! | `subject`, `assessor`, `as_of` | as of one control |
//! | `roles` | the roles that are assessed in any control |
//! | `totals` | of all controls: `controls`, `begun`, `broken`, `gap_counts`, `answered`, `items` |
//! | `overview` | a control each, those that fall short most first: `control`, `title`, `domain`, `state` (`begun`, `not begun`, `cannot be read`), `problem`, `gap_counts`, `answered`, `items`, `roles` (`role`, `result`, `worst`, `counts`, `gap_counts`) |
//! | `evidence` | every record once, with the keys of one control's; `used_by` has `control`, `role`, `item` |
//! | `expiring` | `id`, `title`, `expires_on`, `expired`, `used_by` |
//! | `overdue` | `control`, `role`, `item`, `action`, `owner`, `due` |
//! | `due_soon` | the same of what is due within 30 days |
//! | `stale_sign_offs` | roles that were signed off and have changed since, or of which changes are requested since: `control`, `role`, `by`, `state` |
//! | `problems` | what could not be read: `path`, `problem` |
//! | `controls` | the full report of each control that can be read, by id, and its `state` (`begun`, `not begun`) before it |

use super::full::{self, FORMAT};
use super::parts::{Counts, EvidenceRecord, SeverityCounts, day, text};
use crate::portfolio::{self, Use};
use crate::report::Report;
use crate::report::folder::{ControlRow, FolderReport, state};
use serde::Serialize;

/// Everything as one pretty-printed JSON object with a final line feed.
#[must_use]
pub fn render(report: &FolderReport) -> String {
    // Structures with string keys cannot fail to serialise.
    let mut json = serde_json::to_string_pretty(&root(report)).unwrap_or_default();
    json.push('\n');
    crate::text::json(json)
}

#[derive(Serialize)]
struct Root<'a> {
    format: u32,
    subject: Option<&'a str>,
    assessor: Option<&'a str>,
    as_of: String,
    roles: Vec<&'a str>,
    totals: Totals,
    overview: Vec<Control<'a>>,
    evidence: Vec<EvidenceRecord<'a>>,
    expiring: Vec<Expiring<'a>>,
    overdue: Vec<Overdue<'a>>,
    due_soon: Vec<Overdue<'a>>,
    stale_sign_offs: Vec<StaleSignOff<'a>>,
    problems: Vec<Problem<'a>>,
    controls: Vec<Part<'a>>,
}

/// A control's own report.
#[derive(Serialize)]
struct Part<'a> {
    state: &'a str,
    #[serde(flatten)]
    whole: full::Root<'a>,
}

#[derive(Serialize)]
struct Totals {
    controls: usize,
    begun: usize,
    broken: usize,
    gap_counts: SeverityCounts,
    answered: usize,
    items: usize,
}

#[derive(Serialize)]
struct Control<'a> {
    control: &'a str,
    title: Option<&'a str>,
    domain: Option<&'a str>,
    state: &'a str,
    problem: Option<&'a str>,
    gap_counts: SeverityCounts,
    answered: usize,
    items: usize,
    roles: Vec<Role<'a>>,
}

#[derive(Serialize)]
struct Role<'a> {
    role: &'a str,
    result: &'a str,
    worst: Option<&'a str>,
    counts: Counts,
    gap_counts: SeverityCounts,
}

#[derive(Serialize)]
struct Place<'a> {
    control: &'a str,
    role: &'a str,
    item: &'a str,
}

#[derive(Serialize)]
struct Expiring<'a> {
    id: &'a str,
    title: &'a str,
    expires_on: String,
    expired: bool,
    used_by: Vec<Place<'a>>,
}

#[derive(Serialize)]
struct Overdue<'a> {
    control: &'a str,
    role: &'a str,
    item: &'a str,
    action: &'a str,
    owner: Option<&'a str>,
    due: String,
}

#[derive(Serialize)]
struct StaleSignOff<'a> {
    control: &'a str,
    role: &'a str,
    by: Option<&'a str>,
    state: &'a str,
}

#[derive(Serialize)]
struct Problem<'a> {
    path: String,
    problem: &'a str,
}

fn root(report: &FolderReport) -> Root<'_> {
    let all = &report.all.all;
    let (answered, items) = all.tally.progress();
    Root {
        format: FORMAT,
        subject: text(&report.subject),
        assessor: text(&report.assessor),
        as_of: day(report.today),
        roles: report.roles.iter().map(|r| r.as_str()).collect(),
        totals: Totals {
            controls: all.controls.total,
            begun: all.controls.begun,
            broken: all.controls.broken,
            gap_counts: all.tally.gaps.into(),
            answered,
            items,
        },
        overview: report.rows.iter().map(|row| control(report, row)).collect(),
        evidence: report.evidence.iter().map(EvidenceRecord::from).collect(),
        expiring: report.all.expiring.iter().map(expiring).collect(),
        overdue: report.all.overdue.iter().map(overdue).collect(),
        due_soon: report.all.soon.iter().map(overdue).collect(),
        stale_sign_offs: report.all.stale.iter().map(stale).collect(),
        problems: report.all.broken.iter().map(problem).collect(),
        controls: report.controls.iter().map(|c| part(report, c)).collect(),
    }
}

fn control<'a>(report: &FolderReport, row: &'a ControlRow) -> Control<'a> {
    let (answered, items) = row.all.tally.progress();
    let roles = report.roles.iter().zip(&row.cells);
    Control {
        control: &row.id,
        title: text(&row.title),
        domain: text(&row.domain),
        state: row.state(),
        problem: row.problem.as_deref(),
        gap_counts: row.all.tally.gaps.into(),
        answered,
        items,
        roles: roles
            .filter_map(|(role, cell)| {
                let cell = cell.as_ref()?;
                Some(Role {
                    role: role.as_str(),
                    result: cell.roll_up.result.as_str(),
                    worst: cell.roll_up.worst.map(|w| w.as_str()),
                    counts: cell.roll_up.counts.into(),
                    gap_counts: cell.gaps.into(),
                })
            })
            .collect(),
    }
}

fn part<'a>(report: &FolderReport, control: &'a Report) -> Part<'a> {
    Part {
        state: state(report.is_begun(control)),
        whole: full::root(control),
    }
}

fn place(used: &Use) -> Place<'_> {
    Place {
        control: &used.control,
        role: used.role.as_str(),
        item: used.item.as_str(),
    }
}

fn expiring(record: &portfolio::Expiring) -> Expiring<'_> {
    Expiring {
        id: &record.id,
        title: &record.title,
        expires_on: day(record.on),
        expired: record.expired,
        used_by: record.uses.iter().map(place).collect(),
    }
}

fn overdue(action: &portfolio::Overdue) -> Overdue<'_> {
    Overdue {
        control: &action.control,
        role: action.role.as_str(),
        item: action.item.as_str(),
        action: &action.text,
        owner: text(&action.owner),
        due: day(action.due),
    }
}

fn stale(one: &portfolio::StaleSignOff) -> StaleSignOff<'_> {
    StaleSignOff {
        control: &one.control,
        role: one.role.as_str(),
        by: text(&one.by),
        state: one.state.as_str(),
    }
}

fn problem(broken: &portfolio::Broken) -> Problem<'_> {
    Problem {
        path: broken.path.display().to_string(),
        problem: &broken.problem,
    }
}
