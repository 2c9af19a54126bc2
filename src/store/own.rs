//! What a person put into a file that is of no assessment: comments, and keys
//! that this program does not know. They survive a save, and stay behind where
//! another file is made of the answers.

use super::{AnswerFile, Layout};
use crate::text::count;
use toml_edit::Document;

/// How many of each there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Own {
    /// Comments, a line each.
    pub comments: usize,
    /// Keys that are not known, a table of them being one.
    pub keys: usize,
}

impl Own {
    /// Those of a file.
    #[must_use]
    pub fn of(file: &AnswerFile) -> Self {
        let keys = file.problems().iter().filter(|p| p.is_unknown_key());
        let comments = match Document::parse(file.text()) {
            Ok(document) if file.text().contains('#') => {
                let remarks = Layout::of(&document).remarks();
                let lines = remarks
                    .values()
                    .map(|r| r.lines.len() + r.within.len() + usize::from(!r.behind.is_empty()));
                lines.sum()
            }
            _ => 0,
        };
        Self {
            comments,
            keys: keys.count(),
        }
    }

    /// With those of another file.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            comments: self.comments + other.comments,
            keys: self.keys + other.keys,
        }
    }

    /// `3 comments and 1 key of your own`; none where there are none.
    #[must_use]
    pub fn words(self) -> Option<String> {
        let some = |n: usize, what: &str| (n > 0).then(|| count(n, what));
        let keys = some(self.keys, "key").map(|keys| format!("{keys} of your own"));
        let parts: Vec<String> = some(self.comments, "comment")
            .into_iter()
            .chain(keys)
            .collect();
        (!parts.is_empty()).then(|| parts.join(" and "))
    }
}
