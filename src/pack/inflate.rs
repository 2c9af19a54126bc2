//! The bytes of an entry as they were before another program packed it.

use super::LARGEST;
use super::verify::Bytes;
use flate2::read::DeflateDecoder;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// How much is inflated of any archive, in bytes, and how much of a large one, in
/// times its own size: a few bytes can stand for more than anybody waits for.
const ALWAYS: u64 = 64 << 20;
const TIMES: u64 = 100;

/// How much of an archive of a size may be inflated, in bytes.
pub fn room(size: u64) -> u64 {
    size.saturating_mul(TIMES).clamp(ALWAYS, LARGEST)
}

/// The bytes of an entry from the first on.
pub fn reader(file: &mut File, bytes: &Bytes) -> io::Result<Box<dyn Read>> {
    file.seek(SeekFrom::Start(bytes.begin))?;
    let file = file.try_clone()?;
    Ok(match bytes.deflated {
        None => Box::new(file.take(bytes.size)),
        Some(packed) => Box::new(DeflateDecoder::new(file.take(packed)).take(bytes.size)),
    })
}

/// The first of the bytes of an entry, so many of them or fewer; none where it is
/// no such entry after all.
pub fn start(file: &mut File, bytes: &Bytes, len: u64) -> io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let read = reader(file, bytes)?.take(len).read_to_end(&mut out);
    match read {
        Err(e) if is_broken(&e) => Ok(Vec::new()),
        Err(e) => Err(e),
        Ok(_) => Ok(out),
    }
}

/// Whether what was read is not what it claims to be: no failure of reading.
pub fn is_broken(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidData, InvalidInput, UnexpectedEof};
    matches!(error.kind(), InvalidData | InvalidInput | UnexpectedEof)
}
