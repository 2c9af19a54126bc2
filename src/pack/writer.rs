//! Writing an archive of the form that [`super::container`] fixes.

use super::container::{Entry, end, local_len};
use crc32fast::Hasher;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// How much is read, hashed and written at a time, in bytes.
pub const PIECE: usize = 256 * 1024;

/// Both sums of bytes that pass by.
#[derive(Default)]
pub struct Sums {
    crc: Hasher,
    sha256: Sha256,
    size: u64,
}

impl Sums {
    /// Takes more bytes in.
    pub fn update(&mut self, piece: &[u8]) {
        self.crc.update(piece);
        self.sha256.update(piece);
        self.size += u64::try_from(piece.len()).unwrap_or_default();
    }

    /// CRC-32, SHA-256 and size.
    pub fn finish(self) -> (u32, [u8; 32], u64) {
        (
            self.crc.finalize(),
            self.sha256.finalize().into(),
            self.size,
        )
    }
}

/// Why an entry was not written.
#[derive(Debug)]
pub enum AddError {
    /// What was to go in cannot be read; the archive is as it was.
    Read(io::Error),
    /// The archive cannot be written.
    Write(io::Error),
}

/// Writes an archive, entry after entry.
#[derive(Debug)]
pub struct Writer<W> {
    sink: W,
    entries: Vec<Entry>,
    /// Where the next entry begins.
    at: u64,
    buffer: Vec<u8>,
}

impl<W: Write + Seek> Writer<W> {
    /// Begins an archive at the sink's start.
    pub fn new(sink: W) -> Self {
        Self {
            sink,
            entries: Vec::new(),
            at: 0,
            buffer: vec![0; PIECE],
        }
    }

    /// Adds an entry with all that is read from a source, which is probably
    /// `expected` bytes long; tells how many bytes were taken after each
    /// piece. Returns the SHA-256 and the size of what was written.
    ///
    /// # Errors
    /// See [`AddError`].
    pub fn add<R: Read + Seek>(
        &mut self,
        name: &str,
        expected: u64,
        source: &mut R,
        taken: &mut dyn FnMut(u64),
    ) -> Result<([u8; 32], u64), AddError> {
        // The header's length depends on the size; a file that passes the
        // limit while it is read is read again.
        let mut expected = expected;
        for _ in 0..3 {
            source.rewind().map_err(AddError::Read)?;
            let header = local_len(name, expected);
            self.sink
                .seek(SeekFrom::Start(self.at + header))
                .map_err(AddError::Write)?;
            let (crc, sha256, size) = self.copy(source, taken)?;
            let entry = Entry {
                name: name.to_owned(),
                crc,
                size,
                offset: self.at,
            };
            if entry.local_len() != header {
                expected = size;
                continue;
            }
            self.sink
                .seek(SeekFrom::Start(self.at))
                .and_then(|_| self.sink.write_all(&entry.local()))
                .map_err(AddError::Write)?;
            self.at += header + size;
            self.entries.push(entry);
            return Ok((sha256, size));
        }
        let why = "it changes while it is read";
        Err(AddError::Read(io::Error::other(why)))
    }

    fn copy(
        &mut self,
        source: &mut impl Read,
        taken: &mut dyn FnMut(u64),
    ) -> Result<(u32, [u8; 32], u64), AddError> {
        let mut sums = Sums::default();
        loop {
            let n = match source.read(&mut self.buffer) {
                Ok(0) => return Ok(sums.finish()),
                Ok(n) => n,
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                Err(e) => return Err(AddError::Read(e)),
            };
            let piece = self.buffer.get(..n).unwrap_or_default();
            sums.update(piece);
            self.sink.write_all(piece).map_err(AddError::Write)?;
            taken(sums.size);
        }
    }

    /// Writes the central directory and the end; returns how many entries
    /// there are and how long the archive is, in bytes. What the sink has
    /// after that is of no worth.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> io::Result<(usize, u64)> {
        self.sink.seek(SeekFrom::Start(self.at))?;
        let mut len = 0_u64;
        let mut out = Vec::new();
        for entry in &self.entries {
            out.extend(entry.central());
            if out.len() >= PIECE {
                self.sink.write_all(&out)?;
                len += u64::try_from(out.len()).unwrap_or_default();
                out.clear();
            }
        }
        len += u64::try_from(out.len()).unwrap_or_default();
        let count = u64::try_from(self.entries.len()).unwrap_or_default();
        out.extend(end(count, self.at, len));
        self.sink.write_all(&out)?;
        self.sink.flush()?;
        let total = self.sink.stream_position()?;
        Ok((self.entries.len(), total))
    }
}

#[cfg(test)]
mod tests {
    use super::super::container::LARGE;
    use super::*;
    use std::io::Cursor;

    #[test]
    fn a_source_that_fails_leaves_no_trace() {
        struct Broken(bool);
        impl Read for Broken {
            fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
                if std::mem::replace(&mut self.0, true) {
                    return Err(io::Error::other("broken"));
                }
                buffer[..3].copy_from_slice(b"xxx");
                Ok(3)
            }
        }
        impl Seek for Broken {
            fn seek(&mut self, _: SeekFrom) -> io::Result<u64> {
                Ok(0)
            }
        }
        let made = |broken: bool| {
            let mut sink = Cursor::new(Vec::new());
            let mut writer = Writer::new(&mut sink);
            if broken {
                let failed = writer.add("b", 3, &mut Broken(false), &mut |_| ());
                assert!(matches!(failed, Err(AddError::Read(_))));
            }
            writer
                .add("a", 1, &mut Cursor::new(b"1"), &mut |_| ())
                .unwrap();
            let (count, len) = writer.finish().unwrap();
            assert_eq!(count, 1);
            sink.into_inner().truncate(usize::try_from(len).unwrap());
            len
        };
        assert_eq!(made(true), made(false));
    }

    #[test]
    fn a_size_that_was_thought_large_or_small_comes_out_right() {
        let mut sink = Cursor::new(Vec::new());
        let mut writer = Writer::new(&mut sink);
        writer
            .add("a", LARGE, &mut Cursor::new(b"1"), &mut |_| ())
            .unwrap();
        writer.finish().unwrap();
        let mut other = Cursor::new(Vec::new());
        let mut writer = Writer::new(&mut other);
        writer
            .add("a", 1, &mut Cursor::new(b"1"), &mut |_| ())
            .unwrap();
        writer.finish().unwrap();
        assert_eq!(sink.get_ref().get(..60), other.get_ref().get(..60));
    }
}
