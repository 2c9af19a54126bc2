//! Files on disk: reading only what is safe to read, and replacing a file in
//! one step or not at all.

use std::fs::{File, Metadata, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

/// The start of the name of every temporary file.
pub(crate) const TEMP_PREFIX: &str = ".aicaiq-";

/// Opens a file for reading without ever waiting for a peer (a pipe that is
/// put there between looking and opening).
pub(crate) fn open(path: &Path) -> io::Result<File> {
    open_as(path, false)
}

/// Opens a file to lock it: some network file systems lock only what is open
/// for writing.
pub(crate) fn open_to_lock(path: &Path) -> io::Result<File> {
    match open_as(path, true) {
        Err(e) if e.kind() == io::ErrorKind::PermissionDenied => open_as(path, false),
        other => other,
    }
}

fn open_as(path: &Path, write: bool) -> io::Result<File> {
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
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    let fits = u64::try_from(bytes.len()).is_ok_and(|n| n <= limit);
    Ok(fits.then_some(bytes))
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
    a.len() == b.len() && a.modified().ok() == b.modified().ok()
}

/// How a new file comes into place.
pub(crate) enum Place {
    /// Over the old one, taking its mode and owner.
    Over(Metadata),
    /// Only where nothing is, readable as the user's umask says.
    New,
    /// Over whatever is there, for this user alone.
    Private,
}

/// Writes a file beside its place, flushes it, and moves it there; `check`
/// runs last and can stop it. On any error nothing is left behind, unless
/// only the last flush, of the folder, failed.
pub(crate) fn write<E: From<io::Error>>(
    path: &Path,
    bytes: &[u8],
    place: &Place,
    check: impl FnOnce() -> Result<(), E>,
) -> Result<(), E> {
    let folder = folder_of(path);
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMP_PREFIX).suffix(".tmp");
    #[cfg(unix)]
    if matches!(place, Place::New) {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    let mut temp = builder.tempfile_in(folder)?;
    temp.write_all(bytes)?;
    if let Place::Over(meta) = place {
        take_owner(temp.as_file(), meta);
        temp.as_file().set_permissions(meta.permissions())?;
    }
    temp.as_file().sync_all()?;
    check()?;
    match place {
        Place::New => temp.persist_noclobber(path),
        Place::Over(_) | Place::Private => temp.persist(path),
    }
    .map_err(|e| e.error)?;
    sync_folder(folder)?;
    Ok(())
}

#[cfg(unix)]
fn take_owner(file: &File, meta: &Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Ok(now) = file.metadata() else { return };
    if (now.uid(), now.gid()) == (meta.uid(), meta.gid()) {
        return;
    }
    // Only root may give a file away; a group one belongs to is allowed.
    if fchown(file, Some(meta.uid()), Some(meta.gid())).is_err() {
        let _ = fchown(file, None, Some(meta.gid()));
    }
}

#[cfg(not(unix))]
fn take_owner(_: &File, _: &Metadata) {}

/// The folder that a path lies in; `.` for a bare name.
pub(crate) fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

#[cfg(unix)]
fn sync_folder(folder: &Path) -> io::Result<()> {
    match File::open(folder)?.sync_all() {
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

#[cfg(not(unix))]
fn sync_folder(_: &Path) -> io::Result<()> {
    Ok(())
}

/// Why the user may not write there, if so.
pub(crate) fn write_protected(path: &Path) -> Option<String> {
    #[cfg(unix)]
    {
        use rustix::fs::{Access, access};
        if access(path, Access::WRITE_OK).is_err() {
            return Some("you have no permission to write the file".to_owned());
        }
        if access(folder_of(path), Access::WRITE_OK | Access::EXEC_OK).is_err() {
            return Some("you have no permission to write in its folder".to_owned());
        }
        None
    }
    #[cfg(not(unix))]
    {
        let meta = std::fs::metadata(path).ok()?;
        meta.permissions()
            .readonly()
            .then(|| "the file is marked read-only".to_owned())
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
