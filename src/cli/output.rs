//! What commands write: data to standard output, messages beside it.

use super::{Context, Failure};
use crate::store::AnswerFile;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

/// Whether what is written there should have colours (see <https://no-color.org>).
pub(super) fn styled(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Writes a text to standard output, as [`print_bytes`] does.
pub(super) fn print(text: &str) -> Result<(), Failure> {
    print_bytes(text.as_bytes())
}

/// Writes data to standard output. A reader that has seen enough is no error.
pub(super) fn print_bytes(data: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(data).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(()),
    }
}

/// Tells the user something beside the data.
pub(super) fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Refuses to write over a file that the call reads.
pub(super) fn not_over(out: &Path, context: &Context, file: &AnswerFile) -> Result<(), Failure> {
    let evidence = file.assessment().evidence.values();
    let folder = crate::assessment::folder_of(file.path());
    let mut places = evidence
        .filter(|record| record.place() != crate::assessment::Place::Link)
        .map(|record| folder.join(&record.href));
    let file = file.path();
    let is_toml = |path: &Path| {
        path.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("toml"))
    };
    let is_named_so = is_toml(out);
    let Ok(out) = out.canonicalize() else {
        return Ok(());
    };
    let same = |path: &Path| path.canonicalize().is_ok_and(|p| p == out);
    if same(file) {
        return Err(Failure::usage(
            "--out names the answer file itself: choose another name",
        ));
    }
    if places.any(|place| same(&place)) {
        return Err(Failure::usage(
            "--out names evidence of the register: choose another name",
        ));
    }
    if context.questionnaire_file.as_deref().is_some_and(same) {
        return Err(Failure::usage(
            "--out names the questionnaire that is used: choose another name",
        ));
    }
    // No report is TOML: this is somebody's answers, or what they answer.
    if is_named_so || is_toml(&out) {
        return Err(Failure::usage(
            "--out names an answer file or a questionnaire, or what may be one: choose another name",
        ));
    }
    Ok(())
}
