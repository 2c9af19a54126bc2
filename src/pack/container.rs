//! The bytes of a pack: a ZIP archive of stored entries, of which there is
//! exactly one for given names and contents (PKWARE APPNOTE 6.3.10, sections
//! 4.3 and 4.5.3). The form is fixed here and not left to a library's version,
//! so that a pack can still be held against it in years.

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
pub const LARGE: u64 = 0xFFFF_FFFF;
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

/// How long the local header of an entry is, in bytes.
pub fn local_len(name: &str, size: u64) -> u64 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{Seek, SeekFrom, Write};

    /// A pack that was made years ago has to be what would be made today.
    #[test]
    fn the_form_does_not_change() {
        let entry = Entry {
            name: "a".into(),
            crc: 0x83DC_EFB7,
            size: 1,
            offset: 0,
        };
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(
            hex(&entry.local()),
            "504b030414000008000000002100b7efdc8301000000010000000100000061"
        );
        assert_eq!(
            hex(&entry.central()),
            "504b01022d0314000008000000002100b7efdc830100000001000000010000000000000000000000a4810000000061"
        );
        assert_eq!(
            hex(&end(1, 32, 47)),
            "504b050600000000010001002f000000200000000000"
        );
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
}
