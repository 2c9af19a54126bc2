//! Why an edit is refused, with the way out that the screen has.

use crate::assessment::EditError;
use crate::tui::action::Action;
use crate::tui::keymap::{Keys, Scope};

/// The words for it. Where nobody is named, a command's option is of no use
/// here: the form of the assessment has a line for it.
#[must_use]
pub fn words(keys: &Keys, error: &EditError) -> String {
    match error {
        EditError::Nobody(does) => format!("nobody is named who {does}: {}", names(keys)),
        EditError::StepDisputed(_) | EditError::Disputed { .. } => {
            let key = keys.said(Scope::Outline, Action::Conflicts);
            format!("{error} ({key})")
        }
        error => error.to_string(),
    }
}

/// How somebody is named on the screen. Who fills in another's place there is
/// taken for who answers from then on.
#[must_use]
fn names(keys: &Keys) -> String {
    let key = keys.said(Scope::Outline, Action::About);
    format!("press {key} and fill in Assessor if that is you; another person starts with --as NAME")
}
