//! Undo and redo over whole assessments: a control's answers are small, and
//! a snapshot cannot be undone wrongly.

use super::{Assessment, EvidenceId};
use std::sync::Arc;

/// How many edits can be undone.
const DEPTH: usize = 1000;

/// An assessment with its past and its undone future.
#[derive(Debug, Clone, Default)]
pub struct History {
    past: Vec<(String, Arc<Assessment>)>,
    now: Arc<Assessment>,
    future: Vec<(String, Arc<Assessment>)>,
}

impl History {
    /// Starts without a past.
    #[must_use]
    pub fn new(assessment: Assessment) -> Self {
        Self {
            now: Arc::new(assessment),
            ..Self::default()
        }
    }

    /// The assessment as it stands.
    #[must_use]
    pub fn now(&self) -> &Arc<Assessment> {
        &self.now
    }

    /// The state before the last edit; none where nothing can be undone.
    #[must_use]
    pub fn before(&self) -> Option<&Assessment> {
        self.past.last().map(|(_, state)| &**state)
    }

    /// Records a new state, with what was done in words (`CSP.03 satisfied`).
    pub fn commit(&mut self, what: String, next: Assessment) {
        self.past
            .push((what, std::mem::replace(&mut self.now, Arc::new(next))));
        if self.past.len() > DEPTH {
            self.past.remove(0);
        }
        self.future.clear();
    }

    /// How many edits can be undone.
    #[must_use]
    pub fn done(&self) -> usize {
        self.past.len()
    }

    /// How many edits are undone now and could be made again.
    #[must_use]
    pub fn undone(&self) -> usize {
        self.future.len()
    }

    /// Goes one edit back; says which.
    pub fn undo(&mut self) -> Option<String> {
        let (what, before) = self.past.pop()?;
        self.future
            .push((what.clone(), std::mem::replace(&mut self.now, before)));
        Some(what)
    }

    /// Forgets the edit that was undone last: there is nothing left of it to be
    /// made again.
    pub fn forget_undone(&mut self) {
        self.future.pop();
    }

    /// Forgets the edit that was made last, which stays.
    pub fn forget_done(&mut self) {
        self.past.pop();
    }

    /// Makes the last undone edit again; says which.
    pub fn redo(&mut self) -> Option<String> {
        let (what, after) = self.future.pop()?;
        self.past
            .push((what.clone(), std::mem::replace(&mut self.now, after)));
        Some(what)
    }

    /// Brings every remembered state onto what another program wrote; what
    /// cannot be brought there is forgotten, with all that lies beyond it. At
    /// most so many states are kept on each side of `now`.
    pub fn rebase(
        &mut self,
        now: Assessment,
        most: usize,
        onto: impl Fn(&Assessment) -> Option<Assessment>,
    ) {
        let moved = |states: &[(String, Arc<Assessment>)]| {
            let newest = states.iter().rev().take(most);
            let moved = newest.map_while(|(what, s)| Some((what.clone(), Arc::new(onto(s)?))));
            let mut kept: Vec<_> = moved.collect();
            kept.reverse();
            kept
        };
        self.past = moved(&self.past);
        self.future = moved(&self.future);
        self.now = Arc::new(now);
    }

    /// Fills in what was found out about an evidence file, now and in every
    /// remembered state, so that undo does not forget a digest.
    pub fn set_digest(&mut self, id: &EvidenceId, href: &str, sha256: &str, size: u64) {
        let all = self.past.iter_mut().chain(&mut self.future).map(|(_, a)| a);
        for state in all.chain(std::iter::once(&mut self.now)) {
            let fits = |e: &&super::Evidence| e.href == href && e.sha256.is_empty();
            if state.evidence.get(id).as_ref().is_some_and(fits)
                && let Some(record) = Arc::make_mut(state).evidence.get_mut(id)
            {
                sha256.clone_into(&mut record.sha256);
                record.size = Some(size);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(subject: &str) -> Assessment {
        Assessment {
            subject: subject.into(),
            ..Assessment::default()
        }
    }

    #[test]
    fn undo_and_redo_say_what_they_did() {
        let mut history = History::new(named("one"));
        history.commit("second".into(), named("two"));
        history.commit("third".into(), named("three"));
        assert_eq!(history.undo().as_deref(), Some("third"));
        assert_eq!(history.now().subject, "two");
        assert_eq!(history.redo().as_deref(), Some("third"));
        assert_eq!(history.redo(), None);
        history.undo();
        history.commit("other".into(), named("four"));
        assert_eq!(history.redo(), None);
        assert_eq!(history.undo().as_deref(), Some("other"));
        assert_eq!(history.now().subject, "two");
    }
}
