//! The questionnaires that are at hand for the answer files of a folder, and
//! which file is of which control.

use crate::cli::folder::tell_instead;
use crate::cli::{Context, Failure, questionnaire_failure, say};
use crate::import::Ids;
use crate::overview::controls_of;
use crate::questionnaire::Questionnaire;
use crate::questionnaire::catalog::{Catalog, Skipped};
use crate::store::LIMIT;
use crate::text::one_line;
use crate::{assessment::Role, bounded};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Questionnaires by control.
pub struct AtHand {
    catalog: Catalog,
    /// The folder that they are from, besides what is built in.
    folder: Option<PathBuf>,
}

/// What the head of an answer file, or of a folder's `assessment.toml`, says.
#[derive(Debug, Default, serde::Deserialize)]
pub struct Head {
    #[serde(default)]
    pub questionnaire: String,
    #[serde(default)]
    pub subject: String,
    #[serde(default)]
    pub questionnaires: String,
    #[serde(default)]
    pub roles: Vec<Role>,
}

#[derive(Debug, Default, serde::Deserialize)]
struct File {
    #[serde(default)]
    assessment: Head,
}

impl AtHand {
    /// The built-in one or that of `--questionnaire`; those of the folder
    /// that is named; else those that the answer files' folder names, or its
    /// own folder `questionnaires`.
    pub fn find(context: &Context, named: Option<&Path>, answers: &Path) -> Result<Self, Failure> {
        let mut catalog = Catalog::built_in();
        let folder = match named {
            Some(folder) => Some(folder.to_owned()),
            None => {
                let said = head_of(&answers.join("assessment.toml"))
                    .unwrap_or_default()
                    .questionnaires;
                let said = if said.is_empty() {
                    "questionnaires".to_owned()
                } else {
                    said
                };
                let (place, instead) = crate::folder::at_hand(answers, answers.join(said));
                tell_instead(instead.as_deref());
                Some(place).filter(|folder| folder.is_dir())
            }
        };
        if let Some(folder) = &folder {
            let added = match named {
                Some(_) => catalog.add_folder(folder),
                None => crate::folder::own_place(answers, folder)
                    .and_then(|()| catalog.add_folder_of(folder, answers)),
            };
            added.map_err(|error| {
                let name = one_line(&folder.display().to_string());
                Failure::usage(format!(
                    "cannot read the folder of questionnaires {name}: {error}"
                ))
            })?;
            if catalog.has_editions() {
                catalog = crate::folder::settled(&catalog, answers);
            }
            for Skipped { path, why, .. } in catalog.skipped() {
                let name = one_line(&path.display().to_string());
                say(&format!("note: {name} is not used: {}", one_line(why)));
            }
        }
        if context.questionnaire_file.is_some() {
            catalog.put(
                Arc::clone(&context.questionnaire),
                context.questionnaire_file.clone(),
            );
        }
        Ok(Self { catalog, folder })
    }

    /// The folder that they are from; none where only the built-in one, or one
    /// that was named, is at hand.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// The controls that are at hand.
    pub fn ids(&self) -> Vec<&str> {
        self.catalog.heads().map(|head| head.id.as_str()).collect()
    }

    /// The ids of controls and questions, as workbooks are read by them. One that
    /// cannot be read is told of where it is needed.
    pub fn known(&self) -> Ids {
        let mut ids = Ids::default();
        for id in self.ids() {
            if let Ok(q) = self.catalog.load_lean(id) {
                ids.add(&q);
            }
        }
        ids
    }

    /// A control's questionnaire; none where there is none.
    pub fn of(&self, id: &str) -> Result<Option<Arc<Questionnaire>>, Failure> {
        let Some(head) = self.catalog.head(id) else {
            return Ok(None);
        };
        let path = head.path.clone().unwrap_or_default();
        self.catalog
            .load(id)
            .map(Some)
            .map_err(|error| questionnaire_failure(&path, &error))
    }
}

/// What the head of a file says; none where it cannot be read: whoever needs
/// the file opens it and says why.
pub fn head_of(path: &Path) -> Option<Head> {
    let file = bounded::open_own(path).ok()?;
    let bytes = bounded::read(&file, LIMIT).ok()??;
    let text = String::from_utf8(bytes).ok()?;
    toml::from_str::<File>(&text).ok().map(|f| f.assessment)
}

/// The answer files of a folder by control.
pub fn files_of(folder: &Path) -> Result<BTreeMap<String, PathBuf>, Failure> {
    let name = |path: &Path| one_line(&path.display().to_string());
    let paths = controls_of(folder).map_err(|error| {
        Failure::usage(format!("cannot read the folder {}: {error}", name(folder)))
    })?;
    let mut files: BTreeMap<String, PathBuf> = BTreeMap::new();
    for path in paths {
        match head_of(&path).map(|head| head.questionnaire) {
            Some(id) if !id.is_empty() => {
                if let Some(first) = files.get(&id) {
                    say(&format!(
                        "note: {} is of {} as {} is: left out",
                        name(&path),
                        one_line(&id),
                        name(first)
                    ));
                } else {
                    files.insert(id, path);
                }
            }
            _ => say(&format!(
                "note: {} is no answer file: left out; aicaiq check says why",
                name(&path)
            )),
        }
    }
    Ok(files)
}
