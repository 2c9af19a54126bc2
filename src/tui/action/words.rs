//! The words that people look for an action with, where neither its name nor
//! its line of help has them.

use super::{Action, Choice};
use crate::tui::finder::filter::Show;

impl Action {
    /// Such words, for the palette.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Answer(Choice::Satisfied, _) => "pass passed met fulfilled compliant ok",
            Self::Answer(Choice::Partially, _) => "partial",
            Self::Answer(Choice::Not, _) => "fail failed unmet unsatisfied",
            Self::Answer(Choice::NotApplicable, _) => "n/a inapplicable",
            Self::Clear => "delete remove reset unset erase",
            Self::TakeOff => "delete remove detach clear untie unlink",
            Self::Grade => "severity",
            Self::Note => "comment remark text",
            Self::NoteOutside => "vim editor",
            Self::Justify => "justification reason explain",
            Self::AddEvidence => "attach upload proof document url",
            Self::CorrectiveAction => {
                "due deadline owner responsible todo task fix remedy remediation plan"
            }
            Self::Sampling => "population",
            Self::Viewed => "seen checked",
            Self::OpenLink => "view browser launch",
            Self::Ready => "submit approve done",
            Self::ReviewComment => "feedback reject",
            Self::Conflicts => "merge resolve",
            Self::SignOff => "approve approved approval signature signed",
            Self::NextUnanswered => "todo open goto jump incomplete missing",
            Self::NextGap => "problem problems finding findings issue issues goto",
            Self::NextWaiting => "pending waiting unreviewed",
            Self::Due => "overdue late deadline expired expires expiry expiring calendar",
            Self::Gaps => "problems findings issues",
            Self::WorstFirst => "sort order severity rank",
            Self::Summary => "report dashboard statistics",
            Self::Changes => "diff git history log compare commit",
            Self::Blame => "git author history log annotate",
            Self::About => "rename change edit name properties",
            Self::Left => "fold collapse parent",
            Self::Right => "unfold expand",
            Self::First => "top begin",
            Self::Last => "bottom",
            Self::Find => "search grep goto jump",
            Self::Filters => "filter hide",
            Self::MarkRole => "select all unmark deselect",
            Self::Undo => "revert mistake",
            Self::Redo => "repeat",
            Self::Copy => "yank",
            Self::Quit => "close leave end",
            Self::Save => "store",
            Self::Help => "shortcuts keyboard bindings",
            Self::Details => "info",
            Self::Tour => "tutorial learn guide",
            Self::Controls => "close list",
            Self::Suspend => "background stop",
            Self::New => "create begin",
            Self::Show(show) => words_of(show),
            _ => "",
        }
    }
}

/// The same, for what is shown alone.
const fn words_of(show: Show) -> &'static str {
    match show {
        Show::All => "everything reset clear",
        Show::Unanswered => "todo open incomplete missing",
        Show::Gaps => "problems findings issues",
        Show::Mine => "my own me",
        Show::Review => "pending waiting unreviewed",
        Show::Evidence => "expiry proof stale outdated",
        Show::Suggested => "carried previous last year",
        Show::Conflicts => "merge disputed undecided",
        Show::Marked => "selected",
        Show::Unreadable => "broken faulty errors",
        Show::Stale => "signed signature outdated changed",
        Show::Worse => "regressed declined",
        Show::Overdue => "late due actions",
        Show::Gone => "deleted missing lost",
        Show::Major => "severe serious worst",
        Show::Minor => "slight",
        Show::Watch => "soon upcoming expiring",
        Show::Of(_) => "role",
    }
}
