//! Answers that could not be saved the last time: they are compared with what
//! the file has, taken back into it, or put away.

use super::overlays::moved;
use super::{changes, joining};
use crate::store::rescue::{Kept, away};
use crate::store::taken_back;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Overlay};
use crate::tui::view;
use std::sync::Arc;

/// How many names a message has room for.
const NAMES: usize = 6;

/// What is asked first where a file was opened: answers, then texts, then
/// fields in conflict.
pub fn first_question(app: &mut App) {
    let Some(doc) = &app.doc else { return };
    app.overlay = match doc.left.first() {
        Some(kept) => Some(Overlay::Left(compared(app, kept).map(Box::new))),
        None if !doc.drafts.is_empty() => Some(Overlay::Drafts(0, 0)),
        None => {
            app.overlay = None;
            joining::ask_anew(app);
            return;
        }
    };
}

/// What taking them back would change.
fn compared(app: &App, kept: &Kept) -> Result<crate::tui::changes::Changes, String> {
    let answers = kept.answers.clone()?;
    let doc = app.doc.as_ref().ok_or("no file is open")?;
    let at = kept.at.map_or(String::new(), |at| {
        at.format("%Y-%m-%d %H:%M UTC").to_string()
    });
    let old = Arc::clone(doc.history.now());
    Ok(changes::between(app, at, (old, None), &answers))
}

/// Shows what is left of the last time.
pub fn show(app: &mut App) {
    let Some(doc) = &app.doc else { return };
    if doc.left.is_empty() && doc.drafts.is_empty() {
        app.say("nothing of the last time waits to be saved");
        return;
    }
    first_question(app);
}

/// A key while it is asked about them.
pub fn act(app: &mut App, action: Action) -> Vec<Effect> {
    match action {
        Action::Back => {
            app.overlay = None;
            let key = app.keys.said(Scope::Outline, Action::Palette);
            app.say(format!(
                "they are kept: {key} and “unsaved” comes back to them"
            ));
            Vec::new()
        }
        Action::Restore => take_back(app),
        Action::Discard => discard(app),
        _ => {
            walk(app, action);
            Vec::new()
        }
    }
}

fn walk(app: &mut App, action: Action) {
    let (page, below) = view::changes_room(app);
    let Some(Overlay::Left(Ok(changes))) = &mut app.overlay else {
        return;
    };
    let last = changes.entries.len().saturating_sub(1);
    match action {
        Action::ScrollDown => changes.scroll = (changes.scroll + 1).min(below),
        Action::ScrollUp => changes.scroll = changes.scroll.min(below).saturating_sub(1),
        action => {
            let to = moved(changes.selected, action, page, last);
            if to != changes.selected {
                changes.selected = to;
                changes.scroll = 0;
            }
        }
    }
}

fn take_back(app: &mut App) -> Vec<Effect> {
    if !app.may_edit() {
        return Vec::new();
    }
    let Some(doc) = &mut app.doc else {
        return Vec::new();
    };
    let Some(kept) = doc.left.first() else {
        return Vec::new();
    };
    let Ok(answers) = &kept.answers else {
        let key = app.keys.said(Scope::Left, Action::Discard);
        app.complain(format!("they cannot be read: {key} puts them away"));
        return Vec::new();
    };
    let now = Arc::clone(doc.history.now());
    let q = &app.questionnaire;
    let Some(next) = taken_back(kept.before.as_ref(), answers, &now, q) else {
        let path = kept.path.display().to_string();
        app.complain(format!("they do not fit to what the file has now: {path}"));
        return Vec::new();
    };
    let path = kept.path.clone();
    let names = now.differences(&next);
    let names: Vec<&String> = names
        .iter()
        .filter(|n| !n.starts_with("conflict "))
        .collect();
    doc.left.remove(0);
    let mut effects = Vec::new();
    let undo = app.keys.said(Scope::Outline, Action::Undo);
    let asked = next.conflicts.len() > now.conflicts.len();
    let said = match names.as_slice() {
        [] if !asked => "all of it is in the file already".to_owned(),
        [] => "taken back: what both have is to be chosen".to_owned(),
        names => {
            let shown: Vec<&str> = names.iter().take(NAMES).map(|n| n.as_str()).collect();
            let more = match names.len().saturating_sub(NAMES) {
                0 => String::new(),
                n => format!(" and {n} more"),
            };
            format!("taken back: {}{more}; {undo} undoes it", shown.join(", "))
        }
    };
    if next != *now {
        doc.history
            .commit("answers of the last time taken back".to_owned(), next);
        effects = app.after_change();
    }
    effects.push(Effect::PutAway(path));
    first_question(app);
    if app.message.as_ref().is_none_or(|m| !m.bad) {
        app.say(said);
    }
    effects
}

fn discard(app: &mut App) -> Vec<Effect> {
    let Some(doc) = app.doc.as_mut().filter(|doc| !doc.left.is_empty()) else {
        return Vec::new();
    };
    let kept = doc.left.remove(0);
    let place = away(&kept.path);
    first_question(app);
    app.say(format!("left out; they are in {}", place.display()));
    vec![Effect::PutAway(kept.path)]
}
