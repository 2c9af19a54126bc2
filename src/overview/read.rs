//! Reading assessment folders and single answer files into an overview.

use super::{ControlOverview, ProviderOverview, control, expiring};
use crate::assessment::{Assessment, Files, Role, folder_of};
use crate::gaps::{Context, SOON_DAYS};
use crate::questionnaire::catalog::Catalog;
use crate::store::AnswerFile;
use crate::store::evidence::inspect_all;
use crate::text::one_line;
use chrono::NaiveDate;
use std::io;
use std::path::{Path, PathBuf};

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

/// The answer files of a folder, by name.
///
/// # Errors
/// When the folder cannot be read.
pub fn controls_of(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "toml"))
        .filter(|path| path.file_name().is_some_and(|n| n != "assessment.toml"))
        .collect();
    paths.sort();
    Ok(paths)
}

/// The overview of an assessment folder or of a single answer file. What
/// cannot be read is in it with its problem. None when it was broken off.
#[must_use]
pub fn provider(path: &Path, read: &Read<'_>, progress: Progress<'_>) -> Option<ProviderOverview> {
    let mut provider = ProviderOverview {
        path: path.to_owned(),
        subject: String::new(),
        roles: Vec::new(),
        controls: Vec::new(),
        expiring: Vec::new(),
        problem: None,
    };
    let files = if path.is_dir() {
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
    for (done, file) in files.into_iter().enumerate() {
        if !progress(done, total) {
            return None;
        }
        let id = control_id(&file);
        match one(&file, &id, read) {
            Ok((overview, whole)) => {
                if provider.subject.is_empty() {
                    provider.subject.clone_from(&whole.subject);
                    provider.roles.clone_from(&whole.roles);
                }
                for record in expiring(&whole, read.today, SOON_DAYS) {
                    if provider.expiring.iter().all(|known| known.id != record.id) {
                        provider.expiring.push(record);
                    }
                }
                provider.controls.push(overview);
            }
            Err(problem) => provider.controls.push(broken(id, &file, problem, read)),
        }
    }
    if path.is_dir() {
        let begun: Vec<String> = provider.controls.iter().map(|c| c.id.clone()).collect();
        let missing = read.catalog.heads().filter(|h| !begun.contains(&h.id));
        let missing: Vec<ControlOverview> = missing
            .map(|h| not_begun(&h.id, &provider.roles, read))
            .collect();
        provider.controls.extend(missing);
    }
    provider.controls.sort_by(|a, b| a.id.cmp(&b.id));
    provider.expiring.sort_by_key(|e| e.on);
    progress(total, total).then_some(provider)
}

/// The control that a file answers: its name's where that is a known one, else
/// what its head says.
fn control_id(file: &Path) -> String {
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let heads = crate::store::recent::here(folder_of(file));
    let head = heads
        .into_iter()
        .find(|h| h.path.file_name() == file.file_name());
    head.map_or_else(|| name.into_owned(), |h| h.questionnaire)
}

fn one(file: &Path, id: &str, read: &Read<'_>) -> Result<(ControlOverview, Assessment), String> {
    let q = read.catalog.load(id).map_err(|e| one_line(&e.message))?;
    let opened = AnswerFile::open(file, &q).map_err(|e| one_line(&e.first()))?;
    let files: Files = inspect_all(folder_of(file), opened.assessment());
    let ctx = Context {
        today: read.today,
        soon_days: SOON_DAYS,
        files: &files,
    };
    let mut overview = control(&q, opened.assessment(), &ctx, read.gaps);
    overview.path = Some(file.to_owned());
    Ok((overview, opened.assessment().clone()))
}

/// A control that nobody has begun: everything in it is open.
fn not_begun(id: &str, roles: &[Role], read: &Read<'_>) -> ControlOverview {
    let q = match read.catalog.load(id) {
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

fn empty(id: &str, read: &Read<'_>) -> ControlOverview {
    let head = read.catalog.head(id);
    let text = |f: fn(&crate::questionnaire::catalog::Head) -> &String| {
        head.map(f).cloned().unwrap_or_default()
    };
    ControlOverview {
        id: id.to_owned(),
        title: text(|h| &h.title),
        domain: text(|h| &h.domain),
        path: None,
        roles: Vec::new(),
        overdue: Vec::new(),
        last: None,
        conflicts: 0,
        gaps: Vec::new(),
        problem: None,
    }
}

fn broken(id: String, file: &Path, problem: String, read: &Read<'_>) -> ControlOverview {
    ControlOverview {
        path: Some(file.to_owned()),
        problem: Some(problem),
        ..empty(&id, read)
    }
}
