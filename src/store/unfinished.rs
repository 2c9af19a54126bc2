//! A large file that comes into being piece by piece and gets its name when
//! it is whole.

use super::disk;
use super::fs::{FileSystem, REAL, Rights, Temp};
use crate::assessment::folder_of;
use std::fs::{File, Metadata};
use std::io;
use std::path::{Path, PathBuf};

/// A file that is being written. Dropped before [`Self::finish`] it leaves
/// nothing behind; on Linux not even when the program is killed, as it has no
/// name till then (on file systems that can do so).
#[derive(Debug)]
pub struct Unfinished {
    content: Temp,
    target: PathBuf,
    /// Of the file to be replaced.
    over: Option<Metadata>,
    /// The target's folder, to flush it.
    folder: Option<File>,
    fs: &'static dyn FileSystem,
}

impl Unfinished {
    /// Begins a file that will be at a path; `over` the file that may be
    /// there, where asked. A link is followed then.
    ///
    /// # Errors
    /// `AlreadyExists` when something is there and is not to be replaced. Any
    /// other when nothing can be written there, or what is there is no file.
    pub fn begin(path: &Path, over: bool) -> io::Result<Self> {
        Self::begin_on(&REAL, path, over)
    }

    pub(super) fn begin_on(
        fs: &'static dyn FileSystem,
        path: &Path,
        over: bool,
    ) -> io::Result<Self> {
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
            folder: fs.open_folder(&folder)?,
            content: fs.begin(&folder, Rights::Umask)?,
            target,
            over: old,
            fs,
        })
    }

    /// The file, for reading, writing and seeking.
    pub fn file(&mut self) -> &mut File {
        self.content.file()
    }

    /// Flushes it and puts it in its place.
    ///
    /// # Errors
    /// As [`Self::begin`]; then nothing has changed. When the folder cannot
    /// be flushed, the file is in its place and may not last.
    pub fn finish(mut self) -> io::Result<()> {
        let fs = self.fs;
        if let Some(old) = self.over.take() {
            let target = self.target.clone();
            fs.take_rights(self.file(), &old, &target)?;
            fs.flush(self.file())?;
            disk::sweep(folder_of(&self.target));
            disk::over(fs, self.content, &self.target)?;
        } else {
            fs.flush(self.file())?;
            fs.put(self.content, &self.target)?;
        }
        disk::flush(fs, self.folder.as_ref())
    }
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
        file.content = crate::store::fs::named(dir.path(), Rights::Umask).unwrap();
        file.file().write_all(b"one").unwrap();
        assert_eq!(names(dir.path()), 1);
        file.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        assert_eq!(names(dir.path()), 1);
    }
}
