//! What can be done on the screen, by name.

mod names;
mod purpose;
mod words;

use super::finder::filter::Show;
use super::writing::Stroke;
pub use purpose::Purpose;

use crate::assessment::{Answer, Edit, Method, Outcome, Role};
use crate::questionnaire::ItemId;

/// One thing that a key, a click or (later) a palette entry does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Action {
    /// One row up.
    Up,
    /// One row down.
    Down,
    /// One page up.
    PageUp,
    /// One page down.
    PageDown,
    /// To the first row.
    First,
    /// To the last row.
    Last,
    /// Scrolls the item's text up.
    ScrollUp,
    /// Scrolls the item's text down.
    ScrollDown,
    /// Leftwards: fold, previous choice, previous tab.
    Left,
    /// Rightwards: unfold, next choice, next tab.
    Right,
    /// Open, choose, toggle or edit what is selected.
    Enter,
    /// Back to where one came from.
    Back,
    /// To the other pane, the next field or the next tab.
    Next,
    /// The other way round.
    Previous,
    /// To the next item that nobody has answered.
    NextUnanswered,
    /// To the previous such item.
    PreviousUnanswered,
    /// To the next item with a gap.
    NextGap,
    /// To the previous item with a gap.
    PreviousGap,
    /// To the next step that waits: for its review, or for what a reviewer asks.
    NextWaiting,
    /// To the previous such step.
    PreviousWaiting,
    /// Answer the item, and move on unless told to stay.
    Answer(Choice, Then),
    /// Take the answer, or what the selected field holds, away.
    Clear,
    /// Step through the grades that fit the outcome.
    Grade,
    /// Switch a method on or off.
    Method(Method),
    /// Write the note (of a question: the implementation).
    Note,
    /// Write it in the user's own editor.
    NoteOutside,
    /// Say why the item does not apply.
    Justify,
    /// Add a link or a path as evidence.
    AddEvidence,
    /// Write the corrective action: what, who, by when.
    CorrectiveAction,
    /// Mark the step as ready for review or, as a reviewer, as reviewed; or
    /// take the mark back.
    Ready,
    /// Write the reviewer's comment, which asks for changes.
    ReviewComment,
    /// Step through design and operating effectiveness.
    Effectiveness,
    /// Write what was looked at of how many.
    Sampling,
    /// Record that the links were looked at today.
    Viewed,
    /// Record files that were written anew under their names.
    Renew,
    /// Show what a sign-off of the role would stand for.
    SignOff,
    /// Sign the role off, unless it is validly signed already.
    Sign,
    /// Sign the role off in place of a sign-off that is valid.
    SignAnew,
    /// Take the role's sign-off back.
    Withdraw,
    /// Show the control: specification, ownership, lifecycle, mappings.
    Details,
    /// Change what the assessment is of: provider, assessor, layers, roles.
    About,
    /// Say that the answers fit the questionnaire's text as it is now.
    ConfirmText,
    /// Empty the line being written.
    ClearLine,
    /// Move or change something in the text being written.
    Write(Stroke),
    /// Open the evidence with the system's opener.
    OpenLink,
    /// Copy what is selected to the clipboard.
    Copy,
    /// Show what changed since the last commit.
    Changes,
    /// Choose another earlier state to compare with.
    Against,
    /// Show only what got worse, or all changes.
    WorseOnly,
    /// Show who did what for the item, and which commits changed it.
    Blame,
    /// Find an action, an item or a record by a few letters.
    Palette,
    /// Find words in all texts.
    Find,
    /// To the next text that the words were found in.
    NextHit,
    /// To the previous one.
    PreviousHit,
    /// Choose which items are shown.
    Filters,
    /// Show these items only.
    Show(Show),
    /// Show the summary.
    Summary,
    /// Back to the controls of the folder.
    Controls,
    /// To the next control.
    NextControl,
    /// To the previous control.
    PreviousControl,
    /// To the next control with an open item.
    NextOpenControl,
    /// To the next control with a major or minor gap.
    NextGapControl,
    /// The controls that fall short most come first, or not any more.
    WorstFirst,
    /// What is overdue or expires, in all controls.
    Due,
    /// The gaps of all controls.
    Gaps,
    /// Fold or unfold all domains.
    FoldAll,
    /// Take the last edit back.
    Undo,
    /// Make it again.
    Redo,
    /// Try to save again.
    Save,
    /// Show the keys that work here.
    Help,
    /// Hand the terminal back to the shell for a while.
    Suspend,
    /// Leave, everything being saved.
    Quit,
    /// Finish editing and keep the text.
    Done,
    /// Take a candidate into the line, to be edited further.
    Take,
    /// Go to the evidence of an item to take it off; on a record, take it off.
    TakeOff,
    /// Mark from here up, row by row.
    MarkUp,
    /// Mark from here down, row by row.
    MarkDown,
    /// Record what is typed as evidence, whatever matches.
    AsTyped,
    /// Move the text being edited to the user's own editor.
    Outside,
    /// Take an unsaved text that was found back into its field.
    Restore,
    /// Throw an unsaved text that was found away.
    Discard,
    /// Show what could not be saved the last time.
    Unsaved,
    /// Load the file as the other writer left it; mine is kept beside it.
    TakeTheirs,
    /// Write mine; the other writer's is kept beside it.
    KeepMine,
    /// Bring both together; what both changed is asked field by field.
    KeepBoth,
    /// Show the fields that both changed.
    Conflicts,
    /// Mark the item, or take its mark back, and go on.
    Mark,
    /// Mark the steps of the role, or take their marks back.
    MarkRole,
    /// Give the last answer again.
    Repeat,
    /// Add the last evidence again.
    RepeatEvidence,
    /// Choose mine for all conflicts of the item.
    PickAllOurs,
    /// Choose theirs for all conflicts of the item.
    PickAllTheirs,
    /// Choose mine.
    PickOurs,
    /// Choose theirs.
    PickTheirs,
    /// Choose what was before both.
    PickBase,
    /// Show what a further side says.
    Further,
    /// Write the text anew from both.
    PickEdit,
    /// Leave although something is not saved.
    QuitAnyway,
    /// Make a new assessment.
    New,
    /// Open the sample.
    Sample,
    /// Put something else beside the providers.
    By,
    /// Take the tour.
    Tour,
}

impl Action {
    /// Whether it leads from a control of a folder elsewhere in the folder.
    #[must_use]
    pub fn is_of_folder(self) -> bool {
        matches!(
            self,
            Self::Controls
                | Self::NextControl
                | Self::PreviousControl
                | Self::NextOpenControl
                | Self::NextGapControl
        )
    }

    /// Whether it changes an answer at once, without asking for more.
    #[must_use]
    pub fn answers(self) -> bool {
        matches!(
            self,
            Self::Answer(..)
                | Self::Clear
                | Self::Grade
                | Self::Method(_)
                | Self::Effectiveness
                | Self::Viewed
                | Self::Ready
                | Self::Repeat
                | Self::RepeatEvidence
        )
    }

    /// What else it is called by those who have other programs in their
    /// fingers.
    #[must_use]
    pub fn also(self) -> &'static [&'static str] {
        match self {
            Self::Quit => &["q", "q!", "x", "wq", "exit"],
            Self::NextUnanswered => &["open"],
            Self::Save => &["w", "write"],
            _ => &[],
        }
    }

    /// Whether it does something where a role is selected, not an item.
    #[must_use]
    pub fn is_for_roles(self) -> bool {
        !matches!(
            self,
            Self::Answer(..)
                | Self::Clear
                | Self::Grade
                | Self::Method(_)
                | Self::Note
                | Self::NoteOutside
                | Self::Justify
                | Self::AddEvidence
                | Self::CorrectiveAction
                | Self::ReviewComment
                | Self::Effectiveness
                | Self::Sampling
                | Self::Viewed
                | Self::Renew
                | Self::OpenLink
                | Self::Ready
                | Self::Repeat
                | Self::RepeatEvidence
        )
    }
}

/// An answer key: what it means depends on the item being a step or a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Satisfied, Yes.
    Satisfied,
    /// Partially satisfied; a question has no such answer.
    Partially,
    /// Not satisfied, No.
    Not,
    /// Not applicable, NA.
    NotApplicable,
}

impl Choice {
    /// What it is for a step.
    #[must_use]
    pub fn outcome(self) -> Outcome {
        match self {
            Self::Satisfied => Outcome::Satisfied,
            Self::Partially => Outcome::PartiallySatisfied,
            Self::Not => Outcome::NotSatisfied,
            Self::NotApplicable => Outcome::NotApplicable,
        }
    }

    /// What it is for a step, in words: `not satisfied`.
    #[must_use]
    pub fn word(self) -> String {
        self.outcome().as_str().replace('-', " ")
    }

    /// What it is for a question, if it is an answer to one.
    #[must_use]
    pub fn answer(self) -> Option<Answer> {
        match self {
            Self::Satisfied => Some(Answer::Yes),
            Self::Partially => None,
            Self::Not => Some(Answer::No),
            Self::NotApplicable => Some(Answer::Na),
        }
    }

    /// The edit that gives this answer to an item.
    #[must_use]
    pub fn edit(self, role: Role, item: &ItemId) -> Option<Edit> {
        Some(match item {
            ItemId::Question(id) => Edit::Answer(role, id.clone(), Some(self.answer()?)),
            ItemId::Step(id) => Edit::Outcome(role, id.clone(), Some(self.outcome())),
        })
    }
}

/// What to do after answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Then {
    /// Go to the next item.
    MoveOn,
    /// Stay on the item.
    Stay,
}
