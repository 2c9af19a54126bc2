//! Reading providers with a sign of life, until it is broken off.

use super::super::meter::Counter;
use super::super::{Context, Failure};
use super::since::Past;
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

    /// The same files in an earlier revision. `now` has its gaps.
    pub fn since(&mut self, past: &Past, now: &[ProviderOverview]) -> Result<Before, Failure> {
        let mut then = Vec::new();
        for (n, provider) in now.iter().enumerate() {
            let name = provider.path.display().to_string();
            let (counter, stopped) = (&self.counter, &self.stopped);
            let progress = |done: usize, total: usize| {
                counter.show("earlier states", n, now.len(), (done, total), &name);
                !stopped.load(Ordering::Relaxed)
            };
            if !progress(0, 1) {
                return Err(self.broken_off());
            }
            let Some(state) = past.state(&provider.path)? else {
                continue;
            };
            let catalog = self.catalogs.of(&provider.path);
            let read = Read {
                catalog: &catalog,
                today: self.today,
                gaps: true,
            };
            let Some(mut old) = overview::provider(&state.path, &read, &progress) else {
                return Err(self.broken_off());
            };
            old.path.clone_from(&provider.path);
            strip(&mut old);
            then.push(old);
        }
        let mut same = now.to_vec();
        same.iter_mut().for_each(strip);
        Ok(Before {
            what: format!("revision {}", one_line(past.revision())),
            then,
            now: Some(same),
        })
    }
}
