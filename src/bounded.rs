//! Reading only what is safe to read: regular files, up to a size, without
//! waiting for the other end of a pipe.

use crate::assessment::folder_of;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read};
use std::path::Path;

/// Opens a file for reading without ever waiting for a peer (a pipe that is
/// put there between looking and opening).
pub(crate) fn open(path: &Path) -> io::Result<File> {
    open_as(path, false)
}

/// Opens it without waiting, also for writing where asked.
pub(crate) fn open_as(path: &Path, write: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(write);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY;
        options.custom_flags(i32::try_from(flags.bits()).unwrap_or_default());
    }
    options.open(path)
}

/// Opens a regular file for reading; anything else is an error that says what
/// it is.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    Ok(opened(path, metadata)?.0)
}

/// As [`open_regular`], of a file that belongs to the folder it lies in.
pub(crate) fn open_own(path: &Path) -> io::Result<File> {
    Ok(opened(path, own_metadata)?.0)
}

/// How it is found out what is at a path.
pub(crate) type Look = fn(&Path) -> io::Result<Metadata>;

/// What is at a path that its user names, a link followed.
pub(crate) fn metadata(path: &Path) -> io::Result<Metadata> {
    std::fs::metadata(path)
}

/// What is at the path of a file that belongs to the folder it lies in: a link
/// that leads out of it is an error, as whoever sent the folder may have put it
/// there.
pub(crate) fn own_metadata(path: &Path) -> io::Result<Metadata> {
    let meta = std::fs::symlink_metadata(path)?;
    if !meta.is_symlink() {
        return Ok(meta);
    }
    within(path, folder_of(path))?;
    std::fs::metadata(path)
}

/// Refuses a link that leads out of a folder. One that leads nowhere is no
/// matter of this.
pub(crate) fn within(link: &Path, folder: &Path) -> io::Result<()> {
    match (link.canonicalize(), folder.canonicalize()) {
        (Ok(target), Ok(home)) if !target.starts_with(&home) => Err(io::Error::other(LEADS_OUT)),
        _ => Ok(()),
    }
}

/// What is said of such a link.
const LEADS_OUT: &str = "it is a symbolic link that leads out of the folder, and nothing is read or written through it: put the file itself there, or take the link away";

/// The same, with what is known of the open file.
fn opened(path: &Path, look: Look) -> io::Result<(File, Metadata)> {
    let regular = |meta: &Metadata| {
        if meta.is_file() {
            return Ok(());
        }
        let what = format!("it is {}, not a file", kind(meta));
        Err(io::Error::other(what))
    };
    // Before it is opened, as opening alone can do something to a device.
    regular(&look(path)?)?;
    let file = open(path)?;
    let meta = file.metadata()?;
    regular(&meta)?;
    Ok((file, meta))
}

/// What a thing is that is no regular file.
pub(crate) fn kind(meta: &Metadata) -> &'static str {
    if meta.is_dir() {
        "a folder"
    } else {
        "a device or pipe"
    }
}

/// All bytes of an open file, at most `limit`; none when there are more.
pub(crate) fn read(file: &File, limit: u64) -> io::Result<Option<Vec<u8>>> {
    // In one piece; what has grown meanwhile is read too.
    let size = file.metadata().map_or(0, |meta| meta.len().min(limit));
    let mut bytes = Vec::with_capacity(usize::try_from(size).unwrap_or_default() + 1);
    file.take(limit + 1).read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|n| n <= limit);
    Ok(fits.then_some(bytes))
}

/// The text of a regular file that is not too large, in a buffer that is used
/// again; none where there is more to be said of it.
pub(crate) fn text_in<'b>(
    path: &Path,
    look: Look,
    limit: u64,
    buffer: &'b mut Vec<u8>,
) -> Option<&'b str> {
    let (mut file, meta) = opened(path, look).ok()?;
    let most = usize::try_from(limit).ok()?.checked_add(1)?;
    // Read in one piece; what has grown meanwhile is read too.
    let size = usize::try_from(meta.len()).ok()?;
    let mut room = size.saturating_add(1).min(most);
    let mut read = 0;
    loop {
        if buffer.len() < room {
            buffer.resize(room, 0);
        }
        match file.read(buffer.get_mut(read..room)?) {
            Ok(0) => break,
            Ok(n) => read += n,
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(_) => return None,
        }
        if read == room {
            room = room.saturating_mul(2).min(most);
        }
        if read == most {
            return None;
        }
        // There was room for one more; of some files the size is not known.
        if read == size && size > 0 {
            break;
        }
    }
    simdutf8::basic::from_utf8(buffer.get(..read)?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_that_is_used_again_has_nothing_of_the_file_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("file");
        let mut buffer = Vec::new();
        let mut is = |text: &[u8], limit: u64| {
            std::fs::write(&path, text).unwrap();
            text_in(&path, metadata, limit, &mut buffer).map(str::to_owned)
        };
        assert_eq!(is(b"a longer text", 100).unwrap(), "a longer text");
        assert_eq!(is(b"short", 100).unwrap(), "short");
        assert_eq!(is(b"", 100).unwrap(), "");
        assert_eq!(is(b"just", 4).unwrap(), "just");
        assert_eq!(is(b"too long", 4), None);
        assert_eq!(is(b"\xff", 4), None);
        assert_eq!(text_in(dir.path(), metadata, 4, &mut buffer), None);
    }
}
