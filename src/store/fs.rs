//! The calls of the file system that a save consists of, one by one, so that
//! tests can have each of them fail.

use super::{disk, rights};
use std::fs::{File, Metadata, TryLockError};
use std::io::{self, Write};
use std::path::Path;
use tempfile::NamedTempFile;

/// What really is done.
pub(crate) static REAL: Real = Real;

/// For whom a new file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rights {
    /// For this user alone.
    Private,
    /// As the user's umask says.
    Umask,
}

/// A file that is being written and is not in its place yet. Dropped, it
/// leaves nothing behind.
#[derive(Debug)]
pub(crate) enum Temp {
    /// Without a name: gone also when the program is killed.
    #[cfg(target_os = "linux")]
    Unnamed(File),
    /// Under a name that [`disk::sweep`] knows.
    Named(NamedTempFile),
}

impl Temp {
    /// The file, for reading, writing and seeking.
    pub(crate) fn file(&mut self) -> &mut File {
        match self {
            #[cfg(target_os = "linux")]
            Self::Unnamed(file) => file,
            Self::Named(temp) => temp.as_file_mut(),
        }
    }
}

/// A file system, as saves use it. Each method is one call that may fail.
pub(crate) trait FileSystem: std::fmt::Debug + Send + Sync {
    /// Opens a file to lock it.
    fn open_to_lock(&self, path: &Path) -> io::Result<File> {
        disk::open_to_lock(path)
    }

    /// Takes a file's lock, if no other program has it.
    fn lock(&self, file: &File) -> Result<(), TryLockError> {
        file.try_lock()
    }

    /// What is known of the file at a path, a link followed.
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        std::fs::metadata(path)
    }

    /// A file's bytes; none when there are more than the limit.
    fn read(&self, file: &File, limit: u64) -> io::Result<Option<Vec<u8>>> {
        disk::read(file, limit)
    }

    /// Makes a folder of this user's own, with those above it.
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        disk::make_private(folder)
    }

    /// Opens a folder, to flush it later.
    fn open_folder(&self, folder: &Path) -> io::Result<Option<File>> {
        disk::folder_to_flush(folder)
    }

    /// Begins a file in a folder.
    fn begin(&self, folder: &Path, rights: Rights) -> io::Result<Temp> {
        begin(folder, rights)
    }

    /// Writes some of the bytes; returns how many.
    fn write(&self, mut file: &File, bytes: &[u8]) -> io::Result<usize> {
        file.write(bytes)
    }

    /// Gives a file the owner, the mode and what else says who may use it of
    /// the one at a path.
    fn take_rights(&self, file: &File, like: &Metadata, from: &Path) -> io::Result<()> {
        rights::take(file, like, from)
    }

    /// Flushes a file.
    fn flush(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    /// Flushes a folder.
    fn flush_folder(&self, folder: &File) -> io::Result<()> {
        folder.sync_all()
    }

    /// Gives a file a name beside its place, from which it can be moved over
    /// another. It stays open, and locked for the sweep of another save.
    fn name(&self, temp: Temp, folder: &Path) -> io::Result<NamedTempFile> {
        name(temp, folder)
    }

    /// Moves a file over the one that is at a path.
    fn rename(&self, temp: NamedTempFile, path: &Path) -> io::Result<()> {
        temp.persist(path).map(drop).map_err(|e| e.error)
    }

    /// Puts a file at a path where nothing is.
    fn put(&self, temp: Temp, path: &Path) -> io::Result<()> {
        put(temp, path)
    }

    /// Takes a file away.
    fn remove(&self, path: &Path) -> io::Result<()> {
        std::fs::remove_file(path)
    }
}

/// The real one.
#[derive(Debug)]
pub(crate) struct Real;

impl FileSystem for Real {}

#[cfg(target_os = "linux")]
fn begin(folder: &Path, rights: Rights) -> io::Result<Temp> {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    use rustix::io::Errno;
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    let mode = match rights {
        Rights::Private => 0o600,
        Rights::Umask => 0o666,
    };
    match openat(CWD, folder, flags, Mode::from_raw_mode(mode)) {
        Ok(fd) => {
            let file = File::from(fd);
            // Without /proc it could not be given a name.
            if by_number(&file).metadata().is_ok() {
                return Ok(Temp::Unnamed(file));
            }
            named(folder, rights)
        }
        Err(e)
            if [
                Errno::ACCESS,
                Errno::PERM,
                Errno::ROFS,
                Errno::NOSPC,
                Errno::DQUOT,
                // No more files can be open, and with a name is one more.
                Errno::MFILE,
                Errno::NFILE,
            ]
            .contains(&e) =>
        {
            Err(e.into())
        }
        // Not every file system has files without names.
        Err(_) => named(folder, rights),
    }
}

#[cfg(not(target_os = "linux"))]
fn begin(folder: &Path, rights: Rights) -> io::Result<Temp> {
    named(folder, rights)
}

/// Begins a file that has a name from the start, and a lock that says it is
/// being written.
pub(super) fn named(folder: &Path, rights: Rights) -> io::Result<Temp> {
    let mut builder = disk::temporary();
    if rights == Rights::Umask {
        disk::as_umask_says(&mut builder);
    }
    let temp = builder.tempfile_in(folder).map_err(unwrapped)?;
    // Where there are no locks, only its age tells.
    let _ = temp.as_file().try_lock();
    Ok(Temp::Named(temp))
}

fn name(temp: Temp, folder: &Path) -> io::Result<NamedTempFile> {
    match temp {
        #[cfg(target_os = "linux")]
        Temp::Unnamed(file) => {
            // Before it has a name that a sweep could see.
            let _ = file.try_lock();
            let named = disk::temporary()
                .make_in(folder, |name| link(&file, name))
                .map_err(unwrapped)?;
            Ok(NamedTempFile::from_parts(file, named.into_temp_path()))
        }
        Temp::Named(temp) => {
            let _ = folder;
            Ok(temp)
        }
    }
}

fn put(temp: Temp, path: &Path) -> io::Result<()> {
    match temp {
        #[cfg(target_os = "linux")]
        Temp::Unnamed(file) => link(&file, path),
        Temp::Named(temp) => {
            temp.persist_noclobber(path).map_err(|e| e.error)?;
            Ok(())
        }
    }
}

/// An error without the name of the temporary file, which `tempfile` adds and
/// which says nothing to whoever reads it.
fn unwrapped(error: io::Error) -> io::Error {
    let mut inner: Option<&(dyn std::error::Error + 'static)> = error
        .get_ref()
        .map(|e| e as &(dyn std::error::Error + 'static));
    while let Some(e) = inner {
        if let Some(number) = e
            .downcast_ref::<io::Error>()
            .and_then(io::Error::raw_os_error)
        {
            return io::Error::from_raw_os_error(number);
        }
        inner = e.source();
    }
    match error.raw_os_error() {
        Some(number) => io::Error::from_raw_os_error(number),
        // Of kinds that have no name only the text tells what it is.
        None => match error.to_string().rsplit_once(" at path ") {
            Some((what, _)) => io::Error::new(error.kind(), what.to_owned()),
            None => error.kind().into(),
        },
    }
}

/// The path of an open file: how one without a name gets one (open(2),
/// `O_TMPFILE`).
#[cfg(target_os = "linux")]
fn by_number(file: &File) -> std::path::PathBuf {
    use std::os::fd::AsRawFd;
    format!("/proc/self/fd/{}", file.as_raw_fd()).into()
}

#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    let from = by_number(file);
    Ok(linkat(CWD, &from, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}
