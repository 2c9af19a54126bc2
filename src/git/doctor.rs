//! What is not in order around answer files: git's set-up, merges that
//! nobody ended, copies and answers that were left somewhere.

use super::config::{self, Check, is_set_up, naming, shown};
use super::folder::{Found, look};
use super::shell::os;
use super::{Git, GitError, WITH_LABELS, attributes, unmerged};
use crate::assessment::folder_of;
use crate::folder::is_shared_file;
use crate::merge;
use crate::store::Problem;
use crate::store::drafts::Drafts;
use crate::store::rescue::{Rescue, is_held};
use crate::text::{count, one_line, shell_word};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// How many conflicts of a file are named.
const NAMED: usize = 5;
/// How many files git is asked about: enough to find that some are named.
const ASKED: usize = 200;

/// Where and when is looked.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The folder whose files are looked at.
    pub folder: &'a Path,
    /// This program, as git has to call it.
    pub program: &'a Path,
    /// Where half-typed texts and unsaved answers are kept; none when there
    /// is no such place.
    pub state: Option<&'a Path>,
    /// The time, to tell a temporary file that was left from one that is being
    /// written.
    pub now: SystemTime,
}

/// Everything that is not in order: none when all is.
#[must_use]
pub fn examine(request: &Request<'_>) -> Vec<Check> {
    let found = look(request.folder, request.now);
    let mut checks = Vec::new();
    for (folder, own) in repositories(request.folder, &found) {
        let is_inner = folder != request.folder;
        let request = Request {
            folder: &folder,
            ..*request
        };
        let found = repository(&request, is_inner, &own).unwrap_or_else(|error| {
            let mend = match error {
                GitError::Missing(_) => "install git, or put it on the PATH",
                _ => "mend what git says",
            };
            vec![Check::bad(error.to_string(), mend)]
        });
        checks.extend(found);
    }
    files(&found, &mut checks);
    if let Some(state) = request.state {
        kept(state, &found, &mut checks);
    }
    if found.more {
        checks.push(Check::bad(
            format!("{} has more in it than is looked at", shown(request.folder)),
            "run aicaiq doctor in the folders in it",
        ));
    }
    checks.retain(|check| !check.ok);
    checks
}

/// The repository of a folder and those that lie in it, submodules among them,
/// each with its answer files.
fn repositories(folder: &Path, found: &Found) -> BTreeMap<PathBuf, Found> {
    let mut all = BTreeMap::from([(folder.to_owned(), Found::default())]);
    for answers in &found.answers {
        let above = answers.path.ancestors().skip(1);
        let mut inside = above.take_while(|p| !p.as_os_str().is_empty() && *p != folder);
        let own = inside.find(|p| p.join(".git").exists()).unwrap_or(folder);
        let own = all.entry(own.to_owned()).or_default();
        own.answers.push(answers.clone());
    }
    all
}

/// Whether what the attributes name is set up, and can be run; and which merges
/// nobody has ended.
fn repository(
    request: &Request<'_>,
    is_inner: bool,
    found: &Found,
) -> Result<Vec<Check>, GitError> {
    let git = Git::at(request.folder);
    let in_repository = match git.output(&["rev-parse", "--git-dir"]) {
        Ok(output) => output.status.success(),
        Err(error) => {
            let in_one = request
                .folder
                .canonicalize()
                .is_ok_and(|folder| folder.ancestors().any(|f| f.join(".git").exists()));
            return if in_one { Err(error) } else { Ok(Vec::new()) };
        }
    };
    if !in_repository {
        return Ok(Vec::new());
    }
    let open = unmerged::check(&git, found)?;
    let mut checks = set_up(&git, request, found)?;
    for check in checks.iter_mut().filter(|_| is_inner) {
        let folder = shown(request.folder);
        check.text = format!("{folder}: {}", check.text);
        check.mend = format!("in {folder}, {}", check.mend);
    }
    checks.extend(open);
    Ok(checks)
}

/// Whether what the attributes name is set up, and can be run.
fn set_up(git: &Git, request: &Request<'_>, found: &Found) -> Result<Vec<Check>, GitError> {
    let tracked = tracked(git, found)?;
    let naming = naming(
        git,
        &tracked.iter().map(OsString::as_os_str).collect::<Vec<_>>(),
    )?;
    let named = naming.any;
    let set_up = is_set_up(git, &[])?;
    if !named && !set_up {
        return Ok(line_by_line(&tracked).into_iter().collect());
    }
    let mut checks = config::check(git, &[], request.program, "run: aicaiq git enable")?;
    if !set_up {
        checks = vec![Check::bad(
            "the attributes name the driver of aicaiq and this clone's config has none: git merges answer files line by line",
            "run: aicaiq git enable",
        )];
    }
    if !named {
        checks.push(Check::bad(
            "the driver is set up and no attributes name it for the answer files here",
            "run: aicaiq git enable (with --pattern for other names)",
        ));
    }
    if named {
        checks.extend(without(git, &naming.without, "run: "));
    }
    let (major, minor) = git.version()?;
    if (major, minor) < WITH_LABELS {
        let (from, minor_from) = WITH_LABELS;
        checks.push(Check::bad(
            format!("git {major}.{minor} does not tell the driver what the sides of a merge are called: conflicts are kept without branch names"),
            format!("install git {from}.{minor_from} or newer"),
        ));
    }
    Ok(checks)
}

/// What is said where git keeps answer files and knows of no driver.
fn line_by_line(files: &[OsString]) -> Option<Check> {
    if files.is_empty() {
        return None;
    }
    let text = format!(
        "git is not set up for the {} that it keeps here ({}): it merges them line by line",
        count(files.len(), "answer file"),
        some(files)
    );
    Some(Check::bad(text, "run: aicaiq git enable"))
}

/// The first names of some files.
pub(super) fn some(files: &[OsString]) -> String {
    let names = files.iter().take(NAMED);
    let mut names: Vec<String> = names.map(|n| one_line(&n.to_string_lossy())).collect();
    if files.len() > NAMED {
        names.push("…".to_owned());
    }
    names.join(", ")
}

/// What is said of files that no attributes name the driver for: of a few what
/// names each, of many what names them all.
fn without(git: &Git, files: &[OsString], run: &str) -> Vec<Check> {
    let all = (files.len() > NAMED).then(|| enabling(git, files));
    let of = |path: &OsString| {
        let mend = match &all {
            Some(all) => all.clone(),
            None => enabling(git, std::slice::from_ref(path)),
        };
        let path = one_line(&path.to_string_lossy());
        Check::bad(
            format!("{path}: no attributes name the driver for it: git merges it line by line"),
            format!("{run}{mend}"),
        )
    };
    files.iter().map(of).collect()
}

/// What to call so that the driver is named for some files, by their paths from
/// git's folder: patterns go from the root of the repository.
pub(super) fn enabling(git: &Git, files: &[OsString]) -> String {
    let prefix = git.read(&["rev-parse", "--show-prefix"]);
    let prefix = prefix.unwrap_or_default();
    let prefix = prefix.to_string_lossy();
    let files = files.iter();
    let files: Vec<String> = files
        .map(|f| format!("{prefix}{}", f.to_string_lossy()))
        .collect();
    let pattern = attributes::covering(files.iter().map(String::as_str));
    format!("aicaiq git enable --pattern {}", shell_word(&pattern))
}

/// The answer files below git's folder that git merges line by line.
pub(super) fn unnamed(git: &Git) -> Result<Vec<Check>, GitError> {
    let tracked = tracked(git, &own(git))?;
    let files: Vec<&OsStr> = tracked.iter().map(OsString::as_os_str).collect();
    Ok(without(git, &naming(git, &files)?.without, ""))
}

/// The answer files below git's folder that no attributes name the driver for,
/// also those that git does not keep yet.
pub(super) fn uncovered(git: &Git) -> Result<Vec<OsString>, GitError> {
    let own = own(git);
    let paths = own.answers.iter().take(ASKED);
    let paths: Vec<&OsStr> = paths.map(|a| from(git, &a.path)).collect();
    Ok(naming(git, &paths)?.without)
}

/// What lies below git's folder and in no other repository.
fn own(git: &Git) -> Found {
    // Files of other kinds are left out, and so it is of no matter when it is.
    let all = look(git.folder(), SystemTime::UNIX_EPOCH);
    let own = repositories(git.folder(), &all).remove(git.folder());
    own.unwrap_or_default()
}

fn from<'a>(git: &Git, path: &'a Path) -> &'a OsStr {
    path.strip_prefix(git.folder()).unwrap_or(path).as_os_str()
}

/// The answer files that git keeps, by their paths from its folder.
fn tracked(git: &Git, found: &Found) -> Result<Vec<OsString>, GitError> {
    let paths = found.answers.iter().take(ASKED);
    let paths = paths.map(|a| from(git, &a.path));
    let mut args: Vec<&OsStr> = ["--literal-pathspecs", "ls-files", "-z", "--"]
        .map(OsStr::new)
        .to_vec();
    // Without a path it would list everything.
    args.push(OsStr::new("x.cek-02.toml"));
    args.extend(paths);
    let output = git.output(&args)?;
    // One that is not merged yet is listed with each of its versions.
    let names: BTreeSet<&[u8]> = output.stdout.split(|b| *b == 0).collect();
    let names = names.into_iter().filter(|n| !n.is_empty());
    Ok(names.map(|n| os(n.to_vec())).collect())
}

fn files(found: &Found, checks: &mut Vec<Check>) {
    for answers in &found.answers {
        let name = shown(&answers.path);
        if answers.marks {
            checks.push(Check::bad(
                format!("{name}: git's marks of a merge stand in it"),
                match is_shared_file(&answers.path) {
                    true => Problem::unmark(&typed(folder_of(&answers.path))),
                    false => format!(
                        "open it and choose between the two sides: aicaiq {}; or delete the marks by hand, aicaiq check names their lines",
                        typed(&answers.path)
                    ),
                },
            ));
        }
        if answers.broken {
            checks.push(Check::bad(
                format!("{name}: it is not valid TOML, and cannot be opened"),
                format!(
                    "mend it by hand: aicaiq check {} names the line",
                    typed(match is_shared_file(&answers.path) {
                        true => folder_of(&answers.path),
                        false => &answers.path,
                    })
                ),
            ));
        }
        if !answers.conflicts.is_empty() {
            let mut fields: Vec<String> = answers
                .conflicts
                .iter()
                .take(NAMED)
                .map(|path| merge::field(path))
                .collect();
            if answers.conflicts.len() > NAMED {
                fields.push("…".to_owned());
            }
            checks.push(Check::bad(
                format!(
                    "{name}: {} that nobody has decided: {}",
                    count(answers.conflicts.len(), "conflict"),
                    fields.join(", ")
                ),
                format!(
                    "open it and choose: aicaiq {0}; or aicaiq conflicts {0} lists them, and aicaiq resolve decides",
                    typed(match is_shared_file(&answers.path) {
                        true => folder_of(&answers.path),
                        false => &answers.path,
                    })
                ),
            ));
        }
    }
    for copy in &found.copies {
        checks.push(Check::bad(
            format!(
                "{}: a copy from when two programs wrote one file",
                shown(copy)
            ),
            "bring what is missing into the answer file, then delete the copy",
        ));
    }
    for temporary in &found.temporary {
        checks.push(Check::bad(
            format!("{}: left by a save that was broken off", shown(temporary)),
            "the answer file is as it was before that save; look whether answers are missing in it, then delete this one",
        ));
    }
}

/// What the state folder keeps: of the files found, and of any other.
fn kept(state: &Path, found: &Found, checks: &mut Vec<Check>) {
    let mut known = BTreeSet::new();
    for answers in &found.answers {
        let name = shown(&answers.path);
        for unsaved in Rescue::new(state, &answers.path).all() {
            if is_held(&unsaved) {
                checks.push(open_screen(&name, &unsaved));
                known.insert(unsaved);
                continue;
            }
            checks.push(Check::bad(
                format!("{name}: unsaved answers are kept in {}", shown(&unsaved)),
                "compare and bring them into the answer file, then delete that one",
            ));
            known.insert(unsaved);
        }
        for draft in Drafts::new(state, &answers.path).look() {
            let what = format!("{}.{} {}", draft.role, draft.item, draft.field);
            checks.push(Check::bad(
                format!("{name}: a half-typed text is kept of {}", one_line(&what)),
                format!(
                    "open the file to take it or drop it: aicaiq {}",
                    typed(&answers.path)
                ),
            ));
        }
    }
    let others = std::fs::read_dir(state.join("unsaved"));
    let mut others: Vec<PathBuf> = others
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension() == Some(OsStr::new("toml")) && !known.contains(path))
        .collect();
    others.sort();
    for unsaved in others {
        if is_held(&unsaved) {
            let name = "a file that is not in this folder";
            checks.push(open_screen(name, &unsaved));
            continue;
        }
        checks.push(Check::bad(
            format!(
                "{}: unsaved answers to a file that is not in this folder",
                shown(&unsaved)
            ),
            "bring them into their answer file, then delete this one",
        ));
    }
}

/// Unsaved answers that are nobody's to bring in: their screen is still open.
fn open_screen(name: &str, unsaved: &Path) -> Check {
    Check::bad(
        format!(
            "{name}: a screen that is open has answers that it could not save yet, kept in {}",
            shown(unsaved)
        ),
        "leave that file alone: the screen saves it itself; Ctrl-S there tries again and says why it could not",
    )
}

fn typed(path: &Path) -> String {
    shell_word(&path.display().to_string())
}
