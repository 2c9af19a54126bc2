//! Reading assessment folders and single answer files into an overview.

use super::folder::{Folder, Room};
use super::{ControlOverview, Expiring, ProviderOverview, control};
use crate::assessment::{Assessment, EvidenceId, Files, Role, folder_of};
use crate::folder::{answered_by, has_own_name};
use crate::gaps::{Context, SOON_DAYS};
use crate::parallel;
use crate::questionnaire::catalog::Catalog;
use crate::store::is_copy;
use crate::store::meant::is_toml;
use crate::text::one_line;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// What an overview is made of.
#[derive(Debug, Clone, Copy)]
pub struct Read<'a> {
    /// The questionnaires that are at hand.
    pub catalog: &'a Catalog,
    /// The day that dates are compared with.
    pub today: NaiveDate,
    /// Whether to keep the gaps themselves, not just their numbers.
    pub gaps: bool,
}

/// How far the reading has come: answer files done, and of how many. To say
/// no breaks it off.
pub type Progress<'a> = &'a (dyn Fn(usize, usize) -> bool + Sync);

/// Whether a folder is an assessment of many controls.
#[must_use]
pub fn is_folder(path: &Path) -> bool {
    path.join("assessment.toml").is_file()
}

/// The answer files of a folder, by name; none of the copies that a conflict
/// left beside them.
///
/// # Errors
/// When the folder cannot be read.
pub fn controls_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder)?.map(|entry| entry.map(|e| e.path()));
    let mut paths = entries.collect::<io::Result<Vec<PathBuf>>>()?;
    paths.retain(|path| {
        let name = path.file_name().unwrap_or_default();
        is_toml(path) && name != "assessment.toml" && !is_copy(&name.to_string_lossy())
    });
    // As they are written: paths compare their parts.
    paths.sort_by(|a, b| a.as_os_str().cmp(b.as_os_str()));
    Ok(paths)
}

/// The overview of an assessment folder or of a single answer file. What
/// cannot be read is in it with its problem. None when it was broken off.
///
/// The files are read on all processors, and of each only what it comes to is
/// kept. `progress` is called from any of the threads.
#[must_use]
pub fn provider(path: &Path, read: &Read<'_>, progress: Progress<'_>) -> Option<ProviderOverview> {
    provider_sharing(path, None, read, progress)
}

/// As [`provider`], where it is known what the `assessment.toml` says of the
/// folder that it is, or that it is in.
pub(crate) fn provider_sharing(
    path: &Path,
    shared: Option<Assessment>,
    read: &Read<'_>,
    progress: Progress<'_>,
) -> Option<ProviderOverview> {
    let mut provider = ProviderOverview {
        path: path.to_owned(),
        ..ProviderOverview::default()
    };
    let is_folder = path.is_dir();
    let files = if is_folder {
        match controls_of(path) {
            Ok(files) => files,
            Err(error) => {
                provider.problem = Some(format!("it cannot be read: {error}"));
                return Some(provider);
            }
        }
    } else {
        vec![path.to_owned()]
    };
    let total = files.len();
    let done = AtomicUsize::new(0);
    let place = if is_folder { path } else { folder_of(path) };
    let folder = Folder::of(place, shared, read);
    let found = parallel::map(&files, Room::default, |room, file| {
        let before = done.fetch_add(1, Ordering::Relaxed);
        progress(before, total).then(|| folder.control(file, room))
    });
    let mut expiring: BTreeMap<EvidenceId, Expiring> = BTreeMap::new();
    if let Some(shared) = &folder.shared {
        provider.subject.clone_from(&shared.whole.subject);
        provider.roles.clone_from(&shared.whole.roles);
        let records = super::expiring(&shared.whole, read.today, SOON_DAYS);
        expiring.extend(records.into_iter().map(|e| (e.id.clone(), e)));
        // Of one file of a folder, only what stands in it.
        provider.conflicts = match is_folder {
            true => shared.whole.choices().count(),
            false => 0,
        };
    }
    let mut own = Vec::new();
    for one in found {
        let one = one?;
        if provider.subject.is_empty() {
            provider.subject = one.subject;
        }
        if provider.roles.is_empty() {
            provider.roles = one.roles;
        }
        if let Some(path) = one
            .overview
            .path
            .clone()
            .filter(|_| !one.expiring.is_empty())
        {
            own.push((path, one.expiring));
        }
        provider.controls.push(one.overview);
    }
    if is_folder {
        let begun: BTreeSet<&str> = provider.controls.iter().map(|c| c.id.as_str()).collect();
        let ids = read.catalog.asked().map(|head| head.id.as_str());
        let missing: Vec<&str> = ids.filter(|id| !begun.contains(id)).collect();
        let missing = parallel::map(
            &missing,
            || (),
            |(), id| Some(not_begun(id, &provider.roles, read)),
        );
        provider.controls.extend(missing.into_iter().flatten());
        // A control whose questionnaire cannot be used is not one less to ask.
        for missed in read.catalog.skipped().iter().filter(|s| s.is_missed) {
            let stem = missed
                .path
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy();
            let answered = |c: &ControlOverview| c.problem.is_some() && c.id == stem;
            if !provider.controls.iter().any(answered) {
                let problem = format!(
                    "this questionnaire cannot be used: {}",
                    one_line(&missed.why)
                );
                provider.controls.push(ControlOverview {
                    is_unsaid: true,
                    ..broken(stem.into_owned(), &missed.path, problem, read)
                });
            }
        }
    }
    provider.controls.sort_by(|a, b| a.id.cmp(&b.id));
    for same in provider.controls.chunk_by_mut(|a, b| a.id == b.id) {
        count_once(same);
    }
    // Of a file that is not counted, its register is not either.
    let counted = provider.controls.iter().filter(|c| c.problem.is_none());
    let counted: BTreeSet<&Path> = counted.filter_map(|c| c.path.as_deref()).collect();
    let own = own
        .into_iter()
        .filter(|(path, _)| counted.contains(path.as_path()));
    for record in own.flat_map(|(_, records)| records) {
        expiring.entry(record.id.clone()).or_insert(record);
    }
    provider.expiring = expiring.into_values().collect();
    provider.expiring.sort_by_key(|e| e.on);
    progress(total, total).then_some(provider)
}

/// Of several files that answer one control, one is counted: that which is called
/// as the control, else the first. The others are a problem until somebody takes
/// them away, as they may say something else.
fn count_once(same: &mut [ControlOverview]) {
    let fine = |c: &ControlOverview| c.problem.is_none() && c.path.is_some();
    if same.iter().filter(|c| fine(c)).count() < 2 {
        return;
    }
    let own = |c: &ControlOverview| c.path.as_deref().is_some_and(|p| has_own_name(&c.id, p));
    let called = same.iter().position(|c| fine(c) && own(c));
    let kept = called.or_else(|| same.iter().position(fine));
    let kept = kept.and_then(|at| Some((at, same.get(at)?.path.clone()?)));
    let Some((at, path)) = kept else { return };
    let others = same
        .iter_mut()
        .enumerate()
        .filter(|(n, c)| *n != at && fine(c));
    for (_, other) in others {
        let problem = answered_by(&path, &other.id);
        other.uncount(problem);
    }
}

/// A control that nobody has begun: everything in it is open.
fn not_begun(id: &str, roles: &[Role], read: &Read<'_>) -> ControlOverview {
    let q = match read.catalog.load_lean(id) {
        Ok(q) => q,
        Err(error) => {
            return ControlOverview {
                problem: Some(one_line(&error.message)),
                ..empty(id, read)
            };
        }
    };
    let nothing = Assessment {
        questionnaire: id.to_owned(),
        roles: roles.to_vec(),
        ..Assessment::default()
    };
    let ctx = Context {
        today: read.today,
        soon_days: SOON_DAYS,
        files: &Files::new(),
    };
    control(&q, &nothing, &ctx, read.gaps)
}

pub(super) fn empty(id: &str, read: &Read<'_>) -> ControlOverview {
    let head = read.catalog.head(id);
    let text = |f: fn(&crate::questionnaire::catalog::Head) -> &String| {
        head.map(f).cloned().unwrap_or_default()
    };
    ControlOverview {
        id: id.to_owned(),
        title: text(|h| &h.title),
        domain: text(|h| &h.domain),
        ..ControlOverview::default()
    }
}

pub(super) fn broken(id: String, file: &Path, problem: String, read: &Read<'_>) -> ControlOverview {
    ControlOverview {
        path: Some(file.to_owned()),
        begun: true,
        problem: Some(problem),
        ..empty(&id, read)
    }
}
