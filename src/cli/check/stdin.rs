//! `aicaiq check -`: an answer file that comes in by standard input.

use super::{Checked, How, check};
use crate::cli::{Context, Failure};
use crate::store::{LIMIT, Problem};
use crate::text::one_line;
use std::io::{self, Read};

/// What it is called.
const NAME: &str = "<stdin>";

/// Checks it as it would be checked as a file that stands alone.
pub(super) fn of(context: &Context, how: How) -> Result<(u8, String, Checked), Failure> {
    let mut bytes = Vec::new();
    let read = io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|e| Failure::usage(format!("standard input cannot be read: {e}")))?;
    if u64::try_from(bytes.len()).is_ok_and(|n| n > LIMIT) {
        return Err(Failure::found(format!(
            "{NAME} is longer than {LIMIT} bytes ({} MiB), and no answer file is: is it the right one?",
            LIMIT >> 20
        )));
    }
    // By the same rules, and with the same words: they look at files.
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("stdin.toml");
    std::fs::write(&path, &bytes)?;
    let (code, text, mut object) = check(&path, context, how);
    let place = one_line(&path.display().to_string());
    let to_open = Problem::choose(&context.typed(&path));
    let named = |text: &str| {
        let text = text.replace(
            &to_open,
            "open the file with aicaiq and choose between the two sides",
        );
        text.replace(&place, NAME)
    };
    object.file = named(&object.file);
    for found in &mut object.problems {
        found.message = named(&found.message);
        found.help = found.help.as_deref().map(named);
    }
    Ok((code, named(&text), object))
}
