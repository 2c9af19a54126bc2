//! Recording what was typed or picked as evidence.

use super::committing::settle;
use super::editor::{close, refuse};
use super::{repeat, review};
use crate::assessment::{Edit, Role, href_of};
use crate::questionnaire::ItemId;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::keymap::Scope;
use crate::tui::model::{App, Field, Overlay};
use crate::tui::picker::Picker;

/// Asks whether there is a file at what was typed, before it is recorded: a
/// slip of the finger should not become evidence.
pub fn add_evidence(app: &mut App, text: &str) -> Vec<Effect> {
    let Some(doc) = &app.doc else {
        return Vec::new();
    };
    let href = href_of(text, &doc.folder);
    if href.is_empty() {
        return close(app);
    }
    add_href(app, href)
}

/// The same for an href that was picked.
pub fn add_href(app: &mut App, href: String) -> Vec<Effect> {
    match &app.overlay {
        Some(Overlay::Editor(editor)) if editor.insists.as_ref() == Some(&href) => {
            record_evidence(app, href)
        }
        _ => vec![Effect::Probe(href)],
    }
}

/// The answer to it: recorded, or asked once more.
pub fn probed(app: &mut App, href: String, problem: Option<String>) -> Vec<Effect> {
    let key = app.keys.said(Scope::Evidence, Action::Done);
    let up = app.keys.said(Scope::Evidence, Action::Up);
    let Some(Overlay::Editor(editor)) = &mut app.overlay else {
        return Vec::new();
    };
    if editor.field != Field::AddEvidence {
        return Vec::new();
    }
    match problem {
        None => record_evidence(app, href),
        Some(problem) if offers_match(editor.picker.as_deref_mut(), &href) => {
            let n = editor.picker.as_ref().map_or(0, |p| p.shown().len());
            let adds = match n {
                1 => "adds the match".to_owned(),
                n => format!("adds the selected one of {n} matches"),
            };
            editor.error = Some(format!(
                "{problem}. {key} {adds}; {up} and {key} records what is typed"
            ));
            Vec::new()
        }
        Some(problem) => {
            editor.error = Some(format!("{problem}. {key} again records it all the same"));
            editor.insists = Some(href);
            Vec::new()
        }
    }
}

/// Selects the best match of a line that is no file, once: whoever types a few
/// letters means what they find. A path means itself, unless it is the
/// beginning of one that is there.
fn offers_match(picker: Option<&mut Picker>, href: &str) -> bool {
    let Some(picker) = picker.filter(|p| !p.offered && p.at().is_none()) else {
        return false;
    };
    if picker.has(href) || (href.contains('/') && !picker.begins_one(href)) {
        return false;
    }
    picker.offered = true;
    picker.down(1);
    picker.at().is_some()
}

/// Ties the record of an href to the item, making it where there is none.
pub fn record_evidence(app: &mut App, href: String) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let (role, item) = (editor.role, editor.item.clone());
    if !editor.many.is_empty() {
        return record_for_all(app, role, &item, &href);
    }
    let edit = Edit::AddEvidence(role, item.clone(), href.clone());
    let mut effects = app.edit(&[edit], format!("{role}.{item} evidence {href}"));
    if app.message.as_ref().is_some_and(|m| m.bad) {
        let why = app.message.take().map(|m| m.text).unwrap_or_default();
        return refuse(app, why);
    }
    settle(app, role, &item, &Field::AddEvidence, &mut effects);
    app.overlay = None;
    if effects.iter().any(|e| matches!(e, Effect::Save(_))) {
        app.say(format!("evidence added: {href}"));
    } else {
        let changed = review::changed_words(app, &href);
        app.say(format!("that evidence is on this item already{changed}"));
    }
    effects.extend(look_at(app, &href));
    effects
}

/// Has a file that the user has just named looked at, and its digest recorded.
pub fn look_at(app: &App, href: &str) -> Option<Effect> {
    let records = &app.doc.as_ref()?.assessment().evidence;
    let (id, _) = records.iter().find(|(_, e)| e.href == href)?;
    Some(Effect::Inspect {
        id: id.clone(),
        href: href.to_owned(),
        named: true,
    })
}

/// The same for all items that the line is written for.
fn record_for_all(app: &mut App, role: Role, item: &ItemId, href: &str) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let targets = editor.many.clone();
    let mut effects = repeat::tie(app, &targets, href, "");
    if app.message.as_ref().is_some_and(|m| m.bad) {
        let why = app.message.take().map(|m| m.text).unwrap_or_default();
        return refuse(app, why);
    }
    settle(app, role, item, &Field::AddEvidence, &mut effects);
    app.overlay = None;
    effects
}
