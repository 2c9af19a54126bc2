//! What many controls of many providers come to: the same rules and roll-ups
//! as for one control, kept as counts.

mod folder;
mod read;
mod register;
mod stale;

pub(crate) use read::provider_sharing;
pub use read::{Progress, Read, controls_of, is_folder, provider};

use crate::assessment::{Action, Assessment, EvidenceId, EvidenceIds, Role};
use crate::gaps::{self, Asked, Context, Gap, Kind, RollUp, Severity, SeverityCounts};
use crate::questionnaire::{ItemId, Questionnaire};
use chrono::{DateTime, NaiveDate, Utc};
use register::Register;
pub use stale::{Stale, doubted, doubted_words};
use std::path::PathBuf;

/// One provider: an assessment folder, or a single answer file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ProviderOverview {
    /// The folder or the file.
    pub path: PathBuf,
    /// Who or what is assessed; empty where nothing says it.
    pub subject: String,
    /// The roles that are assessed.
    pub roles: Vec<Role>,
    /// Its controls by id, also those that nobody has begun.
    pub controls: Vec<ControlOverview>,
    /// Evidence of the register that has expired or will soon, by date.
    pub expiring: Vec<Expiring>,
    /// Undecided fields of what its controls share.
    pub conflicts: usize,
    /// Why it could not be read, in one sentence safe to show.
    pub problem: Option<String>,
    /// What is to be said of how it was read, likewise.
    pub note: Option<String>,
}

/// What a control comes to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ControlOverview {
    /// For example `CEK-02`; of a file that cannot be read and does not say it, its
    /// name.
    pub id: String,
    /// Whether nobody can tell which control it is, as the id is a file's name.
    pub is_unsaid: bool,
    /// The control's name.
    pub title: String,
    /// The domain that it belongs to.
    pub domain: String,
    /// Its answer file, if there is one.
    pub path: Option<PathBuf>,
    /// Whether anybody has begun it: [`Assessment::is_begun`]; also of a file
    /// that cannot be read.
    pub begun: bool,
    /// What its assessed roles come to, in the assessment's order.
    pub roles: Vec<RoleOverview>,
    /// Open corrective actions past their due date.
    pub overdue: Vec<Overdue>,
    /// Open ones whose date is near.
    pub soon: Vec<Overdue>,
    /// When the first of what is answered was.
    pub first: Option<DateTime<Utc>>,
    /// When something was last answered.
    pub last: Option<DateTime<Utc>>,
    /// Which items rest on records that have expired or will soon.
    pub uses: Vec<Used>,
    /// Undecided fields of a merge.
    pub conflicts: usize,
    /// The roles whose sign-off is stale, or of which changes are requested since.
    pub stale: Vec<Stale>,
    /// The gaps themselves, where they were asked for.
    pub gaps: Vec<Gap>,
    /// Whether another text of the questionnaire was answered than the one that it is
    /// judged by.
    pub text_differs: bool,
    /// Why it could not be read, in one sentence safe to show.
    pub problem: Option<String>,
}

/// What a role of a control comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RoleOverview {
    /// The role.
    pub role: Role,
    /// Its result and its steps by outcome.
    pub roll_up: RollUp,
    /// Its gaps by severity.
    pub gaps: SeverityCounts,
    /// Its questions, and how many of them have an answer.
    pub questions: (usize, usize),
    /// Its gaps that are expired evidence.
    pub expired: usize,
}

/// An open corrective action past its due date, or near it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Overdue {
    /// The role.
    pub role: Role,
    /// The item that it mends.
    pub item: ItemId,
    /// What was to be done, as the file has it.
    pub text: String,
    /// Who was to do it, as the file has it.
    pub owner: String,
    /// By when.
    pub due: NaiveDate,
}

/// An item that rests on a record that has expired or will soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    /// The record.
    pub id: EvidenceId,
    /// The role.
    pub role: Role,
    /// The item.
    pub item: ItemId,
}

/// A record that has expired or will soon.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expiring {
    /// The record.
    pub id: EvidenceId,
    /// Its title, or else its link, as the file has it.
    pub title: String,
    /// The last day that it holds.
    pub on: NaiveDate,
}

impl ProviderOverview {
    /// The roles that are to be assessed and that none of its controls asks
    /// anything of; none where one cannot be read, which may ask it.
    #[must_use]
    pub fn unasked(&self) -> Vec<Role> {
        if self.problem.is_some() || self.controls.iter().any(|c| c.problem.is_some()) {
            return Vec::new();
        }
        let asked = |role: &Role| {
            let mut roles = self.controls.iter().flat_map(|c| &c.roles);
            roles.any(|r| r.role == *role)
        };
        let mut roles = self.roles.clone();
        roles.retain(|role| !asked(role));
        roles.sort_unstable();
        roles.dedup();
        roles
    }
}

impl ControlOverview {
    /// Its gaps by severity, over all roles.
    #[must_use]
    pub fn counts(&self) -> SeverityCounts {
        let mut sum = SeverityCounts::default();
        for role in &self.roles {
            sum.major += role.gaps.major;
            sum.minor += role.gaps.minor;
            sum.open += role.gaps.open;
            sum.watch += role.gaps.watch;
        }
        sum
    }

    /// How many of its steps and questions are answered, and how many there
    /// are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        self.roles.iter().fold((0, 0), |(done, all), role| {
            let (answered, total) = role.progress();
            (done + answered, all + total)
        })
    }

    /// Takes out everything that is counted, for a reason.
    pub(crate) fn uncount(&mut self, problem: String) {
        *self = Self {
            problem: Some(problem),
            id: std::mem::take(&mut self.id),
            title: std::mem::take(&mut self.title),
            domain: std::mem::take(&mut self.domain),
            is_unsaid: self.is_unsaid,
            path: self.path.take(),
            begun: true,
            ..Self::default()
        };
    }
}

impl RoleOverview {
    /// How many of its steps and questions are answered, and how many there
    /// are.
    #[must_use]
    pub fn progress(&self) -> (usize, usize) {
        let counts = self.roll_up.counts;
        let (total, answered) = self.questions;
        (counts.assessed() + answered, counts.total() + total)
    }
}

/// What an assessment of one control comes to. `with_gaps` keeps the gaps.
#[must_use]
pub fn control(
    q: &Questionnaire,
    a: &Assessment,
    ctx: &Context<'_>,
    with_gaps: bool,
) -> ControlOverview {
    let register = Register::of(&a.evidence);
    let known = |id: &EvidenceId| register.gaps(id, ctx, |_| ctx.files.get(id).cloned());
    let mut overview = counted(q, a, |role| Asked::of(q, a, role), ctx, &known);
    overview.stale = doubted(q, a, ctx.files);
    if with_gaps {
        overview.gaps = gaps::find(q, a, ctx);
    }
    overview
}

/// What an assessment of one control comes to, with what was answered for a
/// role and what the rules find of each record that it uses.
fn counted<'k, 'q>(
    q: &Questionnaire,
    a: &Assessment,
    asked: impl Fn(Role) -> Asked<'q>,
    ctx: &Context<'_>,
    known: &impl Fn(&EvidenceId) -> &'k [(Kind, Severity)],
) -> ControlOverview {
    let mut roles = Vec::new();
    let mut overdue = Vec::new();
    let mut soon = Vec::new();
    let mut uses = Vec::new();
    let mut last = None;
    let mut first: Option<DateTime<Utc>> = None;
    for role in gaps::asked_roles(q, a) {
        let asked = asked(role);
        let mut counts = SeverityCounts::default();
        let mut expired = 0;
        asked.each(a, ctx, |_, severity| counts.add(severity));
        let mut look =
            |action: Option<&Action>, evidence: &EvidenceIds, item: &dyn Fn() -> ItemId| {
                let of = match action {
                    Some(a) if a.is_overdue(ctx.today) => Some(&mut overdue),
                    Some(a) if a.is_due_soon(ctx.today, ctx.soon_days) => Some(&mut soon),
                    _ => None,
                };
                if let Some((of, action)) = of.zip(action)
                    && let Some(due) = action.due
                {
                    of.push(Overdue {
                        role,
                        item: item(),
                        text: action.text.clone(),
                        owner: action.owner.clone(),
                        due,
                    });
                }
                for id in evidence {
                    let found = known(id);
                    found.iter().for_each(|(_, severity)| counts.add(*severity));
                    let is = |kind| found.iter().any(|(k, _)| *k == kind);
                    expired += usize::from(is(Kind::EvidenceExpired));
                    if is(Kind::EvidenceExpired) || is(Kind::EvidenceExpiring) {
                        uses.push(Used {
                            id: id.clone(),
                            role,
                            item: item(),
                        });
                    }
                }
            };
        let mut answered = 0;
        for (question, x) in &asked.questions {
            answered += usize::from(x.answer.is_some());
            last = last.max(x.answered_at);
            first = first.into_iter().chain(x.answered_at).min();
            let id = || ItemId::Question(question.id.clone());
            look(x.action.as_ref(), &x.evidence, &id);
        }
        for (step, x) in &asked.steps {
            last = last.max(x.assessed_at);
            first = first.into_iter().chain(x.assessed_at).min();
            let id = || ItemId::Step(step.id.clone());
            look(x.action.as_ref(), &x.evidence, &id);
        }
        roles.push(RoleOverview {
            role,
            roll_up: asked.roll_up(),
            gaps: counts,
            questions: (asked.questions.len(), answered),
            expired,
        });
    }
    let c = &q.control;
    ControlOverview {
        id: c.id.clone(),
        is_unsaid: false,
        title: c.title.clone(),
        domain: c.domain.clone(),
        path: None,
        begun: a.is_begun(),
        roles,
        overdue,
        soon,
        first,
        last,
        uses,
        conflicts: a.choices().count(),
        stale: Vec::new(),
        gaps: Vec::new(),
        text_differs: a.is_reworded(q),
        problem: None,
    }
}

/// The records of a register that have expired or will within `soon_days`.
#[must_use]
pub fn expiring(a: &Assessment, today: NaiveDate, soon_days: i64) -> Vec<Expiring> {
    let limit = today + chrono::Duration::days(soon_days);
    let mut found: Vec<Expiring> = a
        .evidence
        .iter()
        .filter_map(|(id, record)| {
            let on = record.expires_on.filter(|day| *day <= limit)?;
            let title = match record.title.trim() {
                "" => record.href.clone(),
                title => title.to_owned(),
            };
            Some(Expiring {
                id: id.clone(),
                title,
                on,
            })
        })
        .collect();
    found.sort_by_key(|e| e.on);
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::catalog::Catalog;
    use std::path::Path;

    #[test]
    fn the_sample_comes_to_what_its_summary_says() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../assets/sample/sample.cek-02.toml");
        let path = dir.path().join("sample.toml");
        std::fs::write(&path, text).unwrap();
        let catalog = Catalog::built_in();
        let read = Read {
            catalog: &catalog,
            today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
            gaps: true,
        };
        for from in [path.as_path(), dir.path()] {
            let overview = provider(from, &read, &|_, _| true).unwrap();
            assert_eq!(overview.subject, "SAMPLE: Acme GenAI Platform");
            let [control] = overview.controls.as_slice() else {
                panic!("{overview:?}")
            };
            assert_eq!(control.path.as_deref(), Some(path.as_path()));
            assert_eq!(control.problem, None);
            let counts = control.counts();
            assert_eq!(
                counts.major + counts.minor + counts.open + counts.watch,
                control.gaps.len()
            );
            assert!(control.progress().0 > 0);
        }
        assert!(provider(Path::new("none"), &read, &|_, _| false).is_none());
    }

    #[test]
    fn evidence_that_is_in_no_register_is_refused_however_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../assets/sample/sample.cek-02.toml");
        let at = text.find("\nevidence = [\"").unwrap() + "\nevidence = [\"".len();
        let catalog = Catalog::built_in();
        let problem = |text: &str, gaps| {
            std::fs::write(dir.path().join("sample.toml"), text).unwrap();
            let read = Read {
                catalog: &catalog,
                today: NaiveDate::from_ymd_opt(2026, 11, 24).unwrap(),
                gaps,
            };
            let overview = provider(dir.path(), &read, &|_, _| true).unwrap();
            overview.controls.into_iter().find_map(|c| c.problem)
        };
        let unknown = format!("{}no-such-{}", &text[..at], &text[at..]);
        for gaps in [true, false] {
            assert_eq!(problem(text, gaps), None);
            assert!(problem(&unknown, gaps).unwrap().contains("no-such-"));
        }
    }
}
