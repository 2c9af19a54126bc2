//! What is no evidence of the answers, as they stand in it.

use super::{Folder, is_folder, is_shared_file, of_file};
use crate::assessment::folder_of;
use crate::store::SHARED_FILE;
use std::path::Path;

/// What a file is that the answers stand in, which so proves none of them: the
/// answer file itself, what it shares with the other controls of its folder, or,
/// where `file` is such a folder, one of its controls. None of all others.
#[must_use]
pub fn is_own(path: &Path, file: &Path) -> Option<&'static str> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let path = real(path)?;
    let is = |other: &Path| real(other).as_ref() == Some(&path);
    if is(file) && !path.is_dir() {
        return Some(match is_shared_file(file) {
            true => SHARES,
            false => "the answer file itself",
        });
    }
    if is_folder(file) {
        if is(&file.join(SHARED_FILE)) {
            return Some(SHARES);
        }
        let opened = Folder::open(file).ok()?;
        let mut controls = opened.controls().iter();
        let found = controls.any(|control| is(&control.path));
        return found.then_some("the answer file of a control of this folder");
    }
    let shared = folder_of(file).join(SHARED_FILE);
    (is(&shared) && of_file(file).is_some()).then_some(SHARES)
}

/// What an `assessment.toml` is.
const SHARES: &str = "what the controls of the folder share, with their register of evidence";
