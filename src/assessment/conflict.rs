//! What two people wrote in one field, kept until somebody chooses.

/// A field that both sides of a merge changed in different ways. The field
/// itself has the value of ours meanwhile.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Conflict {
    /// The value before both, as TOML; none where there was none.
    pub base: Option<String>,
    /// The value of ours, as TOML; none where ours took it away.
    pub ours: Option<String>,
    /// The value of theirs, as TOML; none where theirs took it away.
    pub theirs: Option<String>,
    /// Whether nobody knows what was before: then choosing it would take both
    /// away.
    pub base_unknown: bool,
    /// What ours is called, for example a branch; may be empty.
    pub ours_from: String,
    /// What theirs is called; may be empty.
    pub theirs_from: String,
}
