//! What differs between two states of an assessment, by item.

use super::{Assessment, Role};
use std::collections::BTreeSet;

impl Assessment {
    /// The names of what differs between this state and another: items as
    /// `CSP.03`, sign-offs as `CSP sign-off`, evidence records by their id, and
    /// the words `subject`, `assessor`, `roles`, `layers` and `people`.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let mut names = Vec::new();
        for (name, differs) in [
            ("subject", self.subject != other.subject),
            ("assessor", self.assessor != other.assessor),
            ("roles", self.roles != other.roles),
            ("layers", self.layers != other.layers),
            ("people", self.people != other.people),
        ] {
            if differs {
                names.push(name.to_owned());
            }
        }
        let roles: BTreeSet<Role> = self
            .answers
            .keys()
            .chain(other.answers.keys())
            .copied()
            .collect();
        for role in roles {
            let (one, two) = (self.answers.get(&role), other.answers.get(&role));
            let questions = one.into_iter().chain(two).flat_map(|a| a.questions.keys());
            for id in questions.collect::<BTreeSet<_>>() {
                if self.question(role, id) != other.question(role, id) {
                    names.push(format!("{role}.{id}"));
                }
            }
            let steps = one.into_iter().chain(two).flat_map(|a| a.steps.keys());
            for id in steps.collect::<BTreeSet<_>>() {
                if self.step(role, id) != other.step(role, id) {
                    names.push(format!("{role}.{id}"));
                }
            }
            let signed = |a: Option<&super::RoleAnswers>| a.and_then(|a| a.sign_off.clone());
            if signed(one) != signed(two) {
                names.push(format!("{role} sign-off"));
            }
        }
        let conflicts = self.conflicts.keys().chain(other.conflicts.keys());
        for path in conflicts.collect::<BTreeSet<_>>() {
            if self.conflicts.get(path) != other.conflicts.get(path) {
                names.push(format!("conflict of {path}"));
            }
        }
        let records = self.evidence.keys().chain(other.evidence.keys());
        for id in records.collect::<BTreeSet<_>>() {
            if self.evidence.get(id) != other.evidence.get(id) {
                names.push(id.to_string());
            }
        }
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::Outcome;
    use crate::questionnaire::StepId;

    #[test]
    fn differences_are_named_by_item() {
        let one = Assessment::default();
        let mut two = one.clone();
        assert!(one.differences(&two).is_empty());
        two.subject = "other".into();
        let steps = &mut two.answers.entry(Role::Csp).or_default().steps;
        steps.entry(StepId::new("03").unwrap()).or_default().outcome = Some(Outcome::Satisfied);
        assert_eq!(one.differences(&two), ["subject", "CSP.03"]);
        assert_eq!(two.differences(&one), ["subject", "CSP.03"]);
    }
}
