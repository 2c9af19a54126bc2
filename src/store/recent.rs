//! The answer files that were opened lately.

use super::drafts::{canonical, read_regular, write_private};
use super::fs::REAL;
use super::meant;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::io;
use std::path::{Path, PathBuf};

/// How many files are remembered.
const KEPT: usize = 20;
/// The largest list that is read, in bytes.
const LIMIT: u64 = crate::limits::SETTINGS;

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

/// Names of a folder that are looked at.
const NAMES: usize = 2000;

/// The assessment folders that a folder is or holds, and the answer files of it,
/// by name, at most twenty: of files those `*.toml` whose
/// head names a subject and a questionnaire. Nothing below it is looked at.
#[must_use]
pub fn here(folder: &Path) -> Vec<Recent> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let all = entries.flatten().take(NAMES).map(|entry| entry.path());
    let all: Vec<PathBuf> = all.collect();
    let below = all.iter().map(PathBuf::as_path);
    let mut folders: Vec<Recent> = std::iter::once(folder)
        .chain(below)
        .filter_map(of_folder)
        .collect();
    folders.sort_by(|a, b| a.path.cmp(&b.path));
    let mut paths: Vec<PathBuf> = all.into_iter().filter(|path| is_one(path)).collect();
    paths.sort();
    let files = paths.into_iter().filter_map(|path| of_head(&path));
    folders.into_iter().chain(files).take(KEPT).collect()
}

/// Whether a file may be an answer file, and is no copy that a conflict left
/// beside one.
fn is_one(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    meant::is_toml(path) && !super::is_copy(&name.to_string_lossy())
}

/// An assessment of many controls, if the folder is one.
fn of_folder(folder: &Path) -> Option<Recent> {
    let path = folder.join(super::SHARED_FILE);
    let (head, changed) = head_of(&path)?;
    if head.control.is_some() {
        return None;
    }
    let controls = std::fs::read_dir(folder).ok()?.flatten().take(NAMES);
    let files = controls
        .map(|entry| entry.path())
        .filter(|path| is_one(path))
        .count();
    let begun = crate::text::count(files.saturating_sub(1), "control");
    Some(Recent {
        path: folder.to_owned(),
        subject: head.subject,
        questionnaire: format!("{begun} begun"),
        opened_at: changed,
    })
}

fn of_head(path: &Path) -> Option<Recent> {
    let (head, changed) = head_of(path)?;
    Some(Recent {
        path: path.to_owned(),
        subject: head.subject,
        questionnaire: head.control?,
        opened_at: changed,
    })
}

/// What a file says of whom, and when it was changed.
fn head_of(path: &Path) -> Option<(meant::Head, DateTime<Utc>)> {
    let meta = std::fs::metadata(path).ok()?;
    let head = meant::of_file(path).head()?;
    let changed = meta.modified().map(DateTime::<Utc>::from).ok()?;
    (!head.subject.is_empty()).then_some((head, changed))
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
    write_private(
        &REAL,
        &file(state_dir),
        &serde_json::to_vec_pretty(&records)?,
    )
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
    fn the_answer_files_of_a_folder_are_found_by_their_heads() {
        let dir = tempfile::tempdir().unwrap();
        let put = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        let head = "schema = 1\n\n[assessment]\nsubject = \"Sample\"\nquestionnaire = \"CEK-02\"\n";
        put(
            "b.toml",
            &format!("{head}\n[roles.CSP.steps.01]\noutcome = \"satisfied\"\n"),
        );
        put(
            "a.toml",
            &format!("{head}note = \"\"\"\n{}", "x".repeat(40_000)),
        );
        put("b.mine-0123abcd.toml", head);
        put("Cargo.toml", "[package]\nname = \"a\"\n");
        put("broken.toml", "[assessment]\nsubject = \n");
        put("c.txt", head);
        std::fs::create_dir(dir.path().join("d.toml")).unwrap();
        let found = here(dir.path());
        let names: Vec<_> = found.iter().filter_map(|r| r.path.file_name()).collect();
        assert_eq!(
            names,
            ["b.toml"],
            "a note that the limit has cut is no table"
        );
        assert_eq!(found[0].subject, "Sample");
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
