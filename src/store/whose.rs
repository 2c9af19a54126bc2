//! Whom what is kept of an answer file belongs to: a file that was put in
//! another's place has its path, and none of what was typed into it.

use super::disk;
use super::drafts::{Draft, Drafts, Parted};
use super::rescue::{Kept, Rescue, away};
use crate::assessment::{Assessment, RoleAnswers};
use crate::limits;
use crate::questionnaire::Questionnaire;
use crate::text::one_line;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::path::Path;

/// Whom an answer file is about, and against what, as it says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    subject: String,
    questionnaire: String,
    /// When the first of its answers was given, in seconds of Unix time: with another
    /// subject and the same answers it is the same file.
    #[serde(default)]
    first: Option<i64>,
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
            first: answers.answers.values().filter_map(first).min(),
        }
    }

    /// Whether a file that says this of itself is another one than that which says
    /// that.
    pub(super) fn is_other(&self, than: &Self) -> bool {
        let is_renamed = self.subject != than.subject;
        self.questionnaire != than.questionnaire || is_renamed && self.first != than.first
    }

    /// Whether both have the same subject.
    pub(super) fn is_called_as(&self, other: &Self) -> bool {
        self.subject == other.subject
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
        let all: toml::Table = toml::from_slice(&bytes).ok()?;
        Some(Self {
            first: all.get("roles").and_then(first_in),
            ..head.assessment
        })
    }

    fn said(&self) -> String {
        let (subject, control) = (one_line(&self.subject), one_line(&self.questionnaire));
        format!("“{subject}”, {control}")
    }
}

fn first(role: &RoleAnswers) -> Option<i64> {
    let steps = role.steps.values().filter_map(|step| step.assessed_at);
    let questions = role.questions.values().filter_map(|q| q.answered_at);
    let first = steps.chain(questions).min()?;
    Some(first.timestamp())
}

/// The same of a file that may be wrong in other things.
fn first_in(value: &toml::Value) -> Option<i64> {
    let table = value.as_table()?;
    let moments = table.iter().filter_map(|(key, value)| match key.as_str() {
        "assessed_at" | "answered_at" => {
            let at: DateTime<Utc> = value.as_datetime()?.to_string().parse().ok()?;
            Some(at.timestamp())
        }
        _ => first_in(value),
    });
    moments.min()
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
    let parted = drafts.part_from_others(whose.clone());
    if let Some((of, parted)) = &parted {
        let of = of.said();
        aside.push(match parted {
            Parted::To(to) => format!(
                "half-typed texts of another file that stood here ({of}) are set aside in {}, where they can be read",
                to.display()
            ),
            Parted::In(path) => format!(
                "half-typed texts of another file that stood here ({of}) are in {} and cannot be set aside: move that file away",
                path.display()
            ),
            Parted::Not => format!("what is half typed here was typed as this file was still of {of}"),
        });
    }
    let mut left = rescue.left(q);
    left.retain(|kept| {
        let before = rescue.before(&kept.path);
        let owners = [Whose::in_file(&kept.path), Whose::in_file(&before)];
        let Some(of) = owners.iter().flatten().next() else {
            return true;
        };
        if owners.iter().flatten().any(|of| !of.is_other(&whose)) {
            return true;
        }
        let of = of.said();
        aside.push(match rescue.put_away(&kept.path) {
            Ok(_) => format!(
                "unsaved answers of another file that stood here ({of}) are set aside in {}, where they can be read",
                away(&kept.path).display()
            ),
            Err(error) => format!(
                "unsaved answers of another file that stood here ({of}) are in {} and cannot be set aside: {error}",
                kept.path.display()
            ),
        });
        false
    });
    Waiting {
        drafts: match parted {
            Some((_, Parted::In(_))) => Vec::new(),
            _ => drafts.load(),
        },
        left,
        aside,
    }
}
