//! Whom what is kept of an answer file belongs to: a file that was put in
//! another's place has its path, and none of what was typed into it.

use super::disk;
use super::drafts::{Draft, Drafts};
use super::rescue::{Kept, Rescue, away};
use crate::assessment::Assessment;
use crate::limits;
use crate::questionnaire::Questionnaire;
use crate::text::one_line;
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Whom an answer file is about, and against what, as it says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    subject: String,
    questionnaire: String,
}

/// What is kept of an answer file that is opened.
#[derive(Debug, Default)]
pub struct Waiting {
    /// Texts that were being typed.
    pub drafts: Vec<Draft>,
    /// Answers that could not be saved.
    pub left: Vec<Kept>,
    /// Where that is which is of another file that had this one's path, in
    /// words.
    pub aside: Vec<String>,
}

impl Whose {
    /// Of these answers.
    #[must_use]
    pub fn of(answers: &Assessment) -> Self {
        Self {
            subject: answers.subject.trim().to_owned(),
            questionnaire: answers.questionnaire.trim().to_owned(),
        }
    }

    /// Of a file of the state folder, also one that cannot be read as answers.
    fn in_file(path: &Path) -> Option<Self> {
        #[derive(Deserialize)]
        struct Head {
            assessment: Whose,
        }
        let file = disk::open(path).ok()?;
        let bytes = disk::read(&file, limits::ANSWER_FILE).ok().flatten()?;
        let head: Head = toml::from_slice(&bytes).ok()?;
        Some(head.assessment)
    }

    fn said(&self) -> String {
        let (subject, control) = (one_line(&self.subject), one_line(&self.questionnaire));
        format!("“{subject}”, {control}")
    }
}

/// What is kept of an answer file that is opened. What belongs to another one
/// that had its path is set aside.
pub fn waiting(
    drafts: &mut Drafts,
    rescue: &Rescue,
    q: &Questionnaire,
    answers: &Assessment,
) -> Waiting {
    let whose = Whose::of(answers);
    let mut aside = Vec::new();
    if let Some((of, to)) = drafts.part_from_others(whose.clone()) {
        let (of, to) = (of.said(), to.display());
        aside.push(format!(
            "half-typed texts of another file that stood here ({of}) are set aside in {to}"
        ));
    }
    let mut left = rescue.left(q);
    left.retain(|kept| {
        let before = rescue.before(&kept.path);
        let owners = [Whose::in_file(&kept.path), Whose::in_file(&before)];
        let Some(of) = owners.iter().flatten().next() else {
            return true;
        };
        if owners.iter().flatten().any(|of| *of == whose) || rescue.put_away(&kept.path).is_err() {
            return true;
        }
        let (of, to) = (of.said(), away(&kept.path));
        aside.push(format!(
            "unsaved answers of another file that stood here ({of}) are set aside in {}",
            to.display()
        ));
        false
    });
    Waiting {
        drafts: drafts.load(),
        left,
        aside,
    }
}
