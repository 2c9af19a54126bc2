//! What the rules find of the records of a register: found out once for each
//! that is used, however many items rest on it.

use crate::assessment::{Evidence, EvidenceId, FileState};
use crate::gaps::{Context, Kind, Severity, of_record};
use foldhash::fast::RandomState;
use std::collections::{BTreeMap, HashMap};
use std::sync::OnceLock;

/// The kinds of gaps of a record.
pub(super) type Found = Vec<(Kind, Severity)>;

/// A register of evidence.
#[derive(Debug, Default)]
pub(super) struct Register {
    /// Looked up for each item that uses one, tens of thousands of times: by a
    /// fast hash, keyed anew in each run.
    records: HashMap<EvidenceId, (Evidence, OnceLock<Found>), RandomState>,
    /// Of a record that is not in it.
    none: OnceLock<Found>,
}

impl Register {
    pub fn of(evidence: &BTreeMap<EvidenceId, Evidence>) -> Self {
        let own = |(id, record): (&EvidenceId, &Evidence)| {
            (id.clone(), (record.clone(), OnceLock::new()))
        };
        Self {
            records: evidence.iter().map(own).collect(),
            none: OnceLock::new(),
        }
    }

    pub fn contains(&self, id: &EvidenceId) -> bool {
        self.records.contains_key(id)
    }

    /// What is found of a record; its file is only looked at the first time.
    pub fn gaps(
        &self,
        id: &EvidenceId,
        ctx: &Context<'_>,
        look: impl FnOnce(&Evidence) -> Option<FileState>,
    ) -> &[(Kind, Severity)] {
        match self.records.get(id) {
            Some((record, found)) => {
                found.get_or_init(|| of_record(id, Some(record), look(record), ctx))
            }
            None => self.none.get_or_init(|| of_record(id, None, None, ctx)),
        }
    }
}
