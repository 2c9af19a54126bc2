//! Reading providers one after another, with the questionnaires that each one
//! names.

use super::{Expiring, Portfolio, Use};
use crate::assessment::folder_of;
use crate::folder::{Folder, QUESTIONNAIRES};
use crate::gaps::Kind;
use crate::overview::{self, ControlOverview, Progress, ProviderOverview, Read};
use crate::questionnaire::catalog::Catalog;
use crate::questionnaire::{Questionnaire, embedded};
use crate::store::AnswerFile;
use crate::text::one_line;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The questionnaires at hand, by the folder that a provider names.
#[derive(Debug)]
pub struct Catalogs {
    own: Option<(Arc<Questionnaire>, Option<PathBuf>)>,
    folders: BTreeMap<Option<PathBuf>, Arc<Catalog>>,
}

impl Catalogs {
    /// With the built-in questionnaire, and one that the call names.
    #[must_use]
    pub fn new(own: Option<(Arc<Questionnaire>, Option<PathBuf>)>) -> Self {
        Self {
            own,
            folders: BTreeMap::new(),
        }
    }

    /// The questionnaires for a provider.
    pub fn of(&mut self, provider: &Path) -> Arc<Catalog> {
        let folder = questionnaires_of(provider);
        let own = &self.own;
        let made = self.folders.entry(folder.clone()).or_insert_with(|| {
            let mut catalog = Catalog::built_in();
            if let Some(folder) = &folder {
                // A folder that is not there is each control's problem.
                let _ = catalog.add_folder(folder);
            }
            if let Some((questionnaire, path)) = own {
                catalog.put(Arc::clone(questionnaire), path.clone());
            }
            Arc::new(catalog)
        });
        Arc::clone(made)
    }
}

/// The folder of questionnaires of an assessment folder, or of the one that an
/// answer file is in; none where there is none.
fn questionnaires_of(provider: &Path) -> Option<PathBuf> {
    let folder = if provider.is_dir() {
        provider
    } else {
        folder_of(provider)
    };
    let place = match Folder::look(folder) {
        Ok(folder) => folder.questionnaires(),
        // Of an answer file that stands alone.
        Err(_) => folder.join(QUESTIONNAIRES),
    };
    place.canonicalize().ok()
}

/// Reads a provider; none when it was broken off.
#[must_use]
pub fn provider(
    path: &Path,
    catalogs: &mut Catalogs,
    (today, gaps): (NaiveDate, bool),
    progress: Progress<'_>,
) -> Option<ProviderOverview> {
    let catalog = catalogs.of(path);
    let read = Read {
        catalog: &catalog,
        today,
        gaps,
    };
    let mut provider = overview::provider(path, &read, progress)?;
    if overview::is_folder(path)
        && provider.problem.is_none()
        && let Err(error) = Folder::look(path)
    {
        let why = one_line(&error.first());
        provider.problem = Some(format!("assessment.toml: {why}"));
    }
    for control in &mut provider.controls {
        if control.problem.is_some() && catalog.head(&control.id).is_none() {
            explain(control);
        }
    }
    Some(provider)
}

/// Says what is wrong with a file that does not even say which control it is
/// of: that there is no questionnaire for it would mislead.
fn explain(control: &mut ControlOverview) {
    let Some(path) = &control.path else {
        return;
    };
    let is_one = crate::bounded::open_regular(path)
        .and_then(|file| crate::bounded::read(&file, crate::store::LIMIT))
        .ok()
        .flatten()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .and_then(|text| text.parse::<toml::Table>().ok())
        .is_some_and(|table| table.contains_key("assessment"));
    if is_one {
        return;
    }
    if let Err(error) = AnswerFile::open(path, embedded()) {
        control.problem = Some(one_line(&error.first()));
    }
}

/// Finds which items use the records that expire. Only the files that have gaps
/// of that kind are read again.
pub fn find_uses(
    p: &mut Portfolio,
    providers: &[ProviderOverview],
    catalogs: &mut Catalogs,
    progress: Progress<'_>,
) {
    for provider in providers {
        let mut of: Vec<&mut Expiring> = p
            .expiring
            .iter_mut()
            .filter(|e| e.path == provider.path)
            .collect();
        if of.is_empty() {
            continue;
        }
        let catalog = catalogs.of(&provider.path);
        let read = Read {
            catalog: &catalog,
            today: p.today,
            gaps: true,
        };
        for control in &provider.controls {
            let may = |r: &overview::RoleOverview| r.expired > 0 || r.gaps.watch > 0;
            let (Some(path), true) = (&control.path, control.roles.iter().any(may)) else {
                continue;
            };
            let Some(again) = overview::provider(path, &read, progress) else {
                return;
            };
            let gaps = again.controls.iter().flat_map(|c| &c.gaps);
            for gap in gaps {
                if !matches!(gap.kind, Kind::EvidenceExpired | Kind::EvidenceExpiring) {
                    continue;
                }
                for record in &mut of {
                    if gap.message.starts_with(&quoted(&record.title)) {
                        record.uses.push(Use {
                            control: control.id.clone(),
                            role: gap.role,
                            item: gap.item.clone(),
                        });
                    }
                }
            }
        }
        for record in of {
            record.uses.sort();
            record.uses.dedup();
        }
    }
}

/// How a gap begins that is about a record of that name; of a long one only
/// the start, as the gap has no more.
fn quoted(title: &str) -> String {
    let line = one_line(title);
    let start: String = line.chars().take(40).collect();
    if start.len() == line.len() {
        format!("“{line}”")
    } else {
        format!("“{start}")
    }
}
