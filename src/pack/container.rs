//! The bytes of a pack: a ZIP archive of stored entries, of which there is
//! exactly one for given names and contents (PKWARE APPNOTE 6.3.10, sections
//! 4.3 and 4.5.3). The form is fixed here and not left to a library's version,
//! so that a pack can still be held against it in years.

use crc32fast::Hasher;
use sha2::{Digest, Sha256};
use std::io::{self, Read, Seek, SeekFrom, Write};

/// How a local header begins.
pub const LOCAL: [u8; 4] = *b"PK\x03\x04";
/// How an entry of the central directory begins.
pub const CENTRAL: [u8; 4] = *b"PK\x01\x02";
/// How the end record begins.
pub const END: [u8; 4] = *b"PK\x05\x06";
/// How the end record of a large archive begins.
pub const END64: [u8; 4] = *b"PK\x06\x06";
/// How the record begins that tells where that one is.
pub const LOCATOR64: [u8; 4] = *b"PK\x06\x07";
/// From this size, place or, for 16 bits, count on a field says that the
/// value stands in a larger one.
const LARGE: u64 = 0xFFFF_FFFF;
const MANY: u64 = 0xFFFF;
/// The format's version that an entry needs: 2.0, or 4.5 for large ones.
const PLAIN_VERSION: u16 = 20;
const LARGE_VERSION: u16 = 45;
/// Made on Unix (3, so that the mode below counts) after version 4.5.
const MADE_BY: u16 = 3 << 8 | LARGE_VERSION;
/// The name is UTF-8.
const FLAGS: u16 = 1 << 11;
/// 1980-01-01, the first day that the format knows: a pack does not depend on
/// when it was made.
const DAY: u16 = 1 << 5 | 1;
/// A regular file that its owner may write and all may read.
const MODE: u32 = 0o100_644 << 16;
/// How much is read, hashed and written at a time, in bytes.
pub const PIECE: usize = 256 * 1024;

/// An entry as its headers state it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Its name, with `/` between the parts.
    pub name: String,
    /// CRC-32 of its bytes.
    pub crc: u32,
    /// Its size in bytes.
    pub size: u64,
    /// Where its local header begins, in bytes from the start of the archive.
    pub offset: u64,
}

impl Entry {
    /// How long its local header is, in bytes.
    pub fn local_len(&self) -> u64 {
        local_len(&self.name, self.size)
    }

    /// Its local header.
    pub fn local(&self) -> Vec<u8> {
        let mut out = LOCAL.to_vec();
        let large = self.size >= LARGE;
        self.common(&mut out, large);
        put16(&mut out, if large { 20 } else { 0 });
        out.extend(self.name.as_bytes());
        if large {
            put16(&mut out, 1);
            put16(&mut out, 16);
            put64(&mut out, self.size);
            put64(&mut out, self.size);
        }
        out
    }

    /// Its header in the central directory.
    pub fn central(&self) -> Vec<u8> {
        let mut out = CENTRAL.to_vec();
        put16(&mut out, MADE_BY);
        let mut extra = Vec::new();
        if self.size >= LARGE {
            put64(&mut extra, self.size);
            put64(&mut extra, self.size);
        }
        if self.offset >= LARGE {
            put64(&mut extra, self.offset);
        }
        self.common(&mut out, !extra.is_empty());
        let len = u16::try_from(extra.len()).unwrap_or_default();
        put16(&mut out, if len == 0 { 0 } else { len + 4 });
        // Comment, disk, internal attributes.
        out.extend([0; 6]);
        put32(&mut out, MODE);
        put32(&mut out, low(self.offset));
        out.extend(self.name.as_bytes());
        if len > 0 {
            put16(&mut out, 1);
            put16(&mut out, len);
            out.extend(extra);
        }
        out
    }

    /// What both headers have, from the version to the length of the name.
    fn common(&self, out: &mut Vec<u8>, large: bool) {
        put16(out, if large { LARGE_VERSION } else { PLAIN_VERSION });
        put16(out, FLAGS);
        // Stored, at midnight.
        out.extend([0; 4]);
        put16(out, DAY);
        put32(out, self.crc);
        put32(out, low(self.size));
        put32(out, low(self.size));
        put16(out, u16::try_from(self.name.len()).unwrap_or(u16::MAX));
    }
}

fn local_len(name: &str, size: u64) -> u64 {
    let extra = if size >= LARGE { 20 } else { 0 };
    30 + extra + u64::try_from(name.len()).unwrap_or_default()
}

/// What stands after the central directory, by how many entries that has,
/// where it begins and how long it is.
pub fn end(count: u64, offset: u64, len: u64) -> Vec<u8> {
    let mut out = Vec::new();
    if count >= MANY || offset >= LARGE || len >= LARGE {
        out.extend(END64);
        put64(&mut out, 44);
        put16(&mut out, MADE_BY);
        put16(&mut out, LARGE_VERSION);
        out.extend([0; 8]);
        put64(&mut out, count);
        put64(&mut out, count);
        put64(&mut out, len);
        put64(&mut out, offset);
        out.extend(LOCATOR64);
        out.extend([0; 4]);
        put64(&mut out, offset.saturating_add(len));
        put32(&mut out, 1);
    }
    out.extend(END);
    out.extend([0; 4]);
    let shown = u16::try_from(count).unwrap_or(u16::MAX);
    put16(&mut out, shown);
    put16(&mut out, shown);
    put32(&mut out, low(len));
    put32(&mut out, low(offset));
    put16(&mut out, 0);
    out
}

fn low(value: u64) -> u32 {
    u32::try_from(value).unwrap_or(u32::MAX)
}

fn put16(out: &mut Vec<u8>, value: u16) {
    out.extend(value.to_le_bytes());
}

fn put32(out: &mut Vec<u8>, value: u32) {
    out.extend(value.to_le_bytes());
}

fn put64(out: &mut Vec<u8>, value: u64) {
    out.extend(value.to_le_bytes());
}

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
    fn what_is_too_large_for_32_bits_is_read_by_others() {
        const FAR: u64 = 5 << 30;
        let mut file = tempfile::tempfile().unwrap();
        let large = Entry {
            name: "large".into(),
            crc: 0,
            size: FAR,
            offset: 0,
        };
        let far = Entry {
            name: "far".into(),
            crc: 0,
            size: 0,
            offset: large.local_len() + FAR,
        };
        file.write_all(&large.local()).unwrap();
        file.seek(SeekFrom::Start(far.offset)).unwrap();
        file.write_all(&far.local()).unwrap();
        let begin = file.stream_position().unwrap();
        file.write_all(&large.central()).unwrap();
        file.write_all(&far.central()).unwrap();
        let len = file.stream_position().unwrap() - begin;
        file.write_all(&end(2, begin, len)).unwrap();
        let mut archive = zip::ZipArchive::new(file).unwrap();
        for (at, entry) in [large, far].into_iter().enumerate() {
            let read = archive.by_index_raw(at).unwrap();
            assert_eq!(read.name().unwrap(), entry.name);
            assert_eq!(
                (read.size(), read.compressed_size()),
                (entry.size, entry.size)
            );
            assert_eq!(read.header_start(), entry.offset);
            assert_eq!(read.data_start(), Some(entry.offset + entry.local_len()));
        }
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
