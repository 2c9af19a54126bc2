//! What commands write: data to standard output, messages beside it.

use super::Failure;
use std::io::{self, IsTerminal, Write};

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
