//! A folder of controls as a whole: its answer files, and the one report of
//! all of them.

use super::open::kept_questionnaires;
use super::{Context, Failure, folder, not_over, report_clock};
use crate::assessment::{Assessment, EvidenceId, FileState, Files};
use crate::folder::Folder;
use crate::gaps::{Context as Rules, SOON_DAYS};
use crate::overview::{ControlOverview, ProviderOverview};
use crate::portfolio::read::{Catalogs, provider};
use crate::questionnaire::Questionnaire;
use crate::report::folder::FolderReport;
use crate::report::{self, Report};
use crate::store::AnswerFile;
use crate::store::evidence::inspect;
use crate::text::one_line;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder with the answer files that can be used.
pub(super) struct Whole {
    /// The folder.
    pub folder: Folder,
    /// Its controls that have an answer file, by id.
    pub controls: Vec<Control>,
    /// Those whose file cannot be used, each with why.
    pub broken: Vec<(PathBuf, String)>,
}

/// A control with its answers.
pub(super) struct Control {
    /// What is asked.
    pub questionnaire: Arc<Questionnaire>,
    /// The answers.
    pub file: AnswerFile,
}

/// What was found of evidence files, each looked at once.
pub(super) struct Looked<'a> {
    folder: &'a Path,
    known: BTreeMap<String, FileState>,
}

impl<'a> Looked<'a> {
    pub fn new(folder: &'a Path) -> Self {
        Self {
            folder,
            known: BTreeMap::new(),
        }
    }

    /// The states of the files of an assessment's register.
    pub fn of(&mut self, assessment: &Assessment) -> Files {
        let records = assessment.evidence.iter();
        let mut state = |href: &str| {
            let known = self.known.get(href).cloned();
            known.unwrap_or_else(|| {
                let state = inspect(self.folder, href, false);
                self.known.insert(href.to_owned(), state.clone());
                state
            })
        };
        let of = |(id, record): (&EvidenceId, &crate::assessment::Evidence)| {
            (id.clone(), state(&record.href))
        };
        records.map(of).collect()
    }
}

impl Whole {
    /// Opens a folder and all of its answer files.
    pub fn open(context: &Context, path: &Path) -> Result<Self, Failure> {
        let opened = folder::open(path)?;
        let mut controls = Vec::new();
        let mut broken = Vec::new();
        let mut last: Option<&crate::folder::Control> = None;
        for control in opened.controls() {
            // The first of them counts.
            if let Some(first) = last.filter(|last| last.id == control.id) {
                let why = crate::folder::answered_by(&first.path, &control.id);
                broken.push((control.path.clone(), why));
                continue;
            }
            last = Some(control);
            match one(context, &opened, &control.id, &control.path) {
                Ok(one) => controls.push(one),
                Err(why) => broken.push((control.path.clone(), why)),
            }
        }
        Ok(Self {
            folder: opened,
            controls,
            broken,
        })
    }

    /// The one report of all.
    pub fn report(&self, context: &Context) -> FolderReport {
        let mut looked = Looked::new(self.folder.path());
        self.report_with(context, |assessment| looked.of(assessment))
    }

    /// The one report of all, with what was found of evidence.
    pub fn report_with(
        &self,
        context: &Context,
        mut files: impl FnMut(&Assessment) -> Files,
    ) -> FolderReport {
        let today = report_clock().today;
        let one = |q: &Questionnaire, a: &Assessment, files: &Files| {
            let rules = Rules {
                today,
                soon_days: SOON_DAYS,
                files,
            };
            report::build(q, a, &rules)
        };
        let reports: Vec<Report> = self
            .controls
            .iter()
            .map(|control| {
                let a = control.file.assessment();
                one(&control.questionnaire, a, &files(a))
            })
            .collect();
        let shared = self.folder.shared();
        let of_shared = files(shared);
        let overview = overview(context, self.folder.path());
        let not_begun = self.not_begun(context, &overview);
        let not_begun = not_begun.map(|(q, a)| one(&q, &a, &Files::new()));
        let not_begun = not_begun.collect();
        report::folder::build(&overview, shared, &of_shared, reports, not_begun, today)
    }

    /// What is asked of the controls that nobody has begun, each with an
    /// assessment in which nothing is answered.
    fn not_begun(
        &self,
        context: &Context,
        overview: &ProviderOverview,
    ) -> impl Iterator<Item = (Arc<Questionnaire>, Assessment)> {
        let own = context.own_questionnaire().map(|(q, _)| q);
        let shared = self.folder.shared();
        unbegun(overview).filter_map(move |control| {
            let own = own.as_ref().filter(|q| q.control.id == control.id);
            let q = match own {
                Some(q) => Arc::clone(q),
                // That it cannot be read is in the overview already.
                None => self.folder.questionnaire(&control.id).ok()?,
            };
            let nothing = Assessment {
                subject: shared.subject.clone(),
                assessor: shared.assessor.clone(),
                questionnaire: control.id.clone(),
                roles: control.roles.iter().map(|r| r.role).collect(),
                layers: shared.layers.clone(),
                people: shared.people.clone(),
                ..Assessment::default()
            };
            Some((q, nothing))
        })
    }

    /// `8 controls, 2 begun`, as its report says.
    pub fn size(&self, context: &Context) -> String {
        let overview = overview(context, self.folder.path());
        report::folder::size(&overview, report_clock().today)
    }

    /// Refuses to write over what the folder is made of.
    pub fn not_over(&self, context: &Context, out: &Path) -> Result<(), Failure> {
        for control in &self.controls {
            let context = Context {
                questionnaire: Arc::clone(&control.questionnaire),
                ..context.clone()
            };
            not_over(out, &context, &control.file)?;
        }
        let real = |path: &Path| path.canonicalize().ok();
        let records = self.folder.shared().evidence.values();
        let hrefs = records.filter(|r| r.place() != crate::assessment::Place::Link);
        let mut places = hrefs.map(|r| self.folder.path().join(&r.href));
        let toml = out
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("toml"));
        let there = real(out);
        if toml || (there.is_some() && places.any(|place| real(&place) == there)) {
            return Err(Failure::usage(
                "--out names an answer file, or evidence of the register: choose another name",
            ));
        }
        Ok(())
    }

    /// Tells what could not be read; says whether there is any.
    pub fn tell_broken(&self) -> bool {
        for (path, why) in &self.broken {
            let shown = one_line(&path.display().to_string());
            super::say(&format!(
                "cannot be read, and left out: {shown}: {}",
                first(why)
            ));
        }
        !self.broken.is_empty()
    }
}

/// What a folder comes to.
pub(super) fn overview(context: &Context, path: &Path) -> ProviderOverview {
    let mut catalogs = Catalogs::new(context.own_questionnaire()).keeping(kept_questionnaires());
    let asked = (report_clock().today, false);
    let read = provider(path, &mut catalogs, asked, &|_, _| true);
    // Nothing breaks it off.
    read.unwrap_or_else(|| ProviderOverview {
        path: path.to_owned(),
        ..ProviderOverview::default()
    })
}

/// The controls of a folder that nobody has begun.
fn unbegun(overview: &ProviderOverview) -> impl Iterator<Item = &ControlOverview> {
    let controls = overview.controls.iter();
    controls.filter(|c| c.path.is_none() && c.problem.is_none())
}

/// How many controls nobody has begun, and what they ask, in words; none where
/// all were begun.
pub(super) fn left(context: &Context, path: &Path) -> Option<String> {
    let overview = overview(context, path);
    let items = unbegun(&overview).map(|c| c.progress().1).sum();
    report::folder::not_begun_words(unbegun(&overview).count(), items)
}

/// The first line of a message: the rest is told by `check`.
fn first(why: &str) -> &str {
    why.lines().next().unwrap_or_default()
}

fn one(context: &Context, folder: &Folder, id: &str, path: &Path) -> Result<Control, String> {
    let questionnaire = match context.named {
        Some(_) => folder::for_file(context, path).map_err(|e| e.message)?,
        None => {
            let unknown = |e: crate::questionnaire::LoadError| match crate::folder::unsaid(path) {
                Some(why) => why,
                None => one_line(&e.message),
            };
            folder.questionnaire(id).map_err(unknown)?
        }
    };
    let file = AnswerFile::open(path, &questionnaire).map_err(|e| one_line(&e.first()))?;
    Ok(Control {
        questionnaire,
        file,
    })
}
