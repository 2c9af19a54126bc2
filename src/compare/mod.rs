//! What changed between two states of an assessment: last year's and this
//! year's, or those of two branches. Reads no file and no clock.

mod about;
pub mod beside;
pub mod blame;
mod carry;
pub mod entries;
pub mod folder;
mod gaps;
mod head;
mod items;
pub mod json;
mod lines;
pub mod markdown;
mod origins;
mod pairs;
pub mod questionnaires;
mod register;
mod renumbered;
mod show;
pub mod story;
pub mod text;
mod widen;

pub use carry::{Carried, carry};
pub use gaps::{GapChange, GapFate};
pub use head::texts;
pub use lines::{Line, Mark, Part, words};
pub use origins::Origins;
pub use register::{RecordChange, RecordFate};
pub use renumbered::{Likeness, Renumbered, renumbered};
pub use show::{text_change, word_marks, words as word_diff};
pub use widen::{widened, with_later};

use crate::assessment::{Assessment, Role, SUGGESTED};
use crate::gaps::{Gap, Kind};
use crate::questionnaire::{ItemId, Questionnaire};
use chrono::NaiveDate;

/// Two states that are compared, each with what it answers.
#[derive(Debug, Clone, Copy)]
pub struct Sides<'a> {
    /// The earlier state.
    pub old: &'a Assessment,
    /// The later state.
    pub new: &'a Assessment,
    /// What the later state answers.
    pub questionnaire: &'a Questionnaire,
    /// What the earlier state answers, where its text is at hand.
    pub old_questionnaire: Option<&'a Questionnaire>,
    /// The day that dates of both are compared with.
    pub today: NaiveDate,
}

/// Everything that differs between two states.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comparison {
    /// Who or what was and is assessed.
    pub subject: (String, String),
    /// The control's id.
    pub control: String,
    /// Subject, assessor, roles, layers, questionnaire.
    pub head: Vec<Change>,
    /// Whether the two answer texts of which the digests differ.
    pub text_differs: bool,
    /// Items whose text is another; empty unless both texts are at hand.
    pub texts: Vec<TextChange>,
    /// Items that differ, by role and in the questionnaire's order.
    pub items: Vec<ItemChange>,
    /// Sign-offs that differ, by role.
    pub sign_offs: Vec<(Role, Vec<Change>)>,
    /// Records of the register that differ, by id.
    pub evidence: Vec<RecordChange>,
    /// Merge conflicts that came or went, by their key path.
    pub conflicts: Vec<Change>,
    /// Gaps of the later state only.
    pub new_gaps: Vec<GapChange>,
    /// Gaps of the earlier state only: closed, or left behind.
    pub earlier_gaps: Vec<GapChange>,
}

/// An item whose text is another in the later questionnaire.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextChange {
    /// The role; none for a question, which is asked of all.
    pub role: Option<Role>,
    /// The question or step.
    pub item: ItemId,
    /// What of it: `text`, `topic`, `moved`, `steps` (which ones a question is about),
    /// `new item`, `no longer asked`.
    pub what: &'static str,
    /// Its earlier number, where that was another.
    pub was: Option<ItemId>,
    /// The words of both, in order; empty for an item that came or went.
    pub words: Vec<Part>,
}

/// A question or step that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemChange {
    /// The role.
    pub role: Role,
    /// The question or step.
    pub item: ItemId,
    /// Its earlier number, where that was another.
    pub moved: Option<ItemId>,
    /// Whether it is still asked, as far as is known.
    pub is_asked: bool,
    /// What it is about in a few words; empty where no questionnaire has it.
    pub topic: String,
    /// Which way its outcome or answer went; none where it is the same.
    pub verdict: Option<Verdict>,
    /// The earlier outcome or answer in a word.
    pub was: &'static str,
    /// The later one.
    pub is: &'static str,
    /// What else differs, field by field.
    pub changes: Vec<Change>,
}

/// Which way an outcome or an answer went. Only steps improve and regress:
/// an AI-CAIQ answer is a claim.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verdict {
    /// A step's outcome is nearer to satisfied.
    Improved,
    /// It is further from it.
    Regressed,
    /// It had no outcome or answer.
    NewlyAssessed,
    /// It has none any more.
    NoLongerAssessed,
    /// What it was waits as a suggestion to be confirmed.
    OnlySuggested,
    /// It applied, and does not now.
    NowNotApplicable,
    /// It did not apply, and does now.
    AppliesAgain,
    /// A question's answer is another.
    AnswerChanged,
}

impl Verdict {
    /// All verdicts, in the order in which they are counted.
    pub const ALL: [Self; 8] = [
        Self::Improved,
        Self::Regressed,
        Self::NewlyAssessed,
        Self::NoLongerAssessed,
        Self::OnlySuggested,
        Self::NowNotApplicable,
        Self::AppliesAgain,
        Self::AnswerChanged,
    ];

    /// The words that stand beside the glyph.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Improved => "improved",
            Self::Regressed => "regressed",
            Self::NewlyAssessed => "newly assessed",
            Self::NoLongerAssessed => "no longer assessed",
            Self::OnlySuggested => "only suggested",
            Self::NowNotApplicable => "now not applicable",
            Self::AppliesAgain => "applies now",
            Self::AnswerChanged => "answer changed",
        }
    }

    /// The glyph that stands before the words: none of a severity, and for better,
    /// worse and gone those of a portfolio.
    #[must_use]
    pub fn glyph(self) -> &'static str {
        match self {
            Self::Improved => "↑",
            Self::Regressed => "↓",
            Self::NewlyAssessed => "●",
            Self::NoLongerAssessed => "×",
            Self::OnlySuggested => SUGGESTED,
            Self::NowNotApplicable => "–",
            Self::AppliesAgain => "◆",
            Self::AnswerChanged => "↔",
        }
    }
}

/// A field that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// What the field is called: `note`, `corrective action`.
    pub field: String,
    /// How it differs.
    pub how: How,
}

/// How a field differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum How {
    /// A short value; an empty text is none.
    Value {
        /// The earlier one.
        old: String,
        /// The later one.
        new: String,
    },
    /// A text of several lines.
    Lines(Vec<Line>),
    /// A set.
    Members {
        /// What only the later one has.
        added: Vec<String>,
        /// What only the earlier one has.
        removed: Vec<String>,
    },
    /// Something happened to a part of its own, such as a corrective action.
    Event {
        /// In a word or two: `opened`, `closed`, `retested: passed`.
        what: String,
        /// The fields of the part that differ.
        changes: Vec<Change>,
    },
}

impl Change {
    fn value(field: &str, old: impl Into<String>, new: impl Into<String>) -> Option<Self> {
        let (old, new) = (old.into(), new.into());
        (old != new).then(|| Self {
            field: field.to_owned(),
            how: How::Value { old, new },
        })
    }

    fn text(field: &str, old: &str, new: &str) -> Option<Self> {
        if !old.contains('\n') && !new.contains('\n') && old.len().max(new.len()) <= 60 {
            return Self::value(field, old, new);
        }
        (old != new).then(|| Self {
            field: field.to_owned(),
            how: How::Lines(lines::lines(old, new)),
        })
    }

    fn members(field: &str, old: &[String], new: &[String]) -> Option<Self> {
        let beyond = |of: &[String], other: &[String]| -> Vec<String> {
            of.iter().filter(|x| !other.contains(x)).cloned().collect()
        };
        let (added, removed) = (beyond(new, old), beyond(old, new));
        (!added.is_empty() || !removed.is_empty()).then(|| Self {
            field: field.to_owned(),
            how: How::Members { added, removed },
        })
    }
}

impl Comparison {
    /// Whether nothing differs. Gaps differ only where answers or questions do.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.head.is_empty()
            && self.texts.is_empty()
            && self.items.is_empty()
            && self.sign_offs.is_empty()
            && self.evidence.is_empty()
            && self.conflicts.is_empty()
            && self.new_gaps.is_empty()
            && self.earlier_gaps.is_empty()
    }

    /// The gaps that something became of.
    pub fn gaps(&self, fate: GapFate) -> impl Iterator<Item = &GapChange> {
        let all = self.new_gaps.iter().chain(&self.earlier_gaps);
        all.filter(move |gap| gap.fate == fate)
    }

    /// Whether what an item was waits as a suggestion to be confirmed.
    fn is_only_suggested(&self, role: Role, item: &ItemId) -> bool {
        let of = |i: &&ItemChange| i.role == role && i.item == *item && i.is_asked;
        let verdict = self.items.iter().find(of).and_then(|i| i.verdict);
        verdict == Some(Verdict::OnlySuggested)
    }

    /// How many items went a way.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        let went = |i: &&ItemChange| i.verdict == Some(verdict);
        self.items.iter().filter(went).count()
    }
}

/// Compares two states. Evidence files are not looked at: what is compared is
/// what was recorded of them.
#[must_use]
pub fn compare(sides: &Sides<'_>) -> Comparison {
    let (old, new) = (sides.old, sides.new);
    let digests = [&old.questionnaire_digest, &new.questionnaire_digest];
    let pairs = pairs::Pairs::of(sides);
    let (new_gaps, earlier_gaps) = gaps::differing(sides, pairs.as_ref());
    let mut out = Comparison {
        subject: (old.subject.clone(), new.subject.clone()),
        control: new.questionnaire.clone(),
        head: head::head(old, new),
        text_differs: digests[0] != digests[1] && !digests.iter().any(|d| d.is_empty()),
        texts: sides
            .old_questionnaire
            .map_or_else(Vec::new, |before| texts(before, sides.questionnaire)),
        items: match &pairs {
            Some(pairs) => items::renumbered(sides, pairs),
            None => items::items(sides),
        },
        sign_offs: items::sign_offs(old, new),
        evidence: register::records(old, new),
        conflicts: head::conflicts(old, new),
        new_gaps: Vec::new(),
        earlier_gaps,
    };
    // That it has no outcome yet is said with the suggestion.
    let is_said = |gap: &Gap| {
        matches!(gap.kind, Kind::QuestionUnanswered | Kind::StepNotAssessed)
            && out.is_only_suggested(gap.role, &gap.item)
    };
    let new_gaps = new_gaps.into_iter().filter(|new| !is_said(&new.gap));
    out.new_gaps = new_gaps.collect();
    out
}
