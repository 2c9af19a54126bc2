//! What lies in a folder that has to do with answer files.

use crate::assessment::is_led;
use crate::store::disk::is_temp_name;
use crate::store::parse::CONFLICT;
use crate::store::{LIMIT, is_copy};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// How deep a folder is looked into.
const DEPTH: usize = 12;
/// How many entries are looked at, so that a look never takes forever.
const ENTRIES: usize = 100_000;
/// How old a temporary file is that no save is writing: it takes seconds.
const LEFT: Duration = Duration::from_secs(60);

/// What was found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Answer files, also those with git's marks in them.
    pub answers: Vec<AnswerText>,
    /// Copies that were put aside when two programs wrote one file.
    pub copies: Vec<PathBuf>,
    /// Temporary files that a save has left.
    pub temporary: Vec<PathBuf>,
    /// Whether there was more than is looked at.
    pub more: bool,
}

/// An answer file's path, and what its text shows without its questionnaire.
#[derive(Debug, Clone)]
pub(super) struct AnswerText {
    pub path: PathBuf,
    /// Whether git's marks stand in it.
    pub marks: bool,
    /// The fields with a conflict in the file's own table, by dotted path.
    pub conflicts: Vec<String>,
    /// Whether it is no TOML.
    pub broken: bool,
}

/// Looks through a folder and those in it. Links are not followed, hidden
/// folders not entered, and what cannot be read is passed by.
pub(super) fn look(folder: &Path, now: SystemTime) -> Found {
    let mut found = Found::default();
    let mut left = ENTRIES;
    enter(folder, DEPTH, &mut left, now, &mut found);
    found.answers.sort_by(|a, b| a.path.cmp(&b.path));
    found.copies.sort();
    found.temporary.sort();
    found
}

fn enter(folder: &Path, depth: usize, left: &mut usize, now: SystemTime, found: &mut Found) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let Some(less) = left.checked_sub(1) else {
            found.more = true;
            return;
        };
        *left = less;
        let (Ok(kind), name) = (entry.file_type(), entry.file_name()) else {
            continue;
        };
        let name = name.to_string_lossy();
        let path = folder
            .strip_prefix(".")
            .unwrap_or(folder)
            .join(entry.file_name());
        if kind.is_dir() && !name.starts_with('.') {
            match depth.checked_sub(1) {
                Some(depth) => enter(&path, depth, left, now, found),
                None => found.more = true,
            }
        } else if kind.is_file() && is_temp_name(&name) {
            let age = entry.metadata().ok().and_then(|m| m.modified().ok());
            if age.is_some_and(|at| now.duration_since(at).is_ok_and(|age| age > LEFT)) {
                found.temporary.push(path);
            }
        } else if kind.is_file() && name.ends_with(".toml") {
            if is_copy(&name) {
                found.copies.push(path);
            } else if let Some(answers) = answer_file(&path) {
                found.answers.push(answers);
            }
        }
    }
}

/// An answer file, if it is one: with a schema and an assessment in it.
fn answer_file(path: &Path) -> Option<AnswerText> {
    let file = crate::bounded::open_regular(path).ok()?;
    let bytes = crate::bounded::read(&file, LIMIT).ok()??;
    let text = String::from_utf8(bytes).ok()?;
    let starts = |start: &str| text.lines().any(|l| l.starts_with(start));
    let marks = starts(CONFLICT);
    if marks {
        let named = path.to_string_lossy().ends_with(".cek-02.toml");
        let is_one = named || starts("[assessment") || starts("[roles.");
        return is_one.then(|| AnswerText {
            path: path.to_owned(),
            marks,
            conflicts: Vec::new(),
            broken: false,
        });
    }
    if !text.contains("schema") || !text.contains("assessment") {
        return None;
    }
    let Ok(table) = toml::from_str::<toml::Table>(&text) else {
        // Nothing else is known of it than that it was meant for one.
        let is_one = starts("schema") && starts("[assessment");
        return is_one.then(|| AnswerText {
            path: path.to_owned(),
            marks,
            conflicts: Vec::new(),
            broken: true,
        });
    };
    if !table.contains_key("schema") || !table.get("assessment")?.is_table() {
        return None;
    }
    let conflicts = match table.get("conflicts") {
        Some(toml::Value::Table(conflicts)) => {
            let led = |path: &&String| is_led(path, |lead| conflicts.contains_key(lead));
            conflicts
                .keys()
                .filter(|path| !led(path))
                .cloned()
                .collect()
        }
        _ => Vec::new(),
    };
    Some(AnswerText {
        path: path.to_owned(),
        marks,
        conflicts,
        broken: false,
    })
}
