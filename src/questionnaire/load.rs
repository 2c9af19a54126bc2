//! Reading and checking a questionnaire file.

use super::view::view;
use super::{Questionnaire, check, rules};
use crate::bounded;
use crate::store::{Problem, Severity};
use sha2::{Digest, Sha256};
use std::fs::Metadata;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The largest questionnaire file that is read, in bytes.
const LIMIT: u64 = crate::limits::QUESTIONNAIRE;

/// Why a questionnaire could not be used.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct LoadError {
    /// What is wrong, what was expected and how to mend it.
    pub message: String,
    /// The bytes of the file that it is about.
    pub span: Option<Range<usize>>,
    /// The file's text, when it could be read.
    pub source_text: String,
}

impl LoadError {
    fn plain(message: String) -> Self {
        Self {
            message,
            span: None,
            source_text: String::new(),
        }
    }
}

/// The questionnaire that is part of the program: CEK-02.
#[must_use]
pub fn embedded() -> &'static Questionnaire {
    shared()
}

/// The same, for whoever keeps it: it is not copied.
#[must_use]
pub fn built_in() -> Arc<Questionnaire> {
    Arc::clone(shared())
}

fn shared() -> &'static Arc<Questionnaire> {
    static CEK_02: OnceLock<Arc<Questionnaire>> = OnceLock::new();
    CEK_02.get_or_init(|| {
        let text = include_str!("../../questionnaires/cek-02.toml");
        let json = include_str!(concat!(env!("OUT_DIR"), "/cek-02.json"));
        #[expect(
            clippy::expect_used,
            reason = "the text is compiled in and a test compares it with what its TOML says"
        )]
        let mut questionnaire: Questionnaire =
            serde_json::from_str(json).expect("the embedded questionnaire is valid");
        questionnaire.digest = env!("CEK_02_DIGEST").to_owned();
        questionnaire.text = text.into();
        Arc::new(questionnaire)
    })
}

/// Reads a questionnaire file.
///
/// # Errors
/// When the file cannot be read, is no questionnaire, or breaks a rule of
/// the format (see questionnaires/README.md).
pub fn load(path: &Path) -> Result<Questionnaire, LoadError> {
    parse(&read(path)?)
}

/// The text of a questionnaire file.
///
/// # Errors
/// When the file cannot be read, is larger than a questionnaire can be or is
/// no text.
pub fn read(path: &Path) -> Result<String, LoadError> {
    let say = |e: std::io::Error| LoadError::plain(format!("cannot read it: {e}"));
    let regular = |meta: &Metadata| {
        if meta.is_file() {
            return Ok(());
        }
        let kind = bounded::kind(meta);
        let help = "name a questionnaire file (NAME.toml)";
        Err(LoadError::plain(format!(
            "it is {kind}, not a file: {help}"
        )))
    };
    // Before it is opened, as opening alone can do something to a device.
    regular(&std::fs::metadata(path).map_err(say)?)?;
    let file = bounded::open(path).map_err(say)?;
    regular(&file.metadata().map_err(say)?)?;
    let bytes = bounded::read(&file, LIMIT).map_err(say)?.ok_or_else(|| {
        LoadError::plain(format!(
            "it is too large: a questionnaire is at most {LIMIT} bytes (8 MiB)"
        ))
    })?;
    String::from_utf8(bytes).map_err(|e| {
        LoadError::plain(format!(
            "it is not UTF-8 text (byte {})",
            e.utf8_error().valid_up_to()
        ))
    })
}

/// Reads a questionnaire from its text.
///
/// # Errors
/// As [`load`]: the first error that [`check`](super::check()) finds.
pub fn parse(text: &str) -> Result<Questionnaire, LoadError> {
    let mut questionnaire: Questionnaire =
        toml::from_str(text).map_err(|e| refused(text, e.message(), e.span()))?;
    let broken = rules::broken(&view(&questionnaire));
    if let Some(first) = broken.iter().find(|b| b.severity == Severity::Error) {
        return Err(refused(text, &first.message, None));
    }
    questionnaire.digest = digest(text);
    questionnaire.text = text.into();
    Ok(questionnaire)
}

/// Why a text is refused: as checking it says, which knows the place and how
/// to mend it; else as it was told.
fn refused(text: &str, message: &str, span: Option<Range<usize>>) -> LoadError {
    let found = check::check(text).problems;
    let first = found.into_iter().find(Problem::is_error);
    let (message, span) = match first {
        Some(problem) => (check::sentence(&problem), problem.span),
        None => (message.to_owned(), span),
    };
    LoadError {
        message,
        span,
        source_text: text.to_owned(),
    }
}

/// The digest of a questionnaire's text, as answer files name it.
pub(crate) fn digest(text: &str) -> String {
    let hash = Sha256::digest(text.as_bytes());
    let halves = hash.iter().flat_map(|b| [b >> 4, b & 0xF]);
    let hex = halves.filter_map(|half| char::from_digit(half.into(), 16));
    "sha256:".chars().chain(hex).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_questionnaire_is_what_its_file_says() {
        let text = include_str!("../../questionnaires/cek-02.toml");
        assert_eq!(embedded(), &parse(text).unwrap());
    }

    #[cfg(unix)]
    #[test]
    fn a_device_a_pipe_and_a_huge_file_are_refused_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let pipe = dir.path().join("pipe");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.unwrap().success());
        for path in [Path::new("/dev/zero"), &pipe] {
            let said = load(path).unwrap_err().message;
            assert!(said.starts_with("it is a device or pipe"), "{said}");
        }
        let huge = dir.path().join("huge");
        let file = std::fs::File::create(&huge).unwrap();
        file.set_len(LIMIT + 1).unwrap();
        let said = load(&huge).unwrap_err().message;
        assert!(said.contains("at most"), "{said}");
    }
}
