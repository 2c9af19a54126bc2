//! The next command that a message offers: it works as it stands.

use super::Context;
use crate::text::shell_word;
use std::path::Path;

/// `aicaiq FILE`, with `--questionnaire` where the file is not read with the same
/// questionnaire without it.
pub fn answer(context: Option<&Context>, file: &Path) -> String {
    format!("aicaiq {}", of(context, file))
}

/// A file as a command takes it, with `--questionnaire` where that is needed.
pub fn of(context: Option<&Context>, file: &Path) -> String {
    let name = file.display().to_string();
    let name = shell_word(match name.trim_end_matches('/') {
        "" => &name,
        name => name,
    });
    match context.and_then(|context| needed(context, file)) {
        Some(named) => format!(
            "{name} --questionnaire {}",
            shell_word(&named.display().to_string())
        ),
        None => name,
    }
}

/// What `--questionnaire` named, if the file is read with another one without it.
fn needed<'a>(context: &'a Context, file: &Path) -> Option<&'a Path> {
    let named = context.named.as_deref()?;
    let found = crate::folder::asked_by(file).ok();
    let same = found.is_some_and(|(q, _)| q.digest == context.questionnaire.digest);
    (!same).then_some(named)
}
