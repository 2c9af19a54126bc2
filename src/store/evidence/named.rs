//! Which file somebody means who types, drops or pastes a path.

use super::{as_known, problem};
use crate::assessment::{Place, has_scheme, href_of, several, words_of};
use crate::text::one_line;
use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

/// The folder that the evidence paths of an answer file start from, as an
/// absolute path that does not climb: what is dropped on a line is one, and has
/// to be known as lying in it.
#[must_use]
pub fn home(folder: &Path) -> PathBuf {
    let climbs = folder.components().any(|c| c == Component::ParentDir);
    let real = climbs.then(|| std::fs::canonicalize(folder).ok()).flatten();
    let absolute = || std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    real.unwrap_or_else(absolute)
}

/// The href that what was just typed or dropped is recorded with: the path from
/// the folder to what lies in it, however it was written. `file://` and the
/// backslashes of a shell are understood where such a file is there. Only its
/// name is looked at, nothing is read.
#[must_use]
pub fn named(typed: &str, folder: &Path) -> String {
    let href = href_of(typed, folder);
    let there = |href: &str| is_file(href, folder);
    if let Some(path) = of_file_uri(&href).filter(|path| there(path)) {
        return from_folder(&path, folder);
    }
    if has_scheme(&href) {
        return href;
    }
    if href.contains(['\\', '\'', '"']) && !there(&href) {
        let typed = typed.trim();
        let words = shell_words::split(typed).unwrap_or_default();
        let bare = ['\'', '"'].iter();
        let mut bare = bare.filter_map(|q| typed.strip_prefix(*q)?.strip_suffix(*q));
        let path = match words.as_slice() {
            [path] if there(path) => Some(path.as_str()),
            _ => bare.find(|path| there(path)),
        };
        if let Some(path) = path {
            return from_folder(path, folder);
        }
    }
    from_folder(&href, folder)
}

/// What somebody means who names a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meant {
    /// The href that it is recorded with.
    pub href: String,
    /// What is to be told of it, where another file could be meant.
    pub aside: Option<String>,
}

/// As [`named`], for who writes paths as a shell completes them: what is no file
/// from the answer file's folder on may be one from the folder `here`. What is
/// one from both is the answer file's.
#[must_use]
pub fn meant(typed: &str, folder: &Path, here: &Path) -> Meant {
    let href = named(typed, folder);
    let alone = |href| Meant { href, aside: None };
    if has_scheme(&href) || Path::new(&href).is_absolute() {
        return alone(href);
    }
    let near = named(typed, here);
    if !is_file(&near, here) {
        return alone(href);
    }
    let near = here.join(near);
    if !is_file(&href, folder) {
        let climbs = near.components().any(|c| c == Component::ParentDir);
        let real = climbs.then(|| std::fs::canonicalize(&near).ok()).flatten();
        return match real.unwrap_or(near).to_str() {
            Some(near) => alone(from_folder(near, folder)),
            None => alone(href),
        };
    }
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let aside = (real(&folder.join(&href)) != real(&near)).then(|| {
        format!(
            "{} is taken from the answer file's folder; another file of that name is {}",
            one_line(&href),
            one_line(&near.display().to_string())
        )
    });
    Meant { href, aside }
}

fn is_file(href: &str, folder: &Path) -> bool {
    std::fs::metadata(folder.join(href)).is_ok_and(|m| m.is_file())
}

/// Each of what was typed as the paths and links that it is of: a line may name
/// several files, quoted as a shell quotes them. One that is the name of a file
/// as it stands is that.
#[must_use]
pub fn apart(typed: &[String], folder: &Path) -> Vec<String> {
    let there = |one: &str| is_file(&named(one, folder), folder);
    let each = |line: &String| {
        if there(line) {
            return vec![line.clone()];
        }
        let all_there = |words: &Vec<String>| {
            let fits = |word: &String| Place::of(word) == Place::Link || there(word);
            words.iter().all(fits)
        };
        words_of(line)
            .filter(all_there)
            .or_else(|| several(line))
            .unwrap_or_else(|| vec![line.clone()])
    };
    typed.iter().flat_map(each).collect()
}

/// The hrefs of all that was typed, or why one of them is no evidence. What the
/// register has already has its href.
///
/// # Errors
/// When there is no such file; of several, its name is said.
pub fn probe(typed: &[String], folder: &Path, register: &[&str]) -> Result<Vec<String>, String> {
    let mut hrefs: Vec<String> = Vec::new();
    for one in typed {
        let href = named(one, folder);
        match problem(folder, &href) {
            None => {}
            Some(why) if typed.len() > 1 => return Err(format!("{}: {why}", one_line(one))),
            Some(why) => return Err(why),
        }
        let known = register
            .iter()
            .copied()
            .chain(hrefs.iter().map(String::as_str));
        let href = as_known(&href, folder, known);
        if !hrefs.contains(&href) {
            hrefs.push(href);
        }
    }
    Ok(hrefs)
}

/// The path of a `file:` URI of this machine.
fn of_file_uri(href: &str) -> Option<String> {
    let (scheme, rest) = (href.get(..7)?, href.get(7..)?);
    if !scheme.eq_ignore_ascii_case("file://") {
        return None;
    }
    let path = rest.strip_prefix("localhost").unwrap_or(rest);
    let mut bytes = path.starts_with('/').then_some(path)?.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        out.push(match byte {
            b'%' => {
                let mut digit = || char::from(bytes.next()?).to_digit(16);
                u8::try_from(digit()? * 16 + digit()?).ok()?
            }
            byte => byte,
        });
    }
    String::from_utf8(out).ok()
}

/// A path as it goes on from the folder, if it leads into it; else as it is.
fn from_folder(href: &str, folder: &Path) -> String {
    let path = Path::new(href);
    let is_plain = path
        .components()
        .all(|step| matches!(step, Component::Normal(_)));
    let inside = (!is_plain).then(|| inside(path, folder)).flatten();
    inside.unwrap_or_else(|| href.to_owned())
}

/// Each step is taken as the system takes it, so that it is the same file: a
/// link to a folder elsewhere has another one above it. Links below the folder
/// stay, so that one which leads out is seen to do so.
fn inside(path: &Path, folder: &Path) -> Option<String> {
    let real = |path: &Path| std::fs::canonicalize(path).ok();
    let home = real(folder)?;
    let whole = folder.join(path);
    let steps: Vec<Component<'_>> = whole.components().collect();
    let (mut at, mut within) = (PathBuf::new(), None);
    for (n, step) in steps.iter().enumerate() {
        at.push(step);
        if real(&at).as_ref() == Some(&home) {
            within = Some(n + 1);
        }
    }
    let mut names: Vec<&OsStr> = Vec::new();
    let below = |names: &[&OsStr]| home.join(names.iter().collect::<PathBuf>());
    for step in steps.get(within?..)? {
        match step {
            Component::Normal(name) => names.push(name),
            Component::ParentDir => {
                let back = below(&names).join("..");
                names.pop()?;
                if real(&back)? != real(&below(&names))? {
                    return None;
                }
            }
            _ => return None,
        }
    }
    let inside: PathBuf = names.iter().collect();
    let inside = inside.to_str().filter(|inside| !inside.is_empty());
    inside.map(str::to_owned)
}
