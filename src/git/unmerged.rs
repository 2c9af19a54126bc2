//! Answer files of a merge that nobody has ended, as git's index has them.

use super::config::{Check, shown};
use super::folder::Found;
use super::shell::os;
use super::{Git, GitError};
use crate::store::meant::{self, Meant};
use crate::text::shell_word;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// How many of them are named.
const NAMED: usize = 50;

/// A file with several versions in the index: the object of the base, of ours
/// and of theirs, as far as there is one.
type Versions = [Option<String>; 3];

/// What is to be said of each: of those with marks or undecided fields
/// in them, that is said already.
pub(super) fn check(git: &Git, found: &Found) -> Result<Vec<Check>, GitError> {
    let told = |path: &Path| {
        let of = |a: &&super::folder::AnswerText| a.path == path;
        let answers = found.answers.iter().find(of);
        answers.is_some_and(|a| a.marks || !a.conflicts.is_empty())
    };
    let mut checks = Vec::new();
    for (name, versions) in unmerged(git)? {
        let folder = git.folder();
        let path = match folder == Path::new(".") {
            true => name,
            false => folder.join(name),
        };
        if checks.len() < NAMED && !told(&path) && is_answers(git, &versions)? {
            checks.push(finding(&path, &versions));
        }
    }
    Ok(checks)
}

/// The answer files below a folder that one side of a merge took away and the
/// other changed, each by its path from the folder, with what is to be said of it;
/// none where git cannot be asked.
#[must_use]
pub fn deleted(folder: &Path) -> Vec<(PathBuf, Check)> {
    let git = Git::at(folder);
    let open = unmerged(&git).unwrap_or_default().into_iter();
    let one_sided =
        open.filter(|(_, versions)| matches!(versions, [_, None, Some(_)] | [_, Some(_), None]));
    let of_answers = one_sided.filter(|(_, versions)| is_answers(&git, versions).unwrap_or(false));
    let said = of_answers.map(|(name, versions)| {
        let path = match folder == Path::new(".") {
            true => name.clone(),
            false => folder.join(&name),
        };
        (name, finding(&path, &versions))
    });
    said.take(NAMED).collect()
}

fn finding(path: &Path, versions: &Versions) -> Check {
    let name = shown(path);
    let typed = shell_word(&path.display().to_string());
    let end = "then end the merge: git status says how";
    let deleted = match versions {
        [_, None, Some(_)] => Some("deleted here and changed on the other side"),
        [_, Some(_), None] => Some("changed here and deleted on the other side"),
        _ => None,
    };
    match deleted {
        Some(how) => Check::bad(
            format!("{name}: {how} of a merge, and nobody has decided"),
            format!("keep it (git add {typed}) or let it go (git rm {typed}), {end}"),
        ),
        None => Check::bad(
            format!("{name}: nothing in it is undecided, and for git its merge is still open"),
            format!("git add {typed}, {end}"),
        ),
    }
}

/// The files that git has not merged yet, by their paths from its folder.
fn unmerged(git: &Git) -> Result<BTreeMap<PathBuf, Versions>, GitError> {
    let output = git.output(&["ls-files", "--unmerged", "-z", "--", "."])?;
    let mut all: BTreeMap<PathBuf, Versions> = BTreeMap::new();
    for entry in output.stdout.split(|b| *b == 0) {
        let Some(at) = entry.iter().position(|b| *b == b'\t') else {
            continue;
        };
        let head = String::from_utf8_lossy(entry.get(..at).unwrap_or_default()).into_owned();
        let name = PathBuf::from(os(entry.get(at + 1..).unwrap_or_default().to_vec()));
        let words: Vec<&str> = head.split(' ').collect();
        let [_, object, stage] = words.as_slice() else {
            continue;
        };
        let stage = stage.parse::<usize>().unwrap_or_default();
        let versions = all.entry(name).or_default();
        if let Some(slot) = stage.checked_sub(1).and_then(|n| versions.get_mut(n)) {
            *slot = Some((*object).to_owned());
        }
    }
    all.retain(|name, _| meant::is_toml(name));
    Ok(all)
}

/// Whether one of the versions is an answer file.
fn is_answers(git: &Git, versions: &Versions) -> Result<bool, GitError> {
    for object in versions.iter().flatten() {
        let output = git.output(&["cat-file", "blob", object])?;
        if matches!(meant::of_bytes(&output.stdout), Meant::Answers(_)) {
            return Ok(true);
        }
    }
    Ok(false)
}
