//! The people and teams that an assessment names, as parties and roles.

use super::ids::Ids;
use super::schema::{Actor, Id, Origin, Party, ResponsibleParty, Role};
use super::text::{Line, Word};
use crate::report::{Finding, Report};
use std::collections::BTreeMap;

/// What somebody does, by role id and title.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Task {
    /// Assesses, answers, looks again.
    Assessor,
    /// Reviews steps.
    Reviewer,
    /// Stands for a provider role's answers.
    Signer,
    /// Has a corrective action to do.
    ActionOwner,
}

impl Task {
    const ALL: [Self; 4] = [
        Self::Assessor,
        Self::Reviewer,
        Self::Signer,
        Self::ActionOwner,
    ];

    /// The id of the role. `assessor` is OSCAL's own.
    pub(super) fn id(self) -> &'static str {
        match self {
            Self::Assessor => "assessor",
            Self::Reviewer => "reviewer",
            Self::Signer => "signer",
            Self::ActionOwner => "action-owner",
        }
    }

    fn title(self) -> &'static str {
        match self {
            Self::Assessor => "Assessor",
            Self::Reviewer => "Reviewer",
            Self::Signer => "Signer",
            Self::ActionOwner => "Owner of corrective actions",
        }
    }
}

struct Known {
    id: Id,
    name: Word,
    person: bool,
    tasks: Vec<Task>,
}

/// Everybody who is named, in the order of the first mention.
pub(super) struct People {
    known: Vec<Known>,
    by_key: BTreeMap<String, usize>,
}

impl People {
    /// Finds everybody in a report.
    pub(super) fn of(report: &Report, ids: &Ids) -> Self {
        let mut people = Self {
            known: Vec::new(),
            by_key: BTreeMap::new(),
        };
        people.add(ids, &report.assessor, Task::Assessor);
        for role in &report.roles {
            for row in &role.rows {
                people.add(ids, &row.by, Task::Assessor);
                if let Finding::Step { review, .. } = &row.finding {
                    people.add(ids, &review.by, Task::Reviewer);
                }
                if let Some(action) = &row.action {
                    people.add(ids, &action.owner, Task::ActionOwner);
                    if action.retest.is_some() {
                        people.add(ids, &action.retested_by, Task::Assessor);
                    }
                }
            }
            if let Some(signed) = &role.sign_off {
                people.add(ids, &signed.signed.by, Task::Signer);
            }
        }
        people
    }

    fn add(&mut self, ids: &Ids, name: &str, task: Task) {
        let Some(word) = Word::new(name) else {
            return;
        };
        let key = key(name);
        let place = *self.by_key.entry(key.clone()).or_insert_with(|| {
            self.known.push(Known {
                id: ids.of("party", &key),
                name: word,
                person: false,
                tasks: Vec::new(),
            });
            self.known.len() - 1
        });
        if let Some(known) = self.known.get_mut(place) {
            // Actions are given to teams as well as to people; all else is
            // done by people.
            known.person |= task != Task::ActionOwner;
            if !known.tasks.contains(&task) {
                known.tasks.push(task);
            }
        }
    }

    /// The UUID of somebody; none for nobody.
    pub(super) fn id(&self, name: &str) -> Option<Id> {
        let place = self.by_key.get(&key(name))?;
        Some(self.known.get(*place)?.id.clone())
    }

    /// Somebody with what they do; none for nobody.
    pub(super) fn responsible(&self, name: &str, task: Task) -> Vec<ResponsibleParty> {
        let party = self.id(name).map(|id| ResponsibleParty {
            role_id: task.id(),
            party_uuids: vec![id],
        });
        party.into_iter().collect()
    }

    /// Where an assessor's statement comes from; nothing for nobody.
    pub(super) fn origin(&self, name: &str) -> Vec<Origin> {
        let origin = self.id(name).map(|id| Origin {
            actors: vec![Actor {
                r#type: "party",
                actor_uuid: id,
                role_id: Some(Task::Assessor.id()),
            }],
        });
        origin.into_iter().collect()
    }

    /// The roles that somebody has.
    pub(super) fn roles(&self) -> Vec<Role> {
        self.tasks()
            .map(|task| Role {
                id: task.id(),
                title: Line::new(task.title(), "Role"),
            })
            .collect()
    }

    /// All parties.
    pub(super) fn parties(&self) -> Vec<Party> {
        self.known
            .iter()
            .map(|k| Party {
                uuid: k.id.clone(),
                r#type: if k.person { "person" } else { "organization" },
                name: k.name.clone(),
            })
            .collect()
    }

    /// Who has which role in the document.
    pub(super) fn responsible_parties(&self) -> Vec<ResponsibleParty> {
        self.tasks()
            .map(|task| ResponsibleParty {
                role_id: task.id(),
                party_uuids: self.with(task).map(|k| k.id.clone()).collect(),
            })
            .collect()
    }

    fn with(&self, task: Task) -> impl Iterator<Item = &Known> {
        self.known.iter().filter(move |k| k.tasks.contains(&task))
    }

    fn tasks(&self) -> impl Iterator<Item = Task> {
        Task::ALL
            .into_iter()
            .filter(|task| self.with(*task).next().is_some())
    }
}

/// The name as [`crate::assessment::same_person`] compares names, so that one
/// person is one party however they are typed.
fn key(name: &str) -> String {
    let words: Vec<String> = name.split_whitespace().map(str::to_lowercase).collect();
    words.join(" ")
}
