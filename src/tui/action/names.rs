//! What each action is called in the configuration.

use super::{Action, Choice, Then};
use crate::assessment::Method;
use crate::tui::finder::filter::Show;
use crate::tui::writing::Stroke;

/// Makes the vocabulary in both directions from one list, so that an action
/// without a name does not compile.
macro_rules! vocabulary {
    ($($name:literal = $action:ident $(($($with:path),+))?;)+) => {
        impl Action {
            /// All actions, in the order of the vocabulary.
            pub const ALL: &'static [Self] = &[$(Self::$action $(($($with),+))?),+];

            /// The action's name: what a key is bound to in the configuration.
            /// It stays the same from version to version.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$action $(($($with),+))? => $name,)+
                }
            }
        }
    };
}

vocabulary! {
    "answer-satisfied" = Answer(Choice::Satisfied, Then::MoveOn);
    "answer-satisfied-stay" = Answer(Choice::Satisfied, Then::Stay);
    "answer-partially" = Answer(Choice::Partially, Then::MoveOn);
    "answer-partially-stay" = Answer(Choice::Partially, Then::Stay);
    "answer-not-satisfied" = Answer(Choice::Not, Then::MoveOn);
    "answer-not-satisfied-stay" = Answer(Choice::Not, Then::Stay);
    "answer-not-applicable" = Answer(Choice::NotApplicable, Then::MoveOn);
    "answer-not-applicable-stay" = Answer(Choice::NotApplicable, Then::Stay);
    "clear" = Clear;
    "grade" = Grade;
    "method-examine" = Method(Method::Examine);
    "method-interview" = Method(Method::Interview);
    "method-test" = Method(Method::Test);
    "effectiveness" = Effectiveness;
    "sample-size" = Sampling;
    "note" = Note;
    "note-in-editor" = NoteOutside;
    "justification" = Justify;
    "add-evidence" = AddEvidence;
    "take-evidence-off" = TakeOff;
    "mark-up" = MarkUp;
    "mark-down" = MarkDown;
    "viewed" = Viewed;
    "corrective-action" = CorrectiveAction;
    "review" = Ready;
    "review-comment" = ReviewComment;
    "conflicts" = Conflicts;
    "sign-off" = SignOff;
    "sign" = Sign;
    "sign-anew" = SignAnew;
    "withdraw" = Withdraw;
    "next-unanswered" = NextUnanswered;
    "previous-unanswered" = PreviousUnanswered;
    "next-gap" = NextGap;
    "previous-gap" = PreviousGap;
    "next-waiting" = NextWaiting;
    "previous-waiting" = PreviousWaiting;
    "up" = Up;
    "down" = Down;
    "left" = Left;
    "right" = Right;
    "page-up" = PageUp;
    "page-down" = PageDown;
    "first" = First;
    "last" = Last;
    "scroll-up" = ScrollUp;
    "scroll-down" = ScrollDown;
    "next" = Next;
    "previous" = Previous;
    "enter" = Enter;
    "back" = Back;
    "about" = About;
    "confirm-text" = ConfirmText;
    "renew" = Renew;
    "overview" = Summary;
    "controls" = Controls;
    "next-control" = NextControl;
    "previous-control" = PreviousControl;
    "next-open-control" = NextOpenControl;
    "next-gap-control" = NextGapControl;
    "worst-first" = WorstFirst;
    "due" = Due;
    "gaps" = Gaps;
    "fold-all" = FoldAll;
    "details" = Details;
    "changes" = Changes;
    "undo" = Undo;
    "redo" = Redo;
    "save" = Save;
    "done" = Done;
    "clear-line" = ClearLine;
    "take-candidate" = Take;
    "record-as-typed" = AsTyped;
    "editor" = Outside;
    "restore" = Restore;
    "discard" = Discard;
    "unsaved" = Unsaved;
    "keep-both" = KeepBoth;
    "take-theirs" = TakeTheirs;
    "keep-mine" = KeepMine;
    "pick-mine" = PickOurs;
    "pick-theirs" = PickTheirs;
    "pick-before" = PickBase;
    "further-side" = Further;
    "pick-edit" = PickEdit;
    "new" = New;
    "open-sample" = Sample;
    "tour" = Tour;
    "by" = By;
    "help" = Help;
    "suspend" = Suspend;
    "quit" = Quit;
    "mark" = Mark;
    "mark-role" = MarkRole;
    "repeat" = Repeat;
    "repeat-evidence" = RepeatEvidence;
    "pick-all-mine" = PickAllOurs;
    "pick-all-theirs" = PickAllTheirs;
    "compare-with" = Against;
    "worse-only" = WorseOnly;
    "blame" = Blame;
    "open-evidence" = OpenLink;
    "copy" = Copy;
    "palette" = Palette;
    "find" = Find;
    "next-hit" = NextHit;
    "previous-hit" = PreviousHit;
    "filters" = Filters;
    "show-all" = Show(Show::All);
    "show-unanswered" = Show(Show::Unanswered);
    "show-gaps" = Show(Show::Gaps);
    "show-mine" = Show(Show::Mine);
    "show-review" = Show(Show::Review);
    "show-evidence" = Show(Show::Evidence);
    "show-suggested" = Show(Show::Suggested);
    "show-conflicts" = Show(Show::Conflicts);
    "show-marked" = Show(Show::Marked);
    "show-unreadable" = Show(Show::Unreadable);
    "show-stale" = Show(Show::Stale);
    "show-worse" = Show(Show::Worse);
    "show-overdue" = Show(Show::Overdue);
    "show-gone" = Show(Show::Gone);
    "show-major" = Show(Show::Major);
    "show-minor" = Show(Show::Minor);
    "show-watch" = Show(Show::Watch);
    "show-csp" = Show(Show::CSP);
    "show-mp" = Show(Show::MP);
    "show-osp" = Show(Show::OSP);
    "show-ap" = Show(Show::AP);
    "show-aic" = Show(Show::AIC);
    "write-left" = Write(Stroke::Left);
    "write-right" = Write(Stroke::Right);
    "write-up" = Write(Stroke::Up);
    "write-down" = Write(Stroke::Down);
    "write-page-up" = Write(Stroke::PageUp);
    "write-page-down" = Write(Stroke::PageDown);
    "write-word-left" = Write(Stroke::WordLeft);
    "write-word-right" = Write(Stroke::WordRight);
    "write-row-start" = Write(Stroke::RowStart);
    "write-row-end" = Write(Stroke::RowEnd);
    "write-line-start" = Write(Stroke::LineStart);
    "write-line-end" = Write(Stroke::LineEnd);
    "write-text-start" = Write(Stroke::TextStart);
    "write-text-end" = Write(Stroke::TextEnd);
    "write-new-line" = Write(Stroke::NewLine);
    "write-indent" = Write(Stroke::Indent);
    "write-erase-left" = Write(Stroke::EraseLeft);
    "write-erase-right" = Write(Stroke::EraseRight);
    "write-erase-word-left" = Write(Stroke::EraseWordLeft);
    "write-erase-word-right" = Write(Stroke::EraseWordRight);
    "write-erase-line-start" = Write(Stroke::EraseLineStart);
    "write-erase-line-end" = Write(Stroke::EraseLineEnd);
    "write-put-back" = Write(Stroke::PutBack);
    "write-undo" = Write(Stroke::Undo);
    "write-redo" = Write(Stroke::Redo);
    "quit-anyway" = QuitAnyway;
}

impl Action {
    /// The action of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|a| a.name() == name).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::keymap::BINDINGS;

    #[test]
    fn each_action_has_a_name_of_its_own() {
        for action in Action::ALL {
            let name = action.name();
            assert_eq!(Action::named(name), Some(*action));
            let fine = |c: char| c.is_ascii_lowercase() || c == '-';
            assert!(!name.is_empty() && name.chars().all(fine), "{name}");
            assert_ne!(name, "none", "it unbinds");
        }
        assert_eq!(Action::named("nothing"), None);
    }

    #[test]
    fn each_action_has_a_binding_with_a_line_of_help() {
        for action in Action::ALL {
            let binding = BINDINGS.iter().find(|b| b.action == *action);
            let binding = binding.unwrap_or_else(|| panic!("nothing reaches {}", action.name()));
            assert!(!binding.help.is_empty() && !binding.scopes.is_empty());
        }
    }
}
