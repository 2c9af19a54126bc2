//! The questionnaires that are at hand: the built-in one and those of a
//! folder, known by their heads and read when they are needed.

use super::load::LoadError;
use super::{Questionnaire, embedded, load};
use crate::bounded;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// The bytes of a file in which its `[control]` table is looked for.
const HEAD: u64 = 16 * 1024;
/// The questionnaires of a folder that are looked at; the AI Controls Matrix
/// has 243 controls.
const FILES: usize = 5_000;

/// A control as the head of its questionnaire names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// For example `CEK-02`.
    pub id: String,
    /// The control's name.
    pub title: String,
    /// The domain that it belongs to.
    pub domain: String,
    /// The catalogue and its version.
    pub version: String,
    /// Its file; none for the built-in one.
    pub path: Option<PathBuf>,
}

/// Questionnaires by control id.
#[derive(Debug, Default)]
pub struct Catalog {
    entries: BTreeMap<String, Entry>,
    /// Files of the folder that are not used, and why.
    skipped: Vec<(PathBuf, String)>,
}

#[derive(Debug)]
struct Entry {
    head: Head,
    whole: OnceLock<Arc<Questionnaire>>,
}

impl Catalog {
    /// What is part of the program.
    #[must_use]
    pub fn built_in() -> Self {
        let mut catalog = Self::default();
        catalog.put(Arc::new(embedded().clone()), None);
        catalog
    }

    /// One questionnaire that was read already.
    #[must_use]
    pub fn of(questionnaire: Arc<Questionnaire>, path: Option<PathBuf>) -> Self {
        let mut catalog = Self::default();
        catalog.put(questionnaire, path);
        catalog
    }

    /// Takes in a questionnaire that was read already, in the place of one
    /// with its id.
    pub fn put(&mut self, questionnaire: Arc<Questionnaire>, path: Option<PathBuf>) {
        let c = &questionnaire.control;
        let head = Head {
            id: c.id.clone(),
            title: c.title.clone(),
            domain: c.domain.clone(),
            version: c.version.clone(),
            path,
        };
        let whole = OnceLock::from(questionnaire);
        self.entries.insert(head.id.clone(), Entry { head, whole });
    }

    /// Takes in the questionnaires of a folder (`*.toml`, not below it). Those
    /// of the folder win over what is there; of two files for one control the
    /// first by name does, and the other is among [`Self::skipped`].
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn add_folder(&mut self, folder: &Path) -> io::Result<()> {
        let mut paths: Vec<PathBuf> = std::fs::read_dir(folder)?
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.extension().is_some_and(|e| e == "toml"))
            .take(FILES)
            .collect();
        paths.sort();
        let mut found: BTreeMap<String, Entry> = BTreeMap::new();
        for path in paths {
            match head_of(&path) {
                Ok(head) => match found.get(&head.id) {
                    Some(first) => {
                        let shown = first.head.path.as_deref().unwrap_or(Path::new(""));
                        let why = format!("{} is in {} already", head.id, shown.display());
                        self.skipped.push((path, why));
                    }
                    None => {
                        let whole = OnceLock::new();
                        found.insert(head.id.clone(), Entry { head, whole });
                    }
                },
                Err(why) => self.skipped.push((path, why)),
            }
        }
        self.entries.extend(found);
        Ok(())
    }

    /// All controls by id.
    pub fn heads(&self) -> impl Iterator<Item = &Head> {
        self.entries.values().map(|e| &e.head)
    }

    /// A control's head.
    #[must_use]
    pub fn head(&self, id: &str) -> Option<&Head> {
        self.entries.get(id).map(|e| &e.head)
    }

    /// Files of the folders that are not used, and why.
    #[must_use]
    pub fn skipped(&self) -> &[(PathBuf, String)] {
        &self.skipped
    }

    /// A control's questionnaire, read at the first call.
    ///
    /// # Errors
    /// When there is none, it cannot be read, or its file has meanwhile
    /// become another control's.
    pub fn load(&self, id: &str) -> Result<Arc<Questionnaire>, LoadError> {
        let plain = |message: String| LoadError {
            message,
            span: None,
            source_text: String::new(),
        };
        let Some(entry) = self.entries.get(id) else {
            let id = crate::text::one_line(id);
            return Err(plain(format!("there is no questionnaire for {id}")));
        };
        if let Some(whole) = entry.whole.get() {
            return Ok(Arc::clone(whole));
        }
        let path = entry.head.path.as_deref().unwrap_or(Path::new(""));
        let read = load(path)?;
        if read.control.id != id {
            let found = crate::text::one_line(&read.control.id);
            return Err(plain(format!(
                "it was the questionnaire of {id} and is now that of {found}"
            )));
        }
        Ok(Arc::clone(entry.whole.get_or_init(|| Arc::new(read))))
    }
}

/// What the head of a questionnaire file says, without reading the rest.
fn head_of(path: &Path) -> Result<Head, String> {
    let file = bounded::open_regular(path).map_err(|e| e.to_string())?;
    let mut bytes = Vec::new();
    file.take(HEAD)
        .read_to_end(&mut bytes)
        .map_err(|e| e.to_string())?;
    // The limit may have cut a character.
    let text = String::from_utf8_lossy(&bytes);
    let no = || "it has no [control] table at its head".to_owned();
    if let Some(head) = plain_head(&text, path) {
        return Ok(head);
    }
    let (_, table) = text.split_once("[control]").ok_or_else(no)?;
    let table = table.split("\n[").next().unwrap_or_default();
    let table: toml::Table = table.parse().map_err(|_| no())?;
    let word = |key: &str| {
        let value = table.get(key).and_then(toml::Value::as_str);
        value.map(str::to_owned).unwrap_or_default()
    };
    let id = word("id");
    if id.trim().is_empty() {
        return Err("its [control] has no id".to_owned());
    }
    Ok(Head {
        id,
        title: word("title"),
        domain: word("domain"),
        version: word("version"),
        path: Some(path.to_owned()),
    })
}

/// The head where each of its words stands on a line of its own, as in the
/// questionnaires that are shipped: nothing is parsed that is not shown.
fn plain_head(text: &str, path: &Path) -> Option<Head> {
    let (before, table) = text.split_once("\n[control]\n")?;
    let long = |line: &str| line.contains("\"\"\"") || line.contains("'''");
    if long(before) {
        return None;
    }
    let mut words = [const { None }; 4];
    for line in table.lines() {
        if words.iter().all(Option::is_some) {
            break;
        }
        // A text of many lines could hold what looks like a key.
        if line.starts_with('[') || long(line) {
            return None;
        }
        let keys = ["id", "title", "domain", "version"];
        for (key, word) in keys.iter().zip(&mut words) {
            let Some(rest) = line.strip_prefix(key).and_then(|l| l.strip_prefix(" = ")) else {
                continue;
            };
            let inner = rest.strip_prefix('"')?.strip_suffix('"')?;
            if word.is_some() || inner.contains(['"', '\\']) || inner.contains(char::is_control) {
                return None;
            }
            *word = Some(inner.to_owned());
        }
    }
    let [id, title, domain, version] = words;
    let id = id.filter(|id| !id.trim().is_empty())?;
    Some(Head {
        id,
        title: title?,
        domain: domain?,
        version: version?,
        path: Some(path.to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_known_by_its_heads_and_read_when_needed() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../questionnaires/cek-02.toml");
        let put = |name: &str, text: &str| std::fs::write(dir.path().join(name), text).unwrap();
        put("a.toml", &text.replace("\"CEK-02\"", "\"A&A-01\""));
        put("b.toml", &text.replace("\"CEK-02\"", "\"A&A-01\""));
        put("c.toml", "[package]\nname = \"c\"\n");
        put("d.md", text);
        let mut catalog = Catalog::built_in();
        catalog.add_folder(dir.path()).unwrap();
        let ids: Vec<&str> = catalog.heads().map(|h| h.id.as_str()).collect();
        assert_eq!(ids, ["A&A-01", "CEK-02"]);
        assert_eq!(catalog.skipped().len(), 2);
        assert_eq!(catalog.load("A&A-01").unwrap().control.id, "A&A-01");
        assert!(catalog.load("B-01").is_err());
    }

    #[test]
    fn a_plain_head_is_read_as_any_other() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../questionnaires/cek-02.toml");
        let path = dir.path().join("a.toml");
        let plain = plain_head(text, &path).expect("the shipped one is plain");
        std::fs::write(&path, text).unwrap();
        let odd = text.replace("[control]\n", "[control] # odd\n");
        assert_eq!(plain_head(&odd, &path), None);
        std::fs::write(&path, odd).unwrap();
        assert_eq!(head_of(&path), Ok(plain));
        for odd in [
            "\n[control]\nid = \"A\\u0042\"\ntitle = \"t\"\ndomain = \"d\"\nversion = \"v\"\n",
            "\n[control]\ntitle = \"\"\"\nid = \"X\"\n\"\"\"\nid = \"A\"\ndomain = \"d\"\nversion = \"v\"\n",
            "\n[control]\nid = \"A\"\n[x]\ntitle = \"t\"\ndomain = \"d\"\nversion = \"v\"\n",
        ] {
            assert_eq!(plain_head(odd, &path), None, "{odd}");
        }
    }

    #[test]
    fn a_file_that_becomes_another_control_s_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../questionnaires/cek-02.toml");
        let path = dir.path().join("a.toml");
        std::fs::write(&path, text.replace("\"CEK-02\"", "\"A&A-01\"")).unwrap();
        let mut catalog = Catalog::default();
        catalog.add_folder(dir.path()).unwrap();
        std::fs::write(&path, text).unwrap();
        assert!(catalog.load("A&A-01").is_err());
    }
}
