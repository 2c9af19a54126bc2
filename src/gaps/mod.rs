//! The compliance gaps of an assessment, found by pure rules, and what they
//! come to for a role, a layer and a standard. Reads no file and no clock.

mod asked;
mod roll_up;
mod rules;
mod ssrm;
mod standards;

pub(crate) use asked::{Asked, home, of_record};
pub use roll_up::{Counts, RoleResult, RollUp, roll_up};
use rules::{Answered, Item};
pub use rules::{Kind, Weight};
pub(crate) use rules::{is_changed, state_of};
pub use ssrm::{LayerShare, Owner, responsibility};
pub use standards::{SeverityCounts, StandardImpact, caution, standards};

use crate::assessment::{Assessment, EvidenceId, FileState, Role};
use crate::questionnaire::{ItemId, Questionnaire};
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::fmt;

/// For how many days ahead screens and reports point an expiry out. This
/// project's own choice: a month to renew a proof in.
pub const SOON_DAYS: i64 = 30;

/// How heavy a gap weighs, the heaviest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Severity {
    /// Puts the control's purpose in doubt (after ISO/IEC 17021-1, major
    /// nonconformity).
    Major,
    /// Does not (after ISO/IEC 17021-1, minor nonconformity).
    Minor,
    /// Not answered yet: whether there is a gap is not known. This project's
    /// own class.
    Open,
    /// No gap today, but it will become one, or could not be checked. This
    /// project's own class.
    Watch,
}

impl Severity {
    /// All severities, the heaviest first.
    pub const ALL: [Self; 4] = [Self::Major, Self::Minor, Self::Open, Self::Watch];

    /// The word that screens and exports use.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Open => "open",
            Self::Watch => "watch",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something between an assessment and compliance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    /// The rule that found it.
    pub kind: Kind,
    /// How heavy it weighs.
    pub severity: Severity,
    /// The provider role that it is about.
    pub role: Role,
    /// The question or step that it is about.
    pub item: ItemId,
    /// What is missing and what to do, in one sentence on one line, safe to
    /// show on a terminal.
    pub message: String,
}

/// What the rules have to be told because they look at nothing themselves.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The day that due and expiry dates are compared with.
    pub today: NaiveDate,
    /// For how many days ahead an expiry is reported.
    pub soon_days: i64,
    /// What was found where evidence points; a record that is not in it was
    /// not looked at.
    pub files: &'a BTreeMap<EvidenceId, FileState>,
}

/// All gaps of the assessed roles, sorted by severity, by the assessment's
/// order of roles, by the questionnaire's order of items, by kind.
#[must_use]
pub fn find(q: &Questionnaire, a: &Assessment, ctx: &Context<'_>) -> Vec<Gap> {
    let mut gaps = Vec::new();
    for role in roles(a) {
        let asked = Asked::of(q, a, role);
        for (x, answer) in &asked.questions {
            let item = Item::new(&asked, a, ctx, Answered::Question(x, answer));
            gaps.extend(rules::run(&item, &ItemId::Question(x.id.clone())));
        }
        for (x, answer) in &asked.steps {
            let item = Item::new(&asked, a, ctx, Answered::Step(answer));
            gaps.extend(rules::run(&item, &ItemId::Step(x.id.clone())));
        }
    }
    // The sort is stable, so role, item and kind keep the order of the loop.
    gaps.sort_by_key(|g| g.severity);
    gaps
}

/// The gaps of one item, sorted by severity and kind. None when the role is
/// not assessed or has no such item.
#[must_use]
pub fn of_item(
    q: &Questionnaire,
    a: &Assessment,
    ctx: &Context<'_>,
    role: Role,
    item: &ItemId,
) -> Vec<Gap> {
    if !q.has(role, item) || !a.roles.contains(&role) {
        return Vec::new();
    }
    let answer = match item {
        ItemId::Question(id) => q
            .question(id)
            .map(|x| Answered::Question(x, a.question(role, id))),
        ItemId::Step(id) => q.step(role, id).map(|_| Answered::Step(a.step(role, id))),
    };
    let Some(answer) = answer.filter(|_| a.roles.contains(&role)) else {
        return Vec::new();
    };
    let asked = Asked::of(q, a, role);
    rules::run(&Item::new(&asked, a, ctx, answer), item)
}

/// The kinds and severities of all gaps of an assessed role: what [`find`]
/// finds for it, in no order that means anything, and without the sentences,
/// which cost more than finding that there is something to say.
pub fn each_of_role(
    q: &Questionnaire,
    a: &Assessment,
    ctx: &Context<'_>,
    role: Role,
    mut found: impl FnMut(Kind, Severity),
) {
    let asked = Asked::of(q, a, role);
    let questions = asked
        .questions
        .iter()
        .map(|(q, x)| Answered::Question(q, x));
    let steps = asked.steps.iter().map(|(_, x)| Answered::Step(x));
    for answer in questions.chain(steps) {
        let item = Item::new(&asked, a, ctx, answer);
        rules::each(&item, |_| true, &mut found);
    }
}

/// The assessed roles that the control asks anything of.
pub(crate) fn asked_roles(q: &Questionnaire, a: &Assessment) -> Vec<Role> {
    let mut roles = roles(a);
    roles.retain(|role| q.asks(*role));
    roles
}

/// The assessed roles in the assessment's order, each once: a merge by hand
/// can leave one twice.
pub(crate) fn roles(a: &Assessment) -> Vec<Role> {
    let mut roles = Vec::new();
    for role in &a.roles {
        if !roles.contains(role) {
            roles.push(*role);
        }
    }
    roles
}
