//! Reading what an archive says of itself: its end, its central directory.
//! Nothing of it is believed, and no more of it is kept than a pack can have.

use super::container::{CENTRAL, END, END64, Entry, LOCAL, LOCATOR64};
use super::cut;
use super::finding::{Finding, Findings};
use super::{LONGEST_LIST, MOST_ENTRIES};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// How long the end record is without a comment, and with the longest one.
pub(super) const END_LEN: u64 = 22;
const LONGEST_END: u64 = END_LEN + 0xFFFF;
/// How long the records are that stand before it in a large archive.
const END64_LEN: u64 = 56;
const LOCATOR64_LEN: u64 = 20;

/// The central directory.
pub struct Directory {
    /// Its entries, in its order.
    pub entries: Vec<Listed>,
    /// Its bytes.
    pub raw: Vec<u8>,
    /// Where it begins in the file.
    pub start: u64,
    /// How far everything is from where it is said to be, in bytes: something
    /// was put before the archive.
    pub shift: u64,
}

/// An entry as the directory lists it.
pub struct Listed {
    /// What it says.
    pub entry: Entry,
    /// Whether it is stored, not compressed or anything else.
    pub stored: bool,
    /// Whether it is compressed as other programs do it.
    pub deflated: bool,
    /// How many bytes of the archive it takes up; its size, when stored.
    pub packed: u64,
    /// Where its header is in [`Directory::raw`].
    pub at: usize,
    /// How long that is.
    pub len: usize,
}

/// Reads the directory of a file; none when there is none to go by, which is
/// among the findings then.
///
/// # Errors
/// When the file cannot be read.
pub fn read(file: &mut File, size: u64, findings: &mut Findings) -> io::Result<Option<Directory>> {
    let tail = piece(file, size.saturating_sub(LONGEST_END), LONGEST_END)?;
    let Some(in_tail) = (0..tail.len())
        .rev()
        .find(|at| tail.get(*at..).is_some_and(|t| t.starts_with(&END)))
    else {
        findings.add(
            cut::look(file, size, None)?.unwrap_or_else(|| Finding::Container {
                at: size,
                place: "the end".to_owned(),
                what: "the archive has no end record: it was cut off or altered there".to_owned(),
            }),
        );
        return Ok(None);
    };
    let record = tail.get(in_tail..).unwrap_or_default();
    let end = size.saturating_sub(LONGEST_END) + u64::try_from(in_tail).unwrap_or_default();
    let mut len = u64::from(get32(record, 12));
    let mut offset = u64::from(get32(record, 16));
    let mut after = end;
    // The large one has a fixed length in a pack, so it is looked for there.
    let before = end.checked_sub(END64_LEN + LOCATOR64_LEN);
    if let Some(at) = before {
        let large = piece(file, at, END64_LEN + LOCATOR64_LEN)?;
        let located = large
            .get(56..)
            .is_some_and(|locator| locator.starts_with(&LOCATOR64));
        if large.starts_with(&END64) && located {
            len = get64(&large, 40);
            offset = get64(&large, 48);
            after = at;
        }
    }
    // That of an entry which is an archive itself says where that one begins.
    let is_own = after.checked_sub(len) == Some(offset) && end + END_LEN <= size;
    let cut = match is_own {
        true => None,
        false => cut::look(file, size, Some(end))?,
    };
    if let Some(cut) = cut {
        findings.add(cut);
        return Ok(None);
    }
    if len > LONGEST_LIST {
        findings.add(Finding::TooLarge(format!(
            "its directory is said to be {len} bytes long, and a pack's is at most {LONGEST_LIST}"
        )));
        return Ok(None);
    }
    let begins = |file: &mut File, at: Option<u64>| -> io::Result<bool> {
        match at {
            Some(at) => Ok(at == after && len == 0 || piece(file, at, 4)? == CENTRAL),
            None => Ok(false),
        }
    };
    let by_len = after.checked_sub(len);
    let start = if begins(file, by_len)? {
        by_len
    } else if offset < after && begins(file, Some(offset))? {
        Some(offset)
    } else {
        None
    };
    let Some(start) = start else {
        findings.add(Finding::Container {
            at: end,
            place: "the end record".to_owned(),
            what: "the directory of the archive is not where this says".to_owned(),
        });
        return Ok(None);
    };
    let raw = piece(file, start, (after - start).min(LONGEST_LIST))?;
    let entries = parse(&raw, start, findings);
    // The end record alone may be wrong, or everything may have been moved.
    let shift = start.checked_sub(offset).filter(|shift| *shift > 0);
    let first = entries.first().map(|l| l.entry.offset);
    let shift = match (shift, first) {
        (Some(shift), Some(first)) => {
            let moved = piece(file, first.saturating_add(shift), 4)? == LOCAL;
            if moved && piece(file, first, 4)? != LOCAL {
                shift
            } else {
                0
            }
        }
        _ => 0,
    };
    Ok(Some(Directory {
        entries,
        raw,
        start,
        shift,
    }))
}

fn parse(raw: &[u8], start: u64, findings: &mut Findings) -> Vec<Listed> {
    let mut entries = Vec::new();
    let mut at = 0;
    while let Some(header) = raw.get(at..).filter(|rest| !rest.is_empty()) {
        let lens = [28, 30, 32].map(|place| usize::from(get16(header, place)));
        let [name_len, extra_len, comment_len] = lens;
        let len = 46 + name_len + extra_len + comment_len;
        if !header.starts_with(&CENTRAL) || header.len() < len {
            findings.add(Finding::Container {
                at: start + u64::try_from(at).unwrap_or_default(),
                place: "the directory".to_owned(),
                what: "there is no entry where one should begin".to_owned(),
            });
            break;
        }
        if entries.len() >= MOST_ENTRIES {
            findings.add(Finding::TooLarge(format!(
                "it has more than {MOST_ENTRIES} entries; the rest was not looked at"
            )));
            break;
        }
        let name = header.get(46..46 + name_len).unwrap_or_default();
        let extra = header
            .get(46 + name_len..46 + name_len + extra_len)
            .unwrap_or_default();
        let mut large = large_values(extra).into_iter();
        let mut wide = |short: u32| {
            if short == u32::MAX {
                large.next().unwrap_or(u64::from(short))
            } else {
                u64::from(short)
            }
        };
        let size = wide(get32(header, 24));
        let packed = wide(get32(header, 20));
        let offset = wide(get32(header, 42));
        entries.push(Listed {
            entry: Entry {
                name: String::from_utf8_lossy(name).into_owned(),
                crc: get32(header, 16),
                size,
                offset,
            },
            stored: get16(header, 10) == 0 && packed == size,
            deflated: get16(header, 10) == 8 && get16(header, 8) & 1 == 0,
            packed,
            at,
            len,
        });
        at += len;
    }
    entries
}

/// The values of a ZIP64 field (APPNOTE 4.5.3), where it is the first.
pub(super) fn large_values(extra: &[u8]) -> Vec<u64> {
    if get16(extra, 0) != 1 {
        return Vec::new();
    }
    let len = usize::from(get16(extra, 2)).min(24);
    let values = extra.get(4..4 + len).unwrap_or_default();
    values.chunks_exact(8).map(|v| get64(v, 0)).collect()
}

/// The bytes of a file from a place on: `len` of them, or fewer where it ends.
pub fn piece(file: &mut File, at: u64, len: u64) -> io::Result<Vec<u8>> {
    file.seek(SeekFrom::Start(at.min(i64::MAX.unsigned_abs())))?;
    let mut out = Vec::new();
    Read::take(file, len).read_to_end(&mut out)?;
    Ok(out)
}

fn array<const N: usize>(bytes: &[u8], at: usize) -> [u8; N] {
    let part = bytes.get(at..at + N).and_then(|b| b.try_into().ok());
    part.unwrap_or([0; N])
}

pub(super) fn get16(bytes: &[u8], at: usize) -> u16 {
    u16::from_le_bytes(array(bytes, at))
}

pub(super) fn get32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes(array(bytes, at))
}

fn get64(bytes: &[u8], at: usize) -> u64 {
    u64::from_le_bytes(array(bytes, at))
}

/// How many bytes a local header takes by what it says itself.
pub fn local_len(header: &[u8]) -> u64 {
    30 + u64::from(get16(header, 26)) + u64::from(get16(header, 28))
}
