//! `aicaiq evidence relink`: a record follows its file or page.

use super::super::edit::{absolute_folder, as_known, proof, saved};
use super::super::{Context, Failure, Outcome, clock, folder, say};
use super::renew::items_of;
use crate::assessment::{Assessment, EditError, Evidence, EvidenceId, FileState};
use crate::folder::Folder;
use crate::store::SHARED_FILE;
use crate::store::evidence::inspect;
use crate::text::one_line;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// A record that was relinked.
struct Moved {
    old: EvidenceId,
    new: EvidenceId,
    /// The record as it was.
    was: Evidence,
    /// Whether it shows something else than what was recorded.
    differs: bool,
    /// Whether the controls of a folder share it.
    shared: bool,
}

pub(super) fn run(
    context: &Context,
    file: &Path,
    record: &str,
    href: &str,
    accept_new: bool,
) -> Outcome {
    if crate::folder::is_folder(file) {
        return Err(Failure::usage(
            "a record is relinked in a control that refers to it: name the file of that control",
        ));
    }
    let place = absolute_folder(file);
    let href = proof(href, &place, file)?;
    let state = inspect(&place, &href, true);
    let (next, moved) = saved(context, file, |next| {
        let id = super::find(next, record, &place)?;
        let by = match context.assessor.as_str() {
            "" => next.assessor.clone(),
            by => by.to_owned(),
        };
        let shared = next.is_shared(&id);
        let was = next.evidence.get(&id).cloned().unwrap_or_default();
        // The same file of another record; this one may come to be written otherwise.
        let known = as_known(next, &href, &place);
        let href = if known == was.href { &href } else { &known };
        let new = next.relink(&id, href).map_err(|error| {
            Failure::usage(match error {
                EditError::Registered(ref same) if *same == id => format!(
                    "{error}; where its file was written anew: aicaiq evidence renew FILE {id}"
                ),
                error => error.to_string(),
            })
        })?;
        let (file, differs) = found(&state, &was.sha256, accept_new)?;
        next.found_anew(&new, file, &by, clock().today);
        if shared {
            // Until nobody refers to it any more.
            next.evidence.insert(id.clone(), was.clone());
        }
        Ok(Moved {
            old: id,
            new,
            was,
            differs,
            shared,
        })
    })?;
    let dir = crate::folder::of_file(file).filter(|_| moved.shared);
    let users = match dir {
        Some(dir) => elsewhere(context, dir, &moved)?,
        None => items_of(&next, &moved.new, ""),
    };
    let home = match dir {
        Some(dir) => {
            // The last that has it lets it go; one that has come meanwhile keeps it.
            saved(context, file, |next| {
                next.evidence.remove(&moved.old);
                Ok(())
            })?;
            dir.join(SHARED_FILE)
        }
        None => file.to_owned(),
    };
    tell(&next, &moved, &home, &users);
    Ok(ExitCode::SUCCESS)
}

/// The SHA-256 and size of a file, where it has them.
type Content<'a> = Option<(&'a str, u64)>;

/// What is to be recorded of a file or page, and whether it is another one.
fn found<'a>(
    state: &'a FileState,
    recorded: &str,
    accept_new: bool,
) -> Result<(Content<'a>, bool), Failure> {
    Err(match state {
        FileState::Present { sha256, size } => {
            let same = recorded.eq_ignore_ascii_case(sha256);
            if same || recorded.is_empty() || accept_new {
                return Ok((Some((sha256.as_str(), *size)), !same));
            }
            Failure::found(
                "the file there is another one (its SHA-256 differs): --accept-new records it all the same",
            )
        }
        FileState::Unchecked if accept_new || recorded.is_empty() => return Ok((None, true)),
        FileState::Unchecked => Failure::found(
            "a link has no SHA-256 to compare with the recorded one: --accept-new drops that",
        ),
        FileState::Missing => Failure::usage("there is no such file"),
        FileState::Outside => Failure::usage("the path cannot be read"),
        FileState::Unreadable(why) => Failure::usage(format!("the file cannot be read: {why}")),
    })
}

/// Says what was changed, and where.
fn tell(next: &Assessment, moved: &Moved, home: &Path, users: &[String]) {
    let Moved { old, new, was, .. } = moved;
    let href = next.evidence.get(new).map_or("", |e| e.href.as_str());
    let home: PathBuf = home.components().collect();
    say(&format!(
        "{} is {} now: record {old} is {new}, in {}",
        one_line(&was.href),
        one_line(href),
        one_line(&home.display().to_string())
    ));
    if users.is_empty() {
        return;
    }
    say(&match moved.differs {
        true => format!(
            "judged by what was recorded before, so look again: {}",
            users.join(", ")
        ),
        false => format!(
            "it is the file that was recorded; used by {}",
            users.join(", ")
        ),
    });
}

/// Has all controls of a folder refer to the record as it is now. Where it shows
/// something else, their reviews were of what it showed before. Returns the items
/// that rest on it.
fn elsewhere(context: &Context, dir: &Path, moved: &Moved) -> Result<Vec<String>, Failure> {
    let opened: Folder = folder::open(dir)?;
    let mut all = Vec::new();
    for control in opened.controls() {
        let of_control = Context {
            questionnaire: folder::for_control(context, &opened, &control.path)?,
            ..context.clone()
        };
        let (now, ()) = saved(&of_control, &control.path, |next| {
            next.refer_anew(&moved.old, &moved.new);
            if moved.differs {
                next.withdraw_reviews_of(&moved.new);
            }
            Ok(())
        })?;
        all.extend(items_of(
            &now,
            &moved.new,
            &format!("{}:", one_line(&control.id)),
        ));
    }
    Ok(all)
}
