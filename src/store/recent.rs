//! The answer files that were opened lately.

use super::drafts::{canonical, read_regular, write_private};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// How many files are remembered.
const KEPT: usize = 20;
/// The largest list that is read, in bytes.
const LIMIT: u64 = 1024 * 1024;

/// An answer file that was opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recent {
    /// Where it is.
    pub path: PathBuf,
    /// Who or what it assesses.
    pub subject: String,
    /// The control's id.
    pub questionnaire: String,
    /// When it was last opened.
    pub opened_at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
struct Record {
    path: PathBuf,
    subject: String,
    questionnaire: String,
    opened_at: String,
}

/// The recent files, the newest first, at most twenty. Entries that cannot be
/// understood are left out.
#[must_use]
pub fn list(state_dir: &Path) -> Vec<Recent> {
    let bytes = match read_regular(&file(state_dir), LIMIT) {
        Ok(Some(bytes)) => bytes,
        _ => return Vec::new(),
    };
    let records: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap_or_default();
    let mut recent: Vec<Recent> = records
        .into_iter()
        .filter_map(|value| {
            let record: Record = serde_json::from_value(value).ok()?;
            Some(Recent {
                path: record.path,
                subject: record.subject,
                questionnaire: record.questionnaire,
                opened_at: DateTime::parse_from_rfc3339(&record.opened_at)
                    .ok()?
                    .to_utc(),
            })
        })
        .collect();
    recent.sort_by_key(|r| std::cmp::Reverse(r.opened_at));
    recent.truncate(KEPT);
    recent
}

/// Puts a file at the top of the list. Of two programs doing so at once, one
/// may go unrecorded.
///
/// # Errors
/// When the list cannot be written.
pub fn remember(state_dir: &Path, opened: &Recent) -> io::Result<()> {
    let path = canonical(&opened.path);
    let mut recent = list(state_dir);
    recent.retain(|r| r.path != path);
    let newest = Recent {
        path,
        ..opened.clone()
    };
    recent.insert(0, newest);
    recent.truncate(KEPT);
    let records: Vec<serde_json::Value> = recent
        .into_iter()
        .filter_map(|r| {
            // A path that is no text cannot be recorded; the others still are.
            serde_json::to_value(Record {
                path: r.path,
                subject: r.subject,
                questionnaire: r.questionnaire,
                opened_at: r.opened_at.to_rfc3339(),
            })
            .ok()
        })
        .collect();
    write_private(&file(state_dir), &serde_json::to_vec_pretty(&records)?)
}

fn file(state_dir: &Path) -> PathBuf {
    state_dir.join("recent.json")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opened(name: &str, at: i64) -> Recent {
        Recent {
            path: name.into(),
            subject: "S".into(),
            questionnaire: "CEK-02".into(),
            opened_at: DateTime::from_timestamp(at, 0).unwrap(),
        }
    }

    #[test]
    fn the_newest_comes_first_and_twenty_are_kept() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..25 {
            remember(dir.path(), &opened(&format!("/none/{n}.toml"), n)).unwrap();
        }
        remember(dir.path(), &opened("/none/20.toml", 99)).unwrap();
        let names: Vec<PathBuf> = list(dir.path()).into_iter().map(|r| r.path).collect();
        assert_eq!(names.len(), 20);
        assert_eq!(names[0], Path::new("/none/20.toml"));
        assert_eq!(names[1], Path::new("/none/24.toml"));
        assert_eq!(names.iter().filter(|n| **n == names[0]).count(), 1);
    }

    #[test]
    fn a_corrupt_list_costs_only_what_is_corrupt() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(file(dir.path()), "[{\"path\": 3}, 7").unwrap();
        assert_eq!(list(dir.path()), []);
        remember(dir.path(), &opened("/none/a.toml", 1)).unwrap();
        assert_eq!(list(dir.path()).len(), 1);
    }
}
