//! From overviews to rows and columns.

use super::before::{name_of, pairs};
use super::gone::{self, Lost, lost};
use super::lists::{actions, broken, expiring, not_asked, of_whole, stale, undecided};
use super::tally::rank;
use super::unread::Unread;
use super::{Before, By, Cell, Column, Controls, Filter, Portfolio, Row, Tally, Trend};
use crate::assessment::Role;
use crate::overview::{ControlOverview, ProviderOverview};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// A column's id: roles keep their own order, controls that of their ids,
/// domains that of their first control.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Role(Role),
    Text(String),
}

type Whole = (Tally, Controls);
type Parts = BTreeMap<Key, Whole>;

/// What the providers come to. The order of the providers does not matter.
#[must_use]
pub fn build(
    now: &[ProviderOverview],
    before: Option<&Before>,
    by: By,
    filter: &Filter,
    today: NaiveDate,
) -> Portfolio {
    let names = names(now);
    let then = before.map(|b| b.then.as_slice()).unwrap_or_default();
    // With those that can be compared; they are in the same order.
    let compared = before.and_then(|b| b.now.as_deref()).unwrap_or(now);
    let same_files = before.is_some_and(|b| b.now.is_some());
    let partner = pairs(now, then, same_files);
    let name_then = |(n, old)| {
        let today = partner.iter().position(|found| *found == Some(n));
        today
            .and_then(|i| names.get(i).cloned())
            .unwrap_or_else(|| name(old))
    };
    let then_names: Vec<String> = then.iter().enumerate().map(name_then).collect();
    let unread = broken(then, &then_names, filter);
    let keys = columns(now.iter().chain(then), by, filter);
    let has_before = before.is_some();
    let mut rows = Vec::new();
    let mut worse = Vec::new();
    let mut all_gone = Vec::new();
    let mut standing_now = 0;
    for (i, provider) in now.iter().enumerate() {
        let name = names.get(i).cloned().unwrap_or_default();
        let old = partner.get(i).copied().flatten().and_then(|n| then.get(n));
        let same = compared.get(i).unwrap_or(provider);
        let mut less = Vec::new();
        let not_known = old.map(Unread::of).unwrap_or_default();
        if let Some(old) = old {
            less = lost(provider, old, filter, same_files);
            all_gone.extend(gone::told(&name, provider, &less));
            let ids = got_worse(same, old, &not_known, filter);
            worse.extend(ids.into_iter().map(|id| (name.clone(), id)));
            standing_now += standing(same, &not_known, filter);
        }
        let then = Then {
            same,
            old,
            less: &less,
            unread: &not_known,
        };
        rows.push(row(
            name,
            provider,
            has_before.then_some(&then),
            &keys,
            by,
            filter,
        ));
    }
    for (n, old) in then.iter().enumerate() {
        if !partner.contains(&Some(n)) {
            all_gone.extend(gone::whole(&name(old), old, filter));
            rows.push(gone_row(old, &keys, by, filter));
        }
    }
    rows.sort_by(|a, b| {
        let gone = a.is_gone().cmp(&b.is_gone());
        gone.then_with(|| b.all.rank().cmp(&a.all.rank()))
            .then_with(|| (&a.name, &a.path).cmp(&(&b.name, &b.path)))
    });
    let columns = keys
        .into_iter()
        .enumerate()
        .map(|(at, mut column)| {
            let cells: Vec<Cell> = rows
                .iter()
                .filter_map(|r| r.cells.get(at).copied().flatten())
                .collect();
            column.all = sum(&cells, has_before);
            column
        })
        .collect();
    let wholes: Vec<Cell> = rows.iter().map(|r| r.all).collect();
    worse.sort();
    all_gone.sort();
    Portfolio {
        today,
        by,
        columns,
        all: sum(&wholes, has_before),
        expiring: expiring(now, &names, today, filter),
        overdue: actions(now, &names, filter, |c| &c.overdue),
        soon: actions(now, &names, filter, |c| &c.soon),
        undecided: undecided(now, &names, filter),
        not_asked: not_asked(now, &names, filter),
        stale: stale(now, &names, filter),
        broken: broken(now, &names, filter),
        compared: before.map(|b| b.what.clone()),
        of_same_files: same_files,
        maybe_worse: match same_files {
            true => standing_now,
            false => unread.len(),
        },
        unread,
        worse,
        gone: all_gone,
        rows,
    }
}

/// What each provider is called. Two of the same name are told apart by their
/// paths.
fn names(providers: &[ProviderOverview]) -> Vec<String> {
    let plain: Vec<String> = providers.iter().map(name).collect();
    plain
        .iter()
        .zip(providers)
        .map(|(name, provider)| {
            if plain.iter().filter(|n| *n == name).count() > 1 {
                format!("{name} ({})", provider.path.display())
            } else {
                name.clone()
            }
        })
        .collect()
}

fn name(provider: &ProviderOverview) -> String {
    match provider.subject.trim() {
        "" => name_of(&provider.path),
        subject => subject.to_owned(),
    }
}

pub(super) fn counted<'a>(
    provider: &'a ProviderOverview,
    filter: &'a Filter,
) -> impl Iterator<Item = &'a ControlOverview> {
    let controls = provider.controls.iter();
    controls.filter(|control| filter.control(&control.id))
}

/// The columns in their order, still without counts.
fn columns<'a>(
    providers: impl Iterator<Item = &'a ProviderOverview>,
    by: By,
    filter: &'a Filter,
) -> Vec<Column> {
    // A file that says of no control that it is of it is no column.
    let providers: Vec<&ProviderOverview> = providers.collect();
    let controls = providers.iter().copied().flat_map(|p| counted(p, filter));
    let controls: Vec<&ControlOverview> = controls.filter(|c| !c.is_unsaid).collect();
    let column = |id: String, title: &str, domain: &str| Column {
        id,
        title: title.to_owned(),
        domain: domain.to_owned(),
        all: Cell::default(),
    };
    if by == By::Role {
        let roles: BTreeSet<Role> = controls
            .iter()
            .flat_map(|c| c.roles.iter().map(|r| r.role))
            .chain(providers.iter().flat_map(|p| p.unasked()))
            .filter(|role| filter.role(*role))
            .collect();
        return roles
            .into_iter()
            .map(|role| column(role.to_string(), "", ""))
            .collect();
    }
    let mut known: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for control in controls {
        let names = known.entry(&control.id).or_default();
        // One that cannot be read may have no names; of two the smaller, so
        // that the order of the providers does not matter.
        let own = (control.title.as_str(), control.domain.as_str());
        if names.0.is_empty() || (!own.0.is_empty() && own < *names) {
            *names = own;
        }
    }
    let mut columns: Vec<Column> = Vec::new();
    for (id, (title, domain)) in known {
        match by {
            By::Domain => {
                let domain = domain_of(domain);
                if columns.iter().all(|c| c.id != domain) {
                    columns.push(column(domain.to_owned(), "", ""));
                }
            }
            _ => columns.push(column(id.to_owned(), title, domain)),
        }
    }
    columns
}

pub(super) fn domain_of(domain: &str) -> &str {
    match domain.trim() {
        "" => "no domain",
        domain => domain,
    }
}

/// The parts of a provider by column, and the whole.
fn parts(provider: &ProviderOverview, by: By, filter: &Filter) -> (Parts, Whole) {
    known_parts(provider, &Unread::default(), by, filter)
}

/// The same without what was not to be read at an earlier time.
fn known_parts(
    provider: &ProviderOverview,
    unread: &Unread<'_>,
    by: By,
    filter: &Filter,
) -> (Parts, Whole) {
    let mut parts = Parts::new();
    let mut all = Whole::default();
    // Each file that it is the reason for is counted; without one it is one itself.
    if provider.problem.is_some() && of_whole(provider, filter) == 0 {
        all.1.broken += 1;
    }
    if filter.is_of_all() {
        all.1.conflicts += provider.conflicts;
    }
    for control in counted(provider, filter).filter(|c| !unread.skips(&c.id)) {
        let one = Controls::of(control);
        all.1 += one;
        let key = match by {
            By::Role => None,
            By::Control => Some(Key::Text(control.id.clone())),
            By::Domain => Some(Key::Text(domain_of(&control.domain).to_owned())),
        };
        if let Some(key) = &key {
            parts.entry(key.clone()).or_default().1 += one;
        }
        for role in control.roles.iter().filter(|r| filter.role(r.role)) {
            let tally = Tally::of(control, role);
            all.0 += tally;
            match &key {
                Some(key) => parts.entry(key.clone()).or_default().0 += tally,
                None => {
                    let part = parts.entry(Key::Role(role.role)).or_default();
                    part.0 += tally;
                    part.1 += one;
                }
            }
        }
    }
    (parts, all)
}

fn key_of(column: &Column, by: By) -> Option<Key> {
    match by {
        By::Role => column.id.parse().ok().map(Key::Role),
        By::Control | By::Domain => Some(Key::Text(column.id.clone())),
    }
}

/// A cell of what is there now, and, where something is compared, of what can
/// be compared of it and of what was there.
fn cell(
    now: Whole,
    pair: Option<(Option<Whole>, Option<Whole>)>,
    gone: usize,
    partly: bool,
) -> Cell {
    let (compared, before) = pair.unwrap_or_default();
    let trend = |same: Option<Whole>| {
        let trend = match Trend::between(same.as_ref(), before.as_ref()) {
            // Of a part of it nobody knows.
            Trend::Same if partly => Trend::Unknown,
            trend => trend,
        };
        let all_gone = gone > 0 && before.is_some_and(|b| b.1.files > 0) && now.1.files == 0;
        trend.with_gone(gone, all_gone)
    };
    Cell {
        gone,
        tally: now.0,
        controls: now.1,
        compared,
        before,
        trend: pair.map(|_| trend(compared)),
    }
}

/// What a provider is compared with.
struct Then<'a> {
    /// The provider as it can be compared.
    same: &'a ProviderOverview,
    /// What it was; none of a new one.
    old: Option<&'a ProviderOverview>,
    /// What is gone of it.
    less: &'a [Lost<'a>],
    /// What of then could not be read.
    unread: &'a Unread<'a>,
}

impl Then<'_> {
    /// The parts of now and of then that can be compared.
    fn parts(&self, by: By, filter: &Filter) -> [Option<(Parts, Whole)>; 2] {
        if self.unread.is_whole() {
            return [None, None];
        }
        let of = |provider| known_parts(provider, self.unread, by, filter);
        [Some(of(self.same)), self.old.map(of)]
    }
}

fn row(
    name: String,
    provider: &ProviderOverview,
    before: Option<&Then<'_>>,
    columns: &[Column],
    by: By,
    filter: &Filter,
) -> Row {
    let (own, all) = parts(provider, by, filter);
    let less = before.map_or([].as_slice(), |then| then.less);
    let compared = before.map(|then| then.parts(by, filter));
    let partly = before.is_some_and(|then| !then.unread.is_empty());
    let unasked = provider.unasked();
    let cells = columns
        .iter()
        .map(|column| {
            let key = key_of(column, by)?;
            let gone = less.iter().filter(|lost| lost.is_in(column, by)).count();
            let now = own.get(&key).copied();
            let pair = compared.as_ref().map(|[same, old]| {
                let part = |of: &Option<(Parts, Whole)>| {
                    of.as_ref().and_then(|(parts, _)| parts.get(&key)).copied()
                };
                (part(same), part(old))
            });
            match (now, pair) {
                (Some(now), pair) => Some(cell(now, pair, gone, partly && by == By::Role)),
                // It was there before.
                (None, Some((_, Some(then)))) => Some(cell(
                    Default::default(),
                    Some((None, Some(then))),
                    gone,
                    false,
                )),
                // That it is to be assessed and not asked is no lack of gaps.
                (None, _) if matches!(key, Key::Role(role) if unasked.contains(&role)) => {
                    Some(Cell::default())
                }
                (None, _) => None,
            }
        })
        .collect();
    let whole = compared.map(|[same, old]| (same.map(|(_, all)| all), old.map(|(_, all)| all)));
    let mut all = cell(all, whole, less.len(), partly);
    if all.trend == Some(Trend::Gone) {
        // All of its controls are, and it is still a provider.
        all.trend = Some(Trend::Worse);
    }
    Row {
        name,
        path: provider.path.clone(),
        subject: provider.subject.clone(),
        roles: provider.roles.clone(),
        cells,
        all,
        problem: provider.problem.clone(),
    }
}

/// A provider that was assessed before and is not any more.
fn gone_row(old: &ProviderOverview, columns: &[Column], by: By, filter: &Filter) -> Row {
    let (own, all) = parts(old, by, filter);
    let was = |then| cell(Default::default(), Some((None, Some(then))), 1, false);
    let whole_unread = Unread::of(old).is_whole();
    let cells = columns.iter().map(|column| {
        let key = key_of(column, by)?;
        match own.get(&key) {
            // Nobody knows which roles it had.
            None if whole_unread && by == By::Role => Some(Cell {
                trend: Some(Trend::Unknown),
                ..Cell::default()
            }),
            then => then.copied().map(was),
        }
    });
    Row {
        name: name(old),
        path: old.path.clone(),
        subject: old.subject.clone(),
        roles: old.roles.clone(),
        cells: cells.collect(),
        all: was(all),
        problem: None,
    }
}

/// What cells come to together, and what became of the sum.
fn sum(cells: &[Cell], compared: bool) -> Cell {
    let mut all = Cell::default();
    let mut then = None::<Whole>;
    let mut same = None::<Whole>;
    let add = |sum: &mut Option<Whole>, part: Option<Whole>| {
        if let Some((tally, controls)) = part {
            let sum = sum.get_or_insert_default();
            sum.0 += tally;
            sum.1 += controls;
        }
    };
    for cell in cells {
        all.tally += cell.tally;
        all.controls += cell.controls;
        add(&mut then, cell.before);
        add(&mut same, cell.compared);
    }
    all.gone = cells.iter().map(|cell| cell.gone).sum();
    // Of what is not asked nothing is compared.
    if compared && (cells.is_empty() || cells.iter().any(|c| c.trend.is_some())) {
        all.before = then;
        all.compared = same;
        let unknown = cells.iter().any(|c| c.trend == Some(Trend::Unknown));
        let trend = match Trend::between(same.as_ref(), then.as_ref()) {
            Trend::Same if unknown => Trend::Unknown,
            trend => trend,
        };
        all.trend = Some(trend.with_gone(all.gone, false));
    }
    all
}

/// How many controls that could not be read then have major or minor gaps today.
fn standing(now: &ProviderOverview, unread: &Unread<'_>, filter: &Filter) -> usize {
    let controls = counted(now, filter).filter(|c| c.path.is_some() && unread.skips(&c.id));
    let stands = |c: &&ControlOverview| {
        let mut roles = c.roles.iter().filter(|r| filter.role(r.role));
        roles.any(|r| r.gaps.standing() > 0)
    };
    controls.filter(stands).count()
}

/// The controls that are worse than they were.
fn got_worse(
    now: &ProviderOverview,
    then: &ProviderOverview,
    unread: &Unread<'_>,
    filter: &Filter,
) -> Vec<String> {
    let (was, _) = known_parts(then, unread, By::Control, filter);
    let (is, _) = known_parts(now, unread, By::Control, filter);
    let worse = is.into_iter().filter_map(|(key, now)| {
        let old = was.get(&key)?;
        let Key::Text(id) = key else { return None };
        (rank(&now.0, &now.1) > rank(&old.0, &old.1)).then_some(id)
    });
    worse.collect()
}
