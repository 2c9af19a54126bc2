//! What commands write: data to standard output, messages beside it.

use super::{Context, Failure};
use crate::assessment::Assessment;
use crate::store::{AnswerFile, new_text};
use crate::text::{one_line, visible};
use crate::tui::theme::glyphs::{Glyphs, plain};
use std::borrow::Cow;
use std::collections::BTreeSet;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

/// Whether what is written for people keeps to ASCII.
static IN_ASCII: AtomicBool = AtomicBool::new(false);

/// Says with which signs to write for people from now on.
pub(super) fn write_with(glyphs: Glyphs) {
    IN_ASCII.store(glyphs == Glyphs::Ascii, Ordering::Relaxed);
}

/// A text as it is written for people: with the signs that they can see.
/// Letters stay as they are.
pub(super) fn for_people(text: &str) -> Cow<'_, str> {
    if IN_ASCII.load(Ordering::Relaxed) {
        plain(text)
    } else {
        Cow::Borrowed(text)
    }
}

/// A writer of texts for people.
pub(super) struct ForPeople<W>(pub W);

impl<W: Write> Write for ForPeople<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // What comes in pieces of characters is passed on as it is.
        match std::str::from_utf8(bytes) {
            Ok(text) => self.0.write_all(for_people(text).as_bytes())?,
            Err(_) => self.0.write_all(bytes)?,
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// Whether what is written there should have colours (see <https://no-color.org>).
pub(super) fn styled(stream: &impl IsTerminal) -> bool {
    stream.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
}

/// Whether `--out` names standard output; `./-` is a file.
pub(super) fn is_stdout(out: &Path) -> bool {
    out.as_os_str() == "-"
}

/// Writes a text for people to standard output.
pub(super) fn show(text: &str) -> Result<(), Failure> {
    print(&for_people(text))
}

/// Writes a text to standard output: for people, or as data for programs.
pub(super) fn show_if(for_people: bool, text: &str) -> Result<(), Failure> {
    if for_people { show(text) } else { print(text) }
}

/// Writes data that is text to standard output, as [`print_bytes`] does.
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
    let _ = writeln!(io::stderr(), "{}", for_people(text));
}

/// Says it once, however often it is come by.
pub(super) fn say_once(text: &str) {
    static SAID: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(text.to_owned()) {
        say(text);
    }
}

/// What a new answer file is called in messages: none to standard output has a name.
pub(super) fn new_file(out: &Path) -> String {
    match is_stdout(out) {
        true => "the new file".to_owned(),
        false => one_line(&out.display().to_string()),
    }
}

/// Makes an answer file, or writes its text to standard output where `--out` is `-`.
pub(super) fn make_file(out: &Path, assessment: &Assessment) -> Result<(), Failure> {
    if !is_stdout(out) {
        AnswerFile::create(out, assessment)?;
        return Ok(());
    }
    let text = new_text(assessment)?;
    // A terminal gets no control characters, a file all bytes.
    match io::stdout().is_terminal() {
        true => print(&visible(&text)),
        false => print(&text),
    }
}

/// Refuses standard output for what is a folder.
pub(super) fn is_folder_out(out: &Path) -> Result<(), Failure> {
    match is_stdout(out) {
        true => Err(Failure::usage(
            "--out - is standard output, and this makes a folder: name the folder to make (./- is one of that name)",
        )),
        false => Ok(()),
    }
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
