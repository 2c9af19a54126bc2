//! An assessment of many controls: a folder with an `assessment.toml` in it and
//! an answer file for each control, none of which is read before it is needed.

mod asked;
mod find;
mod look;
mod make;
mod own;
mod then;
mod typed;

pub(crate) use asked::unsaid;
pub use asked::{
    Asked, AskedError, ambiguous_by, asked_by, asked_in, load, of_control, stays_with_built_in,
};
pub(crate) use find::{answered_by, has_own_name, says_control};
pub use find::{control_of, in_folder, is_folder, is_shared_file};
pub(crate) use look::questionnaires_and_shared;
pub use look::questionnaires_of;
pub use make::{is_meant, make, questionnaires_beside, questionnaires_for, way};
pub use own::is_own;
pub use then::texts_then;
pub use typed::{asked_with, typed};

pub use crate::questionnaire::file_name;

use crate::assessment::{Assessment, Role, folder_of};
use crate::bounded::within;
use crate::questionnaire::catalog::Catalog;
use crate::questionnaire::{LoadError, Questionnaire};
use crate::store::{AnswerFile, OpenError, SHARED_FILE};
use crate::text::one_line;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;

/// Where questionnaires are looked for unless `assessment.toml` says otherwise.
pub const QUESTIONNAIRES: &str = "questionnaires";

/// A control of a folder: its id and its answer file, which may not be there
/// yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    /// For example `CEK-02`; of a file whose control nobody can tell, its name.
    pub id: String,
    /// Its answer file.
    pub path: PathBuf,
}

/// A folder of controls.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    shared: Arc<Assessment>,
    controls: Vec<Control>,
    catalog: Catalog,
    /// Why questionnaires are missing, if the folder named for them cannot be
    /// read.
    missing: Option<String>,
    /// What is said where others are used than those that are named.
    instead: Option<String>,
}

impl Folder {
    /// Reads what the controls share, and which of them have a file.
    ///
    /// # Errors
    /// When `assessment.toml` cannot be used, or is somebody's answer file.
    pub fn open(path: &Path) -> Result<Self, OpenError> {
        let place = path.join(SHARED_FILE);
        let shared = AnswerFile::open_shared(&place)?;
        let shared = shared.assessment().clone();
        let controls = find::controls(path).map_err(|source| OpenError::Io {
            path: path.to_owned(),
            source,
        })?;
        let mut folder = Self {
            path: path.to_owned(),
            shared: Arc::new(shared),
            controls,
            catalog: Catalog::built_in(),
            missing: None,
            instead: None,
        };
        folder.find_questionnaires();
        Ok(folder)
    }

    /// The roles that are to be assessed in it and that none of its controls asks
    /// anything of; none where the questionnaire of one cannot be read.
    #[must_use]
    pub fn unasked(&self) -> Vec<Role> {
        let mut roles = self.shared.roles.clone();
        if self.missing.is_some() {
            return Vec::new();
        }
        let asked = self.catalog.asked().map(|head| head.id.as_str());
        for id in asked.chain(self.controls.iter().map(|c| c.id.as_str())) {
            if roles.is_empty() {
                break;
            }
            match self.lean(id) {
                Ok(q) => roles.retain(|role| !q.asks(*role)),
                Err(_) => return Vec::new(),
            }
        }
        roles
    }

    /// Where it is, as it was given.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What its controls share.
    #[must_use]
    pub fn shared(&self) -> &Arc<Assessment> {
        &self.shared
    }

    /// The controls that have a file, by id, then by the file's name, first the
    /// one that is called as the control. An id stands twice where two files
    /// answer one control: the first counts.
    #[must_use]
    pub fn controls(&self) -> &[Control] {
        &self.controls
    }

    /// The questionnaires that are at hand.
    #[must_use]
    pub fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// With other questionnaires.
    #[must_use]
    pub fn with_catalog(mut self, catalog: Catalog) -> Self {
        self.catalog = catalog;
        choose(&mut self.catalog, &self.controls);
        self
    }

    /// The folder of questionnaires, whether it is there or not.
    #[must_use]
    pub fn questionnaires(&self) -> PathBuf {
        at_hand(&self.path, place(&self.path, &self.shared.questionnaires)).0
    }

    /// What is to be said where others are used than those that `assessment.toml`
    /// names.
    #[must_use]
    pub fn instead(&self) -> Option<&str> {
        self.instead.as_deref()
    }

    /// Why questionnaires are missing that `assessment.toml` names, if so.
    #[must_use]
    pub fn missing(&self) -> Option<&str> {
        self.missing.as_deref()
    }

    /// Whether there is such a control: one that is answered already, or
    /// whose questionnaire is at hand.
    #[must_use]
    pub fn knows(&self, id: &str) -> bool {
        self.catalog.head(id).is_some() || self.controls.iter().any(|c| c.id == id)
    }

    /// The ids of all controls, those that nobody has begun among them.
    #[must_use]
    pub fn ids(&self) -> Vec<String> {
        let begun = self.controls.iter().map(|c| c.id.clone());
        let asked = self.catalog.asked().map(|h| h.id.clone());
        let ids: std::collections::BTreeSet<String> = begun.chain(asked).collect();
        ids.into_iter().collect()
    }

    /// The file of a control, whether it is there or not.
    ///
    /// # Errors
    /// When the id cannot be a file's name.
    pub fn place(&self, id: &str) -> Result<PathBuf, String> {
        if let Some(control) = self.controls.iter().find(|c| c.id == id) {
            return Ok(control.path.clone());
        }
        let named = file_name(id)
            .ok_or_else(|| format!("“{}” is no id of a control, such as CEK-02", one_line(id)))?;
        Ok(self.path.join(named))
    }

    /// The questionnaire of a control.
    ///
    /// # Errors
    /// A sentence that says where questionnaires are looked for, or what is
    /// wrong with the one that is there.
    pub fn questionnaire(&self, id: &str) -> Result<Arc<Questionnaire>, LoadError> {
        self.known(id)?;
        self.catalog.load(id)
    }

    /// The questionnaire of a control without its texts: all that counting
    /// needs, for a fraction of the time and memory.
    ///
    /// # Errors
    /// As [`Self::questionnaire`].
    pub fn lean(&self, id: &str) -> Result<Arc<Questionnaire>, LoadError> {
        self.known(id)?;
        self.catalog.load_lean(id)
    }

    fn known(&self, id: &str) -> Result<(), LoadError> {
        if self.catalog.head(id).is_some() {
            return Ok(());
        }
        let missed = self.catalog.skipped().iter().find(|s| s.is_missed);
        let why = match (&self.missing, missed) {
            (Some(why), _) => why.clone(),
            (None, Some(missed)) => format!(
                "{} is a questionnaire that cannot be used: {}",
                one_line(&missed.path.display().to_string()),
                one_line(&missed.why)
            ),
            (None, None) => format!(
                "{} has no questionnaire for it, and built in is CEK-02 alone",
                match self.shared.questionnaires.as_str() {
                    "" => one_line(&self.questionnaires().display().to_string()),
                    named => format!("{}, as {SHARED_FILE} names it,", one_line(named)),
                }
            ),
        };
        Err(LoadError {
            message: format!(
                "nobody knows what {} asks: {why}; put its questionnaire there, name another folder in {SHARED_FILE} (questionnaires = \"…\"), or use --questionnaire FILE",
                one_line(id)
            ),
            span: None,
            source_text: String::new(),
        })
    }

    /// Whether controls are answered, and what is built in is none of them.
    fn is_of_others(&self) -> bool {
        !self.controls.is_empty() && self.controls.iter().all(|c| !self.catalog.asks(&c.id))
    }

    fn find_questionnaires(&mut self) {
        let named = place(&self.path, &self.shared.questionnaires);
        let (place, instead) = at_hand(&self.path, named);
        self.instead = instead;
        let added = own_place(&self.path, &place)
            .and_then(|()| self.catalog.add_folder_of(&place, &self.path));
        choose(&mut self.catalog, &self.controls);
        match added {
            Ok(()) => {}
            Err(e)
                if e.kind() == io::ErrorKind::NotFound
                    && self.shared.questionnaires.is_empty()
                    && !self.is_of_others() => {}
            Err(error) => {
                self.catalog.lose();
                self.missing = Some(not_there(&place, &error));
            }
        }
    }
}

/// Has each control asked by the text that its answers name, where several files
/// have one for it. Of several answer files for one control the first counts.
fn choose(catalog: &mut Catalog, controls: &[Control]) {
    if !catalog.has_editions() {
        return;
    }
    let mut last = None;
    for control in controls {
        let is_next = last.replace(&control.id) != Some(&control.id);
        if is_next && catalog.has_editions_of(&control.id) {
            let head = crate::store::meant::of_file(&control.path).head();
            catalog.choose(&control.id, &head.unwrap_or_default().digest);
        }
    }
}

/// Questionnaires with the texts that the answers of a folder, or of a file, name.
pub(crate) fn settled(catalog: &Catalog, provider: &Path) -> Catalog {
    let mut own = catalog.clone();
    let alone = || {
        let path = provider.to_owned();
        control_of(provider).map(|id| Control { id, path })
    };
    let controls = match provider.is_dir() {
        true => find::controls(provider).unwrap_or_default(),
        false => alone().into_iter().collect(),
    };
    choose(&mut own, &controls);
    own
}

/// What is said of controls with several texts of which their answers name none.
#[must_use]
pub fn ambiguous(catalog: &Catalog) -> Vec<(String, String)> {
    let shown = |path: &Path| one_line(&path.display().to_string());
    let all = catalog.ambiguous().map(|several| {
        let taken = several.taken;
        let others: Vec<String> = several.others.iter().map(|p| shown(p)).collect();
        let id = one_line(&taken.id);
        let said = format!(
            "{id} is asked by several files, and no answers name one of them: {} is taken, the newest by its version ({}), not {}",
            taken.path.as_deref().map(shown).unwrap_or_default(),
            one_line(&taken.version),
            others.join(", ")
        );
        (taken.id.clone(), said)
    });
    all.collect()
}

/// The same of all of them, once for a folder, with the first as an example.
#[must_use]
pub fn all_ambiguous(catalog: &Catalog) -> Option<String> {
    let all = ambiguous(catalog);
    let (_, first) = all.first()?;
    Some(match all.len() {
        1 => first.clone(),
        n => format!("{n} controls have several texts each. {first}"),
    })
}

/// Why the questionnaires that a folder names cannot be read.
pub(crate) fn not_there(place: &Path, error: &io::Error) -> String {
    let shown = one_line(&as_it_leads(place).display().to_string());
    format!("{shown}, where questionnaires are, cannot be read: {error}")
}

/// What helps where questionnaires cannot be read that a folder names.
pub(crate) const NAME_THEM: &str =
    "put it back, or name another folder in assessment.toml (questionnaires = \"…\")";

/// The folder of questionnaires, as a folder's `assessment.toml` names it.
fn place(folder: &Path, named: &str) -> PathBuf {
    match named {
        "" => folder.join(QUESTIONNAIRES),
        named => folder.join(named),
    }
}

/// The questionnaires of a folder that names some: those, or where there is
/// nothing to be read the ones in it. So an audit pack opens wherever it is
/// unpacked, although its `assessment.toml` is byte for byte what was assessed.
/// With what is to be said of that. No link is followed to what is used instead.
pub(crate) fn at_hand(folder: &Path, named: PathBuf) -> (PathBuf, Option<String>) {
    let own = folder.join(QUESTIONNAIRES);
    if named == own || own_place(folder, &named).is_err() {
        return (named, None);
    }
    let Err(error) = std::fs::read_dir(&named) else {
        return (named, None);
    };
    let is_own = own.symlink_metadata().is_ok_and(|meta| meta.is_dir());
    if !is_own {
        return (named, None);
    }
    let said = format!(
        "{}; used instead: {}",
        not_there(&named, &error),
        one_line(&own.display().to_string())
    );
    (own, Some(said))
}

/// Refuses questionnaires that a folder has in it by way of a link that leads out
/// of it; what it names elsewhere stands in its text for everybody to read.
pub(crate) fn own_place(folder: &Path, place: &Path) -> io::Result<()> {
    let mut way = folder.to_owned();
    for part in place
        .strip_prefix(folder)
        .unwrap_or(Path::new(""))
        .components()
    {
        if !matches!(part, Component::Normal(_)) {
            return Ok(());
        }
        way.push(part);
        if way.is_symlink() {
            return within(place, folder);
        }
    }
    Ok(())
}

/// A path as it is read: going up from a folder leads to what is above where
/// it really is.
fn as_it_leads(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                out = out.canonicalize().unwrap_or(out);
                if !out.pop() {
                    out.push("..");
                }
            }
            part => out.push(part),
        }
    }
    out
}

/// The folder that a control's file belongs to, if there is one.
#[must_use]
pub fn of_file(path: &Path) -> Option<&Path> {
    let folder = folder_of(path);
    is_folder(folder).then_some(folder)
}
