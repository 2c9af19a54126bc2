//! What could be picked as evidence instead of typed: records of the register
//! and files. Plain state: what is listed, what matches, what is selected.

mod candidate;
mod matching;

pub use candidate::{Candidate, Kind};
pub use matching::{Haystack, Needle};

use super::doc::Doc;
use super::layout;
use crate::assessment::{Role, href_of};
use crate::questionnaire::ItemId;
use crate::store::listing::Listing;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A folder to be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// The answer file's, with all below it.
    Below,
    /// The one at this path, from the answer file's folder: the names in it.
    Folder(String),
}

/// What was found in a folder, or why it cannot be listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Which folder.
    pub place: Where,
    /// What is in it.
    pub found: Result<Listing, String>,
}

/// What taking comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Take {
    /// This line.
    Line(String),
    /// Nothing yet: the files are on their way.
    Later,
    /// Nothing matches.
    Nothing,
}

/// Files that have been asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Files {
    Waiting,
    Here(Vec<Arc<Candidate>>, bool),
    Failed(String),
}

/// A path that is completed folder by folder.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pointed {
    /// The folder with a `/` at its end, `~` expanded.
    folder: String,
    files: Files,
}

/// The state of the picker.
#[derive(Debug, Clone)]
pub struct Picker {
    home: Option<PathBuf>,
    /// The answer file's folder, absolute.
    folder: PathBuf,
    records: Vec<Arc<Candidate>>,
    /// Paths that are no candidates: in the register already, or the answer
    /// file itself.
    taken: BTreeSet<String>,
    /// None before they were asked for.
    below: Option<Files>,
    pointed: Option<Pointed>,
    /// The line that the candidates were matched with.
    line: Option<String>,
    needle: Needle,
    /// What matches, best first.
    shown: Vec<Arc<Candidate>>,
    selected: Option<usize>,
    /// The first candidate in sight.
    top: usize,
    /// Whether the first candidate is to be taken once there is one.
    takes: bool,
    /// The most lines that the list has had.
    tallest: usize,
}

impl Picker {
    /// The picker for an item, nothing typed yet.
    #[must_use]
    pub fn new(doc: &Doc, role: Role, item: &ItemId, home: Option<PathBuf>) -> Self {
        Self::for_all(doc, &[(role, item.clone())], home)
    }

    /// The picker for several items together.
    #[must_use]
    pub fn for_all(doc: &Doc, items: &[(Role, ItemId)], home: Option<PathBuf>) -> Self {
        let register = &doc.assessment().evidence;
        let mut taken: BTreeSet<String> = register
            .values()
            .map(|e| e.href.strip_prefix("./").unwrap_or(&e.href).to_owned())
            .collect();
        taken.extend(
            doc.path
                .file_name()
                .map(|n| n.to_string_lossy().into_owned()),
        );
        Self {
            home,
            folder: doc.folder.clone(),
            records: candidate::records(doc, items),
            taken,
            below: None,
            pointed: None,
            line: None,
            needle: Needle::Nothing,
            shown: Vec::new(),
            selected: None,
            top: 0,
            takes: false,
            tallest: 0,
        }
    }

    /// Takes in the line as it is now. Returns the folders that have to be
    /// listed for it.
    pub fn look(&mut self, line: &str) -> Vec<Where> {
        if self.line.as_deref() == Some(line) {
            return Vec::new();
        }
        let mut wanted = Vec::new();
        self.line = Some(line.to_owned());
        self.selected = None;
        self.top = 0;
        self.takes = false;
        if self.below.is_none() {
            self.below = Some(Files::Waiting);
            wanted.push(Where::Below);
        }
        match self.folder_of(line) {
            None => self.pointed = None,
            Some(folder) if self.pointed.as_ref().is_some_and(|p| p.folder == folder) => {}
            Some(folder) => {
                wanted.push(Where::Folder(folder.clone()));
                let files = Files::Waiting;
                self.pointed = Some(Pointed { folder, files });
            }
        }
        self.find();
        wanted
    }

    /// Takes in what was found in a folder. What is selected stays selected.
    /// Returns the folders that have to be listed now.
    pub fn listed(&mut self, listed: Listed) -> Vec<Where> {
        let files = |base: &str, folder: &Path, taken: &BTreeSet<String>| match listed.found {
            Ok(listing) => Files::Here(
                candidate::files(&listing, base, folder, taken),
                listing.more,
            ),
            Err(why) => Files::Failed(why),
        };
        match listed.place {
            Where::Below => self.below = Some(files("", &self.folder, &self.taken)),
            Where::Folder(path) => match &mut self.pointed {
                Some(pointed) if pointed.folder == path => {
                    pointed.files = files(&path, &self.folder, &self.taken);
                }
                // What was asked for a line that has been changed since.
                _ => return Vec::new(),
            },
        }
        let (selected, takes) = (self.selected().cloned(), self.takes);
        // That there is more below than is listed changes what a path means.
        let line = self.line.take().unwrap_or_default();
        let wanted = self.look(&line);
        self.selected = selected.and_then(|s| self.shown.iter().position(|c| *c == s));
        self.takes = takes;
        wanted
    }

    /// The folder that a typed path points into, when it is to be completed
    /// folder by folder.
    fn folder_of(&self, line: &str) -> Option<String> {
        let path = self.expanded(line.trim_start());
        let path = if path == ".." { "../".to_owned() } else { path };
        let (folder, _) = path.rsplit_once('/')?;
        let cut = matches!(self.below, Some(Files::Here(_, true)));
        let points = ["/", "./", "../"].iter().any(|p| path.starts_with(p));
        let inside = cut && !path.contains("://");
        (points || inside).then(|| format!("{folder}/"))
    }

    /// The path with the home folder in place of a `~` at its start.
    #[must_use]
    pub fn expanded(&self, path: &str) -> String {
        let home = self.home.as_deref().and_then(Path::to_str);
        match (path.strip_prefix('~'), home) {
            (Some(rest), Some(home)) if rest.is_empty() || rest.starts_with('/') => {
                let rest = if rest.is_empty() { "/" } else { rest };
                format!("{}{rest}", home.trim_end_matches('/'))
            }
            _ => path.to_owned(),
        }
    }

    /// What a line that is entered means: a `~` is expanded, unless it is the
    /// href of a record as it stands.
    #[must_use]
    pub fn meant(&self, typed: &str) -> String {
        let typed = typed.trim();
        if self.taken.contains(typed) {
            return typed.to_owned();
        }
        self.expanded(typed)
    }

    fn find(&mut self) {
        let line = self.line.clone().unwrap_or_default();
        let typed = line.trim();
        let lower = typed.to_ascii_lowercase();
        let link = lower.starts_with("http:") || lower.starts_with("https:");
        let no_files = Vec::new();
        let (records, files): (Needle, &Vec<Arc<Candidate>>) = match (&self.pointed, &self.below) {
            _ if link => {
                self.needle = Needle::part(typed);
                (self.needle.clone(), &no_files)
            }
            (Some(pointed), _) => {
                let path = self.expanded(line.trim_start());
                let part = path.strip_prefix(&pointed.folder).unwrap_or_default();
                self.needle = Needle::name(part);
                let files = match &pointed.files {
                    Files::Here(files, _) => files,
                    _ => &no_files,
                };
                (Needle::start(&href_of(&path, &self.folder)), files)
            }
            (None, Some(Files::Here(files, _))) => {
                self.needle = Needle::words(typed);
                (self.needle.clone(), files)
            }
            (None, _) => {
                self.needle = Needle::words(typed);
                (self.needle.clone(), &no_files)
            }
        };
        let mut shown = matching::best(&records, &self.records);
        shown.extend(matching::best(&self.needle, files));
        if self.needle != Needle::Nothing && self.pointed.is_none() {
            // What is there before what is missing, and letters that stand together
            // before scattered ones. Stable: of two that match as well, a record
            // comes first.
            shown.sort_by_key(|(score, c)| {
                use std::cmp::Reverse;
                (Reverse(c.says(typed)), c.is_missing, Reverse(*score))
            });
        }
        self.shown = shown.into_iter().map(|(_, c)| c).collect();
        let lines = self.total() + usize::from(self.note().is_some());
        self.tallest = self.tallest.max(lines);
    }

    /// What matches, best first.
    #[must_use]
    pub fn shown(&self) -> &[Arc<Candidate>] {
        &self.shown
    }

    /// How the candidates that are shown were matched.
    #[must_use]
    pub fn needle(&self) -> &Needle {
        &self.needle
    }

    /// How many candidates there are, matching or not; in a folder that is
    /// pointed at, how many are in it.
    #[must_use]
    pub fn total(&self) -> usize {
        let records = match self.pointed {
            Some(_) => 0,
            None => self.records.len(),
        };
        let files = match self.files() {
            Some(Files::Here(files, _)) => files.len(),
            _ => 0,
        };
        (records + files).max(self.shown.len())
    }

    /// The most lines that the list has had: it keeps its height while its
    /// user types.
    #[must_use]
    pub fn tallest(&self) -> usize {
        self.tallest
    }

    /// The place of the selected candidate.
    #[must_use]
    pub fn at(&self) -> Option<usize> {
        self.selected
    }

    /// Whether Enter takes the first candidate, where what is typed is no file:
    /// whoever types words means what has them, and letters that are scattered
    /// over it are no word of it. A path means itself, unless it is the beginning
    /// of one that is there, and so does a name with its ending, unless it is part
    /// of one.
    #[must_use]
    pub fn would_take(&self) -> bool {
        let line = self.line.as_deref().unwrap_or_default().trim();
        let href = href_of(&self.expanded(line), &self.folder);
        let mut all = self.shown.iter();
        let small = href.to_lowercase();
        let has_it = |candidate: &&Arc<Candidate>| candidate.href.to_lowercase().contains(&small);
        let letters = !line.is_empty() && !line.ends_with('/') && !line.contains("://");
        letters
            && self.selected.is_none()
            && !all.clone().any(|candidate| candidate.href == href)
            && match href.contains('/') {
                true => all.any(|candidate| candidate.href.starts_with(&href)),
                false if href.contains('.') => all.next().as_ref().is_some_and(has_it),
                false => all.next().is_some_and(|first| first.says(line)),
            }
    }

    /// The candidate that Enter takes: the selected one, or the first.
    #[must_use]
    pub fn marked(&self) -> Option<usize> {
        self.selected.or_else(|| self.would_take().then_some(0))
    }

    /// The selected candidate.
    #[must_use]
    pub fn selected(&self) -> Option<&Arc<Candidate>> {
        self.shown.get(self.selected?)
    }

    /// The first candidate to be shown where there are so many rows: what is
    /// selected is in sight.
    #[must_use]
    pub fn top(&self, rows: usize) -> usize {
        let rows = rows.saturating_sub(usize::from(self.note().is_some()));
        let all = self.shown.len();
        let first = |at| layout::first_in_sight(self.top, at, all, rows);
        self.selected.map_or(0, first)
    }

    /// Scrolls no further than it must for the selected candidate.
    pub fn scroll(&mut self, rows: usize) {
        self.top = self.top(rows);
    }

    /// Selects the candidate at a place. Returns whether it was selected
    /// already.
    pub fn select(&mut self, at: usize) -> bool {
        let again = self.selected == Some(at);
        if at < self.shown.len() {
            self.selected = Some(at);
        }
        again
    }

    /// Moves down by so many candidates.
    pub fn down(&mut self, by: usize) {
        let Some(last) = self.shown.len().checked_sub(1) else {
            return;
        };
        let next = self.marked().map_or(by.saturating_sub(1), |at| at + by);
        self.selected = Some(next.min(last));
    }

    /// Moves up by so many candidates; from the first one back to the line.
    pub fn up(&mut self, by: usize) {
        self.selected = match self.selected {
            None | Some(0) => None,
            Some(at) => Some(at.saturating_sub(by)),
        };
    }

    /// What taking the selected candidate, or the first, makes of the line.
    /// Where the files are still on their way, it is taken when they come.
    pub fn take(&mut self) -> Take {
        match self.selected().or_else(|| self.shown.first()) {
            Some(candidate) => Take::Line(candidate.line.clone()),
            None if self.files() == Some(&Files::Waiting) => {
                self.takes = true;
                Take::Later
            }
            None => Take::Nothing,
        }
    }

    /// Whether there is now what was to be taken when it came.
    #[must_use]
    pub fn can_take(&self) -> bool {
        self.takes && !self.shown.is_empty()
    }

    /// The files that the line is about.
    fn files(&self) -> Option<&Files> {
        match &self.pointed {
            Some(pointed) => Some(&pointed.files),
            None => self.below.as_ref(),
        }
    }

    /// What is to be said at the end of the list.
    #[must_use]
    pub fn note(&self) -> Option<String> {
        match self.files() {
            _ if matches!(self.needle, Needle::Part(_)) => {}
            Some(Files::Waiting) => return Some("looking for files…".to_owned()),
            Some(Files::Failed(why)) => return Some(format!("no files: {why}")),
            Some(Files::Here(_, true)) if self.pointed.is_some() => {
                return Some("… more files: type the whole name".to_owned());
            }
            Some(Files::Here(_, true)) => {
                return Some("… more files: type a path".to_owned());
            }
            _ => {}
        }
        if !self.shown.is_empty() {
            return None;
        }
        Some(if self.line.as_ref().is_none_or(|l| l.trim().is_empty()) {
            "nothing to pick from: type a link or a path".to_owned()
        } else if self.pointed.is_some() && self.needle == Needle::Nothing {
            "no files here; hidden ones are not listed".to_owned()
        } else {
            "nothing matches".to_owned()
        })
    }
}
