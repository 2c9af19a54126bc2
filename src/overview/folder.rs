//! One answer file after the other, with what the controls of a folder share.

use super::read::{Read, broken};
use super::register::Register;
use super::{ControlOverview, Expiring, control, counted, expiring};
use crate::assessment::{Assessment, Evidence, EvidenceId, FileState, Files, Place, Role};
use crate::bounded;
use crate::gaps::{Context, SOON_DAYS};
use crate::questionnaire::Questionnaire;
use crate::store::evidence::inspect;
use crate::store::{self, AnswerFile, LIMIT, SHARED_FILE, read_brief, read_canonical, read_shared};
use crate::text::one_line;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// A folder with answer files in it.
pub(super) struct Folder<'a> {
    path: PathBuf,
    read: &'a Read<'a>,
    /// What the controls share.
    pub shared: Option<Shared>,
    /// Whether an `assessment.toml` is there that cannot be read: each answer
    /// file says so then.
    is_broken: bool,
    /// What was found where evidence points, by path: each is looked at once,
    /// however many controls rest on it.
    seen: Mutex<BTreeMap<String, FileState>>,
}

/// What the controls of a folder share.
pub(super) struct Shared {
    pub whole: Assessment,
    /// The same without what a control takes only a little of.
    head: Assessment,
    register: Register,
}

/// What an answer file comes to.
pub(super) struct Control {
    pub overview: ControlOverview,
    pub subject: String,
    pub roles: Vec<Role>,
    /// Of its own register.
    pub expiring: Vec<Expiring>,
}

impl<'a> Folder<'a> {
    pub fn of(path: &Path, read: &'a Read<'a>) -> Self {
        let file = path.join(SHARED_FILE);
        let mut buffer = Vec::new();
        let text = read_into(&file, &mut buffer);
        let parsed = text.map(read_shared).filter(|p| !p.has_errors());
        let is_broken = parsed.is_none() && std::fs::symlink_metadata(&file).is_ok();
        Self {
            path: path.to_owned(),
            read,
            shared: parsed.map(|parsed| {
                let whole = parsed.assessment;
                let mut head = whole.clone();
                head.evidence.clear();
                head.people.clear();
                let register = Register::of(&whole.evidence);
                Shared {
                    whole,
                    head,
                    register,
                }
            }),
            is_broken,
            seen: Mutex::default(),
        }
    }

    /// What an answer file comes to; the buffer is for its bytes.
    pub fn control(&self, file: &Path, buffer: &mut Vec<u8>) -> Control {
        let text = read_into(file, buffer);
        let id = control_of(file, text);
        match self.read.catalog.load_lean(&id) {
            Ok(q) => match self.assessment(file, text, &q) {
                Ok((a, expiring)) => self.come_to(file, &q, a, expiring),
                Err(problem) => self.broken(id, file, problem),
            },
            Err(error) => self.broken(id, file, one_line(&error.message)),
        }
    }

    fn broken(&self, id: String, file: &Path, problem: String) -> Control {
        Control {
            overview: broken(id, file, problem, self.read),
            subject: String::new(),
            roles: Vec::new(),
            expiring: Vec::new(),
        }
    }

    /// A control with all that the rules look at, and what of its own register
    /// expires.
    fn assessment(
        &self,
        file: &Path,
        text: Option<&str>,
        q: &Questionnaire,
    ) -> Result<(Assessment, Vec<Expiring>), String> {
        let ending = |a: &Assessment| expiring(a, self.read.today, SOON_DAYS);
        let shared = self.shared.as_ref();
        let fast = text
            .filter(|_| !self.is_broken)
            .and_then(|text| self.fast(text, q));
        let Some(mut a) = fast else {
            let opened = AnswerFile::open(file, q).map_err(|e| one_line(&e.first()))?;
            let a = opened.assessment();
            return Ok((a.clone(), ending(a)));
        };
        let expiring = ending(&a);
        if let Some(shared) = shared {
            a = a.inheriting(&shared.head);
            if self.read.gaps {
                self.inherit(&mut a, &shared.whole);
            }
        }
        Ok((a, expiring))
    }

    /// What the file itself says; of texts, only for gaps more than the rules
    /// read.
    fn fast(&self, text: &str, q: &Questionnaire) -> Option<Assessment> {
        let shared = self.shared.as_ref();
        let whole = shared.map(|s| &s.whole);
        if self.read.gaps {
            return read_canonical(text, q, whole).map(|parsed| parsed.assessment);
        }
        let known = |id: &EvidenceId| shared.is_some_and(|s| s.register.contains(id));
        read_brief(text, q, whole, &known)
    }

    /// Of a register of thousands, a control uses a few.
    fn inherit(&self, a: &mut Assessment, shared: &Assessment) {
        let used: BTreeSet<EvidenceId> = used(a).cloned().collect();
        for id in used {
            if !a.evidence.contains_key(&id)
                && let Some(record) = shared.evidence.get(&id)
            {
                a.evidence.insert(id, record.clone());
            }
        }
    }

    fn come_to(
        &self,
        file: &Path,
        q: &Questionnaire,
        a: Assessment,
        expiring: Vec<Expiring>,
    ) -> Control {
        let files = if self.read.gaps {
            self.files(&a)
        } else {
            Files::new()
        };
        let ctx = Context {
            today: self.read.today,
            soon_days: SOON_DAYS,
            files: &files,
        };
        let mut overview = if self.read.gaps {
            control(q, &a, &ctx, true)
        } else {
            let own = Register::of(&a.evidence);
            let shared = self.shared.as_ref().map(|s| &s.register);
            let look = |record: &Evidence| self.state(record);
            let known = |id: &EvidenceId| match shared {
                Some(shared) if !own.contains(id) => shared.gaps(id, &ctx, look),
                _ => own.gaps(id, &ctx, look),
            };
            counted(q, &a, &ctx, &known)
        };
        overview.path = Some(file.to_owned());
        Control {
            overview,
            subject: a.subject,
            roles: a.roles,
            expiring,
        }
    }

    /// What was found where the evidence points that the answers use.
    fn files(&self, a: &Assessment) -> Files {
        let used: BTreeSet<&EvidenceId> = used(a).collect();
        let records = used
            .into_iter()
            .filter_map(|id| Some((id, a.evidence.get(id)?)));
        records
            .filter_map(|(id, record)| Some((id.clone(), self.state(record)?)))
            .collect()
    }

    /// What is where a record points; none of a link, which nobody follows.
    fn state(&self, record: &Evidence) -> Option<FileState> {
        if record.place() == Place::Link {
            return None;
        }
        let href = record.href.as_str();
        let seen = || self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(state) = seen().get(href) {
            return Some(state.clone());
        }
        // Without the lock: a file may be large.
        let state = inspect(&self.path, href, false);
        seen().insert(href.to_owned(), state.clone());
        Some(state)
    }
}

/// The records that the answers name, some of them often.
fn used(a: &Assessment) -> impl Iterator<Item = &EvidenceId> {
    a.answers.values().flat_map(|role| {
        let questions = role.questions.values().flat_map(|q| &q.evidence);
        questions.chain(role.steps.values().flat_map(|s| &s.evidence))
    })
}

/// The text of a regular file that is not too large; none where there is more
/// to be said of it.
fn read_into<'b>(path: &Path, buffer: &'b mut Vec<u8>) -> Option<&'b str> {
    buffer.clear();
    let file: File = bounded::open_regular(path).ok()?;
    // Read in one piece; what has grown meanwhile is read too.
    let size = file.metadata().ok()?.len().min(LIMIT) + 1;
    buffer.reserve(usize::try_from(size).ok()?);
    file.take(LIMIT + 1).read_to_end(buffer).ok()?;
    let fits = u64::try_from(buffer.len()).is_ok_and(|n| n <= LIMIT);
    std::str::from_utf8(buffer).ok().filter(|_| fits)
}

/// The control that a file answers: what its head says, else its name.
fn control_of(file: &Path, text: Option<&str>) -> String {
    let said = |text: &str| {
        let (_, table) = text.split_once("[assessment]")?;
        let table: toml::Table = table.split("\n[").next()?.parse().ok()?;
        Some(table.get("questionnaire")?.as_str()?.to_owned())
    };
    let head = text.and_then(|text| store::control_of(text).or_else(|| said(text)));
    head.unwrap_or_else(|| {
        let name = file.file_stem().unwrap_or_default();
        name.to_string_lossy().into_owned()
    })
}
