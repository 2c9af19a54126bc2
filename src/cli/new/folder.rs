//! `aicaiq new` of a folder of controls.

use super::super::{Failure, Outcome, say};
use crate::assessment::{Assessment, Role};
use crate::folder;
use crate::store::SHARED_FILE;
use crate::text::one_line;
use std::path::Path;
use std::process::ExitCode;

/// Makes the folder, if it is not there, and the `assessment.toml` in it.
pub(super) fn make(dir: &Path, shared: &Assessment) -> Outcome {
    folder::make(dir, shared)?;
    let name = one_line(dir.display().to_string().trim_end_matches('/'));
    say(&format!(
        "made {name}/{SHARED_FILE}; to answer: aicaiq {}",
        folder::typed(dir, None)
    ));
    let opened = folder::Folder::open(dir);
    for role in opened.map(|made| made.unasked()).unwrap_or_default() {
        say(&format!("note: {}", unasked(role)));
    }
    super::nobody(&shared.assessor);
    Ok(ExitCode::SUCCESS)
}

/// That a role is to be assessed and that no control asks anything of it.
pub(in crate::cli) fn unasked(role: Role) -> String {
    format!(
        "{role} is to be assessed, and no control here asks anything of it: nothing counts for it"
    )
}

/// A folder of questionnaires as `assessment.toml` names it: from there, or as
/// it is where there is no way from one to the other.
pub(in crate::cli) fn questionnaires(dir: &Path, named: &Path) -> Result<String, Failure> {
    if !named.is_dir() {
        return Err(Failure::usage(format!(
            "--questionnaires: there is no folder {}",
            one_line(&named.display().to_string())
        )));
    }
    folder::way(dir, named)
        .ok_or_else(|| Failure::usage("--questionnaires: the folder's name is not UTF-8"))
}
