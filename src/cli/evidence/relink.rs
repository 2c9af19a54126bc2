//! `aicaiq evidence relink`: a record follows its file or page.

use super::super::edit::{absolute_folder, proof, saved};
use super::super::{Context, Failure, Outcome, clock, say};
use crate::assessment::{EditError, FileState};
use crate::store::evidence::inspect;
use std::path::Path;
use std::process::ExitCode;

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
    let folder = absolute_folder(file);
    let href = proof(href, &folder, file)?;
    let state = inspect(&folder, &href, true);
    let (_, (old, new)) = saved(context, file, |next| {
        let id = super::find(next, record, &folder)?;
        let by = match context.assessor.as_str() {
            "" => next.assessor.clone(),
            by => by.to_owned(),
        };
        let new = next.relink(&id, &href).map_err(|error| {
            Failure::usage(match error {
                EditError::Registered(ref same) if *same == id => format!(
                    "{error}; where its file was written anew: aicaiq evidence renew FILE {id}"
                ),
                error => error.to_string(),
            })
        })?;
        let recorded = next.evidence.get(&new).map_or("", |e| e.sha256.as_str());
        let file = match &state {
            FileState::Present { sha256, size } => {
                let same = recorded.is_empty() || recorded.eq_ignore_ascii_case(sha256);
                if !same && !accept_new {
                    return Err(Failure::found(
                        "the file there is another one (its SHA-256 differs): --accept-new records it all the same",
                    ));
                }
                Some((sha256.as_str(), *size))
            }
            FileState::Unchecked if accept_new || recorded.is_empty() => None,
            FileState::Unchecked => {
                return Err(Failure::found(
                    "a link has no SHA-256 to compare with the recorded one: --accept-new drops that",
                ));
            }
            FileState::Missing => return Err(Failure::usage("there is no such file")),
            FileState::Outside => return Err(Failure::usage("the path cannot be read")),
            FileState::Unreadable(why) => {
                return Err(Failure::usage(format!("the file cannot be read: {why}")));
            }
        };
        next.found_anew(&new, file, &by, clock().today);
        Ok((id, new))
    })?;
    say(&format!(
        "{old} is {new} now: {}",
        crate::text::one_line(&href)
    ));
    Ok(ExitCode::SUCCESS)
}
