//! The text that an answer file was answered under, which it names by its digest:
//! in an earlier revision, beside the file, beside another, or built in.

use super::{Entry, Tracked};
use crate::assessment::folder_of;
use crate::folder::{QUESTIONNAIRES, at_hand, own_place, questionnaires_of};
use crate::questionnaire::catalog::Catalog;
use crate::questionnaire::{Questionnaire, built_in, digest, embedded, matching};
use crate::store::meant::{Head, is_toml};
use crate::text::one_line;
use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A questionnaire, and what its file is called.
pub type Found = (Arc<Questionnaire>, String);

/// Where texts are looked for.
pub struct Texts {
    places: Vec<PathBuf>,
    revision: Option<String>,
    now: OnceCell<Vec<Catalog>>,
    then: OnceCell<Vec<Then>>,
}

/// The files of a folder in a revision.
struct Then {
    tracked: Tracked,
    /// Object and path by the digest of the text.
    files: BTreeMap<String, (String, PathBuf)>,
}

impl Texts {
    /// In the folders of questionnaires of some answer files and folders of controls,
    /// and in the one that a call names.
    pub fn of<'a>(named: Option<&Path>, files: impl IntoIterator<Item = &'a Path>) -> Self {
        let named = named.map(|named| match named.is_dir() {
            true => named.to_owned(),
            false => folder_of(named).to_owned(),
        });
        let beside = files.into_iter().filter_map(place);
        Self {
            places: named.into_iter().chain(beside).collect(),
            revision: None,
            now: OnceCell::new(),
            then: OnceCell::new(),
        }
    }

    /// In the same folders as a revision has them first, and in another one that was
    /// named then.
    pub fn in_revision(mut self, revision: &str, also: Option<PathBuf>) -> Self {
        self.revision = Some(revision.to_owned());
        self.places.extend(also);
        self
    }

    /// The text that the head of an answer file names.
    pub fn answered(&self, head: &Head) -> Option<Found> {
        let control = &embedded().control.id;
        if head.digest == embedded().digest && head.control.as_ref() == Some(control) {
            return Some((built_in(), "the built-in questionnaire".to_owned()));
        }
        let then = self.then.get_or_init(|| self.read());
        let then = then.iter().find_map(|then| then.answered(head));
        then.or_else(|| self.beside(head))
    }

    /// The text that it names, if it lies in one of the folders now.
    pub fn beside(&self, head: &Head) -> Option<Found> {
        let control = head.control.as_deref()?;
        let now = self.now.get_or_init(|| {
            let catalog = |place: &PathBuf| {
                let mut catalog = Catalog::default();
                catalog.add_folder_of(place, folder_of(place)).ok()?;
                Some(catalog)
            };
            self.places.iter().filter_map(catalog).collect()
        });
        let found = now.iter().find_map(|c| c.answered(control, &head.digest));
        found.map(|(found, path)| (found, shown(&path)))
    }

    fn read(&self) -> Vec<Then> {
        let Some(revision) = self.revision.as_deref() else {
            return Vec::new();
        };
        let all = self.places.iter().filter_map(|p| Then::of(p, revision));
        all.collect()
    }
}

impl Then {
    fn of(place: &Path, revision: &str) -> Option<Self> {
        // The folder may be gone since.
        let near = place.ancestors().find(|p| p.is_dir())?;
        let inside = place.strip_prefix(near).ok()?;
        let tracked = Tracked::folder(near).ok()?;
        let mut tree = OsString::from(tracked.commit(revision).ok()?);
        tree.push(":./");
        tree.push(inside);
        let words = [
            OsStr::new("ls-tree"),
            OsStr::new("-z"),
            OsStr::new("--full-tree"),
            &tree,
        ];
        let listed = tracked.ask(words).ok()?;
        let mut objects = tracked.objects().ok()?;
        let mut files = BTreeMap::new();
        for entry in listed.stdout.split(|b| *b == 0).filter_map(Entry::of) {
            if entry.is_folder || !is_toml(Path::new(&entry.name)) {
                continue;
            }
            let bytes = objects.get(&entry.object).ok()?;
            if let Some(text) = bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
                let path = place.join(&entry.name);
                files.insert(digest(&text), (entry.object, path));
            }
        }
        Some(Self { tracked, files })
    }

    fn answered(&self, head: &Head) -> Option<Found> {
        let (object, path) = self.files.get(&head.digest)?;
        let bytes = self.tracked.objects().ok()?.get(object).ok()??;
        let text = String::from_utf8(bytes).ok()?;
        let found = matching(&text, head.control.as_deref()?, &head.digest)?;
        Some((Arc::new(found), format!("{} of then", shown(path))))
    }
}

/// Where the questionnaires for an answer file or a folder of controls are, whether
/// they are there or not; none where that leads out of it unasked.
pub fn place(path: &Path) -> Option<PathBuf> {
    let folder = if path.is_dir() { path } else { folder_of(path) };
    let place = questionnaires_of(folder).unwrap_or_else(|_| folder.join(QUESTIONNAIRES));
    let (place, _) = at_hand(folder, place);
    own_place(folder, &place).is_ok().then_some(place)
}

fn shown(path: &Path) -> String {
    let path = path.strip_prefix(".").unwrap_or(path);
    one_line(&path.display().to_string())
}
