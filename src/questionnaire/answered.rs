//! Texts by their digest, which an answer file names what it answers by.

use super::catalog::Catalog;
use super::load::digest;
use super::{Questionnaire, parse, read};
use std::path::PathBuf;
use std::sync::Arc;

impl Catalog {
    /// A control's text of a digest, with its file, also where another file is
    /// what is asked.
    #[must_use]
    pub fn answered(&self, id: &str, digest: &str) -> Option<(Arc<Questionnaire>, PathBuf)> {
        let own = self.head(id).and_then(|head| head.path.as_ref());
        let others = self.skipped().iter().map(|skipped| &skipped.path);
        own.into_iter().chain(others).find_map(|path| {
            let found = matching(&read(path).ok()?, id, digest)?;
            Some((Arc::new(found), path.clone()))
        })
    }
}

/// The questionnaire in a text, if it is the control's of that digest.
#[must_use]
pub fn matching(text: &str, id: &str, wanted: &str) -> Option<Questionnaire> {
    if digest(text) != wanted {
        return None;
    }
    parse(text).ok().filter(|q| q.control.id == id)
}
