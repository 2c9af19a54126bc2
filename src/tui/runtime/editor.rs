//! The user's own editor.

use super::{Run, Runtime};
use crate::text::one_line;
use crate::tui::effect::Event;
use crate::{bounded, limits};
use signal_hook::consts::{SIGHUP, SIGTERM};
use std::ffi::{OsStr, OsString};
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::Command;

impl Runtime {
    /// Runs the user's own editor on a text, by `run`. The terminal must have
    /// been lent.
    #[must_use]
    pub fn edit_outside(&mut self, text: &str, run: Run<'_>) -> Event {
        self.journal(true);
        Event::Edited(self.run_editor(text, run))
    }

    /// What stands on the ordinary screen while the editor runs.
    #[must_use]
    pub fn awaits_editor(&self) -> String {
        let words = words(&self.editor).unwrap_or_default();
        let program = words.first().map(Path::new).and_then(Path::file_name);
        let name = program.map(|name| one_line(&name.to_string_lossy()));
        let name = name.unwrap_or_else(|| "the editor".into());
        format!("aicaiq waits for {name} to close the text…")
    }

    fn run_editor(&self, text: &str, run: Run<'_>) -> Result<String, String> {
        let words = words(&self.editor)?;
        let Some((program, arguments)) = words.split_first().filter(|(p, _)| !p.is_empty()) else {
            return Err("no editor is set: set EDITOR, for example EDITOR=vim".into());
        };
        let say = |e: io::Error| format!("no file for the editor: {e}");
        std::fs::create_dir_all(&self.state).map_err(say)?;
        let mut file = tempfile::Builder::new()
            .prefix("aicaiq-")
            .suffix(".md")
            .tempfile_in(&self.state)
            .map_err(say)?;
        // What is appended to it is a line of its own.
        let handed = match text.is_empty() || text.ends_with('\n') {
            true => text.to_owned(),
            false => format!("{text}\n"),
        };
        file.write_all(handed.as_bytes())
            .and_then(|()| file.flush())
            .map_err(say)?;
        // The whole of it: of `sh -c …` the program alone says little.
        let name = one_line(&self.editor.to_string_lossy());
        let mut command = Command::new(program);
        command.args(arguments).arg(file.path());
        let ended = run(&mut command);
        // Editors may write another file in its place.
        let read = bounded::open_regular(file.path());
        let bytes = read
            .and_then(|file| bounded::read(&file, limits::TEXT.saturating_add(1)))
            .map_err(|error| format!("the edited text cannot be read: {error}"))?;
        let Some(bytes) = bytes else {
            let why = limits::TEXT_TOO_LONG;
            return Err(match file.keep() {
                Ok((_, path)) => format!("{why}; what was written is in {}", path.display()),
                Err(_) => why.to_owned(),
            });
        };
        // What was written stays where it is when it cannot be taken.
        let untouched = bytes == handed.as_bytes();
        let kept = |why: String| {
            if untouched {
                return why;
            }
            match file.keep() {
                Ok((_, path)) => format!("{why}; what was written is in {}", path.display()),
                Err(_) => why,
            }
        };
        match ended {
            Ok(status) if status.success() => {}
            // By whoever ends this program too: what was written is journalled.
            Ok(status) if !untouched && matches!(status.signal(), Some(SIGTERM | SIGHUP)) => {}
            Ok(status) => return Err(kept(format!("the editor ended with {status}: {name}"))),
            Err(error) => return Err(kept(format!("the editor cannot be run: {name}: {error}"))),
        }
        String::from_utf8(bytes).map_err(|_| kept("the edited text is not UTF-8".to_owned()))
    }
}

/// The words of an editor command: split at spaces, with the quotes and
/// backslashes of a shell. Nothing else that a shell knows is looked at, and
/// what is no text is one word.
fn words(command: &OsStr) -> Result<Vec<OsString>, String> {
    let Some(text) = command.to_str() else {
        return Ok(vec![command.to_owned()]);
    };
    match shell_words::split(text) {
        Ok(words) => Ok(words.into_iter().map(OsString::from).collect()),
        Err(_) => Err(format!(
            "VISUAL, or else EDITOR, has a quote without its end; close it: {}",
            one_line(text)
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_editor_command_is_split_as_a_shell_does() {
        for (command, expected) in [
            ("vim", &["vim"][..]),
            ("  code   --wait ", &["code", "--wait"]),
            ("args.sh -a ''", &["args.sh", "-a", ""]),
            ("ed --cfg \"a b\"", &["ed", "--cfg", "a b"]),
            ("'/x/my bin/ed' -w", &["/x/my bin/ed", "-w"]),
            ("/x/my\\ bin/ed", &["/x/my bin/ed"]),
            ("ed \"it's\" 'a \"b\"'", &["ed", "it's", "a \"b\""]),
            (
                "ed $HOME ~/x; rm `x` | y",
                &["ed", "$HOME", "~/x;", "rm", "`x`", "|", "y"],
            ),
            ("", &[]),
            (" \t ", &[]),
        ] {
            let split = words(OsStr::new(command)).unwrap();
            assert_eq!(split, expected, "{command}");
        }
        for command in ["'/x/my bin/ed -w", "ed \"a", "ed 'it's'"] {
            let why = words(OsStr::new(command)).unwrap_err();
            assert!(why.contains(command) && why.contains("VISUAL"), "{why}");
        }
        let bytes = std::os::unix::ffi::OsStrExt::from_bytes(b"/x/\xff ed");
        assert_eq!(words(bytes), Ok(vec![bytes.to_owned()]));
    }
}
