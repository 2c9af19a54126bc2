//! `aicaiq new` of a folder of controls.

use super::super::{Failure, Outcome, say};
use crate::assessment::Assessment;
use crate::store::{AnswerFile, SHARED_FILE};
use crate::text::one_line;
use std::io;
use std::path::{Component, Path, PathBuf};
use std::process::ExitCode;

/// Whether a path means a folder of controls: it ends in a slash, or is an
/// empty folder.
pub(super) fn is_meant(path: &Path) -> bool {
    let text = path.as_os_str().as_encoded_bytes();
    let empty = || std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    text.ends_with(b"/") || (path.is_dir() && empty())
}

/// Makes the folder, if it is not there, and the `assessment.toml` in it.
pub(super) fn make(dir: &Path, shared: &Assessment) -> Outcome {
    let name = one_line(&dir.display().to_string());
    match std::fs::create_dir(dir) {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => {
            return Err(Failure::found(format!(
                "cannot make the folder {name}: {e}"
            )));
        }
        _ => {}
    }
    let path = dir.join(SHARED_FILE);
    AnswerFile::create(&path, shared)?;
    let name = one_line(dir.display().to_string().trim_end_matches('/'));
    say(&format!(
        "made {name}/{SHARED_FILE}; to answer: aicaiq {name}"
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
    let absolute = |path: &Path| {
        let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        path.canonicalize().unwrap_or(path)
    };
    let (from, to) = (absolute(dir), absolute(named));
    let (from, to): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (from.components().collect(), to.components().collect());
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = from.iter().skip(common).map(|_| Component::ParentDir);
    let way: PathBuf = up.chain(to.iter().skip(common).copied()).collect();
    match way.to_str() {
        Some("") => Ok(".".to_owned()),
        Some(way) => Ok(way.to_owned()),
        None => Err(Failure::usage(
            "--questionnaires: the folder's name is not UTF-8",
        )),
    }
}
