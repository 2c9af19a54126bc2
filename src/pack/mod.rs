//! The audit pack: one file with the reports, the answer file, the
//! questionnaire and the evidence, in which every byte can be checked.
//!
//! [`Plan`] says what goes in, [`Plan::write`] writes it, [`verify`] finds
//! what differs from what was packed.

mod container;
mod cut;
mod directory;
mod finding;
mod inflate;
mod manifest;
mod names;
mod plan;
mod readme;
mod records;
mod verify;
mod write;
mod writer;

pub use finding::Finding;
pub use names::{Given, Names, check as check_name, inside as inside_name, safe as safe_name};
pub use plan::{FolderRequest, Plan, Request};
pub use readme::why as why_left;
pub use verify::{Verified, VerifyError, verify};
pub use write::{Left, Packed, Report, Stored};

/// The entry that lists all others with their SHA-256.
pub const MANIFEST: &str = "MANIFEST";
/// The entry that says what the pack is.
pub const README: &str = "README.txt";
/// The folder of the answer file and of what lies beside it.
pub const FOLDER: &str = "assessment";
/// The questionnaire's entry.
pub const QUESTIONNAIRE: &str = "assessment/questionnaire.toml";

/// How many entries a pack has at most.
const MOST_ENTRIES: usize = crate::limits::PACK_FILES;
/// How many bytes a pack has at most.
const LARGEST: u64 = crate::limits::PACK;
/// How many of them are left for reports and lists.
const ROOM: u64 = 1 << 30;
/// How long a pack's central directory and its MANIFEST are at most, in
/// bytes: both are held in memory to check a pack that can come from anybody.
const LONGEST_LIST: u64 = crate::limits::PACK_LIST;

/// What a SHA-256 proves and what it does not: for who checks a pack.
pub const PROOF: &str = "The bytes are those that were packed, if the pack's SHA-256 was got by another way than the \
pack. It does not prove who made the pack, or when, or that the evidence is true.";

/// How far packing or checking has come.
#[derive(Debug, Clone, Copy)]
pub struct Progress<'a> {
    /// Bytes that are done.
    pub done: u64,
    /// Bytes that there are, as far as is known.
    pub total: u64,
    /// What is being read.
    pub name: &'a str,
}

/// Why no pack could be made.
#[derive(Debug, thiserror::Error)]
pub enum PackError {
    /// There is more evidence than a pack has room for.
    #[error(
        "the register has too many files for one pack (at most {MOST_ENTRIES}, fewer with long names): split the assessment"
    )]
    TooMany,
    /// There are more bytes of evidence than a pack has room for.
    #[error(
        "the evidence is {0} bytes, and a pack has at most {LARGEST} ({gib} GiB), of which 1 GiB is for reports: split the assessment, or keep large files elsewhere and link to them", gib = LARGEST >> 30
    )]
    TooLarge(u64),
    /// A report cannot be made, with the reason.
    #[error("no report can be made: {0}")]
    Report(String),
    /// The pack cannot be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}
