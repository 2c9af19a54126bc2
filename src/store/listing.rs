//! Listing what could become evidence: names only, nothing is opened.

use crate::text::is_unsafe;
use std::collections::VecDeque;
use std::fs::{FileType, read_dir};
use std::io;
use std::path::{Path, PathBuf};

/// How much of a folder is listed.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Files and folders that are looked at, hidden ones not counted.
    pub entries: usize,
    /// Levels of folders, the one that is listed being the first.
    pub depth: usize,
}

/// More than anybody picks from by eye, and little enough to match at a key.
pub const LIMITS: Limits = Limits {
    entries: 5_000,
    depth: 8,
};

/// A file or a folder that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    /// Its path from the folder that was listed, parts separated by `/`.
    pub name: String,
    /// Whether it is a folder.
    pub folder: bool,
}

/// What was found, sorted by name.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Listing {
    /// The files and folders.
    pub entries: Vec<Entry>,
    /// Whether there is more than was listed.
    pub more: bool,
}

/// The files below a folder. Hidden ones are left out, folders behind
/// symbolic links too, and links to files that lead out of the folder. Stops
/// where `go_on` says no, which is asked before every entry.
///
/// # Errors
/// When the folder itself cannot be read; one below it that cannot is skipped.
pub fn below(
    folder: &Path,
    limits: Limits,
    go_on: &mut dyn FnMut() -> bool,
) -> io::Result<Listing> {
    let home = std::fs::canonicalize(folder)?;
    let mut listing = Listing::default();
    let mut left = limits.entries;
    // Level by level: where a limit cuts, the deepest files are missing.
    let mut queue = VecDeque::from([(String::new(), 1)]);
    'all: while let Some((prefix, depth)) = queue.pop_front() {
        let found = match read_dir(home.join(&prefix)) {
            Ok(found) => found,
            Err(error) if depth == 1 => return Err(error),
            Err(_) => continue,
        };
        let mut folders = Vec::new();
        for entry in found {
            if !go_on() {
                listing.more = true;
                break 'all;
            }
            let Some((name, kind, path)) = entry.ok().and_then(|e| offered(&e)) else {
                continue;
            };
            if left == 0 {
                listing.more = true;
                break 'all;
            }
            left -= 1;
            let name = format!("{prefix}{name}");
            if kind.is_dir() {
                if depth < limits.depth {
                    folders.push((name + "/", depth + 1));
                } else {
                    listing.more = true;
                }
            } else if kind.is_file() || (kind.is_symlink() && is_file_in(&home, &path)) {
                listing.entries.push(Entry {
                    name,
                    folder: false,
                });
            }
        }
        folders.sort();
        queue.extend(folders);
    }
    listing.entries.sort();
    Ok(listing)
}

/// The files and folders in a folder that the user points at, hidden ones
/// left out. A symbolic link counts as what it leads to.
///
/// # Errors
/// When the folder cannot be read.
pub fn names(
    folder: &Path,
    limits: Limits,
    go_on: &mut dyn FnMut() -> bool,
) -> io::Result<Listing> {
    let mut listing = Listing::default();
    let mut left = limits.entries;
    for entry in read_dir(folder)? {
        if !go_on() {
            listing.more = true;
            break;
        }
        let Some((name, kind, path)) = entry.ok().and_then(|e| offered(&e)) else {
            continue;
        };
        if left == 0 {
            listing.more = true;
            break;
        }
        left -= 1;
        let kind = if kind.is_symlink() {
            match std::fs::metadata(&path) {
                Ok(meta) => meta.file_type(),
                Err(_) => continue,
            }
        } else {
            kind
        };
        if kind.is_dir() || kind.is_file() {
            let folder = kind.is_dir();
            listing.entries.push(Entry { name, folder });
        }
    }
    listing.entries.sort();
    Ok(listing)
}

/// Name, kind and path of an entry, unless it is never evidence.
fn offered(entry: &std::fs::DirEntry) -> Option<(String, FileType, PathBuf)> {
    let name = entry.file_name().into_string().ok()?;
    let hidden = name.starts_with('.');
    let unfit = name.contains(|c: char| c.is_control() || is_unsafe(c));
    if hidden || unfit || is_by_product(&name) {
        return None;
    }
    Some((name, entry.file_type().ok()?, entry.path()))
}

/// Whether an editor, an office program or a lock on an answer file left it.
fn is_by_product(name: &str) -> bool {
    name.ends_with('~')
        || name.starts_with("~$")
        || [".toml.lock", ".toml.tmp", ".toml.bak", ".toml.swp"]
            .iter()
            .any(|end| name.ends_with(end))
}

/// Whether a symbolic link leads to a file in the folder.
fn is_file_in(home: &Path, link: &Path) -> bool {
    std::fs::canonicalize(link).is_ok_and(|path| {
        path.starts_with(home) && std::fs::metadata(&path).is_ok_and(|meta| meta.is_file())
    })
}
