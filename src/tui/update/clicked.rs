//! A click on a choice of the form: what it is called.

use super::items::{field_of, name, report_gaps};
use crate::assessment::{
    ActionStatus, Answer, Edit, Effectiveness, Grade, Outcome, Retest, Review, Role,
};
use crate::questionnaire::ItemId;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Field};

/// What an edit chooses, in the words that a key has for it.
fn words(edit: &Edit) -> Option<String> {
    let chosen = match edit {
        Edit::Answer(_, _, x) => x.map(Answer::as_str),
        Edit::Outcome(_, _, x) => x.map(Outcome::as_str),
        Edit::Grade(_, _, x) => x.map(Grade::as_str),
        Edit::Effectiveness(_, _, x) => x.map(Effectiveness::as_str),
        Edit::Review(_, _, x) => x.map(Review::as_str),
        Edit::Method(_, _, method, on) => {
            return Some(format!("{} {method}", if *on { "with" } else { "without" }));
        }
        Edit::ActionRetest(_, _, x) => return labelled(edit, x.map(Retest::as_str)),
        Edit::ActionStatus(_, _, x) => return labelled(edit, Some(ActionStatus::as_str(*x))),
        _ => None,
    };
    chosen.map(str::to_owned)
}

/// A word that says little without the field that it is chosen in.
fn labelled(edit: &Edit, word: Option<&str>) -> Option<String> {
    let label = field_of(edit, &Field::Note).label().trim().to_lowercase();
    word.map(|word| format!("{label}: {word}"))
}

/// Makes the edit that was clicked, and says what was chosen.
pub fn choose(app: &mut App, role: Role, item: &ItemId, edit: Edit) -> Vec<Effect> {
    let of = name(role, item);
    let word = words(&edit).unwrap_or_else(|| "changed".to_owned());
    let what = format!("{of} {word}");
    let effects = app.edit(&[edit], what.clone());
    if effects.is_empty() && app.message.as_ref().is_none_or(|m| !m.bad) {
        app.say(format!("{what} already: nothing was changed"));
        return effects;
    }
    report_gaps(app, role, item, &what);
    effects
}
