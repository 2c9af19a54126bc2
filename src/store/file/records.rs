//! Which records and other fields beside the answers two states of a control
//! differ in: what that asks of the file that its folder shares.

use crate::assessment::{Assessment, EvidenceId};
use std::collections::BTreeSet;

/// Whether a record goes from one state to the next.
pub(super) fn removes(before: &Assessment, next: &Assessment) -> bool {
    let mut ids = before.evidence.keys();
    ids.any(|id| !next.evidence.contains_key(id))
}

/// What is shared, with the records that it had and has no more.
pub(super) fn with_records_of(shared: &Assessment, before: &Assessment) -> Assessment {
    let mut kept = shared.clone();
    for (id, record) in &before.evidence {
        kept.evidence
            .entry(id.clone())
            .or_insert_with(|| record.clone());
    }
    kept
}

pub(super) fn differs_beside_answers(old: &Assessment, new: &Assessment) -> bool {
    beside_answers(old) != beside_answers(new)
}

/// Each field but the answers.
fn beside_answers(a: &Assessment) -> impl PartialEq {
    let Assessment {
        subject,
        questionnaire,
        questionnaire_version,
        questionnaire_digest,
        roles,
        layers,
        assessor,
        questionnaires,
        split_digest,
        joined,
        people,
        answers: _,
        evidence,
        conflicts,
        home: _,
    } = a;
    let control = (questionnaire, questionnaire_version, questionnaire_digest);
    let head = (
        subject,
        roles,
        layers,
        assessor,
        questionnaires,
        split_digest,
        joined,
    );
    (control, head, people, evidence, conflicts)
}

/// The evidence that answers refer to.
pub(super) fn references(a: &Assessment) -> BTreeSet<&EvidenceId> {
    a.evidence_used().collect()
}

/// Whether the control refers to a shared record that it did not refer to
/// before: then the record has to be there still.
pub(super) fn refers_anew(before: &Assessment, now: &Assessment) -> bool {
    let (old, new) = (references(before), references(now));
    let mut anew = new.difference(&old);
    anew.any(|id| !now.evidence.contains_key(*id))
}
