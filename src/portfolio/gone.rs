//! What was there before and is not any more: a provider, a control of it, a
//! role, answers. None of it makes anything better: its gaps were not mended,
//! they are only not seen any more.

use super::{By, Column, Filter};
use crate::assessment::Role;
use crate::gaps::SeverityCounts;
use crate::overview::{ControlOverview, ProviderOverview, RoleOverview};
use crate::text::count;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

/// Something that was there before and is not any more.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Gone {
    /// The provider's name.
    pub provider: String,
    /// The control's id; empty for the whole provider, and for a role that no
    /// control has any more.
    pub control: String,
    /// The role; none for the whole provider or control.
    pub role: Option<Role>,
    /// The file or folder that it was in.
    pub path: PathBuf,
    /// How many answers went with it, as far as it could be read.
    pub answers: usize,
    /// Whether some of it could not be read then, so that nobody knows what went.
    pub unread: bool,
    /// Whether just answers went, and what they answered is still assessed.
    pub taken_back: bool,
    /// Major and minor gaps that went with it; not known of answers that were
    /// taken back.
    pub standing: (usize, usize),
}

impl Gone {
    /// What it is of the provider: `CEK-02 MP`, `MP`; nothing for the whole.
    #[must_use]
    pub fn part(&self) -> String {
        let role = self.role.map(|role| role.to_string()).unwrap_or_default();
        let parts = [self.control.as_str(), role.as_str()];
        let parts: Vec<&str> = parts.into_iter().filter(|p| !p.is_empty()).collect();
        parts.join(" ")
    }

    /// What went, in words: `the whole provider, with 12 answers, 1 major and
    /// 2 minor gaps`.
    #[must_use]
    pub fn what(&self) -> String {
        if self.taken_back {
            return match self.answers {
                1 => "1 answer was taken back".to_owned(),
                n => format!("{n} answers were taken back"),
            };
        }
        let what = match (self.control.is_empty(), self.role) {
            (true, None) => "the whole provider",
            (false, None) => "the control's answer file",
            (_, Some(_)) => "the role",
        };
        let answers = match (self.unread, self.answers) {
            (false, n) => count(n, "answer"),
            (true, 0) => {
                return format!(
                    "{what}; it could not be read: how many answers went with it is unknown"
                );
            }
            (true, n) => format!("{} and others that could not be read", count(n, "answer")),
        };
        match self.standing {
            (0, 0) => format!("{what}, with {answers}"),
            (major, minor) => {
                format!("{what}, with {answers}, {major} major and {minor} minor gaps")
            }
        }
    }
}

/// A role of a control that is gone, or part of whose answers are.
pub(super) struct Lost<'a> {
    control: &'a ControlOverview,
    role: Option<Role>,
    path: &'a Path,
    answers: usize,
    taken_back: bool,
    standing: (usize, usize),
}

impl Lost<'_> {
    /// Whether it is counted in a column.
    pub fn is_in(&self, column: &Column, by: By) -> bool {
        match by {
            By::Control => column.id == self.control.id,
            By::Domain => column.id == super::build::domain_of(&self.control.domain),
            By::Role => {
                let is = |role: Role| role.as_str() == column.id;
                let roles = || self.control.roles.iter().map(|r| r.role);
                self.role.map_or_else(|| roles().any(is), is)
            }
        }
    }
}

/// What is gone of a provider that is still there. `same_files` says that both
/// are states of the same files. What is compared with another folder goes on with
/// its answers where one of them is as old as those: a provider's next assessment
/// begins without any, and has taken none back.
pub(super) fn lost<'a>(
    now: &ProviderOverview,
    then: &'a ProviderOverview,
    filter: &Filter,
    same_files: bool,
) -> Vec<Lost<'a>> {
    let mut all = Vec::new();
    if now.problem.is_some() {
        // Nobody knows, and that fails by itself.
        return all;
    }
    let begun = |c: &&'a ControlOverview| c.path.is_some() && filter.control(&c.id);
    for old in then.controls.iter().filter(begun) {
        let Some(path) = old.path.as_deref() else {
            continue;
        };
        let lost = |role: Option<Role>| {
            let of =
                |r: &&RoleOverview| role.map_or_else(|| filter.role(r.role), |own| own == r.role);
            let roles = || old.roles.iter().filter(of);
            Lost {
                control: old,
                role,
                path,
                answers: roles().map(|r| r.progress().0).sum(),
                taken_back: false,
                standing: roles().map(|r| standing(&r.gaps)).fold((0, 0), add),
            }
        };
        if old.problem.is_some() && now.controls.iter().any(|c| file_name(c) == file_name(old)) {
            // What was in it is not known; the file is there.
            continue;
        }
        let counts = filter.roles.is_empty() || old.roles.iter().any(|r| filter.role(r.role));
        let Some(new) = partner(old, now, then) else {
            if counts {
                all.push(lost(None));
            }
            continue;
        };
        if new.problem.is_some() {
            continue;
        }
        for was in old.roles.iter().filter(|r| filter.role(r.role)) {
            let is = new.roles.iter().find(|r| r.role == was.role);
            let Some(is) = is else {
                all.push(lost(Some(was.role)));
                continue;
            };
            let taken = was.progress().0.saturating_sub(is.progress().0);
            let goes_on =
                || matches!((new.first, old.last), (Some(first), Some(last)) if first <= last);
            if taken > 0 && (same_files || goes_on()) {
                all.push(Lost {
                    answers: taken,
                    taken_back: true,
                    standing: (0, 0),
                    ..lost(Some(was.role))
                });
            }
        }
    }
    all
}

fn standing(gaps: &SeverityCounts) -> (usize, usize) {
    (gaps.major, gaps.minor)
}

fn add(a: (usize, usize), b: (usize, usize)) -> (usize, usize) {
    (a.0 + b.0, a.1 + b.1)
}

fn file_name(control: &ControlOverview) -> Option<&OsStr> {
    control.path.as_deref().and_then(Path::file_name)
}

/// The answer file that an earlier one is today: that of the same name and
/// control, else one of the control under a new name.
fn partner<'a>(
    old: &ControlOverview,
    now: &'a ProviderOverview,
    then: &ProviderOverview,
) -> Option<&'a ControlOverview> {
    let name = file_name;
    let mut same = now
        .controls
        .iter()
        .filter(|c| c.id == old.id && c.path.is_some());
    let had = |c: &ControlOverview| {
        let mut before = then.controls.iter();
        before.any(|o| o.id == c.id && name(o) == name(c))
    };
    // One that cannot be read may not say of which control it is.
    let broken = || {
        now.controls
            .iter()
            .find(|c| c.problem.is_some() && c.path.is_some() && name(c) == name(old))
    };
    let by_name = same.clone().find(|c| name(c) == name(old));
    by_name.or_else(|| same.find(|c| !had(c))).or_else(broken)
}

/// What a provider has lost, each once: a role that no control has any more is
/// one loss, not one for each control.
pub(super) fn told(provider: &str, now: &ProviderOverview, lost: &[Lost<'_>]) -> Vec<Gone> {
    let has = |role: Role| {
        let mut roles = now.controls.iter().flat_map(|c| &c.roles);
        roles.any(|r| r.role == role)
    };
    let mut all: Vec<Gone> = Vec::new();
    for one in lost {
        let everywhere = one.role.is_some_and(|role| !one.taken_back && !has(role));
        let known = all
            .iter_mut()
            .find(|g| everywhere && g.control.is_empty() && g.role == one.role);
        if let Some(known) = known {
            known.answers += one.answers;
            known.unread |= one.control.problem.is_some();
            known.standing = add(known.standing, one.standing);
            continue;
        }
        all.push(Gone {
            provider: provider.to_owned(),
            control: if everywhere {
                String::new()
            } else {
                one.control.id.clone()
            },
            role: one.role,
            path: if everywhere {
                now.path.clone()
            } else {
                one.path.to_owned()
            },
            answers: one.answers,
            unread: one.control.problem.is_some(),
            taken_back: one.taken_back,
            standing: one.standing,
        });
    }
    all
}

/// A provider that is gone altogether; none where nothing of it was counted.
pub(super) fn whole(name: &str, old: &ProviderOverview, filter: &Filter) -> Option<Gone> {
    let controls = || old.controls.iter().filter(|c| filter.control(&c.id));
    let roles = || {
        let roles = controls().flat_map(|c| &c.roles);
        roles.filter(|r| filter.role(r.role))
    };
    let counted =
        filter.is_of_all() || roles().next().is_some() || controls().any(|c| c.problem.is_some());
    counted.then(|| Gone {
        provider: name.to_owned(),
        control: String::new(),
        role: None,
        path: old.path.clone(),
        answers: roles().map(|r| r.progress().0).sum(),
        unread: old.problem.is_some() || controls().any(|c| c.problem.is_some()),
        taken_back: false,
        standing: roles().map(|r| standing(&r.gaps)).fold((0, 0), add),
    })
}
