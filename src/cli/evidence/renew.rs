//! `aicaiq evidence renew`: a file that was written anew under its name.

use super::super::edit::{absolute_folder, saved};
use super::super::{Context, Failure, Outcome, clock, folder, say};
use crate::assessment::{Assessment, Edit, EvidenceId, FileState, Stamp};
use crate::folder::{Folder, is_folder};
use crate::store::evidence::inspect;
use crate::text::one_line;
use std::path::Path;
use std::process::ExitCode;

/// A record and what its file is now.
type Found = (EvidenceId, bool, u64);

pub(super) fn run(context: &Context, file: &Path, records: &[String]) -> Outcome {
    let of_all = is_folder(file);
    let place = if of_all {
        std::path::absolute(file).unwrap_or_else(|_| file.to_owned())
    } else {
        absolute_folder(file)
    };
    let stamp = Stamp {
        now: clock().now,
        by: context.assessor.clone(),
    };
    let change = |next: &mut Assessment| -> Result<Vec<Found>, Failure> {
        let mut found = Vec::new();
        for named in records {
            let id = super::find(next, named, &place)?;
            let href = next
                .evidence
                .get(&id)
                .map_or(String::new(), |e| e.href.clone());
            let (sha256, size) = hashed(inspect(&place, &href, true), &href)?;
            let did = Edit::EvidenceRenewed(id.clone(), sha256, size)
                .apply(next, &context.questionnaire, &stamp)
                .map_err(|error| Failure::usage(error.to_string()))?;
            found.push((id, did, size));
        }
        Ok(found)
    };
    let (next, found) = if of_all {
        super::folder::saved(file, change)?
    } else {
        saved(context, file, change)?
    };
    let home = if of_all {
        Some(file)
    } else {
        crate::folder::of_file(file)
    };
    for (id, did, size) in found {
        if !did {
            say(&format!("{id}: its file is the one that was recorded"));
            continue;
        }
        let record = next.evidence.get(&id);
        let day = record.and_then(|e| e.collected_on);
        let day = day.map_or(String::new(), |day| format!(" {day}"));
        let by = record.map_or("", |e| e.collected_by.as_str());
        let by = if by.is_empty() { "someone unnamed" } else { by };
        say(&format!(
            "{id}: SHA-256 of {size} bytes, collected{day} by {}",
            one_line(by)
        ));
        let users = match home.filter(|_| next.is_shared(&id) || of_all) {
            Some(dir) => elsewhere(context, dir, &id)?,
            None => items_of(&next, &id, ""),
        };
        if !users.is_empty() {
            say(&format!(
                "judged by the file as it was, so look again: {}",
                users.join(", ")
            ));
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// What a file is; why it is nothing to record otherwise.
fn hashed(state: FileState, href: &str) -> Result<(String, u64), Failure> {
    let href = one_line(href);
    Err(match state {
        FileState::Present { sha256, size } => return Ok((sha256, size)),
        FileState::Unchecked => Failure::usage(format!(
            "{href} is a link: aicaiq evidence viewed says that somebody looked at it anew"
        )),
        FileState::Missing => Failure::found(format!(
            "{href}: there is no such file; aicaiq evidence relink follows one that was moved"
        )),
        FileState::Outside => Failure::found(format!(
            "{href} lies outside the answer file's folder, and is not read: copy it in"
        )),
        FileState::Unreadable(why) => {
            Failure::found(format!("{href} cannot be read: {}", one_line(&why)))
        }
    })
}

/// The items of all controls of a folder that rest on a record. Their reviews
/// were of what it showed before.
fn elsewhere(context: &Context, dir: &Path, id: &EvidenceId) -> Result<Vec<String>, Failure> {
    let opened: Folder = folder::open(dir)?;
    let mut all = Vec::new();
    for control in opened.controls() {
        let of_control = Context {
            questionnaire: folder::for_control(context, &opened, &control.path)?,
            ..context.clone()
        };
        let (now, ()) = saved(&of_control, &control.path, |next| {
            next.withdraw_reviews_of(id);
            Ok(())
        })?;
        all.extend(items_of(&now, id, &format!("{}:", one_line(&control.id))));
    }
    Ok(all)
}

/// The items that rest on a record, each with what stands before it.
pub(super) fn items_of(a: &Assessment, id: &EvidenceId, control: &str) -> Vec<String> {
    let mut all = Vec::new();
    for (role, answers) in &a.answers {
        let questions = answers.questions.iter();
        let questions = questions.filter(|(_, q)| q.evidence.contains(id));
        let steps = answers.steps.iter();
        let steps = steps.filter(|(_, s)| s.evidence.contains(id));
        let questions = questions.map(|(item, _)| one_line(item));
        let items = questions.chain(steps.map(|(item, _)| one_line(item.as_str())));
        all.extend(items.map(|item| format!("{control}{role}.{item}")));
    }
    all
}
