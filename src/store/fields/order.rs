//! Where the tables and keys of an answer file stand.

use super::{
    ACTION, ASSESSMENT, CONFLICT, EVIDENCE, OTHER, PERSON, QUESTION, ROOT, SAMPLE, SIGN_OFF, STEP,
};
use crate::assessment::Role;
use crate::questionnaire::StepId;
use crate::store::layout::Order;

/// The order of an answer file: assessment, people, roles with their questions and
/// steps, evidence.
pub(crate) struct Canonical;

impl Order for Canonical {
    type Rank = (u8, usize, u8, u32, String, u8);

    fn table(&self, path: &[String]) -> Option<Self::Rank> {
        let parts: Vec<&str> = path.iter().map(String::as_str).collect();
        let role = |word: &str| {
            let role: Role = word.parse().ok()?;
            Role::ALL.iter().position(|r| *r == role)
        };
        let none = String::new;
        Some(match parts.as_slice() {
            [] => (0, 0, 0, 0, none(), 0),
            ["assessment"] => (1, 0, 0, 0, none(), 0),
            ["people"] => (1, 1, 0, 0, none(), 0),
            ["people", name] => (1, 2, 0, 0, (*name).to_owned(), 0),
            ["roles"] => (2, 0, 0, 0, none(), 0),
            ["roles", r] => (3, role(r)?, 0, 0, none(), 0),
            ["roles", r, "questions"] => (3, role(r)?, 1, 0, none(), 0),
            ["roles", r, "questions", id, rest @ ..] => {
                (3, role(r)?, 2, 0, (*id).to_owned(), part_rank(rest)?)
            }
            ["roles", r, "steps"] => (3, role(r)?, 3, 0, none(), 0),
            ["roles", r, "steps", id, rest @ ..] => {
                let step = StepId::new(id).ok()?;
                let kind = if step.is_ccm() { 5 } else { 4 };
                (3, role(r)?, kind, step.number(), none(), part_rank(rest)?)
            }
            ["roles", r, "sign_off"] => (3, role(r)?, 6, 0, none(), 0),
            ["evidence"] => (4, 0, 0, 0, none(), 0),
            ["evidence", id] => (5, 0, 0, 0, (*id).to_owned(), 0),
            ["conflicts"] => (6, 0, 0, 0, none(), 0),
            ["conflicts", path] => (7, 0, 0, 0, (*path).to_owned(), 0),
            ["conflicts", path, "others", id] => (7, 0, 0, 0, format!("{path}\0{id}"), 0),
            _ => return None,
        })
    }

    fn key(&self, path: &[String]) -> Option<usize> {
        let (key, table) = path.split_last()?;
        let parts: Vec<&str> = table.iter().map(String::as_str).collect();
        let keys = match parts.as_slice() {
            [] => ROOT,
            ["assessment"] => ASSESSMENT,
            ["people", _] => PERSON,
            ["roles", _, "questions", _] => QUESTION,
            ["roles", _, "steps", _] => STEP,
            ["roles", _, "sign_off"] => SIGN_OFF,
            ["roles", _, _, _, "sample"] => SAMPLE,
            ["roles", _, _, _, "action"] => ACTION,
            ["evidence", _] => EVIDENCE,
            ["conflicts", _] => CONFLICT,
            ["conflicts", _, "others", _] => OTHER,
            _ => return None,
        };
        keys.iter().position(|k| k == key)
    }
}

/// Whether the format has a key at a path.
pub(crate) fn is_field(path: &[String]) -> bool {
    Canonical.key(path).is_some()
}

fn part_rank(rest: &[&str]) -> Option<u8> {
    match rest {
        [] => Some(0),
        ["sample"] => Some(1),
        ["action"] => Some(2),
        _ => None,
    }
}
