//! What is done with the bytes of a case, a file a kind of input. The fuzz
//! targets in `fuzz/` and the tests on a stable compiler run the same.

pub mod answers;
mod config;
mod folder;
pub mod keys;
mod merging;
mod pack;
mod questionnaire;
mod workbook;
pub mod world;

use aicaiq::store::{Problem, render_problems};
use std::path::Path;

use answers::answers;
use config::config;
use folder::folder;
use keys::keys;
use merging::merging;
use pack::pack;
use questionnaire::questionnaire;
use workbook::workbook;

/// What a case is run by.
pub type Body = fn(&[u8]);

/// All of them, by the name of the fuzz target and of its corpus.
pub const BODIES: [(&str, Body); 8] = [
    ("answers", answers),
    ("folder", folder),
    ("questionnaire", questionnaire),
    ("merging", merging),
    ("workbook", workbook),
    ("pack", pack),
    ("config", config),
    ("keys", keys),
];

/// A new folder, in memory where there is such a place: saves flush.
pub fn scratch() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

/// The texts of a case of several; a NUL, which no TOML has, parts them.
pub fn texts<const N: usize>(data: &[u8]) -> Option<[&str; N]> {
    let text = std::str::from_utf8(data).ok()?;
    let mut parts = text.splitn(N, '\0');
    Some([(); N].map(|()| parts.next().unwrap_or_default()))
}

/// Every problem says where it is and can be shown.
pub fn can_be_shown(text: &str, problems: &[Problem]) {
    for problem in problems {
        let Some(span) = &problem.span else { continue };
        assert!(
            span.start <= span.end && span.end <= text.len(),
            "{problem:?}"
        );
    }
    for styled in [false, true] {
        let shown = render_problems("a.toml", text, problems, styled);
        let odd = |c: char| aicaiq::text::is_unsafe(c) && !(styled && c == '\u{1b}');
        assert!(!shown.contains(odd), "{shown:?}");
    }
}

/// A text by its values, as another reader has them; comparable, also where a
/// number is none.
pub fn values(text: &str) -> toml::Table {
    text.parse().unwrap()
}
