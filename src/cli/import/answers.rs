//! `aicaiq import --answers`: a filled AI-CAIQ into answer files.

use super::Args;
use super::at_hand::{AtHand, files_of, head_of};
use super::placing::{NotPlaced, how_to_add};
use super::save::{changed, make, open};
use super::take::{Taken, take};
use crate::assessment::{Assessment, EditError, Role, Stamp, folder_of};
use crate::cli::{Context, Failure, Outcome, clock, say};
use crate::folder::{file_name, is_folder, of_file};
use crate::import::{FilledRow, same_version};
use crate::questionnaire::Questionnaire;
use crate::store::SHARED_FILE;
use crate::text::{count, is_unsafe, one_line};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// What is told and done for all files.
struct Taking<'a> {
    context: &'a Context,
    args: &'a Args,
    role: Role,
    subject: Option<String>,
    roles: Vec<Role>,
    /// The version of the matrix that the workbook is of.
    version: Option<String>,
    /// Controls whose questionnaires are of another version, by that.
    others: BTreeMap<String, Vec<String>>,
    /// Fields of answers that were taken, and differences.
    questions: usize,
    differences: usize,
    /// Answers that nobody is named for.
    nameless: usize,
}

pub fn run(context: &Context, args: &Args, workbook: &Path) -> Outcome {
    let (Some(role), Some(into)) = (args.role, &args.into) else {
        return Err(Failure::usage("--answers needs --role and --into"));
    };
    if role == Role::Aic {
        return Err(Failure::usage(
            "AIC is the customer, and an AI-CAIQ is answered by providers: --role CSP, MP, OSP or AP",
        ));
    }
    if args.subject.as_deref().is_some_and(|s| {
        s.trim().is_empty() || s.contains(|c: char| c.is_control() || is_unsafe(c))
    }) {
        return Err(Failure::usage(
            "--subject is empty, or has a control character or a line break in it",
        ));
    }
    let whole = into.is_dir() || (!into.exists() && into.extension().is_none_or(|e| e != "toml"));
    let folder = if whole {
        into.as_path()
    } else {
        folder_of(into)
    };
    let at_hand = AtHand::find(context, args.questionnaires.as_deref(), folder)?;
    let ids = at_hand.known();
    let filled = super::sheet::read(workbook, args.sheet.as_deref(), role, &ids)?;
    let mut by_control: BTreeMap<&str, Vec<&FilledRow>> = BTreeMap::new();
    for row in &filled.rows {
        by_control.entry(&row.control).or_default().push(row);
    }
    let shared = head_of(&folder.join("assessment.toml")).unwrap_or_default();
    let mut taking = Taking {
        context,
        args,
        role,
        subject: args
            .subject
            .clone()
            .or(Some(shared.subject).filter(|s| !s.is_empty())),
        roles: shared.roles,
        version: filled.version.clone(),
        others: BTreeMap::new(),
        questions: 0,
        differences: 0,
        nameless: 0,
    };
    if whole {
        taking.folder(&at_hand, folder, &by_control)?;
    } else {
        taking.file(&at_hand, into, &by_control)?;
    }
    taking.tell_others();
    if taking.differences > 0 {
        say(&format!(
            "{} left as in the file: --force takes the workbook's",
            count(taking.differences, "difference")
        ));
    }
    if taking.nameless > 0 {
        say(&format!(
            "note: nobody is named as who gave {}: --as NAME names them, also when the same is imported again",
            count(taking.nameless, "answer")
        ));
    }
    let done = if args.dry_run {
        "would take in"
    } else {
        "took in"
    };
    say(&format!("{done} {}", count(taking.questions, "question")));
    let fine = taking.differences == 0 && filled.notes.is_empty() && !filled.rows.is_empty();
    Ok(if fine {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

impl Taking<'_> {
    /// Tells which questionnaires are of another version than the workbook, a
    /// line each version.
    fn tell_others(&self) {
        let version = self.version.as_deref().unwrap_or_default();
        for (of, ids) in &self.others {
            let what = match ids.as_slice() {
                [id] => format!("the questionnaire of {id} is {of}"),
                [first, ..] => {
                    let controls = count(ids.len(), "control");
                    format!("the questionnaires of {controls} ({first}, …) are {of}")
                }
                [] => continue,
            };
            say(&format!(
                "note: the workbook is of version {version}, and {what}: an id can mean something else there"
            ));
        }
    }

    /// One answer file: the questions of its control.
    fn file(
        &mut self,
        at_hand: &AtHand,
        path: &Path,
        rows: &BTreeMap<&str, Vec<&FilledRow>>,
    ) -> Result<(), Failure> {
        let exists = path.exists();
        let id = if exists {
            head_of(path).unwrap_or_default().questionnaire
        } else {
            self.context.questionnaire.control.id.clone()
        };
        // A file that does not say its control is opened to say what is wrong with it.
        let q = match at_hand.of(&id)? {
            Some(q) => q,
            None if id.is_empty() => std::sync::Arc::clone(&self.context.questionnaire),
            None => {
                return Err(Failure::usage(format!(
                    "the file answers {}, whose questionnaire is not at hand: name it with --questionnaire FILE",
                    one_line(&id)
                )));
            }
        };
        let q = self.own(path, exists && !id.is_empty())?.unwrap_or(q);
        let mine = rows.get(id.as_str()).map_or(&[][..], Vec::as_slice);
        let others: usize = rows
            .iter()
            .filter(|(control, _)| **control != id)
            .map(|(_, r)| r.len())
            .sum();
        if mine.is_empty() && !id.is_empty() {
            let id = one_line(&id);
            return Err(Failure::found(format!(
                "the workbook answers no question of {id}: nothing to take in"
            )));
        }
        if others > 0 {
            say(&format!(
                "{} of other controls left out",
                count(others, "answered question")
            ));
        }
        self.one(path, exists, &q, mine)
    }

    /// What a file that stands alone answers by its own account, where the call
    /// names nothing else.
    fn own(&self, path: &Path, is_one: bool) -> Result<Option<Arc<Questionnaire>>, Failure> {
        let named = self.args.questionnaires.is_some() || self.context.named.is_some();
        if named || !is_one || of_file(path).is_some() {
            return Ok(None);
        }
        Ok(Some(crate::cli::folder::of(path)?.0))
    }

    /// Makes a folder that is not there, or empty, a folder of controls.
    fn begin(&mut self, folder: &Path) -> Result<(), Failure> {
        let is_empty =
            |path: &Path| std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
        if self.args.dry_run || (folder.exists() && !is_empty(folder)) {
            return Ok(());
        }
        let Some(subject) = &self.subject else {
            return Ok(());
        };
        let questionnaires = match &self.args.questionnaires {
            Some(named) => crate::cli::new::folder::questionnaires(folder, named)?,
            None => String::new(),
        };
        let shared = Assessment {
            subject: subject.trim().to_owned(),
            roles: vec![self.role],
            assessor: self.assessor(),
            questionnaires,
            ..Assessment::default()
        };
        make(&folder.join(SHARED_FILE), &shared)?;
        let name = one_line(&folder.display().to_string());
        say(&format!(
            "made {}/{SHARED_FILE}",
            name.trim_end_matches('/')
        ));
        Ok(())
    }

    /// A folder: each control's questions into its file.
    fn folder(
        &mut self,
        at_hand: &AtHand,
        folder: &Path,
        rows: &BTreeMap<&str, Vec<&FilledRow>>,
    ) -> Result<(), Failure> {
        let files = if folder.is_dir() {
            files_of(folder)?
        } else {
            BTreeMap::new()
        };
        if self.subject.is_none() {
            let said = files
                .values()
                .filter_map(|path| head_of(path))
                .map(|head| head.subject);
            self.subject = said.into_iter().find(|s| !s.is_empty());
        }
        let mut not_placed = NotPlaced::default();
        let mut targets = Vec::new();
        for (id, rows) in rows {
            let Some(q) = at_hand.of(id)? else {
                not_placed.unknown.push((*id).to_owned());
                continue;
            };
            let known = files.get(*id).cloned();
            // In a folder of controls each has what it inherits.
            let exists = known.is_some() || is_folder(folder);
            let Some(path) = known.or_else(|| Some(folder.join(file_name(id)?))) else {
                not_placed.unknown.push((*id).to_owned());
                continue;
            };
            if q.role(self.role).is_none() {
                not_placed.not_asked.push((*id).to_owned());
                continue;
            }
            if exists && !self.assesses(&path, &q)? {
                not_placed.not_assessed.push(((*id).to_owned(), path));
                continue;
            }
            targets.push((path, exists, q, rows));
        }
        // Whatever is wrong with one of them is told before any is changed.
        for (_, _, q, _) in targets.iter().filter(|(_, exists, _, _)| !exists) {
            self.blank(q)?;
        }
        if !targets.is_empty() {
            self.begin(folder)?;
        }
        let begun = is_folder(folder);
        for (path, exists, q, rows) in &targets {
            let own = self.own(path, *exists)?;
            self.one(path, *exists || begun, own.as_ref().unwrap_or(q), rows)?;
        }
        not_placed.tell(at_hand, self.role);
        if not_placed.len() == rows.len() && !rows.is_empty() {
            return Err(Failure::found("none of the answers could be placed"));
        }
        Ok(())
    }

    fn assesses(&self, path: &Path, q: &Questionnaire) -> Result<bool, Failure> {
        Ok(open(path, q)?.assessment().roles.contains(&self.role))
    }

    /// Takes rows into a file, which may have to be made.
    fn one(
        &mut self,
        path: &Path,
        exists: bool,
        q: &Questionnaire,
        rows: &[&FilledRow],
    ) -> Result<(), Failure> {
        let stamp = Stamp {
            now: clock().now,
            by: self.context.by.clone(),
        };
        let change = |a: &mut Assessment| {
            take(a, q, self.role, rows, self.args.force, &stamp).map_err(|error| {
                let name = one_line(&path.display().to_string());
                let how = match error {
                    EditError::RoleNotAssessed(role) => {
                        format!("; to assess it, {}", how_to_add(role, path))
                    }
                    _ => String::new(),
                };
                Failure::usage(format!("{name}: {error}{how}"))
            })
        };
        let old = path.exists();
        let taken = if exists {
            changed(path, q, self.args.dry_run, change)?
        } else {
            let mut a = self.blank(q)?;
            let taken = change(&mut a)?;
            if !self.args.dry_run && !taken.changed.is_empty() {
                make(path, &a)?;
            }
            taken
        };
        if let Some(version) = &self.version
            && !same_version(version, &q.control.version)
        {
            let (id, of) = (one_line(&q.control.id), one_line(&q.control.version));
            self.others.entry(of).or_default().push(id);
        }
        self.told(path, old, &taken);
        Ok(())
    }

    /// The assessor of what is made: whom the configuration names, for the call
    /// names who answered.
    fn assessor(&self) -> String {
        let named = self.context.config.assessor.as_deref();
        named.unwrap_or_default().trim().to_owned()
    }

    /// A new assessment, as `aicaiq new` makes it.
    fn blank(&self, q: &Questionnaire) -> Result<Assessment, Failure> {
        let Some(subject) = &self.subject else {
            return Err(Failure::usage(
                "a new answer file needs a subject: name who or what is assessed with --subject NAME",
            ));
        };
        if q.role(self.role).is_none() {
            return Err(Failure::usage(format!(
                "{} asks nothing of {}",
                q.control.id, self.role
            )));
        }
        let mut roles: Vec<Role> = self
            .roles
            .iter()
            .copied()
            .filter(|r| q.role(*r).is_some())
            .collect();
        if !roles.contains(&self.role) {
            roles.push(self.role);
        }
        Ok(Assessment {
            subject: subject.trim().to_owned(),
            questionnaire: q.control.id.clone(),
            questionnaire_version: q.control.version.clone(),
            questionnaire_digest: q.digest.clone(),
            roles,
            assessor: self.assessor(),
            ..Assessment::default()
        })
    }

    fn told(&mut self, path: &Path, exists: bool, taken: &Taken) {
        let name = one_line(&path.display().to_string());
        let new = if exists { "" } else { " (new)" };
        for line in &taken.changed {
            say(&format!("{name}{new}: {line}"));
        }
        for line in &taken.differences {
            say(&format!("difference: {name}: {line}"));
        }
        for id in &taken.worded {
            say(&format!(
                "note: {name}: the workbook words {} otherwise: see whether it is the same question",
                one_line(id)
            ));
        }
        for id in &taken.unknown {
            say(&format!(
                "note: {name}: its questionnaire has no question {}",
                one_line(id)
            ));
        }
        self.questions += taken.changed.len();
        self.differences += taken.differences.len();
        self.nameless += taken.nameless;
    }
}
