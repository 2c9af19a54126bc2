//! The item of an answer file that its user left, to go on there.

use super::drafts::{canonical, read_regular, write_private};
use super::fs::REAL;
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// How many files have a place remembered.
const KEPT: usize = 100;
/// The largest list that is read, in bytes.
const LIMIT: u64 = crate::limits::SETTINGS;

#[derive(Clone, PartialEq, Serialize, Deserialize)]
struct Record {
    path: PathBuf,
    item: String,
}

/// The item that was left in an answer file, as `MP.05`; none where none is
/// remembered. It may be one that the file does not have any more.
#[must_use]
pub fn of(state_dir: &Path, answer_path: &Path) -> Option<String> {
    let path = canonical(answer_path);
    let found = list(state_dir).into_iter().find(|r| r.path == path);
    found.map(|r| r.item)
}

/// Remembers the item that the user is at; none forgets the one before. Of two
/// programs doing so at once, one may go unrecorded.
///
/// # Errors
/// When the list cannot be written.
pub fn put(state_dir: &Path, answer_path: &Path, item: Option<&str>) -> io::Result<()> {
    let path = canonical(answer_path);
    let before = list(state_dir);
    let mut next = before.clone();
    next.retain(|r| r.path != path);
    if let Some(item) = item {
        let item = item.to_owned();
        next.insert(0, Record { path, item });
    }
    next.truncate(KEPT);
    if next == before {
        return Ok(());
    }
    let records: Vec<serde_json::Value> = next
        .into_iter()
        // A path that is no text cannot be recorded; the others still are.
        .filter_map(|r| serde_json::to_value(r).ok())
        .collect();
    write_private(
        &REAL,
        &file(state_dir),
        &serde_json::to_vec_pretty(&records)?,
    )
}

/// The places, the newest first. What cannot be understood is left out.
fn list(state_dir: &Path) -> Vec<Record> {
    let bytes = match read_regular(&file(state_dir), LIMIT) {
        Ok(Some(bytes)) => bytes,
        _ => return Vec::new(),
    };
    let values: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap_or_default();
    let records = values.into_iter();
    records
        .filter_map(|value| serde_json::from_value(value).ok())
        .collect()
}

fn file(state_dir: &Path) -> PathBuf {
    state_dir.join("left.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_file_has_the_place_that_was_put_last() {
        let dir = tempfile::tempdir().unwrap();
        let (a, b) = (Path::new("/none/a.toml"), Path::new("/none/b.toml"));
        assert_eq!(of(dir.path(), a), None);
        put(dir.path(), a, None).unwrap();
        assert!(
            !file(dir.path()).exists(),
            "nothing to forget, nothing written"
        );
        put(dir.path(), a, Some("CSP.03")).unwrap();
        put(dir.path(), b, Some("MP.01")).unwrap();
        put(dir.path(), a, Some("CSP.05")).unwrap();
        assert_eq!(of(dir.path(), a).as_deref(), Some("CSP.05"));
        assert_eq!(of(dir.path(), b).as_deref(), Some("MP.01"));
        put(dir.path(), a, None).unwrap();
        assert_eq!(of(dir.path(), a), None);
        assert_eq!(of(dir.path(), b).as_deref(), Some("MP.01"));
    }

    #[test]
    fn the_oldest_of_many_is_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let name = |n: usize| PathBuf::from(format!("/none/{n}.toml"));
        for n in 0..=KEPT {
            put(dir.path(), &name(n), Some("CSP.01")).unwrap();
        }
        assert_eq!(of(dir.path(), &name(0)), None);
        assert!(of(dir.path(), &name(1)).is_some());
        assert_eq!(list(dir.path()).len(), KEPT);
    }

    #[test]
    fn a_corrupt_list_costs_only_what_is_corrupt() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(
            file(dir.path()),
            "[{\"path\": 3}, 7, {\"path\": \"/none/a.toml\", \"item\": \"CSP.02\"}]",
        )
        .unwrap();
        let a = Path::new("/none/a.toml");
        assert_eq!(of(dir.path(), a).as_deref(), Some("CSP.02"));
        std::fs::write(file(dir.path()), "[{").unwrap();
        assert_eq!(of(dir.path(), a), None);
        put(dir.path(), a, Some("CSP.03")).unwrap();
        assert_eq!(of(dir.path(), a).as_deref(), Some("CSP.03"));
    }
}
