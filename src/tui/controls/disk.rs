//! An assessment folder on disk, as the screen reads it: what is listed, what
//! a control comes to, a control's answer file.

use super::{Facts, Listed, Listing};
use crate::assessment::{Assessment, EvidenceId, FileState, Files};
use crate::gaps::{Context, SOON_DAYS};
use crate::overview;
use crate::questionnaire::Questionnaire;
use crate::questionnaire::catalog::Catalog;
use crate::store::{self, AnswerFile, OpenError, SHARED_FILE, evidence};
use crate::text::one_line;
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// An assessment folder.
#[derive(Debug)]
pub struct Disk {
    folder: PathBuf,
    catalog: Catalog,
    shared: Mutex<Arc<Assessment>>,
    notes: Vec<String>,
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
    /// Opens a folder that has an `assessment.toml`. What is built in counts
    /// among its questionnaires only where it names none.
    ///
    /// # Errors
    /// In one sentence, what is wrong with the folder.
    pub fn open(folder: &Path) -> Result<Self, String> {
        let shared = shared(folder)?;
        let mut notes = Vec::new();
        let mut catalog = Catalog::default();
        match shared.questionnaires.trim() {
            "" => catalog = Catalog::built_in(),
            place => {
                let place = folder.join(place);
                catalog.add_folder(&place).map_err(|e| {
                    format!(
                        "the questionnaires that {} names cannot be read: {}: {e}",
                        folder.join(SHARED_FILE).display(),
                        place.display()
                    )
                })?;
            }
        }
        for (path, why) in catalog.skipped() {
            notes.push(one_line(&format!("{} is not used: {why}", path.display())));
        }
        Ok(Self {
            folder: std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned()),
            catalog,
            shared: Mutex::new(Arc::new(shared)),
            notes,
            looked: Mutex::default(),
        })
    }

    /// The folder, absolute.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn shared(&self) -> Arc<Assessment> {
        let shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&shared)
    }

    /// Reads again what the controls share. Where it cannot be read, what was
    /// read last still holds.
    pub fn read_shared_again(&self) {
        if let Ok(now) = shared(&self.folder) {
            let mut shared = self.shared.lock().unwrap_or_else(PoisonError::into_inner);
            *shared = Arc::new(now);
        }
    }

    /// Where the answer file of a control is, or will be.
    #[must_use]
    pub fn path(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.toml"))
    }

    /// Everything that can be listed without reading a control.
    #[must_use]
    pub fn listing(&self, today: NaiveDate) -> Listing {
        let shared = self.shared();
        let begun: BTreeSet<String> = overview::controls_of(&self.folder)
            .unwrap_or_default()
            .iter()
            .filter_map(|p| Some(p.file_stem()?.to_str()?.to_owned()))
            .collect();
        let mut controls: Vec<Listed> = self
            .catalog
            .heads()
            .filter(|h| is_name(&h.id))
            .map(|h| Listed {
                id: h.id.clone(),
                title: h.title.clone(),
                domain: h.domain.clone(),
                path: self.path(&h.id),
                begun: begun.contains(&h.id),
            })
            .collect();
        // Answers of a control that nothing is known of are not passed over.
        for id in &begun {
            if self.catalog.head(id).is_none() {
                controls.push(Listed {
                    id: id.clone(),
                    title: "no questionnaire".to_owned(),
                    domain: String::new(),
                    path: self.path(id),
                    begun: true,
                });
            }
        }
        Listing {
            folder: self.folder.clone(),
            subject: shared.subject.clone(),
            assessor: shared.assessor.clone(),
            roles: shared.roles.clone(),
            expiring: overview::expiring(&shared, today, SOON_DAYS),
            controls,
            notes: self.notes.clone(),
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
                (begun, Facts::of(&q, &a, &ctx))
            }
            Err(problem) => {
                let head = self.catalog.head(id);
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
        let q = self.questionnaire(id)?;
        let shared = self.shared();
        if !begun {
            return Ok((q, Assessment::default().inheriting(&shared)));
        }
        let text = text(path)?;
        let parsed = store::parse_in(&text, &q, Some(&shared));
        match parsed.problems.iter().find(|p| p.is_error()) {
            Some(problem) => Err(one_line(&problem.message)),
            None => Ok((q, parsed.assessment)),
        }
    }

    fn questionnaire(&self, id: &str) -> Result<Arc<Questionnaire>, String> {
        self.catalog.load(id).map_err(|e| one_line(&e.message))
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
                let state = evidence::inspect(&self.folder, &record.href, false);
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
                path.display()
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

/// Whether an id can be the name of a file in the folder.
fn is_name(id: &str) -> bool {
    !id.is_empty() && !id.starts_with('.') && !id.contains(['/', '\\', '\0'])
}

fn shared(folder: &Path) -> Result<Assessment, String> {
    let path = folder.join(SHARED_FILE);
    let text = text(&path)?;
    let parsed = store::parse_shared(&text);
    match parsed.problems.iter().find(|p| p.is_error()) {
        Some(problem) => Err(format!("{}: {}", path.display(), problem.message)),
        None => Ok(parsed.assessment),
    }
}

fn text(path: &Path) -> Result<String, String> {
    let failed = |e: io::Error| format!("{} cannot be read: {e}", path.display());
    let limit = store::LIMIT;
    let file = crate::bounded::open_regular(path).map_err(failed)?;
    let bytes = crate::bounded::read(&file, limit).map_err(failed)?;
    let bytes = bytes.ok_or_else(|| format!("{} is too large", path.display()))?;
    let not = |_| format!("{} is not UTF-8", path.display());
    String::from_utf8(bytes).map_err(not)
}
