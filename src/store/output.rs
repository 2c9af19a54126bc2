//! Writing files that are no answer files: reports, the sample.

use super::disk::{self, Place};
use super::fs::{FileSystem, REAL};
use crate::assessment::folder_of;
use std::io;
use std::path::Path;

/// Writes a whole file where none is, or nothing.
///
/// # Errors
/// `AlreadyExists` when something is there; it is left alone. Any other when
/// it cannot be written.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    new_on(&REAL, path, bytes)
}

/// Writes a whole file, over the one that may be there, or nothing. A link is
/// followed; what is no file (a device, a pipe) is not replaced by one.
///
/// # Errors
/// When it cannot be written, or something else than a file is there.
pub fn write_over(path: &Path, bytes: &[u8]) -> io::Result<()> {
    over_on(&REAL, path, bytes)
}

pub(super) fn new_on(fs: &dyn FileSystem, path: &Path, bytes: &[u8]) -> io::Result<()> {
    disk::write::<io::Error>(fs, path, bytes, &Place::New, || Ok(()))?
}

pub(super) fn over_on(fs: &dyn FileSystem, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let Ok(target) = path.canonicalize() else {
        return new_on(fs, path, bytes);
    };
    let meta = target.metadata()?;
    if !meta.is_file() {
        let kind = disk::kind(&meta);
        return Err(io::Error::other(format!("it is {kind}, not a file")));
    }
    disk::sweep(folder_of(&target));
    disk::write::<io::Error>(fs, &target, bytes, &Place::Over(&meta), || Ok(()))?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_written_whole_and_over_another_only_when_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("report.md");
        write_new(&path, b"one").unwrap();
        let refused = write_new(&path, b"two").unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(std::fs::read(&path).unwrap(), b"one");
        write_over(&path, b"two").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"two");
        assert!(write_over(folder.path(), b"x").is_err());
        let names = std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names, 1, "no temporary file is left");
    }
}
