//! The user's own editor.

use super::{Run, Runtime};
use crate::tui::effect::Event;
use crate::{bounded, limits};
use signal_hook::consts::{SIGHUP, SIGTERM};
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::Command;

impl Runtime {
    /// Runs the user's own editor on a text, by `run`. The terminal must have
    /// been lent.
    #[must_use]
    pub fn edit_outside(&mut self, text: &str, run: Run<'_>) -> Event {
        self.journal(true);
        Event::Edited(self.run_editor(text, run))
    }

    fn run_editor(&self, text: &str, run: Run<'_>) -> Result<String, String> {
        let Some((program, arguments)) = self.editor.split_first() else {
            return Err("no editor is set: set EDITOR, for example EDITOR=vim".into());
        };
        let say = |e: io::Error| format!("no file for the editor: {e}");
        std::fs::create_dir_all(&self.state).map_err(say)?;
        let mut file = tempfile::Builder::new()
            .prefix("aicaiq-")
            .suffix(".md")
            .tempfile_in(&self.state)
            .map_err(say)?;
        file.write_all(text.as_bytes())
            .and_then(|()| file.flush())
            .map_err(say)?;
        let name = program.to_string_lossy();
        let mut command = Command::new(program);
        command.args(arguments).arg(file.path());
        let ended = run(&mut command);
        // Editors may write another file in its place.
        let read = bounded::open_regular(file.path());
        let bytes = read
            .and_then(|file| bounded::read(&file, limits::TEXT))
            .map_err(|error| format!("the edited text cannot be read: {error}"))?;
        let Some(bytes) = bytes else {
            let why = limits::TEXT_TOO_LONG;
            return Err(match file.keep() {
                Ok((_, path)) => format!("{why}; what was written is in {}", path.display()),
                Err(_) => why.to_owned(),
            });
        };
        // What was written stays where it is when it cannot be taken.
        let untouched = bytes == text.as_bytes();
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
            Ok(status) => return Err(kept(format!("the editor {name} ended with {status}"))),
            Err(error) => return Err(kept(format!("the editor {name} cannot be run: {error}"))),
        }
        String::from_utf8(bytes).map_err(|_| kept("the edited text is not UTF-8".to_owned()))
    }
}
