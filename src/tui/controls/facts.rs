//! What the list of controls has to know of one of them.

use super::Sign;
use crate::assessment::{Assessment, Files, Review, Role, field_words, person_key};
use crate::gaps::{Context, Kind, RoleResult, SeverityCounts};
use crate::merge::keys_of;
use crate::overview::{self, ControlOverview, Expiring};
use crate::questionnaire::{ItemId, Questionnaire};
use crate::text::one_line;
use crate::tui::disputed;
use std::collections::BTreeSet;

/// What a control comes to, and what its filters ask.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Its results, gaps and dates.
    pub overview: ControlOverview,
    /// Evidence that it uses and that has expired or will soon.
    pub expiring: Vec<Expiring>,
    /// Steps that wait for a reviewer, or for what one asks.
    pub waits: usize,
    /// Gaps that are about evidence: expired or soon, changed, missing.
    pub stale: usize,
    /// Who has answered something, as names are compared.
    pub by: BTreeSet<String>,
    /// How it stands with the sign-off of each role that is asked something.
    pub signs: Vec<(Role, Sign)>,
    /// What two people changed and nobody has decided.
    pub disputed: Vec<Disputed>,
}

/// A field that two people changed and nobody has decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Disputed {
    /// Its key path.
    pub path: String,
    /// The role, where it is of one.
    pub role: Option<Role>,
    /// What it is of, as messages name it: `CSP.03`, `CSP`, `ev-3f9a1c02`; empty
    /// where it is of none of these.
    pub of: String,
    /// The field, in words.
    pub field: String,
}

impl Disputed {
    /// What a path is of.
    #[must_use]
    pub fn at(path: &str) -> Self {
        let keys = keys_of(path).unwrap_or_default();
        let parts: Vec<&str> = keys.iter().map(String::as_str).collect();
        let words = field_words(path);
        let is_of = |of: String| words.strip_prefix(&format!("{of} ")).map(str::to_owned);
        let of = match parts.as_slice() {
            ["roles", role, "steps" | "questions", id, ..] => format!("{role}.{id}"),
            ["roles", role, ..] => (*role).to_owned(),
            ["evidence", id, ..] => (*id).to_owned(),
            _ => String::new(),
        };
        let of = one_line(&of);
        let role = match parts.as_slice() {
            ["roles", role, ..] => role.parse().ok(),
            _ => None,
        };
        Self {
            path: path.to_owned(),
            role,
            field: is_of(of.clone()).unwrap_or(words),
            of,
        }
    }
}

impl Facts {
    /// What an assessment of one control comes to.
    #[must_use]
    pub fn of(q: &Questionnaire, a: &Assessment, ctx: &Context<'_>) -> Self {
        let overview = overview::control(q, a, ctx, true);
        let stale = overview.gaps.iter().filter(|g| {
            matches!(
                g.kind,
                Kind::EvidenceExpiring
                    | Kind::EvidenceExpired
                    | Kind::EvidenceChanged
                    | Kind::EvidenceMissing
            )
        });
        let stale = stale.count();
        let mut facts = Self {
            expiring: Vec::new(),
            waits: 0,
            stale,
            by: BTreeSet::new(),
            signs: Vec::new(),
            disputed: a.choices().map(Disputed::at).collect(),
            overview,
        };
        facts.look_at_signs(q, a, ctx.files);
        let mut used = BTreeSet::new();
        let key = |name: &str| match name.trim() {
            "" => person_key(&a.assessor),
            name => person_key(name),
        };
        for role in &a.roles {
            for item in q.items(*role) {
                match &item {
                    ItemId::Question(id) => {
                        let x = a.question(*role, id);
                        used.extend(&x.evidence);
                        if x.answer.is_some() {
                            facts.by.insert(key(&x.answered_by));
                        }
                    }
                    ItemId::Step(id) => {
                        let x = a.step(*role, id);
                        used.extend(&x.evidence);
                        if x.outcome.is_some() {
                            facts.by.insert(key(&x.assessed_by));
                        }
                        let waits = matches!(
                            x.review,
                            Some(Review::ReadyForReview | Review::ChangesRequested)
                        );
                        facts.waits += usize::from(waits);
                    }
                }
            }
        }
        facts.expiring = overview::expiring(a, ctx.today, ctx.soon_days);
        facts.expiring.retain(|e| used.contains(&e.id));
        facts
    }

    /// A control that cannot be read, with the reason.
    #[must_use]
    pub fn broken(id: &str, title: &str, domain: &str, problem: String) -> Self {
        Self {
            overview: ControlOverview {
                id: id.to_owned(),
                title: title.to_owned(),
                domain: domain.to_owned(),
                begun: true,
                problem: Some(problem),
                ..ControlOverview::default()
            },
            expiring: Vec::new(),
            waits: 0,
            stale: 0,
            by: BTreeSet::new(),
            signs: Vec::new(),
            disputed: Vec::new(),
        }
    }

    /// Leaves out what is in conflict in what the controls share: it is counted
    /// there, once.
    pub fn leave_shared(&mut self, is_shared: impl Fn(&str) -> bool) {
        self.disputed.retain(|of| !is_shared(&of.path));
        self.overview.conflicts = self.disputed.len();
    }

    /// Looks at the sign-offs, by a questionnaire that has its texts where some
    /// role is signed off.
    pub fn look_at_signs(&mut self, q: &Questionnaire, a: &Assessment, files: &Files) {
        let roles = self.overview.roles.iter();
        let sign = |of: &overview::RoleOverview| (of.role, Sign::of(q, a, of.role, files));
        self.signs = roles.map(sign).collect();
        self.overview.stale = overview::doubted(q, a, files);
    }

    /// How it stands with the sign-off of a role.
    #[must_use]
    pub fn sign(&self, role: Role) -> Option<&Sign> {
        let mut signs = self.signs.iter();
        signs.find(|(of, _)| *of == role).map(|(_, sign)| sign)
    }

    /// Whether everything that is asked is answered.
    #[must_use]
    pub fn is_answered(&self) -> bool {
        let (done, all) = self.overview.progress();
        self.overview.problem.is_none() && done == all && all > 0
    }

    /// Whether nothing is left to be done: all is answered, and nobody has to
    /// decide between answers or to sign again.
    #[must_use]
    pub fn is_done(&self) -> bool {
        let overview = &self.overview;
        self.is_answered() && overview.conflicts == 0 && overview.stale.is_empty()
    }
}

/// What controls come to together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sum {
    /// How many controls there are.
    pub controls: usize,
    /// How many of them were counted.
    pub counted: usize,
    /// How many of those cannot be read.
    pub broken: usize,
    /// How many of those are answered to the end, with no conflict and no
    /// sign-off that is stale or doubted.
    pub done: usize,
    /// Questions and steps that are answered.
    pub answered: usize,
    /// Questions and steps that there are, of the controls that were counted.
    pub items: usize,
    /// Gaps by severity.
    pub gaps: SeverityCounts,
    /// Open corrective actions past their day.
    pub overdue: usize,
    /// Conflicts that nobody has decided.
    pub conflicts: usize,
    /// Sign-offs that are stale, or of which changes are requested.
    pub stale: usize,
    /// How many of those changes are requested of.
    pub requested: usize,
}

impl Sum {
    /// Takes in a control.
    pub fn add(&mut self, facts: Option<&Facts>) {
        self.controls += 1;
        let Some(facts) = facts else { return };
        let (done, all) = facts.overview.progress();
        let gaps = facts.overview.counts();
        self.counted += 1;
        self.broken += usize::from(facts.overview.problem.is_some());
        self.done += usize::from(facts.is_done());
        self.answered += done;
        self.items += all;
        self.gaps.major += gaps.major;
        self.gaps.minor += gaps.minor;
        self.gaps.open += gaps.open;
        self.gaps.watch += gaps.watch;
        self.overdue += facts.overview.overdue.len();
        self.conflicts += facts.overview.conflicts;
        let stale = &facts.overview.stale;
        self.stale += stale.len();
        self.requested += stale.iter().filter(|s| s.state.is_requested()).count();
    }
}

/// How a control stands, the worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It cannot be read.
    Broken,
    /// Two people's answers are to be decided between.
    Conflict,
    /// Something has changed since a role was signed off.
    Stale,
    /// A reviewer asks for changes since a role was signed off.
    Requested,
    /// It has a major gap.
    Major,
    /// It has a minor gap.
    Minor,
    /// Something is not answered.
    Open,
    /// Nobody has begun it.
    NotBegun,
    /// It was not counted yet.
    Counting,
    /// Something will become a gap, or could not be checked.
    Watch,
    /// Nothing of it applies.
    NotApplicable,
    /// All is answered and proven.
    Fine,
}

impl Standing {
    /// How a control stands by what is known of it.
    #[must_use]
    pub fn of(facts: Option<&Facts>) -> Self {
        let Some(facts) = facts else {
            return Self::Counting;
        };
        let gaps = facts.overview.counts();
        let roles = &facts.overview.roles;
        let applies = |r: &overview::RoleOverview| r.roll_up.result != RoleResult::NotApplicable;
        if facts.overview.problem.is_some() {
            Self::Broken
        } else if facts.overview.conflicts > 0 {
            Self::Conflict
        } else if facts.overview.stale.iter().any(|s| s.state.is_stale()) {
            Self::Stale
        } else if !facts.overview.stale.is_empty() {
            Self::Requested
        } else if !facts.overview.begun {
            Self::NotBegun
        } else if gaps.major > 0 {
            Self::Major
        } else if gaps.minor > 0 {
            Self::Minor
        } else if gaps.open > 0 {
            Self::Open
        } else if gaps.watch > 0 {
            Self::Watch
        } else if !roles.iter().any(applies) {
            Self::NotApplicable
        } else {
            Self::Fine
        }
    }

    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Broken => "unreadable",
            Self::Conflict => "conflict",
            Self::Stale => "stale",
            Self::Requested => "changes",
            Self::Major => "major gap",
            Self::Minor => "minor gap",
            Self::Open => "open",
            Self::NotBegun => "not begun",
            Self::Counting => "counting",
            Self::Watch => "watch",
            Self::NotApplicable => "n/a",
            Self::Fine => "no gaps",
        }
    }

    /// Its sign.
    #[must_use]
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Broken | Self::Stale | Self::Requested => "!",
            Self::Conflict => disputed::SIGN,
            Self::Major => "▲",
            Self::Minor => "△",
            Self::Open => "○",
            Self::NotBegun => "·",
            Self::Counting => "…",
            Self::Watch => "◷",
            Self::NotApplicable => "–",
            Self::Fine => "✓",
        }
    }
}
