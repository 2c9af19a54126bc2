//! A workbook's container: told from what is none, and its sizes bounded
//! before anything is read from it.

use std::io::{Cursor, Read};
use zip::ZipArchive;

/// The largest workbook file that is read, in bytes.
pub const LARGEST_FILE: u64 = crate::limits::WORKBOOK;
/// The most that all parts of a workbook may come to, in bytes.
const LARGEST_CONTENT: u64 = crate::limits::UNPACKED;
/// The most parts.
const MOST_PARTS: usize = 10_000;
/// The most tags of a sheet, of the table of texts, and of any other part:
/// each can become a value in memory.
const MOST_TAGS: [usize; 3] = [8_000_000, 4_000_000, 500_000];

/// Why a file is no workbook that can be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// It is larger than any workbook of CSA's.
    #[error("it is larger than {} MiB: is it the right file?", LARGEST_FILE / 1024 / 1024)]
    TooLarge,
    /// It wants a password.
    #[error("it is protected by a password: save a copy without one (File > Info > Protect)")]
    Password,
    /// It is in Excel's old format.
    #[error("it is in Excel's old format (.xls): save it as .xlsx")]
    OldFormat,
    /// It is in Excel's binary format.
    #[error("it is in Excel's binary format (.xlsb): save it as .xlsx")]
    BinaryFormat,
    /// It is a document of another office suite.
    #[error("it is an OpenDocument spreadsheet (.ods): save it as .xlsx")]
    OpenDocument,
    /// It is text.
    #[error("it is text, not a workbook (a CSV by another name?): open it and save it as .xlsx")]
    Text,
    /// It is nothing of that kind.
    #[error("it is not a workbook (.xlsx)")]
    NoWorkbook,
    /// It unpacks to too much.
    #[error("it unpacks to more than a workbook of CSA's can be: {0}")]
    Bomb(&'static str),
    /// It is damaged.
    #[error("it is damaged: {0}")]
    Damaged(String),
}

impl Unreadable {
    pub(super) fn damaged(error: impl std::fmt::Display) -> Self {
        Self::Damaged(super::short(&error.to_string()))
    }
}

/// A workbook's container over its bytes.
pub type Container<'a> = ZipArchive<Cursor<&'a [u8]>>;

/// Opens a workbook's container. Every part was unpacked once, to nowhere, so
/// that whoever reads on knows that it ends.
///
/// # Errors
/// When it is none, or too much for one.
pub fn open(bytes: &[u8]) -> Result<Container<'_>, Unreadable> {
    if u64::try_from(bytes.len()).map_or(true, |n| n > LARGEST_FILE) {
        return Err(Unreadable::TooLarge);
    }
    if !bytes.starts_with(b"PK") {
        return Err(other_kind(bytes));
    }
    let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(Unreadable::damaged)?;
    if zip.len() > MOST_PARTS {
        return Err(Unreadable::Bomb("it has too many parts"));
    }
    if zip.has_duplicate_names() {
        return Err(Unreadable::Damaged("two parts have one name".to_owned()));
    }
    let mut left = LARGEST_CONTENT;
    let mut names = Vec::new();
    for at in 0..zip.len() {
        if zip.by_index_raw(at).is_ok_and(|part| part.encrypted()) {
            return Err(Unreadable::Password);
        }
        let part = zip.by_index(at).map_err(Unreadable::damaged)?;
        let name = part.name().map_err(Unreadable::damaged)?.to_lowercase();
        left = measured(part, &name, left)?;
        names.push(name);
    }
    let has = |end: &str| names.iter().any(|name| name.ends_with(end));
    if has("workbook.bin") {
        return Err(Unreadable::BinaryFormat);
    }
    if has("[content_types].xml") {
        return Ok(zip);
    }
    Err(if has("content.xml") && has("mimetype") {
        Unreadable::OpenDocument
    } else {
        Unreadable::NoWorkbook
    })
}

/// Unpacks a part to nowhere; what of the allowance is left.
fn measured(mut part: impl Read, name: &str, mut left: u64) -> Result<u64, Unreadable> {
    let base = name.rsplit('/').next().unwrap_or_default();
    let most = match base {
        "sharedstrings.xml" => MOST_TAGS[1],
        _ if base.starts_with("sheet") && base.ends_with(".xml") => MOST_TAGS[0],
        _ if base.ends_with(".xml") || base.ends_with(".rels") => MOST_TAGS[2],
        _ => usize::MAX,
    };
    let mut buffer = vec![0; 64 * 1024];
    let mut tags = 0;
    loop {
        let read = part.read(&mut buffer).map_err(Unreadable::damaged)?;
        let chunk = buffer.get(..read).unwrap_or_default();
        if chunk.is_empty() {
            return Ok(left);
        }
        left = u64::try_from(read)
            .ok()
            .and_then(|n| left.checked_sub(n))
            .ok_or(Unreadable::Bomb("its parts are too large"))?;
        tags += chunk.iter().filter(|b| **b == b'<').count();
        if tags > most {
            return Err(Unreadable::Bomb("it has too many cells, texts or formats"));
        }
    }
}

/// What bytes are that are no container.
fn other_kind(bytes: &[u8]) -> Unreadable {
    const COMPOUND: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0];
    if bytes.starts_with(COMPOUND) {
        // The name of the part that an encrypted workbook is in, in UTF-16.
        let name: Vec<u8> = "EncryptedPackage"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        return if bytes.windows(name.len()).any(|w| w == name) {
            Unreadable::Password
        } else {
            Unreadable::OldFormat
        };
    }
    let start = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let text = match std::str::from_utf8(start) {
        Ok(_) => true,
        // Cut within a character, or Latin-1.
        Err(_) => !start.iter().any(|b| *b < b'\t'),
    };
    if text && !start.is_empty() {
        Unreadable::Text
    } else {
        Unreadable::NoWorkbook
    }
}

/// A part's bytes by its name, in any case; none where there is no such part.
///
/// # Errors
/// When it cannot be unpacked.
pub fn part(zip: &mut Container<'_>, name: &str) -> Result<Option<(String, Vec<u8>)>, Unreadable> {
    let wanted = name.trim_start_matches('/');
    let found = zip
        .file_names()
        .filter_map(Result::ok)
        .find(|n| n.eq_ignore_ascii_case(wanted))
        .map(std::borrow::Cow::into_owned);
    let Some(found) = found else {
        return Ok(None);
    };
    let mut bytes = Vec::new();
    zip.by_name(&found)
        .map_err(Unreadable::damaged)?
        .read_to_end(&mut bytes)
        .map_err(Unreadable::damaged)?;
    Ok(Some((found, bytes)))
}
