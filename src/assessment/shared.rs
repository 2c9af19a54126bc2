//! What the controls of a folder share, and what is a control's own.

use super::{Assessment, EvidenceId};
use std::collections::{BTreeMap, BTreeSet};

/// An assessment in two parts: a control's own file, and what it inherits.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parts {
    /// What stands in the control's own file.
    pub own: Assessment,
    /// What the controls of the folder share.
    pub shared: Assessment,
}

impl Parts {
    /// The control's whole assessment. What it has itself wins.
    #[must_use]
    pub fn whole(&self) -> Assessment {
        self.own.clone().inheriting(&self.shared)
    }

    /// The parts after a change of the whole from one state to another. A
    /// field of the head, a person, a record or a conflict changes where it
    /// stands; new people and evidence come to what is shared, and a conflict
    /// that comes, or comes back, to where what it is about stands.
    #[must_use]
    pub fn after(&self, old: &Assessment, new: &Assessment) -> Self {
        let mut next = self.clone();
        let (own, shared) = (&mut next.own, &mut next.shared);
        let text = |old: &str, new: &str, own: &mut String, shared: &mut String| {
            if old != new {
                new.clone_into(if own.is_empty() { shared } else { own });
            }
        };
        text(
            &old.subject,
            &new.subject,
            &mut own.subject,
            &mut shared.subject,
        );
        text(
            &old.assessor,
            &new.assessor,
            &mut own.assessor,
            &mut shared.assessor,
        );
        text(
            &old.questionnaires,
            &new.questionnaires,
            &mut own.questionnaires,
            &mut shared.questionnaires,
        );
        list(&old.roles, &new.roles, &mut own.roles, &mut shared.roles);
        list(
            &old.layers,
            &new.layers,
            &mut own.layers,
            &mut shared.layers,
        );
        map(
            &old.people,
            &new.people,
            &mut own.people,
            &mut shared.people,
            |_, _| false,
        );
        map(
            &old.evidence,
            &new.evidence,
            &mut own.evidence,
            &mut shared.evidence,
            |_, _| false,
        );
        let (mut in_own, mut in_shared) = (
            std::mem::take(&mut own.conflicts),
            std::mem::take(&mut shared.conflicts),
        );
        map(
            &old.conflicts,
            &new.conflicts,
            &mut in_own,
            &mut in_shared,
            |path, _| own.has_itself(path),
        );
        (own.conflicts, shared.conflicts) = (in_own, in_shared);
        own.questionnaire.clone_from(&new.questionnaire);
        own.questionnaire_version
            .clone_from(&new.questionnaire_version);
        own.questionnaire_digest
            .clone_from(&new.questionnaire_digest);
        own.split_digest.clone_from(&new.split_digest);
        own.joined.clone_from(&new.joined);
        own.answers.clone_from(&new.answers);
        next
    }
}

fn list<T: Clone + PartialEq>(old: &[T], new: &[T], own: &mut Vec<T>, shared: &mut Vec<T>) {
    if old != new {
        new.clone_into(if own.is_empty() { shared } else { own });
    }
}

/// Changes entries where they stand. What is removed is removed from both:
/// else the other one would come into sight.
fn map<K: Ord + Clone, V: Clone + PartialEq>(
    old: &BTreeMap<K, V>,
    new: &BTreeMap<K, V>,
    own: &mut BTreeMap<K, V>,
    shared: &mut BTreeMap<K, V>,
    new_is_own: impl Fn(&K, &V) -> bool,
) {
    for key in old.keys().filter(|k| !new.contains_key(k)) {
        own.remove(key);
        shared.remove(key);
    }
    for (key, value) in new {
        if old.get(key) == Some(value) {
            continue;
        }
        let in_own = own.contains_key(key) || (!shared.contains_key(key) && new_is_own(key, value));
        let home = if in_own { &mut *own } else { &mut *shared };
        home.insert(key.clone(), value.clone());
    }
}

impl Assessment {
    /// Whether what a conflict is about is a control's own, and not inherited.
    fn has_itself(&self, path: &str) -> bool {
        let keys = toml_edit::Key::parse(path).unwrap_or_default();
        let keys: Vec<&str> = keys.iter().map(toml_edit::Key::get).collect();
        match keys.as_slice() {
            ["evidence", id, ..] => self.evidence.keys().any(|own| own.as_str() == *id),
            ["people", name, ..] => self.people.keys().any(|own| own == name),
            ["assessment", "subject", ..] => !self.subject.is_empty(),
            ["assessment", "assessor", ..] => !self.assessor.is_empty(),
            ["assessment", "questionnaires", ..] => !self.questionnaires.is_empty(),
            ["assessment", "roles", ..] => !self.roles.is_empty(),
            ["assessment", "layers", ..] => !self.layers.is_empty(),
            _ => true,
        }
    }

    /// What a control has itself beside what is shared: all that it would not
    /// inherit.
    #[must_use]
    pub fn own_beside(mut self, shared: &Self) -> Self {
        for (own, shared) in [
            (&mut self.subject, &shared.subject),
            (&mut self.assessor, &shared.assessor),
        ] {
            if own == shared {
                own.clear();
            }
        }
        if self.roles == shared.roles {
            self.roles.clear();
        }
        if self.layers == shared.layers {
            self.layers.clear();
        }
        self.people
            .retain(|name, p| shared.people.get(name) != Some(p));
        self.evidence
            .retain(|id, record| shared.evidence.get(id) != Some(record));
        self
    }

    /// With what is shared where this has nothing itself; registers are
    /// united.
    #[must_use]
    pub fn inheriting(mut self, shared: &Self) -> Self {
        for (own, shared) in [
            (&mut self.subject, &shared.subject),
            (&mut self.assessor, &shared.assessor),
            (&mut self.questionnaires, &shared.questionnaires),
        ] {
            if own.is_empty() {
                own.clone_from(shared);
            }
        }
        if self.roles.is_empty() {
            self.roles.clone_from(&shared.roles);
        }
        if self.layers.is_empty() {
            self.layers.clone_from(&shared.layers);
        }
        if self.home.own.is_none() {
            self.home.own = Some(self.evidence.keys().cloned().collect());
        }
        unite(&mut self.people, &shared.people);
        unite(&mut self.evidence, &shared.evidence);
        unite(&mut self.conflicts, &shared.conflicts);
        self
    }

    /// Whether a record is one of those that the controls of a folder share: what
    /// it proves is not known from one control alone.
    #[must_use]
    pub fn is_shared(&self, id: &EvidenceId) -> bool {
        let own = self.home.own.as_ref();
        own.is_some_and(|own| !own.contains(id))
    }
}

/// Where the records of a register stand. No part of what an assessment says:
/// any two are the same.
#[derive(Debug, Clone, Default)]
pub struct Home {
    /// The records of a control's own file; none where there is no folder whose
    /// controls share a register.
    own: Option<BTreeSet<EvidenceId>>,
}

impl PartialEq for Home {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Home {}

fn unite<K: Ord + Clone, V: Clone>(own: &mut BTreeMap<K, V>, shared: &BTreeMap<K, V>) {
    if own.is_empty() {
        own.clone_from(shared);
        return;
    }
    for (key, value) in shared {
        if !own.contains_key(key) {
            own.insert(key.clone(), value.clone());
        }
    }
}
