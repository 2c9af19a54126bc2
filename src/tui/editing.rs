//! Every change of the answers goes through here: as one step of undo, with the
//! gaps worked out anew and a save asked for.

use super::effect::Effect;
use super::model::{App, Disk, Field, Row};
use super::update::refusal_words;
use crate::assessment::{Edit, Role, Stamp};
use std::sync::Arc;

impl App {
    /// Whether the file may be changed; where it may not, the user is told why.
    pub fn may_edit(&mut self) -> bool {
        let Some(Disk::ReadOnly(why)) = self.doc.as_ref().map(|doc| &doc.disk) else {
            return true;
        };
        let why = format!("read-only: {why}");
        self.complain(why);
        false
    }

    /// Makes edits as one step of undo, works out the gaps and asks for a
    /// save. Returns nothing to do when nothing changed or it may not.
    pub fn edit(&mut self, edits: &[Edit], what: String) -> Vec<Effect> {
        let stamp = Stamp {
            now: self.clock.now,
            by: self.user.clone(),
        };
        if !self.may_edit() {
            return Vec::new();
        }
        let Some(doc) = &mut self.doc else {
            return Vec::new();
        };
        let mut next = doc.assessment().clone();
        let mut changed = false;
        for edit in edits {
            match edit.apply(&mut next, &self.questionnaire, &stamp) {
                Ok(did) => changed |= did,
                Err(error) => {
                    self.complain(refusal_words(&self.keys, &error));
                    return Vec::new();
                }
            }
        }
        doc.again.learn(edits);
        if !changed {
            return Vec::new();
        }
        let withdrawn = doc.assessment().reviews_withdrawn(&next);
        doc.withdrawn.extend(withdrawn);
        let replaced = doc.assessment().comments_replaced(&next);
        doc.replaced.extend(replaced);
        doc.history.commit(what, next);
        self.after_change()
    }

    /// What follows a change of the answers.
    pub fn after_change(&mut self) -> Vec<Effect> {
        let Some(doc) = &mut self.doc else {
            return Vec::new();
        };
        doc.find_gaps(&self.questionnaire, &self.clock);
        let assessed = doc.history.now();
        doc.marked.retain(|(role, _)| assessed.roles.contains(role));
        if !doc.rows(&self.questionnaire).contains(&doc.row) {
            let role = doc.assessment().roles.first().copied().unwrap_or(Role::Csp);
            doc.row = Row::Role(role);
        }
        if let Some((role, item)) = doc.item()
            && !doc.fields(role, &item).contains(&doc.field)
        {
            doc.field = Field::AddEvidence;
        }
        vec![Effect::Save(Arc::clone(doc.history.now()))]
    }
}
