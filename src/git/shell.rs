//! Commands as they stand in git's config, for the shell that git runs.

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// Bytes as the system's own text.
pub(super) fn os(bytes: Vec<u8>) -> OsString {
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

/// A program and its arguments as a command. `placeholders` says whether git
/// fills in `%`, so that one in the path has to be doubled.
pub(super) fn command(program: &Path, arguments: &str, placeholders: bool) -> OsString {
    let mut out = vec![b'\''];
    for byte in program.as_os_str().as_encoded_bytes() {
        match byte {
            b'\'' => out.extend_from_slice(b"'\\''"),
            b'%' if placeholders => out.extend_from_slice(b"%%"),
            byte => out.push(*byte),
        }
    }
    out.extend_from_slice(b"' ");
    out.extend_from_slice(arguments.as_bytes());
    os(out)
}

/// The program of a command that [`command`] has made; none when another hand
/// wrote it.
pub(super) fn program(command: &OsStr, placeholders: bool) -> Option<PathBuf> {
    let mut rest = command.as_encoded_bytes().strip_prefix(b"'")?;
    let mut path = Vec::new();
    loop {
        if let Some(after) = rest.strip_prefix(b"'\\''") {
            path.push(b'\'');
            rest = after;
        } else if let Some(after) = rest.strip_prefix(b"%%").filter(|_| placeholders) {
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
        for path in [
            "/usr/bin/aicaiq",
            "/a b/it's \"100%\"/$x`y`/aicaiq",
            "/'/%%/'",
        ] {
            for placeholders in [true, false] {
                let command = command(Path::new(path), "git-merge %O", placeholders);
                assert_eq!(program(&command, placeholders).unwrap(), Path::new(path));
            }
        }
        assert_eq!(
            command(Path::new("/it's/100%"), "x %A", true),
            "'/it'\\''s/100%%' x %A"
        );
        assert_eq!(program(OsStr::new("aicaiq git-merge"), true), None);
        assert_eq!(program(OsStr::new("'aicaiq"), true), None);
    }
}
