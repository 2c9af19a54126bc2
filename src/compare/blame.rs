//! Which commit an item's present state comes from.

use crate::assessment::{Assessment, Role};
use crate::questionnaire::ItemId;
use crate::text::one_line;
use std::collections::{BTreeMap, BTreeSet};

/// What is traced: an item of a role, or the role's sign-off (no item).
pub type Traced = (Role, Option<ItemId>);

/// A commit, as git tells it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its whole id in hex.
    pub id: String,
    /// Its author's name.
    pub author: String,
    /// When it was written, in the author's time zone (RFC 3339).
    pub date: String,
    /// The first line of its message.
    pub subject: String,
}

impl Commit {
    /// `a1b2c3d4e5 2026-11-20 Ann Example: Answer the steps on owners`, safe
    /// to show.
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "{} {} {}: {}",
            self.id.get(..10).unwrap_or(&self.id),
            self.date.get(..10).unwrap_or(&self.date),
            one_line(&self.author),
            one_line(&self.subject)
        )
    }
}

/// Where a state comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// From this commit.
    Commit(Commit),
    /// It differs from the last commit.
    Uncommitted,
    /// No commit that was looked at made it.
    Unknown,
}

/// A walk over a file's history, the newest commit first.
#[derive(Debug, Clone)]
pub struct Trace {
    now: Assessment,
    open: BTreeSet<Traced>,
    found: BTreeMap<Traced, Origin>,
}

impl Trace {
    /// Begins with the present state and that of the last commit, to find out
    /// where these come from.
    #[must_use]
    pub fn new(now: &Assessment, committed: &Assessment, of: &[Traced]) -> Self {
        let mut trace = Self {
            now: now.clone(),
            open: BTreeSet::new(),
            found: BTreeMap::new(),
        };
        for traced in of {
            if same(now, committed, traced) {
                trace.open.insert(traced.clone());
            } else {
                trace.found.insert(traced.clone(), Origin::Uncommitted);
            }
        }
        trace
    }

    /// Whether it is known of everything where it comes from.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.open.is_empty()
    }

    /// Looks at a commit: its own state with that of each parent. What is as
    /// now in it and in no parent comes from it; a merge that took a side
    /// made nothing.
    pub fn look(&mut self, commit: &Commit, pairs: &[(&Assessment, &Assessment)]) {
        let now = &self.now;
        let made = |t: &&Traced| {
            !pairs.is_empty()
                && pairs
                    .iter()
                    .all(|(old, new)| same(now, new, t) && !same(now, old, t))
        };
        let from_here: Vec<Traced> = self.open.iter().filter(made).cloned().collect();
        for traced in from_here {
            self.open.remove(&traced);
            self.found.insert(traced, Origin::Commit(commit.clone()));
        }
    }

    /// Where something comes from.
    #[must_use]
    pub fn origin(&self, of: &Traced) -> Origin {
        self.found.get(of).cloned().unwrap_or(Origin::Unknown)
    }
}

/// Everything in an assessment that can be traced: by role, questions, steps,
/// then the sign-off.
#[must_use]
pub fn traced(a: &Assessment) -> Vec<Traced> {
    let mut out = Vec::new();
    for (role, answers) in &a.answers {
        let questions = answers.questions.keys().cloned().map(ItemId::Question);
        let steps = answers.steps.keys().cloned().map(ItemId::Step);
        out.extend(questions.chain(steps).map(|item| (*role, Some(item))));
        out.extend(answers.sign_off.iter().map(|_| (*role, None)));
    }
    out
}

fn same(a: &Assessment, b: &Assessment, (role, item): &Traced) -> bool {
    match item {
        Some(ItemId::Question(id)) => a.question(*role, id) == b.question(*role, id),
        Some(ItemId::Step(id)) => a.step(*role, id) == b.step(*role, id),
        None => {
            let signed = |a: &Assessment| a.answers.get(role).and_then(|r| r.sign_off.clone());
            signed(a) == signed(b)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::questionnaire::StepId;

    fn with(notes: &[(&str, &str)]) -> Assessment {
        let mut a = Assessment::default();
        for (id, note) in notes {
            let steps = &mut a.answers.entry(Role::Csp).or_default().steps;
            let entry = steps.entry(StepId::new(id).unwrap()).or_default();
            (*note).clone_into(&mut entry.note);
        }
        a
    }

    fn commit(id: &str) -> Commit {
        Commit {
            id: id.into(),
            author: String::new(),
            date: String::new(),
            subject: String::new(),
        }
    }

    fn of(id: &str) -> Traced {
        (Role::Csp, Some(ItemId::Step(StepId::new(id).unwrap())))
    }

    #[test]
    fn a_merge_made_only_what_no_side_had() {
        let base = with(&[("01", "a"), ("02", "a"), ("03", "a")]);
        let one = with(&[("01", "b"), ("02", "a"), ("03", "b")]);
        let two = with(&[("01", "a"), ("02", "b"), ("03", "c")]);
        let merged = with(&[("01", "b"), ("02", "b"), ("03", "d")]);
        let now = with(&[("01", "b"), ("02", "b"), ("03", "d"), ("04", "new")]);
        let mut trace = Trace::new(&now, &merged, &traced(&now));
        trace.look(&commit("merge"), &[(&one, &merged), (&two, &merged)]);
        trace.look(&commit("two"), &[(&base, &two)]);
        trace.look(&commit("one"), &[(&base, &one)]);
        assert!(trace.is_done());
        for (id, origin) in [
            ("01", Origin::Commit(commit("one"))),
            ("02", Origin::Commit(commit("two"))),
            ("03", Origin::Commit(commit("merge"))),
            ("04", Origin::Uncommitted),
        ] {
            assert_eq!(trace.origin(&of(id)), origin, "{id}");
        }
    }

    #[test]
    fn the_last_commit_that_made_it_so_counts() {
        let (a, b) = (with(&[("01", "a")]), with(&[("01", "b")]));
        let mut trace = Trace::new(&a, &a, &traced(&a));
        trace.look(&commit("back"), &[(&b, &a)]);
        trace.look(&commit("away"), &[(&a, &b)]);
        trace.look(&commit("first"), &[(&Assessment::default(), &a)]);
        assert_eq!(trace.origin(&of("01")), Origin::Commit(commit("back")));
    }
}
