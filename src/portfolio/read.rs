//! Reading providers one after another, with the questionnaires that each one
//! names.

use super::find::{has_shared_file, lacks_shared_file};
use crate::assessment::{Assessment, folder_of, without_dots};
use crate::folder::{self, QUESTIONNAIRES};
use crate::overview::{self, ControlOverview, Progress, ProviderOverview, Read};
use crate::questionnaire::Questionnaire;
use crate::questionnaire::catalog::Catalog;
use crate::store::OpenError;
use crate::text::one_line;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What is wrong with a folder of controls that has lost its `assessment.toml`.
pub const NO_SHARED_FILE: &str = "there is no assessment.toml in it any more, which says whom its answer files are about, and in which roles: bring it back, from git for example";

/// The questionnaires at hand, by the folder that a provider names.
#[derive(Debug)]
pub struct Catalogs {
    own: Option<(Arc<Questionnaire>, Option<PathBuf>)>,
    /// Where what was read of questionnaires is kept for the next time.
    cache: Option<PathBuf>,
    folders: BTreeMap<Option<PathBuf>, Arc<Catalog>>,
}

impl Catalogs {
    /// With the built-in questionnaire, and one that the call names.
    #[must_use]
    pub fn new(own: Option<(Arc<Questionnaire>, Option<PathBuf>)>) -> Self {
        Self {
            own,
            cache: None,
            folders: BTreeMap::new(),
        }
    }

    /// Keeps what was read of the questionnaires of a folder in this one, a folder
    /// of nothing else, for the next time; it may not be there.
    #[must_use]
    pub fn keeping(self, cache: Option<PathBuf>) -> Self {
        Self { cache, ..self }
    }

    /// The questionnaires for a provider.
    pub fn of(&mut self, provider: &Path) -> Arc<Catalog> {
        let named = Named::of(provider);
        self.at(named.folder(), &named.home, false)
    }

    /// The questionnaires for a provider as it was: `place` is where its files
    /// of then are read, and `path` where they were.
    pub fn then(&mut self, path: &Path, place: &Path) -> Arc<Catalog> {
        // A folder may have lost what names them since.
        let names_them = path.exists() && !lacks_shared_file(path);
        if names_them || !place.is_dir() {
            return self.of(path);
        }
        let named = folder::questionnaires_of(place)
            .ok()
            .filter(|p| !p.is_dir());
        let own = place.join(QUESTIONNAIRES);
        let folder = match named {
            // Beside the folder that is gone.
            Some(named) => named
                .strip_prefix(place)
                .map(|inside| without_dots(&path.join(inside)))
                .unwrap_or(named.clone()),
            None => own,
        };
        self.at(folder.canonicalize().ok(), path, false)
    }

    /// The questionnaires of a folder, all of them read as far as the rules
    /// look at them where `all` are needed; `home` is the provider's folder.
    fn at(&mut self, folder: Option<PathBuf>, home: &Path, all: bool) -> Arc<Catalog> {
        let (own, cache) = (&self.own, self.cache.as_deref());
        let made = self.folders.entry(folder.clone()).or_insert_with(|| {
            let mut catalog = Catalog::built_in();
            if let Some(folder) = &folder {
                // A folder that is not there is each control's problem.
                let _ = if all {
                    catalog.add_folder_for_rules(folder, home, cache)
                } else {
                    catalog.add_folder_of(folder, home)
                };
            }
            if let Some((questionnaire, path)) = own {
                catalog.put(Arc::clone(questionnaire), path.clone());
            }
            Arc::new(catalog)
        });
        Arc::clone(made)
    }
}

/// What the folder of a provider says of itself.
struct Named {
    /// The folder.
    home: PathBuf,
    /// Where its questionnaires are, whether they are there or not.
    place: PathBuf,
    /// What is said where those are not the ones that it names.
    instead: Option<String>,
    /// What is wrong with its `assessment.toml`.
    error: Option<OpenError>,
    /// What that says, if there is nothing to be said against it.
    shared: Option<Assessment>,
}

impl Named {
    /// Of an assessment folder, or of the one that an answer file is in.
    fn of(provider: &Path) -> Self {
        let folder = if provider.is_dir() {
            provider
        } else {
            folder_of(provider)
        };
        match folder::questionnaires_and_shared(folder) {
            Ok((place, shared)) => {
                let (place, instead) = folder::at_hand(folder, place);
                Self {
                    home: folder.to_owned(),
                    place,
                    instead,
                    error: None,
                    shared,
                }
            }
            // Of an answer file that stands alone.
            Err(error) => Self {
                home: folder.to_owned(),
                place: folder.join(QUESTIONNAIRES),
                instead: None,
                error: Some(error),
                shared: None,
            },
        }
    }

    /// The folder of questionnaires, none where there is none.
    fn folder(&self) -> Option<PathBuf> {
        folder::own_place(&self.home, &self.place).ok()?;
        self.place.canonicalize().ok()
    }
}

/// Reads a provider; none when it was broken off.
#[must_use]
pub fn provider(
    path: &Path,
    catalogs: &mut Catalogs,
    (today, gaps): (NaiveDate, bool),
    progress: Progress<'_>,
) -> Option<ProviderOverview> {
    if path.is_dir() && lacks_shared_file(path) {
        return Some(ProviderOverview {
            path: path.to_owned(),
            problem: Some(NO_SHARED_FILE.to_owned()),
            ..ProviderOverview::default()
        });
    }
    let named = Named::of(path);
    let mut catalog = catalogs.at(named.folder(), &named.home, path.is_dir());
    if catalog.has_editions() {
        catalog = Arc::new(folder::settled(&catalog, path));
    }
    if catalogs.own.is_none() && !path.is_dir() && folder::stays_with_built_in(path, &catalog) {
        catalog = Arc::new(Catalog::built_in());
    }
    let read = Read {
        catalog: &catalog,
        today,
        gaps,
    };
    let mut provider = overview::provider_sharing(path, named.shared, &read, progress)?;
    provider.note = named.instead;
    let is_folder = path.is_dir() && has_shared_file(path);
    if is_folder
        && provider.problem.is_none()
        && let Some(error) = &named.error
    {
        let why = one_line(&error.first());
        provider.problem = Some(format!("assessment.toml: {why}"));
    }
    let may_miss = is_folder && named.error.is_none();
    let lost = may_miss.then(|| not_there(path, &named.place)).flatten();
    provider.problem = provider.problem.or_else(|| lost.clone());
    if let Some(lost) = &lost {
        // What it asks is not known, and so is not what is open in it.
        provider.controls.retain(|c| c.path.is_some());
        let counted = provider.controls.iter_mut();
        let counted = counted.filter(|c| c.problem.is_none());
        counted.for_each(|control| control.uncount(lost.clone()));
    }
    let mut without = Vec::new();
    let missed: Vec<&Path> = catalog.skipped().iter().map(|s| s.path.as_path()).collect();
    for control in &mut provider.controls {
        // What is wrong with a questionnaire is told already.
        let is_missed = |path: &Path| missed.contains(&path);
        if control.path.as_deref().is_some_and(is_missed) {
            continue;
        }
        if control.problem.is_some() && catalog.head(&control.id).is_none() && !explain(control) {
            without.push(control);
        }
    }
    // One reason for all of them, said once.
    for control in without {
        control.problem = provider.problem.clone().or(control.problem.take());
    }
    Some(provider)
}

/// Why the questionnaires that a provider's folder names cannot be read, if so.
fn not_there(provider: &Path, place: &Path) -> Option<String> {
    let error = match folder::own_place(provider, place) {
        Err(error) => error,
        Ok(()) if place == provider.join(QUESTIONNAIRES) => return None,
        Ok(()) => std::fs::read_dir(place).err()?,
    };
    let why = folder::not_there(place, &error);
    Some(format!("{why}; {}", folder::NAME_THEM))
}

/// Says what is wrong with a file that does not even say which control it is
/// of: that there is no questionnaire for it would mislead. Whether it is such a
/// file.
fn explain(control: &mut ControlOverview) -> bool {
    let Some(why) = control.path.as_deref().and_then(folder::unsaid) else {
        return false;
    };
    control.problem = Some(why);
    true
}
