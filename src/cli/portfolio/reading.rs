//! Reading providers with a sign of life, until it is broken off.

use super::super::folder::tell_instead;
use super::super::meter::Counter;
use super::super::{Context, Failure};
use super::since::{Past, State};
use crate::overview::{self, ProviderOverview, Read};
use crate::portfolio::read::{Catalogs, provider};
use crate::portfolio::{Before, strip};
use crate::text::one_line;
use chrono::NaiveDate;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// What is needed to read providers.
pub(super) struct Reading {
    today: NaiveDate,
    catalogs: Catalogs,
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
            catalogs: Catalogs::new(context.own_questionnaire()),
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
            then.push(self.then(&provider.path, &state, (n, now.len()))?);
        }
        // What is left of then; one that was moved is not missing.
        let mut missing = past.missing(now)?;
        missing.retain(|one| !moved.contains(&one.real));
        for (n, one) in missing.iter().enumerate() {
            if let Some(state) = past.gone(&one.path, one.is_folder)? {
                then.push(self.then(&one.path, &state, (n, missing.len()))?);
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

    /// A provider as it was, the `n`th of some.
    fn then(
        &mut self,
        path: &Path,
        state: &State,
        (n, all): (usize, usize),
    ) -> Result<ProviderOverview, Failure> {
        let catalog = self.catalogs.then(path, &state.path);
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
