//! An assessment folder on disk, as the screen reads it: what is listed, what
//! a control comes to, a control's answer file.

use super::{Facts, Listed, Listing};
use crate::assessment::{Assessment, EvidenceId, FileState, Files};
use crate::find::{self, Found, Query, Search};
use crate::folder::{Folder, file_name};
use crate::gaps::{Context, SOON_DAYS};
use crate::limits::FOUND;
use crate::overview;
use crate::questionnaire::catalog::Head;
use crate::questionnaire::{Questionnaire, in_order};
use crate::store::{self, AnswerFile, OpenError, SHARED_FILE, evidence};
use crate::text::one_line;
use chrono::NaiveDate;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// An assessment folder.
#[derive(Debug)]
pub struct Disk {
    /// Where it is, absolute.
    path: PathBuf,
    folder: Folder,
    shared: Mutex<Arc<Assessment>>,
    /// Whether the controls were listed since they were found.
    listed: AtomicBool,
    /// Evidence that was looked at, by its place.
    looked: Mutex<BTreeMap<String, FileState>>,
}

/// What opening a control gives.
#[derive(Debug)]
pub struct Control {
    /// What is asked.
    pub questionnaire: Arc<Questionnaire>,
    /// Its answer file.
    pub file: AnswerFile,
    /// Whether nobody has begun it, so that there is no file yet.
    pub new: bool,
}

impl Disk {
    /// Opens a folder that has an `assessment.toml`.
    ///
    /// # Errors
    /// When `assessment.toml` cannot be used.
    pub fn open(folder: &Path) -> Result<Self, OpenError> {
        let path = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
        let folder = Folder::look(&path)?;
        Ok(Self {
            path,
            shared: Mutex::new(Arc::clone(folder.shared())),
            folder,
            listed: AtomicBool::new(false),
            looked: Mutex::default(),
        })
    }

    /// The folder, absolute.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.path
    }

    /// Where words occur in its controls; none when it was broken off.
    #[must_use]
    pub fn find(&self, query: &Query, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Found> {
        let search = Search {
            query,
            asked: true,
            most: FOUND,
            go_on,
        };
        find::in_folder(&self.folder, &self.shared(), &search)
    }

    fn shared(&self) -> Arc<Assessment> {
        let shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&shared)
    }

    /// Reads again what the controls share. Where it cannot be read, what was
    /// read last still holds.
    pub fn read_shared_again(&self) {
        let now = text(&self.path.join(SHARED_FILE)).map(|text| store::read_shared(&text));
        if let Some(now) = now.ok().filter(|now| !now.has_errors()) {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            *shared = Arc::new(now.assessment);
        }
    }

    /// Where the answer file of a control is, or will be.
    #[must_use]
    pub fn path(&self, id: &str) -> PathBuf {
        let place = self.folder.place(id);
        place.unwrap_or_else(|_| self.path.join(SHARED_FILE))
    }

    /// Everything that can be listed without reading a control.
    #[must_use]
    pub fn listing(&self, today: NaiveDate) -> Listing {
        let shared = self.shared();
        let catalog = self.folder.catalog();
        let mut begun: BTreeMap<String, PathBuf> = BTreeMap::new();
        let mut notes: Vec<String> = Vec::new();
        notes.extend(self.folder.instead().map(str::to_owned));
        let found = if self.listed.swap(true, Ordering::Relaxed) {
            self.folder.controls_now().unwrap_or_default()
        } else {
            self.folder.controls().to_vec()
        };
        for control in found {
            match begun.entry(control.id) {
                Entry::Vacant(free) => {
                    free.insert(control.path);
                }
                Entry::Occupied(first) => notes.push(one_line(&format!(
                    "{} answers {} too, and is not shown: {} does",
                    control.path.display(),
                    first.key(),
                    first.get().display()
                ))),
            }
        }
        let known = catalog.heads().filter(|h| file_name(&h.id).is_some());
        let asked = known.filter(|h| catalog.asks(&h.id) || begun.contains_key(&h.id));
        let of_head = |h: &Head| (h.id.clone(), (h.title.clone(), h.domain.clone()));
        let mut all: BTreeMap<String, (String, String)> = asked.map(of_head).collect();
        // Answers of a control that nothing is known of are not passed over.
        for id in begun.keys() {
            let unknown = || ("no questionnaire for it".to_owned(), String::new());
            all.entry(id.clone()).or_insert_with(unknown);
        }
        let mut all: Vec<_> = all.into_iter().collect();
        all.sort_by(|(a, _), (b, _)| in_order(a, b));
        let controls = all.into_iter().map(|(id, (title, domain))| {
            let path = begun.get(&id).cloned().unwrap_or_else(|| self.path(&id));
            Listed {
                begun: begun.contains_key(&id),
                title,
                domain,
                path,
                id,
            }
        });
        let skipped = catalog.skipped().iter();
        notes.extend(
            skipped.map(|s| one_line(&format!("{} is not used: {}", s.path.display(), s.why))),
        );
        let problem = self.folder.missing().map(|why| {
            format!(
                "Questionnaires are missing: put them back, or name another folder in {SHARED_FILE} (questionnaires = \"…\"), and open this folder again. {why}"
            )
        });
        Listing {
            folder: self.path.clone(),
            subject: shared.subject.clone(),
            assessor: shared.assessor.clone(),
            roles: shared.roles.clone(),
            expiring: overview::expiring(&shared, today, SOON_DAYS),
            undecided: shared.choices().map(str::to_owned).collect(),
            controls: controls.collect(),
            notes,
            problem,
            place: None,
        }
    }

    /// What a control comes to, and whether it has an answer file. With
    /// `anew`, evidence is looked at again.
    #[must_use]
    pub fn facts(&self, id: &str, today: NaiveDate, anew: bool) -> (bool, Facts) {
        let path = self.path(id);
        let begun = path.exists();
        match self.read(id, &path, begun) {
            Ok((q, a)) => {
                let files = self.files(&q, &a, anew);
                let ctx = Context {
                    today,
                    soon_days: SOON_DAYS,
                    files: &files,
                };
                let mut facts = Facts::of(&q, &a, &ctx);
                let shared = self.shared();
                facts.leave_shared(|path| shared.conflicts.contains_key(path));
                // What is asked, and not only how much, is known with the texts.
                let signed = a.answers.values().any(|x| x.sign_off.is_some());
                if let Some(q) = signed.then(|| self.questionnaire(id).ok()).flatten() {
                    facts.look_at_signs(&q, &a, &files);
                }
                (begun, facts)
            }
            Err(problem) => {
                let head = self.folder.catalog().head(id);
                let (title, domain) = head.map_or(("", ""), |h| (&h.title, &h.domain));
                (begun, Facts::broken(id, title, domain, problem))
            }
        }
    }

    fn read(
        &self,
        id: &str,
        path: &Path,
        begun: bool,
    ) -> Result<(Arc<Questionnaire>, Assessment), String> {
        let q = self.folder.lean(id).map_err(|e| one_line(&e.message))?;
        let shared = self.shared();
        if !begun {
            return Ok((q, Assessment::default().inheriting(&shared)));
        }
        let text = text(path)?;
        let parsed = store::read(&text, &q, Some(&shared));
        match parsed.problems.iter().find(|p| p.is_error()) {
            Some(problem) => Err(one_line(&problem.message)),
            None => Ok((q, parsed.assessment)),
        }
    }

    fn questionnaire(&self, id: &str) -> Result<Arc<Questionnaire>, String> {
        self.folder
            .questionnaire(id)
            .map_err(|e| one_line(&e.message))
    }

    /// The state of the evidence that the items use; each file is looked at
    /// once for all controls.
    fn files(&self, q: &Questionnaire, a: &Assessment, anew: bool) -> Files {
        let mut used: BTreeSet<&EvidenceId> = BTreeSet::new();
        for (role, answers) in &a.answers {
            if q.role(*role).is_some() || !answers.questions.is_empty() {
                used.extend(answers.steps.values().flat_map(|s| &s.evidence));
                used.extend(answers.questions.values().flat_map(|x| &x.evidence));
            }
        }
        let mut files = Files::new();
        for id in used {
            let Some(record) = a.evidence.get(id) else {
                continue;
            };
            let known = {
                let looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
                looked.get(&record.href).cloned().filter(|_| !anew)
            };
            let state = known.unwrap_or_else(|| {
                let state = evidence::inspect(&self.path, &record.href, false);
                let mut looked = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
                looked.insert(record.href.clone(), state.clone());
                state
            });
            files.insert(id.clone(), state);
        }
        files
    }

    /// Opens a control; `ancestor` finds the text before a merge that is
    /// going on.
    ///
    /// # Errors
    /// In one sentence, why it cannot be opened.
    pub fn control(
        &self,
        id: &str,
        ancestor: impl FnOnce(&Path) -> Option<String>,
    ) -> Result<Control, String> {
        let questionnaire = self.questionnaire(id)?;
        let path = self.path(id);
        let new = !path.exists();
        let file = if new {
            AnswerFile::begin(&path, &questionnaire)
        } else {
            AnswerFile::open_marked(&path, &questionnaire, || ancestor(&path))
        };
        let file = file.map_err(|error| match &error {
            OpenError::Invalid { .. } => format!(
                "{error}; {}; `aicaiq check {}` shows all",
                error.first(),
                crate::folder::typed(&path, None)
            ),
            _ => error.to_string(),
        })?;
        Ok(Control {
            questionnaire,
            file,
            new,
        })
    }
}

fn text(path: &Path) -> Result<String, String> {
    let failed = |e: io::Error| format!("{} cannot be read: {e}", path.display());
    let limit = store::LIMIT;
    let file = crate::bounded::open_own(path).map_err(failed)?;
    let bytes = crate::bounded::read(&file, limit).map_err(failed)?;
    let bytes = bytes.ok_or_else(|| format!("{} is too large", path.display()))?;
    let not = |_| format!("{} is not UTF-8", path.display());
    String::from_utf8(bytes).map_err(not)
}
