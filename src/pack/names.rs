//! Names within a pack: ones that stay in the folder that they are unpacked
//! into, on every system, and that are no two of them the same file there.

use crate::text::is_unsafe;
use sha2::{Digest, Sha256};
use std::collections::{HashMap, HashSet};
use unicode_normalization::UnicodeNormalization;

/// The longest name that an entry gets, in bytes: some systems have room for
/// little more.
const LONGEST: usize = 1000;
/// The longest part of a name between slashes, in bytes.
const LONGEST_PART: usize = 255;
/// How many parts it has at most.
const DEEPEST: usize = 24;
/// The longest name of a file that gets a new one, in bytes.
const LONGEST_NEW: usize = 120;
/// What a name must not have in it on Windows (Naming Files, Paths, and
/// Namespaces); a colon also names a drive or a stream.
const FORBIDDEN: [char; 8] = ['\\', ':', '<', '>', '"', '|', '?', '*'];

/// The name of an evidence file relative to the answer file's folder, for the
/// path that its record has.
///
/// # Errors
/// Why the path cannot stand in a pack as it is, in words that go on after
/// "its path".
pub fn inside(href: &str) -> Result<String, &'static str> {
    let parts: Vec<&str> = href
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
        .collect();
    if href.starts_with('/') || parts.is_empty() {
        return Err("is not relative");
    }
    if href.ends_with('/') {
        return Err("ends like a folder's");
    }
    for part in &parts {
        check_part(part)?;
    }
    let name = parts.join("/");
    if parts.len() > DEEPEST {
        return Err("is too deep");
    }
    if name.len() > LONGEST {
        return Err("is too long");
    }
    Ok(name)
}

/// Whether a whole name of an entry is one that a pack can have.
///
/// # Errors
/// Why not, in words that go on after "its name".
pub fn check(name: &str) -> Result<(), &'static str> {
    match inside(name) {
        Ok(same) if same == name => Ok(()),
        Ok(_) => Err("has empty parts or dots in it"),
        Err(why) => Err(why),
    }
}

fn check_part(part: &str) -> Result<(), &'static str> {
    if part.is_empty() || part == "." || part == ".." {
        return Err("has .. in it");
    }
    if part.len() > LONGEST_PART {
        return Err("is too long");
    }
    if part.chars().any(|c| c.is_control() || is_unsafe(c)) {
        return Err("has a control character in it");
    }
    if part.contains(FORBIDDEN) {
        return Err("has a character in it that not every system allows");
    }
    if part.ends_with(['.', ' ']) {
        return Err("has a part that ends with a dot or a space");
    }
    if is_device(part) {
        return Err("is the name of a device on some systems");
    }
    Ok(())
}

/// Whether Windows takes a file's name for a device's, whatever comes after a
/// dot.
fn is_device(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().trim_end();
    let stem = stem.to_uppercase();
    if ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"].contains(&stem.as_str()) {
        return true;
    }
    let number = stem
        .strip_prefix("COM")
        .or_else(|| stem.strip_prefix("LPT"));
    number.is_some_and(|n| {
        let mut chars = n.chars();
        let digit = chars.next();
        chars.next().is_none()
            && digit.is_some_and(|c| c.is_ascii_digit() || matches!(c, '¹' | '²' | '³'))
    })
}

/// A name for a file, made of the last part of its path so that it can stand
/// in a pack.
#[must_use]
pub fn safe(path: &str) -> String {
    let last = path
        .trim_end_matches(['/', '\\'])
        .rsplit(['/', '\\'])
        .next()
        .unwrap_or_default();
    let mut name: String = last
        .chars()
        .map(|c| {
            let bad = c.is_control() || is_unsafe(c) || FORBIDDEN.contains(&c);
            if bad { '_' } else { c }
        })
        .collect();
    if name.len() > LONGEST_NEW {
        // The ending says what it is.
        let ending = name.rsplit_once('.').map(|(_, e)| e.to_owned());
        let ending = ending.filter(|e| e.len() <= 16);
        let room = LONGEST_NEW - ending.as_ref().map_or(0, |e| e.len() + 1);
        while name.len() > room {
            name.pop();
        }
        if let Some(ending) = ending {
            name = format!("{name}.{ending}");
        }
    }
    let kept = name.trim_end_matches(['.', ' ']).len();
    name.truncate(kept);
    if name.is_empty() {
        name.push_str("file");
    }
    if is_device(&name) {
        name.insert(0, '_');
    }
    name
}

/// What two names have in common that are one file where case and the
/// composition of letters do not count.
fn key(name: &str) -> String {
    let upper: String = name.nfd().flat_map(char::to_uppercase).collect();
    upper.chars().flat_map(char::to_lowercase).nfd().collect()
}

/// The start of a SHA-256 in the place of a text: an archive that came from
/// anybody can have names without end.
type Short = [u8; 16];

fn short(text: &str) -> Short {
    let mut out = Short::default();
    for (to, from) in out.iter_mut().zip(Sha256::digest(text.as_bytes())) {
        *to = from;
    }
    out
}

/// The names that are given already.
#[derive(Debug, Default)]
pub struct Names {
    /// The name by its key.
    files: HashMap<Short, Short>,
    /// The keys of all folders of them.
    folders: HashSet<Short>,
}

/// What becomes of a name that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Given {
    /// It is free, and taken from now on.
    New,
    /// It is taken, by exactly the same name.
    Same,
    /// Another file would get in its way.
    Taken,
}

impl Names {
    /// Takes a name if it is free.
    pub fn take(&mut self, name: &str) -> Given {
        let text = key(name);
        let whole = short(&text);
        if let Some(holder) = self.files.get(&whole) {
            return if *holder == short(name) {
                Given::Same
            } else {
                Given::Taken
            };
        }
        let ends = text.match_indices('/').take(DEEPEST);
        let folders: Vec<Short> = ends
            .filter_map(|(at, _)| text.get(..at))
            .map(short)
            .collect();
        if self.folders.contains(&whole) || folders.iter().any(|f| self.files.contains_key(f)) {
            return Given::Taken;
        }
        self.folders.extend(folders);
        self.files.insert(whole, short(name));
        Given::New
    }

    /// Takes a name in the folder of a record for a file that cannot have its
    /// own.
    pub fn elsewhere(&mut self, id: &str, path: &str) -> String {
        let folder = safe(id);
        let file = safe(path);
        let mut name = format!("outside/{folder}/{file}");
        let mut number = 2_usize;
        while self.take(&name) != Given::New {
            name = format!("outside/{folder}/{number}-{file}");
            number += 1;
        }
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_that_stay_are_kept() {
        for (href, name) in [
            ("evidence/a.pdf", "evidence/a.pdf"),
            ("./evidence//a b.pdf", "evidence/a b.pdf"),
            ("prüfung/ä.pdf", "prüfung/ä.pdf"),
            (".hidden", ".hidden"),
            ("console/com10.txt", "console/com10.txt"),
        ] {
            assert_eq!(inside(href).as_deref(), Ok(name));
        }
    }

    #[test]
    fn paths_that_lead_out_or_mean_something_else_are_not() {
        for href in [
            "",
            ".",
            "/",
            "/etc/passwd",
            "../a",
            "a/../b",
            "a/..",
            "c:/a",
            "c:a",
            "a\\b",
            "..\\a",
            "a\nb",
            "a\u{1b}[31m",
            "a\u{202e}b",
            "a.",
            "a /b",
            "CON",
            "a/nul.txt",
            "Com1.tar.gz",
            "lpt¹",
            "a?",
            "a/",
        ] {
            assert!(inside(href).is_err(), "{href:?}");
        }
        assert!(check("./a").is_err() && check("a//b").is_err() && check("a/b").is_ok());
    }

    #[test]
    fn new_names_can_stand_in_a_pack() {
        for (path, name) in [
            ("/etc/passwd", "passwd"),
            ("..", "file"),
            ("../..\\x:y?.pdf", "x_y_.pdf"),
            ("a/nul", "_nul"),
            ("tab\there. ", "tab_here"),
        ] {
            assert_eq!(safe(path), name);
        }
        let long = safe(&format!("{}.pdf", "ä".repeat(300)));
        assert!(
            long.len() <= LONGEST_NEW && long.ends_with("ä.pdf"),
            "{long}"
        );
    }

    #[test]
    fn names_that_some_systems_take_for_one_are_not_given_twice() {
        let mut names = Names::default();
        assert_eq!(names.take("a/É.pdf"), Given::New);
        assert_eq!(names.take("a/É.pdf"), Given::Same);
        for taken in ["A/É.PDF", "a/e\u{301}.pdf", "a", "A", "a/É.pdf/b"] {
            assert_eq!(names.take(taken), Given::Taken, "{taken}");
        }
        assert_eq!(names.take("straße"), Given::New);
        assert_eq!(names.take("STRASSE"), Given::Taken);
        assert_eq!(names.elsewhere("ev-1", "../x"), "outside/ev-1/x");
        assert_eq!(names.elsewhere("EV-1", "../X"), "outside/EV-1/2-X");
        assert_eq!(names.elsewhere("con", "../X"), "outside/_con/X");
    }
}
