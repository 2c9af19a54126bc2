//! What imported questionnaires come to: a sum, and those that have not what
//! most of the others have.

use super::about;
use crate::assessment::Role;
use crate::questionnaire::Questionnaire;
use crate::text::count;
use std::collections::BTreeMap;

/// The most that are told one by one.
const TOLD: usize = 20;

/// What all of them have together, in a line.
pub fn sum(all: &[&Questionnaire]) -> String {
    let questions: usize = all.iter().map(|q| q.questions.len()).sum();
    let mut roles: BTreeMap<Role, (usize, usize)> = BTreeMap::new();
    for role in all.iter().flat_map(|q| q.roles.iter()) {
        let ccm = role.steps.iter().filter(|s| s.id.is_ccm()).count();
        let (own, from_ccm) = roles.entry(role.id).or_default();
        *own += role.steps.len() - ccm;
        *from_ccm += ccm;
    }
    let roles: Vec<String> = roles
        .into_iter()
        .map(|(role, (own, ccm))| match ccm {
            0 => format!("{role} {own}"),
            _ => format!("{role} {own}+{ccm}"),
        })
        .collect();
    format!(
        "{}: {} · steps {}",
        count(all.len(), "control"),
        count(questions, "question"),
        roles.join(", ")
    )
}

/// Those that lack what most have, or have what most lack, a line each.
pub fn unlike(all: &[&Questionnaire]) -> Vec<String> {
    let most = |has: &dyn Fn(&Questionnaire) -> bool| {
        all.iter().filter(|q| has(q)).count() * 2 > all.len()
    };
    let asks = |q: &Questionnaire| !q.questions.is_empty();
    let asked = most(&asks);
    let roles = Role::ALL.iter();
    let roles: Vec<(Role, bool)> = roles
        .map(|role| (*role, most(&|q| q.role(*role).is_some())))
        .collect();
    let mut lines = Vec::new();
    for q in all {
        let mut odd: Vec<String> = Vec::new();
        for (word, usual) in [("no steps of", true), ("has steps of", false)] {
            let other = |(role, is_usual): &&(Role, bool)| {
                *is_usual == usual && q.role(*role).is_some() != usual
            };
            let others = roles.iter().filter(other);
            let others: Vec<&str> = others.map(|(role, _)| role.as_str()).collect();
            if !others.is_empty() {
                odd.push(format!("{word} {}", others.join(", ")));
            }
        }
        match (asks(q), asked) {
            (false, true) => odd.push("no question".to_owned()),
            (true, false) => odd.push("has a question".to_owned()),
            _ => {}
        }
        if !odd.is_empty() {
            lines.push(format!("unlike most: {}: {}", about(q), odd.join(", ")));
        }
    }
    let more = lines.len().saturating_sub(TOLD);
    if more > 0 {
        lines.truncate(TOLD);
        lines.push(format!(
            "and {more} more unlike most: --dry-run lists what every control has"
        ));
    }
    lines
}
