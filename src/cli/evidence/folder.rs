//! The register that the controls of a folder share, and who refers to it.

use super::super::edit::{Named, as_known};
use super::super::{Context, Failure, clock, folder, open_failure, report_clock, say, styled};
use super::Records;
use crate::assessment::{Assessment, Edit, EvidenceId, FileState, Files, Stamp};
use crate::gaps::SOON_DAYS;
use crate::report;
use crate::store::evidence::{home, inspect_all};
use crate::store::{AnswerFile, SHARED_FILE, SaveError};
use std::collections::BTreeMap;
use std::io;
use std::path::Path;

/// How often a save is tried anew on what another program has just written.
const TRIES: usize = 20;

/// Who refers to each record, as `CEK-02:CSP.03`.
pub(super) type Users = BTreeMap<EvidenceId, Vec<String>>;

/// Makes a change of what the controls share, and saves it.
pub(super) fn saved<T>(
    dir: &Path,
    change: impl Fn(&mut Assessment) -> Result<T, Failure>,
) -> Result<(Assessment, T), Failure> {
    for _ in 0..TRIES {
        let mut file = AnswerFile::open_shared(&dir.join(SHARED_FILE))
            .map_err(|error| open_failure(&error, styled(&io::stderr())))?;
        let mut next = file.assessment().clone();
        let result = change(&mut next)?;
        match file.save(&next) {
            Ok(()) => {
                file.take_told().iter().for_each(|note| say(note));
                return Ok((next, result));
            }
            Err(SaveError::ChangedOnDisk) => {}
            Err(error) => return Err(Failure::found(error.to_string())),
        }
    }
    Err(Failure::found(
        "the file keeps changing: nothing was changed; try again",
    ))
}

/// Registers evidence that no control refers to yet.
pub(super) fn add(context: &Context, dir: &Path, named: &Named) -> Result<(), Failure> {
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    let place = home(dir);
    let (next, files) = saved(dir, |next| {
        for href in &named.hrefs {
            let href = as_known(next, href, &place);
            Edit::register(next, &href, &stamp)
                .map_err(|error| Failure::usage(error.to_string()))?;
        }
        named.record(next, &context.questionnaire, &place, &stamp)
    })?;
    tell(&next, &files);
    Ok(())
}

/// Says what was found of files.
pub(super) fn tell(a: &Assessment, files: &Files) {
    let is_changed = |id: &EvidenceId, state: &FileState| {
        let record = a.evidence.get(id);
        record.is_some_and(|record| crate::gaps::is_changed(record, state))
    };
    for (id, state) in files {
        let hashed = match state {
            _ if is_changed(id, state) => {
                format!(
                    "not the file that was recorded; aicaiq evidence renew FILE {id} records it"
                )
            }
            FileState::Present { size, .. } => format!("SHA-256 of {size} bytes"),
            FileState::Unchecked => "a link, not hashed".to_owned(),
            FileState::Missing => "there is no such file".to_owned(),
            FileState::Outside => "outside the folder, not read".to_owned(),
            FileState::Unreadable(why) => format!("not read: {why}"),
        };
        say(&format!("{id}: {hashed}"));
    }
}

/// Every record of a folder, and who refers to it.
pub(super) fn records(context: &Context, dir: &Path) -> Result<Records, Failure> {
    let opened = folder::open(dir)?;
    let mut all = Assessment::clone(opened.shared());
    let shared = all.evidence.keys().cloned().collect();
    let mut users = Users::new();
    for control in opened.controls() {
        let q = folder::for_control(context, &opened, &control.path)?;
        let file = AnswerFile::open(&control.path, &q)
            .map_err(|error| open_failure(&error, styled(&io::stderr())))?;
        let whole = file.assessment();
        for (role, answers) in &whole.answers {
            let steps = answers.steps.iter();
            let steps = steps.map(|(id, s)| (id.as_str(), &s.evidence));
            let questions = answers.questions.iter();
            let questions = questions.map(|(id, x)| (id.as_str(), &x.evidence));
            for (item, ids) in questions.chain(steps) {
                for id in ids {
                    let user = format!("{}:{role}.{item}", crate::text::one_line(&control.id));
                    users.entry(id.clone()).or_default().push(user);
                }
            }
        }
        for (id, record) in &whole.evidence {
            let record = || record.clone();
            all.evidence.entry(id.clone()).or_insert_with(record);
        }
    }
    let files = inspect_all(dir, &all);
    let rules = crate::gaps::Context {
        today: report_clock().today,
        soon_days: SOON_DAYS,
        files: &files,
    };
    let report = report::build(&context.questionnaire, &all, &rules);
    Ok(Records {
        rows: report.evidence,
        users,
        shared,
    })
}
