//! Parts of an assessment: some roles alone, to be answered by somebody else
//! and joined again.

use super::joined::Joined;
use super::{Labels, MergeError, Merged, merge};
use crate::assessment::{Assessment, EvidenceId, Role, RoleAnswers};
use crate::store::{Layout, render, update};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use toml_edit::Document;

/// From what a part is joined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The file's roles are still what was sent out: the part is taken.
    AsSent,
    /// The text that was sent out is at hand: what only one side changed is
    /// taken.
    Sent,
    /// The part says of each item what it was: what only one side changed is
    /// taken, and of an item that both changed both are kept where they differ.
    Items,
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
        split_digest: sent_digests(whole, roles),
        // A way from the folder of the whole; alone, nothing follows it.
        questionnaires: String::new(),
        joined: BTreeSet::new(),
        ..headed(whole, &content(whole, roles))
    }
}

/// What a part says of what was sent: the digest of all of it, then of each of
/// its items, sign-offs and records, a line each.
fn sent_digests(whole: &Assessment, roles: &[Role]) -> String {
    let pieces = pieces(&content(whole, roles));
    let mut lines = vec![part_digest(whole, roles), format!("items {}", pieces.len())];
    for (key, piece) in pieces {
        lines.push(format!("{} {}", key.join("."), short(&piece)));
    }
    lines.join("\n")
}

/// The digest of what [`split`] takes along, without the head: `sha256:` and
/// hex of its text in the canonical layout.
#[must_use]
pub fn part_digest(whole: &Assessment, roles: &[Role]) -> String {
    let digest = Sha256::digest(render(&content(whole, roles)).as_bytes());
    let hex: String = digest.iter().map(|b| format!("{b:02x}")).collect();
    format!("sha256:{hex}")
}

/// The digest of a piece, short: what is to be told apart are two states of one
/// item.
pub(super) fn short(piece: &Assessment) -> String {
    let digest = Sha256::digest(render(piece).as_bytes());
    digest.iter().take(8).map(|b| format!("{b:02x}")).collect()
}

/// The items, sign-offs and records of an assessment, each alone, by the
/// beginning of their key paths.
pub(super) fn pieces(a: &Assessment) -> BTreeMap<Vec<String>, Assessment> {
    let mut all = BTreeMap::new();
    let mut put = |key: [&str; 4], role: Role, alone: RoleAnswers| {
        let key = key.into_iter().filter(|k| !k.is_empty());
        let piece = Assessment {
            answers: [(role, alone)].into(),
            ..Assessment::default()
        };
        all.insert(key.map(str::to_owned).collect(), piece);
    };
    for (role, answers) in &a.answers {
        let name = role.as_str();
        for (id, question) in &answers.questions {
            let mut alone = RoleAnswers::default();
            alone.questions.insert(id.clone(), question.clone());
            put(["roles", name, "questions", id], *role, alone);
        }
        for (id, step) in &answers.steps {
            let mut alone = RoleAnswers::default();
            alone.steps.insert(id.clone(), step.clone());
            put(["roles", name, "steps", id.as_str()], *role, alone);
        }
        if answers.sign_off.is_some() {
            let alone = RoleAnswers {
                sign_off: answers.sign_off.clone(),
                ..RoleAnswers::default()
            };
            put(["roles", name, "sign_off", ""], *role, alone);
        }
    }
    for (id, record) in &a.evidence {
        let piece = Assessment {
            evidence: [(id.clone(), record.clone())].into(),
            ..Assessment::default()
        };
        all.insert(vec!["evidence".to_owned(), id.to_string()], piece);
    }
    all
}

/// The records that a part was sent with, as far as it says so.
#[must_use]
pub fn sent_records(part: &Assessment) -> BTreeSet<EvidenceId> {
    let lines = part.split_digest.lines().skip(1);
    let ids = lines.filter_map(|l| l.rsplit_once(' ')?.0.strip_prefix("evidence."));
    ids.filter_map(EvidenceId::new).collect()
}

/// A part in a folder as if it stood alone: of the records that its controls
/// share, those that it uses or was sent with.
#[must_use]
pub fn alone(part: &Assessment) -> Assessment {
    let sent = sent_records(part);
    let used: BTreeSet<&EvidenceId> = part.evidence_used().collect();
    let is_other =
        |id: &&EvidenceId| part.is_shared(id) && !used.contains(id) && !sent.contains(*id);
    let others: Vec<EvidenceId> = part.evidence.keys().filter(is_other).cloned().collect();
    let mut alone = part.clone();
    for id in others {
        alone.evidence.remove(&id);
        let of = format!("evidence.{id}.");
        alone.conflicts.retain(|path, _| !path.starts_with(&of));
    }
    alone
}

/// The digests of the items, sign-offs and records that a part was sent with, by
/// their key paths, as far as it says them.
pub(super) fn sent_items(part: &Assessment) -> BTreeMap<&str, &str> {
    let lines = part.split_digest.lines().skip(1);
    let items = lines.filter_map(|l| l.rsplit_once(' '));
    // The first one is their number.
    items.filter(|(key, _)| key.contains('.')).collect()
}

/// What was sent, as far as the digests of its items tell it, and where they do
/// not: what one of the two still has as it was. None where there are none.
fn known(whole: &Assessment, part: &Assessment) -> Option<(Assessment, Vec<Vec<String>>)> {
    let sent = sent_items(part);
    let of = |a: &Assessment| {
        let mut a = a.clone();
        a.answers.retain(|role, _| part.roles.contains(role));
        pieces(&a)
    };
    let (ours, theirs) = (of(whole), of(part));
    let mut base = Assessment::default();
    let mut unknown = Vec::new();
    for key in ours.keys().chain(theirs.keys()).collect::<BTreeSet<_>>() {
        let then = sent.get(key.join(".").as_str()).copied();
        let (one, other) = (ours.get(key), theirs.get(key));
        let is_sent = |piece: Option<&Assessment>| piece.map(short).as_deref() == then;
        let piece = match (is_sent(one), is_sent(other)) {
            (true, _) => one,
            (_, true) => other,
            // Both have it anew.
            _ if then.is_none() => None,
            _ => {
                unknown.push(key.clone());
                None
            }
        };
        for (role, alone) in piece.into_iter().flat_map(|p| &p.answers) {
            let answers = base.answers.entry(*role).or_default();
            answers.questions.extend(alone.questions.clone());
            answers.steps.extend(alone.steps.clone());
            answers.sign_off = answers.sign_off.take().or(alone.sign_off.clone());
        }
        base.evidence
            .extend(piece.into_iter().flat_map(|p| p.evidence.clone()));
    }
    // Of a part of before, nothing is known of its items.
    let known = part.split_digest.lines().count() > 1;
    known.then_some((base, unknown))
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
    let digest = answered.split_digest.lines().next().unwrap_or_default();
    let as_sent = part_digest(whole, &answered.roles) == digest;
    let joined = Joined::of(file, part)?;
    // With the part's own head in the base, nothing of it comes in.
    let (base, basis, unknown) = match (sent, known(whole, answered)) {
        _ if as_sent => {
            let then = content(whole, &answered.roles);
            let base = render(&headed(answered, &then));
            (base, Basis::AsSent, Some(Vec::new()))
        }
        (Some((sent_text, sent)), _) => {
            let base = under_head(sent_text, sent, answered);
            (base, Basis::Sent, Some(Vec::new()))
        }
        (None, Some((base, both))) => (render(&headed(answered, &base)), Basis::Items, Some(both)),
        (None, None) => {
            let nothing = render(&headed(answered, &Assessment::default()));
            (nothing, Basis::Nothing, None)
        }
    };
    let (base, unknown) = joined.base(&base, answered, unknown)?;
    // What only one side has may have been taken away by the other.
    let labels = Labels {
        no_base: !unknown.is_empty(),
        only: answered.roles.clone(),
        unknown,
        ..labels.clone()
    };
    let mut merged = merge(&base, text, part_text, &labels)?;
    merged.text = joined.remembered_in(&merged.text)?;
    merged.notes.extend(joined.note());
    Ok((merged, basis))
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
