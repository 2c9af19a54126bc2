//! What is due in all controls of a folder: corrective actions that are overdue
//! or due soon, evidence that has expired or will soon, and sign-offs that are stale.

use super::palette::{Candidate, Kind};
use super::{Palette, Target};
use crate::assessment::EvidenceId;
use crate::find::{Part, Place};
use crate::overview::Expiring;
use crate::tui::controls::Controls;
use crate::tui::keymap::Scope;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Something with a day, the earliest first.
struct Due {
    on: NaiveDate,
    head: String,
    tail: String,
    target: Target,
}

impl Palette {
    /// What is due in the controls that were counted, by day; none where
    /// nothing is.
    #[must_use]
    pub fn of_due(scope: Scope, of: &Controls, today: NaiveDate) -> Option<Self> {
        let mut all = actions(of);
        all.extend(records(of, today));
        all.extend(stale(of, today));
        all.sort_by(|a, b| (a.on, &a.head).cmp(&(b.on, &b.head)));
        let all = all
            .into_iter()
            .map(|due| Candidate::new(due.target, Kind::Due, &due.head, &due.tail));
        let all: Vec<Candidate> = all.collect();
        (!all.is_empty()).then(|| Self::with(scope, all))
    }
}

fn actions(of: &Controls) -> Vec<Due> {
    let known = of
        .entries
        .iter()
        .filter_map(|e| Some((e, e.facts.as_ref()?)));
    let actions = known.flat_map(|(entry, facts)| {
        let overdue = facts.overview.overdue.iter();
        let overdue = overdue.map(|action| (action, "!", "overdue"));
        let soon = facts.overview.soon.iter();
        let soon = soon.map(|action| (action, "◷", "due"));
        overdue.chain(soon).map(move |(action, sign, word)| {
            let id = &entry.head.id;
            let place = Place::Item(action.role, action.item.clone(), Part::Action);
            Due {
                on: action.due,
                head: format!(
                    "{sign} {} {word} {id} {}.{}",
                    action.due, action.role, action.item
                ),
                tail: match action.owner.trim() {
                    "" => action.text.clone(),
                    owner => format!("{owner}: {}", action.text),
                },
                target: Target::Due(id.clone(), place),
            }
        })
    });
    actions.collect()
}

/// Sign-offs that are stale, by the day that they were given.
fn stale(of: &Controls, today: NaiveDate) -> Vec<Due> {
    let known = of
        .entries
        .iter()
        .filter_map(|e| Some((e, e.facts.as_ref()?)));
    let stale = known.flat_map(|(entry, facts)| {
        let all = facts.overview.stale.iter();
        all.filter_map(move |one| {
            let id = &entry.head.id;
            let on = one.at.map_or(today, |at| at.date_naive());
            let by = match one.by.trim() {
                "" => "someone unnamed",
                by => by,
            };
            let place = Place::Item(one.role, one.first.clone()?, Part::Step);
            Some(Due {
                on,
                head: format!("! {on} signed off {id} {}", one.role),
                tail: format!("{by}, {}", one.state.as_str()),
                target: Target::Due(id.clone(), place),
            })
        })
    });
    stale.collect()
}

/// Each record once for each control that uses it, at the first item that does;
/// one that none uses in the register, as any control shows it.
fn records(of: &Controls, today: NaiveDate) -> Vec<Due> {
    let words = |record: &Expiring| match record.on < today {
        true => format!("✗ {} expired", record.on),
        false => format!("◷ {} expires", record.on),
    };
    let mut unused: BTreeSet<&EvidenceId> = of.expiring.iter().map(|e| &e.id).collect();
    let known: BTreeMap<&EvidenceId, &Expiring> = of.expiring.iter().map(|e| (&e.id, e)).collect();
    let mut all = Vec::new();
    for entry in &of.entries {
        let uses = entry.facts.iter().flat_map(|f| &f.overview.uses);
        let mut seen: Vec<&EvidenceId> = Vec::new();
        for used in uses {
            let Some(record) = known.get(&used.id).filter(|_| !seen.contains(&&used.id)) else {
                continue;
            };
            seen.push(&used.id);
            let id = &entry.head.id;
            unused.remove(&used.id);
            let part = Part::Evidence(used.id.clone());
            let place = Place::Item(used.role, used.item.clone(), part);
            all.push(Due {
                on: record.on,
                head: format!("{} {id} {}.{}", words(record), used.role, used.item),
                tail: record.title.clone(),
                target: Target::Due(id.clone(), place),
            });
        }
    }
    // While controls are counted, nobody knows what none of them uses.
    let whole = of.sum.counted == of.sum.controls;
    let shows = of.entries.iter().find(|e| e.head.begun).filter(|_| whole);
    for record in of.expiring.iter().filter(|e| unused.contains(&e.id)) {
        let Some(entry) = shows else { break };
        let place = Place::Register(record.id.clone());
        all.push(Due {
            on: record.on,
            head: format!("{}, used by no control", words(record)),
            tail: record.title.clone(),
            target: Target::Due(entry.head.id.clone(), place),
        });
    }
    all
}
