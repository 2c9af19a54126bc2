//! What lies in a folder of a revision.

use crate::git::os;
use std::ffi::OsString;

/// A file or folder that `git ls-tree -z` lists directly in a folder.
pub struct Entry {
    /// The object's name.
    pub object: String,
    /// What it is called there.
    pub name: OsString,
    /// Whether it is a folder.
    pub is_folder: bool,
}

impl Entry {
    /// What a line of the list says; nothing of a link, which leads out of the revision.
    pub fn of(entry: &[u8]) -> Option<Self> {
        let at = entry.iter().position(|b| *b == b'\t')?;
        let (head, name) = entry.split_at_checked(at)?;
        let head = std::str::from_utf8(head).ok()?;
        let words: Vec<&str> = head.split(' ').collect();
        let [mode, kind, object] = words.as_slice() else {
            return None;
        };
        let name = name.get(1..).filter(|n| !n.contains(&b'/'))?;
        let is_file = *kind == "blob" && mode.starts_with("100");
        (is_file || *kind == "tree").then(|| Self {
            object: (*object).to_owned(),
            name: os(name.to_vec()),
            is_folder: !is_file,
        })
    }
}
