//! What a report of many controls says, before any format: an overview, and the
//! report of each control.

use super::model::{EvidenceRow, FileWord, Report};
use crate::assessment::{Assessment, EvidenceId, Files, Role};
use crate::overview::{ProviderOverview, RoleOverview};
use crate::portfolio::{self, By, Cell, Filter, Portfolio};
use crate::questionnaire::{ItemId, in_order};
use crate::text::count;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Everything that a report says of a folder of controls on a day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FolderReport {
    /// Who or what is assessed.
    pub subject: String,
    /// Who assesses.
    pub assessor: String,
    /// The day that dates were compared with.
    pub today: NaiveDate,
    /// The roles that are assessed in any control.
    pub roles: Vec<Role>,
    /// The controls, those that fall short most first, as
    /// [`portfolio::WORST_FIRST`] says.
    pub rows: Vec<ControlRow>,
    /// What they come to together: totals, expiring evidence, overdue actions,
    /// what cannot be read.
    pub all: Portfolio,
    /// The report of each control, by id; of one that nobody has begun, in which
    /// nothing is answered, too.
    pub controls: Vec<Report>,
    /// The controls among them that nobody has begun, by id: there is no answer
    /// file, or nothing in it.
    pub not_begun: BTreeSet<String>,
    /// Every record of evidence once, with what uses it in all controls.
    pub evidence: Vec<SharedRow>,
}

/// A control in the overview.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ControlRow {
    /// Its id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// Its domain.
    pub domain: String,
    /// Whether somebody has begun it.
    pub begun: bool,
    /// Why it cannot be read, in one sentence safe to show.
    pub problem: Option<String>,
    /// What it comes to for each of [`FolderReport::roles`]; none where the
    /// role is not assessed in it.
    pub cells: Vec<Option<RoleOverview>>,
    /// What it comes to for all roles.
    pub all: Cell,
    /// Its place among [`FolderReport::controls`], if somebody has begun it.
    pub part: Option<usize>,
}

/// A record of evidence and what uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedRow {
    /// The record; its own uses are empty.
    pub row: EvidenceRow,
    /// What uses it: control, role, item.
    pub used_by: Vec<(String, Role, ItemId)>,
}

impl ControlRow {
    /// `begun`, `not begun` or `cannot be read`.
    #[must_use]
    pub fn state(&self) -> &'static str {
        match (&self.problem, self.begun) {
            (Some(_), _) => "cannot be read",
            (None, begun) => state(begun),
        }
    }

    /// What a role of it comes to: `partially satisfied, 2 major`; `-` where
    /// it is not assessed.
    #[must_use]
    pub fn cell(&self, at: usize) -> String {
        let Some(role) = self.cells.get(at).and_then(Option::as_ref) else {
            return "-".to_owned();
        };
        let words = role.roll_up.words();
        let worst = crate::gaps::Severity::ALL
            .into_iter()
            .map(|s| (s, role.gaps.get(s)))
            .find(|(_, n)| *n > 0);
        worst.map_or_else(|| words.clone(), |(s, n)| format!("{words}, {n} {s}"))
    }
}

impl FolderReport {
    /// `250 controls, 249 begun`.
    #[must_use]
    pub fn size(&self) -> String {
        size_of(&self.all)
    }

    /// Whether somebody has begun the control of a report.
    #[must_use]
    pub fn is_begun(&self, control: &Report) -> bool {
        !self.not_begun.contains(&control.questionnaire.id)
    }

    /// The reports of controls that somebody has begun, each with its place
    /// among all.
    pub fn begun(&self) -> impl Iterator<Item = (usize, &Report)> {
        let all = self.controls.iter().enumerate();
        all.filter(|(_, control)| self.is_begun(control))
    }

    /// What a document does not have that has a part for each control that was
    /// begun: `6 controls, with 68 items, that nobody has begun have no part of
    /// their own`. None where all were begun.
    #[must_use]
    pub fn without_part(&self) -> Option<String> {
        let left = |row: &&ControlRow| !row.begun && row.problem.is_none();
        let rows = || self.rows.iter().filter(left);
        let items = rows().map(|row| row.all.tally.progress().1).sum();
        let subject = not_begun_words(rows().count(), items)?;
        let verb = match rows().count() {
            1 => "has no part of its own",
            _ => "have no part of their own",
        };
        Some(format!("{subject} {verb}"))
    }

    /// How much evidence there is, and how much of it is not in order.
    #[must_use]
    pub fn evidence_words(&self) -> String {
        let of = |has: &dyn Fn(&SharedRow) -> bool| self.evidence.iter().filter(|e| has(e)).count();
        let parts = [
            (of(&|e| e.row.expired), "expired"),
            (of(&|e| e.row.state == FileWord::Missing), "missing"),
            (of(&|e| e.row.state == FileWord::Changed), "changed"),
            (of(&|e| e.used_by.is_empty()), "not used"),
        ];
        let mut out = count(self.evidence.len(), "record");
        for (n, word) in parts.iter().filter(|(n, _)| *n > 0) {
            out.push_str(&format!(", {n} {word}"));
        }
        out
    }
}

fn size_of(all: &Portfolio) -> String {
    let controls = all.all.controls;
    let total = count(controls.total, "control");
    format!("{total}, {} begun", controls.begun)
}

/// [`FolderReport::size`] of a folder whose report is not made yet.
#[must_use]
pub fn size(provider: &ProviderOverview, today: NaiveDate) -> String {
    let one = std::slice::from_ref(provider);
    let all = portfolio::build(one, None, By::Control, &Filter::default(), today);
    size_of(&all)
}

/// `begun` or `not begun`.
#[must_use]
pub fn state(begun: bool) -> &'static str {
    if begun { "begun" } else { "not begun" }
}

/// `6 controls, with 68 items, that nobody has begun`; none where there is none.
#[must_use]
pub fn not_begun_words(controls: usize, items: usize) -> Option<String> {
    let them = count(controls, "control");
    let items = count(items, "item");
    (controls > 0).then(|| format!("{them}, with {items}, that nobody has begun"))
}

/// Builds the report of a folder: `provider` is its overview, `shared` what its
/// controls share, `files` what was found of the evidence of that; `not_begun`
/// are the reports of the controls that have no answer file.
#[must_use]
pub fn build(
    provider: &ProviderOverview,
    shared: &Assessment,
    files: &Files,
    mut controls: Vec<Report>,
    not_begun: Vec<Report>,
    today: NaiveDate,
) -> FolderReport {
    let of = |report: &Report| report.questionnaire.id.clone();
    // What was taken back leaves a file with nothing in it.
    let empty = provider.controls.iter();
    let empty = empty.filter(|c| !c.begun && c.problem.is_none());
    let empty = empty.map(|c| c.id.clone());
    let ids: BTreeSet<String> = not_begun.iter().map(of).chain(empty).collect();
    controls.extend(not_begun);
    controls.sort_by(|a, b| in_order(&a.questionnaire.id, &b.questionnaire.id));
    let one = std::slice::from_ref(provider);
    let all = portfolio::build(one, None, By::Control, &Filter::default(), today);
    let mut roles: Vec<Role> = shared.roles.clone();
    for role in provider.controls.iter().flat_map(|c| &c.roles) {
        if !roles.contains(&role.role) {
            roles.push(role.role);
        }
    }
    let mut rows: Vec<ControlRow> = provider
        .controls
        .iter()
        .map(|control| {
            let of = |role: &Role| control.roles.iter().find(|r| r.role == *role).copied();
            let column = all.columns.iter().find(|c| c.id == control.id);
            ControlRow {
                id: control.id.clone(),
                title: control.title.clone(),
                domain: control.domain.clone(),
                begun: control.begun,
                problem: control.problem.clone(),
                cells: roles.iter().map(of).collect(),
                all: column.map(|c| c.all).unwrap_or_default(),
                part: controls
                    .iter()
                    .position(|r| r.questionnaire.id == control.id)
                    .filter(|_| control.begun),
            }
        })
        .collect();
    rows.sort_by(|a, b| {
        b.all
            .rank()
            .cmp(&a.all.rank())
            .then_with(|| in_order(&a.id, &b.id))
    });
    let evidence = register(shared, files, &mut controls, today);
    FolderReport {
        subject: provider.subject.clone(),
        assessor: shared.assessor.clone(),
        today,
        roles,
        rows,
        all,
        controls,
        not_begun: ids,
        evidence,
    }
}

/// All records once; those that a control only inherits and does not use are
/// no longer in its own report.
fn register(
    shared: &Assessment,
    files: &Files,
    controls: &mut [Report],
    today: NaiveDate,
) -> Vec<SharedRow> {
    let mut rows: Vec<SharedRow> = shared
        .evidence
        .iter()
        .map(|(id, record)| SharedRow {
            row: EvidenceRow {
                id: id.clone(),
                record: record.clone(),
                state: FileWord::of(record, files.get(id)),
                expired: record.expires_on.is_some_and(|on| on < today),
                used_by: Vec::new(),
                // What uses it is said of all controls.
                shared: false,
            },
            used_by: Vec::new(),
        })
        .collect();
    let mut places: BTreeMap<EvidenceId, Vec<usize>> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate() {
        places.entry(row.row.id.clone()).or_default().push(at);
    }
    for report in controls {
        let id = report.questionnaire.id.clone();
        report.evidence.retain(|own| {
            let known = places.entry(own.id.clone()).or_default();
            let same = |at: &&usize| rows.get(**at).is_some_and(|r| r.row.record == own.record);
            let (at, is_new) = match known.iter().find(same) {
                Some(at) => (*at, false),
                None => {
                    known.push(rows.len());
                    let row = EvidenceRow {
                        used_by: Vec::new(),
                        shared: false,
                        ..own.clone()
                    };
                    let used_by = Vec::new();
                    rows.push(SharedRow { row, used_by });
                    (rows.len() - 1, true)
                }
            };
            if let Some(row) = rows.get_mut(at) {
                let uses = own.used_by.iter().cloned();
                row.used_by
                    .extend(uses.map(|(role, item)| (id.clone(), role, item)));
            }
            is_new || !own.used_by.is_empty()
        });
    }
    rows.sort_by(|a, b| a.row.id.cmp(&b.row.id));
    rows
}
