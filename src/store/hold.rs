//! Holding the lock of a file that is replaced by something else than a save.

use super::disk;
use super::fs::REAL;
use std::fs::File;
use std::io;
use std::path::Path;
use std::time::Duration;

/// How often a file may be replaced while its lock is being taken.
const REPLACED: usize = 50;

/// The lock of a file, as a save takes it; let go when it is dropped.
#[derive(Debug)]
pub struct Held(#[expect(dead_code, reason = "open, it holds the lock")] File);

/// Takes the lock of the file that is at a path, a link followed; none where
/// another program holds it for longer than that.
///
/// # Errors
/// When it cannot be opened or locked.
pub fn hold(path: &Path, patience: Duration) -> io::Result<Option<Held>> {
    let target = path.canonicalize()?;
    let mut left = patience;
    for _ in 0..REPLACED {
        let file = disk::open_to_lock(&target)?;
        if !disk::lock(&REAL, &file, &mut left)? {
            return Ok(None);
        }
        // Whoever held it may have put another file in its place.
        if disk::same(&target.metadata()?, &file.metadata()?) {
            return Ok(Some(Held(file)));
        }
    }
    Ok(None)
}
