//! What tables are made of: the answer files that a call names, one by one,
//! by folder, or by a folder of folders.

use crate::assessment::{EvidenceId, Role, folder_of};
use crate::bounded;
use crate::cli::folder::tell_instead;
use crate::cli::{Context, Failure};
use crate::folder::{QUESTIONNAIRES, at_hand, is_folder, own_place, settled};
use crate::overview::controls_of;
use crate::portfolio::find::inside;
use crate::questionnaire::Questionnaire;
use crate::questionnaire::catalog::Catalog;
use crate::store::{LIMIT, meant};
use crate::text::one_line;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

/// One provider: a folder with an answer file a control, or an answer file.
pub(super) struct Provider {
    /// The file or folder as the call named it.
    pub source: String,
    /// What paths are told from.
    root: PathBuf,
    /// Where evidence is looked for.
    pub folder: PathBuf,
    /// Its answer files, by name.
    pub files: Vec<PathBuf>,
    /// Whether it is a folder of many controls.
    pub many: bool,
}

impl Provider {
    fn single(named: &Path, root: &Path, file: PathBuf) -> Self {
        Self {
            source: named.display().to_string(),
            root: root.to_owned(),
            folder: folder_of(&file).to_owned(),
            files: vec![file],
            many: false,
        }
    }

    fn many(named: &Path, folder: &Path) -> io::Result<Self> {
        let files = controls_of(folder)?;
        Ok(Self {
            source: named.display().to_string(),
            root: named.to_owned(),
            folder: folder.to_owned(),
            files,
            many: true,
        })
    }

    /// A file's path from what was named.
    pub fn relative(&self, file: &Path) -> String {
        let inside = file.strip_prefix(&self.root).unwrap_or(file);
        inside.display().to_string()
    }

    /// The folder, or the answer file.
    pub fn path(&self) -> &Path {
        let file = self.files.first().filter(|_| !self.many);
        file.map_or(self.folder.as_path(), PathBuf::as_path)
    }

    /// The file with what its controls share.
    pub fn shared(&self) -> PathBuf {
        self.folder.join("assessment.toml")
    }
}

/// The providers that a call names by one path.
///
/// # Errors
/// When it cannot be read, or no assessment is in it.
pub(super) fn find(named: &Path) -> Result<Vec<Provider>, Failure> {
    let shown = one_line(&named.display().to_string());
    let unread = |e: io::Error| Failure::usage(format!("cannot read {shown}: {e}"));
    if !std::fs::metadata(named).map_err(unread)?.is_dir() {
        let file = named.to_owned();
        return Ok(vec![Provider::single(named, folder_of(named), file)]);
    }
    if is_folder(named) {
        return Ok(vec![Provider::many(named, named).map_err(unread)?]);
    }
    let mut providers = Vec::new();
    for path in inside(named).map_err(unread)?.providers {
        providers.push(if path.is_dir() {
            let shown = one_line(&path.display().to_string());
            let unread = |e| Failure::usage(format!("cannot read {shown}: {e}"));
            Provider::many(named, &path).map_err(unread)?
        } else {
            Provider::single(named, named, path)
        });
    }
    if providers.is_empty() {
        return Err(Failure::usage(format!(
            "{shown} has no assessment in it: expected answer files (NAME.toml), or folders with an assessment.toml"
        )));
    }
    Ok(providers)
}

/// The control that a file says it answers.
pub(super) fn control(path: &Path) -> Option<String> {
    meant::of_file(path).head()?.control
}

/// What the controls of a folder share, as far as tables need it.
#[derive(Debug, Default)]
pub(super) struct Shared {
    pub subject: String,
    pub roles: Vec<Role>,
    questionnaires: Option<String>,
    pub evidence: BTreeSet<EvidenceId>,
}

impl Shared {
    /// Reads an `assessment.toml`.
    ///
    /// # Errors
    /// When it cannot be read, in one sentence safe to show.
    pub fn read(path: &Path) -> Result<Self, String> {
        let text = |e: io::Error| e.to_string();
        let file = bounded::open_own(path).map_err(text)?;
        let bytes = bounded::read(&file, LIMIT).map_err(text)?;
        let bytes = bytes.ok_or("it is too large: at most 16 MiB are read")?;
        let whole = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text")?;
        let whole: toml::Table = whole
            .parse()
            .map_err(|e: toml::de::Error| one_line(e.message()))?;
        // Where they are looked for unless it is said.
        let beside = folder_of(path).join(QUESTIONNAIRES).is_dir();
        let head = whole.get("assessment").and_then(toml::Value::as_table);
        let word = |key: &str| head?.get(key)?.as_str().map(str::to_owned);
        let roles = head.and_then(|h| h.get("roles")?.as_array());
        let roles = roles.into_iter().flatten();
        let evidence = whole.get("evidence").and_then(toml::Value::as_table);
        Ok(Self {
            subject: word("subject").unwrap_or_default(),
            roles: roles.filter_map(|r| r.as_str()?.parse().ok()).collect(),
            questionnaires: word("questionnaires")
                .filter(|q| !q.trim().is_empty())
                .or_else(|| beside.then(|| QUESTIONNAIRES.to_owned())),
            evidence: evidence
                .into_iter()
                .flat_map(toml::Table::keys)
                .filter_map(|id| EvidenceId::new(id))
                .collect(),
        })
    }
}

/// The questionnaires that a folder is answered from.
pub(super) struct Shelf {
    catalog: Catalog,
    /// The controls that an assessment of all of them is asked, also where nobody
    /// has begun them.
    pub scope: Vec<String>,
}

impl Shelf {
    /// A control's questionnaire.
    ///
    /// # Errors
    /// When there is none or it cannot be read, in one sentence safe to show.
    pub fn load(&self, id: &str) -> Result<Arc<Questionnaire>, String> {
        let loaded = self.catalog.load(id);
        loaded.map_err(|e| one_line(&e.message))
    }

    /// Whether there is one for a control.
    pub fn has(&self, id: &str) -> bool {
        self.catalog.head(id).is_some()
    }
}

/// Shelves by the folder that they were read from, each read once.
pub(super) struct Shelves<'a> {
    context: &'a Context,
    read: BTreeMap<Option<PathBuf>, Rc<Shelf>>,
}

impl<'a> Shelves<'a> {
    pub fn new(context: &'a Context) -> Self {
        Self {
            context,
            read: BTreeMap::new(),
        }
    }

    /// The questionnaires of a folder: those that it names, the one that the
    /// call names, the built-in one.
    ///
    /// # Errors
    /// When its folder of questionnaires cannot be read, in one sentence.
    pub fn of(&mut self, folder: &Path, shared: &Shared) -> Result<Rc<Shelf>, String> {
        let named = shared.questionnaires.as_ref().map(|q| {
            let (place, instead) = at_hand(folder, folder.join(q));
            tell_instead(instead.as_deref());
            place
        });
        let own = named
            .as_deref()
            .map_or(Ok(()), |place| own_place(folder, place));
        let place = named.map(|path| path.canonicalize().unwrap_or(path));
        if let Some(shelf) = self.read.get(&place) {
            return Ok(Rc::clone(shelf));
        }
        let mut catalog = Catalog::built_in();
        if let Some(place) = &place {
            let added = own.and_then(|()| catalog.add_folder_of(place, folder));
            added.map_err(|e| {
                let shown = one_line(&place.display().to_string());
                format!("its questionnaires {shown} cannot be read: {e}")
            })?;
        }
        if let Some((own, file)) = self.context.own_questionnaire() {
            catalog.put(own, file);
        }
        let scope = catalog.asked().map(|head| head.id.clone()).collect();
        // Which of several texts is asked is each folder's own.
        let is_own = catalog.has_editions();
        if is_own {
            catalog = settled(&catalog, folder);
        }
        let shelf = Rc::new(Shelf { catalog, scope });
        if !is_own {
            self.read.insert(place, Rc::clone(&shelf));
        }
        Ok(shelf)
    }
}
