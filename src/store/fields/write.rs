//! Writing what differs between two states of an assessment.

use super::{
    Canonical, Fields, action_fields, conflict_fields, evidence_fields, other_fields,
    person_fields, question_fields, sample_fields, sign_off_fields, step_fields,
};
use crate::assessment::{
    Assessment, Conflict, Evidence, QuestionAnswer, Role, RoleAnswers, StepAnswer,
};
use crate::store::layout::{Filling, Layout};
use std::collections::{BTreeMap, BTreeSet};

/// Writes what differs between two states into a text.
pub(super) struct Writer<'l>(Filling<'l, Canonical>);

impl<'l> Writer<'l> {
    pub(super) fn of(layout: &'l mut Layout) -> Self {
        Self(layout.filling(&Canonical))
    }

    /// Writes the fields that differ; with no new fields, takes all away.
    pub(super) fn table(&mut self, path: &[&str], old: &Fields<'_>, new: Option<&Fields<'_>>) {
        let key_path = |key: &str| -> Vec<String> {
            let parts = path.iter().copied().chain([key]);
            parts.map(str::to_owned).collect()
        };
        let Some(new) = new else {
            for (key, _) in old {
                self.0.remove(&key_path(key));
            }
            return;
        };
        let mut removed = false;
        for (at, (key, value)) in new.iter().enumerate() {
            let before = old.get(at).and_then(|(_, v)| v.as_ref());
            if before == value.as_ref() {
                continue;
            }
            match value {
                Some(value) => self.0.set(&key_path(key), &value.toml()),
                None => {
                    self.0.remove(&key_path(key));
                    removed = true;
                }
            }
        }
        if removed {
            self.tidy(path, false);
        }
    }

    fn tidy(&mut self, path: &[&str], always: bool) {
        let path: Vec<String> = path.iter().map(|p| (*p).to_owned()).collect();
        self.0.tidy(&path, always);
    }

    /// A table of its own below another one.
    fn part<T: Default + PartialEq>(
        &mut self,
        path: &[&str],
        name: &str,
        old: Option<&T>,
        new: Option<&T>,
        fields: impl for<'t> Fn(&'t T) -> Fields<'t>,
    ) {
        if old == new {
            return;
        }
        let path: Vec<&str> = path.iter().copied().chain([name]).collect();
        let blank = T::default();
        let before = fields(old.unwrap_or(&blank));
        let after = new.map(&fields);
        self.table(&path, &before, after.as_ref());
        if after.is_none() {
            self.tidy(&path, false);
        }
    }

    pub(super) fn answers<'a>(&mut self, old: &'a Assessment, new: &'a Assessment) {
        static NOTHING: RoleAnswers = RoleAnswers {
            questions: BTreeMap::new(),
            steps: BTreeMap::new(),
            sign_off: None,
        };
        for role in Role::ALL {
            let before = old.answers.get(role).unwrap_or(&NOTHING);
            let after = new.answers.get(role).unwrap_or(&NOTHING);
            if before == after {
                continue;
            }
            for id in keys(&before.questions, &after.questions) {
                let (b, a) = (before.questions.get(id), after.questions.get(id));
                if b == a {
                    continue;
                }
                let path = ["roles", role.as_str(), "questions", id];
                let blank = QuestionAnswer::default();
                let old_fields = question_fields(b.unwrap_or(&blank));
                self.table(&path, &old_fields, a.map(question_fields).as_ref());
                let action = |q: Option<&'a QuestionAnswer>| q.and_then(|q| q.action.as_ref());
                self.part(&path, "action", action(b), action(a), action_fields);
                if a.is_none() {
                    self.tidy(&path, false);
                }
            }
            for id in keys(&before.steps, &after.steps) {
                let (b, a) = (before.steps.get(id), after.steps.get(id));
                if b == a {
                    continue;
                }
                let path = ["roles", role.as_str(), "steps", id.as_str()];
                let blank = StepAnswer::default();
                let old_fields = step_fields(b.unwrap_or(&blank));
                self.table(&path, &old_fields, a.map(step_fields).as_ref());
                let sample = |s: Option<&'a StepAnswer>| s.and_then(|s| s.sample.as_ref());
                self.part(&path, "sample", sample(b), sample(a), sample_fields);
                let action = |s: Option<&'a StepAnswer>| s.and_then(|s| s.action.as_ref());
                self.part(&path, "action", action(b), action(a), action_fields);
                if a.is_none() {
                    self.tidy(&path, false);
                }
            }
            let path = ["roles", role.as_str()];
            let (b, a) = (before.sign_off.as_ref(), after.sign_off.as_ref());
            self.part(&path, "sign_off", b, a, sign_off_fields);
        }
    }

    pub(super) fn people(&mut self, old: &Assessment, new: &Assessment) {
        for name in keys(&old.people, &new.people) {
            let (b, a) = (old.people.get(name), new.people.get(name));
            if b == a {
                continue;
            }
            let path = ["people", name.as_str()];
            let before = b.map(person_fields).unwrap_or_default();
            self.table(&path, &before, a.map(person_fields).as_ref());
            if a.is_none() {
                self.tidy(&path, true);
            }
        }
    }

    pub(super) fn conflicts<'a>(&mut self, old: &'a Assessment, new: &'a Assessment) {
        for path in keys(&old.conflicts, &new.conflicts) {
            let (b, a) = (old.conflicts.get(path), new.conflicts.get(path));
            if b == a {
                continue;
            }
            let table = ["conflicts", path.as_str()];
            let blank = Conflict::default();
            let before = conflict_fields(b.unwrap_or(&blank));
            self.table(&table, &before, a.map(conflict_fields).as_ref());
            let none = BTreeMap::new();
            let of = |c: Option<&'a Conflict>| c.map_or(&none, |c| &c.others);
            let (were, are) = (of(b), of(a));
            for id in keys(were, are) {
                let table = ["conflicts", path.as_str(), "others", id.as_str()];
                let before = were.get(id).map(other_fields).unwrap_or_default();
                self.table(&table, &before, are.get(id).map(other_fields).as_ref());
                if !are.contains_key(id) {
                    self.tidy(&table, true);
                }
            }
            if a.is_none() {
                self.tidy(&table, true);
            }
        }
    }

    pub(super) fn register(&mut self, old: &Assessment, new: &Assessment) {
        for id in keys(&old.evidence, &new.evidence) {
            let (b, a) = (old.evidence.get(id), new.evidence.get(id));
            if b == a {
                continue;
            }
            let path = ["evidence", id.as_str()];
            let blank = Evidence::default();
            let old_fields = evidence_fields(b.unwrap_or(&blank));
            self.table(&path, &old_fields, a.map(evidence_fields).as_ref());
            if a.is_none() {
                self.tidy(&path, true);
            }
        }
    }
}

fn keys<'a, K: Ord, V>(old: &'a BTreeMap<K, V>, new: &'a BTreeMap<K, V>) -> BTreeSet<&'a K> {
    old.keys().chain(new.keys()).collect()
}
