//! Where else in a folder a record of evidence is referred to.

use super::{LIMIT, SHARED_FILE};
use crate::assessment::{EvidenceId, folder_of};
use crate::bounded;
use std::collections::BTreeMap;
use std::path::Path;

/// Files of a folder that are looked through.
const FILES: usize = 10_000;

/// Which of the records other files beside this one refer to, and which file
/// does. What cannot be looked through may refer to all of them.
pub(super) fn used(own: &Path, ids: &[&EvidenceId]) -> BTreeMap<EvidenceId, String> {
    let mut found = BTreeMap::new();
    if ids.is_empty() {
        return found;
    }
    let all = |found: &mut BTreeMap<EvidenceId, String>, name: &str| {
        for id in ids {
            let by = || format!("{name}, which cannot be read, may be one that");
            found.entry((*id).clone()).or_insert_with(by);
        }
    };
    let folder = folder_of(own);
    let Ok(entries) = std::fs::read_dir(folder) else {
        all(&mut found, "its folder");
        return found;
    };
    let mut left = FILES;
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_own = own
            .file_name()
            .is_some_and(|n| n == entry.file_name().as_os_str());
        if is_own || name == SHARED_FILE || !name.ends_with(".toml") {
            continue;
        }
        let shown = crate::text::one_line(&name);
        let Some(less) = left.checked_sub(1) else {
            all(&mut found, &shown);
            break;
        };
        left = less;
        let read = bounded::open_own(&entry.path()).and_then(|f| bounded::read(&f, LIMIT));
        let Ok(Some(bytes)) = read else {
            all(&mut found, &shown);
            continue;
        };
        let text = String::from_utf8_lossy(&bytes);
        for id in ids
            .iter()
            .filter(|id| !found.contains_key(**id))
            .collect::<Vec<_>>()
        {
            let quoted = [format!("\"{id}\""), format!("'{id}'")];
            if quoted.iter().any(|q| text.contains(q.as_str())) {
                found.insert((*id).clone(), shown.clone());
            }
        }
    }
    found
}
