//! What can be wrong with a pack, in words for whoever checks it.

use super::MANIFEST;
use crate::text::one_line;
use std::fmt;

/// How many findings are kept; the others are counted.
const MOST_FINDINGS: usize = 1000;
/// How much of a name is shown, in characters.
const SHOWN: usize = 200;

/// Something that differs from what was packed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The whole pack has another SHA-256 than it should have.
    Pack {
        /// The one it should have.
        expected: String,
        /// The one it has.
        found: String,
    },
    /// An entry has other bytes than MANIFEST says.
    Altered {
        /// Its name.
        name: String,
        /// The SHA-256 by MANIFEST.
        listed: String,
        /// The SHA-256 of its bytes; none where they could not be read.
        found: Option<String>,
    },
    /// MANIFEST lists an entry that is not there.
    Missing(String),
    /// An entry is there that MANIFEST does not list.
    Added(String),
    /// Two entries have the same name.
    Doubled(String),
    /// An entry has a name that can do harm when it is unpacked.
    Name {
        /// The name.
        name: String,
        /// Why, in words that go on after "its name".
        why: &'static str,
    },
    /// The checksum of an entry is not that of its bytes.
    Checksum(String),
    /// MANIFEST is not as one is written.
    Manifest(String),
    /// The entries are not in the order of MANIFEST.
    Order,
    /// All entries are below a folder that the pack does not have.
    Top(String),
    /// An entry stands for a folder.
    Folder(String),
    /// Bytes of the archive that are no entry's are not as a pack has them.
    Container {
        /// The first of them, in bytes from the start of the file.
        at: u64,
        /// What they are part of.
        place: String,
        /// What is wrong with them.
        what: String,
    },
    /// The file ends before the pack does.
    Cut {
        /// How many bytes there are.
        size: u64,
        /// Where it ends.
        place: String,
    },
    /// It is larger than a pack can be.
    TooLarge(String),
}

impl Finding {
    /// Whether it is about the files in the pack, not about the archive around them
    /// alone.
    fn is_of_contents(&self) -> bool {
        !matches!(
            self,
            Self::Pack { .. }
                | Self::Checksum(_)
                | Self::Order
                | Self::Folder(_)
                | Self::Top(_)
                | Self::Container { .. }
        )
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pack { expected, found } => write!(
                f,
                "altered: the pack: its SHA-256 should be {expected}, and is {found}"
            ),
            Self::Altered {
                name,
                listed,
                found: Some(found),
            } => write!(
                f,
                "altered: {}: {MANIFEST} says {listed}, the bytes are {found}",
                shown(name)
            ),
            Self::Altered { name, listed, .. } => write!(
                f,
                "altered: {}: {MANIFEST} says {listed}, its bytes are not where they should be",
                shown(name)
            ),
            Self::Missing(name) => {
                write!(f, "missing: {}: {MANIFEST} lists it", shown(name))
            }
            Self::Added(name) => {
                write!(f, "added: {}: {MANIFEST} does not list it", shown(name))
            }
            Self::Doubled(name) => write!(f, "added: {}: it is there twice", shown(name)),
            Self::Name { name, why } => {
                write!(f, "altered: {}: its name {why}", shown(name))
            }
            Self::Checksum(name) => write!(
                f,
                "altered: {}: its checksum (CRC-32) is not that of its bytes",
                shown(name)
            ),
            Self::Order => write!(
                f,
                "altered: {MANIFEST}: its lines are not in the order of the entries"
            ),
            Self::Top(name) => write!(
                f,
                "added: {}: all of it is in this folder, and a pack has none on top",
                shown(name)
            ),
            Self::Folder(name) => {
                write!(
                    f,
                    "added: {}: it stands for a folder, and a pack has none",
                    shown(name)
                )
            }
            Self::Manifest(what) => write!(f, "altered: {MANIFEST}: {what}"),
            Self::Container { at, place, what } => {
                write!(f, "altered: byte {at}, {place}: {what}")
            }
            Self::Cut { size, place } => write!(
                f,
                "cut short: its end is missing: it breaks off after {size} bytes, in {place}; get the whole file again"
            ),
            Self::TooLarge(what) => write!(f, "not checked: {what}"),
        }
    }
}

/// A name for a message: in one line, and not without end.
pub(super) fn shown(name: &str) -> String {
    let name = one_line(name);
    match name.char_indices().nth(SHOWN) {
        Some((at, _)) => format!("{}…", name.get(..at).unwrap_or_default()),
        None => name,
    }
}

/// What was found, as far as there is room for it.
#[derive(Debug, Default)]
pub struct Findings {
    list: Vec<Finding>,
    more: usize,
    of_contents: bool,
}

impl Findings {
    /// Adds one.
    pub fn add(&mut self, finding: Finding) {
        self.of_contents |= finding.is_of_contents();
        if self.list.len() < MOST_FINDINGS {
            self.list.push(finding);
        } else {
            self.more += 1;
        }
    }
    /// Adds those that were found before, with what is more of them.
    pub fn extend(&mut self, others: Self) {
        others
            .list
            .into_iter()
            .for_each(|finding| self.add(finding));
        self.more += others.more;
        self.of_contents |= others.of_contents;
    }

    /// Whether one of them, also of those that are only counted, is about the files
    /// in the pack.
    pub fn of_contents(&self) -> bool {
        self.of_contents
    }

    /// The ones that are kept, and how many more there are.
    pub fn into_parts(self) -> (Vec<Finding>, usize) {
        (self.list, self.more)
    }
}
