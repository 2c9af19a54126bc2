//! What a file says at its head of the control that it asks, without reading
//! the rest.

use super::super::lean::names;
use super::Head;
use crate::bounded;
use crate::canon::{Lines, is_plain};
use std::io::{self, Read};
use std::path::Path;

/// The bytes of a file in which its `[control]` table is looked for.
const HEAD: u64 = 16 * 1024;
/// The first of them, which mostly are enough.
const START: u64 = 2 * 1024;

/// Why a file has no head of a questionnaire, and whether it is one all the
/// same.
#[derive(Debug)]
pub(super) struct Unread {
    pub why: String,
    pub is_missed: bool,
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        Self {
            why: error.to_string(),
            is_missed: true,
        }
    }
}

/// What the head of a questionnaire file says, without reading the rest.
pub(super) fn head_of(path: &Path, buffer: &mut Vec<u8>) -> Result<Head, Unread> {
    let file = bounded::open_regular(path)?;
    buffer.clear();
    let mut file = file.take(START);
    file.read_to_end(buffer)?;
    if let Some([id, title, domain, version]) = first_names(buffer) {
        return Ok(Head {
            id,
            title,
            domain,
            version,
            path: Some(path.to_owned()),
        });
    }
    file.set_limit(HEAD - START);
    file.read_to_end(buffer)?;
    // The limit may have cut a character.
    let text = String::from_utf8_lossy(buffer);
    let no = || Unread {
        why: "it has no [control] table at its head".to_owned(),
        is_missed: text.contains("[control"),
    };
    let (_, table) = text
        .split_once("[control]\n")
        .or_else(|| text.split_once("[control]"))
        .ok_or_else(no)?;
    let in_order = names(&mut Lines::new(table)).ok();
    let names = in_order.filter(|_| is_plain(&text));
    let [id, title, domain, version] = match names {
        Some(names) => names,
        None => any_names(table).ok_or_else(no)?,
    };
    if id.trim().is_empty() {
        return Err(Unread {
            why: "its [control] has no id".to_owned(),
            is_missed: true,
        });
    }
    Ok(Head {
        id,
        title,
        domain,
        version,
        path: Some(path.to_owned()),
    })
}

/// The names at the start of a file that is in the usual layout, where they
/// stand in these bytes as a whole.
fn first_names(start: &[u8]) -> Option<[String; 4]> {
    let text = match std::str::from_utf8(start) {
        Ok(text) => text,
        // The limit may have cut a character.
        Err(error) => std::str::from_utf8(start.get(..error.valid_up_to())?).ok()?,
    };
    let mut lines = Lines::new(text);
    lines.skip();
    lines.number("schema").ok()??;
    if !lines.opens(["[control]"]) {
        return None;
    }
    let names = names(&mut lines).ok()?;
    let passed = text.get(..text.len() - lines.left())?;
    // Something has to follow, else the limit may have cut the last name's line.
    let whole = lines.left() > 0 && is_plain(passed);
    names.first().filter(|id| whole && !id.trim().is_empty())?;
    Some(names)
}

fn any_names(table: &str) -> Option<[String; 4]> {
    let table = table.split("\n[").next().unwrap_or_default();
    let table: toml::Table = table.parse().ok()?;
    Some(["id", "title", "domain", "version"].map(|key| {
        let value = table.get(key).and_then(toml::Value::as_str);
        value.map(str::to_owned).unwrap_or_default()
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_the_same_however_it_is_written() {
        let dir = tempfile::tempdir().unwrap();
        let text = include_str!("../../../questionnaires/cek-02.toml");
        let path = dir.path().join("a.toml");
        std::fs::write(&path, text).unwrap();
        let plain = head_of(&path, &mut Vec::new()).unwrap();
        assert_eq!(plain.id, "CEK-02");
        let odd = text.replace("[control]\n", "[control] # odd\n");
        let escaped = text.replace("\"CEK-02\"\n", "\"CEK\\u002D02\"\n");
        for other in [odd, escaped] {
            assert_ne!(other, text);
            std::fs::write(&path, other).unwrap();
            assert_eq!(head_of(&path, &mut Vec::new()).unwrap(), plain);
        }
    }
}
