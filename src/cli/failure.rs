//! Why a command did not do what was asked, in words and as an exit code.

use super::{Cli, styled};
use crate::questionnaire::LoadError;
use crate::store::{CreateError, OpenError, Problem, Severity, render_problems};
use std::io;
use std::path::Path;

/// Why a command did not do what was asked.
#[derive(Debug)]
pub(super) struct Failure {
    pub code: u8,
    pub message: String,
}

impl Failure {
    /// The call itself is wrong: exit code 2.
    pub fn usage(message: impl Into<String>) -> Self {
        Self {
            code: 2,
            message: message.into(),
        }
    }

    /// The call is fine and something it names is not: exit code 1.
    pub fn found(message: impl Into<String>) -> Self {
        Self {
            code: 1,
            message: message.into(),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Self::found(error.to_string())
    }
}

impl From<CreateError> for Failure {
    fn from(error: CreateError) -> Self {
        match error {
            CreateError::Exists(_) => Self::usage(error.to_string()),
            _ => Self::found(error.to_string()),
        }
    }
}

/// Why a questionnaire cannot be used.
pub(super) fn questionnaire_failure(path: &Path, error: &LoadError) -> Failure {
    let name = path.display().to_string();
    if error.source_text.is_empty() {
        return Failure::usage(format!(
            "questionnaire {}: {error}",
            crate::text::one_line(&name)
        ));
    }
    let problem = Problem {
        severity: Severity::Error,
        span: error.span.clone(),
        message: error.message.clone(),
        help: Some(
            "aicaiq questionnaire check lists every problem; questionnaires/README.md describes the format"
                .to_owned(),
        ),
    };
    Failure::found(render_problems(
        &name,
        &error.source_text,
        &[problem],
        styled(&io::stderr()),
    ))
}

/// Why a file named by the call could not be written.
pub(super) fn write_failure(path: &Path, error: &io::Error) -> Failure {
    let name = crate::text::one_line(&path.display().to_string());
    if error.kind() == io::ErrorKind::AlreadyExists && path.is_symlink() && !path.exists() {
        Failure::usage(format!(
            "{name} is a symbolic link that leads nowhere, and nothing is made where it points: take it away, or choose another name"
        ))
    } else if error.kind() == io::ErrorKind::AlreadyExists {
        Failure::usage(format!(
            "{name} exists already: choose another name, or replace it with --force"
        ))
    } else {
        let mend = crate::store::mend(error);
        Failure::found(format!("cannot write {name}: {error}{mend}"))
    }
}

/// Why an answer file cannot be opened.
pub(super) fn open_failure(error: &OpenError, styled: bool) -> Failure {
    let message = error.render(styled);
    match error {
        OpenError::Io { source, path } if source.kind() == io::ErrorKind::NotFound => {
            let name = crate::text::one_line(&path.display().to_string());
            let hint = match command_like(&name) {
                Some(command) => format!("Did you mean the command {command}?"),
                None => format!("To make it: aicaiq new {name} --subject NAME --role CSP"),
            };
            Failure::usage(format!("{message}\n{hint}"))
        }
        OpenError::Io { .. } | OpenError::NotAFile { .. } => Failure::usage(message),
        _ => Failure::found(message),
    }
}

/// The command that a word was meant to be, if it looks like one.
fn command_like(word: &str) -> Option<String> {
    if word.contains(['.', '/']) {
        return None;
    }
    let cli = <Cli as clap::CommandFactory>::command();
    let shown = cli.get_subcommands().filter(|c| !c.is_hide_set());
    let names: Vec<&str> = shown.map(clap::Command::get_name).collect();
    crate::store::nearest(word, &names).map(str::to_owned)
}
