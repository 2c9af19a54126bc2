//! One answer file after the other, with what the controls of a folder share.

use super::read::{Read, broken};
use super::register::Register;
use super::stale::{Stale, doubted};
use super::{ControlOverview, Expiring, control, counted, expiring};
use crate::assessment::{Assessment, Evidence, EvidenceId, FileState, Files, Place, Role};
use crate::bounded::{metadata, own_metadata, text_in};
use crate::gaps::{Asked, Context, Kind, SOON_DAYS};
use crate::questionnaire::Questionnaire;
use crate::store::evidence::inspect;
use crate::store::meant::control_in;
use crate::store::{
    AnswerFile, LIMIT, Places, SHARED_FILE, read_brief, read_canonical, read_shared,
};
use crate::text::one_line;
use memchr::memmem::Finder;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
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
    /// Finds out whether anything is signed off in a file.
    signed: Finder<'static>,
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

/// Memory that is used again for file after file.
#[derive(Default)]
pub(super) struct Room {
    bytes: Vec<u8>,
    answers: Places,
}

impl<'a> Folder<'a> {
    /// A folder, with what its controls share, where that is known.
    pub fn of(path: &Path, shared: Option<Assessment>, read: &'a Read<'a>) -> Self {
        let file = path.join(SHARED_FILE);
        let shared = shared.or_else(|| {
            let mut buffer = Vec::new();
            let text = text_in(&file, own_metadata, LIMIT, &mut buffer);
            let parsed = text.map(read_shared).filter(|p| !p.has_errors());
            parsed.map(|parsed| parsed.assessment)
        });
        let is_broken = shared.is_none() && std::fs::symlink_metadata(&file).is_ok();
        Self {
            path: path.to_owned(),
            read,
            shared: shared.map(|mut whole| {
                let evidence = std::mem::take(&mut whole.evidence);
                let mut head = whole.clone();
                head.people.clear();
                head.conflicts.clear();
                whole.evidence = evidence;
                let register = Register::of(&whole.evidence);
                Shared {
                    whole,
                    head,
                    register,
                }
            }),
            is_broken,
            seen: Mutex::default(),
            signed: Finder::new("sign_off]"),
        }
    }

    /// What an answer file comes to.
    pub fn control(&self, file: &Path, room: &mut Room) -> Control {
        // One that stands alone may be a link: its user named it.
        let look = match self.shared.is_some() || self.is_broken {
            true => own_metadata,
            false => metadata,
        };
        let text = text_in(file, look, LIMIT, &mut room.bytes);
        let said = control_of(file, text);
        let is_unsaid = said.is_none();
        let id = said.unwrap_or_else(|| {
            let name = file.file_stem().unwrap_or_default();
            name.to_string_lossy().into_owned()
        });
        let q = match self.read.catalog.load_lean(&id) {
            Ok(q) => q,
            Err(error) => {
                let mut broken = self.broken(id, file, one_line(&error.message));
                broken.overview.is_unsaid = is_unsaid;
                return broken;
            }
        };
        let fast = text.filter(|_| !self.is_broken);
        // What was signed is more than the rules read.
        let is_signed = |text: &str| self.signed.find(text.as_bytes()).is_some();
        let brief = fast.filter(|text| !self.read.gaps && !is_signed(text));
        if let Some(a) = brief.and_then(|text| self.brief(text, &q, &mut room.answers)) {
            let expiring = expiring(&a, self.read.today, SOON_DAYS);
            let a = match &self.shared {
                Some(shared) => a.inheriting(&shared.head),
                None => a,
            };
            let (mut overview, all_known) =
                self.counted(&q, &a, |role| room.answers.asked(&q, &a.layers, role));
            // A file that seems to say nothing may have a note: all of it is read.
            overview.begun = overview.last.is_some() || overview.progress().0 > 0;
            if all_known && overview.begun {
                return control_with(file, overview, a, expiring);
            }
        }
        match self.assessment(file, fast, &q) {
            Ok((a, expiring)) => {
                let mut overview = self.come_to(&q, &a);
                overview.stale = self.stale(&q, &a);
                if let Some(shared) = &self.shared {
                    overview.conflicts = a.own_choices(&shared.whole).count();
                }
                control_with(file, overview, a, expiring)
            }
            Err(problem) => self.broken(id, file, problem),
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
        fast: Option<&str>,
        q: &Questionnaire,
    ) -> Result<(Assessment, Vec<Expiring>), String> {
        let ending = |a: &Assessment| expiring(a, self.read.today, SOON_DAYS);
        let shared = self.shared.as_ref();
        let whole = shared.map(|s| &s.whole);
        let Some(parsed) = fast.and_then(|text| read_canonical(text, q, whole)) else {
            let opened = AnswerFile::open(file, q).map_err(|e| one_line(&e.first()))?;
            let a = opened.assessment();
            return Ok((a.clone(), ending(a)));
        };
        let mut a = parsed.assessment;
        let expiring = ending(&a);
        if let Some(shared) = shared {
            a = a.inheriting(&shared.head);
            self.inherit(&mut a, &shared.whole);
        }
        Ok((a, expiring))
    }

    /// What the file itself says, as far as the rules read it.
    fn brief(&self, text: &str, q: &Questionnaire, answers: &mut Places) -> Option<Assessment> {
        read_brief(text, q, self.shared.as_ref().map(|s| &s.whole), answers)
    }

    /// Of a register of thousands, a control uses a few.
    fn inherit(&self, a: &mut Assessment, shared: &Assessment) {
        let used: BTreeSet<EvidenceId> = a.evidence_used().cloned().collect();
        for id in used {
            if !a.evidence.contains_key(&id)
                && let Some(record) = shared.evidence.get(&id)
            {
                a.evidence.insert(id, record.clone());
            }
        }
    }

    fn come_to(&self, q: &Questionnaire, a: &Assessment) -> ControlOverview {
        if !self.read.gaps {
            return self.counted(q, a, |role| Asked::of(q, a, role)).0;
        }
        let files = self.files(a);
        control(q, a, &self.context(&files), true)
    }

    /// Whose sign-off is stale or doubted, by what is asked with its texts.
    fn stale(&self, q: &Questionnaire, a: &Assessment) -> Vec<Stale> {
        if !a.answers.values().any(|of| of.sign_off.is_some()) {
            return Vec::new();
        }
        let whole = self.read.catalog.load(&q.control.id);
        doubted(whole.as_deref().unwrap_or(q), a, &self.files(a))
    }

    /// What a control comes to, its gaps only counted; and whether there is a
    /// record of all evidence that it rests on.
    fn counted<'q>(
        &self,
        q: &Questionnaire,
        a: &Assessment,
        asked: impl Fn(Role) -> Asked<'q>,
    ) -> (ControlOverview, bool) {
        let own = Register::of(&a.evidence);
        let shared = self.shared.as_ref().map(|s| &s.register);
        let files = Files::new();
        let ctx = self.context(&files);
        let look = |record: &Evidence| self.state(record);
        let all_known = Cell::new(true);
        let known = |id: &EvidenceId| {
            let found = match shared {
                Some(shared) if !own.contains(id) => shared.gaps(id, &ctx, look),
                _ => own.gaps(id, &ctx, look),
            };
            if found.iter().any(|(k, _)| *k == Kind::EvidenceUnregistered) {
                all_known.set(false);
            }
            found
        };
        (counted(q, a, asked, &ctx, &known), all_known.get())
    }

    fn context<'f>(&self, files: &'f Files) -> Context<'f> {
        Context {
            today: self.read.today,
            soon_days: SOON_DAYS,
            files,
        }
    }

    /// What was found where the evidence points that the answers use.
    fn files(&self, a: &Assessment) -> Files {
        let used: BTreeSet<&EvidenceId> = a.evidence_used().collect();
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

fn control_with(
    file: &Path,
    mut overview: ControlOverview,
    a: Assessment,
    expiring: Vec<Expiring>,
) -> Control {
    overview.path = Some(file.to_owned());
    Control {
        overview,
        subject: a.subject,
        roles: a.roles,
        expiring,
    }
}

/// The control that a file answers: what its head says, also of one that is too
/// large to be read, else its name if that is one of a control.
fn control_of(file: &Path, text: Option<&str>) -> Option<String> {
    let head = text.and_then(control_in);
    head.or_else(|| crate::folder::control_of(file))
}
