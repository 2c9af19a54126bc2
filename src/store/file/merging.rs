//! What another program wrote meanwhile, brought together with what was
//! changed here.

use super::AnswerFile;
use crate::assessment::Assessment;
use crate::bounded::{metadata, own_metadata};
use crate::merge::{Labels, MergeError, Merged, Side, marks, merge};
use crate::questionnaire::Questionnaire;
use crate::store::error::{OpenError, SaveError};
use crate::store::layout::Layout;
use crate::store::parse::{parse_document, parse_shared_document};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::Path;

/// What is said where a file was written without git's marks.
pub(super) const UNMARKED: &str =
    "git's marks are out of the file: all of it came together, and nothing is left to choose";

/// How often another program may write while this one tries.
pub(super) const TRIES: usize = 50;

/// Two writers' changes, brought together and saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Joined {
    /// What both wrote.
    pub assessment: Assessment,
    /// What was read last, before both.
    pub base: Assessment,
    /// What the other program wrote.
    pub theirs: Assessment,
    /// What the other program changed, by item.
    pub came_in: Vec<String>,
    /// By whom, as far as its items say.
    pub by: Vec<String>,
    /// What was decided although both had a say.
    pub notes: Vec<String>,
}

/// Why two writers' changes could not be brought together.
#[derive(Debug, thiserror::Error)]
pub enum JoinError {
    /// Both changed these fields in different ways.
    #[error("both changed {}", fields(.0))]
    Conflicts(Vec<String>),
    /// The other program's file cannot be used.
    #[error("{}", .0.first())]
    Open(#[from] OpenError),
    /// The two cannot be merged.
    #[error("{0}")]
    Merge(#[from] MergeError),
    /// What comes of the two is no file of the format.
    #[error("together they do not fit: {0}")]
    Misfit(String),
    /// It cannot be saved.
    #[error("{0}")]
    Save(#[from] SaveError),
}

/// Fields by the names that people know them by.
fn fields(paths: &[String]) -> String {
    let plain = |path: &String| {
        let keys = crate::merge::keys_of(path).unwrap_or_else(|| vec![path.clone()]);
        match keys.as_slice() {
            [roles, role, _, item, rest @ ..] if roles == "roles" => {
                format!("{role}.{item} {}", rest.join(" "))
            }
            keys => keys.join(" "),
        }
    };
    let plain: Vec<String> = paths.iter().map(plain).collect();
    plain.join(", ")
}

impl AnswerFile {
    /// Brings `mine`, made from what was read last, together with what is on
    /// disk now, and saves it. With `keep`, fields that both changed are kept
    /// as conflicts; without it they are an error and nothing is written.
    ///
    /// # Errors
    /// See [`JoinError`]; then the file and this are as they were.
    pub fn join(
        &mut self,
        mine: &Assessment,
        questionnaire: &Questionnaire,
        keep: bool,
    ) -> Result<Joined, JoinError> {
        if self.folder.is_some() {
            return self.join_both(mine, questionnaire, keep);
        }
        let (_, ours) = self.next(mine, self.bytes.len())?;
        let ours = String::from_utf8(ours).unwrap_or_default();
        self.writable()?;
        let base = self.base_text()?.into_owned();
        for _ in 0..TRIES {
            // Who writes faster than this merges would win for ever otherwise.
            let gone = |e| self.gone_or(e);
            let target = std::fs::canonicalize(&self.path).map_err(gone)?;
            let held = self.lock(&target)?;
            let mut theirs = self.again(questionnaire)?;
            let labels = self.labels(&theirs.assessment);
            let merged = merge(&base, &ours, &theirs.base_text()?, &labels)?;
            if !merged.conflicts.is_empty() && !keep {
                return Err(JoinError::Conflicts(merged.conflicts));
            }
            let (parsed, _) = if self.is_shared {
                parse_shared_document(&merged.text)
            } else {
                parse_document(&merged.text, questionnaire, None)
            };
            if let Some(problem) = parsed.problems.iter().find(|p| p.is_error()) {
                return Err(JoinError::Misfit(problem.message.clone()));
            }
            let mut joined = Joined {
                came_in: self.assessment.differences(&theirs.assessment),
                by: names(&self.assessment, &theirs.assessment),
                base: self.assessment.clone(),
                theirs: theirs.assessment.clone(),
                assessment: parsed.assessment,
                notes: theirs.notes.iter().cloned().chain(merged.notes).collect(),
            };
            let is_marked = marks::sides(theirs.text()).is_some();
            let is_open = !joined.assessment.conflicts.is_empty();
            if is_marked && is_open && joined.assessment == theirs.assessment {
                // As where it is opened: git's marks stay until something is
                // chosen.
                *self = theirs;
                return Ok(joined);
            }
            if is_marked && !is_open {
                joined.notes.insert(0, UNMARKED.to_owned());
            }
            let bytes = theirs.bytes.clone();
            match theirs.replace_by(&joined.assessment, &bytes, None, Some(held)) {
                Ok(()) => {
                    *self = theirs;
                    return Ok(joined);
                }
                Err(SaveError::ChangedOnDisk) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(SaveError::ChangedOnDisk.into())
    }

    /// Writes a file with git's marks without them where nothing is left to
    /// choose: it would never get out of that state otherwise. Says so in
    /// [`Self::notes`], also where it cannot be written.
    pub fn settle_marks(&mut self) {
        let is_open = !self.own().conflicts.is_empty();
        if is_open || self.read_only.is_some() || marks::sides(self.text()).is_none() {
            return;
        }
        let now = self.assessment.clone();
        let note = match self.save(&now) {
            Ok(()) => UNMARKED.to_owned(),
            Err(error) => format!("git's marks are in the file still: {error}"),
        };
        self.notes.insert(0, note);
    }

    /// What was read last, as a text to merge from: of a file with git's marks
    /// what its sides came to.
    pub(super) fn base_text(&self) -> Result<Cow<'_, str>, SaveError> {
        if marks::sides(self.text()).is_none() {
            return Ok(self.text().into());
        }
        let (_, bytes) = self.next(self.own(), self.bytes.len())?;
        Ok(String::from_utf8(bytes).unwrap_or_default().into())
    }

    /// What the two sides are called where both have changed a field. Names
    /// hold for whoever reads the file; “mine” does not.
    pub(super) fn labels(&self, theirs: &Assessment) -> Labels {
        let named = |who: &str, otherwise: &str| match who.trim() {
            "" => otherwise.to_owned(),
            who => who.to_owned(),
        };
        let others = names(&self.assessment, theirs);
        Labels {
            ours: named(&self.who, "here"),
            theirs: named(&others.join(", "), "on disk"),
            ..Labels::default()
        }
    }

    /// Saves a text that was merged from [`Self::whole_text`], with comments and
    /// keys that no [`Assessment`] knows; of a control of a folder without
    /// those.
    ///
    /// # Errors
    /// `Misfit` when it is no file of the format, `Save` as of [`Self::save`];
    /// then the file and this are as they were.
    pub fn save_merged(
        &mut self,
        text: &str,
        questionnaire: &Questionnaire,
    ) -> Result<(), JoinError> {
        let (parsed, document) = parse_document(text, questionnaire, None);
        if let Some(problem) = parsed.problems.iter().find(|p| p.is_error()) {
            return Err(JoinError::Misfit(problem.message.clone()));
        }
        let Some(document) = document else {
            return Err(JoinError::Misfit("it is not TOML".to_owned()));
        };
        let made = (Layout::of(&document), text.as_bytes().to_vec());
        if self.folder.is_some() {
            // What came with a part goes where it belongs.
            let whole = Assessment {
                home: self.assessment.home.clone(),
                ..parsed.assessment
            };
            return Ok(self.save(&whole)?);
        }
        let base = std::mem::take(&mut self.bytes);
        let result = self.replace_by(&parsed.assessment, &base, Some(made), None);
        if self.bytes.is_empty() {
            self.bytes = base;
        }
        Ok(result?)
    }

    /// Whether git's marks stand in it: until the first save takes them out, what
    /// does not ask its user cannot open it.
    #[must_use]
    pub fn is_marked(&self) -> bool {
        marks::sides(self.text()).is_some()
    }

    /// Opens a file as [`Self::open`] does, also one in which git has left
    /// its marks: the two sides are merged field by field, and what both
    /// changed becomes a conflict to choose from. `base` finds the common
    /// ancestor where the marks have none. Nothing is written before the first
    /// save.
    ///
    /// # Errors
    /// As [`Self::open`], of the marked file.
    pub fn open_marked(
        path: &Path,
        questionnaire: &Questionnaire,
        base: impl FnOnce() -> Option<String>,
    ) -> Result<Self, OpenError> {
        let error = match Self::open(path, questionnaire) {
            Err(error @ OpenError::Invalid { .. }) => error,
            other => return other,
        };
        let text = match &error {
            // Not what is shared.
            OpenError::Invalid { text, path: of, .. } if of == path => text,
            _ => return Err(error),
        };
        let Some(merged) = of_sides(text, base) else {
            return Err(error);
        };
        let shared = Self::shared_beside(path)?;
        let inherited = shared.as_ref().map(|s| &s.assessment);
        let (mut parsed, document) = parse_document(&merged.text, questionnaire, inherited);
        let Some(document) = document.filter(|_| !parsed.has_errors()) else {
            return Err(error);
        };
        for problem in &mut parsed.problems {
            // The lines are those of a text that nobody has seen.
            problem.span = None;
        }
        let (bytes, meta) = super::read_file(
            path,
            if shared.is_some() {
                own_metadata
            } else {
                metadata
            },
        )?;
        if bytes != text.as_bytes() {
            return Err(error);
        }
        let target = std::fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let marked = Self {
            problems: parsed.problems,
            read_only: super::disk::write_protected(&target),
            notes: merged.notes,
            ..Self::made(
                path,
                parsed.assessment,
                (Layout::of(&document).into(), bytes),
                meta,
            )
        };
        Ok(match shared {
            Some(shared) => marked.with(shared),
            None => marked,
        })
    }
}

/// What the two sides of a text with git's marks come to; none where there are
/// none, or they cannot be merged.
pub(super) fn of_sides(text: &str, base: impl FnOnce() -> Option<String>) -> Option<Merged> {
    let sides = marks::sides(text)?;
    let base = sides.base.or_else(base);
    let labels = Labels {
        no_base: base.is_none(),
        ..sides.labels
    };
    let base = base.unwrap_or_default();
    let merged = match merge(&base, &sides.ours, &sides.theirs, &labels) {
        // With zdiff3 the ancestor cannot always be put together again.
        Err(MergeError::Parse {
            side: Side::Base, ..
        }) => {
            let labels = Labels {
                no_base: true,
                ..labels
            };
            merge("", &sides.ours, &sides.theirs, &labels)
        }
        other => other,
    };
    merged.ok()
}

/// A state that descends from `base`, brought onto `theirs`, which also does;
/// none where both changed a field in different ways.
#[must_use]
pub fn rebased(
    base: &Assessment,
    state: &Assessment,
    theirs: &Assessment,
    questionnaire: &Questionnaire,
) -> Option<Assessment> {
    let text = |a: &Assessment| crate::store::fields::render(a);
    let merged = merge(&text(base), &text(state), &text(theirs), &Labels::default()).ok()?;
    let (parsed, _) = parse_document(&merged.text, questionnaire, None);
    (merged.conflicts.is_empty() && !parsed.has_errors()).then_some(parsed.assessment)
}

/// Answers that could not be saved once, brought into what is there now; where
/// what they were made from is not known, or both have changed a field since,
/// it is kept as a conflict. None where the two cannot be brought together.
#[must_use]
pub fn taken_back(
    before: Option<&Assessment>,
    kept: &Assessment,
    now: &Assessment,
    questionnaire: &Questionnaire,
) -> Option<Assessment> {
    let text = |a: &Assessment| crate::store::fields::render(a);
    let labels = Labels {
        ours: "in the file".to_owned(),
        theirs: "not saved the last time".to_owned(),
        no_base: before.is_none(),
        ..Labels::default()
    };
    let before = before.map(text).unwrap_or_default();
    let merged = merge(&before, &text(now), &text(kept), &labels).ok()?;
    let (parsed, _) = parse_document(&merged.text, questionnaire, None);
    (!parsed.has_errors()).then_some(parsed.assessment)
}

/// The people behind what changed between two states, as far as the states say
/// who that was: who is named in a stamp that was there before has not done it.
pub(super) fn names(old: &Assessment, new: &Assessment) -> Vec<String> {
    let mut names = BTreeSet::new();
    for (role, answers) in &new.answers {
        for (id, step) in &answers.steps {
            let before = old.step(*role, id);
            let (was, is) = (before.reviewed_at, step.reviewed_at);
            if was != is || before.reviewed_by != step.reviewed_by {
                names.insert(step.reviewed_by.clone());
            }
            let (was, is) = (before.assessed_at, step.assessed_at);
            if was != is || before.assessed_by != step.assessed_by {
                names.insert(step.assessed_by.clone());
            }
        }
        for (id, question) in &answers.questions {
            let before = old.question(*role, id);
            let (was, is) = (before.answered_at, question.answered_at);
            if was != is || before.answered_by != question.answered_by {
                names.insert(question.answered_by.clone());
            }
        }
    }
    names.into_iter().filter(|n| !n.is_empty()).collect()
}
