//! Reading providers with a sign of life, until it is broken off.

use super::super::folder::tell_instead;
use super::super::meter::Counter;
use super::super::open::kept_questionnaires;
use super::super::past::texts::{self, Texts};
use super::super::{Context, Failure};
use super::since::{Past, State};
use crate::assessment::folder_of;
use crate::overview::{self, ProviderOverview, Read, controls_of};
use crate::portfolio::read::{Catalogs, provider};
use crate::portfolio::{Before, strip};
use crate::questionnaire::catalog::Catalog;
use crate::store::meant;
use crate::text::one_line;
use chrono::NaiveDate;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is needed to read providers.
pub(super) struct Reading {
    today: NaiveDate,
    catalogs: Catalogs,
    /// The questionnaire that the call names, or its folder.
    named: Option<PathBuf>,
    /// The texts of a revision, by where they are looked for.
    texts: BTreeMap<[Option<PathBuf>; 2], Texts>,
    counter: Counter,
    stopped: Arc<AtomicBool>,
}

impl Reading {
    pub fn new(context: &Context, today: NaiveDate) -> Self {
        let stopped = Arc::new(AtomicBool::new(false));
        // Where it cannot be caught, the signal ends the program as ever.
        let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::clone(&stopped));
        Self {
            today,
            catalogs: Catalogs::new(context.own_questionnaire()).keeping(kept_questionnaires()),
            named: context.named.clone(),
            texts: BTreeMap::new(),
            counter: Counter::new(),
            stopped,
        }
    }

    /// The end of a run that Ctrl-C has ended, as a shell reports it.
    fn broken_off(&self) -> Failure {
        self.counter.clear();
        Failure {
            code: 130,
            message: String::new(),
        }
    }

    pub fn done(&self) {
        self.counter.clear();
    }

    /// Reads providers one after another and hands each on.
    pub fn all(
        &mut self,
        paths: &[PathBuf],
        gaps: bool,
        mut each: impl FnMut(&mut ProviderOverview),
    ) -> Result<Vec<ProviderOverview>, Failure> {
        let mut all = Vec::with_capacity(paths.len());
        for (n, path) in paths.iter().enumerate() {
            let name = path.display().to_string();
            let (counter, stopped) = (&self.counter, &self.stopped);
            let progress = |done: usize, total: usize| {
                counter.show("providers", n, paths.len(), (done, total), &name);
                !stopped.load(Ordering::Relaxed)
            };
            let asked = (self.today, gaps);
            match provider(path, &mut self.catalogs, asked, &progress) {
                Some(mut read) => {
                    if read.note.is_some() {
                        counter.clear();
                    }
                    tell_instead(read.note.as_deref());
                    each(&mut read);
                    all.push(read);
                }
                None => return Err(self.broken_off()),
            }
        }
        Ok(all)
    }

    /// The previous assessment.
    pub fn previous(&mut self, paths: &[PathBuf], named: Option<&Path>) -> Result<Before, Failure> {
        let what = named.map_or(String::new(), |p| p.display().to_string());
        Ok(Before {
            what: one_line(&what),
            then: self.all(paths, false, |_| ())?,
            now: None,
        })
    }

    /// The same files in an earlier revision, and those that are gone since.
    /// `now` has its gaps.
    pub fn since(&mut self, past: &Past, now: &[ProviderOverview]) -> Result<Before, Failure> {
        let mut then = Vec::new();
        let mut moved: Vec<PathBuf> = Vec::new();
        for (n, provider) in now.iter().enumerate() {
            let Some(state) = past.state(&provider.path)? else {
                continue;
            };
            moved.extend(state.was.clone());
            then.push(self.then(&provider.path, (&state, past), (n, now.len()))?);
        }
        // What is left of then; one that was moved is not missing.
        let mut missing = past.missing(now)?;
        missing.retain(|one| !moved.contains(&one.real));
        for (n, one) in missing.iter().enumerate() {
            if let Some(state) = past.gone(&one.path, one.is_folder)? {
                then.push(self.then(&one.path, (&state, past), (n, missing.len()))?);
            }
        }
        let mut same = now.to_vec();
        same.iter_mut().for_each(strip);
        Ok(Before {
            what: format!("revision {}", one_line(past.revision())),
            then,
            now: Some(same),
        })
    }

    /// The questionnaires for a provider as it was: of a control whose answers name another
    /// text than that of today the one that they name, where it is at hand, as for `diff`.
    fn catalog(&mut self, path: &Path, state: &State, revision: &str) -> Arc<Catalog> {
        let mut catalog = self.catalogs.then(path, &state.path);
        let is_folder = state.path.is_dir();
        let files = match is_folder {
            true => controls_of(&state.path).unwrap_or_default(),
            false => vec![state.path.clone()],
        };
        for file in files {
            let Some(head) = meant::of_file(&file).head() else {
                continue;
            };
            let Some(id) = head.control.as_deref() else {
                continue;
            };
            if catalog.load(id).is_ok_and(|q| q.digest == head.digest) {
                continue;
            }
            // `assessment.toml` may have named another folder then.
            let was = home(state.was.as_deref().unwrap_or(path), is_folder);
            let inside = texts::place(&state.path);
            let inside = inside.and_then(|place| {
                let of_then = home(&state.path, is_folder);
                Some(was.join(place.strip_prefix(of_then).ok()?))
            });
            let key = [texts::place(path), inside.clone()];
            let texts = self.texts.entry(key).or_insert_with(|| {
                Texts::of(self.named.as_deref(), [path]).in_revision(revision, inside)
            });
            let found = texts.answered(&head).map(|(text, _)| text);
            if let Some(text) = found.filter(|text| text.control.id == id) {
                let of = match catalog.head(id) {
                    Some(head) => head.path.clone(),
                    None => Some(file.clone()),
                };
                Arc::make_mut(&mut catalog).put(text, of);
            }
        }
        catalog
    }

    /// A provider as it was, the `n`th of some.
    fn then(
        &mut self,
        path: &Path,
        (state, past): (&State, &Past),
        (n, all): (usize, usize),
    ) -> Result<ProviderOverview, Failure> {
        let catalog = self.catalog(path, state, past.revision());
        let name = path.display().to_string();
        let (counter, stopped) = (&self.counter, &self.stopped);
        let progress = |done: usize, total: usize| {
            counter.show("earlier states", n, all, (done, total), &name);
            !stopped.load(Ordering::Relaxed)
        };
        let read = Read {
            catalog: &catalog,
            today: self.today,
            gaps: true,
        };
        let old = progress(0, 1)
            .then(|| overview::provider(&state.path, &read, &progress))
            .flatten();
        let Some(mut old) = old else {
            return Err(self.broken_off());
        };
        for place in old.controls.iter_mut().filter_map(|c| c.path.as_mut()) {
            // Where it was, not where it is read.
            let name = place.strip_prefix(&state.path).map(Path::to_owned);
            *place = match name {
                Ok(name) if !name.as_os_str().is_empty() => path.join(name),
                _ => path.to_owned(),
            };
        }
        path.clone_into(&mut old.path);
        strip(&mut old);
        Ok(old)
    }
}

/// The folder that the files of a provider are or were in.
fn home(path: &Path, is_folder: bool) -> &Path {
    if is_folder { path } else { folder_of(path) }
}
