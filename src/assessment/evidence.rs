//! Evidence records and where they point.

mod ids;
mod several;

pub use ids::EvidenceIds;
pub use several::several;
pub(crate) use several::words_of;

use crate::text::one_line;
use chrono::NaiveDate;
use compact_str::{CompactString, format_compact};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt;
use std::path::{Component, Path, PathBuf};

/// The key of an evidence record: `ev-` and eight hex digits of the SHA-256
/// of its href, so that the same link is one record whoever adds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EvidenceId(CompactString);

/// Schemes of URIs that have no `//`: what begins so is no path.
const SCHEMES: [&str; 8] = [
    "javascript:",
    "vbscript:",
    "data:",
    "file:",
    "blob:",
    "about:",
    "mailto:",
    "urn:",
];

impl EvidenceId {
    /// Whether a text is written as this program writes ids: `ev-3f9a1c02`.
    #[must_use]
    pub fn is_like_one(text: &str) -> bool {
        let hex = |b: u8| b.is_ascii_digit() || (b'a'..=b'f').contains(&b);
        let digits = text.strip_prefix("ev-");
        digits.is_some_and(|digits| digits.len() == 8 && digits.bytes().all(hex))
    }

    /// The id of a link or path.
    #[must_use]
    pub fn of(href: &str) -> Self {
        let digest = Sha256::digest(href.as_bytes());
        let hex: String = digest.iter().take(4).map(|b| format!("{b:02x}")).collect();
        Self(format_compact!("ev-{hex}"))
    }

    /// An id as a file writes it: letters, digits, `-` and `_` only, so that
    /// it stays a bare TOML key.
    #[must_use]
    pub fn new(text: &str) -> Option<Self> {
        // Without a branch a byte: there are tens of thousands.
        let odd = text.bytes().fold(false, |odd, b| {
            odd | !(b.is_ascii_alphanumeric() | (b == b'-') | (b == b'_'))
        });
        let bare = !odd && (1..=80).contains(&text.len());
        bare.then(|| Self(text.into()))
    }

    /// The id as files write it.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EvidenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// A record of the evidence register.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Evidence {
    /// What it is.
    pub title: String,
    /// A link (http, https) or a path relative to the answer file.
    pub href: String,
    /// SHA-256 of the file in hex; empty for links and files never read.
    pub sha256: String,
    /// The file's size in bytes.
    pub size: Option<u64>,
    /// When it was collected.
    pub collected_on: Option<NaiveDate>,
    /// Who collected it.
    pub collected_by: String,
    /// When a link was last looked at: nothing else vouches for what it shows.
    pub viewed_on: Option<NaiveDate>,
    /// Who looked at it.
    pub viewed_by: String,
    /// First day of the period that it covers.
    pub period_from: Option<NaiveDate>,
    /// Last day of the period that it covers.
    pub period_to: Option<NaiveDate>,
    /// When it stops being proof.
    pub expires_on: Option<NaiveDate>,
}

/// Where an href points, by its form alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// An http or https link.
    Link,
    /// A relative path that stays in the answer file's folder.
    Inside,
    /// An absolute path, or one that climbs out with `..`. Never read unless
    /// the user names it.
    Outside,
}

impl Place {
    /// Where an href points. A scheme other than http and https counts as
    /// [`Place::Outside`]: it is never followed.
    #[must_use]
    pub fn of(href: &str) -> Self {
        let starts = |scheme: &str| {
            let start = href.get(..scheme.len());
            start.is_some_and(|s| s.eq_ignore_ascii_case(scheme))
        };
        if starts("http://") || starts("https://") {
            return Self::Link;
        }
        if has_scheme(href) {
            return Self::Outside;
        }
        let mut depth = 0_i32;
        for part in Path::new(href).components() {
            match part {
                Component::Normal(_) => depth += 1,
                Component::CurDir => {}
                Component::ParentDir => depth -= 1,
                Component::RootDir | Component::Prefix(_) => return Self::Outside,
            }
            if depth < 0 {
                return Self::Outside;
            }
        }
        Self::Inside
    }
}

/// Whether a link has a space or a line break in it: it is several that were
/// pasted together, or none.
#[must_use]
pub fn is_broken_link(href: &str) -> bool {
    Place::of(href) == Place::Link && href.trim().contains(char::is_whitespace)
}

/// Whether it is the beginning of a link and no whole one: `htt`, `https:/`,
/// `https://`. A file may be called so.
#[must_use]
pub fn is_half_link(text: &str) -> bool {
    let text = text.trim().to_ascii_lowercase();
    let is_begun = |whole: &&str| text.len() > 2 && whole.starts_with(&text);
    let rest = text.strip_prefix("https:");
    let rest = rest.or_else(|| text.strip_prefix("http:"));
    let no_host = |host: &str| host.is_empty() || host.starts_with(['/', '?', '#']);
    ["http://", "https://"].iter().any(is_begun)
        || rest.is_some_and(|rest| rest.strip_prefix("//").is_none_or(no_host))
}

/// Whether an href begins with a scheme, so that it is no path. Of http and https
/// it is a link, of any other it is never followed.
pub(crate) fn has_scheme(href: &str) -> bool {
    let starts = |scheme: &&str| {
        let start = href.get(..scheme.len());
        start.is_some_and(|s| s.eq_ignore_ascii_case(scheme))
    };
    href.contains("://") || SCHEMES.iter().any(starts)
}

/// The folder that a file lies in and that its evidence paths start from;
/// `.` for a bare name.
#[must_use]
pub fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A path without `.` and `..`, by its words alone: what it leads to may be
/// gone, or is not to be looked at.
#[must_use]
pub fn without_dots(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match (part, out.components().next_back()) {
            (Component::ParentDir, Some(Component::Normal(_))) => {
                out.pop();
            }
            // Above the root is nothing.
            (Component::ParentDir, Some(Component::RootDir)) | (Component::CurDir, _) => {}
            (part, _) => out.push(part),
        }
    }
    if out.as_os_str().is_empty() {
        out.push(".");
    }
    out
}

/// The href that a typed or dropped path means: without quotes and, where it
/// lies in the answer file's folder, relative to it.
#[must_use]
pub fn href_of(text: &str, folder: &Path) -> String {
    let text = text.trim();
    let bare = ['\'', '"']
        .iter()
        .find_map(|q| {
            let bare = text.strip_prefix(*q)?.strip_suffix(*q)?;
            // Else each of several has its own.
            (!bare.contains(*q)).then_some(bare)
        })
        .unwrap_or(text);
    let path = Path::new(bare);
    match path.strip_prefix(folder) {
        Ok(inside) if path.is_absolute() && !folder.as_os_str().is_empty() => {
            inside.display().to_string()
        }
        _ => bare.strip_prefix("./").unwrap_or(bare).to_owned(),
    }
}

/// What was found where a record points. The rules take it as an argument:
/// they read no file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FileState {
    /// Not looked at, or a link.
    Unchecked,
    /// A regular file.
    Present {
        /// SHA-256 of its bytes in hex.
        sha256: String,
        /// Its size in bytes.
        size: u64,
    },
    /// Nothing is there.
    Missing,
    /// It leads out of the answer file's folder, so it was not read.
    Outside,
    /// It is there and cannot be read, with the reason.
    Unreadable(String),
}

/// What was found, by record; a record that is not in it was not looked at.
pub type Files = BTreeMap<EvidenceId, FileState>;

impl Evidence {
    /// The record with what another of the same file or link says.
    #[must_use]
    pub fn with(&self, other: &Self) -> Self {
        let text = |old: &String, new: &String| if new.is_empty() { old } else { new }.clone();
        Self {
            title: text(&self.title, &other.title),
            href: text(&self.href, &other.href),
            sha256: text(&self.sha256, &other.sha256),
            size: other.size.or(self.size),
            collected_on: self.collected_on.or(other.collected_on),
            collected_by: text(&other.collected_by, &self.collected_by),
            viewed_on: other.viewed_on.or(self.viewed_on),
            viewed_by: text(&self.viewed_by, &other.viewed_by),
            period_from: other.period_from.or(self.period_from),
            period_to: other.period_to.or(self.period_to),
            expires_on: other.expires_on.or(self.expires_on),
        }
    }

    /// Where the record points.
    #[must_use]
    pub fn place(&self) -> Place {
        Place::of(&self.href)
    }

    /// The title and the href, in one line: `Policy · evidence/policy.pdf`.
    #[must_use]
    pub fn titled(&self) -> String {
        match self.title.trim() {
            "" => one_line(&self.href),
            title => format!("{} · {}", one_line(title), one_line(&self.href)),
        }
    }

    /// The title, or the href where there is no title.
    #[must_use]
    pub fn name(&self) -> &str {
        if self.title.is_empty() {
            &self.href
        } else {
            &self.title
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_are_taken_out_as_far_as_there_is_something_before_them() {
        for (path, plain) in [
            ("a/./b/../c", "a/c"),
            ("../a.pdf", "../a.pdf"),
            ("a/../../b", "../b"),
            ("/../a", "/a"),
            ("a/..", "."),
        ] {
            assert_eq!(without_dots(Path::new(path)), Path::new(plain), "{path}");
        }
    }

    #[test]
    fn the_same_link_is_the_same_record() {
        assert_eq!(EvidenceId::of("a.pdf"), EvidenceId::of("a.pdf"));
        assert_eq!(EvidenceId::of("a.pdf").as_str().len(), 11);
        assert!(EvidenceId::new("ev-3f9a1c02").is_some());
        assert!(EvidenceId::new("ev 1").is_none());
    }

    #[test]
    fn places() {
        for (href, place) in [
            ("HTTPS://example.com/x", Place::Link),
            ("evidence/a.pdf", Place::Inside),
            ("./a/../b.pdf", Place::Inside),
            ("../a.pdf", Place::Outside),
            ("a/../../b", Place::Outside),
            ("/etc/passwd", Place::Outside),
            ("file:///etc/passwd", Place::Outside),
            ("JavaScript:alert(1)", Place::Outside),
            ("data:text/html,x", Place::Outside),
            ("notes: May.pdf", Place::Inside),
            ("javascript://x", Place::Outside),
        ] {
            assert_eq!(Place::of(href), place, "{href}");
        }
    }

    #[test]
    fn a_link_that_is_begun_is_none_yet() {
        let half = "htt http HTTPS http: https:/ https:// https:/a.example https:///x http:a";
        for text in half.split(' ') {
            assert!(is_half_link(text), "{text}");
        }
        for text in [
            "ht",
            "https://a",
            "http.pdf",
            "https/a",
            "httpd",
            "ftp://",
            "",
        ] {
            assert!(!is_half_link(text), "{text}");
        }
    }
}
