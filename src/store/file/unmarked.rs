//! What the controls of a folder share, with git's marks of a merge in it: no
//! control can be read beside it until they are out.

use super::merging::{UNMARKED, of_sides};
use super::{AnswerFile, SHARED_FILE};
use crate::bounded::own_metadata;
use crate::store::error::{OpenError, SaveError};
use crate::store::layout::Layout;
use crate::store::parse::{is_shared, parse_shared_document};
use crate::text::count;
use std::path::Path;

impl AnswerFile {
    /// Writes an `assessment.toml` in which git has left its marks without them:
    /// the two sides are merged field by field, and what both changed becomes a
    /// conflict with all its values. `base` finds the common ancestor where the
    /// marks have none. Says what was done; nothing where there are no marks, or
    /// sides that cannot be merged.
    ///
    /// # Errors
    /// As of [`Self::save`]; then the file is as it was.
    pub fn settle_shared(
        path: &Path,
        base: impl FnOnce() -> Option<String>,
    ) -> Result<Vec<String>, SaveError> {
        let Err(OpenError::Invalid { text, .. }) = Self::open_shared(path) else {
            return Ok(Vec::new());
        };
        let Some(merged) = of_sides(&text, base).filter(|merged| is_shared(&merged.text)) else {
            return Ok(Vec::new());
        };
        let (parsed, document) = parse_shared_document(&merged.text);
        let document = document.filter(|_| !parsed.has_errors());
        let read = super::read_file(path, own_metadata).ok();
        let same = read.filter(|(bytes, _)| bytes == text.as_bytes());
        let (Some(document), Some((bytes, meta))) = (document, same) else {
            return Ok(Vec::new());
        };
        let layout = Layout::of(&document);
        let mut file = Self {
            is_shared: true,
            ..Self::made(
                path,
                parsed.assessment.clone(),
                (layout.clone().into(), Vec::new()),
                meta,
            )
        };
        let made = (layout, merged.text.clone().into_bytes());
        file.replace_by(&parsed.assessment, &bytes, Some(made), None)?;
        let open = parsed.assessment.choices().count();
        let done = match open {
            0 => UNMARKED.to_owned(),
            n => format!(
                "git's marks are out of the file: {} left to choose, with all values kept",
                count(n, "conflict")
            ),
        };
        let all = std::iter::once(done).chain(merged.notes);
        Ok(all.map(|note| format!("{SHARED_FILE}: {note}")).collect())
    }
}
