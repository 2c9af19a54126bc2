//! Picking evidence instead of typing it.

use super::{committing, editor, evidence};
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::layout;
use crate::tui::model::{App, Editor, Field, Overlay};
use crate::tui::picker::{Kind, Listed, Picker, Take};

/// The line that evidence is typed in.
fn line(app: &mut App) -> Option<&mut Editor> {
    match &mut app.overlay {
        Some(Overlay::Editor(editor)) if editor.field == Field::AddEvidence => Some(editor),
        _ => None,
    }
}

/// Brings the candidates up to date with the line, however it has come to
/// what it is: keys, a paste, a draft. Runs after every event.
pub fn follow(app: &mut App) -> Vec<Effect> {
    let (Some(doc), home) = (&app.doc, &app.home) else {
        return Vec::new();
    };
    let Some(Overlay::Editor(editor)) = &mut app.overlay else {
        return Vec::new();
    };
    if editor.field != Field::AddEvidence {
        return Vec::new();
    }
    let text = editor.text();
    let picker = editor.picker.get_or_insert_with(|| {
        let picker = match editor.many.as_slice() {
            [] => Picker::new(doc, editor.role, &editor.item, home.clone()),
            many => Picker::for_all(doc, many, home.clone()),
        };
        Box::new(picker)
    });
    picker.look(&text).into_iter().map(Effect::List).collect()
}

/// A folder was listed.
pub fn listed(app: &mut App, listed: Listed) -> Vec<Effect> {
    let Some(picker) = line(app).and_then(|l| l.picker.as_mut()) else {
        return Vec::new();
    };
    let wanted = picker.listed(listed);
    let takes = picker.can_take();
    let mut effects: Vec<Effect> = wanted.into_iter().map(Effect::List).collect();
    if takes {
        app.message = None;
        effects.extend(take(app));
    }
    effects
}

/// Moves in the list.
pub fn select(app: &mut App, action: Action) -> Vec<Effect> {
    let page = usize::from(layout::candidates(app.size)).max(1);
    let Some(editor) = line(app) else {
        return Vec::new();
    };
    let before = editor.picker.as_ref().and_then(|p| p.at());
    if let Some(picker) = &mut editor.picker {
        match action {
            Action::Up => picker.up(1),
            Action::Down => picker.down(1),
            Action::PageUp => picker.up(page),
            _ => picker.down(page),
        }
        picker.scroll(page);
        if picker.at() != before {
            editor.touched();
        }
    }
    Vec::new()
}

/// A click: selects, on the selected candidate adds.
pub fn click(app: &mut App, at: usize) -> Vec<Effect> {
    let rows = usize::from(layout::candidates(app.size));
    let Some(editor) = line(app) else {
        return Vec::new();
    };
    if let Some(picker) = &mut editor.picker {
        picker.scroll(rows);
    }
    let again = editor.picker.as_mut().is_some_and(|p| p.select(at));
    if again {
        return committing::done(app);
    }
    editor.touched();
    Vec::new()
}

/// Takes the selected candidate, or the first, into the line.
pub fn take(app: &mut App) -> Vec<Effect> {
    let Some(picker) = line(app).and_then(|l| l.picker.as_mut()) else {
        return Vec::new();
    };
    let taken = match picker.take() {
        Take::Line(taken) => taken,
        Take::Later => {
            app.say("looking for files…");
            return Vec::new();
        }
        Take::Nothing => {
            app.say("there is nothing to complete this with");
            return Vec::new();
        }
    };
    if let Some(editor) = line(app) {
        editor.area.set(&taken);
        editor.touched();
    }
    editor::journal(app)
}

/// Adds the selected candidate; with none selected, what is typed.
pub fn enter(app: &mut App, text: &str) -> Vec<Effect> {
    let Some(picker) = line(app).and_then(|l| l.picker.as_ref()) else {
        return evidence::add_evidence(app, text);
    };
    let Some(candidate) = picker.selected().cloned() else {
        return evidence::add_evidence(app, text);
    };
    match candidate.kind {
        Kind::Folder => take(app),
        // It was asked about when it was recorded.
        Kind::Record(_) => evidence::record_evidence(app, vec![candidate.href.clone()]),
        Kind::File => evidence::ask(app, vec![candidate.href.clone()]),
    }
}
