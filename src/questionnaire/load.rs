//! Reading and checking a questionnaire file.

use super::{Questionnaire, SCHEMA};
use crate::assessment::Role;
use crate::bounded;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::fs::Metadata;
use std::ops::Range;
use std::path::Path;
use std::sync::{Arc, OnceLock};

/// The largest questionnaire file that is read, in bytes.
const LIMIT: u64 = 8 * 1024 * 1024;

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
    let text = String::from_utf8(bytes).map_err(|e| {
        LoadError::plain(format!(
            "it is not UTF-8 text (byte {})",
            e.utf8_error().valid_up_to()
        ))
    })?;
    parse(&text)
}

/// Reads a questionnaire from its text.
///
/// # Errors
/// As [`load`].
pub fn parse(text: &str) -> Result<Questionnaire, LoadError> {
    let mut questionnaire: Questionnaire = toml::from_str(text).map_err(|e| LoadError {
        message: e.message().to_owned(),
        span: e.span(),
        source_text: text.to_owned(),
    })?;
    questionnaire.digest = digest(text);
    questionnaire.text = text.into();
    check(&questionnaire).map_err(|(message, needle)| LoadError {
        message,
        span: needle.and_then(|n| text.find(&n).map(|at| at..at + n.len())),
        source_text: text.to_owned(),
    })?;
    Ok(questionnaire)
}

fn digest(text: &str) -> String {
    let hex: String = Sha256::digest(text.as_bytes())
        .iter()
        .map(|b| format!("{b:02x}"))
        .collect();
    format!("sha256:{hex}")
}

/// A rule that is broken, and a text of the file to point at.
type Broken = (String, Option<String>);

fn check(q: &Questionnaire) -> Result<(), Broken> {
    if q.schema != SCHEMA {
        return Err((
            format!(
                "schema {} is not known: expected schema = {SCHEMA}; a newer aicaiq may read it",
                q.schema
            ),
            Some("schema".into()),
        ));
    }
    no_control_characters(q)?;
    for (what, text) in [
        ("control.id", &q.control.id),
        ("control.title", &q.control.title),
        ("control.version", &q.control.version),
    ] {
        if text.trim().is_empty() {
            return Err((format!("{what} is empty"), None));
        }
    }
    let mut questions = BTreeSet::new();
    for question in &q.questions {
        if !questions.insert(&question.id) {
            return Err((
                format!("question {} stands twice", question.id),
                Some(format!("{:?}", question.id)),
            ));
        }
    }
    if q.roles.is_empty() {
        return Err((
            "there is no [[roles]]: a questionnaire needs at least one role with steps".into(),
            None,
        ));
    }
    let mut roles = BTreeSet::new();
    for role in &q.roles {
        if !roles.insert(role.id) {
            return Err((format!("role {} stands twice", role.id), None));
        }
        check_steps(role.id, &role.steps)?;
    }
    Ok(())
}

fn check_steps(role: Role, steps: &[super::Step]) -> Result<(), Broken> {
    if steps.is_empty() {
        return Err((
            format!("role {role} has no steps"),
            Some(format!("{:?}", role.as_str())),
        ));
    }
    let mut seen = BTreeSet::new();
    for step in steps {
        if !seen.insert(&step.id) {
            return Err((format!("step {} of {role} stands twice", step.id), None));
        }
    }
    for ccm in [false, true] {
        for (expected, step) in (1..).zip(seen.iter().filter(|s| s.is_ccm() == ccm)) {
            if step.number() != expected {
                return Err((
                    format!(
                        "the steps of {role} have a gap before {step}: number them from 1 without gaps"
                    ),
                    Some(format!("{:?}", step.as_str())),
                ));
            }
        }
    }
    Ok(())
}

fn no_control_characters(q: &Questionnaire) -> Result<(), Broken> {
    let c = &q.control;
    let mut texts = vec![
        &c.id,
        &c.title,
        &c.domain,
        &c.version,
        &c.specification,
        &c.attribution,
        &c.license,
        &c.source,
    ];
    texts.extend(c.threats.iter().chain(&c.architecture));
    texts.extend(
        q.lifecycle
            .iter()
            .flat_map(|p| p.topics.iter().chain([&p.phase])),
    );
    texts.extend(
        q.layers
            .iter()
            .flat_map(|l| [&l.id, &l.name, &l.label, &l.text]),
    );
    texts.extend(q.standards.iter().flat_map(|s| {
        s.references
            .iter()
            .chain([&s.id, &s.name, &s.mapping, &s.addendum])
    }));
    texts.extend(q.questions.iter().flat_map(|s| [&s.id, &s.text]));
    for role in &q.roles {
        texts.push(&role.name);
        texts.extend(
            role.steps
                .iter()
                .flat_map(|s| s.typical_evidence.iter().chain([&s.topic, &s.text])),
        );
    }
    for text in texts {
        if let Some(c) = text.chars().find(|c| crate::text::is_unsafe(*c)) {
            let start: String = crate::text::one_line(text).chars().take(40).collect();
            return Err((
                format!(
                    "control character U+{:04X} in “{start}…”: leave it out",
                    c as u32
                ),
                None,
            ));
        }
    }
    Ok(())
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
