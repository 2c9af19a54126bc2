//! Moving an evidence record to another link or path.

use super::{Assessment, EditError, EvidenceId, Place, is_broken_link};
use chrono::NaiveDate;

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
        if is_broken_link(href) {
            return Err(EditError::SpacedLink(crate::text::one_line(href)));
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
        self.refer_anew(id, &new);
        Ok(new)
    }

    /// Has every item that uses a record use another one in its place.
    pub fn refer_anew(&mut self, old: &EvidenceId, new: &EvidenceId) {
        for answers in self.answers.values_mut() {
            let steps = answers.steps.values_mut().map(|s| &mut s.evidence);
            let questions = answers.questions.values_mut().map(|q| &mut q.evidence);
            for used in steps.chain(questions) {
                if used.remove(old) {
                    used.insert(new.clone());
                }
            }
        }
    }

    /// Records what a record was found to point to: a file with its SHA-256 and
    /// size, or a page. Where it is another file or a page, the person has
    /// collected it on that day, and reviewers have to look at it again.
    pub fn found_anew(
        &mut self,
        id: &EvidenceId,
        file: Option<(&str, u64)>,
        by: &str,
        today: NaiveDate,
    ) {
        let Some(record) = self.evidence.get_mut(id) else {
            return;
        };
        let same = file.is_some_and(|(sha256, _)| record.sha256.eq_ignore_ascii_case(sha256));
        record.sha256 = file.map_or(String::new(), |(sha256, _)| sha256.to_owned());
        record.size = file.map(|(_, size)| size);
        if same {
            return;
        }
        record.collected_on = Some(today);
        by.clone_into(&mut record.collected_by);
        // Who lets a record point to a page has looked at it; a file is hashed.
        record.viewed_on = file.is_none().then_some(today);
        record.viewed_by = if file.is_none() {
            by.to_owned()
        } else {
            String::new()
        };
        self.withdraw_reviews_of(id);
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
