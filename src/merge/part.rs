//! Parts of an assessment: some roles alone, to be answered by somebody else
//! and joined again.

use super::{Labels, MergeError, Merged, merge};
use crate::assessment::{Assessment, EvidenceId, Role};
use crate::store::{Layout, render, update};
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use toml_edit::Document;

/// From what a part is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The file's roles are still what was sent out: the part is taken.
    AsSent,
    /// The text that was sent out is at hand: what only one side changed is
    /// taken.
    Sent,
    /// Neither: where the two differ, both are kept as a conflict.
    Nothing,
}

/// Why a part cannot be joined.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartError {
    /// It is of another subject.
    #[error("the part is of subject “{part}”, the file of “{file}”: they do not belong together")]
    Subject {
        /// The part's.
        part: String,
        /// The file's.
        file: String,
    },
    /// It is of another control.
    #[error("the part answers {part}, the file {file}: they do not belong together")]
    Control {
        /// The part's.
        part: String,
        /// The file's.
        file: String,
    },
    /// It has roles that the file does not assess.
    #[error(
        "the part is of {0}, which the file does not assess: add the role to the file first, or take it out of the part"
    )]
    Role(Role),
    /// They cannot be merged.
    #[error(transparent)]
    Merge(#[from] MergeError),
}

/// Some roles of an assessment alone: their answers, sign-offs and the records
/// that they use. Its head is that of the whole, with these roles; unresolved
/// conflicts stay with the whole.
#[must_use]
pub fn split(whole: &Assessment, roles: &[Role]) -> Assessment {
    Assessment {
        roles: roles.to_vec(),
        split_digest: part_digest(whole, roles),
        ..headed(whole, &content(whole, roles))
    }
}

/// The digest of what [`split`] takes along, without the head: `sha256:` and
/// hex of its text in the canonical layout.
#[must_use]
pub fn part_digest(whole: &Assessment, roles: &[Role]) -> String {
    let digest = Sha256::digest(render(&content(whole, roles)).as_bytes());
    let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

fn content(whole: &Assessment, roles: &[Role]) -> Assessment {
    let mut part = Assessment::default();
    let mut used: BTreeSet<&EvidenceId> = BTreeSet::new();
    for (role, answers) in &whole.answers {
        if roles.contains(role) {
            part.answers.insert(*role, answers.clone());
            used.extend(answers.evidence_used());
        }
    }
    for (id, record) in &whole.evidence {
        if used.contains(id) {
            part.evidence.insert(id.clone(), record.clone());
        }
    }
    part
}

/// The answers and records of one under the head of another.
fn headed(head: &Assessment, content: &Assessment) -> Assessment {
    Assessment {
        answers: content.answers.clone(),
        evidence: content.evidence.clone(),
        conflicts: content.conflicts.clone(),
        ..head.clone()
    }
}

/// Takes a part's answers and records into the file that it was split off.
/// The file's head stays. `sent` is the part as it was sent out, where it is
/// still at hand; it counts where the file's roles have changed since.
///
/// # Errors
/// See [`PartError`]; then nothing is to be written.
pub fn join(
    file: (&str, &Assessment),
    part: (&str, &Assessment),
    sent: Option<(&str, &Assessment)>,
    labels: &Labels,
) -> Result<(Merged, Basis), PartError> {
    let ((text, whole), (part_text, answered)) = (file, part);
    let shown = crate::text::one_line;
    if whole.questionnaire != answered.questionnaire {
        return Err(PartError::Control {
            part: shown(&answered.questionnaire),
            file: shown(&whole.questionnaire),
        });
    }
    if whole.subject != answered.subject {
        return Err(PartError::Subject {
            part: shown(&answered.subject),
            file: shown(&whole.subject),
        });
    }
    if let Some(role) = answered.roles.iter().find(|r| !whole.roles.contains(r)) {
        return Err(PartError::Role(*role));
    }
    let as_sent = part_digest(whole, &answered.roles) == answered.split_digest;
    // With the part's own head in the base, nothing of it comes in.
    let (base, basis) = match sent {
        _ if as_sent => {
            let then = content(whole, &answered.roles);
            (render(&headed(answered, &then)), Basis::AsSent)
        }
        Some((sent_text, sent)) => (under_head(sent_text, sent, answered), Basis::Sent),
        None => {
            let nothing = Assessment::default();
            (render(&headed(answered, &nothing)), Basis::Nothing)
        }
    };
    // What only one side has may have been taken away by the other.
    let labels = Labels {
        no_base: basis == Basis::Nothing,
        only: answered.roles.clone(),
        ..labels.clone()
    };
    Ok((merge(&base, text, part_text, &labels)?, basis))
}

/// A text under the head of another one.
fn under_head(text: &str, own: &Assessment, head: &Assessment) -> String {
    let Ok(document) = Document::parse(text) else {
        return text.to_owned();
    };
    let mut layout = Layout::of(&document);
    update(&mut layout, own, &headed(head, own));
    layout.to_string()
}
