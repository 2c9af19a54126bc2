//! What became of one item, commit by commit.

use super::blame::{Commit, Traced};
use super::{Sides, entries, items};
use crate::assessment::Assessment;
use crate::questionnaire::Questionnaire;
use chrono::NaiveDate;

/// A chapter of an item's history.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// The commit; none for what is not committed yet.
    pub commit: Option<Commit>,
    /// What it changed, in words that are safe to show.
    pub lines: Vec<String>,
}

/// The history of an item or a sign-off as git has it, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Story {
    /// The commits that changed it, after what is not committed.
    pub chapters: Vec<Chapter>,
    /// What a reader has to know about it.
    pub notes: Vec<String>,
}

/// What two states say differently of an item, a line each; nothing where
/// they say the same.
#[must_use]
pub fn told(
    old: &Assessment,
    new: &Assessment,
    (role, item): &Traced,
    questionnaire: &Questionnaire,
) -> Vec<String> {
    let sides = Sides {
        old,
        new,
        questionnaire,
        old_questionnaire: None,
        today: NaiveDate::default(),
    };
    match item {
        Some(item) => {
            let all = items::items(&sides);
            let found = all.iter().find(|i| i.role == *role && i.item == *item);
            found.map_or_else(Vec::new, entries::item_lines)
        }
        None => {
            let all = items::sign_offs(old, new);
            let found = all.into_iter().find(|(of, _)| of == role);
            found.map_or_else(Vec::new, |(_, changes)| entries::change_lines(&changes))
        }
    }
}

/// What a commit changed, seen from each parent: nothing where a parent had
/// it so already, for then the commit only took that side.
#[must_use]
pub fn chapter(
    commit: &Commit,
    pairs: &[(&Assessment, &Assessment)],
    of: &Traced,
    questionnaire: &Questionnaire,
) -> Option<Chapter> {
    let mut lines = Vec::new();
    for (old, new) in pairs {
        let here = told(old, new, of, questionnaire);
        if here.is_empty() {
            return None;
        }
        if lines.is_empty() {
            lines = here;
        }
    }
    (!lines.is_empty()).then(|| Chapter {
        commit: Some(commit.clone()),
        lines,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assessment::{Outcome, Role};
    use crate::questionnaire::{ItemId, StepId, embedded};

    fn with(outcome: Outcome) -> Assessment {
        let mut a = Assessment::default();
        let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
        let step = steps.entry(StepId::new("01").unwrap()).or_default();
        step.outcome = Some(outcome);
        a
    }

    #[test]
    fn a_commit_is_told_where_no_parent_had_it_so() {
        let of = (Role::Csp, Some(ItemId::Step(StepId::new("01").unwrap())));
        let (a, b) = (with(Outcome::Satisfied), with(Outcome::NotSatisfied));
        let commit = Commit {
            id: "c".into(),
            author: String::new(),
            date: String::new(),
            subject: String::new(),
        };
        let q = embedded();
        let one = chapter(&commit, &[(&a, &b)], &of, q).unwrap();
        assert_eq!(one.lines[0], "↓ regressed: satisfied → not-satisfied");
        assert_eq!(chapter(&commit, &[(&a, &b), (&b, &b)], &of, q), None);
        assert_eq!(chapter(&commit, &[], &of, q), None);
        let other = (Role::Csp, Some(ItemId::Step(StepId::new("02").unwrap())));
        assert_eq!(chapter(&commit, &[(&a, &b)], &other, q), None);
    }
}
