//! Looking at the files that evidence records point to.

use super::disk;
use crate::assessment::{Assessment, EvidenceId, FileState, Place};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// How much of a file is hashed at a time, in bytes.
const PIECE: usize = 64 * 1024;

/// What is at an href, relative to the answer file's folder. Links are never
/// followed, and nothing outside the folder is read (also not through a
/// symbolic link) unless the user `pointed_at` it this instant. Waits for no
/// pipe and opens no device.
#[must_use]
pub fn inspect(folder: &Path, href: &str, pointed_at: bool) -> FileState {
    match Place::of(href) {
        Place::Link => return FileState::Unchecked,
        Place::Outside if !pointed_at || href.contains("://") => return FileState::Outside,
        Place::Inside | Place::Outside => {}
    }
    let resolved = std::fs::canonicalize(folder)
        .and_then(|home| Ok((std::fs::canonicalize(home.join(href))?, home)));
    let (path, home) = match resolved {
        Ok(found) => found,
        Err(e) => return failed(&e),
    };
    if !pointed_at && !path.starts_with(&home) {
        return FileState::Outside;
    }
    match std::fs::metadata(&path) {
        Ok(meta) if meta.is_file() => {}
        Ok(meta) => return FileState::Unreadable(format!("it is {}", disk::kind(&meta))),
        Err(e) => return failed(&e),
    }
    match disk::open(&path).and_then(|file| hash(&file)) {
        Ok((sha256, size)) => FileState::Present { sha256, size },
        Err(e) => failed(&e),
    }
}

/// Why what the user has just typed is no evidence: nothing is there, or no
/// file. Reads nothing of it, so that it answers at once.
#[must_use]
pub fn problem(folder: &Path, href: &str) -> Option<String> {
    if Place::of(href) == Place::Link || href.contains("://") {
        return None;
    }
    match std::fs::metadata(folder.join(href)) {
        Ok(meta) if meta.is_file() => None,
        Ok(meta) => Some(format!("it is {}, not a file", disk::kind(&meta))),
        Err(e) if e.kind() == io::ErrorKind::NotFound => Some("there is no such file".to_owned()),
        Err(e) => Some(format!("it cannot be looked at: {e}")),
    }
}

/// [`inspect`] for every record of an assessment that is no link, none of
/// them pointed at.
#[must_use]
pub fn inspect_all(folder: &Path, assessment: &Assessment) -> BTreeMap<EvidenceId, FileState> {
    assessment
        .evidence
        .iter()
        .map(|(id, record)| (id.clone(), inspect(folder, &record.href, false)))
        .collect()
}

fn failed(error: &io::Error) -> FileState {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => FileState::Missing,
        _ => FileState::Unreadable(error.to_string()),
    }
}

fn hash(mut file: &File) -> io::Result<(String, u64)> {
    // It may have been replaced since it was looked at.
    let meta = file.metadata()?;
    if !meta.is_file() {
        return Err(io::Error::other(format!("it is {}", disk::kind(&meta))));
    }
    let mut hasher = Sha256::new();
    let mut piece = vec![0; PIECE];
    let mut size = 0;
    loop {
        let n = match file.read(&mut piece) {
            Ok(0) => break,
            Ok(n) => n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
            Err(e) => return Err(e),
        };
        hasher.update(piece.get(..n).unwrap_or_default());
        size += u64::try_from(n).unwrap_or_default();
    }
    Ok((disk::hex(&hasher.finalize()), size))
}
