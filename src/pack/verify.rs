//! Checking a pack: every byte of it is one that was packed, or is named.

use super::container::{self, Entry, LOCAL};
use super::directory::{self, Directory, Listed, local_len, piece};
use super::finding::{Finding, Findings, shown};
use super::writer::{PIECE, Sums};
use super::{
    LARGEST, LONGEST_LIST, MANIFEST, Names, Progress, inflate, manifest, names, records, write,
};
use std::collections::HashSet;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Why a file could not be checked.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// It has nothing of a ZIP archive.
    #[error("it is no ZIP archive")]
    NoArchive,
    /// It is larger than a pack can be.
    #[error("it is {0} bytes long, and a pack is at most {LARGEST} ({gib} GiB): nothing of it was checked", gib = LARGEST >> 30)]
    TooLarge(u64),
    /// It cannot be read.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// What checking a pack came to.
#[derive(Debug)]
pub struct Verified {
    /// SHA-256 of the whole file in hex digits.
    pub sha256: String,
    /// Its size in bytes.
    pub size: u64,
    /// How many entries it lists.
    pub entries: usize,
    /// What differs; nothing when the pack is the one that was made.
    pub findings: Vec<Finding>,
    /// How many more findings there are.
    pub more: usize,
    /// What was different before it was packed: no alteration.
    pub notes: Vec<String>,
    /// Whether every file is as MANIFEST says: what differs is the archive around
    /// them, at most.
    pub contents_hold: bool,
}

/// What was found of an entry's bytes; none when they were not read.
pub(super) type Found = Option<Bytes>;

/// The bytes of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bytes {
    /// Where they begin in the file.
    pub(super) begin: u64,
    /// How many there are.
    pub(super) size: u64,
    /// How many they are in the file, where they are compressed.
    pub(super) deflated: Option<u64>,
    /// Their SHA-256.
    pub(super) sha256: [u8; 32],
    /// Whether the headers have their CRC-32.
    crc_fits: bool,
}

/// Checks a pack against its own MANIFEST and its form, and against its
/// SHA-256 where that is known. Writes nothing, and needs little memory
/// whatever the file is.
///
/// # Errors
/// When the file cannot be read or is no archive.
pub fn verify(
    file: &mut File,
    expected: Option<&str>,
    progress: &mut dyn FnMut(Progress<'_>),
) -> Result<Verified, VerifyError> {
    // What it is shows at its end and its start, without reading the rest.
    let size = file.seek(SeekFrom::End(0))?;
    let mut of_directory = Findings::default();
    let found = directory::read(file, size, &mut of_directory)?;
    if found.is_none() && piece(file, 0, 4)? != LOCAL {
        return Err(VerifyError::NoArchive);
    }
    if size > LARGEST {
        return Err(VerifyError::TooLarge(size));
    }
    let mut findings = Findings::default();
    let sha256 = write::digest(file, progress)?;
    if let Some(expected) = expected.filter(|e| !e.eq_ignore_ascii_case(&sha256)) {
        findings.add(Finding::Pack {
            expected: expected.to_ascii_lowercase(),
            found: sha256.clone(),
        });
    }
    findings.extend(of_directory);
    let mut notes = Vec::new();
    let mut count = 0;
    if let Some(directory) = found {
        count = directory.entries.len();
        let mut sums = contents(file, size, &directory, &mut findings, progress)?;
        tail(file, size, &directory, &mut findings)?;
        let Directory {
            mut entries, raw, ..
        } = directory;
        drop(raw);
        if let Some(top) = below_one_folder(&mut entries, &mut sums) {
            findings.add(Finding::Top(top));
        }
        let own = entries.iter().position(|l| l.entry.name == MANIFEST);
        let own = own.and_then(|at| sums.get(at).copied().flatten());
        let list = text_of(file, own, LONGEST_LIST)?;
        against_manifest(&list, &entries, &mut sums, &mut findings);
        drop(list);
        notes = records::reworded(file, &entries, &sums)?;
        notes.extend(records::compare(file, &entries, &sums)?);
    }
    let contents_hold = count > 0 && !findings.of_contents();
    let (findings, more) = findings.into_parts();
    Ok(Verified {
        contents_hold,
        sha256,
        size,
        entries: count,
        findings,
        more,
        notes,
    })
}

/// Names the entries as the pack does where all of it was zipped anew below one
/// folder, which is what the name is of that is returned.
fn below_one_folder(entries: &mut Vec<Listed>, sums: &mut Vec<Found>) -> Option<String> {
    let is_list = |name: &str| {
        name.rsplit_once('/')
            .is_some_and(|(_, last)| last == MANIFEST)
    };
    if entries.iter().any(|l| l.entry.name == MANIFEST) {
        return None;
    }
    let list = entries.iter().find(|l| is_list(&l.entry.name))?;
    let (top, _) = list.entry.name.split_once('/')?;
    let top = format!("{top}/");
    let all_below = entries.iter().all(|l| l.entry.name.starts_with(&top));
    let has_list = entries
        .iter()
        .any(|l| l.entry.name.strip_prefix(&top) == Some(MANIFEST));
    let is_fine = names::check(top.trim_end_matches('/')).is_ok();
    if !(all_below && has_list && is_fine) {
        return None;
    }
    // An entry that stands for the folder itself has no name below it.
    let is_top: Vec<bool> = entries
        .iter()
        .map(|l| l.entry.name == top && l.entry.size == 0)
        .collect();
    let mut stays = is_top.iter().map(|top| !top);
    entries.retain(|_| stays.next().unwrap_or(true));
    let mut stays = is_top.iter().map(|top| !top);
    sums.retain(|_| stays.next().unwrap_or(true));
    for listed in entries {
        let name = &mut listed.entry.name;
        if let Some(below) = name.strip_prefix(&top) {
            *name = below.to_owned();
        }
    }
    Some(top)
}

/// Reads every entry in its place, and finds what is between them and what
/// their headers say otherwise. Returns the SHA-256 of each.
fn contents(
    file: &mut File,
    size: u64,
    directory: &Directory,
    findings: &mut Findings,
    progress: &mut dyn FnMut(Progress<'_>),
) -> io::Result<Vec<Found>> {
    let mut sums = Vec::with_capacity(directory.entries.len());
    let mut room = inflate::room(size);
    let mut at = 0;
    let mut entries = directory.entries.iter().peekable();
    while let Some(listed) = entries.next() {
        let Listed { entry, .. } = listed;
        let place = format!("the header of {}", shown(&entry.name));
        let container = |at, what: &str| Finding::Container {
            at,
            place: place.clone(),
            what: what.to_owned(),
        };
        central(listed, directory, findings);
        let start = entry.offset.saturating_add(directory.shift);
        if start > at && start < directory.start {
            findings.add(Finding::Container {
                at,
                place: format!("before {}", shown(&entry.name)),
                what: nothing(start - at),
            });
        }
        let next = entries.peek().map_or(directory.start, |next| {
            next.entry.offset.saturating_add(directory.shift)
        });
        let expected = entry.local();
        let header = piece(
            file,
            start,
            u64::try_from(expected.len()).unwrap_or_default(),
        )?;
        let own = local_len(&header);
        // Only what fits exactly is believed: extra fields that came in.
        let begins = |len: u64| start.saturating_add(len);
        let fits = begins(own).checked_add(listed.packed) == Some(next);
        // What is compressed is held against MANIFEST, wherever it begins.
        let begin = if fits || listed.deflated {
            begins(own)
        } else {
            begins(entry.local_len())
        };
        let end = begin
            .checked_add(listed.packed)
            .filter(|e| *e <= directory.start);
        let Some(end) = end.filter(|_| start >= at) else {
            findings.add(container(
                start.min(size),
                "the entry overlaps another or leads out of the archive",
            ));
            sums.push(None);
            continue;
        };
        if let Some(differs) = difference(&expected, &header) {
            findings.add(container(start + differs, "not as a pack has it"));
        }
        at = end;
        let deflated = listed.deflated.then_some(listed.packed);
        if !listed.stored {
            findings.add(container(start, "it is compressed, and a pack's are not"));
            if deflated.is_none() || entry.size > room {
                sums.push(None);
                continue;
            }
            room -= entry.size;
        }
        let mut tell = |n: u64| {
            progress(Progress {
                done: begin + if deflated.is_some() { 0 } else { n },
                total: size,
                name: &entry.name,
            });
        };
        let mut bytes = Bytes {
            begin,
            size: entry.size,
            deflated,
            sha256: [0; 32],
            crc_fits: false,
        };
        match sum(file, &bytes, &mut tell) {
            Ok((crc, sha256)) => {
                bytes.sha256 = sha256;
                bytes.crc_fits = crc == entry.crc;
                sums.push(Some(bytes));
            }
            Err(e) if inflate::is_broken(&e) => sums.push(None),
            Err(e) => return Err(e),
        }
    }
    if at < directory.start {
        findings.add(Finding::Container {
            at,
            place: "before the directory".to_owned(),
            what: nothing(directory.start - at),
        });
    }
    Ok(sums)
}

fn central(listed: &Listed, directory: &Directory, findings: &mut Findings) {
    let has = directory.raw.get(listed.at..listed.at + listed.len);
    if let Some(differs) = difference(&listed.entry.central(), has.unwrap_or_default()) {
        let at = listed.at + usize::try_from(differs).unwrap_or_default();
        findings.add(Finding::Container {
            at: directory.start + u64::try_from(at).unwrap_or_default(),
            place: format!("the directory's entry of {}", shown(&listed.entry.name)),
            what: "not as a pack has it".to_owned(),
        });
    }
}

/// What stands after the directory.
fn tail(
    file: &mut File,
    size: u64,
    directory: &Directory,
    findings: &mut Findings,
) -> io::Result<()> {
    let len = u64::try_from(directory.raw.len()).unwrap_or_default();
    let count = u64::try_from(directory.entries.len()).unwrap_or_default();
    let offset = directory.start - directory.shift;
    let expected = container::end(count, offset, len);
    let at = directory.start + len;
    let place = "after the directory".to_owned();
    let wanted = u64::try_from(expected.len()).unwrap_or_default();
    let has = piece(file, at, wanted)?;
    if let Some(differs) = difference(&expected, &has) {
        findings.add(Finding::Container {
            at: at + differs,
            place,
            what: "not as a pack ends".to_owned(),
        });
    } else if at + wanted < size {
        findings.add(Finding::Container {
            at: at + wanted,
            place: "after the end".to_owned(),
            what: nothing(size - at - wanted),
        });
    }
    Ok(())
}

/// How many bytes are too many.
fn nothing(bytes: u64) -> String {
    if bytes == 1 {
        "1 byte that belongs to nothing".to_owned()
    } else {
        format!("{bytes} bytes that belong to nothing")
    }
}

/// The first byte that is not the same in both.
fn difference(expected: &[u8], has: &[u8]) -> Option<u64> {
    let same = expected.iter().zip(has).take_while(|(a, b)| a == b).count();
    let whole = same == expected.len() && same == has.len();
    (!whole).then(|| u64::try_from(same).unwrap_or_default())
}

fn sum(file: &mut File, bytes: &Bytes, tell: &mut dyn FnMut(u64)) -> io::Result<(u32, [u8; 32])> {
    let mut rest = inflate::reader(file, bytes)?;
    let mut buffer = vec![0; PIECE];
    let mut sums = Sums::default();
    let mut done = 0;
    loop {
        match rest.read(&mut buffer) {
            Ok(0) => break,
            Ok(n) => {
                sums.update(buffer.get(..n).unwrap_or_default());
                done += u64::try_from(n).unwrap_or_default();
                tell(done);
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    let (crc, sha256, _) = sums.finish();
    Ok((crc, sha256))
}

/// The text of an entry; empty where it is none, too long or was not read.
pub(super) fn text_of(file: &mut File, bytes: Found, limit: u64) -> io::Result<String> {
    let Some(bytes) = bytes.filter(|b| b.size <= limit) else {
        return Ok(String::new());
    };
    let text = inflate::start(file, &bytes, bytes.size)?;
    Ok(String::from_utf8(text).unwrap_or_default())
}

/// Compares the entries with MANIFEST; what is altered has no bytes after
/// that.
fn against_manifest(list: &str, entries: &[Listed], sums: &mut [Found], findings: &mut Findings) {
    if !entries.iter().any(|l| l.entry.name == MANIFEST) {
        findings.add(Finding::Missing(MANIFEST.to_owned()));
    }
    let (mut listed, bad) = manifest::parse(list);
    for line in bad {
        findings.add(Finding::Manifest(format!(
            "line {line} is not a SHA-256 and a name"
        )));
    }
    let in_order = same_order(list, entries.iter().map(|l| l.entry.name.as_str()));
    let mut seen = HashSet::new();
    let mut taken = Names::default();
    for (Listed { entry, .. }, bytes) in entries.iter().zip(sums) {
        let Entry { name, .. } = entry;
        let is_folder = name.ends_with('/') && entry.size == 0;
        let file_name = match name.strip_suffix('/') {
            Some(folder) if is_folder => folder,
            _ => name.as_str(),
        };
        if let Err(why) = names::check(file_name) {
            findings.add(Finding::Name {
                name: name.clone(),
                why,
            });
        } else if !is_folder && taken.take(name) == names::Given::Taken {
            findings.add(Finding::Name {
                name: name.clone(),
                why: "is another entry's on some systems",
            });
        }
        if !seen.insert(name.as_str()) {
            findings.add(Finding::Doubled(name.clone()));
        }
        let sha256 = bytes.map(|b| manifest::hex(&b.sha256));
        let in_list = listed.get(name.as_str()).copied();
        match in_list {
            None if name == MANIFEST => {}
            // Other programs have them.
            None if is_folder => {
                findings.add(Finding::Folder(name.clone()));
            }
            None => findings.add(Finding::Added(name.clone())),
            Some(listed) if sha256.as_deref() == Some(listed) => {}
            Some(listed) => {
                findings.add(Finding::Altered {
                    name: name.clone(),
                    listed: listed.to_owned(),
                    found: sha256,
                });
                *bytes = None;
            }
        }
        if bytes.is_some_and(|b| !b.crc_fits) {
            findings.add(Finding::Checksum(name.clone()));
        }
    }
    listed.retain(|name, _| !seen.contains(name));
    let mut missing: Vec<&str> = listed.into_keys().collect();
    missing.sort_unstable();
    if missing.is_empty() && !in_order {
        findings.add(Finding::Order);
    }
    for name in missing {
        findings.add(Finding::Missing(name.to_owned()));
    }
}

fn same_order<'a>(list: &str, names: impl Iterator<Item = &'a str>) -> bool {
    let lines = list.lines().filter_map(|line| line.get(66..));
    lines.eq(names.filter(|name| *name != MANIFEST && !name.ends_with('/')))
}
