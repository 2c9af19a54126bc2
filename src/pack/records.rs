//! What the packed answer files say of their evidence and of what was asked,
//! against what is packed with them.

use super::directory::Listed;
use super::finding::shown;
use super::verify::{Found, text_of};
use super::{FOLDER, inflate, manifest, names};
use crate::store::meant::{self, Head};
use serde::Deserialize;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs::File;
use std::io;

/// The largest answer file that is looked into, in bytes: reading one takes
/// a multiple of its size, and a pack can come from anybody.
const LARGEST: u64 = 512 * 1024;
/// How much of an answer file is read for what its head says, in bytes.
const HEAD: u64 = 16 * 1024;
/// How many notes there are at most.
const MOST_NOTES: usize = 1000;

/// The part of an answer file that counts here.
#[derive(Deserialize)]
struct Answers {
    #[serde(default)]
    evidence: BTreeMap<String, Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(default)]
    href: String,
    #[serde(default)]
    sha256: String,
}

/// A note for every answer file that was answered under a text that is not in
/// the pack: it was changed before it was packed.
///
/// # Errors
/// When the pack cannot be read.
pub fn reworded(file: &mut File, entries: &[Listed], sums: &[Found]) -> io::Result<Vec<String>> {
    let all = sums.iter().flatten();
    let all: HashSet<String> = all.map(|b| manifest::hex(&b.sha256)).collect();
    let mut notes = Vec::new();
    for (listed, bytes) in entries.iter().zip(sums) {
        let name = &listed.entry.name;
        let own = name.strip_prefix(FOLDER).and_then(|n| n.strip_prefix('/'));
        let is_answers = own.is_some_and(|n| !n.contains('/') && n.ends_with(".toml"));
        let Some(bytes) = bytes.filter(|_| is_answers && notes.len() < MOST_NOTES) else {
            continue;
        };
        let head = inflate::start(file, &bytes, HEAD)?;
        let Some(Head { digest, .. }) = meant::of_bytes(&head).head() else {
            continue;
        };
        let hex = digest.strip_prefix("sha256:").unwrap_or(&digest);
        if !hex.is_empty() && !all.contains(&hex.to_ascii_lowercase()) {
            notes.push(format!(
                "the questionnaire is not the text that was answered, before it was packed: {} was answered under {}, and nothing packed is that",
                shown(name),
                shown(&digest)
            ));
        }
    }
    Ok(notes)
}

/// A note for every record whose SHA-256 is not that of the packed file.
///
/// # Errors
/// When the pack cannot be read.
pub fn compare(file: &mut File, entries: &[Listed], sums: &[Found]) -> io::Result<Vec<String>> {
    // Packing begins with the answer file.
    let Some(answers) = entries.first().map(|l| &l.entry) else {
        return Ok(Vec::new());
    };
    if !answers.name.starts_with(FOLDER) {
        return Ok(Vec::new());
    }
    let not_read = |why: &str| {
        Ok(vec![format!(
            "{}: {why}, so its records were not compared with the evidence",
            shown(&answers.name)
        )])
    };
    if answers.size > LARGEST {
        return not_read("it is larger than 512 KiB");
    }
    let text = text_of(file, sums.first().copied().flatten(), LARGEST)?;
    let Ok(Answers { evidence }) = toml::from_str(&text) else {
        return not_read("it cannot be read as an answer file");
    };
    let mut by_name = HashMap::new();
    let mut by_folder: HashMap<&str, Vec<&str>> = HashMap::new();
    for (listed, sum) in entries.iter().zip(sums) {
        let name = listed.entry.name.as_str();
        by_name.insert(name, sum);
        let folder = name
            .strip_prefix("outside/")
            .and_then(|n| n.split_once('/'));
        if let Some((folder, _)) = folder {
            by_folder.entry(folder).or_default().push(name);
        }
    }
    let mut notes = Vec::new();
    for (id, record) in evidence {
        let recorded = record
            .sha256
            .strip_prefix("sha256:")
            .unwrap_or(&record.sha256);
        let is_digest = recorded.len() == 64 && recorded.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_digest || notes.len() >= MOST_NOTES {
            continue;
        }
        let inside = names::inside(&record.href).map(|name| format!("{FOLDER}/{name}"));
        let name = match by_folder.get(names::safe(&id).as_str()).map(Vec::as_slice) {
            Some([name]) => Some((*name).to_owned()),
            Some(_) => None,
            None => inside.ok(),
        };
        let packed = name.and_then(|name| Some((by_name.get(name.as_str())?.as_ref()?, name)));
        let Some((bytes, name)) = packed else {
            continue;
        };
        let found = manifest::hex(&bytes.sha256);
        if !found.eq_ignore_ascii_case(recorded) {
            notes.push(format!(
                "changed since it was recorded, before it was packed: {} ({}): the answer file has {}, the bytes are {found}",
                shown(&name),
                shown(&id),
                shown(recorded)
            ));
        }
    }
    Ok(notes)
}
