//! Several texts for one control in one folder: which of them is asked.

use super::super::load::{digest, read};
use super::{Catalog, Entry, Head, Skipped};
use std::cmp::Ordering;
use std::path::{Path, PathBuf};

/// Several texts for one control, none of which its answers name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ambiguous<'a> {
    /// The one that is taken.
    pub taken: &'a Head,
    /// The files of the others.
    pub others: Vec<&'a Path>,
}

impl Catalog {
    /// Takes in the texts for one control: the newest by version, of equal ones
    /// the first, is what is asked.
    pub(super) fn take_newest(&mut self, id: String, mut editions: Vec<Entry>) {
        let mut newest = 0;
        for (at, entry) in editions.iter().enumerate() {
            let than = editions.get(newest).map_or("", |e| &e.head.version);
            if by_version(&entry.head.version, than) == Ordering::Greater {
                newest = at;
            }
        }
        if newest >= editions.len() {
            return;
        }
        let mut entry = editions.remove(newest);
        for other in &editions {
            self.skip(&entry.head, &other.head);
        }
        entry.others = editions;
        self.entries.insert(id, entry);
    }

    fn skip(&mut self, taken: &Head, other: &Head) {
        let shown = taken.path.as_deref().unwrap_or(Path::new(""));
        self.skipped.push(Skipped {
            path: other.path.clone().unwrap_or_default(),
            why: format!("{} is in {} already", other.id, shown.display()),
            is_missed: false,
        });
    }

    /// Whether there are several texts for some control.
    #[must_use]
    pub fn has_editions(&self) -> bool {
        self.entries.values().any(|e| !e.others.is_empty())
    }

    /// Whether there are several texts for a control.
    #[must_use]
    pub fn has_editions_of(&self, id: &str) -> bool {
        let entry = self.entries.get(id);
        entry.is_some_and(|e| !e.others.is_empty())
    }

    /// Has a control asked by the text of a digest, which its answers name,
    /// where several files have one for it.
    pub fn choose(&mut self, id: &str, wanted: &str) {
        let Some(entry) = self.entries.get_mut(id).filter(|e| !e.others.is_empty()) else {
            return;
        };
        let is_it = |entry: &Entry| {
            let path = entry.head.path.as_deref();
            let text = path.and_then(|path| read(path).ok());
            text.is_some_and(|text| digest(&text) == wanted)
        };
        if is_it(entry) {
            entry.is_chosen = true;
            return;
        }
        let Some(at) = entry.others.iter().position(is_it) else {
            return;
        };
        let chosen = entry.others.remove(at);
        let others = std::mem::take(&mut entry.others);
        let first = std::mem::replace(entry, chosen);
        entry.others = std::iter::once(first).chain(others).collect();
        entry.is_chosen = true;
        let (taken, others) = (entry.head.clone(), entry.others.clone());
        let of: Vec<Option<PathBuf>> = others.iter().map(|e| e.head.path.clone()).collect();
        self.skipped.retain(|s| {
            taken.path.as_ref() != Some(&s.path) && !of.contains(&Some(s.path.clone()))
        });
        for other in &others {
            self.skip(&taken, &other.head);
        }
    }

    /// The controls with several texts of which their answers name none.
    pub fn ambiguous(&self) -> impl Iterator<Item = Ambiguous<'_>> {
        let several = |e: &&Entry| !e.others.is_empty() && !e.is_chosen;
        self.entries.values().filter(several).map(|entry| {
            let others = entry.others.iter();
            Ambiguous {
                taken: &entry.head,
                others: others.filter_map(|e| e.head.path.as_deref()).collect(),
            }
        })
    }
}

/// Versions by their words and numbers: `AICM 1.9` before `AICM 1.10`.
fn by_version(a: &str, b: &str) -> Ordering {
    let (a, b) = (parts(a), parts(b));
    let mut pairs = a.iter().zip(&b);
    let differs = pairs.find_map(|(a, b)| {
        let order = match (a.parse::<u64>(), b.parse::<u64>()) {
            (Ok(a), Ok(b)) => a.cmp(&b),
            _ => a.cmp(b),
        };
        (order != Ordering::Equal).then_some(order)
    });
    differs.unwrap_or_else(|| a.len().cmp(&b.len()))
}

/// A text in pieces that are digits, or none.
fn parts(text: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut was_digit = None;
    for c in text.trim().chars() {
        let is_digit = c.is_ascii_digit();
        match parts.last_mut().filter(|_| was_digit == Some(is_digit)) {
            Some(part) => part.push(c),
            None => parts.push(c.to_string()),
        }
        was_digit = Some(is_digit);
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_by_their_numbers() {
        let order = [
            "AICM",
            "AICM 1",
            "AICM 1.0",
            "AICM 1.9",
            "AICM 1.10",
            "AICM 2",
            "Own 1.0",
        ];
        for (at, a) in order.iter().enumerate() {
            for (other, b) in order.iter().enumerate() {
                assert_eq!(by_version(a, b), at.cmp(&other), "{a} {b}");
            }
        }
    }

    #[test]
    fn of_several_texts_the_newest_is_asked_unless_the_answers_name_another() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../../questionnaires/cek-02.toml");
        let put = |name: &str, version: &str| {
            let text = text.replace("\"AICM 1.0\"", &format!("\"{version}\""));
            std::fs::write(dir.path().join(name), &text).unwrap();
            digest(&text)
        };
        let (a, b) = (put("a.toml", "AICM 1.9"), put("b.toml", "AICM 1.10"));
        let c = put("c.toml", "AICM 1.2");
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        let state = |catalog: &Catalog| {
            let taken = catalog.load("CEK-02").unwrap().digest.clone();
            let skipped = catalog.skipped().iter().map(|s| name(&s.path));
            (
                taken,
                skipped.collect::<Vec<_>>(),
                catalog.ambiguous().count(),
            )
        };
        let mut catalog = Catalog::built_in();
        assert!(!catalog.has_editions());
        catalog.add_folder(dir.path()).unwrap();
        assert!(catalog.has_editions() && catalog.has_editions_of("CEK-02"));
        let names = |names: [&str; 2]| names.map(str::to_owned).to_vec();
        assert_eq!(state(&catalog), (b.clone(), names(["a.toml", "c.toml"]), 1));
        catalog.choose("CEK-02", "sha256:00");
        assert_eq!(state(&catalog), (b.clone(), names(["a.toml", "c.toml"]), 1));
        catalog.choose("CEK-02", &c);
        assert_eq!(state(&catalog), (c, names(["b.toml", "a.toml"]), 0));
        catalog.choose("CEK-02", &a);
        catalog.choose("X-01", &a);
        assert_eq!(state(&catalog).0, a);
        catalog.choose("CEK-02", &b);
        assert_eq!(state(&catalog).0, b);
        // Each is found by its digest, whichever is asked.
        assert!(catalog.answered("CEK-02", &a).is_some());
    }
}
