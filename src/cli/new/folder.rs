//! `aicaiq new` of a folder of controls.

use super::super::{Failure, Outcome, say};
use crate::assessment::Assessment;
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
    super::nobody(&shared.assessor);
    Ok(ExitCode::SUCCESS)
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
