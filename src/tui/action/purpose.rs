//! What actions are for, so that help can put together what belongs together.

use super::Action;

/// What an action is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// To answer items.
    Answer,
    /// To write their texts.
    Write,
    /// To prove the answers.
    Evidence,
    /// To act on many at once.
    Mark,
    /// To review and to sign.
    Review,
    /// To get from one place to another.
    Go,
    /// To find something.
    Find,
    /// To get about in a folder of controls.
    Folder,
    /// Anything else.
    Other,
}

impl Purpose {
    /// All, in the order of the help.
    pub const ALL: [Self; 9] = [
        Self::Answer,
        Self::Write,
        Self::Evidence,
        Self::Mark,
        Self::Review,
        Self::Go,
        Self::Find,
        Self::Folder,
        Self::Other,
    ];

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Answer => "Answer",
            Self::Write => "Write",
            Self::Evidence => "Evidence",
            Self::Mark => "Many at once",
            Self::Review => "Review and sign",
            Self::Go => "Go",
            Self::Find => "Find",
            Self::Folder => "Folder of controls",
            Self::Other => "Look, undo, leave",
        }
    }
}

impl Action {
    /// What it is for.
    #[must_use]
    pub const fn purpose(self) -> Purpose {
        match self {
            Self::Answer(..)
            | Self::Clear
            | Self::Repeat
            | Self::Grade
            | Self::Method(_)
            | Self::Effectiveness
            | Self::Sampling => Purpose::Answer,
            Self::Note | Self::NoteOutside | Self::CorrectiveAction | Self::Justify => {
                Purpose::Write
            }
            Self::AddEvidence
            | Self::RepeatEvidence
            | Self::TakeOff
            | Self::Viewed
            | Self::OpenLink => Purpose::Evidence,
            Self::Mark | Self::MarkRole | Self::MarkUp | Self::MarkDown => Purpose::Mark,
            Self::Ready
            | Self::ReviewComment
            | Self::SignOff
            | Self::Blame
            | Self::Conflicts
            | Self::NextWaiting
            | Self::PreviousWaiting => Purpose::Review,
            Self::Up
            | Self::Down
            | Self::PageUp
            | Self::PageDown
            | Self::First
            | Self::Last
            | Self::ScrollUp
            | Self::ScrollDown
            | Self::Left
            | Self::Right
            | Self::Next
            | Self::Previous
            | Self::Enter
            | Self::Back
            | Self::NextUnanswered
            | Self::PreviousUnanswered
            | Self::NextGap
            | Self::PreviousGap => Purpose::Go,
            Self::Palette | Self::Find | Self::NextHit | Self::PreviousHit | Self::Filters => {
                Purpose::Find
            }
            Self::Controls
            | Self::NextControl
            | Self::PreviousControl
            | Self::NextOpenControl
            | Self::NextGapControl => Purpose::Folder,
            _ => Purpose::Other,
        }
    }
}
