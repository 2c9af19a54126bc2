//! Commands as they stand in git's config, for the shell that git runs.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Bytes as the system's own text.
pub(crate) fn os(bytes: Vec<u8>) -> OsString {
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStringExt;
        OsString::from_vec(bytes)
    }
    #[cfg(not(unix))]
    {
        String::from_utf8_lossy(&bytes).into_owned().into()
    }
}

/// How a command stands around the path of its program.
#[derive(Debug, Clone, Copy)]
pub(super) struct Form {
    /// What the shell reads before the program.
    pub before: &'static str,
    /// And after it.
    pub after: &'static str,
    /// Whether git fills in `%`, so that one in the path has to be doubled.
    pub placeholders: bool,
}

/// A program in a command.
pub(super) fn command(program: &Path, form: Form) -> OsString {
    let mut out = form.before.as_bytes().to_vec();
    out.push(b'\'');
    for byte in program.as_os_str().as_encoded_bytes() {
        match byte {
            b'\'' => out.extend_from_slice(b"'\\''"),
            b'%' if form.placeholders => out.extend_from_slice(b"%%"),
            byte => out.push(*byte),
        }
    }
    out.push(b'\'');
    out.extend_from_slice(form.after.as_bytes());
    os(out)
}

/// The program of a command that [`command`] has made; none when another hand
/// wrote it.
pub(super) fn program(command: &OsStr, form: Form) -> Option<PathBuf> {
    let rest = command.as_encoded_bytes();
    let mut rest = rest.strip_prefix(form.before.as_bytes())?;
    rest = rest.strip_prefix(b"'")?;
    let mut path = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(b"'\\''") {
            path.push(b'\'');
            rest = after;
        } else if let Some(after) = rest.strip_prefix(b"%%").filter(|_| form.placeholders) {
            path.push(b'%');
            rest = after;
        } else {
            match rest.split_first() {
                Some((b'\'', _)) => return Some(os(path).into()),
                Some((byte, after)) => {
                    path.push(*byte);
                    rest = after;
                }
                None => return None,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_found_again_in_its_command() {
        let form = |placeholders| Form {
            before: "f() { ",
            after: " git-merge %O; }",
            placeholders,
        };
        for path in [
            "/usr/bin/aicaiq",
            "/a b/it's \"100%\"/$x`y`/aicaiq",
            "/'/%%/'",
        ] {
            for form in [form(true), form(false)] {
                let command = command(Path::new(path), form);
                assert_eq!(program(&command, form).unwrap(), Path::new(path));
            }
        }
        assert_eq!(
            command(Path::new("/it's/100%"), form(true)),
            "f() { '/it'\\''s/100%%' git-merge %O; }"
        );
        for other in ["aicaiq git-merge", "f() { 'aicaiq", "'aicaiq' git-merge"] {
            assert_eq!(program(OsStr::new(other), form(true)), None);
        }
    }
}
