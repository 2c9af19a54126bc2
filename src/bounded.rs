//! Reading only what is safe to read: regular files, up to a size, without
//! waiting for the other end of a pipe.

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
    let regular = |meta: &Metadata| {
        if meta.is_file() {
            return Ok(());
        }
        let what = format!("it is {}, not a file", kind(meta));
        Err(io::Error::other(what))
    };
    // Before it is opened, as opening alone can do something to a device.
    regular(&std::fs::metadata(path)?)?;
    let file = open(path)?;
    regular(&file.metadata()?)?;
    Ok(file)
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
