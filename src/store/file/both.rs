//! The two files of a control in a folder, brought together with what other
//! programs wrote into them.

use super::merging::{TRIES, names};
use super::records::{references, with_records_of};
use super::shared::{InFolder, Next, of_shared};
use super::{AnswerFile, JoinError, Joined, SHARED_FILE};
use crate::assessment::Assessment;
use crate::merge::{marks, merge};
use crate::questionnaire::Questionnaire;
use crate::store::error::{OpenError, ResolveError, SaveError};
use crate::store::parse::{Parsed, parse_document, parse_shared_document};
use std::collections::BTreeSet;
use std::fs::{File, Metadata};
use std::path::PathBuf;

impl AnswerFile {
    /// As [`Self::join`], of a control in a folder. What is shared is locked
    /// first, as everywhere.
    pub(super) fn join_both(
        &mut self,
        mine: &Assessment,
        questionnaire: &Questionnaire,
        keep: bool,
    ) -> Result<Joined, JoinError> {
        self.writable()?;
        let base = self.assessment.clone();
        let text = |file: &Self, next: &Assessment| {
            let (_, bytes) = file.next(next, file.bytes.len())?;
            Ok::<_, SaveError>(String::from_utf8(bytes).unwrap_or_default())
        };
        for _ in 0..TRIES {
            let Some(folder) = self.folder.as_deref() else {
                return Err(SaveError::Gone.into());
            };
            // Who writes faster than this merges would win for ever otherwise.
            let held_shared = folder.shared.held().map_err(of_shared)?;
            let held_own = match self.held() {
                Err(SaveError::Gone) if self.is_new => None,
                held => Some(held?),
            };
            let Some(next) = self.parted(mine) else {
                return Err(SaveError::Gone.into());
            };
            let (own, mut notes) = (next.own, next.notes);
            let shared = next
                .shared
                .unwrap_or_else(|| folder.shared.assessment.clone());
            let ours = (text(&folder.shared, &shared)?, text(self, &own)?);
            let mut theirs = self.again(questionnaire)?;
            let their_text = theirs.base_text()?.into_owned();
            notes.extend(theirs.notes.iter().cloned());
            let Some(mut other) = theirs.folder.take() else {
                return Err(OpenError::Io {
                    path: folder.shared.path.clone(),
                    source: std::io::ErrorKind::NotFound.into(),
                }
                .into());
            };
            let labels = self.labels(&theirs.assessment);
            let register = merge(folder.shared.text(), &ours.0, other.shared.text(), &labels)?;
            let answers = merge(&self.base_text()?, &ours.1, &their_text, &labels)?;
            let both = register.conflicts.iter().chain(&answers.conflicts);
            let conflicts: Vec<String> = both.cloned().collect();
            if !conflicts.is_empty() && !keep {
                return Err(JoinError::Conflicts(conflicts));
            }
            let mut shared_now = fitting(parse_shared_document(&register.text).0)?;
            // What one of two took away while the other came to refer to it.
            let mut all = shared_now.clone();
            for known in [&shared, &other.shared.assessment, &folder.shared.assessment] {
                all = all.inheriting(known);
            }
            let own_now = fitting(parse_document(&answers.text, questionnaire, Some(&all)).0)?;
            for id in references(&own_now) {
                let there =
                    own_now.evidence.contains_key(id) || shared_now.evidence.contains_key(id);
                if let Some(record) = all.evidence.get(id).filter(|_| !there) {
                    shared_now.evidence.insert(id.clone(), record.clone());
                    notes.push(format!(
                        "{id} stays in {SHARED_FILE}: it was taken away, and is referred to here"
                    ));
                }
            }
            let theirs_whole = theirs.assessment.clone();
            // A record goes only when nothing here refers to it any more.
            let first = with_records_of(&shared_now, &other.shared.assessment);
            theirs.assessment = std::mem::take(&mut other.own);
            // Nobody may take away a record until what refers to it is written.
            let written = match other.shared.write(&first, Some(held_shared)) {
                Ok(Some(held)) => Ok((held, held_own)),
                Ok(None) => {
                    // The lock was that of the file as it was. What is shared is
                    // locked first, as everywhere.
                    drop(held_own);
                    other.shared.held_unchanged().map(|held| (held, None))
                }
                Err(error) => Err(error),
            };
            let (held_shared, held_own) = match written {
                Ok(held) => held,
                Err(SaveError::ChangedOnDisk) => continue,
                Err(error) => return Err(of_shared(error).into()),
            };
            let whole = own_now.clone().inheriting(&shared_now);
            match theirs.write(&own_now, held_own) {
                Ok(_) => drop(held_shared),
                // What is shared is merged again, with what it came to.
                Err(SaveError::ChangedOnDisk) => continue,
                Err(error) => return Err(error.into()),
            }
            theirs.folder = Some(Box::new(InFolder {
                own: own_now,
                shared: other.shared,
            }));
            theirs.assessment = theirs.own().clone().inheriting(&first);
            *self = theirs;
            if first != shared_now && self.save_both(&whole).is_err() {
                notes.push(format!(
                    "evidence that was taken away stays in {SHARED_FILE}: take it away again"
                ));
            }
            notes.extend(register.notes);
            notes.extend(answers.notes);
            return Ok(Joined {
                came_in: base.differences(&theirs_whole),
                by: names(&base, &theirs_whole),
                base,
                theirs: theirs_whole,
                assessment: self.assessment.clone(),
                notes,
            });
        }
        Err(SaveError::ChangedOnDisk.into())
    }

    /// The lock of the file that is at the path.
    pub(super) fn held(&self) -> Result<(File, Metadata), SaveError> {
        let target = std::fs::canonicalize(&self.path).map_err(|e| self.gone_or(e))?;
        self.lock(&target)
    }

    /// Puts the next state of the file itself in the place of what was read.
    /// Returns the lock where there was nothing to write.
    fn write(
        &mut self,
        next: &Assessment,
        held: Option<(File, Metadata)>,
    ) -> Result<Option<(File, Metadata)>, SaveError> {
        // Git's marks stay until something is chosen, where there is something.
        let is_marked = next.conflicts.is_empty() && marks::sides(self.text()).is_some();
        if *next == *self.own() && !self.is_new && !is_marked {
            return Ok(held);
        }
        let bytes = self.bytes.clone();
        self.replace_by(next, &bytes, None, held)?;
        Ok(None)
    }

    /// As [`Self::keep_mine`], of a control in a folder. Of what is shared, only
    /// what was changed here overrules: the rest is other controls' as well.
    pub(super) fn keep_mine_of_both(
        &mut self,
        mine: &Assessment,
    ) -> Result<Option<PathBuf>, ResolveError> {
        self.writable()?;
        let next = self.parted(mine);
        let (Some(Next { own, shared, notes }), Some(folder)) = (next, &mut self.folder) else {
            return Err(SaveError::Gone.into());
        };
        let shared = shared.unwrap_or_else(|| folder.shared.assessment.clone());
        // A record goes only when nothing here refers to it any more.
        let known: BTreeSet<_> = folder.shared.assessment.evidence.keys().cloned().collect();
        let first = with_records_of(&shared, &folder.shared.assessment);
        let copy = folder.shared.overrule(&first)?;
        let changed = self.own_changed().unwrap_or(true);
        let own_copy = if changed || self.bytes.is_empty() {
            self.keep_mine_of_own(&own)?
        } else {
            self.save_own(&own)?;
            None
        };
        let inherited = self.folder.as_ref().map(|f| f.shared.assessment.clone());
        self.assessment = own.inheriting(&inherited.unwrap_or_default());
        self.told.extend(notes);
        if first != shared {
            let mut without = self.assessment.clone();
            without
                .evidence
                .retain(|id, _| mine.evidence.contains_key(id) || !known.contains(id));
            self.save_both(&without)?;
        }
        Ok(own_copy.or(copy))
    }

    /// Merges into what is shared on disk; where both changed a field, `mine`
    /// stays, and what was there is kept beside it.
    fn overrule(&mut self, mine: &Assessment) -> Result<Option<PathBuf>, ResolveError> {
        if !self.own_changed().unwrap_or(true) {
            self.save_own(mine).map_err(of_shared)?;
            return Ok(None);
        }
        let (_, ours) = self.next(mine, self.bytes.len())?;
        let ours = String::from_utf8(ours).unwrap_or_default();
        for _ in 0..TRIES {
            let Ok(mut theirs) = Self::open_shared(&self.path) else {
                // Gone or broken.
                return self.keep_mine_of_own(mine);
            };
            let labels = self.labels(&theirs.assessment);
            let Ok(merged) = merge(self.text(), &ours, theirs.text(), &labels) else {
                return self.keep_mine_of_own(mine);
            };
            let Ok(mut now) = fitting(parse_shared_document(&merged.text).0) else {
                return self.keep_mine_of_own(mine);
            };
            let mut copy = None;
            if !merged.conflicts.is_empty() {
                copy = Some(theirs.beside("theirs", &theirs.bytes, &theirs.meta)?);
                now.conflicts
                    .retain(|path, _| !merged.conflicts.contains(path));
                // What was undecided here already stays so.
                for path in &merged.conflicts {
                    if let Some(conflict) = mine.conflicts.get(path) {
                        now.conflicts.insert(path.clone(), conflict.clone());
                    }
                }
            }
            theirs.set_patience(self.patience);
            theirs.set_who(&self.who);
            theirs.set_file_system(self.fs);
            match theirs.write(&now, None) {
                Ok(_) => {
                    *self = theirs;
                    return Ok(copy);
                }
                Err(SaveError::ChangedOnDisk) => {}
                Err(error) => return Err(of_shared(error).into()),
            }
        }
        Err(SaveError::ChangedOnDisk.into())
    }
}

fn fitting(parsed: Parsed) -> Result<Assessment, JoinError> {
    match parsed.problems.iter().find(|p| p.is_error()) {
        Some(problem) => Err(JoinError::Misfit(problem.message.clone())),
        None => Ok(parsed.assessment),
    }
}
