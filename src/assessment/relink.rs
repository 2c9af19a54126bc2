//! Moving an evidence record to another link or path.

use super::{Assessment, EditError, EvidenceId, Place};

impl Assessment {
    /// Lets a record point elsewhere. Its id follows the href, as every
    /// record's does, and so does every item that uses it. Returns the new id.
    ///
    /// # Errors
    /// When there is no such record, the href is none, or another record
    /// points there already.
    pub fn relink(&mut self, id: &EvidenceId, href: &str) -> Result<EvidenceId, EditError> {
        if href.is_empty() || href.contains(crate::text::is_unsafe) || href.contains('\n') {
            return Err(EditError::BadHref(crate::text::one_line(href)));
        }
        if Place::of(href) == Place::Outside && href.contains("://") {
            return Err(EditError::BadHref(crate::text::one_line(href)));
        }
        if let Some((other, _)) = self.evidence.iter().find(|(_, e)| e.href == href) {
            return Err(EditError::Registered(other.clone()));
        }
        let Some(mut record) = self.evidence.remove(id) else {
            return Err(EditError::NoSuchEvidence(id.clone()));
        };
        href.clone_into(&mut record.href);
        let mut new = EvidenceId::of(href);
        while self.evidence.contains_key(&new) {
            new = EvidenceId::of(&format!("{new} {href}"));
        }
        self.evidence.insert(new.clone(), record);
        for answers in self.answers.values_mut() {
            let steps = answers.steps.values_mut().map(|s| &mut s.evidence);
            let questions = answers.questions.values_mut().map(|q| &mut q.evidence);
            for used in steps.chain(questions) {
                if used.remove(id) {
                    used.insert(new.clone());
                }
            }
        }
        Ok(new)
    }

    /// Takes the agreement of reviewers back from every step that uses a
    /// record: it shows something else now.
    pub fn withdraw_reviews_of(&mut self, id: &EvidenceId) {
        for answers in self.answers.values_mut() {
            let steps = answers.steps.values_mut();
            steps
                .filter(|s| s.evidence.contains(id))
                .for_each(super::StepAnswer::withdraw_review);
        }
    }
}
