//! Writing a pack: evidence first and in pieces, then what is said of it.

use super::plan::{Item, Plan};
use super::writer::{AddError, PIECE, Writer};
use super::{MANIFEST, PackError, Progress, README, manifest, readme};
use crate::assessment::{EvidenceId, FileState, Files};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Cursor, Read, Seek};

/// A record whose file is not in the pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The record.
    pub id: EvidenceId,
    /// What was found in place of a file.
    pub state: FileState,
}

/// A record whose file is in the pack, not at its own path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The record.
    pub id: EvidenceId,
    /// Where it is in the pack.
    pub name: String,
    /// Why, in words that go on after "its path".
    pub why: &'static str,
}

/// A report: its name in the pack, which has no `/` in it, and its bytes.
pub type Report = (&'static str, Vec<u8>);

/// What went into a pack.
#[derive(Debug, Clone, Default)]
pub struct Packed {
    /// How many entries it has.
    pub entries: usize,
    /// Its size in bytes.
    pub size: u64,
    /// Its SHA-256 in hex digits.
    pub sha256: String,
    /// Where each record's file is.
    pub evidence: Vec<(EvidenceId, String)>,
    /// Records of links: never fetched.
    pub links: Vec<EvidenceId>,
    /// Records whose file is not in it.
    pub left: Vec<Left>,
    /// Records whose file is not the one that was recorded.
    pub changed: Vec<(EvidenceId, String)>,
    /// Records whose file is not at its own path.
    pub elsewhere: Vec<Stored>,
    /// Questionnaires that are not the text that was answered: the entry, and the
    /// digest of what was.
    pub reworded: Vec<(String, String)>,
    /// What the reports are to say of each record's file: that which was
    /// packed.
    pub files: Files,
    /// The same by the paths of the records.
    pub by_href: BTreeMap<String, FileState>,
}

/// The archive and the SHA-256 of what is in it.
struct Archive<'s> {
    writer: Writer<&'s mut File>,
    sums: Vec<(String, [u8; 32])>,
}

impl Archive<'_> {
    fn add<R: Read + Seek>(
        &mut self,
        name: &str,
        expected: u64,
        source: &mut R,
        taken: &mut dyn FnMut(u64),
    ) -> Result<([u8; 32], u64), AddError> {
        let (sha256, size) = self.writer.add(name, expected, source, taken)?;
        self.sums.push((name.to_owned(), sha256));
        Ok((sha256, size))
    }

    fn bytes(&mut self, name: &str, bytes: &[u8]) -> io::Result<([u8; 32], u64)> {
        let expected = u64::try_from(bytes.len()).unwrap_or_default();
        self.add(name, expected, &mut Cursor::new(bytes), &mut |_| ())
            .map_err(|error| match error {
                AddError::Read(e) | AddError::Write(e) => e,
            })
    }
}

/// How far it has come, and who wants to know.
struct Pace<'p> {
    done: u64,
    total: u64,
    progress: &'p mut dyn FnMut(Progress<'_>),
}

impl Pace<'_> {
    fn tell(&mut self, name: &str, more: u64) {
        (self.progress)(Progress {
            // Of what grows meanwhile, no more than there was.
            done: (self.done + more).min(self.total),
            total: self.total,
            name,
        });
    }
}

impl Plan<'_> {
    /// Writes the pack into an empty file, and tells now and then how far it
    /// has come. The reports are made when the evidence is packed, from what
    /// was packed.
    ///
    /// # Errors
    /// When the pack cannot be written. Evidence that cannot be read is no
    /// error: it is in [`Packed::left`].
    pub fn write(
        self,
        sink: &mut File,
        reports: impl FnOnce(&Packed) -> Result<Vec<Report>, PackError>,
        progress: &mut dyn FnMut(Progress<'_>),
    ) -> Result<Packed, PackError> {
        let mut archive = Archive {
            writer: Writer::new(&mut *sink),
            sums: Vec::new(),
        };
        let mut packed = Packed {
            links: self.links.clone(),
            left: self.left.clone(),
            elsewhere: self.elsewhere.clone(),
            ..Packed::default()
        };
        for (at, text) in self.texts.iter().enumerate() {
            let sum = archive.bytes(&text.entry, text.text.as_bytes())?;
            if let Some(answered) = text.answered {
                let told = (text.entry.clone(), answered.to_owned());
                packed.reworded.push(told);
            }
            for (id, _) in self.own.iter().filter(|(_, of)| *of == at) {
                let href = self.records.get(id).map_or("", |record| &record.href);
                self.record(id, href, &text.entry, sum, &mut packed);
            }
        }
        let mut pace = Pace {
            done: 0,
            total: self.size(),
            progress: &mut *progress,
        };
        for (name, item) in &self.items {
            self.evidence(name, item, &mut archive, &mut packed, &mut pace)?;
        }
        packed.left.sort_by(|a, b| a.id.cmp(&b.id));
        packed.evidence.sort();
        packed.changed.sort();
        for left in &packed.left {
            packed.files.insert(left.id.clone(), left.state.clone());
            if let Some(record) = self.records.get(&left.id) {
                packed
                    .by_href
                    .insert(record.href.clone(), left.state.clone());
            }
        }
        let mut named = Vec::new();
        for (name, bytes) in reports(&packed)? {
            archive.bytes(name, &bytes)?;
            named.push(name);
        }
        let about = readme::render(&self, &named, &packed);
        archive.bytes(README, about.as_bytes())?;
        let list = manifest::render(archive.sums.iter().map(|(name, sum)| (name.as_str(), sum)));
        archive.bytes(MANIFEST, list.as_bytes())?;
        let (entries, size) = archive.writer.finish()?;
        sink.set_len(size)?;
        packed.entries = entries;
        packed.size = size;
        packed.sha256 = digest(sink, progress)?;
        Ok(packed)
    }

    fn evidence(
        &self,
        name: &str,
        item: &Item,
        archive: &mut Archive<'_>,
        packed: &mut Packed,
        pace: &mut Pace<'_>,
    ) -> Result<(), PackError> {
        let added = self.open(item).and_then(|mut opened| {
            let len = opened.meta.len();
            match archive.add(name, len, &mut opened.file, &mut |n| pace.tell(name, n)) {
                Ok(sum) => Ok(Ok(sum)),
                Err(AddError::Read(e)) => Err(FileState::Unreadable(e.to_string())),
                Err(AddError::Write(e)) => Ok(Err(e)),
            }
        });
        pace.done += item.size;
        match added {
            Ok(sum) => {
                let sum = sum?;
                for id in &item.ids {
                    self.record(id, &item.href, name, sum, packed);
                }
            }
            Err(state) => {
                packed.elsewhere.retain(|stored| stored.name != name);
                for id in &item.ids {
                    packed.left.push(Left {
                        id: id.clone(),
                        state: state.clone(),
                    });
                }
            }
        }
        Ok(())
    }

    /// Notes what was packed for a record.
    fn record(
        &self,
        id: &EvidenceId,
        href: &str,
        name: &str,
        sum: ([u8; 32], u64),
        packed: &mut Packed,
    ) {
        let (sha256, size) = (manifest::hex(&sum.0), sum.1);
        packed.evidence.push((id.clone(), name.to_owned()));
        let recorded = self.records.get(id).filter(|record| record.href == href);
        let recorded = recorded.map_or("", |record| record.sha256.as_str());
        if !recorded.is_empty() && !recorded.eq_ignore_ascii_case(&sha256) {
            packed.changed.push((id.clone(), name.to_owned()));
        }
        let state = FileState::Present { sha256, size };
        packed.by_href.insert(href.to_owned(), state.clone());
        packed.files.insert(id.clone(), state);
    }
}

/// SHA-256 of a whole file in hex digits.
pub(super) fn digest(
    file: &mut File,
    progress: &mut dyn FnMut(Progress<'_>),
) -> io::Result<String> {
    let total = file.metadata()?.len();
    file.rewind()?;
    let mut done = 0;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; PIECE];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(manifest::hex(&hasher.finalize().into())),
            Ok(n) => {
                hasher.update(buffer.get(..n).unwrap_or_default());
                done += u64::try_from(n).unwrap_or_default();
                progress(Progress {
                    done,
                    total,
                    name: "SHA-256 of the pack",
                });
            }
            Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
}
