//! The user's own editor: what goes to it and what comes back.

use super::committing::done;
use super::editor::{journal, open_with};
use crate::text::count;
use crate::tui::action::Action;
use crate::tui::effect::Effect;
use crate::tui::model::{App, Message, Overlay};

/// Moves the text to the user's own editor.
pub fn go_outside(app: &App) -> Vec<Effect> {
    match &app.overlay {
        Some(Overlay::Editor(editor)) => vec![Effect::EditOutside(editor.text())],
        _ => Vec::new(),
    }
}

/// The user's own editor came back.
pub fn returned(app: &mut App, result: Result<String, String>) -> Vec<Effect> {
    let Some(Overlay::Editor(editor)) = &app.overlay else {
        return Vec::new();
    };
    let (role, item, field, base) = (
        editor.role,
        editor.item.clone(),
        editor.field.clone(),
        editor.base.clone(),
    );
    let chain = editor.chain;
    let what = format!("{role}.{item} {}", field.label().trim().to_lowercase());
    match result {
        Ok(text) => {
            let text = text.replace("\r\n", "\n");
            // It was handed over with a line feed at its end.
            let had = editor.text().ends_with('\n');
            let text = match text.strip_suffix('\n') {
                Some(cut) if !had => cut.to_owned(),
                _ => text,
            };
            if editor.moved.as_ref() == Some(&text) {
                return Vec::new();
            }
            let typed = editor.text();
            let is_gone = text.trim().is_empty() && !typed.trim().is_empty();
            if is_gone && typed != base {
                // Nothing has kept it yet, so that nothing could bring it back.
                let why = "The editor gave back nothing: what you had typed is still here";
                if let Some(Overlay::Editor(editor)) = &mut app.overlay {
                    editor.error = Some(why.to_owned());
                }
                return Vec::new();
            }
            let (settles, many) = (editor.settles.clone(), editor.many.clone());
            open_with(app, role, item, field, &text, base.clone(), chain);
            if let Some(Overlay::Editor(editor)) = &mut app.overlay {
                editor.settles = settles;
                editor.many = many;
            }
            let mut effects = journal(app);
            app.message = None;
            effects.extend(done(app));
            if app.overlay.is_none() && app.message.is_none() {
                app.say(taken_in(app, &base, &text, &what));
            }
            effects
        }
        Err(why) => {
            if let Some(Overlay::Editor(editor)) = &mut app.overlay {
                editor.error = Some(why);
            }
            Vec::new()
        }
    }
}

/// What became of a text that the editor gave back.
fn taken_in(app: &App, base: &str, text: &str, what: &str) -> String {
    let undo = app.key(Action::Undo);
    match text.lines().count() {
        _ if text == base => format!("{what}: the editor has changed nothing"),
        0 => format!("{what} is empty now; {undo} undoes it"),
        lines => format!(
            "{what} from the editor: {}; {undo} undoes it",
            count(lines, "line")
        ),
    }
}

/// Keys that were meant for the editor, or for nobody, were not taken.
pub fn unheard(app: &mut App) {
    let before = app.message.take();
    let said = "keys typed while the editor was open were thrown away";
    let bad = before.as_ref().is_some_and(|m| m.bad);
    let text = match before {
        Some(message) => format!("{} · {said}", message.text),
        None => said.to_owned(),
    };
    app.message = Some(Message { text, bad });
}
