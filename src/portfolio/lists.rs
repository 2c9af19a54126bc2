//! What is listed beside the counts: expiring evidence, overdue actions, and
//! what could not be read.

use super::build::counted;
use super::{Broken, Expiring, Filter, Overdue, StaleSignOff, Undecided, Use};
use crate::assessment::{EvidenceId, Role};
use crate::overview::{ControlOverview, ProviderOverview};
use crate::store::SHARED_FILE;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

pub(super) fn expiring(
    now: &[ProviderOverview],
    names: &[String],
    today: NaiveDate,
    filter: &Filter,
) -> Vec<Expiring> {
    let mut all: Vec<Expiring> = Vec::new();
    for (provider, name) in now.iter().zip(names) {
        let mut uses = uses(provider, filter);
        let records = provider.expiring.iter().filter_map(|record| {
            let uses = uses.remove(&record.id).unwrap_or_default();
            // Of a part of the controls or roles, what is used there.
            (filter.is_of_all() || !uses.is_empty()).then(|| Expiring {
                provider: name.clone(),
                path: provider.path.clone(),
                id: record.id.to_string(),
                title: record.title.clone(),
                on: record.on,
                expired: record.on < today,
                uses,
            })
        });
        all.extend(records);
    }
    all.sort_by(|a, b| {
        let by_name = a.on.cmp(&b.on).then_with(|| a.provider.cmp(&b.provider));
        by_name.then_with(|| (written(&a.path), &a.id).cmp(&(written(&b.path), &b.id)))
    });
    all
}

/// A path as it is written: comparing the parts of thousands takes long.
fn written(path: &Path) -> &OsStr {
    path.as_os_str()
}

/// Which of the items that are counted rest on each record.
fn uses<'a>(
    provider: &'a ProviderOverview,
    filter: &'a Filter,
) -> BTreeMap<&'a EvidenceId, Vec<Use>> {
    let mut uses: BTreeMap<_, Vec<Use>> = BTreeMap::new();
    for control in counted(provider, filter) {
        for used in control.uses.iter().filter(|used| filter.role(used.role)) {
            uses.entry(&used.id).or_default().push(Use {
                control: control.id.clone(),
                role: used.role,
                item: used.item.clone(),
            });
        }
    }
    for all in uses.values_mut() {
        all.sort();
        all.dedup();
    }
    uses
}

/// The roles that no control asks anything of, by provider.
pub(super) fn not_asked(
    now: &[ProviderOverview],
    names: &[String],
    filter: &Filter,
) -> Vec<(String, Role)> {
    let all = now.iter().zip(names).flat_map(|(provider, name)| {
        let roles = provider.unasked().into_iter();
        let roles = roles.filter(|role| filter.role(*role));
        roles.map(move |role| (name.clone(), role))
    });
    all.collect()
}

pub(super) fn undecided(
    now: &[ProviderOverview],
    names: &[String],
    filter: &Filter,
) -> Vec<Undecided> {
    let mut all = Vec::new();
    for (provider, name) in now.iter().zip(names) {
        // What controls share is of none of them.
        if provider.conflicts > 0 && filter.is_of_all() {
            all.push(Undecided {
                provider: name.clone(),
                control: String::new(),
                path: provider.path.join(SHARED_FILE),
                conflicts: provider.conflicts,
            });
        }
        let own = counted(provider, filter).filter(|c| c.conflicts > 0);
        all.extend(own.map(|control| Undecided {
            provider: name.clone(),
            control: control.id.clone(),
            path: control.path.as_ref().unwrap_or(&provider.path).clone(),
            conflicts: control.conflicts,
        }));
    }
    all.sort_by(|a, b| (&a.provider, &a.path, &a.control).cmp(&(&b.provider, &b.path, &b.control)));
    all
}

pub(super) fn stale(
    now: &[ProviderOverview],
    names: &[String],
    filter: &Filter,
) -> Vec<StaleSignOff> {
    let mut all = Vec::new();
    for (provider, name) in now.iter().zip(names) {
        for control in counted(provider, filter) {
            let own = control.stale.iter().filter(|s| filter.role(s.role));
            all.extend(own.map(|s| StaleSignOff {
                provider: name.clone(),
                path: control.path.as_ref().unwrap_or(&provider.path).clone(),
                control: control.id.clone(),
                role: s.role,
                by: s.by.trim().to_owned(),
                state: s.state,
            }));
        }
    }
    all.sort_by(|a, b| {
        let by_file = (&a.provider, written(&a.path)).cmp(&(&b.provider, written(&b.path)));
        by_file.then_with(|| (&a.control, a.role).cmp(&(&b.control, b.role)))
    });
    all
}

/// The corrective actions that `of` finds in each control.
pub(super) fn actions(
    now: &[ProviderOverview],
    names: &[String],
    filter: &Filter,
    of: fn(&ControlOverview) -> &[crate::overview::Overdue],
) -> Vec<Overdue> {
    let mut all = Vec::new();
    for (provider, name) in now.iter().zip(names) {
        for control in counted(provider, filter) {
            let own = of(control).iter().filter(|o| filter.role(o.role));
            all.extend(own.map(|o| Overdue {
                provider: name.clone(),
                path: control.path.as_ref().unwrap_or(&provider.path).clone(),
                control: control.id.clone(),
                role: o.role,
                item: o.item.clone(),
                text: o.text.clone(),
                owner: o.owner.clone(),
                due: o.due,
            }));
        }
    }
    all.sort_by(|a: &Overdue, b| {
        let by_name = a.due.cmp(&b.due).then_with(|| a.provider.cmp(&b.provider));
        let by_file = by_name.then_with(|| written(&a.path).cmp(written(&b.path)));
        by_file.then_with(|| (&a.control, a.role, &a.item).cmp(&(&b.control, b.role, &b.item)))
    });
    all
}

/// How many of the files that are counted cannot be read for what is wrong with
/// all of a provider.
pub(super) fn of_whole(provider: &ProviderOverview, filter: &Filter) -> usize {
    let controls = counted(provider, filter);
    controls
        .filter(|c| c.problem.is_some() && c.problem == provider.problem)
        .count()
}

pub(super) fn broken(now: &[ProviderOverview], names: &[String], filter: &Filter) -> Vec<Broken> {
    let mut all = Vec::new();
    for (provider, name) in now.iter().zip(names) {
        let whole = provider.problem.as_ref().map(|problem| Broken {
            provider: name.clone(),
            control: String::new(),
            path: provider.path.clone(),
            problem: problem.clone(),
            files: of_whole(provider, filter).max(1),
        });
        // A file that says of no control that it answers it may be any.
        let asked = |c: &&ControlOverview| filter.control(&c.id) || c.title.is_empty();
        // What is wrong with all of it is said once.
        let own = |c: &&ControlOverview| c.problem != provider.problem;
        let controls = provider
            .controls
            .iter()
            .filter(asked)
            .filter(own)
            .filter_map(|control| {
                Some(Broken {
                    provider: name.clone(),
                    control: control.id.clone(),
                    path: control.path.as_ref().unwrap_or(&provider.path).clone(),
                    problem: control.problem.clone()?,
                    files: 1,
                })
            });
        all.extend(whole.into_iter().chain(controls));
    }
    all.sort_by(|a, b| (&a.provider, &a.path, &a.control).cmp(&(&b.provider, &b.path, &b.control)));
    all
}
