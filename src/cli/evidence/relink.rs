//! `aicaiq evidence relink`: a record follows its file or page.

use super::super::edit::{absolute_folder, saved};
use super::super::{Context, Failure, Outcome, clock, say};
use crate::assessment::{FileState, href_of};
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
    let folder = absolute_folder(file);
    let href = href_of(href, &folder);
    let old_href = href_of(record, &folder);
    let state = inspect(&folder, &href, true);
    let (_, (old, new)) = saved(context, file, |next| {
        let id = super::find(next, record, &old_href)?;
        let by = match context.assessor.as_str() {
            "" => next.assessor.clone(),
            by => by.to_owned(),
        };
        let today = clock().today;
        let mut other = true;
        let new = next
            .relink(&id, &href)
            .map_err(|error| Failure::usage(error.to_string()))?;
        if let Some(moved) = next.evidence.get_mut(&new) {
            match &state {
                FileState::Present { sha256, size } => {
                    let same = moved.sha256.is_empty() || moved.sha256.eq_ignore_ascii_case(sha256);
                    if !same && !accept_new {
                        return Err(Failure::found(
                            "the file there is another one (its SHA-256 differs): --accept-new records it all the same",
                        ));
                    }
                    other = !moved.sha256.eq_ignore_ascii_case(sha256);
                    moved.sha256.clone_from(sha256);
                    moved.size = Some(*size);
                    if other {
                        moved.viewed_on = None;
                        moved.viewed_by.clear();
                    }
                }
                FileState::Unchecked if accept_new || moved.sha256.is_empty() => {
                    moved.sha256.clear();
                    moved.size = None;
                    // Who lets a record point to a page has looked at it.
                    moved.viewed_on = Some(today);
                    moved.viewed_by.clone_from(&by);
                }
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
            }
        }
        if other {
            if let Some(moved) = next.evidence.get_mut(&new) {
                moved.collected_on = Some(today);
                moved.collected_by.clone_from(&by);
            }
            next.withdraw_reviews_of(&new);
        }
        Ok((id, new))
    })?;
    say(&format!(
        "{old} is {new} now: {}",
        crate::text::one_line(&href)
    ));
    Ok(ExitCode::SUCCESS)
}
