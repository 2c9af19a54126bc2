//! Files on disk: replacing a file in one step or not at all, under a lock.

use super::fs::{FileSystem, Rights, Temp};
use crate::assessment::folder_of;
use crate::bounded::open_as;
pub(crate) use crate::bounded::{kind, open, read};
use std::fs::{File, Metadata, TryLockError};
use std::io;
use std::path::Path;
use std::time::Duration;

/// The start of the name of every temporary file.
pub(crate) const TEMP_PREFIX: &str = ".aicaiq-";
/// How it ends.
const TEMP_SUFFIX: &str = ".tmp";
/// How many letters and digits stand between: what `tempfile` puts there.
const TEMP_RANDOM: usize = 6;
/// How old a temporary file is that nobody can be writing any more, where no
/// lock tells: a save takes seconds, also on a slow network, and clocks differ
/// by minutes.
const STALE: Duration = Duration::from_secs(60 * 60);
/// How long one try for a lock is apart from the next.
const PAUSE: Duration = Duration::from_millis(20);

/// Opens a file to lock it: some network file systems lock only what is open
/// for writing.
pub(crate) fn open_to_lock(path: &Path) -> io::Result<File> {
    open_as(path, true).or_else(|_| open_as(path, false))
}

/// Whether both are the same file in the same state, as far as the file
/// system tells without reading it.
pub(crate) fn same(a: &Metadata, b: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        if (a.dev(), a.ino()) != (b.dev(), b.ino()) {
            return false;
        }
    }
    a.len() == b.len() && a.modified().ok() == b.modified().ok() && changed_at(a) == changed_at(b)
}

/// When the file or its mode last changed: unlike the time of modification,
/// nobody can set it back.
#[cfg(unix)]
fn changed_at(meta: &Metadata) -> (i64, i64) {
    use std::os::unix::fs::MetadataExt;
    (meta.ctime(), meta.ctime_nsec())
}

#[cfg(not(unix))]
fn changed_at(_: &Metadata) {}

/// Whether the file has another name, which a save would leave as it is.
pub(crate) fn has_other_names(meta: &Metadata) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        meta.nlink() > 1
    }
    #[cfg(not(unix))]
    {
        let _ = meta;
        false
    }
}

/// Takes a file's lock, trying again for the time that is left, which it
/// uses up; false when another program still holds it.
pub(crate) fn lock(fs: &dyn FileSystem, file: &File, left: &mut Duration) -> io::Result<bool> {
    loop {
        match fs.lock(file) {
            Ok(()) => return Ok(true),
            Err(TryLockError::WouldBlock) if left.is_zero() => return Ok(false),
            Err(TryLockError::WouldBlock) => {
                std::thread::sleep(PAUSE.min(*left));
                *left = left.saturating_sub(PAUSE);
            }
            // Some network file systems have no locks; the comparison of
            // bytes still guards an answer file.
            Err(TryLockError::Error(e)) if without_locks(&e) => return Ok(true),
            Err(TryLockError::Error(e)) => return Err(e),
        }
    }
}

fn without_locks(error: &io::Error) -> bool {
    #[cfg(unix)]
    {
        use rustix::io::Errno;
        let none = [Errno::NOLCK, Errno::OPNOTSUPP, Errno::NOTSUP, Errno::NOSYS];
        let number = error.raw_os_error();
        if none.iter().any(|e| Some(e.raw_os_error()) == number) {
            return true;
        }
    }
    error.kind() == io::ErrorKind::Unsupported
}

/// How a new file comes into place.
pub(crate) enum Place<'a> {
    /// Over the old one, taking its rights.
    Over(&'a Metadata),
    /// Only where nothing is, with the rights of another file, which is there.
    Like(&'a Metadata, &'a Path),
    /// Only where nothing is, readable as the user's umask says.
    New,
    /// Over whatever is there, for this user alone.
    Private,
}

/// Whether the folder of a file that is in its place could be flushed, so
/// that the file is there also after a loss of power.
pub(crate) type Flush = io::Result<()>;

/// Writes a file that has no name yet, flushes it, and puts it in its place;
/// `check` runs last and can stop it. On an error nothing is left behind.
pub(crate) fn write<E: From<io::Error>>(
    fs: &dyn FileSystem,
    path: &Path,
    bytes: &[u8],
    place: &Place<'_>,
    check: impl FnOnce() -> Result<(), E>,
) -> Result<Flush, E> {
    let folder = folder_of(path);
    // Before anything is written, for it may fail.
    let flushed = fs.open_folder(folder)?;
    let rights = match place {
        Place::New => Rights::Umask,
        Place::Over(_) | Place::Like(..) | Place::Private => Rights::Private,
    };
    let mut temp = fs.begin(folder, rights)?;
    write_all(fs, temp.file(), bytes)?;
    match place {
        Place::Over(meta) => fs.take_rights(temp.file(), meta, path)?,
        Place::Like(meta, from) => fs.take_rights(temp.file(), meta, from)?,
        Place::New | Place::Private => {}
    }
    fs.flush(temp.file())?;
    check()?;
    match place {
        Place::New | Place::Like(..) => fs.put(temp, path)?,
        Place::Over(_) | Place::Private => over(fs, temp, path)?,
    }
    Ok(flush(fs, flushed.as_ref()))
}

/// Puts a file over the one that may be at a path.
pub(super) fn over(fs: &dyn FileSystem, temp: Temp, path: &Path) -> io::Result<()> {
    let named = fs.name(temp, folder_of(path))?;
    fs.rename(named, path)
}

pub(super) fn write_all(fs: &dyn FileSystem, file: &File, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match fs.write(file, bytes) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(n) => bytes = bytes.get(n..).unwrap_or_default(),
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Makes files whose names [`sweep`] knows.
pub(super) fn temporary() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder
        .prefix(TEMP_PREFIX)
        .rand_bytes(TEMP_RANDOM)
        .suffix(TEMP_SUFFIX);
    builder
}

/// Makes them readable as the user's umask says, not for this user alone.
pub(super) fn as_umask_says(builder: &mut tempfile::Builder<'_, '_>) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    #[cfg(not(unix))]
    let _ = builder;
}

/// Flushes the folder of a file that was written before.
pub(crate) fn flush_folder_of(fs: &dyn FileSystem, path: &Path) -> Flush {
    flush(fs, fs.open_folder(folder_of(path))?.as_ref())
}

/// Makes a folder for this user alone, with those above it.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder)
}

/// Deletes what saves left behind in a folder that never came to an end: this
/// user's own temporary files that no program holds the lock of. What cannot
/// be deleted stays.
pub(crate) fn sweep(folder: &Path) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if !entry.file_name().to_str().is_some_and(is_temp_name) {
            continue;
        }
        // Of a link, its own.
        let Ok(meta) = entry.metadata() else { continue };
        if meta.is_file() && is_own(&meta) && is_left(&entry.path(), &meta) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

/// Whether nobody is writing a temporary file any more. Whoever does has its
/// lock from before it has a byte.
fn is_left(path: &Path, meta: &Metadata) -> bool {
    let age = meta.modified().ok().and_then(|t| t.elapsed().ok());
    if age.is_some_and(|age| age > STALE) {
        return true;
    }
    meta.len() > 0 && open_to_lock(path).is_ok_and(|file| file.try_lock().is_ok())
}

/// Whether a file is what a save writes before it is in place.
pub(crate) fn is_temp_name(name: &str) -> bool {
    let middle = name
        .strip_prefix(TEMP_PREFIX)
        .and_then(|rest| rest.strip_suffix(TEMP_SUFFIX));
    middle.is_some_and(|m| m.len() == TEMP_RANDOM && m.bytes().all(|b| b.is_ascii_alphanumeric()))
}

#[cfg(unix)]
fn is_own(meta: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;
    meta.uid() == rustix::process::geteuid().as_raw()
}

#[cfg(not(unix))]
fn is_own(_: &Metadata) -> bool {
    true
}

/// The folder, open; none when it may be written but not read, as then it
/// cannot be flushed, and a save is worth more than its flush.
#[cfg(unix)]
pub(super) fn folder_to_flush(folder: &Path) -> io::Result<Option<File>> {
    match File::open(folder) {
        Ok(file) => Ok(Some(file)),
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => Ok(None),
        Err(e) => Err(e),
    }
}

#[cfg(not(unix))]
pub(super) fn folder_to_flush(_: &Path) -> io::Result<Option<File>> {
    Ok(None)
}

pub(super) fn flush(fs: &dyn FileSystem, folder: Option<&File>) -> Flush {
    match folder.map_or(Ok(()), |folder| fs.flush_folder(folder)) {
        // Some network file systems cannot flush a folder, and need not.
        Err(e)
            if matches!(
                e.kind(),
                io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
            ) =>
        {
            Ok(())
        }
        other => other,
    }
}

/// Why the user may not write there, if so.
pub(crate) fn write_protected(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access};
        if access(path, Access::WRITE_OK).is_err() {
            return Some(
                "you have no permission to write the file: allow it (chmod u+w), then try again"
                    .to_owned(),
            );
        }
        if access(folder_of(path), Access::WRITE_OK | Access::EXEC_OK).is_err() {
            return Some(
                "you have no permission to write in its folder: allow it (chmod u+wx), then try again"
                    .to_owned(),
            );
        }
        None
    }
    #[cfg(not(unix))]
    {
        let meta = std::fs::metadata(path).ok()?;
        meta.permissions()
            .readonly()
            .then(|| "the file is marked read-only: take the mark off, then try again".to_owned())
    }
}

/// SHA-256 of bytes as hex digits.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    use sha2::{Digest, Sha256};
    hex(&Sha256::digest(bytes))
}

pub(crate) fn hex(digest: &[u8]) -> String {
    digest.iter().map(|b| format!("{b:02x}")).collect()
}

#[cfg(test)]
pub(crate) mod tests;
