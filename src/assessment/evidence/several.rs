//! Several paths and links in one line.

use super::{Place, has_scheme};

/// The paths and links of a line that names several, each whole by itself, as a
/// terminal puts files that are dropped on it: quoted for a shell. None of a line
/// that names one, or of which that is not clear: a path may have spaces.
#[must_use]
pub fn several(line: &str) -> Option<Vec<String>> {
    let words = words_of(line)?;
    words.iter().all(|word| is_whole(word)).then_some(words)
}

/// The words of a line as a shell takes them, if they are more than one.
pub(crate) fn words_of(line: &str) -> Option<Vec<String>> {
    // There a backslash parts folders, and quotes nothing.
    let words = (!cfg!(windows)).then(|| shell_words::split(line.trim()).ok());
    words.flatten().filter(|words| words.len() > 1)
}

/// Whether it cannot be the rest of a path that began before a space.
fn is_whole(word: &str) -> bool {
    let is_local = word
        .get(..8)
        .is_some_and(|w| w.eq_ignore_ascii_case("file:///"));
    let is_path = word.starts_with('/') || word.starts_with("~/");
    (is_path && !has_scheme(word)) || is_local || Place::of(word) == Place::Link
}
