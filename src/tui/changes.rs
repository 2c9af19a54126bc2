//! What changed since an earlier state, which state that is, and who changed
//! an item: plain state of what is laid over the screen.

use super::effect::{Known, Wanted};
use super::picker::Where;
use super::writing::Writing;
use crate::assessment::Assessment;
use crate::compare::blame::Traced;
use crate::compare::entries::Entry;
use crate::compare::story::Story;
use crate::questionnaire::Questionnaire;
use crate::store::listing::Listing;
use crate::text::one_line;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What changed since an earlier state, to be walked through.
#[derive(Debug, Clone)]
pub struct Changes {
    /// What the earlier state is called.
    pub since: String,
    /// The earlier state.
    pub old: Arc<Assessment>,
    /// What it answers, where that is another text and at hand.
    pub old_questionnaire: Option<Arc<Questionnaire>>,
    /// What differs in numbers.
    pub counts: String,
    /// All that differs.
    pub entries: Vec<Entry>,
    /// Whether only what is worse now is shown.
    pub worse_only: bool,
    /// Which of those shown is selected.
    pub selected: usize,
    /// Lines of its details that are scrolled away.
    pub scroll: usize,
}

impl Changes {
    /// The entries that are shown.
    pub fn shown(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|e| !self.worse_only || e.worse)
    }

    /// The selected one.
    #[must_use]
    pub fn at(&self) -> Option<&Entry> {
        self.shown().nth(self.selected)
    }
}

/// Something that can be compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Candidate {
    /// The file as this screen opened it.
    Opened,
    /// As a commit has it.
    Commit(Known),
    /// Another file, as it is typed.
    File(String),
    /// A folder, to go on in.
    Folder(String),
}

impl Candidate {
    /// What is shown of it, and what a typed text is looked for in.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Opened => "as it was opened on this screen".to_owned(),
            Self::Commit(known) => known.words(),
            Self::File(name) | Self::Folder(name) => one_line(name),
        }
    }
}

/// Asking what to compare with.
#[derive(Debug)]
pub struct Against {
    /// The comparison that is shown behind it.
    pub behind: Box<Changes>,
    /// The line that is typed: a file or a revision.
    pub area: Writing,
    /// The commits that changed the file; none while they are looked for.
    pub commits: Option<Result<Vec<Known>, String>>,
    /// Answer files near this one.
    pub near: Vec<String>,
    /// The folder that is typed, and what is in it.
    pub inside: Option<(String, Vec<Candidate>)>,
    /// Which candidate is selected; none takes what is typed.
    pub selected: Option<usize>,
    /// Why the last one did not work.
    pub error: Option<String>,
    /// What is being read.
    pub reading: Option<Wanted>,
    home: Option<PathBuf>,
    own: String,
}

impl Against {
    /// Begins with an empty line. `own` is the name of the file that is open.
    #[must_use]
    pub fn new(behind: Box<Changes>, own: &Path, home: Option<PathBuf>) -> Self {
        let area = Writing::line("");
        let own = own.file_name().unwrap_or_default();
        Self {
            behind,
            area,
            commits: None,
            near: Vec::new(),
            inside: None,
            selected: None,
            error: None,
            reading: None,
            home,
            own: own.to_string_lossy().into_owned(),
        }
    }

    /// What is typed, with `~/` standing for the home folder.
    #[must_use]
    pub fn text(&self) -> String {
        let typed = self.area.text();
        let typed = typed.trim();
        match (typed.strip_prefix("~/"), &self.home) {
            (Some(rest), Some(home)) => home.join(rest).to_string_lossy().into_owned(),
            _ => typed.to_owned(),
        }
    }

    /// Puts a text into the line.
    pub fn put(&mut self, text: &str) {
        self.area.set(text);
        self.selected = None;
        self.error = None;
    }

    /// The folder that has to be listed for what is typed; none where it is,
    /// or none is typed.
    pub fn wants(&mut self) -> Option<Where> {
        let text = self.text();
        let Some((folder, _)) = text.rsplit_once('/') else {
            self.inside = None;
            return None;
        };
        let folder = format!("{folder}/");
        if self.inside.as_ref().is_some_and(|(of, _)| *of == folder) {
            return None;
        }
        self.inside = Some((folder.clone(), Vec::new()));
        Some(Where::Folder(folder))
    }

    /// Takes in what a folder has. One that cannot be listed has nothing to
    /// offer: what is typed is still tried.
    pub fn listed(&mut self, place: &Where, listing: Listing) {
        let entries = listing.entries.into_iter();
        match place {
            Where::Below => {
                let files = entries.filter(|e| !e.folder && e.name.ends_with(".toml"));
                let names = files.map(|e| e.name).filter(|name| *name != self.own);
                self.near = names.collect();
            }
            Where::Folder(folder) => {
                let found = entries.filter_map(|e| match e.folder {
                    true => Some(Candidate::Folder(format!("{folder}{}/", e.name))),
                    false if e.name.ends_with(".toml") => {
                        Some(Candidate::File(format!("{folder}{}", e.name)))
                    }
                    false => None,
                });
                let found = found.collect();
                if let Some((of, inside)) = &mut self.inside
                    && of == folder
                {
                    *inside = found;
                }
            }
        }
    }

    /// What fits what is typed: commits first, then files.
    #[must_use]
    pub fn candidates(&self) -> Vec<Candidate> {
        let text = self.text().to_lowercase();
        let fits = |c: &Candidate| c.words().to_lowercase().contains(&text);
        if let Some((_, inside)) = &self.inside {
            return inside.iter().filter(|c| fits(c)).cloned().collect();
        }
        let commits = self.commits.iter().flatten().flatten().cloned();
        let files = self.near.iter().cloned().map(Candidate::File);
        let all = commits.map(Candidate::Commit).chain([Candidate::Opened]);
        all.chain(files).filter(fits).collect()
    }
}

/// Who did what for an item, from the file and from git.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Who {
    /// The item; none is the role's sign-off.
    pub of: Traced,
    /// What git says; none while it is asked.
    pub story: Option<Result<Story, String>>,
    /// Lines scrolled.
    pub scroll: usize,
}
