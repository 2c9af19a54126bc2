//! A large file that comes into being piece by piece and gets its name when
//! it is whole.

use super::disk;
use crate::assessment::folder_of;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use tempfile::NamedTempFile;

/// A file that is being written. Dropped before [`Self::finish`] it leaves
/// nothing behind; on Linux not even when the program is killed, as it has no
/// name till then (on file systems that can do so).
#[derive(Debug)]
pub struct Unfinished {
    content: Content,
    target: PathBuf,
    /// Of the file to be replaced.
    over: Option<Metadata>,
    /// The target's folder, to flush it.
    folder: Option<File>,
}

#[derive(Debug)]
enum Content {
    #[cfg(target_os = "linux")]
    Unnamed(File),
    Named(NamedTempFile),
}

impl Unfinished {
    /// Begins a file that will be at a path; `over` the file that may be
    /// there, where asked. A link is followed then.
    ///
    /// # Errors
    /// `AlreadyExists` when something is there and is not to be replaced. Any
    /// other when nothing can be written there, or what is there is no file.
    pub fn begin(path: &Path, over: bool) -> io::Result<Self> {
        let mut target = path.to_owned();
        let mut old = None;
        if over && let Ok(found) = path.canonicalize() {
            let meta = found.metadata()?;
            if !meta.is_file() {
                let kind = disk::kind(&meta);
                return Err(io::Error::other(format!("it is {kind}, not a file")));
            }
            target = found;
            old = Some(meta);
        } else if path.symlink_metadata().is_ok() {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        let folder = folder_of(&target).to_owned();
        Ok(Self {
            folder: disk::folder_to_flush(&folder)?,
            content: content(&folder)?,
            target,
            over: old,
        })
    }

    /// The file, for reading, writing and seeking.
    pub fn file(&mut self) -> &mut File {
        match &mut self.content {
            #[cfg(target_os = "linux")]
            Content::Unnamed(file) => file,
            Content::Named(temp) => temp.as_file_mut(),
        }
    }

    /// Flushes it and puts it in its place.
    ///
    /// # Errors
    /// As [`Self::begin`]; then nothing has changed. When the folder cannot
    /// be flushed, the file is in its place and may not last.
    pub fn finish(mut self) -> io::Result<()> {
        if let Some(old) = self.over.take() {
            disk::take_owner_and_mode(self.file(), &old)?;
            self.file().sync_all()?;
            let temp = match self.content {
                #[cfg(target_os = "linux")]
                Content::Unnamed(file) => disk::temporary()
                    .make_in(folder_of(&self.target), |name| link(&file, name))
                    .map_err(|e| io::Error::from(e.kind()))?
                    .into_temp_path(),
                Content::Named(temp) => temp.into_temp_path(),
            };
            temp.persist(&self.target).map_err(|e| e.error)?;
        } else {
            self.file().sync_all()?;
            match self.content {
                #[cfg(target_os = "linux")]
                Content::Unnamed(file) => link(&file, &self.target)?,
                Content::Named(temp) => {
                    temp.persist_noclobber(&self.target).map_err(|e| e.error)?;
                }
            }
        }
        disk::flush(self.folder.as_ref())
    }
}

#[cfg(target_os = "linux")]
fn content(folder: &Path) -> io::Result<Content> {
    use rustix::fs::{CWD, Mode, OFlags, openat};
    use rustix::io::Errno;
    let flags = OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC;
    match openat(CWD, folder, flags, Mode::from_raw_mode(0o666)) {
        Ok(fd) => {
            let file = File::from(fd);
            // Without /proc it could not be given a name.
            if by_number(&file).metadata().is_ok() {
                return Ok(Content::Unnamed(file));
            }
            named(folder)
        }
        Err(e) if [Errno::ACCESS, Errno::PERM, Errno::ROFS, Errno::NOSPC].contains(&e) => {
            Err(e.into())
        }
        // Not every file system has files without names.
        Err(_) => named(folder),
    }
}

#[cfg(not(target_os = "linux"))]
fn content(folder: &Path) -> io::Result<Content> {
    named(folder)
}

fn named(folder: &Path) -> io::Result<Content> {
    let mut builder = disk::temporary();
    disk::as_umask_says(&mut builder);
    builder
        .tempfile_in(folder)
        .map(Content::Named)
        // The kind alone: the whole error names the temporary file.
        .map_err(|e| e.kind().into())
}

/// The path of an open file: how one without a name gets one (open(2),
/// `O_TMPFILE`).
#[cfg(target_os = "linux")]
fn by_number(file: &File) -> PathBuf {
    use std::os::fd::AsRawFd;
    PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()))
}

#[cfg(target_os = "linux")]
fn link(file: &File, path: &Path) -> io::Result<()> {
    use rustix::fs::{AtFlags, CWD, linkat};
    let from = by_number(file);
    Ok(linkat(CWD, &from, CWD, path, AtFlags::SYMLINK_FOLLOW)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn names(folder: &Path) -> usize {
        std::fs::read_dir(folder).unwrap().count()
    }

    #[test]
    fn it_is_there_when_it_is_whole_and_not_before() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let mut file = Unfinished::begin(&path, false).unwrap();
        file.file().write_all(b"one").unwrap();
        assert!(!path.exists());
        // Not even a name that a killed program would leave behind.
        #[cfg(target_os = "linux")]
        assert_eq!(names(dir.path()), 0);
        drop(file);
        assert_eq!(names(dir.path()), 0);
        let mut file = Unfinished::begin(&path, false).unwrap();
        file.file().write_all(b"one").unwrap();
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(names(dir.path()), 1);
    }

    #[test]
    fn what_is_there_is_replaced_only_when_told_and_keeps_its_mode() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let late = Unfinished::begin(&path, false).unwrap();
        std::fs::write(&path, "old").unwrap();
        let refused = late.finish().unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        let refused = Unfinished::begin(&path, false).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        }
        let mut file = Unfinished::begin(&path, true).unwrap();
        file.file().write_all(b"new").unwrap();
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"new");
        assert_eq!(names(dir.path()), 1, "no temporary file is left");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = path.metadata().unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o640);
        }
        assert!(Unfinished::begin(dir.path(), true).is_err());
    }

    #[test]
    fn also_where_a_file_must_have_a_name() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        let mut file = Unfinished::begin(&path, false).unwrap();
        file.content = named(dir.path()).unwrap();
        file.file().write_all(b"one").unwrap();
        assert_eq!(names(dir.path()), 1);
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(names(dir.path()), 1);
    }
}
