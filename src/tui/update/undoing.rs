//! Undo and redo, shown where something is undone.

use super::items::name;
use super::walk;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Row};

/// Takes the last edit back and shows where it was.
pub fn undo(app: &mut App) -> Vec<Effect> {
    travel(app, true)
}

/// Makes it again.
pub fn redo(app: &mut App) -> Vec<Effect> {
    travel(app, false)
}

fn travel(app: &mut App, back: bool) -> Vec<Effect> {
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let before = std::sync::Arc::clone(doc.history.now());
    let what = if back {
        doc.history.undo()
    } else {
        doc.history.redo()
    };
    let Some(what) = what else {
        let elsewhere = super::controls_going::to_undo_elsewhere(app).filter(|_| back);
        let up = app.key(Action::Controls);
        app.say(match elsewhere {
            Some(of) => {
                format!("nothing to undo in this control; {of} ({up} to the list, then undo)")
            }
            None if back => "nothing to undo".to_owned(),
            None => "nothing to redo".to_owned(),
        });
        return Vec::new();
    };
    let items = doc.items(&app.questionnaire);
    let place = items.into_iter().find(|(role, item)| {
        what.strip_prefix(&name(*role, item))
            .is_some_and(|rest| rest.starts_with(' '))
    });
    if let Some((role, item)) = place {
        let row = Row::Item(role, item);
        if doc.row != row {
            walk::select(doc, row);
        }
    }
    // What somebody else has written since is theirs: one's own edit is in it
    // already, or is gone from it.
    if doc.history.now() == &before {
        match back {
            true => doc.history.forget_undone(),
            false => doc.history.forget_done(),
        }
        let key = app.key(if back { Action::Undo } else { Action::Redo });
        app.say(format!(
            "{what}: another program has written that since, so it stays as it is; {key} goes on"
        ));
        return Vec::new();
    }
    let effects = app.after_change();
    let redo = app.key(Action::Redo);
    app.say(if back {
        format!("undone: {what}; {redo} redoes it")
    } else {
        format!("done again: {what}")
    });
    effects
}
