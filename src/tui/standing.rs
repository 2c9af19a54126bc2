//! How far a role has come: worked out when answers change, as every frame shows it.

use super::model::answered;
use crate::assessment::{Assessment, Role};
use crate::gaps::{RoleResult, roll_up};
use crate::questionnaire::Questionnaire;
use std::collections::BTreeMap;

/// How far a role has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// How many of its items are answered.
    pub done: usize,
    /// How many items it has.
    pub all: usize,
    /// What its answers come to.
    pub result: RoleResult,
}

/// How far each assessed role has come.
pub(super) fn of_roles(q: &Questionnaire, a: &Assessment) -> BTreeMap<Role, Standing> {
    let of = |role: Role| {
        let done = q.items(role).filter(|item| answered(a, role, item)).count();
        let standing = Standing {
            done,
            all: q.items(role).count(),
            result: roll_up(q, a, role).result,
        };
        (role, standing)
    };
    a.roles.iter().copied().map(of).collect()
}
